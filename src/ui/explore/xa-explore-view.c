#include "config.h"
#include "model/xa-said.h"
#include "ui/explore/xa-explore-answer.h"
#include "ui/explore/xa-explore-columns.h"
#include "ui/explore/xa-explore-layout.h"
#include "ui/explore/xa-explore-menu.h"
#include "ui/explore/xa-explore-rows.h"
#include "ui/explore/xa-explore-selection.h"
#include "ui/explore/xa-explore-skeleton.h"
#include "ui/explore/xa-explore-view-private.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/widgets/xa-failure.h"

#include <glib/gi18n.h>

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaExploreView, xa_explore_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

/* --- what is shown ---------------------------------------------------------------------------- */

/* Where a click selects, the bar is always there: if it came by the first click of two, the second
 * would hit another row. Where a tap opens, it comes with a selection. */
static void
show_bar (XaExploreView *self)
{
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (self->selection);
  gboolean has_rows = self->explore && xa_explore_get_n_audiences (self->explore) > 0;

  gtk_action_bar_set_revealed (self->selection_bar, has_rows && (!self->is_narrow || !gtk_bitset_is_empty (places)));
}

/* Only the layout that is seen has rows. */
static void
show_body (XaExploreView *self)
{
  const char *layout = self->is_narrow ? "list" : "table";
  gboolean    has_rows = self->list && self->list->n > 0;

  gtk_column_view_set_model (self->table, self->is_narrow ? NULL : self->selection);
  gtk_list_view_set_model (self->rows, self->is_narrow ? self->selection : NULL);
  gtk_stack_set_visible_child_name (self->body, !self->list ? "loading" : has_rows ? layout
                                                                                   : "nothing");
  show_bar (self);
}

static void
show_count (XaExploreView *self)
{
  g_autofree char *n = xa_explore_say_count (self->list->n);
  g_autofree char *n_all = xa_explore_say_count (self->list->n_all);
  g_autofree char *text = NULL;

  if (self->list->n < self->list->n_all)
    text = g_strdup_printf (_ ("%s of %s shown"), n, n_all);
  gtk_label_set_text (self->count, text ? text : "");
}

static void
show_list (XaExploreView *self)
{
  g_autoptr (GArray) selected = NULL;

  if (!self->explore)
    return;
  selected = xa_explore_selection_get_ids (self->selection, self->model);
  g_clear_pointer (&self->list, xa_explore_list_free);
  self->list = xa_explore_list (self->explore, self->filter, self->order, self->descending);
  xa_explore_model_show (self->model, self->explore, self->list->ids, self->list->n, self->largest);
  if (selected->len)
    xa_explore_selection_set_ids (self->selection, self->model, selected);
  xa_explore_chips_show (self->chips, self->filter, self->list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "explore.clear-filters", !xa_explore_filter_is_empty (self->filter));
  show_count (self);
  show_body (self);
}

/* After a search or another order what comes first is what was asked for; by itself the place on the
 * screen would go with the rows. */
void
xa_explore_view_show_from_top (XaExploreView *self)
{
  show_list (self);
  if (!self->list || self->list->n == 0)
    return;
  if (self->is_narrow)
    gtk_list_view_scroll_to (self->rows, 0, GTK_LIST_SCROLL_NONE, NULL);
  else
    gtk_column_view_scroll_to (self->table, 0, NULL, GTK_LIST_SCROLL_NONE, NULL);
}

static void
show_state (XaExploreView *self)
{
  gboolean is_empty = self->explore && xa_explore_get_n_audiences (self->explore) == 0;
  gboolean is_coming = self->session && xa_jobs_get_n_open (xa_session_get_jobs (self->session)) > 0;

  /* A job that ends makes nothing readable that was not. */
  if (self->has_failed)
    return;
  gtk_stack_set_visible_child_name (self->states, !is_empty ? "work" : is_coming ? "coming"
                                                                                 : "empty");
}

/* --- loading ---------------------------------------------------------------------------------- */

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  XaExploreView *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExploreAnswer) answer = xa_reader_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->has_failed = !answer;
  if (!answer) {
    xa_failure_tell (self->failure, error);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }
  g_clear_pointer (&self->explore, xa_explore_unref);
  self->explore = xa_explore_ref (answer->explore);
  self->largest = answer->largest;
  show_list (self);
  show_state (self);
}

