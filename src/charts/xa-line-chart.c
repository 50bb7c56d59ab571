#include "charts/xa-line-chart-private.h"

#include "charts/xa-chart-axis.h"
#include "charts/xa-chart-text.h"
#include "charts/xa-chart-words.h"
#include "charts/xa-figure-ink.h"
#include "model/xa-language.h"

#include <math.h>
#include <stdlib.h>

/* How near the pointer has to come to a point, in units of the target. */
#define REACH 24.0

#define LINE_WIDTH 2.0

/* The least that the axis of counts spans. */
#define LEAST_SPREAD 8.0

/* Where everything goes: the one projection that drawing and picking share. */
typedef struct {
  XaRect       plot;
  XaChartScale x, y;
  GArray      *y_ticks; /* (owned) */
  double       flags;   /* the middle of the row of flags */
  double       note;    /* of the row that says where the axis begins */
} Projection;

static void
projection_clear (Projection *self)
{
  g_array_unref (self->y_ticks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Projection, projection_clear)

/* Where the row that tells of the axis is there, the flags have another below it. */
static gboolean
has_two_rows (const XaLineChart *self)
{
  return self->n_events > 0 && self->least > 0;
}

static Projection
project (const XaLineChart *self,
         XaRect             area,
         const XaTheme     *theme)
{
  Projection p = { 0 };
  double     line = xa_chart_line_room (theme, 1);
  double     top = line * (has_two_rows (self) ? 2.9 : 1.8);
  double     height = MAX (area.height - top - line * 1.8, 1);
  guint      n_ticks = (guint) CLAMP (height / (line * 2.2), 2, 8);
  double     low = self->least;
  double     high = self->greatest;
  double     left;

  if (self->style == XA_FIGURE_STYLE_COUNT && high - low < LEAST_SPREAD) { /* one person more is no leap */
    low = MAX (low - (LEAST_SPREAD - (high - low)) / 2, MIN (low, 0));
    high = low + LEAST_SPREAD;
  }
  xa_chart_round_limits (&low, &high, n_ticks, self->style);
  p.y_ticks = xa_chart_ticks_linear (low, high, n_ticks, self->style);
  left = MIN (xa_chart_ticks_room (theme, p.y_ticks) + 12, area.width / 2);
  p.plot = (XaRect) { area.x + left, area.y + top, MAX (area.width - left - 10, 1), height };
  p.flags = p.plot.y - line * .95;
  p.note = area.y + line * .65;
  p.y = (XaChartScale) { low, high, p.plot.y + p.plot.height, p.plot.y, FALSE };
  p.x = (XaChartScale) { (double) self->from_us, (double) self->to_us, p.plot.x, p.plot.x + p.plot.width, FALSE };

  return p;
}

static double
place_x (const Projection *p,
         gint64            at_us)
{
  return xa_chart_scale_place (&p->x, (double) at_us);
}

/* Far away is far enough: cairo counts in 24 bits. */
static double
place_y (const Projection *p,
         double            value)
{
  return CLAMP (xa_chart_scale_place (&p->y, value), p->plot.y - 1e5, p->plot.y + p->plot.height + 1e5);
}

/* Whether between two points begins what was seen by another way. */
gboolean
xa_line_chart_is_broken (const XaLineChart *self,
                         gint64             before_us,
                         gint64             after_us)
{
  for (gsize i = 0; i < self->n_events; i++)
    if (self->events[i].is_break && self->events[i].at_us > before_us && self->events[i].at_us <= after_us)
      return TRUE;

  return FALSE;
}

/* Whether the line goes on from the point before. */
static gboolean
is_joined (const XaLineChart *self,
           gsize              i)
{
  return i > 0 && xa_line_chart_has_number (self, i - 1) && xa_line_chart_has_number (self, i) &&
         (self->max_gap_us <= 0 || self->points[i].at_us - self->points[i - 1].at_us <= self->max_gap_us) &&
         !xa_line_chart_is_broken (self, self->points[i - 1].at_us, self->points[i].at_us);
}

static gboolean
has_band (const XaLineChart *self,
          gsize              i)
{
  const XaFigure *figure = &self->points[i].figure;

  return figure->kind != XA_FIGURE_EXACT && xa_line_chart_has_number (self, i) && isfinite (figure->low) && isfinite (figure->high);
}

/* The band of a run of points, each of which has one; of a single point, a whisker. */
static void
draw_band (const XaLineChart *self,
           const Projection  *p,
           cairo_t           *cr,
           const XaTheme     *theme,
           gsize              first,
           gsize              last)
{
  if (first == last) {
    const XaLinePoint *point = &self->points[first];

    xa_ink_whisker (cr, place_y (p, point->figure.low), place_y (p, point->figure.high), place_x (p, point->at_us), 7, TRUE, theme->accent);
    return;
  }

  cairo_new_path (cr);
  for (gsize i = first; i <= last; i++)
    cairo_line_to (cr, place_x (p, self->points[i].at_us), place_y (p, self->points[i].figure.high));
  for (gsize i = last + 1; i-- > first;)
    cairo_line_to (cr, place_x (p, self->points[i].at_us), place_y (p, self->points[i].figure.low));
  cairo_close_path (cr);
  cairo_push_group (cr);
  xa_ink_fill (cr, XA_FIGURE_ESTIMATE, theme->accent);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, .45);
}

