#include "sync/xa-writer.h"

#include "store/xa-store.h"

#include <pthread.h>

/* Enough that neither side waits for the other's hiccups, and no more memory than needed. */
#define QUEUE_LENGTH 2

typedef enum {
  END_NOT_YET,
  END_STOP,   /* write what is queued, then leave the import open */
  END_FINISH, /* write what is queued, then close the import */
} End;

/* The lock is a pthread one rather than a GMutex because the thread sanitizer knows it: GLib's
 * own is made of system calls that it cannot see through. */
struct _XaWriter {
  GThread           *thread;     /* (owned) (nullable) */
  char              *workspace;  /* (owned) */
  XaPseudonymizer   *keys;       /* (owned) */
  gint64             size_bytes; /* of the sources that @known tells of */
  XaWriterCommitFunc commit;     /* (nullable) */
  gpointer           data;       /* (not owned): of @commit */

  pthread_mutex_t lock;
  pthread_cond_t  changed;
  GArray         *known;      /* (mutex lock) (owned) (nullable) (element-type XaIngestKnown) */
  gboolean        has_source; /* (mutex lock): @source is filled */
  XaIngestSource  source;     /* (mutex lock): its format is (owned) */
  gboolean        begun;      /* (mutex lock): @start is filled */
  XaWriterStart   start;      /* (mutex lock) */
  XaBatch        *queue[2];   /* (mutex lock) (owned): oldest first */
  guint           n_queued;   /* (mutex lock) */
  GPtrArray      *spare;      /* (mutex lock) (owned) (element-type XaBatch): written, to be filled again */
  End             end;        /* (mutex lock) */
  gboolean        truncated;  /* (mutex lock): of END_FINISH */
  XaBatch        *last;       /* (mutex lock) (owned) (nullable): of END_FINISH */
  GError         *error;      /* (mutex lock) (owned) (nullable): ends everything */
  XaIngestCounts  counts;     /* (mutex lock): as of the last commit */
};

G_STATIC_ASSERT (QUEUE_LENGTH == G_N_ELEMENTS (((XaWriter *) NULL)->queue));

static void
lock (XaWriter *self)
{
  pthread_mutex_lock (&self->lock);
}

static void
unlock (XaWriter *self)
{
  pthread_mutex_unlock (&self->lock);
}

/* --- in the writer's thread ------------------------------------------------------------------ */

static void
fail (XaWriter *self,
      GError   *error)
{
  lock (self);
  self->error = error;
  for (guint i = 0; i < self->n_queued; i++)
    g_clear_pointer (&self->queue[i], xa_batch_free);
  self->n_queued = 0;
  pthread_cond_broadcast (&self->changed);
  unlock (self);
}

static XaStore *
open_store (XaWriter *self,
            GError  **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_WRITE, error);
  GArray *known = NULL;

  if (!store || !xa_store_adopt_keys (store, self->keys, error))
    return NULL;
  known = xa_ingest_list_known (store, self->size_bytes, error);
  if (!known)
    return NULL;

  lock (self);
  self->known = known;
  pthread_cond_broadcast (&self->changed);
  unlock (self);

  return g_steal_pointer (&store);
}

/* Returns: whether the import is to begin */
static gboolean
wait_for_source (XaWriter *self)
{
  gboolean has_source;

  lock (self);
  while (!self->has_source && self->end == END_NOT_YET)
    pthread_cond_wait (&self->changed, &self->lock);
  has_source = self->has_source;
  unlock (self);

  return has_source;
}

static XaIngest *
begin (XaWriter *self,
       XaStore  *store,
       GError  **error)
{
  XaWriterStart start = { 0 };
  XaIngest     *ingest = xa_ingest_begin (store, &self->source, &start.start, &start.resume_offset, error);

  if (!ingest)
    return NULL;
  xa_ingest_get_counts (ingest, &start.counts);

  lock (self);
  self->begun = TRUE;
  self->start = start;
  self->counts = start.counts;
  pthread_cond_broadcast (&self->changed);
  unlock (self);

  return ingest;
}

