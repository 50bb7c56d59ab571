#include "ui/xa-live-private.h"

#include "model/xa-said.h"

#include <glib/gi18n.h>
#include <math.h>

/* What was asked for by hand: a job in the window, and its tasks with the controller. Counted. */
typedef struct {
  XaLive *live;         /* (owned) */
  XaJob  *job;          /* (owned) */
  GArray *sources;      /* (owned) (nullable) (element-type gint64): NULL for all */
  guint64 number;       /* with the controller */
  gulong  cancelled_id; /* or 0 */
  char   *outcome;      /* (owned) (nullable): set before the end is on its way */
  GError *error;        /* (owned) (nullable): likewise */
} Fetch;

static void
fetch_clear (gpointer data)
{
  Fetch *self = data;

  g_object_unref (self->live);
  g_object_unref (self->job);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_error (&self->error);
  g_free (self->outcome);
}

static void
fetch_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, fetch_clear);
}

static gboolean
release_cb (gpointer fetch)
{
  fetch_release (fetch);

  return G_SOURCE_REMOVE;
}

/* What the window holds goes in its own thread. */
static void
release_from_afar (gpointer fetch)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, release_cb, fetch, NULL);
}

/* --- progress -------------------------------------------------------------------------------- */

typedef struct {
  XaJob *job; /* (owned) */
  double fraction;
  char  *detail; /* (owned) */
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_object_unref (self->job);
  g_free (self->detail);
  g_free (self);
}

static gboolean
step_cb (gpointer data)
{
  Step *step = data;

  if (xa_job_is_open (step->job))
    xa_job_set_progress (step->job, step->fraction, NAN, step->detail);

  return G_SOURCE_REMOVE;
}

/* How much of a source is there: its passes, and of the one in hand what the platform says. */
static double
get_share (const XaSyncItem *item)
{
  double share = item->n_passes > 0 ? item->n_passes_done : 0;

  if (item->n_passes > item->n_passes_done && item->total > 0)
    share += CLAMP ((double) item->done / (double) item->total, 0, 1);

  return item->n_passes > 0 ? CLAMP (share / item->n_passes, 0, 1) : 0;
}

/* Whose turn comes when: the first that waits for a platform. */
static char *
describe_wait (const XaSyncProgress *progress)
{
  for (guint i = 0; i < progress->n_items; i++) {
    const XaSyncItem *item = &progress->items[i];
    g_autoptr (GDateTime) until = NULL;
    g_autofree char *time = NULL;

    if (item->wait_until_us == XA_TIME_UNKNOWN)
      continue;
    until = g_date_time_new_from_unix_local (item->wait_until_us / G_USEC_PER_SEC);
    time = until ? g_date_time_format (until, "%X") : NULL;
    return time ? g_strdup_printf (_ ("%s waits until %s"), item->connection, time) : NULL;
  }

  return NULL;
}

static char *
describe (const XaSyncProgress *progress)
{
  g_autofree char *wait = describe_wait (progress);
  g_autofree char *done = g_strdup_printf (g_dngettext (NULL, "%u of %u audience", "%u of %u audiences", progress->n_items),
                                           progress->n_done, progress->n_items);

  return wait ? g_strdup_printf ("%s · %s", done, wait) : g_steal_pointer (&done);
}

/* What came of it; the first that failed says why. */
static char *
tell_outcome (const XaSyncProgress *report)
{
  g_autofree char *done = g_strdup_printf (g_dngettext (NULL, "%u audience is up to date", "%u audiences are up to date", report->n_done), report->n_done);

  for (guint i = 0; i < report->n_items; i++) {
    const XaSyncItem *item = &report->items[i];

    if (item->cause_text && item->cause_text[0]) {
      g_autofree char *why = xa_said (item->cause_text);

      return g_strdup_printf ("%s · %s: %s", done, item->title, why);
    }
  }

  return g_steal_pointer (&done);
}

