/*
 * What the page of all audiences asks of a workspace of 10,000 of them, and how long it takes to
 * invent these.
 */
#include "bench.h"

#include "insight/xa-overview.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-trending.h"
#include "sync/xa-simulation-job.h"

#include <math.h>
#include <stdlib.h>

static const XaSimulatorOptions world = { .n_audiences = 10000, .n_people = 300000, .n_snapshots = 2, .seed = 1, .end_us = G_GINT64_CONSTANT (20500) * XA_USEC_PER_DAY };

typedef struct {
  char            *folder; /* (owned) */
  char            *path;   /* (owned) */
  char            *truth;  /* (owned) */
  XaPseudonymizer *keys;   /* (owned) */
  XaStore         *store;  /* (owned) (nullable): for reading, once it is filled */
} Fixture;

static double
finish (double  start,
        GError *error)
{
  if (error) {
    g_printerr ("bench: %s\n", error->message);
    return NAN;
  }

  return bench_now () - start;
}

static double
run_simulation (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  double start = bench_now ();

  if (xa_simulation_job_run (fixture->path, fixture->keys, &world, fixture->truth, NULL, NULL, NULL, &error))
    fixture->store = xa_store_open (fixture->path, XA_STORE_READ, &error);

  return finish (start, error);
}

static XaScope
get_scope (const Fixture *fixture)
{
  return (XaScope) { .store = fixture->store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
}

/* Nothing is kept of what was asked before. */
static double
ask_anew (void)
{
  xa_result_cache_clear ();

  return bench_now ();
}

static double
run_overview (gpointer data)
{
  XaScope scope = get_scope (data);
  g_autoptr (GError) error = NULL;
  double start = ask_anew ();
  g_autoptr (XaOverview) overview = xa_overview_new (&scope, &error);

  return finish (start, error);
}

static double
run_trends (gpointer data)
{
  XaScope scope = get_scope (data);
  g_autoptr (GError) error = NULL;
  double start = ask_anew ();
  g_autoptr (XaTrending) trending = xa_trending_new (&scope, 24, &error);

  return finish (start, error);
}

static gboolean
run_all (Fixture *fixture)
{
  const Bench benches[] = {
    { .bench = "simulate-10k-audiences", .unit = "s", .ours = run_simulation, .runs = 1, .data = fixture },
    { .bench = "overview-10k-audiences", .unit = "s", .ours = run_overview, .runs = 5, .data = fixture },
    { .bench = "trends-10k-audiences", .unit = "s", .ours = run_trends, .runs = 5, .data = fixture },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (benches); i++)
    if (!bench_run (&benches[i]))
      return FALSE;
  g_printerr ("questions: %.0f MB at most, the inventing included\n", bench_rss_mb ());

  return TRUE;
}

int
main (void)
{
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  g_autoptr (GError) error = NULL;
  Fixture  fixture = { .folder = bench_folder () };
  XaStore *store;
  gboolean ok = FALSE;

  fixture.path = g_build_filename (fixture.folder, "questions.xaudience", NULL);
  fixture.truth = xa_simulation_get_truth_path (fixture.path);
  store = xa_store_create (fixture.path, &error);
  if (store) {
    fixture.keys = xa_pseudonymizer_new (key, xa_store_get_uuid (store));
    ok = xa_store_adopt_keys (store, fixture.keys, &error);
    xa_store_close (store);
  }
  if (error)
    g_printerr ("bench: %s\n", error->message);
  ok = ok && run_all (&fixture);
  g_clear_pointer (&fixture.store, xa_store_close);
  g_clear_pointer (&fixture.keys, xa_pseudonymizer_unref);
  bench_remove (fixture.folder);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
