#include "ui/xa-session.h"

#include "insight/xa-result-cache.h"
#include "store/xa-connections.h"
#include "store/xa-report-plans.h"
#include "store/xa-workspaces.h"

struct _XaSession {
  GObject       parent_instance;
  char         *path;       /* (owned) */
  char         *name;       /* (owned) */
  XaReader     *readers[2]; /* (owned): by XaAskKind */
  XaJobs       *jobs;       /* (owned) */
  XaLive       *live;       /* (owned) */
  XaSupervisor *supervisor; /* (owned) */
  XaHost       *host;       /* (owned) */
  XaAhead      *ahead;      /* (owned) */
  XaTray       *tray;       /* (owned) */
  XaUndo       *undo;       /* (owned) */
  gint64        from_us, to_us;
  gboolean      simulated;
};

typedef enum {
  PROP_SIMULATED = 1,
  N_PROPS,
} XaSessionProps;

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (XaSession, xa_session, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
xa_session_finalize (GObject *object)
{
  XaSession *self = XA_SESSION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->readers); i++)
    xa_reader_stop (self->readers[i]);
  xa_jobs_cancel_all (self->jobs);
  xa_supervisor_stop (self->supervisor);
  g_object_unref (self->host);
  g_object_unref (self->supervisor);
  g_object_unref (self->live);
  g_object_unref (self->jobs);
  xa_ahead_unref (self->ahead);
  g_object_unref (self->tray);
  g_object_unref (self->undo);
  /* Nothing of a workspace that is closed stays in memory. */
  xa_result_cache_clear ();
  g_free (self->path);
  g_free (self->name);
  G_OBJECT_CLASS (xa_session_parent_class)->finalize (object);
}

static void
xa_session_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch ((XaSessionProps) id) {
  case PROP_SIMULATED:
    g_value_set_boolean (value, XA_SESSION (object)->simulated);
    break;
  case N_PROPS:
    g_assert_not_reached ();
  }
}

