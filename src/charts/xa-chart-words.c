#include "charts/xa-chart-words.h"

#include "model/xa-language.h"

#include <math.h>

GPtrArray *
xa_chart_table_new (const char *head,
                    ...)
{
  GPtrArray    *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GStrvBuilder *row = g_strv_builder_new ();
  va_list       heads;

  va_start (heads, head);
  for (const char *next = head; next; next = va_arg (heads, const char *))
    g_strv_builder_add (row, next);
  va_end (heads);
  xa_chart_table_add (table, row);

  return table;
}

void
xa_chart_table_add (GPtrArray    *table,
                    GStrvBuilder *row)
{
  g_ptr_array_add (table, g_strv_builder_unref_to_strv (row));
}

/**
 * xa_chart_row_add_number:
 *
 * Adds a number that programs can read in any locale, or an empty cell for NAN.
 */
void
xa_chart_row_add_number (GStrvBuilder *row,
                         double        value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_strv_builder_add (row, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.10g", value) : "");
}

void
xa_chart_row_add_figure (GStrvBuilder   *row,
                         const XaFigure *figure)
{
  xa_chart_row_add_number (row, figure->value);
  xa_chart_row_add_number (row, figure->low);
  xa_chart_row_add_number (row, figure->high);
  g_strv_builder_add (row, xa_figure_kind_id (figure->kind));
  g_strv_builder_add (row, xa_figure_note_words (figure->note));
}

char *
xa_chart_date (gint64     at_us,
               GTimeZone *zone,
               gboolean   with_hour)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (at_us);
  g_autoptr (GDateTime) at = utc ? g_date_time_to_timezone (utc, zone) : NULL;

  return at ? g_date_time_format (at, with_hour ? _ ("%-d %b %Y %H:%M") : _ ("%-d %b %Y")) : g_strdup ("");
}

char *
xa_chart_figure_words (const XaFigure *figure,
                       XaFigureStyle   style,
                       const char     *unit)
{
  char *words = xa_figure_format (figure, style);

  if (xa_figure_has_number (figure) && unit && unit[0]) {
    g_autofree char *number = words;

    words = g_strconcat (number, " ", unit, NULL);
  }

  return words;
}

double
xa_chart_figure_place (const XaFigure *figure)
{
  switch (figure->kind) {
  case XA_FIGURE_EXACT:
  case XA_FIGURE_ESTIMATE:
    return figure->value;
  case XA_FIGURE_LOWER_BOUND:
    return figure->low;
  case XA_FIGURE_BOUNDS:
    return isnan (figure->value) ? (figure->low + figure->high) / 2 : figure->value;
  case XA_FIGURE_NOT_COMPARABLE:
  case XA_FIGURE_SUPPRESSED:
    return NAN;
  }
  g_assert_not_reached ();
}

double
xa_chart_figure_end (const XaFigure *figure)
{
  double end = xa_chart_figure_place (figure);

  return isfinite (figure->high) ? MAX (end, figure->high) : end;
}
