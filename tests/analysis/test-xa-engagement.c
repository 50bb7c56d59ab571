#include "analysis/xa-engagement.h"

#include <math.h>

#define NONE XA_COUNT_UNKNOWN

static const XaEngagementPost posts[] = {
  { 10, 2, 0, 1000, 500 }, /* 12 per 1,000 views */
  { 30, NONE, NONE, 2000, 600 },
  { 0, 0, 0, 500, 600 },          /* known to be none */
  { NONE, NONE, NONE, 900, 600 }, /* not known */
  { 5, 1, 1, NONE, 700 },
};

static void
test_unknown_is_not_zero (void)
{
  g_assert_cmpfloat (xa_engagement_interactions (&posts[0]), ==, 12);
  g_assert_cmpfloat (xa_engagement_interactions (&posts[1]), ==, 30);
  g_assert_cmpfloat (xa_engagement_interactions (&posts[2]), ==, 0);
  g_assert_true (isnan (xa_engagement_interactions (&posts[3])));
}

static void
test_ratio_and_median (void)
{
  XaEngagement views = xa_engagement_compute (posts, G_N_ELEMENTS (posts), XA_ENGAGEMENT_BY_VIEWS, 1);
  XaEngagement followers = xa_engagement_compute (posts, G_N_ELEMENTS (posts), XA_ENGAGEMENT_BY_FOLLOWERS, 1);

  g_assert_cmpuint (views.n_posts, ==, 3);
  g_assert_cmpuint (views.n_left_out, ==, 2);
  g_assert_cmpfloat_with_epsilon (views.ratio_of_sums, 42.0 / 3500, 1e-15);
  g_assert_cmpfloat_with_epsilon (views.median, 12.0 / 1000, 1e-15);

  /* Each post by the followers of its day. */
  g_assert_cmpuint (followers.n_posts, ==, 4);
  g_assert_cmpfloat_with_epsilon (followers.ratio_of_sums, 49.0 / 2400, 1e-15);
  g_assert_cmpfloat_with_epsilon (followers.median, (7.0 / 700 + 12.0 / 500) / 2, 1e-15);
  g_assert_cmpstr (xa_engagement_base_words (XA_ENGAGEMENT_BY_VIEWS), !=, xa_engagement_base_words (XA_ENGAGEMENT_BY_FOLLOWERS));
}

static void
test_nothing_known (void)
{
  XaEngagement none = xa_engagement_compute (&posts[3], 1, XA_ENGAGEMENT_BY_VIEWS, 1);

  g_assert_cmpuint (none.n_posts, ==, 0);
  g_assert_true (isnan (none.ratio_of_sums) && isnan (none.median) && isnan (none.ratio_interval.low));
}

/* A seed decides everything, and 95 % intervals hold the truth about that often. */
static void
test_bootstrap (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  guint n_covered = 0;

  for (int run = 0; run < 100; run++) {
    XaEngagementPost many[60];
    XaEngagement     one, same;

    for (gsize i = 0; i < G_N_ELEMENTS (many); i++) {
      gint64 views = g_rand_int_range (rand, 500, 1500);

      many[i] = (XaEngagementPost) { (gint64) ((double) views * g_rand_double_range (rand, 0, 0.1)), NONE, NONE, views, NONE };
    }
    one = xa_engagement_compute (many, G_N_ELEMENTS (many), XA_ENGAGEMENT_BY_VIEWS, 4);
    same = xa_engagement_compute (many, G_N_ELEMENTS (many), XA_ENGAGEMENT_BY_VIEWS, 4);
    g_assert_cmpfloat (one.ratio_interval.low, ==, same.ratio_interval.low);
    g_assert_cmpfloat (one.median_interval.high, ==, same.median_interval.high);
    g_assert_cmpfloat (one.ratio_interval.low, <=, one.ratio_of_sums);
    g_assert_cmpfloat (one.ratio_of_sums, <=, one.ratio_interval.high);
    n_covered += one.ratio_interval.low <= 0.0495 && 0.0495 <= one.ratio_interval.high;
  }
  g_assert_cmpuint (n_covered, >=, 86);
  g_assert_cmpuint (n_covered, <=, 99);
}

static void
test_equal_age (void)
{
  const XaCounterReading readings[] = { { 10, 100 }, { 20, 160 }, { 40, 180 } };

  g_assert_cmpfloat (xa_engagement_at_age (readings, 3, 20), ==, 160);
  g_assert_cmpfloat (xa_engagement_at_age (readings, 3, 15), ==, 130);
  g_assert_cmpfloat (xa_engagement_at_age (readings, 3, 30), ==, 170);
  g_assert_true (isnan (xa_engagement_at_age (readings, 3, 5)));
  g_assert_true (isnan (xa_engagement_at_age (readings, 3, 50)));
  g_assert_true (isnan (xa_engagement_at_age (NULL, 0, 5)));
}

static void
test_top (void)
{
  const double values[] = { 5, NAN, 9, 9, 1 };
  gsize        top[5];

  g_assert_cmpuint (xa_engagement_top (values, 5, 3, top), ==, 3);
  g_assert_cmpuint (top[0], ==, 2);
  g_assert_cmpuint (top[1], ==, 3);
  g_assert_cmpuint (top[2], ==, 0);
  g_assert_cmpuint (xa_engagement_top (values, 5, 5, top), ==, 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engagement/unknown-is-not-zero", test_unknown_is_not_zero);
  g_test_add_func ("/engagement/ratio-and-median", test_ratio_and_median);
  g_test_add_func ("/engagement/nothing-known", test_nothing_known);
  g_test_add_func ("/engagement/bootstrap", test_bootstrap);
  g_test_add_func ("/engagement/equal-age", test_equal_age);
  g_test_add_func ("/engagement/top", test_top);

  return g_test_run ();
}
