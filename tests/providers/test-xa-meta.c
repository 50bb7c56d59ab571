/* Instagram and Facebook through the Graph API: what is asked, what is made of it, and what is hidden when. */
#include "providers/meta/xa-meta-api.h"

#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define V "/v25.0/"
#define ACCOUNT "{\"id\":\"178\",\"username\":\"News\",\"name\":\"The News\",\"followers_count\":120,\"media_count\":3}"
#define PLACES                                                                                                                                       \
  "{\"data\":[{\"id\":\"98\",\"name\":\"No account\"},{\"id\":\"99\",\"name\":\"The News\",\"username\":\"news\",\"access_token\":\"PLANTED-page\"," \
  "\"followers_count\":90,\"fan_count\":80,\"instagram_business_account\":" ACCOUNT "}]}"
#define MEDIA                                                                                                                   \
  "{\"data\":[{\"id\":\"1001\",\"caption\":\"See #Birds\",\"timestamp\":\"2026-01-01T00:00:00+0000\",\"media_type\":\"IMAGE\"," \
  "\"permalink\":\"https://www.instagram.com/reel/Abc/\",\"like_count\":5,\"comments_count\":2},{\"id\":[],\"timestamp\":7}]}"
#define VALUE(name, value) "{\"data\":[{\"name\":\"" name "\",\"values\":[{\"value\":" value "}]}]}"
#define EMPTY "{\"data\":[]}"
#define REFUSED(code) "{\"error\":{\"message\":\"PLANTED\",\"type\":\"OAuthException\",\"code\":" code ",\"fbtrace_id\":\"PLANTED\"}}"

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

  g_assert_true (provider->can_reach (target));
  fixture->provider = provider;
  g_clear_pointer (&fixture->fetch, test_fetch_free);
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, provider, provider->base, "PLANTED-token"), target);
  test_fetch_set_max_posts (fixture->fetch, 1000);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->platform = scripted_platform_new ();
  use_target (fixture, &xa_meta_instagram, "instagram:@news");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_fetch_free (fixture->fetch);
  scripted_platform_free (fixture->platform);
}

static void
answer (Fixture    *fixture,
        const char *piece,
        const char *body)
{
  scripted_platform_answer (fixture->platform, piece, 200, body);
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

static guint
count_asked (Fixture    *fixture,
             const char *piece)
{
  return scripted_platform_count (fixture->platform, piece);
}

/* --- one's own ------------------------------------------------------------------------------- */

static void
test_own_profile (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/insights?metric=views&period=day&metric_type=total_value", "{\"data\":[{\"name\":\"views\",\"total_value\":{\"value\":700}}]}");
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_cmpstr (text, ==,
                   "audience instagram:@news kind=account title=\"The News\" handle=\"news\" url=\"https://www.instagram.com/news/\" members=120\n"
                   "sample instagram:@news metric=posts at=2026-01-02T03:04:05Z value=3\n"
                   "sample instagram:@news metric=views at=2026-01-02T03:04:05Z value=700\n"
                   "page end\n");
}

/* Its series is hidden, it is said, the rest comes, and it is not asked for again. */
static void
test_metric_gone (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  scripted_platform_answer (fixture->platform, "insights?metric=views", 400, REFUSED ("100"));
  answer (fixture, "insights?metric=shares", VALUE ("shares", "3"));
  text = run (fixture, XA_PASS_POSTS);
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_METRIC_GONE));
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc\" at=2026-01-01T00:00:00Z by=own text=\"See #Birds\" tag=\"Birds\" reactions=5 comments=2 shares=3 seen=2026-01-02T03:04:05Z media\n"));
  g_free (text);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (count_asked (fixture, "metric=views"), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 2);
}

/* An empty list is what is not known, and no nought. */
static void
test_no_value (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  answer (fixture, "/insights", EMPTY);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "reactions=5 comments=2 seen="));
}

static void
test_no_right (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  scripted_platform_answer (fixture->platform, "/insights", 403, REFUSED ("10"));
  text = run (fixture, XA_PASS_POSTS);
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_MISSING_RIGHT));
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc\""));
  g_assert_null (strstr (text, "PLANTED"));
}

