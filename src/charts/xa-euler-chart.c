#include "charts/xa-euler-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-label.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>

/* Below this width names stand above the circles rather than beside them, in font sizes. */
#define NARROW 42

typedef struct {
  XaChart     chart;
  XaChartKind kind; /* as the constant one, with the name of this chart */
  char       *name; /* (owned) */
  char      **audiences;
  guint       categories[XA_EULER_MOST_SETS];
  guint       n;
  XaFigure    regions[XA_EULER_N_REGIONS];
  guint       items[XA_EULER_N_REGIONS]; /* regions that can be pointed at */
  guint       n_items;
  XaEuler     euler;
  gboolean    estimated;
} EulerChart;

/* From the circles' own units to paper. */
typedef struct {
  XaRect   room; /* of the circles */
  double   scale;
  double   x, y; /* where 0, 0 goes */
  gboolean narrow;
  double   line;
} Projection;

static Projection
project (const EulerChart *self,
         XaRect            area,
         const XaTheme    *theme)
{
  Projection p = { .line = xa_chart_line_room (theme, 1) };
  double     left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  double     names = 0;

  p.narrow = area.width < NARROW * theme->font_size;
  for (guint i = 0; i < self->n; i++) {
    const XaEulerCircle *circle = &self->euler.circles[i];

    names = MAX (names, xa_chart_text_room (theme, self->audiences[i], 1));
    left = MIN (left, circle->x - circle->radius);
    right = MAX (right, circle->x + circle->radius);
    top = MIN (top, circle->y - circle->radius);
    bottom = MAX (bottom, circle->y + circle->radius);
  }
  names = p.narrow ? 0 : MIN (names + 16, area.width * .28);
  p.room = (XaRect) { area.x + names + 4, area.y + 4 + (p.narrow ? self->n * p.line * 1.4 : 0), MAX (area.width - 2 * names - 8, 1), 0 };
  p.room.height = MAX (area.y + area.height - p.room.y - p.line * 1.6, 1);
  p.scale = MIN (p.room.width / (right - left), p.room.height / (bottom - top));
  p.x = p.room.x + p.room.width / 2 - (left + right) / 2 * p.scale;
  p.y = p.room.y + p.room.height / 2 - (top + bottom) / 2 * p.scale;

  return p;
}

/* The rims of all circles that bound a region, as a clip. */
static void
clip_to_region (const EulerChart *self,
                const Projection *p,
                cairo_t          *cr,
                guint             region)
{
  for (guint i = 0; i < self->n; i++) {
    const XaEulerCircle *circle = &self->euler.circles[i];

    cairo_new_path (cr);
    if (!(region & 1u << i)) {
      cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
      cairo_rectangle (cr, p->room.x - 1e4, p->room.y - 1e4, 3e4, 3e4);
    }
    cairo_new_sub_path (cr);
    cairo_arc (cr, p->x + circle->x * p->scale, p->y + circle->y * p->scale, MAX (circle->radius * p->scale, .01), 0, 2 * G_PI);
    cairo_clip (cr);
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  }
}

static void
draw_circles (const EulerChart *self,
              const Projection *p,
              cairo_t          *cr,
              const XaTheme    *theme,
              gssize            focus)
{
  for (guint i = 0; i < self->n; i++) {
    const XaEulerCircle *circle = &self->euler.circles[i];
    XaColor              color = xa_theme_get_category (theme, self->categories[i]);

    cairo_new_path (cr);
    cairo_arc (cr, p->x + circle->x * p->scale, p->y + circle->y * p->scale, MAX (circle->radius * p->scale, .01), 0, 2 * G_PI);
    cairo_path_t *path = cairo_copy_path (cr);

    if (self->estimated) {
      xa_ink_fill (cr, XA_FIGURE_ESTIMATE, color);
    } else {
      xa_theme_set_color (cr, color, .3);
      cairo_fill (cr);
    }
    cairo_append_path (cr, path);
    cairo_path_destroy (path);
    xa_theme_set_color (cr, color, 1);
    cairo_set_line_width (cr, 2);
    cairo_stroke (cr);
  }
  if (focus >= 0 && focus < (gssize) self->n_items) {
    cairo_save (cr);
    clip_to_region (self, p, cr, self->items[focus]);
    xa_theme_set_color (cr, theme->accent, .45);
    cairo_paint (cr);
    cairo_restore (cr);
  }
}

