#include "sync/xa-sync-private.h"

#include "model/xa-language.h"
#include "model/xa-time.h"
#include "store/xa-elsewhere.h"

#include <string.h>

/* Older posts have had their time: what becomes of them is not asked any more. */
#define COUNTERS_BACK_US (90 * XA_USEC_PER_DAY)

/* What the workspace knows that the pass needs. */
typedef struct {
  XaSyncPass *pass;
  GHashTable *marks;    /* (owned) */
  GHashTable *followed; /* (owned) (element-type utf8) */
  gboolean    wants_profiles;
} Knowledge;

void
xa_sync_add_followed (GHashTable     *followed,
                      const XaSource *source)
{
  g_autoptr (XaTarget) target = xa_target_parse (source->target);
  g_auto (GStrv) ids = target ? xa_sync_list_native_ids (target) : NULL;

  if (source->native_id)
    g_hash_table_add (followed, g_strdup (source->native_id));
  for (gsize i = 0; !source->native_id && ids && ids[i]; i++)
    g_hash_table_add (followed, g_strdup (ids[i]));
}

static gboolean
start (XaStore *store,
       gpointer data,
       GError **error)
{
  Knowledge  *knowledge = data;
  XaSyncPass *pass = knowledge->pass;
  g_autoptr (GPtrArray) sources = xa_store_list_sources (store, error);

  if (!sources)
    return FALSE;
  knowledge->followed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < sources->len; i++)
    if (((XaSource *) sources->pdata[i])->connection_id == pass->connection->id)
      xa_sync_add_followed (knowledge->followed, sources->pdata[i]);
  knowledge->marks = xa_store_load_marks (store, pass->sync->keys, pass->source->id, error);

  return knowledge->marks && xa_store_get_reads_profiles (store, &knowledge->wants_profiles, error) &&
         xa_store_start_task (store, pass->task->id, pass->sync->owner, error);
}

static void
clear_knowledge (Knowledge *self)
{
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->followed, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Knowledge, clear_knowledge)

static void
feed (XaFileHash *hash,
      const char *text)
{
  xa_file_hash_feed (hash, text, strlen (text) + 1);
}

/* The same for the same pass, also after a crash. */
static XaIngestSource
describe (const XaSyncPass *self)
{
  XaFileHash      *hash = xa_file_hash_new (self->sync->keys);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, self->task->id, self->task->pass_us);

  feed (hash, "pass");
  feed (hash, self->connection->uuid);
  feed (hash, self->source->target);
  feed (hash, xa_pass_id ((XaPass) self->task->kind));
  feed (hash, time);

  return (XaIngestSource) {
    .source = xa_file_hash_finish (hash),
    .format = self->provider->id,
    .at_us = self->task->pass_us,
    .task_id = self->task->id,
  };
}

/* The provider's part. */
static gboolean
fetch_all (XaSyncPass  *self,
           XaSyncFetch *fetch,
           XaSyncLine  *line,
           GError     **error)
{
  gboolean ok;

  xa_sync_fetch_set_progress (fetch, self->progress, self->data);
  if (line->rest)
    xa_rest_set_wait (line->rest, self->wait, self->data);
  ok = self->provider->fetch (xa_sync_fetch_get (fetch), self->task->kind == XA_PASS_COUNTERS ? XA_PASS_POSTS : (XaPass) self->task->kind, error);
  /* A provider that overlooks it must not make a half list whole. */
  if (ok && g_cancellable_set_error_if_cancelled (self->cancellable, error))
    ok = FALSE;

  return ok;
}

static void
tell_outcome (XaSyncPass  *self,
              XaSyncFetch *fetch,
              XaSyncLine  *line)
{
  self->notes = xa_sync_fetch_get_notes (fetch) | self->task->notes;
  g_set_str (&self->note_text, xa_sync_fetch_get_note_text (fetch));
  if (line->rest) {
    self->n_requests = xa_rest_get_n_requests (line->rest);
    self->not_before_us = xa_rest_get_not_before (line->rest);
  }
}

