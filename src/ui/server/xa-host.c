#include "ui/server/xa-host.h"

#include "control/xa-metrics-text.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "server/xa-server.h"
#include "store/xa-clients.h"
#include "ui/xa-last-work.h"

/* How often it looks whether something is to be sent. */
#define LOOK_S 15

/* What the threads of a server go by; it outlives the host until they are through. */
typedef struct {
  gatomicrefcount ref_count;
  XaLive         *live; /* (owned) */
  XaJobs         *jobs; /* (owned) */
  char           *workspace;
} Door;

struct _XaHost {
  GObject       parent_instance;
  Door         *door;       /* (owned) */
  XaSupervisor *supervisor; /* (not owned) */
  XaServer     *server;     /* (owned) (nullable): a thread's while it applies */
  char         *address;    /* (owned) (nullable) */
  char         *failure;    /* (owned) (nullable) */
  gboolean      applies;    /* a thread is at it */
  gboolean      again;      /* and the settings may be others by now */
  gboolean      delivers;   /* a thread is at it */
  guint         timer;
};

G_DEFINE_FINAL_TYPE (XaHost, xa_host, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Door *
door_ref (Door *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
door_unref (gpointer data)
{
  Door *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_object_unref (self->live);
  g_object_unref (self->jobs);
  g_free (self->workspace);
  g_free (self);
}

/* --- for the server, in its threads ------------------------------------------------------------ */

static gboolean
begin_writing (GCancellable *cancellable,
               gpointer      door,
               GError      **error)
{
  return xa_writing_turn_join (xa_jobs_get_turn (((Door *) door)->jobs), cancellable, error);
}

static void
end_writing (gpointer door)
{
  xa_writing_turn_leave (xa_jobs_get_turn (((Door *) door)->jobs));
}

static void
changed (gpointer door)
{
  xa_live_tell_changed (((Door *) door)->live);
}

static char *
print_metrics (XaStore *store,
               gpointer door,
               GError **error)
{
  g_autoptr (XaController) controller = xa_live_dup_controller (((Door *) door)->live);
  g_autoptr (XaControlPicture) picture = controller ? xa_controller_get_picture (controller) : NULL;

  return xa_metrics_text (store, picture, xa_time_now (), error);
}

static XaController *
get_controller (gpointer door)
{
  return xa_live_dup_controller (((Door *) door)->live);
}

/* --- switching it on and off --------------------------------------------------------------------- */

typedef struct {
  Door     *door;   /* (owned) */
  XaServer *server; /* (owned) (nullable): the old one, then the new one */
} Applying;

static void
applying_free (gpointer data)
{
  Applying *self = data;

  xa_server_stop (self->server);
  door_unref (self->door);
  g_free (self);
}

static gboolean
start (Applying               *self,
       const XaServerSettings *settings,
       GError                **error)
{
  g_autoptr (XaSync) sync = xa_live_open_sync (self->door->live, error);
  XaServerOptions options = {
    .sync = sync,
    .port = settings->port,
    .begin_writing = begin_writing,
    .end_writing = end_writing,
    .metrics = print_metrics,
    .get_controller = get_controller,
    .changed = changed,
    .data = self->door,
  };

  if (sync)
    self->server = xa_server_start (&options, error);

  return self->server != NULL;
}

static gboolean
apply (Applying *self,
       GError  **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->door->workspace, XA_STORE_READ, error);
  XaServerSettings settings;

  if (!store || !xa_store_get_server (store, &settings, error))
    return FALSE;
  if (settings.is_on && self->server && (settings.port == 0 || settings.port == xa_server_get_port (self->server)))
    return TRUE;
  xa_server_stop (g_steal_pointer (&self->server));

  return !settings.is_on || start (self, &settings, error);
}

static void
apply_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (apply (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  XaHost   *self = XA_HOST (source);
  Applying *applying = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  self->server = g_steal_pointer (&applying->server);
  self->applies = FALSE;
  g_set_str (&self->address, self->server ? xa_server_get_address (self->server) : NULL);
  g_set_str (&self->failure, error ? xa_said_error (error) : NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->again)
    xa_host_apply (self);
}

void
xa_host_apply (XaHost *self)
{
  g_autoptr (GTask) task = NULL;
  Applying *applying;

  self->again = self->applies;
  if (self->applies)
    return;
  self->applies = TRUE;
  applying = g_new0 (Applying, 1);
  applying->door = door_ref (self->door);
  applying->server = g_steal_pointer (&self->server);
  task = g_task_new (self, NULL, applied_cb, NULL);
  g_task_set_task_data (task, applying, applying_free);
  g_task_run_in_thread (task, apply_thread);
}

/* --- sending -------------------------------------------------------------------------------------- */

/* Keys and keyring are asked for only where there is something to send. */
static void
deliver_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Door          *door = data;
  XaWritingTurn *turn = xa_jobs_get_turn (door->jobs);
  gint64         now_us = g_get_real_time ();

  if (xa_deliver_has_due (door->workspace, now_us) && xa_writing_turn_join (turn, NULL, NULL)) {
    g_autoptr (XaSync) sync = xa_live_open_sync (door->live, NULL);
    XaDeliveries result;

    if (sync)
      xa_deliver_due (sync, now_us, NULL, &result, NULL);
    xa_writing_turn_leave (turn);
  }
  g_task_return_boolean (task, TRUE);
}

static void
delivered_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  XA_HOST (source)->delivers = FALSE;
}

