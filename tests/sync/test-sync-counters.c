/*
 * What became of posts: a pass over posts tells it of young ones each time, and of older ones a pass of its own,
 * rarely, as far back as it matters, and without disturbing what the others go on from.
 */
#include "http-platform.h"
#include "sync-place.h"

#include <string.h>

#define DAY 86400
#define STATUS "{'id':'%u','created_at':'%s','visibility':'public','account':{'id':'100','acct':'desk'},'favourites_count':%u,'reblogs_count':1,'replies_count':2,'content':'<p>words</p>'}"
#define STATUSES "/one.example/api/v1/accounts/100/statuses"

/* By page: how old the posts are, in days; each page but the last leads to the next. */
static const struct {
  guint id, days;
} posts[] = { { 19, 1 }, { 18, 10 }, { 17, 35 }, { 16, 40 }, { 15, 100 }, { 14, 120 }, { 13, 200 }, { 12, 210 } };

#define PAGE 2

static char *
make_status (guint i,
             guint n_likes)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (PLACE_CLOCK - (gint64) posts[i].days * DAY);
  g_autofree char *time = g_date_time_format (at, "%Y-%m-%dT%H:%M:%S.000Z");

  return g_strdup_printf (STATUS, posts[i].id, time, n_likes);
}

static void
answer_statuses (HttpPlatform *platform,
                 guint         n_likes)
{
  for (guint i = 0; i < G_N_ELEMENTS (posts); i += PAGE) {
    g_autofree char *one = make_status (i, n_likes);
    g_autofree char *two = make_status (i + 1, n_likes);
    g_autofree char *body = g_strdup_printf ("[%s,%s]", one, two);
    g_autofree char *link = i + PAGE < G_N_ELEMENTS (posts) ? g_strdup_printf ("<https://one.example/api/v1/accounts/100/statuses?limit=40&max_id=%u>; rel=\"next\"", posts[i + 1].id) : NULL;
    g_autofree char *piece = i == 0 ? g_strdup (STATUSES) : g_strdup_printf (STATUSES "?limit=40&max_id=%u", posts[i - 1].id);

    http_platform_answer (platform, piece, body, link);
  }
}

static void
answer_rest (HttpPlatform *platform)
{
  http_platform_answer (platform, "/one.example/api/v2/instance", "{'domain':'one.example','title':'Server','version':'4.5.0'}", NULL);
  http_platform_answer (platform, "/one.example/api/v1/accounts/", "{'id':'100','acct':'desk','display_name':'The Desk','url':'https://one.example/@desk','followers_count':5,'statuses_count':8}", NULL);
}

static gboolean
feed_counters (XaSyncFeed *feed,
               gpointer    source_id)
{
  XaSyncWish wish = { .source_id = *(gint64 *) source_id, .passes = 1u << XA_PASS_COUNTERS };

  g_array_append_val (feed->wishes, wish);

  return FALSE;
}

static void
read_again (SyncPlace *place,
            gint64     source_id)
{
  XaSyncOptions options = { .patience_us = 1, .feed = feed_counters, .data = &source_id };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (place->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_items, ==, 1);
  g_assert_cmpstr (report.items[0].cause_text, ==, "");
  g_assert_cmpuint (report.n_done, ==, 1);
}

/* How many posts have so many likes. */
static guint
count_likes (SyncPlace *place,
             guint      n_likes)
{
  g_autofree char *dump = import_place_dump (place->place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i]; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    g_autofree char *number = g_strdup_printf ("%u", n_likes);

    n += g_strcmp0 (fields[0], "post") == 0 && g_strv_contains ((const char *const *) fields, number);
  }

  return n;
}

static void
test_counters (void)
{
  g_autoptr (HttpPlatform) platform = http_platform_new ();
  SyncPlace *place = sync_place_new (http_platform_get_transport (platform));
  gint64     source_id;
  guint      n_first;

  sync_place_be_impatient (place);
  answer_rest (platform);
  answer_statuses (platform, 5111);
  source_id = sync_place_paste (place, "https://one.example/@desk", 1u << XA_PASS_POSTS);
  sync_place_run_all (place);
  g_assert_cmpuint (count_likes (place, 5111), ==, 8);
  n_first = http_platform_count (platform, STATUSES);

  /* The pass over posts reads up to what has settled. */
  answer_statuses (platform, 6222);
  sync_place_set_clock (PLACE_CLOCK + DAY);
  sync_place_run_all (place);
  g_assert_cmpuint (count_likes (place, 6222), ==, 2);
  g_assert_cmpuint (http_platform_count (platform, STATUSES), ==, n_first + 1);

  /* Three pages are as young as ninety days, or begin so. */
  answer_statuses (platform, 7333);
  read_again (place, source_id);
  g_assert_cmpuint (count_likes (place, 7333), ==, 6);
  g_assert_cmpuint (count_likes (place, 5111), ==, 2);
  g_assert_cmpuint (http_platform_count (platform, STATUSES), ==, n_first + 1 + 3);

  /* The next pass over posts goes on from where the last one was, and so does the next of this kind. */
  sync_place_set_clock (PLACE_CLOCK + 2 * DAY);
  sync_place_run_all (place);
  g_assert_cmpuint (http_platform_count (platform, STATUSES), ==, n_first + 1 + 3 + 1);
  read_again (place, source_id);
  g_assert_cmpuint (http_platform_count (platform, STATUSES), ==, n_first + 1 + 3 + 1 + 3);
  import_place_verify (place->place);
  sync_place_free (place);
}

/* Not by itself where each look is paid for, or where a stream brings each post once. */
static void
test_who (void)
{
  g_assert_true (xa_provider_rereads (&xa_bluesky));
  g_assert_true (xa_provider_rereads (&xa_mastodon));
  g_assert_true (xa_provider_rereads (&xa_discourse));
  g_assert_true (xa_provider_rereads (&xa_discord));
  g_assert_true (xa_provider_rereads (&xa_telegram_preview));
  g_assert_true (xa_provider_rereads (&xa_meta_instagram));
  g_assert_false (xa_provider_rereads (&xa_telegram_bot));
  g_assert_false (xa_provider_rereads (&xa_x_api));
  g_assert_false (xa_provider_rereads (&xa_x_socialdata));
  g_assert_false (xa_provider_rereads (&xa_apify_instagram));
  g_assert_false (xa_provider_rereads (&xa_simulated));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-counters/older", test_counters);
  g_test_add_func ("/sync-counters/who", test_who);

  return g_test_run ();
}
