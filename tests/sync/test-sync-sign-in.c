#include "sync/xa-sync.h"

#include "import-place.h"
#include "model/xa-time.h"
#include "store/xa-tasks.h"
#include "test-server.h"

#include <string.h>

/*
 * Signing in in the browser, from the first page to a sign-in that ends: Mastodon as it is declared, and a platform
 * of the test's own whose ways are those that platforms have.
 */

#define CODE "canary-code-1"
#define CLIENT "canary-client-id"
#define SECRET "canary-client-secret"
#define TOKEN "canary-access-token-"
#define REFRESH "canary-refresh-token-"

/* --- everything that is logged --------------------------------------------------------------------------- */

static GString *logged;
static GMutex   logged_lock;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         data)
{
  g_mutex_lock (&logged_lock);
  for (gsize i = 0; i < n_fields; i++)
    g_string_append_len (logged, fields[i].value, fields[i].length < 0 ? (gssize) strlen (fields[i].value) : fields[i].length);
  g_mutex_unlock (&logged_lock);

  return G_LOG_WRITER_HANDLED;
}

/* --- the platform ---------------------------------------------------------------------------------------- */

typedef struct {
  TestServer        *server;      /* (owned) */
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaSync            *sync;        /* (owned) */

  GMutex      lock;
  const char *scopes;                  /* (mutex lock): that are granted */
  guint       lifetime_s;              /* (mutex lock): of a token, 0: not said */
  gboolean    gives_refresh;           /* (mutex lock) */
  guint       generation;              /* (mutex lock): of the token that is valid */
  guint       n_refreshes, n_extended; /* (mutex lock) */
  guint       n_data;                  /* (mutex lock) */
  guint       token_status;            /* (mutex lock): how the token endpoint fails, 0: it does not */
  const char *token_failure;           /* (mutex lock): its body */
  gboolean    was_used_unsaved;        /* (mutex lock): a token was used that the keyring did not have */
  char       *last_form;               /* (mutex lock) (owned): of the token endpoint */
  char       *last_basic;              /* (mutex lock) (owned) (nullable) */
  char       *uuid;                    /* (mutex lock) (owned) (nullable): of the connection */

  /* The browser. */
  gboolean leaves;  /* nobody ever comes back */
  char    *state;   /* (owned) */
  char    *address; /* (owned) */
  guint    n_opened;
} Fixture;

static void
give_tokens (Fixture    *self,
             TestAnswer *answer)
{
  g_autoptr (GString) body = g_string_new (NULL);

  self->generation++;
  g_string_append_printf (body, "{\"access_token\":\"" TOKEN "%u\",\"token_type\":\"Bearer\"", self->generation);
  if (self->scopes)
    g_string_append_printf (body, ",\"scope\":\"%s\"", self->scopes);
  if (self->lifetime_s)
    g_string_append_printf (body, ",\"expires_in\":%u", self->lifetime_s);
  if (self->gives_refresh)
    g_string_append_printf (body, ",\"refresh_token\":\"" REFRESH "%u\"", self->generation);
  g_string_append_c (body, '}');
  test_answer_set (answer, 200, body->str);
}

