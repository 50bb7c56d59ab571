#pragma once

#include "store/xa-store.h"

/*
 * The persistent tasks: each is one pass over one source, and holds where it stands, so that
 * fetching goes on after a crash. There is one open task of a kind and source at a time.
 */

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
  gint64      source_id;
  int         kind; /* XaPass */
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
} XaTask;

void xa_task_free (XaTask *self);

/* @source_id: 0 for all; the newest first; @keys: (nullable): to read cursors */
GPtrArray *xa_store_list_tasks (XaStore *store, XaPseudonymizer *keys, gint64 source_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTask) */

/* The open task of a source, made at @pass_us if there is none; queued in either case. */
XaTask *xa_store_wish_task (XaStore *store, XaPseudonymizer *keys, gint64 source_id, int kind, int priority, gint64 pass_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes a task to run it, for XA_TASK_LEASE_US. */
gboolean xa_store_start_task (XaStore *store, gint64 id, const char *owner, GError **error);
gboolean xa_store_renew_leases (XaStore *store, const char *owner, GError **error);
/* Puts back what nobody runs any more: all that is running under another owner ("": any), as only one can write. */
gboolean xa_store_recover_tasks (XaStore *store, const char *owner, GError **error);

/* How a task left off, other than done. */
typedef struct {
  XaTaskState state;         /* QUEUED: interrupted */
  gint64      not_before_us; /* with WAITING, or XA_TIME_UNKNOWN */
  gboolean    counts;        /* as a failed attempt; the last one makes it DEAD */
  gboolean    restarts;      /* the next attempt begins from the start: where it stands is no good */
  const char *cause;         /* (nullable) */
  const char *cause_text;    /* (nullable) */
} XaTaskEnd;

/* @state: (out) (nullable): the state it has now. What a cancelled or dead one had set aside is dropped. */
gboolean xa_store_leave_task (XaStore *store, gint64 id, const XaTaskEnd *end, XaTaskState *state, GError **error);

/* Forgets tasks that ended before @before_us; the last of each source and kind stays. */
gboolean xa_store_prune_tasks (XaStore *store, gint64 before_us, GError **error);

/* What earlier passes left, by name: (element-type utf8 utf8); those of the connection begin with '@'. */
GHashTable *xa_store_load_marks (XaStore *store, XaPseudonymizer *keys, gint64 source_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the cursor of a task, and a mark, are sealed as. */
#define XA_SEAL_CURSOR "task/cursor"
char *xa_task_mark_context (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTask, xa_task_free)
