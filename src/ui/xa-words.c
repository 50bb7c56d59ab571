#include "ui/xa-words.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const notes[XA_N_NOTES] = {
  [XA_NOTE_NONE] = NULL,
  [XA_NOTE_LISTED_OF_A] = N_ ("about the listed members of the first audience"),
  [XA_NOTE_LISTED_OF_B] = N_ ("about the listed members of the second audience"),
  [XA_NOTE_ACTIVE] = N_ ("about those who wrote in the window"),
  [XA_NOTE_RANDOM_SAMPLES] = N_ ("if the samples are random and independent"),
  [XA_NOTE_PARTIAL_LISTS] = N_ ("not everybody was listed"),
  [XA_NOTE_COUNTS_ONLY] = N_ ("from the sizes alone"),
  [XA_NOTE_ROUNDED] = N_ ("the source rounds"),
  [XA_NOTE_IN_STEPS] = N_ ("told in steps, since the list has changed"),
  [XA_NOTE_AS_STATED] = N_ ("as the platform states"),
  [XA_NOTE_OTHER_WAY] = N_ ("seen by another way before: the difference may not be the audience's"),
  [XA_NOTE_NOT_SEEN] = N_ ("no snapshot yet"),
  [XA_NOTE_TWO_PLATFORMS] = N_ ("two platforms: their people cannot be matched"),
  [XA_NOTE_TWO_KEYS] = N_ ("pseudonymised under two keys: their people cannot be matched"),
  [XA_NOTE_SIMULATED_AND_LIVE] = N_ ("simulated and live data are never mixed"),
  [XA_NOTE_TWO_WINDOWS] = N_ ("active in different windows"),
  [XA_NOTE_SIZE_UNKNOWN] = N_ ("the size of an audience is not known"),
  [XA_NOTE_NEEDS_COMPLETE] = N_ ("needs complete member lists"),
  [XA_NOTE_TOO_FEW] = N_ ("too little was seen"),
  [XA_NOTE_UNDEFINED] = N_ ("there is nothing to divide by"),
  [XA_NOTE_SMALL_COUNT] = N_ ("fewer people than may be shown"),
  [XA_NOTE_NEAR_WHOLE] = N_ ("all but a few"),
  [XA_NOTE_WOULD_REVEAL] = N_ ("would give away a small count"),
};

const char *
xa_words_note (XaFigureNote note)
{
  return notes[note] ? _ (notes[note]) : xa_figure_note_words (note);
}

const char *
xa_words_coverage (XaCoverage coverage)
{
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    return _ ("complete list");
  case XA_COVERAGE_FIRST_N:
    return _ ("first part of the list");
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return _ ("who wrote");
  case XA_COVERAGE_REACTORS:
    return _ ("who reacted");
  case XA_COVERAGE_COUNT_ONLY:
    return _ ("count only");
  case XA_COVERAGE_SAMPLE:
    return _ ("random sample");
  }

  return _ ("not listed");
}

char *
xa_words_age (gint64 age_us)
{
  gint64 minutes = age_us / (60 * G_USEC_PER_SEC);

  if (age_us < 0)
    return g_strdup (_ ("in the future"));
  if (minutes < 1)
    return g_strdup (_ ("just now"));
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min ago"), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_ ("%d h ago"), (int) (minutes / 60));

  return g_strdup_printf (_ ("%d days ago"), (int) (minutes / (24 * 60)));
}

static char *
format_number (double        number,
               XaFigureStyle style)
{
  XaFigure figure = xa_figure_exact (isnan (number) ? 0 : number);

  return xa_figure_format (&figure, style);
}

char *
xa_words_figure (const XaFigure *figure,
                 XaFigureStyle   style)
{
  g_autofree char *value = format_number (figure->value, style);
  g_autofree char *low = format_number (figure->low, style);
  g_autofree char *high = format_number (figure->high, style);

  switch (figure->kind) {
  case XA_FIGURE_EXACT:
    return isnan (figure->low) ? g_steal_pointer (&value) : g_strdup_printf (_ ("%s (%s to %s)"), value, low, high);
  case XA_FIGURE_ESTIMATE:
    return g_strdup_printf (_ ("about %s (%s to %s)"), value, low, high);
  case XA_FIGURE_LOWER_BOUND:
    return g_strdup_printf (_ ("at least %s"), low);
  case XA_FIGURE_BOUNDS:
    return g_strdup_printf (_ ("%s to %s"), low, high);
  case XA_FIGURE_NOT_COMPARABLE:
    return g_strdup_printf (_ ("not comparable: %s"), xa_words_note (figure->note));
  case XA_FIGURE_SUPPRESSED:
    return g_strdup_printf (_ ("hidden: %s"), xa_words_note (figure->note));
  }
  g_assert_not_reached ();
}

char *
xa_words_figure_of (const XaFigure *figure,
                    XaFigureStyle   style,
                    const char     *unit)
{
  char *words = xa_words_figure (figure, style);

  if (xa_figure_has_number (figure) && unit && unit[0]) {
    g_autofree char *number = words;

    words = g_strconcat (number, " ", unit, NULL);
  }

  return words;
}
