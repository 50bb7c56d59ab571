#include "charts/xa-line-chart-private.h"

#include "charts/xa-chart-words.h"
#include "model/xa-language.h"

/* What the line chart says: for those who point, for those who listen, and as a table. */

char *
xa_line_chart_tell (const XaChart *chart,
                    gsize          item)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  const XaLineItem  *at = &self->items[item];
  g_autofree char   *date = xa_chart_date (at->at_us, self->zone, self->with_hours);
  g_autofree char   *words = NULL;
  const XaFigure    *now;
  const XaFigure    *before;

  if (at->is_event) {
    const XaLineFlag *flag = &self->events[at->index];

    return g_strdup_printf ("%s: %s", date, flag->words ? flag->words : flag->label);
  }
  now = &self->points[at->index].figure;
  before = at->index > 0 ? &self->points[at->index - 1].figure : NULL;
  words = xa_chart_figure_words (now, self->style, self->unit);
  if (before && xa_line_chart_is_broken (self, self->points[at->index - 1].at_us, at->at_us))
    return g_strdup_printf (_ ("%s: %s (not comparable with the point before)"), date, words);
  if (before && now->kind == XA_FIGURE_EXACT && before->kind == XA_FIGURE_EXACT) {
    XaFigure         change = xa_figure_exact (now->value - before->value);
    g_autofree char *change_words = xa_figure_format (&change, self->style);

    return g_strdup_printf ("%s: %s (%s%s)", date, words, change.value > 0 ? "+" : "", change_words);
  }

  return g_strdup_printf ("%s: %s", date, words);
}

/* The text says it too: who does not see the picture must not compare across either. */
static void
add_breaks (const XaLineChart *self,
            GString           *text)
{
  for (gsize i = 0; i < self->n_events; i++) {
    const XaLineFlag *flag = &self->events[i];
    g_autofree char  *date = flag->is_break ? xa_chart_date (flag->at_us, self->zone, self->with_hours) : NULL;

    if (flag->is_break)
      g_string_append_printf (text, _ (" Not comparable across %s: %s."), date, flag->words ? flag->words : flag->label);
  }
}

char *
xa_line_chart_summarise (const XaChart *chart)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  g_autofree char   *from = NULL;
  g_autofree char   *to = NULL;
  g_autofree char   *first = NULL;
  g_autofree char   *last = NULL;
  gsize              n_hidden = 0;
  GString           *text = g_string_new (self->name);

  if (self->n_points == 0) {
    g_string_append_printf (text, ": %s.", _ ("nothing known in this time"));
    return g_string_free_and_steal (text);
  }
  from = xa_chart_date (self->points[0].at_us, self->zone, self->with_hours);
  to = xa_chart_date (self->points[self->n_points - 1].at_us, self->zone, self->with_hours);
  first = xa_chart_figure_words (&self->points[0].figure, self->style, self->unit);
  last = xa_chart_figure_words (&self->points[self->n_points - 1].figure, self->style, self->unit);
  if (self->n_points == 1)
    g_string_append_printf (text, _ (": one point, %s, on %s."), first, from);
  else
    g_string_append_printf (text, _ (": %zu points, from %s on %s to %s on %s."), self->n_points, first, from, last, to);
  for (gsize i = 0; i < self->n_points; i++)
    n_hidden += !xa_line_chart_has_number (self, i);
  if (n_hidden > 0)
    g_string_append_printf (text, _ (" %zu without a number."), n_hidden);
  if (self->n_events > 0)
    g_string_append_printf (text, _ (" %zu flagged."), self->n_events);
  add_breaks (self, text);

  return g_string_free_and_steal (text);
}

GPtrArray *
xa_line_chart_tabulate (const XaChart *chart)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  GPtrArray         *table = xa_chart_table_new ("time", XA_CHART_FIGURE_HEADS, "event", NULL);

  for (gsize i = 0; i < self->n_points + self->n_events; i++) {
    g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc_usec (self->items[i].at_us);
    g_autofree char *time = at ? g_date_time_format_iso8601 (at) : g_strdup ("");
    GStrvBuilder    *row = g_strv_builder_new ();

    g_strv_builder_add (row, time);
    if (self->items[i].is_event) {
      const XaLineFlag *flag = &self->events[self->items[i].index];

      g_strv_builder_add_many (row, "", "", "", "", "", flag->words ? flag->words : flag->label, NULL);
    } else {
      xa_chart_row_add_figure (row, &self->points[self->items[i].index].figure);
      g_strv_builder_add (row, "");
    }
    xa_chart_table_add (table, row);
  }

  return table;
}
