#include "charts/xa-graph-chart.h"

#include "charts/xa-chart-text.h"

#include <math.h>
#include <stdlib.h>

#define MARGIN 24.0
#define HEADER 44.0
#define FOOTER 28.0

/* The largest disc, as a share of the shorter side, and the smallest, in units of the target. */
#define LARGEST_SHARE 0.045
#define SMALLEST_RADIUS 3.0

/* The least room between discs, in units of the target: a line and a label fit in. */
#define DISC_GAP 16.0

/* How far a line bends aside, as a share of its length. */
#define BEND 0.08

/* Where the layout goes in the picture: the one projection that drawing and picking share. */
typedef struct {
  double scale;
  double x, y;         /* of the layout's origin */
  double radius_scale; /* times the square root of a node's size */
} Projection;

static double
get_largest (const XaGraphChart *chart)
{
  double largest = 0;

  for (guint32 i = 0; i < chart->n_nodes; i++)
    largest = MAX (largest, chart->nodes[i].size);

  return largest;
}

/* What is left for the layout when the largest disc may stand at any edge of it. */
static XaRect
get_plot (XaRect area)
{
  double inset = MARGIN + LARGEST_SHARE * MIN (area.width, area.height);

  return (XaRect) { area.x + inset, area.y + HEADER + inset, MAX (area.width - 2 * inset, 1), MAX (area.height - HEADER - FOOTER - 2 * inset, 1) };
}

static Projection
project (const XaGraphChart *chart,
         XaRect              area)
{
  Projection self = { 0 };
  XaPoint    low = { INFINITY, INFINITY };
  XaPoint    high = { -INFINITY, -INFINITY };
  XaRect     plot = get_plot (area);
  double     largest = get_largest (chart);

  for (guint32 i = 0; i < chart->n_nodes; i++) {
    XaPoint at = chart->nodes[i].at;

    low = (XaPoint) { MIN (low.x, at.x), MIN (low.y, at.y) };
    high = (XaPoint) { MAX (high.x, at.x), MAX (high.y, at.y) };
  }
  if (chart->n_nodes > 1 && high.x - low.x + high.y - low.y > 1e-9)
    self.scale = MIN (plot.width / MAX (high.x - low.x, 1e-9), plot.height / MAX (high.y - low.y, 1e-9));
  self.x = plot.x + plot.width / 2 - (self.scale > 0 ? self.scale * (low.x + high.x) / 2 : 0);
  self.y = plot.y + plot.height / 2 - (self.scale > 0 ? self.scale * (low.y + high.y) / 2 : 0);
  if (largest > 0)
    self.radius_scale = LARGEST_SHARE * MIN (area.width, area.height) / sqrt (largest);

  return self;
}

static XaPoint
place (const Projection *projection,
       XaPoint           at)
{
  return (XaPoint) { projection->x + at.x * projection->scale, projection->y + at.y * projection->scale };
}

static double
get_radius (const Projection  *projection,
            const XaGraphNode *node)
{
  return MAX (SMALLEST_RADIUS, projection->radius_scale * sqrt (MAX (node->size, 0)));
}

static void
draw_head (cairo_t *cr,
           XaPoint  tip,
           double   angle,
           double   size)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, tip.x, tip.y);
  cairo_line_to (cr, tip.x - size * cos (angle - 0.4), tip.y - size * sin (angle - 0.4));
  cairo_line_to (cr, tip.x - size * cos (angle + 0.4), tip.y - size * sin (angle + 0.4));
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_line (const XaGraphChart *chart,
           const Projection   *projection,
           cairo_t            *cr,
           const XaTheme      *theme,
           const XaGraphLine  *line)
{
  static const double dashes[] = { 5, 4 };
  XaPoint             a = place (projection, chart->nodes[line->a].at);
  XaPoint             b = place (projection, chart->nodes[line->b].at);
  double              dx = b.x - a.x;
  double              dy = b.y - a.y;
  XaPoint             bend = { (a.x + b.x) / 2 - dy * BEND, (a.y + b.y) / 2 + dx * BEND };
  double              width = 0.5 + 5.5 * CLAMP (line->strength, 0, 1);

  xa_theme_set_color (cr, line->directed ? theme->accent : theme->dim, 0.12 + 0.5 * CLAMP (line->certainty, 0, 1));
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, dashes, line->directed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_move_to (cr, a.x, a.y);
  cairo_curve_to (cr, bend.x, bend.y, bend.x, bend.y, b.x, b.y);
  cairo_stroke (cr);
  if (line->directed) {
    double angle = atan2 (b.y - bend.y, b.x - bend.x);
    double radius = get_radius (projection, &chart->nodes[line->b]) + 1;

    draw_head (cr, (XaPoint) { b.x - radius * cos (angle), b.y - radius * sin (angle) }, angle, 5 + width);
  }
}

