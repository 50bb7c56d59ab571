#include "insight/xa-withhold.h"

static void
test_count (void)
{
  for (guint k = 1; k < 12; k++) {
    XaScope scope = { .smallest_count = k };

    for (guint64 n = 0; n < 30; n++) {
      XaFigure figure = xa_judge_count (&scope, n);

      g_assert_cmpint (figure.kind, ==, n > 0 && n < k ? XA_FIGURE_SUPPRESSED : XA_FIGURE_EXACT);
      if (figure.kind == XA_FIGURE_EXACT)
        g_assert_cmpfloat (figure.value, ==, (double) n);
    }
  }
}

/* A range has both its ends in it; the store takes its end as not part of it. */
static void
test_range (void)
{
  XaScope none = { .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN };
  XaScope some = { .from_us = -7, .to_us = 12 };
  XaScope last = { .from_us = 0, .to_us = G_MAXINT64 };

  g_assert_cmpint (xa_scope_get_start (&none), ==, G_MININT64);
  g_assert_cmpint (xa_scope_get_end (&none), ==, G_MAXINT64);
  g_assert_cmpint (xa_scope_get_start (&some), ==, -7);
  g_assert_cmpint (xa_scope_get_end (&some), ==, 13);
  g_assert_cmpint (xa_scope_get_end (&last), ==, G_MAXINT64);
}

/* A small part of a known whole takes the other part with it, and neither is said to be small. */
static void
test_withhold (void)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (10);
  guint    whole = xa_disclosure_add (gate, 100, XA_CELL_SHOWN | XA_CELL_OPEN);
  guint    small = xa_disclosure_add (gate, 3, XA_CELL_SHOWN);
  guint    rest = xa_disclosure_add (gate, 97, XA_CELL_SHOWN);
  XaFigure figures[] = { xa_figure_exact (100), xa_figure_exact (3), xa_figure_exact (97) };

  xa_disclosure_sum (gate, whole, (guint[]) { small, rest }, 2);
  xa_disclosure_judge (gate);
  xa_withhold (gate, whole, &figures[0]);
  xa_withhold (gate, small, &figures[1]);
  xa_withhold (gate, rest, &figures[2]);
  g_assert_cmpint (figures[0].kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpint (figures[1].kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_cmpint (figures[1].note, ==, XA_NOTE_WOULD_REVEAL);
  g_assert_cmpint (figures[2].kind, ==, XA_FIGURE_SUPPRESSED);
}

/* --- different people in many lists ----------------------------------------------------------- */

/* What follows from the total and all sizes, stated to the gate in full. */
static XaFigure
judge_in_full (const XaScope  *scope,
               const guint64  *sizes,
               const gboolean *shown,
               guint           n,
               guint64         n_together)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  XaFigure figure = xa_figure_exact ((double) n_together);
  guint    together = xa_disclosure_add (gate, n_together, XA_CELL_SHOWN);
  guint64  sum = 0;

  for (guint i = 0; i < n; i++) {
    guint list = xa_disclosure_add (gate, sizes[i], shown[i] ? XA_CELL_SHOWN | XA_CELL_OPEN : 0);

    xa_disclosure_sum (gate, together, (guint[]) { list, xa_disclosure_add (gate, n_together - sizes[i], 0) }, 2);
    sum += sizes[i];
  }
  if (n > 1) {
    guint total = xa_disclosure_add (gate, sum, XA_CELL_SHOWN | XA_CELL_OPEN);

    xa_disclosure_sum (gate, total, (guint[]) { together, xa_disclosure_add (gate, sum - n_together, 0) }, 2);
  }
  xa_disclosure_judge (gate);
  xa_withhold (gate, together, &figure);

  return figure;
}

/* Lists of a few dozen people: intervals, some of which hold others, are equal or are all there is. */
static guint64
draw_lists (GRand   *rand,
            guint    n,
            guint64 *sizes)
{
  guint64 all = 0;
  guint   spread = (guint) g_rand_int_range (rand, 1, 64);
  guint   most = (guint) g_rand_int_range (rand, 1, 64);

  for (guint i = 0; i < n; i++) {
    guint   size = (guint) g_rand_int_range (rand, 0, (int) most + 1);
    guint   first = (guint) g_rand_int_range (rand, 0, (int) spread);
    guint64 list = (size == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << size) - 1) << first;

    sizes[i] = (guint64) __builtin_popcountll (list);
    all |= list;
  }

  return (guint64) __builtin_popcountll (all);
}

/* Whatever the lists, the total is told only where the gate would with all of them before it. */
static void
test_together (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  const guint ks[] = { 1, 2, 5, 10 };
  guint       n_told = 0;
  guint       n_revealing = 0;
  guint       n_small = 0;

  for (guint round = 0; round < 4000; round++) {
    XaScope  scope = { .smallest_count = ks[round % G_N_ELEMENTS (ks)] };
    guint    n = 1 + round / 4 % 9;
    guint64  sizes[9];
    gboolean shown[9];
    guint64  together = draw_lists (rand, n, sizes);
    XaFigure expected;
    XaFigure figure = xa_figure_exact ((double) together);

    for (guint i = 0; i < n; i++)
      shown[i] = sizes[i] == 0 || sizes[i] >= scope.smallest_count;
    expected = judge_in_full (&scope, sizes, shown, n, together);
    xa_judge_together (&scope, sizes, shown, n, together, &figure);
    g_assert_cmpint (figure.kind, ==, expected.kind);
    g_assert_cmpint (figure.note, ==, expected.note);
    n_told += figure.kind == XA_FIGURE_EXACT;
    n_revealing += figure.note == XA_NOTE_WOULD_REVEAL;
    n_small += figure.note == XA_NOTE_SMALL_COUNT;
  }
  g_assert_cmpuint (n_told, >, 500);
  g_assert_cmpuint (n_revealing, >, 500);
  g_assert_cmpuint (n_small, >, 10);
}

/* Ten thousand lists are judged like ten. */
static void
test_together_of_many (void)
{
  const guint          n = 10000;
  XaScope              scope = { .smallest_count = 5 };
  g_autofree guint64  *sizes = g_new (guint64, n);
  g_autofree gboolean *shown = g_new (gboolean, n);
  XaFigure             told = xa_figure_exact (5009);
  XaFigure             hidden = xa_figure_exact (5009);

  for (guint i = 0; i < n; i++) {
    sizes[i] = i % 5005;
    shown[i] = sizes[i] == 0 || sizes[i] >= 5;
  }
  /* The largest has 5,004 people: five are outside. */
  xa_judge_together (&scope, sizes, shown, n, 5009, &told);
  g_assert_cmpint (told.kind, ==, XA_FIGURE_EXACT);
  xa_judge_together (&scope, sizes, shown, n, 5008, &hidden);
  g_assert_cmpint (hidden.kind, ==, XA_FIGURE_SUPPRESSED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/withhold/count", test_count);
  g_test_add_func ("/withhold/range", test_range);
  g_test_add_func ("/withhold/OUT-2/rest", test_withhold);
  g_test_add_func ("/withhold/OUT-2/together", test_together);
  g_test_add_func ("/withhold/OUT-2/together-of-many", test_together_of_many);

  return g_test_run ();
}
