#include "ui/compare/xa-comparison-charts.h"

#include "charts/xa-chart-words.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* Names that are told for one reason to stay out. */
#define MOST_APART 3

static char *
format_count (const XaFigure *figure)
{
  return xa_words_figure (figure, XA_FIGURE_STYLE_COUNT);
}

/* "GTK chat and @gnome share 1,204 people: 9.7 % of the one, 23.6 % of the other." */
static char *
tell_pair (const XaComparison  *self,
           const XaOverlapPair *pair)
{
  const XaFigure  *mutual = &pair->measures[XA_MEASURE_MUTUAL];
  const XaFigure  *of_a = &pair->measures[XA_MEASURE_SHARE_OF_A];
  const XaFigure  *of_b = &pair->measures[XA_MEASURE_SHARE_OF_B];
  g_autofree char *n = format_count (mutual);
  g_autofree char *a = xa_words_figure (of_a, XA_FIGURE_STYLE_SHARE);
  g_autofree char *b = xa_words_figure (of_b, XA_FIGURE_STYLE_SHARE);

  if (mutual->kind == XA_FIGURE_SUPPRESSED)
    return g_strdup_printf (_ ("What %s and %s share is not shown: %s."), self->names[pair->a], self->names[pair->b], xa_words_note (mutual->note));
  if (mutual->kind == XA_FIGURE_NOT_COMPARABLE)
    return g_strdup_printf (_ ("%s and %s cannot be compared: %s."), self->names[pair->a], self->names[pair->b], xa_words_note (mutual->note));
  if (mutual->kind == XA_FIGURE_EXACT && mutual->value == 0)
    return g_strdup_printf (_ ("%s and %s share nobody."), self->names[pair->a], self->names[pair->b]);
  if (!xa_figure_has_number (of_a) || !xa_figure_has_number (of_b))
    return g_strdup_printf (_ ("%s and %s share %s people."), self->names[pair->a], self->names[pair->b], n);

  return g_strdup_printf (_ ("%s and %s share %s people: %s of the one, %s of the other."), self->names[pair->a], self->names[pair->b], n, a, b);
}

/* What is shared for certain, as far as that is told: wide bounds say little. */
static double
get_certain (const XaFigure *figure)
{
  return figure->kind == XA_FIGURE_BOUNDS ? figure->low : xa_chart_figure_place (figure);
}

static const XaOverlapPair *
find_strongest (const XaComparison *self,
                guint              *n_absent)
{
  const XaOverlapPair *best = NULL;
  double               most = 0;

  *n_absent = 0;
  for (guint i = 0; i < self->overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (self->overlaps->pairs, XaOverlapPair, i);
    double               place = get_certain (&pair->measures[XA_MEASURE_MUTUAL]);

    *n_absent += !xa_figure_has_number (&pair->measures[XA_MEASURE_MUTUAL]);
    if (place > most) {
      most = place;
      best = pair;
    }
  }

  return best;
}

/* How many people are in all of them, where that is told. */
static char *
tell_all (const XaComparison *self)
{
  guint32 all = (guint32) ((G_GUINT64_CONSTANT (1) << self->audiences.n) - 1);

  for (guint i = 0; i < self->intersections->at_least->len; i++) {
    const XaIntersection *found = &g_array_index (self->intersections->at_least, XaIntersection, i);

    if (found->sets == all && xa_figure_has_number (&found->n)) {
      g_autofree char *n = format_count (&found->n);

      return g_strdup_printf (_ (" %s people are in all %u."), n, self->audiences.n);
    }
  }

  return g_strdup ("");
}

/**
 * xa_comparison_tell_mutual:
 *
 * Returns: (transfer full): who shares most with whom
 */
