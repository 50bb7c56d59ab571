#include "ui/activity/xa-lane-words.h"

#include "model/xa-said.h"
#include "ui/explore/xa-explore-words.h"
#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

const char *
xa_lane_task_kind_name (int kind)
{
  switch (kind) {
  case XA_PASS_PROFILE:
    return _ ("Profile");
  case XA_PASS_MEMBERS:
    return _ ("Members");
  case XA_PASS_POSTS:
    return _ ("Posts");
  case XA_PASS_REACTORS:
    return _ ("Reactions");
  case XA_TASK_KIND_COUNTERS:
    return _ ("Counters");
  case XA_TASK_KIND_ANALYSIS:
    return _ ("Analysis");
  case XA_TASK_KIND_REPORT:
    return _ ("Report");
  case XA_TASK_KIND_DELIVERY:
    return _ ("Delivery");
  case XA_TASK_KIND_BACKUP:
    return _ ("Backup");
  case XA_TASK_KIND_RETENTION:
    return _ ("Retention");
  case XA_TASK_KIND_INTEGRITY:
    return _ ("Check of the file");
  case XA_TASK_KIND_ALERTS:
    return _ ("Look at what is unusual");
  default:
    return _ ("Task");
  }
}

const char *
xa_lane_task_state_name (XaTaskState state)
{
  switch (state) {
  case XA_TASK_QUEUED:
    return _ ("Queued");
  case XA_TASK_RUNNING:
    return _ ("Running");
  case XA_TASK_WAITING:
    return _ ("Waiting");
  case XA_TASK_FAILED:
    return _ ("Failed");
  case XA_TASK_DONE:
    return _ ("Done");
  case XA_TASK_CANCELLED:
    return _ ("Stopped");
  case XA_TASK_DEAD:
    return _ ("Given up");
  }

  return "";
}

const char *
xa_lane_name (const XaControlLane *lane)
{
  return lane->connection_id == 0 ? _ ("This computer") : xa_live_name (lane->name);
}

/* Of today to the second, to the minute where that is still to come, of this week with its day, else with its date. */
char *
xa_lane_say_clock (gint64 at_us,
                   gint64 now_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_us / SECOND_US);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / SECOND_US);
  gboolean is_today = at && now && g_date_time_get_year (at) == g_date_time_get_year (now) && g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now);

  if (!at)
    return g_strdup ("");
  if (is_today)
    return g_date_time_format (at, at_us - now_us > 2 * MINUTE_US ? "%H:%M" : "%X");
  if (ABS (at_us - now_us) < 6 * DAY_US)
    return g_date_time_format (at, "%a %H:%M");

  return g_date_time_format (at, "%x");
}

char *
xa_lane_say_duration (gint64 duration_us)
{
  gint64 n;

  if (duration_us < 90 * SECOND_US)
    return g_strdup_printf (_ ("%d s"), (int) MAX (duration_us / SECOND_US, 1));
  if (duration_us < 90 * MINUTE_US)
    return g_strdup_printf (_ ("%d min"), (int) ((duration_us + MINUTE_US / 2) / MINUTE_US));
  if (duration_us < 36 * HOUR_US)
    return g_strdup_printf (_ ("%d h"), (int) ((duration_us + HOUR_US / 2) / HOUR_US));
  n = (duration_us + DAY_US / 2) / DAY_US;

  return g_strdup_printf (g_dngettext (NULL, "%d day", "%d days", (gulong) n), (int) n);
}

char *
xa_lane_say_interval (gint64 interval_s)
{
  gint64 n;

  if (interval_s < 3600) {
    n = MAX (interval_s / 60, 1);
    return g_strdup_printf (g_dngettext (NULL, "every minute", "every %d minutes", (gulong) n), (int) n);
  }
  if (interval_s < 24 * 3600) {
    n = interval_s / 3600;
    return g_strdup_printf (g_dngettext (NULL, "every hour", "every %d hours", (gulong) n), (int) n);
  }
  n = interval_s / (24 * 3600);

  return g_strdup_printf (g_dngettext (NULL, "every day", "every %d days", (gulong) n), (int) n);
}

/* --- lanes ----------------------------------------------------------------------------------- */

/* What is asked for from time to time is never called so. */
static char *
say_live (const XaControlLane *lane)
{
  if (lane->n_live >= lane->n_sources)
    return g_strdup (_ ("Live"));

  return g_strdup_printf (g_dngettext (NULL, "Live: %u of %u", "Live: %u of %u", lane->n_live), lane->n_live, lane->n_sources);
}

