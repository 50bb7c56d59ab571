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
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/fixed-clock", test_fixed_clock);

  return g_test_run ();
}
