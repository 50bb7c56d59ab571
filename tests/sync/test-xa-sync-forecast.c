#include "sync/xa-sync-forecast.h"

#include "http-platform.h"
#include "net/xa-metered.h"
#include "sync-place.h"
#include "weather-provider.h"

#include <math.h>
#include <string.h>

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

/* --- arithmetic ---------------------------------------------------------------------------------------- */

static GPtrArray *
make_roads (void)
{
  GPtrArray *roads = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_forecast_road_free);

  for (gint64 id = 1; id <= 3; id++) {
    XaForecastRoad *road = g_new0 (XaForecastRoad, 1);

    road->connection_id = id;
    road->name = g_strdup_printf ("Road %d", (int) id);
    road->side_by_side = id == 1 ? 2 : 1;
    g_ptr_array_add (roads, road);
  }

  return roads;
}

static XaForecastRoad *
get_road (GPtrArray *roads,
          guint      i)
{
  return roads->pdata[i];
}

/* What goes side by side, what one after the other, and which of the connections takes longest. */
static void
test_sums (void)
{
  static const XaForecastSource sources[] = {
    { 1, 100, 10 * MINUTE, 0 },
    { 1, 200, 30 * MINUTE, 0.25 },
    { 1, 50, 2 * MINUTE, 0 },
    { 2, 600, 20 * MINUTE, 0.5 },
    { 2, 300, 15 * MINUTE, 0 },
  };
  GPtrArray *roads = make_roads ();
  g_auto (XaForecast) forecast = { 0 };
  g_autofree char *words = NULL;

  xa_forecast_add (roads, sources, G_N_ELEMENTS (sources));
  xa_forecast_compute (&forecast, roads, sources, G_N_ELEMENTS (sources));
  g_assert_cmpuint (forecast.roads->len, ==, 2);
  /* Two at a time: 42 minutes of work are 21, but one of them takes 30. */
  g_assert_cmpint (get_road (forecast.roads, 0)->duration_us, ==, 30 * MINUTE);
  g_assert_cmpint (get_road (forecast.roads, 0)->n_requests, ==, 350);
  g_assert_cmpint (get_road (forecast.roads, 1)->duration_us, ==, 35 * MINUTE);
  g_assert_cmpint (forecast.n_requests, ==, 1250);
  g_assert_cmpint (forecast.duration_us, ==, 35 * MINUTE);
  g_assert_cmpfloat_with_epsilon (forecast.price, 0.75, 1e-9);
  g_assert_true (isnan (forecast.share));
  g_assert_cmpuint (forecast.n_unknown, ==, 0);
  words = xa_forecast_format (&forecast);
  g_assert_cmpstr (words, ==, "About 35 min and 1,250 requests, $0.75.");
}

