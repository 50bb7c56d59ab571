#include "ui/server/xa-server-picture.h"

void
xa_server_picture_free (XaServerPicture *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->in, g_ptr_array_unref);
  g_clear_pointer (&self->out, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_free (self);
}

static gpointer
question (const XaScope    *scope,
          gpointer          data,
          XaInsightProgress progress,
          gpointer          progress_data,
          GError          **error)
{
  g_autoptr (XaServerPicture) self = g_new0 (XaServerPicture, 1);

  if (!xa_store_get_server (scope->store, &self->settings, error))
    return NULL;
  self->clients = xa_store_list_clients (scope->store, error);
  self->in = self->clients ? xa_store_list_hooks_in (scope->store, error) : NULL;
  self->out = self->in ? xa_store_list_hooks_out (scope->store, error) : NULL;
  self->tasks = self->out ? xa_store_list_tasks_in (scope->store, XA_TASK_DEAD, error) : NULL;

  return self->tasks ? g_steal_pointer (&self) : NULL;
}

void
xa_server_picture_ask_async (XaSession          *session,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  XaAsk ask = { .question = question, .result_free = (GDestroyNotify) xa_server_picture_free };

  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, cancellable, callback, user_data);
}

XaServerPicture *
xa_server_picture_ask_finish (XaSession    *session,
                              GAsyncResult *result,
                              GError      **error)
{
  return xa_session_ask_finish (session, result, error);
}

guint
xa_server_picture_count_dead (const XaServerPicture *self,
                              const XaHookOut       *hook)
{
  guint n = 0;

  for (guint i = 0; i < self->tasks->len; i++) {
    const XaTask *task = self->tasks->pdata[i];

    n += task->kind == XA_TASK_KIND_DELIVERY && g_str_has_prefix (task->subject, hook->uuid);
  }

  return n;
}
