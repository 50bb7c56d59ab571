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
  g_clear_pointer (&self->open, g_ptr_array_unref);
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
  self->open = self->tasks ? xa_store_list_tasks_in (scope->store, 0, error) : NULL;

  return self->open ? g_steal_pointer (&self) : NULL;
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

static guint
count_deliveries (const GPtrArray *tasks,
                  const XaHookOut *hook)
{
  guint n = 0;

  for (guint i = 0; i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    n += task->kind == XA_TASK_KIND_DELIVERY && g_str_has_prefix (task->subject, hook->uuid);
  }

  return n;
}

guint
xa_server_picture_count_dead (const XaServerPicture *self,
                              const XaHookOut       *hook)
{
  return count_deliveries (self->tasks, hook);
}

guint
xa_server_picture_count_undelivered (const XaServerPicture *self,
                                     gint64                 id)
{
  for (guint i = 0; i < self->out->len; i++) {
    const XaHookOut *hook = self->out->pdata[i];

    if (hook->id == id)
      return count_deliveries (self->tasks, hook) + count_deliveries (self->open, hook);
  }

  return 0;
}

static gboolean
is_same_in (const XaHookIn *a,
            const XaHookIn *b)
{
  return g_str_equal (a->uuid, b->uuid) && a->taken_us == b->taken_us;
}

static gboolean
is_same_out (const XaServerPicture *self,
             const XaHookOut       *a,
             const XaServerPicture *other,
             const XaHookOut       *b)
{
  return g_str_equal (a->uuid, b->uuid) && a->sent_us == b->sent_us && a->is_active == b->is_active && g_str_equal (a->cause, b->cause) &&
         count_deliveries (self->tasks, a) == count_deliveries (other->tasks, b);
}

gboolean
xa_server_picture_is_same (const XaServerPicture *self,
                           const XaServerPicture *other)
{
  if (self->settings.is_on != other->settings.is_on || self->settings.port != other->settings.port || self->clients->len != other->clients->len ||
      self->in->len != other->in->len || self->out->len != other->out->len)
    return FALSE;
  for (guint i = 0; i < self->clients->len; i++)
    if (((const XaClient *) self->clients->pdata[i])->id != ((const XaClient *) other->clients->pdata[i])->id)
      return FALSE;
  for (guint i = 0; i < self->in->len; i++)
    if (!is_same_in (self->in->pdata[i], other->in->pdata[i]))
      return FALSE;
  for (guint i = 0; i < self->out->len; i++)
    if (!is_same_out (self, self->out->pdata[i], other, other->out->pdata[i]))
      return FALSE;

  return TRUE;
}