static void
test_comments (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  answer (fixture, V "1001/comments?",
          "{\"data\":[{\"id\":\"c1\",\"text\":\"PLANTED words\",\"timestamp\":\"2026-01-01T01:00:00+0000\",\"username\":\"Some_Fan\",\"like_count\":1},"
          "{\"id\":\"c2\",\"timestamp\":\"2026-01-01T02:00:00+0000\",\"from\":{\"id\":\"178\",\"username\":\"news\"}},"
          "{\"id\":\"c3\",\"timestamp\":\"2026-01-01T03:00:00+0000\"}]}");
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc/c1\" at=2026-01-01T01:00:00Z by=member author=\"some_fan\" by-handle text=\"PLANTED words\" reply_to=\"Abc\" reactions=1 "));
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc/c2\" at=2026-01-01T02:00:00Z by=own reply_to=\"Abc\" "));
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc/c3\" at=2026-01-01T03:00:00Z by=unknown reply_to=\"Abc\" "));
}

static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *text = NULL;

  use_target (fixture, &xa_meta_facebook, "facebook:@news");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "99/insights?metric=page_follows",
          "{\"data\":[{\"name\":\"page_follows\",\"values\":[{\"value\":88,\"end_time\":\"2025-12-31T08:00:00+0000\"},{\"value\":{},\"end_time\":\"2026-01-01T08:00:00+0000\"}]}]}");
  answer (fixture, V "99/insights?metric=page_media_view", EMPTY);
  answer (fixture, V "99/published_posts?",
          "{\"data\":[{\"id\":\"99_11\",\"message\":\"At #Lakes\",\"created_time\":\"2026-01-01T00:00:00+0000\",\"full_picture\":\"x\",\"shares\":{\"count\":1},"
          "\"reactions\":{\"summary\":{\"total_count\":5}},\"comments\":{\"summary\":{\"total_count\":2}}}]}");
  answer (fixture, V "99_11/insights?metric=post_media_view", VALUE ("post_media_view", "40"));
  answer (fixture, V "99_11/comments?", "{\"data\":[{\"id\":\"11_c1\",\"message\":\"hi\",\"created_time\":\"2026-01-01T01:00:00+0000\",\"from\":{\"id\":\"7001\",\"name\":\"PLANTED\"},\"like_count\":1,\"comment_count\":0}]}");
  text = run (fixture, XA_PASS_PROFILE);
  /* Days that are over, from before the Page was added. */
  g_assert_nonnull (strstr (text, "sample facebook:@news metric=members at=2025-12-31T08:00:00Z value=88\n"));
  g_assert_null (strstr (text, "at=2026-01-01T08:00:00Z"));
  g_free (text);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"11\" at=2026-01-01T00:00:00Z by=own text=\"At #Lakes\" tag=\"Lakes\" reactions=5 comments=2 shares=1 views=40 seen=2026-01-02T03:04:05Z media\n"));
  g_free (text);
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"11/11_c1\" at=2026-01-01T01:00:00Z by=member author=\"7001\" text=\"hi\" reply_to=\"11\" reactions=1 comments=0 "));
  g_assert_null (strstr (text, "PLANTED"));
  /* A Page is asked with its own token. */
  g_assert_cmpstr (xa_rest_get_credential (xa_fetch_get_rest (test_fetch_get (fixture->fetch)))->token, ==, "PLANTED-page");
}

/* --- others ---------------------------------------------------------------------------------- */

