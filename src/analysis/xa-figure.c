#include "analysis/xa-figure.h"

#include "model/xa-language.h"
#include "model/xa-number.h"

#include <math.h>

static const char *const kind_ids[] = {
  [XA_FIGURE_EXACT] = "exact",
  [XA_FIGURE_ESTIMATE] = "estimate",
  [XA_FIGURE_LOWER_BOUND] = "lower_bound",
  [XA_FIGURE_BOUNDS] = "bounds",
  [XA_FIGURE_NOT_COMPARABLE] = "not_comparable",
  [XA_FIGURE_SUPPRESSED] = "suppressed",
};

static const struct {
  const char *id;
  const char *words;
} notes[XA_N_NOTES] = {
  [XA_NOTE_NONE] = { "", "" },
  [XA_NOTE_LISTED_OF_A] = { "listed_of_a", N_ ("about the listed members of the first audience") },
  [XA_NOTE_LISTED_OF_B] = { "listed_of_b", N_ ("about the listed members of the second audience") },
  [XA_NOTE_ACTIVE] = { "active", N_ ("about those who wrote in the window") },
  [XA_NOTE_RANDOM_SAMPLES] = { "random_samples", N_ ("if the samples are random and independent") },
  [XA_NOTE_PARTIAL_LISTS] = { "partial_lists", N_ ("not everybody was listed") },
  [XA_NOTE_COUNTS_ONLY] = { "counts_only", N_ ("from the sizes alone") },
  [XA_NOTE_ROUNDED] = { "rounded", N_ ("the source rounds") },
  [XA_NOTE_IN_STEPS] = { "in_steps", N_ ("told in steps, since the list has changed") },
  [XA_NOTE_OTHER_WAY] = { "other_way", N_ ("seen by another way before: the difference may not be the audience's") },
  [XA_NOTE_AS_STATED] = { "as_stated", N_ ("as the platform states") },
  [XA_NOTE_NOT_SEEN] = { "not_seen", N_ ("no snapshot yet") },
  [XA_NOTE_TWO_PLATFORMS] = { "two_platforms", N_ ("two platforms: their people cannot be matched") },
  [XA_NOTE_TWO_KEYS] = { "two_keys", N_ ("pseudonymised under two keys: their people cannot be matched") },
  [XA_NOTE_SIMULATED_AND_LIVE] = { "simulated_and_live", N_ ("simulated and live data are never mixed") },
  [XA_NOTE_TWO_WINDOWS] = { "two_windows", N_ ("active in different windows") },
  [XA_NOTE_SIZE_UNKNOWN] = { "size_unknown", N_ ("the size of an audience is not known") },
  [XA_NOTE_NEEDS_COMPLETE] = { "needs_complete", N_ ("needs complete member lists") },
  [XA_NOTE_TOO_FEW] = { "too_few", N_ ("too little was seen") },
  [XA_NOTE_UNDEFINED] = { "undefined", N_ ("there is nothing to divide by") },
  [XA_NOTE_SMALL_COUNT] = { "small_count", N_ ("fewer people than may be shown") },
  [XA_NOTE_NEAR_WHOLE] = { "near_whole", N_ ("all but a few") },
  [XA_NOTE_WOULD_REVEAL] = { "would_reveal", N_ ("would give away a small count") },
};

/*
 * The mechanism of coverage, not its percentage, decides what may be said. "Reactors" and capped
 * lists are not samples, so that they are never scaled up; active authors are a census of the
 * active (scaling them up overstates overlap, since active people are active everywhere).
 */
#define N_COVERAGES (XA_COVERAGE_SAMPLE + 1)

