#pragma once

#include "store/xa-store.h"

/*
 * The persistent tasks. Most are one pass over one source, and hold where they stand, so that
 * fetching goes on after a crash; the others are of no source and are told apart by their subject.
 * There is one open task of a kind, source and subject at a time: a second wish for it is the same.
 */

/* Values are written to files: append, never renumber. */
typedef enum {
  /* 1 to 4 are the values of XaPass: over a source */
  XA_TASK_KIND_COUNTERS = 5,  /* over a source: known posts, for what became of them */
  XA_TASK_KIND_ANALYSIS = 16, /* of no source, like all that follow */
  XA_TASK_KIND_REPORT,
  XA_TASK_KIND_DELIVERY,
  XA_TASK_KIND_BACKUP,
  XA_TASK_KIND_RETENTION,
  XA_TASK_KIND_INTEGRITY,
  XA_TASK_KIND_ALERTS, /* looking for what is unusual */
  XA_N_TASK_KINDS,
} XaTaskKind;

const char *xa_task_kind_id (int kind);

/* Values are written to files, and the index of open tasks is made of them: append closed ones only. */
typedef enum {
  XA_TASK_QUEUED = 1,
  XA_TASK_RUNNING,
  XA_TASK_WAITING, /* until not_before, or for the user: the cause says what for */
  XA_TASK_FAILED,  /* tried again from where it stands when it is wished for the next time */
  XA_TASK_DONE,
  XA_TASK_CANCELLED,
  XA_TASK_DEAD, /* failed too often: the next wish begins from the start */
} XaTaskState;

#define XA_N_TASK_STATES (XA_TASK_DEAD + 1)

/* Failures in a row, without a page between them, after which a task is dead. */
#define XA_TASK_MAX_ATTEMPTS 8

/* How long the one who runs a task may be silent. */
#define XA_TASK_LEASE_US (60 * G_USEC_PER_SEC)

const char *xa_task_state_id (XaTaskState state);
gboolean    xa_task_state_is_open (XaTaskState state);

typedef struct {
  gint64      id;
  gint64      source_id; /* 0: of none */
  int         kind;      /* XaPass or XaTaskKind */
  char       *subject;   /* (owned): what it is about, where it is of no source; or "" */
  char       *input;     /* (owned): what its subject does not say, or "" */
  XaTaskState state;
  int         priority; /* the higher, the earlier */
  guint       attempts;
  gint64      not_before_us; /* or XA_TIME_UNKNOWN */
  char       *cursor;        /* (owned) (nullable): NULL from the start, and without the keys */
  gboolean    all_read;      /* only finishing is left */
  gint64      pass_us;       /* the time of the pass: of its snapshot */
  gboolean    is_partial;    /* what it lists is less than it was declared as */
  guint       notes;         /* a bit (1 << XaFetchNote) each */
  char       *note_text;     /* (owned) */
  char       *cause;         /* (owned): a stable word, or "" */
  char       *cause_text;    /* (owned): a sentence for the user, or "" */
  gint64      done;
  gint64      total; /* or XA_COUNT_UNKNOWN */
  gint64      created_us;
  gint64      started_us;  /* or XA_TIME_UNKNOWN */
  gint64      finished_us; /* or XA_TIME_UNKNOWN */
  gboolean    is_new;      /* made by the wish that returned it */
} XaTask;

void xa_task_free (XaTask *self);

/* @source_id: 0 for all; the newest first; @keys: (nullable): to read cursors */
GPtrArray *xa_store_list_tasks (XaStore *store, XaPseudonymizer *keys, gint64 source_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTask) */

/* The open task of a source, made at @pass_us if there is none; queued in either case. */
XaTask *xa_store_wish_task (XaStore *store, XaPseudonymizer *keys, gint64 source_id, int kind, int priority, gint64 pass_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The open task of a kind that has no source, made if there is none; one that waits is due again. The
 * @input of one that is not running is replaced. @not_before_us: or XA_TIME_UNKNOWN */
XaTask *xa_store_wish_job (XaStore *store, int kind, const char *subject, const char *input, int priority, gint64 not_before_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Tasks in a state, such as the dead letters, the newest first; @state 0: open ones, the most urgent first. */
GPtrArray *xa_store_list_tasks_in (XaStore *store, XaTaskState state, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTask) */
/* Those that are over, but not dead, the newest first; @limit: at most */
GPtrArray *xa_store_list_tasks_over (XaStore *store, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTask) */
gboolean   xa_store_has_task (XaStore *store, gint64 id);

/* How many came to their end since @from_us; connection_id 0: those of no source. */
typedef struct {
  gint64 connection_id;
  gint64 n;
} XaDoneCount;

GArray *xa_store_count_done (XaStore *store, gint64 from_us, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaDoneCount) */
/* The newest task of each kind, source and subject: what a schedule goes by. */
GPtrArray *xa_store_list_last_tasks (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTask) */
/* Tries again from the start what is dead, cancelled, failed or waiting, unless it was wished for anew. */
gboolean xa_store_retry_task (XaStore *store, gint64 id, GError **error);
/* The end of a task that takes no pages. */
gboolean xa_store_finish_task (XaStore *store, gint64 id, GError **error);

/* Whether anything is begun by itself at all. */
gboolean xa_store_is_paused (XaStore *store, gboolean *is_paused, GError **error);
gboolean xa_store_set_paused (XaStore *store, gboolean is_paused, GError **error);
/* The part of the speed that is used, as it was set for all connections at once: for those that come later. */
gboolean xa_store_get_throttle (XaStore *store, double *throttle, GError **error);
gboolean xa_store_set_throttle (XaStore *store, double throttle, GError **error);

/* Takes a task to run it, for XA_TASK_LEASE_US. */
gboolean xa_store_start_task (XaStore *store, gint64 id, const char *owner, GError **error);
gboolean xa_store_renew_leases (XaStore *store, const char *owner, GError **error);
/* Puts back what nobody runs any more: all that is running under another owner ("": any), as only one can write. */
gboolean xa_store_recover_tasks (XaStore *store, const char *owner, GError **error);

/* How a task left off, other than done. */
typedef struct {
  XaTaskState state;         /* QUEUED: interrupted */
  gint64      not_before_us; /* with WAITING and FAILED, or XA_TIME_UNKNOWN */
  gboolean    counts;        /* as a failed attempt; the last one makes it DEAD */
  gboolean    restarts;      /* the next attempt begins from the start: where it stands is no good */
  const char *cause;         /* (nullable) */
  const char *cause_text;    /* (nullable) */
} XaTaskEnd;

/* @state: (out) (nullable): the state it has now. What a cancelled or dead one had set aside is dropped. */
gboolean xa_store_leave_task (XaStore *store, gint64 id, const XaTaskEnd *end, XaTaskState *state, GError **error);

/* Forgets tasks that ended before @before_us, with what is known of what they imported. Of each source
 * and kind the last XA_TASKS_KEPT stay, of what has no source the last of each kind and subject; and
 * never more than XA_TASKS_MAX, however young they are. */
#define XA_TASKS_KEPT 10
#define XA_TASKS_MAX 200
gboolean xa_store_prune_tasks (XaStore *store, gint64 before_us, GError **error);

/* What earlier passes left, by name: (element-type utf8 utf8); those of the connection begin with '@'. */
GHashTable *xa_store_load_marks (XaStore *store, XaPseudonymizer *keys, gint64 source_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the cursor of a task, and a mark, are sealed as. */
#define XA_SEAL_CURSOR "task/cursor"
char *xa_task_mark_context (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTask, xa_task_free)