static void
test_discovery (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *text = NULL;
  const XaPass    *passes;

  use_target (fixture, &xa_meta_instagram, "instagram:@rival");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, "username%28rival%29%7Busername", "{\"business_discovery\":{\"username\":\"rival\",\"name\":\"The Rival\",\"followers_count\":60,\"media_count\":2},\"id\":\"178\"}");
  answer (fixture, "username%28rival%29%7Bmedia.limit", "{\"business_discovery\":{\"media\":" MEDIA "},\"id\":\"178\"}");
  preview = xa_meta_instagram.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->title, ==, "The Rival");
  g_assert_cmpint (preview->members_reported, ==, 60);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COUNT_ONLY);
  passes = xa_meta_instagram.get_passes (preview->target, preview->gives);
  g_assert_cmpint (passes[1], ==, XA_PASS_POSTS);
  g_assert_cmpint (passes[2], ==, 0);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post instagram:@rival id=\"Abc\""));
  /* What is not one's own has no statistics. */
  g_assert_cmpuint (count_asked (fixture, "insights"), ==, 0);
}

static void
test_no_account (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  use_target (fixture, &xa_meta_instagram, "instagram:@rival");
  answer (fixture, V "me/accounts", "{\"data\":[{\"id\":\"98\",\"name\":\"No account\"}]}");
  g_assert_false (try_pass (fixture, XA_PASS_PROFILE, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN);
}

/* A cursor goes into the question itself, and must not become a part of it. */
static void
test_odd_cursor (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  use_target (fixture, &xa_meta_instagram, "instagram:@rival");
  answer (fixture, V "me/accounts", PLACES);
  test_fetch_set_cursor (fixture->fetch, "50 x){id,stories{owner}}");
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
}

static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  const XaPreview *preview;

  answer (fixture, V "me/accounts", PLACES);
  accounts = xa_meta_instagram.list (test_fetch_get (fixture->fetch), &error);
  pages = xa_meta_facebook.list (test_fetch_get (fixture->fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpuint (pages->len, ==, 2);
  preview = accounts->pdata[0];
  g_assert_cmpstr (preview->target->handle, ==, "news");
  g_assert_cmpint (preview->members_reported, ==, 120);
}

/* --- limits and refusals --------------------------------------------------------------------- */

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  static const struct {
    guint       status;
    const char *body;
    XaNetError  code;
  } cases[] = {
    { 400, REFUSED ("190"), XA_NET_ERROR_AUTH },
    { 401, REFUSED ("102"), XA_NET_ERROR_AUTH },
    { 400, REFUSED ("17"), XA_NET_ERROR_RATE_LIMITED },
    { 403, REFUSED ("80002"), XA_NET_ERROR_RATE_LIMITED },
    { 400, REFUSED ("200"), XA_NET_ERROR_FORBIDDEN },
    { 400, REFUSED ("110"), XA_NET_ERROR_GONE },
    { 400, REFUSED ("100"), XA_NET_ERROR_BAD_REQUEST },
    { 400, REFUSED ("\"PLANTED\""), XA_NET_ERROR_BAD_REQUEST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    scripted_platform_free (fixture->platform);
    fixture->platform = scripted_platform_new ();
    use_target (fixture, &xa_meta_instagram, "instagram:@news");
    scripted_platform_answer (fixture->platform, V "me/accounts", cases[i].status, cases[i].body);
    g_assert_false (try_pass (fixture, XA_PASS_PROFILE, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "PLANTED"));
  }
}

static void
read_usage (const char   *name,
            const char   *value,
            XaRateReport *report)
{
  g_autoptr (XaResponse) response = xa_response_new (200, NULL);

  *report = (XaRateReport) { .limit = -1, .remaining = -1, .reset_us = XA_TIME_UNKNOWN };
  response->received_us = 1000;
  xa_response_set_header (response, name, value);
  xa_meta_dialect.read_rate (response, report);
}

/* From three quarters on it goes slower, and it stops before the end. */
static void
test_usage (Fixture      *fixture,
            gconstpointer data)
{
  XaRateReport report;

  read_usage ("X-App-Usage", "{\"call_count\":10,\"total_time\":74,\"total_cputime\":5}", &report);
  g_assert_cmpfloat (report.remaining, ==, -1);
  read_usage ("X-App-Usage", "{\"call_count\":10,\"total_time\":80,\"total_cputime\":5}", &report);
  g_assert_cmpfloat (report.remaining, ==, 15);
  g_assert_cmpint (report.reset_us, ==, 1000 + XA_USEC_PER_HOUR);
  read_usage ("X-Business-Use-Case-Usage", "{\"178\":[{\"type\":\"instagram\",\"call_count\":3},{\"type\":\"pages\",\"call_count\":99,\"estimated_time_to_regain_access\":7}]}", &report);
  g_assert_cmpfloat (report.remaining, ==, 0);
  g_assert_cmpint (report.reset_us, ==, 1000 + 7 * 60 * G_USEC_PER_SEC);
  read_usage ("X-App-Usage", "[\"PLANTED\"]", &report);
  g_assert_cmpfloat (report.remaining, ==, -1);
  read_usage ("X-App-Usage", "{\"call_count\":\"PLANTED\"", &report);
  g_assert_cmpfloat (report.remaining, ==, -1);
}

/* Names by version: one that was taken away is not asked of the versions that lack it. */
static void
test_names (Fixture      *fixture,
            gconstpointer data)
{
  g_assert_cmpstr (xa_meta_metric_name (XA_META_MEDIA_VIEWS, 25, 0), ==, "views");
  g_assert_null (xa_meta_metric_name (XA_META_MEDIA_VIEWS, 25, 1));
  g_assert_cmpstr (xa_meta_metric_name (XA_META_MEDIA_VIEWS, 20, 0), ==, "plays");
  g_assert_cmpstr (xa_meta_metric_name (XA_META_PAGE_FOLLOWS, 25, 0), ==, "page_follows");
  for (XaMetaSeries series = 0; series < XA_META_N_SERIES; series++)
    g_assert_nonnull (xa_meta_metric_name (series, XA_META_MAJOR, 0));
}

/* A token of an hour becomes one of about sixty days; none of it stands in an address. */
static void
test_extend (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (XaCredential) given = xa_credential_new ();
  g_autoptr (XaCredential) fresh = NULL;
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fixture->fetch));

  given->token = g_strdup ("SHORT-token");
  given->client_id = g_strdup ("12");
  given->secret = g_strdup ("APP-secret");
  answer (fixture, V "oauth/access_token", "{\"access_token\":\"LONG-token\",\"token_type\":\"bearer\",\"expires_in\":5183944}");
  fresh = xa_meta_instagram_oauth.extend (rest, given, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fresh->token, ==, "LONG-token");
  g_assert_cmpstr (fresh->secret, ==, "APP-secret");
  g_assert_cmpint (fresh->expires_us, >, 0);
  g_assert_cmpstr (scripted_platform_get_sent (fixture->platform), ==, "grant_type=fb_exchange_token&client_id=12&client_secret=APP-secret&fb_exchange_token=SHORT-token");
  g_assert_cmpuint (count_asked (fixture, "secret"), ==, 0);

  scripted_platform_answer (fixture->platform, V "oauth/access_token", 400, REFUSED ("190"));
  g_assert_null (xa_meta_instagram_oauth.extend (rest, given, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_null (strstr (error->message, "token\""));
}

/* --- what others recorded -------------------------------------------------------------------- */

static char *
read_sample (const char *path)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *whole = shared ? g_build_filename (shared, "samples", "meta", "python-facebook", path, NULL) : NULL;
  char            *text = NULL;

  if (!whole || !g_file_get_contents (whole, &text, NULL, NULL))
    g_test_skip ("there are no samples");

  return text;
}

static void
test_sample_media (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *body = read_sample ("instagram/apidata/users/medias_p1.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", body);
  answer (fixture, "&limit=50&after=after", EMPTY);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"CSgf9BChwVq\" at=2021-08-13T08:25:28Z by=own reactions=0 comments=0 seen=2026-01-02T03:04:05Z media\n"));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post "), ==, 2);
}