static void
draw_bands (const XaLineChart *self,
            const Projection  *p,
            cairo_t           *cr,
            const XaTheme     *theme)
{
  for (gsize first = 0; first < self->n_points; first++) {
    gsize last = first;

    if (!has_band (self, first))
      continue;
    while (last + 1 < self->n_points && has_band (self, last + 1) && is_joined (self, last + 1))
      last++;
    draw_band (self, p, cr, theme, first, last);
    first = last;
  }
}

/* Solid between exact figures, dashed where one end is not. */
static void
draw_line (const XaLineChart *self,
           const Projection  *p,
           cairo_t           *cr,
           const XaTheme     *theme,
           gboolean           exact)
{
  static const double dashes[] = { 5, 4 };

  cairo_new_path (cr);
  for (gsize i = 1; i < self->n_points; i++) {
    const XaLinePoint *a = &self->points[i - 1];
    const XaLinePoint *b = &self->points[i];

    if (!is_joined (self, i) || exact != (xa_figure_is_counted (&a->figure) && xa_figure_is_counted (&b->figure)))
      continue;
    cairo_move_to (cr, place_x (p, a->at_us), place_y (p, xa_chart_figure_place (&a->figure)));
    cairo_line_to (cr, place_x (p, b->at_us), place_y (p, xa_chart_figure_place (&b->figure)));
  }
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_cap (cr, exact ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dashes, exact ? 0 : G_N_ELEMENTS (dashes), 0);
  xa_theme_set_color (cr, theme->accent, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* A disc; hollow for what is not exact, with an arrow upwards for "at least". */
static void
draw_point (const XaLineChart *self,
            const Projection  *p,
            cairo_t           *cr,
            const XaTheme     *theme,
            gsize              i,
            double             radius)
{
  const XaLinePoint *point = &self->points[i];
  double             x = place_x (p, point->at_us);
  double             y = place_y (p, xa_chart_figure_place (&point->figure));

  cairo_new_path (cr);
  if (point->figure.kind == XA_FIGURE_LOWER_BOUND) {
    cairo_move_to (cr, x - radius, y - radius - 1);
    cairo_line_to (cr, x, y - 2 * radius - 2);
    cairo_line_to (cr, x + radius, y - radius - 1);
    xa_theme_set_color (cr, theme->accent, 1);
    cairo_set_line_width (cr, 1.5);
    cairo_stroke (cr);
  }
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_figure_is_counted (&point->figure) ? theme->accent : theme->background, 1);
  cairo_fill_preserve (cr);
  xa_theme_set_color (cr, theme->accent, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

/* Points are marked where there is room; those that no line reaches always are. */
static void
draw_points (const XaLineChart *self,
             const Projection  *p,
             cairo_t           *cr,
             const XaTheme     *theme)
{
  gboolean room = self->n_points < p->plot.width / 12;
  double   line = xa_chart_line_room (theme, 1);

  for (gsize i = 0; i < self->n_points; i++) {
    if (!xa_line_chart_has_number (self, i)) {
      XaRect sign = { place_x (p, self->points[i].at_us) - line / 2, p->plot.y + p->plot.height - line, line, line };

      if (room)
        xa_ink_absent (cr, sign, theme, &self->points[i].figure);
    } else if (room || (!is_joined (self, i) && !(i + 1 < self->n_points && is_joined (self, i + 1)))) {
      draw_point (self, p, cr, theme, i, 2.5);
    }
  }
}

/* What lies between the last point and now is grey: nobody looked. */
static void
draw_stale (const XaLineChart *self,
            const Projection  *p,
            cairo_t           *cr,
            const XaTheme     *theme)
{
  g_autoptr (XaChartText) text = NULL;
  double left, width, text_width, text_height;

  if (self->n_points == 0 || self->now_us == XA_TIME_UNKNOWN)
    return;
  left = MAX (place_x (p, self->points[self->n_points - 1].at_us), p->plot.x);
  width = MIN (place_x (p, self->now_us), p->plot.x + p->plot.width) - left;
  if (width < 2)
    return;

  cairo_rectangle (cr, left, p->plot.y, width, p->plot.height);
  xa_theme_set_color (cr, theme->dim, .15);
  cairo_fill (cr);
  text = xa_chart_text_new (cr, theme, _ ("not seen since"), .9, FALSE);
  xa_chart_text_get_size (text, &text_width, &text_height);
  if (text_width + 8 > width)
    return;
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (text, cr, left + (width - text_width) / 2, p->plot.y + p->plot.height - text_height - 4);
}

/* A dashed pole under a pennant; of a break a whole one, that looks like the edge it is. */
static void
draw_pole (const XaLineChart *self,
           const Projection  *p,
           cairo_t           *cr,
           const XaTheme     *theme,
           gsize              i,
           double             x)
{
  static const double dashes[] = { 2, 3 };
  gboolean            is_break = self->events[i].is_break;

  cairo_new_path (cr);
  cairo_move_to (cr, x, p->flags + 5);
  cairo_line_to (cr, x, p->plot.y + p->plot.height);
  cairo_set_dash (cr, dashes, is_break ? 0 : G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (cr, is_break ? 2 : 1);
  xa_theme_set_color (cr, is_break ? theme->foreground : theme->dim, .8);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* A pennant in the row above, on a pole; its label where there is room before the next, or else after the one before.
 * Returns: to where it takes the row */
static double
draw_event (const XaLineChart *self,
            const Projection  *p,
            cairo_t           *cr,
            const XaTheme     *theme,
            gsize              i,
            double             free_from,
            double             free_to)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, self->events[i].label, .9, FALSE);
  double x = floor (place_x (p, self->events[i].at_us)) + .5;
  double width, height;

  cairo_move_to (cr, x, p->flags - 5);
  cairo_line_to (cr, x + 8, p->flags - 1);
  cairo_line_to (cr, x, p->flags + 3);
  cairo_close_path (cr);
  xa_theme_set_color (cr, theme->foreground, .8);
  cairo_fill (cr);
  xa_chart_text_get_size (text, &width, &height);
  if (x + 11 + width > free_to && (x > free_to + 1 || x - 4 - width < MAX (free_from + 6, p->plot.x)))
    return x;
  xa_theme_set_color (cr, self->events[i].is_break ? theme->foreground : theme->dim, 1);
  xa_chart_text_draw (text, cr, x + 11 + width > free_to ? x - 4 - width : x + 11, p->flags - height / 2);

  return x + 11 + (x + 11 + width > free_to ? 0 : width);
}

/* An axis that begins above 0 makes small changes look large, which has to be said. */
static void
draw_note (const XaLineChart *self,
           const Projection  *p,
           cairo_t           *cr,
           XaRect             area,
           const XaTheme     *theme)
{
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;
  g_autoptr (XaChartText) text = NULL;
  XaFigure low = xa_figure_exact (p->y.low);
  double   width, height;

  if (!(p->y.low > 0))
    return;
  number = xa_figure_format (&low, self->style);
  words = g_strdup_printf (_ ("axis begins at %s"), number);
  text = xa_chart_text_new (cr, theme, words, .9, FALSE);
  xa_chart_text_get_size (text, &width, &height);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (text, cr, area.x + 2, p->note - height / 2);
}

/* Where the row is taken by the next event. What is said of a break goes before all that is not. */
static double
find_free_to (const XaLineChart *self,
              const Projection  *p,
              gsize              i)
{
  for (gsize next = i + 1; next < self->n_events; next++)
    if (!self->events[i].is_break || self->events[next].is_break)
      return place_x (p, self->events[next].at_us) - 2;

  return INFINITY;
}

static void
draw_events (const XaLineChart *self,
             const Projection  *p,
             cairo_t           *cr,
             const XaTheme     *theme)
{
  double room_for_word = self->chart.simulated && !has_two_rows (self) ? theme->font_size * 9 : 0;
  double free_from = -INFINITY;

  for (gsize i = 0; i < self->n_events; i++) {
    double free_to = MIN (find_free_to (self, p, i), p->plot.x + p->plot.width - room_for_word);
    double x = place_x (p, self->events[i].at_us);

    draw_pole (self, p, cr, theme, i, floor (x) + .5);
    if (self->events[i].is_break || x >= free_from)
      free_from = draw_event (self, p, cr, theme, i, free_from, free_to);
  }
}

static void
draw_nothing (cairo_t       *cr,
              XaRect         area,
              const XaTheme *theme)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, _ ("nothing known in this time"), 1, FALSE);
  double width, height;

  xa_chart_text_get_size (text, &width, &height);
  xa_theme_set_color (cr, theme->dim, 1);
  xa_chart_text_draw (text, cr, area.x + (area.width - width) / 2, area.y + (area.height - height) / 2);
}

static XaRect locate (const XaChart *chart, XaRect area, const XaTheme *theme, gsize item);

static void
draw (const XaChart *chart,
      cairo_t       *cr,
      XaRect         area,
      const XaTheme *theme,
      gssize         focus)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  g_auto (Projection) p = project (self, area, theme);
  g_autoptr (GArray) x_ticks = NULL;

  if (self->n_points == 0) {
    draw_nothing (cr, area, theme);
    return;
  }

  x_ticks = xa_chart_ticks_time (self->from_us, self->to_us, (guint) CLAMP (p.plot.width / (theme->font_size * 7), 1, 12), self->zone);
  draw_stale (self, &p, cr, theme);
  xa_chart_draw_left_axis (cr, p.plot, theme, &p.y, p.y_ticks);
  xa_chart_draw_bottom_axis (cr, p.plot, theme, &p.x, x_ticks, FALSE);
  draw_note (self, &p, cr, area, theme);
  draw_events (self, &p, cr, theme);
  cairo_save (cr);
  cairo_rectangle (cr, p.plot.x - 4, p.plot.y - 8, p.plot.width + 8, p.plot.height + 12);
  cairo_clip (cr);
  draw_bands (self, &p, cr, theme);
  draw_line (self, &p, cr, theme, TRUE);
  draw_line (self, &p, cr, theme, FALSE);
  draw_points (self, &p, cr, theme);
  if (focus >= 0 && focus < (gssize) (self->n_points + self->n_events) && !self->items[focus].is_event && xa_line_chart_has_number (self, self->items[focus].index))
    draw_point (self, &p, cr, theme, self->items[focus].index, 4.5);
  cairo_restore (cr);
  if (focus >= 0 && focus < (gssize) (self->n_points + self->n_events))
    xa_ink_focus (cr, locate (chart, area, theme, (gsize) focus), theme);
}