static void
draw_node (const Projection  *projection,
           cairo_t           *cr,
           const XaTheme     *theme,
           const XaGraphNode *node)
{
  XaPoint at = place (projection, node->at);

  cairo_new_sub_path (cr);
  cairo_arc (cr, at.x, at.y, get_radius (projection, node), 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_theme_get_category (theme, node->category), 1);
  cairo_fill_preserve (cr);
  xa_theme_set_color (cr, theme->background, 1); /* so that overlaps read */
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

typedef struct {
  guint32 node;
  double  size;
} Rank;

static int
compare_rank (const void *a,
              const void *b)
{
  const Rank *x = a;
  const Rank *y = b;

  return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : (x->node > y->node) - (x->node < y->node);
}

static Rank *
rank_nodes (const XaGraphChart *chart)
{
  Rank *ranks = g_new (Rank, MAX (chart->n_nodes, 1));

  for (guint32 i = 0; i < chart->n_nodes; i++)
    ranks[i] = (Rank) { i, chart->nodes[i].size };
  qsort (ranks, chart->n_nodes, sizeof *ranks, compare_rank);

  return ranks;
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

static gboolean
is_inside (XaRect area,
           XaRect box)
{
  return box.x >= area.x && box.y >= area.y && box.x + box.width <= area.x + area.width &&
         box.y + box.height <= area.y + area.height;
}

/* The label goes below its disc, else above, right or left: the first place that is free. */
static void
draw_label (const XaGraphChart *chart,
            const Projection   *projection,
            cairo_t            *cr,
            XaRect              area,
            const XaTheme      *theme,
            guint32             node,
            GArray             *taken)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, chart->nodes[node].label, 1, FALSE);
  XaPoint at = place (projection, chart->nodes[node].at);
  double  radius = get_radius (projection, &chart->nodes[node]) + 2;
  double  width;
  double  height;

  xa_chart_text_get_size (text, &width, &height);
  for (int side = 0; side < 4; side++) {
    XaRect boxes[] = {
      { at.x - width / 2, at.y + radius, width, height },
      { at.x - width / 2, at.y - radius - height, width, height },
      { at.x + radius, at.y - height / 2, width, height },
      { at.x - radius - width, at.y - height / 2, width, height },
    };

    if (is_inside (area, boxes[side]) && is_free (taken, boxes[side])) {
      g_array_append_val (taken, boxes[side]);
      xa_chart_text_draw_rimmed (text, cr, boxes[side].x, boxes[side].y, theme->foreground, theme->background);
      return;
    }
  }
}

/* A budget keeps the search for free places short however many nodes there are. */
static void
draw_labels (const XaGraphChart *chart,
             const Projection   *projection,
             cairo_t            *cr,
             XaRect              area,
             const XaTheme      *theme)
{
  g_autofree Rank *ranks = rank_nodes (chart);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (XaRect));
  guint32 budget = (guint32) CLAMP (area.width * area.height / 4000, 10, 400);
  XaRect  header = { area.x, area.y, area.width, HEADER };
  XaRect  footer = { area.x, area.y + area.height - FOOTER, area.width, FOOTER };

  g_array_append_val (taken, header);
  g_array_append_val (taken, footer);
  for (guint32 i = 0; i < MIN (budget, chart->n_nodes); i++)
    draw_label (chart, projection, cr, area, theme, ranks[i].node, taken);
}

static void
draw_header (const XaGraphChart *chart,
             cairo_t            *cr,
             XaRect              area,
             const XaTheme      *theme)
{
  if (chart->title) {
    g_autoptr (XaChartText) title = xa_chart_text_new (cr, theme, chart->title, 1.4, TRUE);

    xa_theme_set_color (cr, theme->foreground, 1);
    xa_chart_text_draw (title, cr, area.x + MARGIN, area.y + 10);
  }
  if (chart->caption) {
    g_autoptr (XaChartText) caption = xa_chart_text_new (cr, theme, chart->caption, 1, FALSE);

    xa_theme_set_color (cr, theme->dim, 1);
    xa_chart_text_draw (caption, cr, area.x + MARGIN, area.y + 30);
  }
}