static char *
say_idle (const XaControlLane *lane,
          gint64               now_us)
{
  g_autofree char *clock = NULL;

  if (lane->connection_id == 0)
    return g_strdup (lane->n_done > 0 ? _ ("Nothing to do") : _ ("Nothing done yet"));
  if (lane->n_sources == 0)
    return g_strdup (_ ("Nothing is followed"));
  if (lane->is_push)
    return say_live (lane);
  if (lane->next_due_us == XA_TIME_UNKNOWN)
    return g_strdup (_ ("Nothing is due"));
  if (lane->next_due_us <= now_us)
    return g_strdup (_ ("Due now"));
  clock = xa_lane_say_clock (lane->next_due_us, now_us);

  return g_strdup_printf (_ ("Next at %s"), clock);
}

static char *
say_waiting (const XaControlLane *lane,
             gint64               now_us)
{
  g_autofree char *clock = NULL;
  g_autofree char *why = xa_said (lane->cause_text);

  if (lane->until_us == XA_TIME_UNKNOWN)
    return g_strdup (*why ? why : _ ("Waiting"));
  clock = xa_lane_say_clock (lane->until_us, now_us);
  if (*why)
    return g_strdup_printf (_ ("Waiting until %s: %s"), clock, why);

  return g_strdup_printf (_ ("Waiting until %s"), clock);
}

char *
xa_lane_say_state (const XaControlLane *lane,
                   gint64               now_us)
{
  switch (lane->state) {
  case XA_LANE_IDLE:
    return say_idle (lane, now_us);
  case XA_LANE_RUNNING:
    return g_strdup_printf (g_dngettext (NULL, "%u task running", "%u tasks running", lane->n_running), lane->n_running);
  case XA_LANE_WAITING:
    return say_waiting (lane, now_us);
  case XA_LANE_BLOCKED:
    return *lane->cause_text ? xa_said (lane->cause_text) : g_strdup (_ ("Waiting for you: look at the connection"));
  case XA_LANE_PAUSED:
    return g_strdup (_ ("Paused"));
  case XA_LANE_HELD:
    return *lane->cause_text ? xa_said (lane->cause_text) : g_strdup (_ ("Held back"));
  }

  return g_strdup ("");
}

/* Takes @part. */
static void
add_part (GString *words,
          guint    n,
          char    *part)
{
  g_autofree char *owned = part;

  if (n == 0)
    return;
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, owned);
}

static char *
say_age (const XaControlLane *lane,
         gint64               now_us)
{
  g_autofree char *age = xa_lane_say_duration (MAX (now_us - lane->last_ok_us, 0));

  return g_strdup_printf (_ ("checked %s ago"), age);
}

char *
xa_lane_say_counts (const XaControlLane *lane,
                    gint64               now_us)
{
  GString *words = g_string_new (NULL);

  add_part (words, lane->n_sources, g_strdup_printf (g_dngettext (NULL, "%u followed", "%u followed", lane->n_sources), lane->n_sources));
  add_part (words, lane->n_queued, g_strdup_printf (g_dngettext (NULL, "%u queued", "%u queued", lane->n_queued), lane->n_queued));
  add_part (words, lane->n_waiting, g_strdup_printf (g_dngettext (NULL, "%u waiting", "%u waiting", lane->n_waiting), lane->n_waiting));
  add_part (words, lane->n_failed, g_strdup_printf (g_dngettext (NULL, "%u failed", "%u failed", lane->n_failed), lane->n_failed));
  add_part (words, lane->n_dead, g_strdup_printf (g_dngettext (NULL, "%u given up", "%u given up", lane->n_dead), lane->n_dead));
  add_part (words, lane->n_done, g_strdup_printf (g_dngettext (NULL, "%u done in 24 h", "%u done in 24 h", lane->n_done), lane->n_done));
  if (lane->connection_id != 0 && lane->last_ok_us != XA_TIME_UNKNOWN && (!lane->is_push || lane->n_live < lane->n_sources))
    add_part (words, 1, say_age (lane, now_us));

  return g_string_free (words, FALSE);
}

char *
xa_lane_say_rate_limit (const XaLimitState *limits)
{
  g_autofree char *left = NULL, *all = NULL;

  if (limits->capacity <= 0)
    return NULL;
  left = xa_explore_say_count (floor (MAX (limits->tokens, 0)));
  all = xa_explore_say_count (floor (limits->capacity));

  return g_strdup_printf (_ ("%s of %s requests free now"), left, all);
}