char *
xa_comparison_tell_mutual (const XaComparison *self)
{
  guint                n_absent;
  const XaOverlapPair *strongest = find_strongest (self, &n_absent);
  g_autofree char     *pair = NULL;
  g_autofree char     *all = NULL;

  if (self->audiences.n == 2)
    return tell_pair (self, &g_array_index (self->overlaps->pairs, XaOverlapPair, 0));
  if (!strongest)
    return g_strdup (n_absent == self->overlaps->pairs->len ? _ ("No two of these audiences can be compared, or what they share may not be shown.")
                                                            : _ ("No two of these audiences share anybody, as far as that can be told."));
  pair = tell_pair (self, strongest);
  all = tell_all (self);

  return g_strdup_printf ("%s %s%s", _ ("Most mutual members:"), pair, all);
}

/* "Gardeners, Cyclists, Bakers and 7 others", of those that stay out for one reason. */
static char *
list_apart (const XaComparison *self,
            XaFigureNote        why)
{
  GString *text = g_string_new (NULL);
  guint    n = 0;
  guint    n_told = 0;

  for (guint i = 0; i < self->audiences.n; i++)
    n += self->intersections->apart[i] == why;
  for (guint i = 0; i < self->audiences.n && n_told < (n > MOST_APART + 1 ? MOST_APART : n); i++)
    if (self->intersections->apart[i] == why) {
      g_string_append_printf (text, "%s%s", n_told > 0 ? ", " : "", self->names[i]);
      n_told++;
    }
  if (n_told == n)
    return g_string_free_and_steal (text);

  {
    g_autofree char *names = g_string_free_and_steal (text);

    /* Translators: names of audiences, and how many there are besides */
    return g_strdup_printf (ngettext ("%s and %u other", "%s and %u others", n - n_told), names, n - n_told);
  }
}

/* Whether an audience before this one stays out for the same reason. */
static gboolean
is_told_before (const XaComparison *self,
                guint               audience)
{
  for (guint i = 0; i < audience; i++)
    if (self->intersections->apart[i] == self->intersections->apart[audience])
      return TRUE;

  return FALSE;
}

/**
 * xa_comparison_tell_apart:
 *
 * Returns: (transfer full) (nullable): who stays out of what is counted together, and why
 */
char *
xa_comparison_tell_apart (const XaComparison *self)
{
  GString *text;

  if (self->intersections->n_compared == self->audiences.n)
    return NULL;
  text = g_string_new (self->intersections->n_compared == 0 ? _ ("No two of these audiences have people that can be matched:")
                                                            : _ ("Not part of diagram, combinations and reach:"));
  for (guint i = 0; i < self->audiences.n; i++) {
    g_autofree char *names = NULL;

    if (self->intersections->apart[i] == XA_NOTE_NONE || is_told_before (self, i))
      continue;
    names = list_apart (self, self->intersections->apart[i]);
    g_string_append_printf (text, "%s %s (%s)", text->str[text->len - 1] == ':' ? "" : ";", names, xa_words_note (self->intersections->apart[i]));
  }
  g_string_append_c (text, '.');

  return g_string_free_and_steal (text);
}

static gssize
find_most (const XaFigure *figures,
           guint           n)
{
  gssize most = -1;

  for (guint i = 0; i < n; i++) {
    double place = xa_chart_figure_place (&figures[i]);

    if (!isnan (place) && (most < 0 || place > xa_chart_figure_place (&figures[most])))
      most = i;
  }

  return most;
}

char *
xa_comparison_tell_sides (const XaComparison *self)
{
  const XaFigure *sizes = (const XaFigure *) (const void *) self->overlaps->sizes->data;
  gssize          largest = find_most (sizes, self->audiences.n);
  gssize          fastest = find_most (self->growth, self->audiences.n);
  GString        *text = g_string_new (NULL);

  if (largest >= 0) {
    g_autofree char *n = format_count (&sizes[largest]);

    g_string_append_printf (text, _ ("%s is the largest with %s members."), self->names[largest], n);
  } else {
    g_string_append (text, _ ("No size of these audiences is known or may be shown."));
  }
  if (fastest >= 0) {
    g_autofree char *growth = xa_words_figure (&self->growth[fastest], XA_FIGURE_STYLE_SHARE);

    g_string_append_c (text, ' ');
    g_string_append_printf (text, self->growth[fastest].value > 0 ? _ ("%s grew most in 30 days, by %s.") : _ ("None grew in 30 days; %s changed by %s."),
                            self->names[fastest], growth);
  }

  return g_string_free_and_steal (text);
}

