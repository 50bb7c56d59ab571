#include "ui/connections/xa-connections-answer.h"

#include "store/xa-net-rows.h"

void
xa_connections_answer_free (XaConnectionsAnswer *self)
{
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_clear_pointer (&self->limits, g_ptr_array_unref);
  g_free (self);
}

void
xa_connections_answer_get_use (const XaConnectionsAnswer *self,
                               const XaConnection        *connection,
                               XaMonthUse                *use)
{
  xa_month_use_find (self->limits, connection, use);
}

static gboolean
is_same_connection (const XaConnection *a,
                    const XaConnection *b)
{
  return a->id == b->id && a->state == b->state && a->n_sources == b->n_sources && a->checked_us == b->checked_us &&
         a->month_requests == b->month_requests && a->month_money == b->month_money && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->base_url, b->base_url) == 0 &&
         g_strcmp0 (a->sign_in, b->sign_in) == 0 && g_strcmp0 (a->cause_text, b->cause_text) == 0;
}

gboolean
xa_connections_answer_is_same (const XaConnectionsAnswer *self,
                               const XaConnectionsAnswer *other)
{
  if (self->connections->len != other->connections->len)
    return FALSE;
  for (guint i = 0; i < self->connections->len; i++) {
    const XaConnection *a = self->connections->pdata[i], *b = other->connections->pdata[i];
    XaMonthUse          of_a, of_b;

    xa_connections_answer_get_use (self, a, &of_a);
    xa_connections_answer_get_use (other, b, &of_b);
    if (!is_same_connection (a, b) || of_a.requests != of_b.requests || of_a.money != of_b.money || !xa_way_state_is_same (self->ways->pdata[i], other->ways->pdata[i]))
      return FALSE;
  }

  return TRUE;
}

const XaConnection *
xa_connections_answer_find (const XaConnectionsAnswer *self,
                            gint64                     id)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (((XaConnection *) self->connections->pdata[i])->id == id)
      return self->connections->pdata[i];

  return NULL;
}

static gpointer
question (const XaScope    *scope,
          gpointer          data,
          XaInsightProgress progress,
          gpointer          progress_data,
          GError          **error)
{
  g_autoptr (XaConnectionsAnswer) self = g_new0 (XaConnectionsAnswer, 1);

  self->limits = xa_store_list_limits (scope->store, error);
  if (!self->limits)
    return NULL;
  self->connections = xa_store_list_connections (scope->store, NULL, error);
  if (!self->connections)
    return NULL;
  self->ways = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_way_state_free);
  for (guint i = 0; i < self->connections->len; i++) {
    XaWayState *ways = xa_way_state_new (scope->store, self->connections, self->connections->pdata[i], error);

    if (!ways)
      return NULL;
    g_ptr_array_add (self->ways, ways);
  }

  return g_steal_pointer (&self);
}

void
xa_connections_ask_async (XaSession          *session,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  XaAsk ask = { .question = question, .result_free = (GDestroyNotify) xa_connections_answer_free };

  xa_session_ask_async (session, XA_ASK_QUICK, &ask, NULL, NULL, cancellable, callback, user_data);
}

XaConnectionsAnswer *
xa_connections_ask_finish (XaSession    *session,
                           GAsyncResult *result,
                           GError      **error)
{
  return xa_session_ask_finish (session, result, error);
}