static gsize
count (const XaChart *chart)
{
  const XaLineChart *self = (const XaLineChart *) chart;

  return self->n_points + self->n_events;
}

static XaRect
locate (const XaChart *chart,
        XaRect         area,
        const XaTheme *theme,
        gsize          item)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  g_auto (Projection) p = project (self, area, theme);
  const XaLineItem *at = &self->items[item];
  double            x = place_x (&p, at->at_us);
  double            y;

  if (at->is_event)
    return (XaRect) { x - 2, p.flags - 7, 12, 12 };
  y = xa_line_chart_has_number (self, at->index) ? place_y (&p, xa_chart_figure_place (&self->points[at->index].figure))
                                                 : p.plot.y + p.plot.height - xa_chart_line_room (theme, 1) / 2;

  return (XaRect) { x - 6, y - 6, 12, 12 };
}

/* Above the plot the nearest flag, else the point nearest in time. */
static gssize
pick (const XaChart *chart,
      XaRect         area,
      const XaTheme *theme,
      double         x,
      double         y)
{
  const XaLineChart *self = (const XaLineChart *) chart;
  g_auto (Projection) p = project (self, area, theme);
  gboolean among_events = y < p.plot.y - 4;
  double   nearest = among_events ? 10 : REACH;
  gssize   found = -1;

  if (x < p.plot.x - REACH || x > p.plot.x + p.plot.width + REACH || y < area.y || y > p.plot.y + p.plot.height + REACH)
    return -1;
  for (gsize i = 0; i < self->n_points + self->n_events; i++) {
    double distance = fabs (place_x (&p, self->items[i].at_us) + (among_events ? 4 : 0) - x);

    if (self->items[i].is_event == among_events && distance < nearest) {
      nearest = distance;
      found = (gssize) i;
    }
  }

  return found;
}

