#include "store/xa-store-private.h"
#include "crash.h"
#include "workspace.h"

#include <string.h>
#include <unistd.h>

static int
get_config (XaStore *store,
            int      option)
{
  int value = -1;

  g_assert_cmpint (sqlite3_db_config (store->db, option, -1, &value), ==, SQLITE_OK);

  return value;
}

static int
get_pragma (XaStore    *store,
            const char *name)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", name);
  sqlite3_stmt    *q = NULL;
  int              value;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, sql, -1, &q, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (q), ==, SQLITE_ROW);
  value = sqlite3_column_int (q, 0);
  sqlite3_finalize (q);

  return value;
}

static void
test_protections (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();

  for (XaStoreMode mode = XA_STORE_READ; mode <= XA_STORE_WRITE; mode++) {
    XaStore *store = workspace_open (workspace, mode);

    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_DEFENSIVE), ==, 1);
    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_TRUSTED_SCHEMA), ==, 0);
    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION), ==, 0);
    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_ENABLE_TRIGGER), ==, 0);
    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_ENABLE_VIEW), ==, 0);
    g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_ENABLE_FKEY), ==, 1);
    g_assert_cmpint (get_pragma (store, "cell_size_check"), ==, 1);
    g_assert_cmpint (get_pragma (store, "temp_store"), ==, 2);
    g_assert_cmpint (get_pragma (store, "mmap_size"), ==, 0);
    g_assert_cmpint (sqlite3_exec (store->db, "ATTACH ':memory:' AS other", NULL, NULL, NULL), ==, SQLITE_ERROR);
    g_assert_cmpint (sqlite3_exec (store->db, "SELECT load_extension ('x')", NULL, NULL, NULL), ==, SQLITE_ERROR);
    g_assert_cmpint (sqlite3_exec (store->db, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ''", NULL, NULL, NULL), !=, SQLITE_OK);
    if (mode == XA_STORE_WRITE) {
      g_assert_cmpint (get_pragma (store, "synchronous"), ==, 2);
      g_assert_cmpint (get_pragma (store, "secure_delete"), ==, 1);
      g_assert_cmpint (get_pragma (store, "wal_autocheckpoint"), >, 0);
    } else {
      g_assert_cmpint (sqlite3_db_readonly (store->db, "main"), ==, 1);
      g_assert_cmpint (get_pragma (store, "wal_autocheckpoint"), ==, 0);
      g_assert_cmpint (get_config (store, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE), ==, 1);
    }
    xa_store_close (store);
  }
}

/* Leaves a log behind that only a writer may bring into the file. */
static void
die_with_log (gpointer path,
              int      pipe_fd)
{
  XaStore       *store = xa_store_open (path, XA_STORE_WRITE, NULL);
  XaIngestSource described = { person (1), "test", 1000, 5000000, 0, 0 };
  g_autoptr (XaBatch) batch = xa_batch_new ();
  XaIngestStart start;
  guint64       offset;
  XaIngest     *ingest = xa_ingest_begin (store, &described, &start, &offset, NULL);

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  for (guint i = 0; i < 1000; i++)
    add_post (batch, 0, i);
  if (!xa_ingest_batch (ingest, batch, NULL))
    _exit (1);
}

