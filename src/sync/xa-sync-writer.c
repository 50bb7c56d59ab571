#include "sync/xa-sync-writer.h"

#include "store/xa-store.h"

#include <pthread.h>

/* Batches of one pass that may wait: enough that a hiccup of the disk stops nobody. */
#define MAX_QUEUED 2
/* Written batches that are kept to be filled again. */
#define MAX_SPARE 16

/* A transaction that is shorter costs more for being one than for what it holds; during one that is longer
 * nobody else writes. */
#define SHORT_US (50 * 1000)
#define LONG_US (200 * 1000)
#define AIM_US (120 * 1000)
#define FIRST_RECORDS 20000
#define MIN_RECORDS 250
#define MAX_RECORDS 200000

typedef enum {
  JOB_EDIT,
  JOB_BEGIN,
  JOB_BATCH,
  JOB_SETTLE, /* a batch that is waited for */
  JOB_FINISH,
  JOB_STOP,
} JobKind;

/* Something to do in the writer's thread. All but batches wait for it on the stack of their caller. */
typedef struct {
  JobKind               kind;
  XaSyncWriterEdit      edit;
  gpointer              data;
  XaSyncIntake         *intake; /* (not owned) */
  const XaIngestSource *source; /* (not owned) */
  XaBatch              *batch;  /* (owned) (nullable) */
  gboolean              truncated;
  gboolean              is_over; /* (mutex lock) */
  gboolean              ok;
  GError               *error; /* (owned) (nullable) */
} Job;

/* The lock is a pthread one: see xa-writer.c. */
struct _XaSyncWriter {
  GThread         *thread;    /* (owned) (nullable) */
  char            *workspace; /* (owned) */
  XaPseudonymizer *keys;      /* (owned) */
  pthread_mutex_t  lock;
  pthread_cond_t   changed;
  GQueue           jobs;     /* (mutex lock) (element-type Job) */
  GPtrArray       *spare;    /* (mutex lock) (owned) (element-type XaBatch) */
  gboolean         is_open;  /* (mutex lock) */
  gboolean         ends;     /* (mutex lock) */
  GError          *error;    /* (mutex lock) (owned) (nullable): of opening */
  int              n_wanted; /* (atomic): records of a batch */

  XaSyncWriterMeter meter; /* (nullable) */
  gpointer          meter_data;
};

struct _XaSyncIntake {
  XaSyncWriter  *writer; /* (not owned) */
  gint64         connection_id;
  XaIngest      *ingest;   /* (owned): the writer's thread's */
  guint          n_queued; /* (mutex lock of the writer) */
  GError        *error;    /* (mutex lock of the writer) (owned) (nullable): nothing more is taken */
  XaIngestCounts counts;   /* the writer's thread's */
};

static void
lock (XaSyncWriter *self)
{
  pthread_mutex_lock (&self->lock);
}

static void
unlock (XaSyncWriter *self)
{
  pthread_mutex_unlock (&self->lock);
}

/* --- in the writer's thread ------------------------------------------------------------------ */

static XaStore *
open_store (XaSyncWriter *self)
{
  GError  *error = NULL;
  XaStore *store = xa_store_open (self->workspace, XA_STORE_WRITE, &error);

  if (store && !xa_store_adopt_keys (store, self->keys, &error))
    g_clear_pointer (&store, xa_store_close);
  lock (self);
  self->is_open = store != NULL;
  self->error = error;
  pthread_cond_broadcast (&self->changed);
  unlock (self);

  return store;
}

static gboolean
begin (Job     *job,
       XaStore *store)
{
  XaIngestStart start;
  guint64       offset;

  job->intake->ingest = xa_ingest_begin (store, job->source, &start, &offset, &job->error);
  if (job->intake->ingest)
    xa_ingest_get_counts (job->intake->ingest, &job->intake->counts);

  return job->intake->ingest != NULL;
}

/* After a failure nothing more of the same pass is written: what comes next is read again. */
static gboolean
is_broken (XaSyncWriter *self,
           Job          *job)
{
  gboolean broken;

  lock (self);
  broken = job->intake->error != NULL;
  if (broken && job->kind != JOB_BATCH)
    job->error = g_error_copy (job->intake->error);
  unlock (self);

  return broken;
}

guint
xa_sync_writer_adapt (guint  n_wanted,
                      guint  n_records,
                      gint64 us)
{
  if (us > LONG_US)
    return CLAMP ((guint) ((double) n_records * AIM_US / (double) us), MIN_RECORDS, n_wanted);
  if (us < SHORT_US && n_records >= n_wanted)
    return MIN (n_wanted * 2, MAX_RECORDS);

  return n_wanted;
}