static void
answer_token (Fixture           *self,
              const TestRequest *request,
              TestAnswer        *answer)
{
  gsize            size;
  const char      *bytes = g_bytes_get_data (request->body, &size);
  g_autofree char *wanted = g_strdup_printf (REFRESH "%u", self->generation);
  g_autoptr (GHashTable) form = NULL;
  const char *grant;

  g_free (self->last_form);
  self->last_form = g_strndup (bytes, size);
  g_free (self->last_basic);
  self->last_basic = g_strdup (g_hash_table_lookup (request->headers, "authorization"));
  form = g_uri_parse_params (self->last_form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  grant = g_hash_table_lookup (form, "grant_type");
  if (strcmp (grant, "refresh_token") == 0)
    self->n_refreshes++;
  if (self->token_status)
    test_answer_set (answer, self->token_status, self->token_failure);
  else if (strcmp (grant, "refresh_token") == 0 && g_strcmp0 (g_hash_table_lookup (form, "refresh_token"), wanted) != 0)
    test_answer_set (answer, 400, "{\"error\":\"invalid_grant\"}");
  else
    give_tokens (self, answer);
}

/* Whoever asks with the token that is valid: it must be safe by now. */
static gboolean
is_known (Fixture           *self,
          const TestRequest *request)
{
  g_autofree char *wanted = g_strdup_printf ("Bearer " TOKEN "%u", self->generation);
  const char      *given = g_hash_table_lookup (request->headers, "authorization");
  g_autoptr (XaCredential) kept = NULL;

  if (g_strcmp0 (given, wanted) != 0)
    return FALSE;
  if (self->uuid) {
    kept = xa_credential_store_load (self->credentials, self->uuid, NULL, NULL);
    self->was_used_unsaved |= !kept || strcmp (kept->token, wanted + strlen ("Bearer ")) != 0;
  }

  return TRUE;
}

static void
answer_all (const TestRequest *request,
            TestAnswer        *answer,
            gpointer           data)
{
  Fixture         *self = data;
  g_autofree char *extended = NULL;

  g_mutex_lock (&self->lock);
  if (g_str_equal (request->path, "/api/v1/apps"))
    test_answer_set (answer, 200, "{\"id\":\"1\",\"name\":\"XAudience\",\"client_id\":\"" CLIENT "\",\"client_secret\":\"" SECRET "\"}");
  else if (g_str_equal (request->path, "/oauth/token"))
    answer_token (self, request, answer);
  else if (!is_known (self, request))
    test_answer_set (answer, 401, "{\"error\":\"The access token was revoked\"}");
  else if (g_str_has_prefix (request->path, "/api/v2/instance"))
    test_answer_set (answer, 200, "{\"domain\":\"social.example\",\"title\":\"Social\",\"version\":\"4.4.0\"}");
  else if (g_str_has_prefix (request->path, "/api/v1/accounts/verify_credentials"))
    test_answer_set (answer, 200, "{\"id\":\"1\",\"acct\":\"reader\",\"username\":\"reader\"}");
  else {
    self->n_data++;
    test_answer_set (answer, 200, "{}");
  }
  g_mutex_unlock (&self->lock);
}

/* --- a provider of the test's own ------------------------------------------------------------------------- */

static gboolean
check (XaFetch *fetch,
       char   **who,
       GError **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "me", NULL);
  g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (fetch), request, error);

  *who = response ? g_strdup ("the user") : NULL;

  return response != NULL;
}

static gboolean
can_reach (const XaTarget *target)
{
  return target->platform == XA_PLATFORM_OTHER;
}

static const XaPass *
get_passes (const XaTarget *target,
            guint           gives)
{
  static const XaPass passes[] = { XA_PASS_PROFILE, 0 };

  return passes;
}

/* How many questions a pass asks. */
#define QUESTIONS 5

static gboolean
fetch_profile (XaFetch *fetch,
               XaPass   pass,
               GError **error)
{
  const char      *id = xa_fetch_get_target (fetch)->id;
  XaAudienceRecord record = { .platform = XA_PLATFORM_OTHER, .native_id = xa_span (id), .kind = XA_AUDIENCE_GROUP, .title = xa_span (id), .members_reported = 100 };
  XaAudienceRef    ref;
  g_autoptr (XaRequest) request = xa_request_new ("GET", "data", NULL);

  for (guint i = 0; i < QUESTIONS; i++) {
    g_autoptr (XaResponse) response = xa_rest_send (xa_fetch_get_rest (fetch), request, error);

    if (!response)
      return FALSE;
  }

  return xa_sink_audience (xa_fetch_get_sink (fetch), &record, &ref, error) && xa_fetch_page (fetch, NULL, error);
}

static Fixture *extending; /* whose server extends tokens */

static XaCredential *
extend (XaRest             *rest,
        const XaCredential *given,
        GError            **error)
{
  XaCredential *longer = xa_credential_copy (given);

  g_mutex_lock (&extending->lock);
  extending->n_extended++;
  extending->generation++;
  g_free (longer->token);
  longer->token = g_strdup_printf (TOKEN "%u", extending->generation);
  longer->expires_us = xa_time_now () + 60 * XA_USEC_PER_DAY;
  g_mutex_unlock (&extending->lock);

  return longer;
}

#define WAY .authorize = "/oauth/authorize", .token = "/oauth/token", .scopes = "read users.read"