static void
test_readers_never_checkpoint (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *log_path = g_strconcat (workspace->path, "-wal", NULL);
  g_autofree char *file = NULL, *log = NULL;
  gsize            file_size, log_size;
  XaStore         *store;

  g_assert_false (crash_at_statement (0, die_with_log, workspace->path).killed);
  g_assert_true (g_file_get_contents (workspace->path, &file, &file_size, NULL));
  g_assert_true (g_file_get_contents (log_path, &log, &log_size, NULL));
  g_assert_cmpuint (log_size, >, 10000);

  for (guint i = 0; i < 3; i++) {
    g_autofree char *file_now = NULL, *log_now = NULL;
    g_autoptr (XaAudience) audience = NULL;
    gsize file_size_now, log_size_now;

    store = workspace_open (workspace, XA_STORE_READ);
    audience = find_audience (store, "a");
    g_assert_cmpint (audience->n_posts, ==, 1000);
    xa_store_close (store);
    g_assert_true (g_file_get_contents (workspace->path, &file_now, &file_size_now, NULL));
    g_assert_true (g_file_get_contents (log_path, &log_now, &log_size_now, NULL));
    g_assert_cmpmem (file, file_size, file_now, file_size_now);
    g_assert_cmpmem (log, log_size, log_now, log_size_now);
  }

  /* The writer brings it in, and leaves the log empty or gone. */
  store = workspace_open (workspace, XA_STORE_WRITE);
  xa_store_close (store);
  g_clear_pointer (&log, g_free);
  log_size = 0;
  g_file_get_contents (log_path, &log, &log_size, NULL);
  g_assert_cmpuint (log_size, ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post"), ==, 1000);
}

typedef struct {
  Workspace *workspace;
  gint       is_over; /* (atomic) */
  gint       n_reads; /* (atomic) */
} Stress;

/* Opens, looks and closes: what is seen is always the end of some batch. */
static gpointer
read_all_the_time (gpointer data)
{
  Stress *self = data;

  while (!g_atomic_int_get (&self->is_over)) {
    g_autoptr (GError) error = NULL;
    XaStore    *store = xa_store_open (self->workspace->path, XA_STORE_READ, &error);
    XaStoreInfo info;

    g_assert_no_error (error);
    for (guint i = 0; i < 5; i++) {
      g_autoptr (XaAudience) audience = find_audience (store, "a");

      g_assert_true (xa_store_get_info (store, &info, &error));
      g_assert_no_error (error);
      g_assert_cmpint (info.n_posts % 200, ==, 0);
      g_assert_cmpint (info.n_members % 100, ==, 0);
      if (audience && audience->snapshot_id) {
        g_autoptr (XaMemberSet) members = xa_store_load_members (store, audience->snapshot_id, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (xa_member_set_count (members), ==, audience->fetched);
      }
      g_atomic_int_inc (&self->n_reads);
    }
    xa_store_close (store);
  }

  return NULL;
}

static void
write_one_source (Workspace *workspace,
                  guint      source)
{
  XaStore  *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, source, XA_INGEST_NEW, NULL);

  for (guint n = 0; n < 4; n++) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    add_audience (batch, 0, "a", XA_BATCH_NO_REF);
    add_list (batch, 0, XA_COVERAGE_COMPLETE, source, XA_COUNT_UNKNOWN);
    for (guint i = 0; i < 200; i++)
      add_post (batch, 0, (gint64) (source * 4 + n) * 200 + i);
    for (guint i = 0; i < 100; i++)
      add_member (batch, 0, (source * 4 + n) * 100 + i);
    put (ingest, batch);
  }
  finish (ingest, NULL, FALSE);
  xa_store_close (store);
}

static void
test_stress (void)
{
  gint64 seconds = g_getenv ("XAUDIENCE_TEST_FULL") ? 60 : 2;
  g_autoptr (Workspace) workspace = workspace_new ();
  Stress   stress = { workspace, 0, 0 };
  GThread *readers[3];
  gint64   end_us;
  guint    n_sources = 0;
  XaStore *store;

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", read_all_the_time, &stress);
  end_us = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end_us || n_sources < 3)
    write_one_source (workspace, n_sources++);
  g_atomic_int_set (&stress.is_over, 1);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);

  g_test_message ("%u imports beside %d looks", n_sources, g_atomic_int_get (&stress.n_reads));
  g_assert_cmpint (g_atomic_int_get (&stress.n_reads), >, 5);
  store = workspace_open (workspace, XA_STORE_READ);
  assert_sound (store);
  xa_store_close (store);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post"), ==, n_sources * 800);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connections/DB-4/protections", test_protections);
  g_test_add_func ("/connections/DB-2/readers-never-checkpoint", test_readers_never_checkpoint);
  g_test_add_func ("/connections/DB-2/stress", test_stress);

  return g_test_run ();
}