static void
test_sample_discovery (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *body = read_sample ("base/discovery_medias_p1.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  use_target (fixture, &xa_meta_instagram, "instagram:@rival");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, "%7Bmedia.limit", body);
  answer (fixture, "%7Bmedia.after%28after%29", "{\"business_discovery\":{\"media\":{\"data\":[]},\"id\":\"id\"},\"id\":\"id\"}");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post instagram:@rival id=\"CVVV5iaIaBp\" at=2021-10-22T14:00:39Z by=own reactions=958 comments=333 "));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post "), ==, 5);
}

static void
test_sample_comments (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *body = read_sample ("instagram/apidata/medias/comments_p1.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  answer (fixture, V "1001/comments?", body);
  answer (fixture, "&limit=50&after=after", EMPTY);
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_nonnull (strstr (text, "post instagram:@news id=\"Abc/17858154961981086\" at=2020-06-01T10:56:52Z by=unknown "));
}

/* A number of a metric by its name; one that is asked for under another is not taken for it. */
static void
test_sample_insights (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *body = read_sample ("instagram/apidata/medias/insights.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/media?", MEDIA);
  answer (fixture, "/insights", body);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_null (strstr (text, "views="));
}

/* Of a Page's posts, as a client's own tests have them: without sums. */
static void
test_sample_feed (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *body = read_sample ("facebook/apidata/posts/feed_fields_p1.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  use_target (fixture, &xa_meta_facebook, "facebook:@news");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "99/published_posts?", body);
  answer (fixture, "/insights", EMPTY);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post "), ==, 5);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"10113400535556121\" at=2021-06-29T01:34:06Z by=own text=\"I'm grateful to get to build things that so many people find meaningful in their lives.\" seen=2026-01-02T03:04:05Z\n"));
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 0);
}

