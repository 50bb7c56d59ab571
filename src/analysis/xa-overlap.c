#include "analysis/xa-overlap-private.h"

#include "model/xa-language.h"

#include <string.h>

struct _XaOverlap {
  guint    n;
  guint32 *rank;   /* (owned) (array length=n): of each audience */
  guint64 *sizes;  /* (owned) (array length=n): of each audience */
  guint32 *counts; /* (owned): of every two ranks */
};

static gsize
n_places (gsize n)
{
  return n > 1 ? xa_overlap_place (0, n) : 0;
}

static void
clear (XaOverlap *self)
{
  g_free (self->rank);
  g_free (self->sizes);
  g_free (self->counts);
}

/**
 * xa_overlap_new:
 * @n: how many audiences, at most XA_OVERLAP_MAX_AUDIENCES
 *
 * For counts that were kept: fill it with xa_overlap_set_row().
 *
 * Returns: (transfer full) (nullable): counts that are all 0, or NULL if memory does not suffice
 */
XaOverlap *
xa_overlap_new (guint n)
{
  g_autoptr (XaOverlap) self = NULL;

  g_return_val_if_fail (n <= XA_OVERLAP_MAX_AUDIENCES, NULL);

  self = g_atomic_rc_box_new0 (XaOverlap);
  self->n = n;
  self->rank = g_new (guint32, n);
  self->sizes = g_new0 (guint64, n);
  self->counts = g_try_new0 (guint32, MAX (n_places (n), 1));
  if (!self->counts)
    return NULL;
  for (guint i = 0; i < n; i++)
    self->rank[i] = i;

  return g_steal_pointer (&self);
}

XaOverlap *
xa_overlap_ref (XaOverlap *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * xa_overlap_unref:
 * @self: (nullable): counts
 */
void
xa_overlap_unref (XaOverlap *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

guint
xa_overlap_get_n (const XaOverlap *self)
{
  return self->n;
}

/**
 * xa_overlap_get_size:
 *
 * Returns: the number of people in audience @i
 */
guint64
xa_overlap_get_size (const XaOverlap *self,
                     guint            i)
{
  g_return_val_if_fail (i < self->n, 0);

  return self->sizes[i];
}

/**
 * xa_overlap_get_shared:
 *
 * Returns: the number of people that audiences @i and @j share; the size where they are one
 */
guint64
xa_overlap_get_shared (const XaOverlap *self,
                       guint            i,
                       guint            j)
{
  guint32 low, high;

  g_return_val_if_fail (i < self->n && j < self->n, 0);

  if (i == j)
    return self->sizes[i];
  low = MIN (self->rank[i], self->rank[j]);
  high = MAX (self->rank[i], self->rank[j]);

  return self->counts[xa_overlap_place (low, high)];
}

/**
 * xa_overlap_set_row:
 * @counts: (array length=n): what audience @i shares with each; its size at its own place
 *
 * Replaces all counts of one audience, before @self is shared with other threads.
 */
void
xa_overlap_set_row (XaOverlap     *self,
                    guint          i,
                    const guint32 *counts)
{
  g_return_if_fail (i < self->n);

  for (guint j = 0; j < self->n; j++)
    if (j != i)
      self->counts[xa_overlap_place (MIN (self->rank[i], self->rank[j]), MAX (self->rank[i], self->rank[j]))] = counts[j];
  self->sizes[i] = counts[i];
}

static guint64
input_size (const XaOverlapInput *input)
{
  return input->set ? xa_member_set_count (input->set) : input->n_ids;
}

/* One past the highest id. */
static guint64
input_end (const XaOverlapInput *input)
{
  if (input_size (input) == 0)
    return 0;

  return (guint64) (input->set ? xa_member_set_last (input->set) : input->ids[input->n_ids - 1]) + 1;
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const guint64 *sizes = data;
  guint32        i = *(const guint32 *) a;
  guint32        j = *(const guint32 *) b;

  if (sizes[i] != sizes[j])
    return sizes[i] > sizes[j] ? -1 : 1;

  return i < j ? -1 : i > j;
}

static void
work (XaOverlapJob     *job,
      XaOverlapWorker  *worker,
      XaOverlapProgress progress,
      gpointer          data)
{
  while (!g_cancellable_is_cancelled (job->cancellable) && xa_overlap_worker_step (worker)) {
    guint64 n_done;

    if (!progress)
      continue;
    pthread_mutex_lock (&job->lock);
    n_done = job->n_done;
    pthread_mutex_unlock (&job->lock);
    progress (job->n_members ? (double) n_done / (double) job->n_members : 1, data);
  }
  if (!g_cancellable_is_cancelled (job->cancellable))
    xa_overlap_worker_finish (worker);
}

typedef struct {
  XaOverlapJob    *job;
  XaOverlapWorker *worker;
  GThread         *thread;
} Helper;

static gpointer
help (gpointer data)
{
  Helper *helper = data;

  work (helper->job, helper->worker, NULL, NULL);

  return NULL;
}

/* The calling thread is one of the workers, and the one that tells of progress. */
static void
run (XaOverlapJob     *job,
     XaOverlapProgress progress,
     gpointer          data)
{
  g_autofree Helper *helpers = g_new0 (Helper, job->n_threads);

  for (guint i = 0; i < job->n_threads; i++)
    helpers[i] = (Helper) { job, xa_overlap_worker_new (job), NULL };
  for (guint i = 1; i < job->n_threads; i++)
    helpers[i].thread = g_thread_new ("overlap", help, &helpers[i]);
  work (job, helpers[0].worker, progress, data);
  for (guint i = 1; i < job->n_threads; i++)
    g_thread_join (helpers[i].thread);
  for (guint i = 0; i < job->n_threads; i++) {
    xa_overlap_worker_merge (helpers[i].worker);
    xa_overlap_worker_free (helpers[i].worker);
  }
}

/**
 * xa_overlap_count:
 * @inputs: (array length=n_inputs): the audiences
 * @n_threads: how many threads to use, the calling one among them
 * @progress: (nullable) (scope call): called in the calling thread after every block of ids
 * @cancellable: (nullable): stops within a few milliseconds
 *
 * Counts what every two audiences share. Blocks of ids are turned, in cache, from lists of people
 * into lists of audiences, and every two audiences of a person's list add one to their counter;
 * people in very many audiences are counted by intersecting rows of bits instead.
 *
 * Cost: time is linear in memberships plus the sum over people of d(d-1)/2 for a person in d
 * audiences; memory beside the input is 2 n² bytes plus n²/2 and about 2 MB a thread.
 *
 * Returns: (transfer full) (nullable): the counts, or NULL with @error set to G_IO_ERROR_CANCELLED,
 *   G_IO_ERROR_INVALID_ARGUMENT (too many audiences) or G_IO_ERROR_NO_SPACE (memory)
 */
XaOverlap *
xa_overlap_count (const XaOverlapInput *inputs,
                  gsize                 n_inputs,
                  guint                 n_threads,
                  XaOverlapProgress     progress,
                  gpointer              progress_data,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autoptr (XaOverlap) self = NULL;
  g_autofree guint32 *by_rank = g_new (guint32, n_inputs);
  guint64             end = 0;
  XaOverlapJob        job = { 0 };

  if (n_inputs > XA_OVERLAP_MAX_AUDIENCES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 N_ ("Overlap of %zu audiences: choose at most %d"), n_inputs, XA_OVERLAP_MAX_AUDIENCES);
    return NULL;
  }
  self = xa_overlap_new ((guint) n_inputs);
  if (!self) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 N_ ("Overlap of %zu audiences: memory does not suffice, choose fewer"), n_inputs);
    return NULL;
  }

  for (guint i = 0; i < self->n; i++) {
    self->sizes[i] = input_size (&inputs[i]);
    job.n_members += self->sizes[i];
    end = MAX (end, input_end (&inputs[i]));
    by_rank[i] = i;
  }
  g_sort_array (by_rank, self->n, sizeof *by_rank, compare_sizes, self->sizes);
  for (guint r = 0; r < self->n; r++)
    self->rank[by_rank[r]] = r;

  job.inputs = inputs;
  job.by_rank = by_rank;
  job.n = self->n;
  job.n_blocks = (end + XA_OVERLAP_BLOCK - 1) >> XA_OVERLAP_BLOCK_BITS;
  job.n_threads = (guint) CLAMP (n_threads, 1, MAX (job.n_blocks, 1));
  job.hub_degree = xa_overlap_hubs_degree (self->n);
  job.cancellable = cancellable;
  job.counts = self->counts;
  pthread_mutex_init (&job.lock, NULL);
  run (&job, progress, progress_data);
  pthread_mutex_destroy (&job.lock);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* --- one row ----------------------------------------------------------------------------- */