static const XaOAuthWay public_way = { WAY, .client = XA_CLIENT_PUBLIC, .ports = xa_oauth_fixed_ports, .n_ports = XA_OAUTH_N_FIXED_PORTS };
static const XaOAuthWay secret_way = { WAY, .client = XA_CLIENT_SECRET, .in_header = TRUE };
static const XaOAuthWay extended_way = { WAY, .client = XA_CLIENT_SECRET, .extend = extend, .extend_ahead_us = 30 * XA_USEC_PER_DAY };
static const XaOAuthWay app_way = { .token = "/oauth/token", .client = XA_CLIENT_SECRET, .in_header = TRUE };

static const XaSignIn sign_ins[] = {
  { .kind = XA_SIGN_IN_OAUTH, .id = "public", .title = "Public", .oauth = &public_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "secret", .title = "Secret", .oauth = &secret_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "extended", .title = "Extended", .oauth = &extended_way },
  { .kind = XA_SIGN_IN_OAUTH, .id = "app", .title = "App", .oauth = &app_way },
  { .kind = XA_SIGN_IN_TOKEN, .id = "token", .title = "Token" },
};

static const char *const gives_not[] = { NULL };
static const XaDialect   dialect = { .platform = "The platform", .sign = XA_SIGN_BEARER, .rate = { 1000, G_USEC_PER_SEC }, .max_per_host = 8 };

static const XaProvider provider = {
  .id = "signing",
  .name = "The platform",
  .platform = XA_PLATFORM_OTHER,
  .dialect = &dialect,
  .gives = XA_GIVES_PROFILE,
  .gives_not = gives_not,
  .limits_words = "None.",
  .sign_ins = sign_ins,
  .n_sign_ins = G_N_ELEMENTS (sign_ins),
  .terms = { .words = "None.", .url = "" },
  .check = check,
  .can_reach = can_reach,
  .get_passes = get_passes,
  .fetch = fetch_profile,
};

/* --- the user --------------------------------------------------------------------------------------------- */

static void
set_clock (gint64 seconds)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  g_setenv ("SOURCE_DATE_EPOCH", text, TRUE);
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  set_clock (PLACE_CLOCK);
  g_mutex_init (&self->lock);
  self->server = test_server_new (answer_all, self);
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new_soup ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_sync_unref (self->sync);
  test_server_free (self->server);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_mutex_clear (&self->lock);
  g_free (self->last_form);
  g_free (self->last_basic);
  g_free (self->uuid);
  g_free (self->state);
  g_free (self->address);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

typedef struct {
  char *redirect, *state;
} Visit;

static gpointer
visit (gpointer data)
{
  Visit *self = data;
  g_autoptr (GUri) uri = g_uri_parse (self->redirect, G_URI_FLAGS_NONE, NULL);
  g_autofree char *request = g_strdup_printf ("GET %s?code=" CODE "&state=%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", g_uri_get_path (uri), self->state, g_uri_get_port (uri));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  char piece[4096];

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri), NULL, NULL);
  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), piece, sizeof piece, NULL, NULL) > 0)
    ;
  g_free (self->redirect);
  g_free (self->state);
  g_free (self);

  return NULL;
}

static gboolean
open_address (const char *address,
              gpointer    data,
              GError    **error)
{
  Fixture *self = data;
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  Visit *way = g_new0 (Visit, 1);

  g_set_str (&self->address, address);
  g_set_str (&self->state, g_hash_table_lookup (query, "state"));
  self->n_opened++;
  way->redirect = g_strdup (g_hash_table_lookup (query, "redirect_uri"));
  way->state = g_strdup (self->state);
  if (self->leaves) {
    g_free (way->redirect);
    g_free (way->state);
    g_free (way);
  } else {
    g_thread_unref (g_thread_new ("browser", visit, way));
  }

  return TRUE;
}

/* Connects, with the user's own app where @sign_in is one of the test's own provider. */
static XaConnection *
try_connect (Fixture          *self,
             const XaProvider *to,
             const char       *sign_in,
             GCancellable     *cancellable,
             GError          **error)
{
  XaBrowser        browser = { .open = open_address, .data = self, .patience_us = self->leaves ? 200000 : 0 };
  XaConnectOptions options = { .provider = to, .base_url = test_server_get_base (self->server), .sign_in = sign_in, .browser = &browser, .allow_private = TRUE };
  g_autoptr (XaCredential) app = xa_credential_new ();

  if (to == &provider) {
    app->client_id = g_strdup (CLIENT);
    app->secret = g_strdup (SECRET);
    options.credential = app;
  }

  return xa_sync_connect (self->sync, &options, cancellable, error);
}

