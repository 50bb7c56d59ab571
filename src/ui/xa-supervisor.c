#include "ui/xa-supervisor.h"

#include "control/xa-controller-reports.h"
#include "control/xa-controller-upkeep.h"
#include "control/xa-surroundings.h"
#include "model/xa-said.h"
#include "server/xa-deliver.h"
#include "ui/xa-last-work.h"

struct _XaSupervisor {
  GObject           parent_instance;
  char             *workspace;    /* (owned) */
  XaLive           *live;         /* (owned) */
  XaJobs           *jobs;         /* (owned) */
  XaAhead          *ahead;        /* (owned) */
  XaController     *controller;   /* (owned) (nullable) */
  GCancellable     *cancellable;  /* (owned) (nullable): of a start under way */
  XaSurroundings   *surroundings; /* (owned) (nullable): with the controller */
  XaControlPicture *picture;      /* (owned) (nullable) */
  char             *failure;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaSupervisor, xa_supervisor, G_TYPE_OBJECT)

static guint changed_signal, alerts_signal;

static void
xa_supervisor_dispose (GObject *object)
{
  xa_supervisor_stop (XA_SUPERVISOR (object));
  G_OBJECT_CLASS (xa_supervisor_parent_class)->dispose (object);
}

static void
xa_supervisor_finalize (GObject *object)
{
  XaSupervisor *self = XA_SUPERVISOR (object);

  g_clear_pointer (&self->picture, xa_control_picture_unref);
  g_free (self->failure);
  g_free (self->workspace);
  g_object_unref (self->jobs);
  g_object_unref (self->live);
  xa_ahead_unref (self->ahead);
  G_OBJECT_CLASS (xa_supervisor_parent_class)->finalize (object);
}

static void
xa_supervisor_class_init (XaSupervisorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_supervisor_dispose;
  G_OBJECT_CLASS (klass)->finalize = xa_supervisor_finalize;
  changed_signal = g_signal_new ("changed", XA_TYPE_SUPERVISOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  alerts_signal = g_signal_new ("alerts", XA_TYPE_SUPERVISOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
xa_supervisor_init (XaSupervisor *self)
{
}

XaSupervisor *
xa_supervisor_new (const char *workspace,
                   XaLive     *live,
                   XaJobs     *jobs,
                   XaAhead    *ahead)
{
  XaSupervisor *self = g_object_new (XA_TYPE_SUPERVISOR, NULL);

  self->workspace = g_strdup (workspace);
  self->live = g_object_ref (live);
  self->jobs = g_object_ref (jobs);
  self->ahead = xa_ahead_ref (ahead);
  g_signal_connect_object (live, "needs-controller", G_CALLBACK (xa_supervisor_start), self, G_CONNECT_SWAPPED);

  return self;
}

/* --- what the controller tells, handed over to the main thread ------------------------------- */

/* Who listens, from the controller's thread. */
typedef struct {
  GWeakRef supervisor;
  gint     is_queued; /* atomic: a look at the picture is on its way */
  gint     has_data;  /* atomic: data changed since the last look */
} Ear;

static void
ear_clear (gpointer data)
{
  g_weak_ref_clear (&((Ear *) data)->supervisor);
}

static void
ear_release (gpointer ear)
{
  g_atomic_rc_box_release_full (ear, ear_clear);
}

static gboolean
look_cb (gpointer data)
{
  Ear *ear = data;
  g_autoptr (XaSupervisor) self = g_weak_ref_get (&ear->supervisor);

  g_atomic_int_set (&ear->is_queued, FALSE);
  if (!self || !self->controller)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->picture, xa_control_picture_unref);
  self->picture = xa_controller_get_picture (self->controller);
  g_signal_emit (self, changed_signal, 0);
  if (g_atomic_int_compare_and_exchange (&ear->has_data, TRUE, FALSE))
    xa_live_tell_changed (self->live);

  return G_SOURCE_REMOVE;
}

/* Pictures that come faster than they are looked at are looked at once. */
static void
hear (XaControllerEvent event,
      gpointer          data)
{
  Ear *ear = data;

  if (event == XA_CONTROLLER_DATA)
    g_atomic_int_set (&ear->has_data, TRUE);
  if (g_atomic_int_compare_and_exchange (&ear->is_queued, FALSE, TRUE))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, look_cb, g_atomic_rc_box_acquire (ear), ear_release);
}

/* Alerts on their way to the main thread. */
typedef struct {
  Ear       *ear;    /* (owned) */
  GPtrArray *alerts; /* (owned) */
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  ear_release (self->ear);
  g_ptr_array_unref (self->alerts);
  g_free (self);
}

static gboolean
news_cb (gpointer data)
{
  News *news = data;
  g_autoptr (XaSupervisor) self = g_weak_ref_get (&news->ear->supervisor);

  if (self && self->controller)
    g_signal_emit (self, alerts_signal, 0, news->alerts);

  return G_SOURCE_REMOVE;
}

/* What it finds is not changed by anybody any more. */
static void
hear_alerts (const GPtrArray *alerts,
             gpointer         ear)
{
  News *news = g_new (News, 1);

  *news = (News) { g_atomic_rc_box_acquire (ear), g_ptr_array_ref ((GPtrArray *) alerts) };
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, news_cb, news, news_free);
}

