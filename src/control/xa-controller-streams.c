#include "control/xa-controller-private.h"

#include "net/xa-metered.h"

/* A window that looks again with every post of a busy place would do nothing else. */
void
xa_controller_tell_news (XaController *self)
{
  gint64   now_us = g_get_monotonic_time ();
  gboolean tells;

  pthread_mutex_lock (&self->lock);
  tells = now_us - self->news_us >= XA_CONTROLLER_NEWS_US && g_atomic_int_compare_and_exchange (&self->has_news, TRUE, FALSE);
  if (tells)
    self->news_us = now_us;
  pthread_mutex_unlock (&self->lock);
  if (tells)
    xa_controller_tell (self, XA_CONTROLLER_DATA);
}

/* --- what streams tell, in their threads ---------------------------------------------------------- */

static void
told (XaStreamsEvent     event,
      const XaStreamRow *row,
      gpointer           data)
{
  XaController *self = data;

  if (event == XA_STREAMS_DATA) {
    g_atomic_int_set (&self->has_news, TRUE);
    xa_controller_tell_news (self);
    if (g_atomic_int_get (&self->has_news))
      xa_controller_look (self);
    return;
  }
  if (event == XA_STREAMS_MISSED && row->sources && row->sources->len)
    xa_controller_push (self, (XaCommand) { .kind_of = XA_COMMAND_ASK_MISSED, .missed = g_array_copy (row->sources) });
  g_atomic_int_set (&self->has_new_streams, TRUE);
  xa_controller_look (self);
}

/* What happened before a stream was up is asked for once, as what is due: within budgets, and not while
 * everything is held. */
typedef struct {
  const GArray *sources;
  gint64        now_us;
} Missed;

static gboolean
wish (XaStore *store,
      gpointer data,
      GError **error)
{
  const Missed *missed = data;

  for (guint i = 0; i < missed->sources->len; i++) {
    XaTask *task = xa_store_wish_task (store, NULL, g_array_index (missed->sources, gint64, i), XA_PASS_POSTS, 0, missed->now_us, error);

    if (!task)
      return FALSE;
    xa_task_free (task);
  }

  return TRUE;
}

gboolean
xa_controller_ask_missed (XaController *self,
                          const GArray *sources,
                          GError      **error)
{
  Missed missed = { sources, xa_controller_now (self) };

  return xa_sync_edit (self->sync, wish, &missed, error);
}

/* --- which are wanted, and how they stand ---------------------------------------------------------- */

/* Streams begin by themselves, as passes do. */
static gboolean
is_held (XaController *self)
{
  XaScheduleConditions conditions;

  pthread_mutex_lock (&self->lock);
  conditions = self->conditions;
  pthread_mutex_unlock (&self->lock);

  return *xa_schedule_get_hold (&conditions) != '\0' || xa_metered_is ();
}

void
xa_controller_update_streams (XaController *self)
{
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (XaStreamWish));
  gboolean holds = is_held (self);

  if (!self->streams)
    return;
  for (guint i = 0; !holds && i < self->state.connections->len; i++) {
    const XaConnection *connection = self->state.connections->pdata[i];

    if (!connection->is_paused && !xa_connection_state_blocks (connection->state))
      xa_streams_add_wish (wishes, connection, self->state.sources);
  }
  xa_streams_set (self->streams, wishes);
  xa_control_state_take_streams (&self->state, xa_streams_list (self->streams), xa_controller_now (self));
}

/* --- for other programs ---------------------------------------------------------------------------- */

static gboolean
is_any_up (const GPtrArray *rows)
{
  for (guint i = 0; rows && i < rows->len; i++)
    if (((const XaStreamRow *) rows->pdata[i])->state == XA_STREAM_UP)
      return TRUE;

  return FALSE;
}

gboolean
xa_controller_must_keep_streams (XaController *self)
{
  if (!self->streams)
    return FALSE;

  return g_atomic_int_get (&self->has_new_streams) || (is_any_up (self->state.streams) && g_get_monotonic_time () - self->kept_us >= XA_STREAM_BEAT_US);
}

static gboolean
put (XaStore *store,
     gpointer rows,
     GError **error)
{
  return xa_store_put_streams (store, rows, error);
}

/* What could not be written is said the next time; nobody believes it for longer than it was told. */
void
xa_controller_keep_streams (XaController *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!xa_controller_must_keep_streams (self))
    return;
  g_atomic_int_set (&self->has_new_streams, FALSE);
  self->kept_us = g_get_monotonic_time ();
  rows = xa_streams_list (self->streams);
  xa_sync_edit (self->sync, put, rows, NULL);
}

void
xa_controller_open_streams (XaController *self)
{
  XaStreamsOptions options = {
    .sync = self->sync,
    .begin_writing = self->options.begin_writing,
    .end_writing = self->options.end_writing,
    .is_awaited = self->options.is_awaited,
    .told = told,
    .data = self,
  };

  self->streams = xa_streams_new (&options);
}

/* Without a wait for others that write: then it is believed for its time. */
void
xa_controller_close_streams (XaController *self)
{
  gboolean was_any = self->state.streams && self->state.streams->len > 0;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_clear_pointer (&self->streams, xa_streams_free);
  if (was_any)
    xa_sync_edit (self->sync, put, none, NULL);
}
