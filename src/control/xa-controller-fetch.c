#include "control/xa-controller-private.h"

/* One task of a fetch, and how it was seen last. */
typedef struct {
  XaControlWished wished;
  XaTaskState     state;
  gboolean        is_gone; /* a newer one took its place, or the source is gone: it came to its end */
} Part;

typedef struct {
  XaSyncItem item;     /* (owned) */
  guint64    n_before; /* requests of lanes that are over */
  guint64    n_seen;   /* requests of the lane that is there */
} Place;

struct _XaControllerFetch {
  guint64             id;
  GArray             *sources; /* (owned) (nullable) (element-type gint64): NULL for all */
  XaControllerFetched told;
  gpointer            data;
  GDestroyNotify      data_free; /* (nullable) */

  /* The controller's thread's own: */
  gint64  begun_us; /* monotonic */
  GArray *parts;    /* (owned) (nullable) (element-type Part) */
  GArray *places;   /* (owned) (nullable) (element-type Place): by source */
  guint   n_loads;  /* how often the state was read before it was wished for */
};

static void
clear_place (gpointer place)
{
  XaSyncProgress progress = { .items = g_memdup2 (&((Place *) place)->item, sizeof (XaSyncItem)), .n_items = 1 };

  xa_sync_progress_clear (&progress);
}

/* Tells nothing: see end(). */
static void
fetch_free (XaControllerFetch *self)
{
  if (self->data_free)
    self->data_free (self->data);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  g_free (self);
}

/* (transfer full) */
static void
end (XaControllerFetch *self,
     const GError      *error)
{
  const XaSyncProgress nothing = { 0 };

  self->told (&nothing, TRUE, error, self->data);
  fetch_free (self);
}

void
xa_controller_drop_fetch (XaControllerFetch *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  end (self, error);
}

/* --- beginning ------------------------------------------------------------------------------------- */

static gboolean
wants (const XaControllerFetch *self,
       gint64                   source_id)
{
  for (guint i = 0; self->sources && i < self->sources->len; i++)
    if (g_array_index (self->sources, gint64, i) == source_id)
      return TRUE;

  return !self->sources;
}

static void
add_place (XaControllerFetch  *self,
           const XaSource     *source,
           const XaConnection *connection)
{
  Place place = {
    .item = {
      .source_id = source->id,
      .connection_id = connection->id,
      .title = g_strdup (source->title),
      .connection = g_strdup (connection->name),
      .state = XA_TASK_QUEUED,
      .total = XA_COUNT_UNKNOWN,
      .wait_until_us = XA_TIME_UNKNOWN,
      .is_open = TRUE,
      .note_text = g_strdup (""),
      .cause = g_strdup (""),
      .cause_text = g_strdup (""),
    },
  };

  g_array_append_val (self->places, place);
}

/* In the writer's thread. */
static gboolean
wish (XaStore *store,
      gpointer data,
      GError **error)
{
  XaControllerFetch *self = data;
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);
  g_autoptr (GPtrArray) sources = connections ? xa_store_list_sources (store, error) : NULL;
  g_autoptr (GArray) wished = g_array_new (FALSE, FALSE, sizeof (XaControlWished));

  for (guint i = 0; sources && i < sources->len; i++) {
    const XaSource     *source = sources->pdata[i];
    const XaConnection *connection = wants (self, source->id) ? xa_control_find_connection (connections, source->connection_id) : NULL;
    guint               n_before = wished->len;

    if (!connection)
      continue;
    if (!xa_control_wish_source (store, source, connection, wished, error))
      return FALSE;
    if (wished->len > n_before)
      add_place (self, source, connection);
  }
  for (guint i = 0; i < wished->len; i++) {
    Part part = { .wished = g_array_index (wished, XaControlWished, i), .state = XA_TASK_QUEUED };

    g_array_append_val (self->parts, part);
  }

  return sources != NULL;
}