static void
xa_session_class_init (XaSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = xa_session_finalize;
  object_class->get_property = xa_session_get_property;
  props[PROP_SIMULATED] = g_param_spec_boolean ("simulated", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
xa_session_init (XaSession *self)
{
  self->from_us = XA_TIME_UNKNOWN;
  self->to_us = XA_TIME_UNKNOWN;
  self->undo = xa_undo_new ();
  self->tray = xa_tray_new (self->undo);
}

/* --- what is asked before somebody does -------------------------------------------------------- */

static gpointer
look_for_change (const XaScope    *scope,
                 gpointer          ahead,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  return GINT_TO_POINTER (xa_ahead_take_change (ahead, scope->store));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (XaSession) self = data;

  if (xa_session_ask_finish (self, result, NULL))
    xa_supervisor_ask_ahead (self->supervisor);
}

/* Behind what the pages ask themselves. */
static void
look_ahead (XaSession *self)
{
  XaAsk ask = { look_for_change, xa_ahead_ref (self->ahead), (GDestroyNotify) xa_ahead_unref, NULL };

  xa_session_ask_async (self, XA_ASK_QUICK, &ask, NULL, NULL, NULL, looked_cb, g_object_ref (self));
}

static void
data_changed_cb (XaSession *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  look_ahead (self);
}

/* --- whether there is something to supervise ------------------------------------------------- */

/* Connections, or reports that are planned. */
static gpointer
list_supervised (const XaScope    *scope,
                 gpointer          data,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (scope->store, NULL, error);

  return connections && connections->len == 0 ? xa_store_list_report_plans (scope->store, error) : g_steal_pointer (&connections);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (XaSession) self = data;
  g_autoptr (GPtrArray) supervised = xa_session_ask_finish (self, result, NULL);

  if (supervised && supervised->len > 0)
    xa_supervisor_start (self->supervisor);
}

static void
supervise (XaSession *self)
{
  XaAsk ask = { .question = list_supervised, .result_free = (GDestroyNotify) g_ptr_array_unref };

  if (!xa_supervisor_is_started (self->supervisor))
    xa_session_ask_async (self, XA_ASK_QUICK, &ask, NULL, NULL, NULL, counted_cb, g_object_ref (self));
}

static void
live_changed_cb (XaSession *self)
{
  supervise (self);
  data_changed_cb (self);
}

/**
 * xa_session_new:
 * @path: of an existing workspace; it is opened when the first question comes
 * @key_file: (nullable): where its key is, if not in the Secret Service
 */
XaSession *
xa_session_new (const char *path,
                const char *key_file)
{
  XaSession *self = g_object_new (XA_TYPE_SESSION, NULL);

  self->path = g_strdup (path);
  self->name = xa_workspaces_get_name (path);
  self->jobs = xa_jobs_new (path, key_file);
  self->live = xa_live_new (path, key_file, self->jobs);
  for (guint i = 0; i < G_N_ELEMENTS (self->readers); i++)
    self->readers[i] = xa_reader_new (path);
  g_signal_connect_object (self->jobs, "changed", G_CALLBACK (data_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live, "changed", G_CALLBACK (live_changed_cb), self, G_CONNECT_SWAPPED);
  self->ahead = xa_ahead_new (path);
  self->supervisor = xa_supervisor_new (path, self->live, self->jobs, self->ahead);
  supervise (self);
  look_ahead (self);
  self->host = xa_host_new (self->live, self->jobs, self->supervisor, path);
  xa_host_apply (self->host);

  return self;
}

const char *
xa_session_get_path (XaSession *self)
{
  return self->path;
}

const char *
xa_session_get_name (XaSession *self)
{
  return self->name;
}

XaJobs *
xa_session_get_jobs (XaSession *self)
{
  return self->jobs;
}

XaLive *
xa_session_get_live (XaSession *self)
{
  return self->live;
}

XaSupervisor *
xa_session_get_supervisor (XaSession *self)
{
  return self->supervisor;
}

XaHost *
xa_session_get_host (XaSession *self)
{
  return self->host;
}

XaAhead *
xa_session_get_ahead (XaSession *self)
{
  return self->ahead;
}

XaTray *
xa_session_get_tray (XaSession *self)
{
  return self->tray;
}

XaUndo *
xa_session_get_undo (XaSession *self)
{
  return self->undo;
}

gboolean
xa_session_is_simulated (XaSession *self)
{
  return self->simulated;
}

void
xa_session_set_simulated (XaSession *self,
                          gboolean   simulated)
{
  if (self->simulated == simulated)
    return;
  self->simulated = simulated;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIMULATED]);
}

void
xa_session_get_range (XaSession *self,
                      gint64    *from_us,
                      gint64    *to_us)
{
  *from_us = self->from_us;
  *to_us = self->to_us;
}

void
xa_session_set_range (XaSession *self,
                      gint64     from_us,
                      gint64     to_us)
{
  if (from_us == self->from_us && to_us == self->to_us)
    return;
  self->from_us = from_us;
  self->to_us = to_us;
  xa_ahead_set_range (self->ahead, from_us, to_us);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
xa_session_ask_async (XaSession          *self,
                      XaAskKind           kind,
                      const XaAsk        *ask,
                      XaInsightProgress   progress,
                      gpointer            progress_data,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  XaReaderScope scope = { self->from_us, self->to_us, XA_SMALLEST_COUNT_SCREEN };

  xa_reader_ask_async (self->readers[kind], &scope, ask, progress, progress_data, cancellable, callback, user_data);
}

void
xa_session_ask_outside_async (XaSession          *self,
                              const XaAsk        *ask,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  XaReaderScope scope = { self->from_us, self->to_us, XA_SMALLEST_COUNT_OUTSIDE };

  xa_reader_ask_async (self->readers[XA_ASK_LONG], &scope, ask, NULL, NULL, cancellable, callback, user_data);
}

gpointer
xa_session_ask_finish (XaSession    *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return xa_reader_ask_finish (result, error);
}
