#include "ui/graph/xa-graph-view-private.h"
#include "ui/graph/xa-graph-work.h"
#include "ui/widgets/xa-failure.h"
#include "ui/xa-bounds-words.h"

#include <glib/gi18n.h>

/* From the workspace to the graph: what is loaded, then what of it the filters leave. */

#define MOST "graph-most-audiences"

static guint
get_most (XaGraphView *self)
{
  return (guint) g_settings_get_int (self->settings, MOST);
}

/* The most that the graph is ever given, in memory that grows with the square of it. */
static guint
get_bound (XaGraphView *self)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GVariant) range = NULL;
  g_autoptr (GVariant) limits = NULL;
  int least, bound;

  g_object_get (self->settings, "settings-schema", &schema, NULL);
  key = g_settings_schema_get_key (schema, MOST);
  range = g_settings_schema_key_get_range (key);
  g_variant_get (range, "(&sv)", NULL, &limits);
  g_variant_get (limits, "(ii)", &least, &bound);

  return (guint) bound;
}

/* What is not there of the audiences, and how to come by it. */
static void
show_left_out (XaGraphView *self)
{
  guint            n = xa_graph_data_count (self->data);
  guint            n_all = self->data->n_all;
  gboolean         can_more = get_most (self) < get_bound (self);
  g_autofree char *words = xa_bounds_say_graph (n, n_all, can_more);

  adw_banner_set_title (self->too_many, words ? words : "");
  adw_banner_set_button_label (self->too_many, can_more ? _ ("Show _More") : NULL);
  adw_banner_set_revealed (self->too_many, words != NULL);
}

void
xa_graph_view_cancel (GCancellable **cancellable)
{
  if (*cancellable)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (XaGraphView) self = data;
  XaGraphPlan *plan = xa_graph_plan_finish (result, NULL);

  if (!plan)
    return;
  g_clear_object (&self->planning);
  xa_graph_plan_free (self->plan);
  self->plan = plan;
  xa_graph_canvas_set_scene (self->canvas, plan->scene);
  xa_graph_finder_set_plan (self->finder, plan);
  xa_graph_legend_set_colors (self->legend, plan->colors);
  xa_graph_view_show_look (self);
  gtk_stack_set_visible_child_name (self->states, plan->n_any > 0 || self->data->graph->references->len > 0 ? "content" : "empty");
  xa_graph_view_show_wanted (self);
}

/* Where audiences are now they stay, if they are still the same. */
void
xa_graph_view_replan (XaGraphView *self)
{
  g_autofree XaPoint *points = NULL;

  if (!self->data)
    return;
  xa_graph_view_cancel (&self->planning);
  self->planning = g_cancellable_new ();
  points = self->plan && self->plan->data == self->data ? xa_graph_view_dup_points (self) : NULL;
  xa_graph_plan_async (self->data, &self->look.filter, points, self->planning, planned_cb, g_object_ref (self));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaGraphView) self = data;
  g_autoptr (GError) error = NULL;
  XaGraphData *loaded = xa_graph_load_finish (self->session, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (g_error_matches (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_TOO_FEW) || (loaded && xa_graph_data_count (loaded) < 2)) {
    xa_graph_data_unref (loaded);
    g_clear_pointer (&self->wanted, g_array_unref);
    gtk_stack_set_visible_child_name (self->states, "empty");
    return;
  }
  if (!loaded) {
    xa_failure_tell (self->failure, error);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }
  xa_graph_data_unref (self->data);
  self->data = loaded;
  show_left_out (self);
  xa_graph_view_replan (self);
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  gtk_progress_bar_set_fraction (XA_GRAPH_VIEW (data)->progress, fraction);
}

/* Nothing is loaded for a page that nobody looks at. */
void
xa_graph_view_load (XaGraphView *self)
{
  xa_graph_view_cancel (&self->loading);
  self->is_stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!self->session || self->is_stale)
    return;
  self->loading = g_cancellable_new ();
  if (!self->plan) {
    gtk_progress_bar_set_fraction (self->progress, 0);
    gtk_stack_set_visible_child_name (self->states, "loading");
  }
  xa_ahead_note_graph (xa_session_get_ahead (self->session), get_most (self));
  xa_graph_load_async (self->session, get_most (self), progress_cb, self, self->loading, loaded_cb, g_object_ref (self));
}

static void
more_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);

  g_settings_set_int (self->settings, MOST, (int) MIN (2 * get_most (self), get_bound (self)));
  xa_graph_view_load (self);
}

static void
retry_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  xa_graph_view_load (XA_GRAPH_VIEW (widget));
}

void
xa_graph_view_class_init_load (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "graph.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "graph.more", NULL, more_action);
}
