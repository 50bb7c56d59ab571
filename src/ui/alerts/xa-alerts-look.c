#include "ui/alerts/xa-alerts-look.h"

#include "model/xa-time.h"

/* What was found, on its way to who writes. */
typedef struct {
  XaAlertFinds finds;
  XaAlertRules rules;
  GPtrArray   *fresh; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *self = data;

  xa_alert_finds_clear (&self->finds);
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
  g_free (self);
}

static gpointer
question (const XaScope    *scope,
          gpointer          data,
          XaInsightProgress progress,
          gpointer          progress_data,
          GError          **error)
{
  Look *look = g_new0 (Look, 1);

  if (xa_alerts_collect (scope->store, xa_time_now (), scope->cancellable, &look->rules, &look->finds, error))
    return look;
  look_free (look);

  return NULL;
}

static gboolean
record (XaStore *writer,
        gpointer data,
        GError **error)
{
  Look *look = data;

  return xa_alerts_record (writer, &look->finds, &look->rules, &look->fresh, error);
}

/* The look lives in the task, which outlives the edit. */
static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  Look   *look = g_task_get_task_data (task);
  GError *error = NULL;

  if (xa_jobs_edit_finish (XA_JOBS (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&look->fresh), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
collected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GTask) task = data;
  XaSession *session = g_task_get_source_object (task);
  GError    *error = NULL;
  Look      *look = xa_session_ask_finish (session, result, &error);

  if (!look) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, look, look_free);
  xa_jobs_edit_async (xa_session_get_jobs (session), record, look, NULL, recorded_cb, g_object_ref (task));
}

void
xa_alerts_look_async (XaSession          *session,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  const XaAsk ask = { .question = question, .result_free = look_free };
  GTask      *task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_source_tag (task, xa_alerts_look_async);
  xa_session_ask_async (session, XA_ASK_LONG, &ask, NULL, NULL, cancellable, collected_cb, task);
}

GPtrArray *
xa_alerts_look_finish (XaSession    *session,
                       GAsyncResult *result,
                       GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
