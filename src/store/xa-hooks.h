#pragma once

#include "store/xa-store.h"
#include "store/xa-tasks.h"

/*
 * Webhooks: who may push into the workspace, and who is told what happened in it. The secrets they
 * sign with are credentials and stand in no table.
 */

/* --- in --- */

/* Values are written to files: append, never renumber. */
typedef enum {
  XA_HOOK_STANDARD = 1, /* records as of docs/formats.md, signed as of Standard Webhooks */
  XA_HOOK_DISCOURSE,    /* a forum's own, with X-Discourse-Event-Signature */
  XA_HOOK_TELEGRAM,     /* a bot's updates, with X-Telegram-Bot-Api-Secret-Token */
} XaHookKind;

const char *xa_hook_kind_id (XaHookKind kind);
gboolean    xa_hook_kind_parse (const char *id, XaHookKind *kind);

typedef struct {
  gint64     id;
  char      *uuid; /* (owned): names its secret */
  char      *name; /* (owned): the user's */
  XaHookKind kind;
  char      *path;  /* (owned): 32 hex digits */
  char      *place; /* (owned): address of the forum, or "" */
  gint64     created_us;
  gint64     n_taken;
  gint64     taken_us; /* or XA_TIME_UNKNOWN */
} XaHookIn;

void xa_hook_in_free (XaHookIn *self);

/* @place: (nullable): of a forum. Errors: EXISTS, INVALID */
XaHookIn  *xa_store_add_hook_in (XaStore *store, const char *name, XaHookKind kind, const char *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_store_list_hooks_in (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaHookIn), oldest first */
gboolean   xa_store_drop_hook_in (XaStore *store, gint64 id, GError **error);                 /* NOT_FOUND */

/* How long the ids of messages are remembered: far longer than a signature is taken for. */
#define XA_HOOK_MEMORY_US (90 * XA_USEC_PER_DAY)

/* Whether a message was taken before. @message: its keyed hash */
gboolean xa_store_has_hook_message (XaStore *store, gint64 hook_id, const XaPseudonym *message, gboolean *is_known, GError **error);
/* Remembers it, and forgets what is older than XA_HOOK_MEMORY_US. */
gboolean xa_store_note_hook_message (XaStore *store, gint64 hook_id, const XaPseudonym *message, gint64 now_us, GError **error);

typedef struct {
  XaPseudonym message; /* its keyed hash */
  gint64      at_us;
} XaHookMessage;

GArray *xa_store_list_hook_messages (XaStore *store, gint64 hook_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaHookMessage) */
/* Puts one back that was dropped: as it was, but for its id; without its messages it would take them again.
 * Errors: EXISTS where another has its name by now */
gboolean xa_store_restore_hook_in (XaStore *store, const XaHookIn *hook, const GArray *messages, GError **error);
/* Forgets that a push was an import. @source: what it was known by */
gboolean xa_store_forget_push (XaStore *store, const XaPseudonym *source, GError **error);

/* --- out --- */

/* Values are written to files as bits: append, never renumber. */
typedef enum {
  XA_HOOK_SYNC_FINISHED = 1 << 0, /* "sync.finished" */
  XA_HOOK_ALERT_RAISED = 1 << 1,  /* "alert.raised" */
  XA_HOOK_TASK_FINISHED = 1 << 2, /* "task.finished": an import, a report, a backup, a deletion by age */
} XaHookEvent;

#define XA_HOOK_ALL_EVENTS (XA_HOOK_SYNC_FINISHED | XA_HOOK_ALERT_RAISED | XA_HOOK_TASK_FINISHED)
#define XA_HOOK_TEST_EVENT "webhook.test"

const char *xa_hook_event_id (XaHookEvent one);
/* "sync.finished,alert.raised,task.finished"; FALSE where a word is none. */
gboolean xa_hook_events_parse (const char *text, guint *events);

typedef struct {
  gint64   id;
  char    *uuid;           /* (owned): names its secret */
  char    *name;           /* (owned) */
  char    *url;            /* (owned): whole */
  gboolean allows_private; /* the user confirmed an address in a private range */
  guint    events;         /* XaHookEvent */
  gboolean is_active;
  char    *cause; /* (owned): why it is not active, in a sentence; or "" */
  gint64   created_us;
  gint64   sent_us; /* when the last one arrived, or XA_TIME_UNKNOWN */
} XaHookOut;

void xa_hook_out_free (XaHookOut *self);

/* The caller has checked @url. Errors: EXISTS, INVALID */
XaHookOut *xa_store_add_hook_out (XaStore *store, const char *name, const char *url, gboolean allows_private, guint events, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xa_store_list_hooks_out (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaHookOut), oldest first */
gboolean   xa_store_drop_hook_out (XaStore *store, gint64 id, GError **error);                 /* NOT_FOUND */
/* Puts one back that was dropped: as it was, but for its id; what was still to be sent is gone.
 * Errors: EXISTS where another has its name by now */
gboolean xa_store_restore_hook_out (XaStore *store, const XaHookOut *hook, GError **error);
/* What came of a delivery. @cause: (nullable): the receiver wants no more, and it is not active any longer */
gboolean xa_store_note_hook_sent (XaStore *store, gint64 id, gint64 now_us, const char *cause, GError **error);

/* The largest message that goes out. */
#define XA_HOOK_MAX_BODY 20000

/* Queues a message to every active webhook that wants @event: a task of kind DELIVERY each.
 * @data: (transfer none): JSON of an object, which has passed the disclosure gate and names nobody
 * Errors: INVALID where it is too large */
gboolean xa_store_tell_hooks (XaStore *store, XaHookEvent event, const char *data, gint64 now_us, GError **error);
/* XA_HOOK_TASK_FINISHED: that something ended. @kind: an id, such as xa_task_kind_id(); @cause: (nullable): an id */
gboolean xa_store_tell_task (XaStore *store, const char *kind, gboolean is_done, const char *cause, GError **error);
/* The same to one of them, whatever it wants. */
gboolean xa_store_tell_hook (XaStore *store, const XaHookOut *hook, const char *type, const char *data, gint64 now_us, GError **error);

/* What a task of kind DELIVERY is about: "uuid of the webhook/id of the message". */
gboolean xa_hook_subject_parse (const char *subject, char **uuid, char **message_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaHookIn, xa_hook_in_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaHookOut, xa_hook_out_free)