static XaConnection *
connect_to (Fixture          *self,
            const XaProvider *to,
            const char       *sign_in)
{
  g_autoptr (GError) error = NULL;
  XaConnection *connection = try_connect (self, to, sign_in, NULL, &error);

  g_assert_no_error (error);
  g_mutex_lock (&self->lock);
  self->uuid = g_strdup (connection->uuid);
  g_mutex_unlock (&self->lock);

  return connection;
}

static void
follow (Fixture    *self,
        gint64      connection_id,
        const char *id)
{
  g_autoptr (XaPreview) preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &provider, .connection_id = connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = provider.gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
}

static void
follow_many (Fixture *self,
             gint64   connection_id,
             guint    n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("group-%u", i);

    follow (self, connection_id, id);
  }
}

static void
run_and_expect (Fixture *self,
                guint    n_done,
                guint    n_waiting)
{
  XaSyncOptions options = { .patience_us = 1 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
  g_assert_cmpuint (report.n_done, ==, n_done);
  g_assert_cmpuint (report.n_waiting, ==, n_waiting);
  g_assert_cmpuint (report.n_failed, ==, 0);
}

static XaConnection *
get (Fixture *self)
{
  g_autoptr (GPtrArray) all = xa_sync_list_connections (self->sync, NULL);

  g_assert_cmpuint (all->len, ==, 1);

  return g_ptr_array_steal_index (all, 0);
}

static void
assert_state (Fixture          *self,
              XaConnectionState state)
{
  g_autoptr (XaConnection) connection = get (self);

  g_test_message ("%s", connection->cause_text);
  g_assert_cmpstr (xa_connection_state_id (connection->state), ==, xa_connection_state_id (state));
}

static void
set_token_failure (Fixture    *self,
                   guint       status,
                   const char *body)
{
  g_mutex_lock (&self->lock);
  self->token_status = status;
  self->token_failure = body;
  g_mutex_unlock (&self->lock);
}

/* No file of the workspace's folder, no line of the log and no message has any of what is secret. */
static void
assert_silent (Fixture      *self,
               const GError *error)
{
  const char *const secrets[] = { CODE, SECRET, TOKEN, REFRESH, self->state };
  g_autoptr (GDir) dir = g_dir_open (self->place->folder, 0, NULL);
  const char *name;

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    if (!secrets[i])
      continue;
    g_assert_null (strstr (logged->str, secrets[i]));
    g_assert_true (!error || !strstr (error->message, secrets[i]));
  }
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->place->folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize            size;

    if (!g_file_get_contents (path, &bytes, &size, NULL))
      continue;
    for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
      g_assert_true (!secrets[i] || !memmem (bytes, size, secrets[i], strlen (secrets[i])));
  }
}

/* --- signing in ------------------------------------------------------------------------------------------ */

static void
test_mastodon (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (XaCredential) kept = NULL;

  self->scopes = "read:accounts read:search read:statuses";
  connection = connect_to (self, &xa_mastodon, NULL);
  g_assert_cmpstr (connection->sign_in, ==, "browser");
  g_assert_cmpstr (connection->who, ==, "reader@social.example");
  g_assert_cmpint (connection->state, ==, XA_CONNECTION_OK);
  g_assert_cmpint (connection->ends_us, ==, XA_TIME_UNKNOWN);
  kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);
  g_assert_cmpstr (kept->token, ==, TOKEN "1");
  g_assert_cmpstr (kept->client_id, ==, CLIENT);
  g_assert_cmpstr (kept->secret, ==, SECRET);
  g_assert_cmpstr (kept->scopes, ==, self->scopes);
  /* It tells the server of itself with just what it asks for, and nothing of the user's. */
  g_assert_true (test_server_was_told (self->server, "client_name=XAudience"));
  g_assert_true (test_server_was_told (self->server, "scopes=read%3Aaccounts%20read%3Asearch%20read%3Astatuses") ||
                 test_server_was_told (self->server, "scopes=read%3Aaccounts+read%3Asearch+read%3Astatuses"));
  g_assert_nonnull (strstr (self->address, "/oauth/authorize?response_type=code&client_id=" CLIENT));
  g_assert_null (strstr (self->address, SECRET));
  assert_silent (self, NULL);
}

