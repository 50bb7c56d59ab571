/*
 * Instagram, Facebook and TikTok through Apify: what is ordered, what is made of the answers, and above
 * all that nothing is ordered twice.
 */
#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define ACTOR(build, pricing) "{\"data\":{\"id\":\"a1\",\"taggedBuilds\":{\"latest\":{\"buildId\":\"b\",\"buildNumber\":\"" build "\"}}" pricing "}}"
#define BY_RESULT ",\"pricingInfos\":[{\"pricingModel\":\"PRICE_PER_DATASET_ITEM\",\"startedAt\":\"2024-01-01T00:00:00Z\",\"pricePerUnitUsd\":0.002}]"
#define RUNS(items) "{\"data\":{\"total\":1,\"items\":[" items "]}}"
#define LISTED(id, dataset, store) "{\"id\":\"" id "\",\"status\":\"RUNNING\",\"defaultDatasetId\":\"" dataset "\",\"defaultKeyValueStoreId\":\"" store "\"}"
#define RUN(id, dataset, status) "{\"data\":{\"id\":\"" id "\",\"status\":\"" status "\",\"defaultDatasetId\":\"" dataset "\",\"defaultKeyValueStoreId\":\"k\",\"usageTotalUsd\":0.01}}"

#define INSTAGRAM "/v2/actors/apify~instagram-scraper"
#define TOKEN "PLANTED-token"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
  const XaProvider *provider;
} Fixture;

static void
use_target (Fixture          *fixture,
            const XaProvider *provider,
            const char       *form)
{
  g_autoptr (XaTarget) target = xa_target_parse (form);

  g_assert_nonnull (target);
  g_assert_true (provider->can_reach (target));
  fixture->provider = provider;
  g_clear_pointer (&fixture->fetch, test_fetch_free);
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, provider, provider->base, TOKEN), target);
  test_fetch_set_max_posts (fixture->fetch, 100);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->platform = scripted_platform_new ();
  use_target (fixture, &xa_apify_instagram, "instagram:@news");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_fetch_free (fixture->fetch);
  scripted_platform_free (fixture->platform);
}

static gboolean
try_pass (Fixture *fixture,
          XaPass   pass,
          GError **error)
{
  return fixture->provider->fetch (test_fetch_get (fixture->fetch), pass, error);
}

static char *
run (Fixture *fixture,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = try_pass (fixture, pass, &error);

  g_assert_no_error (error);
  g_assert_true (ok);

  return recording_sink_get_text (test_fetch_get_recording (fixture->fetch));
}

static void
answer (Fixture    *fixture,
        const char *piece,
        const char *body)
{
  scripted_platform_answer (fixture->platform, piece, 200, body);
}

/* One actor that is asked for posts, and finds them under the dataset "items". */
static void
script_run (Fixture    *fixture,
            const char *actor,
            const char *run,
            const char *dataset,
            const char *items)
{
  g_autofree char *path = g_strdup_printf ("/v2/actors/%s", actor);
  g_autofree char *listed = g_strdup_printf ("%s/runs?desc", path);
  g_autofree char *ordered = g_strdup_printf ("%s/runs?build", path);
  g_autofree char *receipt = g_strdup_printf (RUN ("%s", "%s", "READY"), run, dataset);
  g_autofree char *done = g_strdup_printf (RUN ("%s", "%s", "SUCCEEDED"), run, dataset);
  g_autofree char *looked = g_strdup_printf ("/v2/actor-runs/%s", run);
  g_autofree char *first = g_strdup_printf ("/v2/datasets/%s/items?format=json", dataset);

  answer (fixture, path, ACTOR ("0.0.7", BY_RESULT));
  answer (fixture, listed, RUNS (LISTED ("old", "d", "kold")));
  scripted_platform_answer (fixture->platform, ordered, 201, receipt);
  answer (fixture, looked, done);
  scripted_platform_answer (fixture->platform, first, 200, items);
  scripted_platform_answer_header (fixture->platform, "X-Apify-Pagination-Total", "1");
}

static guint
count_orders (Fixture *fixture)
{
  const GPtrArray *asked = scripted_platform_get_asked (fixture->platform);
  guint            n = 0;

  for (guint i = 0; i < asked->len; i++)
    n += g_str_has_prefix (asked->pdata[i], "POST ");

  return n;
}