static const XaBasis basis[N_COVERAGES][N_COVERAGES] = {
  [XA_COVERAGE_COMPLETE] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_WHOLE,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_LISTED_OF_B,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_LISTED_OF_B,
    [XA_COVERAGE_REACTORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_SAMPLED,
  },
  [XA_COVERAGE_FIRST_N] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_LISTED_OF_A,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_REACTORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_AT_LEAST,
  },
  [XA_COVERAGE_ACTIVE_AUTHORS] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_LISTED_OF_A,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_ACTIVE,
    [XA_COVERAGE_REACTORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_AT_LEAST,
  },
  [XA_COVERAGE_REACTORS] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_REACTORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_AT_LEAST,
  },
  [XA_COVERAGE_COUNT_ONLY] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_COUNTS,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_COUNTS,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_COUNTS,
    [XA_COVERAGE_REACTORS] = XA_BASIS_COUNTS,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_COUNTS,
  },
  [XA_COVERAGE_SAMPLE] = {
    [XA_COVERAGE_COMPLETE] = XA_BASIS_SAMPLED,
    [XA_COVERAGE_FIRST_N] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_ACTIVE_AUTHORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_REACTORS] = XA_BASIS_AT_LEAST,
    [XA_COVERAGE_COUNT_ONLY] = XA_BASIS_COUNTS,
    [XA_COVERAGE_SAMPLE] = XA_BASIS_SAMPLED,
  },
};

static const XaFigureNote basis_notes[] = {
  [XA_BASIS_NONE] = XA_NOTE_NOT_SEEN,
  [XA_BASIS_WHOLE] = XA_NOTE_NONE,
  [XA_BASIS_LISTED_OF_A] = XA_NOTE_LISTED_OF_A,
  [XA_BASIS_LISTED_OF_B] = XA_NOTE_LISTED_OF_B,
  [XA_BASIS_ACTIVE] = XA_NOTE_ACTIVE,
  [XA_BASIS_SAMPLED] = XA_NOTE_RANDOM_SAMPLES,
  [XA_BASIS_AT_LEAST] = XA_NOTE_PARTIAL_LISTS,
  [XA_BASIS_COUNTS] = XA_NOTE_COUNTS_ONLY,
};

static XaFigure
figure (XaFigureKind kind,
        double       value,
        double       low,
        double       high)
{
  return (XaFigure) { .kind = kind, .value = value, .low = low, .high = high };
}

/**
 * xa_figure_exact:
 *
 * Returns: a figure that is just @value
 */
XaFigure
xa_figure_exact (double value)
{
  return isnan (value) ? xa_figure_not_comparable (XA_NOTE_UNDEFINED) : figure (XA_FIGURE_EXACT, value, NAN, NAN);
}

/**
 * xa_figure_estimate:
 *
 * Returns: an estimate whose 95 % interval is [@low, @high]
 */
XaFigure
xa_figure_estimate (double value,
                    double low,
                    double high)
{
  if (isnan (value) || isnan (low) || isnan (high))
    return xa_figure_not_comparable (XA_NOTE_UNDEFINED);

  return figure (XA_FIGURE_ESTIMATE, value, low, high);
}

/**
 * xa_figure_lower_bound:
 *
 * Returns: a figure that says "at least @low"
 */
XaFigure
xa_figure_lower_bound (double low)
{
  return isnan (low) ? xa_figure_not_comparable (XA_NOTE_UNDEFINED) : figure (XA_FIGURE_LOWER_BOUND, NAN, low, NAN);
}

/**
 * xa_figure_bounds:
 *
 * Returns: a figure known to lie in [@low, @high]; exact where the bounds meet
 */
XaFigure
xa_figure_bounds (double low,
                  double high)
{
  if (isnan (low) || isnan (high))
    return xa_figure_not_comparable (XA_NOTE_UNDEFINED);
  if (low == high)
    return xa_figure_exact (low);

  return figure (XA_FIGURE_BOUNDS, NAN, low, high);
}

/**
 * xa_figure_not_comparable:
 *
 * Returns: the absence of a figure, with its reason
 */
XaFigure
xa_figure_not_comparable (XaFigureNote why)
{
  XaFigure none = figure (XA_FIGURE_NOT_COMPARABLE, NAN, NAN, NAN);

  none.note = why;

  return none;
}

/**
 * xa_figure_suppressed:
 *
 * Returns: a figure that may not be shown, with its reason
 */
XaFigure
xa_figure_suppressed (XaFigureNote why)
{
  XaFigure none = figure (XA_FIGURE_SUPPRESSED, NAN, NAN, NAN);

  none.note = why;

  return none;
}

/**
 * xa_figure_suppress:
 * @why: one of the notes of the disclosure gate
 *
 * Takes every number out of @figure. What cannot be compared stays so: its reason tells more.
 */
