#include "sync/xa-sync.h"

#include "import-place.h"
#include "test-server.h"
#include "thread-watch.h"
#include "model/xa-time.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/*
 * A platform as users meet it, from the address to the snapshot, over HTTP, when something goes
 * wrong: answers that are cut off, servers that do not answer, and a program that is killed.
 */

#define OWN "did:plc:owner"
#define CHILD_FLAG "--sync-child"
#define KEY_BYTE 0x5c

/* --- the platform ------------------------------------------------------------------------------- */

typedef enum {
  WEATHER_FINE,
  WEATHER_SECOND_PAGE_CUT, /* of JSON, in a whole answer */
  WEATHER_SECOND_PAGE_HTML,
  WEATHER_SECOND_PAGE_GONE,
  WEATHER_THIRD_PAGE_SILENT,
  WEATHER_SILENT, /* all but the profile */
} Sky;

/* Followers a to e in pages of two; one of them has left later. */
typedef struct {
  TestServer *server;   /* (owned) */
  int         sky;      /* Sky (atomic) */
  int         has_left; /* e (atomic) */
} Platform;

static char *
make_page (const char *people,
           const char *next)
{
  GString *json = g_string_new ("{\"subject\":{\"did\":\"" OWN "\",\"handle\":\"news.example\"},\"followers\":[");

  for (const char *p = people; *p; p++)
    g_string_append_printf (json, "%s{\"did\":\"did:plc:planted%c\",\"handle\":\"%c.planted.example\"}", p > people ? "," : "", *p, *p);
  g_string_append_c (json, ']');
  if (next)
    g_string_append_printf (json, ",\"cursor\":\"%s\"", next);
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static void
answer_second_page (Sky         sky,
                    TestAnswer *answer)
{
  g_autofree char *page = make_page ("cd", "planted2");

  switch (sky) {
  case WEATHER_SECOND_PAGE_CUT:
    page[strlen (page) / 2] = '\0';
    break;
  case WEATHER_SECOND_PAGE_HTML:
    g_set_str (&page, "<html><body>planted</body></html>");
    break;
  case WEATHER_SECOND_PAGE_GONE:
    test_answer_set (answer, 404, "{\"error\":\"planted\"}");
    return;
  default:
    break;
  }
  test_answer_set (answer, 200, page);
}

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  Platform        *self = data;
  Sky              sky = (Sky) g_atomic_int_get (&self->sky);
  gboolean         has_left = g_atomic_int_get (&self->has_left);
  g_autofree char *first = make_page ("ab", "planted1");
  g_autofree char *last = make_page (has_left ? "" : "e", NULL);

  if (!strstr (request->path, "getFollowers"))
    test_answer_set (answer, 200,
                     has_left ? "{\"did\":\"" OWN "\",\"handle\":\"news.example\",\"displayName\":\"The News\",\"followersCount\":4}"
                              : "{\"did\":\"" OWN "\",\"handle\":\"news.example\",\"displayName\":\"The News\",\"followersCount\":5}");
  else if (strstr (request->path, "cursor=planted1"))
    answer_second_page (sky, answer);
  else if (strstr (request->path, "cursor=planted2"))
    test_answer_set (answer, 200, last);
  else
    test_answer_set (answer, 200, first);
  /* Pages that come faster than this are written together. */
  if (sky == WEATHER_THIRD_PAGE_SILENT)
    answer->delay_ms = 300;
  if (sky == WEATHER_SILENT || (sky == WEATHER_THIRD_PAGE_SILENT && strstr (request->path, "cursor=planted2")))
    answer->fault = TEST_FAULT_SILENT;
}

static Platform *
platform_new (void)
{
  Platform *self = g_new0 (Platform, 1);

  self->server = test_server_new (answer, self);

  return self;
}

static void
platform_free (Platform *self)
{
  test_server_free (self->server);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Platform, platform_free)

/* --- the workspace ------------------------------------------------------------------------------ */

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
} Fixture;

static void
set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->place = import_place_new ();
  set_clock (PLACE_CLOCK);
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);

  return self;
}

