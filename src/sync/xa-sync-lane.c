#include "sync/xa-sync-run-private.h"

#include "journal/xa-journal.h"
#include "model/xa-language.h"
#include "model/xa-time.h"

/* Attempts of one pass in one run that fail in a way that may pass. */
#define MAX_TRIES 3

#define BACK_OFF_US (5 * G_USEC_PER_SEC)
#define STORE_BACK_OFF_US (5 * 60 * G_USEC_PER_SEC)
#define FAILED_BACK_OFF_US (G_GINT64_CONSTANT (15) * 60 * G_USEC_PER_SEC) /* is doubled up to seven times */

/* --- what became of a pass --------------------------------------------------------------------------- */

static gboolean
is_net (const GError *error,
        XaNetError    code)
{
  return g_error_matches (error, XA_NET_ERROR, (int) code);
}

/* Waiting for the platform, the network or the user is nobody's failure. */
static gboolean
counts_as_failure (const GError *error)
{
  if (error->domain == XA_STORE_ERROR || error->domain == XA_CREDENTIAL_ERROR)
    return FALSE;
  if (xa_net_error_passes (error))
    return is_net (error, XA_NET_ERROR_TRANSIENT) || is_net (error, XA_NET_ERROR_TIMEOUT);

  return !is_net (error, XA_NET_ERROR_AUTH) && !is_net (error, XA_NET_ERROR_PAYMENT) && !is_net (error, XA_NET_ERROR_OUTDATED) &&
         !is_net (error, XA_NET_ERROR_SCOPE);
}

/* Until a time that somebody named, which coming back does not change. */
static gboolean
was_told_when (const GError *error)
{
  return is_net (error, XA_NET_ERROR_RATE_LIMITED) || is_net (error, XA_NET_ERROR_NOT_YET) || is_net (error, XA_NET_ERROR_BUDGET);
}

/* Where the way to the next page is what the platform does not take, the pass begins again. */
static gboolean
is_lost (const XaTask *task,
         const GError *error)
{
  return task->cursor && (is_net (error, XA_NET_ERROR_BAD_REQUEST) || is_net (error, XA_NET_ERROR_GONE) || is_net (error, XA_NET_ERROR_LOOP));
}

static gboolean
waits_for_user (const GError *error)
{
  return error->domain == XA_CREDENTIAL_ERROR || is_net (error, XA_NET_ERROR_AUTH) || is_net (error, XA_NET_ERROR_PAYMENT) || is_net (error, XA_NET_ERROR_OUTDATED);
}

/* Full jitter, so that those who failed together do not come again together. */
static gint64
back_off (guint n_tries)
{
  return (gint64) (g_random_double_range (0.5, 1.5) * (double) (BACK_OFF_US << MIN (n_tries, 6)));
}

/* It was called back: for good, until a time, or because nothing goes on at all. */
static void
take_stop (XaSyncLane *lane,
           XaTaskEnd  *end)
{
  const gint64 *until_us = g_object_get_data (G_OBJECT (lane->cancellable), XA_SYNC_PUT_OFF);

  end->state = lane->run->stops || lane->is_held ? XA_TASK_QUEUED : XA_TASK_CANCELLED;
  end->cause_text = "";
  if (end->state == XA_TASK_QUEUED || !until_us)
    return;
  end->state = XA_TASK_WAITING;
  end->not_before_us = *until_us;
  end->cause = "stopped";
  end->cause_text = N_ ("Stopped by you.");
}

/* The user removed what was being fetched: what else there is goes on. */
static gboolean
was_removed (const GError *error)
{
  return g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
}

static XaTaskEnd
judge (XaSyncLane       *lane,
       const XaTask     *task,
       const XaSyncPass *pass,
       const GError     *error)
{
  XaTaskEnd end = { .state = XA_TASK_FAILED, .not_before_us = XA_TIME_UNKNOWN, .cause = xa_sync_error_id (error), .cause_text = error->message };
  gint64    now_us = xa_sync_run_now (lane->run);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    take_stop (lane, &end);
    return end;
  }
  if (was_removed (error)) {
    end.state = XA_TASK_CANCELLED;
    return end;
  }
  end.counts = counts_as_failure (error);
  end.restarts = is_lost (task, error);
  if (waits_for_user (error) || error->domain == XA_STORE_ERROR)
    end.state = XA_TASK_WAITING;
  /* Nobody waits for these in a run; the schedule comes back to them. */
  if (error->domain == XA_STORE_ERROR)
    end.not_before_us = now_us + STORE_BACK_OFF_US;
  else if (end.state == XA_TASK_FAILED)
    end.not_before_us = now_us + MIN (FAILED_BACK_OFF_US << MIN (task->attempts, 7), XA_USEC_PER_DAY);
  if (!xa_net_error_passes (error))
    return end;
  end.state = XA_TASK_WAITING;
  end.not_before_us = pass->not_before_us != XA_TIME_UNKNOWN && pass->not_before_us > now_us ? pass->not_before_us : now_us + back_off (lane->n_tries);

  return end;
}

