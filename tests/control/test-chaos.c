/*
 * DB-1, NET-9: a controller that is killed anywhere, while a server cuts, drops and refuses what it asks
 * for, goes on where it was: in the end the workspace holds what it would have held undisturbed, and
 * nothing was done twice.
 */
#include "control/xa-controller.h"

#include "../sync/sync-place.h"
#include "model/xa-time.h"
#include "store/xa-maintenance.h"
#include "store/xa-sources.h"
#include "test-server.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define CHILD_FLAG "--chaos-child"
#define N_SOURCES 50
#define PASSES ((1u << XA_PASS_PROFILE) | (1u << XA_PASS_MEMBERS) | (1u << XA_PASS_POSTS))
#define N_PASSES 3
#define KEY_BYTE 0x5c
/* Only what hangs takes so long: nobody starts it anew. */
#define DEADLINE_US (300 * G_USEC_PER_SEC)

/* --- the server -------------------------------------------------------------------------------------- */

/* Accounts have pages of followers and of posts by their number; what goes wrong goes by the request's. */
typedef struct {
  TestServer *server;   /* (owned) */
  int         is_calm;  /* (atomic) */
  int         n_asked;  /* (atomic) */
  int         n_faults; /* (atomic) */
} Platform;

/* The number of the account that is asked for, and of the page. */
static guint
read_number (const char *path,
             const char *after)
{
  const char *at = strstr (path, after);

  return at ? (guint) g_ascii_strtoull (at + strlen (after), NULL, 10) : 0;
}

static void
append_followers (GString *json,
                  guint    account,
                  guint    page)
{
  guint n_pages = 2 + account % 4;

  g_string_append_printf (json, "{\"subject\":{\"did\":\"did:plc:owner%u\",\"handle\":\"o%u.example\"},\"followers\":[", account, account);
  for (guint i = 0; i < 40; i++)
    g_string_append_printf (json, "%s{\"did\":\"did:plc:person%u\",\"handle\":\"p%u.example\"}", i ? "," : "", account * 7 + page * 40 + i, account * 7 + page * 40 + i);
  g_string_append_c (json, ']');
  if (page + 1 < n_pages)
    g_string_append_printf (json, ",\"cursor\":\"page-%u\"", page + 1);
  g_string_append_c (json, '}');
}

static void
append_posts (GString *json,
              guint    account,
              guint    page)
{
  g_string_append (json, "{\"feed\":[");
  for (guint i = 0; i < 10; i++) {
    guint no = page * 10 + i;

    g_string_append_printf (json,
                            "%s{\"post\":{\"uri\":\"at://did:plc:owner%u/app.bsky.feed.post/p%u\",\"cid\":\"c\",\"author\":{\"did\":\"did:plc:owner%u\",\"handle\":\"o%u.example\"},"
                            "\"record\":{\"$type\":\"app.bsky.feed.post\",\"createdAt\":\"2023-11-%02uT%02u:00:00Z\",\"text\":\"a #tag%u\"},\"likeCount\":%u,\"replyCount\":%u,\"repostCount\":1}}",
                            i ? "," : "", account, no, account, account, 13 - no / 2, no % 24, no % 5, no * 3, no);
  }
  g_string_append_c (json, ']');
  if (page == 0)
    g_string_append (json, ",\"cursor\":\"page-1\"");
  g_string_append_c (json, '}');
}

static void
go_wrong (Platform   *self,
          TestAnswer *answer)
{
  int n = g_atomic_int_add (&self->n_asked, 1);

  if (g_atomic_int_get (&self->is_calm) || n % 7 != 3)
    return;
  g_atomic_int_inc (&self->n_faults);
  switch (n / 7 % 5) {
  case 0:
    answer->fault = TEST_FAULT_DROPPED;
    break;
  case 1:
    answer->fault = TEST_FAULT_TRUNCATED;
    break;
  case 2:
    test_answer_set (answer, 503, "{\"error\":\"busy\"}");
    break;
  case 3:
    test_answer_set (answer, 429, "{\"error\":\"slower\"}");
    test_answer_add_header (answer, "Retry-After", "1");
    break;
  default:
    test_answer_set (answer, 502, "<html><body>no gateway</body></html>");
    break;
  }
}

static void
answer_cb (const TestRequest *request,
           TestAnswer        *answer,
           gpointer           data)
{
  guint account = read_number (request->path, "owner");
  guint page = read_number (request->path, "cursor=page-");
  g_autoptr (GString) json = g_string_new (NULL);

  if (strstr (request->path, "getFollowers"))
    append_followers (json, account, page);
  else if (strstr (request->path, "getAuthorFeed"))
    append_posts (json, account, page);
  else
    g_string_append_printf (json, "{\"did\":\"did:plc:owner%u\",\"handle\":\"o%u.example\",\"displayName\":\"Owner %u\",\"followersCount\":%u,\"postsCount\":20}", account, account, account, (2 + account % 4) * 40);
  test_answer_set (answer, 200, json->str);
  go_wrong (data, answer);
}

