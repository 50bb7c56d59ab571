#include "control/xa-control-private.h"

#include "model/xa-language.h"

/**
 * xa_control_get_passes:
 *
 * Returns: a bit (1 << XaPass) for each pass that @source is followed for and that this version can make
 */
guint
xa_control_get_passes (const XaSource   *source,
                       const XaProvider *provider)
{
  g_autoptr (XaTarget) target = xa_target_parse (source->target);
  const XaPass *passes = target ? provider->get_passes (target, provider->gives) : NULL;
  guint         possible = 0;

  for (gsize i = 0; passes && passes[i]; i++)
    possible |= source->passes & (1u << passes[i]);

  return possible;
}

static gboolean
wish_pass (XaStore        *store,
           const XaSource *source,
           int             pass,
           GArray         *wished,
           GError        **error)
{
  g_autoptr (XaTask) task = xa_store_wish_task (store, NULL, source->id, pass, XA_CONTROL_BY_HAND, xa_time_now (), error);
  XaControlWished one;

  if (!task)
    return FALSE;
  one = (XaControlWished) { .id = task->id, .source_id = source->id, .connection_id = source->connection_id, .kind = pass, .is_new = task->is_new };
  if (wished)
    g_array_append_val (wished, one);

  return TRUE;
}

/**
 * xa_control_wish_source:
 * @wished: (nullable) (element-type XaControlWished): to add to
 *
 * Wishes by hand for all passes of @source; for one that is there already nothing is added. Where the connection
 * waits for the user it is tried once more: he may have done on the platform's page what it waited for.
 *
 * Errors: those of the store
 */
gboolean
xa_control_wish_source (XaStore            *store,
                        const XaSource     *source,
                        const XaConnection *connection,
                        GArray             *wished,
                        GError            **error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  guint             passes = provider ? xa_control_get_passes (source, provider) : 0;

  if (passes && xa_connection_state_blocks (connection->state) && !xa_store_doubt_connection (store, connection->id, error))
    return FALSE;
  for (int pass = XA_PASS_PROFILE; pass < XA_N_PASSES; pass++)
    if ((passes & (1u << pass)) && !wish_pass (store, source, pass, wished, error))
      return FALSE;

  return TRUE;
}

/* In the writer's thread. */
typedef struct {
  gint64   source_id;
  gint64   until_us;
  gboolean is_running; /* out */
} PutOff;

static gboolean
put_off (XaStore *store,
         gpointer data,
         GError **error)
{
  PutOff         *self = data;
  const XaTaskEnd end = { .state = XA_TASK_WAITING, .not_before_us = self->until_us, .cause = "stopped", .cause_text = N_ ("Stopped by you.") };
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks_in (store, 0, error);

  for (guint i = 0; tasks && i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    if (task->source_id != self->source_id)
      continue;
    /* Whoever runs it writes how it ended. */
    if (task->state == XA_TASK_RUNNING)
      self->is_running = TRUE;
    else if (!xa_store_leave_task (store, task->id, &end, NULL, error))
      return FALSE;
  }

  return tasks != NULL;
}

gboolean
xa_control_put_off (XaSync  *sync,
                    gint64   source_id,
                    gint64   until_us,
                    GError **error)
{
  PutOff self = { .source_id = source_id, .until_us = until_us };

  if (!xa_sync_edit (sync, put_off, &self, error))
    return FALSE;
  if (self.is_running)
    xa_sync_put_off (sync, source_id, until_us);

  return TRUE;
}
