#include "weather-place.h"

#include "store/xa-audiences.h"
#include "store/xa-stated-size.h"

#include <string.h>

/*
 * Live platforms from connecting to snapshots, over platforms without a network: the invented one
 * that users get, and one on which everything goes wrong.
 */

static void
test_simulated (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &xa_simulated, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = xa_sync_list (self->sync, connection, NULL, &error);
  g_autoptr (GPtrArray) sources = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 40);
  for (guint i = 0; i < 10; i++) {
    const XaCandidate *candidate = all->pdata[i];
    g_autoptr (XaSource) source = xa_sync_follow (self->sync, candidate, NULL, &error);

    g_assert_no_error (error);
    g_assert_false (candidate->is_followed);
  }
  weather_place_run (self, 10, 0, 0);

  sources = xa_sync_list_sources (self->sync, &error);
  g_assert_cmpuint (sources->len, ==, 10);
  for (guint i = 0; i < sources->len; i++) {
    const XaSource    *source = sources->pdata[i];
    const XaCandidate *candidate = all->pdata[i];
    g_autoptr (XaAudience) audience = sync_place_find (self, source->native_id);

    g_assert_true (audience->simulated);
    g_assert_cmpint (source->audience_id, ==, audience->id);
    g_assert_cmpint (source->last_ok_us, ==, PLACE_CLOCK * G_USEC_PER_SEC);
    g_assert_cmpint (audience->n_posts, >, 0);
    if (candidate->preview->coverage == XA_COVERAGE_COMPLETE)
      weather_place_assert_members (self, source->native_id, candidate->preview->members_reported, XA_COVERAGE_COMPLETE);
  }
  import_place_verify (self->place);
}

static gint64
get_stated_size (SyncPlace *self,
                 gint64     audience_id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  XaStatedSize size = { 0 };
  gboolean     found = FALSE;

  g_assert_true (xa_store_get_stated_size (store, audience_id, G_MAXINT64, &size, &found, NULL));
  g_assert_true (found);

  return (gint64) size.value;
}

