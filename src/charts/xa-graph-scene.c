#include "charts/xa-graph-scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Counted by GLib's atomic boxes: shared by scenes with other places. */
struct _XaGraphBody {
  GStringChunk *labels; /* (owned) */
  XaGraphLine  *lines;  /* (owned) */
  guint32      *ranks;  /* (owned) */
  guint32      *start;  /* (owned) */
  guint32      *next;   /* (owned) */
};

/* Square cells over the bounds, about one for each node. */
struct _XaGraphGrid {
  double   cell;
  int      n_columns;
  int      n_rows;
  guint32 *start; /* (owned) (array length=n_columns*n_rows+1): into the next */
  guint32 *nodes; /* (owned) (array length=n_nodes): by cell, smallest node last */
};

static void
body_clear (gpointer data)
{
  XaGraphBody *self = data;

  g_string_chunk_free (self->labels);
  g_free (self->lines);
  g_free (self->ranks);
  g_free (self->start);
  g_free (self->next);
}

typedef struct {
  guint32 node;
  double  size;
} Rank;

static int
compare_ranks (const void *a,
               const void *b)
{
  const Rank *x = a;
  const Rank *y = b;

  return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : (x->node > y->node) - (x->node < y->node);
}

static guint32 *
rank_nodes (const XaGraphNode *nodes,
            guint32            n)
{
  g_autofree Rank *ranks = g_new (Rank, MAX (n, 1));
  guint32         *order = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    ranks[i] = (Rank) { i, nodes[i].size };
  qsort (ranks, n, sizeof *ranks, compare_ranks);
  for (guint32 i = 0; i < n; i++)
    order[i] = ranks[i].node;

  return order;
}

