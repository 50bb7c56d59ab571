#include "charts/xa-upset-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-label.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

/* The height of a row of dots, and of the columns above them, in lines of text. */
#define ROW_LINES 1.6
#define BAR_LINES 8.0

typedef struct {
  XaChart        chart;
  XaChartKind    kind; /* as the constant one, with the name of this chart */
  char          *name; /* (owned) */
  char         **audiences;
  guint          categories[XA_UPSET_CHART_MOST_SETS];
  XaFigure       sizes[XA_UPSET_CHART_MOST_SETS];
  guint          n;
  XaUpsetColumn *columns; /* (owned) */
  guint          n_columns;
  guint          n_more;
  gboolean       at_least;
  double         full;      /* the highest column */
  double         full_size; /* the largest audience */
} UpsetChart;

typedef struct {
  XaRect bars; /* of the columns */
  XaRect dots;
  XaRect sizes; /* of the bars of sizes, which grow to the left; no width: none */
  double name_room;
  double row_height;
  double column_width;
  guint  n_shown; /* columns that there is room for */
  double line;
} Projection;

static double
find_column_width (const UpsetChart *self,
                   const XaTheme    *theme,
                   double            line)
{
  double width = line * 1.5;

  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree char *text = xa_chart_short_figure (&self->columns[i].n, XA_FIGURE_STYLE_COUNT);

    width = MAX (width, xa_chart_text_room (theme, text, .9) + 8);
  }

  return MIN (width, line * 4);
}

static Projection
project (const UpsetChart *self,
         XaRect            area,
         const XaTheme    *theme)
{
  Projection p = { .line = xa_chart_line_room (theme, 1) };
  double     foot = p.line * 1.4;
  double     top = self->chart.simulated ? p.line * 1.6 : 0;
  double     left;

  for (guint i = 0; i < self->n; i++)
    p.name_room = MAX (p.name_room, xa_chart_text_room (theme, self->audiences[i], 1) + 22);
  p.name_room = MIN (p.name_room, area.width * .36);
  p.sizes.width = area.width >= 46 * theme->font_size ? MIN (area.width * .16, 140) : 0;
  left = p.name_room + p.sizes.width + 10;
  p.row_height = MIN (p.line * ROW_LINES, MAX (area.height - top - foot, 1) * .7 / MAX (self->n, 1));
  p.column_width = find_column_width (self, theme, p.line);
  p.column_width = MAX (p.column_width, MIN ((area.width - left) / MAX (self->n_columns, 1), p.line * 4));
  p.n_shown = (guint) CLAMP (floor ((area.width - left) / p.column_width), 0, self->n_columns);
  p.dots = (XaRect) { area.x + left, area.y + area.height - foot - self->n * p.row_height, p.n_shown * p.column_width, self->n * p.row_height };
  p.bars = (XaRect) { p.dots.x, area.y + top + p.line * 1.3, p.dots.width, 0 };
  p.bars.height = MAX (p.dots.y - 6 - p.bars.y, 1);
  p.sizes = (XaRect) { area.x, p.dots.y, p.sizes.width, p.dots.height };

  return p;
}

/* A column stands on its foot: the bar of the grammar of certainty, turned to the left. */
static void
draw_column_bar (cairo_t        *cr,
                 XaRect          area,
                 const XaTheme  *theme,
                 const XaFigure *figure,
                 double          full)
{
  cairo_save (cr);
  cairo_translate (cr, area.x, area.y + area.height);
  cairo_rotate (cr, -G_PI / 2);
  xa_ink_bar (cr, (XaRect) { 0, 0, area.height, area.width }, theme, figure, full, theme->accent);
  cairo_restore (cr);
}

static void
draw_dots (const UpsetChart *self,
           const Projection *p,
           cairo_t          *cr,
           const XaTheme    *theme,
           guint             column)
{
  double  x = p->dots.x + (column + .5) * p->column_width;
  double  radius = MIN (p->row_height, p->column_width) * .28;
  guint32 sets = self->columns[column].sets;

  if (__builtin_popcount (sets) > 1) {
    cairo_new_path (cr);
    cairo_move_to (cr, x, p->dots.y + (__builtin_ctz (sets) + .5) * p->row_height);
    cairo_line_to (cr, x, p->dots.y + (31 - __builtin_clz (sets) + .5) * p->row_height);
    cairo_set_line_width (cr, 2);
    xa_theme_set_color (cr, theme->dim, 1);
    cairo_stroke (cr);
  }
  for (guint i = 0; i < self->n; i++) {
    double y = p->dots.y + (i + .5) * p->row_height;

    if (sets & 1u << i) {
      xa_chart_label_disc (cr, theme, self->categories[i], x, y, radius);
      continue;
    }
    cairo_new_path (cr);
    cairo_arc (cr, x, y, radius * .5, 0, 2 * G_PI);
    xa_theme_set_color (cr, theme->dim, .25);
    cairo_fill (cr);
  }
}

