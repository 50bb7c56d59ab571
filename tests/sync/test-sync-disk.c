#include "../store/fault-vfs.h"
#include "sync-place.h"
#include "weather-provider.h"

#include <sqlite3.h>
#include <string.h>

/*
 * DB-1, DB-3, DB-8: the disk fails, fills up or takes no changes any more while platforms are fetched,
 * or another program has the workspace. The run ends with a sentence, what was committed stays, and the
 * next one comes to the very result of a run without the trouble.
 */

#define N_MEMBERS 1200
#define ID "careful-1200"

typedef struct {
  const char *name;
  FaultOps    ops;
  FaultMode   mode;
  int         code;  /* XaStoreError, or -1 for any */
  const char *cause; /* of what waits */
  const char *words;
} Fault;

static const Fault faults[] = {
  { "DB-8/full", FAULT_WRITE, FAULT_FULL, XA_STORE_ERROR_FULL, "disk-full", "is full. What was committed before is safe: free some space" },
  { "DB-3/read-only", FAULT_ALL, FAULT_READ_ONLY, XA_STORE_ERROR_READ_ONLY, "workspace", "cannot be written: its file or its folder is read-only" },
  { "DB-3/once", FAULT_ALL, FAULT_ONCE, -1, "workspace", "could not be read or written" },
  { "DB-3/from-on", FAULT_ALL, FAULT_FROM_ON, -1, "workspace", "could not be read or written" },
  { "DB-3/short-write", FAULT_WRITE, FAULT_SHORT_WRITE, -1, "workspace", "could not be read or written" },
  { "DB-1/power-cut", FAULT_ALL, FAULT_POWER_CUT, -1, "workspace", "could not be read or written" },
};

static SyncPlace *
place_new (void)
{
  SyncPlace *self = sync_place_new (NULL);
  gint64     connection;

  weather_reset ();
  connection = sync_place_connect (self, &weather_provider, NULL, NULL, NULL);
  sync_place_follow (self, connection, &weather_provider, ID, 1u << XA_PASS_MEMBERS);

  return self;
}

static SyncPlace *
place_copy (SyncPlace  *base,
            const char *name)
{
  return sync_place_new_in (import_place_copy (base->place, name), NULL);
}

/* Ended by the disk: the sentence, and what is said of each source. */
static void
check_end (const Fault          *fault,
           const XaSyncProgress *report,
           const GError         *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == XA_STORE_ERROR);
  if (fault->code >= 0)
    g_assert_cmpint (error->code, ==, fault->code);
  if (!strstr (error->message, fault->words) || !g_str_has_suffix (error->message, "."))
    g_error ("this is no sentence about %s: %s", fault->name, error->message);
  for (guint i = 0; i < report->n_items; i++) {
    const XaSyncItem *item = &report->items[i];

    g_assert_cmpint (item->state, !=, XA_TASK_RUNNING);
    g_assert_cmpint (item->state, !=, XA_TASK_FAILED);
    g_assert_cmpint (item->state, !=, XA_TASK_DEAD);
    if (item->state == XA_TASK_WAITING && fault->code >= 0)
      g_assert_cmpstr (item->cause, ==, fault->cause);
  }
}

/* Returns: how many members were committed; the audience is a record, too */
static gint64
count_kept (SyncPlace *self)
{
  g_autoptr (XaTask) task = sync_place_get_task (self, 1, XA_PASS_MEMBERS);

  return task && task->done > 0 ? task->done - 1 : 0;
}