/* --- the end --------------------------------------------------------------------------------- */

static gboolean
ended_cb (gpointer data)
{
  Fetch *fetch = data;

  g_clear_signal_handler (&fetch->cancelled_id, xa_job_get_cancellable (fetch->job));
  if (fetch->error)
    xa_job_fail (fetch->job, fetch->error);
  else
    xa_job_finish (fetch->job, fetch->outcome);
  g_signal_emit_by_name (fetch->live, "changed");
  xa_jobs_end (fetch->live->jobs, fetch->job);

  return G_SOURCE_REMOVE;
}

static void
end_later (Fetch *fetch)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, ended_cb, g_atomic_rc_box_acquire (fetch), fetch_release);
}

/* In the controller's thread. */
static void
told_cb (const XaSyncProgress *progress,
         gboolean              is_over,
         const GError         *error,
         gpointer              data)
{
  Fetch *fetch = data;
  Step  *step;
  double share = 0;

  if (is_over) {
    if (error)
      fetch->error = g_error_copy (error);
    else
      fetch->outcome = tell_outcome (progress);
    end_later (fetch);
    return;
  }
  for (guint i = 0; i < progress->n_items; i++)
    share += get_share (&progress->items[i]);
  step = g_new (Step, 1);
  *step = (Step) { g_object_ref (fetch->job), progress->n_items > 0 ? share / progress->n_items : -1, describe (progress) };
  g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, step, step_free);
}

/* --- beginning and cancelling ---------------------------------------------------------------- */

/* In the main thread, like all that follows. */
static void
begin (Fetch        *fetch,
       XaController *controller)
{
  const gint64 *sources = fetch->sources ? (const gint64 *) (gpointer) fetch->sources->data : NULL;
  gsize         n_sources = fetch->sources ? fetch->sources->len : 0;

  fetch->number = xa_controller_fetch (controller, sources, n_sources, told_cb, g_atomic_rc_box_acquire (fetch), release_from_afar);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  Fetch *fetch = data;
  g_autoptr (XaController) controller = xa_live_dup_controller (fetch->live);

  if (g_ptr_array_remove (fetch->live->waiting, fetch)) {
    fetch->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
    end_later (fetch);
    fetch_release (fetch);
  } else if (controller) {
    xa_controller_cancel_fetch (controller, fetch->number);
  }
}

void
xa_live_begin_waiting (XaLive *self)
{
  g_autoptr (XaController) controller = xa_live_dup_controller (self);

  while (controller && self->waiting->len > 0) {
    Fetch *fetch = g_ptr_array_steal_index (self->waiting, 0);

    begin (fetch, controller);
    fetch_release (fetch);
  }
}

void
xa_live_fail_waiting (XaLive       *self,
                      const GError *error)
{
  while (self->waiting->len > 0) {
    Fetch *fetch = g_ptr_array_steal_index (self->waiting, 0);

    fetch->error = g_error_copy (error);
    end_later (fetch);
    fetch_release (fetch);
  }
}

XaJob *
xa_live_fetch (XaLive       *self,
               const gint64 *sources,
               gsize         n_sources)
{
  Fetch *fetch = g_atomic_rc_box_new0 (Fetch);

  fetch->live = g_object_ref (self);
  fetch->job = xa_job_new (_ ("Fetching from platforms"), "emblem-synchronizing-symbolic");
  if (sources) {
    fetch->sources = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_vals (fetch->sources, sources, (guint) n_sources);
  }
  xa_jobs_add (self->jobs, fetch->job);
  xa_job_start (fetch->job);
  fetch->cancelled_id = g_signal_connect (xa_job_get_cancellable (fetch->job), "cancelled", G_CALLBACK (cancelled_cb), fetch);
  g_ptr_array_add (self->waiting, fetch);
  xa_live_begin_waiting (self);
  if (self->waiting->len > 0)
    xa_live_ask_for_controller (self);

  return fetch->job;
}
