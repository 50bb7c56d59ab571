#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define CONNECTION "00000000-0000-4000-8000-000000000001"

#define CARD(more)                                                   \
  "{'data':{'id':'700','username':'News','name':'The News'" more "," \
  "'public_metrics':{'followers_count':12345,'following_count':1,'tweet_count':200}}}"

typedef struct {
  ScriptedPlatform *platform;
  const XaProvider *provider;
  TestFetch        *fetch;
} Fixture;

static void
aim (Fixture    *f,
     const char *target)
{
  g_autoptr (XaTarget) parsed = xa_target_parse (target);
  XaRest *rest = scripted_platform_get_rest (f->platform, f->provider, f->provider->base, "planted-token");

  g_assert_nonnull (parsed);
  g_clear_pointer (&f->fetch, test_fetch_free);
  f->fetch = test_fetch_new (rest, parsed);
  test_fetch_set_max_posts (f->fetch, 1000);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->platform = scripted_platform_new ();
  f->provider = data ? data : &xa_x_api;
  aim (f, "x:700?handle=news");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_pointer (&f->fetch, test_fetch_free);
  scripted_platform_free (f->platform);
}

/* Single quotes stand for double ones. */
static void
answer (Fixture    *f,
        const char *piece,
        guint       status,
        const char *body)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');

  scripted_platform_answer (f->platform, piece, status, json);
}

static gboolean
try_pass (Fixture *f,
          XaPass   pass,
          GError **error)
{
  return f->provider->fetch (test_fetch_get (f->fetch), pass, error);
}

static char *
run (Fixture *f,
     XaPass   pass)
{
  g_autoptr (GError) error = NULL;

  try_pass (f, pass, &error);
  g_assert_no_error (error);

  return recording_sink_get_text (test_fetch_get_recording (f->fetch));
}

static guint
count (Fixture    *f,
       const char *prefix)
{
  return recording_sink_count (test_fetch_get_recording (f->fetch), prefix);
}

static void
assert_has (const char *text,
            const char *piece)
{
  if (!strstr (text, piece))
    g_error ("no “%s” in\n%s", piece, text);
}

static double
get_paid (Fixture *f)
{
  XaLimitState state;

  xa_limits_get_state (scripted_platform_get_limits (f->platform), CONNECTION, &state);

  return state.paid;
}

/* --- a look -------------------------------------------------------------------------------------- */

static void
test_preview (Fixture      *f,
              gconstpointer data)
{
  XaFetch *fetch;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *form = NULL;

  aim (f, "x:@News");
  answer (f, "/2/users/by/username/News?user.fields=", 200, CARD (""));
  fetch = test_fetch_get (f->fetch);
  preview = xa_x_api.preview (fetch, xa_fetch_get_target (fetch), &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "x:700?handle=news");
  g_assert_cmpstr (preview->title, ==, "The News");
  g_assert_cmpstr (preview->url, ==, "https://x.com/news");
  g_assert_cmpint (preview->members_reported, ==, 12345);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COMPLETE);
  /* Two looks, the followers, 200 posts, the newest 100 again, and at most a hundred reposters of each of twenty. */
  g_assert_cmpfloat_with_epsilon (preview->price, 2 * 0.010 + 12345 * 0.010 + 200 * 0.005 + 100 * 0.005 + 20 * 100 * 0.010, 0.001);
  g_assert_cmpint (preview->n_requests, ==, 2 + 124 + 2 + 1 + 20);
}

