#include "ui/alerts/xa-alert-rule-row.h"

#include "alerts/xa-alert-backtest.h"
#include "alerts/xa-alerts.h"
#include "charts/xa-line-chart.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "ui/widgets/xa-chart-view.h"
#include "ui/widgets/xa-number-row.h"

#include <glib/gi18n.h>
#include <math.h>

/* A change is kept, and tried on the past, when no other has followed for so long. */
#define SETTLE_MS 400

#define CHART_HEIGHT 160

struct _XaAlertRuleRow {
  AdwExpanderRow parent_instance;
  XaSession     *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable): of the back-test under way */
  XaAlertRule    rule;        /* as it is shown */
  XaAlertRule    kept;        /* as the workspace has it */
  GtkWidget     *chart;       /* (nullable): of a rule that can be tried */
  GtkWidget     *verdict;     /* (nullable) */
  GtkWidget     *threshold;   /* (nullable): of rules that have one */
  GtkWidget     *floor;       /* (nullable) */
  GtkWidget     *cool_down;
  GtkWidget     *notifies;
  gboolean       fills; /* what is shown is being set: nobody changed anything */
  guint          settle_id;
};

G_DEFINE_FINAL_TYPE (XaAlertRuleRow, xa_alert_rule_row, ADW_TYPE_EXPANDER_ROW)

/* --- trying it on the past --- */

/* For a thread: a rule and the answer to it. */
static gpointer
try_question (const XaScope    *scope,
              gpointer          data,
              XaInsightProgress progress,
              gpointer          progress_data,
              GError          **error)
{
  return xa_backtest_new (scope, data, 0, XA_BACKTEST_DAYS, xa_time_now (), error);
}

/* Alarms of each week, with a flag for each of them. */
static XaChart *
make_chart (const XaBacktest *backtest)
{
  const guint     n_weeks = (backtest->per_day->len + 6) / 7;
  XaLineChartData data = {
    .name = _ ("When it would have told something"),
    .unit = _ ("alerts a week"),
    .style = XA_FIGURE_STYLE_COUNT,
    .from_us = backtest->from_us,
    .to_us = backtest->to_us,
    .now_us = XA_TIME_UNKNOWN,
    .simulated = backtest->simulated,
  };
  g_autofree XaLinePoint *points = g_new0 (XaLinePoint, n_weeks + 1);
  g_autofree XaLineEvent *events = g_new0 (XaLineEvent, backtest->alerts->len + 1);

  for (guint week = 0; week < n_weeks; week++) {
    guint n = 0;

    for (guint day = week * 7; day < MIN (week * 7 + 7, backtest->per_day->len); day++)
      n += g_array_index (backtest->per_day, guint, day);
    /* In the middle of its week, where its flags are. */
    points[week] = (XaLinePoint) { MIN (backtest->from_us + (week * 7 + 3) * XA_USEC_PER_DAY, backtest->to_us), xa_figure_exact (n) };
  }
  for (guint i = 0; i < backtest->alerts->len; i++) {
    const XaAlert *alert = backtest->alerts->pdata[i];

    events[i] = (XaLineEvent) { .at_us = alert->at_us, .label = alert->subject };
  }
  data.points = points;
  data.n_points = n_weeks;
  data.events = events;
  data.n_events = backtest->alerts->len;

  return xa_line_chart_new (&data);
}

static char *
compose_verdict (const XaBacktest *backtest)
{
  g_autofree char *times = NULL;

  if (isnan (backtest->per_month))
    return g_strdup (backtest->kind == XA_ALERT_VIRAL ? _ ("It cannot be tried yet: twenty own posts have to be read several times while they are young.")
                                                      : _ ("It cannot be tried yet: sizes of twenty days are needed."));
  times = g_strdup_printf (g_dngettext (NULL, "It would have told something once in 90 days", "It would have told something %u times in 90 days", backtest->alerts->len),
                           backtest->alerts->len);
  if (backtest->n_quiet)
    return g_strdup_printf (_ ("%s, %.1f times a month; %u more were within the silence after another."), times, backtest->per_month, (guint) backtest->n_quiet);

  return g_strdup_printf (_ ("%s, %.1f times a month."), times, backtest->per_month);
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (XaAlertRuleRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaBacktest) backtest = xa_reader_ask_finish (result, &error);
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->session)
    return;
  words = backtest ? compose_verdict (backtest) : g_strdup (xa_said_error (error));
  gtk_label_set_text (GTK_LABEL (self->verdict), words);
  xa_chart_view_set_chart (XA_CHART_VIEW (self->chart), backtest && !isnan (backtest->per_month) ? make_chart (backtest) : NULL);
  gtk_widget_set_visible (self->chart, backtest && !isnan (backtest->per_month));
}

