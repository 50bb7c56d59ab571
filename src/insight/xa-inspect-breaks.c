#include "insight/xa-inspect-parts.h"

/*
 * Places where what is known of an audience goes on by another way than it came: a difference across
 * one may be the way's and not the audience's, and is told with that warning.
 */

/* Passes are numbered in providers/, which is not known here: 1 is the profile, 2 the members. */
#define IS_ABOUT_SIZE(kind) ((kind) == 1 || (kind) == 2)
#define IS_ABOUT_PEOPLE(kind) ((kind) == 2)

static void
warn (XaFigure *figure)
{
  if (figure->kind != XA_FIGURE_NOT_COMPARABLE && figure->kind != XA_FIGURE_SUPPRESSED)
    figure->note = XA_NOTE_OTHER_WAY;
}

static void
warn_growth (XaGrowth            *growth,
             const XaSeriesBreak *at)
{
  if (!IS_ABOUT_SIZE (at->kind) || at->at_us <= growth->from_us || at->at_us > growth->to_us)
    return;
  warn (&growth->change);
  warn (&growth->relative);
  warn (&growth->log_rate_per_day);
}

static void
warn_turnover (XaTurnover          *turnover,
               gint64               from_us,
               gint64               to_us,
               const XaSeriesBreak *at)
{
  XaFigure *const figures[] = { &turnover->stayed, &turnover->joined, &turnover->left, &turnover->churn, &turnover->retention };

  if (!IS_ABOUT_PEOPLE (at->kind) || from_us == XA_TIME_UNKNOWN || at->at_us <= from_us || at->at_us > to_us)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    warn (figures[i]);
}

/**
 * xa_inspect_load_breaks:
 * @self: with its growth, and who came and went as far as that is asked for
 */
gboolean
xa_inspect_load_breaks (const XaScope *scope,
                        XaInspect     *self,
                        GError       **error)
{
  self->breaks = xa_store_list_breaks (scope->store, self->subject->id, error);
  for (guint i = 0; self->breaks && i < self->breaks->len; i++) {
    const XaSeriesBreak *at = self->breaks->pdata[i];

    warn_growth (&self->growth_7, at);
    warn_growth (&self->growth_30, at);
    warn_growth (&self->growth_all, at);
    warn_turnover (&self->turnover, self->earlier_us, self->later_us, at);
    for (guint k = 0; self->flows && k < self->flows->len; k++) {
      XaInspectFlow *flow = &g_array_index (self->flows, XaInspectFlow, k);

      warn_turnover (&flow->turnover, flow->earlier_us, flow->later_us, at);
    }
  }

  return self->breaks != NULL;
}
