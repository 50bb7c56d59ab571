/*
 * DB-1, DB-3, DB-8: an import on a disk that fills up, fails or loses its power says so, loses
 * nothing that was acknowledged, and goes on afterwards to the same end.
 */
#include "../store/fault-vfs.h"
#include "generate.h"
#include "import-place.h"

#include <string.h>

#define BATCH_RECORDS 60

static const Generate what = { .seed = 21, .n_people = 80, .n_records = 500 };

typedef struct {
  const char *name;
  FaultOps    ops;
  FaultMode   mode;
} Fault;

static const Fault faults[] = {
  { "DB-8/full", FAULT_WRITE, FAULT_FULL },
  { "DB-3/once", FAULT_ALL, FAULT_ONCE },
  { "DB-3/from-on", FAULT_ALL, FAULT_FROM_ON },
  { "DB-3/short-write", FAULT_WRITE, FAULT_SHORT_WRITE },
  { "DB-1/power-cut", FAULT_ALL, FAULT_POWER_CUT },
};

static void
commit_cb (guint64  offset,
           gpointer data)
{
  *(guint64 *) data = offset;
}

/* Imports and says how far it was acknowledged. */
static gboolean
import (const ImportPlace *place,
        const char        *path,
        XaImportReport    *report,
        guint64           *acknowledged,
        GError           **error)
{
  XaImportJobOptions options = import_place_options (place);
  XaImportObserver   observer = { .commit = commit_cb, .data = acknowledged };

  options.batch_records = BATCH_RECORDS;
  *acknowledged = 0;

  return xa_import_job_run (path, &options, &observer, NULL, report, error);
}

/* A full disk is called by its name, so that the user knows what to do. */
static void
check_failure (const Fault  *fault,
               const GError *error)
{
  if (fault->mode != FAULT_FULL)
    return;

  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL);
  g_assert_cmpstr (strstr (error->message, "full"), !=, NULL);
}

static void
test_point (const Fault       *fault,
            const ImportPlace *base,
            const char        *path,
            const char        *expected,
            guint              nth)
{
  g_autoptr (ImportPlace) place = import_place_copy (base, "failing");
  g_auto (XaImportReport) first = { 0 }, second = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;
  guint64          acknowledged, ignored;
  gboolean         ok;

  fault_vfs_arm (fault->ops, nth, fault->mode);
  ok = import (place, path, &first, &acknowledged, &error);
  fault_vfs_disarm ();
  if (!ok)
    check_failure (fault, error);
  /* It may be finished and still fail: at counting for the report. */
  g_assert_true (!ok || first.finished);
  g_clear_error (&error);
  if (fault->mode == FAULT_POWER_CUT)
    fault_vfs_lose_power (nth);
  fault_vfs_settle ();

  import (place, path, &second, &ignored, &error);
  g_assert_no_error (error);
  if (second.start == XA_INGEST_RESUMED)
    g_assert_cmpuint (second.resumed_from, >=, acknowledged);
  else if (second.start == XA_INGEST_NEW)
    g_assert_cmpuint (acknowledged, ==, 0);
  dump = import_place_dump (place);
  import_place_assert_same (dump, expected);
  import_place_verify (place);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autoptr (ImportPlace) undisturbed = import_place_copy (base, "undisturbed");
  g_autofree char *path = import_place_file (base, "result.json");
  g_autofree char *expected = NULL;
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 acknowledged;
  guint   n_steps;
  guint   n_points = g_getenv ("XAUDIENCE_TEST_FULL") ? 200 : 12;

  generate_telegram (path, &what);
  import_place_set_clock (path);
  fault_vfs_settle ();
  fault_vfs_arm (fault->ops, 0, fault->mode);
  import (undisturbed, path, &report, &acknowledged, &error);
  g_assert_no_error (error);
  n_steps = fault_vfs_get_count ();
  fault_vfs_disarm ();
  fault_vfs_settle ();
  expected = import_place_dump (undisturbed);
  g_assert_cmpuint (n_steps, >, n_points);
  g_test_message ("%u steps, of which %u fail in turn", n_steps, n_points);

  for (guint i = 0; i < n_points; i++)
    test_point (fault, base, path, expected, 1 + i * (n_steps - 1) / (n_points - 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/sync/import-faults/", faults[i].name, NULL);

    g_test_add_data_func (path, &faults[i], test_fault);
  }

  return g_test_run ();
}
