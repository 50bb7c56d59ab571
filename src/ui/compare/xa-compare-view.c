#include "ui/compare/xa-compare-explain.h"
#include "model/xa-said.h"
#include "ui/compare/xa-compare-order.h"
#include "ui/compare/xa-compare-questions.h"
#include "ui/compare/xa-compare-reorder.h"
#include "ui/compare/xa-compare-view-private.h"
#include "ui/xa-analysis.h"

#include <glib/gi18n.h>

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaCompareView, xa_compare_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

/* --- questions ---------------------------------------------------------------------------------- */

static void
fill_outside (XaCompareView      *self,
              XaComparisonPicture picture,
              XaAsk              *ask)
{
  XaComparisonChoice choice = self->choice;

  choice.picture = picture;
  xa_compare_ask_outside (&self->audiences, &choice, ask);
}

static void
mutual_outside_cb (gpointer data,
                   XaAsk   *ask)
{
  fill_outside (data, XA_COMPARE_VIEW (data)->choice.picture, ask);
}

static void
sides_outside_cb (gpointer data,
                  XaAsk   *ask)
{
  fill_outside (data, XA_COMPARISON_DOTS, ask);
}

static void
reach_outside_cb (gpointer data,
                  XaAsk   *ask)
{
  fill_outside (data, XA_COMPARISON_STAIRS, ask);
}

/* --- loading ------------------------------------------------------------------------------------ */

static void
preferences_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (XaCompareView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaComparisonPreferences) preferences = xa_analysis_run_finish (XA_SESSION (source), result, &error);
  g_autofree char *finding = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->comparison)
    return;
  finding = preferences ? xa_comparison_tell_preferences (preferences) : g_strdup (xa_said_error (error));
  xa_compare_section_set_finding (self->preferences, finding);
  if (preferences)
    xa_compare_preferences_show (self->preference_table, g_steal_pointer (&preferences), self->comparison->names);
}

static void
load_preferences (XaCompareView *self)
{
  XaAsk            ask = xa_compare_ask_preferences (&self->audiences);
  g_autofree char *title = g_strdup_printf (g_dngettext (NULL, "Preferences of %u audience", "Preferences of %u audiences", self->audiences.n),
                                            self->audiences.n);

  xa_analysis_run_async (self->session, title, &ask, NULL, NULL, self->cancellable, preferences_cb, g_object_ref (self));
}

static void
comparison_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (XaCompareView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaComparison) comparison = xa_analysis_run_finish (XA_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->session)
    return;
  if (!comparison) {
    xa_compare_view_show_failure (self, error);
    return;
  }
  g_clear_pointer (&self->comparison, xa_comparison_unref);
  self->comparison = g_steal_pointer (&comparison);
  xa_compare_view_show_comparison (self);
  load_preferences (self);
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  gtk_progress_bar_set_fraction (XA_COMPARE_VIEW (data)->progress, fraction);
}

static void
read_tray (XaCompareView *self)
{
  GListModel *tray = self->session ? G_LIST_MODEL (xa_session_get_tray (self->session)) : NULL;

  self->audiences.n = tray ? MIN (g_list_model_get_n_items (tray), XA_INTERSECTIONS_MOST) : 0;
  for (guint i = 0; i < self->audiences.n; i++) {
    g_autoptr (XaAudienceItem) item = g_list_model_get_item (tray, i);

    self->audiences.ids[i] = xa_audience_item_get_id (item);
    self->audiences.categories[i] = xa_compare_chips_get_category (self->chips, self->audiences.ids[i]);
  }
  gtk_widget_set_visible (self->clear, self->audiences.n > 0);
}

/* More were chosen than a comparison has room for: what is shown is a part, and says so. */
static void
show_left_out (XaCompareView *self)
{
  guint            n_left_out = self->session ? xa_tray_get_n_left_out (xa_session_get_tray (self->session)) : 0;
  g_autofree char *words = g_strdup_printf (_ ("The first %u of %u chosen audiences are compared, as many as fit. Filter or choose fewer to compare others."),
                                            self->audiences.n, self->audiences.n + n_left_out);

  if (n_left_out > 0)
    adw_banner_set_title (self->too_many, words);
  adw_banner_set_revealed (self->too_many, n_left_out > 0);
}

