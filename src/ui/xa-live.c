#include "ui/xa-live.h"

#include "store/xa-workspaces.h"

#include <glib/gi18n.h>
#include <math.h>

struct _XaLive {
  GObject parent_instance;
  char   *workspace; /* (owned) */
  char   *key_file;  /* (owned) (nullable) */
  XaJobs *jobs;      /* (owned) */
  GMutex  lock;
  XaSync *sync; /* (owned) (nullable): made by the first that needs it, under @lock */
};

G_DEFINE_FINAL_TYPE (XaLive, xa_live, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
xa_live_finalize (GObject *object)
{
  XaLive *self = XA_LIVE (object);

  xa_jobs_set_shared_edit (self->jobs, NULL, NULL);
  g_clear_pointer (&self->sync, xa_sync_unref);
  g_object_unref (self->jobs);
  g_mutex_clear (&self->lock);
  g_free (self->workspace);
  g_free (self->key_file);
  G_OBJECT_CLASS (xa_live_parent_class)->finalize (object);
}

static void
xa_live_class_init (XaLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_live_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_LIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_live_init (XaLive *self)
{
  g_mutex_init (&self->lock);
}

static XaSync *get_sync (XaLive *self, GError **error);

/* An edit of the window while platforms are being asked. */
static gboolean
edit_between (XaEdit   edit,
              gpointer edit_data,
              GObject *live,
              GError **error)
{
  g_autoptr (XaSync) sync = get_sync (XA_LIVE (live), error);

  return sync && xa_sync_edit (sync, edit, edit_data, error);
}

/**
 * xa_live_new:
 * @key_file: (nullable): where the key of the workspace is, if not in the Secret Service
 * @jobs: what else writes to it; lists the runs
 */
XaLive *
xa_live_new (const char *workspace,
             const char *key_file,
             XaJobs     *jobs)
{
  XaLive *self = g_object_new (XA_TYPE_LIVE, NULL);

  self->workspace = g_strdup (workspace);
  self->key_file = g_strdup (key_file);
  self->jobs = g_object_ref (jobs);
  xa_jobs_set_shared_edit (jobs, edit_between, G_OBJECT (self));

  return self;
}

/* --- in threads ------------------------------------------------------------------------------ */

static XaSync *
make_sync (XaLive  *self,
           GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, error);
  g_autoptr (XaPseudonymizer) keys = store ? xa_workspaces_load_keys (store, self->key_file, XA_KEY_MAY_BE_NEW, error) : NULL;
  g_autoptr (XaCredentialStore) credentials = NULL;

  if (!keys)
    return NULL;
  credentials = xa_credential_store_new (xa_store_get_uuid (store));

  return xa_sync_new (self->workspace, keys, NULL, credentials);
}

/* Returns: (transfer full) (nullable): what all calls share */
static XaSync *
get_sync (XaLive  *self,
          GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->sync)
    self->sync = make_sync (self, error);

  return self->sync ? xa_sync_ref (self->sync) : NULL;
}

XaSync *
xa_live_open_sync (XaLive  *self,
                   GError **error)
{
  return get_sync (self, error);
}

typedef struct {
  XaLiveEffect   effect;
  XaLiveCall     call;
  gpointer       data;
  GDestroyNotify data_free;   /* (nullable) */
  GDestroyNotify result_free; /* (nullable) */
} Call;

static void
call_free (gpointer data)
{
  Call *self = data;

  if (self->data_free)
    self->data_free (self->data);
  g_free (self);
}

static gboolean
changed_cb (gpointer self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

void
xa_live_tell_changed (XaLive *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, changed_cb, g_object_ref (self), g_object_unref);
}

static gpointer
run_call (XaLive       *self,
          const Call   *call,
          GCancellable *cancellable,
          GError      **error)
{
  XaWritingTurn *turn = xa_jobs_get_turn (self->jobs);
  g_autoptr (XaSync) sync = NULL;
  gpointer result = NULL;

  if (call->effect != XA_LIVE_APART && !xa_writing_turn_join (turn, cancellable, error))
    return NULL;
  sync = get_sync (self, error);
  if (sync)
    result = call->call (sync, call->data, cancellable, error);
  if (call->effect != XA_LIVE_APART)
    xa_writing_turn_leave (turn);
  if (result && call->effect == XA_LIVE_CHANGES)
    xa_live_tell_changed (self);

  return result;
}

static void
call_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Call *call = task_data;
  GError     *error = NULL;
  gpointer    result = run_call (source, call, cancellable, &error);

  if (result)
    g_task_return_pointer (task, result, call->result_free);
  else
    g_task_return_error (task, error);
}

void
xa_live_call_async (XaLive             *self,
                    XaLiveEffect        effect,
                    XaLiveCall          call,
                    gpointer            data,
                    GDestroyNotify      data_free,
                    GDestroyNotify      result_free,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *one = g_new (Call, 1);

  *one = (Call) { effect, call, data, data_free, result_free };
  g_task_set_source_tag (task, xa_live_call_async);
  g_task_set_task_data (task, one, call_free);
  g_task_run_in_thread (task, call_thread);
}

