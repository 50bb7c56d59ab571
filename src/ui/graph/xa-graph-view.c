#include "ui/graph/xa-graph-view-private.h"

#include "config.h"
#include "ui/graph/xa-graph-steps.h"

#include <glib/gi18n.h>
#include <math.h>

/* Changes of filters that follow on each other within this are one step to undo. */
#define COMMIT_MS 500

#define KEY_ZOOM 1.5

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaGraphView, xa_graph_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

void
xa_graph_view_tell (XaGraphView *self,
                    const char  *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- what is seen --- */

static char *
tell_node (guint32  node,
           gpointer data)
{
  XaGraphView *self = data;

  return self->plan ? xa_graph_plan_tell (self->plan, node) : g_strdup ("");
}

static void
show_ego (XaGraphView *self)
{
  gboolean is_ego = self->look.ego >= 0 && self->look.ego < (gssize) self->plan->scene->n_nodes;

  gtk_widget_set_visible (self->ego_bar, is_ego);
  if (is_ego) {
    g_autofree char *text = g_strdup_printf (_ ("Around %s"), self->plan->scene->nodes[self->look.ego].label);

    gtk_label_set_text (self->ego_label, text);
  }
}

static void
show_note (XaGraphView *self)
{
  gboolean has_lines = self->plan->scene->n_lines > 0;

  gtk_label_set_text (self->note, self->plan->n_any > 0 ? _ ("No tie passes the filters. Turn the backbone off or ask for less.")
                                                        : _ ("No two audiences share members that may be shown."));
  gtk_widget_set_visible (GTK_WIDGET (self->note), !has_lines);
}

/* Hides and shows audiences, and says in words what is left. */
void
xa_graph_view_show_look (XaGraphView *self)
{
  g_autofree gboolean *hidden = xa_graph_look_get_hidden (&self->look, self->plan);
  g_autofree char     *summary = xa_graph_look_summarise (&self->look, self->plan);

  xa_graph_canvas_set_hulls (self->canvas, !self->plan->filter.by_platform);
  xa_graph_canvas_set_hidden (self->canvas, hidden);
  xa_graph_canvas_set_summary (self->canvas, summary);
  xa_graph_panel_show_plan (self->panel, self->plan, xa_graph_look_count_hidden (&self->look));
  xa_graph_legend_set_group (self->legend, self->look.group);
  show_ego (self);
  show_note (self);
}

/* --- changing what is seen --- */

/* Makes a look the one that is seen; what was seen before is the caller's to remember. */
void
xa_graph_view_take_look (XaGraphView       *self,
                         const XaGraphLook *look)
{
  XaGraphLook old = self->look;
  gboolean    is_filter = !xa_graph_filter_equal (&old.filter, &look->filter);
  gboolean    is_frame = old.ego != look->ego || old.group != look->group || old.platform != look->platform;

  self->look = xa_graph_look_copy (look);
  xa_graph_look_clear (&old);
  xa_graph_panel_set_filter (self->panel, &self->look.filter, self->look.platform);
  if (is_filter)
    xa_graph_view_replan (self);
  if (!self->plan)
    return;
  xa_graph_view_show_look (self);
  if (is_frame)
    xa_graph_canvas_fit (self->canvas, TRUE);
}

static void
set_committed (XaGraphView *self)
{
  xa_graph_look_clear (&self->committed);
  self->committed = xa_graph_look_copy (&self->look);
}

/* An earlier or later look, by undo or redo. */
static void
retake_look (GObject           *view,
             const XaGraphLook *look)
{
  xa_graph_view_take_look (XA_GRAPH_VIEW (view), look);
  set_committed (XA_GRAPH_VIEW (view));
}

void
xa_graph_view_commit (XaGraphView *self,
                      const char  *title,
                      gboolean     says_so)
{
  g_clear_handle_id (&self->commit_id, g_source_remove);
  if (!self->session || xa_graph_look_equal (&self->committed, &self->look))
    return;
  xa_graph_push_look (xa_session_get_undo (self->session), G_OBJECT (self), retake_look, &self->committed, &self->look, title, says_so);
  set_committed (self);
}

static gboolean
commit_cb (gpointer data)
{
  XaGraphView *self = data;

  self->commit_id = 0;
  xa_graph_view_commit (self, _ ("Changed the filters of the graph"), FALSE);

  return G_SOURCE_REMOVE;
}

static void
panel_changed_cb (XaGraphView *self)
{
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);

  look.filter = xa_graph_panel_get_filter (self->panel);
  look.platform = xa_graph_panel_get_platform (self->panel);
  /* Colours by something else are other groups. */
  if (look.filter.by_platform != self->look.filter.by_platform)
    look.group = G_MAXUINT;
  xa_graph_view_take_look (self, &look);
  g_clear_handle_id (&self->commit_id, g_source_remove);
  self->commit_id = g_timeout_add (COMMIT_MS, commit_cb, self);
}

static void
isolated_cb (XaGraphView *self)
{
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);

  look.group = xa_graph_legend_get_group (self->legend);
  xa_graph_view_take_look (self, &look);
  xa_graph_view_commit (self, _ ("Changed which colours are shown"), FALSE);
}