static double
get_paid (Fixture *fixture)
{
  XaLimitState state;

  xa_limits_get_state (scripted_platform_get_limits (fixture->platform), "00000000-0000-4000-8000-000000000001", &state);

  return state.paid;
}

/* --- what comes out -------------------------------------------------------------------------- */

#define POST_ITEM                                                                                                                                                    \
  "[{\"id\":\"1\",\"shortCode\":\"Abc\",\"url\":\"https://www.instagram.com/p/Abc/\",\"caption\":\"See #Birds\",\"hashtags\":[\"Birds\"],\"mentions\":[\"Friend\"]," \
  "\"likesCount\":-1,\"commentsCount\":2,\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"ownerUsername\":\"news\",\"videoPlayCount\":20,"                               \
  "\"latestComments\":[{\"id\":\"c1\",\"text\":\"PLANTED text\",\"ownerUsername\":\"Planted_Fan\",\"timestamp\":\"2026-01-01T01:00:00.000Z\",\"likesCount\":3}]},"   \
  "{\"error\":\"not_found\",\"errorDescription\":\"PLANTED\"},7]"

static void
test_posts (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpstr (text, ==,
                   "audience instagram:@news kind=account handle=\"news\" url=\"https://www.instagram.com/news/\"\n"
                   "page cursor=\"begin old\"\n"
                   "settle\n"
                   "page cursor=\"run r1 d1 0.2100\" mark:@build apify~instagram-scraper=\"0.0.7\" mark:order posts=\"ffcb4cdcb8fbde59acdd7bcf1755417df88f23ed729d821b0057b6b015b90538 r1 d1\"\n"
                   "settle\n"
                   "page cursor=\"items d1 0\"\n"
                   "post instagram:@news id=\"Abc\" at=2026-01-01T00:00:00Z by=own text=\"See #Birds\" tag=\"Birds\" comments=2 views=20 seen=2026-01-02T03:04:05Z media\n"
                   "link instagram:@news kind=mention handle=\"friend\" at=2026-01-01T00:00:00Z\n"
                   "post instagram:@news id=\"Abc/c1\" at=2026-01-01T01:00:00Z by=member author=\"planted_fan\" by-handle text=\"PLANTED text\" reply_to=\"Abc\" reactions=3 seen=2026-01-02T03:04:05Z\n"
                   "progress 3/?\n"
                   "page end mark:begun=\"1767225600000000\" mark:newest=\"1767225600000000\" mark:order posts=\"\" mark:posts=\"d1\"\n");
}

/* Counters that are hidden are unknown, and so is everything that is not there. */
static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", "[{\"username\":\"news\",\"fullName\":\"The News\",\"followersCount\":120,\"postsCount\":-1}]");
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_nonnull (strstr (text, "audience instagram:@news kind=account title=\"The News\" handle=\"news\" url=\"https://www.instagram.com/news/\" members=120\n"));
  g_assert_null (strstr (text, "sample "));
  g_assert_cmpstr (scripted_platform_get_sent (fixture->platform), ==,
                   "{\"directUrls\":[\"https://www.instagram.com/news/\"],\"resultsType\":\"details\",\"resultsLimit\":1}");
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", "[{\"error\":\"no_items\",\"errorDescription\":\"PLANTED\"}]");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_BAD_PAGE));
}

/* What was paid for is taken, also of a run that was stopped; and it is said. */
static void
test_stopped (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  answer (fixture, "/v2/actor-runs/r1?waitForFinish", RUN ("r1", "d1", "TIMED-OUT"));
  text = run (fixture, XA_PASS_POSTS);
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_ENDED_EARLY));
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc\""));
}

