#pragma once

#include "control/xa-control.h"
#include "control/xa-telemetry.h"

/*
 * Keeps the data of one workspace fresh by itself: decides what is due, runs it over XaSync with
 * other work that has no platform, and shows how it stands. It has a thread of its own; every call
 * may be made from any thread and returns at once, unless it says otherwise.
 */
typedef struct _XaController XaController;

typedef struct {
  XaSync      *sync;      /* referenced */
  XaTelemetry *telemetry; /* (nullable): referenced */

  /* (nullable): around everything that opens the workspace for writing, in the controller's thread; may wait */
  gboolean (*begin_writing) (GCancellable *cancellable, gpointer data, GError **error);
  void (*end_writing) (gpointer data);
  /* (nullable): whether somebody waits for that to end, and goes first: what is in hand stops at its page and
   * goes on afterwards, what was asked for by hand as well */
  gboolean (*is_awaited) (gpointer data);
  gpointer data;

  gboolean by_hand; /* nothing is fetched by itself: only what is asked for */

  /* For tests. (nullable): the wall clock, and the clock that counts while the computer sleeps, in
   * microseconds; the second is what tells a suspend from a clock that was set */
  gint64 (*get_time) (gpointer clock_data);
  gint64 (*get_boot_time) (gpointer clock_data);
  gpointer clock_data;
} XaControllerOptions;

XaController *xa_controller_new (const XaControllerOptions *options) G_GNUC_WARN_UNUSED_RESULT;
XaController *xa_controller_ref (XaController *self);
void          xa_controller_unref (XaController *self);

void xa_controller_start (XaController *self);
/* Blocks until nothing is in hand, which takes about a second; what was goes on the next time. */
void xa_controller_stop (XaController *self);

/* --- work that has no platform: before the start ------------------------------------------------ */

/* In a worker; an error that passes (XA_NET_ERROR) is tried again later, others count as failures: dead
 * after XA_TASK_MAX_ATTEMPTS. */
typedef gboolean (*XaControllerWork) (XaSync *sync, const XaTask *task, GCancellable *cancellable, gpointer data, GError **error);
/* @kind: XA_TASK_KIND_ANALYSIS and after it */
void xa_controller_set_work (XaController *self, XaTaskKind kind, XaControllerWork work, gpointer data, GDestroyNotify data_free);

typedef enum {
  XA_CONTROLLER_ALWAYS,
  XA_CONTROLLER_WHEN_IDLE, /* nothing else is in hand */
} XaControllerWhen;

/* Wished for every @interval_s since the last that came to its end. */
void xa_controller_set_recurring (XaController *self, XaTaskKind kind, const char *subject, gint64 interval_s, XaControllerWhen when);

/* --- steering ------------------------------------------------------------------------------------ */

/* Applied in the controller's thread. What goes wrong is in the lane or task it is about. */
void xa_controller_steer (XaController *self, const XaControl *control);
/* Fetches @sources, or all that are followed, now. What is wished for already or under way is not begun twice:
 * whoever asks for it waits for the same. @progress: of these sources, like that of a run; @is_over: the last
 * time, with @error (nullable) where it could not go on or was cancelled. In the controller's thread, or in that
 * which ends the controller.
 * Returns: a number to cancel it by */
typedef void (*XaControllerFetched) (const XaSyncProgress *progress, gboolean is_over, const GError *error, gpointer data);
guint64 xa_controller_fetch (XaController *self, const gint64 *sources, gsize n_sources, XaControllerFetched told, gpointer data, GDestroyNotify data_free);
/* Stops what nobody else asked for in this way: it goes on where it was when it is due the next time, or asked for. */
void xa_controller_cancel_fetch (XaController *self, guint64 fetch);
/* A task that has no source; merged with the same that is open. @input: (nullable); @not_before_us: or XA_TIME_UNKNOWN */
void xa_controller_wish (XaController *self, XaTaskKind kind, const char *subject, const char *input, int priority, gint64 not_before_us);
/* What the user looks at comes first; 0: nothing in particular. */
void xa_controller_look_at (XaController *self, gint64 audience_id);

/* What the system says. By hand everything goes in spite of it. */
void xa_controller_set_metered (XaController *self, gboolean is_metered);
void xa_controller_set_saving_power (XaController *self, gboolean saves);
/* The computer woke up, or the network came back: looks at what is due now, and at what waited for that. */
void xa_controller_wake (XaController *self);
/* Another program may have changed the workspace: looks at what is due now. */
void xa_controller_look (XaController *self);

/* --- what is seen ---------------------------------------------------------------------------------- */

/* Returns: (transfer full): the newest picture; never NULL */
XaControlPicture *xa_controller_get_picture (XaController *self) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  XA_CONTROLLER_PICTURE, /* there is a new one, at most five a second */
  XA_CONTROLLER_DATA,    /* data of audiences changed: something came to its end */
} XaControllerEvent;

/* Called in a thread of the controller: a window hands it over to its own. */
typedef void (*XaControllerListener) (XaControllerEvent event, gpointer data);
void xa_controller_set_listener (XaController *self, XaControllerListener listener, gpointer data, GDestroyNotify data_free);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaController, xa_controller_unref)
