#include "fake-clock.h"

#include "net/xa-rest.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define TOKEN "canary-token-5f1c"

/* --- a server that is a list of answers --------------------------------------------------------- */

typedef struct {
  guint       status;     /* 0: a failure of the network, of class @code */
  const char *headers[8]; /* name, value, ... */
  const char *body;
  XaNetError  code;
} Answer;

typedef struct {
  FakeClock     clock;
  const Answer *answers; /* the last is given again and again */
  guint         n_answers;
  guint         n_calls;
  GString      *log; /* "METHOD address\n" and "  name: value\n" of what was asked */
  XaLimits     *limits;
  XaTransport  *transport;
  XaRest       *rest;
} Fixture;

static XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Fixture      *self = data;
  const Answer *next = &self->answers[MIN (self->n_calls, self->n_answers - 1)];
  g_autoptr (GBytes) body = NULL;
  XaResponse *response;

  self->n_calls++;
  g_string_append_printf (self->log, "%s %s\n", call->method, call->address);
  for (guint i = 0; i + 1 < call->headers->len; i += 2)
    g_string_append_printf (self->log, "  %s: %s\n", (char *) g_ptr_array_index (call->headers, i), (char *) g_ptr_array_index (call->headers, i + 1));
  if (next->status == 0) {
    g_set_error_literal (error, XA_NET_ERROR, (int) next->code, "The network failed.");
    return NULL;
  }

  body = g_bytes_new_static (next->body ? next->body : "{}", strlen (next->body ? next->body : "{}"));
  response = xa_response_new (next->status, body);
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (next->headers) && next->headers[i]; i += 2)
    xa_response_set_header (response, next->headers[i], next->headers[i + 1]);

  return response;
}

static const XaDialect plain = { .platform = "Example", .sign = XA_SIGN_BEARER };
static const XaDialect path_signed = { .platform = "Example", .sign = XA_SIGN_PATH };
static const XaDialect key_signed = { .platform = "Example", .sign = XA_SIGN_KEY };
static const XaDialect bot_signed = { .platform = "Example", .sign = XA_SIGN_BOT, .user_agent = "ExampleBot (https://example.org, 1)" };

static void
set_up (Fixture         *self,
        const XaDialect *dialect,
        const char      *base,
        const Answer    *answers,
        guint            n_answers)
{
  const XaCredential credential = { .token = (char *) TOKEN, .expires_us = XA_TIME_UNKNOWN };
  g_autoptr (GError) error = NULL;

  *self = (Fixture) { .answers = answers, .n_answers = n_answers };
  self->log = g_string_new (NULL);
  self->limits = xa_limits_new ();
  fake_clock_init (&self->clock, self->limits);
  self->transport = xa_transport_new (answer, self, NULL);
  self->rest = xa_rest_new (self->transport, dialect, base, "c", &error);
  g_assert_no_error (error);
  xa_rest_set_limits (self->rest, self->limits);
  xa_rest_set_credential (self->rest, &credential);
}