static void
test_facebook (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  use_target (fixture, &xa_apify_facebook, "facebook:@news");
  script_run (fixture, "apify~facebook-posts-scraper", "r1", "d1",
              "[{\"postId\":\"77\",\"url\":\"https://www.facebook.com/news/posts/x\",\"timestamp\":1767225600,\"text\":\"At #Lakes\",\"likes\":35,\"comments\":4,"
              "\"topReactionsCount\":3,\"media\":[{}]}]");
  script_run (fixture, "apify~facebook-comments-scraper", "r2", "d2",
              "[{\"id\":\"c1\",\"inputUrl\":\"https://www.facebook.com/news/posts/x\",\"date\":\"2026-01-01T01:00:00.000Z\",\"profileId\":\"100000000000123\",\"likesCount\":2},"
              "{\"id\":\"c2\",\"facebookUrl\":\"https://www.facebook.com/news/posts/x\",\"date\":\"2026-01-01T02:00:00.000Z\",\"profileId\":\"pfbid0PLANTED\"}]");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"77\" at=2026-01-01T00:00:00Z by=own text=\"At #Lakes\" tag=\"Lakes\" reactions=35 comments=4 seen=2026-01-02T03:04:05Z media\n"));
  g_free (text);
  text = run (fixture, XA_PASS_REACTORS);
  /* The posts that were read are not ordered again for it. */
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"c1\" at=2026-01-01T01:00:00Z by=member author=\"100000000000123\" reply_to=\"77\" reactions=2 seen=2026-01-02T03:04:05Z\n"));
  /* An id that is made up anew each time names nobody. */
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"c2\" at=2026-01-01T02:00:00Z by=unknown reply_to=\"77\" seen=2026-01-02T03:04:05Z\n"));
  g_assert_null (strstr (text, "pfbid0PLANTED"));
}

static void
test_tiktok (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  use_target (fixture, &xa_apify_tiktok, "tiktok:@news");
  /* Members of the author nested, and flat, as views of the same dataset have them. */
  script_run (fixture, "clockworks~tiktok-scraper", "r1", "d1",
              "[{\"id\":\"7001\",\"text\":\"Hi\",\"textLanguage\":\"en\",\"createTime\":1767225600,\"authorMeta\":{\"name\":\"news\"},\"diggCount\":5,\"shareCount\":1,"
              "\"playCount\":90,\"commentCount\":2,\"hashtags\":[{\"name\":\"birds\"},{\"name\":\"\"}],\"webVideoUrl\":\"https://www.tiktok.com/@news/video/7001\"},"
              "{\"id\":\"7002\",\"createTimeISO\":\"2025-12-31T00:00:00.000Z\",\"authorMeta.name\":\"news\",\"commentCount\":0}]");
  script_run (fixture, "clockworks~tiktok-comments-scraper", "r2", "d2",
              "[{\"cid\":\"8001\",\"videoWebUrl\":\"https://www.tiktok.com/@news/video/7001\",\"createTimeISO\":\"2026-01-01T01:00:00.000Z\",\"uid\":\"69\",\"uniqueId\":\"PLANTED\","
              "\"diggCount\":2},{\"cid\":\"8002\",\"repliesToId\":\"8001\",\"createTime\":1767229200,\"uid\":\"5\",\"uniqueId\":\"News\"}]");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post tiktok:@news id=\"7001\" at=2026-01-01T00:00:00Z by=own text=\"Hi\" lang=\"en\" tag=\"birds\" reactions=5 comments=2 shares=1 views=90 seen=2026-01-02T03:04:05Z media\n"));
  g_assert_nonnull (strstr (text, "post tiktok:@news id=\"7002\" at=2025-12-31T00:00:00Z by=own "));
  g_free (text);
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_nonnull (strstr (text, "post tiktok:@news id=\"8001\" at=2026-01-01T01:00:00Z by=member author=\"69\" reply_to=\"7001\" reactions=2 "));
  g_assert_nonnull (strstr (text, "post tiktok:@news id=\"8002\" at=2026-01-01T01:00:00Z by=own reply_to=\"8001\" "));
  /* Only of what has any. */
  g_assert_cmpstr (scripted_platform_get_sent (fixture->platform), ==,
                   "{\"postURLs\":[\"https://www.tiktok.com/@news/video/7001\"],\"commentsPerPost\":30,\"maxRepliesPerComment\":0}");
}

/* Under a tag everybody is an author, and an account of the same name is another audience. */
static void
test_tag (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *text = NULL;

  use_target (fixture, &xa_apify_instagram, "instagram-tag:#birds");
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", "[{\"shortCode\":\"Abc\",\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"ownerUsername\":\"Someone\"}]");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "audience instagram:#birds kind=tag title=\"#birds\" url=\"https://www.instagram.com/explore/tags/birds/\"\n"));
  g_assert_nonnull (strstr (text, "by=member author=\"someone\" by-handle"));
}

