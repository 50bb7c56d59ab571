#include "sign-in-place.h"

#include "model/xa-time.h"
#include "store/xa-tasks.h"

#include <string.h>

/* --- everything that is logged --------------------------------------------------------------------------- */

static GString        *logged; /* (mutex logged_lock) */
static pthread_mutex_t logged_lock = PTHREAD_MUTEX_INITIALIZER;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         data)
{
  pthread_mutex_lock (&logged_lock);
  for (gsize i = 0; i < n_fields; i++)
    g_string_append_len (logged, fields[i].value, fields[i].length < 0 ? (gssize) strlen (fields[i].value) : fields[i].length);
  pthread_mutex_unlock (&logged_lock);

  return G_LOG_WRITER_HANDLED;
}

void
sign_in_place_init (void)
{
  logged = g_string_new (NULL);
  g_log_set_debug_enabled (TRUE);
  g_log_set_writer_func (keep_log, NULL, NULL);
  xa_provider_lend (&sign_in_provider);
}

/* --- the platform ---------------------------------------------------------------------------------------- */

static void
give_tokens (SignInPlace *self,
             TestAnswer  *answer)
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
answer_token (SignInPlace       *self,
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
is_known (SignInPlace       *self,
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
  SignInPlace     *self = data;
  g_autofree char *extended = NULL;

  pthread_mutex_lock (&self->lock);
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
  pthread_mutex_unlock (&self->lock);
}

/* --- the user --------------------------------------------------------------------------------------------- */

void
sign_in_place_set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

SignInPlace *
sign_in_place_new (void)
{
  SignInPlace *self = g_new0 (SignInPlace, 1);

  sign_in_place_set_clock (PLACE_CLOCK);
  pthread_mutex_init (&self->lock, NULL);
  self->server = test_server_new (answer_all, self);
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new_soup ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);

  return self;
}

void
sign_in_place_free (SignInPlace *self)
{
  xa_sync_unref (self->sync);
  test_server_free (self->server);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  pthread_mutex_destroy (&self->lock);
  g_free (self->last_form);
  g_free (self->last_basic);
  g_free (self->uuid);
  g_free (self->state);
  g_free (self->address);
  g_free (self);
}

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

gboolean
sign_in_place_open (const char *address,
                    gpointer    data,
                    GError    **error)
{
  SignInPlace *self = data;
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

/* What the test set is seen by the threads of the server, and what they set by the test. */
static void
hand_over (SignInPlace *self)
{
  pthread_mutex_lock (&self->lock);
  pthread_mutex_unlock (&self->lock);
}

/* Connects, with the user's own app where @sign_in is one of the test's own provider. */
XaConnection *
sign_in_place_try (SignInPlace      *self,
                   const XaProvider *to,
                   const char       *sign_in,
                   GCancellable     *cancellable,
                   GError          **error)
{
  XaBrowser        browser = { .open = sign_in_place_open, .data = self, .patience_us = self->leaves ? 200000 : 0 };
  XaConnectOptions options = { .provider = to, .base_url = test_server_get_base (self->server), .sign_in = sign_in, .browser = &browser, .allow_private = TRUE };
  g_autoptr (XaCredential) app = xa_credential_new ();
  XaConnection *connection;

  if (to == &sign_in_provider) {
    app->client_id = g_strdup (CLIENT);
    app->secret = g_strdup (SECRET);
    options.credential = app;
  }

  hand_over (self);
  connection = xa_sync_connect (self->sync, &options, cancellable, error);
  hand_over (self);

  return connection;
}

XaConnection *
sign_in_place_connect (SignInPlace      *self,
                       const XaProvider *to,
                       const char       *sign_in)
{
  g_autoptr (GError) error = NULL;
  XaConnection *connection = sign_in_place_try (self, to, sign_in, NULL, &error);

  g_assert_no_error (error);
  pthread_mutex_lock (&self->lock);
  self->uuid = g_strdup (connection->uuid);
  pthread_mutex_unlock (&self->lock);

  return connection;
}

static void
follow (SignInPlace *self,
        gint64       connection_id,
        const char  *id)
{
  g_autoptr (XaPreview) preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &sign_in_provider, .connection_id = connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = sign_in_provider.gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
}

void
sign_in_place_follow (SignInPlace *self,
                      gint64       connection_id,
                      guint        n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("group-%u", i);

    follow (self, connection_id, id);
  }
}

void
sign_in_place_run (SignInPlace *self,
                   guint        n_done,
                   guint        n_waiting)
{
  XaSyncOptions options = { .patience_us = 1 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  hand_over (self);
  xa_sync_run (self->sync, &options, NULL, &report, &error);
  hand_over (self);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
  g_assert_cmpuint (report.n_done, ==, n_done);
  g_assert_cmpuint (report.n_waiting, ==, n_waiting);
  g_assert_cmpuint (report.n_failed, ==, 0);
}

static XaConnection *
get (SignInPlace *self)
{
  g_autoptr (GPtrArray) all = xa_sync_list_connections (self->sync, NULL);

  g_assert_cmpuint (all->len, ==, 1);

  return g_ptr_array_steal_index (all, 0);
}

void
sign_in_place_assert_state (SignInPlace      *self,
                            XaConnectionState state)
{
  g_autoptr (XaConnection) connection = get (self);

  g_test_message ("%s", connection->cause_text);
  g_assert_cmpstr (xa_connection_state_id (connection->state), ==, xa_connection_state_id (state));
}

void
sign_in_place_grant (SignInPlace *self,
                     const char  *scopes)
{
  pthread_mutex_lock (&self->lock);
  self->scopes = scopes;
  pthread_mutex_unlock (&self->lock);
}

void
sign_in_place_last (SignInPlace *self,
                    guint        lifetime_s)
{
  pthread_mutex_lock (&self->lock);
  self->lifetime_s = lifetime_s;
  pthread_mutex_unlock (&self->lock);
}

void
sign_in_place_fail_tokens (SignInPlace *self,
                           guint        status,
                           const char  *body)
{
  pthread_mutex_lock (&self->lock);
  self->token_status = status;
  self->token_failure = body;
  pthread_mutex_unlock (&self->lock);
}

/* No file of the workspace's folder, no line of the log and no message has any of what is secret. */
void
sign_in_place_assert_silent (SignInPlace  *self,
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