static void
count (XaController            *self,
       const XaControllerFetch *fetch)
{
  gint64 now_us = xa_controller_now (self);

  for (guint i = 0; i < fetch->parts->len; i++) {
    const XaControlWished *wished = &g_array_index (fetch->parts, Part, i).wished;

    xa_telemetry_count (self->telemetry, wished->is_new ? XA_TELEMETRY_TASKS_ENQUEUED : XA_TELEMETRY_TASKS_MERGED, wished->connection_id, 1, now_us);
  }
}

/**
 * xa_controller_begin_fetch:
 * @fetch: (transfer full)
 *
 * What cannot be wished for is told at once.
 */
void
xa_controller_begin_fetch (XaController      *self,
                           XaControllerFetch *fetch)
{
  g_autoptr (GError) error = NULL;

  fetch->begun_us = g_get_monotonic_time ();
  fetch->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  fetch->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (fetch->places, clear_place);
  if (!xa_sync_edit (self->sync, wish, fetch, &error)) {
    end (fetch, error);
    return;
  }
  count (self, fetch);
  fetch->n_loads = self->n_loads;
  g_ptr_array_add (self->fetches, fetch);
  self->is_dirty = TRUE;
}

/* --- how it stands ----------------------------------------------------------------------------------- */

static gpointer
make_key (gint64 source_id,
          int    kind)
{
  return GSIZE_TO_POINTER ((gsize) source_id * 32 + (gsize) kind);
}

/* What is to be looked up: tasks by source and kind, and what a run says by source. */
typedef struct {
  GHashTable *last;  /* (owned) (element-type gsize XaTask) */
  GHashTable *items; /* (owned) (element-type gsize XaSyncItem) */
} Index;

static void
index_init (Index                *self,
            const XaController   *controller,
            const XaSyncProgress *progress)
{
  self->last = g_hash_table_new (NULL, NULL);
  self->items = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < controller->state.last->len; i++) {
    XaTask *task = controller->state.last->pdata[i];

    if (task->source_id)
      g_hash_table_insert (self->last, make_key (task->source_id, task->kind), task);
  }
  for (guint i = 0; progress && i < progress->n_items; i++)
    g_hash_table_insert (self->items, make_key (progress->items[i].source_id, 0), &progress->items[i]);
}

static void
index_clear (Index *self)
{
  g_hash_table_unref (self->last);
  g_hash_table_unref (self->items);
}

static const XaTask *
look_at_part (Part        *part,
              const Index *index)
{
  const XaTask *task = g_hash_table_lookup (index->last, make_key (part->wished.source_id, part->wished.kind));

  if (task && task->id == part->wished.id) {
    part->state = task->state;
    return task;
  }
  part->is_gone = TRUE;
  if (xa_task_state_is_open (part->state))
    part->state = task ? XA_TASK_DONE : XA_TASK_CANCELLED;

  return NULL;
}

/* What the tasks of a source amount to. */
typedef struct {
  guint         n, n_done;
  guint         states;  /* a bit (1 << XaTaskState) each */
  const XaTask *running; /* (nullable) */
  const XaTask *stuck;   /* (nullable): the first that says why */
} Sum;

static Sum
sum_up (XaControllerFetch *self,
        gint64             source_id,
        const Index       *index)
{
  Sum sum = { 0 };

  for (guint i = 0; i < self->parts->len; i++) {
    Part         *part = &g_array_index (self->parts, Part, i);
    const XaTask *task;

    if (part->wished.source_id != source_id)
      continue;
    task = look_at_part (part, index);
    sum.n++;
    sum.n_done += part->state == XA_TASK_DONE;
    sum.states |= 1u << part->state;
    if (task && task->state == XA_TASK_RUNNING)
      sum.running = task;
    if (task && *task->cause_text && !sum.stuck)
      sum.stuck = task;
  }

  return sum;
}

static gboolean
has (const Sum  *sum,
     XaTaskState state)
{
  return (sum->states & (1u << state)) != 0;
}