static void
measure (XaSyncWriter *self,
         Job          *job,
         gint64        us)
{
  guint n_records = job->batch->members->len + job->batch->posts->len;
  guint n_wanted = (guint) g_atomic_int_get (&self->n_wanted);

  g_atomic_int_set (&self->n_wanted, (int) xa_sync_writer_adapt (n_wanted, MAX (job->batch->members->len, job->batch->posts->len), us));
  if (self->meter)
    self->meter (job->intake->connection_id, n_records, us, self->meter_data);
}

static gboolean
write_batch (XaSyncWriter *self,
             Job          *job)
{
  gint64   begun_us = g_get_monotonic_time ();
  gboolean ok;

  if (is_broken (self, job))
    return FALSE;
  if (!job->batch)
    return TRUE;
  ok = xa_ingest_batch (job->intake->ingest, job->batch, &job->error);
  if (ok)
    measure (self, job, g_get_monotonic_time () - begun_us);

  return ok;
}

static gboolean
finish (XaSyncWriter *self,
        Job          *job)
{
  gint64   begun_us = g_get_monotonic_time ();
  gboolean ok = !is_broken (self, job) && xa_ingest_finish (job->intake->ingest, job->batch, job->truncated, &job->error);

  if (ok && job->batch)
    measure (self, job, g_get_monotonic_time () - begun_us);
  xa_ingest_get_counts (job->intake->ingest, &job->intake->counts);

  return ok;
}

static void
run_job (XaSyncWriter *self,
         XaStore      *store,
         Job          *job)
{
  switch (job->kind) {
  case JOB_EDIT:
    job->ok = job->edit (store, job->data, &job->error);
    break;
  case JOB_BEGIN:
    job->ok = begin (job, store);
    break;
  case JOB_BATCH:
    job->ok = write_batch (self, job);
    break;
  case JOB_FINISH:
    job->ok = finish (self, job);
    break;
  case JOB_SETTLE:
    job->ok = write_batch (self, job);
    break;
  case JOB_STOP:
    job->ok = write_batch (self, job) && xa_ingest_pause (job->intake->ingest, &job->error);
    break;
  }
  if (job->kind == JOB_FINISH || job->kind == JOB_STOP)
    g_clear_pointer (&job->intake->ingest, xa_ingest_free);
}

/* A batch is nobody's any more: it goes round, and what went wrong with it is told to the next. */
static void
settle_batch (XaSyncWriter *self,
              Job          *job)
{
  xa_batch_clear (job->batch);
  lock (self);
  job->intake->n_queued--;
  if (job->error && !job->intake->error)
    job->intake->error = g_steal_pointer (&job->error);
  if (self->spare->len < MAX_SPARE)
    g_ptr_array_add (self->spare, g_steal_pointer (&job->batch));
  pthread_cond_broadcast (&self->changed);
  unlock (self);
  g_clear_pointer (&job->batch, xa_batch_free);
  g_clear_error (&job->error);
  g_free (job);
}

static void
settle (XaSyncWriter *self,
        Job          *job)
{
  if (job->kind == JOB_BATCH) {
    settle_batch (self, job);
    return;
  }
  g_clear_pointer (&job->batch, xa_batch_free);
  lock (self);
  job->is_over = TRUE;
  pthread_cond_broadcast (&self->changed);
  unlock (self);
}

static Job *
wait_for_job (XaSyncWriter *self)
{
  Job *job;

  lock (self);
  while (g_queue_is_empty (&self->jobs) && !self->ends)
    pthread_cond_wait (&self->changed, &self->lock);
  job = g_queue_pop_head (&self->jobs);
  unlock (self);

  return job;
}

static gpointer
run (gpointer data)
{
  XaSyncWriter *self = data;
  g_autoptr (XaStore) store = open_store (self);
  Job *job;

  while (store && (job = wait_for_job (self))) {
    run_job (self, store, job);
    settle (self, job);
  }

  return NULL;
}

/* --- in the other threads --------------------------------------------------------------------- */

/* Waits until @job is done, and hands its error over. */
static gboolean
run_and_wait (XaSyncWriter *self,
              Job          *job,
              GError      **error)
{
  lock (self);
  g_queue_push_tail (&self->jobs, job);
  pthread_cond_broadcast (&self->changed);
  while (!job->is_over)
    pthread_cond_wait (&self->changed, &self->lock);
  unlock (self);
  if (job->error)
    g_propagate_error (error, g_steal_pointer (&job->error));

  return job->ok;
}

/**
 * xa_sync_writer_open:
 * @workspace: path of an existing workspace
 * @keys: its keys; adopted if it has none yet
 *
 * Errors: those of opening a store: LOCKED where another program writes
 *
 * Returns: (transfer full) (nullable): the writer, which nobody else can be until it is closed
 */
