#include "fault-vfs.h"
#include "fixture.h"
#include "store/xa-maintenance.h"
#include "store/xa-schema.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Every step of input and output may fail. Each operation is run again and again from the same
 * files, with another step failing each time, and in every way of failing. What is there
 * afterwards is a state between two transactions of an undisturbed run, whole and sound; a failure
 * was said; and once the disk works again the same operation goes through.
 */

/* Steps tried of each operation and way of failing, in the short form. */
#define N_SHORT 5

/* Cuts of power tried at each step in the full form: what survives one is a matter of chance. */
#define N_SEEDS 5

static const FixtureSource first = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW - 40 * XA_USEC_PER_DAY, 5 };
static const FixtureSource second = { 1, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 2 };

static char            *folder;
static char            *workspace;
static char            *backup;
static GHashTable      *pristine; /* (element-type utf8 GBytes): the files that each run begins with */
static XaPseudonymizer *keys;
static XaPseudonym      someone;

typedef struct {
  const char *name;
  gboolean (*run) (GError **error);
  gboolean (*run_plainly) (GError **error); /* gives up at the first failure */
  char *(*describe) (void);                 /* the state of what it changes, whole and sound */
} Operation;

/* --- the files --- */

static void
empty_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
}

static GHashTable *
read_folder (void)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    char            *content;
    gsize            size;

    g_assert_true (g_file_get_contents (path, &content, &size, NULL));
    g_hash_table_insert (files, g_strdup (path), g_bytes_new_take (content, size));
  }

  return files;
}

static void
reset_files (void)
{
  GHashTableIter iter;
  gpointer       path, bytes;

  fault_vfs_settle ();
  empty_folder ();
  g_hash_table_iter_init (&iter, pristine);
  while (g_hash_table_iter_next (&iter, &path, &bytes))
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
}

/* --- the operations --- */

static gboolean
run_create (GError **error)
{
  g_autofree char *path = g_build_filename (folder, "new.xaudience", NULL);
  g_autoptr (XaStore) store = NULL;

  /* What an earlier attempt did finish is as good. */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    store = xa_store_open (path, XA_STORE_WRITE, error);
  else
    store = xa_store_create (path, error);

  return store != NULL;
}

static gboolean
run_import (GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);

  return store && xa_store_adopt_keys (store, keys, error) && fixture_import (store, keys, &second, error);
}

/* The same, by a writer that tries each step again, as an import does that waits for space. */
static gboolean
run_patient_import (GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);

  for (int i = 0; store && i < 3; i++) {
    g_autoptr (GError) failed = NULL;

    if (fixture_import (store, keys, &second, &failed))
      return TRUE;
    if (i == 2)
      g_propagate_error (error, g_steal_pointer (&failed));
  }

  return FALSE;
}

static gboolean
run_erase (GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);
  gboolean found;

  return store && xa_store_erase_person (store, &someone, &found, error);
}

static gboolean
run_retention (GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);
  gint64 n_deleted;

  return store && xa_store_apply_retention (store, FIXTURE_NOW, &n_deleted, error);
}

static gboolean
run_backup (GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);

  return store && xa_store_backup (store, backup, NULL, error);
}

static gboolean
run_restore (GError **error)
{
  return xa_store_restore (backup, workspace, TRUE, NULL, error);
}

/* Two versions that the program does not know yet. */
static gboolean
run_migration (GError **error)
{
  const char   *steps[XA_SCHEMA_VERSION + 2];
  XaStoreSchema schema = { steps, G_N_ELEMENTS (steps) };
  g_autoptr (XaStore) store = NULL;

  memcpy (steps, xa_schema_steps, sizeof xa_schema_steps);
  steps[XA_SCHEMA_VERSION] = "ALTER TABLE audience ADD COLUMN note TEXT; UPDATE audience SET note = title";
  steps[XA_SCHEMA_VERSION + 1] = "CREATE TABLE later (x BLOB NOT NULL) STRICT; INSERT INTO later VALUES (zeroblob (60000))";
  store = xa_store_open_with_schema (workspace, XA_STORE_WRITE, &schema, error);

  return store != NULL;
}