static void
test_protected (Fixture      *f,
                gconstpointer data)
{
  XaFetch *fetch = test_fetch_get (f->fetch);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;

  answer (f, "/2/users/700", 200, CARD (",'protected':true"));
  preview = xa_x_api.preview (fetch, xa_fetch_get_target (fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COUNT_ONLY);
  g_assert_cmpuint (preview->gives & (XA_GIVES_MEMBERS | XA_GIVES_POSTS), ==, 0);
  g_assert_cmpint (xa_x_api.get_passes (preview->target, preview->gives)[1], ==, 0);
  g_assert_false (try_pass (f, XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN);
}

/* What X says when it says no, also with status 200. */
static void
test_refusals (Fixture      *f,
               gconstpointer data)
{
  static const struct {
    guint       status;
    const char *body;
    XaNetError  code;
  } cases[] = {
    { 200, "{'errors':[{'resource_id':'planted','title':'Not Found Error','type':'https://api.x.com/2/problems/resource-not-found'}]}", XA_NET_ERROR_GONE },
    { 200, "{'errors':[{'type':'https://api.twitter.com/2/problems/not-authorized-for-resource','detail':'planted'}]}", XA_NET_ERROR_FORBIDDEN },
    { 403, "{'type':'https://api.x.com/2/problems/client-forbidden','reason':'client-not-enrolled','detail':'planted'}", XA_NET_ERROR_AUTH },
    { 403, "{'type':'https://api.x.com/2/problems/unsupported-authentication','detail':'planted'}", XA_NET_ERROR_SCOPE },
    { 429, "{'title':'UsageCapExceeded','type':'https://api.x.com/2/problems/usage-capped','detail':'planted'}", XA_NET_ERROR_PAYMENT },
    { 402, "{'title':'CreditsDepleted','type':'https://api.x.com/2/problems/credits','detail':'planted'}", XA_NET_ERROR_PAYMENT },
    { 401, "{'title':'Unauthorized','type':'about:blank','detail':'planted'}", XA_NET_ERROR_AUTH },
    { 400, "{'errors':[{'message':'planted'}],'type':'https://api.x.com/2/problems/invalid-request'}", XA_NET_ERROR_BAD_REQUEST },
    { 404, "<html>planted</html>", XA_NET_ERROR_GONE },
    { 200, "{'data':[]}", XA_NET_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    tear_down (f, NULL);
    set_up (f, &xa_x_api);
    answer (f, "/2/users/700", cases[i].status, cases[i].body);
    g_test_message ("%s", cases[i].body);
    g_assert_false (try_pass (f, XA_PASS_PROFILE, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "planted"));
  }
}

static void
test_refusals_socialdata (Fixture      *f,
                          gconstpointer data)
{
  static const struct {
    guint      status;
    XaNetError code;
  } cases[] = {
    { 401, XA_NET_ERROR_AUTH },
    { 402, XA_NET_ERROR_PAYMENT },
    { 403, XA_NET_ERROR_FORBIDDEN },
    { 404, XA_NET_ERROR_GONE },
    { 422, XA_NET_ERROR_BAD_REQUEST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    tear_down (f, NULL);
    set_up (f, &xa_x_socialdata);
    answer (f, "/twitter/user/700", cases[i].status, "{'status':'error','message':'planted'}");
    g_assert_false (try_pass (f, XA_PASS_PROFILE, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "planted"));
    g_assert_cmpfloat_with_epsilon (get_paid (f), 0, 1e-9); /* what fails is free */
  }
}

/* --- followers ----------------------------------------------------------------------------------- */

static void
test_followers (Fixture      *f,
                gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/2/users/700?", 200, CARD (""));
  answer (f, "/2/users/700/followers?max_results=100", 200,
          "{'data':[{'id':'1','username':'planted','name':'Planted'},{'id':'2'},{'username':'planted'}],'errors':[{'type':'https://api.x.com/2/problems/resource-not-found'}],"
          "'meta':{'result_count':3,'next_token':'N1'}}");
  answer (f, "/2/users/700/followers?max_results=100&pagination_token=N1", 200, "{'meta':{'result_count':0,'next_token':'N2'}}"); /* a short page is not the end */
  answer (f, "/2/users/700/followers?max_results=100&pagination_token=N2", 200, "{'data':[{'id':'3'}],'meta':{'result_count':1}}");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member x:700 "), ==, 3);
  assert_has (text, "member x:700 id=\"1\"");
  assert_has (text, "coverage=complete");
  assert_has (text, "reported=12345");
  g_assert_null (strstr (text, "lanted"));
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (f->fetch), XA_REJECT_MALFORMED_RECORD), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (f->fetch), XA_REJECT_DELETED_ACCOUNT), ==, 1);
  /* One look, and four accounts: what the pages might have cost is given back. */
  g_assert_cmpfloat_with_epsilon (get_paid (f), 0.010 + 4 * 0.010, 1e-6);
}

/* A page that the user's budget does not allow is never asked for. */
static void
test_budget (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  answer (f, "/2/users/700?", 200, CARD (""));
  answer (f, "/2/users/700/followers", 200, "{'data':[{'id':'1'}],'meta':{'result_count':1}}");
  xa_limits_set_budget (scripted_platform_get_limits (f->platform), CONNECTION, 0, 0.5);
  g_assert_false (try_pass (f, XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET);
  g_assert_cmpuint (scripted_platform_count (f->platform, "followers"), ==, 0);
  g_assert_cmpfloat_with_epsilon (get_paid (f), 0.010, 1e-6);
}

static void
test_followers_socialdata (Fixture      *f,
                           gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/twitter/user/700", 200, "{'id_str':'700','screen_name':'News','name':'The News','followers_count':3,'statuses_count':9,'protected':false}");
  answer (f, "/twitter/followers/list?user_id=700", 200, "{'next_cursor':'46|17','users':[{'id_str':'1'},{'id':2,'id_str':'2'}]}");
  answer (f, "/twitter/followers/list?user_id=700&cursor=46%7C17", 200, "{'next_cursor':'0','users':[{'id_str':'3'}]}");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member x:700 "), ==, 3);
  assert_has (text, "audience x:700 kind=account title=\"The News\" handle=\"news\"");
  g_assert_cmpfloat_with_epsilon (get_paid (f), 4 * 0.0002, 1e-9);
}

/* --- posts --------------------------------------------------------------------------------------- */

#define TWEET                                                                                                   \
  "{'id':'30','created_at':'2026-01-01T12:00:00.000Z','text':'By the lake','lang':'en','author_id':'700',"      \
  "'entities':{'hashtags':[{'start':0,'end':5,'tag':'Birds'}],'mentions':[{'username':'planted','id':'801'}]}," \
  "'attachments':{'media_keys':['3_1']},'referenced_tweets':[{'type':'quoted','id':'9'}],"                      \
  "'public_metrics':{'retweet_count':4,'reply_count':2,'like_count':5,'quote_count':1,'impression_count':1000}}"

#define GOLDEN                                                                                                                 \
  "post x:700 id=\"30\" at=2026-01-01T12:00:00Z by=own text=\"By the lake\" lang=\"en\" tag=\"Birds\" reactions=5 comments=2 " \
  "shares=5 views=1000 seen=2026-01-02T03:04:05Z media"

static void
test_posts (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/2/users/700/tweets?exclude=replies%2Cretweets&max_results=100&tweet.fields=", 200, "{'data':[" TWEET "],'meta':{'result_count':1}}");
  text = run (f, XA_PASS_POSTS);
  g_test_message ("%s", text);
  assert_has (text, GOLDEN);
  assert_has (text, "link x:700 kind=mention id=\"801\"");
  g_assert_cmpfloat_with_epsilon (get_paid (f), 0.005, 1e-9);
}

/* The same in the words of after August 2026: what a server refuses is asked for in the other words, once for the
 * whole connection. */
static void
test_posts_renamed (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GString) renamed = g_string_new ("{'data':[" TWEET "],'meta':{'result_count':1}}");

  g_string_replace (renamed, "retweet_count", "repost_count", 0);
  g_string_replace (renamed, "referenced_tweets", "referenced_posts", 0);
  answer (f, "tweet.fields=", 400, "{'type':'https://api.x.com/2/problems/invalid-request'}");
  answer (f, "post.fields=", 200, renamed->str);
  text = run (f, XA_PASS_POSTS);
  assert_has (text, GOLDEN);
  assert_has (text, "mark:@spelling=\"post\"");
  g_assert_cmpuint (scripted_platform_count (f->platform, "tweet.fields="), ==, 1);
  again = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_count (f->platform, "tweet.fields="), ==, 1);
  g_assert_cmpuint (scripted_platform_count (f->platform, "post.fields="), ==, 2);
}