/* Numbers stand where they have room; the others are told by the read-out and the table. */
static void
draw_numbers (const EulerChart *self,
              const Projection *p,
              cairo_t          *cr,
              const XaTheme    *theme)
{
  for (guint i = 0; i < self->n_items; i++) {
    guint            region = self->items[i];
    double           x = 0, y = 0;
    double           room = 2 * p->scale * xa_euler_anchor (&self->euler, region, &x, &y);
    g_autofree char *text = xa_chart_short_figure (&self->regions[region], XA_FIGURE_STYLE_COUNT);

    if (room < p->line || room * 1.2 < xa_chart_text_room (theme, text, 1))
      continue;
    xa_chart_label_draw (cr, theme, &(XaLabel) { text, room * 1.5, 1, XA_LABEL_MIDDLE, TRUE, TRUE }, p->x + x * p->scale, p->y + y * p->scale, theme->foreground);
  }
}

static void
draw_name_beside (const EulerChart *self,
                  const Projection *p,
                  cairo_t          *cr,
                  XaRect            area,
                  const XaTheme    *theme,
                  guint             i)
{
  const XaEulerCircle *circle = &self->euler.circles[i];
  double               middle_x = 0, middle_y = 0;
  double               angle;
  double               x, y, y_off;
  gboolean             left;

  for (guint k = 0; k < self->n; k++) {
    middle_x += self->euler.circles[k].x / self->n;
    middle_y += self->euler.circles[k].y / self->n;
  }
  angle = atan2 (circle->y - middle_y, circle->x - middle_x);
  if (hypot (circle->y - middle_y, circle->x - middle_x) < 1e-9)
    angle = i * G_PI;
  /* A name above or below a circle leans to the side where there is room. */
  left = cos (angle) < -1e-9 || (fabs (cos (angle)) <= 1e-9 && i == 1);
  y = p->y + (circle->y + circle->radius * sin (angle)) * p->scale;
  y = CLAMP (y, area.y + p->line, MAX (area.y + area.height - 2.4 * p->line, area.y + p->line));
  /* Beside the rim at that height, or at that of the line's edge that is nearer to the middle. */
  y_off = MAX (fabs (y - p->y - circle->y * p->scale) - p->line / 2, 0);
  x = p->x + circle->x * p->scale + (left ? -1 : 1) * (sqrt (MAX (pow (circle->radius * p->scale, 2) - y_off * y_off, 0)) + 8);
  xa_chart_label_draw (cr, theme,
                       &(XaLabel) { self->audiences[i], left ? x - area.x - 2 : area.x + area.width - x - 2, 1, left ? XA_LABEL_END : XA_LABEL_START, TRUE, TRUE },
                       x, y, xa_theme_get_category (theme, self->categories[i]));
}

static void
draw_names (const EulerChart *self,
            const Projection *p,
            cairo_t          *cr,
            XaRect            area,
            const XaTheme    *theme)
{
  for (guint i = 0; i < self->n; i++) {
    double y = area.y + (i + .7) * p->line * 1.4;

    if (!p->narrow) {
      draw_name_beside (self, p, cr, area, theme, i);
      continue;
    }
    xa_chart_label_disc (cr, theme, self->categories[i], area.x + 8, y, 5);
    xa_chart_label_draw (cr, theme, &(XaLabel) { self->audiences[i], area.width - 22, 1, XA_LABEL_START, FALSE, FALSE }, area.x + 20, y, theme->foreground);
  }
}

static char *
tell_error (const EulerChart *self)
{
  return g_strdup_printf (_ ("Areas are true to within %.1f %% of all people"), MAX (100 * self->euler.largest_error, .1));
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const EulerChart *self = (const EulerChart *) chart;
  Projection        p = project (self, area, theme);
  g_autofree char  *foot = tell_error (self);

  draw_circles (self, &p, cr, theme, focus);
  draw_names (self, &p, cr, area, theme);
  draw_numbers (self, &p, cr, theme);
  xa_chart_label_draw (cr, theme, &(XaLabel) { foot, area.width - 4, .9, XA_LABEL_START, FALSE, FALSE }, area.x + 2, area.y + area.height - p.line * .7, theme->dim);
}

static gsize
count (const XaChart *chart)
{
  return ((const EulerChart *) chart)->n_items;
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const EulerChart *self = (const EulerChart *) chart;
  Projection        p = project (self, area, theme);
  guint             region = 0;

  for (guint i = 0; i < self->n; i++)
    if (hypot ((x - p.x) / p.scale - self->euler.circles[i].x, (y - p.y) / p.scale - self->euler.circles[i].y) <= self->euler.circles[i].radius)
      region |= 1u << i;
  for (guint i = 0; i < self->n_items && region; i++)
    if (self->items[i] == region)
      return i;

  return -1;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  const EulerChart *self = (const EulerChart *) chart;
  Projection        p = project (self, area, theme);
  double            x = 0, y = 0;
  double            room = p.scale * xa_euler_anchor (&self->euler, self->items[item], &x, &y) * .7;

  return (XaRect) { p.x + x * p.scale - room, p.y + y * p.scale - room, 2 * room, 2 * room };
}

