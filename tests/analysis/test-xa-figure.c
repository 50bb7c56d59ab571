#include "analysis/xa-figure.h"

#include <math.h>

static XaSeen
seen (XaCoverage coverage)
{
  return (XaSeen) {
    .platform = XA_PLATFORM_TELEGRAM,
    .key_epoch = 1,
    .coverage = coverage,
    .n_seen = 200,
    .n_whole = XA_COUNT_UNKNOWN,
  };
}

static void
test_every_pair_of_coverages_has_a_basis (void)
{
  static const XaBasis mirrored[] = {
    [XA_BASIS_WHOLE] = XA_BASIS_WHOLE,
    [XA_BASIS_LISTED_OF_A] = XA_BASIS_LISTED_OF_B,
    [XA_BASIS_LISTED_OF_B] = XA_BASIS_LISTED_OF_A,
    [XA_BASIS_ACTIVE] = XA_BASIS_ACTIVE,
    [XA_BASIS_SAMPLED] = XA_BASIS_SAMPLED,
    [XA_BASIS_AT_LEAST] = XA_BASIS_AT_LEAST,
    [XA_BASIS_COUNTS] = XA_BASIS_COUNTS,
  };

  for (XaCoverage i = XA_COVERAGE_COMPLETE; i <= XA_COVERAGE_SAMPLE; i++)
    for (XaCoverage j = XA_COVERAGE_COMPLETE; j <= XA_COVERAGE_SAMPLE; j++) {
      XaSeen       a = seen (i);
      XaSeen       b = seen (j);
      XaFigureNote note;
      XaBasis      forth = xa_basis_of_pair (&a, &b, &note);
      XaBasis      back = xa_basis_of_pair (&b, &a, &note);

      g_assert_cmpint (forth, !=, XA_BASIS_NONE);
      g_assert_cmpint (back, ==, mirrored[forth]);
      /* Only two complete lists give everything, and only random ones an estimate. */
      g_assert_true ((forth == XA_BASIS_WHOLE) == (i == XA_COVERAGE_COMPLETE && j == XA_COVERAGE_COMPLETE));
      if (forth == XA_BASIS_SAMPLED)
        g_assert_true ((i == XA_COVERAGE_SAMPLE && (j == i || j == XA_COVERAGE_COMPLETE)) ||
                       (j == XA_COVERAGE_SAMPLE && i == XA_COVERAGE_COMPLETE));
    }
}

static const struct {
  const char  *name;
  XaCoverage   a, b;
  XaBasis      basis;
  XaFigureNote note;
} cases[] = {
  { "complete-complete", XA_COVERAGE_COMPLETE, XA_COVERAGE_COMPLETE, XA_BASIS_WHOLE, XA_NOTE_NONE },
  { "complete-first-n", XA_COVERAGE_COMPLETE, XA_COVERAGE_FIRST_N, XA_BASIS_LISTED_OF_B, XA_NOTE_LISTED_OF_B },
  { "sample-sample", XA_COVERAGE_SAMPLE, XA_COVERAGE_SAMPLE, XA_BASIS_SAMPLED, XA_NOTE_RANDOM_SAMPLES },
  { "active-active", XA_COVERAGE_ACTIVE_AUTHORS, XA_COVERAGE_ACTIVE_AUTHORS, XA_BASIS_ACTIVE, XA_NOTE_ACTIVE },
  { "reactors-complete", XA_COVERAGE_REACTORS, XA_COVERAGE_COMPLETE, XA_BASIS_AT_LEAST, XA_NOTE_PARTIAL_LISTS },
  { "first-n-first-n", XA_COVERAGE_FIRST_N, XA_COVERAGE_FIRST_N, XA_BASIS_AT_LEAST, XA_NOTE_PARTIAL_LISTS },
  { "count-complete", XA_COVERAGE_COUNT_ONLY, XA_COVERAGE_COMPLETE, XA_BASIS_COUNTS, XA_NOTE_COUNTS_ONLY },
};

