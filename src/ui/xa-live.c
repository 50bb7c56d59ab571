#include "ui/xa-live-private.h"

#include "store/xa-workspaces.h"

G_DEFINE_FINAL_TYPE (XaLive, xa_live, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  SIGNAL_NEEDS_CONTROLLER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
xa_live_finalize (GObject *object)
{
  XaLive *self = XA_LIVE (object);

  xa_jobs_set_shared_edit (self->jobs, NULL, NULL);
  g_clear_pointer (&self->controller, xa_controller_unref);
  g_ptr_array_unref (self->waiting);
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
  signals[SIGNAL_NEEDS_CONTROLLER] = g_signal_new ("needs-controller", XA_TYPE_LIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_live_init (XaLive *self)
{
  g_mutex_init (&self->lock);
  self->waiting = g_ptr_array_new ();
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

/* --- who fetches ----------------------------------------------------------------------------- */

void
xa_live_set_controller (XaLive       *self,
                        XaController *controller)
{
  XaController *old;

  g_mutex_lock (&self->lock);
  old = self->controller;
  self->controller = controller ? xa_controller_ref (controller) : NULL;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, xa_controller_unref);
  if (controller)
    xa_live_begin_waiting (self);
}

XaController *
xa_live_dup_controller (XaLive *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->controller ? xa_controller_ref (self->controller) : NULL;
}

void
xa_live_ask_for_controller (XaLive *self)
{
  g_signal_emit (self, signals[SIGNAL_NEEDS_CONTROLLER], 0);
}

/* --- calls ------------------------------------------------------------------------------------- */

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
