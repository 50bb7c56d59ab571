#include "crash.h"
#include "workspace.h"

#include <string.h>
#include <unistd.h>

#define N_BATCHES 24
#define POSTS_A_BATCH 60

/* Everything that a batch can hold, so that every table is half-written at some moment. */
static XaBatch *
make_batch (guint n)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "server", XA_BATCH_NO_REF);
  add_audience (batch, 1, "channel", 0);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 7000, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < POSTS_A_BATCH; i++) {
    guint        index = batch->posts->len;
    XaBatchPost *post = add_post (batch, 1, (gint64) n * POSTS_A_BATCH + i + 1);

    post->reply_to = post->id + (i % 2 ? 7 : -7);
    post->counts_as_comment = TRUE;
    post->reactions = i;
    add_member (batch, 0, n * 40 + i);
    add_activity (batch, 1, XA_ACTIVITY_AUTHOR, n * 10 + i % 20, (gint32) (n / 3), index);
    add_term (batch, 1, i % 2 ? "odd" : "even", n * 10 + i % 20, (gint32) n, index);
    add_link (batch, 1, i % 9, TRUE);
    g_array_index (batch->links, XaBatchLink, batch->links->len - 1).post = index;
    add_sample (batch, 1, (gint64) (n * 30 + i) * XA_USEC_PER_HOUR / 3, n + i);
  }
  batch->offset = n + 1;
  batch->rejects[XA_REJECT_BOT] = n + 1;

  return batch;
}

static void
import (const char *path,
        gboolean    is_whole,
        int         pipe_fd)
{
  XaIngestSource described = { person (1), "test", 1000, 5000000, 0, 0 };
  g_autoptr (GError) error = NULL;
  XaStore      *store = xa_store_open (path, XA_STORE_WRITE, &error);
  XaIngest     *ingest;
  XaIngestStart start;
  guint64       offset = 0;

  ingest = store ? xa_ingest_begin (store, &described, &start, &offset, &error) : NULL;
  if (!ingest)
    _exit (1);
  for (guint64 n = offset; n < N_BATCHES && start != XA_INGEST_DONE_BEFORE; n++) {
    g_autoptr (XaBatch) batch = make_batch ((guint) n);

    if (!xa_ingest_batch (ingest, batch, &error))
      _exit (2);
    if (pipe_fd >= 0 && write (pipe_fd, ".", 1) != 1)
      _exit (3);
  }
  if (is_whole && start != XA_INGEST_DONE_BEFORE && !xa_ingest_finish (ingest, NULL, FALSE, &error))
    _exit (4);
  xa_ingest_free (ingest);
  xa_store_close (store);
}

/* Imports from wherever an earlier process came to, and says so after each commit. */
static void
import_work (gpointer path,
             int      pipe_fd)
{
  import (path, TRUE, pipe_fd);
}

/* An undisturbed run, as what others must come to. */
static char *
make_expected (Workspace *workspace,
               char     **fresh,
               gsize     *size)
{
  XaStore *store;
  char    *expected;

  g_assert_true (g_file_get_contents (workspace->path, fresh, size, NULL));
  import_work (workspace->path, -1);
  store = workspace_open (workspace, XA_STORE_READ);
  assert_sound (store);
  expected = dump (store);
  xa_store_close (store);

  return expected;
}

static void
assert_dump (Workspace  *workspace,
             const char *expected)
{
  XaStore         *store = workspace_open (workspace, XA_STORE_READ);
  g_autofree char *got = dump (store);

  g_assert_cmpstr (got, ==, expected);
  xa_store_close (store);
}

/* What was acknowledged is there, whole; nothing is half there. Returns: batches in the file */
static guint
assert_acknowledged (Workspace *workspace,
                     guint      n_acknowledged)
{
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  gint64   n;

  assert_sound (store);
  xa_store_close (store);
  n = query_number (workspace->path, "SELECT coalesce(max(offset), 0) FROM import");
  g_assert_cmpint (n, >=, n_acknowledged);
  g_assert_cmpint (n, <=, n_acknowledged + 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post"), ==, n * POSTS_A_BATCH);
  g_assert_cmpint (query_number (workspace->path, "SELECT coalesce(sum(n), 0) FROM activity WHERE audience_id = 2"), ==, n * POSTS_A_BATCH);
  g_assert_cmpint (query_number (workspace->path, "SELECT coalesce(sum(n), 0) FROM term_use"), ==, n * POSTS_A_BATCH);
  g_assert_cmpint (query_number (workspace->path, "SELECT coalesce(sum(n), 0) FROM link"), ==, n * POSTS_A_BATCH);
  g_assert_cmpint (query_number (workspace->path, "SELECT coalesce(sum(n_posts), 0) FROM audience"), ==, n * POSTS_A_BATCH);

  return (guint) n;
}

static void
remove_all (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-lock" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

    unlink (name);
  }
}