static void
test_basis (gconstpointer data)
{
  gsize        i = GPOINTER_TO_SIZE (data);
  XaSeen       a = seen (cases[i].a);
  XaSeen       b = seen (cases[i].b);
  XaFigureNote note;

  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, cases[i].basis);
  g_assert_cmpint (note, ==, cases[i].note);
}

static void
test_people_that_cannot_be_matched (void)
{
  XaSeen       a = seen (XA_COVERAGE_COMPLETE);
  XaSeen       b = a;
  XaFigureNote note;

  b.platform = XA_PLATFORM_DISCORD;
  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, XA_BASIS_NONE);
  g_assert_cmpint (note, ==, XA_NOTE_TWO_PLATFORMS);

  b = a;
  b.key_epoch = 2;
  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, XA_BASIS_NONE);
  g_assert_cmpint (note, ==, XA_NOTE_TWO_KEYS);
  g_assert_cmpint (xa_basis_of_change (&a, &b, &note), ==, XA_BASIS_NONE);
  g_assert_cmpint (note, ==, XA_NOTE_TWO_KEYS);

  b = a;
  b.simulated = TRUE;
  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, XA_BASIS_NONE);
  g_assert_cmpint (note, ==, XA_NOTE_SIMULATED_AND_LIVE);

  b = a;
  b.coverage = 0;
  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, XA_BASIS_NONE);
  g_assert_cmpint (note, ==, XA_NOTE_NOT_SEEN);
}

static void
test_two_windows_are_only_a_lower_bound (void)
{
  XaSeen       a = seen (XA_COVERAGE_ACTIVE_AUTHORS);
  XaSeen       b = a;
  XaFigureNote note;

  b.to_us = XA_USEC_PER_DAY;
  g_assert_cmpint (xa_basis_of_pair (&a, &b, &note), ==, XA_BASIS_AT_LEAST);
  g_assert_cmpint (note, ==, XA_NOTE_TWO_WINDOWS);
}

static void
test_change_needs_two_complete_lists (void)
{
  XaFigureNote note;

  for (XaCoverage i = XA_COVERAGE_COMPLETE; i <= XA_COVERAGE_SAMPLE; i++) {
    XaSeen complete = seen (XA_COVERAGE_COMPLETE);
    XaSeen other = seen (i);

    g_assert_cmpint (xa_basis_of_change (&complete, &other, &note), ==,
                     i == XA_COVERAGE_COMPLETE ? XA_BASIS_WHOLE : XA_BASIS_NONE);
    if (i != XA_COVERAGE_COMPLETE)
      g_assert_cmpint (note, ==, XA_NOTE_NEEDS_COMPLETE);
  }
}

