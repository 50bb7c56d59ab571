#include "insight/xa-withhold.h"

/**
 * xa_withheld_note:
 *
 * Returns: the reason in the words of figures
 */
XaFigureNote
xa_withheld_note (XaWithheld withheld)
{
  switch (withheld) {
  case XA_WITHHELD_SMALL:
    return XA_NOTE_SMALL_COUNT;
  case XA_WITHHELD_NEAR_WHOLE:
    return XA_NOTE_NEAR_WHOLE;
  case XA_WITHHELD_REVEALING:
    return XA_NOTE_WOULD_REVEAL;
  case XA_WITHHELD_NOT:
    break;
  }

  return XA_NOTE_NONE;
}

/**
 * xa_withhold:
 * @gate: judged
 */
void
xa_withhold (XaDisclosure *gate,
             guint         cell,
             XaFigure     *figure)
{
  XaFigureNote note = xa_withheld_note (xa_disclosure_get (gate, cell));

  if (note != XA_NOTE_NONE)
    xa_figure_suppress (figure, note);
}

/**
 * xa_judge_count:
 *
 * Returns: the count, or why it is not shown
 */
XaFigure
xa_judge_count (const XaScope *scope,
                guint64        n_people)
{
  if (n_people > 0 && n_people < scope->smallest_count)
    return xa_figure_suppressed (XA_NOTE_SMALL_COUNT);

  return xa_figure_exact ((double) n_people);
}

gint64
xa_scope_get_start (const XaScope *scope)
{
  return scope->from_us == XA_TIME_UNKNOWN ? G_MININT64 : scope->from_us;
}

gint64
xa_scope_get_end (const XaScope *scope)
{
  return scope->to_us == XA_TIME_UNKNOWN || scope->to_us == G_MAXINT64 ? G_MAXINT64 : scope->to_us + 1;
}
