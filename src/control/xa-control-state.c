#include "control/xa-control-private.h"

const XaConnection *
xa_control_find_connection (const GPtrArray *connections,
                            gint64           id)
{
  for (guint i = 0; i < connections->len; i++)
    if (((const XaConnection *) connections->pdata[i])->id == id)
      return connections->pdata[i];

  return NULL;
}

const XaConnection *
xa_control_state_find_connection (const XaControlState *self,
                                  gint64                id)
{
  return xa_control_find_connection (self->connections, id);
}

const XaSource *
xa_control_state_find_source (const XaControlState *self,
                              gint64                id)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (((const XaSource *) self->sources->pdata[i])->id == id)
      return self->sources->pdata[i];

  return NULL;
}

const XaStreamRow *
xa_control_state_find_stream (const XaControlState *self,
                              gint64                connection_id)
{
  for (guint i = 0; self->streams && i < self->streams->len; i++)
    if (((const XaStreamRow *) self->streams->pdata[i])->connection_id == connection_id)
      return self->streams->pdata[i];

  return NULL;
}

/* --- what a schedule goes by --------------------------------------------------------------------- */

static guint
hash_of_pass (gint64 source_id,
              int    kind)
{
  return (guint) source_id * 8 + (guint) kind;
}

/* (element-type guint XaTask): by source and kind */
static GHashTable *
index_last (const XaControlState *self)
{
  GHashTable *last = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->last->len; i++) {
    XaTask *task = self->last->pdata[i];

    if (task->source_id)
      g_hash_table_insert (last, GUINT_TO_POINTER (hash_of_pass (task->source_id, task->kind)), task);
  }

  return last;
}

static void
add_item (XaControlState     *self,
          const XaSource     *source,
          const XaConnection *connection,
          const XaProvider   *provider,
          int                 kind,
          const XaTask       *task)
{
  gint64         interval_s = source->interval_s ? source->interval_s : connection->interval_s;
  XaScheduleItem item = {
    .source_id = source->id,
    .connection_id = connection->id,
    .kind = kind,
    .interval_us = interval_s * G_USEC_PER_SEC,
    .floor_us = (gint64) provider->poll_floor_s * G_USEC_PER_SEC,
    .newest_post_us = source->newest_post_us,
    .first_us = source->added_us,
    .last_us = XA_TIME_UNKNOWN,
    .not_before_us = XA_TIME_UNKNOWN,
    .cost = 1,
    .is_paused = source->is_paused || connection->is_paused,
    .is_blocked = xa_connection_state_blocks (connection->state),
  };

  if (task) {
    item.state = task->state;
    item.last_us = task->finished_us;
    item.not_before_us = task->not_before_us;
    item.cost += (double) task->done / 100;
    item.is_wanted = task->state == XA_TASK_QUEUED && task->priority >= XA_CONTROL_BY_HAND;
  }
  g_array_append_val (self->items, item);
}

/* With what no provider lists: see XA_PASS_COUNTERS. */
static guint
get_passes (const XaSource   *source,
            const XaProvider *provider)
{
  guint possible = xa_control_get_passes (source, provider);

  if ((possible & (1u << XA_PASS_POSTS)) && xa_provider_rereads (provider))
    possible |= 1u << XA_PASS_COUNTERS;

  return possible;
}

static void
add_items (XaControlState *self)
{
  g_autoptr (GHashTable) last = index_last (self);

  for (guint i = 0; i < self->sources->len; i++) {
    const XaSource     *source = self->sources->pdata[i];
    const XaConnection *connection = xa_control_state_find_connection (self, source->connection_id);
    const XaProvider   *provider = connection ? xa_provider_by_id (connection->provider) : NULL;
    guint               passes = provider ? get_passes (source, provider) : 0;

    for (int kind = XA_PASS_PROFILE; kind < XA_N_PASSES; kind++)
      if (passes & (1u << kind))
        add_item (self, source, connection, provider, kind, g_hash_table_lookup (last, GUINT_TO_POINTER (hash_of_pass (source->id, kind))));
  }
}

static gboolean
is_live (const XaStreamRow *row,
         gint64             source_id,
         gint64             now_us)
{
  for (guint i = 0; row && row->sources && i < row->sources->len; i++)
    if (g_array_index (row->sources, gint64, i) == source_id)
      return xa_stream_row_is_up (row, now_us);

  return FALSE;
}

