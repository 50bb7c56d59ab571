#pragma once

#include "sync/xa-sync.h"

/*
 * What can be steered, and what is seen of it. Steering writes to the workspace: it holds for the
 * controller that runs, in this program or the next.
 */

typedef enum {
  XA_CONTROL_FETCH, /* now, whatever the schedule says: of a connection, a source, or all */
  XA_CONTROL_PAUSE, /* nothing more is begun by itself; what is in hand comes to its page and waits */
  XA_CONTROL_RESUME,
  XA_CONTROL_CANCEL,   /* what is open of a task, source or connection, or all: for good */
  XA_CONTROL_RETRY,    /* what failed, waits or is dead: a task, or all of a source or connection, or all */
  XA_CONTROL_THROTTLE, /* of a connection, or all: value, above 0 and at most 1, of the speed that is allowed */
  XA_CONTROL_INTERVAL, /* of a source or connection: value in seconds; 0: the usual one */
} XaControlVerb;

const char *xa_control_verb_id (XaControlVerb verb);

/* What it is about: the first of these that is not 0; none: everything. */
typedef struct {
  XaControlVerb verb;
  gint64        task_id;
  gint64        source_id;
  gint64        connection_id;
  double        value;
} XaControl;

/* Blocks; not in the main thread. Where a controller runs, use xa_controller_steer(). FETCH only wishes.
 * Errors: NOT_FOUND, those of the store */
gboolean xa_control_apply (XaSync *sync, const XaControl *control, GError **error);

/* What the schedule would begin now: (element-type XaSyncWish), empty where everything is paused.
 * Blocks. Errors: those of the store */
GArray *xa_control_list_due (XaSync *sync, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- the picture ------------------------------------------------------------------------------- */

typedef enum {
  XA_LANE_IDLE,    /* nothing is due before next_due_us */
  XA_LANE_RUNNING, /* n_running passes */
  XA_LANE_WAITING, /* for the platform until until_us: cause */
  XA_LANE_BLOCKED, /* until the user does something: cause */
  XA_LANE_PAUSED,  /* by the user */
  XA_LANE_HELD,    /* by the network or the battery: cause */
} XaLaneState;

const char *xa_lane_state_id (XaLaneState state);

/* A connection; or, with connection_id 0, the work that is of none. */
typedef struct {
  gint64       connection_id;
  char        *name;     /* (owned) */
  char        *provider; /* (owned): id, or "" */
  XaLaneState  state;
  gint64       until_us;   /* with WAITING, or XA_TIME_UNKNOWN */
  char        *cause;      /* (owned): a stable word, or "" */
  char        *cause_text; /* (owned): a sentence, or "" */
  guint        n_sources;
  guint        n_running, n_queued, n_waiting, n_failed, n_dead;
  guint        n_done;         /* in the last 24 hours */
  gint64       last_ok_us;     /* or XA_TIME_UNKNOWN */
  gint64       next_due_us;    /* or XA_TIME_UNKNOWN: nothing by itself */
  gint64       interval_s;     /* that holds: the user's, or the usual one */
  gint64       own_interval_s; /* the user's, or 0 */
  gint64       floor_s;        /* the shortest that the platform takes */
  gboolean     is_push;        /* a stream is open: what happens is seen at once */
  guint        n_live;         /* with it: of the sources, of which that is so */
  char        *stream_text;    /* (owned): why no stream is open though there is one, in a sentence; or "" */
  double       throttle;
  gboolean     is_paused; /* itself, by the user: its state says so too where everything is */
  XaLimitState limits;    /* gauges; all 0 where nothing is known */
} XaControlLane;

typedef struct {
  gint64      id;
  gint64      source_id;     /* or 0 */
  gint64      connection_id; /* or 0 */
  gint64      audience_id;   /* or 0 */
  int         kind;          /* XaPass or XaTaskKind: xa_task_kind_id() */
  char       *title;         /* (owned): of the source, or the subject */
  XaTaskState state;
  int         priority;
  guint       attempts;
  gint64      not_before_us; /* or XA_TIME_UNKNOWN */
  char       *cause;         /* (owned): or "" */
  char       *cause_text;    /* (owned): or "" */
  gint64      done;
  gint64      total;  /* or XA_COUNT_UNKNOWN */
  double      rate;   /* records a second while it runs, or 0 */
  gint64      eta_us; /* when it should be done, or XA_TIME_UNKNOWN */
  gint64      created_us;
  gint64      started_us;  /* or XA_TIME_UNKNOWN */
  gint64      finished_us; /* or XA_TIME_UNKNOWN */
} XaControlTask;

/* How things stand. Immutable and counted: may be read in any thread. */
typedef struct {
  gatomicrefcount ref_count;
  gint64          at_us;
  gboolean        is_paused;   /* all, by the user */
  char           *held_by;     /* (owned): "metered", "saver" or "" */
  gint64          next_due_us; /* or XA_TIME_UNKNOWN */
  XaControlLane  *lanes;       /* (owned) (array length=n_lanes) */
  guint           n_lanes;
  XaControlTask  *tasks; /* (owned) (array length=n_tasks): open ones first, then dead, then what is over, newest first */
  guint           n_tasks;
  guint           n_running, n_queued, n_waiting, n_failed, n_dead;
  gint64          oldest_queued_us; /* since when the longest waits that could run, or XA_TIME_UNKNOWN */
} XaControlPicture;

/* From the workspace alone, as another program may have left it; @n_over: how many that are over, at most. */
XaControlPicture *xa_control_picture_load (XaStore *store, gint64 now_us, guint n_over, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaControlPicture *xa_control_picture_ref (XaControlPicture *self);
void              xa_control_picture_unref (XaControlPicture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaControlPicture, xa_control_picture_unref)