static guint32
count_marked (const guint64        *marks,
              guint64               end,
              const XaOverlapInput *other)
{
  guint32 n = 0;

  for (gsize i = 0; i < other->n_ids && other->ids[i] < end; i++)
    n += (guint32) (marks[other->ids[i] >> 6] >> (other->ids[i] & 63)) & 1;

  return n;
}

static guint64 *
mark (const guint32 *ids,
      gsize          n_ids,
      guint64        end)
{
  guint64 *marks = g_new0 (guint64, end / 64 + 1);

  for (gsize i = 0; i < n_ids; i++)
    marks[ids[i] >> 6] |= G_GUINT64_CONSTANT (1) << (ids[i] & 63);

  return marks;
}

/**
 * xa_overlap_count_row:
 * @inputs: (array length=n_inputs): the audiences
 * @row: which of them
 * @cancellable: (nullable): stops between two audiences
 *
 * What one audience shares with each: all that a new snapshot of it changes.
 *
 * Returns: (transfer full) (array length=n_inputs) (nullable): the counts, its size at its own
 *   place, or NULL with @error set to G_IO_ERROR_CANCELLED
 */
guint32 *
xa_overlap_count_row (const XaOverlapInput *inputs,
                      gsize                 n_inputs,
                      gsize                 row,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autofree guint32 *counts = g_new (guint32, n_inputs);
  g_autofree guint32 *copied_ids = NULL;
  g_autofree guint64 *marks = NULL;
  g_autoptr (XaMemberSet) copied_set = NULL;
  const XaOverlapInput *self = &inputs[row];
  guint64               end = input_end (self);

  g_return_val_if_fail (row < n_inputs, NULL);

  for (gsize i = 0; i < n_inputs; i++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;

    if (i == row) {
      counts[i] = (guint32) input_size (self);
    } else if (inputs[i].set) {
      if (!self->set && !copied_set)
        copied_set = xa_member_set_new_from_ids (self->ids, self->n_ids);
      counts[i] = (guint32) xa_member_set_count_shared (self->set ? self->set : copied_set, inputs[i].set);
    } else {
      if (!marks) {
        gsize n_ids = self->n_ids;

        if (self->set)
          copied_ids = xa_member_set_get_ids (self->set, &n_ids);
        marks = mark (self->set ? copied_ids : self->ids, n_ids, end);
      }
      counts[i] = count_marked (marks, end, &inputs[i]);
    }
  }

  return g_steal_pointer (&counts);
}
