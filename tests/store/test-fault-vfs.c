#include "fault-vfs.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* That the disk that fails does fail, and that what survives is what it must be: the proofs that
 * rest on it are worth nothing otherwise. */

static char *folder;
static char *path;

static sqlite3 *
open_db (const char *begin)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, begin, NULL, NULL, NULL), ==, SQLITE_OK);

  return db;
}

static int
count_rows (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  int           n;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT count(*) FROM t", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);

  return n;
}

static void
clean (void)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  fault_vfs_settle ();
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

    g_unlink (name);
  }
}

static void
test_each_mode_fails (void)
{
  static const struct {
    FaultOps  ops;
    FaultMode mode;
    int       rc;
  } cases[] = {
    { FAULT_WRITE, FAULT_ONCE, SQLITE_IOERR },
    { FAULT_WRITE, FAULT_FROM_ON, SQLITE_IOERR },
    { FAULT_WRITE, FAULT_FULL, SQLITE_FULL },
    { FAULT_WRITE, FAULT_SHORT_WRITE, SQLITE_IOERR },
    { FAULT_SYNC, FAULT_ONCE, SQLITE_IOERR },
    { FAULT_ALL, FAULT_POWER_CUT, SQLITE_IOERR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    sqlite3 *db = open_db ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x)");

    fault_vfs_arm (cases[i].ops, 1, cases[i].mode);
    g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (1)", NULL, NULL, NULL) & 0xff, ==, cases[i].rc);
    g_assert_true (fault_vfs_disarm ());
    g_assert_cmpint (count_rows (db), ==, 0);
    sqlite3_close (db);
    clean ();
  }
}

static void
test_counts (void)
{
  sqlite3 *db = open_db ("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x)");

  fault_vfs_arm (FAULT_SYNC, 0, FAULT_ONCE);
  g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpuint (fault_vfs_get_count (), ==, 2);
  g_assert_false (fault_vfs_disarm ());
  sqlite3_close (db);
  clean ();
}

/* With synchronous = FULL what was committed is there after every cut; with OFF it is not always,
 * or nothing is ever lost here. */
static void
test_power_cut (gconstpointer data)
{
  const gboolean synced = GPOINTER_TO_INT (data);
  guint          n_lost = 0;

  for (guint32 seed = 0; seed < 40; seed++) {
    sqlite3 *db = open_db (synced ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    int      n;

    g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE t (x)", NULL, NULL, NULL), ==, SQLITE_OK);
    for (int i = 0; i < 5; i++)
      g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (zeroblob (6000))", NULL, NULL, NULL), ==, SQLITE_OK);
    fault_vfs_arm (FAULT_ALL, 1, FAULT_POWER_CUT);
    sqlite3_close (db);
    fault_vfs_lose_power (seed);

    db = NULL;
    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    n = sqlite3_exec (db, "SELECT 1 FROM t LIMIT 1", NULL, NULL, NULL) == SQLITE_OK ? count_rows (db) : 0;
    n_lost += n < 5;
    sqlite3_close (db);
    clean ();
  }
  if (synced)
    g_assert_cmpuint (n_lost, ==, 0);
  else
    g_assert_cmpuint (n_lost, >, 0);
}

/* A rename that nobody made durable may not have happened. */
static void
test_rename (void)
{
  guint n_old = 0;

  for (guint32 seed = 0; seed < 20; seed++) {
    g_autofree char *other = g_build_filename (folder, "other", NULL);
    g_autofree char *content = NULL;
    sqlite3         *db = open_db ("CREATE TABLE t (x)");

    sqlite3_close (db);
    g_assert_true (g_file_set_contents (other, "old", 3, NULL));
    g_assert_no_errno (g_rename (path, other));
    fault_vfs_lose_power (seed);
    g_assert_true (g_file_get_contents (other, &content, NULL, NULL));
    n_old += g_str_equal (content, "old");
    g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, g_str_equal (content, "old"));
    g_unlink (other);
    clean ();
  }
  g_assert_cmpuint (n_old, >, 0);
  g_assert_cmpuint (n_old, <, 20);
}

int
main (int    argc,
      char **argv)
{
  int rc;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("xaudience-XXXXXX", NULL);
  path = g_build_filename (folder, "db", NULL);
  fault_vfs_install ();
  g_test_add_func ("/fault-vfs/each-mode-fails", test_each_mode_fails);
  g_test_add_func ("/fault-vfs/counts", test_counts);
  g_test_add_data_func ("/fault-vfs/power-cut/synced", GINT_TO_POINTER (TRUE), test_power_cut);
  g_test_add_data_func ("/fault-vfs/power-cut/unsynced", GINT_TO_POINTER (FALSE), test_power_cut);
  g_test_add_func ("/fault-vfs/rename", test_rename);
  rc = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  g_free (path);

  return rc;
}
