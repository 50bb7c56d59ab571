#include "analysis/xa-layout.h"

#include "analysis/xa-coarsen.h"
#include "analysis/xa-repulsion.h"

#include <math.h>

#define DEFAULT_ITERATIONS 100

/* The coarsest graph is laid out from random positions. */
#define COARSEST_NODES 60
#define COARSEST_ITERATIONS 200
#define LEVEL_ITERATIONS 40

#define REPULSION 2.0
#define GRAVITY 0.05

/* Beyond this length edges pull ever less strongly, as in LinLog models (A. Noack, J. Graph
 * Algorithms Appl. 11(2), 2007), which draws communities apart. */
#define SOFT_LENGTH 16.0

typedef struct {
  const XaNeighbours *graph;
  XaPoint            *points;
  XaPoint            *forces;
  XaPoint            *old_forces;
  XaRepulsion        *repulsion;
  double              speed;
} Simulation;

typedef struct {
  const XaLayoutOptions *options;
  GCancellable          *cancellable;
  double                 done; /* weighted iterations so far */
  double                 total;
} Progress;

static gboolean
step_progress (Progress *progress,
               double    amount,
               GError  **error)
{
  progress->done += amount;
  if (progress->options->progress)
    progress->options->progress (MIN (progress->done / progress->total, 1.0), progress->options->progress_data);

  return !g_cancellable_set_error_if_cancelled (progress->cancellable, error);
}

static void
attract (Simulation *self,
         guint32     node)
{
  const XaNeighbours *graph = self->graph;
  XaPoint             here = self->points[node];

  for (guint32 i = graph->start[node]; i < graph->start[node + 1]; i++) {
    double dx = self->points[graph->to[i]].x - here.x;
    double dy = self->points[graph->to[i]].y - here.y;
    double distance = sqrt (dx * dx + dy * dy) + 1e-9;
    double pull = graph->weight[i] * SOFT_LENGTH * log1p (distance / SOFT_LENGTH) / distance;

    self->forces[node].x += dx * pull;
    self->forces[node].y += dy * pull;
  }
}

static void
gather_forces (Simulation *self)
{
  guint32 n = self->graph->n_nodes;

  for (guint32 i = 0; i < n; i++) {
    double distance = hypot (self->points[i].x, self->points[i].y) + 1e-9;
    double pull = GRAVITY * self->graph->mass[i] / distance;

    self->forces[i] = (XaPoint) { -self->points[i].x * pull, -self->points[i].y * pull };
    attract (self, i);
  }
  xa_repulsion_apply (self->repulsion, self->points, self->graph->mass, n, REPULSION, self->forces);
}

/* One step. Nodes whose force keeps turning move less; the pace of all follows the ratio of
 * steady to turning force (ForceAtlas2, section "adapting the speed"). */
static void
move (Simulation *self)
{
  guint32 n = self->graph->n_nodes;
  double  swinging = 0;
  double  traction = 0;
  double  target;

  for (guint32 i = 0; i < n; i++) {
    XaPoint now = self->forces[i];
    XaPoint before = self->old_forces[i];
    double  mass = self->graph->mass[i];

    swinging += mass * hypot (now.x - before.x, now.y - before.y);
    traction += mass * hypot (now.x + before.x, now.y + before.y) / 2;
  }
  target = traction / (swinging + 1e-9);
  self->speed = MIN (target, self->speed * 1.5);

  for (guint32 i = 0; i < n; i++) {
    XaPoint force = self->forces[i];
    double  swing = self->graph->mass[i] * hypot (force.x - self->old_forces[i].x, force.y - self->old_forces[i].y);
    double  factor = self->speed / (1 + sqrt (self->speed * swing));
    double  size = hypot (force.x, force.y);

    factor = MIN (factor, 10.0 / (size + 1e-9));
    self->points[i].x += force.x * factor;
    self->points[i].y += force.y * factor;
    self->old_forces[i] = force;
  }
}

static gboolean
relax (const XaNeighbours *graph,
       XaPoint            *points,
       guint               n_iterations,
       Progress           *progress,
       GError            **error)
{
  g_autoptr (XaRepulsion) repulsion = xa_repulsion_new (graph->n_nodes);
  g_autofree XaPoint *forces = g_new0 (XaPoint, graph->n_nodes);
  g_autofree XaPoint *old_forces = g_new0 (XaPoint, graph->n_nodes);
  Simulation          simulation = { graph, points, forces, old_forces, repulsion, 1.0 };

  for (guint i = 0; i < n_iterations; i++) {
    gather_forces (&simulation);
    move (&simulation);
    if (!step_progress (progress, graph->n_nodes, error))
      return FALSE;
  }

  return TRUE;
}