/* The state of a source as a whole, once nothing of it is under way. */
static XaTaskState
judge (const Sum *sum)
{
  if (has (sum, XA_TASK_FAILED) || has (sum, XA_TASK_DEAD))
    return XA_TASK_FAILED;
  if (has (sum, XA_TASK_CANCELLED))
    return XA_TASK_CANCELLED;

  return has (sum, XA_TASK_WAITING) || has (sum, XA_TASK_QUEUED) ? XA_TASK_WAITING : XA_TASK_DONE;
}

static void
take_live (Place            *place,
           const XaSyncItem *live)
{
  XaSyncItem *item = &place->item;

  if (live->n_requests < place->n_seen)
    place->n_before += place->n_seen;
  place->n_seen = live->n_requests;
  item->n_requests = place->n_before + place->n_seen;
  item->pass = live->pass;
  item->done = live->done;
  item->total = live->total;
  item->wait_until_us = live->wait_until_us;
  item->notes |= live->notes;
}

static void
set_cause (XaSyncItem *item,
           const char *cause,
           const char *text)
{
  g_set_str (&item->cause, cause);
  g_set_str (&item->cause_text, text);
}

static void
look_at_place (XaController      *self,
               XaControllerFetch *fetch,
               Place             *place,
               const Index       *index)
{
  XaSyncItem         *item = &place->item;
  Sum                 sum = sum_up (fetch, item->source_id, index);
  const XaSyncItem   *live = g_hash_table_lookup (index->items, make_key (item->source_id, 0));
  const XaConnection *connection = xa_control_state_find_connection (&self->state, item->connection_id);
  gboolean            is_blocked = connection && xa_connection_state_blocks (connection->state);
  gboolean            may_go_on = live && live->is_open && (sum.states & ~(1u << XA_TASK_DONE));

  item->wait_until_us = XA_TIME_UNKNOWN;
  if (live)
    take_live (place, live);
  item->n_passes = sum.n;
  item->n_passes_done = sum.n_done;
  item->is_open = sum.running || may_go_on || (has (&sum, XA_TASK_QUEUED) && !is_blocked);
  item->state = !item->is_open                                            ? judge (&sum)
                : sum.running || (live && live->state == XA_TASK_RUNNING) ? XA_TASK_RUNNING
                                                                          : XA_TASK_QUEUED;
  set_cause (item, sum.stuck ? sum.stuck->cause : "", sum.stuck ? sum.stuck->cause_text : "");
  if (item->state == XA_TASK_WAITING && is_blocked)
    set_cause (item, connection->cause, connection->cause_text);
  if (item->state == XA_TASK_WAITING && sum.stuck)
    item->wait_until_us = sum.stuck->not_before_us;
}

static void
add_up (XaSyncProgress   *progress,
        const XaSyncItem *item)
{
  progress->items[progress->n_items++] = *item;
  progress->n_requests += item->n_requests;
  progress->n_open += item->is_open;
  progress->n_done += item->state == XA_TASK_DONE;
  progress->n_running += item->state == XA_TASK_RUNNING;
  progress->n_waiting += item->state == XA_TASK_WAITING || item->state == XA_TASK_QUEUED;
  progress->n_failed += item->state == XA_TASK_FAILED || item->state == XA_TASK_CANCELLED;
}

/* Returns: whether it is over */
static gboolean
follow (XaController      *self,
        XaControllerFetch *fetch,
        const Index       *index)
{
  g_autofree XaSyncItem *items = g_new (XaSyncItem, fetch->places->len + 1);
  XaSyncProgress         progress = { .items = items, .seconds = (double) (g_get_monotonic_time () - fetch->begun_us) / G_USEC_PER_SEC };

  for (guint i = 0; i < fetch->places->len; i++) {
    Place *place = &g_array_index (fetch->places, Place, i);

    look_at_place (self, fetch, place, index);
    add_up (&progress, &place->item);
  }
  fetch->told (&progress, progress.n_open == 0, NULL, fetch->data);

  return progress.n_open == 0;
}

/* Whether what was read is younger than the wish. */
static gboolean
knows (const XaController      *self,
       const XaControllerFetch *fetch)
{
  return self->n_loads > fetch->n_loads;
}