char *
xa_lane_say_budget (const XaLimitState *limits)
{
  g_autofree char *used = NULL, *all = NULL;

  if (limits->budget <= 0)
    return NULL;
  used = xa_explore_say_count (round (limits->spent));
  all = xa_explore_say_count (round (limits->budget));

  return g_strdup_printf (_ ("%s of %s requests this month"), used, all);
}

char *
xa_lane_say_money (const XaLimitState *limits)
{
  if (limits->money <= 0)
    return NULL;

  return g_strdup_printf (_ ("%.2f of %.2f US$ this month"), limits->paid, limits->money);
}

/* --- tasks ----------------------------------------------------------------------------------- */

static char *
say_running (const XaControlTask *task,
             gint64               now_us)
{
  GString         *words = g_string_new (NULL);
  g_autofree char *done = xa_explore_say_count ((double) task->done);

  if (task->total != XA_COUNT_UNKNOWN && task->total >= task->done) {
    g_autofree char *total = xa_explore_say_count ((double) task->total);

    g_string_append_printf (words, _ ("%s of %s"), done, total);
  } else {
    g_string_append (words, done);
  }
  if (task->rate >= 1) {
    g_autofree char *rate = xa_explore_say_number (round (task->rate));

    g_string_append_printf (words, _ (" · %s a second"), rate);
  }
  if (task->eta_us != XA_TIME_UNKNOWN && task->eta_us > now_us) {
    g_autofree char *left = xa_lane_say_duration (task->eta_us - now_us);

    g_string_append_printf (words, _ (" · %s left"), left);
  }

  return g_string_free (words, FALSE);
}

/* What went wrong, how often, and when it is tried again. */
static char *
say_trouble (const XaControlTask *task,
             gint64               now_us)
{
  g_autofree char *why = xa_said (task->cause_text);
  GString         *words = g_string_new (*why ? why : xa_lane_task_state_name (task->state));

  if (task->attempts > 1)
    g_string_append_printf (words, g_dngettext (NULL, " · %u attempt", " · %u attempts", task->attempts), task->attempts);
  if (xa_task_state_is_open (task->state) && task->not_before_us != XA_TIME_UNKNOWN && task->not_before_us > now_us) {
    g_autofree char *clock = xa_lane_say_clock (task->not_before_us, now_us);

    g_string_append_printf (words, _ (" · again at %s"), clock);
  }

  return g_string_free (words, FALSE);
}

/* How much it was, of what. */
static char *
say_yield (const XaControlTask *task)
{
  g_autofree char *done = xa_explore_say_count ((double) task->done);

  switch (task->kind) {
  case XA_PASS_MEMBERS:
  case XA_PASS_REACTORS:
    return g_strdup_printf (g_dngettext (NULL, "%s person", "%s people", (gulong) task->done), done);
  case XA_PASS_POSTS:
  case XA_TASK_KIND_COUNTERS:
    return g_strdup_printf (g_dngettext (NULL, "%s post", "%s posts", (gulong) task->done), done);
  default:
    return g_steal_pointer (&done);
  }
}

static char *
say_over (const XaControlTask *task,
          gint64               now_us)
{
  g_autofree char *clock = task->finished_us != XA_TIME_UNKNOWN ? xa_lane_say_clock (task->finished_us, now_us) : g_strdup ("");
  g_autofree char *took = NULL, *done = NULL;

  if (task->state == XA_TASK_CANCELLED || task->started_us == XA_TIME_UNKNOWN || task->finished_us == XA_TIME_UNKNOWN)
    return g_strdup_printf ("%s · %s", xa_lane_task_state_name (task->state), clock);
  took = xa_lane_say_duration (task->finished_us - task->started_us);
  if (task->done <= 0)
    return g_strdup_printf (_ ("Done at %s in %s"), clock, took);
  done = say_yield (task);

  return g_strdup_printf (_ ("Done at %s in %s · %s"), clock, took, done);
}

/* Upkeep is about the workspace, and there is one of it. */
char *
xa_lane_say_title (const XaControlTask *task)
{
  if (*task->title == '\0' || task->kind >= XA_TASK_KIND_BACKUP)
    return g_strdup (xa_lane_task_kind_name (task->kind));

  return g_strdup_printf ("%s · %s", task->title, xa_lane_task_kind_name (task->kind));
}

