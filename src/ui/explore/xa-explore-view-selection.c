#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/explore/xa-explore-label-dialog.h"
#include "ui/explore/xa-explore-selection.h"
#include "ui/explore/xa-explore-view-private.h"

#include <glib/gi18n.h>

void
xa_explore_view_inspect (XaExploreView *self,
                         guint          place)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.inspect", "x", xa_explore_model_get_id (self->model, place));
}

static void
inspect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (self->selection);

  if (!gtk_bitset_is_empty (places))
    xa_explore_view_inspect (self, gtk_bitset_get_minimum (places));
}

static GListModel *
make_selected_items (XaExploreView *self)
{
  g_autoptr (GArray) ids = xa_explore_selection_get_ids (self->selection, self->model);

  return xa_explore_selection_make_items (self->explore, ids);
}

static void
tell_full (XaExploreView *self)
{
  g_autofree char *text = g_strdup_printf (_ ("At most %d audiences can be compared at once"), XA_TRAY_MOST);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
}

static void
compare_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  g_autoptr (GListModel) items = make_selected_items (self);

  xa_tray_set (xa_session_get_tray (self->session), items);
  if (g_list_model_get_n_items (items) > XA_TRAY_MOST)
    tell_full (self);
  gtk_widget_activate_action (widget, "win.page", "s", "compare");
}

static void
collect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  XaTray        *tray = xa_session_get_tray (self->session);
  g_autoptr (GListModel) items = make_selected_items (self);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (items, i);

    if (!xa_tray_has (tray, xa_audience_item_get_id (item)) && !xa_tray_add (tray, item)) {
      tell_full (self);
      return;
    }
  }
}

static void
graph_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  g_autoptr (GArray) ids = xa_explore_selection_get_ids (self->selection, self->model);

  gtk_widget_activate_action_variant (widget, "win.graph-focus",
                                      g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64)));
}

static void
label_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  g_autoptr (GArray) ids = xa_explore_selection_get_ids (self->selection, self->model);

  xa_explore_label_dialog_present (widget, self->session, self->explore, ids, self->list);
}

/* The columns, and the words for a paper about the audiences that are selected: of as many as can be compared. */
static void
explain_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);
  g_autoptr (GArray) ids = xa_explore_selection_get_ids (self->selection, self->model);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  XaMethodsFacts facts = { .smallest_count = XA_SMALLEST_COUNT_SCREEN };

  for (guint i = 0; i < MIN (ids->len, XA_TRAY_MOST); i++)
    g_strv_builder_take (builder, g_strdup_printf ("#%" G_GINT64_FORMAT, g_array_index (ids, gint64, i)));
  names = g_strv_builder_end (builder);
  xa_explain_dialog_present_rule (widget, self->session, _ ("Audiences"), "row", &facts, ids->len ? (const char *const *) names : NULL);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_selection_model_select_all (XA_EXPLORE_VIEW (widget)->selection);
}

static void
select_none_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  gtk_selection_model_unselect_all (XA_EXPLORE_VIEW (widget)->selection);
}

void
xa_explore_view_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "explore.inspect", NULL, inspect_action);
  gtk_widget_class_install_action (klass, "explore.compare", NULL, compare_action);
  gtk_widget_class_install_action (klass, "explore.collect", NULL, collect_action);
  gtk_widget_class_install_action (klass, "explore.graph", NULL, graph_action);
  gtk_widget_class_install_action (klass, "explore.label", NULL, label_action);
  gtk_widget_class_install_action (klass, "explore.explain", NULL, explain_action);
  gtk_widget_class_install_action (klass, "explore.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (klass, "explore.select-none", NULL, select_none_action);
}
