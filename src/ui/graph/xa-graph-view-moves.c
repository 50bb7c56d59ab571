#include "ui/graph/xa-graph-steps.h"
#include "ui/graph/xa-graph-view-private.h"
#include "ui/graph/xa-graph-work.h"

#include <glib/gi18n.h>

/* Moving audiences about: by hand, or all of them anew. */

/* The user has dragged some; it can be undone. */
void
xa_graph_view_moved_cb (XaGraphView *self,
                        GBytes      *before,
                        GBytes      *after)
{
  xa_graph_push_move (xa_session_get_undo (self->session), self->canvas, before, after, _ ("Moved audiences in the graph"));
}

/* Returns: (transfer full): where the audiences are now */
XaPoint *
xa_graph_view_dup_points (XaGraphView *self)
{
  const XaGraphScene *scene = xa_graph_canvas_get_scene (self->canvas);
  XaPoint            *points = g_new0 (XaPoint, MAX (scene->n_nodes, 1));

  for (guint32 i = 0; i < scene->n_nodes; i++)
    points[i] = scene->nodes[i].at;

  return points;
}

static void
arranged_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaGraphView) self = data;
  g_autofree XaPoint *points = xa_graph_arrange_finish (result, NULL);
  g_autofree XaPoint *before = NULL;
  gsize               size;

  if (!points || !self->plan)
    return;
  size = self->plan->scene->n_nodes * sizeof *points;
  before = xa_graph_view_dup_points (self);
  {
    g_autoptr (GBytes) old = g_bytes_new (before, size);
    g_autoptr (GBytes) new = g_bytes_new (points, size);

    xa_graph_push_move (xa_session_get_undo (self->session), self->canvas, old, new, _ ("Arranged the graph anew"));
  }
  xa_graph_canvas_set_points (self->canvas, points, TRUE);
}

static void
arrange_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  XaGraphView        *self = XA_GRAPH_VIEW (widget);
  g_autofree XaPoint *points = NULL;

  if (!self->plan)
    return;
  xa_graph_view_cancel (&self->arranging);
  self->arranging = g_cancellable_new ();
  points = xa_graph_view_dup_points (self);
  xa_graph_arrange_async (self->data, &self->look.filter, xa_graph_canvas_get_pins (self->canvas), points, self->arranging, arranged_cb, g_object_ref (self));
}

void
xa_graph_view_class_init_moves (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "graph.arrange", NULL, arrange_action);
}
