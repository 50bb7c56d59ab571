#include "charts/xa-scatter-chart.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-text.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>
#include <stdlib.h>

#define REACH 12.0
#define SMALLEST_RADIUS 3.5
#define LARGEST_RADIUS 13.0

/* A lift of 0 has no place on a logarithmic axis: it stands at its lower end. */
#define LEAST_LIFT 0.01

/* The search for free places stays short however many points there are. */
#define MAX_LABELS 60

typedef struct {
  XaChart         chart;
  XaChartKind     kind;   /* as the constant one, with the name of this chart */
  char           *name;   /* (owned) */
  XaScatterPoint *points; /* (owned) (array length=n_points): its labels too; the drawn ones first */
  gsize           n_points;
  gsize           n_drawn;
  gsize          *by_share, *by_lift; /* (owned) (array length=n_drawn): for the keys */
  char          **categories;         /* (owned) (nullable) */
  double          greatest_share, least_lift, greatest_lift, greatest_support;
} ScatterChart;

typedef struct {
  XaRect       plot;
  XaChartScale x, y;
  GArray      *y_ticks; /* (owned) */
} Projection;

static void
projection_clear (Projection *self)
{
  g_array_unref (self->y_ticks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Projection, projection_clear)

static Projection
project (const ScatterChart *self,
         XaRect              area,
         const XaTheme      *theme)
{
  Projection p = { 0 };
  double     line = xa_chart_line_room (theme, 1);
  double     top = line * 1.7;
  double     height = MAX (area.height - top - line * (self->categories ? 4.4 : 3.1), 1);
  double     left;
  double     low = 0;
  double     high = self->greatest_share;

  p.y_ticks = xa_chart_ticks_log (self->least_lift, self->greatest_lift, (guint) CLAMP (height / (line * 2), 2, 8));
  left = MIN (xa_chart_ticks_room (theme, p.y_ticks) + 12, area.width / 2);
  p.plot = (XaRect) { area.x + left, area.y + top, MAX (area.width - left - 12, 1), height };
  xa_chart_round_limits (&low, &high, 5, XA_FIGURE_STYLE_SHARE);
  p.x = (XaChartScale) { low, MIN (high, MAX (self->greatest_share, 1)), p.plot.x, p.plot.x + p.plot.width, FALSE };
  p.y = (XaChartScale) { self->least_lift, self->greatest_lift, p.plot.y + p.plot.height, p.plot.y, TRUE };

  return p;
}

static double
clamp_lift (double lift)
{
  return MAX (lift, LEAST_LIFT);
}

static double
place_x (const Projection *p,
         const XaFigure   *share)
{
  return xa_chart_scale_place (&p->x, xa_chart_figure_place (share));
}

static double
place_y (const Projection *p,
         const XaFigure   *lift)
{
  return xa_chart_scale_place (&p->y, clamp_lift (xa_chart_figure_place (lift)));
}

static double
get_radius (const ScatterChart *self,
            gsize               i)
{
  double support = xa_chart_figure_place (&self->points[i].support);

  if (!(support > 0) || !(self->greatest_support > 0))
    return SMALLEST_RADIUS;

  return MAX (SMALLEST_RADIUS, LARGEST_RADIUS * sqrt (support / self->greatest_support));
}

static XaRect
get_disc (const ScatterChart *self,
          const Projection   *p,
          gsize               i)
{
  double radius = get_radius (self, i);
  double x = place_x (p, &self->points[i].share);
  double y = place_y (p, &self->points[i].lift);

  return (XaRect) { x - radius, y - radius, 2 * radius, 2 * radius };
}

static double
draw_text (cairo_t       *cr,
           const XaTheme *theme,
           const char    *words,
           double         x,
           double         y,
           double         width)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, words, .95, FALSE);
  double height;

  xa_chart_text_ellipsize (text, width);
  xa_chart_text_get_size (text, &width, &height);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (text, cr, x, y);

  return x + width;
}

