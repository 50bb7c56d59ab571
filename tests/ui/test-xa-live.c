#include "ui/xa-session.h"

#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"
#include "store/xa-workspaces.h"

#include "../sync/thread-watch.h"
#include "test-server.h"

#include <glib/gstdio.h>

/* Live platforms behind the window: an invented one is connected, followed and fetched, while
 * imports and edits want to write as well. */

typedef struct {
  char      *folder;  /* (owned) */
  char      *path;    /* (owned) */
  XaSession *session; /* (owned) */
} Place;

static void
set_up (Place        *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key_file = NULL;

  self->folder = g_dir_make_tmp ("xaudience-live-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, key_file);
}

static void
tear_down (Place        *self,
           gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;

  g_clear_object (&self->session);
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
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for_job (XaJob *job)
{
  while (xa_job_is_open (job))
    g_main_context_iteration (NULL, TRUE);
}

/* Connects the invented platform and follows three of its audiences. */
static gpointer
follow_three (XaSync       *sync,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  XaConnectOptions options = { .provider = &xa_simulated };
  g_autoptr (XaConnection) connection = xa_sync_connect (sync, &options, cancellable, error);

  for (guint i = 1; connection && i <= 3; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    g_autoptr (GPtrArray) candidates = xa_sync_preview (sync, name, 0, connection->id, NULL, cancellable, error);
    g_autoptr (XaSource) source = candidates ? xa_sync_follow (sync, candidates->pdata[0], NULL, error) : NULL;

    if (!source)
      return NULL;
  }

  return connection ? g_strdup (connection->name) : NULL;
}

static void
follow (Place *place)
{
  XaLive          *live = xa_session_get_live (place->session);
  GAsyncResult    *result = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  xa_live_call_async (live, XA_LIVE_CHANGES, follow_three, NULL, NULL, g_free, NULL, take_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  name = xa_live_call_finish (live, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
}

static guint
count_audiences (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (place->path, XA_STORE_READ, &error);
  g_autoptr (GPtrArray) audiences = store ? xa_store_list_audiences (store, &error) : NULL;

  g_assert_no_error (error);

  return audiences->len;
}

static void
count_cb (gpointer n)
{
  ++*(guint *) n;
}

static void
test_fetch (Place        *place,
            gconstpointer data)
{
  guint  n_changes = 0;
  XaJob *job;

  g_signal_connect_swapped (place->session, "changed", G_CALLBACK (count_cb), &n_changes);
  follow (place);
  job = xa_live_fetch (xa_session_get_live (place->session), NULL, 0);
  g_assert_cmpuint (xa_jobs_get_n_open (xa_session_get_jobs (place->session)), ==, 1);
  wait_for_job (job);
  g_test_message ("%s", xa_job_get_detail (job));
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_DONE);
  g_assert_cmpuint (count_audiences (place), ==, 3);
  g_assert_cmpuint (n_changes, >=, 2);
}

static void
test_cancel (Place        *place,
             gconstpointer data)
{
  XaJob *job;

  follow (place);
  job = xa_live_fetch (xa_session_get_live (place->session), NULL, 0);
  xa_job_cancel (job);
  wait_for_job (job);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_CANCELLED);

  job = xa_live_fetch (xa_session_get_live (place->session), NULL, 0);
  wait_for_job (job);
  g_assert_cmpint (xa_job_get_state (job), ==, XA_JOB_DONE);
}

static gboolean
set_limit (XaStore *store,
           gpointer data,
           GError **error)
{
  return xa_store_set_retention (store, 0, XA_RETAIN_POSTS, GPOINTER_TO_INT (data), error);
}

/* One writes at a time, and nobody fails because another does. */
static void
test_side_by_side (Place        *place,
                   gconstpointer data)
{
  static const XaImportAnswers answers = { .platform = XA_PLATFORM_OTHER };
  XaJobs                      *jobs = xa_session_get_jobs (place->session);
  GAsyncResult                *edits[3] = { NULL };
  g_autofree char             *csv = g_build_filename (place->folder, "list.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (csv);
  g_autoptr (GError) error = NULL;
  XaJob *fetched, *imported;

  g_file_set_contents (csv, "audience,id\nBirds,1\nBirds,2\nBirds,3\n", -1, &error);
  g_assert_no_error (error);
  follow (place);
  fetched = xa_live_fetch (xa_session_get_live (place->session), NULL, 0);
  xa_jobs_edit_async (jobs, set_limit, GINT_TO_POINTER (30), NULL, take_result, &edits[0]);
  imported = xa_jobs_import (jobs, file, &answers);
  xa_jobs_edit_async (jobs, set_limit, GINT_TO_POINTER (40), NULL, take_result, &edits[1]);
  wait_for_job (fetched);
  wait_for_job (imported);
  xa_jobs_edit_async (jobs, set_limit, GINT_TO_POINTER (50), NULL, take_result, &edits[2]);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    while (!edits[i])
      g_main_context_iteration (NULL, TRUE);
    xa_jobs_edit_finish (jobs, edits[i], &error);
    g_assert_no_error (error);
    g_object_unref (edits[i]);
  }
  g_test_message ("%s / %s", xa_job_get_detail (fetched), xa_job_get_detail (imported));
  g_assert_cmpint (xa_job_get_state (fetched), ==, XA_JOB_DONE);
  g_assert_cmpint (xa_job_get_state (imported), ==, XA_JOB_DONE);
  g_assert_cmpuint (count_audiences (place), ==, 4);
}

/* --- the thread that draws ----------------------------------------------------------------------- */

static void
answer_as_forum (const TestRequest *request,
                 TestAnswer        *to,
                 gpointer           data)
{
  if (g_str_has_prefix (request->path, "/site/basic-info.json"))
    test_answer_set (to, 200, "{\"title\":\"Birds\",\"login_required\":false}");
  else
    test_answer_set (to, 404, "{\"errors\":[\"none\"]}");
}

static gpointer
connect_forum (XaSync       *sync,
               gpointer      base,
               GCancellable *cancellable,
               GError      **error)
{
  XaConnectOptions options = { .provider = &xa_discourse, .base_url = base, .allow_private = TRUE };
  g_autoptr (XaConnection) connection = xa_sync_connect (sync, &options, cancellable, error);

  return connection ? g_strdup (connection->name) : NULL;
}

/* A platform is connected over the network and another is fetched: the main thread neither asks the
 * network nor the workspace. */
static void
test_main_thread (Place        *place,
                  gconstpointer data)
{
  XaLive          *live = xa_session_get_live (place->session);
  TestServer      *server = test_server_new (answer_as_forum, NULL);
  GAsyncResult    *result = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  XaJob *job;

  thread_watch_begin ();
  xa_live_call_async (live, XA_LIVE_CHANGES, connect_forum, g_strdup (test_server_get_base (server)), g_free, g_free, NULL, take_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  name = xa_live_call_finish (live, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  follow (place);
  job = xa_live_fetch (live, NULL, 0);
  wait_for_job (job);
  test_server_free (server);

  g_test_message ("%u statements and calls to the network on the main thread, %u elsewhere", thread_watch_get_own (), thread_watch_get_others ());
  g_assert_cmpuint (thread_watch_get_others (), >, 0);
  g_assert_cmpuint (thread_watch_get_own (), ==, 0);
}

/* --- turns --------------------------------------------------------------------------------------- */

static gpointer
take_in_thread (gpointer turn)
{
  g_assert_true (xa_writing_turn_take (turn, NULL, NULL));
  xa_writing_turn_give_back (turn);

  return NULL;
}

static void
test_turns (void)
{
  g_autoptr (XaWritingTurn) turn = xa_writing_turn_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *waiting;

  g_assert_false (xa_writing_turn_try_join (turn));
  g_assert_true (xa_writing_turn_join (turn, NULL, NULL));
  g_assert_true (xa_writing_turn_join (turn, NULL, NULL));
  g_assert_true (xa_writing_turn_try_join (turn));

  waiting = g_thread_new ("taker", take_in_thread, turn);
  g_usleep (20000);
  /* Those who are in let others in, or they might wait for each other. */
  g_assert_true (xa_writing_turn_join (turn, NULL, NULL));
  for (guint i = 0; i < 4; i++)
    xa_writing_turn_leave (turn);
  g_thread_join (waiting);

  g_assert_true (xa_writing_turn_take (turn, NULL, NULL));
  g_assert_false (xa_writing_turn_try_join (turn));
  g_cancellable_cancel (cancellable);
  g_assert_false (xa_writing_turn_join (turn, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  xa_writing_turn_give_back (turn);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/ui/live/fetch", Place, NULL, set_up, test_fetch, tear_down);
  g_test_add ("/ui/live/cancel", Place, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/ui/live/DB-2/side-by-side", Place, NULL, set_up, test_side_by_side, tear_down);
  g_test_add ("/ui/live/UI-1/main-thread", Place, NULL, set_up, test_main_thread, tear_down);
  g_test_add_func ("/ui/live/DB-2/turns", test_turns);

  return g_test_run ();
}