/* Growth reads best wide and low. */
static double
height_for_width (const XaChart *chart,
                  double         width)
{
  return CLAMP (width * .35, 170, 320);
}

static void
line_chart_free (XaChart *chart)
{
  XaLineChart *self = (XaLineChart *) chart;

  for (gsize i = 0; i < self->n_events; i++) {
    g_free (self->events[i].label);
    g_free (self->events[i].words);
  }
  g_free (self->events);
  g_free (self->points);
  g_free (self->items);
  g_free (self->name);
  g_free (self->unit);
  g_time_zone_unref (self->zone);
  g_free (self);
}

static int
compare_items (const void *a,
               const void *b)
{
  const XaLineItem *x = a;
  const XaLineItem *y = b;

  if (x->at_us != y->at_us)
    return (x->at_us > y->at_us) - (x->at_us < y->at_us);
  if (x->is_event != y->is_event)
    return x->is_event - y->is_event;

  return (x->index > y->index) - (x->index < y->index);
}

static void
widen (XaLineChart *self,
       double       value)
{
  if (!isfinite (value))
    return;
  self->least = isnan (self->least) ? value : MIN (self->least, value);
  self->greatest = isnan (self->greatest) ? value : MAX (self->greatest, value);
}

/* What the axes have to span. */
static void
measure (XaLineChart *self)
{
  self->least = self->greatest = NAN;
  for (gsize i = 0; i < self->n_points; i++) {
    const XaFigure *figure = &self->points[i].figure;

    if (xa_figure_has_number (figure)) {
      widen (self, xa_chart_figure_place (figure));
      widen (self, figure->low);
      widen (self, figure->high);
    }
    self->with_hours |= i > 0 && self->points[i].at_us - self->points[i - 1].at_us < XA_USEC_PER_DAY - XA_USEC_PER_HOUR;
  }
  if (self->n_points > 0 && self->from_us == XA_TIME_UNKNOWN)
    self->from_us = self->points[0].at_us;
  if (self->n_points > 0 && self->to_us == XA_TIME_UNKNOWN) {
    gint64 last_us = self->points[self->n_points - 1].at_us;

    self->to_us = self->now_us == XA_TIME_UNKNOWN ? last_us : MAX (last_us, self->now_us);
  }
  if (self->from_us == XA_TIME_UNKNOWN)
    self->from_us = 0;
  if (self->to_us <= self->from_us) { /* a single point stands in the middle of two days */
    self->from_us -= XA_USEC_PER_DAY;
    self->to_us = self->from_us + 2 * XA_USEC_PER_DAY;
  }
}