static void
fixture_free (Fixture *self)
{
  g_clear_pointer (&self->sync, xa_sync_unref);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static gint64
follow (Fixture    *self,
        Platform   *platform,
        const char *name)
{
  XaConnectOptions options = { .provider = &xa_bluesky, .name = name, .base_url = test_server_get_base (platform->server), .allow_private = TRUE };
  XaFollowOptions  wanted = XA_FOLLOW_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_sync_connect (self->sync, &options, NULL, &error);
  g_autoptr (XaSource) source = NULL;
  XaPreview  *preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &xa_bluesky, .preview = preview };

  g_assert_no_error (error);
  candidate.connection_id = connection->id;
  wanted.passes = 1u << XA_PASS_MEMBERS;
  preview->target = xa_target_new (XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT);
  preview->target->id = g_strdup (OWN);
  preview->title = g_strdup (name);
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->gives = xa_bluesky.gives;
  source = xa_sync_follow (self->sync, &candidate, &wanted, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

/* Runs all, and asserts whether each source was done or failed for @cause. */
static void
run_and_expect (Fixture    *self,
                const char *cause)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++) {
    g_test_message ("%s: %s %s", xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
    g_assert_cmpstr (report.items[i].cause, ==, cause);
    g_assert_null (strstr (report.items[i].cause_text, "planted"));
  }
  g_assert_cmpuint (report.n_done, ==, *cause ? 0 : report.n_items);
}

/* What there is of the audience: how many are in its list, and how many lists there are. */
static void
assert_list (Fixture *self,
             gint64   n_members,
             guint    n_lists)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, NULL);
  const XaAudience *audience;
  g_autoptr (GArray) snapshots = NULL;

  g_assert_cmpuint (audiences->len, ==, 1);
  audience = audiences->pdata[0];
  snapshots = xa_store_list_snapshots (store, audience->id, NULL);
  g_assert_cmpuint (snapshots->len, ==, n_lists);
  g_assert_cmpint (audience->fetched, ==, n_members);
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
}

/* Returns: (transfer full): the pass over the list of the only source, as it stands on the disk */
static XaTask *
read_task (Fixture *self,
           gint64   source_id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, self->place->keys, source_id, NULL);

  return tasks && tasks->len > 0 ? g_ptr_array_steal_index (tasks, 0) : NULL;
}

/* --- partial ------------------------------------------------------------------------------------ */

/* Whatever becomes of the second page: what is known stays as it was, the pass is told as failed, and
 * only the whole list that comes later says who has left. */
static void
test_second_page (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Platform) platform = platform_new ();
  gint64 source = follow (self, platform, "News");
  g_autoptr (XaTask) task = NULL;

  run_and_expect (self, "");
  assert_list (self, 5, 1);

  set_clock (PLACE_CLOCK + 86400);
  g_atomic_int_set (&platform->sky, GPOINTER_TO_INT (data));
  g_atomic_int_set (&platform->has_left, TRUE);
  run_and_expect (self, GPOINTER_TO_INT (data) == WEATHER_SECOND_PAGE_GONE ? "gone" : "malformed");
  assert_list (self, 5, 1);
  task = read_task (self, source);
  g_assert_cmpint (task->state, ==, XA_TASK_FAILED);
  g_assert_nonnull (strstr (task->cursor, "planted1"));

  set_clock (PLACE_CLOCK + 2 * 86400);
  g_atomic_int_set (&platform->sky, WEATHER_FINE);
  run_and_expect (self, "");
  assert_list (self, 4, 2);
  import_place_verify (self->place);
}

/* --- side by side ------------------------------------------------------------------------------- */

typedef struct {
  GCancellable *cancellable; /* (owned) */
  guint         n_done;
} Watch;

static void
end_when_one_is_done (const XaSyncProgress *progress,
                      gpointer              data)
{
  Watch *self = data;

  self->n_done = MAX (self->n_done, progress->n_done);
  if (progress->n_done > 0)
    g_cancellable_cancel (self->cancellable);
}

/* A server that takes questions and never answers holds its own sources only, and not the end. */
static void
test_silent_server (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Platform) silent = platform_new ();
  g_autoptr (Platform) well = platform_new ();
  Watch         watch = { g_cancellable_new (), 0 };
  XaSyncOptions options = { .progress = end_when_one_is_done, .data = &watch };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 begin_us;

  follow (self, silent, "Silent");
  follow (self, well, "Well");
  g_atomic_int_set (&silent->sky, WEATHER_SILENT);
  begin_us = g_get_monotonic_time ();
  g_assert_false (xa_sync_run (self->sync, &options, watch.cancellable, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.n_done, ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 55 * G_USEC_PER_SEC); /* when the silent one is given up */
  assert_list (self, 5, 1);
  g_object_unref (watch.cancellable);
}

/* --- the thread that draws ---------------------------------------------------------------------- */