static void
test_posts_socialdata (Fixture      *f,
                       gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/twitter/user/700/tweets", 200,
          "{'next_cursor':null,'tweets':[{'id_str':'30','tweet_created_at':'2026-01-01T12:00:00.000000Z','text':null,'full_text':'By the lake','lang':'en',"
          "'user':{'id_str':'700'},'entities':{'hashtags':[{'text':'Birds'}],'user_mentions':[{'id_str':'801'}],'media':[{}]},"
          "'favorite_count':5,'reply_count':2,'retweet_count':4,'quote_count':1,'views_count':1000},"
          "{'id_str':'29','tweet_created_at':'2026-01-01T11:00:00.000000Z','full_text':'RT','user':{'id_str':'700'},'retweeted_status':{'user':{'id_str':'802'}}},"
          "{'id_str':7}]}");
  text = run (f, XA_PASS_POSTS);
  assert_has (text, GOLDEN);
  assert_has (text, "link x:700 kind=forward id=\"802\"");
  g_assert_cmpuint (count (f, "post "), ==, 1);
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (f->fetch), XA_REJECT_MALFORMED_RECORD), ==, 1);
}

static void
test_search (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, "x-search:@blue%20heron?from=1767225600000000");
  answer (f, "/2/tweets/search/recent?query=blue%20heron&start_time=2026-01-01T00%3A00%3A00Z", 200,
          "{'data':[{'id':'50','created_at':'2026-01-02T00:00:00.000Z','author_id':'5','text':'seen','lang':'und','referenced_tweets':[{'type':'replied_to','id':'49'}]}],'meta':{'result_count':1}}");
  text = run (f, XA_PASS_POSTS);
  g_test_message ("%s", text);
  assert_has (text, "kind=tag title=\"blue heron\"");
  assert_has (text, "by=member author=\"5\" text=\"seen\"");
  g_assert_null (strstr (text, "lang="));
}

