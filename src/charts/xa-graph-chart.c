#include "charts/xa-graph-chart.h"

#include "charts/xa-chart-text.h"

#include "charts/xa-graph-hulls.h"
#include "charts/xa-graph-labels.h"
#include "model/xa-language.h"

#include <math.h>
#include <stdlib.h>

#define MARGIN 24.0
#define HEADER 44.0
#define FOOTER 28.0

/* The least room between discs, in units of the target: a line and a label fit in. */
#define DISC_GAP 16.0

/* Drawing and picking share it. */
static XaGraphProjection
project (const XaGraphChart *chart,
         XaRect              area)
{
  XaRect plot = { area.x + MARGIN, area.y + HEADER + MARGIN, area.width - 2 * MARGIN, area.height - HEADER - FOOTER - 2 * MARGIN };

  return xa_graph_projection_fit (chart->nodes, chart->n_nodes, plot, area);
}

static void
draw_line (const XaGraphChart      *chart,
           const XaGraphProjection *projection,
           cairo_t                 *cr,
           const XaTheme           *theme,
           const XaGraphLine       *line)
{
  static const double dashes[] = { XA_GRAPH_DASH_ON, XA_GRAPH_DASH_OFF };
  XaPoint             a = xa_graph_projection_place (projection, chart->nodes[line->a].at);
  XaPoint             b = xa_graph_projection_place (projection, chart->nodes[line->b].at);
  XaPoint             bend = xa_graph_bend (a, b);
  XaGraphPen          pen = xa_graph_pen (projection, theme, chart->nodes, line, chart->n_lines);

  xa_theme_set_color (cr, pen.color, pen.alpha);
  cairo_set_line_width (cr, pen.width);
  cairo_set_dash (cr, dashes, line->directed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_move_to (cr, a.x, a.y);
  cairo_curve_to (cr, (a.x + 2 * bend.x) / 3, (a.y + 2 * bend.y) / 3, (b.x + 2 * bend.x) / 3, (b.y + 2 * bend.y) / 3, b.x, b.y);
  cairo_stroke (cr);
  if (line->directed) {
    XaPoint corners[3];

    xa_graph_get_head (projection, bend, b, xa_graph_projection_get_radius (projection, chart->nodes[line->b].size), pen.width, corners);
    for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
      cairo_line_to (cr, corners[i].x, corners[i].y);
    cairo_close_path (cr);
    cairo_fill (cr);
  }
}

static void
draw_hulls (const XaGraphChart      *chart,
            const XaGraphProjection *projection,
            cairo_t                 *cr,
            const XaTheme           *theme)
{
  g_autofree XaPoint *places = g_new (XaPoint, MAX (chart->n_nodes, 1));
  g_autoptr (GArray) hulls = NULL;

  for (guint32 i = 0; i < chart->n_nodes; i++)
    places[i] = xa_graph_projection_place (projection, chart->nodes[i].at);
  hulls = xa_graph_hulls_new (projection, chart->nodes, places, chart->n_nodes, NULL, 0);
  for (guint i = 0; i < hulls->len; i++) {
    const XaGraphHull *hull = &g_array_index (hulls, XaGraphHull, i);

    for (guint k = 0; k < hull->n_corners; k++)
      cairo_line_to (cr, hull->corners[k].x, hull->corners[k].y);
    cairo_close_path (cr);
    xa_theme_set_color (cr, xa_theme_get_category (theme, hull->category), XA_GRAPH_HULL_ALPHA);
    cairo_fill (cr);
  }
}

static void
draw_node (const XaGraphProjection *projection,
           cairo_t                 *cr,
           const XaTheme           *theme,
           const XaGraphNode       *node)
{
  XaPoint at = xa_graph_projection_place (projection, node->at);

  cairo_new_sub_path (cr);
  cairo_arc (cr, at.x, at.y, xa_graph_projection_get_radius (projection, node->size), 0, 2 * G_PI);
  xa_theme_set_color (cr, xa_theme_get_category (theme, node->category), 1);
  cairo_fill_preserve (cr);
  xa_theme_set_color (cr, theme->background, 1);
  cairo_set_line_width (cr, XA_GRAPH_RIM);
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

static void
draw_label (const XaGraphChart      *chart,
            const XaGraphProjection *projection,
            cairo_t                 *cr,
            const XaTheme           *theme,
            guint32                  node,
            XaGraphLabels           *labels)
{
  g_autoptr (XaChartText) text = xa_chart_text_new (cr, theme, chart->nodes[node].label, 1, FALSE);
  XaPoint at = xa_graph_projection_place (projection, chart->nodes[node].at);
  XaRect  box;
  double  width;
  double  height;

  xa_chart_text_ellipsize (text, XA_GRAPH_LABEL_WIDTH * theme->font_size / 11);
  xa_chart_text_get_size (text, &width, &height);
  if (xa_graph_labels_place (labels, at, xa_graph_projection_get_radius (projection, chart->nodes[node].size), width, height, FALSE, &box))
    xa_chart_text_draw_rimmed (text, cr, box.x, box.y, theme->foreground, theme->background);
}

static void
draw_labels (const XaGraphChart      *chart,
             const XaGraphProjection *projection,
             cairo_t                 *cr,
             XaRect                   area,
             const XaTheme           *theme)
{
  g_autofree Rank *ranks = rank_nodes (chart);
  g_autoptr (XaGraphLabels) labels = xa_graph_labels_new (area, area);
  guint32 budget = xa_graph_labels_get_budget (area);

  xa_graph_labels_reserve (labels, (XaRect) { area.x, area.y, area.width, HEADER });
  xa_graph_labels_reserve (labels, (XaRect) { area.x, area.y + area.height - FOOTER, area.width, FOOTER });
  for (guint32 i = 0; i < chart->n_nodes; i++)
    xa_graph_labels_avoid_disc (labels, xa_graph_projection_place (projection, chart->nodes[i].at), xa_graph_projection_get_radius (projection, chart->nodes[i].size));
  for (guint32 i = 0; i < MIN (budget, chart->n_nodes); i++)
    draw_label (chart, projection, cr, theme, ranks[i].node, labels);
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

    xa_chart_text_ellipsize (name, XA_GRAPH_LABEL_WIDTH * theme->font_size / 11);
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
  g_autoptr (XaChartText) word = xa_chart_text_new (cr, theme, _ ("SIMULATED"), 2, TRUE);
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
 * Draws the ground of groups and the lines first, small discs over large ones, then as many labels as fit without touching
 * each other or a disc, largest audiences first.
 */
void
xa_graph_chart_draw (const XaGraphChart *chart,
                     cairo_t            *cr,
                     XaRect              area,
                     const XaTheme      *theme)
{
  XaGraphProjection projection = project (chart, area);
  g_autofree Rank  *ranks = rank_nodes (chart);

  cairo_save (cr);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_clip (cr);
  xa_theme_set_color (cr, theme->background, 1);
  cairo_paint (cr);
  if (chart->hulls)
    draw_hulls (chart, &projection, cr, theme);
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
  XaGraphProjection projection = project (chart, area);
  gssize            found = -1;

  for (guint32 i = 0; i < chart->n_nodes; i++) {
    XaPoint at = xa_graph_projection_place (&projection, chart->nodes[i].at);

    if (hypot (at.x - x, at.y - y) <= xa_graph_projection_get_radius (&projection, chart->nodes[i].size) &&
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
    XaGraphProjection projection = project (chart, area);

    for (guint32 i = 0; i < chart->n_nodes; i++) {
      points[i] = xa_graph_projection_place (&projection, nodes[i].at);
      radii[i] = xa_graph_projection_get_radius (&projection, nodes[i].size);
    }
    xa_layout_separate (points, radii, chart->n_nodes, DISC_GAP);
    for (guint32 i = 0; i < chart->n_nodes; i++)
      nodes[i].at = points[i];
  }
}
