#include "charts/xa-matrix-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-label.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

/* The categories that stand for "fewer" and "more" than chance. */
#define COOL 0
#define WARM 6

typedef struct {
  char         *name;    /* (owned) */
  XaFigure     *figures; /* (owned): in the order in which audiences stand */
  XaFigureStyle style;
  XaMatrixScale scale;
  double        full; /* the value, or the distance from 1 in powers of 2, that has the full colour */
} Half;

typedef struct {
  XaChart     chart;
  XaChartKind kind; /* as the constant one, with the name of this chart */
  char       *name; /* (owned) */
  char      **audiences;
  guint      *categories; /* (owned) */
  XaFigure   *sizes;      /* (owned) */
  guint       n;
  Half        upper;
  Half        lower;
  gboolean    one_measure;
} MatrixChart;

typedef struct {
  XaRect cells;
  double side;
  double number_room;
  double line;
  guint  n_foot_lines; /* that what the halves are takes, below */
} Projection;

static char *
tell_halves (const MatrixChart *self)
{
  if (self->one_measure)
    return g_strdup (self->upper.name);

  return g_strdup_printf (_ ("Above the diagonal: %s; below: %s"), self->upper.name, self->lower.name);
}

static guint
count_foot_lines (const MatrixChart *self,
                  XaRect             area,
                  const XaTheme     *theme)
{
  g_autofree char *foot = tell_halves (self);

  return self->one_measure || xa_chart_text_room (theme, foot, .9) <= area.width - 4 ? 1 : 2;
}

static Projection
project (const MatrixChart *self,
         XaRect             area,
         const XaTheme     *theme)
{
  Projection p = { .line = xa_chart_line_room (theme, 1), .n_foot_lines = count_foot_lines (self, area, theme) };
  double     names = 0;
  double     top = p.line * 1.5 + (self->chart.simulated ? p.line * 1.4 : 0);
  double     foot = p.line * (.6 + p.n_foot_lines);

  p.number_room = xa_chart_text_room (theme, self->n > 9 ? "30" : "9", 1) + 8;
  for (guint i = 0; i < self->n; i++)
    names = MAX (names, xa_chart_text_room (theme, self->audiences[i], 1));
  names = MIN (names + p.number_room + 26, area.width * .38);
  p.side = MIN ((area.width - names) / MAX (self->n, 1), (area.height - top - foot) / MAX (self->n, 1));
  p.side = CLAMP (p.side, .1, p.line * 4.4);
  p.cells = (XaRect) { area.x + names, area.y + top, p.side * self->n, p.side * self->n };

  return p;
}

static XaRect
get_cell (const Projection *p,
          guint             row,
          guint             column)
{
  return (XaRect) { p->cells.x + column * p->side, p->cells.y + row * p->side, p->side, p->side };
}

static const Half *
get_half (const MatrixChart *self,
          guint              row,
          guint              column)
{
  return column > row || self->one_measure ? &self->upper : &self->lower;
}

static const XaFigure *
get_figure (const MatrixChart *self,
            guint              row,
            guint              column)
{
  return row == column ? &self->sizes[row] : &get_half (self, row, column)->figures[row * self->n + column];
}

/* How strong a cell is, from 0 to 1, and below 0 for what is less than chance. */
static double
get_strength (const Half *half,
              double      value)
{
  if (isnan (value))
    return 0;
  if (half->scale == XA_MATRIX_SCALE_FROM_ZERO)
    return CLAMP (value / half->full, 0, 1);

  return value > 0 ? CLAMP (log2 (value) / half->full, -1, 1) : -1;
}

