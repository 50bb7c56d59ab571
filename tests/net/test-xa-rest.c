#include "rest-fixture.h"

/* --- addresses and signing ---------------------------------------------------------------------- */

static void
test_join (void)
{
  static const Answer ok = { 200, { NULL }, NULL, 0 };
  static const struct {
    const char *base, *address;
  } bases[] = {
    { "https://example.org", "GET https://example.org/v1/secret-path?page=canary-query\n" },
    { "https://example.org/", "GET https://example.org/v1/secret-path?page=canary-query\n" },
    { "https://example.org/forum/", "GET https://example.org/forum/v1/secret-path?page=canary-query\n" },
    { "http://127.0.0.1:4051/api/v10", "GET http://127.0.0.1:4051/api/v10/v1/secret-path?page=canary-query\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_auto (Fixture) self;

    set_up (&self, &plain, bases[i].base, &ok, 1);
    g_assert_true (get (&self, NULL));
    g_assert_true (g_str_has_prefix (self.log->str, bases[i].address));
  }
}

static void
test_base_refused (void)
{
  static const char *const bases[] = { "http://example.org", "ftp://example.org", "https://user@example.org", "https://example.org/?a=b", "" };
  g_autoptr (XaTransport) transport = xa_transport_new (answer, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (xa_rest_new (transport, &plain, bases[i], "c", &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  }
}

/* Where a platform sends us may not be the user's own network. */
static void
test_looked_up_base (void)
{
  static const Answer ok = { 200, { NULL }, NULL, 0 };
  g_auto (Fixture) self;
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org", &ok, 1);
  xa_rest_set_base (self.rest, "https://home.example.net/");
  g_assert_true (get (&self, NULL));
  g_assert_nonnull (strstr (self.log->str, "GET https://home.example.net/v1/"));
  xa_rest_set_base (self.rest, "https://192.168.1.1");
  g_assert_false (get (&self, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_assert_cmpuint (self.n_calls, ==, 1);
}

static void
test_sign (void)
{
  static const Answer ok = { 200, { NULL }, NULL, 0 };
  const XaCredential  admin = { .token = (char *) TOKEN, .user = (char *) "system", .expires_us = XA_TIME_UNKNOWN };
  g_auto (Fixture) bearer, bot, path, key;
  g_autoptr (XaRequest) anonymous = xa_request_new ("GET", "open", NULL);
  g_autoptr (XaResponse) response = NULL;

  set_up (&bearer, &plain, "https://example.org", &ok, 1);
  g_assert_true (get (&bearer, NULL));
  g_assert_nonnull (strstr (bearer.log->str, "  Authorization: Bearer " TOKEN "\n"));
  g_assert_nonnull (strstr (bearer.log->str, "  User-Agent: XAudience/"));
  g_string_truncate (bearer.log, 0);
  anonymous->anonymous = TRUE;
  response = xa_rest_send (bearer.rest, anonymous, NULL);
  g_assert_nonnull (response);
  g_assert_null (strstr (bearer.log->str, TOKEN));

  set_up (&bot, &bot_signed, "https://example.org", &ok, 1);
  g_assert_true (get (&bot, NULL));
  g_assert_nonnull (strstr (bot.log->str, "  Authorization: Bot " TOKEN "\n"));
  g_assert_nonnull (strstr (bot.log->str, "  User-Agent: ExampleBot (https://example.org, 1)\n"));

  set_up (&path, &path_signed, "https://example.org", &ok, 1);
  g_assert_true (get (&path, NULL));
  g_assert_true (g_str_has_prefix (path.log->str, "GET https://example.org/bot" TOKEN "/v1/secret-path?"));
  g_assert_null (strstr (path.log->str, "Authorization"));

  set_up (&key, &key_signed, "https://example.org", &ok, 1);
  g_assert_true (get (&key, NULL));
  g_assert_nonnull (strstr (key.log->str, "  User-Api-Key: " TOKEN "\n"));
  xa_rest_set_credential (key.rest, &admin);
  g_assert_true (get (&key, NULL));
  g_assert_nonnull (strstr (key.log->str, "  Api-Key: " TOKEN "\n  Api-Username: system\n"));
}

static void
test_path_needs_token (void)
{
  static const Answer ok = { 200, { NULL }, NULL, 0 };
  g_auto (Fixture) self;
  g_autoptr (GError) error = NULL;

  set_up (&self, &path_signed, "https://example.org", &ok, 1);
  xa_rest_set_credential (self.rest, NULL);
  g_assert_false (get (&self, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_cmpuint (self.n_calls, ==, 0);
}

/* --- redirects ---------------------------------------------------------------------------------- */

static void
test_redirect_within (void)
{
  static const Answer answers[] = {
    { 301, { "Location", "/v2/there?page=2" }, NULL, 0 },
    { 308, { "Location", "https://example.org:443/v3" }, NULL, 0 },
    { 200, { NULL }, NULL, 0 },
  };
  g_auto (Fixture) self;

  set_up (&self, &plain, "https://example.org", answers, 3);
  g_assert_true (get (&self, NULL));
  g_assert_nonnull (strstr (self.log->str, "GET https://example.org/v2/there?page=2\n"));
  g_assert_nonnull (strstr (self.log->str, "GET https://example.org:443/v3\n"));
  g_assert_cmpint (self.clock.slept_us, ==, 0);
}

/* Nothing at all goes to another origin, with the credential or without. */
static void
test_redirect_away (void)
{
  static const char *const places[] = {
    "https://evil.example/v1",
    "http://example.org/v1",
    "https://example.org:8443/v1",
    "//evil.example/v1",
    "https://sub.example.org/",
    "https://user@example.org/",
    "file:///etc/passwd",
    "data:,x",
    "https://example.org.evil.example/",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    const Answer away = { 302, { "Location", places[i] }, NULL, 0 };
    g_auto (Fixture) self;
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", &away, 1);
    g_test_message ("%s", places[i]);
    g_assert_false (get (&self, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
    if (*places[i])
      g_assert_cmpuint (self.n_calls, ==, 1);
    else
      g_assert_cmpuint (self.n_calls, ==, 6); /* to itself, in a circle */
  }
}

static void
test_link_away (void)
{
  static const Answer ok = { 200, { NULL }, NULL, 0 };
  g_auto (Fixture) self;
  g_autoptr (XaRequest) near = xa_request_new_for_link ("https://example.org/v1/next?cursor=1");
  g_autoptr (XaRequest) far = xa_request_new_for_link ("https://evil.example/v1/secret?cursor=canary");
  g_autoptr (XaResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org/base", &ok, 1);
  response = xa_rest_send (self.rest, near, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (self.log->str, "GET https://example.org/v1/next?cursor=1\n"));
  g_assert_null (xa_rest_send (self.rest, far, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  assert_clean (error);
  g_assert_cmpuint (self.n_calls, ==, 1);
}

/* What changes something is not turned into another request. */
static void
test_redirect_post (void)
{
  static const Answer found = { 302, { "Location", "/v2" }, NULL, 0 };
  static const Answer same[] = { { 307, { "Location", "/v2" }, NULL, 0 }, { 200, { NULL }, NULL, 0 } };
  g_auto (Fixture) self, kept;
  g_autoptr (XaRequest) post = xa_request_new ("POST", "v1", NULL);
  g_autoptr (XaResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org", &found, 1);
  g_assert_null (xa_rest_send (self.rest, post, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  set_up (&kept, &plain, "https://example.org", same, 2);
  response = xa_rest_send (kept.rest, post, NULL);
  g_assert_nonnull (response);
  g_assert_nonnull (strstr (kept.log->str, "POST https://example.org/v2\n"));
}

/* --- classes of refusal ------------------------------------------------------------------------- */

static void
test_classes (void)
{
  static const struct {
    guint      status;
    XaNetError code;
    guint      n_calls;
  } classes[] = {
    { 400, XA_NET_ERROR_BAD_REQUEST, 1 },
    { 401, XA_NET_ERROR_AUTH, 1 },
    { 402, XA_NET_ERROR_PAYMENT, 1 },
    { 403, XA_NET_ERROR_FORBIDDEN, 1 },
    { 404, XA_NET_ERROR_GONE, 1 },
    { 408, XA_NET_ERROR_TRANSIENT, 6 },
    { 409, XA_NET_ERROR_TRANSIENT, 6 },
    { 410, XA_NET_ERROR_GONE, 1 },
    { 422, XA_NET_ERROR_BAD_REQUEST, 1 },
    { 426, XA_NET_ERROR_OUTDATED, 1 },
    { 429, XA_NET_ERROR_RATE_LIMITED, 6 },
    { 451, XA_NET_ERROR_FORBIDDEN, 1 },
    { 500, XA_NET_ERROR_TRANSIENT, 6 },
    { 501, XA_NET_ERROR_BAD_REQUEST, 1 },
    { 502, XA_NET_ERROR_TRANSIENT, 6 },
    { 503, XA_NET_ERROR_TRANSIENT, 6 },
    { 504, XA_NET_ERROR_TRANSIENT, 6 },
    { 511, XA_NET_ERROR_OFFLINE, 1 },
    { 599, XA_NET_ERROR_TRANSIENT, 6 },
    { 304, XA_NET_ERROR_MALFORMED, 1 },
    { 100, XA_NET_ERROR_MALFORMED, 1 },
    { 999, XA_NET_ERROR_MALFORMED, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++) {
    const Answer refusal = { classes[i].status, { NULL }, "<html>canary body " TOKEN "</html>", 0 };
    g_auto (Fixture) self;
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", &refusal, 1);
    g_test_message ("%u", classes[i].status);
    g_assert_false (get (&self, &error));
    g_assert_error (error, XA_NET_ERROR, (int) classes[i].code);
    g_assert_cmpuint (self.n_calls, ==, classes[i].n_calls);
    g_assert_cmpuint (xa_rest_get_n_requests (self.rest), ==, classes[i].n_calls);
    g_assert_true (g_str_has_prefix (error->message, "Example "));
  }
}

static void
test_malformed (void)
{
  static const Answer page = { 200, { "Content-Type", "text/html" }, "<html>canary body</html>", 0 };
  static const Answer cut = { 200, { NULL }, "{\"canary\": [1, ", 0 };
  const Answer       *both[] = { &page, &cut };

  for (gsize i = 0; i < 2; i++) {
    g_auto (Fixture) self;
    g_autoptr (XaRequest) request = xa_request_new ("GET", "v1", NULL);
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", both[i], 1);
    g_assert_null (xa_rest_ask (self.rest, request, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
    g_assert_null (strstr (error->message, "canary"));
  }
}

static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  gsize       size;
  const char *body = g_bytes_get_data (response->body, &size);

  if (response->status == 200 && size < 3)
    return FALSE;
  if (memmem (body, size, "NeedsScope", 10)) {
    refusal->code = XA_NET_ERROR_SCOPE;
    g_strlcpy (refusal->message, "Grant “read:follows”.", sizeof refusal->message);
  } else if (memmem (body, size, "Preparing", 9)) {
    refusal->code = XA_NET_ERROR_NOT_YET;
    refusal->wait_us = 90 * SECOND;
  }

  return TRUE;
}

static void
test_dialect_refusals (void)
{
  static const XaDialect own = { .platform = "Example", .read_refusal = read_refusal };
  static const Answer    scope = { 403, { NULL }, "NeedsScope", 0 };
  static const Answer    preparing = { 202, { NULL }, "Preparing", 0 };
  static const Answer    good = { 200, { NULL }, "{}", 0 };
  g_auto (Fixture) refused, early, fine;
  g_autoptr (GError) error = NULL;

  set_up (&refused, &own, "https://example.org", &scope, 1);
  g_assert_false (get (&refused, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_SCOPE);
  g_assert_cmpstr (error->message, ==, "Grant “read:follows”.");
  g_clear_error (&error);

  set_up (&early, &own, "https://example.org", &preparing, 1);
  g_assert_false (get (&early, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_NOT_YET);
  g_assert_cmpint (xa_rest_get_not_before (early.rest), ==, early.clock.now_us + 90 * SECOND);

  set_up (&fine, &own, "https://example.org", &good, 1);
  g_assert_true (get (&fine, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/rest/join", test_join);
  g_test_add_func ("/net/NET-8/base-refused", test_base_refused);
  g_test_add_func ("/net/NET-8/looked-up-base", test_looked_up_base);
  g_test_add_func ("/net/rest/sign", test_sign);
  g_test_add_func ("/net/rest/path-needs-token", test_path_needs_token);
  g_test_add_func ("/net/NET-2/redirect-within", test_redirect_within);
  g_test_add_func ("/net/NET-2/redirect-away", test_redirect_away);
  g_test_add_func ("/net/NET-2/link-away", test_link_away);
  g_test_add_func ("/net/NET-2/redirect-post", test_redirect_post);
  g_test_add_func ("/net/NET-3/classes-without-answer", test_classes);
  g_test_add_func ("/net/NET-3/malformed-without-answer", test_malformed);
  g_test_add_func ("/net/rest/dialect-refusals", test_dialect_refusals);

  return g_test_run ();
}
