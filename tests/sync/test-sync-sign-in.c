#include "sign-in-place.h"

#include <string.h>

/* Signing in in the browser: Mastodon as it is declared, and ways of the kinds that platforms have. */

static void
test_mastodon (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (XaCredential) kept = NULL;

  sign_in_place_grant (self, "read:accounts read:search read:statuses");
  connection = sign_in_place_connect (self, &xa_mastodon, NULL);
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
  sign_in_place_assert_silent (self, NULL);
}

/* What the user did not allow is named, and stays named when the rest works. */
static void
test_scope_missing (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = NULL, tested = NULL, again = NULL;
  XaBrowser        browser = { .open = sign_in_place_open, .data = self };
  XaConnectOptions options = { .browser = &browser };
  g_autoptr (GError) error = NULL;

  sign_in_place_grant (self, "read:accounts read:statuses");
  connection = sign_in_place_connect (self, &xa_mastodon, NULL);
  g_assert_cmpint (connection->state, ==, XA_CONNECTION_SCOPE_MISSING);
  g_assert_nonnull (strstr (connection->cause_text, "read:search"));
  tested = xa_sync_test (self->sync, connection->id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tested->state, ==, XA_CONNECTION_SCOPE_MISSING);
  sign_in_place_assert_state (self, XA_CONNECTION_SCOPE_MISSING);

  sign_in_place_grant (self, "read");
  again = xa_sync_reconnect (self->sync, connection->id, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
}

static void
test_nobody_signs_in (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  self->leaves = TRUE;
  g_assert_null (sign_in_place_try (self, &xa_mastodon, NULL, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT);
  sign_in_place_assert_silent (self, error);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (sign_in_place_try (self, &xa_mastodon, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* A token endpoint that refuses. */
  self->leaves = FALSE;
  sign_in_place_fail_tokens (self, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" TOKEN "\"}");
  g_assert_null (sign_in_place_try (self, &xa_mastodon, NULL, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  sign_in_place_assert_silent (self, error);
  all = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpuint (all->len, ==, 0);
}

/* No browser, no server to sign in to, no app of the user's: each in words, and nothing is opened. */
static void
test_not_begun (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  XaBrowser browser = { .open = sign_in_place_open, .data = self };
  g_autoptr (XaCredential) half = xa_credential_new ();
  g_autoptr (XaCredential) token = xa_credential_new ();
  const char            *base = test_server_get_base (self->server);
  const XaConnectOptions cases[] = {
    { .provider = &xa_mastodon, .sign_in = "browser", .base_url = base, .allow_private = TRUE },
    { .provider = &xa_mastodon, .sign_in = "browser", .browser = &browser },
    { .provider = &xa_mastodon, .sign_in = "token", .credential = token },
    { .provider = &sign_in_provider, .sign_in = "public", .base_url = base, .allow_private = TRUE, .browser = &browser },
    { .provider = &sign_in_provider, .sign_in = "secret", .base_url = base, .allow_private = TRUE, .browser = &browser, .credential = half },
    { .provider = &sign_in_provider, .sign_in = "app", .base_url = base, .allow_private = TRUE, .credential = half },
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
    g_autoptr (SignInPlace) self = sign_in_place_new ();
    g_autoptr (XaConnection) connection = NULL;
    g_autofree char *expected = g_base64_encode ((const guchar *) CLIENT ":" SECRET, strlen (CLIENT ":" SECRET));

    connection = sign_in_place_connect (self, &sign_in_provider, cases[i].sign_in);
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
    sign_in_place_assert_silent (self, NULL);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sign_in_place_init ();
  g_test_add_func ("/sync/WH-6/mastodon", test_mastodon);
  g_test_add_func ("/sync/WH-6/scope-missing", test_scope_missing);
  g_test_add_func ("/sync/WH-6/nobody-signs-in", test_nobody_signs_in);
  g_test_add_func ("/sync/sign-in/not-begun", test_not_begun);
  g_test_add_func ("/sync/sign-in/clients", test_clients);

  return g_test_run ();
}
