#include "sync/xa-sync.h"

#include "import-place.h"
#include "model/xa-time.h"

#include <string.h>

/* Removing a connection: what is asked of the platform, what is told, and that nothing keeps it here. */

#define TOKEN "canary-token"
#define REFRESH "canary-refresh"
#define SECRET "canary-secret"
#define CLIENT "canary-client"

/* --- a platform that notes what it is asked ------------------------------------------------------------ */

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaSync            *sync;        /* (owned) */

  guint         status;  /* of every answer; 0: there is none in time */
  const char   *body;    /* of every answer */
  GString      *asked;   /* (owned): a line each: method, address, what signs, body */
  gint64        longest; /* time-out of a request */
  GCancellable *cancels; /* (not owned) (nullable): while it is asked */
} Fixture;

static XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Fixture *self = data;
  g_autoptr (GBytes) body = g_bytes_new_static (self->body, strlen (self->body));

  g_string_append_printf (self->asked, "%s %s", call->method, call->address);
  for (guint i = 0; i + 1 < call->headers->len; i += 2) {
    const char *name = call->headers->pdata[i];

    if (g_ascii_strcasecmp (name, "Authorization") == 0 || g_ascii_strcasecmp (name, "User-Api-Key") == 0)
      g_string_append_printf (self->asked, " [%s]", (const char *) call->headers->pdata[i + 1]);
  }
  if (call->body)
    g_string_append_printf (self->asked, " %.*s", (int) g_bytes_get_size (call->body), (const char *) g_bytes_get_data (call->body, NULL));
  g_string_append_c (self->asked, '\n');
  self->longest = MAX (self->longest, call->timeout_us);
  if (self->cancels)
    g_cancellable_cancel (self->cancels);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->status)
    return xa_response_new (self->status, body);
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT, "The platform did not answer in time");

  return NULL;
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new (answer, self, NULL);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  self->asked = g_string_new (NULL);
  self->status = 200;
  self->body = "{\"success\":true}";

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_sync_unref (self->sync);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_string_free (self->asked, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

typedef struct {
  Fixture      *fixture;
  XaConnection *connection;
} Addition;

static gboolean
add (XaStore *store,
     gpointer data,
     GError **error)
{
  Addition *self = data;

  return xa_store_add_connection (store, self->fixture->place->keys, self->connection, error);
}

/* As if it had been signed in to. */
static XaConnection *
connect_to (Fixture          *self,
            const XaProvider *provider,
            const XaSignIn   *way)
{
  XaConnection *connection = xa_connection_new ();
  Addition      addition = { self, connection };
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;

  connection->provider = g_strdup (provider->id);
  connection->name = g_strdup_printf ("%s %s", provider->id, way->id);
  g_set_str (&connection->sign_in, way->id);
  connection->created_us = xa_time_now ();
  if (!provider->base)
    connection->base_url = g_strdup ("https://server.example");
  xa_sync_edit (self->sync, add, &addition, &error);
  g_assert_no_error (error);
  credential->token = g_strdup (TOKEN);
  if (way->kind == XA_SIGN_IN_PASSWORD) {
    credential->user = g_strdup ("reader");
    credential->secret = g_strdup (SECRET);
  }
  if (way->kind == XA_SIGN_IN_OAUTH) {
    credential->client_id = g_strdup (CLIENT);
    credential->secret = way->oauth->client == XA_CLIENT_PUBLIC ? NULL : g_strdup (SECRET);
  }
  if (provider == &xa_x_api || provider == &xa_bluesky)
    credential->refresh_token = g_strdup (REFRESH);
  xa_credential_store_hold (self->credentials, connection->uuid, credential);

  return connection;
}

static XaConnection *
connect_by_id (Fixture          *self,
               const XaProvider *provider,
               const char       *way)
{
  return connect_to (self, provider, xa_provider_get_sign_in (provider, way));
}

static void
disconnect (Fixture            *self,
            const XaConnection *connection,
            XaParting          *parting)
{
  g_autoptr (GError) error = NULL;

  xa_sync_disconnect (self->sync, connection->id, XA_DISCONNECT_KEEP_DATA, parting, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", connection->name, parting->words ? parting->words : "nothing");
}

static void
assert_gone (Fixture            *self,
             const XaConnection *connection)
{
  g_autoptr (GPtrArray) all = xa_sync_list_connections (self->sync, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < all->len; i++)
    g_assert_cmpint (((XaConnection *) all->pdata[i])->id, !=, connection->id);
  g_assert_null (xa_credential_store_load (self->credentials, connection->uuid, NULL, &error));
}

/* --- what is asked ------------------------------------------------------------------------------------- */

static void
test_asked (void)
{
  static const struct {
    const XaProvider *provider;
    const char       *way;
    const char       *asked;
    gboolean          remains;
  } cases[] = {
    { &xa_mastodon, "browser", "POST https://server.example/oauth/revoke token=" TOKEN "&token_type_hint=access_token&client_id=" CLIENT "&client_secret=" SECRET "\n", FALSE },
    { &xa_x_api, "browser",
      "POST https://api.x.com/2/oauth2/revoke token=" REFRESH "&token_type_hint=refresh_token&client_id=" CLIENT "\n"
      "POST https://api.x.com/2/oauth2/revoke token=" TOKEN "&token_type_hint=access_token&client_id=" CLIENT "\n",
      FALSE },
    { &xa_meta_instagram, "browser", "DELETE https://graph.facebook.com/v25.0/me/permissions [Bearer " TOKEN "]\n", FALSE },
    { &xa_meta_facebook, "browser", "DELETE https://graph.facebook.com/v25.0/me/permissions [Bearer " TOKEN "]\n", FALSE },
    { &xa_discourse, "browser", "POST https://server.example/user-api-key/revoke [" TOKEN "]\n", FALSE },
    { &xa_discourse, "browser-redirect", "POST https://server.example/user-api-key/revoke [" TOKEN "]\n", FALSE },
    { &xa_bluesky, "app-password", "POST https://bsky.social/xrpc/com.atproto.server.deleteSession [Bearer " REFRESH "]\n", TRUE },
    { &xa_linkedin, "browser", "", TRUE },
    { &xa_mastodon, "token", "", TRUE },
    { &xa_meta_facebook, "token", "", TRUE },
    { &xa_discourse, "user-key", "", TRUE },
    { &xa_discord, "bot-token", "", TRUE },
    { &xa_mastodon, "none", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Fixture) self = fixture_new ();
    g_autoptr (XaConnection) connection = connect_by_id (self, cases[i].provider, cases[i].way);
    const XaSignIn *way = xa_provider_get_sign_in (cases[i].provider, cases[i].way);
    g_auto (XaParting) parting = { 0 };

    disconnect (self, connection, &parting);
    g_assert_cmpstr (self->asked->str, ==, cases[i].asked);
    g_assert_cmpint (parting.remains, ==, cases[i].remains);
    g_assert_true ((parting.words != NULL) == (way->kind != XA_SIGN_IN_NONE));
    if (cases[i].remains)
      g_assert_true (g_str_has_suffix (parting.words, way->revoke_words));
    g_assert_cmpint (self->longest, <=, 10 * G_USEC_PER_SEC);
    assert_gone (self, connection);
  }
}

/* Every way in has a way out, in words. */
static void
test_words (void)
{
  for (const XaProvider *const *at = xa_providers (); *at; at++)
    for (guint i = 0; i < (*at)->n_sign_ins; i++) {
      const XaSignIn *way = &(*at)->sign_ins[i];

      g_test_message ("%s %s", (*at)->id, way->id);
      g_assert_true ((way->kind == XA_SIGN_IN_NONE) == (way->revoke_words == NULL));
      g_assert_true (!way->revoke_words || g_str_has_suffix (way->revoke_words, "."));
      /* What the user made himself may serve other programs. */
      g_assert_true (!way->revoke || xa_sign_in_uses_browser (way) || way->kind == XA_SIGN_IN_PASSWORD || way->kind == XA_SIGN_IN_STEPS);
    }
}

/* --- what goes wrong ----------------------------------------------------------------------------------- */

/* The connection goes, whatever the platform does; it is asked once, and what is left is told without what is secret. */
static void
test_refused (void)
{
  static const struct {
    guint       status;
    const char *body;
  } weathers[] = {
    { 0, "" },
    { 500, "<html>" TOKEN "</html>" },
    { 503, "" },
    { 403, "{\"error\":\"unauthorized_client\",\"error_description\":\"" TOKEN "\"}" },
    { 429, "{}" },
    { 404, "" },
  };
  static const struct {
    const XaProvider *provider;
    const char       *way;
  } ways[] = { { &xa_mastodon, "browser" }, { &xa_x_api, "browser" }, { &xa_meta_instagram, "browser" }, { &xa_discourse, "browser" }, { &xa_bluesky, "app-password" } };

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++) {
    g_autoptr (Fixture) self = fixture_new ();

    for (gsize i = 0; i < G_N_ELEMENTS (weathers); i++) {
      g_autoptr (XaConnection) connection = connect_by_id (self, ways[w].provider, ways[w].way);
      const XaSignIn *way = xa_provider_get_sign_in (ways[w].provider, ways[w].way);
      g_auto (XaParting) parting = { 0 };

      g_string_truncate (self->asked, 0);
      self->status = weathers[i].status;
      self->body = weathers[i].body;
      disconnect (self, connection, &parting);
      g_assert_true (parting.remains);
      g_assert_nonnull (strstr (parting.words, "could not be taken back"));
      g_assert_true (g_str_has_suffix (parting.words, way->revoke_words));
      g_assert_null (strstr (parting.words, "canary"));
      g_assert_cmpuint (g_strrstr (self->asked->str, "\n") - strchr (self->asked->str, '\n'), ==, 0);
      assert_gone (self, connection);
    }
  }
}

/* A token that the platform no longer takes is over already. */
static void
test_over (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_by_id (self, &xa_discourse, "browser");
  g_auto (XaParting) parting = { 0 };

  self->status = 401;
  self->body = "{}";
  disconnect (self, connection, &parting);
  g_assert_false (parting.remains);
  assert_gone (self, connection);
}

/* Where the app is the unit, another connection with it is not cut off. */
static void
test_shared (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) first = connect_by_id (self, &xa_meta_instagram, "browser");
  g_autoptr (XaConnection) second = connect_by_id (self, &xa_meta_facebook, "browser");
  g_auto (XaParting) parting = { 0 }, last = { 0 };

  disconnect (self, first, &parting);
  g_assert_cmpstr (self->asked->str, ==, "");
  g_assert_true (parting.remains);
  g_assert_nonnull (strstr (parting.words, "another connection"));
  disconnect (self, second, &last);
  g_assert_true (g_str_has_prefix (self->asked->str, "DELETE "));
  g_assert_false (last.remains);
}

