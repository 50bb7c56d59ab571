#include "charts/xa-chart.h"

#include "charts/xa-figure-ink.h"

#include <string.h>

/**
 * xa_chart_draw:
 * @area: what to draw in, in units of @cr
 * @focus: the item under the pointer or the keyboard cursor, or -1
 *
 * Draws the chart; what is made of invented data carries the word across it. In the cell of a
 * table, where the word would be all there is to see, the row says it.
 */
void
xa_chart_draw (const XaChart *self,
               cairo_t       *cr,
               XaRect         area,
               const XaTheme *theme,
               gssize         focus)
{
  cairo_save (cr);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_clip (cr);
  self->kind->draw (self, cr, area, theme, focus);
  if (self->simulated && area.height >= 4 * theme->font_size)
    xa_ink_simulated (cr, area, theme);
  cairo_restore (cr);
}

gsize
xa_chart_count (const XaChart *self)
{
  return self->kind->count (self);
}

gssize
xa_chart_pick (const XaChart *self,
               XaRect         area,
               const XaTheme *theme,
               double         x,
               double         y)
{
  return self->kind->pick (self, area, theme, x, y);
}

XaRect
xa_chart_locate (const XaChart *self,
                 XaRect         area,
                 const XaTheme *theme,
                 gsize          item)
{
  g_return_val_if_fail (item < xa_chart_count (self), area);

  return self->kind->locate (self, area, theme, item);
}

/**
 * xa_chart_step:
 * @item: where the keyboard cursor is, or -1 for nowhere yet
 * @dx: -1 for the key to the left, 1 for that to the right, in the direction of reading
 * @dy: -1 up, 1 down
 *
 * Returns: where the cursor goes to, or -1 in a chart without items
 */
gssize
xa_chart_step (const XaChart *self,
               gssize         item,
               int            dx,
               int            dy)
{
  gssize n = (gssize) xa_chart_count (self);

  if (n == 0)
    return -1;
  if (item < 0 || item >= n)
    return dx + dy < 0 ? n - 1 : 0;
  if (self->kind->step)
    return CLAMP (self->kind->step (self, (gsize) item, dx, dy), 0, n - 1);

  return CLAMP (item + dx + dy, 0, n - 1);
}

char *
xa_chart_tell (const XaChart *self,
               gsize          item)
{
  g_return_val_if_fail (item < xa_chart_count (self), NULL);

  return self->kind->tell (self, item);
}

char *
xa_chart_summarise (const XaChart *self)
{
  return self->kind->summarise (self);
}

GPtrArray *
xa_chart_tabulate (const XaChart *self)
{
  return self->kind->tabulate (self);
}

/* A cell of a CSV file. One that a spreadsheet would take for a formula gets an apostrophe, if it
 * is not a number: OUT-5. */
static void
append_cell (GString    *csv,
             const char *cell)
{
  gboolean formula = cell[0] && strchr ("=+-@\t\r", cell[0]);

  if (formula) {
    char *end;

    g_ascii_strtod (cell, &end);
    formula = end == cell || *end != '\0';
  }
  if (!formula && !strpbrk (cell, ",\"\r\n")) {
    g_string_append (csv, cell);
    return;
  }

  g_string_append_c (csv, '"');
  if (formula)
    g_string_append_c (csv, '\'');
  for (const char *c = cell; *c; c++) {
    if (*c == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *c);
  }
  g_string_append_c (csv, '"');
}

/**
 * xa_chart_table_to_csv:
 * @table: (element-type GStrv): a row of heads first
 * @simulated: a first column says that the data are invented
 */
char *
xa_chart_table_to_csv (const GPtrArray *table,
                       gboolean         simulated)
{
  GString *csv = g_string_new (NULL);

  for (guint i = 0; i < table->len; i++) {
    char **cells = table->pdata[i];

    if (simulated)
      g_string_append (csv, i == 0 ? "simulated," : "SIMULATED,");
    for (guint j = 0; cells[j]; j++) {
      if (j > 0)
        g_string_append_c (csv, ',');
      append_cell (csv, cells[j]);
    }
    g_string_append (csv, "\r\n");
  }

  return g_string_free (csv, FALSE);
}

/**
 * xa_chart_to_csv:
 *
 * Returns: (transfer full): the data of the chart as CSV, a row of heads first; invented data has
 *   a first column that says so
 */
char *
xa_chart_to_csv (const XaChart *self)
{
  g_autoptr (GPtrArray) rows = xa_chart_tabulate (self);

  return xa_chart_table_to_csv (rows, self->simulated);
}

double
xa_chart_height_for_width (const XaChart *self,
                           double         width)
{
  return self->kind->height_for_width ? self->kind->height_for_width (self, width) : width * 3 / 8;
}

void
xa_chart_free (XaChart *self)
{
  if (self)
    self->kind->free (self);
}