static void
set_contents (Workspace  *workspace,
              const char *bytes,
              gsize       size)
{
  remove_all (workspace->path);
  g_assert_true (g_file_set_contents (workspace->path, bytes, (gssize) size, NULL));
}

/* Kills an import at random moments until it gets through, again and again. */
static void
test_kill_loop (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autofree char *fresh = NULL;
  g_autofree char *expected = NULL;
  gsize            size;
  guint            n_wanted = g_getenv ("XAUDIENCE_TEST_FULL") ? 200 : 20;
  guint            n_kills = 0, n_runs = 0;
  gint64           started_us, whole_us;

  expected = make_expected (workspace, &fresh, &size);
  set_contents (workspace, fresh, size);
  started_us = g_get_monotonic_time ();
  g_assert_false (crash_at_statement (0, import_work, workspace->path).killed);
  whole_us = g_get_monotonic_time () - started_us;

  while (n_kills < n_wanted) {
    guint    n_done = 0;
    gboolean is_part = FALSE;

    set_contents (workspace, fresh, size);
    for (;;) {
      gint64      begun_us = g_get_monotonic_time ();
      CrashResult result = crash_after ((guint64) g_rand_double_range (random, 0, (double) whole_us * 0.7), import_work, workspace->path);

      if (!result.killed) {
        /* The one that was measured may have been as slow as it was for another reason. */
        if (!is_part)
          whole_us = MIN (whole_us, g_get_monotonic_time () - begun_us);
        break;
      }
      is_part = TRUE;
      n_kills++;
      n_done = assert_acknowledged (workspace, n_done + result.n_reported);
    }
    assert_dump (workspace, expected);
    n_runs++;
  }
  g_test_message ("%u kills in %u imports", n_kills, n_runs);
}

/* Kills before each statement of the end of an import, where lists become snapshots. */
static void
test_kill_at_every_statement (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *fresh = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *nearly = NULL;
  gsize            size, nearly_size;
  guint            n_kills = 0;

  expected = make_expected (workspace, &fresh, &size);

  /* A workspace in which all batches are, and nothing more. */
  set_contents (workspace, fresh, size);
  import (workspace->path, FALSE, -1);
  run_sql (workspace->path, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_cmpint (query_number (workspace->path, "SELECT state FROM import"), ==, 1);
  g_assert_true (g_file_get_contents (workspace->path, &nearly, &nearly_size, NULL));

  for (guint n = 1;; n++) {
    set_contents (workspace, nearly, nearly_size);
    if (!crash_at_statement (n, import_work, workspace->path).killed)
      break;
    n_kills++;
    assert_acknowledged (workspace, N_BATCHES);
    import_work (workspace->path, -1);
    assert_dump (workspace, expected);
  }
  g_assert_cmpuint (n_kills, >, 30);
}

static void
create_work (gpointer path,
             int      pipe_fd)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_create (path, &error);

  if (!store)
    g_error ("%s", error->message);
  xa_store_close (store);
}

/* A workspace that is being made is there whole or not at all. */
static void
test_kill_creation (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *path = g_build_filename (workspace->folder, "new.xaudience", NULL);
  guint            n_absent = 0, n_there = 0;

  for (guint n = 1;; n++) {
    g_autoptr (GError) error = NULL;
    CrashResult result = crash_at_statement (n, create_work, path);

    if (g_file_test (path, G_FILE_TEST_EXISTS)) {
      XaStore *store = xa_store_open (path, XA_STORE_WRITE, &error);

      g_assert_no_error (error);
      assert_sound (store);
      xa_store_close (store);
      remove_all (path);
      n_there++;
    } else {
      n_absent++;
    }
    if (!result.killed)
      break;
  }
  g_assert_cmpuint (n_absent, >, 10);
  g_assert_cmpuint (n_there, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crash/DB-1/kill-loop", test_kill_loop);
  g_test_add_func ("/crash/DB-1/kill-at-every-statement", test_kill_at_every_statement);
  g_test_add_func ("/crash/DB-1/kill-creation", test_kill_creation);

  return g_test_run ();
}