typedef struct {
  gint64           task_id;
  const XaTaskEnd *end;
  XaTaskState      state; /* out */
} Leaving;

static gboolean
leave (XaStore *store,
       gpointer data,
       GError **error)
{
  Leaving *leaving = data;

  return xa_store_leave_task (store, leaving->task_id, leaving->end, &leaving->state, error);
}

/* What of the platform is told in the log: a class of failure, and our own numbers. */
static void
log_pass (XaSyncLane       *lane,
          const XaTask     *task,
          const XaSyncPass *pass,
          const XaTaskEnd  *end)
{
  const XaLogField which[] = { xa_log_workspace (lane->run->uuid), xa_log_id ("connection", lane->source->connection_id), xa_log_id ("source", lane->source->id) };
  const XaLogField kind = xa_log_known ("pass", xa_pass_id ((XaPass) task->kind));
  const XaLogField requests = xa_log_count ("requests", pass->n_requests);

  if (!end)
    xa_journal (XA_LOG_INFO, "pass-done", which[0], which[1], which[2], kind, requests, xa_log_flag ("partial", pass->notes != 0));
  else if (end->state == XA_TASK_WAITING)
    xa_journal (XA_LOG_INFO, "pass-waits", which[0], which[1], which[2], kind, requests, xa_log_known ("cause", end->cause), xa_log_time ("until", end->not_before_us));
  else if (end->state == XA_TASK_QUEUED || end->state == XA_TASK_CANCELLED)
    xa_journal (XA_LOG_INFO, "pass-left", which[0], which[1], which[2], kind, requests, xa_log_known ("state", xa_task_state_id (end->state)));
  else
    xa_journal (XA_LOG_WARNING, "pass-failed", which[0], which[1], which[2], kind, requests, xa_log_known ("cause", end->cause),
                xa_log_known ("state", xa_task_state_id (end->state)), xa_log_count ("attempt", task->attempts + 1));
}

/* Tells the user, and lets the other sources of the connection know. */
static void
note_connection (XaSyncLane   *lane,
                 const GError *error)
{
  XaSyncRun  *run = lane->run;
  XaSyncRoad *road = lane->road;
  gboolean    changed;
  g_autoptr (XaConnection) copy = NULL;

  xa_sync_run_lock (run);
  changed = error ? xa_sync_judge_connection (road->connection, error)
                  : road->connection->state != XA_CONNECTION_OK && road->connection->state != XA_CONNECTION_EXPIRING &&
                      road->connection->state != XA_CONNECTION_SCOPE_MISSING;
  if (!error && changed)
    xa_sync_judge_connection (road->connection, NULL);
  road->is_blocked |= error && waits_for_user (error);
  if (changed)
    copy = xa_connection_copy (road->connection);
  xa_sync_run_unlock (run);
  if (!copy)
    return;
  xa_sync_store_connection (run->sync, copy, NULL);
  xa_journal (copy->state == XA_CONNECTION_OK ? XA_LOG_INFO : XA_LOG_WARNING, "connection-changed", xa_log_workspace (run->uuid), xa_log_id ("connection", copy->id),
              xa_log_known ("state", xa_connection_state_id (copy->state)), xa_log_known ("cause", *copy->cause ? copy->cause : "ok"));
}

static void
set_cause (XaSyncLane *lane,
           const char *cause,
           const char *text)
{
  g_set_str (&lane->item.cause, cause);
  g_set_str (&lane->item.cause_text, text);
}

