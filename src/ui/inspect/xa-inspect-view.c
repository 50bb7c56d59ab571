#include "ui/inspect/xa-inspect-view.h"

#include "ui/inspect/xa-inspect-explain.h"
#include "ui/inspect/xa-inspect-labels.h"
#include "ui/inspect/xa-inspect-log.h"
#include "ui/inspect/xa-inspect-overview.h"
#include "ui/inspect/xa-inspect-posts.h"
#include "ui/inspect/xa-inspect-preferences.h"
#include "ui/inspect/xa-inspect-retention.h"
#include "ui/inspect/xa-inspect-schedule.h"
#include "ui/inspect/xa-kpi-card.h"
#include "ui/widgets/xa-failure.h"
#include "ui/widgets/xa-platform-disc.h"
#include "ui/widgets/xa-range-button.h"
#include "ui/widgets/xa-simulated-banner.h"

#include <glib/gi18n.h>

struct _XaInspectView {
  AdwNavigationPage     parent_instance;
  XaSimulatedBanner    *banner;
  XaRangeButton        *range;
  XaInspectSchedule    *schedule;
  GtkStack             *states;
  AdwStatusPage        *failure;
  GtkToggleButton      *compare;
  XaPlatformDisc       *disc;
  GtkLabel             *name;
  GtkLabel             *sentence;
  XaInspectLabels      *labels;
  XaKpiCard            *members, *change, *engagement, *pace;
  GtkStack             *parts;
  AdwViewStack         *tabs;
  GtkStack             *preferences_states;
  GtkStack             *retention_states;
  XaInspectOverview    *overview;
  XaInspectPreferences *preferences;
  XaInspectPosts       *posts;
  XaInspectRetention   *retention;
  XaInspectLog         *log;

  gint64           audience_id;
  GTimeZone       *zone;        /* (owned): whose clock the week goes by */
  XaSession       *session;     /* (owned) (nullable) */
  XaInspectAnswer *answer;      /* (owned) (nullable): what is shown */
  int              n_answered;  /* of the questions that are on their way: 1 + the depth of the deepest answer */
  GCancellable    *cancellable; /* (owned) (nullable): of the answer that is on its way */
};

static void view_init (XaViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaInspectView, xa_inspect_view, ADW_TYPE_NAVIGATION_PAGE, G_IMPLEMENT_INTERFACE (XA_TYPE_VIEW, view_init))

/* --- showing --- */

static XaKpiCard *
get_card (XaInspectView   *self,
          XaInspectKpiKind kind)
{
  XaKpiCard *cards[XA_INSPECT_N_KPIS] = { self->members, self->change, self->engagement, self->pace };

  return cards[kind];
}

static void
show_cards (XaInspectView         *self,
            const XaInspectAnswer *answer)
{
  int n = answer->depth == XA_INSPECT_GLANCE ? XA_INSPECT_ENGAGEMENT : XA_INSPECT_N_KPIS;

  for (int i = 0; i < n; i++) {
    g_autoptr (XaInspectKpi) kpi = xa_inspect_kpi_new (answer, (XaInspectKpiKind) i);

    xa_kpi_card_show (get_card (self, (XaInspectKpiKind) i), kpi);
  }
}

/* Nothing is said of an audience that is not known yet, and what is going to be said has its place. */
static void
set_labels_waiting (XaInspectView *self,
                    gboolean       is_waiting)
{
  static const char *const skeleton[] = { "skeleton", "round", NULL };
  static const char *const none[] = { NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self->disc), (const char **) (is_waiting ? skeleton : none));
  gtk_widget_set_sensitive (GTK_WIDGET (self->labels), !is_waiting);
  gtk_widget_set_opacity (GTK_WIDGET (self->labels), is_waiting ? 0 : 1);
}

static void
set_skeleton (GtkLabel *label,
              gboolean  is_one)
{
  if (is_one)
    gtk_widget_add_css_class (GTK_WIDGET (label), "skeleton");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "skeleton");
  gtk_widget_set_halign (GTK_WIDGET (label), is_one ? GTK_ALIGN_START : GTK_ALIGN_FILL);
}