gpointer
xa_live_call_finish (XaLive       *self,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- fetching -------------------------------------------------------------------------------- */

typedef struct {
  XaLive *live;    /* (owned) */
  XaJob  *job;     /* (owned) */
  GArray *sources; /* (owned) (nullable) (element-type gint64): NULL for all */
  guint   n_ended; /* when it was told last */
  char   *outcome; /* (owned) (nullable) */
  GError *error;   /* (owned) (nullable) */
} Run;

static void
run_free (Run *self)
{
  g_object_unref (self->live);
  g_object_unref (self->job);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_error (&self->error);
  g_free (self->outcome);
  g_free (self);
}

typedef struct {
  XaJob *job; /* (owned) */
  double fraction;
  char  *detail; /* (owned) */
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_object_unref (self->job);
  g_free (self->detail);
  g_free (self);
}

static gboolean
step_cb (gpointer data)
{
  Step *step = data;

  if (xa_job_is_open (step->job))
    xa_job_set_progress (step->job, step->fraction, NAN, step->detail);

  return G_SOURCE_REMOVE;
}

/* How much of a source is there: its passes, and of the one in hand what the platform says. */
static double
get_share (const XaSyncItem *item)
{
  double share = item->n_passes > 0 ? item->n_passes_done : 0;

  if (item->n_passes > item->n_passes_done && item->total > 0)
    share += CLAMP ((double) item->done / (double) item->total, 0, 1);

  return item->n_passes > 0 ? CLAMP (share / item->n_passes, 0, 1) : 0;
}

/* Whose turn comes when: the first that waits for a platform. */
static char *
describe_wait (const XaSyncProgress *progress)
{
  for (guint i = 0; i < progress->n_items; i++) {
    const XaSyncItem *item = &progress->items[i];
    g_autoptr (GDateTime) until = NULL;
    g_autofree char *time = NULL;

    if (item->wait_until_us == XA_TIME_UNKNOWN)
      continue;
    until = g_date_time_new_from_unix_local (item->wait_until_us / G_USEC_PER_SEC);
    time = until ? g_date_time_format (until, "%X") : NULL;
    return time ? g_strdup_printf (_ ("%s waits until %s"), item->connection, time) : NULL;
  }

  return NULL;
}

static char *
describe (const XaSyncProgress *progress)
{
  g_autofree char *wait = describe_wait (progress);
  g_autofree char *done = g_strdup_printf (g_dngettext (NULL, "%u of %u audience", "%u of %u audiences", progress->n_items),
                                           progress->n_done, progress->n_items);

  return wait ? g_strdup_printf ("%s · %s", done, wait) : g_steal_pointer (&done);
}

static void
progress_cb (const XaSyncProgress *progress,
             gpointer              data)
{
  Run   *run = data;
  Step  *step = g_new (Step, 1);
  double share = 0;

  for (guint i = 0; i < progress->n_items; i++)
    share += get_share (&progress->items[i]);
  *step = (Step) { g_object_ref (run->job), progress->n_items > 0 ? share / progress->n_items : -1, describe (progress) };
  g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, step, step_free);
  if (progress->n_done + progress->n_failed > run->n_ended)
    xa_live_tell_changed (run->live);
  run->n_ended = progress->n_done + progress->n_failed;
}

/* What came of it; the first that failed says why. */
static char *
tell_outcome (const XaSyncProgress *report)
{
  g_autofree char *done = g_strdup_printf (g_dngettext (NULL, "%u audience is up to date", "%u audiences are up to date", report->n_done), report->n_done);

  for (guint i = 0; i < report->n_items; i++) {
    const XaSyncItem *item = &report->items[i];

    if (item->cause_text && item->cause_text[0])
      return g_strdup_printf ("%s · %s: %s", done, item->title, item->cause_text);
  }

  return g_steal_pointer (&done);
}

static void
fetch (Run *run)
{
  XaWritingTurn *turn = xa_jobs_get_turn (run->live->jobs);
  GCancellable  *cancellable = xa_job_get_cancellable (run->job);
  XaSyncOptions  options = { .progress = progress_cb, .data = run };
  XaSyncProgress report = { 0 };
  g_autoptr (XaSync) sync = NULL;

  if (run->sources) {
    options.sources = (const gint64 *) (gpointer) run->sources->data;
    options.n_sources = run->sources->len;
  }
  if (!xa_writing_turn_join (turn, cancellable, &run->error))
    return;
  sync = get_sync (run->live, &run->error);
  if (sync && xa_sync_run (sync, &options, cancellable, &report, &run->error))
    run->outcome = tell_outcome (&report);
  xa_sync_progress_clear (&report);
  xa_writing_turn_leave (turn);
}

static gboolean
ended_cb (gpointer data)
{
  Run *run = data;

  if (run->error)
    xa_job_fail (run->job, run->error);
  else
    xa_job_finish (run->job, run->outcome);
  g_signal_emit (run->live, signals[SIGNAL_CHANGED], 0);
  xa_jobs_end (run->live->jobs, run->job);
  run_free (run);

  return G_SOURCE_REMOVE;
}

static gpointer
fetch_thread (gpointer data)
{
  fetch (data);
  g_idle_add_full (G_PRIORITY_DEFAULT, ended_cb, data, NULL);

  return NULL;
}

XaJob *
xa_live_fetch (XaLive       *self,
               const gint64 *sources,
               gsize         n_sources)
{
  Run *run = g_new0 (Run, 1);

  run->live = g_object_ref (self);
  run->job = xa_job_new (_ ("Fetching from platforms"), "emblem-synchronizing-symbolic");
  if (sources) {
    run->sources = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_vals (run->sources, sources, (guint) n_sources);
  }
  xa_jobs_add (self->jobs, run->job);
  xa_job_start (run->job);
  g_thread_unref (g_thread_new ("fetch", fetch_thread, run));

  return run->job;
}