void
xa_control_state_take_streams (XaControlState *self,
                               GPtrArray      *rows,
                               gint64          now_us)
{
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  self->streams = rows;
  for (guint i = 0; i < self->items->len; i++) {
    XaScheduleItem *item = &g_array_index (self->items, XaScheduleItem, i);

    item->is_pushed = item->kind == XA_PASS_POSTS && is_live (xa_control_state_find_stream (self, item->connection_id), item->source_id, now_us);
  }
}

/* --- loading ------------------------------------------------------------------------------------- */

void
xa_control_state_clear (XaControlState *self)
{
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->dead, g_ptr_array_unref);
  g_clear_pointer (&self->over, g_ptr_array_unref);
  g_clear_pointer (&self->done, g_array_unref);
  g_clear_pointer (&self->items, g_array_unref);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_clear_pointer (&self->hooks, g_ptr_array_unref);
}

/**
 * xa_control_state_load:
 * @self: cleared or zeroed
 *
 * Errors: CORRUPT, IO
 */
gboolean
xa_control_state_load (XaControlState *self,
                       XaStore        *store,
                       gint64          now_us,
                       guint           n_over,
                       GError        **error)
{
  if (!xa_store_is_paused (store, &self->is_paused, error))
    return FALSE;
  self->connections = xa_store_list_connections (store, NULL, error);
  self->sources = self->connections ? xa_store_list_sources (store, error) : NULL;
  self->last = self->sources ? xa_store_list_last_tasks (store, error) : NULL;
  self->open = self->last ? xa_store_list_tasks_in (store, 0, error) : NULL;
  self->dead = self->open ? xa_store_list_tasks_in (store, XA_TASK_DEAD, error) : NULL;
  self->over = self->dead ? xa_store_list_tasks_over (store, n_over, error) : NULL;
  self->done = self->over ? xa_store_count_done (store, now_us - XA_USEC_PER_DAY, error) : NULL;
  self->streams = self->done ? xa_store_list_streams (store, error) : NULL;
  self->plans = self->streams ? xa_store_list_report_plans (store, error) : NULL;
  self->hooks = self->plans ? xa_store_list_hooks_out (store, error) : NULL;
  self->items = g_array_new (FALSE, TRUE, sizeof (XaScheduleItem));
  if (!self->hooks)
    return FALSE;
  add_items (self);

  return TRUE;
}

/* --- what is due --------------------------------------------------------------------------------- */

/* All passes of a source that are due go together, in the provider's order. */
void
xa_control_add_wish (GArray               *wishes,
                     const XaScheduleItem *item)
{
  int        priority = item->is_wanted ? XA_CONTROL_BY_HAND : item->is_looked_at ? XA_CONTROL_LOOKED_AT
                                                                                  : 0;
  XaSyncWish wish = { item->source_id, 1u << item->kind, priority, item->is_wanted };

  for (guint i = 0; i < wishes->len; i++) {
    XaSyncWish *known = &g_array_index (wishes, XaSyncWish, i);

    if (known->source_id != item->source_id)
      continue;
    known->passes |= wish.passes;
    known->priority = MAX (known->priority, priority);
    known->by_hand |= item->is_wanted;
    return;
  }
  g_array_append_val (wishes, wish);
}

typedef struct {
  GArray *wishes; /* (element-type XaSyncWish) */
} Due;

static gboolean
find_due (XaStore *store,
          gpointer data,
          GError **error)
{
  Due   *due = data;
  gint64 now_us = xa_time_now ();
  gint64 next_us;
  g_auto (XaControlState) state = { 0 };
  XaScheduleConditions conditions = { 0 };
  g_autoptr (GArray) plan = NULL;

  if (!xa_control_state_load (&state, store, now_us, 0, error))
    return FALSE;
  conditions.is_paused = state.is_paused;
  plan = xa_schedule_plan ((const XaScheduleItem *) (gpointer) state.items->data, state.items->len, NULL, &conditions, now_us, &next_us);
  for (guint i = 0; i < plan->len; i++)
    xa_control_add_wish (due->wishes, &g_array_index (state.items, XaScheduleItem, g_array_index (plan, guint, i)));

  return TRUE;
}

/**
 * xa_control_list_due:
 *
 * Returns: (transfer full) (element-type XaSyncWish) (nullable): NULL with @error
 */
GArray *
xa_control_list_due (XaSync  *sync,
                     GError **error)
{
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (XaSyncWish));
  Due due = { wishes };

  return xa_sync_edit (sync, find_due, &due, error) ? g_steal_pointer (&wishes) : NULL;
}
