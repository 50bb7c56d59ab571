#include "ui/explore/xa-explore-words.h"

#include "model/xa-number.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Counts are written in full up to here. */
#define LARGEST_FULL 9999

char *
xa_explore_say_count (double value)
{
  return xa_number_format_count (value);
}

/**
 * xa_explore_say_number:
 *
 * Returns: (transfer full): a count as a table shows it: in full while it is short, else with
 *   three significant digits
 */
char *
xa_explore_say_number (double value)
{
  double size = fabs (value);

  if (round (size) <= LARGEST_FULL)
    return xa_number_format_count (value);
  if (size < 999.5e3)
    return g_strdup_printf (C_ ("thousands", "%.*f k"), size < 99.95e3 ? 1 : 0, value / 1e3);
  if (size < 999.5e6)
    return g_strdup_printf (C_ ("millions", "%.*f M"), size < 99.95e6 ? 1 : 0, value / 1e6);

  return g_strdup_printf (C_ ("thousand millions", "%.1f G"), value / 1e9);
}

/* The reason why a figure cannot be told, where there is one. */
static char *
add_note (char           *text,
          const XaFigure *figure)
{
  g_autofree char *bare = text;

  if (figure->note == XA_NOTE_NONE)
    return g_steal_pointer (&bare);

  return g_strdup_printf ("%s, %s", bare, xa_words_note (figure->note));
}

/* In words: what kind of figure it is, and its numbers as @say writes them. */
static char *
say_figure (const XaFigure *figure,
            char *(*say) (double value))
{
  g_autofree char *value = isnan (figure->value) ? NULL : say (figure->value);
  g_autofree char *low = isnan (figure->low) ? NULL : say (figure->low);
  g_autofree char *high = isnan (figure->high) ? NULL : say (figure->high);

  switch (figure->kind) {
  case XA_FIGURE_EXACT:
    return g_steal_pointer (&value);
  case XA_FIGURE_ESTIMATE:
    return g_strdup_printf (_ ("about %s"), value);
  case XA_FIGURE_LOWER_BOUND:
    return g_strdup_printf (_ ("at least %s"), low);
  case XA_FIGURE_BOUNDS:
    /* Where the source rounds, what it says is in the middle. */
    return value ? g_strdup_printf (_ ("about %s"), value) : g_strdup_printf (_ ("%s to %s"), low, high);
  case XA_FIGURE_NOT_COMPARABLE:
    return g_strdup (_ ("not known"));
  case XA_FIGURE_SUPPRESSED:
    if (figure->note == XA_NOTE_SMALL_COUNT)
      return g_strdup_printf ("< %d", XA_SMALLEST_COUNT_SCREEN);
    return g_strdup (_ ("hidden"));
  }
  g_assert_not_reached ();
}

char *
xa_explore_say_people (const XaFigure *figure)
{
  return say_figure (figure, xa_explore_say_number);
}

char *
xa_explore_say_people_full (const XaFigure *figure)
{
  g_autofree char *number = NULL;

  if (!xa_figure_has_number (figure))
    return add_note (say_figure (figure, xa_number_format_count), figure);
  if (figure->kind == XA_FIGURE_ESTIMATE) {
    g_autofree char *value = xa_number_format_count (figure->value);
    g_autofree char *low = xa_number_format_count (figure->low);
    g_autofree char *high = xa_number_format_count (figure->high);

    return add_note (g_strdup_printf (_ ("about %s people (%s to %s)"), value, low, high), figure);
  }
  if (figure->kind == XA_FIGURE_BOUNDS) {
    g_autofree char *low = xa_number_format_count (figure->low);
    g_autofree char *high = xa_number_format_count (figure->high);

    return add_note (g_strdup_printf (_ ("%s to %s people"), low, high), figure);
  }
  number = say_figure (figure, xa_number_format_count);

  return add_note (g_strdup_printf (_ ("%s people"), number), figure);
}

/* --- growth ----------------------------------------------------------------------------------- */

static char *
say_change (double share)
{
  double percent = round (share * 1000) / 10;

  if (percent == 0)
    return g_strdup_printf (C_ ("percent", "%.1f %%"), 0.0);

  return g_strdup_printf (percent < 0 ? C_ ("percent", "−%.1f %%") : C_ ("percent", "+%.1f %%"), fabs (percent));
}

static char *
say_people_change (double value)
{
  g_autofree char *number = xa_number_format_count (fabs (value));

  return g_strdup_printf ("%s%s", value > 0 ? "+" : value < 0 ? "−"
                                                              : "",
                          number);
}

/* In a table a sign is enough; the reason is in the tooltip. */
#define NO_SHARE "–"

char *
xa_explore_say_growth (const XaGrowth *growth)
{
  if (growth->relative.kind == XA_FIGURE_NOT_COMPARABLE)
    return g_strdup (NO_SHARE);

  return say_figure (&growth->relative, say_change);
}

