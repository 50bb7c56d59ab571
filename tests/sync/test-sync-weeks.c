#include "store/xa-readings.h"
#include "sync-place.h"
#include "weather-provider.h"

/*
 * A workspace that is fetched for month after month: what is known of each pass does not pile up.
 */

#define DAY (24 * 3600)
#define ID "calm-120"

/* How many passes and imports are remembered, and how many lists there are. */
typedef struct {
  guint n_tasks, n_imports, n_lists, n_known; /* known: lists that say where they came from */
} Kept;

static Kept
count (SyncPlace *self)
{
  g_autoptr (XaAudience) audience = sync_place_find (self, ID);
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, NULL, 0, NULL);
  g_autoptr (GArray) known = xa_store_list_list_imports (store, audience->id, NULL);
  XaStoreInfo info;
  Kept        kept = { .n_tasks = tasks->len, .n_lists = sync_place_count_lists (self, ID) };

  g_assert_true (xa_store_get_info (store, &info, NULL));
  kept.n_imports = (guint) (info.n_imports_done + info.n_imports_open);
  /* Half of them are of active authors. */
  kept.n_known = known->len;

  return kept;
}

/* @every_s: seconds between two fetches */
static void
test_bounded (gint64 every_s,
              guint  n_fetches,
              guint  most_per_kind)
{
  g_autoptr (SyncPlace) self = sync_place_new (NULL);
  Kept kept;

  weather_reset ();
  sync_place_follow (self, sync_place_connect (self, &weather_provider, NULL, NULL, NULL), &weather_provider, ID, 0);
  for (guint i = 0; i < n_fetches; i++) {
    sync_place_set_clock (PLACE_CLOCK + i * every_s);
    sync_place_run_all (self);
  }
  kept = count (self);
  g_test_message ("%u fetches: %u tasks, %u imports, %u lists, %u known", n_fetches, kept.n_tasks, kept.n_imports, kept.n_lists, kept.n_known);
  /* Passes over members and over posts. */
  g_assert_cmpuint (kept.n_tasks, <=, 2 * most_per_kind);
  g_assert_cmpuint (kept.n_tasks, >=, 2 * MIN (n_fetches, XA_TASKS_KEPT));
  g_assert_cmpuint (kept.n_imports, ==, kept.n_tasks);
  g_assert_cmpuint (kept.n_lists, ==, n_fetches);
  g_assert_cmpuint (kept.n_known, >=, XA_TASKS_KEPT);
  g_assert_cmpuint (kept.n_known, <=, 2 * most_per_kind);
  import_place_verify (self->place);
}

/* The last ones are kept however old they are, beside that of the pass in hand. */
static void
test_weekly (void)
{
  test_bounded (7 * DAY, 30, XA_TASKS_KEPT + 1);
}

/* A month of them. */
static void
test_daily (void)
{
  test_bounded (DAY, 70, 32);
}

/* No month of them: as many as anybody looks at. */
static void
test_hourly (void)
{
  test_bounded (3600, XA_TASKS_MAX + 20, XA_TASKS_MAX + 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/sync/weeks/weekly", test_weekly);
  g_test_add_func ("/sync/weeks/daily", test_daily);
  if (g_getenv ("XAUDIENCE_TEST_FULL"))
    g_test_add_func ("/sync/weeks/hourly", test_hourly);

  return g_test_run ();
}