static void
test_point (const Fault *fault,
            SyncPlace   *base,
            const char  *expected,
            guint        nth,
            guint       *n_cut_short)
{
  g_autoptr (SyncPlace) self = place_copy (base, "failing");
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;
  gint64           n_kept, n_left;
  gboolean         ok;

  fault_vfs_arm (fault->ops, nth, fault->mode);
  ok = sync_place_run (self, &report, &error);
  fault_vfs_disarm ();
  if (!ok)
    check_end (fault, &report, error);
  g_clear_error (&error);
  if (fault->mode == FAULT_POWER_CUT)
    fault_vfs_lose_power (nth);
  fault_vfs_settle ();

  n_kept = count_kept (self);
  *n_cut_short += n_kept > 0 && n_kept < N_MEMBERS;
  sync_place_start_anew (self);
  weather_reset ();
  n_left = (N_MEMBERS - n_kept) / WEATHER_PAGE;
  if (!ok)
    sync_place_run_all (self);
  /* What was committed is not asked for again; a page more where the last one was not whole. */
  if (!ok && n_kept > 0 && n_kept < N_MEMBERS)
    g_assert_cmpuint (weather_get_n_pages (ID), <=, (guint) n_left + 1);
  dump = sync_place_dump (self);
  import_place_assert_same (dump, expected);
  import_place_verify (self->place);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  guint        n_points = g_getenv ("XAUDIENCE_TEST_FULL") ? 60 : 6;
  g_autoptr (SyncPlace) base = place_new ();
  g_autoptr (SyncPlace) undisturbed = place_copy (base, "undisturbed");
  g_autofree char *expected = NULL;
  guint            n_steps, n_cut_short = 0;

  fault_vfs_settle ();
  fault_vfs_arm (fault->ops, 0, fault->mode);
  sync_place_run_all (undisturbed);
  n_steps = fault_vfs_get_count ();
  fault_vfs_disarm ();
  fault_vfs_settle ();
  expected = sync_place_dump (undisturbed);
  g_assert_cmpuint (n_steps, >, n_points);
  g_test_message ("%u steps, of which %u fail in turn", n_steps, n_points);

  for (guint i = 0; i < n_points; i++)
    test_point (fault, base, expected, 1 + i * (n_steps - 1) / n_points, &n_cut_short);
  g_assert_cmpuint (n_cut_short, >, 0);
}

/* --- another program has it ------------------------------------------------------------------------- */

static void
expect_locked (SyncPlace *self)
{
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (sync_place_run (self, &report, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "is being written by another program"));
  g_assert_nonnull (strstr (error->message, "try again when that has finished"));
}

static void
test_locked (void)
{
  g_autoptr (SyncPlace) self = place_new ();
  g_autoptr (SyncPlace) undisturbed = place_copy (self, "undisturbed");
  g_autoptr (XaStore) other = xa_store_open (self->place->workspace, XA_STORE_WRITE, NULL);
  g_autofree char *before = sync_place_dump (self);
  g_autofree char *while_locked = NULL;
  g_autofree char *after = NULL;
  g_autofree char *expected = NULL;

  g_assert_nonnull (other);
  expect_locked (self);
  g_clear_pointer (&other, xa_store_close);
  while_locked = sync_place_dump (self);
  import_place_assert_same (while_locked, before);

  sync_place_run_all (self);
  sync_place_run_all (undisturbed);
  after = sync_place_dump (self);
  expected = sync_place_dump (undisturbed);
  import_place_assert_same (after, expected);
}

typedef struct {
  sqlite3 *db; /* (owned): of a program that does not ask who may write */
  gboolean is_held;
} Intruder;

static void
take_lock (const XaSyncProgress *progress,
           gpointer              data)
{
  Intruder *self = data;

  if (self->is_held || progress->n_items != 1 || progress->items[0].done == 0)
    return;
  self->is_held = sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
  if (self->is_held)
    weather_let_go ();
}

/* In the middle of a list. */
static void
test_intruder (void)
{
  g_autoptr (SyncPlace) self = place_new ();
  g_autoptr (SyncPlace) undisturbed = place_copy (self, "undisturbed");
  Intruder      intruder = { 0 };
  XaSyncOptions options = { .progress = take_lock, .data = &intruder };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *result = NULL;
  g_autofree char *expected = NULL;

  weather_hold_after (2);
  g_assert_cmpint (sqlite3_open (self->place->workspace, &intruder.db), ==, SQLITE_OK);
  sqlite3_busy_timeout (intruder.db, 10000);
  g_assert_false (xa_sync_run (self->sync, &options, NULL, &report, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  g_assert_true (intruder.is_held);
  g_assert_cmpint (count_kept (self), <, N_MEMBERS);
  g_assert_cmpuint (sync_place_count_lists (self, ID), ==, 0);
  g_assert_cmpint (sqlite3_exec (intruder.db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (intruder.db), ==, SQLITE_OK);

  sync_place_run_all (self);
  sync_place_run_all (undisturbed);
  result = sync_place_dump (self);
  expected = sync_place_dump (undisturbed);
  import_place_assert_same (result, expected);
  import_place_verify (self->place);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fault_vfs_install ();
  xa_provider_lend (&weather_provider);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/sync-disk/", faults[i].name, NULL);

    g_test_add_data_func (path, &faults[i], test_fault);
  }
  g_test_add_func ("/sync-disk/DB-2/locked", test_locked);
  g_test_add_func ("/sync-disk/DB-2/intruder", test_intruder);

  return g_test_run ();
}
