#include "ui/alerts/xa-alerts-view.h"

#include "model/xa-said.h"
#include "ui/alerts/xa-alert-row.h"
#include "ui/alerts/xa-alert-rule-row.h"
#include "ui/alerts/xa-alerts-look.h"
#include "ui/widgets/xa-failure.h"
#include "ui/widgets/xa-simulated-banner.h"

#include <glib/gi18n.h>

/* As many are listed. */
#define MOST_ALERTS 200

struct _XaAlertsView {
  AdwNavigationPage    parent_instance;
  XaSimulatedBanner   *banner;
  GtkStack            *states;
  AdwStatusPage       *failure;
  GtkListBox          *noticed;
  AdwPreferencesGroup *rules;

  XaSession    *session;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the load under way */
  GPtrArray    *rule_rows;   /* (owned): (not owned) */
  GHashTable   *fresh;       /* (owned) (element-type gint64): ids that were new when the page was opened */
  guint         n_known;     /* of them, when somebody asked for a look */
  gboolean      was_looked;  /* and it found nothing itself: to be told with the next answer */
};

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaAlertsView, xa_alerts_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

/* --- loading --- */

typedef struct {
  GPtrArray   *alerts; /* (owned) (element-type XaAlert) */
  XaAlertRules rules;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->alerts, g_ptr_array_unref);
  g_free (self);
}

static gpointer
question (const XaScope    *scope,
          gpointer          data,
          XaInsightProgress progress,
          gpointer          progress_data,
          GError          **error)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->alerts = xa_store_list_alerts (scope->store, 0, MOST_ALERTS, error);
  if (answer->alerts && xa_alert_rules_load (scope->store, &answer->rules, error))
    return answer;
  answer_free (answer);

  return NULL;
}

static GtkWidget *
make_nothing_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Nothing unusual"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Every quarter of an hour the rules below look at what came in."));

  return row;
}

/* Older ones are kept, and not shown. */
static GtkWidget *
make_rest_row (void)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *text = g_strdup_printf (_ ("Only the newest %d are shown. What is older is in the program for the terminal: xaudience-cli alerts."), MOST_ALERTS);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("There Is More"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);

  return row;
}

static void
show_alerts (XaAlertsView    *self,
             const GPtrArray *alerts)
{
  gtk_list_box_remove_all (self->noticed);
  for (guint i = 0; i < alerts->len; i++)
    gtk_list_box_append (self->noticed, xa_alert_row_new (alerts->pdata[i], g_hash_table_contains (self->fresh, &((XaAlert *) alerts->pdata[i])->id)));
  if (alerts->len == 0)
    gtk_list_box_append (self->noticed, make_nothing_row ());
  else if (alerts->len >= MOST_ALERTS)
    gtk_list_box_append (self->noticed, make_rest_row ());
}

/* Made once a workspace: they hold what is being changed. */
static void
show_rules (XaAlertsView       *self,
            const XaAlertRules *rules)
{
  if (self->rule_rows->len > 0)
    return;
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++) {
    GtkWidget *row = xa_alert_rule_row_new (self->session, &rules->rules[kind]);

    adw_preferences_group_add (self->rules, row);
    g_ptr_array_add (self->rule_rows, row);
  }
}

static gboolean
see_edit (XaStore *writer,
          gpointer data,
          GError **error)
{
  return xa_store_see_alerts (writer, error);
}

static void
seen_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaAlertsView) self = data;

  if (xa_jobs_edit_finish (XA_JOBS (source), result, NULL))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.alerts-seen", NULL);
}

/* What is shown was seen; the marks stay until the next time. */
static void
mark_seen (XaAlertsView    *self,
           const GPtrArray *alerts)
{
  for (guint i = 0; i < alerts->len; i++)
    if (!((XaAlert *) alerts->pdata[i])->is_seen) {
      xa_jobs_edit_async (xa_session_get_jobs (self->session), see_edit, NULL, NULL, seen_cb, g_object_ref (self));
      return;
    }
}

/* A look on its own may have found it between the last answer and the one that was asked for: then
 * it is in the list, with its mark, and nothing is to be said. */