/* What is invented also hides and is busy, as real platforms do: both are told as they are. */
static void
test_simulated_states (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &xa_simulated, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = xa_sync_list (self->sync, connection, NULL, &error);
  g_autoptr (XaSource) busy = xa_sync_follow (self->sync, all->pdata[11], NULL, &error);
  g_autoptr (XaSource) hidden = xa_sync_follow (self->sync, all->pdata[14], NULL, &error);
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (XaAudience) audience = NULL;
  g_auto (XaSyncProgress) report = { 0 };

  g_assert_no_error (error);
  g_assert_true (sync_place_run (self, &report, &error));
  g_assert_cmpuint (report.n_done, ==, 1);
  g_assert_cmpuint (report.n_waiting, ==, 1);
  g_assert_cmpstr (report.items[0].cause, ==, "rate-limited");
  g_assert_cmpint (report.items[0].wait_until_us, >, 0);

  sources = xa_sync_list_sources (self->sync, &error);
  g_assert_cmpuint (((XaSource *) sources->pdata[1])->notes, ==, 1u << XA_FETCH_NOTE_HIDDEN_LIST);
  audience = sync_place_find (self, "simulated-15");
  g_assert_true (audience->simulated);
  g_assert_cmpint (get_stated_size (self, audience->id), ==, ((XaCandidate *) all->pdata[14])->preview->members_reported);
  g_assert_cmpint (audience->snapshot_id, ==, 0);
  g_assert_cmpint (audience->n_posts, ==, 0);

  weather_place_run (self, 2, 0, 0);
  weather_place_assert_members (self, "simulated-12", ((XaCandidate *) all->pdata[11])->preview->members_reported, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

/* Everything that happens again brings nothing twice. */
static void
test_again (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64           connection = weather_place_connect (self, &weather_provider, NULL);
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  weather_place_follow (self, connection, "calm-300");
  weather_place_run (self, 1, 0, 0);
  weather_place_assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 4);
  sync_place_start_anew (self);
  sync_place_set_clock (PLACE_CLOCK + 3600);
  weather_place_run (self, 1, 0, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 8);
  g_assert_cmpuint (sync_place_count_lists (self, "calm-300"), ==, 2);
  weather_place_assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

/* A pass that fails in the middle is no list: nobody has left. It goes on from its last page. */
static void
test_no_departure (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  gint64 source = weather_place_follow (self, connection, "flaky-3");
  g_autoptr (XaTask) standing = NULL;

  weather_place_run (self, 0, 1, 0);
  standing = sync_place_get_task (self, source, XA_PASS_MEMBERS);
  g_assert_cmpint (standing->state, ==, XA_TASK_FAILED);
  g_assert_cmpstr (standing->cause, ==, "tls");
  g_assert_cmpstr (standing->cursor, ==, WEATHER_CANARY "-3");
  g_assert_cmpuint (sync_place_count_lists (self, "flaky-3"), ==, 0);

  sync_place_start_anew (self);
  sync_place_set_clock (PLACE_CLOCK + 60);
  weather_place_run (self, 1, 0, 0);
  /* Three pages, the one that failed, two that were left, and the posts of both runs. */
  g_assert_cmpuint (weather_get_n_pages ("flaky-3"), ==, 8);
  g_assert_cmpuint (sync_place_count_lists (self, "flaky-3"), ==, 1);
  weather_place_assert_members (self, "flaky-3", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

static void
test_partial (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) sources = NULL;
  const XaSource *source;

  weather_place_follow (self, connection, "partial-200");
  weather_place_run (self, 1, 0, 0);
  weather_place_assert_members (self, "partial-200", 200, XA_COVERAGE_FIRST_N);
  sources = xa_sync_list_sources (self->sync, NULL);
  source = sources->pdata[0];
  g_assert_cmpuint (source->notes, ==, 1u << XA_FETCH_NOTE_CAPPED);
  g_assert_nonnull (strstr (source->note_text, "It ends here."));
}

/* A cursor that the platform does not take back is no good for ever. */
static void
test_lost_cursor (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);

  weather_place_follow (self, connection, "lost-2");
  weather_place_run (self, 0, 1, 0);
  weather_place_run (self, 0, 1, 0);
  g_assert_cmpuint (sync_place_count_lists (self, "lost-2"), ==, 0);
  weather_place_run (self, 1, 0, 0);
  weather_place_assert_members (self, "lost-2", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

static void
test_dead_letter (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  gint64 source = weather_place_follow (self, connection, "broken-3");
  g_autoptr (XaTask) task = NULL;

  /* The first attempt came further, and the others not: each waits twice as long, a day at most. */
  for (guint i = 0; i < XA_TASK_MAX_ATTEMPTS; i++) {
    g_autoptr (XaTask) failed = NULL;
    gint64 now_us = g_get_real_time ();
    gint64 longest_us = i + 1 < XA_TASK_MAX_ATTEMPTS ? MIN ((15 * XA_USEC_PER_HOUR / 60) << i, XA_USEC_PER_DAY) : XA_USEC_PER_DAY;

    weather_place_run (self, 0, 1, 0);
    failed = sync_place_get_task (self, source, XA_PASS_MEMBERS);
    if (failed->state == XA_TASK_DEAD)
      continue;
    g_assert_cmpint (failed->not_before_us, >=, now_us + longest_us);
    g_assert_cmpint (failed->not_before_us, <=, g_get_real_time () + longest_us);
  }
  task = sync_place_get_task (self, source, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_DEAD);
  g_assert_cmpstr (task->cause, ==, "malformed");
  g_assert_cmpuint (sync_place_count_lists (self, "broken-3"), ==, 0);
  import_place_verify (self->place);
}

/* Two readers of one stream would be refused: never two at a time. */
static void
test_one_at_a_time (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_stream_provider, NULL);

  weather_set_page_usec (1000);
  for (guint i = 1; i <= 6; i++) {
    g_autofree char *id = g_strdup_printf ("calm-%u00", i);

    weather_place_follow (self, connection, id);
  }
  weather_place_run (self, 6, 0, 0);
  g_assert_cmpuint (weather_get_max_side_by_side (), ==, 1);
}

static void
test_throttled (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64        connection = weather_place_connect (self, &weather_provider, NULL);
  XaSyncOptions options = { .patience_us = 1 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 begun_us = g_get_real_time ();

  weather_place_follow (self, connection, "throttled-2");
  g_assert_true (xa_sync_run (self->sync, &options, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_waiting, ==, 1);
  g_assert_cmpstr (report.items[0].cause, ==, "rate-limited");
  g_assert_cmpint (report.items[0].wait_until_us, >, begun_us);
  weather_place_run (self, 1, 0, 0);
  weather_place_assert_members (self, "throttled-2", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

/* Pages of 100 from one thread to committed records, and from eight connections side by side. */
static void
test_rate (void)
{
  static const guint n_lanes[] = { 1, 8 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_lanes); i++) {
    g_autoptr (SyncPlace) self = weather_place_new ();
    gint64 since;
    double seconds;

    for (guint j = 0; j < n_lanes[i]; j++) {
      g_autofree char *name = g_strdup_printf ("Connection %u", j);
      g_autofree char *id = g_strdup_printf ("calm-%u", 400000 + j);

      weather_place_follow (self, weather_place_connect (self, &weather_provider, name), id);
    }
    since = g_get_monotonic_time ();
    weather_place_run (self, n_lanes[i], 0, 0);
    seconds = (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
    g_test_maximized_result (400000.0 * n_lanes[i] / seconds, "%u passes: %.0f members a second", n_lanes[i], 400000.0 * n_lanes[i] / seconds);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  xa_provider_lend (&weather_provider);
  xa_provider_lend (&weather_stream_provider);

  g_test_add_func ("/sync/run/simulated", test_simulated);
  g_test_add_func ("/sync/run/simulated-states", test_simulated_states);
  g_test_add_func ("/sync/run/again", test_again);
  g_test_add_func ("/sync/NET-9/no-departure", test_no_departure);
  g_test_add_func ("/sync/NET-9/partial", test_partial);
  g_test_add_func ("/sync/run/lost-cursor", test_lost_cursor);
  g_test_add_func ("/sync/run/dead-letter", test_dead_letter);
  g_test_add_func ("/sync/run/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/sync/NET-7/throttled", test_throttled);
  if (g_test_perf ())
    g_test_add_func ("/sync/run/rate", test_rate);

  return g_test_run ();
}
