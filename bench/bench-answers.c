/*
 * What the pages of the window ask, the first time and again: cold (nothing is kept), warm (asked again), and
 * warm after something else was written.
 */
#include "bench.h"

#include "insight/xa-inspect.h"
#include "insight/xa-overview.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-trending.h"
#include "store/xa-metric-rows.h"
#include "sync/xa-simulation-job.h"
#include "ui/compare/xa-comparison.h"
#include "ui/graph/xa-graph-work.h"

#include <math.h>
#include <stdlib.h>

static const XaSimulatorOptions world = { .n_audiences = 1000, .n_people = 200000, .n_snapshots = 2, .seed = 1, .end_us = G_GINT64_CONSTANT (20500) * XA_USEC_PER_DAY };

#define COLD_RUNS 5
#define WARM_RUNS 25
#define GRAPH_AUDIENCES 200

typedef struct {
  char            *folder; /* (owned) */
  char            *path;   /* (owned) */
  char            *truth;  /* (owned) */
  XaPseudonymizer *keys;   /* (owned) */
  XaStore         *store;  /* (owned) (nullable): for reading */
  XaScope          scope;

  XaComparisonAudiences compared;
} Fixture;

typedef gpointer (*Ask) (Fixture *fixture, GError **error);

typedef struct {
  const char    *name;
  Ask            ask;
  GDestroyNotify answer_free;
} Question;

typedef enum {
  COLD,
  WARM,
  WARM_AFTER_COMMIT,
} Way;

typedef struct {
  Fixture        *fixture;
  const Question *question;
  Way             way;
} Run;

static gpointer
ask_explore (Fixture *fixture,
             GError **error)
{
  return xa_explore_load (&fixture->scope, error);
}

static gpointer
ask_overview (Fixture *fixture,
              GError **error)
{
  return xa_overview_new (&fixture->scope, error);
}

static gpointer
ask_trends (Fixture *fixture,
            GError **error)
{
  return xa_trending_new (&fixture->scope, 24, error);
}

static gpointer
ask_inspect (Fixture *fixture,
             GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return xa_inspect_new (&fixture->scope, "#1", utc, error);
}

static gpointer
ask_comparison (Fixture *fixture,
                GError **error)
{
  return xa_comparison_new (&fixture->scope, &fixture->compared, NULL, NULL, error);
}

static gpointer
ask_preferences (Fixture *fixture,
                 GError **error)
{
  return xa_comparison_preferences_new (&fixture->scope, &fixture->compared, error);
}

static gpointer
ask_graph (Fixture *fixture,
           GError **error)
{
  return xa_graph_data_load (&fixture->scope, GRAPH_AUDIENCES, NULL, NULL, error);
}

static const Question questions[] = {
  { "explore", ask_explore, (GDestroyNotify) xa_explore_unref },
  { "overview", ask_overview, (GDestroyNotify) xa_overview_free },
  { "trends", ask_trends, (GDestroyNotify) xa_trending_free },
  { "inspect", ask_inspect, (GDestroyNotify) xa_inspect_free },
  { "compare-12", ask_comparison, (GDestroyNotify) xa_comparison_unref },
  { "preferences-12", ask_preferences, (GDestroyNotify) xa_comparison_preferences_free },
  { "graph-200", ask_graph, (GDestroyNotify) xa_graph_data_unref },
};

/* What a controller writes all the time. */
static gboolean
write_something (Fixture *fixture,
                 GError **error)
{
  XaMetricRow row = { .name = (char *) "cache_hits", .hour = 500000, .n = 1, .total = 1 };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (XaStore) writer = xa_store_open (fixture->path, XA_STORE_WRITE, error);

  g_ptr_array_add (rows, &row);

  return writer && xa_store_add_metrics (writer, rows, 0, error);
}

static double
run (gpointer data)
{
  const Run *self = data;
  g_autoptr (GError) error = NULL;
  gpointer answer = NULL;
  double   start;

  if (self->way == COLD)
    xa_result_cache_clear ();
  if (self->way != WARM_AFTER_COMMIT || write_something (self->fixture, &error)) {
    start = bench_now ();
    answer = self->question->ask (self->fixture, &error);
    start = bench_now () - start;
  }
  if (!answer) {
    g_printerr ("bench: %s: %s\n", self->question->name, error->message);
    return NAN;
  }
  self->question->answer_free (answer);

  return start * 1000;
}

static gboolean
run_question (Fixture        *fixture,
              const Question *question)
{
  static const char *const ways[] = { "cold", "warm", "warm-after-commit" };

  for (int way = COLD; way <= WARM_AFTER_COMMIT; way++) {
    g_autofree char *name = g_strdup_printf ("%s.%s", question->name, ways[way]);
    Run              each = { fixture, question, (Way) way };
    const Bench      bench = { .bench = name, .unit = "ms", .ours = run, .runs = way == COLD ? COLD_RUNS : WARM_RUNS, .data = &each };

    if (!bench_run (&bench))
      return FALSE;
  }

  return TRUE;
}

static gboolean
make_world (Fixture *fixture,
            GError **error)
{
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  g_autoptr (XaStore) store = NULL;

  fixture->folder = bench_folder ();
  fixture->path = g_build_filename (fixture->folder, "answers.xaudience", NULL);
  fixture->truth = xa_simulation_get_truth_path (fixture->path);
  store = xa_store_create (fixture->path, error);
  if (!store)
    return FALSE;
  fixture->keys = xa_pseudonymizer_new (key, xa_store_get_uuid (store));
  if (!xa_store_adopt_keys (store, fixture->keys, error))
    return FALSE;
  g_clear_pointer (&store, xa_store_close);

  return xa_simulation_job_run (fixture->path, fixture->keys, &world, fixture->truth, NULL, NULL, NULL, error);
}

int
main (void)
{
  Fixture fixture = { .compared.n = 12 };
  g_autoptr (GError) error = NULL;
  gboolean ok = make_world (&fixture, &error);

  fixture.store = ok ? xa_store_open (fixture.path, XA_STORE_READ, &error) : NULL;
  if (error)
    g_printerr ("bench: %s\n", error->message);
  fixture.scope = (XaScope) { .store = fixture.store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = XA_SMALLEST_COUNT_SCREEN };
  for (guint i = 0; i < fixture.compared.n; i++) {
    fixture.compared.ids[i] = i + 1;
    fixture.compared.categories[i] = i;
  }
  ok = fixture.store != NULL;
  for (gsize i = 0; ok && i < G_N_ELEMENTS (questions); i++)
    ok = run_question (&fixture, &questions[i]);
  g_clear_pointer (&fixture.store, xa_store_close);
  g_clear_pointer (&fixture.keys, xa_pseudonymizer_unref);
  bench_remove (fixture.folder);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