static void
draw_column (const UpsetChart *self,
             const Projection *p,
             cairo_t          *cr,
             const XaTheme    *theme,
             guint             i)
{
  const XaFigure  *figure = &self->columns[i].n;
  double           x = p->bars.x + i * p->column_width;
  double           place = xa_chart_figure_place (figure);
  double           height = isnan (place) ? 0 : p->bars.height * CLAMP (place / self->full, 0, 1);
  g_autofree char *text = xa_chart_short_figure (figure, XA_FIGURE_STYLE_COUNT);

  if (!xa_figure_has_number (figure)) {
    xa_ink_absent (cr, (XaRect) { x, p->bars.y + p->bars.height - p->line * 1.3, p->column_width, p->line * 1.3 }, theme, figure);
  } else {
    draw_column_bar (cr, (XaRect) { x + p->column_width * .2, p->bars.y, p->column_width * .6, p->bars.height }, theme, figure, self->full);
    xa_chart_label_draw (cr, theme, &(XaLabel) { text, p->column_width, .9, XA_LABEL_MIDDLE, FALSE, FALSE },
                         x + p->column_width / 2, p->bars.y + p->bars.height - height - p->line * (isnan (figure->low) ? .65 : 1.1), theme->foreground);
  }
  draw_dots (self, p, cr, theme, i);
}

static void
draw_row (const UpsetChart *self,
          const Projection *p,
          cairo_t          *cr,
          XaRect            area,
          const XaTheme    *theme,
          guint             i)
{
  double y = p->dots.y + i * p->row_height;

  if (i % 2 == 0) {
    cairo_new_path (cr);
    cairo_rectangle (cr, area.x, y, area.width, p->row_height);
    xa_theme_set_color (cr, theme->dim, .08);
    cairo_fill (cr);
  }
  if (p->sizes.width > 0)
    xa_ink_bar (cr, (XaRect) { p->sizes.x + 4, y + p->row_height * .25, p->sizes.width - 8, p->row_height * .5 }, theme, &self->sizes[i],
                self->full_size, xa_theme_get_category (theme, self->categories[i]));
  xa_chart_label_disc (cr, theme, self->categories[i], p->sizes.x + p->sizes.width + 8, y + p->row_height / 2, MIN (5, p->row_height * .4));
  xa_chart_label_draw (cr, theme, &(XaLabel) { self->audiences[i], p->name_room - 22, MIN (1, p->row_height / p->line), XA_LABEL_START, FALSE, FALSE },
                       p->sizes.x + p->sizes.width + 18, y + p->row_height / 2, theme->foreground);
}

static char *
tell_foot (const UpsetChart *self,
           guint             n_shown)
{
  guint       n_left = self->n_columns - n_shown + self->n_more;
  const char *what = self->at_least ? _ ("In these audiences at least") : _ ("In exactly these audiences");

  if (n_left > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s; %u more combination", "%s; %u more combinations", n_left), what, n_left);

  return g_strdup (what);
}

static XaRect
locate_item (const UpsetChart *self,
             const Projection *p,
             XaRect            area,
             gsize             item)
{
  if (item < self->n_columns) {
    double column = (double) MIN (item, p->n_shown);

    return (XaRect) { p->bars.x + column * p->column_width, p->bars.y - p->line * 1.2, p->column_width, p->bars.height + p->dots.height + 6 + p->line * 1.2 };
  }

  return (XaRect) { area.x, p->dots.y + (double) (item - self->n_columns) * p->row_height, p->dots.x - area.x - 4, p->row_height };
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  Projection        p = project (self, area, theme);
  g_autofree char  *foot = tell_foot (self, p.n_shown);

  for (guint i = 0; i < self->n; i++)
    draw_row (self, &p, cr, area, theme, i);
  for (guint i = 0; i < p.n_shown; i++)
    draw_column (self, &p, cr, theme, i);
  xa_chart_label_draw (cr, theme, &(XaLabel) { foot, area.width - 4, .9, XA_LABEL_START, FALSE, FALSE }, area.x + 2, area.y + area.height - p.line * .65, theme->dim);
  if (focus >= 0 && ((guint) focus < p.n_shown || (guint) focus >= self->n_columns)) {
    XaRect item = locate_item (self, &p, area, (gsize) focus);

    xa_ink_focus (cr, (XaRect) { item.x + 2, item.y + 2, item.width - 4, item.height - 4 }, theme);
  }
}

static gsize
count (const XaChart *chart)
{
  return ((const UpsetChart *) chart)->n_columns + ((const UpsetChart *) chart)->n;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  Projection p = project ((const UpsetChart *) chart, area, theme);

  return locate_item ((const UpsetChart *) chart, &p, area, item);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  Projection        p = project (self, area, theme);
  double            column = floor ((x - p.bars.x) / p.column_width);
  double            row = floor ((y - p.dots.y) / p.row_height);

  if (column >= 0 && column < p.n_shown && y >= p.bars.y - p.line * 1.2 && y <= p.dots.y + p.dots.height)
    return (gssize) column;
  if (x >= area.x && x < p.dots.x - 4 && row >= 0 && row < self->n)
    return (gssize) (self->n_columns + (guint) row);

  return -1;
}

/* Sideways over the columns, downwards from them over the audiences. */
static gssize
step (const XaChart *chart,
      gsize          item,
      int            dx,
      int            dy)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  gssize            n_columns = (gssize) self->n_columns;
  gssize            at = (gssize) item;

  if (at < n_columns)
    return dy > 0 ? n_columns : CLAMP (at + dx, 0, n_columns - 1);
  if (dx > 0 && n_columns > 0)
    return 0;
  if (dy < 0 && at == n_columns)
    return n_columns > 0 ? 0 : at;

  return at + dy;
}

