#include "ui/activity/xa-activity-figures.h"

#include "model/xa-said.h"
#include "ui/activity/xa-figures-answer.h"
#include "ui/dialogs/xa-explain-dialog.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/widgets/xa-explain-button.h"

#include <glib/gi18n.h>

/* How often it is looked at while it is seen. */
#define LOOK_S 15

struct _XaActivityFigures {
  AdwBin               parent_instance;
  AdwToggleGroup      *range;
  GtkStack            *states;
  AdwStatusPage       *failure;
  XaChartView         *requests;
  XaChartView         *tasks;
  AdwActionRow        *tasks_row;
  AdwActionRow        *cache_row;
  AdwActionRow        *answers_row;
  AdwActionRow        *queue_row;
  AdwActionRow        *batches_row;
  AdwPreferencesGroup *storage_group;
  GtkListBox          *storage;

  XaSession    *session;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the loads under way */
  guint         look_id;
};

G_DEFINE_FINAL_TYPE (XaActivityFigures, xa_activity_figures, ADW_TYPE_BIN)

static guint
get_hours (XaActivityFigures *self)
{
  const char *name = adw_toggle_group_get_active_name (self->range);

  if (g_strcmp0 (name, "week") == 0)
    return 7 * 24;

  return g_strcmp0 (name, "month") == 0 ? XA_METRIC_KEEP_HOURS : 24;
}

/* Takes @words. */
static void
set_words (AdwActionRow *row,
           char         *words)
{
  g_autofree char *owned = words;

  adw_action_row_set_subtitle (row, owned);
}

static void
show (XaActivityFigures     *self,
      const XaFiguresAnswer *answer)
{
  xa_chart_view_set_chart (self->requests, xa_figures_make_chart (answer, XA_TELEMETRY_REQUESTS, _ ("Requests by the hour"), _ ("requests")));
  xa_chart_view_set_chart (self->tasks, xa_figures_make_chart (answer, XA_TELEMETRY_TASKS_DONE, _ ("Tasks by the hour"), _ ("tasks")));
  set_words (self->tasks_row, xa_figures_say_tasks (answer));
  set_words (self->cache_row, xa_figures_say_cache (answer));
  set_words (self->answers_row, xa_figures_say_answers (answer));
  set_words (self->queue_row, xa_figures_say_queue (answer));
  set_words (self->batches_row, xa_figures_say_batches (answer));
  gtk_stack_set_visible_child_name (self->states, "content");
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaActivityFigures) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaFiguresAnswer) answer = xa_figures_ask_finish (self->session, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->session)
    return;
  if (answer) {
    show (self, answer);
    return;
  }
  adw_status_page_set_description (self->failure, xa_said_error (error));
  gtk_stack_set_visible_child_name (self->states, "failed");
}

static GtkWidget *
make_storage_row (const XaStorageKind *kind,
                  gint64               all_bytes)
{
  GtkWidget       *row = adw_action_row_new (), *bar = gtk_level_bar_new_for_interval (0, (double) MAX (all_bytes, 1)), *size;
  g_autofree char *words = g_format_size ((guint64) kind->size_bytes);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), kind->name);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), (double) kind->size_bytes);
  gtk_widget_set_size_request (bar, 72, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, kind->name, -1);
  size = gtk_label_new (words);
  gtk_widget_add_css_class (size, "numeric");
  gtk_widget_add_css_class (size, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), size);

  return row;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaActivityFigures) self = data;
  g_autoptr (GArray) kinds = xa_storage_ask_finish (self->session, result, NULL);
  gint64           all_bytes = 0;
  g_autofree char *all = NULL;

  if (!kinds || !self->session)
    return;
  gtk_list_box_remove_all (self->storage);
  for (guint i = 0; i < kinds->len; i++)
    all_bytes += g_array_index (kinds, XaStorageKind, i).size_bytes;
  for (guint i = 0; i < kinds->len; i++)
    if (g_array_index (kinds, XaStorageKind, i).n_rows > 0)
      gtk_list_box_append (self->storage, make_storage_row (&g_array_index (kinds, XaStorageKind, i), all_bytes));
  all = g_format_size ((guint64) all_bytes);
  adw_preferences_group_set_description (self->storage_group, all);
}

static void
load_metrics (XaActivityFigures *self)
{
  if (self->session)
    xa_figures_ask_async (self->session, get_hours (self), self->cancellable, answered_cb, g_object_ref (self));
}

static void
load (XaActivityFigures *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  load_metrics (self);
  if (self->session)
    xa_storage_ask_async (self->session, self->cancellable, stored_cb, g_object_ref (self));
}

static gboolean
look_cb (gpointer self)
{
  load_metrics (self);

  return G_SOURCE_CONTINUE;
}

/* Only what is seen is asked for. */
static void
map_cb (XaActivityFigures *self)
{
  load (self);
  if (self->look_id == 0)
    self->look_id = g_timeout_add_seconds (LOOK_S, look_cb, self);
}

static void
unmap_cb (XaActivityFigures *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

static void
range_changed_cb (XaActivityFigures *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load_metrics (self);
}

void
xa_activity_figures_set_session (XaActivityFigures *self,
                                 XaSession         *session)
{
  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->session, session);
  gtk_stack_set_visible_child_name (self->states, "loading");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

/* What is stored is of now, and as large as its heading says; the rest is of the hours that are chosen. */
static void
explain_cb (XaActivityFigures *self,
            XaExplainButton   *button)
{
  const char      *rule = xa_explain_button_get_rule (button);
  g_autofree char *n = g_str_equal (rule, "storage") ? g_strdup (adw_preferences_group_get_description (self->storage_group))
                                                     : g_strdup_printf (_ ("the last %u hours"), get_hours (self));
  XaMethodsFacts   facts = { .n = n, .smallest_count = XA_SMALLEST_COUNT_SCREEN };

  xa_explain_dialog_present_rule (GTK_WIDGET (self), self->session, xa_explain_button_get_figure (button), rule, &facts, NULL);
}

static void
xa_activity_figures_dispose (GObject *object)
{
  XaActivityFigures *self = XA_ACTIVITY_FIGURES (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ACTIVITY_FIGURES);
  G_OBJECT_CLASS (xa_activity_figures_parent_class)->dispose (object);
}

static void
xa_activity_figures_class_init (XaActivityFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_activity_figures_dispose;
  g_type_ensure (XA_TYPE_CHART_VIEW);
  g_type_ensure (XA_TYPE_EXPLAIN_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/activity-figures.ui");
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, range);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, states);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, failure);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, requests);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, tasks);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, tasks_row);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, cache_row);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, answers_row);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, queue_row);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, batches_row);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, storage_group);
  gtk_widget_class_bind_template_child (widget_class, XaActivityFigures, storage);
  gtk_widget_class_bind_template_callback (widget_class, range_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
}

static void
xa_activity_figures_init (XaActivityFigures *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}