static void
draw_axes (const ScatterChart *self,
           const Projection   *p,
           cairo_t            *cr,
           XaRect              area,
           const XaTheme      *theme)
{
  double line = xa_chart_line_room (theme, 1);
  double bottom = p->plot.y + p->plot.height;
  double room_for_word = self->chart.simulated ? theme->font_size * 9 : 0;
  double as_often = floor (xa_chart_scale_place (&p->y, 1)) + .5;
  g_autoptr (GArray) x_ticks = xa_chart_ticks_linear (p->x.low, p->x.high, (guint) CLAMP (p->plot.width / (theme->font_size * 5), 2, 10), XA_FIGURE_STYLE_SHARE);

  xa_chart_draw_left_axis (cr, p->plot, theme, &p->y, p->y_ticks);
  xa_chart_draw_bottom_axis (cr, p->plot, theme, &p->x, x_ticks, TRUE);
  draw_text (cr, theme, _ ("times as often as others (logarithmic)"), area.x + 2, area.y + 2, area.width - room_for_word);
  draw_text (cr, theme, _ ("share of the people"), p->plot.x, bottom + line * 1.7, p->plot.width);
  cairo_move_to (cr, p->plot.x, as_often);
  cairo_line_to (cr, p->plot.x + p->plot.width, as_often);
  cairo_set_line_width (cr, 1.5);
  xa_theme_set_color (cr, theme->dim, .8);
  cairo_stroke (cr);
}

static void
draw_legend (const ScatterChart *self,
             const Projection   *p,
             cairo_t            *cr,
             const XaTheme      *theme)
{
  double line = xa_chart_line_room (theme, 1);
  double x = p->plot.x;
  double y = p->plot.y + p->plot.height + line * 3.1;
  double end = p->plot.x + p->plot.width;

  for (guint i = 0; self->categories && self->categories[i] && x + line < end; i++) {
    cairo_new_path (cr);
    cairo_arc (cr, x + line * .35, y + line * .5, line * .3, 0, 2 * G_PI);
    xa_theme_set_color (cr, xa_theme_get_category (theme, i), 1);
    cairo_fill (cr);
    x = draw_text (cr, theme, self->categories[i], x + line, y, end - x - line) + line;
  }
}

/* Solid for exact shares, hollow and hatched for what is not. */
static void
draw_disc (const ScatterChart *self,
           const Projection   *p,
           cairo_t            *cr,
           const XaTheme      *theme,
           gsize               i)
{
  const XaScatterPoint *point = &self->points[i];
  XaRect                disc = get_disc (self, p, i);
  XaColor               color = xa_theme_get_category (theme, point->category);

  cairo_new_path (cr);
  cairo_arc (cr, disc.x + disc.width / 2, disc.y + disc.height / 2, disc.width / 2, 0, 2 * G_PI);
  xa_theme_set_color (cr, theme->background, 1);
  cairo_fill_preserve (cr);
  xa_ink_fill (cr, xa_figure_is_counted (&point->share) ? XA_FIGURE_EXACT : point->share.kind, color);
  cairo_arc (cr, disc.x + disc.width / 2, disc.y + disc.height / 2, disc.width / 2, 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_figure_is_counted (&point->share) ? theme->background : color, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

/* How far the lift of one point may be from where it stands. */
static void
draw_interval (const ScatterChart *self,
               const Projection   *p,
               cairo_t            *cr,
               const XaTheme      *theme,
               gsize               i)
{
  const XaFigure *lift = &self->points[i].lift;
  double          top = p->plot.y;
  double          bottom = p->plot.y + p->plot.height;

  if (!isfinite (lift->low) || !isfinite (lift->high))
    return;
  xa_ink_whisker (cr, CLAMP (xa_chart_scale_place (&p->y, clamp_lift (lift->low)), top, bottom),
                  CLAMP (xa_chart_scale_place (&p->y, clamp_lift (lift->high)), top, bottom),
                  place_x (p, &self->points[i].share), 9, TRUE, theme->foreground);
}

static gboolean
is_free (const GArray *taken,
         XaRect        box)
{
  for (guint i = 0; i < taken->len; i++) {
    const XaRect *other = &g_array_index (taken, XaRect, i);

    if (box.x < other->x + other->width && other->x < box.x + box.width &&
        box.y < other->y + other->height && other->y < box.y + box.height)
      return FALSE;
  }

  return TRUE;
}

/* Right of its disc, else left, above or below: the first place where nothing is. */
static void
draw_label (const ScatterChart *self,
            const Projection   *p,
            cairo_t            *cr,
            const XaTheme      *theme,
            gsize               i,
            GArray             *taken)
{
  XaRect disc = get_disc (self, p, i);
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, self->points[i].label, .95, FALSE);
  double width, height;

  xa_chart_text_ellipsize (text, p->plot.width * .4);
  xa_chart_text_get_size (text, &width, &height);
  for (guint side = 0; side < 4; side++) {
    XaRect boxes[] = {
      { disc.x + disc.width + 2, disc.y + disc.height / 2 - height / 2, width, height },
      { disc.x - 2 - width, disc.y + disc.height / 2 - height / 2, width, height },
      { disc.x + disc.width / 2 - width / 2, disc.y - height - 1, width, height },
      { disc.x + disc.width / 2 - width / 2, disc.y + disc.height + 1, width, height },
    };
    XaRect box = boxes[side];

    if (box.x < p->plot.x || box.x + width > p->plot.x + p->plot.width + 10 ||
        box.y < p->plot.y - 6 || box.y + height > p->plot.y + p->plot.height || !is_free (taken, box))
      continue;
    g_array_append_val (taken, box);
    xa_chart_text_draw_rimmed (text, cr, box.x, box.y, theme->foreground, theme->background);
    return;
  }
}

static void
draw_labels (const ScatterChart *self,
             const Projection   *p,
             cairo_t            *cr,
             const XaTheme      *theme)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (XaRect));

  for (gsize i = 0; i < self->n_drawn; i++) {
    XaRect disc = get_disc (self, p, i);

    g_array_append_val (taken, disc);
  }
  for (gsize i = 0; i < MIN (self->n_drawn, MAX_LABELS); i++)
    draw_label (self, p, cr, theme, i, taken);
}

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  g_auto (Projection) p = project (self, area, theme);

  cairo_new_path (cr);
  draw_axes (self, &p, cr, area, theme);
  draw_legend (self, &p, cr, theme);
  for (gsize i = self->n_drawn; i-- > 0;) /* the first on top */
    draw_disc (self, &p, cr, theme, i);
  draw_labels (self, &p, cr, theme);
  if (focus >= 0 && focus < (gssize) self->n_drawn) {
    draw_interval (self, &p, cr, theme, (gsize) focus);
    xa_ink_focus (cr, get_disc (self, &p, (gsize) focus), theme);
  }
}