/* --- starting and stopping ------------------------------------------------------------------- */

static gboolean
begin_writing (GCancellable *cancellable,
               gpointer      turn,
               GError      **error)
{
  return xa_writing_turn_join (turn, cancellable, error);
}

static void
end_writing (gpointer turn)
{
  xa_writing_turn_leave (turn);
}

static gboolean
is_awaited (gpointer turn)
{
  return xa_writing_turn_is_awaited (turn);
}

static gpointer
make_controller (XaSync       *sync,
                 gpointer      turn,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (XaTelemetry) telemetry = xa_telemetry_new ();
  XaControllerOptions options = {
    .sync = sync,
    .telemetry = telemetry,
    .begin_writing = begin_writing,
    .end_writing = end_writing,
    .is_awaited = is_awaited,
    .data = turn,
  };

  XaController *controller = xa_controller_new (&options);

  xa_controller_set_work (controller, XA_TASK_KIND_DELIVERY, xa_deliver, NULL, NULL);

  return controller;
}

static void
fail (XaSupervisor *self,
      const GError *error)
{
  g_free (self->failure);
  self->failure = xa_said (error->message);
  xa_live_fail_waiting (self->live, error);
  g_signal_emit (self, changed_signal, 0);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (XaSupervisor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaController) controller = xa_live_call_finish (XA_LIVE (source), result, &error);
  Ear *ear;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (!controller) {
    fail (self, error);
    return;
  }
  ear = g_atomic_rc_box_new0 (Ear);
  g_weak_ref_init (&ear->supervisor, self);
  self->controller = g_steal_pointer (&controller);
  xa_controller_set_listener (self->controller, hear, ear, ear_release);
  self->surroundings = xa_surroundings_new (self->controller);
  xa_controller_set_work (self->controller, XA_TASK_KIND_ANALYSIS, xa_ahead_work, xa_ahead_ref (self->ahead), (GDestroyNotify) xa_ahead_unref);
  xa_controller_add_upkeep (self->controller, self->workspace, hear_alerts, g_atomic_rc_box_acquire (ear), ear_release);
  xa_controller_add_reports (self->controller, self->workspace);
  xa_controller_start (self->controller);
  xa_live_set_controller (self->live, self->controller);
}

void
xa_supervisor_start (XaSupervisor *self)
{
  if (xa_supervisor_is_started (self))
    return;
  g_clear_pointer (&self->failure, g_free);
  self->cancellable = g_cancellable_new ();
  xa_live_call_async (self->live, XA_LIVE_READS, make_controller, xa_jobs_get_turn (self->jobs), NULL, (GDestroyNotify) xa_controller_unref,
                      self->cancellable, made_cb, g_object_ref (self));
}

gboolean
xa_supervisor_is_started (XaSupervisor *self)
{
  return self->controller || self->cancellable;
}

typedef struct {
  XaController  *controller; /* (owned) */
  XaWritingTurn *turn;       /* (owned): it writes to the end */
} Stop;

static gpointer
stop_thread (gpointer data)
{
  g_autofree Stop *stop = data;

  xa_controller_stop (stop->controller);
  xa_controller_unref (stop->controller);
  xa_writing_turn_unref (stop->turn);
  xa_last_work_end ();

  return NULL;
}

/* In a thread: it takes as long as a request that is out. */
void
xa_supervisor_stop (XaSupervisor *self)
{
  Stop *stop;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!self->controller)
    return;
  xa_live_set_controller (self->live, NULL);
  g_clear_pointer (&self->surroundings, xa_surroundings_free);
  stop = g_new (Stop, 1);
  *stop = (Stop) { g_steal_pointer (&self->controller), xa_writing_turn_ref (xa_jobs_get_turn (self->jobs)) };
  xa_last_work_begin ();
  g_thread_unref (g_thread_new ("stop-controller", stop_thread, stop));
}

/* --- for views ------------------------------------------------------------------------------- */

XaControlPicture *
xa_supervisor_get_picture (XaSupervisor *self)
{
  return self->picture;
}

const char *
xa_supervisor_get_failure (XaSupervisor *self)
{
  return self->failure;
}

void
xa_supervisor_steer (XaSupervisor    *self,
                     const XaControl *control)
{
  if (self->controller)
    xa_controller_steer (self->controller, control);
}

void
xa_supervisor_look_at (XaSupervisor *self,
                       gint64        audience_id)
{
  if (self->controller)
    xa_controller_look_at (self->controller, audience_id);
}

void
xa_supervisor_ask_ahead (XaSupervisor *self)
{
  if (self->controller)
    xa_controller_wish (self->controller, XA_TASK_KIND_ANALYSIS, XA_AHEAD_SUBJECT, NULL, 0, XA_TIME_UNKNOWN);
}