/* What the user did not allow is named, and stays named when the rest works. */
static void
test_scope_missing (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = NULL, tested = NULL, again = NULL;
  XaBrowser        browser = { .open = open_address, .data = self };
  XaConnectOptions options = { .browser = &browser };
  g_autoptr (GError) error = NULL;

  self->scopes = "read:accounts read:statuses";
  connection = connect_to (self, &xa_mastodon, NULL);
  g_assert_cmpint (connection->state, ==, XA_CONNECTION_SCOPE_MISSING);
  g_assert_nonnull (strstr (connection->cause_text, "read:search"));
  tested = xa_sync_test (self->sync, connection->id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tested->state, ==, XA_CONNECTION_SCOPE_MISSING);
  assert_state (self, XA_CONNECTION_SCOPE_MISSING);

  self->scopes = "read";
  again = xa_sync_reconnect (self->sync, connection->id, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  assert_state (self, XA_CONNECTION_OK);
}

static void
test_nobody_signs_in (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  self->leaves = TRUE;
  g_assert_null (try_connect (self, &xa_mastodon, NULL, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);
  assert_silent (self, error);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (try_connect (self, &xa_mastodon, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* A token endpoint that refuses. */
  self->leaves = FALSE;
  set_token_failure (self, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" TOKEN "\"}");
  g_assert_null (try_connect (self, &xa_mastodon, NULL, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  assert_silent (self, error);
  all = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpuint (all->len, ==, 0);
}

/* No browser, no server to sign in to, no app of the user's: each in words, and nothing is opened. */
static void
test_not_begun (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  XaBrowser browser = { .open = open_address, .data = self };
  g_autoptr (XaCredential) half = xa_credential_new ();
  g_autoptr (XaCredential) token = xa_credential_new ();
  const char            *base = test_server_get_base (self->server);
  const XaConnectOptions cases[] = {
    { .provider = &xa_mastodon, .sign_in = "browser", .base_url = base, .allow_private = TRUE },
    { .provider = &xa_mastodon, .sign_in = "browser", .browser = &browser },
    { .provider = &xa_mastodon, .sign_in = "token", .credential = token },
    { .provider = &provider, .sign_in = "public", .base_url = base, .allow_private = TRUE, .browser = &browser },
    { .provider = &provider, .sign_in = "secret", .base_url = base, .allow_private = TRUE, .browser = &browser, .credential = half },
    { .provider = &provider, .sign_in = "app", .base_url = base, .allow_private = TRUE, .credential = half },
  };

  half->client_id = g_strdup (CLIENT);
  token->token = g_strdup (TOKEN "0");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (xa_sync_connect (self->sync, &cases[i], NULL, &error));
    g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, error->message);
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
  }
  g_assert_cmpuint (self->n_opened, ==, 0);
  g_assert_cmpuint (test_server_get_n_requests (self->server), ==, 0);
}

/* How the program says who it is: by its id alone, or with a secret in a header. */
static void
test_clients (void)
{
  static const struct {
    const char *sign_in;
    gboolean    has_header, has_browser;
  } cases[] = { { "public", FALSE, TRUE }, { "secret", TRUE, TRUE }, { "app", TRUE, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Fixture) self = fixture_new ();
    g_autoptr (XaConnection) connection = NULL;
    g_autofree char *expected = g_base64_encode ((const guchar *) CLIENT ":" SECRET, strlen (CLIENT ":" SECRET));

    connection = connect_to (self, &provider, cases[i].sign_in);
    g_assert_cmpint (connection->state, ==, XA_CONNECTION_OK);
    g_assert_cmpuint (self->n_opened, ==, cases[i].has_browser);
    if (cases[i].has_header) {
      g_assert_true (self->last_basic && g_str_has_prefix (self->last_basic, "Basic "));
      g_assert_cmpstr (self->last_basic + 6, ==, expected);
      g_assert_null (strstr (self->last_form, "client_id"));
    } else {
      g_assert_null (self->last_basic);
      g_assert_nonnull (strstr (self->last_form, "client_id=" CLIENT));
    }
    g_assert_true ((strstr (self->last_form, SECRET) == NULL) && (strstr (self->last_form, "client_secret") == NULL));
    /* Ports are those that the user registered, where there are any to register. */
    if (i == 0)
      g_assert_true (strstr (self->address, "127.0.0.1%3A17653%2Fcallback") || strstr (self->address, "127.0.0.1%3A21653%2Fcallback") || strstr (self->address, "127.0.0.1%3A29653%2Fcallback"));
    g_assert_true (cases[i].has_browser || g_str_equal (self->last_form, "grant_type=client_credentials"));
    assert_silent (self, NULL);
  }
}

/* --- refreshing ------------------------------------------------------------------------------------------- */

static XaConnection *
connect_for_minutes (Fixture *self,
                     guint    lifetime_s)
{
  self->lifetime_s = lifetime_s;
  self->gives_refresh = TRUE;

  return connect_to (self, &provider, "secret");
}

/* Many fetches at a time renew a token once, before it ends, and it is safe before anybody uses it. */
static void
test_refresh_ahead (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  g_autoptr (XaCredential) kept = NULL;

  follow_many (self, connection->id, 12);
  run_and_expect (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 0);
  set_clock (PLACE_CLOCK + 7200 - 60);
  run_and_expect (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  g_assert_false (self->was_used_unsaved);
  kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);
  g_assert_cmpstr (kept->token, ==, TOKEN "2");
  g_assert_cmpstr (kept->refresh_token, ==, REFRESH "2");
  assert_state (self, XA_CONNECTION_OK);
  assert_silent (self, NULL);
}

/* One that lasts for minutes is not renewed for every question. */
static void
test_short_lived (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 300);

  follow_many (self, connection->id, 1);
  run_and_expect (self, 1, 0);
  g_assert_cmpuint (self->n_data, ==, 1 + QUESTIONS);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
}

/* One that ended without notice is renewed when it is refused, also once. */
static void
test_refresh_refused (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 0);

  follow_many (self, connection->id, 12);
  g_mutex_lock (&self->lock);
  self->uuid = (g_free (self->uuid), NULL);
  g_mutex_unlock (&self->lock);
  /* The platform forgets the token and keeps the refresh token. */
  {
    g_autoptr (XaCredential) kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);

    g_free (kept->token);
    kept->token = g_strdup (TOKEN "0");
    xa_credential_store_hold (self->credentials, connection->uuid, kept);
  }
  xa_sync_unref (self->sync);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  run_and_expect (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  assert_state (self, XA_CONNECTION_OK);
}

/* A network that is away ends no sign-in: a token that holds is used, one that ended waits. */
static void
test_refresh_offline (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);

  follow_many (self, connection->id, 4);
  set_token_failure (self, 503, "<html>");
  set_clock (PLACE_CLOCK + 7200 - 60);
  run_and_expect (self, 4, 0);
  assert_state (self, XA_CONNECTION_OK);
  set_clock (PLACE_CLOCK + 7200 + 60);
  run_and_expect (self, 0, 4);
  assert_state (self, XA_CONNECTION_UNREACHABLE);
  set_token_failure (self, 0, NULL);
  set_clock (PLACE_CLOCK + 2 * 7200);
  run_and_expect (self, 4, 0);
  assert_state (self, XA_CONNECTION_OK);
}

static GArray *
list_open_tasks (Fixture *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, self->place->keys, 0, NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tasks->len; i++)
    if (((XaTask *) tasks->pdata[i])->state < XA_TASK_DONE)
      g_array_append_val (ids, ((XaTask *) tasks->pdata[i])->id);

  return ids;
}