static void
test_search_socialdata (Fixture      *f,
                        gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, "x-tag:#birds");
  answer (f, "/twitter/search?query=%23birds&type=Latest", 200,
          "{'next_cursor':'c','tweets':[{'id_str':'50','tweet_created_at':'2026-01-02T00:00:00.000000Z','full_text':'seen','user':{'id_str':'5'}}]}");
  answer (f, "/twitter/search?query=%23birds&type=Latest&cursor=c", 200, "{'next_cursor':'d','tweets':[]}");
  text = run (f, XA_PASS_POSTS);
  assert_has (text, "kind=tag title=\"#birds\"");
  assert_has (text, "by=member author=\"5\"");
}

static void
test_reposters (Fixture      *f,
                gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/2/users/700/tweets", 200, "{'data':[" TWEET ",{'id':'31','created_at':'2026-01-01T13:00:00.000Z','public_metrics':{'retweet_count':0}}],'meta':{'result_count':2}}");
  answer (f, "/2/tweets/30/retweeted_by", 200, "{'data':[{'id':'5','username':'planted'}],'meta':{'result_count':1}}");
  text = run (f, XA_PASS_REACTORS);
  assert_has (text, "reaction x:700 post=\"30\" by=\"5\" reaction=\"repost\"");
  g_assert_cmpuint (scripted_platform_count (f->platform, "/31/"), ==, 0);
  g_assert_null (strstr (text, "planted"));
}

static void
test_list (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (XaTarget) target = xa_target_parse ("x-list:41");

  aim (f, "x-list:41");
  answer (f, "/2/lists/41?", 200, "{'data':{'id':'41','name':'Birders','member_count':1}}");
  answer (f, "/2/lists/41/members", 200, "{'data':[{'id':'5'}],'meta':{'result_count':1}}");
  text = run (f, XA_PASS_MEMBERS);
  assert_has (text, "audience x:41 kind=group title=\"Birders\" url=\"https://x.com/i/lists/41\" members=1");
  g_assert_cmpuint (count (f, "member "), ==, 1);
  g_assert_false (xa_x_socialdata.can_reach (target));
}

