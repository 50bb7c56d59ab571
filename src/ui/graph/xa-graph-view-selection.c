#include "ui/graph/xa-graph-view-private.h"

#include "model/xa-said.h"
#include "ui/explore/xa-explore-label-dialog.h"

#include <glib/gi18n.h>

/* What can be done with the audiences that are selected, or were looked for. */

static void
set_enabled (XaGraphView *self,
             const char  *action,
             gboolean     enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, enabled);
}

static guint
get_single (XaGraphView *self)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);

  return selection->len == 1 ? g_array_index (selection, guint32, 0) : G_MAXUINT;
}

void
xa_graph_view_selection_changed_cb (XaGraphView *self)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);
  g_autofree char *text = g_strdup_printf (g_dngettext (NULL, "%u selected", "%u selected", selection->len), selection->len);

  gtk_label_set_text (self->selection_label, text);
  gtk_revealer_set_reveal_child (self->selection_bar, selection->len > 0);
  set_enabled (self, "graph.inspect", selection->len == 1);
  set_enabled (self, "graph.ego", selection->len == 1);
  set_enabled (self, "graph.compare", selection->len > 0);
  set_enabled (self, "graph.hide", selection->len > 0);
  set_enabled (self, "graph.tag", selection->len > 0);
}

void
xa_graph_view_activated_cb (XaGraphView *self,
                            guint        node)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.inspect", "x", xa_graph_data_get_subject (self->data, node)->id);
}

static void
inspect_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);

  if (get_single (self) != G_MAXUINT)
    xa_graph_view_activated_cb (self, get_single (self));
}

static void
ego_action (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);

  if (get_single (self) != G_MAXUINT)
    xa_graph_view_set_ego (self, get_single (self));
}

static void
leave_ego_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  xa_graph_view_set_ego (XA_GRAPH_VIEW (widget), -1);
}

static void
hide_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);
  g_autofree char *title = g_strdup_printf (g_dngettext (NULL, "Hid %u audience", "Hid %u audiences", selection->len), selection->len);

  xa_graph_look_hide (&look, self->plan->scene->n_nodes, selection);
  xa_graph_view_take_look (self, &look);
  xa_graph_view_commit (self, title, TRUE);
}

static void
compare_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);
  XaTray  *tray = xa_session_get_tray (self->session);
  gboolean fits = TRUE;

  for (guint i = 0; i < selection->len && fits; i++) {
    const XaSubject *subject = xa_graph_data_get_subject (self->data, g_array_index (selection, guint32, i));
    g_autoptr (XaAudienceItem) item = xa_audience_item_new (subject->id, subject->name, subject->platform, subject->simulated);

    fits = xa_tray_has (tray, subject->id) || xa_tray_add (tray, item);
  }
  if (!fits) {
    g_autofree char *text = g_strdup_printf (_ ("At most %d audiences can be compared."), XA_TRAY_MOST);

    xa_graph_view_tell (self, text);
  }
  gtk_widget_activate_action (widget, "win.page", "s", "compare");
}

/* What is tagged, and where. */
typedef struct {
  XaGraphView *view;    /* (owned) */
  XaSession   *session; /* (owned) */
  GArray      *ids;     /* (owned) (element-type gint64) */
} Tagging;

static gpointer
ask_audiences (const XaScope    *scope,
               gpointer          data,
               XaInsightProgress progress,
               gpointer          progress_data,
               GError          **error)
{
  return xa_explore_load (scope, error);
}

static void
audiences_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Tagging     *tagging = data;
  XaGraphView *self = tagging->view;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExplore) explore = xa_session_ask_finish (tagging->session, result, &error);

  if (!explore) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      xa_graph_view_tell (self, xa_said_error (error));
  } else if (tagging->session == self->session) {
    g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);

    xa_explore_label_dialog_present (GTK_WIDGET (self), tagging->session, explore, tagging->ids, list);
  }
  g_object_unref (tagging->view);
  g_object_unref (tagging->session);
  g_array_unref (tagging->ids);
  g_free (tagging);
}

