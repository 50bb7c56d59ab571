/*
 * One run of a stream: what is followed is looked up, the provider's part is run, and what that hands on is
 * taken in.
 */
#include "sync/xa-streams-private.h"

#include "journal/xa-journal.h"
#include "model/xa-time.h"
#include "sync/xa-sync-push.h"

/* Others that want to write have their turn where news come without a break. */
#define LONGEST_HOLD_US (10 * G_USEC_PER_SEC)

/* What a run goes by. */
typedef struct {
  XaStreamRoad     *road;        /* (not owned) */
  GCancellable     *cancellable; /* (not owned) */
  XaConnection     *connection;  /* (owned) */
  GPtrArray        *targets;     /* (owned) (element-type XaTarget) */
  GPtrArray        *sources;     /* (owned) (element-type XaSource) */
  const XaProvider *provider;    /* (not owned) */
  XaSyncLine       *line;        /* (owned) (nullable) */
} Run;

static void
clear_run (Run *self)
{
  g_clear_pointer (&self->line, xa_sync_line_free);
  g_clear_pointer (&self->connection, xa_connection_free);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* --- the workspace, open while there is something to write ---------------------------------------- */

gboolean
xa_stream_road_hold (XaStreamRoad *self,
                     GCancellable *cancellable,
                     GError      **error)
{
  const XaStreamsOptions *options = &self->streams->options;

  if (self->is_held)
    return TRUE;
  if (options->begin_writing && !options->begin_writing (cancellable, options->data, error))
    return FALSE;
  self->is_held = xa_sync_enter (self->streams->sync, error);
  self->held_us = g_get_monotonic_time ();
  if (!self->is_held && options->end_writing)
    options->end_writing (options->data);

  return self->is_held;
}

void
xa_stream_road_release (XaStreamRoad *self)
{
  if (!self->is_held)
    return;
  self->is_held = FALSE;
  xa_sync_leave (self->streams->sync);
  if (self->streams->options.end_writing)
    self->streams->options.end_writing (self->streams->options.data);
}

/* Who waits for the workspace goes before more news. */
static gboolean
is_awaited (const XaStreamRoad *self)
{
  const XaStreamsOptions *options = &self->streams->options;

  return options->is_awaited && options->is_awaited (options->data);
}

/* --- what the stream calls ------------------------------------------------------------------------ */

typedef struct {
  Run       *run;
  GPtrArray *news;
  gpointer   memory;
} Take;

static gboolean
parse (XaFetch *fetch,
       gpointer data,
       GError **error)
{
  const Take *self = data;

  return self->run->provider->stream->parse (fetch, self->run->targets, self->news, self->memory, error);
}

/* Known by the connection: what a crash has left of the last news is cleared with the next. */
static gboolean
take (GPtrArray *news,
      gpointer   memory,
      gpointer   data,
      GError   **error)
{
  Run             *run = data;
  XaStreamRoad    *road = run->road;
  Take             one = { run, news, memory };
  g_autofree char *identity = g_strconcat ("stream/", run->connection->uuid, NULL);
  XaIngestCounts   counts;
  XaSyncPush       push = {
          .identity = identity,
          .now_us = xa_time_now (),
          .parse = parse,
          .data = &one,
          .connection_id = road->connection_id,
  };

  if (!xa_stream_road_hold (road, run->cancellable, error) || !xa_sync_push (road->streams->sync, &push, &counts, run->cancellable, error))
    return FALSE;
  xa_journal (XA_LOG_DEBUG, "stream-news", xa_log_id ("connection", road->connection_id), xa_log_count ("pieces", news->len));
  xa_stream_road_tell (road, XA_STREAMS_DATA);
  if (is_awaited (road) || g_get_monotonic_time () - road->held_us > LONGEST_HOLD_US)
    xa_stream_road_release (road);

  return TRUE;
}

static void
rest_now (gpointer data)
{
  xa_stream_road_release (((Run *) data)->road);
}

static void
tell_up (gboolean missed,
         gpointer data)
{
  Run          *run = data;
  XaStreamRoad *road = run->road;

  xa_stream_road_release (road);
  if (!road->up_us) {
    road->up_us = g_get_monotonic_time ();
    xa_journal (XA_LOG_INFO, "stream-up", xa_log_id ("connection", road->connection_id), xa_log_flag ("missed", missed));
  }
  xa_stream_road_set_state (road, XA_STREAM_UP, "", NULL, XA_TIME_UNKNOWN);
  if (missed)
    xa_stream_road_tell (road, XA_STREAMS_MISSED);
}

static char *
get_mark (const char *name,
          gpointer    data)
{
  XaSync *sync = ((Run *) data)->road->streams->sync;
  g_autoptr (XaStore) store = xa_store_open (sync->workspace, XA_STORE_READ, NULL);
  g_autoptr (GHashTable) marks = store ? xa_store_load_marks (store, sync->keys, ((Run *) data)->road->first_source, NULL) : NULL;

  return marks ? g_strdup (g_hash_table_lookup (marks, name)) : NULL;
}

static void
cancel_asking (GCancellable *cancellable,
               gpointer      asking)
{
  g_cancellable_cancel (asking);
}

static gboolean
begin_turn (gpointer data,
            GError **error)
{
  Run          *run = data;
  XaStreamRoad *road = run->road;

  g_clear_object (&road->asking);
  road->asking = g_cancellable_new ();
  if (!xa_sync_take_turn (road->streams->sync, road->connection_id, road->asking, run->cancellable, error))
    return FALSE;
  road->asking_id = g_cancellable_connect (run->cancellable, G_CALLBACK (cancel_asking), g_object_ref (road->asking), g_object_unref);
  xa_rest_set_cancellable (run->line->rest, road->asking);

  return TRUE;
}

static void
end_turn (gpointer data)
{
  Run *run = data;

  xa_rest_set_cancellable (run->line->rest, run->cancellable);
  g_cancellable_disconnect (run->cancellable, run->road->asking_id);
  run->road->asking_id = 0;
  xa_sync_give_turn (run->road->streams->sync, run->road->connection_id);
}

/* --- the run ------------------------------------------------------------------------------------- */

static gboolean
look_up (XaStore *store,
         gpointer data,
         GError **error)
{
  Run *run = data;
  g_autoptr (GPtrArray) all = xa_store_list_sources (store, error);

  if (!all)
    return FALSE;
  run->connection = xa_store_get_connection (store, run->road->streams->sync->keys, run->road->connection_id, error);
  run->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_target_free);
  run->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  for (guint i = 0; run->connection && i < all->len; i++) {
    const XaSource *source = all->pdata[i];
    XaTarget       *target = source->connection_id == run->road->connection_id && !source->is_paused ? xa_target_parse (source->target) : NULL;

    if (!target)
      continue;
    g_ptr_array_add (run->targets, target);
    g_ptr_array_add (run->sources, xa_source_copy (source));
  }

  return run->connection != NULL;
}