static void
stop_loading (XaExploreView *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What is shown stays until there is something newer. */
static void
load (XaExploreView *self)
{
  XaAsk question;

  stop_loading (self);
  if (!self->session)
    return;
  self->cancellable = g_cancellable_new ();
  xa_explore_answer_ask (&question);
  xa_session_ask_async (self->session, XA_ASK_QUICK, &question, NULL, NULL, self->cancellable, answered_cb, self);
}

static void
page_failed_cb (XaExploreView *self,
                const GError  *error)
{
  g_autofree char *words = xa_said (error->message);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", words);
}

static void
search (XaView *view)
{
  XaExploreView *self = XA_EXPLORE_VIEW (view);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* --- sorting ---------------------------------------------------------------------------------- */

/* Names begin with A; of all else the first click shows who has most. */
static void
sorter_changed_cb (XaExploreView *self)
{
  XaExploreOrder order;
  gboolean       descending;

  xa_explore_columns_get_order (self->table, &order, &descending);
  if (order != self->order && order != XA_EXPLORE_BY_NAME && !descending) {
    /* This is called again by what follows. */
    self->order = order;
    self->descending = FALSE;
    xa_explore_columns_set_order (self->table, order, TRUE);
    return;
  }
  if (order == self->order && descending == self->descending)
    return;
  self->order = order;
  self->descending = descending;
  xa_explore_view_show_from_top (self);
}

static void
sort_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaExploreOrder order;

  if (xa_explore_order_parse (g_variant_get_string (parameter, NULL), &order))
    xa_explore_columns_set_order (XA_EXPLORE_VIEW (widget)->table, order, order != XA_EXPLORE_BY_NAME);
}

/* --- the selection ---------------------------------------------------------------------------- */

static void
selection_changed_cb (XaExploreView *self)
{
  static const char *const actions[] = { "explore.compare", "explore.collect", "explore.graph", "explore.label", "explore.inspect", "explore.select-none" };
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (self->selection);
  guint            n = (guint) gtk_bitset_get_size (places);
  g_autofree char *text = g_strdup_printf (g_dngettext (NULL, "%u selected", "%u selected", n), n);

  gtk_label_set_text (self->selected_count, n > 0 ? text : _ ("Nothing selected"));
  show_bar (self);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], n > 0);
}

static void
activated_cb (XaExploreView *self,
              guint          place)
{
  xa_explore_view_inspect (self, place);
}

/* --- the narrow layout ------------------------------------------------------------------------ */

static void
set_narrow (XaExploreView *self,
            gboolean       is_narrow)
{
  self->is_narrow = is_narrow;
  gtk_widget_set_visible (GTK_WIDGET (self->range), !is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_range), is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->count), !is_narrow); /* the chips need the room */
  gtk_widget_set_visible (self->wide_buttons, !is_narrow);
  gtk_widget_set_visible (self->narrow_button, is_narrow);
  xa_explore_skeleton_set_list (self->skeleton, is_narrow);
  xa_explore_strip_set_narrow (self->strip, is_narrow);
  show_body (self);
}

static void
narrow_cb (XaExploreView *self)
{
  set_narrow (self, TRUE);
}

static void
wide_cb (XaExploreView *self)
{
  set_narrow (self, FALSE);
}

/* --- the view --------------------------------------------------------------------------------- */

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  XaExploreView *self = XA_EXPLORE_VIEW (widget);

  self->has_failed = FALSE;
  show_state (self);
  load (self);
}

static void
forget (XaExploreView *self)
{
  stop_loading (self);
  self->has_failed = FALSE;
  g_clear_pointer (&self->explore, xa_explore_unref);
  g_clear_pointer (&self->list, xa_explore_list_free);
}

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaExploreView *self = XA_EXPLORE_VIEW (view);

  if (self->session) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (xa_session_get_jobs (self->session), self);
  }
  forget (self);
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  xa_range_button_set_session (self->range, session);
  xa_range_button_set_session (self->narrow_range, session);
  xa_explore_strip_set_session (self->strip, session);
  xa_explore_model_set_session (self->model, session);
  xa_explore_view_step_to (self, "");
  xa_explore_history_begin (self->history, session ? xa_session_get_undo (session) : NULL);
  show_body (self);
  show_state (self);
  if (session) {
    g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (xa_session_get_jobs (session), "open-changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
    load (self);
  }
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
  iface->search = search;
}