static void
tell_looked (XaAlertsView *self)
{
  const guint n_fresh = g_hash_table_size (self->fresh);

  if (self->was_looked && n_fresh <= self->n_known)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", n_fresh == 0 ? _ ("Nothing new") : _ ("Nothing else is new"));
  self->was_looked = FALSE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaAlertsView) self = data;
  g_autoptr (GError) error = NULL;
  Answer *answer = xa_reader_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->session) {
    g_clear_pointer (&answer, answer_free);
    return;
  }
  if (!answer) {
    xa_failure_tell (self->failure, error);
    gtk_stack_set_visible_child_name (self->states, "failed");
    return;
  }
  for (guint i = 0; i < answer->alerts->len; i++) {
    const XaAlert *alert = answer->alerts->pdata[i];

    if (!alert->is_seen)
      g_hash_table_add (self->fresh, g_memdup2 (&alert->id, sizeof alert->id));
  }
  tell_looked (self);
  show_alerts (self, answer->alerts);
  show_rules (self, &answer->rules);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mark_seen (self, answer->alerts);
  gtk_stack_set_visible_child_name (self->states, "content");
  answer_free (answer);
}

void
xa_alerts_view_reload (XaAlertsView *self)
{
  const XaAsk ask = { .question = question, .result_free = answer_free };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->session)
    return;
  self->cancellable = g_cancellable_new ();
  xa_session_ask_async (self->session, XA_ASK_QUICK, &ask, NULL, NULL, self->cancellable, loaded_cb, g_object_ref (self));
}

/* --- actions --- */

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  xa_alerts_view_reload (XA_ALERTS_VIEW (widget));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaAlertsView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fresh = xa_alerts_look_finish (XA_SESSION (source), result, &error);

  if (self->session != XA_SESSION (source))
    return;
  if (!fresh)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", xa_said_error (error));
  self->was_looked = fresh && fresh->len == 0;
  xa_alerts_view_reload (self);
}

static void
look_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaAlertsView *self = XA_ALERTS_VIEW (widget);

  if (!self->session)
    return;
  self->n_known = g_hash_table_size (self->fresh);
  xa_alerts_look_async (self->session, NULL, looked_cb, g_object_ref (self));
}

/* --- the widget --- */

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaAlertsView *self = XA_ALERTS_VIEW (view);

  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  for (guint i = 0; i < self->rule_rows->len; i++)
    adw_preferences_group_remove (self->rules, self->rule_rows->pdata[i]);
  g_ptr_array_set_size (self->rule_rows, 0);
  g_hash_table_remove_all (self->fresh);
  self->was_looked = FALSE;
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  gtk_stack_set_visible_child_name (self->states, "loading");
  if (session)
    g_signal_connect_object (session, "changed", G_CALLBACK (xa_alerts_view_reload), self, G_CONNECT_SWAPPED);
  xa_alerts_view_reload (self);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
}

static void
xa_alerts_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (xa_alerts_view_parent_class)->map (widget);
  xa_alerts_view_reload (XA_ALERTS_VIEW (widget));
}

/* The marks of what is new have been seen. */
static void
xa_alerts_view_unmap (GtkWidget *widget)
{
  g_hash_table_remove_all (XA_ALERTS_VIEW (widget)->fresh);
  GTK_WIDGET_CLASS (xa_alerts_view_parent_class)->unmap (widget);
}

static void
xa_alerts_view_dispose (GObject *object)
{
  XaAlertsView *self = XA_ALERTS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_ALERTS_VIEW);
  G_OBJECT_CLASS (xa_alerts_view_parent_class)->dispose (object);
}

static void
xa_alerts_view_finalize (GObject *object)
{
  g_ptr_array_unref (XA_ALERTS_VIEW (object)->rule_rows);
  g_hash_table_unref (XA_ALERTS_VIEW (object)->fresh);
  G_OBJECT_CLASS (xa_alerts_view_parent_class)->finalize (object);
}

static void
xa_alerts_view_class_init (XaAlertsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_alerts_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_alerts_view_finalize;
  widget_class->map = xa_alerts_view_map;
  widget_class->unmap = xa_alerts_view_unmap;
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/alerts.ui");
  gtk_widget_class_bind_template_child (widget_class, XaAlertsView, banner);
  gtk_widget_class_bind_template_child (widget_class, XaAlertsView, states);
  gtk_widget_class_bind_template_child (widget_class, XaAlertsView, failure);
  gtk_widget_class_bind_template_child (widget_class, XaAlertsView, noticed);
  gtk_widget_class_bind_template_child (widget_class, XaAlertsView, rules);
  gtk_widget_class_install_action (widget_class, "alerts.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "alerts.retry", NULL, retry_action);
}

static void
xa_alerts_view_init (XaAlertsView *self)
{
  self->rule_rows = g_ptr_array_new ();
  self->fresh = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