/* One value of the scale, so faint that words on it stay legible. */
static void
fill_cell (cairo_t        *cr,
           XaRect          cell,
           const XaTheme  *theme,
           const Half     *half,
           const XaFigure *figure)
{
  double  strength = get_strength (half, xa_chart_figure_place (figure));
  XaColor color = half->scale == XA_MATRIX_SCALE_FROM_ZERO ? theme->accent : xa_theme_get_category (theme, strength < 0 ? COOL : WARM);

  cairo_new_path (cr);
  cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
  xa_theme_set_color (cr, color, .06 + .64 * fabs (strength));
  cairo_fill (cr);
  if (xa_figure_is_counted (figure))
    return;
  /* Hatched like every figure that is not exact. */
  cairo_save (cr);
  cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
  cairo_clip (cr);
  xa_theme_set_color (cr, color, .8);
  cairo_set_line_width (cr, 1);
  for (double x = cell.x - cell.height; x < cell.x + cell.width; x += 6) {
    cairo_move_to (cr, x, cell.y + cell.height);
    cairo_line_to (cr, x + cell.height, cell.y);
  }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cell (const MatrixChart *self,
           const Projection  *p,
           cairo_t           *cr,
           const XaTheme     *theme,
           guint              row,
           guint              column)
{
  const Half      *half = get_half (self, row, column);
  const XaFigure  *figure = get_figure (self, row, column);
  XaRect           cell = get_cell (p, row, column);
  g_autofree char *text = xa_chart_short_figure (figure, row == column ? XA_FIGURE_STYLE_COUNT : half->style);
  XaRect           inner = { cell.x + .5, cell.y + .5, MAX (cell.width - 1, .1), MAX (cell.height - 1, .1) };

  if (row == column) {
    cairo_new_path (cr);
    cairo_rectangle (cr, inner.x, inner.y, inner.width, inner.height);
    xa_theme_set_color (cr, xa_theme_get_category (theme, self->categories[row]), .18);
    cairo_fill (cr);
  } else if (xa_figure_has_number (figure)) {
    fill_cell (cr, inner, theme, half, figure);
  }
  if (!xa_figure_has_number (figure)) {
    if (p->side >= 6)
      xa_ink_absent (cr, (XaRect) { cell.x + cell.width * .2, cell.y + cell.height * .2, cell.width * .6, cell.height * .6 }, theme, figure);
  } else if (xa_chart_text_room (theme, text, .9) + 4 <= p->side && p->line <= p->side) {
    xa_chart_label_draw (cr, theme, &(XaLabel) { text, p->side, .9, XA_LABEL_MIDDLE, FALSE, !xa_figure_is_counted (figure) },
                         cell.x + cell.width / 2, cell.y + cell.height / 2, row == column ? theme->dim : theme->foreground);
  }
}

/* Audiences are named beside the rows, and by their number there above the columns. */
static void
draw_heads (const MatrixChart *self,
            const Projection  *p,
            cairo_t           *cr,
            XaRect             area,
            const XaTheme     *theme,
            guint              i)
{
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  double           scale = MIN (1, p->side / p->line);
  double           y = p->cells.y + (i + .5) * p->side;
  double           names = p->cells.x - area.x;

  if (scale < .5)
    return;
  xa_chart_label_draw (cr, theme, &(XaLabel) { number, p->number_room, scale, XA_LABEL_END, FALSE, FALSE }, area.x + p->number_room - 6, y, theme->dim);
  xa_chart_label_disc (cr, theme, self->categories[i], area.x + p->number_room + 4, y, 5 * scale);
  xa_chart_label_draw (cr, theme, &(XaLabel) { self->audiences[i], names - p->number_room - 20, scale, XA_LABEL_START, FALSE, FALSE },
                       area.x + p->number_room + 14, y, theme->foreground);
  xa_chart_label_draw (cr, theme, &(XaLabel) { number, p->side, scale, XA_LABEL_MIDDLE, FALSE, FALSE },
                       p->cells.x + (i + .5) * p->side, p->cells.y - p->line * .65, theme->dim);
}

/* In one line, or where there is no room for that in one for each half. */
static void
draw_foot (const MatrixChart *self,
           const Projection  *p,
           cairo_t           *cr,
           XaRect             area,
           const XaTheme     *theme)
{
  g_autofree char *first = p->n_foot_lines == 1 ? tell_halves (self) : g_strdup_printf (_ ("Above the diagonal: %s"), self->upper.name);
  g_autofree char *second = p->n_foot_lines == 1 ? NULL : g_strdup_printf (_ ("Below the diagonal: %s"), self->lower.name);
  const double     y = p->cells.y + p->cells.height + p->line * .85;

  xa_chart_label_draw (cr, theme, &(XaLabel) { first, area.width - 4, .9, XA_LABEL_START, FALSE, FALSE }, area.x + 2, y, theme->dim);
  if (second)
    xa_chart_label_draw (cr, theme, &(XaLabel) { second, area.width - 4, .9, XA_LABEL_START, FALSE, FALSE }, area.x + 2, y + p->line, theme->dim);
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  Projection         p = project (self, area, theme);

  for (guint i = 0; i < self->n; i++)
    draw_heads (self, &p, cr, area, theme, i);
  for (guint row = 0; row < self->n; row++)
    for (guint column = 0; column < self->n; column++)
      draw_cell (self, &p, cr, theme, row, column);
  draw_foot (self, &p, cr, area, theme);
  if (focus >= 0 && focus < (gssize) (self->n * self->n))
    xa_ink_focus (cr, get_cell (&p, (guint) focus / self->n, (guint) focus % self->n), theme);
}

static gsize
count (const XaChart *chart)
{
  return (gsize) ((const MatrixChart *) chart)->n * ((const MatrixChart *) chart)->n;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  Projection         p = project (self, area, theme);

  return get_cell (&p, (guint) item / self->n, (guint) item % self->n);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  Projection         p = project (self, area, theme);
  double             column = floor ((x - p.cells.x) / p.side);
  double             row = floor ((y - p.cells.y) / p.side);

  if (!(column >= 0 && column < self->n && row >= 0 && row < self->n))
    return -1;

  return (gssize) row * self->n + (gssize) column;
}

static gssize
step (const XaChart *chart,
      gsize          item,
      int            dx,
      int            dy)
{
  gssize n = ((const MatrixChart *) chart)->n;
  gssize row = CLAMP ((gssize) item / n + dy, 0, n - 1);
  gssize column = CLAMP ((gssize) item % n + dx, 0, n - 1);

  return row * n + column;
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  guint              row = (guint) item / self->n;
  guint              column = (guint) item % self->n;
  const Half        *half = get_half (self, row, column);
  g_autofree char   *words = xa_figure_format (get_figure (self, row, column), row == column ? XA_FIGURE_STYLE_COUNT : half->style);

  if (row == column)
    return g_strdup_printf (_ ("%s: members: %s"), self->audiences[row], words);

  return g_strdup_printf (_ ("%s and %s: %s: %s"), self->audiences[row], self->audiences[column], half->name, words);
}

/* The strongest pair above the diagonal that has a number. */
static gssize
find_strongest (const MatrixChart *self)
{
  gssize best = -1;
  double most = -INFINITY;

  for (guint row = 0; row < self->n; row++)
    for (guint column = row + 1; column < self->n; column++) {
      double place = xa_chart_figure_place (get_figure (self, row, column));

      if (place > most) {
        most = place;
        best = (gssize) row * self->n + column;
      }
    }

  return best;
}

static char *
summarise (const XaChart *chart)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  gssize             strongest = find_strongest (self);
  guint              n_absent = 0;
  GString           *text = g_string_new (self->name);
  g_autofree char   *halves = tell_halves (self);

  for (guint row = 0; row < self->n; row++)
    for (guint column = row + 1; column < self->n; column++)
      n_absent += !xa_figure_has_number (get_figure (self, row, column));
  g_string_append_printf (text, _ (" of %u audiences. %s."), self->n, halves);
  if (strongest >= 0) {
    g_autofree char *words = tell (chart, (gsize) strongest);

    g_string_append_printf (text, _ (" Strongest: %s."), words);
  }
  if (n_absent > 0)
    g_string_append_printf (text, _ (" %u of %u pairs have no figure."), n_absent, self->n * (self->n - 1) / 2);

  return g_string_free_and_steal (text);
}

