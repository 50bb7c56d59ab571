#include "store/xa-schema.h"
#include "store/xa-store-private.h"
#include "crash.h"
#include "workspace.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BASE XA_SCHEMA_VERSION
#define N_LATER 3

/* Versions that this program does not have: a column, a table that is rebuilt, a new table. The
 * real steps stand in front of them, put in when the tests start. */
static const char *steps[BASE + N_LATER] = {
  [BASE] = "ALTER TABLE audience ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; UPDATE audience SET note = title || '!'",
  [BASE + 1] =
    "CREATE TABLE retention_2 (platform INTEGER NOT NULL, kind INTEGER NOT NULL, days INTEGER NOT NULL, why TEXT, PRIMARY KEY (platform, kind)) STRICT;"
    "INSERT INTO retention_2 (platform, kind, days) SELECT platform, kind, days FROM retention;"
    "DROP TABLE retention; ALTER TABLE retention_2 RENAME TO retention;",
  [BASE + 2] =
    "CREATE TABLE mood (audience_id INTEGER PRIMARY KEY REFERENCES audience (id), mood TEXT) STRICT;"
    "INSERT INTO mood SELECT id, note FROM audience",
};

static const XaStoreSchema later = { steps, G_N_ELEMENTS (steps) };

static char *
backup_name (const char *path,
             int         version)
{
  return g_strdup_printf ("%s.v%d.backup", path, version);
}

static void
fill (Workspace *workspace)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_audience (batch, 1, "b", 0);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 3000; i++) {
    add_member (batch, 0, i);
    add_post (batch, 1, i);
  }
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);
  run_sql (workspace->path, "INSERT INTO retention VALUES (1, 1, 30)");
}

static void
assert_content (const char *path,
                int         version)
{
  g_assert_cmpint (query_number (path, "PRAGMA user_version"), ==, version);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM post"), ==, 3000);
  g_assert_cmpint (query_number (path, "SELECT n_posts FROM audience WHERE native_id = 'b'"), ==, 3000);
  g_assert_cmpint (query_number (path, "SELECT fetched FROM snapshot"), ==, 3000);
  g_assert_cmpint (query_number (path, "SELECT days FROM retention"), ==, 30);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), ==, 0);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  /* A version is whole: what belongs to it is there, and nothing of the next. */
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM pragma_table_info ('audience') WHERE name = 'note'"), ==, version > BASE);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM pragma_table_info ('retention') WHERE name = 'why'"), ==, version > BASE + 1);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM sqlite_schema WHERE name = 'mood'"), ==, version > BASE + 2);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM sqlite_schema WHERE name = 'retention_2'"), ==, 0);
}