/* "A and B, but not C" */
static char *
name_region (const EulerChart *self,
             guint             region)
{
  GString *text = g_string_new (NULL);
  gboolean rest = FALSE;

  for (guint i = 0; i < self->n; i++)
    if (region & 1u << i)
      g_string_append_printf (text, "%s%s", text->len ? _ (" and ") : "", self->audiences[i]);
  for (guint i = 0; i < self->n; i++)
    if (!(region & 1u << i)) {
      g_string_append_printf (text, "%s%s", rest ? _ (" or ") : _ (", not "), self->audiences[i]);
      rest = TRUE;
    }

  return g_string_free_and_steal (text);
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const EulerChart *self = (const EulerChart *) chart;
  g_autofree char  *name = name_region (self, self->items[item]);
  g_autofree char  *words = xa_chart_figure_words (&self->regions[self->items[item]], XA_FIGURE_STYLE_COUNT, _ ("people"));

  return g_strdup_printf ("%s: %s", name, words);
}

static char *
summarise (const XaChart *chart)
{
  const EulerChart *self = (const EulerChart *) chart;
  GString          *text = g_string_new (self->name);
  g_autofree char  *error = tell_error (self);

  for (guint i = 0; i < self->n_items; i++) {
    g_autofree char *words = tell (chart, i);

    g_string_append_printf (text, "%s%s", i ? "; " : ": ", words);
  }
  g_string_append_printf (text, ". %s.", error);

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const EulerChart *self = (const EulerChart *) chart;
  GPtrArray        *table = xa_chart_table_new ("in just", XA_CHART_FIGURE_HEADS, NULL);

  for (guint region = 1; region < 1u << self->n; region++) {
    GStrvBuilder    *row = g_strv_builder_new ();
    g_autofree char *name = name_region (self, region);

    g_strv_builder_add (row, name);
    xa_chart_row_add_figure (row, &self->regions[region]);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  return width < NARROW * 11 ? CLAMP (width * .9, 240, 400) : CLAMP (width * .42, 260, 360);
}

static void
euler_chart_free (XaChart *chart)
{
  EulerChart *self = (EulerChart *) chart;

  g_strfreev (self->audiences);
  g_free (self->name);
  g_free (self);
}

/* Circles show how many; a bound does not say how many. */
static gboolean
take_regions (EulerChart             *self,
              const XaEulerChartData *data)
{
  double counts[XA_EULER_N_REGIONS] = { 0 };

  for (guint region = 1; region < 1u << data->n; region++) {
    const XaFigure *figure = &data->regions[region];

    if ((!xa_figure_is_counted (figure) && figure->kind != XA_FIGURE_ESTIMATE) || !(figure->value >= 0) || !isfinite (figure->value))
      return FALSE;
    self->regions[region] = *figure;
    self->estimated |= figure->kind == XA_FIGURE_ESTIMATE;
    counts[region] = figure->value;
    if (figure->value > 0)
      self->items[self->n_items++] = region;
  }

  return xa_euler_fit (counts, data->n, &self->euler) && self->euler.largest_error <= XA_EULER_CHART_MOST_ERROR;
}

/**
 * xa_euler_chart_new:
 * @data: copied
 *
 * Returns: (transfer full) (nullable): the chart, or NULL where it would not tell the truth
 */
XaChart *
xa_euler_chart_new (const XaEulerChartData *data)
{
  static const XaChartKind kind = {
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .tell = tell,
    .summarise = summarise,
    .tabulate = tabulate,
    .height_for_width = height_for_width,
    .free = euler_chart_free,
  };
  EulerChart   *self;
  GStrvBuilder *names;

  g_return_val_if_fail (data->n == 2 || data->n == 3, NULL);

  self = g_new0 (EulerChart, 1);
  names = g_strv_builder_new ();
  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->n = data->n;
  for (guint i = 0; i < data->n; i++) {
    g_strv_builder_add (names, data->audiences[i]);
    self->categories[i] = data->categories[i];
  }
  self->audiences = g_strv_builder_unref_to_strv (names);
  if (!take_regions (self, data)) {
    euler_chart_free (&self->chart);
    return NULL;
  }

  return &self->chart;
}