static void
add_row (const MatrixChart *self,
         GPtrArray         *table,
         guint              row,
         guint              column)
{
  GStrvBuilder *cells = g_strv_builder_new ();

  g_strv_builder_add (cells, self->audiences[row]);
  g_strv_builder_add (cells, self->audiences[column]);
  g_strv_builder_add (cells, row == column ? "members" : get_half (self, row, column)->name);
  xa_chart_row_add_figure (cells, get_figure (self, row, column));
  xa_chart_table_add (table, cells);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  GPtrArray         *table = xa_chart_table_new ("audience", "other audience", "measure", XA_CHART_FIGURE_HEADS, NULL);

  for (guint row = 0; row < self->n; row++)
    for (guint column = 0; column < self->n; column++)
      add_row (self, table, row, column);

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  const MatrixChart *self = (const MatrixChart *) chart;
  double             line = xa_chart_line_room (&xa_theme_light, 1);
  double             side = CLAMP (width * .62 / MAX (self->n, 1), 10, line * 3.2);

  return side * self->n + line * 3.2 + (self->chart.simulated ? line * 1.4 : 0);
}

static void
matrix_chart_free (XaChart *chart)
{
  MatrixChart *self = (MatrixChart *) chart;

  g_strfreev (self->audiences);
  g_free (self->categories);
  g_free (self->sizes);
  g_free (self->upper.name);
  g_free (self->upper.figures);
  g_free (self->lower.name);
  g_free (self->lower.figures);
  g_free (self->name);
  g_free (self);
}

