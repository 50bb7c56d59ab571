#include "analysis/xa-overlap-private.h"

#include <string.h>

/* How many full counters wait before they are carried over under the lock. */
#define N_CARRIES 16384

#define LOOK_AHEAD 6
#define LOOK_AHEAD_IDS 128

struct _XaOverlapWorker {
  XaOverlapJob  *job;  /* (not owned) */
  XaOverlapHubs *hubs; /* (owned) */

  /* One byte a pair, so that the table of all pairs fits a core's cache; a byte that turns over
   * is noted and carried into the job's wide table. */
  guint8  *counts;  /* (owned) */
  guint32 *carries; /* (owned): places of bytes that turned over */
  gsize    n_carries;

  guint64          block, end_block; /* the run of blocks being worked on */
  gsize           *cursors;          /* (owned): by rank, into the ids */
  XaMemberReader **readers;          /* (owned): by rank, for sets */
  guint32         *read_ids;         /* (owned): one block's ids of one set */

  guint16 *members; /* (owned): of the block, by rank, without the base of the block */
  gsize    n_room;  /* of @members and of @lists */
  guint32 *ends;    /* (owned): by rank, in @members */
  guint16 *degrees; /* (owned): by member */
  guint32 *starts;  /* (owned): by member, in @lists */
  guint16 *lists;   /* (owned): the ranks of each member's audiences, ascending */
  guint16 *order;   /* (owned): members by degree */
  guint32 *classes; /* (owned): by degree, the first place in @order */
};

XaOverlapWorker *
xa_overlap_worker_new (XaOverlapJob *job)
{
  XaOverlapWorker *self = g_new0 (XaOverlapWorker, 1);
  gboolean         any_set = FALSE;

  self->job = job;
  self->hubs = xa_overlap_hubs_new (job);
  self->counts = g_malloc0 (job->n > 1 ? xa_overlap_place (0, job->n) : 1);
  self->carries = g_new (guint32, N_CARRIES);
  self->cursors = g_new0 (gsize, job->n);
  self->readers = g_new0 (XaMemberReader *, job->n);
  for (guint r = 0; r < job->n; r++) {
    const XaMemberSet *set = job->inputs[job->by_rank[r]].set;

    if (set)
      self->readers[r] = xa_member_reader_new (set);
    any_set |= set != NULL;
  }
  self->read_ids = any_set ? g_new (guint32, XA_OVERLAP_BLOCK) : NULL;
  self->ends = g_new (guint32, job->n);
  self->degrees = g_new (guint16, XA_OVERLAP_BLOCK);
  self->starts = g_new (guint32, XA_OVERLAP_BLOCK);
  self->order = g_new (guint16, XA_OVERLAP_BLOCK);
  self->classes = g_new (guint32, job->hub_degree + 1);

  return self;
}

void
xa_overlap_worker_free (XaOverlapWorker *self)
{
  for (guint r = 0; r < self->job->n; r++)
    xa_member_reader_free (self->readers[r]);
  xa_overlap_hubs_free (self->hubs);
  g_free (self->counts);
  g_free (self->carries);
  g_free (self->cursors);
  g_free (self->readers);
  g_free (self->read_ids);
  g_free (self->members);
  g_free (self->ends);
  g_free (self->degrees);
  g_free (self->starts);
  g_free (self->lists);
  g_free (self->order);
  g_free (self->classes);
  g_free (self);
}

/* --- which blocks -------------------------------------------------------------------------- */

/* Long runs first, since every run costs a search in every audience; short ones at the end, so
 * that no thread waits long for another. */
static gboolean
take_run (XaOverlapWorker *self)
{
  XaOverlapJob *job = self->job;
  guint64       left;

  pthread_mutex_lock (&job->lock);
  left = job->n_blocks - job->next_block;
  self->block = job->next_block;
  self->end_block = self->block + MIN (left, MAX (4, left / (3 * job->n_threads)));
  job->next_block = self->end_block;
  pthread_mutex_unlock (&job->lock);

  return left > 0;
}