static void
try_rule (XaAlertRuleRow *self)
{
  const XaAsk ask = { try_question, g_memdup2 (&self->rule, sizeof self->rule), g_free, (GDestroyNotify) xa_backtest_free };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  xa_session_ask_async (self->session, XA_ASK_LONG, &ask, NULL, NULL, self->cancellable, tried_cb, g_object_ref (self));
}

static void
expanded_cb (XaAlertRuleRow *self)
{
  if (self->session && self->chart && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    try_rule (self);
}

/* --- keeping it --- */

static void
show_rule (XaAlertRuleRow    *self,
           const XaAlertRule *rule)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->rule = self->kept = *rule;
  self->fills = TRUE;
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), rule->is_on);
  if (self->threshold)
    adw_spin_row_set_value (ADW_SPIN_ROW (self->threshold), rule->threshold);
  if (self->floor)
    adw_spin_row_set_value (ADW_SPIN_ROW (self->floor), rule->floor);
  adw_spin_row_set_value (ADW_SPIN_ROW (self->cool_down), (double) rule->cool_down_s / 3600);
  adw_switch_row_set_active (ADW_SWITCH_ROW (self->notifies), rule->notifies);
  self->fills = FALSE;
  /* Hours are whole in the row; the rule is what it was. */
  self->rule = *rule;
}

static gboolean
keep_edit (XaStore *writer,
           gpointer data,
           GError **error)
{
  return xa_store_set_alert_rule (writer, data, error);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaAlertRuleRow) self = data; /* (nullable) */
  g_autoptr (GError) error = NULL;

  if (!xa_jobs_edit_finish (XA_JOBS (source), result, &error) && self)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", xa_said_error (error));
}

static void
keep (XaAlertRuleRow    *self,
      XaSession         *session,
      const XaAlertRule *rule)
{
  xa_jobs_edit_async (xa_session_get_jobs (session), keep_edit, g_memdup2 (rule, sizeof *rule), g_free, kept_cb, self ? g_object_ref (self) : NULL);
  if (self && self->session && self->chart && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    try_rule (self);
}

/* A rule that was changed, for undo: also where the page is another one by then. */
typedef struct {
  GWeakRef    row;
  GWeakRef    session;
  XaAlertRule before, after;
} RuleStep;

static void
rule_step_free (gpointer data)
{
  RuleStep *self = data;

  g_weak_ref_clear (&self->row);
  g_weak_ref_clear (&self->session);
  g_free (self);
}

static void
take_rule (RuleStep          *step,
           const XaAlertRule *rule)
{
  g_autoptr (XaAlertRuleRow) row = g_weak_ref_get (&step->row);
  g_autoptr (XaSession) session = g_weak_ref_get (&step->session);

  if (row)
    show_rule (row, rule);
  if (session)
    keep (row, session, rule);
}

static void
undo_rule (gpointer step)
{
  take_rule (step, &((RuleStep *) step)->before);
}

static void
redo_rule (gpointer step)
{
  take_rule (step, &((RuleStep *) step)->after);
}

static void
push_step (XaAlertRuleRow *self)
{
  RuleStep        *step = g_new0 (RuleStep, 1);
  const XaChange   change = { undo_rule, redo_rule, step, rule_step_free };
  g_autofree char *title = g_strdup_printf (_ ("Changed the rule “%s”"), xa_alert_rule_about (self->rule.kind)->title);

  g_weak_ref_init (&step->row, self);
  g_weak_ref_init (&step->session, self->session);
  step->before = self->kept;
  step->after = self->rule;
  xa_undo_push (xa_session_get_undo (self->session), title, &change, TRUE);
}

static gboolean
is_same_rule (const XaAlertRule *a,
              const XaAlertRule *b)
{
  return a->is_on == b->is_on && a->threshold == b->threshold && a->floor == b->floor && a->cool_down_s == b->cool_down_s && a->notifies == b->notifies;
}

static gboolean
settled_cb (gpointer data)
{
  XaAlertRuleRow *self = data;

  self->settle_id = 0;
  if (!self->session || is_same_rule (&self->kept, &self->rule))
    return G_SOURCE_REMOVE;
  push_step (self);
  self->kept = self->rule;
  keep (self, self->session, &self->rule);

  return G_SOURCE_REMOVE;
}

static void
changed (XaAlertRuleRow *self)
{
  if (self->fills)
    return;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
on_cb (XaAlertRuleRow *self)
{
  self->rule.is_on = adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self));
  changed (self);
}

