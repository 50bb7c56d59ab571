#include "ui/xa-analysis.h"

#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"
#include "store/xa-workspaces.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

/* The threads behind the window: who asks, who answers, who writes; and that the thread that
 * draws does none of it. */

typedef struct {
  char      *folder;   /* (owned) */
  char      *path;     /* (owned): of the workspace */
  char      *key_file; /* (owned) */
  XaSession *session;  /* (owned) */
} Place;

static Place *
place_new (void)
{
  Place *self = g_new0 (Place, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("xaudience-session-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  self->key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, self->key_file);

  return self;
}

static void
place_free (Place *self)
{
  g_autoptr (GDir) dir = NULL;

  g_clear_object (&self->session);
  /* The threads let go of the files in their own time. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (self->folder, name, NULL);

    g_remove (file);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

/* --- the thread that draws ---------------------------------------------------------------------- */

static GThread *main_thread;
static int      n_main_statements; /* (atomic) */
static int      n_statements;      /* (atomic) */

static int
count_statement (unsigned type,
                 void    *context,
                 void    *statement,
                 void    *text)
{
  g_atomic_int_inc (&n_statements);
  if (g_thread_self () == main_thread)
    g_atomic_int_inc (&n_main_statements);

  return 0;
}

/* Called by SQLite for each connection that is opened. */
static int
watch_connection (sqlite3    *db,
                  char      **message,
                  const void *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, count_statement, NULL);
}

static double
get_thread_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* Lets the main loop run until @job has ended. Returns: the most work, in ms, that it did in one turn. */
static double
wait_for_job (XaJob *job)
{
  double longest = 0;

  while (xa_job_is_open (job)) {
    double before = get_thread_cpu_ms ();

    g_main_context_iteration (NULL, TRUE);
    longest = MAX (longest, get_thread_cpu_ms () - before);
  }

  return longest;
}

/* A list of numbers does not say where they are from. */
static const XaImportAnswers answers = { .platform = XA_PLATFORM_OTHER };

static char *
write_members (const Place *place,
               guint        n_members)
{
  char *path = g_build_filename (place->folder, "members.csv", NULL);
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  fputs ("member_id\n", file);
  for (guint i = 0; i < n_members; i++)
    fprintf (file, "%u\n", 100000000 + i);
  fclose (file);

  return path;
}

static gboolean
tick_cb (gpointer n)
{
  ++*(guint *) n;

  return G_SOURCE_CONTINUE;
}

static void
test_import_leaves_the_main_thread_alone (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *members = write_members (place, 1000000);
  g_autoptr (GFile) file = g_file_new_for_path (members);
  guint  n_ticks = 0;
  guint  ticks = g_timeout_add (5, tick_cb, &n_ticks);
  XaJob *job;
  double longest;

  main_thread = g_thread_self ();
  g_assert_cmpint (sqlite3_auto_extension ((void (*) (void)) watch_connection), ==, SQLITE_OK);
  job = xa_jobs_import (xa_session_get_jobs (place->session), file, &answers);
  longest = wait_for_job (job);
  sqlite3_reset_auto_extension ();
  g_source_remove (ticks);

  g_test_message ("%s; longest turn of the main loop: %.2f ms of work; %u ticks; %d statements elsewhere", xa_job_get_detail (job), longest, n_ticks,
                  g_atomic_int_get (&n_statements));
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_DONE);
  g_assert_cmpint (g_atomic_int_get (&n_statements), >, 0);
  g_assert_cmpint (g_atomic_int_get (&n_main_statements), ==, 0);
  g_assert_cmpfloat (longest, <, 50);
  g_assert_cmpuint (n_ticks, >, 0);
}

/* --- imports ------------------------------------------------------------------------------------ */

static void
test_wrong_file (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *path = g_build_filename (place->folder, "nothing.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  XaJob *job;

  g_file_set_contents (path, "\x01\x02\x03", 3, NULL);
  job = xa_jobs_import (xa_session_get_jobs (place->session), file, &answers);
  wait_for_job (job);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_FAILED);
  g_test_message ("%s", xa_job_get_detail (job));
  g_assert_cmpuint (strlen (xa_job_get_detail (job)), >, 10);
}

static void
asks_cb (GFile **asked,
         GFile  *file)
{
  g_set_object (asked, file);
}

/* A file that leaves a question open is asked about, and goes in with the answer. */
static void
test_asks (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *members = write_members (place, 100);
  g_autoptr (GFile) file = g_file_new_for_path (members);
  g_autoptr (GFile) asked = NULL;
  XaJobs *jobs = xa_session_get_jobs (place->session);
  XaJob  *job = xa_jobs_import (jobs, file, NULL);

  g_signal_connect_swapped (jobs, "asks", G_CALLBACK (asks_cb), &asked);
  wait_for_job (job);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_FAILED);
  g_assert_null (strstr (xa_job_get_detail (job), "--"));
  g_assert_nonnull (asked);
  job = xa_jobs_import (jobs, asked, &answers);
  wait_for_job (job);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_DONE);
}

