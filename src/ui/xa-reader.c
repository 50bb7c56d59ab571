#include "ui/xa-reader.h"

#include "ui/xa-last-work.h"

struct _XaReader {
  int          n_refs; /* (atomic): the owner and each question */
  char        *path;   /* (owned) */
  GThreadPool *thread; /* (owned): of one thread, so that all runs in order and in the thread that opened the store */
  XaStore     *store;  /* (owned) (nullable): of the thread */
};

/* One question on its way. */
typedef struct {
  XaReader         *reader; /* (owned) */
  XaReaderScope     scope;
  XaAsk             ask;
  XaInsightProgress progress; /* (nullable): called in the main thread */
  gpointer          progress_data;
  int               permille; /* (atomic): of the latest progress */
  int               is_told;  /* (atomic): the main thread is about to hear of it */
} Errand;

static XaReader *
reader_ref (XaReader *self)
{
  g_atomic_int_inc (&self->n_refs);

  return self;
}

static void
reader_unref (XaReader *self)
{
  if (!g_atomic_int_dec_and_test (&self->n_refs))
    return;
  g_free (self->path);
  g_free (self);
}

static void
errand_free (gpointer data)
{
  Errand *self = data;

  if (self->ask.data_free)
    self->ask.data_free (self->ask.data);
  reader_unref (self->reader);
  g_free (self);
}

/* --- in the reader's thread --- */

static gboolean
deliver_progress_cb (gpointer data)
{
  GTask  *task = data;
  Errand *errand = g_task_get_task_data (task);

  g_atomic_int_set (&errand->is_told, FALSE);
  if (!g_task_get_completed (task) && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    errand->progress (g_atomic_int_get (&errand->permille) / 1000.0, errand->progress_data);

  return G_SOURCE_REMOVE;
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  GTask  *task = data;
  Errand *errand = g_task_get_task_data (task);

  if (!errand->progress)
    return;
  g_atomic_int_set (&errand->permille, (int) (CLAMP (fraction, 0, 1) * 1000));
  if (g_atomic_int_compare_and_exchange (&errand->is_told, FALSE, TRUE)) {
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_callback (source, deliver_progress_cb, g_object_ref (task), g_object_unref);
    g_source_attach (source, g_task_get_context (task));
  }
}

static void
answer (GTask *task)
{
  Errand   *errand = g_task_get_task_data (task);
  XaReader *self = errand->reader;
  XaScope   scope = { .from_us = errand->scope.from_us,
                      .to_us = errand->scope.to_us,
                      .smallest_count = errand->scope.smallest_count,
                      .cancellable = g_task_get_cancellable (task) };
  GError   *error = NULL;
  gpointer  result;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!self->store)
    self->store = xa_store_open (self->path, XA_STORE_READ, &error);
  if (!self->store) {
    g_task_return_error (task, error);
    return;
  }

  scope.store = self->store;
  result = errand->ask.question (&scope, errand->ask.data, progress_cb, task, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, errand->ask.result_free);
}

static void
work (gpointer item,
      gpointer data)
{
  XaReader *self = data;

  /* The reader itself in the queue is the word to stop. */
  if (item == self) {
    g_clear_pointer (&self->store, xa_store_close);
    reader_unref (self);
    xa_last_work_end ();
    return;
  }
  answer (item);
  g_object_unref (item);
  xa_last_work_end ();
}

/* --- in the main thread --- */

/**
 * xa_reader_new:
 * @path: of a workspace; it is opened when the first question comes
 */
XaReader *
xa_reader_new (const char *path)
{
  XaReader *self = g_new0 (XaReader, 1);

  self->n_refs = 1;
  self->path = g_strdup (path);
  self->thread = g_thread_pool_new (work, self, 1, TRUE, NULL);

  return self;
}

void
xa_reader_stop (XaReader *self)
{
  GThreadPool *thread;

  if (!self)
    return;
  thread = self->thread;
  xa_last_work_begin ();
  g_thread_pool_push (thread, self, NULL);
  /* Returns at once; the thread answers what is in its queue and ends. */
  g_thread_pool_free (thread, FALSE, FALSE);
}

/**
 * xa_reader_ask_async:
 * @ask: its data is taken
 * @progress: (nullable): called in the main thread with a fraction
 *
 * Asks a question. A cancelled one is not begun, and one that runs stops where insight looks.
 */
void
xa_reader_ask_async (XaReader            *self,
                     const XaReaderScope *scope,
                     const XaAsk         *ask,
                     XaInsightProgress    progress,
                     gpointer             progress_data,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask  *task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->reader = reader_ref (self);
  errand->scope = *scope;
  errand->ask = *ask;
  errand->progress = progress;
  errand->progress_data = progress_data;
  g_task_set_source_tag (task, xa_reader_ask_async);
  g_task_set_task_data (task, errand, errand_free);
  xa_last_work_begin ();
  g_thread_pool_push (self->thread, task, NULL);
}

/**
 * xa_reader_ask_finish:
 *
 * Returns: (transfer full) (nullable): what the question returned; NULL with @error if it failed
 */
gpointer
xa_reader_ask_finish (GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, xa_reader_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
