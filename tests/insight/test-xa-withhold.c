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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/withhold/count", test_count);
  g_test_add_func ("/withhold/range", test_range);
  g_test_add_func ("/withhold/OUT-2/rest", test_withhold);

  return g_test_run ();
}