/* What is stopped before it began has done nothing, and those behind it still run. */
static void
test_stopped (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *members = write_members (place, 1000);
  g_autoptr (GFile) file = g_file_new_for_path (members);
  XaJobs *jobs = xa_session_get_jobs (place->session);
  XaJob  *first = xa_jobs_import (jobs, file, &answers);
  XaJob  *second = xa_jobs_import (jobs, file, &answers);
  XaJob  *third = xa_jobs_import (jobs, file, &answers);

  xa_job_cancel (second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (jobs)), ==, 3);
  wait_for_job (third);
  g_assert_cmpint (xa_job_get_state (first), ==, XA_JOB_DONE);
  g_assert_cmpint (xa_job_get_state (second), ==, XA_JOB_CANCELLED);
  g_assert_cmpint (xa_job_get_state (third), ==, XA_JOB_DONE);
  g_assert_cmpuint (xa_jobs_get_n_open (jobs), ==, 0);
}

/* --- questions ---------------------------------------------------------------------------------- */

typedef struct {
  GAsyncResult *result; /* (owned) (nullable) */
} Answer;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  ((Answer *) data)->result = g_object_ref (result);
}

static gpointer
count_audiences (const XaScope    *scope,
                 gpointer          data,
                 XaInsightProgress progress,
                 gpointer          progress_data,
                 GError          **error)
{
  g_autoptr (GPtrArray) audiences = NULL;
  guint *n;

  g_assert_true (g_thread_self () != data);
  g_assert_cmpuint (scope->smallest_count, ==, XA_SMALLEST_COUNT_SCREEN);
  audiences = xa_store_list_audiences (scope->store, error);
  if (!audiences)
    return NULL;
  n = g_new (guint, 1);
  *n = audiences->len;

  return n;
}

static gpointer
ask (XaSession    *session,
     XaAskKind     kind,
     GCancellable *cancellable,
     GError      **error)
{
  XaAsk    question = { .question = count_audiences, .data = g_thread_self (), .result_free = g_free };
  Answer   answer = { 0 };
  gpointer result;

  xa_session_ask_async (session, kind, &question, NULL, NULL, cancellable, answered_cb, &answer);
  while (!answer.result)
    g_main_context_iteration (NULL, TRUE);
  result = xa_session_ask_finish (session, answer.result, error);
  g_object_unref (answer.result);

  return result;
}

