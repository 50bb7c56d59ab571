#include "ui/xa-watch.h"

#include "control/xa-controller-upkeep.h"
#include "model/xa-time.h"
#include "store/xa-upkeep-rows.h"
#include "sync/xa-upkeep.h"
#include "ui/alerts/xa-alerts-look.h"

/* The first look waits until the window is drawn. */
#define FIRST_S 20

struct _XaWatch {
  GObject       parent_instance;
  XaSession    *session;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  guint         timer_id;
};

enum {
  SIGNAL_ALERTS,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (XaWatch, xa_watch, G_TYPE_OBJECT)

/* --- alerts --- */

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaWatch) self = data;
  g_autoptr (GPtrArray) fresh = xa_alerts_look_finish (XA_SESSION (source), result, NULL);

  if (fresh && fresh->len > 0 && self->session)
    g_signal_emit (self, signals[SIGNAL_ALERTS], 0, fresh);
}

/* --- the backup, and the check of the file --- */

typedef struct {
  char    *workspace; /* (owned) */
  gint64   at_us;
  gboolean is_idle;    /* nothing else is under way: the file may be read as a whole */
  gboolean is_checked; /* out: it was, with this outcome: */
  GError  *damage;     /* out: (owned) (nullable) */
} Backup;

static void
backup_free (gpointer data)
{
  Backup *self = data;

  g_free (self->workspace);
  g_clear_error (&self->damage);
  g_free (self);
}

static gboolean
is_check_due (const Backup *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, NULL);
  g_auto (XaUpkeepRow) row = { 0 };

  if (!store || !xa_store_get_upkeep (store, XA_UPKEEP_INTEGRITY, &row, NULL))
    return FALSE;

  return row.at_us == XA_TIME_UNKNOWN || row.at_us > self->at_us || row.at_us + XA_CONTROLLER_INTEGRITY_INTERVAL_S * (gint64) G_USEC_PER_SEC <= self->at_us;
}

/* Weekly, as the controller does where there is one. */
static void
check (Backup       *self,
       GCancellable *cancellable)
{
  if (!self->is_idle || !is_check_due (self))
    return;
  xa_upkeep_verify (self->workspace, cancellable, &self->damage);
  self->is_checked = !g_error_matches (self->damage, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Returns: whether one was made */
static void
backup_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Backup          *backup = task_data;
  g_autofree char *path = NULL;
  GError          *error = NULL;

  check (backup, cancellable);
  if (xa_upkeep_back_up (backup->workspace, backup->at_us, XA_UPKEEP_IF_DUE, cancellable, &path, &error))
    g_task_return_boolean (task, path != NULL);
  else
    g_task_return_error (task, error);
}

/* How it went, for the edit that notes it. */
typedef struct {
  const char *name; /* of what */
  gint64      at_us;
  GError     *failure; /* (owned) (nullable) */
} Outcome;

static void
outcome_free (gpointer data)
{
  g_clear_error (&((Outcome *) data)->failure);
  g_free (data);
}

static gboolean
note_edit (XaStore *writer,
           gpointer data,
           GError **error)
{
  const Outcome  *outcome = data;
  XaUpkeepOutcome note = { outcome->name, outcome->at_us, outcome->failure };

  return xa_upkeep_note (writer, &note, error);
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (XaWatch) self = data;

  xa_jobs_edit_finish (XA_JOBS (source), result, NULL);
}

/* @failure: (transfer full) (nullable) */
static void
note_outcome (XaWatch    *self,
              const char *name,
              GError     *failure)
{
  Outcome *outcome = g_new (Outcome, 1);

  if (failure)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, failure);
  *outcome = (Outcome) { name, xa_time_now (), failure };
  xa_jobs_edit_async (xa_session_get_jobs (self->session), note_edit, outcome, outcome_free, noted_cb, g_object_ref (self));
}

static void
backed_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  XaWatch *self = XA_WATCH (source);
  g_autoptr (GError) error = NULL;
  const gboolean made = g_task_propagate_boolean (G_TASK (result), &error);
  Backup        *backup = g_task_get_task_data (G_TASK (result));

  if (!self->session)
    return;
  if (backup->is_checked)
    note_outcome (self, XA_UPKEEP_INTEGRITY, g_steal_pointer (&backup->damage));
  if ((made || error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    note_outcome (self, XA_UPKEEP_BACKUP, g_steal_pointer (&error));
}

/* --- the timer --- */

static gboolean
due_cb (gpointer data)
{
  XaWatch *self = data;
  Backup  *backup;
  g_autoptr (GTask) task = NULL;

  self->timer_id = g_timeout_add_seconds (XA_ALERTS_INTERVAL_S, due_cb, self);
  /* Where the controller runs it does the same. */
  if (xa_supervisor_get_picture (xa_session_get_supervisor (self->session)))
    return G_SOURCE_REMOVE;
  backup = g_new (Backup, 1);
  task = g_task_new (self, self->cancellable, backed_up_cb, NULL);
  *backup = (Backup) {
    .workspace = g_strdup (xa_session_get_path (self->session)),
    .at_us = xa_time_now (),
    .is_idle = xa_jobs_get_n_open (xa_session_get_jobs (self->session)) == 0,
  };
  g_task_set_task_data (task, backup, backup_free);
  g_task_run_in_thread (task, backup_thread);
  xa_alerts_look_async (self->session, self->cancellable, looked_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
xa_watch_look (XaWatch *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  due_cb (self);
}

static void
news_cb (XaWatch   *self,
         GPtrArray *alerts)
{
  g_signal_emit (self, signals[SIGNAL_ALERTS], 0, alerts);
}

void
xa_watch_stop (XaWatch *self)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data (xa_session_get_supervisor (self->session), self);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
}

static void
xa_watch_dispose (GObject *object)
{
  xa_watch_stop (XA_WATCH (object));
  G_OBJECT_CLASS (xa_watch_parent_class)->dispose (object);
}

static void
xa_watch_finalize (GObject *object)
{
  g_object_unref (XA_WATCH (object)->cancellable);
  G_OBJECT_CLASS (xa_watch_parent_class)->finalize (object);
}

static void
xa_watch_class_init (XaWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xa_watch_dispose;
  object_class->finalize = xa_watch_finalize;
  signals[SIGNAL_ALERTS] = g_signal_new ("alerts", XA_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", XA_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
xa_watch_init (XaWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

XaWatch *
xa_watch_new (XaSession *session)
{
  XaWatch *self = g_object_new (XA_TYPE_WATCH, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (xa_session_get_supervisor (session), "alerts", G_CALLBACK (news_cb), self, G_CONNECT_SWAPPED);
  self->timer_id = g_timeout_add_seconds (FIRST_S, due_cb, self);

  return self;
}