/* Nobody is named in it: it is nobody's. */
static void
test_sample_page_comments (Fixture      *fixture,
                           gconstpointer data)
{
  g_autofree char *comment = read_sample ("facebook/apidata/comments/comment_info.json");
  g_autofree char *list = comment ? g_strdup_printf ("{\"data\":[%s]}", comment) : NULL;
  g_autofree char *text = NULL;

  if (!comment)
    return;
  use_target (fixture, &xa_meta_facebook, "facebook:@news");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "99/published_posts?", "{\"data\":[{\"id\":\"99_11\",\"created_time\":\"2021-07-21T20:00:00+0000\",\"comments\":{\"summary\":{\"total_count\":1}}}]}");
  answer (fixture, V "99_11/comments?", list);
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_nonnull (strstr (text, "post facebook:@news id=\"11/10158371815748553_10158371930463553\" at=2021-07-21T21:05:14Z by=unknown text=\"This is really nice\" reply_to=\"11\" reactions=0 comments=0 "));
}

static void
test_sample_page (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *page = read_sample ("facebook/apidata/pages/single_fields_page.json");
  g_autofree char *list = page ? g_strdup_printf ("{\"data\":[%s]}", page) : NULL;
  g_autofree char *text = NULL;

  if (!page)
    return;
  use_target (fixture, &xa_meta_facebook, "facebook:@facebookapp");
  answer (fixture, V "me/accounts", list);
  answer (fixture, "/insights", EMPTY);
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_nonnull (strstr (text, "audience facebook:@facebookapp kind=account title=\"Facebook\" handle=\"facebookapp\" url=\"https://www.facebook.com/facebookapp\""));
}

static void
test_sample_error (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *body = read_sample ("error.json");
  g_autoptr (GError) error = NULL;

  if (!body)
    return;
  scripted_platform_answer (fixture->platform, V "me/accounts", 400, body);
  g_assert_false (try_pass (fixture, XA_PASS_PROFILE, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST);
}

/* --- hashtags -------------------------------------------------------------------------------- */

#define SEARCH V "ig_hashtag_search?user_id=178&q=birds"
#define RECENT V "1784/recent_media?fields=id%2Ccaption%2Ctimestamp%2Cmedia_type%2Cpermalink%2Clike_count%2Ccomments_count&user_id=178&limit=50"

static void
use_hashtag (Fixture    *fixture,
             const char *looked_at)
{
  use_target (fixture, &xa_meta_instagram, "instagram-tag:#birds");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/recently_searched_hashtags", looked_at);
  answer (fixture, SEARCH, "{\"data\":[{\"id\":\"1784\"}]}");
  answer (fixture, RECENT, MEDIA);
}

/* Posts that nobody is named for; the number of the hashtag is looked up once. */
static void
test_hashtag (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  use_hashtag (fixture, EMPTY);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "audience instagram:#birds kind=tag title=\"#birds\" url=\"https://www.instagram.com/explore/tags/birds/\"\n"));
  g_assert_nonnull (strstr (text, "post instagram:#birds id=\"Abc\" at=2026-01-01T00:00:00Z"));
  g_assert_null (strstr (text, "by=own"));
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 1);
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_asked (fixture, "ig_hashtag_search"), ==, 1);
  g_assert_cmpuint (count_asked (fixture, "recent_media"), ==, 2);
}