static int
compare_nodes (const void *a,
               const void *b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
link_neighbours (XaGraphBody *self,
                 guint32      n_nodes,
                 gsize        n_lines)
{
  g_autofree guint32 *filled = g_new0 (guint32, n_nodes + 1);

  self->start = g_new0 (guint32, n_nodes + 1);
  self->next = g_new (guint32, MAX (2 * n_lines, 1));
  for (gsize i = 0; i < n_lines; i++) {
    self->start[self->lines[i].a + 1]++;
    self->start[self->lines[i].b + 1]++;
  }
  for (guint32 i = 0; i < n_nodes; i++)
    self->start[i + 1] += self->start[i];
  memcpy (filled, self->start, (n_nodes + 1) * sizeof *filled);
  for (gsize i = 0; i < n_lines; i++) {
    self->next[filled[self->lines[i].a]++] = self->lines[i].b;
    self->next[filled[self->lines[i].b]++] = self->lines[i].a;
  }
  for (guint32 i = 0; i < n_nodes; i++)
    qsort (self->next + self->start[i], self->start[i + 1] - self->start[i], sizeof *self->next, compare_nodes);
}

static int
compare_lines (const void *a,
               const void *b)
{
  const XaGraphLine *x = a;
  const XaGraphLine *y = b;

  if (x->strength != y->strength)
    return (x->strength > y->strength) - (x->strength < y->strength);

  return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

static XaGraphBody *
body_new (XaGraphNode       *nodes,
          guint32            n_nodes,
          const XaGraphLine *lines,
          gsize              n_lines)
{
  XaGraphBody *self = g_atomic_rc_box_new0 (XaGraphBody);

  self->labels = g_string_chunk_new (4096);
  for (guint32 i = 0; i < n_nodes; i++)
    nodes[i].label = g_string_chunk_insert (self->labels, nodes[i].label ? nodes[i].label : "");
  self->lines = g_memdup2 (lines, n_lines * sizeof *lines);
  if (n_lines)
    qsort (self->lines, n_lines, sizeof *lines, compare_lines);
  self->ranks = rank_nodes (nodes, n_nodes);
  link_neighbours (self, n_nodes, n_lines);

  return self;
}

static void
measure (XaGraphScene *self)
{
  XaPoint low = { INFINITY, INFINITY };
  XaPoint high = { -INFINITY, -INFINITY };

  for (guint32 i = 0; i < self->n_nodes; i++) {
    XaPoint at = self->nodes[i].at;

    low = (XaPoint) { MIN (low.x, at.x), MIN (low.y, at.y) };
    high = (XaPoint) { MAX (high.x, at.x), MAX (high.y, at.y) };
    self->largest = MAX (self->largest, self->nodes[i].size);
  }
  if (self->n_nodes)
    self->bounds = (XaRect) { low.x, low.y, high.x - low.x, high.y - low.y };
}

static int
get_cell_index (double place,
                double origin,
                double cell,
                int    n)
{
  return (int) CLAMP (floor ((place - origin) / cell), 0, n - 1);
}

static gsize
get_cell (const XaGraphScene *self,
          XaPoint             at)
{
  const XaGraphGrid *grid = self->grid;

  return (gsize) get_cell_index (at.y, self->bounds.y, grid->cell, grid->n_rows) * grid->n_columns +
         get_cell_index (at.x, self->bounds.x, grid->cell, grid->n_columns);
}

static void
build_grid (XaGraphScene *self)
{
  XaGraphGrid *grid = g_new0 (XaGraphGrid, 1);
  double       area = MAX (self->bounds.width, 1e-6) * MAX (self->bounds.height, 1e-6);
  double       longer = MAX (self->bounds.width, self->bounds.height);
  gsize        n_cells;

  self->grid = grid;
  /* Nodes in one row make a thin box: no more than a cell a node along it. */
  grid->cell = MAX (MAX (sqrt (area / MAX (self->n_nodes, 1)), longer / MAX (self->n_nodes, 1)), 1e-6);
  grid->n_columns = (int) (self->bounds.width / grid->cell) + 1;
  grid->n_rows = (int) (self->bounds.height / grid->cell) + 1;
  n_cells = (gsize) grid->n_columns * grid->n_rows;
  grid->start = g_new0 (guint32, n_cells + 1);
  grid->nodes = g_new (guint32, MAX (self->n_nodes, 1));
  for (guint32 i = 0; i < self->n_nodes; i++)
    grid->start[get_cell (self, self->nodes[i].at) + 1]++;
  for (gsize i = 0; i < n_cells; i++)
    grid->start[i + 1] += grid->start[i];
  /* Filled from the end of each cell, so that its start is where it ends up. */
  for (guint32 i = 0; i < self->n_nodes; i++) {
    guint32 node = self->ranks[i];

    grid->nodes[--grid->start[get_cell (self, self->nodes[node].at) + 1]] = node;
  }
  memmove (grid->start, grid->start + 1, n_cells * sizeof *grid->start);
  grid->start[n_cells] = self->n_nodes;
}

static XaGraphScene *
scene_new (XaGraphBody *body,
           XaGraphNode *nodes,
           guint32      n_nodes,
           gsize        n_lines)
{
  XaGraphScene *self = g_new0 (XaGraphScene, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->body = body;
  self->nodes = nodes;
  self->n_nodes = n_nodes;
  self->lines = body->lines;
  self->n_lines = n_lines;
  self->ranks = body->ranks;
  self->start = body->start;
  self->next = body->next;
  measure (self);
  build_grid (self);

  return self;
}

/**
 * xa_graph_scene_new:
 * @nodes: (array length=n_nodes): copied with their labels
 * @lines: (array length=n_lines): copied
 *
 * Cost: O(n_nodes log n_nodes + n_lines log n_lines).
 *
 * Returns: (transfer full): the scene
 */
XaGraphScene *
xa_graph_scene_new (const XaGraphNode *nodes,
                    guint32            n_nodes,
                    const XaGraphLine *lines,
                    gsize              n_lines)
{
  XaGraphNode *own = g_memdup2 (nodes, n_nodes * sizeof *nodes);

  return scene_new (body_new (own, n_nodes, lines, n_lines), own, n_nodes, n_lines);
}

/**
 * xa_graph_scene_move:
 * @points: (array length=n_nodes): where the nodes are now
 *
 * Cost: O(n_nodes): cheap enough for every frame of a movement.
 *
 * Returns: (transfer full): the same graph with other places
 */
XaGraphScene *
xa_graph_scene_move (const XaGraphScene *self,
                     const XaPoint      *points)
{
  XaGraphNode *own = g_memdup2 (self->nodes, self->n_nodes * sizeof *own);

  for (guint32 i = 0; i < self->n_nodes; i++)
    own[i].at = points[i];

  return scene_new (g_atomic_rc_box_acquire (self->body), own, self->n_nodes, self->n_lines);
}

XaGraphScene *
xa_graph_scene_ref (const XaGraphScene *self)
{
  XaGraphScene *mutable = (XaGraphScene *) self;

  g_atomic_ref_count_inc (&mutable->ref_count);

  return mutable;
}

void
xa_graph_scene_unref (XaGraphScene *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_atomic_rc_box_release_full (self->body, body_clear);
  g_free (self->grid->start);
  g_free (self->grid->nodes);
  g_free (self->grid);
  g_free (self->nodes);
  g_free (self);
}

guint
xa_graph_scene_count_neighbours (const XaGraphScene *self,
                                 guint32             node)
{
  guint n = 0;

  for (guint32 i = self->start[node]; i < self->start[node + 1]; i++)
    n += self->next[i] != node && (i == self->start[node] || self->next[i] != self->next[i - 1]);

  return n;
}

/**
 * xa_graph_scene_fit:
 * @marks: (nullable) (array length=n_nodes): what is hidden needs no room
 * @plot: where to
 *
 * Returns: the projection that shows all of the graph
 */
XaGraphProjection
xa_graph_scene_fit (const XaGraphScene *self,
                    const guint8       *marks,
                    XaRect              plot)
{
  g_autofree XaGraphNode *seen = g_new (XaGraphNode, MAX (self->n_nodes, 1));
  guint32                 n = 0;

  for (guint32 i = 0; i < self->n_nodes; i++)
    if (!marks || !(marks[i] & XA_GRAPH_MARK_HIDDEN))
      seen[n++] = self->nodes[i];

  return xa_graph_projection_fit (seen, n, plot, plot);
}

static gboolean
is_hidden (const guint8 *marks,
           guint32       node)
{
  return marks && (marks[node] & XA_GRAPH_MARK_HIDDEN);
}

/* Calls for every node whose middle is in a box, and perhaps some beside it. */
typedef void (*VisitFunc) (const XaGraphScene *self, guint32 node, gpointer data);

static void
visit (const XaGraphScene *self,
       XaPoint             low,
       XaPoint             high,
       VisitFunc           func,
       gpointer            data)
{
  const XaGraphGrid *grid = self->grid;
  int                left = get_cell_index (low.x, self->bounds.x, grid->cell, grid->n_columns);
  int                right = get_cell_index (high.x, self->bounds.x, grid->cell, grid->n_columns);
  int                top = get_cell_index (low.y, self->bounds.y, grid->cell, grid->n_rows);
  int                bottom = get_cell_index (high.y, self->bounds.y, grid->cell, grid->n_rows);

  for (int row = top; row <= bottom; row++)
    for (guint32 i = grid->start[(gsize) row * grid->n_columns + left]; i < grid->start[(gsize) row * grid->n_columns + right + 1]; i++)
      func (self, grid->nodes[i], data);
}

typedef struct {
  const XaGraphProjection *projection;
  const guint8            *marks;
  double                   x, y;
  gssize                   found;
} Pick;

/* Discs are drawn largest first, those of one size by number: the last that covers a place is seen. */
static void
pick_node (const XaGraphScene *self,
           guint32             node,
           gpointer            data)
{
  Pick   *pick = data;
  XaPoint at = xa_graph_projection_place (pick->projection, self->nodes[node].at);
  double  size = self->nodes[node].size;

  if (is_hidden (pick->marks, node) || hypot (at.x - pick->x, at.y - pick->y) > xa_graph_projection_get_radius (pick->projection, size))
    return;
  if (pick->found < 0 || size < self->nodes[pick->found].size || (size == self->nodes[pick->found].size && node > pick->found))
    pick->found = node;
}

/**
 * xa_graph_scene_pick:
 * @x: a place in the picture
 *
 * Returns: the node whose disc is seen there, or -1
 */
gssize
xa_graph_scene_pick (const XaGraphScene      *self,
                     const XaGraphProjection *projection,
                     const guint8            *marks,
                     double                   x,
                     double                   y)
{
  double  reach = xa_graph_projection_get_radius (projection, self->largest);
  Pick    pick = { projection, marks, x, y, -1 };
  XaPoint low = xa_graph_projection_find (projection, x - reach, y - reach);
  XaPoint high = xa_graph_projection_find (projection, x + reach, y + reach);

  if (self->n_nodes)
    visit (self, low, high, pick_node, &pick);

  return pick.found;
}

/* How far a node is in a direction: what lies aside counts double, what lies behind not at all. */
static double
get_distance (const XaGraphScene *self,
              guint32             from,
              guint32             to,
              int                 dx,
              int                 dy)
{
  double x = self->nodes[to].at.x - self->nodes[from].at.x;
  double y = self->nodes[to].at.y - self->nodes[from].at.y;
  double ahead = x * dx + y * dy;
  double aside = fabs (x * dy) + fabs (y * dx);

  return ahead > 0 && aside <= 2 * ahead ? ahead + 2 * aside : INFINITY;
}

/**
 * xa_graph_scene_step:
 * @dx: -1, 0 or 1
 * @dy: likewise; one of both is 0
 *
 * Returns: the nearest neighbour of @node in a direction; if it has none there, the nearest node
 *   of all; or -1
 */
gssize
xa_graph_scene_step (const XaGraphScene *self,
                     const guint8       *marks,
                     guint32             node,
                     int                 dx,
                     int                 dy)
{
  guint32 n_neighbours = self->start[node + 1] - self->start[node];
  double  nearest = INFINITY;
  gssize  found = -1;

  for (guint32 i = 0; i < n_neighbours + self->n_nodes; i++) {
    guint32 other = i < n_neighbours ? self->next[self->start[node] + i] : i - n_neighbours;
    double  distance;

    if (i == n_neighbours && found >= 0)
      return found;
    distance = is_hidden (marks, other) ? INFINITY : get_distance (self, node, other, dx, dy);
    if (distance < nearest) {
      nearest = distance;
      found = other;
    }
  }

  return found;
}

typedef struct {
  const XaGraphProjection *projection;
  XaRect                   rectangle;
  guint8                  *marks;
  guint8                   mark;
} Sweep;

static void
sweep_node (const XaGraphScene *self,
            guint32             node,
            gpointer            data)
{
  Sweep  *sweep = data;
  XaPoint at = xa_graph_projection_place (sweep->projection, self->nodes[node].at);
  XaRect  box = sweep->rectangle;

  if (!is_hidden (sweep->marks, node) && at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height)
    sweep->marks[node] = (guint8) (sweep->marks[node] | sweep->mark);
}

/* Marks the nodes that are seen and whose middles lie in a rectangle of the picture. */
void
xa_graph_scene_mark_rectangle (const XaGraphScene      *self,
                               const XaGraphProjection *projection,
                               XaRect                   rectangle,
                               guint8                  *marks,
                               guint8                   mark)
{
  Sweep   sweep = { projection, rectangle, marks, mark };
  XaPoint low = xa_graph_projection_find (projection, rectangle.x, rectangle.y);
  XaPoint high = xa_graph_projection_find (projection, rectangle.x + rectangle.width, rectangle.y + rectangle.height);

  if (self->n_nodes)
    visit (self, low, high, sweep_node, &sweep);
}

/* Marks a node and its neighbours; returns how many neighbours there are that are not hidden. */
guint
xa_graph_scene_mark_neighbours (const XaGraphScene *self,
                                guint32             node,
                                guint8             *marks,
                                guint8              mark)
{
  guint n = 0;

  marks[node] = (guint8) (marks[node] | mark);
  for (guint32 i = self->start[node]; i < self->start[node + 1]; i++) {
    guint32 other = self->next[i];

    if (is_hidden (marks, other) || other == node)
      continue;
    n += !(marks[other] & mark);
    marks[other] = (guint8) (marks[other] | mark);
  }

  return n;
}
