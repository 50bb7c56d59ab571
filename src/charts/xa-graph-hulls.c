#include "charts/xa-graph-hulls.h"

#include <math.h>
#include <stdlib.h>

/* The ground reaches so far beyond the edges of the discs. */
#define REACH 12.0

/* Corners around one disc, so that the outline is round there. */
#define N_AROUND 16

static void
hull_clear (gpointer data)
{
  g_clear_pointer (&((XaGraphHull *) data)->corners, g_free);
}

static int
compare_points (const void *a,
                const void *b)
{
  const XaPoint *p = a;
  const XaPoint *q = b;

  return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->y > q->y) - (p->y < q->y);
}

/* Above 0 if the way from @a over @b to @c turns one way, below 0 if it turns the other. */
static double
get_turn (XaPoint a,
          XaPoint b,
          XaPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* Andrew's monotone chain: the lower side from left to right, then the upper side back. */
static guint
wrap (XaPoint *points,
      guint    n,
      XaPoint *corners)
{
  guint n_corners = 0;
  guint n_lower;

  qsort (points, n, sizeof *points, compare_points);
  for (guint i = 0; i < n; i++) {
    while (n_corners >= 2 && get_turn (corners[n_corners - 2], corners[n_corners - 1], points[i]) <= 0)
      n_corners--;
    corners[n_corners++] = points[i];
  }
  n_lower = n_corners + 1;
  for (guint i = n - 1; i-- > 0;) {
    while (n_corners >= n_lower && get_turn (corners[n_corners - 2], corners[n_corners - 1], points[i]) <= 0)
      n_corners--;
    corners[n_corners++] = points[i];
  }

  return n_corners - 1;
}

static gboolean
is_inside (const XaGraphHull *hull,
           XaPoint            at)
{
  for (guint i = 0; i < hull->n_corners; i++)
    if (get_turn (hull->corners[i], hull->corners[(i + 1) % hull->n_corners], at) < 0)
      return FALSE;

  return TRUE;
}

typedef struct {
  const XaGraphProjection *projection;
  const XaGraphNode       *nodes;
  const XaPoint           *places;
  guint32                  n_nodes;
  const guint8            *marks;
  guint8                   hidden_mark;
} Ground;

static gboolean
is_seen (const Ground *ground,
         guint32       node)
{
  return !ground->marks || !(ground->marks[node] & ground->hidden_mark);
}

/* A ground on which others stand as well would claim them. */
static gboolean
is_its_own (const Ground      *ground,
            const XaGraphHull *hull,
            guint              n_members)
{
  guint n_strangers = 0;

  for (guint32 i = 0; i < ground->n_nodes; i++)
    n_strangers += is_seen (ground, i) && ground->nodes[i].category != hull->category && is_inside (hull, ground->places[i]);

  return n_strangers * 2 <= n_members;
}

static gboolean
make_hull (const Ground *ground,
           guint         category,
           XaGraphHull  *hull)
{
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (XaPoint));
  guint n_members = 0;

  for (guint32 i = 0; i < ground->n_nodes; i++) {
    double radius = xa_graph_projection_get_radius (ground->projection, ground->nodes[i].size) + REACH * ground->projection->unit;

    if (ground->nodes[i].category != category || !is_seen (ground, i))
      continue;
    n_members++;
    for (guint k = 0; k < N_AROUND; k++) {
      double  angle = 2 * G_PI * k / N_AROUND;
      XaPoint corner = { ground->places[i].x + radius * cos (angle), ground->places[i].y + radius * sin (angle) };

      g_array_append_val (around, corner);
    }
  }
  if (n_members < 2)
    return FALSE;

  hull->category = category;
  hull->corners = g_new (XaPoint, around->len + 2);
  hull->n_corners = wrap ((XaPoint *) (void *) around->data, around->len, hull->corners);
  if (is_its_own (ground, hull, n_members))
    return TRUE;
  hull_clear (hull);

  return FALSE;
}

/**
 * xa_graph_hulls_new:
 *
 * Categories without a colour of their own have no ground, nor has one with a single member, nor
 * one on whose ground every third node is a stranger.
 */
GArray *
xa_graph_hulls_new (const XaGraphProjection *projection,
                    const XaGraphNode       *nodes,
                    const XaPoint           *places,
                    guint32                  n_nodes,
                    const guint8            *marks,
                    guint8                   hidden_mark)
{
  Ground  ground = { projection, nodes, places, n_nodes, marks, hidden_mark };
  GArray *hulls = g_array_new (FALSE, FALSE, sizeof (XaGraphHull));

  g_array_set_clear_func (hulls, hull_clear);
  for (guint category = 0; category < XA_N_CATEGORY_COLORS; category++) {
    XaGraphHull hull = { NULL, 0, 0 };

    if (make_hull (&ground, category, &hull))
      g_array_append_val (hulls, hull);
  }

  return hulls;
}
