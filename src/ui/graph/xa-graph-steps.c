#include "ui/graph/xa-graph-steps.h"

/* --- what is seen --- */

typedef struct {
  GWeakRef        view;
  XaGraphTakeFunc take;
  XaGraphLook     before; /* (owned) */
  XaGraphLook     after;  /* (owned) */
} LookStep;

static void
look_step_free (gpointer data)
{
  LookStep *self = data;

  g_weak_ref_clear (&self->view);
  xa_graph_look_clear (&self->before);
  xa_graph_look_clear (&self->after);
  g_free (self);
}

static void
take (LookStep          *self,
      const XaGraphLook *look)
{
  g_autoptr (GObject) view = g_weak_ref_get (&self->view);

  if (view)
    self->take (view, look);
}

static void
undo_look (gpointer data)
{
  take (data, &((LookStep *) data)->before);
}

static void
redo_look (gpointer data)
{
  take (data, &((LookStep *) data)->after);
}

void
xa_graph_push_look (XaUndo            *undo,
                    GObject           *view,
                    XaGraphTakeFunc    take_func,
                    const XaGraphLook *before,
                    const XaGraphLook *after,
                    const char        *title,
                    gboolean           says_so)
{
  LookStep *step = g_new0 (LookStep, 1);
  XaChange  change = { undo_look, redo_look, step, look_step_free };

  g_weak_ref_init (&step->view, view);
  step->take = take_func;
  step->before = xa_graph_look_copy (before);
  step->after = xa_graph_look_copy (after);
  xa_undo_push (undo, title, &change, says_so);
}

/* --- where audiences are --- */

typedef struct {
  GWeakRef canvas;
  GBytes  *before; /* (owned) */
  GBytes  *after;  /* (owned) */
} MoveStep;

static void
move_step_free (gpointer data)
{
  MoveStep *self = data;

  g_weak_ref_clear (&self->canvas);
  g_bytes_unref (self->before);
  g_bytes_unref (self->after);
  g_free (self);
}

/* Another graph may be there by now. */
static void
put (MoveStep *self,
     GBytes   *points)
{
  g_autoptr (XaGraphCanvas) canvas = g_weak_ref_get (&self->canvas);
  const XaGraphScene *scene = canvas ? xa_graph_canvas_get_scene (canvas) : NULL;

  if (scene && g_bytes_get_size (points) == scene->n_nodes * sizeof (XaPoint))
    xa_graph_canvas_set_points (canvas, g_bytes_get_data (points, NULL), TRUE);
}

static void
undo_move (gpointer data)
{
  put (data, ((MoveStep *) data)->before);
}

static void
redo_move (gpointer data)
{
  put (data, ((MoveStep *) data)->after);
}

void
xa_graph_push_move (XaUndo        *undo,
                    XaGraphCanvas *canvas,
                    GBytes        *before,
                    GBytes        *after,
                    const char    *title)
{
  MoveStep *step = g_new0 (MoveStep, 1);
  XaChange  change = { undo_move, redo_move, step, move_step_free };

  g_weak_ref_init (&step->canvas, canvas);
  step->before = g_bytes_ref (before);
  step->after = g_bytes_ref (after);
  xa_undo_push (undo, title, &change, FALSE);
}
