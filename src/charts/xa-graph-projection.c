#include "charts/xa-graph-projection.h"

#include <math.h>

/* The largest disc, as a share of the shorter side, in a graph of this many nodes at most; in
 * larger graphs discs shrink, more slowly than their number grows. */
#define LARGEST_SHARE 0.045
#define ROOMY_NODES 100

#define SMALLEST_RADIUS 3.0

/* How far the control point of a line lies aside, as a share of its length. */
#define BEND 0.12

#define THINNEST 0.5
#define THICKEST 5.5
#define FAINTEST 0.12
#define STRONGEST 0.5

/* Beyond this many lines they are drawn fainter and thinner, so that the picture does not fill up. */
#define ROOMY_LINES 1500

static void
measure (const XaGraphNode *nodes,
         guint32            n_nodes,
         XaPoint           *low,
         XaPoint           *high,
         double            *largest)
{
  *low = (XaPoint) { INFINITY, INFINITY };
  *high = (XaPoint) { -INFINITY, -INFINITY };
  *largest = 0;
  for (guint32 i = 0; i < n_nodes; i++) {
    XaPoint at = nodes[i].at;

    *low = (XaPoint) { MIN (low->x, at.x), MIN (low->y, at.y) };
    *high = (XaPoint) { MAX (high->x, at.x), MAX (high->y, at.y) };
    *largest = MAX (*largest, nodes[i].size);
  }
}

static double
get_largest_radius (guint32 n_nodes,
                    XaRect  whole)
{
  double crowd = n_nodes > ROOMY_NODES ? pow ((double) ROOMY_NODES / n_nodes, 0.25) : 1;

  return LARGEST_SHARE * crowd * MIN (whole.width, whole.height);
}

/**
 * xa_graph_projection_fit:
 * @nodes: (array length=n_nodes): what is to be seen
 * @plot: where the discs may go; the largest disc keeps inside even at its edge
 * @whole: the picture
 *
 * Keeps the aspect. One node, or nodes that all coincide, go to the middle.
 */
XaGraphProjection
xa_graph_projection_fit (const XaGraphNode *nodes,
                         guint32            n_nodes,
                         XaRect             plot,
                         XaRect             whole)
{
  XaGraphProjection self = { .stroke = 1, .unit = 1 };
  double            inset = get_largest_radius (n_nodes, whole);
  double            width = MAX (plot.width - 2 * inset, 1);
  double            height = MAX (plot.height - 2 * inset, 1);
  XaPoint           low;
  XaPoint           high;
  double            largest;

  measure (nodes, n_nodes, &low, &high, &largest);
  self.scale = 1;
  if (n_nodes == 0)
    low = high = (XaPoint) { 0, 0 };
  else if (high.x - low.x + high.y - low.y > 1e-9)
    self.scale = MIN (width / MAX (high.x - low.x, 1e-9), height / MAX (high.y - low.y, 1e-9));
  self.x = plot.x + plot.width / 2 - self.scale * (low.x + high.x) / 2;
  self.y = plot.y + plot.height / 2 - self.scale * (low.y + high.y) / 2;
  if (largest > 0)
    self.disc_scale = inset / sqrt (largest);

  return self;
}

XaGraphProjection
xa_graph_projection_scale (const XaGraphProjection *self,
                           double                   factor)
{
  return (XaGraphProjection) {
    self->scale * factor,
    self->x * factor,
    self->y * factor,
    self->disc_scale * factor,
    self->stroke * factor,
    self->unit * factor,
  };
}

XaGraphProjection
xa_graph_projection_zoom (const XaGraphProjection *self,
                          double                   factor,
                          double                   x,
                          double                   y)
{
  XaGraphProjection zoomed = *self;

  zoomed.scale *= factor;
  zoomed.x = x + (self->x - x) * factor;
  zoomed.y = y + (self->y - y) * factor;
  zoomed.disc_scale *= sqrt (factor);
  zoomed.stroke *= pow (factor, 0.25);

  return zoomed;
}

XaPoint
xa_graph_projection_place (const XaGraphProjection *self,
                           XaPoint                  at)
{
  return (XaPoint) { self->x + at.x * self->scale, self->y + at.y * self->scale };
}

XaPoint
xa_graph_projection_find (const XaGraphProjection *self,
                          double                   x,
                          double                   y)
{
  return (XaPoint) { (x - self->x) / self->scale, (y - self->y) / self->scale };
}

double
xa_graph_projection_get_radius (const XaGraphProjection *self,
                                double                   size)
{
  return MAX (SMALLEST_RADIUS * self->unit, self->disc_scale * sqrt (MAX (size, 0)));
}

XaPoint
xa_graph_bend (XaPoint a,
               XaPoint b)
{
  return (XaPoint) { (a.x + b.x) / 2 - (b.y - a.y) * BEND, (a.y + b.y) / 2 + (b.x - a.x) * BEND };
}

static XaColor
mix (XaColor a,
     XaColor b)
{
  return (XaColor) { (a.red + b.red) / 2, (a.green + b.green) / 2, (a.blue + b.blue) / 2 };
}

/**
 * xa_graph_pen:
 * @n_lines: how many lines the graph has
 *
 * The width says how strong a line is, the opacity how certain; a line inside one group has a
 * tint of its colour.
 */
XaGraphPen
xa_graph_pen (const XaGraphProjection *self,
              const XaTheme           *theme,
              const XaGraphNode       *nodes,
              const XaGraphLine       *line,
              gsize                    n_lines)
{
  double     room = n_lines > ROOMY_LINES ? sqrt ((double) ROOMY_LINES / (double) n_lines) : 1;
  double     strength = CLAMP (line->strength, 0, 1);
  XaGraphPen pen = { .color = theme->dim };

  if (line->directed)
    pen.color = theme->accent;
  else if (nodes[line->a].category == nodes[line->b].category)
    pen.color = mix (theme->dim, xa_theme_get_category (theme, nodes[line->a].category));
  pen.alpha = (FAINTEST + STRONGEST * CLAMP (line->certainty, 0, 1)) * (0.25 + 0.75 * room);
  pen.width = (THINNEST + THICKEST * strength * (0.2 + 0.8 * room)) * self->stroke;

  return pen;
}

void
xa_graph_get_head (const XaGraphProjection *self,
                   XaPoint                  bend,
                   XaPoint                  end,
                   double                   radius,
                   double                   width,
                   XaPoint                  corners[3])
{
  double angle = atan2 (end.y - bend.y, end.x - bend.x);
  double back = radius + self->unit;
  double size = 5 * self->unit + width;

  corners[0] = (XaPoint) { end.x - back * cos (angle), end.y - back * sin (angle) };
  for (int i = 0; i < 2; i++) {
    double side = angle + (i ? 0.4 : -0.4);

    corners[i + 1] = (XaPoint) { corners[0].x - size * cos (side), corners[0].y - size * sin (side) };
  }
}
