#pragma once

#include "model/xa-sink.h"
#include "net/xa-rest.h"
#include "providers/xa-target.h"

/*
 * One pass of a provider over one thing, in one thread: what it asks with, where it puts what it
 * parses, and where it stood when it was last interrupted. Made by sync/, used by providers.
 */
typedef struct _XaFetch XaFetch;

XaRest         *xa_fetch_get_rest (XaFetch *self);
XaSink         *xa_fetch_get_sink (XaFetch *self);
const XaTarget *xa_fetch_get_target (XaFetch *self); /* with what a resolve found */
GCancellable   *xa_fetch_get_cancellable (XaFetch *self);
gint64          xa_fetch_get_now (XaFetch *self); /* the time of the pass: the same on every page, also after a resume */

/* How far back posts are read and how many at most, as the user set it. */
gint64 xa_fetch_get_since (XaFetch *self);
guint  xa_fetch_get_max_posts (XaFetch *self); /* G_MAXUINT: all */

/* Where the pass stands. The cursor is what was given to the last xa_fetch_page() whose records are
 * safe; NULL: from the start. It is sealed with the workspace's key, so that a server's cursor that
 * names a person is nowhere in the clear.
 *
 * A mark outlives the pass: what the next one goes on from (the newest post that was read, the
 * offset of an update stream). It is kept with the batch, like the cursor. A mark whose name begins
 * with '@' belongs to the connection: all of its sources see the same. */
const char *xa_fetch_get_cursor (XaFetch *self);
const char *xa_fetch_get_mark (XaFetch *self, const char *name);
void        xa_fetch_set_mark (XaFetch *self, const char *name, const char *value);

/* Ends a page: the records handed to the sink since the last one are committed together with
 * @cursor, the way to the next page (nullable: it was the last). May block, and fails when the pass is
 * to end: cancelled, or the disk is full. */
gboolean xa_fetch_page (XaFetch *self, const char *cursor, GError **error);

/* Whether the user follows the audience of this native id over the same connection. Where one stream
 * brings the records of many audiences, a pass takes those of all that are followed, and drops the rest. */
gboolean xa_fetch_follows (XaFetch *self, const char *native_id);

/* Waits until all pages so far are safe. For streams that forget what was asked for once: only then
 * may the next question go out. */
gboolean xa_fetch_settle (XaFetch *self, GError **error);

/* What the platform kept from us, told to the user beside the result and never a failure. */
typedef enum {
  XA_FETCH_NOTE_HIDDEN_LIST,    /* the account hides who follows it */
  XA_FETCH_NOTE_MISSING_INTENT, /* a bot without a privileged intent; @detail names it */
  XA_FETCH_NOTE_MISSING_RIGHT,  /* a permission; @detail names it and where */
  XA_FETCH_NOTE_CAPPED,         /* the platform ends lists early */
  XA_FETCH_NOTE_NEEDS_SIGN_IN,
  XA_FETCH_NOTE_BAD_PAGE,       /* a page could not be read and was left out */
  XA_FETCH_NOTE_PARTIAL_SERVER, /* the server that was asked does not know all */
  XA_FETCH_NOTE_NO_HISTORY,
  XA_FETCH_NOTE_ENDED_EARLY, /* work that the platform did for us ended before its end */
  XA_FETCH_NOTE_METRIC_GONE, /* a series that the platform no longer gives; @detail names it */
  XA_N_FETCH_NOTES,
} XaFetchNote;

void xa_fetch_note (XaFetch *self, XaFetchNote note, const char *detail); /* @detail: (nullable): our words */
void xa_fetch_progress (XaFetch *self, gint64 done, gint64 total);        /* @total: or XA_COUNT_UNKNOWN */

/* A list that turned out to be less than it was declared as: its snapshot is only a first N. A pass
 * that fails is never a list at all (NET-9). */
void xa_fetch_is_partial (XaFetch *self);

/* The stable word for a note, in workspaces and JSON: "hidden-list", ... */
const char *xa_fetch_note_id (XaFetchNote note);
const char *xa_fetch_note_words (XaFetchNote note); /* a sentence */

/* What stands behind a fetch: the functions above each call the one of their name. */
typedef struct {
  XaRest *(*get_rest) (XaFetch *self);
  XaSink *(*get_sink) (XaFetch *self);
  const XaTarget *(*get_target) (XaFetch *self);
  GCancellable *(*get_cancellable) (XaFetch *self);
  gint64 (*get_now) (XaFetch *self);
  gint64 (*get_since) (XaFetch *self);
  guint (*get_max_posts) (XaFetch *self); /* 0: all */
  const char *(*get_cursor) (XaFetch *self);
  const char *(*get_mark) (XaFetch *self, const char *name);
  void (*set_mark) (XaFetch *self, const char *name, const char *value);
  gboolean (*page) (XaFetch *self, const char *cursor, GError **error);
  gboolean (*follows) (XaFetch *self, const char *native_id);
  gboolean (*settle) (XaFetch *self, GError **error);
  void (*note) (XaFetch *self, XaFetchNote note, const char *detail);
  void (*progress) (XaFetch *self, gint64 done, gint64 total);
  void (*is_partial) (XaFetch *self);
} XaFetchClass;

struct _XaFetch {
  const XaFetchClass *class; /* (not owned) */
};
