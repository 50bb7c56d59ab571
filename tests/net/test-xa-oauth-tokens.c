#include "oauth-place.h"

/* Tokens: what a server answers, renewing them, and how they stand. */

static void
test_token_answers (void)
{
  static const struct {
    guint       status;
    const char *answer;
    XaNetError  code;
  } cases[] = {
    { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" TOKEN "\"}", XA_NET_ERROR_AUTH },
    { 401, "{\"error\":\"invalid_client\"}", XA_NET_ERROR_AUTH },
    { 400, "{\"error\":\"invalid_scope\"}", XA_NET_ERROR_SCOPE },
    { 400, "{\"error\":\"" TOKEN "\"}", XA_NET_ERROR_BAD_REQUEST },
    { 400, "{\"error\":7}", XA_NET_ERROR_MALFORMED },
    { 400, "", XA_NET_ERROR_MALFORMED },
    { 403, "<html>" TOKEN, XA_NET_ERROR_AUTH },
    { 302, "", XA_NET_ERROR_MALFORMED },
    { 429, "{}", XA_NET_ERROR_RATE_LIMITED },
    { 503, "<html>", XA_NET_ERROR_TRANSIENT },
    { 200, "<html>", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"" TOKEN, XA_NET_ERROR_MALFORMED },
    { 200, "{}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"\"}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":7}", XA_NET_ERROR_MALFORMED },
    { 200, "{\"access_token\":\"" TOKEN "\",\"token_type\":\"mac\"}", XA_NET_ERROR_MALFORMED },
    { 200, "[]", XA_NET_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Server server = { .status = cases[i].status, .answer = cases[i].answer };
    g_autoptr (XaTransport) transport = xa_transport_new (oauth_place_serve, &server, NULL);
    g_autoptr (XaCredential) old = xa_credential_new ();
    g_autoptr (GError) error = NULL;

    old->refresh_token = g_strdup (REFRESH);
    g_assert_null (xa_oauth_refresh (transport, &oauth_place_endpoints, old, NULL, &error));
    g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, error->message);
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_cmpuint (server.n_asked, ==, 1);
    oauth_place_assert_silent (error);
    oauth_place_close_server (&server);
  }
}

static void
test_refresh (void)
{
  Server server = { .status = 200, .answer = "{\"access_token\":\"new\",\"token_type\":\"bearer\",\"expires_in\":\"60\"}" };
  g_autoptr (XaTransport) transport = xa_transport_new (oauth_place_serve, &server, NULL);
  g_autoptr (XaCredential) old = xa_credential_new ();
  g_autoptr (XaCredential) renewed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_oauth_refresh (transport, &oauth_place_endpoints, old, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_cmpuint (server.n_asked, ==, 0);
  g_clear_error (&error);

  old->token = g_strdup ("old");
  old->refresh_token = g_strdup (REFRESH);
  old->scopes = g_strdup ("read");
  old->client_id = g_strdup ("of its own");
  old->user = g_strdup ("@x@y");
  renewed = xa_oauth_refresh (transport, &oauth_place_endpoints, old, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renewed->token, ==, "new");
  g_assert_cmpstr (renewed->refresh_token, ==, REFRESH);
  g_assert_cmpstr (renewed->scopes, ==, "read");
  g_assert_cmpstr (renewed->user, ==, "@x@y");
  g_assert_cmpint (renewed->expires_us, !=, XA_TIME_UNKNOWN);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "grant_type"), ==, "refresh_token");
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "refresh_token"), ==, REFRESH);
  g_assert_cmpstr (g_hash_table_lookup (server.fields, "client_id"), ==, "of its own");
  g_assert_null (g_hash_table_lookup (server.fields, "client_secret"));
  oauth_place_close_server (&server);

  old->expires_us = 1000 * (gint64) G_USEC_PER_SEC;
  g_assert_false (xa_oauth_is_due (old, 0));
  g_assert_true (xa_oauth_is_due (old, 500 * (gint64) G_USEC_PER_SEC));
  g_assert_true (xa_oauth_is_due (old, 5000 * (gint64) G_USEC_PER_SEC));
  old->expires_us = XA_TIME_UNKNOWN;
  g_assert_false (xa_oauth_is_due (old, 5000 * (gint64) G_USEC_PER_SEC));
}

static void
test_in_clear (void)
{
  static const char *const refused[] = { "http://social.example/oauth/token", "https://u:p@social.example/t", "ftp://social.example/t", "social.example/t", "https:///t" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    Server server = { .status = 200, .answer = GOOD_ANSWER };
    g_autoptr (XaTransport) transport = xa_transport_new (oauth_place_serve, &server, NULL);
    g_autoptr (XaCredential) old = xa_credential_new ();
    XaOAuthEndpoints bad = oauth_place_endpoints;
    g_autoptr (GError) error = NULL;

    bad.token = refused[i];
    old->refresh_token = g_strdup (REFRESH);
    g_assert_null (xa_oauth_refresh (transport, &bad, old, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
    g_assert_cmpuint (server.n_asked, ==, 0);
    oauth_place_assert_silent (error);
  }
}

static void
test_judge (void)
{
  static const struct {
    const char       *granted, *needed;
    gint64            days; /* until it expires; -100: never */
    gboolean          renews;
    XaCredentialState state;
    const char       *missing;
  } cases[] = {
    { NULL, NULL, -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 6, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 5, FALSE, XA_CREDENTIAL_EXPIRING, NULL },
    { "read", "read", 1, FALSE, XA_CREDENTIAL_EXPIRING, NULL },
    { "read", "read", 1, TRUE, XA_CREDENTIAL_OK, NULL },
    { "read", "read", 0, FALSE, XA_CREDENTIAL_EXPIRED, NULL },
    { "read", "read", -1, TRUE, XA_CREDENTIAL_OK, NULL },
    { "read", "read write:lists", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "write:lists" },
    { "read", "read:accounts", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read:accounts", "read", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "read" },
    { "reader", "read", -100, FALSE, XA_CREDENTIAL_SCOPE_MISSING, "read" },
    { "a,b", "b a", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { NULL, "read", -100, FALSE, XA_CREDENTIAL_OK, NULL },
    { "read", "write", -1, FALSE, XA_CREDENTIAL_EXPIRED, NULL },
  };
  const gint64 now_us = G_GINT64_CONSTANT (1790000000000000);

  g_assert_cmpint (xa_credential_judge (NULL, "read", now_us, NULL), ==, XA_CREDENTIAL_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaCredential) credential = xa_credential_new ();
    g_autofree char *missing = NULL;

    g_assert_cmpint (xa_credential_judge (credential, "read", now_us, NULL), ==, XA_CREDENTIAL_NONE);
    credential->token = g_strdup ("t");
    credential->scopes = g_strdup (cases[i].granted);
    credential->refresh_token = cases[i].renews ? g_strdup ("r") : NULL;
    if (cases[i].days != -100)
      credential->expires_us = now_us + cases[i].days * XA_USEC_PER_DAY;
    g_assert_cmpint (xa_credential_judge (credential, cases[i].needed, now_us, &missing), ==, cases[i].state);
    g_assert_cmpstr (missing, ==, cases[i].missing);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  oauth_place_init ();
  g_test_add_func ("/net/oauth/token-answers", test_token_answers);
  g_test_add_func ("/net/oauth/refresh", test_refresh);
  g_test_add_func ("/net/oauth/in-clear", test_in_clear);
  g_test_add_func ("/net/oauth/judge", test_judge);

  return g_test_run ();
}
