#include "insight/xa-inspect-parts.h"

static XaTurnover
judge_turnover (gint64 before,
                gint64 after,
                gint64 stayed)
{
  XaScope    scope = { .smallest_count = 10 };
  XaSeen     earlier = { .platform = 1, .key_epoch = 1, .coverage = XA_COVERAGE_COMPLETE, .n_seen = before, .n_whole = before };
  XaSeen     later = { .platform = 1, .key_epoch = 1, .coverage = XA_COVERAGE_COMPLETE, .n_seen = after, .n_whole = after };
  XaTurnover turnover = xa_growth_turnover (&earlier, &later, stayed);

  xa_inspect_judge_turnover (&scope, (guint64) before, (guint64) after, (guint64) stayed, &turnover);

  return turnover;
}

static void
test_turnover_of_many (void)
{
  XaTurnover turnover = judge_turnover (100, 130, 80);

  g_assert_cmpfloat (turnover.joined.value, ==, 50);
  g_assert_cmpfloat (turnover.left.value, ==, 20);
  g_assert_cmpfloat (turnover.stayed.value, ==, 80);
  g_assert_cmpfloat_with_epsilon (turnover.churn.value, 0.2, 1e-12);
}

/* Whoever knows both sizes may not work out a small count from what is left. */
static void
test_turnover_of_few (void)
{
  static const struct {
    gint64 before, after, stayed;
  } cases[] = { { 100, 101, 100 }, { 100, 97, 97 }, { 100, 120, 97 }, { 100, 80, 75 }, { 50, 60, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaTurnover      turnover = judge_turnover (cases[i].before, cases[i].after, cases[i].stayed);
    const XaFigure *figures[] = { &turnover.stayed, &turnover.left, &turnover.joined };
    gint64          counts[] = { cases[i].stayed, cases[i].before - cases[i].stayed, cases[i].after - cases[i].stayed };
    gboolean        any_small = FALSE;

    for (int k = 0; k < 3; k++)
      any_small |= counts[k] > 0 && counts[k] < 10;
    g_assert_true (any_small);
    /* Any one of the three gives the others. */
    for (int k = 0; k < 3; k++)
      if (counts[k] > 0)
        g_assert_cmpint (figures[k]->kind, ==, XA_FIGURE_SUPPRESSED);
  }
}

static void
test_week (void)
{
  XaScope  scope = { .smallest_count = 10 };
  XaRhythm rhythm = { .count = { [0][8] = 40, [1][9] = 25, [6][23] = 2 } };
  XaFigure week[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS];
  guint    n_hidden = 0;

  xa_inspect_judge_week (&scope, &rhythm, TRUE, week);
  g_assert_cmpfloat (week[6][23].value, ==, 2);

  xa_inspect_judge_week (&scope, &rhythm, FALSE, week);
  g_assert_cmpint (week[6][23].kind, ==, XA_FIGURE_SUPPRESSED);
  for (int day = 0; day < XA_RHYTHM_DAYS; day++)
    for (int hour = 0; hour < XA_RHYTHM_HOURS; hour++)
      n_hidden += !xa_figure_has_number (&week[day][hour]);
  /* The total is told, so that one hidden hour alone would follow from it. */
  g_assert_cmpuint (n_hidden, >=, 2);
}

static void
test_age (void)
{
  static const struct {
    gint64      seconds;
    const char *words;
  } cases[] = { { -5, "in the future" }, { 20, "just now" }, { 90, "1 min ago" }, { 3 * 3600 + 5, "3 h ago" }, { 47 * 3600, "47 h ago" }, { 72 * 3600, "3 days ago" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = xa_inspect_age_words (cases[i].seconds * G_USEC_PER_SEC);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect/turnover/of-many", test_turnover_of_many);
  g_test_add_func ("/inspect/OUT-3/turnover-of-few", test_turnover_of_few);
  g_test_add_func ("/inspect/OUT-2/week", test_week);
  g_test_add_func ("/inspect/age", test_age);

  return g_test_run ();
}