/* Returns: how many come over the stream */
static guint
note_covered (Run                 *run,
              const XaStreamPlace *place)
{
  GArray *covered = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint   n;

  for (guint i = 0; i < run->sources->len; i++) {
    const XaSource *source = run->sources->pdata[i];

    if ((source->passes & (1u << XA_PASS_POSTS)) && run->provider->stream->covers (run->targets->pdata[i], place))
      g_array_append_val (covered, source->id);
  }
  n = covered->len;
  run->road->first_source = run->sources->len ? ((const XaSource *) run->sources->pdata[0])->id : 0;
  pthread_mutex_lock (&run->road->streams->lock);
  g_clear_pointer (&run->road->row->sources, g_array_unref);
  run->road->row->sources = covered;
  run->road->row->n_sources = n;
  pthread_mutex_unlock (&run->road->streams->lock);

  return n;
}

static gboolean
run_provider (Run     *run,
              GError **error)
{
  XaStreamRoad       *road = run->road;
  const XaCredential *credential = xa_rest_get_credential (run->line->rest);
  XaStreamOptions     options = {
        .rest = run->line->rest,
        .platform = run->provider->name,
        .way = run->provider->stream,
        .targets = run->targets,
        .place = { xa_rest_get_base (run->line->rest), run->connection->who, credential && credential->token },
        .cancellable = run->cancellable,
        .take = take,
        .rest_now = rest_now,
        .tell_up = tell_up,
        .get_mark = get_mark,
        .begin_turn = begin_turn,
        .end_turn = end_turn,
        .keepsake = &road->keepsake,
        .keepsake_free = &road->keepsake_free,
        .data = run,
  };
  g_autoptr (XaStream) stream = NULL;
  gboolean ok;

  if (note_covered (run, &options.place) == 0)
    return TRUE;
  xa_stream_road_set_state (road, XA_STREAM_OPENING, "", NULL, XA_TIME_UNKNOWN);
  stream = xa_stream_new (&options);
  ok = run->provider->stream->run (stream, error);
  road->not_before_us = xa_rest_get_not_before (run->line->rest);

  return ok;
}

gboolean
xa_stream_road_run (XaStreamRoad *self,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_auto (Run) run = { .road = self, .cancellable = cancellable };
  XaSync  *sync = self->streams->sync;
  gboolean ok;

  self->not_before_us = XA_TIME_UNKNOWN;
  if (!xa_stream_road_hold (self, cancellable, error))
    return FALSE;
  ok = xa_sync_write (sync, look_up, &run, error);
  run.provider = ok ? xa_sync_get_provider (run.connection, error) : NULL;
  if (run.provider && run.provider->stream)
    run.line = xa_sync_line_new (sync, run.connection, run.targets->len ? run.targets->pdata[0] : NULL, cancellable, error);
  ok = run.line ? run_provider (&run, error) : run.provider && !run.provider->stream;
  xa_stream_road_release (self);

  return ok;
}