/* Grey where everything is going to be, so that nothing jumps. The texts only have the right length. */
static void
show_waiting (XaInspectView *self)
{
  gtk_label_set_text (self->name, "An audience");
  gtk_label_set_text (self->sentence, "12,345 members, complete list");
  set_skeleton (self->name, TRUE);
  set_skeleton (self->sentence, TRUE);
  set_labels_waiting (self, TRUE);
  for (int i = 0; i < XA_INSPECT_N_KPIS; i++)
    xa_kpi_card_wait (get_card (self, (XaInspectKpiKind) i), xa_inspect_kpi_title ((XaInspectKpiKind) i));
  gtk_stack_set_visible_child_name (self->parts, "coming");
  gtk_stack_set_visible_child_name (self->preferences_states, "coming");
  gtk_stack_set_visible_child_name (self->retention_states, "coming");
  gtk_stack_set_visible_child_name (self->states, "content");
}

/* Whether the audience is collected is seen on the button, whoever collected it. */
static void
tray_changed_cb (XaInspectView *self)
{
  gtk_toggle_button_set_active (self->compare, self->session && xa_tray_has (xa_session_get_tray (self->session), self->audience_id));
}

/* What is quick to tell: who it is, how many, and what is said of it. */
static void
show_head (XaInspectView   *self,
           XaInspectAnswer *answer)
{
  const XaSubject *subject = answer->inspect->subject;
  g_autofree char *sentence = xa_inspect_sentence (answer);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), subject->name);
  xa_platform_disc_set_platform (self->disc, subject->platform);
  gtk_label_set_text (self->name, subject->name);
  gtk_label_set_text (self->sentence, sentence);
  set_skeleton (self->name, FALSE);
  set_skeleton (self->sentence, FALSE);
  xa_inspect_labels_show (self->labels, self->session, answer);
  xa_inspect_schedule_show (self->schedule, self->session, self->audience_id, subject->name);
  set_labels_waiting (self, FALSE);
  show_cards (self, answer);
  gtk_stack_set_visible_child_name (self->states, "content");
}

/* A page that is pushed has nothing yet that could take the keys, and they stay with what it covers:
 * they come with the head, if nobody has put them somewhere on the page meanwhile. */
static void
take_keys (XaInspectView *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    return;
  gtk_widget_child_focus (GTK_WIDGET (self->labels), GTK_DIR_TAB_FORWARD);
}

static void
show_parts (XaInspectView *self)
{
  if (self->answer->depth >= XA_INSPECT_HISTORY) {
    xa_inspect_overview_show (self->overview, self->session, self->answer);
    xa_inspect_posts_show (self->posts, self->session, self->answer);
    xa_inspect_log_show (self->log, self->answer);
    gtk_stack_set_visible_child_name (self->parts, "content");
  }
  if (self->answer->depth >= XA_INSPECT_WHOLE) {
    xa_inspect_preferences_show (self->preferences, self->session, self->answer);
    xa_inspect_retention_show (self->retention, self->session, self->answer);
    gtk_stack_set_visible_child_name (self->preferences_states, "content");
    gtk_stack_set_visible_child_name (self->retention_states, "content");
  }
  tray_changed_cb (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->compare), TRUE);
}

static void
fail (XaInspectView *self,
      const GError  *error)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_NO_AUDIENCE))
    adw_status_page_set_description (self->failure, _ ("It is no longer in this workspace."));
  else
    xa_failure_tell (self->failure, error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->compare), FALSE);
  gtk_stack_set_visible_child_name (self->states, "failed");
}