void
xa_host_deliver (XaHost *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->delivers || xa_supervisor_is_started (self->supervisor))
    return;
  self->delivers = TRUE;
  task = g_task_new (self, NULL, delivered_cb, NULL);
  g_task_set_task_data (task, door_ref (self->door), door_unref);
  g_task_run_in_thread (task, deliver_thread);
}

static gboolean
look_cb (gpointer self)
{
  xa_host_deliver (self);

  return G_SOURCE_CONTINUE;
}

/* --- the object ------------------------------------------------------------------------------------- */

static gboolean
stopped_cb (gpointer applying)
{
  applying_free (applying);

  return G_SOURCE_REMOVE;
}

/* What the server went by is the main thread's to free. */
static gpointer
stop_thread (gpointer data)
{
  Applying *applying = data;

  xa_server_stop (g_steal_pointer (&applying->server));
  g_idle_add (stopped_cb, applying);
  xa_last_work_end ();

  return NULL;
}

static void
xa_host_finalize (GObject *object)
{
  XaHost *self = XA_HOST (object);

  g_source_remove (self->timer);
  /* Ending takes up to a second, which nobody should see. */
  if (self->server) {
    Applying *applying = g_new0 (Applying, 1);

    applying->door = door_ref (self->door);
    applying->server = self->server;
    xa_last_work_begin ();
    g_thread_unref (g_thread_new ("server-stop", stop_thread, applying));
  }
  door_unref (self->door);
  g_free (self->address);
  g_free (self->failure);
  G_OBJECT_CLASS (xa_host_parent_class)->finalize (object);
}

static void
xa_host_class_init (XaHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_host_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_host_init (XaHost *self)
{
  self->timer = g_timeout_add_seconds (LOOK_S, look_cb, self);
}

XaHost *
xa_host_new (XaLive       *live,
             XaJobs       *jobs,
             XaSupervisor *supervisor,
             const char   *workspace)
{
  XaHost *self = g_object_new (XA_TYPE_HOST, NULL);

  self->supervisor = supervisor;
  self->door = g_new0 (Door, 1);
  g_atomic_ref_count_init (&self->door->ref_count);
  self->door->live = g_object_ref (live);
  self->door->jobs = g_object_ref (jobs);
  self->door->workspace = g_strdup (workspace);

  return self;
}

const char *
xa_host_get_address (XaHost *self)
{
  return self->address;
}

const char *
xa_host_get_failure (XaHost *self)
{
  return self->failure;
}