static void
xa_explore_view_dispose (GObject *object)
{
  XaExploreView *self = XA_EXPLORE_VIEW (object);

  forget (self);
  if (self->table) {
    /* The table sorts anew while it goes. */
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->table), self);
    gtk_column_view_set_model (self->table, NULL);
    gtk_list_view_set_model (self->rows, NULL);
  }
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->filter, xa_explore_filter_free);
  g_clear_pointer (&self->history, xa_explore_history_free);
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL); /* the template takes it away behind its back */
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_EXPLORE_VIEW);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (xa_explore_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/io/github/xaudience/XAudience/explore.ui");
  gtk_widget_class_bind_template_child (klass, XaExploreView, bin);
  gtk_widget_class_bind_template_child (klass, XaExploreView, banner);
  gtk_widget_class_bind_template_child (klass, XaExploreView, range);
  gtk_widget_class_bind_template_child (klass, XaExploreView, narrow_range);
  gtk_widget_class_bind_template_child (klass, XaExploreView, add_button);
  gtk_widget_class_bind_template_child (klass, XaExploreView, skeleton);
  gtk_widget_class_bind_template_child (klass, XaExploreView, search_bar);
  gtk_widget_class_bind_template_child (klass, XaExploreView, entry);
  gtk_widget_class_bind_template_child (klass, XaExploreView, star);
  gtk_widget_class_bind_template_child (klass, XaExploreView, fault);
  gtk_widget_class_bind_template_child (klass, XaExploreView, states);
  gtk_widget_class_bind_template_child (klass, XaExploreView, failure);
  gtk_widget_class_bind_template_child (klass, XaExploreView, strip);
  gtk_widget_class_bind_template_child (klass, XaExploreView, chips);
  gtk_widget_class_bind_template_child (klass, XaExploreView, count);
  gtk_widget_class_bind_template_child (klass, XaExploreView, body);
  gtk_widget_class_bind_template_child (klass, XaExploreView, table);
  gtk_widget_class_bind_template_child (klass, XaExploreView, rows);
  gtk_widget_class_bind_template_child (klass, XaExploreView, selection_bar);
  gtk_widget_class_bind_template_child (klass, XaExploreView, selected_count);
  gtk_widget_class_bind_template_child (klass, XaExploreView, wide_buttons);
  gtk_widget_class_bind_template_child (klass, XaExploreView, narrow_button);
  gtk_widget_class_bind_template_child (klass, XaExploreView, selection_menu);
  gtk_widget_class_bind_template_callback (klass, activated_cb);
}

static void
xa_explore_view_class_init (XaExploreViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_explore_view_dispose;
  g_type_ensure (XA_TYPE_EXPLORE_CHIPS);
  g_type_ensure (XA_TYPE_EXPLORE_SKELETON);
  g_type_ensure (XA_TYPE_EXPLORE_STRIP);
  g_type_ensure (XA_TYPE_RANGE_BUTTON);
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  bind_template (widget_class);
  xa_explore_view_bind_search (widget_class);
  xa_explore_view_install_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "explore.sort", "s", sort_action);
  gtk_widget_class_install_action (widget_class, "explore.retry", NULL, retry_action);
}

static void
make_table (XaExploreView *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) growth = g_settings_create_action (self->settings, "explore-growth-7");

  xa_explore_columns_add (self->table);
  xa_explore_menu_add (self->table, self->selection_menu);
  xa_explore_columns_set_order (self->table, self->order, self->descending);
  g_settings_bind (self->settings, "explore-growth-7", xa_explore_columns_find (self->table, "growth-7"), "visible", G_SETTINGS_BIND_GET);
  g_action_map_add_action (G_ACTION_MAP (group), growth);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", G_ACTION_GROUP (group));
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
xa_explore_view_init (XaExploreView *self)
{
  self->settings = g_settings_new (XA_APPLICATION_ID);
  self->filter = xa_explore_filter_new ();
  self->history = xa_explore_history_new (self, xa_explore_view_step_to);
  self->model = xa_explore_model_new ();
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->model))));
  self->order = XA_EXPLORE_BY_SIZE;
  self->descending = TRUE;
  self->largest = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  make_table (self);
  xa_explore_rows_set_up (self->rows);
  xa_explore_layout_set_up (self->bin, self->table, GTK_WIDGET (self->strip), self->add_button, G_CALLBACK (narrow_cb), G_CALLBACK (wide_cb), self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->entry));
  g_signal_connect_object (self->settings, "changed::saved-searches", G_CALLBACK (xa_explore_view_show_star), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "failed", G_CALLBACK (page_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  selection_changed_cb (self);
  show_body (self);
}