static void
test_questions (void)
{
  g_autoptr (Place) place = place_new ();
  g_autofree char *members = write_members (place, 100);
  g_autoptr (GFile) file = g_file_new_for_path (members);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint *before = ask (place->session, XA_ASK_QUICK, NULL, &error);
  g_autofree guint *after = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (*before, ==, 0);
  wait_for_job (xa_jobs_import (xa_session_get_jobs (place->session), file, &answers));
  after = ask (place->session, XA_ASK_LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (*after, ==, 1);

  g_cancellable_cancel (cancelled);
  g_assert_null (ask (place->session, XA_ASK_QUICK, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_workspace (void)
{
  g_autoptr (XaSession) session = xa_session_new ("/nowhere/at/all.xaudience", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (session, XA_ASK_QUICK, NULL, &error));
  g_assert_nonnull (error);
}

/* --- long questions ------------------------------------------------------------------------------ */

static int may_end; /* (atomic) */

static gpointer
take_long (const XaScope    *scope,
           gpointer          data,
           XaInsightProgress progress,
           gpointer          progress_data,
           GError          **error)
{
  progress (.5, progress_data);
  while (!g_atomic_int_get (&may_end))
    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return NULL;

  return g_strdup ("answer");
}

static void
start_long (XaSession    *session,
            GCancellable *cancellable,
            Answer       *answer)
{
  XaAsk question = { .question = take_long, .result_free = g_free };

  g_atomic_int_set (&may_end, FALSE);
  xa_analysis_run_async (session, "Something long", &question, NULL, NULL, cancellable, answered_cb, answer);
}

static XaJob *
wait_until_shown (XaSession *session)
{
  GListModel *jobs = G_LIST_MODEL (xa_session_get_jobs (session));

  while (g_list_model_get_n_items (jobs) == 0)
    g_main_context_iteration (NULL, TRUE);

  return g_list_model_get_item (jobs, 0);
}

/* A long question comes into the list; stopped there, who asked is told. */
static void
test_stop_analysis (void)
{
  g_autoptr (Place) place = place_new ();
  g_autoptr (XaJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  start_long (place->session, NULL, &answer);
  job = wait_until_shown (place->session);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_RUNNING);
  while (xa_job_get_fraction (job) != .5)
    g_main_context_iteration (NULL, TRUE);
  xa_job_cancel (job);
  while (!answer.result)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (xa_analysis_run_finish (place->session, answer.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_CANCELLED);
  g_object_unref (answer.result);
}

/* Returns: whether it came into the list */
static gboolean
is_short_shown (void)
{
  g_autoptr (Place) place = place_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Answer           answer = { 0 };

  start_long (place->session, NULL, &answer);
  g_atomic_int_set (&may_end, TRUE);
  while (!answer.result)
    g_main_context_iteration (NULL, TRUE);
  text = xa_analysis_run_finish (place->session, answer.result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "answer");
  g_object_unref (answer.result);

  return g_list_model_get_n_items (G_LIST_MODEL (xa_session_get_jobs (place->session))) > 0;
}

/* A short one does not come into the list, which on a busy machine not each of them is; one that is not waited for any
 * more is silent. */
static void
test_analysis_ends (void)
{
  g_autoptr (Place) place = place_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Answer replaced = { 0 };
  guint  n = 0;

  while (is_short_shown ())
    g_assert_cmpuint (++n, <, 20);

  start_long (place->session, cancellable, &replaced);
  g_cancellable_cancel (cancellable);
  while (!replaced.result)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (xa_analysis_run_finish (place->session, replaced.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (replaced.result);
}

/* One that was in the list when it was replaced is taken out of it; of those that came to their end the
 * list tells of the last. */
static void
test_superseded (void)
{
  g_autoptr (Place) place = place_new ();
  GListModel *jobs = G_LIST_MODEL (xa_session_get_jobs (place->session));
  g_autoptr (XaJob) first = NULL; /* kept, so that no other can have its place */

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (XaJob) job = NULL;
    Answer answer = { 0 };

    start_long (place->session, cancellable, &answer);
    for (job = wait_until_shown (place->session); !xa_job_is_open (job);) {
      g_main_context_iteration (NULL, TRUE);
      g_clear_object (&job);
      job = g_list_model_get_item (jobs, 0);
    }
    g_assert_true (job != first);
    g_set_object (&first, job);
    g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 1);
    if (i == 0)
      g_cancellable_cancel (cancellable);
    else
      g_atomic_int_set (&may_end, TRUE);
    while (!answer.result)
      g_main_context_iteration (NULL, TRUE);
    g_free (xa_analysis_run_finish (place->session, answer.result, NULL));
    g_object_unref (answer.result);
    g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, i == 0 ? 0 : 1);
  }
}

/* --- edits -------------------------------------------------------------------------------------- */

static gboolean
set_limit (XaStore *store,
           gpointer data,
           GError **error)
{
  return xa_store_set_retention (store, 0, XA_RETAIN_POSTS, GPOINTER_TO_INT (data), error);
}

static void
changed_cb (gpointer n)
{
  ++*(guint *) n;
}

static void
test_edit (void)
{
  g_autoptr (Place) place = place_new ();
  XaJobs *jobs = xa_session_get_jobs (place->session);
  Answer  answer = { 0 };
  guint   n_changes = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GArray) rules = NULL;

  g_signal_connect_swapped (place->session, "changed", G_CALLBACK (changed_cb), &n_changes);
  xa_jobs_edit_async (jobs, set_limit, GINT_TO_POINTER (30), NULL, answered_cb, &answer);
  while (!answer.result)
    g_main_context_iteration (NULL, TRUE);
  xa_jobs_edit_finish (jobs, answer.result, &error);
  g_assert_no_error (error);
  g_object_unref (answer.result);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (jobs)), ==, 0);

  store = xa_store_open (place->path, XA_STORE_READ, &error);
  rules = xa_store_list_retention (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rules->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/UI-1/import-leaves-the-main-thread-alone", test_import_leaves_the_main_thread_alone);
  g_test_add_func ("/ui/jobs/wrong-file", test_wrong_file);
  g_test_add_func ("/ui/jobs/asks", test_asks);
  g_test_add_func ("/ui/jobs/stopped", test_stopped);
  g_test_add_func ("/ui/session/questions", test_questions);
  g_test_add_func ("/ui/session/no-workspace", test_no_workspace);
  g_test_add_func ("/ui/session/edit", test_edit);
  g_test_add_func ("/ui/analysis/stop", test_stop_analysis);
  g_test_add_func ("/ui/analysis/ends", test_analysis_ends);
  g_test_add_func ("/ui/analysis/superseded", test_superseded);

  return g_test_run ();
}