XaSyncWriter *
xa_sync_writer_open (const char      *workspace,
                     XaPseudonymizer *keys,
                     GError         **error)
{
  g_autoptr (XaSyncWriter) self = g_new0 (XaSyncWriter, 1);

  self->workspace = g_strdup (workspace);
  self->keys = xa_pseudonymizer_ref (keys);
  self->spare = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_batch_free);
  self->n_wanted = FIRST_RECORDS;
  g_queue_init (&self->jobs);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->thread = g_thread_try_new ("sync-writer", run, self, error);
  if (!self->thread)
    return NULL;

  lock (self);
  while (!self->is_open && !self->error)
    pthread_cond_wait (&self->changed, &self->lock);
  unlock (self);
  if (self->is_open)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&self->error));

  return NULL;
}

/**
 * xa_sync_writer_close:
 * @self: (transfer full) (nullable): no pass may be open any more
 */
void
xa_sync_writer_close (XaSyncWriter *self)
{
  if (!self)
    return;

  lock (self);
  self->ends = TRUE;
  pthread_cond_broadcast (&self->changed);
  unlock (self);
  if (self->thread)
    g_thread_join (self->thread);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->spare);
  xa_pseudonymizer_unref (self->keys);
  g_free (self->workspace);
  g_free (self);
}

gboolean
xa_sync_writer_edit (XaSyncWriter    *self,
                     XaSyncWriterEdit edit,
                     gpointer         data,
                     GError         **error)
{
  Job job = { .kind = JOB_EDIT, .edit = edit, .data = data };

  return run_and_wait (self, &job, error);
}

void
xa_sync_writer_set_meter (XaSyncWriter     *self,
                          XaSyncWriterMeter meter,
                          gpointer          data)
{
  self->meter = meter;
  self->meter_data = data;
}

void
xa_sync_intake_set_connection (XaSyncIntake *self,
                               gint64        connection_id)
{
  self->connection_id = connection_id;
}

guint
xa_sync_intake_get_batch_records (XaSyncIntake *self)
{
  return (guint) g_atomic_int_get (&self->writer->n_wanted);
}

static void
intake_free (XaSyncIntake *self)
{
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * xa_sync_writer_begin:
 * @source: with its task
 *
 * Errors: those of xa_ingest_begin()
 *
 * Returns: (transfer full) (nullable): ends in finish or stop
 */
XaSyncIntake *
xa_sync_writer_begin (XaSyncWriter         *self,
                      const XaIngestSource *source,
                      XaIngestCounts       *counts,
                      GError              **error)
{
  XaSyncIntake *intake = g_new0 (XaSyncIntake, 1);
  Job           job = { .kind = JOB_BEGIN, .intake = intake, .source = source };

  intake->writer = self;
  if (run_and_wait (self, &job, error)) {
    *counts = intake->counts;
    return intake;
  }
  intake_free (intake);

  return NULL;
}

static Job *
make_batch_job (XaSyncIntake *intake,
                XaBatch      *batch)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_BATCH;
  job->intake = intake;
  job->batch = batch;

  return job;
}

/**
 * xa_sync_intake_push:
 *
 * Waits while as many batches of this pass are queued as may be.
 */
XaBatch *
xa_sync_intake_push (XaSyncIntake *self,
                     XaBatch      *batch,
                     GError      **error)
{
  XaSyncWriter *writer = self->writer;
  XaBatch      *next = NULL;
  gboolean      ok;

  lock (writer);
  while (self->n_queued >= MAX_QUEUED && !self->error)
    pthread_cond_wait (&writer->changed, &writer->lock);
  ok = self->error == NULL;
  if (ok) {
    g_queue_push_tail (&writer->jobs, make_batch_job (self, batch));
    self->n_queued++;
    next = writer->spare->len ? g_ptr_array_steal_index_fast (writer->spare, writer->spare->len - 1) : NULL;
    pthread_cond_broadcast (&writer->changed);
  } else if (error) {
    *error = g_error_copy (self->error);
  }
  unlock (writer);
  if (!ok)
    xa_batch_free (batch);

  return ok && !next ? xa_batch_new () : next;
}

/**
 * xa_sync_intake_settle:
 *
 * Returns: TRUE when all that was handed over survives a crash
 */
gboolean
xa_sync_intake_settle (XaSyncIntake *self,
                       XaBatch      *batch,
                       GError      **error)
{
  Job job = { .kind = JOB_SETTLE, .intake = self, .batch = batch };

  return run_and_wait (self->writer, &job, error);
}

gboolean
xa_sync_intake_finish (XaSyncIntake   *self,
                       XaBatch        *last,
                       gboolean        truncated,
                       XaIngestCounts *counts,
                       GError        **error)
{
  Job      job = { .kind = JOB_FINISH, .intake = self, .batch = last, .truncated = truncated };
  gboolean ok = run_and_wait (self->writer, &job, error);

  *counts = self->counts;
  intake_free (self);

  return ok;
}

gboolean
xa_sync_intake_stop (XaSyncIntake *self,
                     XaBatch      *last,
                     GError      **error)
{
  Job      job = { .kind = JOB_STOP, .intake = self, .batch = last };
  gboolean ok = run_and_wait (self->writer, &job, error);

  intake_free (self);

  return ok;
}