static void
seek_run (XaOverlapWorker *self)
{
  guint64 base = self->block << XA_OVERLAP_BLOCK_BITS;

  for (guint r = 0; r < self->job->n; r++) {
    const XaOverlapInput *input = &self->job->inputs[self->job->by_rank[r]];
    gsize                 low = self->cursors[r];
    gsize                 high = input->n_ids;

    if (self->readers[r]) {
      xa_member_reader_seek (self->readers[r], (guint32) base);
      continue;
    }
    while (low < high) {
      gsize middle = low + (high - low) / 2;

      if (input->ids[middle] < base)
        low = middle + 1;
      else
        high = middle;
    }
    self->cursors[r] = low;
  }
}

/* --- turning a block ------------------------------------------------------------------------ */

static void
make_room (XaOverlapWorker *self,
           gsize            n)
{
  if (n <= self->n_room)
    return;

  self->n_room = n + n / 2;
  self->members = g_renew (guint16, self->members, self->n_room);
  self->lists = g_renew (guint16, self->lists, self->n_room);
}

/* The members of the block below @end, from @ids on. */
static gsize
take_members (const guint32 *ids,
              gsize          n_ids,
              guint64        end,
              guint16       *members,
              guint16       *degrees)
{
  gsize n = 0;

  for (; n < n_ids && ids[n] < end; n++) {
    guint16 member = (guint16) (ids[n] & (XA_OVERLAP_BLOCK - 1));

    members[n] = member;
    degrees[member]++;
  }

  return n;
}

/* Slices are too short for the processor to foresee where the next one begins: fetch the start
 * of one that is a few audiences ahead. */
static void
look_ahead (XaOverlapWorker *self,
            guint            r)
{
  const guint32 *ids;
  gsize          n_left;

  if (r >= self->job->n || self->readers[r])
    return;

  ids = self->job->inputs[self->job->by_rank[r]].ids + self->cursors[r];
  n_left = self->job->inputs[self->job->by_rank[r]].n_ids - self->cursors[r];
  for (gsize i = 0; i < MIN (n_left, LOOK_AHEAD_IDS); i += 16)
    __builtin_prefetch (ids + i);
}

static gsize
gather (XaOverlapWorker *self,
        guint64          block)
{
  guint64 end = (block + 1) << XA_OVERLAP_BLOCK_BITS;
  gsize   n = 0;

  memset (self->degrees, 0, XA_OVERLAP_BLOCK * sizeof *self->degrees);
  for (guint r = 0; r < self->job->n; r++) {
    const XaOverlapInput *input = &self->job->inputs[self->job->by_rank[r]];

    look_ahead (self, r + LOOK_AHEAD);
    make_room (self, n + XA_OVERLAP_BLOCK);
    if (self->readers[r]) {
      gsize n_read = xa_member_reader_read (self->readers[r], end, self->read_ids);

      n += take_members (self->read_ids, n_read, end, self->members + n, self->degrees);
    } else {
      gsize *cursor = &self->cursors[r];
      gsize  n_taken = take_members (input->ids + *cursor, input->n_ids - *cursor, end, self->members + n, self->degrees);

      *cursor += n_taken;
      n += n_taken;
    }
    self->ends[r] = (guint32) n;
  }

  return n;
}

/* After this, a member's list ends at its start: the start was the cursor that filled it. */
static void
turn (XaOverlapWorker *self)
{
  guint32 start = 0;
  gsize   i = 0;

  for (guint m = 0; m < XA_OVERLAP_BLOCK; m++) {
    self->starts[m] = start;
    start += self->degrees[m];
  }
  for (guint r = 0; r < self->job->n; r++)
    for (; i < self->ends[r]; i++)
      self->lists[self->starts[self->members[i]]++] = (guint16) r;
}

/* Members of one degree are counted together: the same loop lengths again and again are what a
 * branch predictor can learn. Hubs go to their bit rows. */