/* --- nothing is ordered twice ---------------------------------------------------------------- */

#define INPUT "{\"directUrls\":[\"https://www.instagram.com/news/\"],\"resultsType\":\"posts\",\"resultsLimit\":100,\"added\":\"by Apify\"}"

/* The receipt was lost: the run is found by its input, and taken. */
static void
test_lost_receipt (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *text = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  scripted_platform_answer (fixture->platform, INSTAGRAM "/runs?build=0.0.7&max", 0, "");
  answer (fixture, INSTAGRAM "/runs?desc=true&limit=50", RUNS (LISTED ("other", "dx", "kx") "," LISTED ("r1", "d1", "k1") "," LISTED ("old", "d", "kold")));
  answer (fixture, "/v2/key-value-stores/kx/records/INPUT", "{\"directUrls\":[\"https://www.instagram.com/else/\"],\"resultsType\":\"posts\",\"resultsLimit\":100}");
  answer (fixture, "/v2/key-value-stores/k1/records/INPUT", INPUT);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (count_orders (fixture), ==, 1);
  g_assert_nonnull (strstr (text, "id=\"Abc\""));
  g_assert_cmpfloat_with_epsilon (get_paid (fixture), 0.01, 1e-9);
  /* Those that were there before are not looked into. */
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "kold"), ==, 0);
}

/* The order did not arrive: it is made again, once. */
static void
test_lost_order (Fixture      *fixture,
                 gconstpointer data)
{
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  scripted_platform_answer (fixture->platform, INSTAGRAM "/runs?build=0.0.7&max", 0, "");
  scripted_platform_answer (fixture->platform, INSTAGRAM "/runs?build=0.0.7&max", 201, RUN ("r1", "d1", "READY"));
  answer (fixture, INSTAGRAM "/runs?desc=true&limit=50", RUNS (LISTED ("old", "d", "kold")));
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  g_assert_cmpfloat_with_epsilon (get_paid (fixture), 0.01, 1e-9);
}

/* The program ended between the order and its receipt. */
static void
test_crash (Fixture      *fixture,
            gconstpointer data)
{
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  answer (fixture, INSTAGRAM "/runs?desc=true&limit=50", RUNS (LISTED ("r1", "d1", "k1") "," LISTED ("old", "d", "kold")));
  answer (fixture, "/v2/key-value-stores/k1/records/INPUT", INPUT);
  test_fetch_set_cursor (fixture->fetch, "begin old");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_orders (fixture), ==, 0);
}

/* Interrupted at each of its pages in turn, a pass orders once, and brings the same. */
static void
test_interrupted (Fixture      *fixture,
                  gconstpointer data)
{
  for (guint n = 1; n <= 4; n++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    scripted_platform_free (fixture->platform);
    fixture->platform = scripted_platform_new ();
    use_target (fixture, &xa_apify_instagram, "instagram:@news");
    script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
    answer (fixture, INSTAGRAM "/runs?desc=true&limit=50", RUNS (LISTED ("r1", "d1", "k1") "," LISTED ("old", "d", "kold")));
    answer (fixture, "/v2/key-value-stores/k1/records/INPUT", INPUT);
    test_fetch_fail_after (fixture->fetch, n);
    g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    test_fetch_fail_after (fixture->fetch, 0);
    text = run (fixture, XA_PASS_POSTS);
    g_assert_cmpuint (count_orders (fixture), ==, 1);
    g_assert_nonnull (strstr (text, "id=\"Abc\""));
  }
}

/* A pass that has to begin again takes the run that it has paid for; one whose results are in does not. */
static void
test_begun_again (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  scripted_platform_answer (fixture->platform, "/v2/datasets/d1/items?format=json&offset=0", 400, "{\"error\":{\"type\":\"PLANTED\"}}");
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, "PLANTED"));
  answer (fixture, "/v2/datasets/d1/items?format=json&offset=0&limit", POST_ITEM);
  answer (fixture, "/v2/datasets/d1/items?format=json&offset=3&limit", "[]");
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_orders (fixture), ==, 1);
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_orders (fixture), ==, 2);
}