static char *
name_column (const UpsetChart *self,
             guint32           sets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    if (sets & 1u << i)
      g_string_append_printf (text, "%s%s", text->len ? _ (" and ") : "", self->audiences[i]);

  return g_string_free_and_steal (text);
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const UpsetChart *self = (const UpsetChart *) chart;

  if (item < self->n_columns) {
    const XaUpsetColumn *column = &self->columns[item];
    g_autofree char     *name = name_column (self, column->sets);
    g_autofree char     *words = xa_chart_figure_words (&column->n, XA_FIGURE_STYLE_COUNT, _ ("people"));

    return g_strdup_printf (self->at_least                           ? _ ("%s at least: %s")
                            : __builtin_popcount (column->sets) == 1 ? _ ("%s only: %s")
                                                                     : _ ("%s and no other: %s"),
                            name, words);
  }
  g_autofree char *size = xa_chart_figure_words (&self->sizes[item - self->n_columns], XA_FIGURE_STYLE_COUNT, _ ("members"));

  return g_strdup_printf ("%s: %s", self->audiences[item - self->n_columns], size);
}

static char *
summarise (const XaChart *chart)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  guint             n_told = MIN (self->n_columns, 3);
  g_autofree char  *foot = tell_foot (self, n_told);
  GString          *text = g_string_new (self->name);

  g_string_append_printf (text, ". %s", foot);
  for (guint i = 0; i < n_told; i++) {
    g_autofree char *words = tell (chart, i);

    g_string_append_printf (text, "%s%s", i ? "; " : ": ", words);
  }
  g_string_append_c (text, '.');

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  GPtrArray        *table = xa_chart_table_new (self->at_least ? "in all of" : "in just", "audiences", XA_CHART_FIGURE_HEADS, NULL);

  for (guint i = 0; i < self->n_columns; i++) {
    GStrvBuilder    *row = g_strv_builder_new ();
    g_autofree char *name = name_column (self, self->columns[i].sets);

    g_strv_builder_add (row, name);
    xa_chart_row_add_number (row, __builtin_popcount (self->columns[i].sets));
    xa_chart_row_add_figure (row, &self->columns[i].n);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  const UpsetChart *self = (const UpsetChart *) chart;
  double            line = xa_chart_line_room (&xa_theme_light, 1);

  return line * (BAR_LINES + 1.4 + 1.3 + self->n * ROW_LINES + (self->chart.simulated ? 1.6 : 0)) + 8;
}

static void
upset_chart_free (XaChart *chart)
{
  UpsetChart *self = (UpsetChart *) chart;

  g_strfreev (self->audiences);
  g_free (self->columns);
  g_free (self->name);
  g_free (self);
}

/**
 * xa_upset_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): the columns in the order given
 */
XaChart *
xa_upset_chart_new (const XaUpsetChartData *data)
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
    .free = upset_chart_free,
  };
  UpsetChart   *self;
  GStrvBuilder *names;

  g_return_val_if_fail (data->n <= XA_UPSET_CHART_MOST_SETS, NULL);

  self = g_new0 (UpsetChart, 1);
  names = g_strv_builder_new ();
  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->n = data->n;
  self->at_least = data->at_least;
  self->n_more = data->n_more;
  self->n_columns = data->n_columns;
  self->columns = g_memdup2 (data->columns, data->n_columns * sizeof *data->columns);
  for (guint i = 0; i < data->n; i++) {
    g_strv_builder_add (names, data->audiences[i]);
    self->categories[i] = data->categories[i];
    self->sizes[i] = data->sizes[i];
    if (isfinite (xa_chart_figure_end (&data->sizes[i])))
      self->full_size = MAX (self->full_size, xa_chart_figure_end (&data->sizes[i]));
  }
  self->audiences = g_strv_builder_unref_to_strv (names);
  for (guint i = 0; i < data->n_columns; i++)
    if (isfinite (xa_chart_figure_end (&data->columns[i].n)))
      self->full = MAX (self->full, xa_chart_figure_end (&data->columns[i].n));
  self->full = self->full > 0 ? self->full : 1;
  self->full_size = self->full_size > 0 ? self->full_size : 1;

  return &self->chart;
}