char *
xa_explore_say_growth_full (const XaGrowth *growth,
                            guint           days)
{
  g_autofree char *share = say_figure (&growth->relative, say_change);
  g_autofree char *people = NULL;

  if (!xa_figure_has_number (&growth->relative))
    return add_note (g_steal_pointer (&share), &growth->relative);
  people = say_figure (&growth->change, say_people_change);

  return add_note (g_strdup_printf (g_dngettext (NULL, "%s in %u day: %s people", "%s in %u days: %s people", days), share, days, people),
                   &growth->relative);
}

/* --- engagement ------------------------------------------------------------------------------- */

static char *
say_share (double share)
{
  return g_strdup_printf (C_ ("percent", "%.1f %%"), 100 * share);
}

char *
xa_explore_say_engagement (const XaExploreRow *row)
{
  g_autofree char *share = say_figure (&row->engagement, say_share);

  if (row->engagement.kind == XA_FIGURE_NOT_COMPARABLE)
    return g_strdup (NO_SHARE);
  if (!xa_figure_has_number (&row->engagement))
    return g_steal_pointer (&share);

  return g_strdup_printf (row->engagement_base == XA_ENGAGEMENT_BY_VIEWS ? _ ("%s of views") : _ ("%s of followers"), share);
}

char *
xa_explore_say_engagement_full (const XaExploreRow *row)
{
  g_autofree char *share = say_figure (&row->engagement, say_share);

  if (!xa_figure_has_number (&row->engagement))
    return add_note (g_steal_pointer (&share), &row->engagement);

  return g_strdup_printf (row->engagement_base == XA_ENGAGEMENT_BY_VIEWS
                            ? g_dngettext (NULL, "Reactions, comments and shares: %s of views, in the newest %u post",
                                           "Reactions, comments and shares: %s of views, in the newest %u posts", row->n_engagement_posts)
                            : g_dngettext (NULL, "Reactions, comments and shares: %s of followers a post, in the newest %u post",
                                           "Reactions, comments and shares: %s of followers a post, in the newest %u posts", row->n_engagement_posts),
                          share, row->n_engagement_posts);
}

/* --- how fresh -------------------------------------------------------------------------------- */

static char *
format_time (gint64      at_us,
             const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);

  return time ? g_date_time_format (time, format) : g_strdup ("");
}

char *
xa_explore_say_age (gint64 at_us,
                    gint64 now_us)
{
  gint64 age;

  if (at_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("never"));
  age = now_us - at_us;
  if (age < 0 || age >= 7 * XA_USEC_PER_DAY)
    return format_time (at_us, _ ("%-e %b %Y"));
  if (age < XA_USEC_PER_HOUR)
    return g_strdup_printf (C_ ("age in minutes", "%d min"), MAX (1, (int) (age / (60 * G_USEC_PER_SEC))));
  if (age < XA_USEC_PER_DAY)
    return g_strdup_printf (C_ ("age in hours", "%d h"), (int) (age / XA_USEC_PER_HOUR));

  return g_strdup_printf (C_ ("age in days", "%d d"), (int) (age / XA_USEC_PER_DAY));
}

char *
xa_explore_say_age_full (gint64 at_us,
                         gint64 now_us)
{
  g_autofree char *short_age = NULL;
  g_autofree char *time = NULL;

  if (at_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("Nothing was seen of it yet"));
  short_age = xa_explore_say_age (at_us, now_us);
  time = format_time (at_us, _ ("%-e %B %Y, %H:%M"));
  if (now_us < at_us || now_us - at_us >= 7 * XA_USEC_PER_DAY)
    return g_strdup_printf (_ ("Last seen on %s"), time);

  return g_strdup_printf (_ ("Last seen %s ago, on %s"), short_age, time);
}

/* --- names of values -------------------------------------------------------------------------- */

const char *
xa_explore_coverage_name (XaCoverage coverage)
{
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    return _ ("Complete list");
  case XA_COVERAGE_FIRST_N:
    return _ ("Part of the list");
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return _ ("Who wrote");
  case XA_COVERAGE_REACTORS:
    return _ ("Who reacted");
  case XA_COVERAGE_COUNT_ONLY:
    return _ ("Count only");
  case XA_COVERAGE_SAMPLE:
    return _ ("Random sample");
  default:
    return _ ("Never seen");
  }
}

char *
xa_explore_say_coverage (const XaExploreRow *row)
{
  g_autofree char *n = NULL;

  if (row->coverage != XA_COVERAGE_FIRST_N || row->first_n <= 0)
    return g_strdup (xa_explore_coverage_name (row->coverage));
  n = xa_number_format_count ((double) row->first_n);

  return g_strdup_printf (_ ("First %s of the list"), n);
}

const char *
xa_explore_role_name (XaRole role)
{
  switch (role) {
  case XA_ROLE_OWN:
    return _ ("Own");
  case XA_ROLE_COMPETITOR:
    return _ ("Competitor");
  case XA_ROLE_OTHER:
  default:
    return _ ("Other");
  }
}

char *
xa_explore_isolate (const char *text,
                    gboolean    is_rtl)
{
  /* A mark for the direction of the line, then the first strong isolate around the text. */
  return is_rtl ? g_strconcat ("\u200f\u2068", text, "\u2069", NULL) : g_strdup (text);
}