static void
test_keyring_is_empty (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_by_id (self, &xa_mastodon, "browser");
  g_auto (XaParting) parting = { 0 };

  xa_credential_store_forget (self->credentials, connection->uuid, NULL, NULL);
  disconnect (self, connection, &parting);
  g_assert_true (parting.remains);
  g_assert_cmpstr (self->asked->str, ==, "");
  assert_gone (self, connection);
}

/* Cancelled: nothing has happened here. */
static void
test_cancelled (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaConnection) connection = connect_by_id (self, &xa_mastodon, "browser");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (XaCredential) kept = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_auto (XaParting) parting = { 0 };
  g_autoptr (GError) error = NULL;

  self->cancels = cancellable;
  g_assert_false (xa_sync_disconnect (self->sync, connection->id, XA_DISCONNECT_KEEP_DATA, &parting, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  all = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpuint (all->len, ==, 1);
  kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);
  g_assert_nonnull (kept);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  g_test_add_func ("/sync/revoke/asked", test_asked);
  g_test_add_func ("/sync/revoke/words", test_words);
  g_test_add_func ("/sync/revoke/refused", test_refused);
  g_test_add_func ("/sync/revoke/over", test_over);
  g_test_add_func ("/sync/revoke/shared", test_shared);
  g_test_add_func ("/sync/revoke/keyring-is-empty", test_keyring_is_empty);
  g_test_add_func ("/sync/revoke/cancelled", test_cancelled);

  return g_test_run ();
}