/* The deeper answer may be the first to come; then the others have nothing to add. */
static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaInspectView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaInspectAnswer) answer = xa_session_ask_finish (XA_SESSION (source), result, &error);
  gboolean is_first;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!answer) {
    fail (self, error);
    return;
  }
  if (self->n_answered > (int) answer->depth)
    return;
  is_first = !self->answer && self->n_answered == 0;
  self->n_answered = 1 + (int) answer->depth;
  show_head (self, answer);
  if (is_first)
    take_keys (self);
  if (self->answer && self->answer->depth > answer->depth)
    return; /* of the parts, what is shown stays until all of them are new */
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  self->answer = g_steal_pointer (&answer);
  show_parts (self);
}

static void
ask (XaInspectView *self,
     XaInspectDepth depth,
     XaAskKind      kind)
{
  XaAsk question;

  xa_inspect_answer_ask (&question, self->audience_id, self->zone, depth);
  xa_session_ask_async (self->session, kind, &question, NULL, NULL, self->cancellable, answered_cb, g_object_ref (self));
}

/* What is shown stays until the new answer is there: nothing jumps. What counts people may take long,
 * and nobody should have to wait for that to see who it is. */
static void
load (XaInspectView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->session)
    return;
  self->n_answered = 0;
  self->cancellable = g_cancellable_new ();
  ask (self, XA_INSPECT_GLANCE, XA_ASK_QUICK);
  if (!self->answer) {
    show_waiting (self);
    ask (self, XA_INSPECT_HISTORY, XA_ASK_QUICK);
  }
  ask (self, XA_INSPECT_WHOLE, XA_ASK_LONG);
}

/* --- what the user does --- */

static void
compare_toggled_cb (XaInspectView *self)
{
  XaTray  *tray = self->session ? xa_session_get_tray (self->session) : NULL;
  gboolean wanted = gtk_toggle_button_get_active (self->compare);

  if (!tray || !self->answer || wanted == xa_tray_has (tray, self->audience_id))
    return;
  if (wanted) {
    const XaSubject *subject = self->answer->inspect->subject;
    g_autoptr (XaAudienceItem) item = xa_audience_item_new (self->audience_id, subject->name, subject->platform, subject->simulated);

    if (!xa_tray_add (tray, item))
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _ ("No more audiences can be compared at once"));
  } else {
    xa_tray_remove (tray, self->audience_id);
  }
  tray_changed_cb (self);
}

static void
explain (XaInspectView   *self,
         XaInspectKpiKind kind)
{
  if (self->answer && self->session)
    xa_inspect_explain (GTK_WIDGET (self), self->session, self->answer, kind);
}

static void
explain_members_cb (XaInspectView *self)
{
  explain (self, XA_INSPECT_MEMBERS);
}

static void
explain_change_cb (XaInspectView *self)
{
  explain (self, XA_INSPECT_CHANGE);
}

static void
explain_engagement_cb (XaInspectView *self)
{
  explain (self, XA_INSPECT_ENGAGEMENT);
}

static void
explain_pace_cb (XaInspectView *self)
{
  explain (self, XA_INSPECT_PACE);
}

static void
edge_reached_cb (XaInspectView  *self,
                 GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM && g_strcmp0 (adw_view_stack_get_visible_child_name (self->tabs), "posts") == 0)
    xa_inspect_posts_load_more (self->posts);
}

static void
zone_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  XaInspectView *self = XA_INSPECT_VIEW (widget);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_str_equal (g_variant_get_string (parameter, NULL), "utc") ? g_time_zone_new_utc () : g_time_zone_new_local ();
  load (self);
}

static void
reload_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XaInspectView *self = XA_INSPECT_VIEW (widget);

  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  load (self);
}

/* --- the widget --- */

static void
set_session (XaView    *view,
             XaSession *session)
{
  XaInspectView *self = XA_INSPECT_VIEW (view);

  if (self->session) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (xa_session_get_tray (self->session), self);
  }
  g_set_object (&self->session, session);
  xa_simulated_banner_set_session (self->banner, session);
  xa_range_button_set_session (self->range, session);
  if (session) {
    g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (xa_session_get_tray (session), "items-changed", G_CALLBACK (tray_changed_cb), self, G_CONNECT_SWAPPED);
  }
  load (self);
}