/* What was shown stays until there is something newer, so that nothing jumps. */
static void
load (XaCompareView *self)
{
  g_autofree char *title = NULL;
  XaAsk            ask;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  read_tray (self);
  show_left_out (self);
  if (self->audiences.n < 2) {
    xa_compare_view_show_nothing (self);
    return;
  }
  self->cancellable = g_cancellable_new ();
  if (!self->comparison) {
    gtk_progress_bar_set_fraction (self->progress, 0);
    xa_compare_preferences_show (self->preference_table, NULL, NULL);
    xa_compare_section_set_finding (self->preferences, _ ("Comparing preferences…"));
    gtk_stack_set_visible_child_name (self->states, "loading");
  }
  ask = xa_compare_ask_comparison (&self->audiences);
  xa_ahead_note_comparison (xa_session_get_ahead (self->session), &self->audiences);
  title = g_strdup_printf (g_dngettext (NULL, "Comparison of %u audience", "Comparison of %u audiences", self->audiences.n), self->audiences.n);
  xa_analysis_run_async (self->session, title, &ask, progress_cb, self, self->cancellable, comparison_cb, g_object_ref (self));
}

/* --- what the user does --------------------------------------------------------------------------- */

static void
picture_changed_cb (XaCompareView *self)
{
  if (self->comparison && !self->updating)
    xa_compare_view_show_mutual (self);
}

static void
retry_cb (XaCompareView *self)
{
  load (self);
}

static void
add_cb (XaCompareView *self)
{
  xa_compare_chips_search (self->chips);
}

/* What there is to choose from has come. */
static void
choice_changed_cb (XaCompareView *self)
{
  if (self->audiences.n < 2)
    xa_compare_view_show_nothing (self);
}

static void
table_copied_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (XaCompareView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *csv = xa_session_ask_finish (self->session, result, &error);

  if (csv)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), csv);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", csv ? _ ("Copied the data") : xa_said_error (error));
}

static void
copy_table_cb (XaCompareView *self)
{
  XaAsk ask;

  if (!self->comparison)
    return;
  ask = xa_compare_ask_table (&self->comparison->audiences, self->comparison->names);
  xa_session_ask_outside_async (self->session, &ask, NULL, table_copied_cb, g_object_ref (self));
}

static void
clear_cb (XaCompareView *self)
{
  if (self->session)
    xa_tray_clear (xa_session_get_tray (self->session));
}

static void
take_order (GObject                  *view,
            const XaComparisonChoice *choice)
{
  XaCompareView *self = XA_COMPARE_VIEW (view);

  self->choice.n_order = choice->n_order;
  memcpy (self->choice.order, choice->order, sizeof self->choice.order);
  if (self->comparison)
    xa_compare_view_show_reach (self);
}

static void
reorder (XaCompareView            *self,
         const XaComparisonChoice *after)
{
  XaComparisonChoice before = self->choice;

  take_order (G_OBJECT (self), after);
  xa_compare_push_order (xa_session_get_undo (self->session), G_OBJECT (self), take_order, &before, after);
}

static void
step_moved_cb (guint    from,
               guint    to,
               gpointer data)
{
  XaCompareView     *self = data;
  XaComparisonChoice after = self->choice;
  g_autoptr (GArray) steps = self->comparison ? xa_comparison_list_steps (self->comparison, &self->choice) : NULL;
  g_autofree char *words = NULL;
  XaReachStep      moved;

  if (!steps || from >= steps->len || to >= steps->len)
    return;
  moved = g_array_index (steps, XaReachStep, from);
  g_array_remove_index (steps, from);
  g_array_insert_val (steps, to, moved);
  after.n_order = steps->len;
  for (guint i = 0; i < steps->len; i++)
    after.order[i] = self->comparison->audiences.ids[g_array_index (steps, XaReachStep, i).index];
  reorder (self, &after);
  words = g_strdup_printf (_ ("%s is now in place %u"), self->comparison->names[moved.index], to + 1);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->reach_chart), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