/* Returns: (transfer full) (nullable): the oldest batch; NULL when there will be none any more */
static XaBatch *
wait_for_batch (XaWriter *self)
{
  XaBatch *batch = NULL;

  lock (self);
  while (self->n_queued == 0 && self->end == END_NOT_YET)
    pthread_cond_wait (&self->changed, &self->lock);
  if (self->n_queued) {
    batch = self->queue[0];
    self->queue[0] = self->queue[1];
    self->queue[1] = NULL;
    self->n_queued--;
    pthread_cond_broadcast (&self->changed);
  }
  unlock (self);

  return batch;
}

/* Batches go round: memory that one thread takes and another gives back is slow to be used again. */
static void
give_back (XaWriter *self,
           XaBatch  *batch)
{
  xa_batch_clear (batch);
  lock (self);
  g_ptr_array_add (self->spare, batch);
  unlock (self);
}

static void
acknowledge (XaWriter *self,
             XaIngest *ingest,
             guint64   offset)
{
  lock (self);
  xa_ingest_get_counts (ingest, &self->counts);
  unlock (self);
  if (self->commit)
    self->commit (offset, self->data);
}

static gboolean
write_batches (XaWriter *self,
               XaIngest *ingest,
               GError  **error)
{
  for (;;) {
    g_autoptr (XaBatch) batch = wait_for_batch (self);

    if (!batch)
      return TRUE;
    if (!xa_ingest_batch (ingest, batch, error))
      return FALSE;
    acknowledge (self, ingest, batch->offset);
    give_back (self, g_steal_pointer (&batch));
  }
}

static gboolean
write_end (XaWriter *self,
           XaIngest *ingest,
           GError  **error)
{
  /* Once the end is said, the parsing thread waits for this one: no lock is needed. */
  if (self->end != END_FINISH)
    return TRUE;
  if (!xa_ingest_finish (ingest, self->last, self->truncated, error))
    return FALSE;
  acknowledge (self, ingest, self->last->offset);

  return TRUE;
}

static gpointer
run (gpointer data)
{
  XaWriter *self = data;
  GError   *error = NULL;
  g_autoptr (XaStore) store = open_store (self, &error);
  g_autoptr (XaIngest) ingest = NULL;

  if (store && !wait_for_source (self))
    return NULL;
  ingest = store ? begin (self, store, &error) : NULL;
  if (!ingest || !write_batches (self, ingest, &error) || !write_end (self, ingest, &error))
    fail (self, error);

  /* The ingest goes before the store that it writes to. */
  g_clear_pointer (&ingest, xa_ingest_free);

  return NULL;
}

/* --- in the thread that parses ---------------------------------------------------------------- */

static gboolean
copy_error (XaWriter *self,
            GError  **error)
{
  if (self->error && error)
    *error = g_error_copy (self->error);

  return self->error == NULL;
}

static gboolean
end (XaWriter *self,
     End       how,
     GError  **error)
{
  lock (self);
  self->end = how;
  pthread_cond_broadcast (&self->changed);
  unlock (self);
  if (self->thread)
    g_thread_join (g_steal_pointer (&self->thread));

  return copy_error (self, error);
}

/**
 * xa_writer_open:
 * @workspace: path of an existing workspace
 * @keys: its keys; adopted if it has none yet
 * @size_bytes: of the source that is about to be imported
 * @commit: (nullable): told of each commit
 * @data: for @commit
 * @known: (out) (transfer full) (element-type XaIngestKnown): what the workspace knows of sources
 *   of this size
 *
 * Starts the thread and waits until it has opened the workspace, which nobody else can write from
 * then on.
 *
 * Returns: (transfer full) (nullable): a writer; NULL with @error if the workspace cannot be
 *   written, is in use, or was made with another key
 */