/**
 * xa_controller_follow_fetches:
 * @progress: (nullable): of the run, if there is one
 *
 * Tells how what was asked for by hand stands, by what was read last.
 */
void
xa_controller_follow_fetches (XaController         *self,
                              const XaSyncProgress *progress)
{
  Index index;

  if (self->fetches->len == 0 || !self->state.last)
    return;
  index_init (&index, self, progress);
  for (guint i = self->fetches->len; i-- > 0;)
    if (knows (self, self->fetches->pdata[i]) && follow (self, self->fetches->pdata[i], &index))
      fetch_free (g_ptr_array_steal_index (self->fetches, i));
  index_clear (&index);
}

/* --- the end ----------------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): one that was asked for and not begun */
static XaControllerFetch *
take_next (XaController *self)
{
  XaControllerFetch *fetch = NULL;

  pthread_mutex_lock (&self->lock);
  for (GList *at = self->commands.head; at && !fetch; at = at->next)
    fetch = g_steal_pointer (&((XaCommand *) at->data)->fetch);
  pthread_mutex_unlock (&self->lock);

  return fetch;
}

/* Also those that were asked for and not begun. */
void
xa_controller_end_fetches (XaController *self,
                           const GError *error)
{
  XaControllerFetch *fetch;

  while (self->fetches->len > 0)
    end (g_ptr_array_steal_index (self->fetches, self->fetches->len - 1), error);
  while ((fetch = take_next (self)))
    end (fetch, error);
}

static gboolean
is_wanted_by_others (XaController *self,
                     gint64        source_id)
{
  for (guint i = 0; i < self->fetches->len; i++) {
    const XaControllerFetch *fetch = self->fetches->pdata[i];

    for (guint j = 0; j < fetch->places->len; j++)
      if (g_array_index (fetch->places, Place, j).item.source_id == source_id && g_array_index (fetch->places, Place, j).item.is_open)
        return TRUE;
  }

  return FALSE;
}

void
xa_controller_cancel_by_id (XaController *self,
                            guint64       id)
{
  XaControllerFetch *fetch = NULL;

  for (guint i = 0; i < self->fetches->len && !fetch; i++)
    if (((XaControllerFetch *) self->fetches->pdata[i])->id == id)
      fetch = g_ptr_array_steal_index (self->fetches, i);
  for (guint i = 0; fetch && i < fetch->places->len; i++) {
    const XaSyncItem *item = &g_array_index (fetch->places, Place, i).item;

    if (item->is_open && !is_wanted_by_others (self, item->source_id))
      xa_control_put_off (self->sync, item->source_id, xa_controller_now (self) + XA_SCHEDULE_INTERVAL_US, NULL);
  }
  if (fetch)
    xa_controller_drop_fetch (fetch);
}

/* --- from any thread --------------------------------------------------------------------------------- */

/**
 * xa_controller_fetch:
 * @told: in the controller's thread; the last time @is_over is set
 *
 * Nothing is fetched before xa_controller_start().
 */
guint64
xa_controller_fetch (XaController       *self,
                     const gint64       *sources,
                     gsize               n_sources,
                     XaControllerFetched told,
                     gpointer            data,
                     GDestroyNotify      data_free)
{
  XaControllerFetch *fetch = g_new0 (XaControllerFetch, 1);
  guint64            id;

  fetch->told = told;
  fetch->data = data;
  fetch->data_free = data_free;
  if (sources) {
    fetch->sources = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_vals (fetch->sources, sources, (guint) n_sources);
  }
  pthread_mutex_lock (&self->lock);
  id = fetch->id = ++self->last_fetch;
  pthread_mutex_unlock (&self->lock);
  xa_controller_push (self, (XaCommand) { .kind_of = XA_COMMAND_FETCH, .fetch = fetch });

  return id;
}

void
xa_controller_cancel_fetch (XaController *self,
                            guint64       fetch)
{
  xa_controller_push (self, (XaCommand) { .kind_of = XA_COMMAND_CANCEL_FETCH, .fetch_id = fetch });
}