/* Puts every node near its pair of the coarser graph; the room grows with the number of nodes. */
static XaPoint *
place_children (const XaNeighbours *graph,
                const XaPoint      *parents,
                guint32             n_parents,
                GRand              *random)
{
  XaPoint *points = g_new (XaPoint, graph->n_nodes);
  double   scale = sqrt ((double) graph->n_nodes / n_parents);

  for (guint32 i = 0; i < graph->n_nodes; i++) {
    const XaPoint *parent = &parents[graph->parent[i]];

    points[i].x = parent->x * scale + g_rand_double_range (random, -1, 1);
    points[i].y = parent->y * scale + g_rand_double_range (random, -1, 1);
  }

  return points;
}

static XaPoint *
place_randomly (guint32 n,
                GRand  *random)
{
  XaPoint *points = g_new (XaPoint, MAX (n, 1));
  double   half = 5 * sqrt ((double) n) + 1;

  for (guint32 i = 0; i < n; i++)
    points[i] = (XaPoint) { g_rand_double_range (random, -half, half), g_rand_double_range (random, -half, half) };

  return points;
}

static GPtrArray *
coarsen_all (guint32       n_nodes,
             const XaEdge *edges,
             gsize         n_edges,
             GRand        *random)
{
  GPtrArray    *levels = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_neighbours_free);
  XaNeighbours *level = xa_neighbours_new (n_nodes, edges, n_edges);

  g_ptr_array_add (levels, level);
  while (level->n_nodes > COARSEST_NODES) {
    XaNeighbours *coarser = xa_neighbours_coarsen (level, random);

    g_ptr_array_add (levels, coarser);
    if (coarser->n_nodes > level->n_nodes * 9 / 10)
      break; /* stars and isolated nodes hardly pair up */
    level = coarser;
  }

  return levels;
}

static guint
level_iterations (const GPtrArray       *levels,
                  guint                  level,
                  const XaLayoutOptions *options)
{
  if (level == 0)
    return options->n_iterations ? options->n_iterations : DEFAULT_ITERATIONS;

  return level == levels->len - 1 ? COARSEST_ITERATIONS : LEVEL_ITERATIONS;
}

/**
 * xa_layout_force:
 * @n_nodes: number of nodes
 * @edges: (array length=n_edges): edges, each pair of nodes at most once
 * @options: seed and length; the same seed gives the same picture
 * @points: (array length=n_nodes) (out caller-allocates): positions, centred near 0
 * @cancellable: (nullable): is asked once an iteration
 *
 * Lays out coarse versions of the graph first and refines them (multilevel: C. Walshaw, J. Graph
 * Algorithms Appl. 7(3), 2003), the steps of ForceAtlas2 (M. Jacomy and others, PLoS ONE
 * 9(6), 2014) and edges that pull softly over long distances.
 *
 * Cost: O((n_nodes log n_nodes + n_edges) * iterations) time, O(n_nodes + n_edges) memory.
 *
 * Returns: FALSE with @error set if it was cancelled
 */
gboolean
xa_layout_force (guint32                n_nodes,
                 const XaEdge          *edges,
                 gsize                  n_edges,
                 const XaLayoutOptions *options,
                 XaPoint               *points,
                 GCancellable          *cancellable,
                 GError               **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (options->seed);
  g_autoptr (GPtrArray) levels = coarsen_all (n_nodes, edges, n_edges, random);
  g_autofree XaPoint *at = NULL;
  Progress            progress = { .options = options, .cancellable = cancellable };

  for (guint i = 0; i < levels->len; i++)
    progress.total += (double) ((XaNeighbours *) levels->pdata[i])->n_nodes * level_iterations (levels, i, options);
  for (guint i = levels->len; i-- > 0;) {
    XaNeighbours *level = levels->pdata[i];
    XaNeighbours *coarser = i + 1 < levels->len ? levels->pdata[i + 1] : NULL;
    XaPoint      *placed = coarser ? place_children (level, at, coarser->n_nodes, random) : place_randomly (level->n_nodes, random);

    g_free (at);
    at = placed;
    if (!relax (level, at, level_iterations (levels, i, options), &progress, error))
      return FALSE;
  }
  for (guint32 i = 0; i < n_nodes; i++)
    points[i] = at[i];

  return TRUE;
}

void
xa_layout_fit (XaPoint *points,
               guint32  n_points,
               double   width,
               double   height,
               double   margin)
{
  XaPoint low = { INFINITY, INFINITY };
  XaPoint high = { -INFINITY, -INFINITY };
  double  scale;

  for (guint32 i = 0; i < n_points; i++) {
    low = (XaPoint) { MIN (low.x, points[i].x), MIN (low.y, points[i].y) };
    high = (XaPoint) { MAX (high.x, points[i].x), MAX (high.y, points[i].y) };
  }
  scale = MIN ((width - 2 * margin) / MAX (high.x - low.x, 1e-9), (height - 2 * margin) / MAX (high.y - low.y, 1e-9));
  if (!isfinite (scale) || high.x - low.x + high.y - low.y < 1e-9)
    scale = 0;
  for (guint32 i = 0; i < n_points; i++) {
    points[i].x = width / 2 + (points[i].x - (low.x + high.x) / 2) * scale;
    points[i].y = height / 2 + (points[i].y - (low.y + high.y) / 2) * scale;
  }
}
