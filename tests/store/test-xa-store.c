#include "workspace.h"

#include "store/xa-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

static void
test_create (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  XaStore    *store = workspace_open (workspace, XA_STORE_WRITE);
  XaStoreInfo info;

  g_assert_true (xa_store_get_info (store, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (info.schema_version, ==, XA_SCHEMA_VERSION);
  g_assert_cmpint (info.key_state, ==, XA_KEY_STATE_SET);
  g_assert_cmpint (info.key_epoch, ==, 1);
  g_assert_cmpint (info.n_members, ==, 0);
  g_assert_cmpint (info.last_import_us, ==, XA_TIME_UNKNOWN);
  g_assert_cmpint (info.size_bytes, >, 0);
  g_assert_true (g_uuid_string_is_valid (xa_store_get_uuid (store)));
  g_assert_false (xa_store_is_read_only (store));
  assert_sound (store);
  xa_store_close (store);

  store = xa_store_create (workspace->path, &error);
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_assert_null (store);
}

/* A creation that fails leaves nothing, neither the file nor its beginnings. */
static void
test_create_fails_whole (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *blocked = g_build_filename (workspace->path, "in-a-file.xaudience", NULL);
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  g_assert_null (xa_store_create (blocked, &error));
  g_assert_nonnull (error);
  dir = g_dir_open (workspace->folder, 0, NULL);
  while (g_dir_read_name (dir))
    n++;
  g_assert_cmpuint (n, ==, 1);
}

static char *
write_part (const Workspace *workspace,
            const char      *name,
            const char      *content,
            gsize            size,
            gint64           age_hours)
{
  char          *path = g_build_filename (workspace->folder, name, NULL);
  gint64         then = g_get_real_time () / G_USEC_PER_SEC - age_hours * 3600;
  struct utimbuf times = { then, then };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, (gssize) size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_utime (path, &times), ==, 0);

  return path;
}

/* What killed creations left goes with the next one; what may still be made, or is another's, stays. */
static void
test_stale_parts (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize            size = 0;
  g_autofree char *next = g_build_filename (workspace->folder, "next.xaudience", NULL);
  g_autofree char *old = NULL, *empty = NULL, *fresh = NULL, *foreign = NULL, *named = NULL;
  XaStore         *store;

  g_assert_true (g_file_get_contents (workspace->path, &content, &size, &error));
  old = write_part (workspace, ".a.xaudience.Xy12zA.part", content, size, 2);
  empty = write_part (workspace, ".b.xaudience.Xy12zB.part", "", 0, 2);
  fresh = write_part (workspace, ".c.xaudience.Xy12zC.part", content, size, 0);
  foreign = write_part (workspace, ".d.download.Xy12zD.part", "half of a film", 14, 2);
  named = write_part (workspace, "e.xaudience.Xy12zE.part", content, size, 2);
  store = xa_store_create (next, &error);
  g_assert_no_error (error);
  xa_store_close (store);

  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (empty, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (named, G_FILE_TEST_EXISTS));
}

/* The log of a workspace that was moved away is not to be mixed with a new one. */
static void
test_orphaned_log (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (workspace->folder, "moved.xaudience", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  g_assert_true (g_file_set_contents (log, "frames", -1, NULL));
  g_assert_null (xa_store_create (path, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, log));
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_not_found (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = g_build_filename (workspace->folder, "none.xaudience", NULL);

  g_assert_null (xa_store_open (missing, XA_STORE_READ, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
}

static gsize
get_size (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 ? (gsize) st.st_size : 0;
}

/* Opens for both uses, expects @code, and that the file stays as it was. One that was told from
 * its first bytes gets nothing beside it; one that was tried to read may get an empty log. */
static void
assert_refused (const char *path,
                gint        code,
                gboolean    was_read)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *lock = g_strconcat (path, "-lock", NULL);
  gsize            size_before, size_after;

  g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));
  for (XaStoreMode mode = XA_STORE_READ; mode <= XA_STORE_WRITE; mode++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (xa_store_open (path, mode, &error));
    g_assert_error (error, XA_STORE_ERROR, code);
    g_assert_nonnull (strstr (error->message, path));
  }
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
  g_assert_true (was_read || !g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (get_size (log), ==, 0);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
}

static void
test_foreign (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *path = g_build_filename (workspace->folder, "other", NULL);
  g_autofree char *noise = g_malloc0 (10000);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_refused (path, XA_STORE_ERROR_FOREIGN, FALSE);
  g_assert_true (g_file_set_contents (path, "name,members\nfoo,1\n", -1, NULL));
  assert_refused (path, XA_STORE_ERROR_FOREIGN, FALSE);
  for (guint i = 0; i < 10000; i++)
    noise[i] = (char) (i * 2654435761u >> 13);
  g_assert_true (g_file_set_contents (path, noise, 10000, NULL));
  assert_refused (path, XA_STORE_ERROR_FOREIGN, FALSE);

  g_unlink (path);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  run_sql (path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  assert_refused (path, XA_STORE_ERROR_FOREIGN, FALSE);

  g_assert_null (xa_store_open (workspace->folder, XA_STORE_READ, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);
}

static void
test_newer (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;

  run_sql (workspace->path, "PRAGMA user_version = 41");
  assert_refused (workspace->path, XA_STORE_ERROR_NEWER, FALSE);
  g_assert_null (xa_store_open (workspace->path, XA_STORE_WRITE, &error));
  g_assert_nonnull (strstr (error->message, "version 41"));
  g_assert_nonnull (strstr (error->message, "up to " G_STRINGIFY (XA_SCHEMA_VERSION)));
}

static void
write_at (const char *path,
          goffset     offset,
          const void *data,
          gsize       size)
{
  int fd = open (path, O_WRONLY);

  g_assert_cmpint (pwrite (fd, data, size, offset), ==, size);
  close (fd);
}

static void
test_damaged (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *whole = NULL;
  gsize            size;
  char             zeros[4000] = { 0 };

  g_assert_true (g_file_get_contents (workspace->path, &whole, &size, NULL));

  /* Cut, with the list of tables gone, with a header that contradicts itself. */
  g_assert_cmpint (truncate (workspace->path, (off_t) size / 2), ==, 0);
  assert_refused (workspace->path, XA_STORE_ERROR_CORRUPT, TRUE);
  g_assert_true (g_file_set_contents (workspace->path, whole, (gssize) size, NULL));
  write_at (workspace->path, 96, zeros, sizeof zeros);
  assert_refused (workspace->path, XA_STORE_ERROR_CORRUPT, TRUE);
  g_assert_true (g_file_set_contents (workspace->path, whole, (gssize) size, NULL));
  write_at (workspace->path, 16, "\x03\x01", 2);
  assert_refused (workspace->path, XA_STORE_ERROR_CORRUPT, TRUE);
  g_assert_true (g_file_set_contents (workspace->path, whole, (gssize) size, NULL));
  write_at (workspace->path, 60, zeros, 4);
  assert_refused (workspace->path, XA_STORE_ERROR_CORRUPT, TRUE);
}

/* Flips a byte in each page in turn: no crash, and never a snapshot that is not what was written. */
static void
test_damaged_pages (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaMemberSet) original = NULL;
  g_autofree char *whole = NULL;
  gsize            size;
  guint            n_noticed = 0, n_pages = 0;
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch         *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 20000; i += 1 + i % 3)
    add_member (batch, 0, i);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  original = xa_store_load_members (store, 1, NULL);
  xa_store_close (store);
  g_assert_true (g_file_get_contents (workspace->path, &whole, &size, NULL));

  for (gsize page = 0; page < size / 4096; page++, n_pages++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaMemberSet) members = NULL;
    g_autofree char *damaged = g_memdup2 (whole, size);

    damaged[page * 4096 + 1000 + page % 2000] ^= 0x10;
    damaged[page * 4096 + 3 + (page ? 0 : 100)] ^= 0x41;
    g_assert_true (g_file_set_contents (workspace->path, damaged, (gssize) size, NULL));
    store = xa_store_open (workspace->path, XA_STORE_READ, &error);
    if (store)
      members = xa_store_load_members (store, 1, &error);
    if (members)
      g_assert_true (xa_member_set_equal (members, original));
    else
      g_assert_nonnull (error);
    if (!store || !xa_store_verify (store, NULL, NULL))
      n_noticed++;
    xa_store_close (store);
  }
  g_assert_cmpuint (n_pages, >, 30);
  /* A page on the free list, or the unused part of one, may change without harm. */
  g_assert_cmpuint (n_noticed, >, n_pages * 3 / 4);
}

/* Damage that SQLite cannot see: pages are whole, but what is in them is not right. */
static void
test_verify (void)
{
  static const char *const damages[] = {
    "UPDATE snapshot SET checksum = x'0011223344556677'",
    "UPDATE snapshot SET members = zeroblob (length (members))",
    "UPDATE snapshot SET fetched = fetched + 1",
    "UPDATE activity SET members = x'3a30'",
    "UPDATE term_use SET members = zeroblob (8)",
    "UPDATE member_segment SET pseudonyms = zeroblob (length (pseudonyms)) WHERE no = 1",
    "UPDATE member_segment SET n = n - 1 WHERE no = 1",
    "DELETE FROM member_segment WHERE no = 0",
    "DELETE FROM member_segment WHERE no = 1",
    "INSERT INTO elsewhere VALUES (1, 0, 0, 1, x'3a30')",
    "INSERT INTO import_member SELECT id, 1, 0, x'ffffff00', NULL FROM import",
    "INSERT INTO import_member SELECT id, 1, 0, x'00000000', x'01' FROM import",
    "PRAGMA foreign_keys = OFF; UPDATE post SET audience_id = 99",
  };
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = NULL;
  gsize            size;
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch         *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 9000; i++)
    add_member (batch, 0, i);
  add_activity (batch, 0, XA_ACTIVITY_AUTHOR, 8999, 1, XA_BATCH_NO_REF);
  add_term (batch, 0, "tag", 8999, 1, XA_BATCH_NO_REF);
  add_post (batch, 0, 1);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  assert_sound (store);
  g_cancellable_cancel (cancelled);
  g_assert_false (xa_store_verify (store, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  xa_store_close (store);
  g_assert_true (g_file_get_contents (workspace->path, &whole, &size, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autoptr (GError) fault = NULL;

    g_test_message ("%s", damages[i]);
    g_assert_true (g_file_set_contents (workspace->path, whole, (gssize) size, NULL));
    run_sql (workspace->path, damages[i]);
    store = workspace_open (workspace, XA_STORE_READ);
    g_assert_false (xa_store_verify (store, NULL, &fault));
    g_assert_error (fault, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT);
    xa_store_close (store);
  }
}

/* Things that run by themselves in a file that was made to be opened. */
static void
test_trigger_laden (void)
{
  static const char *const traps[] = {
    "CREATE TRIGGER t AFTER INSERT ON audience BEGIN DELETE FROM snapshot; END",
    "CREATE VIEW v AS SELECT load_extension('/tmp/evil.so')",
    "CREATE VIRTUAL TABLE f USING fts5 (a)",
    "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('view', 'x', 'x', 0, 'CREATE VIEW x AS SELECT 1')",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (traps); i++) {
    g_autoptr (Workspace) workspace = workspace_new ();

    run_sql (workspace->path, traps[i]);
    run_sql (workspace->path, "PRAGMA wal_checkpoint (TRUNCATE)");
    assert_refused (workspace->path, XA_STORE_ERROR_FOREIGN, TRUE);
  }
}

static guint
get_mode (const char *path)
{
  struct stat st;

  g_assert_cmpint (stat (path, &st), ==, 0);

  return st.st_mode & 0777;
}

static void
test_modes (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *folder = g_build_filename (workspace->folder, "a", "b", NULL);
  g_autofree char *path = g_build_filename (folder, "w.xaudience", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);
  mode_t           mask = umask (0);
  XaStore         *store = xa_store_create (path, NULL);

  g_assert_nonnull (store);
  g_assert_true (xa_store_adopt_keys (store, workspace->keys, NULL));
  g_assert_cmpuint (get_mode (folder), ==, 0700);
  g_assert_cmpuint (get_mode (path), ==, 0600);
  g_assert_cmpuint (get_mode (log), ==, 0600);
  g_assert_cmpuint (get_mode (shared), ==, 0600);
  xa_store_close (store);

  /* What was opened up is closed again. */
  g_assert_cmpint (chmod (path, 0644), ==, 0);
  store = xa_store_open (path, XA_STORE_WRITE, NULL);
  g_assert_cmpuint (get_mode (path), ==, 0600);
  xa_store_close (store);
  umask (mask);
}

/* Deleted bytes are gone from the file: what a list was, once the list is closed. */
static void
test_deleted_bytes (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *content = NULL;
  guint32          marker[4] = { GUINT32_TO_LE (901), GUINT32_TO_LE (77), GUINT32_TO_LE (850), GUINT32_TO_LE (33) };
  gsize            size;
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch         *batch = xa_batch_new ();
  XaIngest        *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 1000; i++)
    add_member (batch, 0, i);
  for (guint i = 0; i < 4; i++)
    add_member (batch, 0, GUINT32_FROM_LE (marker[i]));
  put (ingest, batch);
  run_sql (workspace->path, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_true (g_file_get_contents (workspace->path, &content, &size, NULL));
  g_assert_nonnull (memmem (content, size, marker, sizeof marker));
  g_clear_pointer (&content, g_free);

  finish (ingest, batch, FALSE);
  xa_store_close (store);
  g_assert_true (g_file_get_contents (workspace->path, &content, &size, NULL));
  g_assert_null (memmem (content, size, marker, sizeof marker));
}

static void
test_locked (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *lock = g_strconcat (workspace->path, "-lock", NULL);
  XaStore         *first = workspace_open (workspace, XA_STORE_WRITE);
  XaStore         *reader;

  g_assert_null (xa_store_open (workspace->path, XA_STORE_WRITE, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  reader = workspace_open (workspace, XA_STORE_READ);
  xa_store_close (reader);
  xa_store_close (first);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  first = workspace_open (workspace, XA_STORE_WRITE);
  xa_store_close (first);
}

/* Another program that knows nothing of our lock holds SQLite's. */
static void
test_busy (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  sqlite3 *other;

  g_assert_cmpint (sqlite3_open (workspace->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (xa_store_seal (store, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_SET);
  sqlite3_close (other);
  g_assert_true (xa_store_seal (store, NULL));
  xa_store_close (store);
}

/* Runs @check as a user whom permissions bind; root is bound by none. */
static void
run_unprivileged (void (*check) (const char *path),
                  const char *path)
{
  pid_t child = fork ();
  int   status;

  if (child == 0) {
    if (geteuid () == 0 && (setresgid (65534, 65534, 65534) != 0 || setresuid (65534, 65534, 65534) != 0))
      _exit (77);
    check (path);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
check_read_only (const char *path)
{
  g_autoptr (GError) error = NULL;
  XaStore    *store = xa_store_open (path, XA_STORE_WRITE, &error);
  XaStoreInfo info;

  if (store || !g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY))
    _exit (1);
  g_clear_error (&error);
  store = xa_store_open (path, XA_STORE_READ, &error);
  if (!store || !xa_store_get_info (store, &info, &error) || info.n_audiences != 1)
    _exit (2);
  if (xa_store_seal (store, &error) || !g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY))
    _exit (3);
  xa_store_close (store);
}

static void
check_log_needs_writing (const char *path)
{
  g_autoptr (GError) error = NULL;

  if (xa_store_open (path, XA_STORE_READ, &error) || !g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY))
    _exit (1);
  if (!strstr (error->message, "-wal"))
    _exit (2);
}

static void
test_read_only (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *log = g_strconcat (workspace->path, "-wal", NULL);
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch         *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  /* The file may be written but not its folder; then not even the file. */
  g_assert_cmpint (chmod (workspace->path, 0444), ==, 0);
  g_assert_cmpint (chmod (workspace->folder, 0555), ==, 0);
  run_unprivileged (check_read_only, workspace->path);

  g_assert_cmpint (chmod (workspace->folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (log, "something", -1, NULL));
  g_assert_cmpint (chmod (log, 0444), ==, 0);
  g_assert_cmpint (chmod (workspace->folder, 0555), ==, 0);
  run_unprivileged (check_log_needs_writing, workspace->path);
  g_assert_cmpint (chmod (workspace->folder, 0755), ==, 0);
}

/* Two names of one file are one workspace: they share its lock. */
static void
test_links (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_build_filename (workspace->folder, "link.xaudience", NULL);
  g_autofree char *lock = g_strconcat (workspace->path, "-lock", NULL);
  XaStore         *store;

  g_assert_cmpint (symlink (workspace->path, link), ==, 0);
  store = xa_store_open (link, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (xa_store_get_path (store), ==, workspace->path);
  g_assert_true (g_file_test (lock, G_FILE_TEST_EXISTS));
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/create", test_create);
  g_test_add_func ("/store/create-fails-whole", test_create_fails_whole);
  g_test_add_func ("/store/stale-parts", test_stale_parts);
  g_test_add_func ("/store/orphaned-log", test_orphaned_log);
  g_test_add_func ("/store/not-found", test_not_found);
  g_test_add_func ("/store/DB-4/foreign-file", test_foreign);
  g_test_add_func ("/store/DB-4/newer-file", test_newer);
  g_test_add_func ("/store/DB-4/damaged-file", test_damaged);
  g_test_add_func ("/store/DB-4/damaged-pages", test_damaged_pages);
  g_test_add_func ("/store/verify", test_verify);
  g_test_add_func ("/store/DB-4/trigger-laden-file", test_trigger_laden);
  g_test_add_func ("/store/DB-7/modes", test_modes);
  g_test_add_func ("/store/DB-7/deleted-bytes", test_deleted_bytes);
  g_test_add_func ("/store/locked", test_locked);
  g_test_add_func ("/store/busy", test_busy);
  g_test_add_func ("/store/read-only", test_read_only);
  g_test_add_func ("/store/links", test_links);

  return g_test_run ();
}