/* --- recorded ------------------------------------------------------------------------------------ */

static char *
read_sample (const char *path)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *place = g_build_filename (shared ? shared : "/nonexistent", "samples", "x", path, NULL);
  char            *text = NULL;

  if (!g_file_get_contents (place, &text, NULL, NULL))
    g_test_skip ("the samples are not here");

  return text;
}

/* Recordings are lists of questions with their answers: the body of the first. */
static char *
read_recorded (const char *name)
{
  g_autofree char *path = g_build_filename ("tweepy", "decoded", name, NULL);
  g_autofree char *text = read_sample (path);
  g_autoptr (JsonNode) root = text ? json_from_string (text, NULL) : NULL;
  JsonObject *first = root ? json_array_get_object_element (json_node_get_array (root), 0) : NULL;

  return first ? json_to_string (json_object_get_member (first, "body"), FALSE) : NULL;
}

static void
run_recorded (Fixture    *f,
              const char *body,
              const char *piece,
              XaPass      pass,
              const char *what,
              guint       n)
{
  g_autofree char *text = NULL;

  if (!body)
    return;
  scripted_platform_answer (f->platform, piece, 200, body);
  text = run (f, pass);
  g_assert_cmpuint (count (f, what), ==, n);
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (f->fetch), XA_REJECT_MALFORMED_RECORD), ==, 0);
}

/* Real answers of 2021 and 2022; the second page is empty. */
static void
test_recorded_followers (Fixture      *f,
                         gconstpointer data)
{
  g_autofree char *body = read_recorded ("test_client_get_users_followers.json");

  answer (f, "/2/users/700?", 200, CARD (""));
  answer (f, "/2/users/700/followers?max_results=100&pagination_token=", 200, "{'meta':{'result_count':0}}");
  run_recorded (f, body, "/2/users/700/followers?max_results=100", XA_PASS_MEMBERS, "member ", 100);
}

static void
test_recorded_followers_more (Fixture      *f,
                              gconstpointer data)
{
  g_autofree char *body = read_sample ("python-twitter/apis/user/followers_resp.json");

  answer (f, "/2/users/700?", 200, CARD (""));
  answer (f, "/2/users/700/followers?max_results=100&pagination_token=", 200, "{'meta':{'result_count':0}}");
  run_recorded (f, body, "/2/users/700/followers?max_results=100", XA_PASS_MEMBERS, "member ", 5);
}

static void
test_recorded_timeline (Fixture      *f,
                        gconstpointer data)
{
  g_autofree char *body = read_sample ("python-twitter/apis/timeline/timeline_tweets.json");
  g_autofree char *text = NULL;

  answer (f, "/2/users/700/tweets?exclude=replies%2Cretweets&max_results=100&pagination_token=", 200, "{'meta':{'result_count':0}}");
  run_recorded (f, body, "/2/users/700/tweets?exclude=replies%2Cretweets&max_results=100", XA_PASS_POSTS, "post ", 5);
  if (!body)
    return;
  text = recording_sink_get_text (test_fetch_get_recording (f->fetch));
  assert_has (text, "post x:700 id=\"1364275610764201984\" at=2021-02-23T18:07:07Z by=own");
  assert_has (text, "reactions=37 comments=2 shares=11");
}

static void
test_recorded_search (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *body = read_sample ("python-twitter/apis/searches/search_tweets_query.json");

  aim (f, "x-search:@labs");
  answer (f, "/2/tweets/search/recent?query=labs&max_results=100&next_token=", 200, "{'meta':{'result_count':0}}");
  run_recorded (f, body, "/2/tweets/search/recent?query=labs", XA_PASS_POSTS, "post ", 4);
}

