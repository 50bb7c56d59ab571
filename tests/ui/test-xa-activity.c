#include "ui/activity/xa-figures-answer.h"
#include "ui/activity/xa-lane-words.h"
#include "ui/activity/xa-task-item.h"

#include "store/xa-inventory.h"

#include <string.h>

/* 2026-05-12 12:00:00 UTC, a Tuesday; the tests run in UTC. */
#define NOON_US (G_GINT64_CONSTANT (1778587200) * G_USEC_PER_SEC)
#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)

static XaControlLane
make_lane (XaLaneState state)
{
  return (XaControlLane) {
    .connection_id = 1,
    .name = (char *) "Bluesky",
    .provider = (char *) "bluesky",
    .state = state,
    .until_us = XA_TIME_UNKNOWN,
    .cause = (char *) "",
    .cause_text = (char *) "",
    .n_sources = 3,
    .last_ok_us = XA_TIME_UNKNOWN,
    .next_due_us = XA_TIME_UNKNOWN,
    .interval_s = 900,
    .floor_s = 60,
    .throttle = 1,
    .limits = { .not_before_us = XA_TIME_UNKNOWN },
  };
}

/* Frees @said. */
static void
assert_says (char       *said,
             const char *expected)
{
  g_autofree char *owned = said;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_states (void)
{
  XaControlLane lane = make_lane (XA_LANE_IDLE);

  assert_says (xa_lane_say_state (&lane, NOON_US), "Nothing is due");
  lane.next_due_us = NOON_US + 5 * MINUTE_US;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Next at 12:05");
  lane.next_due_us = NOON_US - MINUTE_US;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Due now");

  /* Live only while a stream is up, and of what comes over it. */
  lane.is_push = TRUE;
  lane.n_live = 3;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Live");
  lane.n_live = 1;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Live: 1 of 3");
  lane.is_push = FALSE;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Due now");
  lane.n_sources = 0;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Nothing is followed");

  lane = make_lane (XA_LANE_WAITING);
  lane.until_us = NOON_US + 83 * SECOND_US;
  lane.cause_text = (char *) "Bluesky wants us to wait";
  assert_says (xa_lane_say_state (&lane, NOON_US), "Waiting until 12:01:23: Bluesky wants us to wait");
  lane.until_us = NOON_US + 26 * HOUR_US;
  assert_says (xa_lane_say_state (&lane, NOON_US), "Waiting until Wed 14:00: Bluesky wants us to wait");

  lane = make_lane (XA_LANE_RUNNING);
  lane.n_running = 2;
  assert_says (xa_lane_say_state (&lane, NOON_US), "2 tasks running");
  lane = make_lane (XA_LANE_PAUSED);
  assert_says (xa_lane_say_state (&lane, NOON_US), "Paused");
  lane = make_lane (XA_LANE_BLOCKED);
  assert_says (xa_lane_say_state (&lane, NOON_US), "Waiting for you: look at the connection");
}

static void
test_counts (void)
{
  XaControlLane lane = make_lane (XA_LANE_IDLE);

  lane.n_failed = 1;
  lane.n_done = 240;
  assert_says (xa_lane_say_counts (&lane, NOON_US), "3 followed · 1 failed · 240 done in 24 h");
  /* What is asked for from time to time shows its age, what is live does not. */
  lane.last_ok_us = NOON_US - 4 * MINUTE_US;
  assert_says (xa_lane_say_counts (&lane, NOON_US), "3 followed · 1 failed · 240 done in 24 h · checked 4 min ago");
  lane.is_push = TRUE;
  lane.n_live = 3;
  assert_says (xa_lane_say_counts (&lane, NOON_US), "3 followed · 1 failed · 240 done in 24 h");
  lane.last_ok_us = XA_TIME_UNKNOWN;
  lane.n_sources = lane.n_failed = lane.n_done = 0;
  assert_says (xa_lane_say_counts (&lane, NOON_US), "");
}

static void
test_durations (void)
{
  assert_says (xa_lane_say_duration (0), "1 s");
  assert_says (xa_lane_say_duration (40 * SECOND_US), "40 s");
  assert_says (xa_lane_say_duration (57 * MINUTE_US), "57 min");
  assert_says (xa_lane_say_duration (3 * HOUR_US), "3 h");
  assert_says (xa_lane_say_duration (49 * HOUR_US), "2 days");
  assert_says (xa_lane_say_interval (60), "every minute");
  assert_says (xa_lane_say_interval (900), "every 15 minutes");
  assert_says (xa_lane_say_interval (6 * 3600), "every 6 hours");
  assert_says (xa_lane_say_interval (24 * 3600), "every day");
}

static void
test_limits (void)
{
  XaLimitState limits = { 0 };

  g_assert_null (xa_lane_say_rate_limit (&limits));
  g_assert_null (xa_lane_say_budget (&limits));
  g_assert_null (xa_lane_say_money (&limits));
  limits = (XaLimitState) { .tokens = 44.7, .capacity = 50, .spent = 570, .budget = 1000, .paid = 1.2, .money = 20 };
  assert_says (xa_lane_say_rate_limit (&limits), "44 of 50 requests free now");
  assert_says (xa_lane_say_budget (&limits), "570 of 1,000 requests this month");
  assert_says (xa_lane_say_money (&limits), "1.20 of 20.00 US$ this month");
}

static gboolean
has_reason (GPtrArray  *reasons,
            const char *part)
{
  for (guint i = 0; i < reasons->len; i++)
    if (strstr (reasons->pdata[i], part))
      return TRUE;

  return FALSE;
}

static void
test_why (void)
{
  XaControlPicture picture = { .at_us = NOON_US, .held_by = (char *) "" };
  XaControlLane    lane = make_lane (XA_LANE_IDLE);
  g_autoptr (GPtrArray) free_lane = xa_lane_explain (&picture, &lane, NOON_US);
  g_autoptr (GPtrArray) slow_lane = NULL;

  g_assert_cmpuint (free_lane->len, ==, 2);
  g_assert_cmpstr (free_lane->pdata[0], ==, "Nothing holds it back.");
  g_assert_true (has_reason (free_lane, "every 15 minutes"));

  lane.throttle = .5;
  lane.n_dead = 2;
  lane.limits = (XaLimitState) { .tokens = .2, .capacity = 50, .spent = 990, .budget = 1000 };
  picture.is_paused = TRUE;
  slow_lane = xa_lane_explain (&picture, &lane, NOON_US);
  g_assert_true (has_reason (slow_lane, "Everything is paused"));
  g_assert_true (has_reason (slow_lane, "50 %"));
  g_assert_true (has_reason (slow_lane, "0 of 50 requests free now"));
  g_assert_true (has_reason (slow_lane, "990 of 1,000"));
  g_assert_true (has_reason (slow_lane, "2 tasks were given up"));
  g_assert_false (has_reason (slow_lane, "Nothing holds"));
}

/* --- tasks ----------------------------------------------------------------------------------- */

static XaControlTask
make_task (gint64      id,
           XaTaskState state)
{
  return (XaControlTask) {
    .id = id,
    .source_id = 1,
    .connection_id = 1,
    .kind = XA_PASS_MEMBERS,
    .title = g_strdup ("Example"),
    .state = state,
    .not_before_us = XA_TIME_UNKNOWN,
    .cause = g_strdup (""),
    .cause_text = g_strdup (""),
    .total = XA_COUNT_UNKNOWN,
    .eta_us = XA_TIME_UNKNOWN,
    .created_us = NOON_US - 40 * SECOND_US,
    .started_us = NOON_US - 30 * SECOND_US,
    .finished_us = XA_TIME_UNKNOWN,
  };
}

static void
clear_task (XaControlTask *task)
{
  g_free (task->title);
  g_free (task->cause);
  g_free (task->cause_text);
}

static void
test_tasks (void)
{
  XaControlTask task = make_task (1, XA_TASK_RUNNING);

  task.done = 1200;
  assert_says (xa_lane_say_task (&task, NOON_US), "1,200");
  task.total = 5000;
  task.rate = 95;
  task.eta_us = NOON_US + 40 * SECOND_US;
  assert_says (xa_lane_say_task (&task, NOON_US), "1,200 of 5,000 · 95 a second · 40 s left");
  task.state = XA_TASK_QUEUED;
  assert_says (xa_lane_say_task (&task, NOON_US), "Queued for 40 s");
  g_free (task.cause_text);
  task.cause_text = g_strdup ("The server is down");
  task.state = XA_TASK_WAITING;
  task.attempts = 3;
  task.not_before_us = NOON_US + 2 * MINUTE_US;
  assert_says (xa_lane_say_task (&task, NOON_US), "The server is down · 3 attempts · again at 12:02:00");
  task.state = XA_TASK_DEAD;
  assert_says (xa_lane_say_task (&task, NOON_US), "The server is down · 3 attempts");
  task.state = XA_TASK_DONE;
  task.finished_us = NOON_US;
  assert_says (xa_lane_say_task (&task, NOON_US), "Done at 12:00:00 in 30 s · 1,200 people");
  clear_task (&task);
}

static XaControlPicture *
make_picture (const XaTaskState *states,
              const gint64      *ids,
              guint              n)
{
  XaControlPicture *picture = g_new0 (XaControlPicture, 1);

  g_atomic_ref_count_init (&picture->ref_count);
  picture->at_us = NOON_US;
  picture->held_by = g_strdup ("");
  picture->tasks = g_new0 (XaControlTask, n);
  picture->n_tasks = n;
  for (guint i = 0; i < n; i++)
    picture->tasks[i] = make_task (ids[i], states[i]);

  return picture;
}

static void
count_changes (GListModel *model,
               guint       at,
               guint       n_removed,
               guint       n_added,
               gpointer    n)
{
  (*(guint *) n)++;
}

static void
test_items (void)
{
  g_autoptr (GListStore) store = g_list_store_new (XA_TYPE_TASK_ITEM);
  g_autoptr (XaControlPicture) first = make_picture ((const XaTaskState[]) { XA_TASK_RUNNING, XA_TASK_WAITING, XA_TASK_DONE }, (const gint64[]) { 3, 2, 1 }, 3);
  g_autoptr (XaControlPicture) second = make_picture ((const XaTaskState[]) { XA_TASK_WAITING, XA_TASK_DONE, XA_TASK_DONE }, (const gint64[]) { 2, 3, 1 }, 3);
  g_autoptr (XaTaskItem) before = NULL;
  g_autoptr (XaTaskItem) after = NULL;
  guint n_changes = 0;

  g_signal_connect (store, "items-changed", G_CALLBACK (count_changes), &n_changes);
  xa_task_items_update (store, first, XA_TASK_FILTER_ALL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 3);
  before = g_list_model_get_item (G_LIST_MODEL (store), 0);
  xa_task_items_update (store, first, XA_TASK_FILTER_ALL);
  g_assert_cmpuint (n_changes, ==, 1);

  /* Another order: the same item in another place. */
  xa_task_items_update (store, second, XA_TASK_FILTER_ALL);
  after = g_list_model_get_item (G_LIST_MODEL (store), 1);
  g_assert_true (before == after);
  g_assert_cmpint (xa_task_item_get_task (after)->state, ==, XA_TASK_DONE);

  xa_task_items_update (store, second, XA_TASK_FILTER_TROUBLE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 1);
  xa_task_items_update (store, second, XA_TASK_FILTER_OPEN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
  xa_task_items_update (store, second, XA_TASK_FILTER_OVER);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 2);
  xa_task_items_update (store, NULL, XA_TASK_FILTER_ALL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
}

/* --- figures --------------------------------------------------------------------------------- */

static void
test_storage (void)
{
  g_autoptr (GArray) tables = g_array_new (FALSE, TRUE, sizeof (XaTableInfo));
  g_autoptr (GArray) kinds = NULL;
  const XaTableInfo infos[] = { { "post", "", 10, 4096 }, { "post_counter", "", 5, 4096 }, { "snapshot", "", 1, 65536 }, { "never_heard_of", "", 1, 100 } };
  gint64            all = 0;

  g_array_append_vals (tables, infos, G_N_ELEMENTS (infos));
  kinds = xa_storage_group (tables);
  g_assert_cmpstr (g_array_index (kinds, XaStorageKind, 0).name, ==, "Lists of members");
  g_assert_cmpstr (g_array_index (kinds, XaStorageKind, 1).name, ==, "Posts");
  g_assert_cmpint (g_array_index (kinds, XaStorageKind, 1).n_rows, ==, 15);
  g_assert_cmpint (g_array_index (kinds, XaStorageKind, 1).size_bytes, ==, 8192);
  g_assert_cmpstr (g_array_index (kinds, XaStorageKind, 2).name, ==, "Other");
  for (guint i = 0; i < kinds->len; i++)
    all += g_array_index (kinds, XaStorageKind, i).size_bytes;
  g_assert_cmpint (all, ==, 65536 + 8192 + 100);
}

static void
add_metric (GPtrArray     *rows,
            XaTelemetryKey metric,
            gint32         hour,
            gint64         n)
{
  XaMetricRow *row = g_new0 (XaMetricRow, 1);

  row->name = g_strdup (xa_telemetry_key_id (metric));
  row->hour = hour;
  row->n = n;
  g_ptr_array_add (rows, row);
}

static void
test_figures (void)
{
  g_autoptr (XaFiguresAnswer) answer = g_new0 (XaFiguresAnswer, 1);
  g_autoptr (XaChart) chart = NULL;

  answer->metrics = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_metric_row_free);
  answer->from_hour = 1000;
  answer->to_hour = 1023;
  assert_says (xa_figures_say_cache (answer), "No answers yet");
  assert_says (xa_figures_say_queue (answer), "Nothing was queued yet");
  add_metric (answer->metrics, XA_TELEMETRY_CACHE_HITS, 1001, 94);
  add_metric (answer->metrics, XA_TELEMETRY_CACHE_MISSES, 1002, 6);
  add_metric (answer->metrics, XA_TELEMETRY_CACHE_MISSES, 999, 1000); /* before */
  add_metric (answer->metrics, XA_TELEMETRY_TASKS_DONE, 1003, 12);
  assert_says (xa_figures_say_cache (answer), "94 % of 100 answers");
  assert_says (xa_figures_say_tasks (answer), "12 done · 0 attempts failed · 0 wishes were the same");
  chart = xa_figures_make_chart (answer, XA_TELEMETRY_TASKS_DONE, "Tasks by the hour", "tasks");
  g_assert_cmpuint (xa_chart_count (chart), ==, 24);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/activity/states", test_states);
  g_test_add_func ("/ui/activity/counts", test_counts);
  g_test_add_func ("/ui/activity/durations", test_durations);
  g_test_add_func ("/ui/activity/limits", test_limits);
  g_test_add_func ("/ui/activity/why", test_why);
  g_test_add_func ("/ui/activity/tasks", test_tasks);
  g_test_add_func ("/ui/activity/items", test_items);
  g_test_add_func ("/ui/activity/storage", test_storage);
  g_test_add_func ("/ui/activity/figures", test_figures);

  return g_test_run ();
}