static gsize
count (const XaChart *chart)
{
  return ((const ScatterChart *) chart)->n_drawn;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  g_auto (Projection) p = project (self, area, theme);

  return get_disc (self, &p, item);
}

static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  g_auto (Projection) p = project (self, area, theme);
  double nearest = INFINITY;
  gssize found = -1;

  for (gsize i = 0; i < self->n_drawn; i++) {
    XaRect disc = get_disc (self, &p, i);
    double distance = hypot (disc.x + disc.width / 2 - x, disc.y + disc.height / 2 - y);

    if (distance < MAX (REACH, disc.width / 2) && distance < nearest) {
      nearest = distance;
      found = (gssize) i;
    }
  }

  return found;
}

static gssize
step_in (const gsize *order,
         gsize        n,
         gsize        item,
         int          direction)
{
  for (gsize i = 0; i < n; i++)
    if (order[i] == item)
      return (gssize) order[CLAMP ((gssize) i + direction, 0, (gssize) n - 1)];

  return (gssize) item;
}

/* Left and right by share, up and down by lift, so that the keys reach every point. */
static gssize
step (const XaChart *chart,
      gsize          item,
      int            dx,
      int            dy)
{
  const ScatterChart *self = (const ScatterChart *) chart;

  return dx != 0 ? step_in (self->by_share, self->n_drawn, item, dx) : step_in (self->by_lift, self->n_drawn, item, -dy);
}

static char *
tell (const XaChart *chart,
      gsize          item)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  g_autofree char    *share = xa_figure_format (&self->points[item].share, XA_FIGURE_STYLE_SHARE);
  g_autofree char    *lift = xa_figure_format (&self->points[item].lift, XA_FIGURE_STYLE_RATIO);
  g_autofree char    *support = xa_chart_figure_words (&self->points[item].support, XA_FIGURE_STYLE_COUNT, _ ("people"));

  return g_strdup_printf (_ ("%s: %s, %s times as often as others; %s"), self->points[item].label, share, lift, support);
}

static char *
summarise (const XaChart *chart)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  GString            *text = g_string_new (self->name);

  if (self->n_drawn == 0)
    g_string_append_printf (text, ": %s", _ ("nothing that can be shown"));
  for (gsize i = 0; i < MIN (self->n_drawn, 3); i++) {
    g_autofree char *words = tell (chart, i);

    g_string_append_printf (text, "%s%s", i == 0 ? ": " : ". ", words);
  }
  if (self->n_drawn > 3)
    g_string_append_printf (text, _ (". %zu more"), self->n_drawn - 3);
  if (self->n_points > self->n_drawn)
    g_string_append_printf (text, _ (". %zu without a number"), self->n_points - self->n_drawn);
  g_string_append_c (text, '.');

  return g_string_free_and_steal (text);
}