/* --- what there is afterwards --- */

static char *
describe (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup ("nothing");
  fixture_verify (path);

  return fixture_dump (path);
}

static char *
describe_workspace (void)
{
  return describe (workspace);
}

static char *
describe_backup (void)
{
  g_autofree char *source = describe (workspace);
  g_autofree char *target = describe (backup);

  return g_strconcat (source, "\n--- backup ---\n", target, NULL);
}

static char *
describe_new (void)
{
  g_autofree char *path = g_build_filename (folder, "new.xaudience", NULL);

  return describe (path);
}

/* The copy that was made before the first step is whole as soon as the version is another. */
static char *
describe_migrated (void)
{
  g_autofree char *copy = g_strdup_printf ("%s.v%d.backup", workspace, XA_SCHEMA_VERSION);
  gint64           version = fixture_count (workspace, "SELECT user_version FROM pragma_user_version");
  gint64           sound = fixture_count (workspace, "SELECT integrity_check = 'ok' FROM pragma_integrity_check");
  gint64           n_posts = fixture_count (workspace, "SELECT count(*) FROM post");
  gint64           notes = fixture_count (workspace, "SELECT count(*) FROM pragma_table_info('audience') WHERE name = 'note'");
  gint64           later = fixture_count (workspace, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'");

  g_assert_cmpint (sound, ==, 1);
  g_assert_cmpint (n_posts, ==, 100);
  if (version > XA_SCHEMA_VERSION)
    fixture_verify (copy);

  return g_strdup_printf ("version %d, %d, %d", (int) version, (int) notes, (int) later);
}

static const Operation operations[] = {
  { "create", run_create, run_create, describe_new },
  { "import", run_import, run_import, describe_workspace },
  { "patient-import", run_patient_import, run_import, describe_workspace },
  { "erase", run_erase, run_erase, describe_workspace },
  { "retention", run_retention, run_retention, describe_workspace },
  { "backup", run_backup, run_backup, describe_backup },
  { "restore", run_restore, run_restore, describe_workspace },
  { "migration", run_migration, run_migration, describe_migrated },
};

/* --- the states between transactions --- */

static int n_commits;
static int refused_commit; /* this one is turned into a rollback; 0 for none */

static int
commit_cb (void *data)
{
  return ++n_commits == refused_commit;
}

static int
watch_connection (sqlite3                    *db,
                  const char                **message,
                  const sqlite3_api_routines *api)
{
  sqlite3_commit_hook (db, commit_cb, NULL);

  return SQLITE_OK;
}

/* Runs the operation with commit after commit refused: what is there then is what was there
 * between that one and the commit before. The last state is that of success. */
static GPtrArray *
collect_states (const Operation *operation)
{
  GPtrArray *states = g_ptr_array_new_with_free_func (g_free);

  for (int i = 1;; i++) {
    g_autoptr (GError) error = NULL;
    char    *state;
    gboolean done;

    reset_files ();
    n_commits = 0;
    refused_commit = i;
    done = operation->run_plainly (&error);
    refused_commit = 0;
    done = done && n_commits < i;
    state = operation->describe ();
    g_ptr_array_add (states, state);
    if (done)
      return states;
    g_assert_cmpint (i, <, 200);
  }
}

static gboolean
is_one_of (const GPtrArray *states,
           const char      *state)
{
  for (guint i = 0; i < states->len; i++)
    if (strcmp (states->pdata[i], state) == 0)
      return TRUE;

  return FALSE;
}

static guint
count_steps (const Operation *operation)
{
  g_autoptr (GError) error = NULL;
  guint n;

  reset_files ();
  fault_vfs_arm (FAULT_ALL, 0, FAULT_ONCE);
  g_assert_true (operation->run (&error));
  g_assert_no_error (error);
  n = fault_vfs_get_count ();
  fault_vfs_disarm ();

  return n;
}

static void
run_with_fault (const Operation *operation,
                const GPtrArray *states,
                guint            nth,
                FaultMode        mode,
                guint32          seed)
{
  const char      *last = states->pdata[states->len - 1];
  g_autofree char *state = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean happened;
  gboolean ok;

  reset_files ();
  fault_vfs_arm (FAULT_ALL, nth, mode);
  ok = operation->run (&error);
  happened = fault_vfs_disarm ();
  if (mode == FAULT_POWER_CUT)
    fault_vfs_lose_power (seed);
  else
    fault_vfs_settle ();

  g_assert_true (ok || happened);
  g_assert_cmpint (ok, ==, error == NULL);
  g_assert_true (ok || error->domain == XA_STORE_ERROR);
  if (!ok && mode == FAULT_FULL)
    g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL);
  g_clear_error (&error);

  state = operation->describe ();
  if (ok)
    g_assert_true (strcmp (state, last) == 0);
  else
    g_assert_true (is_one_of (states, state));

  g_assert_true (operation->run (&error));
  g_assert_no_error (error);
  again = operation->describe ();
  g_assert_true (strcmp (again, last) == 0);
}

