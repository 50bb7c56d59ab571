#include "charts/xa-figure-ink.h"

#include "charts/xa-chart-text.h"
#include "model/xa-language.h"

#include <math.h>

#define HATCH_STEP 4.0

/* Lines at 45 degrees in the clip, HATCH_STEP apart whatever the scale. */
static void
hatch (cairo_t *cr,
       double   x1,
       double   y1,
       double   x2,
       double   y2)
{
  double height = y2 - y1;

  for (double x = floor ((x1 - height) / HATCH_STEP) * HATCH_STEP; x < x2; x += HATCH_STEP) {
    cairo_move_to (cr, x, y2);
    cairo_line_to (cr, x + height, y1);
  }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/**
 * xa_ink_fill:
 * @kind: of the figure that the area stands for
 *
 * Fills the current path, and clears it.
 */
void
xa_ink_fill (cairo_t     *cr,
             XaFigureKind kind,
             XaColor      color)
{
  double x1, y1, x2, y2;

  if (kind == XA_FIGURE_EXACT) {
    xa_theme_set_color (cr, color, 1);
    cairo_fill (cr);
    return;
  }

  cairo_save (cr);
  cairo_path_extents (cr, &x1, &y1, &x2, &y2);
  xa_theme_set_color (cr, color, .25);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  xa_theme_set_color (cr, color, 1);
  hatch (cr, x1, y1, x2, y2);
  cairo_restore (cr);
}

void
xa_ink_whisker (cairo_t *cr,
                double   low,
                double   high,
                double   across,
                double   size,
                gboolean upright,
                XaColor  color)
{
  const double ends[] = { low, high };

  cairo_save (cr);
  cairo_set_line_width (cr, 1.5);
  xa_theme_set_color (cr, color, 1);
  for (guint i = 0; i < 2; i++) {
    cairo_move_to (cr, upright ? across - size / 2 : ends[i], upright ? ends[i] : across - size / 2);
    cairo_line_to (cr, upright ? across + size / 2 : ends[i], upright ? ends[i] : across + size / 2);
  }
  cairo_move_to (cr, upright ? across : low, upright ? low : across);
  cairo_line_to (cr, upright ? across : high, upright ? high : across);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_lock (cairo_t *cr,
           double   x,
           double   y,
           double   size)
{
  cairo_rectangle (cr, x - size * .35, y - size * .05, size * .7, size * .5);
  cairo_fill (cr);
  cairo_set_line_width (cr, size * .12);
  cairo_arc (cr, x, y - size * .08, size * .22, G_PI, 0);
  cairo_stroke (cr);
}

void
xa_ink_absent (cairo_t        *cr,
               XaRect          area,
               const XaTheme  *theme,
               const XaFigure *figure)
{
  double x = area.x + area.width / 2;
  double y = area.y + area.height / 2;
  double size = MIN (MIN (area.width, area.height), theme->font_size * 1.2);

  cairo_save (cr);
  cairo_new_path (cr);
  xa_theme_set_color (cr, theme->dim, 1);
  if (figure->kind == XA_FIGURE_SUPPRESSED) {
    draw_lock (cr, x, y, size);
  } else {
    cairo_set_line_width (cr, 1.5);
    cairo_move_to (cr, x - size * .25, y + size * .35);
    cairo_line_to (cr, x + size * .25, y - size * .35);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

/* An open end says "or more". */
static void
draw_open_end (cairo_t *cr,
               double   x,
               XaRect   area,
               XaColor  color)
{
  xa_theme_set_color (cr, color, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x + 2, area.y + area.height * .2);
  cairo_line_to (cr, x + 2 + area.height * .3, area.y + area.height / 2);
  cairo_line_to (cr, x + 2, area.y + area.height * .8);
  cairo_stroke (cr);
}

/**
 * xa_ink_bar:
 * @full: the value whose bar is as long as @area is wide; above 0
 *
 * Draws a figure as a bar in the grammar of certainty.
 */
void
xa_ink_bar (cairo_t        *cr,
            XaRect          area,
            const XaTheme  *theme,
            const XaFigure *figure,
            double          full,
            XaColor         color)
{
  double value = figure->kind == XA_FIGURE_LOWER_BOUND ? figure->low : figure->value;
  double y = area.y + area.height / 2;

  if (!xa_figure_has_number (figure)) {
    xa_ink_absent (cr, (XaRect) { area.x, area.y, MIN (area.width, area.height), area.height }, theme, figure);
    return;
  }

  cairo_save (cr);
  cairo_new_path (cr);
  if (figure->kind == XA_FIGURE_BOUNDS && !xa_figure_is_counted (figure)) {
    double low = area.x + area.width * CLAMP (figure->low / full, 0, 1);
    double high = area.x + area.width * CLAMP (figure->high / full, 0, 1);

    cairo_rectangle (cr, low, area.y + area.height * .3, MAX (high - low, 1), area.height * .4);
    xa_ink_fill (cr, XA_FIGURE_BOUNDS, color);
    xa_ink_whisker (cr, low, high, y, area.height * .8, FALSE, color);
  } else {
    double end = area.width * CLAMP (value / full, 0, 1);

    cairo_rectangle (cr, area.x, area.y, MAX (end, 1), area.height);
    xa_ink_fill (cr, figure->kind == XA_FIGURE_ESTIMATE ? XA_FIGURE_ESTIMATE : XA_FIGURE_EXACT, color);
    if (figure->kind == XA_FIGURE_LOWER_BOUND)
      draw_open_end (cr, area.x + end, area, color);
    else if (!isnan (figure->low) && !isnan (figure->high) && figure->high > figure->low)
      xa_ink_whisker (cr, area.x + area.width * CLAMP (figure->low / full, 0, 1), area.x + area.width * CLAMP (figure->high / full, 0, 1),
                      y, area.height * .6, FALSE, theme->foreground);
  }
  cairo_restore (cr);
}

/**
 * xa_ink_simulated:
 *
 * Writes SIMULATED into the top right corner of @area, in a box that stays legible on any chart.
 */
void
xa_ink_simulated (cairo_t       *cr,
                  XaRect         area,
                  const XaTheme *theme)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, _ ("SIMULATED"), .9, TRUE);
  double width, height;
  double x, y;

  xa_chart_text_get_size (text, &width, &height);
  x = area.x + area.width - width - 10;
  y = area.y + 4;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x - 6, y - 2, width + 12, height + 4);
  xa_theme_set_color (cr, theme->background, .85);
  cairo_fill_preserve (cr);
  xa_theme_set_color (cr, theme->dim, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  xa_theme_set_color (cr, theme->foreground, 1);
  xa_chart_text_draw (text, cr, x, y);
  cairo_restore (cr);
}

void
xa_ink_focus (cairo_t       *cr,
              XaRect         item,
              const XaTheme *theme)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, item.x - 2, item.y - 2, item.width + 4, item.height + 4);
  cairo_set_line_width (cr, 5); /* a rim, so that it stands out from what has the accent too */
  xa_theme_set_color (cr, theme->background, 1);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2);
  xa_theme_set_color (cr, theme->accent, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_dots (cairo_t *cr,
           double   x,
           double   y,
           double   radius)
{
  for (guint i = 0; i < 8; i++) {
    cairo_new_sub_path (cr);
    cairo_arc (cr, x + radius * cos (i * G_PI / 4), y + radius * sin (i * G_PI / 4), radius * .22, 0, 2 * G_PI);
  }
  cairo_fill (cr);
}

/**
 * xa_ink_coverage:
 * @area: the ring is as large as fits in the middle of it
 *
 * Draws how the members of an audience were come by.
 */
void
xa_ink_coverage (cairo_t   *cr,
                 XaRect     area,
                 XaColor    color,
                 XaCoverage coverage)
{
  double x = area.x + area.width / 2;
  double y = area.y + area.height / 2;
  double radius = MIN (area.width, area.height) * .38;

  cairo_save (cr);
  cairo_new_path (cr);
  xa_theme_set_color (cr, color, 1);
  cairo_set_line_width (cr, radius * .36);
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    cairo_stroke (cr);
    break;
  case XA_COVERAGE_FIRST_N:
    cairo_arc (cr, x, y, radius, -G_PI / 2, G_PI * .6);
    cairo_stroke (cr);
    break;
  case XA_COVERAGE_SAMPLE:
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    cairo_set_dash (cr, (double[]) { radius * .7, radius * .5 }, 2, 0);
    cairo_stroke (cr);
    break;
  case XA_COVERAGE_ACTIVE_AUTHORS:
    draw_dots (cr, x, y, radius);
    break;
  case XA_COVERAGE_REACTORS:
    draw_dots (cr, x, y, radius);
    cairo_move_to (cr, x - radius * .4, y);
    cairo_line_to (cr, x - radius * .1, y + radius * .35);
    cairo_line_to (cr, x + radius * .45, y - radius * .35);
    cairo_set_line_width (cr, radius * .25);
    cairo_stroke (cr);
    break;
  case XA_COVERAGE_COUNT_ONLY:
  default:
    cairo_set_line_width (cr, 1);
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    cairo_stroke (cr);
    break;
  }
  cairo_restore (cr);
}

/* Above the item where there is room, else below it. */
static XaRect
place_bubble (XaRect area,
              XaRect item,
              double width,
              double height)
{
  XaRect bubble = { item.x + item.width / 2 - width / 2, item.y - height - 6, width, height };

  if (bubble.y < area.y)
    bubble.y = MIN (item.y + item.height + 6, area.y + area.height - height);
  bubble.x = CLAMP (bubble.x, area.x, MAX (area.x, area.x + area.width - width));

  return bubble;
}

void
xa_ink_bubble (cairo_t       *cr,
               XaRect         area,
               const XaTheme *theme,
               XaRect         item,
               const char    *text)
{
  g_autoptr (XaChartText) line = xa_chart_text_new (cr, theme, text, 1, FALSE);
  double width, height;
  XaRect bubble;

  xa_chart_text_get_size (line, &width, &height);
  bubble = place_bubble (area, item, width + 16, height + 8);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, bubble.x, bubble.y, bubble.width, bubble.height);
  xa_theme_set_color (cr, theme->foreground, .9);
  cairo_fill (cr);
  xa_theme_set_color (cr, theme->background, 1);
  xa_chart_text_draw (line, cr, bubble.x + 8, bubble.y + 4);
  cairo_restore (cr);
}