/* Within the lock: what comes next of this lane. */
static void
go_on (XaSyncLane *lane)
{
  lane->at++;
  lane->n_tries = 0;
  lane->not_before_us = lane->item.wait_until_us = XA_TIME_UNKNOWN;
  lane->ready_us = g_get_monotonic_time ();
  lane->is_over = lane->at >= lane->tasks->len;
  lane->over_us = g_get_monotonic_time ();
  if (lane->is_over) {
    lane->item.state = lane->failed ? XA_TASK_FAILED : XA_TASK_DONE;
  } else {
    lane->item.pass = (XaPass) ((XaTask *) lane->tasks->pdata[lane->at])->kind;
    lane->item.state = XA_TASK_QUEUED;
    lane->item.done = 0;
    lane->item.total = XA_COUNT_UNKNOWN;
  }
}

/* A limit of the platform's is waited for as often as it is met; what has no other end than that it
 * may pass is tried a few times. */
static gboolean
tries_again (XaSyncLane      *lane,
             const XaTaskEnd *end,
             XaTaskState      state,
             gboolean         said_when)
{
  if (state != XA_TASK_WAITING || end->not_before_us == XA_TIME_UNKNOWN || lane->run->stops || g_cancellable_is_cancelled (lane->cancellable))
    return FALSE;
  if (end->not_before_us - xa_sync_run_now (lane->run) > lane->run->patience_us)
    return FALSE;

  return said_when || ++lane->n_tries < MAX_TRIES;
}

/* Within the lock. */
static void
wait_or_give_up (XaSyncLane      *lane,
                 const XaTaskEnd *end,
                 XaTaskState      state,
                 gboolean         said_when)
{
  lane->item.state = state;
  lane->item.wait_until_us = state == XA_TASK_WAITING && lane->run->error == NULL ? end->not_before_us : XA_TIME_UNKNOWN;
  set_cause (lane, end->cause ? end->cause : "", end->cause_text ? end->cause_text : "");
  if (tries_again (lane, end, state, said_when)) {
    lane->not_before_us = end->not_before_us;
    lane->ready_us = g_get_monotonic_time () + MAX (0, end->not_before_us - xa_sync_run_now (lane->run));
    lane->is_stale = TRUE;
  } else if (state == XA_TASK_FAILED || state == XA_TASK_DEAD) {
    lane->failed = TRUE;
    go_on (lane);
  } else {
    lane->is_over = TRUE;
    lane->over_us = g_get_monotonic_time ();
  }
}

static void
take_failure (XaSyncLane   *lane,
              XaTask       *task,
              XaSyncPass   *pass,
              const GError *error)
{
  XaSyncRun *run = lane->run;
  XaTaskEnd  end;
  Leaving    leaving = { .task_id = task->id };
  g_autoptr (GError) unwritten = NULL;

  note_connection (lane, error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !was_removed (error))
    xa_sync_measure (run->sync, XA_SYNC_METER_FAILED, lane->source->connection_id, 1);
  xa_sync_run_lock (run);
  end = judge (lane, task, pass, error);
  xa_sync_run_unlock (run);
  leaving.end = &end;
  leaving.state = end.state;
  log_pass (lane, task, pass, &end);
  xa_sync_write (run->sync, leave, &leaving, &unwritten);

  xa_sync_run_lock (run);
  lane->was_told_when = was_told_when (error);
  wait_or_give_up (lane, &end, leaving.state, pass->not_before_us != XA_TIME_UNKNOWN && pass->not_before_us == end.not_before_us);
  if (error->domain == XA_STORE_ERROR && !was_removed (error))
    xa_sync_run_end (run, error);
  else if (unwritten)
    xa_sync_run_end (run, unwritten);
  xa_sync_run_unlock (run);
}

/* --- the workers --------------------------------------------------------------------------------------- */

static void
take_progress (gint64   done,
               gint64   total,
               gpointer data)
{
  XaSyncLane *lane = data;

  xa_sync_run_lock (lane->run);
  lane->item.done = done;
  lane->item.total = total;
  lane->item.wait_until_us = XA_TIME_UNKNOWN;
  xa_sync_run_unlock (lane->run);
}

static void
take_wait (gint64   until_us,
           gpointer data)
{
  XaSyncLane *lane = data;

  xa_sync_run_lock (lane->run);
  lane->item.wait_until_us = until_us;
  xa_sync_run_unlock (lane->run);
}