typedef struct {
  Fixture  *fixture;
  Platform *platforms[4];
  int       is_done; /* (atomic) */
} Work;

static gpointer
sync_all (gpointer data)
{
  Work *self = data;

  for (gsize i = 0; i < G_N_ELEMENTS (self->platforms); i++) {
    g_autofree char *name = g_strdup_printf ("News %" G_GSIZE_FORMAT, i);

    follow (self->fixture, self->platforms[i], name);
  }
  run_and_expect (self->fixture, "");
  g_atomic_int_set (&self->is_done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

/* Whatever is fetched, and from how many: it neither waits for the disk nor for the network. */
static void
test_main_thread (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  Work     work = { .fixture = self };
  GThread *thread;
  guint    n_own, n_others;

  for (gsize i = 0; i < G_N_ELEMENTS (work.platforms); i++)
    work.platforms[i] = platform_new ();
  thread_watch_begin ();
  thread = g_thread_new ("sync", sync_all, &work);
  while (!g_atomic_int_get (&work.is_done))
    g_main_context_iteration (NULL, TRUE);
  n_own = thread_watch_get_own ();
  n_others = thread_watch_get_others ();
  g_thread_join (thread);
  g_assert_cmpuint (n_own, ==, 0);
  /* At least what was asked for and answered, and a few statements for each. */
  g_assert_cmpuint (n_others, >, 4 * 5 * 2 * 2);
  for (gsize i = 0; i < G_N_ELEMENTS (work.platforms); i++)
    platform_free (work.platforms[i]);
  assert_list (self, 5, 1);
}

/* --- killed ------------------------------------------------------------------------------------- */

static int
run_child (const char *workspace)
{
  XaPseudonymizer *keys = import_place_keys (workspace, KEY_BYTE);
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();
  XaSync       *sync = xa_sync_new (workspace, keys, NULL, credentials);
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  gboolean ok = xa_sync_run (sync, &options, NULL, &report, NULL);

  xa_sync_unref (sync);
  xa_pseudonymizer_unref (keys);

  return ok ? 0 : 1;
}

static GPid
start_child (Fixture *self)
{
  const char *argv[] = { "sync-child", CHILD_FLAG, self->place->workspace, NULL };
  g_auto (GStrv) env = g_get_environ ();
  GPid pid;

  g_assert_cmpint (posix_spawn (&pid, "/proc/self/exe", NULL, NULL, (char **) argv, env), ==, 0);

  return pid;
}

/* Killed while it waits for the third page: the first two are safe, and are not asked for again. */
static void
test_killed (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Platform) platform = platform_new ();
  gint64 source = follow (self, platform, "News");
  GPid   child;
  int    status;
  guint  n_before;

  g_clear_pointer (&self->sync, xa_sync_unref);
  g_atomic_int_set (&platform->sky, WEATHER_THIRD_PAGE_SILENT);
  child = start_child (self);
  for (guint i = 0;; i++) {
    g_autoptr (XaTask) task = read_task (self, source);

    if (task && task->cursor && strstr (task->cursor, "planted2"))
      break;
    g_assert_cmpuint (i, <, 20000);
    g_usleep (10000);
  }
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  n_before = test_server_get_n_requests (platform->server);
  g_atomic_int_set (&platform->sky, WEATHER_FINE);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  run_and_expect (self, "");
  assert_list (self, 5, 1);
  for (guint i = n_before; i < test_server_get_n_requests (platform->server); i++) {
    g_autofree char *request = test_server_get_request (platform->server, i);

    g_assert_true (!strstr (request, "getFollowers") || strstr (request, "cursor=planted2"));
  }
  import_place_verify (self->place);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], CHILD_FLAG))
    return run_child (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sync-weather/NET-9/cut", GINT_TO_POINTER (WEATHER_SECOND_PAGE_CUT), test_second_page);
  g_test_add_data_func ("/sync-weather/NET-9/html", GINT_TO_POINTER (WEATHER_SECOND_PAGE_HTML), test_second_page);
  g_test_add_data_func ("/sync-weather/NET-9/gone", GINT_TO_POINTER (WEATHER_SECOND_PAGE_GONE), test_second_page);
  g_test_add_func ("/sync-weather/NET-5/silent-server", test_silent_server);
  g_test_add_func ("/sync-weather/NET-9/killed", test_killed);
  g_test_add_func ("/sync-weather/UI-1/main-thread", test_main_thread);

  return g_test_run ();
}