static char *
make_looked_at (guint       n,
                const char *with)
{
  g_autoptr (GString) text = g_string_new ("{\"data\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"id\":\"%s\"}", i ? "," : "", i == 0 && with ? with : "9");

  return g_string_free (g_string_append (g_steal_pointer (&text), "]}"), FALSE);
}

/* A thirty-first is not asked for; one of the thirty is. */
static void
test_hashtag_budget (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *full = make_looked_at (30, NULL), *with_it = make_looked_at (30, "1784"), *almost = make_looked_at (29, NULL);
  g_autoptr (GError) error = NULL;

  use_hashtag (fixture, full);
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET);
  g_assert_cmpuint (count_asked (fixture, "ig_hashtag_search") + count_asked (fixture, "recent_media"), ==, 0);

  use_hashtag (fixture, almost);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_asked (fixture, "recent_media"), ==, 1);
  answer (fixture, V "178/recently_searched_hashtags", with_it);
  test_fetch_set_cursor (fixture->fetch, NULL);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (count_asked (fixture, "recent_media"), ==, 2);
}

/* A look costs none of the thirty, and says how many are left; an account of the same name is another thing. */
static void
test_hashtag_preview (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *some = make_looked_at (12, NULL);
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  use_target (fixture, &xa_meta_instagram, "instagram-tag:#news");
  answer (fixture, V "me/accounts", PLACES);
  answer (fixture, V "178/recently_searched_hashtags", some);
  preview = xa_meta_instagram.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->title, ==, "#news");
  g_assert_cmpint (preview->kind, ==, XA_AUDIENCE_TAG);
  g_assert_nonnull (strstr (preview->coverage_why, "12 of the 30"));
  g_assert_cmpuint (preview->gives & (XA_GIVES_AUTHORS | XA_GIVES_MEMBERS), ==, 0);
  g_assert_cmpuint (count_asked (fixture, "ig_hashtag_search"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*function) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/meta/own-profile", test_own_profile },
    { "/meta/metric-gone", test_metric_gone },
    { "/meta/no-value", test_no_value },
    { "/meta/no-right", test_no_right },
    { "/meta/comments", test_comments },
    { "/meta/page", test_page },
    { "/meta/discovery", test_discovery },
    { "/meta/no-account", test_no_account },
    { "/meta/odd-cursor", test_odd_cursor },
    { "/meta/list", test_list },
    { "/meta/NET-7/usage", test_usage },
    { "/meta/NET-9/refusals", test_refusals },
    { "/meta/names", test_names },
    { "/meta/extend", test_extend },
    { "/meta/samples/media", test_sample_media },
    { "/meta/samples/discovery", test_sample_discovery },
    { "/meta/samples/comments", test_sample_comments },
    { "/meta/samples/insights", test_sample_insights },
    { "/meta/samples/error", test_sample_error },
    { "/meta/samples/feed", test_sample_feed },
    { "/meta/samples/page", test_sample_page },
    { "/meta/samples/page-comments", test_sample_page_comments },
    { "/meta/hashtag", test_hashtag },
    { "/meta/NET-7/hashtag-budget", test_hashtag_budget },
    { "/meta/hashtag-preview", test_hashtag_preview },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].function, tear_down);

  return g_test_run ();
}
