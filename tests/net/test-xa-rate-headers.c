#include "net/xa-rate-headers.h"

#include "model/xa-time.h"

#define NOW_US (G_GINT64_CONSTANT (1772366400) * G_USEC_PER_SEC)
#define NOTHING G_MININT64

/* Seconds from now, or NOTHING. */
static const struct {
  const char *name;
  const char *headers[8]; /* name, value, ... */
  double      limit, remaining;
  gint64      reset_s;
  gint64      skew_s;
} rates[] = {
  { "none", { NULL }, -1, -1, NOTHING, 0 },
  { "delta", { "X-RateLimit-Limit", "300", "X-RateLimit-Remaining", "299", "X-RateLimit-Reset", "120" }, 300, 299, 120, 0 },
  { "epoch", { "X-Rate-Limit-Limit", "15", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", "1772366460" }, 15, 0, 60, 0 },
  { "epoch-of-a-clock-ahead", { "X-Rate-Limit-Limit", "15", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", "1772366460" }, 15, 0, 30, 30 },
  { "epoch-ms", { "X-RateLimit-Limit", "15", "X-RateLimit-Remaining", "3", "X-RateLimit-Reset", "1772366460000" }, 15, 3, 60, 0 },
  { "iso-8601", { "X-RateLimit-Limit", "300", "X-RateLimit-Remaining", "7", "X-RateLimit-Reset", "2026-03-01T12:05:00.000000Z" }, 300, 7, 300, 0 },
  { "reset-after-wins", { "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "4", "X-RateLimit-Reset", "1772366460", "X-RateLimit-Reset-After", "2.5" }, 5, 4, 2, 0 },
  { "ratelimit-fields", { "RateLimit-Limit", "100, 100;w=60", "RateLimit-Remaining", "50", "RateLimit-Reset", "30" }, 100, 50, 30, 0 },
  { "ratelimit-before-x", { "RateLimit-Limit", "100", "RateLimit-Remaining", "50", "RateLimit-Reset", "30", "X-RateLimit-Remaining", "1" }, 100, 50, 30, 0 },
  { "one-field", { "RateLimit", "limit=100, remaining=50, reset=5" }, 100, 50, 5, 0 },
  { "one-field-short", { "RateLimit", "\"default\";r=50;t=30", "RateLimit-Policy", "\"default\";q=100;w=60" }, 100, 50, 30, 0 },
  { "words", { "X-RateLimit-Limit", "many", "X-RateLimit-Remaining", "some", "X-RateLimit-Reset", "later" }, -1, -1, NOTHING, 0 },
  { "negative", { "X-RateLimit-Limit", "-1", "X-RateLimit-Remaining", "-5", "X-RateLimit-Reset", "-9007199254740991" }, -1, -1, NOTHING, 0 },
  { "huge", { "X-RateLimit-Limit", "1e300", "X-RateLimit-Remaining", "99999999999999999999", "X-RateLimit-Reset", "1e300" }, -1, -1, NOTHING, 0 },
  { "empty", { "X-RateLimit-Limit", "", "X-RateLimit-Remaining", "", "X-RateLimit-Reset", "" }, -1, -1, NOTHING, 0 },
  { "bad-date", { "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2026-99-99T99:99:99Z" }, -1, 0, NOTHING, 0 },
};

static XaResponse *
make_response (const char *const *headers,
               gint64             skew_s)
{
  XaResponse *response = xa_response_new (200, NULL);

  response->received_us = NOW_US;
  response->skew_us = skew_s * G_USEC_PER_SEC;
  for (; *headers; headers += 2)
    xa_response_set_header (response, headers[0], headers[1]);

  return response;
}

static void
test_rates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++) {
    const char *headers[9] = { NULL };
    g_autoptr (XaResponse) response = NULL;
    XaRateReport report;
    gint64       reset_s;

    for (gsize j = 0; j < 8; j++)
      headers[j] = rates[i].headers[j];
    response = make_response (headers, rates[i].skew_s);
    xa_rate_report_init (&report);
    xa_rate_headers_read (response, &report);
    reset_s = report.reset_us == XA_TIME_UNKNOWN ? NOTHING : (report.reset_us - NOW_US) / G_USEC_PER_SEC;
    g_test_message ("%s", rates[i].name);
    g_assert_cmpfloat (report.limit, ==, rates[i].limit);
    g_assert_cmpfloat (report.remaining, ==, rates[i].remaining);
    g_assert_cmpint (reset_s, ==, rates[i].reset_s);
    xa_rate_report_clear (&report);
  }
}

static void
test_retry_after (void)
{
  static const struct {
    const char *text;
    gint64      wait_us;
  } waits[] = {
    { "0", 0 },
    { "120", 120 * (gint64) G_USEC_PER_SEC },
    { "1.25", 1250000 },
    { "Sun, 01 Mar 2026 12:00:42 GMT", 42 * (gint64) G_USEC_PER_SEC },
    { "Sun, 01 Mar 2026 11:00:00 GMT", 0 },
    { "soon", -1 },
    { "", -1 },
    { "-5", -1 },
    { "1e400", -1 },
    { "99999999999999", 1000000000 * (gint64) G_USEC_PER_SEC },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    const char *headers[] = { "Retry-After", waits[i].text, NULL };
    g_autoptr (XaResponse) response = make_response (headers, 0);

    g_test_message ("%s", waits[i].text);
    g_assert_cmpint (xa_rate_headers_read_wait (response), ==, waits[i].wait_us);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/NET-7/rate-headers", test_rates);
  g_test_add_func ("/net/NET-7/retry-after", test_retry_after);

  return g_test_run ();
}
