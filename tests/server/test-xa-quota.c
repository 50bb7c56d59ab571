#include "server/xa-quota.h"

#define SECOND G_USEC_PER_SEC

/* So many in any minute, wherever it begins. */
static void
test_window (void)
{
  g_autoptr (XaQuota) quota = xa_quota_new (100, 60 * SECOND);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 now = 0; now < 600 * SECOND; now += SECOND / 4)
    if (xa_quota_take (quota, now) == 0)
      g_array_append_val (taken, now);
  g_assert_cmpuint (taken->len, ==, 1000);
  for (guint i = 100; i < taken->len; i++)
    g_assert_cmpint (g_array_index (taken, gint64, i) - g_array_index (taken, gint64, i - 100), >=, 60 * SECOND);
}

static void
test_wait (void)
{
  g_autoptr (XaQuota) quota = xa_quota_new (2, 60 * SECOND);

  g_assert_cmpint (xa_quota_take (quota, 0), ==, 0);
  g_assert_cmpint (xa_quota_take (quota, 10 * SECOND), ==, 0);
  g_assert_cmpint (xa_quota_take (quota, 20 * SECOND), ==, 40 * SECOND);
  /* Asking in vain moves nothing. */
  g_assert_cmpint (xa_quota_take (quota, 59 * SECOND), ==, SECOND);
  g_assert_cmpint (xa_quota_take (quota, 60 * SECOND), ==, 0);
  g_assert_cmpint (xa_quota_take (quota, 60 * SECOND), ==, 10 * SECOND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/quota/window", test_window);
  g_test_add_func ("/server/quota/wait", test_wait);

  return g_test_run ();
}