static gint64
get_since (const XaSyncPass *self)
{
  gint64 back_us = self->task->pass_us - COUNTERS_BACK_US;

  if (self->task->kind != XA_PASS_COUNTERS)
    return self->source->since_us;

  return self->source->since_us == XA_TIME_UNKNOWN ? back_us : MAX (self->source->since_us, back_us);
}

/* Reads what is left of the pass. What came to its end is a list; what did not waits for its rest. */
static gboolean
take_in (XaSyncPass    *self,
         XaSyncIntake  *intake,
         Knowledge     *knowledge,
         const guint64 *rejects,
         GError       **error)
{
  g_autoptr (XaTarget) target = xa_target_parse (self->source->target);
  g_autoptr (XaSyncLine) line = NULL;
  g_autoptr (XaSyncFetch) fetch = NULL;
  g_autoptr (GError) failure = NULL;
  XaIngestCounts counts;
  gboolean       ok;

  if (!target)
    g_set_error_literal (&failure, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("What is followed was written by another version and cannot be read."));
  else
    line = xa_sync_line_new (self->sync, self->connection, target, self->cancellable, &failure);
  if (!line) {
    xa_sync_intake_stop (intake, NULL, NULL);
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  XaSyncFetchOptions options = {
    .rest = line->rest,
    .target = target,
    .keys = self->sync->keys,
    .cancellable = self->cancellable,
    .now_us = self->task->pass_us,
    .since_us = get_since (self),
    .max_posts = self->source->max_posts,
    .cursor = self->task->cursor,
    .done = self->task->done,
    .marks = knowledge->marks,
    .followed = knowledge->followed,
    .intake = intake,
    .rereads = self->task->kind == XA_PASS_COUNTERS,
    .wants_profiles = knowledge->wants_profiles,
    .rejects = rejects,
  };
  fetch = xa_sync_fetch_new (&options);
  ok = fetch_all (self, fetch, line, &failure);
  tell_outcome (self, fetch, line);
  if (ok)
    return xa_sync_intake_finish (intake, xa_sync_fetch_take_last (fetch, TRUE), xa_sync_fetch_is_partial (fetch) || self->task->is_partial, &counts, error);
  /* A disk that is full is told before what the platform said. */
  if (xa_sync_intake_stop (intake, xa_sync_fetch_take_last (fetch, FALSE), error))
    g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static gboolean
make_pass (XaSyncPass *self,
           GError    **error)
{
  XaIngestSource source = describe (self);
  g_auto (Knowledge) knowledge = { .pass = self };
  XaIngestCounts counts;
  XaSyncIntake  *intake;

  self->not_before_us = XA_TIME_UNKNOWN;
  if (!xa_sync_write (self->sync, start, &knowledge, error))
    return FALSE;
  intake = xa_sync_writer_begin (self->sync->writer, &source, &counts, error);
  if (!intake)
    return FALSE;
  xa_sync_intake_set_connection (intake, self->connection->id);
  if (self->task->all_read)
    return xa_sync_intake_finish (intake, NULL, self->task->is_partial, &counts, error);

  return take_in (self, intake, &knowledge, counts.rejects, error);
}

/* By the way that is set. Where the platform gives what happens only once, the stream of the connection waits. */
static gboolean
run (XaSyncPass *self,
     GError    **error)
{
  gint64   connection_id = self->connection->id;
  gboolean takes_turn = self->provider->one_at_a_time && self->provider->stream && self->task->kind == XA_PASS_POSTS;
  gboolean ok;

  self->not_before_us = XA_TIME_UNKNOWN;
  if (!takes_turn)
    return make_pass (self, error);
  if (!xa_sync_take_turn (self->sync, connection_id, NULL, self->cancellable, error))
    return FALSE;
  ok = make_pass (self, error);
  xa_sync_give_turn (self->sync, connection_id);

  return ok;
}

/**
 * xa_sync_pass_run:
 *
 * Makes one pass, or what an interrupted one has left of it, in the calling thread.
 *
 * Errors: XA_NET_ERROR, XA_CREDENTIAL_ERROR, CANCELLED, and those of the store
 *
 * Returns: TRUE where the task is done
 */
gboolean
xa_sync_pass_run (XaSyncPass *self,
                  GError    **error)
{
  return self->provider->chain ? xa_sync_chain_run (self, run, error) : run (self, error);
}
