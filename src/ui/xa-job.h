#pragma once

#include <gio/gio.h>

/*
 * Something that takes a while: an import, an invention of sample data, an analysis, an export.
 * The Activity view lists it; whoever started it shows its progress in place.
 */
#define XA_TYPE_JOB (xa_job_get_type ())
G_DECLARE_FINAL_TYPE (XaJob, xa_job, XA, JOB, GObject)

typedef enum {
  XA_JOB_WAITING,
  XA_JOB_RUNNING,
  XA_JOB_DONE,
  XA_JOB_FAILED,
  XA_JOB_CANCELLED,
} XaJobState;

XaJob *xa_job_new (const char *title, const char *icon_name) G_GNUC_WARN_UNUSED_RESULT;

const char   *xa_job_get_title (XaJob *self);
XaJobState    xa_job_get_state (XaJob *self);
double        xa_job_get_fraction (XaJob *self);     /* or -1 while unknown */
double        xa_job_get_seconds_left (XaJob *self); /* or NAN */
const char   *xa_job_get_detail (XaJob *self);       /* (nullable): what it does, what came of it, or what went wrong */
GCancellable *xa_job_get_cancellable (XaJob *self);
gboolean      xa_job_is_open (XaJob *self); /* waiting or running */

/* For who runs it, in the main thread. */
void xa_job_start (XaJob *self);
void xa_job_set_progress (XaJob *self, double fraction, double seconds_left, const char *detail);
void xa_job_finish (XaJob *self, const char *detail);
void xa_job_fail (XaJob *self, const GError *error);
void xa_job_cancel (XaJob *self);