/* --- the child: one controller, until all is done --------------------------------------------------------- */

static gboolean
is_done (XaController *controller)
{
  g_autoptr (XaControlPicture) picture = xa_controller_get_picture (controller);
  guint n_done = 0;

  for (guint i = 0; i < picture->n_lanes; i++)
    n_done += picture->lanes[i].n_done;

  return n_done >= N_SOURCES * N_PASSES && picture->n_running + picture->n_queued + picture->n_waiting + picture->n_failed == 0;
}

/* Why it does not come to its end. */
static void
explain (XaController *controller)
{
  g_autoptr (XaControlPicture) picture = xa_controller_get_picture (controller);

  g_printerr ("# %u running, %u queued, %u waiting, %u failed, %u dead\n", picture->n_running, picture->n_queued, picture->n_waiting, picture->n_failed, picture->n_dead);
  for (guint i = 0; i < picture->n_lanes; i++)
    g_printerr ("# lane %s: %u done, %s %s, broken %d\n", xa_lane_state_id (picture->lanes[i].state), picture->lanes[i].n_done, picture->lanes[i].cause, picture->lanes[i].cause_text,
                picture->lanes[i].limits.is_broken);
  for (guint i = 0; i < picture->n_tasks; i++)
    if (picture->tasks[i].state != XA_TASK_DONE)
      g_printerr ("# task %d %s: %s, %u attempts, %s %s\n", (int) picture->tasks[i].id, picture->tasks[i].title, xa_task_state_id (picture->tasks[i].state), picture->tasks[i].attempts,
                  picture->tasks[i].cause, picture->tasks[i].cause_text);
}

/* Waiting is over at once for a child, whose clock is ahead of the true one for that: that of the next begins
 * behind all that it may have come to, as clocks do not go back. */
static int
run_child (const char *workspace,
           gint64      start)
{
  ImportPlace        *place = g_new0 (ImportPlace, 1);
  SyncPlace          *sync;
  gint64              deadline_us = g_get_monotonic_time () + DEADLINE_US;
  XaControllerOptions options = { 0 };
  g_autoptr (XaController) controller = NULL;

  place->workspace = g_strdup (workspace);
  place->keys = import_place_keys (workspace, KEY_BYTE);
  sync = sync_place_new_in (place, NULL);
  sync_place_be_impatient (sync);
  sync_place_sleep (sync, start * XA_USEC_PER_DAY);
  options.sync = sync->sync;
  controller = xa_controller_new (&options);
  xa_controller_start (controller);
  while (!is_done (controller)) {
    if (g_get_monotonic_time () > deadline_us) {
      explain (controller);
      return 2;
    }
    g_usleep (5000);
  }
  xa_controller_stop (controller);
  g_clear_pointer (&controller, xa_controller_unref);
  sync_place_free (sync);

  return 0;
}

static GPid
start_child (const ImportPlace *place)
{
  static guint     n_starts;
  g_autofree char *start = g_strdup_printf ("%u", n_starts++);
  const char      *argv[] = { "chaos-child", CHILD_FLAG, place->workspace, start, NULL };
  g_auto (GStrv) env = g_get_environ ();
  GPid pid;

  g_assert_cmpint (posix_spawn (&pid, "/proc/self/exe", NULL, NULL, (char **) argv, env), ==, 0);

  return pid;
}

static gboolean
has_ended (GPid child)
{
  siginfo_t info = { 0 };

  return waitid (P_PID, (id_t) child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/* @after_us: 0 to let it come to its end, which it must; else it may be through before.
 * Returns: whether it was killed */
static gboolean
run_and_kill (const ImportPlace *place,
              gint64             after_us)
{
  GPid child = start_child (place);
  int  status;

  if (after_us > 0) {
    gint64 until_us = g_get_monotonic_time () + after_us, left_us;

    while ((left_us = until_us - g_get_monotonic_time ()) > 0 && !has_ended (child))
      g_usleep ((gulong) MIN (left_us, 1000));
    kill (child, SIGKILL);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFSIGNALED (status)) {
    g_assert_cmpint (after_us, >, 0);
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
    return TRUE;
  }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  return FALSE;
}

/* --- the proof ------------------------------------------------------------------------------------------ */

/* Without how many pages a pass was cut into. */
static char *
dump_content (const ImportPlace *place)
{
  g_autofree char *dump = import_place_dump (place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) content = g_string_new (NULL);

  for (gsize i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "import\t") && !g_str_has_prefix (lines[i], "task\t"))
      g_string_append_printf (content, "%s\n", lines[i]);

  return g_string_free (g_steal_pointer (&content), FALSE);
}

static void
tell_task (const XaTask *task)
{
  g_test_message ("task %" G_GINT64_FORMAT ": kind %d of source %" G_GINT64_FORMAT ", state %d", task->id, task->kind, task->source_id, task->state);
}

/* Each pass came to its end once, and none is left over. */
static void
assert_tasks (const ImportPlace *place)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_open (place->workspace, XA_STORE_READ, &error);
  g_autoptr (GPtrArray) tasks = NULL;

  g_assert_no_error (error);
  tasks = xa_store_list_tasks (store, NULL, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < tasks->len && tasks->len != N_SOURCES * N_PASSES; i++)
    tell_task (tasks->pdata[i]);
  g_assert_cmpuint (tasks->len, ==, N_SOURCES * N_PASSES);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_cmpint (((XaTask *) tasks->pdata[i])->state, ==, XA_TASK_DONE);
  xa_store_close (store);
}