static void
threshold_cb (XaAlertRuleRow *self,
              GParamSpec     *pspec,
              AdwSpinRow     *row)
{
  self->rule.threshold = adw_spin_row_get_value (row);
  changed (self);
}

static void
floor_cb (XaAlertRuleRow *self,
          GParamSpec     *pspec,
          AdwSpinRow     *row)
{
  self->rule.floor = adw_spin_row_get_value (row);
  changed (self);
}

static void
cool_down_cb (XaAlertRuleRow *self,
              GParamSpec     *pspec,
              AdwSpinRow     *row)
{
  self->rule.cool_down_s = (gint64) adw_spin_row_get_value (row) * 3600;
  changed (self);
}

static void
notifies_cb (XaAlertRuleRow *self,
             GParamSpec     *pspec,
             AdwSwitchRow   *row)
{
  self->rule.notifies = adw_switch_row_get_active (row);
  changed (self);
}

/* --- the widget --- */

static GtkWidget *
add_number (XaAlertRuleRow *self,
            const char     *title,
            const char     *subtitle,
            double          low,
            double          high,
            double          step,
            double          value,
            GCallback       callback)
{
  GtkWidget *row = xa_number_row_new (title, subtitle, low, high, step, step < 1 ? 1 : 0, value);

  g_signal_connect_object (row, "notify::value", callback, self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);

  return row;
}

static void
add_numbers (XaAlertRuleRow *self)
{
  const XaAlertRuleAbout *about = xa_alert_rule_about (self->rule.kind);
  GtkWidget              *notifies = self->notifies = adw_switch_row_new ();

  if (about->threshold)
    self->threshold = add_number (self, _ ("Threshold"), _ (about->threshold), about->least_threshold, about->most_threshold, about->least_threshold > 1 ? 0.5 : 1, self->rule.threshold, G_CALLBACK (threshold_cb));
  if (about->floor)
    self->floor = add_number (self, _ ("At least"), _ (about->floor), 0, 1e6, 10, self->rule.floor, G_CALLBACK (floor_cb));
  self->cool_down = add_number (self, _ ("Silence afterwards"), _ ("hours"), 0, 24 * 30, 1, (double) self->rule.cool_down_s / 3600, G_CALLBACK (cool_down_cb));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (notifies), _ ("Notification on the desktop"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (notifies), self->rule.notifies);
  g_signal_connect_object (notifies, "notify::active", G_CALLBACK (notifies_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), notifies);
}

static void
add_trial (XaAlertRuleRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_list_box_row_new ();

  self->verdict = gtk_label_new (_ ("Trying it on the last 90 days…"));
  gtk_label_set_wrap (GTK_LABEL (self->verdict), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->verdict), 0);
  gtk_widget_add_css_class (self->verdict, "caption");
  self->chart = xa_chart_view_new ();
  gtk_widget_set_size_request (self->chart, -1, CHART_HEIGHT);
  gtk_widget_set_visible (self->chart, FALSE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), self->verdict);
  gtk_box_append (GTK_BOX (box), self->chart);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

static void
xa_alert_rule_row_dispose (GObject *object)
{
  XaAlertRuleRow *self = XA_ALERT_RULE_ROW (object);

  /* What was changed a moment ago is kept. */
  if (self->settle_id) {
    g_clear_handle_id (&self->settle_id, g_source_remove);
    settled_cb (self);
  }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (xa_alert_rule_row_parent_class)->dispose (object);
}

static void
xa_alert_rule_row_class_init (XaAlertRuleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_alert_rule_row_dispose;
}

static void
xa_alert_rule_row_init (XaAlertRuleRow *self)
{
}

GtkWidget *
xa_alert_rule_row_new (XaSession         *session,
                       const XaAlertRule *rule)
{
  const XaAlertRuleAbout *about = xa_alert_rule_about (rule->kind);
  XaAlertRuleRow         *self = g_object_new (XA_TYPE_ALERT_RULE_ROW, "title", _ (about->title), "subtitle", _ (about->words), "show-enable-switch", TRUE,
                                               "enable-expansion", rule->is_on, "expanded", FALSE, NULL);

  self->session = g_object_ref (session);
  self->rule = self->kept = *rule;
  add_numbers (self);
  if (rule->kind == XA_ALERT_VIRAL || rule->kind == XA_ALERT_GROWTH)
    add_trial (self);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (on_cb), NULL);

  return GTK_WIDGET (self);
}