/* Within the lock. */
static void
take_outcome (XaSyncLane *lane,
              XaSyncPass *pass)
{
  g_autofree char *both = NULL;

  lane->n_requests += pass->n_requests;
  lane->item.n_requests = lane->n_requests;
  lane->item.notes |= pass->notes;
  if (pass->note_text && *pass->note_text) {
    both = *lane->item.note_text ? g_strjoin ("\n", lane->item.note_text, pass->note_text, NULL) : g_strdup (pass->note_text);
    g_set_str (&lane->item.note_text, both);
  }
}

/* A task that was left stands elsewhere than it did. */
typedef struct {
  XaSyncLane *lane;
  XaTask     *task; /* (owned): out */
} Again;

static gboolean
read_again (XaStore *store,
            gpointer data,
            GError **error)
{
  Again        *again = data;
  XaSyncLane   *lane = again->lane;
  const XaTask *old = lane->tasks->pdata[lane->at];

  again->task = xa_store_wish_task (store, lane->run->sync->keys, lane->source->id, old->kind, 0, old->pass_us, error);

  return again->task != NULL;
}

static gboolean
refresh_task (XaSyncLane *lane,
              GError    **error)
{
  Again again = { lane, NULL };

  if (!lane->is_stale)
    return TRUE;
  if (!xa_sync_write (lane->run->sync, read_again, &again, error))
    return FALSE;
  xa_task_free (lane->tasks->pdata[lane->at]);
  lane->tasks->pdata[lane->at] = again.task;
  lane->is_stale = FALSE;

  return TRUE;
}

typedef struct {
  const XaSyncLane *lane;
  gint64            n_requests;
} Cost;

static gboolean
note_cost (XaStore *store,
           gpointer data,
           GError **error)
{
  const Cost *cost = data;

  return xa_store_note_source_cost (store, cost->lane->source->id, cost->n_requests, cost->lane->worked_us, error);
}

/* What a source took that was fetched as a whole, without a break, is what it is reckoned to take the
 * next time. Not known is no harm. */
static void
keep_cost (XaSyncLane *lane)
{
  Cost cost = { lane, 0 };

  xa_sync_run_lock (lane->run);
  cost.n_requests = lane->is_over && !lane->failed && !lane->is_part ? (gint64) lane->n_requests : -1;
  xa_sync_run_unlock (lane->run);
  if (cost.n_requests >= 0)
    xa_sync_write (lane->run->sync, note_cost, &cost, NULL);
}

void
xa_sync_lane_work (XaSyncLane   *lane,
                   XaConnection *connection)
{
  XaSyncRun *run = lane->run;
  XaSyncPass pass = {
    .sync = run->sync,
    .source = lane->source,
    .provider = lane->road->provider,
    .connection = connection,
    .cancellable = lane->cancellable,
    .progress = take_progress,
    .wait = take_wait,
    .data = lane,
  };
  g_autoptr (GError) error = NULL;
  gint64   begun_us = g_get_monotonic_time ();
  gboolean ok = refresh_task (lane, &error);
  XaTask  *task = lane->tasks->pdata[lane->at];

  pass.task = task;
  xa_journal (XA_LOG_DEBUG, "pass-began", xa_log_workspace (run->uuid), xa_log_id ("connection", connection->id), xa_log_id ("source", lane->source->id),
              xa_log_known ("pass", xa_pass_id ((XaPass) task->kind)));
  pass.not_before_us = XA_TIME_UNKNOWN;
  lane->is_part |= task->cursor || task->all_read;
  ok = ok && xa_sync_pass_run (&pass, &error);
  lane->worked_us += g_get_monotonic_time () - begun_us;

  xa_sync_run_lock (run);
  take_outcome (lane, &pass);
  if (ok) {
    lane->item.n_passes_done++;
    set_cause (lane, "", "");
    go_on (lane);
  }
  xa_sync_run_unlock (run);
  g_free (pass.note_text);
  xa_sync_measure (run->sync, XA_SYNC_METER_REQUESTS, connection->id, (double) pass.n_requests);
  if (ok) {
    log_pass (lane, task, &pass, NULL);
    xa_sync_measure (run->sync, XA_SYNC_METER_DONE_US, connection->id, (double) (g_get_monotonic_time () - begun_us));
    if (!pass.stood_in)
      note_connection (lane, NULL);
    keep_cost (lane);
  } else {
    take_failure (lane, task, &pass, error);
  }
}
