/*
 * Whole imports, from a file to a committed workspace: a Telegram export against json-glib doing
 * nothing but parsing it, and a list of members.
 */
#include "bench.h"

#include "store/xa-store.h"
#include "sync/xa-import-job.h"
#include "sync/xa-ingest-sink.h"

#include "../tests/sync/generate.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>

#define EXPORT_BYTES 200000000
#define N_MEMBERS 2000000

typedef struct {
  char  *folder; /* (owned) */
  char  *file;   /* (owned) */
  double amount; /* bytes in 10^6, or members */
  guint  n_runs;
} Fixture;

/* A fresh workspace each time: the second import of a file would have nothing to do. */
static double
run_import (gpointer data)
{
  Fixture            *fixture = data;
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  g_autofree char    *path = g_strdup_printf ("%s/%u.xaudience", fixture->folder, ++fixture->n_runs);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_create (path, &error);
  g_autoptr (XaPseudonymizer) keys = store ? xa_pseudonymizer_new (key, xa_store_get_uuid (store)) : NULL;
  XaImportJobOptions options = XA_IMPORT_JOB_OPTIONS_INIT;
  g_auto (XaImportReport) report = { 0 };
  double start;

  g_clear_pointer (&store, xa_store_close);
  options.workspace = path;
  options.keys = keys;
  options.platform = XA_PLATFORM_TELEGRAM;
  start = bench_now ();
  if (!keys || !xa_import_job_run (fixture->file, &options, NULL, NULL, &report, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return NAN;
  }
  start = bench_now () - start;
  g_unlink (path);

  return fixture->amount / start;
}

static XaBatch *
recycle (XaBatch *full,
         gpointer data,
         GError **error)
{
  xa_batch_clear (full);

  return full;
}

/* Reading, parsing, pseudonymising and batching, without the thread that writes. */
static double
run_parse (gpointer data)
{
  Fixture            *fixture = data;
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  g_autoptr (XaPseudonymizer) keys = xa_pseudonymizer_new (key, "a workspace");
  g_autoptr (XaIngestSink) sink = xa_ingest_sink_new (keys, 1, recycle, NULL);
  g_autoptr (GError) error = NULL;
  double start = bench_now ();
  g_autoptr (XaImportSource) source = xa_import_source_open (fixture->file, NULL, &error);
  XaImportOptions options = { .at_us = 1, .mtime_us = 1 };
  XaImportResult  result = { 0 };

  if (!source || !xa_telegram_export.parse (source, &options, xa_ingest_sink_get_sink (sink), &result, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return NAN;
  }

  return fixture->amount / (bench_now () - start);
}

static double
run_json_glib (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  double start = bench_now ();

  if (!json_parser_load_from_mapped_file (parser, fixture->file, NULL))
    return NAN;

  return fixture->amount / (bench_now () - start);
}

static gboolean
measure_telegram (Fixture *fixture)
{
  Generate what = GENERATE_DEFAULT;
  Bench    whole = { "import-telegram", "MB/s", TRUE, run_import, "json-glib, parsing only", run_json_glib, 5, 2, fixture };
  Bench    parse = { "parse-telegram", "MB/s", TRUE, run_parse, "json-glib, parsing only", run_json_glib, 5, 2, fixture };

  what.n_people = 50000;
  what.n_records = G_MAXUINT32;
  what.max_bytes = EXPORT_BYTES;
  fixture->file = g_build_filename (fixture->folder, "result.json", NULL);
  fixture->amount = (double) generate_telegram (fixture->file, &what).n_bytes / 1e6;

  return bench_run (&parse) && bench_run (&whole);
}

static gboolean
measure_members (Fixture *fixture)
{
  Bench bench = { "import-members-csv", "memberships/s", TRUE, run_import, NULL, NULL, 5, 0, fixture };
  FILE *file;

  g_unlink (fixture->file);
  g_free (fixture->file);
  fixture->file = g_build_filename (fixture->folder, "members.csv", NULL);
  fixture->amount = N_MEMBERS;
  file = g_fopen (fixture->file, "w");
  if (!file)
    return FALSE;
  fputs ("member_id\n", file);
  for (guint64 i = 0; i < N_MEMBERS; i++)
    fprintf (file, "%" G_GUINT64_FORMAT "\n", 1000000000 + i * 2654435761 % 9000000000);
  fclose (file);

  return bench_run (&bench);
}

int
main (void)
{
  Fixture  fixture = { .folder = bench_folder () };
  gboolean ok = measure_telegram (&fixture) && measure_members (&fixture);

  bench_remove (fixture.folder);
  g_free (fixture.folder);
  g_free (fixture.file);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