void
xa_figure_suppress (XaFigure    *self,
                    XaFigureNote why)
{
  XaFigure none = xa_figure_suppressed (why);

  if (self->kind == XA_FIGURE_NOT_COMPARABLE)
    return;

  none.coverage_a = self->coverage_a;
  none.coverage_b = self->coverage_b;
  *self = none;
}

/**
 * xa_figure_rounded:
 * @granularity: the step to which the source rounds, 0 if it does not
 *
 * A source that shows 12.3K may mean anything that rounds, or is cut, to it: the band is one
 * step to either side.
 *
 * Returns: an exact figure, or bounds
 */
XaFigure
xa_figure_rounded (double value,
                   double granularity)
{
  XaFigure self;

  if (!(granularity > 0))
    return xa_figure_exact (value);

  self = xa_figure_bounds (MAX (0, value - granularity), value + granularity);
  if (self.kind == XA_FIGURE_BOUNDS) {
    self.value = value;
    self.note = XA_NOTE_ROUNDED;
  }

  return self;
}

/**
 * xa_figure_members:
 *
 * Returns: how many members the audience has
 */
XaFigure
xa_figure_members (const XaSeen *seen)
{
  XaFigure self;

  if (!seen->coverage) {
    self = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);
  } else if (seen->coverage == XA_COVERAGE_COMPLETE) {
    self = xa_figure_exact ((double) seen->n_seen);
  } else if (seen->n_whole != XA_COUNT_UNKNOWN) {
    self = xa_figure_exact ((double) seen->n_whole);
    self.note = XA_NOTE_AS_STATED;
  } else if (seen->coverage == XA_COVERAGE_COUNT_ONLY) {
    self = xa_figure_not_comparable (XA_NOTE_SIZE_UNKNOWN);
  } else {
    self = xa_figure_lower_bound ((double) seen->n_seen);
    self.note = XA_NOTE_PARTIAL_LISTS;
  }
  self.coverage_a = seen->coverage;

  return self;
}

/**
 * xa_figure_has_number:
 *
 * Returns: whether there is anything to print but the reason why not
 */
gboolean
xa_figure_has_number (const XaFigure *self)
{
  return self->kind != XA_FIGURE_NOT_COMPARABLE && self->kind != XA_FIGURE_SUPPRESSED;
}

/**
 * xa_figure_is_counted:
 *
 * Returns: whether everybody was counted: the figure is exact, or told in steps with its value in
 *   the middle. Other bounds follow from sizes alone and say nothing of what lies between them.
 */
gboolean
xa_figure_is_counted (const XaFigure *self)
{
  return self->kind == XA_FIGURE_EXACT || (self->kind == XA_FIGURE_BOUNDS && self->note == XA_NOTE_IN_STEPS);
}

static XaFigureNote
why_apart (const XaSeen *a,
           const XaSeen *b)
{
  if (!a->coverage || !b->coverage)
    return XA_NOTE_NOT_SEEN;
  if (a->simulated != b->simulated)
    return XA_NOTE_SIMULATED_AND_LIVE;
  if (a->platform != b->platform)
    return XA_NOTE_TWO_PLATFORMS;
  if (a->key_epoch != b->key_epoch && a->coverage != XA_COVERAGE_COUNT_ONLY && b->coverage != XA_COVERAGE_COUNT_ONLY)
    return XA_NOTE_TWO_KEYS;

  return XA_NOTE_NONE;
}

/**
 * xa_basis_of_pair:
 * @note: (out): what goes with every figure on this basis, or why there is none
 *
 * Returns: what the lists of two audiences allow to be said about the people they share
 */
XaBasis
xa_basis_of_pair (const XaSeen *a,
                  const XaSeen *b,
                  XaFigureNote *note)
{
  XaBasis found;

  *note = why_apart (a, b);
  if (*note != XA_NOTE_NONE)
    return XA_BASIS_NONE;

  found = basis[a->coverage][b->coverage];
  *note = basis_notes[found];
  if (found == XA_BASIS_ACTIVE && (a->from_us != b->from_us || a->to_us != b->to_us)) {
    *note = XA_NOTE_TWO_WINDOWS;
    return XA_BASIS_AT_LEAST;
  }

  return found;
}

