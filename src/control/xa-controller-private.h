#pragma once

#include "control/xa-control-private.h"
#include "control/xa-controller.h"
#include "sync/xa-streams.h"

#include <pthread.h>

/* What the files of the controller share. */

/* What the owner of a kind of task does for it. */
typedef struct {
  XaControllerWork work;
  gpointer         data;
  GDestroyNotify   data_free;
} XaControllerKind;

typedef struct {
  XaTaskKind       kind;
  char            *subject; /* (owned) */
  gint64           interval_us;
  XaControllerWhen when;
} XaRecurring;

/* What was asked for by hand and is told of as a whole. */
typedef struct _XaControllerFetch XaControllerFetch;

typedef enum {
  XA_COMMAND_CONTROL,
  XA_COMMAND_WISH, /* for a task that has no source */
  XA_COMMAND_FETCH,
  XA_COMMAND_CANCEL_FETCH,
  XA_COMMAND_ASK_MISSED, /* once for what a stream has missed */
} XaCommandKind;

/* Something that was asked for from another thread. */
typedef struct {
  XaCommandKind      kind_of;
  XaControl          control;
  int                kind;
  char              *subject; /* (owned) (nullable) */
  char              *input;   /* (owned) (nullable) */
  int                priority;
  gint64             not_before_us;
  XaControllerFetch *fetch;  /* (owned) (nullable) */
  GArray            *missed; /* (owned) (nullable) (element-type gint64): sources */
  guint64            fetch_id;
} XaCommand;

void     xa_command_free (XaCommand *self);
void     xa_controller_push (XaController *self, XaCommand command); /* what it holds is taken */
void     xa_controller_apply_commands (XaController *self);
gboolean xa_controller_has_commands (XaController *self);

/* A task without a source that is in hand. */
typedef struct {
  XaController *controller;  /* (not owned) */
  XaTask       *task;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
} XaControllerJob;

/* What was fetched of a source when, for its speed. */
typedef struct {
  XaPass pass;
  gint64 begun_us; /* monotonic */
  gint64 begun_done;
} XaPace;

struct _XaController {
  gatomicrefcount     ref_count;
  XaControllerOptions options;
  XaSync             *sync;      /* (owned) */
  XaTelemetry        *telemetry; /* (owned) */
  char               *owner;     /* (owned): in leases */
  XaControllerKind    kinds[XA_N_TASK_KINDS];
  GPtrArray          *recurring; /* (owned) (element-type XaRecurring) */
  GThread            *thread;    /* (owned) (nullable) */
  GCancellable       *stopped;   /* (owned) */

  pthread_mutex_t      lock;
  pthread_cond_t       changed;
  guint64              last_fetch; /* (mutex lock): its number */
  GQueue               commands;   /* (mutex lock) (element-type XaCommand) */
  XaScheduleConditions conditions; /* (mutex lock): is_paused is the workspace's, just_woke is not set here */
  gint64               looked_at;  /* (mutex lock) */
  gboolean             is_woken;   /* (mutex lock): there is something to look at */
  gboolean             was_called; /* (mutex lock): the network or the computer came back */
  XaControlPicture    *picture;    /* (mutex lock) (owned) */
  GPtrArray           *jobs;       /* (mutex lock) (owned) (element-type XaControllerJob): in hand */
  XaControllerListener listener;   /* (mutex lock) (nullable) */
  gpointer             listener_data;
  GDestroyNotify       listener_data_free;

  gint   gives_way;       /* (atomic): somebody else goes first */
  gint   has_new_streams; /* (atomic): some stand otherwise than they were written down */
  gint   has_news;        /* (atomic): that nobody was told of yet */
  gint64 news_us;         /* (mutex lock): monotonic: when somebody was told last */

  /* The thread's own: */
  XaStreams      *streams; /* (owned) (nullable) */
  gint64          kept_us; /* monotonic: when how streams stand was written down */
  XaStore        *reader;  /* (owned) (nullable) */
  XaControlState  state;
  XaScheduleClock clock;
  gboolean        is_waking; /* what waited for the network or the computer is due */
  gint64          waited_us;
  gint64          next_us;       /* when something is due, or XA_SCHEDULE_NEVER */
  gint64          known_us;      /* monotonic: it is not older than that */
  guint           n_loads;       /* how often it was read */
  gint64          loaded_us;     /* monotonic: when the state was read */
  gint64          flushed_us;    /* monotonic: when the telemetry was written */
  gint64          shown_us;      /* monotonic */
  gint64          not_before_us; /* monotonic: after the workspace could not be opened */
  gboolean        is_dirty;      /* the state has to be read again */
  guint           n_open;        /* sources of the run that are under way */
  guint           n_passes_done; /* of the run, when it was told last */
  GPtrArray      *fetches;       /* (owned) (element-type XaControllerFetch): by hand, not over */
  GHashTable     *paces;         /* (owned) (element-type gint64 XaPace): by source */
  GThreadPool    *workers;       /* (owned) (nullable) */
};

gint64 xa_controller_now (XaController *self);
void   xa_controller_tell (XaController *self, XaControllerEvent event);

/* Reads how things stand, and makes a picture of it. @progress: (nullable): of the run */
gboolean xa_controller_load (XaController *self, GError **error);
void     xa_controller_show (XaController *self, const XaSyncProgress *progress);
/* What is due: adds to @wishes (element-type XaSyncWish), and sets next_us. */
void xa_controller_plan (XaController *self, GArray *wishes);
/* What is held is told to the run. */
void xa_controller_fill_holds (XaController *self, XaSyncFeed *feed);

/* What was asked for by hand. */
void xa_controller_begin_fetch (XaController *self, XaControllerFetch *fetch);
void xa_controller_drop_fetch (XaControllerFetch *fetch); /* (transfer full): told to be over */
void xa_controller_cancel_by_id (XaController *self, guint64 id);
void xa_controller_follow_fetches (XaController *self, const XaSyncProgress *progress);
void xa_controller_end_fetches (XaController *self, const GError *error); /* all, told why */

/* Reports whose period is over. */
gboolean xa_controller_has_due_reports (XaController *self);
void     xa_controller_wish_reports (XaController *self);

/* How long news may wait to be told of. */
#define XA_CONTROLLER_NEWS_US (G_USEC_PER_SEC)

/* The streams of the workspace: made and ended in the controller's thread. */
void     xa_controller_open_streams (XaController *self);
void     xa_controller_close_streams (XaController *self);
void     xa_controller_update_streams (XaController *self); /* by what is loaded */
gboolean xa_controller_must_keep_streams (XaController *self);
void     xa_controller_keep_streams (XaController *self); /* while the workspace is open */
void     xa_controller_tell_news (XaController *self);    /* so often that whoever listens can keep up */
gboolean xa_controller_ask_missed (XaController *self, const GArray *sources, GError **error);

/* Tasks that have no source. */
gboolean xa_controller_has_due_jobs (XaController *self);
/* In the controller's thread, while the workspace is open: wishes for what recurs, begins what is due. */
void  xa_controller_begin_jobs (XaController *self);
guint xa_controller_count_jobs (XaController *self);
void  xa_controller_cancel_jobs (XaController *self, gint64 task_id);
