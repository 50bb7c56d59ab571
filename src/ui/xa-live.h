#pragma once

#include "control/xa-controller.h"
#include "ui/xa-jobs.h"

/*
 * The live platforms of an open workspace. Every question to them runs in a thread of its own. What is
 * fetched is fetched by the controller; what was asked for by hand is a job like an import, with its
 * progress and a way to cancel it.
 *
 * "changed": connections, what is followed, or the data changed; "needs-controller": something is to be
 * fetched, and nobody fetches yet.
 */
#define XA_TYPE_LIVE (xa_live_get_type ())
G_DECLARE_FINAL_TYPE (XaLive, xa_live, XA, LIVE, GObject)

XaLive *xa_live_new (const char *workspace, const char *key_file, XaJobs *jobs) G_GNUC_WARN_UNUSED_RESULT;

/* In a thread: one of the blocking calls of xa-sync.h. NULL with @error set, or a result. */
typedef gpointer (*XaLiveCall) (XaSync *sync, gpointer data, GCancellable *cancellable, GError **error);

typedef enum {
  XA_LIVE_READS,   /* asks a platform or the workspace */
  XA_LIVE_CHANGES, /* "changed" is emitted when it succeeded */
  XA_LIVE_APART,   /* writes nothing to the workspace: waits for nobody who does, and nobody waits for it */
} XaLiveEffect;

/* @data: taken, and freed with @data_free; @result_free: for a result that nobody takes */
void     xa_live_call_async (XaLive *self, XaLiveEffect effect, XaLiveCall call, gpointer data, GDestroyNotify data_free, GDestroyNotify result_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer xa_live_call_finish (XaLive *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a thread: what all calls share, for whoever has joined the turn to write. (transfer full) (nullable) */
XaSync *xa_live_open_sync (XaLive *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From any thread: "changed" is emitted in the main one. */
void xa_live_tell_changed (XaLive *self);

/* Who fetches. In the main thread; @controller: (nullable): referenced */
void          xa_live_set_controller (XaLive *self, XaController *controller);
XaController *xa_live_dup_controller (XaLive *self) G_GNUC_WARN_UNUSED_RESULT; /* from any thread: (transfer full) (nullable) */
/* There will be none: what waits for it ends. In the main thread */
void xa_live_fail_waiting (XaLive *self, const GError *error);

/* Fetches @sources, or all that are followed, before what is due by itself. Returns: (transfer none): the job, which
 * Activity lists */
XaJob *xa_live_fetch (XaLive *self, const gint64 *sources, gsize n_sources);
