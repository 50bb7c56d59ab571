#include "model/xa-time.h"

static const struct {
  const char *text;
  gint64      expected_us;
} cases[] = {
  { "2018-10-10T20:19:24Z", G_GINT64_CONSTANT (1539202764000000) },
  { "2018-10-10T22:19:24+02:00", G_GINT64_CONSTANT (1539202764000000) },
  { "2018-10-10T20:19:24.5Z", G_GINT64_CONSTANT (1539202764500000) },
  { "2018-10-10 20:19:24", G_GINT64_CONSTANT (1539202764000000) },
  { "2018-10-10", G_GINT64_CONSTANT (1539129600000000) },
  { "1539202764", G_GINT64_CONSTANT (1539202764000000) },
  { "1539202764000", G_GINT64_CONSTANT (1539202764000000) },
  { "1539202764000000", G_GINT64_CONSTANT (1539202764000000) },
  { "1539202764.5", G_GINT64_CONSTANT (1539202764500000) },
  { "1539202764.", G_GINT64_CONSTANT (1539202764000000) },
  { "7.5e300", XA_TIME_UNKNOWN },
  { "99999999999999999999", XA_TIME_UNKNOWN },
  { "-9223372036854775808", XA_TIME_UNKNOWN },
  { "1539202764.-5", XA_TIME_UNKNOWN },
  { " 1539202764 ", G_GINT64_CONSTANT (1539202764000000) },
  { "2018-10-10T20:19:24,5Z", G_GINT64_CONSTANT (1539202764500000) },
  { "20181010T201924Z", G_GINT64_CONSTANT (1539202764000000) },
  { "2016-02-29T00:00:00Z", G_GINT64_CONSTANT (1456704000000000) },
  { "1969-12-31T23:59:59Z", -G_GINT64_CONSTANT (1000000) },
  { "2018-10-10T20:19:24+99:00", XA_TIME_UNKNOWN },
  { "2018-10-10T20:19:24Zzz", XA_TIME_UNKNOWN },
  { "2018-10-10T24:19:24Z", XA_TIME_UNKNOWN },
  { "2017-02-29", XA_TIME_UNKNOWN },
  { "0000-01-01", XA_TIME_UNKNOWN },
  { "", XA_TIME_UNKNOWN },
  { "yesterday", XA_TIME_UNKNOWN },
  { "2018-13-10T20:19:24Z", XA_TIME_UNKNOWN },
  { "12abc", XA_TIME_UNKNOWN },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (xa_time_parse (xa_span (cases[i].text)), ==, cases[i].expected_us);
}

/* A day that ends a range is in it to its end; a time of day is what it says. */
static void
test_parse_end (void)
{
  g_assert_cmpint (xa_time_parse_end (xa_span ("2018-10-10")), ==, G_GINT64_CONSTANT (1539215999999999));
  g_assert_cmpint (xa_time_parse_end (xa_span ("2018-10-10T00:00:00Z")), ==, G_GINT64_CONSTANT (1539129600000000));
  g_assert_cmpint (xa_time_parse_end (xa_span ("1539202764")), ==, G_GINT64_CONSTANT (1539202764000000));
  g_assert_cmpint (xa_time_parse_end (xa_span ("2017-02-29")), ==, XA_TIME_UNKNOWN);
  g_assert_cmpint (xa_time_parse_end (xa_span ("")), ==, XA_TIME_UNKNOWN);
}

/* The reader of usual forms agrees with GLib through the centuries, at random times of day. */
static void
test_parse_like_glib (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gint64 day = -720000; day < 2900000; day += 1 + (gint64) g_rand_int_range (rand, 0, 300)) {
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (day * 86400 + g_rand_int_range (rand, 0, 86400));
    static const char *const tails[] = { "", "Z", ".5Z", ".123456Z", ".1234567Z", "+05:30", "-11:45", ".25-00:30", "+0530", ",5Z" };
    g_autofree char         *head = date ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%S") : NULL;

    if (!head)
      continue;
    for (gsize i = 0; i < G_N_ELEMENTS (tails); i++) {
      g_autofree char *text = g_strconcat (head, tails[i], NULL);
      g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);
      gint64 expected_us = time ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time) : XA_TIME_UNKNOWN;

      g_assert_cmpint (xa_time_parse (xa_span (text)), ==, expected_us);
    }
  }
}

static void
test_format (void)
{
  g_autofree char *whole = xa_time_format (G_GINT64_CONSTANT (1539202764000000));
  g_autofree char *fraction = xa_time_format (G_GINT64_CONSTANT (1539202764500000));

  g_assert_cmpstr (whole, ==, "2018-10-10T20:19:24Z");
  g_assert_cmpstr (fraction, ==, "2018-10-10T20:19:24.500000Z");
}

static void
test_fixed_clock (void)
{
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  g_assert_cmpint (xa_time_now (), ==, G_GINT64_CONSTANT (1700000000000000));
  g_unsetenv ("SOURCE_DATE_EPOCH");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/parse-end", test_parse_end);
  g_test_add_func ("/time/parse-like-glib", test_parse_like_glib);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/fixed-clock", test_fixed_clock);

  return g_test_run ();
}