/* Shares of what the user allows in a month, and what no longer fits into it. */
static void
test_budgets (void)
{
  static const struct {
    double      spent, budget, paid, money;
    double      requests_share, money_share, share;
    gboolean    is_over;
    const char *words;
  } cases[] = {
    { 0, 0, 0, 0, NAN, NAN, NAN, FALSE, "About 57 min and 1,200 requests, $2.40." },
    { 0, 10000, 0, 0, 0.12, NAN, 0.12, FALSE, "About 57 min and 1,200 requests, $2.40, 12 % of the month." },
    { 8800, 10000, 0, 0, 0.12, NAN, 0.12, FALSE, "About 57 min and 1,200 requests, $2.40, 12 % of the month." },
    { 8801, 10000, 0, 0, 0.12, NAN, 0.12, TRUE,
      "About 57 min and 1,200 requests, $2.40, 12 % of the month. That is more than the month has left: what is over it waits for the next, or for a larger budget." },
    { 0, 10000, 1, 4.80, 0.12, 0.5, 0.5, FALSE, "About 57 min and 1,200 requests, $2.40, 50 % of the month." },
    { 0, 10000, 3, 4.80, 0.12, 0.5, 0.5, TRUE,
      "About 57 min and 1,200 requests, $2.40, 50 % of the month. That is more than the month has left: what is over it waits for the next, or for a larger budget." },
    { 0, 1000000, 0, 0, 0.0012, NAN, 0.0012, FALSE, "About 57 min and 1,200 requests, $2.40, less than 1 % of the month." },
  };
  static const XaForecastSource source = { 2, 1200, 57 * MINUTE, 2.40 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GPtrArray      *roads = make_roads ();
    XaForecastRoad *road = get_road (roads, 1);
    g_auto (XaForecast) forecast = { 0 };
    g_autofree char *words = NULL;

    road->limits = (XaLimitState) { .spent = cases[i].spent, .budget = cases[i].budget, .paid = cases[i].paid, .money = cases[i].money };
    xa_forecast_add (roads, &source, 1);
    xa_forecast_compute (&forecast, roads, &source, 1);
    road = get_road (forecast.roads, 0);
    g_assert_true (isnan (cases[i].requests_share) ? isnan (road->requests_share) : fabs (road->requests_share - cases[i].requests_share) < 1e-9);
    g_assert_true (isnan (cases[i].money_share) ? isnan (road->money_share) : fabs (road->money_share - cases[i].money_share) < 1e-9);
    g_assert_true (isnan (cases[i].share) ? isnan (forecast.share) : fabs (forecast.share - cases[i].share) < 1e-9);
    g_assert_cmpint (forecast.is_over, ==, cases[i].is_over);
    words = xa_forecast_format (&forecast);
    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

/* What limits would hold up takes as long as they do; what nobody knows is not nothing. */
static void
test_waits_and_unknown (void)
{
  static const XaForecastSource sources[] = {
    { 1, XA_COUNT_UNKNOWN, 0, 0 },
    { 2, 1, G_USEC_PER_SEC, 0 },
    { 9, 400, MINUTE, 0 }, /* of a provider that is not there */
  };
  GPtrArray *roads = make_roads ();
  g_auto (XaForecast) forecast = { 0 };
  g_auto (XaForecast) nothing = { 0 };
  g_autofree char *words = NULL;
  g_autofree char *none = NULL;

  xa_forecast_add (roads, sources, G_N_ELEMENTS (sources));
  get_road (roads, 1)->wait_us = 3 * 60 * MINUTE;
  xa_forecast_compute (&forecast, roads, sources, G_N_ELEMENTS (sources));
  words = xa_forecast_format (&forecast);
  g_assert_cmpstr (words, ==, "About 3 h and 1 request, and 2 of 3 that nobody knows of yet.");

  xa_forecast_compute (&nothing, make_roads (), sources, 1);
  none = xa_forecast_format (&nothing);
  g_assert_cmpstr (none, ==, "Nobody knows yet how long it takes.");
}

/* --- of a workspace ------------------------------------------------------------------------------------ */

/* First what the preview said, later what it took; by the budget of the connection. */
static void
test_learns (void)
{
  g_autoptr (HttpPlatform) platform = http_platform_new ();
  g_autoptr (SyncPlace) self = sync_place_new (http_platform_get_transport (platform));
  g_auto (XaForecast) before = { 0 };
  g_auto (XaForecast) after = { 0 };
  g_autoptr (GPtrArray) connections = NULL;
  g_autoptr (GError) error = NULL;
  XaConnection *connection;
  gint64        source;
  guint         n_asked;

  http_platform_answer (platform, "/news.example/api/v2/instance", "{'domain':'news.example','title':'News'}", NULL);
  http_platform_answer (platform, "/news.example/api/v1/accounts/",
                        "{'id':'100','acct':'desk','display_name':'Desk','url':'https://news.example/@desk','followers_count':2,'statuses_count':0}", NULL);
  http_platform_answer (platform, "/news.example/api/v1/accounts/100/followers", "[{'id':'1','acct':'a'},{'id':'2','acct':'b'}]", NULL);
  http_platform_answer (platform, "/news.example/api/v1/accounts/100/statuses", "[]", NULL);
  sync_place_be_impatient (self);
  source = sync_place_paste (self, "https://news.example/@desk", 0);
  connections = xa_sync_list_connections (self->sync, NULL);
  connection = connections->pdata[0];
  connection->month_requests = 100;
  g_assert_true (xa_sync_configure (self->sync, connection, NULL));

  g_assert_true (xa_sync_forecast_sources (self->sync, &source, 1, &before, &error));
  g_assert_no_error (error);
  g_assert_cmpint (before.n_requests, >, 0);
  g_assert_cmpfloat_with_epsilon (before.share, (double) before.n_requests / 100, 1e-9);

  n_asked = http_platform_count (platform, "/");
  sync_place_run_all (self);
  n_asked = http_platform_count (platform, "/") - n_asked;
  g_assert_true (xa_sync_forecast_sources (self->sync, NULL, 0, &after, &error));
  g_assert_cmpint (after.n_requests, ==, n_asked);
  g_assert_cmpfloat_with_epsilon (after.share, n_asked / 100.0, 1e-9);
  g_assert_cmpint (after.duration_us, >, 0);
  g_assert_cmpstr (((XaForecastRoad *) after.roads->pdata[0])->name, ==, connection->name);
}

/* --- networks that are paid for by what goes over them --------------------------------------------------- */

static int is_metered; /* (atomic) */

static gboolean
get_metered (void)
{
  return g_atomic_int_get (&is_metered);
}

/* What wishes for things while it runs, as a schedule does. */
typedef struct {
  gint64   automatic, by_hand;
  guint    n_calls;
  gboolean was_told;
  guint    n_done_while_metered;
} Schedule;

static gboolean
feed (XaSyncFeed *fed,
      gpointer    data)
{
  Schedule  *self = data;
  XaSyncWish automatic = { .source_id = self->automatic };
  XaSyncWish by_hand = { .source_id = self->by_hand, .by_hand = TRUE };

  if (self->n_calls++ == 0) {
    g_array_append_val (fed->wishes, automatic);
    g_array_append_val (fed->wishes, by_hand);
  }

  return self->n_calls < 500;
}

static void
watch (const XaSyncProgress *progress,
       gpointer              data)
{
  Schedule *self = data;
  gboolean  all_done = progress->n_items == 2 && progress->n_done == 2;

  for (guint i = 0; i < progress->n_items && progress->is_metered; i++) {
    const XaSyncItem *item = &progress->items[i];

    if (item->source_id == self->automatic) {
      g_assert_cmpint (item->state, !=, XA_TASK_RUNNING);
      g_assert_cmpint (item->state, !=, XA_TASK_DONE);
      self->was_told |= g_str_equal (item->cause, "metered") && strstr (item->cause_text, "paid for by what goes over it") != NULL;
    } else if (item->state == XA_TASK_DONE) {
      self->n_done_while_metered++;
    }
  }
  /* What was begun by hand is through: now another network. */
  if (self->n_done_while_metered && self->was_told)
    g_atomic_int_set (&is_metered, FALSE);
  if (all_done)
    self->n_calls = 1000;
}

static void
test_metered (void)
{
  g_autoptr (SyncPlace) self = sync_place_new (NULL);
  gint64        connection;
  Schedule      schedule = { 0 };
  XaSyncOptions options = { .feed = feed, .progress = watch, .data = &schedule };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  weather_reset ();
  connection = sync_place_connect (self, &weather_provider, NULL, NULL, NULL);
  schedule.automatic = sync_place_follow (self, connection, &weather_provider, "calm-300", 0);
  schedule.by_hand = sync_place_follow (self, connection, &weather_provider, "calm-200", 0);
  g_atomic_int_set (&is_metered, TRUE);
  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_true (schedule.was_told);
  g_assert_cmpuint (schedule.n_done_while_metered, >, 0);
  g_assert_cmpuint (report.n_done, ==, 2);
  g_assert_false (report.is_metered);
  g_assert_cmpuint (sync_place_count_lists (self, "calm-300"), ==, 1);
  import_place_verify (self->place);
}

/* Begun by hand, it goes on, and says what the network is. */
static void
test_metered_by_hand (void)
{
  g_autoptr (SyncPlace) self = sync_place_new (NULL);
  g_auto (XaSyncProgress) report = { 0 };
  g_auto (XaForecast) forecast = { 0 };

  weather_reset ();
  sync_place_follow (self, sync_place_connect (self, &weather_provider, NULL, NULL, NULL), &weather_provider, "calm-300", 0);
  g_atomic_int_set (&is_metered, TRUE);
  g_assert_true (xa_sync_forecast_sources (self->sync, NULL, 0, &forecast, NULL));
  g_assert_true (forecast.is_metered);
  g_assert_true (sync_place_run (self, &report, NULL));
  g_assert_cmpuint (report.n_done, ==, 1);
  g_assert_true (report.is_metered);
  g_atomic_int_set (&is_metered, FALSE);
}

/* In the middle of a list: it stops at a page, and goes on from there. */
static void
become_metered (const XaSyncProgress *progress,
                gpointer              data)
{
  if (progress->n_items == 1 && progress->items[0].done > 100)
    g_atomic_int_set (&is_metered, TRUE);
}

static gboolean
feed_until_metered (XaSyncFeed *fed,
                    gpointer    data)
{
  guint     *n_calls = data;
  XaSyncWish wish = { .source_id = 1 };

  if ((*n_calls)++ == 0)
    g_array_append_val (fed->wishes, wish);

  return !g_atomic_int_get (&is_metered) && *n_calls < 500;
}

static void
test_metered_in_the_middle (void)
{
  g_autoptr (SyncPlace) self = sync_place_new (NULL);
  guint         n_calls = 0, n_before;
  XaSyncOptions options = { .feed = feed_until_metered, .progress = become_metered, .data = &n_calls };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaTask) task = NULL;

  weather_reset ();
  weather_hold_after (4);
  sync_place_follow (self, sync_place_connect (self, &weather_provider, NULL, NULL, NULL), &weather_provider, "careful-4000", 1u << XA_PASS_MEMBERS);
  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_done, ==, 0);
  g_assert_cmpuint (report.n_failed, ==, 0);
  task = sync_place_get_task (self, 1, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_QUEUED);
  g_assert_cmpuint (task->attempts, ==, 0);
  g_assert_nonnull (task->cursor);
  n_before = weather_get_n_pages ("careful-4000");
  g_assert_cmpuint (n_before, <, 40);

  g_atomic_int_set (&is_metered, FALSE);
  weather_let_go ();
  sync_place_run_all (self);
  g_assert_cmpuint (weather_get_n_pages ("careful-4000"), <=, 41);
  g_assert_cmpuint (sync_place_count_lists (self, "careful-4000"), ==, 1);
  import_place_verify (self->place);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  xa_metered_set_probe (get_metered);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/sync-forecast/sums", test_sums);
  g_test_add_func ("/sync-forecast/budgets", test_budgets);
  g_test_add_func ("/sync-forecast/waits-and-unknown", test_waits_and_unknown);
  g_test_add_func ("/sync-forecast/learns", test_learns);
  g_test_add_func ("/sync-forecast/metered", test_metered);
  g_test_add_func ("/sync-forecast/metered-by-hand", test_metered_by_hand);
  g_test_add_func ("/sync-forecast/metered-in-the-middle", test_metered_in_the_middle);

  return g_test_run ();
}