static void
sort_by_degree (XaOverlapWorker *self)
{
  guint    n_classes = self->job->hub_degree;
  guint32 *classes = self->classes;
  guint32  start = 0;

  memset (classes, 0, (n_classes + 1) * sizeof *classes);
  for (guint m = 0; m < XA_OVERLAP_BLOCK; m++)
    if (self->degrees[m] < n_classes)
      classes[self->degrees[m]]++;
  for (guint d = 0; d <= n_classes; d++) {
    guint32 n = classes[d];

    classes[d] = start;
    start += n;
  }
  for (guint m = 0; m < XA_OVERLAP_BLOCK; m++) {
    guint degree = self->degrees[m];

    if (degree < n_classes)
      self->order[classes[degree]++] = (guint16) m;
    else
      xa_overlap_hubs_add (self->hubs, self->lists + self->starts[m] - degree, degree);
  }
}

/* --- counting ------------------------------------------------------------------------------- */

static void
apply_carries (XaOverlapWorker *self)
{
  pthread_mutex_lock (&self->job->lock);
  for (gsize i = 0; i < self->n_carries; i++)
    self->job->counts[self->carries[i]] += 256;
  pthread_mutex_unlock (&self->job->lock);
  self->n_carries = 0;
}

static void G_GNUC_NO_INLINE
carry (XaOverlapWorker *self,
       gsize            place)
{
  self->carries[self->n_carries++] = (guint32) place;
  if (self->n_carries == N_CARRIES)
    apply_carries (self);
}

static inline void
count_list (XaOverlapWorker *self,
            const guint16   *list,
            guint            degree)
{
  for (guint j = 1; j < degree; j++) {
    gsize   row = xa_overlap_place (0, list[j]);
    guint8 *counts = self->counts + row;

    for (guint i = 0; i < j; i++)
      if (G_UNLIKELY (++counts[list[i]] == 0))
        carry (self, row + list[i]);
  }
}

static void
count_class (XaOverlapWorker *self,
             const guint16   *members,
             gsize            n,
             guint            degree)
{
  for (gsize i = 0; i < n; i++)
    count_list (self, self->lists + self->starts[members[i]] - degree, degree);
}

static void
count_lists (XaOverlapWorker *self)
{
  for (guint d = 2; d < self->job->hub_degree; d++) {
    const guint16 *members = self->order + self->classes[d - 1];
    gsize          n = self->classes[d] - self->classes[d - 1];

    /* The commonest degrees, spelt out so that their loops are unrolled. */
    switch (d) {
    case 2:
      count_class (self, members, n, 2);
      break;
    case 3:
      count_class (self, members, n, 3);
      break;
    case 4:
      count_class (self, members, n, 4);
      break;
    default:
      count_class (self, members, n, d);
    }
  }
}

/**
 * xa_overlap_worker_step:
 *
 * Counts one block.
 *
 * Returns: FALSE when there was none left
 */
gboolean
xa_overlap_worker_step (XaOverlapWorker *self)
{
  gsize n;

  if (self->block == self->end_block) {
    if (!take_run (self))
      return FALSE;
    seek_run (self);
  }

  n = gather (self, self->block++);
  if (n > 0) {
    turn (self);
    sort_by_degree (self);
    count_lists (self);
  }

  pthread_mutex_lock (&self->job->lock);
  self->job->n_done += n;
  pthread_mutex_unlock (&self->job->lock);

  return TRUE;
}

/**
 * xa_overlap_worker_finish:
 *
 * Hands over what waits; call it in the worker's thread, when there are no more blocks.
 */
void
xa_overlap_worker_finish (XaOverlapWorker *self)
{
  xa_overlap_hubs_flush (self->hubs);
  apply_carries (self);
}

/**
 * xa_overlap_worker_merge:
 *
 * Adds the worker's bytes to the job's table; call it when all workers have ended.
 */
void
xa_overlap_worker_merge (XaOverlapWorker *self)
{
  gsize    n = self->job->n > 1 ? xa_overlap_place (0, self->job->n) : 0;
  guint32 *counts = self->job->counts;

  for (gsize i = 0; i < n; i++)
    counts[i] += self->counts[i];
}
