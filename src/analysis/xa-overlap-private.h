#pragma once

#include "analysis/xa-overlap.h"

#include <pthread.h>

/*
 * The parts of the count of all pairs. Audiences are numbered by rank here, the largest first:
 * the busiest counters lie together, and a person's list of ranks comes out ascending.
 */

/* Ids are handled in blocks of this many: the lists of a block stay in a core's cache. */
#define XA_OVERLAP_BLOCK_BITS 15
#define XA_OVERLAP_BLOCK (1u << XA_OVERLAP_BLOCK_BITS)

/* The place of the counter of ranks @low < @high in a table of all pairs. */
static inline gsize
xa_overlap_place (gsize low,
                  gsize high)
{
  return high * (high - 1) / 2 + low;
}

/* What the workers share. The table of counts is touched under the lock only. */
typedef struct {
  const XaOverlapInput *inputs;    /* (not owned) */
  const guint32        *by_rank;   /* (not owned) (array length=n): index in @inputs */
  guint                 n;         /* audiences */
  guint64               n_members; /* memberships, for progress */
  guint64               n_blocks;
  guint                 n_threads;
  guint                 hub_degree;  /* people in as many audiences are counted in bit rows */
  GCancellable         *cancellable; /* (not owned) (nullable) */

  pthread_mutex_t lock;       /* the thread sanitizer cannot see GLib's mutexes */
  guint64         next_block; /* (mutex lock) */
  guint64         n_done;     /* (mutex lock): memberships counted */
  guint32        *counts;     /* (mutex lock) (not owned) */
} XaOverlapJob;

/* People in very many audiences: one bit a person, one row an audience. */
typedef struct _XaOverlapHubs XaOverlapHubs;

XaOverlapHubs *xa_overlap_hubs_new (XaOverlapJob *job);
void           xa_overlap_hubs_free (XaOverlapHubs *self);
void           xa_overlap_hubs_add (XaOverlapHubs *self, const guint16 *list, guint degree);
void           xa_overlap_hubs_flush (XaOverlapHubs *self);
guint          xa_overlap_hubs_degree (guint n);

/* One thread's part of the count. */
typedef struct _XaOverlapWorker XaOverlapWorker;

XaOverlapWorker *xa_overlap_worker_new (XaOverlapJob *job);
void             xa_overlap_worker_free (XaOverlapWorker *self);
gboolean         xa_overlap_worker_step (XaOverlapWorker *self);
void             xa_overlap_worker_finish (XaOverlapWorker *self);
void             xa_overlap_worker_merge (XaOverlapWorker *self);