static void
copy_half (Half               *half,
           const XaMatrixHalf *data,
           const guint        *order,
           guint               n)
{
  half->name = g_strdup (data->name ? data->name : "");
  half->style = data->style;
  half->scale = data->scale;
  half->figures = g_new (XaFigure, MAX ((gsize) n * n, 1));
  for (guint row = 0; row < n; row++)
    for (guint column = 0; column < n; column++) {
      const XaFigure *figure = &data->figures[order[row] * n + order[column]];
      double          place = row == column ? NAN : xa_chart_figure_place (figure);

      half->figures[row * n + column] = *figure;
      if (half->scale == XA_MATRIX_SCALE_AROUND_ONE)
        place = place > 0 ? fabs (log2 (place)) : NAN;
      if (isfinite (place))
        half->full = MAX (half->full, place);
    }
  half->full = half->full > 0 ? half->full : 1;
}

/**
 * xa_matrix_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): the table with its rows and columns in @data's order
 */
XaChart *
xa_matrix_chart_new (const XaMatrixChartData *data)
{
  static const XaChartKind kind = {
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .step = step,
    .tell = tell,
    .summarise = summarise,
    .tabulate = tabulate,
    .height_for_width = height_for_width,
    .free = matrix_chart_free,
  };
  MatrixChart      *self = g_new0 (MatrixChart, 1);
  GStrvBuilder     *names = g_strv_builder_new ();
  g_autofree guint *order = g_new (guint, MAX (data->n, 1));

  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->n = data->n;
  self->categories = g_new (guint, MAX (data->n, 1));
  self->sizes = g_new (XaFigure, MAX (data->n, 1));
  for (guint i = 0; i < data->n; i++) {
    order[i] = data->order ? data->order[i] : i;
    g_strv_builder_add (names, data->audiences[order[i]]);
    self->categories[i] = data->categories[order[i]];
    self->sizes[i] = data->sizes[order[i]];
  }
  self->audiences = g_strv_builder_unref_to_strv (names);
  self->one_measure = !data->lower.figures;
  copy_half (&self->upper, &data->upper, order, data->n);
  if (!self->one_measure)
    copy_half (&self->lower, &data->lower, order, data->n);

  return &self->chart;
}