/* What can be said all the same, why not more, and what to do about it. */
static char *
tell_withheld_reach (const XaComparison       *self,
                     const XaComparisonChoice *choice)
{
  XaFigure         bounds = xa_comparison_bound_together (self, choice);
  g_autofree char *n = format_count (&bounds);

  if (!xa_figure_has_number (&bounds))
    return g_strdup_printf (_ ("How many different people these audiences reach is not shown: %s."), xa_words_note (self->intersections->together.note));

  /* Translators: %s is two numbers, "163 to 195" */
  return g_strdup_printf (_ ("Together they reach %s different people. To be more exact would tell, next to the sizes, of a few people that they are in two of these audiences. Without the smallest audiences more can be told."), n);
}

/**
 * xa_comparison_tell_reach:
 *
 * Returns: (transfer full): how many different people there are, and how few audiences reach
 *   nine in ten of them
 */
char *
xa_comparison_tell_reach (const XaComparison       *self,
                          const XaComparisonChoice *choice)
{
  g_autoptr (GArray) steps = xa_comparison_list_steps (self, choice);
  const XaFigure  *together = &self->intersections->together;
  g_autofree char *n = format_count (together);

  if (self->intersections->n_compared == 0)
    return g_strdup_printf (_ ("How many different people these audiences reach cannot be told: %s."), xa_words_note (together->note));
  if (!xa_figure_has_number (together))
    return tell_withheld_reach (self, choice);
  for (guint i = 0; i + 1 < steps->len && isfinite (together->value); i++) {
    const XaFigure *so_far = &g_array_index (steps, XaReachStep, i).so_far;

    if (so_far->kind == XA_FIGURE_EXACT && so_far->value >= .9 * together->value)
      return g_strdup_printf (ngettext ("Together they reach %s different people; the first one alone reaches nine in ten of them.",
                                        "Together they reach %s different people; the first %u reach nine in ten of them.", i + 1),
                              n, i + 1);
  }

  return g_strdup_printf (_ ("Together they reach %s different people."), n);
}

char *
xa_comparison_tell_preferences (const XaComparisonPreferences *self)
{
  guint            n_shared = 0;
  guint            n_own = 0;
  g_autofree char *shared = NULL;
  g_autofree char *own = NULL;

  for (guint i = 0; i < self->preferences->len; i++) {
    const XaSharedPreference *preference = self->preferences->pdata[i];

    n_shared += preference->n_more >= 2;
    n_own += preference->n_more == 1;
  }
  if (n_shared + n_own == 0)
    return g_strdup (_ ("Nothing is preferred significantly more than by others, or by too few people to be shown."));

  shared = g_strdup_printf (ngettext ("%u thing is preferred by two or more of these audiences", "%u things are preferred by two or more of these audiences", n_shared), n_shared);
  own = g_strdup_printf (ngettext ("%u thing by just one of them", "%u things by just one of them", n_own), n_own);
  /* Translators: both are sentences without an end, such as "5 things are preferred by two or more of these audiences". */
  if (n_shared > 0 && n_own > 0)
    return g_strdup_printf (_ ("%s and %s, more than by all people of the platform."), shared, own);
  if (n_shared > 0)
    return g_strdup_printf (_ ("%s, more than by all people of the platform."), shared);

  return g_strdup_printf (ngettext ("%u thing is preferred by just one of these audiences, more than by all people of the platform.",
                                    "%u things are preferred by just one of these audiences, more than by all people of the platform.", n_own),
                          n_own);
}