static void
test_operation (gconstpointer data)
{
  const Operation *operation = data;
  g_autoptr (GPtrArray) states = collect_states (operation);
  const gboolean full = g_getenv ("XAUDIENCE_TEST_FULL") != NULL;
  const guint    n_steps = count_steps (operation);
  const guint    stride = full ? 1 : MAX (1, n_steps / N_SHORT);

  g_assert_cmpuint (n_steps, >, 3);
  g_test_message ("%u steps, %u states", n_steps, states->len);
  for (FaultMode mode = FAULT_ONCE; mode < FAULT_N_MODES; mode++)
    for (guint nth = 1 + (guint) mode * stride / FAULT_N_MODES; nth <= n_steps; nth += stride)
      for (guint i = 0; i < (full && mode == FAULT_POWER_CUT ? N_SEEDS : 1); i++)
        run_with_fault (operation, states, nth, mode, nth * N_SEEDS + i);
}

/* What a program that was killed leaves: the last transaction stands only in the log. */
static void
leave_log (void)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (workspace, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE audience SET url = 'only in the log'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* A workspace with one source, limits and a log, and a backup of it as it was before. */
static void
prepare (void)
{
  g_autoptr (GError) error = NULL;
  XaStore *store;

  g_setenv ("SOURCE_DATE_EPOCH", "1760000000", TRUE);
  folder = g_dir_make_tmp ("xaudience-XXXXXX", &error);
  g_assert_no_error (error);
  workspace = g_build_filename (folder, "a.xaudience", NULL);
  backup = g_build_filename (folder, "b.xaudience", NULL);
  store = xa_store_create (workspace, &error);
  g_assert_no_error (error);
  keys = fixture_keys (7, xa_store_get_uuid (store));
  someone = fixture_person (keys, XA_PLATFORM_TELEGRAM, 5);
  g_assert_true (xa_store_adopt_keys (store, keys, &error) && xa_store_backup (store, backup, NULL, &error));
  g_assert_true (xa_store_set_retention (store, 0, XA_RETAIN_POSTS, 60, &error) && xa_store_set_retention (store, 0, XA_RETAIN_MEMBERS, 50, &error));
  g_assert_true (fixture_import (store, keys, &first, &error));
  g_assert_no_error (error);
  xa_store_close (store);
  leave_log ();
  pristine = read_folder ();
}

int
main (int    argc,
      char **argv)
{
  int rc;

  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  g_assert_cmpint (sqlite3_auto_extension ((void (*) (void)) watch_connection), ==, SQLITE_OK);
  prepare ();
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++) {
    g_autofree char *path = g_strconcat ("/store/DB-3/", operations[i].name, NULL);

    g_test_add_data_func (path, &operations[i], test_operation);
  }
  rc = g_test_run ();

  fault_vfs_settle ();
  empty_folder ();
  g_rmdir (folder);
  g_hash_table_unref (pristine);
  xa_pseudonymizer_unref (keys);
  g_free (folder);
  g_free (workspace);
  g_free (backup);

  return rc;
}