static void
test_recorded_reposters (Fixture      *f,
                         gconstpointer data)
{
  g_autofree char *body = read_recorded ("test_client_get_retweeters.json");

  answer (f, "/2/users/700/tweets", 200, "{'data':[" TWEET "],'meta':{'result_count':1}}");
  answer (f, "/2/tweets/30/retweeted_by?max_results=100&pagination_token=", 200, "{'meta':{'result_count':0}}");
  run_recorded (f, body, "/2/tweets/30/retweeted_by?max_results=100", XA_PASS_REACTORS, "reaction ", 38);
}

static void
test_recorded_account (Fixture      *f,
                       gconstpointer data)
{
  g_autofree char *body = read_sample ("python-twitter/apis/user/user_resp.json");
  g_autofree char *text = NULL;

  if (!body)
    return;
  scripted_platform_answer (f->platform, "/2/users/700", 200, body);
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience x:2244994945 kind=account title=\"Twitter Dev\" handle=\"twitterdev\" url=\"https://x.com/twitterdev\" members=514020");
  assert_has (text, "value=3639");
}

static void
test_recorded_socialdata (Fixture      *f,
                          gconstpointer data)
{
  g_autofree char *people = read_sample ("socialdata/followers-list.json");
  g_autofree char *posts = read_sample ("socialdata/twitter-search.json");
  g_autofree char *text = NULL;

  if (!people || !posts)
    return;
  answer (f, "/twitter/user/700", 200, "{'id_str':'700','screen_name':'News','followers_count':1}");
  answer (f, "/twitter/followers/list?user_id=700&cursor=", 200, "{'next_cursor':null,'users':[]}");
  scripted_platform_answer (f->platform, "/twitter/followers/list?user_id=700", 200, people);
  g_free (run (f, XA_PASS_MEMBERS));
  g_assert_cmpuint (count (f, "member x:700 id=\"1547124452596523008\""), ==, 1);

  aim (f, "x-search:@pace");
  answer (f, "/twitter/search?query=pace&type=Latest&cursor=", 200, "{'next_cursor':null,'tweets':[]}");
  scripted_platform_answer (f->platform, "/twitter/search?query=pace&type=Latest", 200, posts);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (count (f, "post "), ==, 2);
  assert_has (text, "id=\"1734810168053956719\" at=2023-12-13T05:39:09Z by=member author=\"44196397\"");
  assert_has (text, "reactions=977 comments=156 shares=89 views=32377");
}

#define ADD(path, data, function) g_test_add ("/providers/x/" path, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("preview", &xa_x_api, test_preview);
  ADD ("protected", &xa_x_api, test_protected);
  ADD ("refusals", &xa_x_api, test_refusals);
  ADD ("socialdata/refusals", &xa_x_socialdata, test_refusals_socialdata);
  ADD ("followers", &xa_x_api, test_followers);
  ADD ("budget", &xa_x_api, test_budget);
  ADD ("socialdata/followers", &xa_x_socialdata, test_followers_socialdata);
  ADD ("posts", &xa_x_api, test_posts);
  ADD ("posts-renamed", &xa_x_api, test_posts_renamed);
  ADD ("socialdata/posts", &xa_x_socialdata, test_posts_socialdata);
  ADD ("search", &xa_x_api, test_search);
  ADD ("socialdata/search", &xa_x_socialdata, test_search_socialdata);
  ADD ("reposters", &xa_x_api, test_reposters);
  ADD ("list", &xa_x_api, test_list);
  ADD ("recorded-followers", &xa_x_api, test_recorded_followers);
  ADD ("recorded-followers-more", &xa_x_api, test_recorded_followers_more);
  ADD ("recorded-timeline", &xa_x_api, test_recorded_timeline);
  ADD ("recorded-search", &xa_x_api, test_recorded_search);
  ADD ("recorded-reposters", &xa_x_api, test_recorded_reposters);
  ADD ("recorded-account", &xa_x_api, test_recorded_account);
  ADD ("socialdata/recorded", &xa_x_socialdata, test_recorded_socialdata);

  return g_test_run ();
}
