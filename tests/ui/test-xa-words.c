#include "charts/xa-chart-words.h"
#include "insight/xa-inspect.h"
#include "insight/xa-preferences.h"
#include "ui/xa-bounds-words.h"
#include "ui/xa-words.h"

/* Without a translation the window says what the other program says. */
static void
test_as_the_core (void)
{
  static const gint64 ages_us[] = { -1, 0, 59, 3599, 7200, 86400, 172800, 86400 * 400 };
  const XaFigure      figures[] = { xa_figure_exact (1812), xa_figure_estimate (10, 8, 12.5), xa_figure_lower_bound (7), xa_figure_bounds (3, 9),
                                    xa_figure_not_comparable (XA_NOTE_TWO_KEYS), xa_figure_suppressed (XA_NOTE_NEAR_WHOLE) };

  for (int note = 0; note < XA_N_NOTES; note++)
    g_assert_cmpstr (xa_words_note ((XaFigureNote) note), ==, xa_figure_note_words ((XaFigureNote) note));
  for (int coverage = 0; coverage <= XA_COVERAGE_SAMPLE; coverage++)
    g_assert_cmpstr (xa_words_coverage ((XaCoverage) coverage), ==, xa_inspect_coverage_words ((XaCoverage) coverage));
  for (gsize i = 0; i < G_N_ELEMENTS (ages_us); i++) {
    g_autofree char *ours = xa_words_age (ages_us[i] * G_USEC_PER_SEC);
    g_autofree char *core = xa_inspect_age_words (ages_us[i] * G_USEC_PER_SEC);

    g_assert_cmpstr (ours, ==, core);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    for (XaFigureStyle style = XA_FIGURE_STYLE_COUNT; style <= XA_FIGURE_STYLE_RATIO; style++) {
      g_autofree char *ours = xa_words_figure_of (&figures[i], style, "people");
      g_autofree char *core = xa_chart_figure_words (&figures[i], style, "people");

      g_assert_cmpstr (ours, ==, core);
    }
}

static void
says (char       *words,
      const char *expected)
{
  g_assert_cmpstr (words, ==, expected);
  g_free (words);
}

/* Where all has a place nothing is said; from the first that has none it is said how many there are. */
static void
test_bounds (void)
{
  says (xa_bounds_say_nearest (0), NULL);
  says (xa_bounds_say_nearest (8), NULL);
  says (xa_bounds_say_nearest (9), "The 8 nearest of 9 audiences. Preferences has all of them.");
  says (xa_bounds_say_dots (80), NULL);
  says (xa_bounds_say_dots (81), "The chart shows the first 80 of them, the table all.");
  says (xa_bounds_say_graph (2000, 2000, FALSE), NULL);
  says (xa_bounds_say_graph (400, 401, TRUE), "The 400 largest of 401 audiences are shown.");
  says (xa_bounds_say_graph (900, 901, FALSE), "The 900 largest of 901 audiences are shown, as many as the graph can hold. Others can be compared from Explore.");
  says (xa_bounds_say_combinations (0, 0), NULL);
  says (xa_bounds_say_combinations (1, 0), "1 more combination has too few people to be shown.");
  says (xa_bounds_say_combinations (0, 1), "1 more combination has no column: compare fewer audiences to see it.");
  says (xa_bounds_say_combinations (3, 2), "3 more combinations have too few people to be shown. 2 more combinations have no column: compare fewer audiences to see them.");
}

/* Each is known to people by another word. */
static void
test_preferences (void)
{
  for (XaPreferenceKind kind = XA_PREFERENCE_AUDIENCE; kind <= XA_PREFERENCE_LANGUAGE; kind++) {
    const char *name = xa_preference_kind_name (kind);

    g_assert_cmpuint (strlen (name), >, 0);
    if (kind > XA_PREFERENCE_AUDIENCE)
      g_assert_cmpstr (name, !=, xa_preference_kind_name (kind - 1));
  }
  g_assert_cmpstr (xa_preference_kind_name (XA_PREFERENCE_TAG), ==, "Hashtag");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/words/as-the-core", test_as_the_core);
  g_test_add_func ("/ui/words/bounds", test_bounds);
  g_test_add_func ("/ui/words/preferences", test_preferences);

  return g_test_run ();
}