/* Once: the clock of a child is ahead by all that it need not wait for, and what is done would be due again. */
static gboolean
be_due_once (XaStore *store,
             gpointer data,
             GError **error)
{
  const gint64 *source = data;

  return xa_store_schedule_source (store, *source, 100 * 365 * G_GINT64_CONSTANT (86400), FALSE, error);
}

static void
follow_all (SyncPlace *place,
            Platform  *platform)
{
  gint64 connection = sync_place_connect (place, &xa_bluesky, "Weather", test_server_get_base (platform->server), NULL);

  for (guint i = 0; i < N_SOURCES; i++) {
    g_autofree char *id = g_strdup_printf ("did:plc:owner%u", i);

    gint64 source = sync_place_follow (place, connection, &xa_bluesky, id, PASSES);

    g_assert_true (xa_sync_edit (place->sync, be_due_once, &source, NULL));
  }
}

/* Has what hides behind the place closed: copies are made of files. */
static ImportPlace *
make_base (Platform *platform)
{
  ImportPlace *base = import_place_new ();
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();
  SyncPlace place = { .place = base, .credentials = credentials, .sync = xa_sync_new (base->workspace, base->keys, NULL, credentials) };

  follow_all (&place, platform);
  xa_sync_unref (place.sync);

  return base;
}

static void
test_chaos (void)
{
  const guint n_wanted = g_getenv ("XAUDIENCE_TEST_FULL") ? 200 : 10;
  Platform    platform = { 0 };
  g_autoptr (ImportPlace) base = NULL;
  g_autoptr (ImportPlace) calm = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree char *expected = NULL;
  gint64           since_us, usec;
  guint            n_kills = 0, n_rounds = 0;

  platform.server = test_server_new (answer_cb, &platform);
  platform.is_calm = TRUE;
  base = make_base (&platform);
  calm = import_place_copy (base, "undisturbed");
  since_us = g_get_monotonic_time ();
  g_assert_false (run_and_kill (calm, 0));
  usec = g_get_monotonic_time () - since_us;
  expected = dump_content (calm);
  assert_tasks (calm);
  g_assert_nonnull (strstr (expected, "\npost\t"));

  g_atomic_int_set (&platform.is_calm, FALSE);
  /* A sync that is faster than the kill that is meant for it counts for none; the one that was measured may have been
   * as slow as it was for another reason. */
  for (; n_kills < n_wanted && n_rounds < 10 * n_wanted; n_rounds++) {
    g_autofree char *name = g_strdup_printf ("round-%u", n_rounds);
    g_autoptr (ImportPlace) place = import_place_copy (base, name);
    g_autofree char *content = NULL;

    for (guint k = 0; k < 4; k++) {
      since_us = g_get_monotonic_time ();
      if (run_and_kill (place, 1 + (gint64) (g_rand_double (rand) * (double) usec * 0.7)))
        n_kills++;
      else if (k == 0)
        usec = MIN (usec, g_get_monotonic_time () - since_us);
    }
    g_assert_false (run_and_kill (place, 0));
    assert_tasks (place);
    content = dump_content (place);
    import_place_assert_same (content, expected);
    import_place_verify (place);
  }
  g_test_message ("killed %u times, %d of %d answers went wrong; undisturbed it takes %.1f s", n_kills, platform.n_faults, platform.n_asked, (double) usec / G_USEC_PER_SEC);
  /* How far each run comes before it is killed is a matter of the machine. */
  g_assert_cmpuint (n_kills, >=, n_wanted);
  g_assert_cmpint (platform.n_faults, >, (int) n_rounds * 10);
  test_server_free (platform.server);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], CHILD_FLAG))
    return run_child (argv[2], g_ascii_strtoll (argv[3], NULL, 10));

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/DB-1/chaos", test_chaos);

  return g_test_run ();
}