static void
draw_legend (const XaGraphChart *chart,
             cairo_t            *cr,
             XaRect              area,
             const XaTheme      *theme)
{
  double x = area.x + MARGIN;
  double y = area.y + area.height - FOOTER + 6;

  for (guint i = 0; chart->categories && chart->categories[i]; i++) {
    g_autoptr (XaChartText) name = xa_chart_text_new (cr, theme, chart->categories[i], 1, FALSE);
    double width;
    double height;

    xa_chart_text_get_size (name, &width, &height);
    if (x + width + 14 > area.x + area.width - MARGIN)
      return;
    cairo_new_sub_path (cr);
    cairo_arc (cr, x + 5, y + height / 2, 5, 0, 2 * G_PI);
    xa_theme_set_color (cr, xa_theme_get_category (theme, i), 1);
    cairo_fill (cr);
    xa_theme_set_color (cr, theme->foreground, 1);
    xa_chart_text_draw (name, cr, x + 14, y);
    x += width + 34;
  }
}

static void
draw_simulated (cairo_t       *cr,
                XaRect         area,
                const XaTheme *theme)
{
  g_autoptr (XaChartText) word = xa_chart_text_new (cr, theme, "SIMULATED", 2, TRUE);
  double width;
  double height;

  xa_chart_text_get_size (word, &width, &height);
  xa_theme_set_color (cr, theme->dim, 0.8);
  xa_chart_text_draw (word, cr, area.x + area.width - MARGIN - width, area.y + 8);
}

/**
 * xa_graph_chart_draw:
 * @cr: where to; a window, an image, PDF or SVG
 * @area: what may be drawn on, in units of @cr
 * @theme: colours and font
 *
 * Draws lines first, small discs over large ones, then as many labels as fit without touching,
 * largest audiences first.
 */
void
xa_graph_chart_draw (const XaGraphChart *chart,
                     cairo_t            *cr,
                     XaRect              area,
                     const XaTheme      *theme)
{
  Projection       projection = project (chart, area);
  g_autofree Rank *ranks = rank_nodes (chart);

  cairo_save (cr);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_clip (cr);
  xa_theme_set_color (cr, theme->background, 1);
  cairo_paint (cr);
  for (gsize i = 0; i < chart->n_lines; i++)
    draw_line (chart, &projection, cr, theme, &chart->lines[i]);
  cairo_set_dash (cr, NULL, 0, 0);
  for (guint32 i = 0; i < chart->n_nodes; i++)
    draw_node (&projection, cr, theme, &chart->nodes[ranks[i].node]);
  draw_labels (chart, &projection, cr, area, theme);
  draw_header (chart, cr, area, theme);
  draw_legend (chart, cr, area, theme);
  if (chart->simulated)
    draw_simulated (cr, area, theme);
  cairo_restore (cr);
}

/**
 * xa_graph_chart_pick:
 * @x: a place in the area, in the units it was drawn in
 * @y: likewise
 *
 * Returns: the node whose disc is drawn there, the topmost of several, or -1
 */
gssize
xa_graph_chart_pick (const XaGraphChart *chart,
                     XaRect              area,
                     double              x,
                     double              y)
{
  Projection projection = project (chart, area);
  gssize     found = -1;

  for (guint32 i = 0; i < chart->n_nodes; i++) {
    XaPoint at = place (&projection, chart->nodes[i].at);

    if (hypot (at.x - x, at.y - y) <= get_radius (&projection, &chart->nodes[i]) &&
        (found < 0 || chart->nodes[i].size <= chart->nodes[found].size))
      found = i;
  }

  return found;
}

/**
 * xa_graph_chart_spread:
 * @nodes: (array length=n_nodes): the nodes of @chart, whose places change
 * @area: where it will be drawn
 *
 * Moves nodes apart where their discs would hide one another or the lines between them.
 */
void
xa_graph_chart_spread (const XaGraphChart *chart,
                       XaGraphNode        *nodes,
                       XaRect              area)
{
  g_autofree XaPoint *points = g_new (XaPoint, MAX (chart->n_nodes, 1));
  g_autofree double  *radii = g_new (double, MAX (chart->n_nodes, 1));

  /* Spreading makes the whole larger, and fitting that in makes it smaller again. */
  for (guint round = 0; round < 4; round++) {
    Projection projection = project (chart, area);

    for (guint32 i = 0; i < chart->n_nodes; i++) {
      points[i] = place (&projection, nodes[i].at);
      radii[i] = get_radius (&projection, &nodes[i]);
    }
    xa_layout_separate (points, radii, chart->n_nodes, DISC_GAP);
    for (guint32 i = 0; i < chart->n_nodes; i++)
      nodes[i].at = points[i];
  }
}
