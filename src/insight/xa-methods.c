#include "insight/xa-methods.h"

#include "config.h"
#include "insight/xa-inspect.h"
#include "insight/xa-trending.h"
#include "model/xa-language.h"

/* More audiences than this are summed up; a list of them belongs into a table. */
#define MOST_LISTED 12

static const XaMethodsFormula formulas[] = {
  { N_ ("mutual members"), "|A∩B|", NULL },
  { N_ ("Jaccard index"), "|A∩B| / |A∪B|", "Jaccard 1912" },
  { N_ ("overlap coefficient"), "|A∩B| / min(|A|, |B|)", "Szymkiewicz 1934; Simpson 1960" },
  { N_ ("cosine similarity"), "|A∩B| / √(|A|·|B|)", NULL },
  { N_ ("directed share"), "|A∩B| / |A|", NULL },
  { "lift", "|A∩B|·N / (|A|·|B|)", NULL },
  { N_ ("signed G²"), N_ ("±2 Σ O ln(O/E) over the 2×2 table of membership, negative where lift < 1"), "Dunning 1993" },
  { "q", N_ ("min over j ≥ i of m·p(j) / j, p(1) ≤ … ≤ p(m)"), N_ ("Benjamini and Hochberg 1995") },
  { NULL },
};

const XaMethodsFormula *
xa_methods_formulas (void)
{
  return formulas;
}

void
xa_methods_free (XaMethods *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->overlaps, xa_overlaps_free);
  g_free (self->text);
  g_free (self);
}

static char *
format_day (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time ? g_date_time_format (time, "%Y-%m-%d") : g_strdup (_ ("an unknown day"));
}

static void
count_pairs (XaMethods *self)
{
  for (guint i = 0; i < self->overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (self->overlaps->pairs, XaOverlapPair, i);

    switch (pair->measures[XA_MEASURE_MUTUAL].kind) {
    case XA_FIGURE_SUPPRESSED:
      self->n_withheld++;
      break;
    case XA_FIGURE_NOT_COMPARABLE:
      self->n_not_comparable++;
      break;
    default:
      self->n_with_figure++;
    }
  }
}

static void
find_dates (XaMethods *self)
{
  self->first_us = self->last_us = XA_TIME_UNKNOWN;
  for (guint i = 0; i < self->overlaps->subjects->len; i++) {
    const XaSubject *subject = self->overlaps->subjects->pdata[i];

    self->sampled |= subject->seen.coverage == XA_COVERAGE_SAMPLE;
    if (subject->at_us == XA_TIME_UNKNOWN || !subject->members)
      continue;
    if (self->first_us == XA_TIME_UNKNOWN || subject->at_us < self->first_us)
      self->first_us = subject->at_us;
    if (self->last_us == XA_TIME_UNKNOWN || subject->at_us > self->last_us)
      self->last_us = subject->at_us;
  }
}

/* Returns: (transfer full): from when to when the audiences were seen, as the end of a sentence, or "" */
static char *
say_dates (const XaMethods *self)
{
  g_autofree char *first = NULL, *last = NULL;

  if (self->first_us == XA_TIME_UNKNOWN)
    return g_strdup ("");
  first = format_day (self->first_us);
  last = format_day (self->last_us);

  return g_str_equal (first, last) ? g_strdup_printf (_ (" as seen on %s (UTC)"), first)
                                   : g_strdup_printf (_ (" as last seen between %s and %s (UTC)"), first, last);
}

static void
write_head (const XaMethods *self,
            const XaScope   *scope,
            GString         *out)
{
  const guint      n = self->overlaps->subjects->len;
  g_autofree char *dates = say_dates (self);

  g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "Figures were computed with %s %s from %u audience%s", "Figures were computed with %s %s from %u audiences%s", n),
                          XA_DISPLAY_NAME, XA_VERSION, n, dates);
  if (scope->from_us != XA_TIME_UNKNOWN) {
    g_autofree char *from = format_day (scope->from_us);

    g_string_append_printf (out, _ (", from %s on"), from);
  }
  if (scope->to_us != XA_TIME_UNKNOWN) {
    g_autofree char *to = format_day (scope->to_us);

    g_string_append_printf (out, _ (", with nothing later than %s"), to);
  }
  if (self->overlaps->simulated)
    g_string_append (out, _ ("; these data are SIMULATED"));
}

static void
write_audience (const XaMethods *self,
                guint            i,
                GString         *out)
{
  const XaSubject *subject = self->overlaps->subjects->pdata[i];
  g_autofree char *n = xa_figure_format (&g_array_index (self->overlaps->sizes, XaFigure, i), XA_FIGURE_STYLE_COUNT);
  g_autofree char *day = subject->at_us != XA_TIME_UNKNOWN ? format_day (subject->at_us) : NULL;

  g_string_append_printf (out, "%s%s (%s, n = %s, %s%s%s)", i ? "; " : ": ", subject->name, xa_platform_name (subject->platform), n,
                          _ (xa_inspect_coverage_words (subject->seen.coverage)), day ? ", " : "", day ? day : "");
}