static void
view_init (XaViewInterface *iface)
{
  iface->set_session = set_session;
}

static void
xa_inspect_view_dispose (GObject *object)
{
  XaInspectView *self = XA_INSPECT_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, xa_inspect_answer_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), XA_TYPE_INSPECT_VIEW);
  G_OBJECT_CLASS (xa_inspect_view_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (XA_TYPE_SIMULATED_BANNER);
  g_type_ensure (XA_TYPE_PLATFORM_DISC);
  g_type_ensure (XA_TYPE_RANGE_BUTTON);
  g_type_ensure (XA_TYPE_KPI_CARD);
  g_type_ensure (XA_TYPE_INSPECT_LABELS);
  g_type_ensure (XA_TYPE_INSPECT_OVERVIEW);
  g_type_ensure (XA_TYPE_INSPECT_PREFERENCES);
  g_type_ensure (XA_TYPE_INSPECT_POSTS);
  g_type_ensure (XA_TYPE_INSPECT_RETENTION);
  g_type_ensure (XA_TYPE_INSPECT_SCHEDULE);
  g_type_ensure (XA_TYPE_INSPECT_LOG);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, XaInspectView, banner);
  gtk_widget_class_bind_template_child (klass, XaInspectView, range);
  gtk_widget_class_bind_template_child (klass, XaInspectView, schedule);
  gtk_widget_class_bind_template_child (klass, XaInspectView, states);
  gtk_widget_class_bind_template_child (klass, XaInspectView, failure);
  gtk_widget_class_bind_template_child (klass, XaInspectView, compare);
  gtk_widget_class_bind_template_child (klass, XaInspectView, disc);
  gtk_widget_class_bind_template_child (klass, XaInspectView, name);
  gtk_widget_class_bind_template_child (klass, XaInspectView, sentence);
  gtk_widget_class_bind_template_child (klass, XaInspectView, labels);
  gtk_widget_class_bind_template_child (klass, XaInspectView, members);
  gtk_widget_class_bind_template_child (klass, XaInspectView, change);
  gtk_widget_class_bind_template_child (klass, XaInspectView, engagement);
  gtk_widget_class_bind_template_child (klass, XaInspectView, pace);
  gtk_widget_class_bind_template_child (klass, XaInspectView, parts);
  gtk_widget_class_bind_template_child (klass, XaInspectView, tabs);
  gtk_widget_class_bind_template_child (klass, XaInspectView, preferences_states);
  gtk_widget_class_bind_template_child (klass, XaInspectView, retention_states);
  gtk_widget_class_bind_template_child (klass, XaInspectView, overview);
  gtk_widget_class_bind_template_child (klass, XaInspectView, preferences);
  gtk_widget_class_bind_template_child (klass, XaInspectView, posts);
  gtk_widget_class_bind_template_child (klass, XaInspectView, retention);
  gtk_widget_class_bind_template_child (klass, XaInspectView, log);
}

static void
xa_inspect_view_class_init (XaInspectViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_inspect_view_dispose;
  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/inspect.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, compare_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_members_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_change_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_engagement_cb);
  gtk_widget_class_bind_template_callback (widget_class, explain_pace_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_install_action (widget_class, "inspect.zone", "s", zone_action);
  gtk_widget_class_install_action (widget_class, "inspect.reload", NULL, reload_action);
}

static void
xa_inspect_view_init (XaInspectView *self)
{
  self->zone = g_time_zone_new_local ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * xa_inspect_view_new:
 *
 * Returns: (transfer floating): a page that loads once it has a session
 */
AdwNavigationPage *
xa_inspect_view_new (gint64 audience_id)
{
  XaInspectView *self = g_object_new (XA_TYPE_INSPECT_VIEW, NULL);

  self->audience_id = audience_id;

  return ADW_NAVIGATION_PAGE (self);
}

gint64
xa_inspect_view_get_audience (XaInspectView *self)
{
  return self->audience_id;
}
