#pragma once

#include "ui/server/xa-host.h"
#include "ui/xa-jobs.h"
#include "ui/xa-live.h"
#include "ui/xa-reader.h"
#include "ui/xa-supervisor.h"
#include "ui/xa-tray.h"
#include "ui/xa-undo.h"

/*
 * An open workspace, as all views share it: who answers questions about it, what changes it, what
 * range of time it is looked at in, what is collected for comparison, and what can be undone.
 *
 * "changed": figures may be others now (the data changed, or the range did). Views ask again.
 */
#define XA_TYPE_SESSION (xa_session_get_type ())
G_DECLARE_FINAL_TYPE (XaSession, xa_session, XA, SESSION, GObject)

/* Two threads answer, so that a long analysis does not hold up a page of a list. */
typedef enum {
  XA_ASK_QUICK,
  XA_ASK_LONG,
} XaAskKind;

XaSession *xa_session_new (const char *path, const char *key_file) G_GNUC_WARN_UNUSED_RESULT;

const char *xa_session_get_path (XaSession *self);
const char *xa_session_get_name (XaSession *self);
XaJobs     *xa_session_get_jobs (XaSession *self);
XaLive     *xa_session_get_live (XaSession *self);
/* It runs once something is connected. */
XaSupervisor *xa_session_get_supervisor (XaSession *self);
XaHost       *xa_session_get_host (XaSession *self);
XaAhead      *xa_session_get_ahead (XaSession *self);
XaTray       *xa_session_get_tray (XaSession *self);
XaUndo       *xa_session_get_undo (XaSession *self);

/* The property "simulated": whether some of the audiences are invented. */
gboolean xa_session_is_simulated (XaSession *self);
void     xa_session_set_simulated (XaSession *self, gboolean simulated);

void xa_session_get_range (XaSession *self, gint64 *from_us, gint64 *to_us); /* or XA_TIME_UNKNOWN */
void xa_session_set_range (XaSession *self, gint64 from_us, gint64 to_us);

/* @ask: copied; its data is taken. Figures are for the screen. */
void xa_session_ask_async (XaSession *self, XaAskKind kind, const XaAsk *ask, XaInsightProgress progress, gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The same with the stricter gate for what leaves the app: files, the clipboard. */
void     xa_session_ask_outside_async (XaSession *self, const XaAsk *ask, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer xa_session_ask_finish (XaSession *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