static void
test_upgrade (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *backup = backup_name (workspace->path, BASE);
  g_autofree char *before = NULL;
  g_autofree char *saved = NULL;
  struct stat      st;
  XaStore         *store;

  fill (workspace);
  store = workspace_open (workspace, XA_STORE_READ);
  before = dump (store);
  xa_store_close (store);

  store = xa_store_open_with_schema (workspace->path, XA_STORE_WRITE, &later, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  assert_content (workspace->path, BASE + N_LATER);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM mood WHERE mood IN ('a!', 'b!')"), ==, 2);

  /* The copy is the old file, complete, and as private. */
  assert_content (backup, BASE);
  g_assert_cmpint (stat (backup, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  store = xa_store_open (backup, XA_STORE_READ, &error);
  g_assert_no_error (error);
  saved = dump (store);
  g_assert_cmpstr (saved, ==, before);
  xa_store_close (store);

  /* Now it is up to date: nothing is done, and the program that made it may not have it any more. */
  g_unlink (backup);
  store = xa_store_open_with_schema (workspace->path, XA_STORE_WRITE, &later, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
  g_assert_null (xa_store_open (workspace->path, XA_STORE_WRITE, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NEWER);
}

static void
test_upgrade_for_reading (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  XaStore *store;

  fill (workspace);
  store = xa_store_open_with_schema (workspace->path, XA_STORE_READ, &later, &error);
  g_assert_no_error (error);
  g_assert_true (xa_store_is_read_only (store));
  xa_store_close (store);
  assert_content (workspace->path, BASE + N_LATER);
}

/* A step that cannot be done leaves the version before it. */
static void
test_step_fails (void)
{
  static const char  *bad[BASE + 2] = { [BASE + 1] = "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)" };
  const XaStoreSchema broken = { bad, G_N_ELEMENTS (bad) };
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  XaStore *store;

  memcpy (bad, steps, (BASE + 1) * sizeof *bad);
  fill (workspace);
  g_assert_null (xa_store_open_with_schema (workspace->path, XA_STORE_WRITE, &broken, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO);
  assert_content (workspace->path, BASE + 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), ==, 0);
  g_clear_error (&error);
  store = xa_store_open_with_schema (workspace->path, XA_STORE_WRITE, &later, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  assert_content (workspace->path, BASE + N_LATER);
}

/* A step that would leave references to nothing is refused, though each statement works. */
static void
test_step_loses_references (void)
{
  static const char  *bad[BASE + 1] = { [BASE] = "DELETE FROM audience WHERE native_id = 'b'" };
  const XaStoreSchema broken = { bad, G_N_ELEMENTS (bad) };
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;

  memcpy (bad, steps, BASE * sizeof *bad);
  fill (workspace);
  g_assert_null (xa_store_open_with_schema (workspace->path, XA_STORE_WRITE, &broken, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT);
  assert_content (workspace->path, BASE);
}

static void
upgrade_work (gpointer path,
              int      pipe_fd)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_open_with_schema (path, XA_STORE_WRITE, &later, &error);

  if (!store)
    _exit (1);
  xa_store_close (store);
}

/* Killed before each statement in turn: always a whole version, and the next start completes it. */
static void
test_kill_at_every_step (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *backup = backup_name (workspace->path, BASE);
  g_autofree char *old = NULL;
  gsize            size;
  guint            n_kills = 0, n_by_version[5] = { 0 };

  fill (workspace);
  g_assert_true (g_file_get_contents (workspace->path, &old, &size, NULL));
  for (guint n = 1;; n++) {
    gint64 version;

    g_unlink (backup);
    g_assert_true (g_file_set_contents (workspace->path, old, (gssize) size, NULL));
    if (!crash_at_statement (n, upgrade_work, workspace->path).killed)
      break;
    n_kills++;
    version = query_number (workspace->path, "PRAGMA user_version");
    g_assert_true (version >= BASE && version <= BASE + N_LATER);
    n_by_version[version - BASE]++;
    assert_content (workspace->path, (int) version);
    if (version > BASE)
      assert_content (backup, BASE);
    upgrade_work (workspace->path, -1);
    assert_content (workspace->path, BASE + N_LATER);
  }
  g_assert_cmpuint (n_kills, >, 25);
  for (guint i = 0; i <= N_LATER; i++)
    g_assert_cmpuint (n_by_version[i], >, 0);
}

static void
unpack (const char *packed,
        const char *path)
{
  g_autoptr (GFile) from = g_file_new_for_path (packed);
  g_autoptr (GFile) to = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) in = G_INPUT_STREAM (g_file_read (from, NULL, &error));
  g_autoptr (GInputStream) plain = in ? g_converter_input_stream_new (in, gunzip) : NULL;
  g_autoptr (GOutputStream) out = G_OUTPUT_STREAM (g_file_create (to, G_FILE_CREATE_PRIVATE, NULL, NULL));

  g_assert_no_error (error);
  g_output_stream_splice (out, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
}

static char *
get_schema (const char *path)
{
  return query_string (path, "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)");
}

/* What made the files of the next test: test-migrate --make FILE, then gzip -n, before that version is
 * released. */
static int
make_version (const char *path)
{
  guint8   key[XA_MASTER_KEY_SIZE] = { 1 };
  XaStore *store = xa_store_create (path, NULL);
  XaBatch *batch = xa_batch_new ();
  g_autoptr (XaPseudonymizer) keys = xa_pseudonymizer_new (key, xa_store_get_uuid (store));

  g_assert_true (xa_store_adopt_keys (store, keys, NULL));
  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_audience (batch, 1, "b", 0);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1000, 301);
  for (guint i = 0; i < 300; i++)
    add_member (batch, 0, i);
  for (guint i = 0; i < 100; i++) {
    guint post = batch->posts->len;

    add_post (batch, 1, i + 1)->text = xa_batch_add_text (batch, xa_span ("A text of our own."));
    add_activity (batch, 1, XA_ACTIVITY_AUTHOR, i % 30, (gint32) i / 10, post);
    add_term (batch, 1, "tag", i % 30, (gint32) i, post);
    add_link (batch, 1, i % 5, TRUE);
    add_sample (batch, 1, i * XA_USEC_PER_HOUR, i);
  }
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  return 0;
}

/* The newest version has its file from the day on which it is released: until then its step may change, and a file of
 * yesterday's would be of a version that nobody has. It is made as that file will be. */
static void
get_file_of (int         version,
             const char *path)
{
  g_autofree char *name = g_strdup_printf ("%d.xaudience.gz", version);
  g_autofree char *original = g_test_build_filename (G_TEST_DIST, "store", "versions", name, NULL);

  if (version < XA_SCHEMA_VERSION || g_file_test (original, G_FILE_TEST_EXISTS))
    unpack (original, path);
  else
    make_version (path);
}

/* Files that were made by each version as it was released. */
static void
test_version (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *path = g_build_filename (workspace->folder, "old.xaudience", NULL);
  g_autofree char *remade = g_build_filename (workspace->folder, "remade.xaudience", NULL);
  g_autofree char *backup = backup_name (path, version);
  g_autofree char *schema = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *upgraded = NULL;
  g_autofree char *current = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaAudience) a = NULL;
  g_autoptr (XaMemberSet) members = NULL;
  XaStoreSchema of_then = { xa_schema_steps, version };
  XaStoreInfo   info;
  XaStore      *store;

  get_file_of (version, path);

  /* A released step never changes: what it makes today is what it made then. */
  store = xa_store_create_with_schema (remade, &of_then, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  schema = get_schema (path);
  expected = get_schema (remade);
  g_assert_cmpstr (schema, ==, expected);

  store = xa_store_open (path, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  assert_sound (store);
  g_assert_true (xa_store_get_info (store, &info, &error));
  g_assert_cmpint (info.schema_version, ==, XA_SCHEMA_VERSION);
  g_assert_cmpint (info.n_audiences, ==, 2);
  g_assert_cmpint (info.n_members, ==, 300);
  g_assert_cmpint (info.n_posts, ==, 100);
  g_assert_cmpint (info.n_imports_done, ==, 1);
  g_assert_cmpint (info.key_state, ==, XA_KEY_STATE_SET);
  a = find_audience (store, "a");
  members = xa_store_load_members (store, a->snapshot_id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_member_set_count (members), ==, 300);
  xa_store_close (store);
  g_assert_cmpint (g_file_test (backup, G_FILE_TEST_EXISTS), ==, version < XA_SCHEMA_VERSION);
  if (version < XA_SCHEMA_VERSION)
    g_assert_cmpint (query_number (backup, "PRAGMA user_version"), ==, version);
  upgraded = get_schema (path);
  current = get_schema (workspace->path);
  g_assert_cmpstr (upgraded, ==, current);
}

/* What the file of the newest version holds goes on in versions that this program does not have. */
static void
test_newest_goes_on (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *path = g_build_filename (workspace->folder, "newest.xaudience", NULL);
  g_autofree char *backup = backup_name (path, BASE);
  g_autoptr (GError) error = NULL;
  XaStoreInfo info;
  XaStore    *store;

  get_file_of (BASE, path);
  store = xa_store_open_with_schema (path, XA_STORE_WRITE, &later, &error);
  g_assert_no_error (error);
  assert_sound (store);
  g_assert_true (xa_store_get_info (store, &info, &error));
  g_assert_cmpint (info.schema_version, ==, BASE + N_LATER);
  g_assert_cmpint (info.n_audiences, ==, 2);
  g_assert_cmpint (info.n_members, ==, 300);
  g_assert_cmpint (info.n_posts, ==, 100);
  xa_store_close (store);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM mood WHERE mood LIKE '%!'"), ==, 2);
  g_assert_cmpint (query_number (backup, "PRAGMA user_version"), ==, BASE);
}

/* The table of tasks was made anew: what stood in it goes on. */
static void
test_tasks_of_version_4 (void)
{
  const XaStoreSchema of_then = { xa_schema_steps, 4 };
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *path = g_build_filename (workspace->folder, "old.xaudience", NULL);
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_create_with_schema (path, &of_then, &error);

  g_assert_no_error (error);
  xa_store_close (store);
  run_sql (path,
           "INSERT INTO connection (id, uuid, provider, name, sign_in, state, created_us) VALUES (3, 'u', 'test', 'Test', '', 1, 0);"
           "INSERT INTO source (id, connection_id, platform, target, title, kind, passes, max_posts, added_us) VALUES (5, 3, 1, 't', 'T', 1, 6, 0, 0);"
           "INSERT INTO task (id, source_id, kind, state, attempts, cursor, pass_us, done, created_us) VALUES (7, 5, 2, 3, 4, x'aa', 900, 12, 800)");
  store = xa_store_open (path, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  xa_store_close (store);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM task WHERE id = 7 AND source_id = 5 AND kind = 2 AND state = 3 AND attempts = 4"
                                       " AND cursor = x'aa' AND pass_us = 900 AND done = 12 AND created_us = 800 AND subject = '' AND input = ''"),
                   ==, 1);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM source WHERE interval_s IS NULL AND is_paused = 0"), ==, 1);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM connection WHERE interval_s IS NULL AND is_paused = 0 AND throttle = 1"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  memcpy (steps, xa_schema_steps, sizeof xa_schema_steps);
  if (argc == 3 && g_str_equal (argv[1], "--make"))
    return make_version (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migrate/DB-5/upgrade", test_upgrade);
  g_test_add_func ("/migrate/DB-5/upgrade-for-reading", test_upgrade_for_reading);
  g_test_add_func ("/migrate/DB-5/step-fails", test_step_fails);
  g_test_add_func ("/migrate/DB-5/step-loses-references", test_step_loses_references);
  g_test_add_func ("/migrate/DB-5/kill-at-every-step", test_kill_at_every_step);
  g_test_add_func ("/migrate/DB-5/tasks-of-version-4", test_tasks_of_version_4);
  g_test_add_func ("/migrate/DB-5/newest-goes-on", test_newest_goes_on);
  for (int version = 1; version <= XA_SCHEMA_VERSION; version++) {
    g_autofree char *path = g_strdup_printf ("/migrate/DB-5/version-%d", version);

    g_test_add_data_func (path, GINT_TO_POINTER (version), test_version);
  }

  return g_test_run ();
}