/* Taken back at the platform: it is told so, nothing more is asked, and what waits goes on after a new sign-in, with
 * the app that is known from before. */
static void
test_revoked (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  XaBrowser        browser = { .open = open_address, .data = self };
  XaConnectOptions options = { .browser = &browser };
  g_autoptr (XaConnection) again = NULL;
  g_autoptr (GArray) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  follow_many (self, connection->id, 5);
  set_token_failure (self, 400, "{\"error\":\"invalid_grant\"}");
  set_clock (PLACE_CLOCK + 7200 + 60);
  run_and_expect (self, 0, 5);
  assert_state (self, XA_CONNECTION_REVOKED);
  g_assert_cmpuint (self->n_data, ==, 1); /* of connecting */
  before = list_open_tasks (self);
  g_assert_cmpuint (before->len, >, 0);

  set_token_failure (self, 0, NULL);
  again = xa_sync_reconnect (self->sync, connection->id, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  g_assert_cmpint (again->id, ==, connection->id);
  after = list_open_tasks (self);
  g_assert_cmpmem (before->data, before->len * sizeof (gint64), after->data, after->len * sizeof (gint64));
  run_and_expect (self, 5, 0);
  assert_silent (self, NULL);
}

/* Without a refresh token a sign-in ends by its time: first it is told that it will, then that it has. */
static void
test_expired (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = NULL;

  self->lifetime_s = 60 * 86400;
  connection = connect_to (self, &provider, "secret");
  follow_many (self, connection->id, 2);
  run_and_expect (self, 2, 0);
  assert_state (self, XA_CONNECTION_OK);
  set_clock (PLACE_CLOCK + 57 * 86400);
  assert_state (self, XA_CONNECTION_EXPIRING);
  run_and_expect (self, 2, 0);
  set_clock (PLACE_CLOCK + 61 * 86400);
  assert_state (self, XA_CONNECTION_EXPIRED);
  g_mutex_lock (&self->lock);
  self->generation = 99; /* nor does the platform know it any more */
  g_mutex_unlock (&self->lock);
  run_and_expect (self, 0, 2);
  assert_state (self, XA_CONNECTION_EXPIRED);
}

/* A platform that extends its tokens is asked at once, and again in good time, once. */
static void
test_extended (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = NULL;

  extending = self;
  self->lifetime_s = 3600;
  connection = connect_to (self, &provider, "extended");
  g_assert_cmpuint (self->n_extended, ==, 1);
  g_assert_cmpint (connection->ends_us, ==, (PLACE_CLOCK + 60 * 86400) * G_USEC_PER_SEC);
  follow_many (self, connection->id, 6);
  set_clock (PLACE_CLOCK + 20 * 86400);
  run_and_expect (self, 6, 0);
  g_assert_cmpuint (self->n_extended, ==, 1);
  set_clock (PLACE_CLOCK + 40 * 86400);
  run_and_expect (self, 6, 0);
  g_assert_cmpuint (self->n_extended, ==, 2);
  g_assert_false (self->was_used_unsaved);
  set_clock (PLACE_CLOCK + 57 * 86400);
  assert_state (self, XA_CONNECTION_OK);
  extending = NULL;
}

/* What another program renewed is taken from the keyring: its refresh token would be worth nothing by now. */
static void
test_two_programs (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  XaSync *other;

  follow_many (self, connection->id, 3);
  run_and_expect (self, 3, 0);
  set_clock (PLACE_CLOCK + 7200 - 60);
  other = self->sync;
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  run_and_expect (self, 3, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  xa_sync_unref (self->sync);
  self->sync = other;
  run_and_expect (self, 3, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  assert_state (self, XA_CONNECTION_OK);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_debug_enabled (TRUE);
  g_log_set_writer_func (keep_log, NULL, NULL);
  xa_provider_lend (&provider);
  g_test_add_func ("/sync/WH-6/mastodon", test_mastodon);
  g_test_add_func ("/sync/WH-6/scope-missing", test_scope_missing);
  g_test_add_func ("/sync/WH-6/nobody-signs-in", test_nobody_signs_in);
  g_test_add_func ("/sync/sign-in/not-begun", test_not_begun);
  g_test_add_func ("/sync/sign-in/clients", test_clients);
  g_test_add_func ("/sync/sign-in/refresh-ahead", test_refresh_ahead);
  g_test_add_func ("/sync/sign-in/short-lived", test_short_lived);
  g_test_add_func ("/sync/sign-in/refresh-refused", test_refresh_refused);
  g_test_add_func ("/sync/sign-in/refresh-offline", test_refresh_offline);
  g_test_add_func ("/sync/sign-in/revoked", test_revoked);
  g_test_add_func ("/sync/sign-in/expired", test_expired);
  g_test_add_func ("/sync/sign-in/extended", test_extended);
  g_test_add_func ("/sync/sign-in/two-programs", test_two_programs);

  return g_test_run ();
}
