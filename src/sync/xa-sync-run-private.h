#pragma once

#include "sync/xa-sync-private.h"

/* What the files of a run share: the plan, the lanes and the workers. */

typedef struct _XaSyncRun XaSyncRun;

/* A connection with the sources that are fetched over it. */
typedef struct {
  XaConnection     *connection; /* (owned) (mutex lock): its state changes */
  const XaProvider *provider;
  guint             max_running;
  guint             n_running;  /* (mutex lock) */
  gboolean          is_blocked; /* (mutex lock): until the user does something */
} XaSyncRoad;

/* A source, whose passes are made one after the other. */
typedef struct {
  XaSyncRun    *run;
  XaSyncRoad   *road;
  XaSource     *source;        /* (owned) */
  GPtrArray    *tasks;         /* (owned) (element-type XaTask): in order */
  int           priority;      /* (mutex lock) */
  gboolean      by_hand;       /* (mutex lock) */
  gint64        ready_us;      /* (mutex lock): since when the task in hand could run */
  GCancellable *cancellable;   /* (owned) */
  guint         at;            /* (mutex lock): the task in hand */
  guint         n_tries;       /* (mutex lock): of it, in this run */
  gint64        not_before_us; /* (mutex lock): or XA_TIME_UNKNOWN */
  gboolean      was_told_when; /* (mutex lock): to wait until then, by the platform or the user's budget */
  gboolean      is_running;    /* (mutex lock) */
  gboolean      is_held;       /* (mutex lock): was stopped because its connection is */
  gboolean      is_announced;  /* (mutex lock of the sync): it stands among the running ones */
  gboolean      is_over;       /* (mutex lock) */
  gint64        over_us;       /* (mutex lock): monotonic: since when */
  gboolean      failed;        /* (mutex lock): some pass did */
  gboolean      is_part;       /* what is made is not all that is fetched of the source, from the start */
  gint64        worked_us;     /* the worker's: on passes of this run */
  gboolean      is_stale;      /* the worker's: the task stands elsewhere than it says */
  guint64       n_requests;    /* (mutex lock): of passes that ended */
  XaSyncItem    item;          /* (mutex lock) */
} XaSyncLane;

struct _XaSyncRun {
  XaSync              *sync;
  const XaSyncOptions *options;
  GCancellable        *cancellable; /* (nullable) */
  gint64               started_us;  /* monotonic */
  gint64               patience_us;
  char                *uuid;       /* (owned): of the workspace */
  GPtrArray           *roads;      /* (owned) (element-type XaSyncRoad) (mutex lock) */
  GPtrArray           *lanes;      /* (owned) (element-type XaSyncLane) (mutex lock) */
  XaSyncFeed           feed;       /* (mutex lock): what it said last */
  gboolean             is_open;    /* (mutex lock): more may come */
  gboolean             is_logged;  /* that it began */
  gboolean             is_metered; /* (mutex lock): the network is paid for by what goes over it */
  pthread_mutex_t      lock;
  pthread_cond_t       changed;
  guint                n_workers; /* (mutex lock): that have not ended */
  gboolean             stops;     /* (mutex lock) */
  GError              *error;     /* (mutex lock) (owned) (nullable): ends the run */
};

/* How many of its sources a connection of this provider fetches at a time. */
guint xa_sync_count_side_by_side (const XaProvider *provider);

/* The clock that waits are reckoned by, which is that of the limits. */
gint64 xa_sync_run_now (XaSyncRun *run);

void xa_sync_run_lock (XaSyncRun *run);
void xa_sync_run_unlock (XaSyncRun *run);
/* Within the lock: what the disk or the workspace refuses, it refuses to all. */
void xa_sync_run_end (XaSyncRun *run, const GError *error);

/* In the writer's thread: adds roads and lanes for what is wished. */
typedef struct {
  XaSyncRun *run;
  GArray    *wishes; /* (nullable) (element-type XaSyncWish): NULL for all that is followed */
  gint64     known_us;
} XaSyncPlan;

gboolean xa_sync_run_plan (XaStore *store, gpointer plan, GError **error);
/* So that no other run takes it: FALSE where one has it. */
gboolean xa_sync_lane_announce (XaSyncLane *lane);
void     xa_sync_lane_retract (XaSyncLane *lane);
void     xa_sync_road_free (gpointer road);
void     xa_sync_lane_free (gpointer lane);

/* In a worker, without the lock: makes the pass that is in hand, and says what comes next. */
void xa_sync_lane_work (XaSyncLane *lane, XaConnection *connection);