static void
tear_down (Fixture *self)
{
  xa_rest_free (self->rest);
  xa_transport_unref (self->transport);
  xa_limits_unref (self->limits);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

/* No message may hold a token, a path, a query or a piece of an answer (NET-3). */
static void
assert_clean (const GError *error)
{
  static const char *const secrets[] = { TOKEN, "canary", "/v1/", "secret", "page=", "body", NULL };

  for (gsize i = 0; secrets[i]; i++)
    if (strstr (error->message, secrets[i]))
      g_error ("“%s” in “%s”", secrets[i], error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static gboolean
get (Fixture *self,
     GError **error)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "v1", "secret-path", NULL);
  g_autoptr (XaResponse) response = NULL;

  xa_request_add_query (request, "page", "canary-query");
  response = xa_rest_send (self->rest, request, error);
  if (!response && error)
    assert_clean (*error);

  return response != NULL;
}

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

/* --- trying again ------------------------------------------------------------------------------- */

static void
test_back_off (void)
{
  static const Answer down = { 502, { NULL }, NULL, 0 };
  gint64              longest_us = 0;

  /* Full jitter: between nothing and 1 + 2 + 4 + 8 + 16 s, and not always the same. */
  for (int i = 0; i < 50; i++) {
    g_auto (Fixture) self;

    set_up (&self, &plain, "https://example.org", &down, 1);
    g_assert_false (get (&self, NULL));
    g_assert_cmpuint (self.n_calls, ==, 6);
    g_assert_cmpint (self.clock.slept_us, <=, 31 * SECOND);
    longest_us = MAX (longest_us, self.clock.slept_us);
  }
  g_assert_cmpint (longest_us, >, 10 * SECOND);
}

static void
test_recovers (void)
{
  static const Answer answers[] = {
    { 0, { NULL }, NULL, XA_NET_ERROR_TIMEOUT },
    { 0, { NULL }, NULL, XA_NET_ERROR_TRANSIENT },
    { 503, { NULL }, NULL, 0 },
    { 200, { NULL }, NULL, 0 },
  };
  XaLimitState state;
  g_auto (Fixture) self;

  set_up (&self, &plain, "https://example.org", answers, 4);
  g_assert_true (get (&self, NULL));
  g_assert_cmpuint (self.n_calls, ==, 4);
  xa_limits_get_state (self.limits, "c", &state);
  g_assert_false (state.is_broken);
}

static void
test_never_repeated (void)
{
  static const struct {
    Answer     first;
    XaNetError code;
  } cases[] = {
    { { 502, { NULL }, NULL, 0 }, XA_NET_ERROR_TRANSIENT },
    { { 0, { NULL }, NULL, XA_NET_ERROR_TIMEOUT }, XA_NET_ERROR_TIMEOUT },
    { { 0, { NULL }, NULL, XA_NET_ERROR_TRANSIENT }, XA_NET_ERROR_TRANSIENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Fixture) self;
    g_autoptr (XaRequest) post = xa_request_new ("POST", "v1", NULL);
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", &cases[i].first, 1);
    g_assert_null (xa_rest_send (self.rest, post, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_cmpuint (self.n_calls, ==, 1);
  }
}

/* Failures that a new try does not mend. */
static void
test_not_tried_again (void)
{
  static const XaNetError codes[] = { XA_NET_ERROR_OFFLINE, XA_NET_ERROR_TLS, XA_NET_ERROR_TOO_LARGE };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    const Answer failure = { 0, { NULL }, NULL, codes[i] };
    g_auto (Fixture) self;
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", &failure, 1);
    for (int j = 0; j < 10; j++) {
      g_clear_error (&error);
      g_assert_false (get (&self, &error));
      g_assert_error (error, XA_NET_ERROR, (int) codes[i]); /* and the breaker is not opened by it */
    }
    g_assert_cmpuint (self.n_calls, ==, 10);
  }
}

static void
test_retry_after (void)
{
  static const Answer answers[] = { { 429, { "Retry-After", "12" }, NULL, 0 }, { 503, { "Retry-After", "5" }, NULL, 0 }, { 200, { NULL }, NULL, 0 } };
  g_auto (Fixture) self;

  set_up (&self, &plain, "https://example.org", answers, 3);
  g_assert_true (get (&self, NULL));
  g_assert_cmpint (self.clock.slept_us, ==, 17 * SECOND);
}

/* Long waits do not hold a thread, and are remembered for the next request; insane ones are a day. */
static void
test_retry_after_long (void)
{
  static const struct {
    const char *after;
    gint64      wait_s;
  } waits[] = { { "900", 900 }, { "71175921", 86400 } };

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    const Answer later = { 429, { "Retry-After", waits[i].after }, NULL, 0 };
    g_auto (Fixture) self;
    g_autoptr (GError) error = NULL;

    set_up (&self, &plain, "https://example.org", &later, 1);
    g_assert_false (get (&self, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
    g_assert_cmpint (xa_rest_get_not_before (self.rest), ==, self.clock.now_us + waits[i].wait_s * SECOND);
    g_clear_error (&error);
    g_assert_false (get (&self, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
    g_assert_cmpint (xa_rest_get_not_before (self.rest), ==, self.clock.now_us + waits[i].wait_s * SECOND);
    g_assert_cmpuint (self.n_calls, ==, 1);
    g_assert_cmpint (self.clock.slept_us, ==, 0);
  }
}

/* 429 says that nothing was done, so that even what must not be repeated goes out again. */
static void
test_rate_limited_post (void)
{
  static const Answer answers[] = { { 429, { "Retry-After", "1" }, NULL, 0 }, { 200, { NULL }, NULL, 0 } };
  g_auto (Fixture) self;
  g_autoptr (XaRequest) post = xa_request_new ("POST", "v1", NULL);
  g_autoptr (XaResponse) response = NULL;

  set_up (&self, &plain, "https://example.org", answers, 2);
  response = xa_rest_send (self.rest, post, NULL);
  g_assert_nonnull (response);
  g_assert_cmpuint (self.n_calls, ==, 2);
}

/* The window that the platform tells of is kept to before it is used up. */
static void
test_headers_slow_down (void)
{
  static const Answer answers[] = {
    { 200, { "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "7" }, NULL, 0 },
    { 200, { "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "7" }, NULL, 0 },
    { 200, { NULL }, NULL, 0 },
  };
  g_auto (Fixture) self;

  set_up (&self, &plain, "https://example.org", answers, 3);
  g_assert_true (get (&self, NULL));
  g_assert_true (get (&self, NULL));
  g_assert_cmpint (self.clock.slept_us, ==, 0);
  g_assert_true (get (&self, NULL));
  g_assert_cmpint (self.clock.slept_us, ==, 7 * SECOND);
}

static void
test_breaker (void)
{
  static const Answer down = { 500, { NULL }, NULL, 0 };
  g_auto (Fixture) self;
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org", &down, 1);
  g_assert_false (get (&self, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT);
  g_clear_error (&error);
  /* One probe after the pause, and then longer than a thread waits. */
  g_assert_false (get (&self, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_PAUSED);
  g_assert_cmpuint (self.n_calls, ==, 7);
  g_assert_cmpint (xa_rest_get_not_before (self.rest), >, self.clock.now_us);
}

/* --- renewing ----------------------------------------------------------------------------------- */

static XaCredential *
renew (XaRest             *rest,
       const XaCredential *old,
       gpointer            data,
       GError            **error)
{
  guint        *n_renewed = data;
  XaCredential *fresh;

  g_assert_cmpstr (old->token, ==, TOKEN);
  if (++*n_renewed > 1) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_AUTH, "Connect again.");
    return NULL;
  }
  fresh = xa_credential_copy (old);
  g_free (fresh->token);
  fresh->token = g_strdup ("fresh");

  return fresh;
}

static void
test_renew (void)
{
  static const Answer answers[] = { { 401, { NULL }, NULL, 0 }, { 200, { NULL }, NULL, 0 } };
  guint               n_renewed = 0;
  g_auto (Fixture) self;

  set_up (&self, &plain, "https://example.org", answers, 2);
  xa_rest_set_renew (self.rest, renew, &n_renewed);
  g_assert_true (get (&self, NULL));
  g_assert_cmpuint (n_renewed, ==, 1);
  g_assert_nonnull (strstr (self.log->str, "  Authorization: Bearer fresh\n"));
  g_assert_cmpstr (xa_rest_get_credential (self.rest)->token, ==, "fresh");
}

static void
test_renew_once (void)
{
  static const Answer refused = { 401, { NULL }, NULL, 0 };
  guint               n_renewed = 0;
  g_auto (Fixture) self;
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org", &refused, 1);
  xa_rest_set_renew (self.rest, renew, &n_renewed);
  g_assert_false (get (&self, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_cmpuint (n_renewed, ==, 1);
  g_assert_cmpuint (self.n_calls, ==, 2);
}

/* --- validators --------------------------------------------------------------------------------- */

static void
test_validated (void)
{
  static const guint8 key[XA_MASTER_KEY_SIZE] = { 1 };
  static const Answer answers[] = {
    { 200, { "ETag", "\"a\"" }, NULL, 0 },
    { 304, { "Cache-Control", "max-age=60" }, NULL, 0 },
    { 200, { NULL }, NULL, 0 },
  };
  g_auto (Fixture) self;
  g_autoptr (XaPseudonymizer) keys = xa_pseudonymizer_new (key, "w");
  g_autoptr (XaValidators) validators = xa_validators_new (keys);
  g_autoptr (XaRequest) request = xa_request_new ("GET", "v1", NULL);

  set_up (&self, &plain, "https://example.org", answers, 3);
  xa_rest_set_validators (self.rest, validators);
  request->validated = TRUE;
  for (guint i = 0; i < 4; i++) {
    g_autoptr (XaResponse) response = xa_rest_send (self.rest, request, NULL);

    g_assert_nonnull (response);
    /* The third is not even sent: the second said how long it is fresh. */
    g_assert_true (response->not_modified == (i == 1 || i == 2));
    g_assert_cmpuint (self.n_calls, ==, i == 0 ? 1 : i == 3 ? 3
                                                            : 2);
    if (i == 1)
      g_assert_nonnull (strstr (self.log->str, "  If-None-Match: \"a\"\n"));
    if (i == 2)
      self.clock.now_us += 61 * SECOND;
  }
}

/* --- cancelling --------------------------------------------------------------------------------- */

static void
tell_wait (gint64   until_us,
           gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  static const Answer down = { 500, { NULL }, NULL, 0 };
  g_auto (Fixture) self;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (XaRequest) request = xa_request_new ("GET", "v1", NULL);
  g_autoptr (GError) error = NULL;

  set_up (&self, &plain, "https://example.org", &down, 1);
  xa_rest_set_cancellable (self.rest, cancellable);
  xa_rest_set_wait (self.rest, tell_wait, cancellable); /* as soon as it waits for the second try */
  g_assert_null (xa_rest_send (self.rest, request, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self.n_calls, ==, 1);
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
  g_test_add_func ("/net/NET-7/back-off", test_back_off);
  g_test_add_func ("/net/NET-7/recovers", test_recovers);
  g_test_add_func ("/net/NET-7/never-repeated", test_never_repeated);
  g_test_add_func ("/net/NET-7/not-tried-again", test_not_tried_again);
  g_test_add_func ("/net/NET-7/retry-after", test_retry_after);
  g_test_add_func ("/net/NET-7/retry-after-long", test_retry_after_long);
  g_test_add_func ("/net/NET-7/rate-limited-post", test_rate_limited_post);
  g_test_add_func ("/net/NET-7/headers-slow-down", test_headers_slow_down);
  g_test_add_func ("/net/NET-7/breaker", test_breaker);
  g_test_add_func ("/net/rest/renew", test_renew);
  g_test_add_func ("/net/rest/renew-once", test_renew_once);
  g_test_add_func ("/net/rest/validated", test_validated);
  g_test_add_func ("/net/NET-5/cancel-between-tries", test_cancel);

  return g_test_run ();
}
