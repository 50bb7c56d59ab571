#include "rest-fixture.h"

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