/* What another pass of the source orders meanwhile does not make it forgotten. */
static void
test_ordered_between (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  scripted_platform_answer (fixture->platform, "/v2/datasets/d1/items?format=json&offset=0", 400, "{}");
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  script_run (fixture, "apify~instagram-scraper", "r2", "d2", "[{\"username\":\"news\",\"followersCount\":120}]");
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  answer (fixture, "/v2/actor-runs/r1", RUN ("r1", "d1", "SUCCEEDED"));
  answer (fixture, "/v2/datasets/d1/items?format=json&offset=0&limit", POST_ITEM);
  test_fetch_set_cursor (fixture->fetch, NULL);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  g_assert_nonnull (strstr (text, "id=\"Abc\""));
}

/* --- what it costs --------------------------------------------------------------------------- */

static void
test_not_yet (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fixture->fetch));

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  answer (fixture, "/v2/actor-runs/r1?waitForFinish", RUN ("r1", "d1", "RUNNING"));
  answer (fixture, "/v2/actor-runs/r1?waitForFinish", RUN ("r1", "d1", "SUCCEEDED"));
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_NOT_YET);
  g_assert_cmpint (xa_rest_get_not_before (rest), !=, XA_TIME_UNKNOWN);
  /* While it runs, what it may cost is reckoned with; then what it did cost. */
  g_assert_cmpfloat_with_epsilon (get_paid (fixture), 0.21, 1e-9);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_orders (fixture), ==, 1);
  g_assert_cmpfloat_with_epsilon (get_paid (fixture), 0.01, 1e-9);
}

/* Over the user's budget nothing goes out at all. */
static void
test_budget (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  xa_limits_set_budget (scripted_platform_get_limits (fixture->platform), "00000000-0000-4000-8000-000000000001", 0, 0.20);
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET);
  g_assert_cmpuint (count_orders (fixture), ==, 0);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  scripted_platform_answer (fixture->platform, INSTAGRAM "/runs?build=0.0.7&max", 402, "{\"error\":{\"type\":\"x\",\"message\":\"PLANTED\"}}");
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_PAYMENT);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_assert_cmpfloat_with_epsilon (get_paid (fixture), 0, 1e-9);
}

/* The version that was met first is asked from then on, until it is taken away. */
static void
test_pinned (Fixture      *fixture,
             gconstpointer data)
{
  test_fetch_set_mark (fixture->fetch, "@build apify~instagram-scraper", "0.0.5");
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "build=0.0.5"), ==, 1);
  scripted_platform_answer (fixture->platform, INSTAGRAM "/runs?build=0.0.5", 404, "{}");
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "build=0.0.7"), ==, 1);
  g_assert_cmpstr (xa_fetch_get_mark (test_fetch_get (fixture->fetch), "@build apify~instagram-scraper"), ==, "0.0.7");
}

static void
look_for_price (Fixture    *fixture,
                const char *pricing,
                double      price)
{
  g_autofree char *actor = g_strdup_printf (ACTOR ("0.0.7", "%s"), pricing);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;

  scripted_platform_free (fixture->platform);
  fixture->platform = scripted_platform_new ();
  use_target (fixture, &xa_apify_instagram, "instagram-tag:#birds");
  scripted_platform_answer (fixture->platform, "/v2/actors/", 200, actor);
  preview = xa_apify_instagram.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (preview->price, price, 1e-6);
  g_assert_nonnull (strstr (preview->coverage_why, "apify~instagram-scraper 0.0.7"));
  g_assert_cmpuint (count_orders (fixture), ==, 0);
}