best_order_cb (XaCompareView *self)
{
  XaComparisonChoice after = self->choice;

  after.n_order = 0;
  reorder (self, &after);
}

static void
explain_cb (XaCompareSection *section,
            gpointer          data)
{
  XaCompareView *self = XA_COMPARE_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (section), XA_TYPE_COMPARE_VIEW));

  if (self && self->session)
    xa_compare_explain (GTK_WIDGET (self), self->session, (XaComparePart) GPOINTER_TO_UINT (data), xa_compare_section_get_title (section), &self->audiences);
}

/* --- the view ------------------------------------------------------------------------------------- */

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaCompareView *self = XA_COMPARE_VIEW (view);

  if (self->session) {
    g_signal_handlers_disconnect_by_data (xa_session_get_tray (self->session), self);
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_set_object (&self->session, session);
  g_clear_pointer (&self->comparison, xa_comparison_unref);
  self->choice.n_order = 0;
  xa_simulated_banner_set_session (self->banner, session);
  xa_range_button_set_session (self->range, session);
  xa_compare_chips_set_session (self->chips, session);
  xa_chart_view_set_outside (self->mutual_chart, session, session ? mutual_outside_cb : NULL, self, NULL);
  xa_chart_view_set_outside (self->sides_chart, session, session ? sides_outside_cb : NULL, self, NULL);
  xa_chart_view_set_outside (self->reach_chart, session, session ? reach_outside_cb : NULL, self, NULL);
  if (session) {
    g_signal_connect_object (xa_session_get_tray (session), "items-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  }
  load (self);
}

static void
search (XaView *view)
{
  xa_compare_chips_search (XA_COMPARE_VIEW (view)->chips);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
  iface->search = search;
}

static void
xa_compare_view_dispose (GObject *object)
{
  XaCompareView *self = XA_COMPARE_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->comparison, xa_comparison_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_COMPARE_VIEW);
  G_OBJECT_CLASS (xa_compare_view_parent_class)->dispose (object);
}

static void
xa_compare_view_class_init (XaCompareViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_compare_view_dispose;
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  g_type_ensure (XA_TYPE_RANGE_BUTTON);
  g_type_ensure (XA_TYPE_CHART_VIEW);
  g_type_ensure (XA_TYPE_COMPARE_CHIPS);
  g_type_ensure (XA_TYPE_COMPARE_SECTION);
  g_type_ensure (XA_TYPE_COMPARE_PREFERENCES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/compare.ui");
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, range);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, clear);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, too_many);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, chips);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, states);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, nothing);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, add);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, import);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, failure);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, progress);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, apart);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, mutual);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, preferences);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, sides);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, reach);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, pictures);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, circles);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, combinations);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, measures);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, mutual_chart);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, sides_chart);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, reach_chart);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, mutual_caption);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, preference_table);
  gtk_widget_class_bind_template_child (widget_class, XaCompareView, best_order);
  gtk_widget_class_bind_template_callback (widget_class, picture_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_table_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, best_order_cb);
}

static void
xa_compare_view_init (XaCompareView *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < xa_comparison_n_measures; i++)
    gtk_string_list_append (names, xa_comparison_measure_name (xa_comparison_measures[i]));
  gtk_drop_down_set_model (self->measures, G_LIST_MODEL (names));
  g_signal_connect (self->mutual, "explain", G_CALLBACK (explain_cb), GUINT_TO_POINTER (XA_COMPARE_PART_MUTUAL));
  g_signal_connect (self->preferences, "explain", G_CALLBACK (explain_cb), GUINT_TO_POINTER (XA_COMPARE_PART_PREFERENCES));
  g_signal_connect (self->sides, "explain", G_CALLBACK (explain_cb), GUINT_TO_POINTER (XA_COMPARE_PART_SIDES));
  g_signal_connect (self->reach, "explain", G_CALLBACK (explain_cb), GUINT_TO_POINTER (XA_COMPARE_PART_REACH));
  xa_compare_make_reorderable (self->reach_chart, step_moved_cb, self);
  self->updating = FALSE;
}