char *
xa_lane_say_task (const XaControlTask *task,
                  gint64               now_us)
{
  g_autofree char *since = NULL;

  switch (task->state) {
  case XA_TASK_RUNNING:
    return say_running (task, now_us);
  case XA_TASK_QUEUED:
    if (*task->cause_text)
      return say_trouble (task, now_us);
    since = xa_lane_say_duration (MAX (now_us - task->created_us, 0));
    return g_strdup_printf (_ ("Queued for %s"), since);
  case XA_TASK_WAITING:
  case XA_TASK_FAILED:
  case XA_TASK_DEAD:
    return say_trouble (task, now_us);
  case XA_TASK_DONE:
  case XA_TASK_CANCELLED:
    return say_over (task, now_us);
  }

  return g_strdup ("");
}

/* --- why it is slow -------------------------------------------------------------------------- */

static void
explain_holds (GPtrArray              *reasons,
               const XaControlPicture *picture,
               const XaControlLane    *lane,
               gint64                  now_us)
{
  if (picture->is_paused)
    g_ptr_array_add (reasons, g_strdup (_ ("Everything is paused: nothing is begun by itself.")));
  switch (lane->state) {
  case XA_LANE_PAUSED:
    g_ptr_array_add (reasons, g_strdup (_ ("You paused this connection.")));
    break;
  case XA_LANE_WAITING:
  case XA_LANE_BLOCKED:
  case XA_LANE_HELD:
    g_ptr_array_add (reasons, xa_lane_say_state (lane, now_us));
    break;
  case XA_LANE_IDLE:
  case XA_LANE_RUNNING:
    break;
  }
}

static void
explain_limits (GPtrArray           *reasons,
                const XaControlLane *lane,
                gint64               now_us)
{
  const XaLimitState *limits = &lane->limits;
  g_autofree char    *rate = xa_lane_say_rate_limit (limits), *budget = xa_lane_say_budget (limits), *money = xa_lane_say_money (limits);

  if (limits->is_broken)
    g_ptr_array_add (reasons, g_strdup (_ ("The platform failed several times in a row, so it is asked rarely until it answers again.")));
  if (lane->throttle < 1)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("You throttled this connection to %.0f %% of its speed."), lane->throttle * 100));
  if (rate && limits->tokens < 1)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("The platform's limit is used up for the moment: %s."), rate));
  if (budget && limits->spent >= limits->budget * .8)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("Your budget is nearly used up, so what is left is spread over the month: %s."), budget));
  if (money && limits->paid >= limits->money * .8)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("Your budget of money is nearly used up: %s."), money));
}

static void
explain_queue (GPtrArray           *reasons,
               const XaControlLane *lane)
{
  if (lane->n_queued > 0 && lane->n_running > 0)
    g_ptr_array_add (reasons, g_strdup_printf (g_dngettext (NULL, "%u task waits for the one that is running.", "%u tasks wait for those that are running.", lane->n_queued), lane->n_queued));
  if (lane->n_dead > 0)
    g_ptr_array_add (reasons, g_strdup_printf (g_dngettext (NULL, "%u task was given up after too many failures: retry it when its cause is mended.",
                                                            "%u tasks were given up after too many failures: retry them when their cause is mended.", lane->n_dead),
                                               lane->n_dead));
}

static void
explain_schedule (GPtrArray           *reasons,
                  const XaControlLane *lane)
{
  g_autofree char *usual = NULL, *floor = NULL;

  if (lane->connection_id == 0 || lane->interval_s <= 0)
    return;
  usual = xa_lane_say_interval (lane->interval_s);
  if (lane->stream_text && *lane->stream_text) {
    g_autofree char *why = xa_said (lane->stream_text);

    g_ptr_array_add (reasons, g_strdup_printf (_ ("What happens is not told at once just now: %s"), why));
  }
  if (lane->is_push)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("The platform tells what happens as it happens; what that misses is fetched %s."), usual));
  else if (lane->floor_s > 0 && lane->interval_s <= lane->floor_s)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("Fetched %s, which is as often as the platform takes."), usual));
  else
    g_ptr_array_add (reasons, g_strdup_printf (_ ("Fetched %s; what is old and quiet less often."), usual));
}

GPtrArray *
xa_lane_explain (const XaControlPicture *picture,
                 const XaControlLane    *lane,
                 gint64                  now_us)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func (g_free);

  explain_holds (reasons, picture, lane, now_us);
  explain_limits (reasons, lane, now_us);
  explain_queue (reasons, lane);
  if (reasons->len == 0)
    g_ptr_array_add (reasons, g_strdup (_ ("Nothing holds it back.")));
  explain_schedule (reasons, lane);

  return reasons;
}
