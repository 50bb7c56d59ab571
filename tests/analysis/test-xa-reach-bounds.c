#include "analysis/xa-reach-bounds.h"

#include <math.h>

#define N 4

static XaFigure
locked (void)
{
  return xa_figure_suppressed (XA_NOTE_WOULD_REVEAL);
}

static GArray *
make_steps (const XaFigure *so_far,
            guint           n)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (XaReachStep));

  for (guint i = 0; i < n; i++) {
    XaReachStep step = { i, locked (), so_far[i] };

    g_array_append_val (steps, step);
  }

  return steps;
}

static const XaFigure *
get_so_far (GArray *steps,
            guint   i)
{
  return &g_array_index (steps, XaReachStep, i).so_far;
}

static void
assert_bounds (const XaFigure *figure,
               double          low,
               double          high)
{
  g_assert_cmpint (figure->kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpint (figure->note, ==, XA_NOTE_WOULD_REVEAL);
  g_assert_cmpfloat (figure->low, ==, low);
  g_assert_cmpfloat (figure->high, ==, high);
}

/* Sizes 40, 30, 30, 20; told are the first and the last step. */
static void
test_between (void)
{
  const XaFigure sizes[N] = { xa_figure_exact (40), xa_figure_exact (30), xa_figure_exact (30), xa_figure_exact (20) };
  const XaFigure so_far[N] = { xa_figure_exact (40), locked (), locked (), xa_figure_exact (110) };
  g_autoptr (GArray) steps = make_steps (so_far, N);

  xa_reach_bound_steps (steps, sizes);
  g_assert_cmpint (get_so_far (steps, 0)->kind, ==, XA_FIGURE_EXACT);
  /* At least 110 less the two that follow; at most both added up. */
  assert_bounds (get_so_far (steps, 1), 60, 70);
  assert_bounds (get_so_far (steps, 2), 90, 100);
  g_assert_cmpfloat (get_so_far (steps, 3)->value, ==, 110);
}

static void
test_no_end_is_told (void)
{
  const XaFigure sizes[N] = { xa_figure_exact (40), xa_figure_exact (30), xa_figure_bounds (28, 33), xa_figure_exact (20) };
  const XaFigure so_far[N] = { locked (), locked (), locked (), locked () };
  const gboolean compared[N] = { TRUE, TRUE, TRUE, TRUE };
  g_autoptr (GArray) steps = make_steps (so_far, 3);
  XaFigure together = xa_reach_bound_together (steps, sizes, compared, N);

  assert_bounds (&together, 40, 123);
  xa_reach_bound_steps (steps, sizes);
  /* The first audience is as large as it is: that leaves nothing open, and is not told here. */
  g_assert_cmpint (get_so_far (steps, 0)->kind, ==, XA_FIGURE_SUPPRESSED);
  assert_bounds (get_so_far (steps, 1), 40, 70);
  assert_bounds (get_so_far (steps, 2), 40, 103);
}

/* Where a size is withheld there is no upper end, until a later step gives one. */
static void
test_size_is_withheld (void)
{
  const XaFigure sizes[N] = { xa_figure_exact (40), xa_figure_suppressed (XA_NOTE_SMALL_COUNT), xa_figure_exact (30), xa_figure_exact (20) };
  const XaFigure so_far[N] = { xa_figure_exact (40), locked (), xa_figure_exact (72), locked () };
  const gboolean compared[N] = { TRUE, TRUE, TRUE, TRUE };
  g_autoptr (GArray) steps = make_steps (so_far, 2);
  g_autoptr (GArray) more = make_steps (so_far, N);
  XaFigure together = xa_reach_bound_together (steps, sizes, compared, N);

  g_assert_cmpint (together.kind, ==, XA_FIGURE_SUPPRESSED);
  xa_reach_bound_steps (steps, sizes);
  g_assert_cmpint (get_so_far (steps, 1)->kind, ==, XA_FIGURE_SUPPRESSED);
  xa_reach_bound_steps (more, sizes);
  assert_bounds (get_so_far (more, 1), 42, 72);
  assert_bounds (get_so_far (more, 3), 72, 92);
}

/* As good as the figure itself would be bounds of a few people. */
static void
test_too_close (void)
{
  const XaFigure sizes[N] = { xa_figure_exact (40), xa_figure_exact (4), xa_figure_exact (30) };
  const XaFigure so_far[N] = { xa_figure_exact (40), locked (), xa_figure_exact (70) };
  g_autoptr (GArray) steps = make_steps (so_far, 3);

  xa_reach_bound_steps (steps, sizes);
  g_assert_cmpint (get_so_far (steps, 1)->kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_cmpint (get_so_far (steps, 1)->note, ==, XA_NOTE_WOULD_REVEAL);
}

/* The truth is never outside, whatever is withheld: lists of a few hundred people at random. */
static void
test_truth_is_inside (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 500; round++) {
    XaFigure sizes[N], so_far[N];
    guint64  truth[N], seen[8] = { 0 };
    g_autoptr (GArray) steps = NULL;

    for (guint i = 0; i < N; i++) {
      guint size = 0;

      truth[i] = 0;
      for (guint person = 0; person < 256; person++)
        if (g_rand_int_range (random, 0, 8) == 0) {
          size++;
          seen[person / 64] |= G_GUINT64_CONSTANT (1) << (person % 64);
        }
      for (guint word = 0; word < 4; word++)
        truth[i] += (guint64) __builtin_popcountll (seen[word]);
      sizes[i] = g_rand_boolean (random) ? xa_figure_exact (size) : xa_figure_bounds (size - MIN (size, 2), size + 3);
      so_far[i] = g_rand_boolean (random) ? locked () : xa_figure_exact ((double) truth[i]);
    }
    steps = make_steps (so_far, N);
    xa_reach_bound_steps (steps, sizes);
    for (guint i = 0; i < N; i++) {
      const XaFigure *figure = get_so_far (steps, i);

      if (figure->kind != XA_FIGURE_BOUNDS)
        continue;
      g_assert_cmpfloat (figure->low, <=, (double) truth[i]);
      g_assert_cmpfloat (figure->high, >=, (double) truth[i]);
    }
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/reach-bounds/between", test_between);
  g_test_add_func ("/analysis/reach-bounds/no-end-is-told", test_no_end_is_told);
  g_test_add_func ("/analysis/reach-bounds/size-is-withheld", test_size_is_withheld);
  g_test_add_func ("/analysis/reach-bounds/too-close", test_too_close);
  g_test_add_func ("/analysis/reach-bounds/truth-is-inside", test_truth_is_inside);

  return g_test_run ();
}