/* A price in each form that Apify tells it in: the dearest that may apply, and what holds now. */
static void
test_prices (Fixture      *fixture,
             gconstpointer data)
{
  look_for_price (fixture, "", 100 * 0.0027 + 0.01);
  look_for_price (fixture, BY_RESULT, 100 * 0.002 + 0.01);
  look_for_price (fixture, ",\"pricingInfos\":[{\"startedAt\":\"2024-01-01T00:00:00Z\",\"tieredPricing\":{\"FREE\":{\"tieredPricePerUnitUsd\":0.004},\"GOLD\":{\"tieredPricePerUnitUsd\":0.001}}}]",
                  100 * 0.004 + 0.01);
  look_for_price (fixture,
                  ",\"pricingInfos\":[{\"startedAt\":\"2024-01-01T00:00:00Z\",\"pricePerUnitUsd\":9},{\"startedAt\":\"2025-01-01T00:00:00Z\",\"pricingPerEvent\":{\"actorChargeEvents\":"
                  "{\"apify-actor-start\":{\"eventPriceUsd\":5},\"result\":{\"eventTieredPricingUsd\":{\"FREE\":{\"tieredEventPriceUsd\":0.003}}}}}},"
                  "{\"startedAt\":\"2030-01-01T00:00:00Z\",\"pricePerUnitUsd\":9}]",
                  100 * 0.003 + 0.01);
  look_for_price (fixture, ",\"pricingInfos\":[{\"startedAt\":7,\"pricePerUnitUsd\":\"PLANTED\"}]", 100 * 0.0027 + 0.01);
}

/* Fewer posts than are ordered at most cost less, with their comments. */
static void
test_price_of_few (Fixture      *fixture,
                   gconstpointer data)
{
  static const struct {
    guint  max_posts;
    double n_results;
  } cases[] = { { 0, 1000 + 1 + 10 * 30 }, { 5000, 1000 + 1 + 10 * 30 }, { 20, 20 + 1 + 10 * 30 }, { 3, 3 + 1 + 3 * 30 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaPreview) preview = NULL;
    g_autoptr (GError) error = NULL;

    answer (fixture, "/v2/actors/", ACTOR ("0.0.7", BY_RESULT));
    test_fetch_set_max_posts (fixture->fetch, cases[i].max_posts);
    preview = xa_apify_instagram.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
    g_assert_no_error (error);
    g_assert_cmpfloat_with_epsilon (preview->price, cases[i].n_results * 0.002 + 3 * 0.01, 1e-6);
  }
}

/* An actor that takes no lower limit gets its own. */
static void
test_least_cap (Fixture      *fixture,
                gconstpointer data)
{
  answer (fixture, INSTAGRAM, ACTOR ("0.0.7", ",\"pricingInfos\":[{\"startedAt\":\"2024-01-01T00:00:00Z\",\"pricePerUnitUsd\":0.002,\"minimalMaxTotalChargeUsd\":0.5}]"));
  script_run (fixture, "apify~instagram-scraper", "r1", "d1", POST_ITEM);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "maxTotalChargeUsd=0.50"), ==, 1);
}

static void
test_check (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  answer (fixture, "/v2/users/me", "{\"data\":{\"id\":\"u\",\"username\":\"desk\",\"email\":\"PLANTED@x.example\"}}");
  g_assert_true (xa_apify_instagram.check (test_fetch_get (fixture->fetch), &who, &error));
  g_assert_cmpstr (who, ==, "desk");
}

/* --- what others recorded -------------------------------------------------------------------- */

static char *
read_sample (const char *path)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *whole = shared ? g_build_filename (shared, "samples", "apify", path, NULL) : NULL;
  char            *text = NULL;

  if (!whole || !g_file_get_contents (whole, &text, NULL, NULL))
    g_test_skip ("there are no samples");

  return text;
}

static char *
run_sample (Fixture          *fixture,
            const XaProvider *provider,
            const char       *target,
            const char       *actor,
            const char       *path,
            XaPass            pass)
{
  g_autofree char *items = read_sample (path);

  if (!items)
    return NULL;
  use_target (fixture, provider, target);
  script_run (fixture, actor, "r1", "d1", items);
  scripted_platform_answer_header (fixture->platform, "X-Apify-Pagination-Total", "0");

  return run (fixture, pass);
}

static void
test_sample_instagram (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_instagram, "instagram:@vibelayer_app", "apify~instagram-scraper", "instagram-posts/dataset_items.json", XA_PASS_POSTS);

  if (!text)
    return;
  g_assert_nonnull (strstr (text, "post instagram:@vibelayer_app id=\"DK5_tcAIDr_\" at=2025-06-15T03:24:40Z by=own "));
  g_assert_nonnull (strstr (text, " reactions=3 comments=0 views=20 "));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post "), ==, 1);
}