/**
 * xa_basis_of_change:
 * @note: (out): why there is no basis
 *
 * Joins, leaves, churn and retention need two complete lists: at 95 % coverage a true churn of
 * 3 % would read 8 %.
 *
 * Returns: XA_BASIS_WHOLE or XA_BASIS_NONE
 */
XaBasis
xa_basis_of_change (const XaSeen *earlier,
                    const XaSeen *later,
                    XaFigureNote *note)
{
  *note = why_apart (earlier, later);
  if (*note != XA_NOTE_NONE)
    return XA_BASIS_NONE;
  if (earlier->coverage != XA_COVERAGE_COMPLETE || later->coverage != XA_COVERAGE_COMPLETE) {
    *note = XA_NOTE_NEEDS_COMPLETE;
    return XA_BASIS_NONE;
  }

  return XA_BASIS_WHOLE;
}

const char *
xa_figure_kind_id (XaFigureKind kind)
{
  g_return_val_if_fail (kind >= XA_FIGURE_EXACT && kind <= XA_FIGURE_SUPPRESSED, "not_comparable");

  return kind_ids[kind];
}

/**
 * xa_figure_note_id:
 *
 * Returns: the note as files name it; empty for none
 */
const char *
xa_figure_note_id (XaFigureNote note)
{
  g_return_val_if_fail ((guint) note < XA_N_NOTES, "");

  return notes[note].id;
}

/**
 * xa_figure_note_words:
 *
 * Returns: the note in words; empty for none
 */
const char *
xa_figure_note_words (XaFigureNote note)
{
  g_return_val_if_fail ((guint) note < XA_N_NOTES, "");

  return notes[note].words;
}

/**
 * xa_figure_coverage_id:
 *
 * Returns: (transfer full) (nullable): "complete", "complete x first_n" and the like, NULL where
 *   coverage does not apply
 */
char *
xa_figure_coverage_id (const XaFigure *self)
{
  if (!self->coverage_a)
    return NULL;
  if (!self->coverage_b)
    return g_strdup (xa_coverage_id (self->coverage_a));

  return g_strdup_printf ("%s x %s", xa_coverage_id (self->coverage_a), xa_coverage_id (self->coverage_b));
}

static char *
format_number (double        value,
               XaFigureStyle style)
{
  char             plain[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *number = NULL;

  if (style == XA_FIGURE_STYLE_COUNT)
    return xa_number_format_count (value);
  if (style == XA_FIGURE_STYLE_SHARE)
    g_ascii_formatd (plain, sizeof plain, "%.1f", 100 * value);
  else
    g_ascii_formatd (plain, sizeof plain, fabs (value) < 1 ? "%.4f" : "%.2f", value);
  number = xa_number_localize (plain);

  return g_strconcat (number, style == XA_FIGURE_STYLE_SHARE ? " %" : NULL, NULL);
}

/**
 * xa_figure_format:
 *
 * The figure as people read it. An estimate shows its interval, a bound says that it is one, and
 * where there is no figure the text is the reason. No form for data.
 *
 * Returns: (transfer full): the text
 */
char *
xa_figure_format (const XaFigure *self,
                  XaFigureStyle   style)
{
  g_autofree char *value = format_number (isnan (self->value) ? 0 : self->value, style);
  g_autofree char *low = format_number (isnan (self->low) ? 0 : self->low, style);
  g_autofree char *high = format_number (isnan (self->high) ? 0 : self->high, style);
  const char      *note = self->note == XA_NOTE_NONE ? "" : _ (notes[self->note].words);

  switch (self->kind) {
  case XA_FIGURE_EXACT:
    if (!isnan (self->low))
      return g_strdup_printf (_ ("%s (%s to %s)"), value, low, high);
    return g_steal_pointer (&value);
  case XA_FIGURE_ESTIMATE:
    return g_strdup_printf (_ ("about %s (%s to %s)"), value, low, high);
  case XA_FIGURE_LOWER_BOUND:
    return g_strdup_printf (_ ("at least %s"), low);
  case XA_FIGURE_BOUNDS:
    return g_strdup_printf (_ ("%s to %s"), low, high);
  case XA_FIGURE_NOT_COMPARABLE:
    return g_strdup_printf (_ ("not comparable: %s"), note);
  case XA_FIGURE_SUPPRESSED:
    return g_strdup_printf (_ ("hidden: %s"), note);
  }
  g_assert_not_reached ();
}
