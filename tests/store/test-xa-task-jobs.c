#include "store/xa-maintenance.h"
#include "store/xa-tasks.h"
#include "workspace.h"

#include "model/xa-time.h"

#define OWNER "this run"

static XaTask *
wish (XaStore    *store,
      XaTaskKind  kind,
      const char *subject,
      const char *input)
{
  g_autoptr (GError) error = NULL;
  XaTask *task = xa_store_wish_job (store, (int) kind, subject, input, 0, XA_TIME_UNKNOWN, &error);

  g_assert_no_error (error);

  return task;
}

static XaTaskState
fail (XaStore *store,
      gint64   id)
{
  const XaTaskEnd end = { .state = XA_TASK_WAITING, .not_before_us = 5000, .counts = TRUE, .cause = "refused", .cause_text = "It said no." };
  g_autoptr (GError) error = NULL;
  XaTaskState state;

  g_assert_true (xa_store_start_task (store, id, OWNER, &error));
  xa_store_leave_task (store, id, &end, &state, &error);
  g_assert_no_error (error);

  return state;
}

static void
test_identical_wishes_merge (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaTask) first = wish (store, XA_TASK_KIND_REPORT, "weekly", "a");
  g_autoptr (XaTask) again = wish (store, XA_TASK_KIND_REPORT, "weekly", "b");
  g_autoptr (XaTask) other = wish (store, XA_TASK_KIND_REPORT, "monthly", NULL);
  g_autoptr (XaTask) other_kind = wish (store, XA_TASK_KIND_BACKUP, "weekly", NULL);
  g_autoptr (XaTask) running = NULL;
  g_autoptr (XaTask) next = NULL;

  g_assert_cmpint (first->id, ==, again->id);
  g_assert_cmpstr (again->input, ==, "b");
  g_assert_cmpint (first->source_id, ==, 0);
  g_assert_cmpint (other->id, !=, first->id);
  g_assert_cmpint (other_kind->id, !=, first->id);

  /* One that runs stays as it is; one that is done is over. */
  g_assert_true (xa_store_start_task (store, first->id, OWNER, NULL));
  running = wish (store, XA_TASK_KIND_REPORT, "weekly", "c");
  g_assert_cmpint (running->id, ==, first->id);
  g_assert_cmpint (running->state, ==, XA_TASK_RUNNING);
  g_assert_cmpstr (running->input, ==, "b");
  g_assert_true (xa_store_finish_task (store, first->id, NULL));
  next = wish (store, XA_TASK_KIND_REPORT, "weekly", "d");
  g_assert_cmpint (next->id, !=, first->id);
  xa_store_close (store);
}

static void
test_dead_letters (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaTask) task = wish (store, XA_TASK_KIND_DELIVERY, "hook/1", "sync.done");
  g_autoptr (GPtrArray) dead = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (XaTask) anew = NULL;
  const XaTask *letter;

  for (guint i = 1; i < XA_TASK_MAX_ATTEMPTS; i++)
    g_assert_cmpint (fail (store, task->id), ==, XA_TASK_WAITING);
  g_assert_cmpint (fail (store, task->id), ==, XA_TASK_DEAD);
  dead = xa_store_list_tasks_in (store, XA_TASK_DEAD, NULL);
  g_assert_cmpuint (dead->len, ==, 1);
  letter = dead->pdata[0];
  g_assert_cmpstr (letter->subject, ==, "hook/1");
  g_assert_cmpstr (letter->cause_text, ==, "It said no.");

  g_assert_true (xa_store_retry_task (store, task->id, NULL));
  open = xa_store_list_tasks_in (store, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  letter = open->pdata[0];
  g_assert_cmpint (letter->state, ==, XA_TASK_QUEUED);
  g_assert_cmpint (letter->attempts, ==, 0);
  g_assert_cmpint (letter->not_before_us, ==, XA_TIME_UNKNOWN);
  g_assert_cmpint (letter->finished_us, ==, XA_TIME_UNKNOWN);
  g_assert_cmpstr (letter->cause, ==, "");

  /* Whoever wished for the same anew has it: retrying the old one would do it twice. */
  for (guint i = 1; i <= XA_TASK_MAX_ATTEMPTS; i++)
    fail (store, task->id);
  anew = wish (store, XA_TASK_KIND_DELIVERY, "hook/1", "sync.done");
  g_assert_cmpint (anew->id, !=, task->id);
  g_assert_true (xa_store_retry_task (store, task->id, NULL));
  none = xa_store_list_tasks_in (store, XA_TASK_DEAD, NULL);
  g_assert_cmpuint (none->len, ==, 1);
  xa_store_close (store);
}

static void
test_order_and_last (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaTask) plain = wish (store, XA_TASK_KIND_ANALYSIS, "a", NULL);
  g_autoptr (XaTask) urgent = xa_store_wish_job (store, XA_TASK_KIND_ANALYSIS, "b", NULL, 9, 77, NULL);
  g_autoptr (XaTask) backup = wish (store, XA_TASK_KIND_BACKUP, "", NULL);
  g_autoptr (XaTask) backup_2 = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) last = NULL;

  g_assert_cmpint (urgent->not_before_us, ==, 77);
  g_assert_true (xa_store_finish_task (store, backup->id, NULL));
  backup_2 = wish (store, XA_TASK_KIND_BACKUP, "", NULL);
  open = xa_store_list_tasks_in (store, 0, NULL);
  g_assert_cmpuint (open->len, ==, 3);
  g_assert_cmpint (((XaTask *) open->pdata[0])->id, ==, urgent->id);
  g_assert_cmpint (((XaTask *) open->pdata[1])->id, ==, plain->id);
  last = xa_store_list_last_tasks (store, NULL);
  g_assert_cmpuint (last->len, ==, 3);
  g_assert_cmpint (((XaTask *) last->pdata[2])->id, ==, backup_2->id);

  /* The last of each kind and subject is remembered, what stood before it is not. */
  g_assert_true (xa_store_finish_task (store, backup_2->id, NULL));
  g_assert_true (xa_store_finish_task (store, plain->id, NULL));
  g_assert_true (xa_store_prune_tasks (store, G_MAXINT64, NULL));
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task WHERE kind = 19"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task"), ==, 3);
  xa_store_close (store);
}

static void
test_pause (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  gboolean is_paused = TRUE;

  g_assert_true (xa_store_is_paused (store, &is_paused, NULL));
  g_assert_false (is_paused);
  g_assert_true (xa_store_set_paused (store, TRUE, NULL));
  g_assert_true (xa_store_set_paused (store, TRUE, NULL));
  g_assert_true (xa_store_is_paused (store, &is_paused, NULL));
  g_assert_true (is_paused);
  g_assert_true (xa_store_set_paused (store, FALSE, NULL));
  g_assert_true (xa_store_is_paused (store, &is_paused, NULL));
  g_assert_false (is_paused);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task-jobs/identical-wishes-merge", test_identical_wishes_merge);
  g_test_add_func ("/task-jobs/dead-letters", test_dead_letters);
  g_test_add_func ("/task-jobs/order-and-last", test_order_and_last);
  g_test_add_func ("/task-jobs/pause", test_pause);

  return g_test_run ();
}