static void
show_all_cb (XaGraphView *self)
{
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);

  xa_graph_look_hide (&look, 0, NULL);
  xa_graph_view_take_look (self, &look);
  xa_graph_view_commit (self, _ ("Showed the hidden audiences"), FALSE);
}

void
xa_graph_view_set_ego (XaGraphView *self,
                       gssize       ego)
{
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);

  look.ego = ego;
  xa_graph_view_take_look (self, &look);
  xa_graph_view_commit (self, ego >= 0 ? _ ("Showed the neighbours of an audience") : _ ("Showed all audiences"), FALSE);
}

/* --- the camera --- */

static void
zoom_changed_cb (XaGraphView *self)
{
  g_autofree char *text = g_strdup_printf (_ ("%d %%"), (int) lround (100 * xa_graph_canvas_get_zoom (self->canvas)));

  gtk_label_set_text (self->zoom, text);
}

static void
zoom_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  xa_graph_canvas_zoom (XA_GRAPH_VIEW (widget)->canvas, g_str_equal (action, "graph.zoom-in") ? KEY_ZOOM : 1 / KEY_ZOOM);
}

static void
fit_action (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  xa_graph_canvas_fit (XA_GRAPH_VIEW (widget)->canvas, TRUE);
}

/* --- the page --- */

static void
forget (XaGraphView *self)
{
  g_clear_handle_id (&self->commit_id, g_source_remove);
  xa_graph_view_cancel (&self->loading);
  xa_graph_view_cancel (&self->planning);
  xa_graph_view_cancel (&self->arranging);
  g_clear_pointer (&self->wanted, g_array_unref);
  xa_graph_finder_set_plan (self->finder, NULL);
  xa_graph_canvas_set_scene (self->canvas, NULL);
  g_clear_pointer (&self->plan, xa_graph_plan_free);
  g_clear_pointer (&self->data, xa_graph_data_unref);
}

static void
changed_cb (XaGraphView *self)
{
  xa_graph_view_load (self);
}

/* Filters and files are of use only where there is a graph. */
static gboolean
is_content (XaGraphView *self,
            const char  *state)
{
  return g_strcmp0 (state, "content") == 0;
}

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaGraphView *self = XA_GRAPH_VIEW (view);
  XaGraphLook  fresh = XA_GRAPH_LOOK_INIT;

  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  forget (self);
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  xa_range_button_set_session (self->range, session);
  fresh.filter = xa_graph_filter_default;
  xa_graph_view_take_look (self, &fresh);
  set_committed (self);
  if (session)
    g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  xa_graph_view_load (self);
}

static void
search (XaView *view)
{
  xa_graph_finder_start (XA_GRAPH_VIEW (view)->finder);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
  iface->search = search;
}

static void
xa_graph_view_map (GtkWidget *widget)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);

  GTK_WIDGET_CLASS (xa_graph_view_parent_class)->map (widget);
  if (self->is_stale)
    xa_graph_view_load (self);
}

static void
xa_graph_view_dispose (GObject *object)
{
  XaGraphView *self = XA_GRAPH_VIEW (object);

  if (self->canvas)
    forget (self);
  xa_graph_look_clear (&self->look);
  xa_graph_look_clear (&self->committed);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_GRAPH_VIEW);
  G_OBJECT_CLASS (xa_graph_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, too_many);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, range);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, states);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, progress);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, failure);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, toasts);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, layouts);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, panel_button);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, panel);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, canvas);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, finder);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, zoom);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, ego_bar);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, ego_label);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, selection_label);
  gtk_widget_class_bind_template_child (widget_class, XaGraphView, note);
  gtk_widget_class_bind_template_callback (widget_class, panel_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, xa_graph_view_selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, xa_graph_view_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, xa_graph_view_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, xa_graph_view_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, is_content);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char                 *name;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "graph.fit", fit_action },
    { "graph.zoom-in", zoom_action },
    { "graph.zoom-out", zoom_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
  xa_graph_view_class_init_load (widget_class);
  xa_graph_view_class_init_moves (widget_class);
  xa_graph_view_class_init_outside (widget_class);
  xa_graph_view_class_init_selection (widget_class);
}

static void
xa_graph_view_class_init (XaGraphViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_graph_view_dispose;
  widget_class->map = xa_graph_view_map;
  g_type_ensure (XA_TYPE_GRAPH_CANVAS);
  g_type_ensure (XA_TYPE_GRAPH_FINDER);
  g_type_ensure (XA_TYPE_GRAPH_PANEL);
  g_type_ensure (XA_TYPE_RANGE_BUTTON);
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/graph.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
xa_graph_view_init (XaGraphView *self)
{
  XaGraphLook fresh = XA_GRAPH_LOOK_INIT;

  fresh.filter = xa_graph_filter_default;
  self->settings = g_settings_new (XA_APPLICATION_ID);
  self->look = fresh;
  self->committed = fresh;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Else the sign of percent would go to the other side of the number in Hebrew and Arabic. */
  gtk_widget_set_direction (GTK_WIDGET (self->zoom), GTK_TEXT_DIR_LTR);
  self->legend = xa_graph_panel_get_legend (self->panel);
  g_signal_connect_object (self->legend, "isolated", G_CALLBACK (isolated_cb), self, G_CONNECT_SWAPPED);
  xa_graph_canvas_set_tell (self->canvas, tell_node, self);
  xa_graph_view_selection_changed_cb (self);
}