XaWriter *
xa_writer_open (const char        *workspace,
                XaPseudonymizer   *keys,
                gint64             size_bytes,
                XaWriterCommitFunc commit,
                gpointer           data,
                GArray           **known,
                GError           **error)
{
  g_autoptr (XaWriter) self = g_new0 (XaWriter, 1);

  self->workspace = g_strdup (workspace);
  self->keys = xa_pseudonymizer_ref (keys);
  self->size_bytes = size_bytes;
  self->commit = commit;
  self->data = data;
  self->spare = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_batch_free);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);

  self->thread = g_thread_try_new ("writer", run, self, error);
  if (!self->thread)
    return NULL;

  lock (self);
  while (!self->known && !self->error)
    pthread_cond_wait (&self->changed, &self->lock);
  *known = g_steal_pointer (&self->known);
  unlock (self);
  if (!copy_error (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * xa_writer_begin:
 * @source: what is imported
 * @start: (out): what the workspace knows of @source
 *
 * Begins the import, and waits until it is found whether this source was here before.
 *
 * Returns: FALSE with @error: nothing can be written
 */
gboolean
xa_writer_begin (XaWriter             *self,
                 const XaIngestSource *source,
                 XaWriterStart        *start,
                 GError              **error)
{
  lock (self);
  self->source = *source;
  self->source.format = g_strdup (source->format);
  self->has_source = TRUE;
  pthread_cond_broadcast (&self->changed);
  while (!self->begun && !self->error)
    pthread_cond_wait (&self->changed, &self->lock);
  *start = self->start;
  unlock (self);

  return copy_error (self, error);
}

/**
 * xa_writer_start:
 *
 * xa_writer_open() and xa_writer_begin() in one, for a source of which it is known beforehand
 * what it is known by.
 */
XaWriter *
xa_writer_start (const char           *workspace,
                 XaPseudonymizer      *keys,
                 const XaIngestSource *source,
                 XaWriterCommitFunc    commit,
                 gpointer              data,
                 XaWriterStart        *start,
                 GError              **error)
{
  g_autoptr (GArray) known = NULL;
  g_autoptr (XaWriter) self = xa_writer_open (workspace, keys, source->size_bytes, commit, data, &known, error);

  return self && xa_writer_begin (self, source, start, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * xa_writer_push:
 * @batch: (transfer full): what to write next
 *
 * Hands a batch over; waits while two are waiting already.
 *
 * Returns: (transfer full): an empty batch to go on with, or NULL with @error if an earlier one
 *   could not be written: the parse must end
 */
XaBatch *
xa_writer_push (XaWriter *self,
                XaBatch  *batch,
                GError  **error)
{
  XaBatch *next = NULL;
  gboolean ok;

  lock (self);
  while (self->n_queued == QUEUE_LENGTH && !self->error)
    pthread_cond_wait (&self->changed, &self->lock);
  ok = copy_error (self, error);
  if (ok) {
    self->queue[self->n_queued++] = batch;
    next = self->spare->len ? g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1) : NULL;
    pthread_cond_broadcast (&self->changed);
  }
  unlock (self);
  if (!ok)
    xa_batch_free (batch);

  return ok && !next ? xa_batch_new () : next;
}

/**
 * xa_writer_finish:
 * @last: (transfer full): the rest of the records
 * @truncated: whether the source ends in the middle
 *
 * Writes all that is queued and @last, closes the import and the workspace.
 *
 * Returns: FALSE with @error if something could not be written; what was committed stays
 */
gboolean
xa_writer_finish (XaWriter *self,
                  XaBatch  *last,
                  gboolean  truncated,
                  GError  **error)
{
  lock (self);
  self->last = last;
  self->truncated = truncated;
  unlock (self);

  return end (self, END_FINISH, error);
}

/**
 * xa_writer_stop:
 * @last: (transfer full) (nullable): what was read up to the last checkpoint
 *
 * Writes all that is queued and @last, and leaves the import open, to be resumed from there.
 *
 * Returns: FALSE with @error if something could not be written; what was committed stays
 */
gboolean
xa_writer_stop (XaWriter *self,
                XaBatch  *last,
                GError  **error)
{
  /* An error that made the writer give up comes back from end(), too. */
  if (last)
    xa_batch_free (xa_writer_push (self, last, NULL));

  return end (self, END_STOP, error);
}

/**
 * xa_writer_get_counts:
 * @counts: (out): what the import has brought, as of the last commit
 */
void
xa_writer_get_counts (XaWriter       *self,
                      XaIngestCounts *counts)
{
  lock (self);
  *counts = self->counts;
  unlock (self);
}

/**
 * xa_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Stops it, if neither finish nor stop did.
 */
void
xa_writer_free (XaWriter *self)
{
  if (!self)
    return;

  end (self, END_STOP, NULL);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_clear_pointer (&self->last, xa_batch_free);
  g_ptr_array_unref (self->spare);
  g_clear_error (&self->error);
  xa_pseudonymizer_unref (self->keys);
  g_clear_pointer (&self->known, g_array_unref);
  g_free (self->workspace);
  g_free ((char *) self->source.format);
  g_free (self);
}