/* How many audiences were seen in which way. */
static void
write_coverages (const XaMethods *self,
                 GString         *out)
{
  const char *separator = ": ";

  for (int coverage = 0; coverage <= XA_COVERAGE_SAMPLE; coverage++) {
    guint n = 0;

    for (guint i = 0; i < self->overlaps->subjects->len; i++)
      n += (int) ((const XaSubject *) self->overlaps->subjects->pdata[i])->seen.coverage == coverage;
    if (n == 0)
      continue;
    g_string_append_printf (out, _ ("%s%u by “%s”"), separator, n, _ (xa_inspect_coverage_words ((XaCoverage) coverage)));
    separator = ", ";
  }
}

static void
write_universes (const XaMethods *self,
                 GString         *out)
{
  for (int p = 1; p < XA_N_PLATFORMS; p++)
    if (self->overlaps->universes[p] >= 100)
      g_string_append_printf (out, _ (" The universe N of lift on %s is everybody in any list of the workspace there, about %lld people (to the nearest hundred)."),
                              xa_platform_name ((XaPlatform) p), (long long) self->overlaps->universes[p]);
}

static void
write_measures (const XaMethods *self,
                GString         *out)
{
  g_string_append (out, _ (" For member sets A and B these were computed:"));
  for (guint i = 0; formulas[i].name; i++)
    g_string_append_printf (out, "%s %s = %s%s%s%s", i ? ";" : "", _ (formulas[i].name), _ (formulas[i].formula), formulas[i].source ? " (" : "",
                            formulas[i].source ? _ (formulas[i].source) : "", formulas[i].source ? ")" : "");
  g_string_append (out, _ (". p is from the chi-squared distribution with one degree of freedom, m is the number of pairs of these audiences"
                           " that can be tested (complete lists, or active authors of one window)."));
}

static void
write_gate (const XaMethods *self,
            const XaScope   *scope,
            GString         *out)
{
  const guint n = self->overlaps->pairs->len;

  g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, " Of %u pair, %u has a figure, %u is withheld and %u cannot be compared.", " Of %u pairs, %u have a figure, %u are withheld and %u cannot be compared.", n),
                          n, self->n_with_figure, self->n_withheld, self->n_not_comparable);
  g_string_append_printf (out, _ (" Counts of 1 to %u people are withheld (k = %u), and so are all but that many of an audience and every figure"
                                  " from which, with the others, such a count would follow; a withheld count is not zero."),
                          scope->smallest_count - 1, scope->smallest_count);
}

static char *
write_paragraph (const XaMethods *self,
                 const XaScope   *scope)
{
  GString         *out = g_string_new (NULL);
  g_autofree char *trending = xa_trending_describe (scope->smallest_count);

  write_head (self, scope, out);
  if (self->overlaps->subjects->len <= MOST_LISTED)
    for (guint i = 0; i < self->overlaps->subjects->len; i++)
      write_audience (self, i, out);
  else
    write_coverages (self, out);
  g_string_append (out, _ (". People were known by keyed hashes of their ids only (one key for this workspace), and are never matched across platforms."));
  write_measures (self, out);
  write_universes (self, out);
  if (self->sampled)
    /* xgettext:no-c-format */
    g_string_append (out, _ (" Where lists are random samples of shares f and g of the audiences, x people in both give the estimate x/(f·g); its 95 %"
                             " interval inverts the binomial distribution (Clopper and Pearson 1934) and holds for independent samples."));
  g_string_append (out, _ (" Incomplete lists give lower bounds or bounds, never shares of the whole audience."));
  write_gate (self, scope, out);
  g_string_append_printf (out, " %s", trending);

  return g_string_free (out, FALSE);
}

/**
 * xa_methods_new:
 * @subjects: (transfer full) (element-type XaSubject): audiences with their people
 *
 * Returns: (transfer full): the description, in which every figure is judged; or NULL with @error
 */
XaMethods *
xa_methods_new (const XaScope    *scope,
                GPtrArray        *subjects,
                XaInsightProgress progress,
                gpointer          progress_data,
                GError          **error)
{
  g_autoptr (XaMethods) self = g_new0 (XaMethods, 1);

  self->overlaps = xa_overlaps_new (scope, subjects, progress, progress_data, error);
  if (!self->overlaps)
    return NULL;
  if (self->overlaps->subjects->len == 0) {
    g_set_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_TOO_FEW, N_ ("There is no audience in this workspace yet to be described."));
    return NULL;
  }
  count_pairs (self);
  find_dates (self);
  self->text = write_paragraph (self, scope);

  return g_steal_pointer (&self);
}