static void
add_event (XaLineChart       *self,
           const XaLineEvent *event)
{
  self->items[self->n_points + self->n_events] = (XaLineItem) { event->at_us, TRUE, self->n_events };
  self->events[self->n_events++] = (XaLineFlag) { event->at_us, g_strdup (event->label), g_strdup (event->words), event->is_break };
}

/**
 * xa_line_chart_new:
 * @data: copied, without the events that are outside what the axis spans
 *
 * Returns: (transfer full): figures over time as a line, with a band where they are not exact
 */
XaChart *
xa_line_chart_new (const XaLineChartData *data)
{
  static const XaChartKind kind = {
    .draw = draw,
    .count = count,
    .pick = pick,
    .locate = locate,
    .tell = xa_line_chart_tell,
    .summarise = xa_line_chart_summarise,
    .tabulate = xa_line_chart_tabulate,
    .height_for_width = height_for_width,
    .free = line_chart_free,
  };
  XaLineChart *self = g_new0 (XaLineChart, 1);

  self->name = g_strdup (data->name ? data->name : "");
  self->unit = g_strdup (data->unit);
  self->kind = kind;
  self->kind.name = self->name;
  self->chart = (XaChart) { &self->kind, data->simulated };
  self->style = data->style;
  self->points = g_memdup2 (data->points, data->n_points * sizeof *data->points);
  self->n_points = data->n_points;
  self->events = g_new0 (XaLineFlag, MAX (data->n_events, 1));
  self->items = g_new (XaLineItem, MAX (data->n_points + data->n_events, 1));
  self->zone = data->zone ? g_time_zone_ref (data->zone) : g_time_zone_new_utc ();
  self->from_us = data->from_us;
  self->to_us = data->to_us;
  self->now_us = data->now_us;
  self->max_gap_us = data->max_gap_us;
  measure (self);
  for (gsize i = 0; i < data->n_points; i++)
    self->items[i] = (XaLineItem) { data->points[i].at_us, FALSE, i };
  for (gsize i = 0; i < data->n_events; i++)
    if (data->events[i].at_us >= self->from_us && data->events[i].at_us <= self->to_us)
      add_event (self, &data->events[i]);
  qsort (self->items, self->n_points + self->n_events, sizeof *self->items, compare_items);

  return &self->chart;
}