static void
test_sample_shortened (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_instagram, "instagram:@nasa", "apify~instagram-scraper", "apify-docs-samples/instagram-posts.json", XA_PASS_POSTS);

  if (!text)
    return;
  /* Without ids: the code stands in the address. */
  g_assert_nonnull (strstr (text, "post instagram:@nasa id=\"DCHmqs1NoaJ\" at=2024-11-08T17:30:07Z by=own "));
  g_assert_nonnull (strstr (text, " reactions=1214485 comments=3565 "));
}

static void
test_sample_profile (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_instagram, "instagram:@nasa", "apify~instagram-scraper", "apify-docs-samples/instagram-profiles.json", XA_PASS_PROFILE);

  if (!text)
    return;
  g_assert_nonnull (strstr (text, "title=\"NASA\" handle=\"nasa\" url=\"https://www.instagram.com/nasa/\" members=96718778\n"));
  g_assert_nonnull (strstr (text, "metric=posts at=2026-01-02T03:04:05Z value=4381\n"));
}

static void
test_sample_facebook (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_facebook, "facebook:@nasa", "apify~facebook-posts-scraper", "apify-docs-samples/facebook-posts.json", XA_PASS_POSTS);

  if (!text)
    return;
  g_assert_nonnull (strstr (text, "post facebook:@nasa id=\"1215784396583601\" at=2025-04-07T19:09:00Z by=own "));
  g_assert_nonnull (strstr (text, " reactions=2016 comments=171 shares=217 "));
}

static void
test_sample_tiktok (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_tiktok, "tiktok:@meenitech", "clockworks~tiktok-scraper", "tiktok-clockworks/dataset_items.json", XA_PASS_POSTS);

  if (!text)
    return;
  g_assert_nonnull (strstr (text, "post tiktok:@meenitech id=\"7524354452762037512\" at=2025-07-07T14:58:13Z by=own "));
  g_assert_nonnull (strstr (text, " reactions=158 comments=12 shares=0 views=2314 "));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post "), ==, 10);
}

static void
test_sample_tiktok_profile (Fixture      *fixture,
                            gconstpointer data)
{
  g_autofree char *text = run_sample (fixture, &xa_apify_tiktok, "tiktok:@nasaofficial", "clockworks~tiktok-scraper", "apify-docs-samples/tiktok-profiles.json", XA_PASS_PROFILE);

  if (!text)
    return;
  g_assert_nonnull (strstr (text, " members=2049\n"));
  g_assert_nonnull (strstr (text, "metric=posts at=2026-01-02T03:04:05Z value=0\n"));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*function) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/apify/posts", test_posts },
    { "/apify/profile", test_profile },
    { "/apify/NET-9/empty", test_empty },
    { "/apify/NET-9/stopped", test_stopped },
    { "/apify/facebook", test_facebook },
    { "/apify/tiktok", test_tiktok },
    { "/apify/tag", test_tag },
    { "/apify/NET-7/lost-receipt", test_lost_receipt },
    { "/apify/NET-7/lost-order", test_lost_order },
    { "/apify/NET-7/crash", test_crash },
    { "/apify/NET-7/interrupted", test_interrupted },
    { "/apify/NET-7/begun-again", test_begun_again },
    { "/apify/NET-7/ordered-between", test_ordered_between },
    { "/apify/not-yet", test_not_yet },
    { "/apify/budget", test_budget },
    { "/apify/refused", test_refused },
    { "/apify/pinned", test_pinned },
    { "/apify/prices", test_prices },
    { "/apify/price-of-few", test_price_of_few },
    { "/apify/least-cap", test_least_cap },
    { "/apify/check", test_check },
    { "/apify/samples/instagram", test_sample_instagram },
    { "/apify/samples/shortened", test_sample_shortened },
    { "/apify/samples/profile", test_sample_profile },
    { "/apify/samples/facebook", test_sample_facebook },
    { "/apify/samples/tiktok", test_sample_tiktok },
    { "/apify/samples/tiktok-profile", test_sample_tiktok_profile },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].function, tear_down);

  return g_test_run ();
}