static GPtrArray *
tabulate (const XaChart *chart)
{
  const ScatterChart *self = (const ScatterChart *) chart;
  GPtrArray          *table = xa_chart_table_new ("name",
                                                  "share", "share low", "share high", "share kind", "share note",
                                                  "lift", "lift low", "lift high", "lift kind", "lift note",
                                                  "people", "people low", "people high", "people kind", "people note", NULL);

  for (gsize i = 0; i < self->n_points; i++) {
    GStrvBuilder *row = g_strv_builder_new ();

    g_strv_builder_add (row, self->points[i].label);
    xa_chart_row_add_figure (row, &self->points[i].share);
    xa_chart_row_add_figure (row, &self->points[i].lift);
    xa_chart_row_add_figure (row, &self->points[i].support);
    xa_chart_table_add (table, row);
  }

  return table;
}

static double
height_for_width (const XaChart *chart,
                  double         width)
{
  return CLAMP (width * .6, 260, 460);
}

static void
scatter_chart_free (XaChart *chart)
{
  ScatterChart *self = (ScatterChart *) chart;

  for (gsize i = 0; i < self->n_points; i++)
    g_free ((char *) self->points[i].label);
  g_free (self->points);
  g_free (self->by_share);
  g_free (self->by_lift);
  g_strfreev (self->categories);
  g_free (self->name);
  g_free (self);
}

static gboolean
can_be_drawn (const XaScatterPoint *point)
{
  return isfinite (xa_chart_figure_place (&point->share)) && isfinite (xa_chart_figure_place (&point->lift));
}

static void
add_points (ScatterChart             *self,
            const XaScatterChartData *data,
            gboolean                  drawn)
{
  for (gsize i = 0; i < data->n_points; i++)
    if (can_be_drawn (&data->points[i]) == drawn) {
      self->points[self->n_points] = data->points[i];
      self->points[self->n_points++].label = g_strdup (data->points[i].label);
    }
}

static int
compare_share (const void *a,
               const void *b,
               void       *data)
{
  const ScatterChart *self = data;
  gsize               i = *(const gsize *) a;
  gsize               j = *(const gsize *) b;
  double              x = xa_chart_figure_place (&self->points[i].share);
  double              y = xa_chart_figure_place (&self->points[j].share);

  return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static int
compare_lift (const void *a,
              const void *b,
              void       *data)
{
  const ScatterChart *self = data;
  gsize               i = *(const gsize *) a;
  gsize               j = *(const gsize *) b;
  double              x = xa_chart_figure_place (&self->points[i].lift);
  double              y = xa_chart_figure_place (&self->points[j].lift);

  return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static gsize *
sort_drawn (ScatterChart    *self,
            GCompareDataFunc compare)
{
  gsize *order = g_new (gsize, MAX (self->n_drawn, 1));

  for (gsize i = 0; i < self->n_drawn; i++)
    order[i] = i;
  g_sort_array (order, self->n_drawn, sizeof *order, compare, self);

  return order;
}

/* The axis of lifts always holds 1, and some room around. */
static void
measure (ScatterChart *self)
{
  self->least_lift = 1;
  self->greatest_lift = 1;
  for (gsize i = 0; i < self->n_drawn; i++) {
    double lift = clamp_lift (xa_chart_figure_place (&self->points[i].lift));
    double support = xa_chart_figure_place (&self->points[i].support);

    self->least_lift = MIN (self->least_lift, lift);
    self->greatest_lift = MAX (self->greatest_lift, lift);
    self->greatest_share = MAX (self->greatest_share, xa_chart_figure_place (&self->points[i].share));
    if (isfinite (support))
      self->greatest_support = MAX (self->greatest_support, support);
  }
  self->least_lift /= 1.3;
  self->greatest_lift *= 1.3;
  if (!(self->greatest_share > 0))
    self->greatest_share = 1;
}

/**
 * xa_scatter_chart_new:
 * @data: copied
 *
 * Returns: (transfer full): shares to the right, lifts upwards
 */
XaChart *
xa_scatter_chart_new (const XaScatterChartData *data)
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
    .free = scatter_chart_free,
  };
  ScatterChart *self = g_new0 (ScatterChart, 1);

  self->name = g_strdup (data->name ? data->name : "");
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->categories = g_strdupv ((char **) data->categories);
  self->points = g_new (XaScatterPoint, MAX (data->n_points, 1));
  add_points (self, data, TRUE);
  self->n_drawn = self->n_points;
  add_points (self, data, FALSE);
  self->by_share = sort_drawn (self, compare_share);
  self->by_lift = sort_drawn (self, compare_lift);
  measure (self);

  return &self->chart;
}