/* Keeps the selection as a group: audiences with one tag are found again in the list of all. */
static void
tag_action (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  XaGraphView *self = XA_GRAPH_VIEW (widget);
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self->canvas);
  Tagging *tagging = g_new (Tagging, 1);
  XaAsk    ask = { ask_audiences, NULL, NULL, (GDestroyNotify) xa_explore_unref };

  *tagging = (Tagging) { g_object_ref (self), g_object_ref (self->session), g_array_new (FALSE, FALSE, sizeof (gint64)) };
  for (guint i = 0; i < selection->len; i++)
    g_array_append_val (tagging->ids, xa_graph_data_get_subject (self->data, g_array_index (selection, guint32, i))->id);
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, NULL, audiences_cb, tagging);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  xa_graph_canvas_select_all (XA_GRAPH_VIEW (widget)->canvas);
}

void
xa_graph_view_found_cb (XaGraphView *self,
                        guint        node)
{
  guint32 alone = node;

  if (xa_graph_canvas_is_hidden (self->canvas, node)) {
    xa_graph_view_tell (self, _ ("That audience is hidden by the filters."));
    return;
  }
  xa_graph_canvas_select (self->canvas, &alone, 1);
  xa_graph_canvas_fly_to (self->canvas, node);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* What was hidden is shown, for what was asked for could be among it. */
static void
show_hidden (XaGraphView *self)
{
  g_auto (XaGraphLook) look = xa_graph_look_copy (&self->look);

  xa_graph_look_hide (&look, 0, NULL);
  look.platform = G_MAXUINT;
  look.group = G_MAXUINT;
  look.ego = -1;
  xa_graph_view_take_look (self, &look);
  xa_graph_view_commit (self, _ ("Showed all audiences"), FALSE);
}

static GArray *
find_wanted (XaGraphView *self)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->wanted->len; i++)
    g_hash_table_add (wanted, &g_array_index (self->wanted, gint64, i));
  for (guint32 i = 0; i < self->plan->scene->n_nodes; i++)
    if (g_hash_table_contains (wanted, &xa_graph_data_get_subject (self->data, i)->id))
      g_array_append_val (nodes, i);

  return nodes;
}

static gboolean
is_any_hidden (XaGraphView  *self,
               const GArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    if (xa_graph_canvas_is_hidden (self->canvas, g_array_index (nodes, guint32, i)))
      return TRUE;

  return FALSE;
}

void
xa_graph_view_show_wanted (XaGraphView *self)
{
  g_autoptr (GArray) nodes = NULL;
  guint n_missing;

  if (!self->wanted || !self->plan || self->is_stale || self->loading || self->planning)
    return;
  nodes = find_wanted (self);
  n_missing = self->wanted->len - nodes->len;
  g_clear_pointer (&self->wanted, g_array_unref);
  if (n_missing > 0) {
    g_autofree char *text = g_strdup_printf (g_dngettext (NULL, "%u audience is not in the graph, which shows the largest.", "%u audiences are not in the graph, which shows the largest.", n_missing), n_missing);

    xa_graph_view_tell (self, text);
  }
  if (nodes->len == 0)
    return;
  if (is_any_hidden (self, nodes))
    show_hidden (self);
  xa_graph_canvas_select (self->canvas, (const guint32 *) (void *) nodes->data, nodes->len);
  xa_graph_canvas_fly_to_selection (self->canvas);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
xa_graph_view_focus (XaGraphView  *self,
                     const gint64 *ids,
                     guint         n)
{
  g_clear_pointer (&self->wanted, g_array_unref);
  self->wanted = g_array_new (FALSE, FALSE, sizeof *ids);
  g_array_append_vals (self->wanted, ids, n);
  xa_graph_view_show_wanted (self);
}

void
xa_graph_view_class_init_selection (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "graph.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "graph.ego", NULL, ego_action);
  gtk_widget_class_install_action (widget_class, "graph.hide", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "graph.inspect", NULL, inspect_action);
  gtk_widget_class_install_action (widget_class, "graph.leave-ego", NULL, leave_ego_action);
  gtk_widget_class_install_action (widget_class, "graph.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "graph.tag", NULL, tag_action);
}