static void
assert_text (XaFigure      figure,
             XaFigureStyle style,
             const char   *expected)
{
  g_autofree char *text = xa_figure_format (&figure, style);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text_says_what_a_number_is (void)
{
  assert_text (xa_figure_exact (1234567), XA_FIGURE_STYLE_COUNT, "1,234,567");
  assert_text (xa_figure_exact (999), XA_FIGURE_STYLE_COUNT, "999");
  assert_text (xa_figure_exact (-1000), XA_FIGURE_STYLE_COUNT, "−1,000");
  assert_text (xa_figure_estimate (1506, 1136.4, 1906.2), XA_FIGURE_STYLE_COUNT, "about 1,506 (1,136 to 1,906)");
  assert_text (xa_figure_lower_bound (37), XA_FIGURE_STYLE_COUNT, "at least 37");
  assert_text (xa_figure_bounds (0, 0.25), XA_FIGURE_STYLE_SHARE, "0.0 % to 25.0 %");
  assert_text (xa_figure_bounds (5, 5), XA_FIGURE_STYLE_COUNT, "5");
  assert_text (xa_figure_exact (0.0566), XA_FIGURE_STYLE_RATIO, "0.0566");
  assert_text (xa_figure_exact (-0.5), XA_FIGURE_STYLE_RATIO, "−0.5000");
  assert_text (xa_figure_exact (-0.021), XA_FIGURE_STYLE_SHARE, "−2.1 %");
  assert_text (xa_figure_exact (NAN), XA_FIGURE_STYLE_RATIO, "not comparable: there is nothing to divide by");
  assert_text (xa_figure_suppressed (XA_NOTE_SMALL_COUNT), XA_FIGURE_STYLE_COUNT, "hidden: fewer people than may be shown");
  assert_text (xa_figure_rounded (12300, 100), XA_FIGURE_STYLE_COUNT, "12,200 to 12,400");
}

static void
test_suppression_leaves_no_number (void)
{
  XaFigure figure = xa_figure_estimate (3, 1, 9);
  XaFigure apart = xa_figure_not_comparable (XA_NOTE_TWO_PLATFORMS);

  figure.coverage_a = figure.coverage_b = XA_COVERAGE_SAMPLE;
  xa_figure_suppress (&figure, XA_NOTE_SMALL_COUNT);
  g_assert_cmpint (figure.kind, ==, XA_FIGURE_SUPPRESSED);
  g_assert_true (isnan (figure.value) && isnan (figure.low) && isnan (figure.high));
  g_assert_false (xa_figure_has_number (&figure));
  g_assert_cmpint (figure.coverage_b, ==, XA_COVERAGE_SAMPLE);

  xa_figure_suppress (&apart, XA_NOTE_SMALL_COUNT);
  g_assert_cmpint (apart.note, ==, XA_NOTE_TWO_PLATFORMS);
}

static void
test_members (void)
{
  XaSeen   complete = seen (XA_COVERAGE_COMPLETE);
  XaSeen   capped = seen (XA_COVERAGE_FIRST_N);
  XaSeen   counted = seen (XA_COVERAGE_COUNT_ONLY);
  XaFigure figure = xa_figure_members (&complete);

  g_autofree char *coverage = xa_figure_coverage_id (&figure);

  g_assert_cmpstr (coverage, ==, "complete");
  assert_text (figure, XA_FIGURE_STYLE_COUNT, "200");
  assert_text (xa_figure_members (&capped), XA_FIGURE_STYLE_COUNT, "at least 200");
  capped.n_whole = 5000;
  figure = xa_figure_members (&capped);
  g_assert_cmpint (figure.note, ==, XA_NOTE_AS_STATED);
  assert_text (figure, XA_FIGURE_STYLE_COUNT, "5,000");
  g_assert_cmpint (xa_figure_members (&counted).kind, ==, XA_FIGURE_NOT_COMPARABLE);
}

static void
test_every_note_has_id_and_words (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (XaFigureNote note = XA_NOTE_NONE + 1; note < XA_N_NOTES; note++) {
    g_assert_cmpuint (strlen (xa_figure_note_id (note)), >, 0);
    g_assert_cmpuint (strlen (xa_figure_note_words (note)), >, 0);
    g_assert_true (g_hash_table_add (ids, (char *) xa_figure_note_id (note)));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figure/every-pair-of-coverages-has-a-basis", test_every_pair_of_coverages_has_a_basis);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/figure/basis/", cases[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_basis);
  }
  g_test_add_func ("/figure/people-that-cannot-be-matched", test_people_that_cannot_be_matched);
  g_test_add_func ("/figure/two-windows-are-only-a-lower-bound", test_two_windows_are_only_a_lower_bound);
  g_test_add_func ("/figure/change-needs-two-complete-lists", test_change_needs_two_complete_lists);
  g_test_add_func ("/figure/text-says-what-a-number-is", test_text_says_what_a_number_is);
  g_test_add_func ("/figure/suppression-leaves-no-number", test_suppression_leaves_no_number);
  g_test_add_func ("/figure/members", test_members);
  g_test_add_func ("/figure/every-note-has-id-and-words", test_every_note_has_id_and_words);

  return g_test_run ();
}
