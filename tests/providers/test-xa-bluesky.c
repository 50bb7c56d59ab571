#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define OWN "did:plc:owner"

#define PROFILE(followers) "{\"did\":\"" OWN "\",\"handle\":\"News.Example\",\"displayName\":\"The News\",\"followersCount\":" followers ",\"postsCount\":3,\"labels\":[]}"
#define PERSON(name) "{\"did\":\"did:plc:" name "\",\"handle\":\"" name ".planted.example\",\"displayName\":\"Planted " name "\",\"labels\":[]}"

#define POST(key, time, more)                                                                                                        \
  "{\"uri\":\"at://" OWN "/app.bsky.feed.post/" key "\",\"cid\":\"c\",\"author\":{\"did\":\"" OWN "\",\"handle\":\"news.example\"}," \
  "\"record\":{\"$type\":\"app.bsky.feed.post\",\"createdAt\":\"" time "\"" more "},"                                                \
  "\"likeCount\":5,\"replyCount\":2,\"repostCount\":3,\"quoteCount\":1,\"indexedAt\":\"" time "\"}"

#define FEED                                                                                                                                                                                                                                                                                                                                                   \
  "{\"feed\":["                                                                                                                                                                                                                                                                                                                                                \
  "{\"post\":" POST ("pinned", "2020-01-01T00:00:00Z", ",\"text\":\"pinned\"") ",\"reason\":{\"$type\":\"app.bsky.feed.defs#reasonPin\"}},"                                                                                                                                                                                                                    \
                                                                               "{\"post\":" POST ("one", "2026-01-02T00:00:00Z", ",\"text\":\"See #Birds, @friend\",\"langs\":[\"en\",\"de\"],\"tags\":[\"lakes\"],"                                                                                                                                           \
                                                                                                                                 "\"facets\":[{\"features\":[{\"$type\":\"app.bsky.richtext.facet#tag\",\"tag\":\"Birds\"}]},"                                                                                                                                 \
                                                                                                                                 "{\"features\":[{\"$type\":\"app.bsky.richtext.facet#mention\",\"did\":\"did:plc:friend\"}]}],"                                                                                                                               \
                                                                                                                                 "\"embed\":{\"$type\":\"app.bsky.embed.images\",\"images\":[]}") "},"                                                                                                                                                         \
                                                                                                                                                                                                  "{\"post\":{\"uri\":\"at://did:plc:other/app.bsky.feed.post/x\",\"author\":{\"did\":\"did:plc:other\"},\"record\":{\"createdAt\":\"2025-12-30T00:00:00Z\"}," \
                                                                                                                                                                                                  "\"indexedAt\":\"2025-12-30T00:00:00Z\"},\"reason\":{\"$type\":\"app.bsky.feed.defs#reasonRepost\",\"indexedAt\":\"2026-01-01T00:00:00Z\"}},"                \
                                                                                                                                                                                                  "{\"post\":{\"uri\":7,\"author\":[],\"record\":{}}},"                                                                                                        \
                                                                                                                                                                                                  "{\"post\":" POST ("two", "2025-12-31T00:00:00Z", ",\"text\":\"more\",\"reply\":{\"parent\":{\"uri\":\"at://" OWN "/app.bsky.feed.post/one\"}}") "}"         \
                                                                                                                                                                                                                                                                                                                                                   "]}"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
} Fixture;

static void
use_target (Fixture     *fixture,
            XaTargetKind kind,
            const char  *id,
            const char  *handle,
            const char  *token)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_BLUESKY, kind);

  target->id = g_strdup (id);
  target->handle = g_strdup (handle);
  g_clear_pointer (&fixture->fetch, test_fetch_free);
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_bluesky, xa_bluesky.base, token), target);
  test_fetch_set_max_posts (fixture->fetch, 1000);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->platform = scripted_platform_new ();
  use_target (fixture, XA_TARGET_ACCOUNT, OWN, "news.example", NULL);
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
  return xa_bluesky.fetch (test_fetch_get (fixture->fetch), pass, error);
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

static XaPreview *
look (Fixture *fixture,
      GError **error)
{
  XaFetch *fetch = test_fetch_get (fixture->fetch);

  return xa_bluesky.preview (fetch, xa_fetch_get_target (fetch), error);
}

/* --- accounts ------------------------------------------------------------------------------------- */

static void
test_preview (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *form = NULL;

  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "news.example", NULL);
  scripted_platform_answer (fixture->platform, "getProfile?actor=news.example", 200, PROFILE ("12345"));
  preview = look (fixture, &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "bluesky:" OWN "?handle=news.example");
  g_assert_cmpstr (preview->title, ==, "The News");
  g_assert_cmpstr (preview->url, ==, "https://bsky.app/profile/news.example");
  g_assert_cmpint (preview->kind, ==, XA_AUDIENCE_ACCOUNT);
  g_assert_cmpint (preview->members_reported, ==, 12345);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COMPLETE);
  /* Two profiles, 124 pages of followers, a page of posts, the newest posts, and two lists for each of 3. */
  g_assert_cmpint (preview->n_requests, ==, 2 + 124 + 1 + 1 + 6);
  g_assert_cmpuint (preview->gives & XA_GIVES_MEMBERS, !=, 0);
}

static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "getProfile?actor=did%3Aplc%3Aowner", 200, PROFILE ("12345"));
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_cmpstr (text, ==,
                   "audience bluesky:" OWN " kind=account title=\"The News\" handle=\"news.example\" url=\"https://bsky.app/profile/news.example\" members=12345\n"
                   "sample bluesky:" OWN " metric=posts at=2026-01-02T03:04:05Z value=3\n"
                   "page end\n");
}

static void
script_followers (Fixture *fixture)
{
  scripted_platform_answer (fixture->platform, "getProfile", 200, PROFILE ("4"));
  scripted_platform_answer (fixture->platform, "getFollowers?actor=did%3Aplc%3Aowner&limit=100", 200,
                            "{\"subject\":" PROFILE ("4") ",\"cursor\":\"one\",\"followers\":[" PERSON ("a") "," PERSON ("b") "]}");
  scripted_platform_answer (fixture->platform, "getFollowers?actor=did%3Aplc%3Aowner&limit=100&cursor=one", 200, "{\"cursor\":\"two\",\"followers\":[]}");
  scripted_platform_answer (fixture->platform, "getFollowers?actor=did%3Aplc%3Aowner&limit=100&cursor=two", 200,
                            "{\"followers\":[{\"did\":7},{\"handle\":\"x\"},\"no\"," PERSON ("c") "]}");
}

#define DECLARED                                                                                                                               \
  "audience bluesky:" OWN " kind=account title=\"The News\" handle=\"news.example\" url=\"https://bsky.app/profile/news.example\" members=4\n" \
  "snapshot bluesky:" OWN " at=2026-01-02T03:04:05Z coverage=complete reported=4\n"

/* Short and empty pages are no end, and what is wrong in a page costs itself alone. */
static void
test_members (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  script_followers (fixture);
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_cmpstr (text, ==,
                   DECLARED
                   "member bluesky:" OWN " id=\"did:plc:a\"\n"
                   "member bluesky:" OWN " id=\"did:plc:b\"\n"
                   "progress 2/4\n"
                   "page cursor=\"2 one\"\n"
                   "progress 2/4\n"
                   "page cursor=\"2 two\"\n"
                   "member bluesky:" OWN " id=\"did:plc:c\"\n"
                   "progress 6/4\n"
                   "page end\n");
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 3);
  g_assert_null (strstr (text, "planted"));
}

static void
test_members_resumed (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  script_followers (fixture);
  test_fetch_fail_after (fixture->fetch, 2);
  g_assert_false (try_pass (fixture, XA_PASS_MEMBERS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_fetch_fail_after (fixture->fetch, 0);
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getFollowers?actor=did%3Aplc%3Aowner&limit=100&cursor=one"), ==, 2);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "member"), ==, 3);
}

static void
test_members_unlisted (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "getProfile", 200, PROFILE ("1050"));
  scripted_platform_answer (fixture->platform, "getFollowers", 200, "{\"followers\":[" PERSON ("a") "]}");
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_nonnull (strstr (text, "coverage=complete first_n=31 reported=1050\n"));
}

static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  static const char list[] = "{\"uri\":\"at://" OWN "/app.bsky.graph.list/r\",\"name\":\"Birders\",\"listItemCount\":2}";
  g_autofree char  *answer = g_strdup_printf ("{\"list\":%s,\"items\":[{\"uri\":\"u\",\"subject\":" PERSON ("a") "},{\"uri\":\"u\"},{\"subject\":" PERSON ("b") "}]}", list);
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *pack = g_strdup_printf ("{\"starterPack\":{\"list\":%s}}", list);
  g_autofree char *text = NULL;

  use_target (fixture, XA_TARGET_LIST, NULL, "at://news.example/app.bsky.graph.starterpack/p", NULL);
  scripted_platform_answer (fixture->platform, "resolveHandle?handle=news.example", 200, "{\"did\":\"" OWN "\"}");
  scripted_platform_answer (fixture->platform, "getStarterPack?starterPack=at%3A%2F%2Fdid%3Aplc%3Aowner%2Fapp.bsky.graph.starterpack%2Fp", 200, pack);
  scripted_platform_answer (fixture->platform, "getList?list=at%3A%2F%2Fdid%3Aplc%3Aowner%2Fapp.bsky.graph.list%2Fr", 200, answer);
  preview = look (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->target->id, ==, "at://" OWN "/app.bsky.graph.list/r");
  g_assert_cmpstr (preview->url, ==, "https://bsky.app/profile/" OWN "/lists/r");
  test_fetch_set_target (fixture->fetch, preview->target);
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_cmpstr (text, ==,
                   "audience bluesky:at://" OWN "/app.bsky.graph.list/r kind=group title=\"Birders\" url=\"https://bsky.app/profile/" OWN "/lists/r\" members=2\n"
                   "snapshot bluesky:at://" OWN "/app.bsky.graph.list/r at=2026-01-02T03:04:05Z coverage=complete reported=2\n"
                   "member bluesky:at://" OWN "/app.bsky.graph.list/r id=\"did:plc:a\"\n"
                   "member bluesky:at://" OWN "/app.bsky.graph.list/r id=\"did:plc:b\"\n"
                   "progress 3/2\n"
                   "page end\n");
}

/* --- posts ---------------------------------------------------------------------------------------- */

static void
test_posts (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "getAuthorFeed?actor=did%3Aplc%3Aowner&filter=posts_no_replies&limit=100", 200, FEED);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpstr (text, ==,
                   "audience bluesky:" OWN " kind=account\n"
                   "post bluesky:" OWN " id=\"at://" OWN "/app.bsky.feed.post/pinned\" at=2020-01-01T00:00:00Z by=own text=\"pinned\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z\n"
                   "post bluesky:" OWN " id=\"at://" OWN "/app.bsky.feed.post/one\" at=2026-01-02T00:00:00Z by=own text=\"See #Birds, @friend\" lang=\"en\" tag=\"Birds\" tag=\"lakes\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z media\n"
                   "link bluesky:" OWN " kind=mention id=\"did:plc:friend\" at=2026-01-02T00:00:00Z\n"
                   "link bluesky:" OWN " kind=forward id=\"did:plc:other\" certain at=2026-01-01T00:00:00Z\n"
                   "post bluesky:" OWN " id=\"at://" OWN "/app.bsky.feed.post/two\" at=2025-12-31T00:00:00Z by=own text=\"more\" reply_to=\"at://" OWN "/app.bsky.feed.post/one\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z\n"
                   "progress 4/?\n"
                   "page end mark:newest=\"1767312000000000\"\n");
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 1);

  /* Once more: what was passed on is known by then. */
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "link bluesky:" OWN " kind=forward"), ==, 1);
}

/* The next pass asks until it meets what is known and settled. */
static void
test_posts_again (Fixture      *fixture,
                  gconstpointer data)
{
  RecordingSink *sink = test_fetch_get_recording (fixture->fetch);

  scripted_platform_answer (fixture->platform, "getAuthorFeed", 200, "{\"cursor\":\"more\",\"feed\":[{\"post\":" POST ("new", "2025-12-01T00:00:00Z", "") "}]}");
  scripted_platform_answer (fixture->platform, "limit=100&cursor=more", 200, "{\"feed\":[{\"post\":" POST ("old", "2025-11-01T00:00:00Z", "") "}]}");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (recording_sink_count (sink, "post"), ==, 2);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getAuthorFeed"), ==, 2);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getAuthorFeed"), ==, 3);
}

/* The user's settings say 0 for all. */
static void
test_posts_all (Fixture      *fixture,
                gconstpointer data)
{
  test_fetch_set_max_posts (fixture->fetch, 0);
  scripted_platform_answer (fixture->platform, "getAuthorFeed", 200, "{\"cursor\":\"more\",\"feed\":[{\"post\":" POST ("a", "2025-12-02T00:00:00Z", "") "}]}");
  scripted_platform_answer (fixture->platform, "limit=100&cursor=more", 200, "{\"feed\":[{\"post\":" POST ("b", "2025-11-30T00:00:00Z", "") "}]}");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post"), ==, 2);
}

static void
test_posts_limits (Fixture      *fixture,
                   gconstpointer data)
{
  test_fetch_set_since (fixture->fetch, G_GINT64_CONSTANT (1764547200) * G_USEC_PER_SEC); /* 2025-12-01 */
  scripted_platform_answer (fixture->platform, "getAuthorFeed", 200, "{\"cursor\":\"more\",\"feed\":[{\"post\":" POST ("a", "2025-12-02T00:00:00Z", "") "}]}");
  scripted_platform_answer (fixture->platform, "limit=100&cursor=more", 200, "{\"cursor\":\"even\",\"feed\":[{\"post\":" POST ("b", "2025-11-30T00:00:00Z", "") "}]}");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getAuthorFeed"), ==, 2);

  test_fetch_set_since (fixture->fetch, XA_TIME_UNKNOWN);
  test_fetch_set_max_posts (fixture->fetch, 1);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getAuthorFeed"), ==, 3);
}

/* Who asks not to be shown to people without an account is not. */
static void
test_hidden (Fixture      *fixture,
             gconstpointer data)
{
  static const char feed[] =
    "{\"feed\":[{\"post\":{\"uri\":\"at://" OWN "/app.bsky.feed.post/a\",\"author\":{\"did\":\"" OWN "\",\"labels\":[{\"val\":\"!no-unauthenticated\"}]},"
    "\"record\":{\"text\":\"quiet\",\"createdAt\":\"2026-01-01T00:00:00Z\"},\"indexedAt\":\"2026-01-01T00:00:00Z\"}}]}";

  scripted_platform_answer (fixture->platform, "getAuthorFeed", 200, feed);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post"), ==, 0);
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_NEEDS_SIGN_IN));
}

static void
test_reactors (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "getAuthorFeed", 200, "{\"feed\":[{\"post\":" POST ("a", "2026-01-01T00:00:00Z", "") "}]}");
  scripted_platform_answer (fixture->platform, "getLikes?uri=at%3A%2F%2Fdid%3Aplc%3Aowner%2Fapp.bsky.feed.post%2Fa", 200,
                            "{\"cursor\":\"n\",\"likes\":[{\"indexedAt\":\"2026-01-01T01:00:00Z\",\"actor\":" PERSON ("fan") "},{\"actor\":7}]}");
  scripted_platform_answer (fixture->platform, "getLikes?uri=at%3A%2F%2Fdid%3Aplc%3Aowner%2Fapp.bsky.feed.post%2Fa&limit=100&cursor=n", 200, "{\"likes\":[{\"indexedAt\":\"2026-01-01T02:00:00Z\",\"actor\":" PERSON ("late") "}]}");
  scripted_platform_answer (fixture->platform, "getRepostedBy", 200, "{\"repostedBy\":[" PERSON ("sharer") "]}");
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_cmpstr (text, ==,
                   "audience bluesky:" OWN " kind=account\n"
                   "reaction bluesky:" OWN " post=\"at://" OWN "/app.bsky.feed.post/a\" by=\"did:plc:fan\" at=2026-01-01T01:00:00Z\n"
                   "progress 0/2\n"
                   "page cursor=\"at://" OWN "/app.bsky.feed.post/a 0 n\"\n"
                   "reaction bluesky:" OWN " post=\"at://" OWN "/app.bsky.feed.post/a\" by=\"did:plc:late\" at=2026-01-01T02:00:00Z\n"
                   "progress 1/2\n"
                   "page cursor=\"at://" OWN "/app.bsky.feed.post/a 1 \"\n"
                   "reaction bluesky:" OWN " post=\"at://" OWN "/app.bsky.feed.post/a\" by=\"did:plc:sharer\" reaction=\"repost\"\n"
                   "progress 2/2\n"
                   "page end mark:asked=\"1767323045000000\"\n");
}

/* --- searches ------------------------------------------------------------------------------------- */

#define SESSION "{\"accessJwt\":\"h.eyJleHAiOjE3Njc0MDAwMDB9.s\",\"refreshJwt\":\"PLANTED-refresh\",\"did\":\"did:plc:me\",\"handle\":\"me.example\"}"

static void
test_search_needs_account (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  use_target (fixture, XA_TARGET_SEARCH, NULL, "lake birds", NULL);
  g_assert_null (look (fixture, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_clear_error (&error);
  g_assert_false (try_pass (fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
  g_assert_cmpuint (scripted_platform_get_asked (fixture->platform)->len, ==, 0);
}

static void
test_search (Fixture      *fixture,
             gconstpointer data)
{
  static const char found[] =
    "{\"posts\":[{\"uri\":\"at://did:plc:writer/app.bsky.feed.post/a\",\"author\":{\"did\":\"did:plc:writer\",\"handle\":\"writer.planted.example\"},"
    "\"record\":{\"text\":\"birds at the lake\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"langs\":[\"en\"]},\"likeCount\":1,\"indexedAt\":\"2026-01-01T00:00:05Z\"}]}";
  g_autofree char *text = NULL;

  use_target (fixture, XA_TARGET_TAG, NULL, "birds", "token");
  scripted_platform_answer (fixture->platform, "https://bsky.social/xrpc/app.bsky.feed.searchPosts?q=%23birds&tag=birds&sort=latest&limit=100", 200, found);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpstr (text, ==,
                   "audience bluesky:tag:birds kind=tag title=\"#birds\" url=\"https://bsky.app/hashtag/birds\"\n"
                   "post bluesky:tag:birds id=\"at://did:plc:writer/app.bsky.feed.post/a\" at=2026-01-01T00:00:00Z by=member author=\"did:plc:writer\" text=\"birds at the lake\" lang=\"en\" reactions=1 seen=2026-01-02T03:04:05Z\n"
                   "progress 1/?\n"
                   "page end mark:newest=\"1767225600000000\"\n");
}

static void
test_sign_in (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (XaCredential) given = xa_credential_new ();
  g_autoptr (XaCredential) session = NULL;
  g_autoptr (XaCredential) renewed = NULL;
  g_autoptr (GError) error = NULL;
  XaRest *rest = xa_fetch_get_rest (test_fetch_get (fixture->fetch));

  given->user = g_strdup ("me.example");
  given->secret = g_strdup ("PLANTED-password");
  scripted_platform_answer (fixture->platform, "https://bsky.social/xrpc/com.atproto.server.createSession", 200, SESSION);
  session = xa_bluesky.sign_in (rest, given, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->token, ==, "h.eyJleHAiOjE3Njc0MDAwMDB9.s");
  g_assert_cmpstr (session->refresh_token, ==, "PLANTED-refresh");
  g_assert_cmpstr (session->secret, ==, "PLANTED-password");
  g_assert_cmpint (session->expires_us, ==, G_GINT64_CONSTANT (1767400000) * G_USEC_PER_SEC);

  /* A session is renewed, and made anew only where that is refused. */
  scripted_platform_answer (fixture->platform, "refreshSession", 200, SESSION);
  renewed = xa_bluesky.sign_in (rest, session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "createSession"), ==, 1);
  g_clear_pointer (&renewed, xa_credential_free);
  scripted_platform_answer (fixture->platform, "refreshSession", 400, "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}");
  renewed = xa_bluesky.sign_in (rest, session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "createSession"), ==, 2);
}

/* --- recorded answers ----------------------------------------------------------------------------- */

/* The answer of a sample; NULL, and the test is skipped, where there are no samples. */
static char *
read_sample (const char *name)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *path = shared ? g_build_filename (shared, "samples", "bluesky", "atproto-dart", "app", "bsky", name, NULL) : NULL;
  char            *text = NULL;

  if (!path || !g_file_get_contents (path, &text, NULL, NULL))
    g_test_skip ("there are no samples");

  return text;
}

/* The samples are not ours to copy: what is expected of them is kept as a number and a sum. */
static const struct {
  const char *name;
  XaPass      pass;
  const char *sample;
  const char *method;
  const char *prefix; /* of the lines that are counted */
  guint       n;
  const char *sum; /* SHA-256 of all lines */
} recorded[] = {
  { "profile", XA_PASS_PROFILE, "actor/getProfile.json", "getProfile", "audience", 1, "5629b34ba943973cc963ba490a9e208e7e631c353049206599c538fab9b36730" },
  { "followers", XA_PASS_MEMBERS, "graph/getFollowers.json", "getFollowers", "member", 50, "171887ad24d3719fe731091c90a6d7a8c5359eff8fc20c799138058bc83f1b41" },
  { "feed", XA_PASS_POSTS, "feed/getAuthorFeed.json", "getAuthorFeed", "post", 23, "5f104de982081a2dddd3b7b9bcc4b91049be3ba497d5b814cfd65ba896192607" },
};

static void
test_recorded (gconstpointer data)
{
  gsize            i = GPOINTER_TO_SIZE (data);
  g_autofree char *answer = read_sample (recorded[i].sample);
  g_autofree char *text = NULL;
  g_autofree char *sum = NULL;
  Fixture          fixture = { 0 };

  if (!answer)
    return;
  set_up (&fixture, NULL);
  scripted_platform_answer (fixture.platform, "xrpc", 200, PROFILE ("1"));
  scripted_platform_answer (fixture.platform, recorded[i].method, 200, answer);
  if (recorded[i].pass == XA_PASS_MEMBERS)
    scripted_platform_answer (fixture.platform, "&limit=100&cursor=", 200, "{\"followers\":[]}");
  test_fetch_set_max_posts (fixture.fetch, 1);
  text = run (&fixture, recorded[i].pass);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture.fetch), recorded[i].prefix), ==, recorded[i].n);
  g_assert_cmpstr (sum, ==, recorded[i].sum);
  tear_down (&fixture, NULL);
}

/* --- bad weather ---------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  guint       status;
  const char *body;
  XaNetError  code;
} weather[] = {
  { "not-found", 400, "{\"error\":\"InvalidRequest\",\"message\":\"Profile not found\"}", XA_NET_ERROR_GONE },
  { "actor-not-found", 400, "{\"error\":\"InvalidRequest\",\"message\":\"Actor not found: PLANTED\"}", XA_NET_ERROR_GONE },
  { "taken-down", 400, "{\"error\":\"AccountTakedown\",\"message\":\"PLANTED\"}", XA_NET_ERROR_GONE },
  { "deactivated", 400, "{\"error\":\"AccountDeactivated\",\"message\":\"PLANTED\"}", XA_NET_ERROR_GONE },
  { "blocked", 400, "{\"error\":\"BlockedByActor\",\"message\":\"PLANTED\"}", XA_NET_ERROR_FORBIDDEN },
  { "bad-request", 400, "{\"error\":\"InvalidRequest\",\"message\":\"Error: PLANTED\"}", XA_NET_ERROR_BAD_REQUEST },
  { "expired", 400, "{\"error\":\"ExpiredToken\",\"message\":\"PLANTED\"}", XA_NET_ERROR_AUTH },
  { "forbidden-page", 403, "<html>PLANTED</html>", XA_NET_ERROR_FORBIDDEN },
  { "page-for-json", 200, "<html>PLANTED</html>", XA_NET_ERROR_MALFORMED },
  { "cut-off", 200, "{\"followers\":[{\"did\":\"PLANTED", XA_NET_ERROR_MALFORMED },
  { "wrong-type", 200, "{\"followers\":\"PLANTED\"}", XA_NET_ERROR_MALFORMED },
  { "missing", 200, "{\"PLANTED\":[]}", XA_NET_ERROR_MALFORMED },
  { "list-for-object", 200, "[\"PLANTED\"]", XA_NET_ERROR_MALFORMED },
  { "cursor-that-comes-again", 200, "{\"cursor\":\"PLANTED\",\"followers\":[" PERSON ("a") "]}", XA_NET_ERROR_LOOP },
};

static void
test_weather (gconstpointer data)
{
  gsize   i = GPOINTER_TO_SIZE (data);
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  scripted_platform_answer (fixture.platform, "getProfile", 200, PROFILE ("4"));
  scripted_platform_answer (fixture.platform, "getFollowers", weather[i].status, weather[i].body);
  g_assert_false (try_pass (&fixture, XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, (int) weather[i].code);
  g_assert_null (strstr (error->message, "PLANTED"));
  tear_down (&fixture, NULL);
}

/* A page that cannot be read keeps those before it, and the pass goes on from it. */
static void
test_bad_second_page (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "getProfile", 200, PROFILE ("2"));
  scripted_platform_answer (fixture->platform, "getFollowers", 200, "{\"cursor\":\"n\",\"followers\":[" PERSON ("a") "]}");
  scripted_platform_answer (fixture->platform, "limit=100&cursor=n", 200, "{\"followers\":[{\"did\"");
  scripted_platform_answer (fixture->platform, "limit=100&cursor=n", 200, "{\"followers\":[" PERSON ("b") "]}");
  g_assert_false (try_pass (fixture, XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
  g_assert_cmpuint (test_fetch_get_n_pages (fixture->fetch), ==, 1);
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "member"), ==, 2);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "getFollowers"), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/bluesky/preview", test_preview);
  ADD ("/bluesky/profile", test_profile);
  ADD ("/bluesky/members", test_members);
  ADD ("/bluesky/members-resumed", test_members_resumed);
  ADD ("/bluesky/members-unlisted", test_members_unlisted);
  ADD ("/bluesky/list", test_list);
  ADD ("/bluesky/posts", test_posts);
  ADD ("/bluesky/posts-again", test_posts_again);
  ADD ("/bluesky/posts-all", test_posts_all);
  ADD ("/bluesky/posts-limits", test_posts_limits);
  ADD ("/bluesky/hidden", test_hidden);
  ADD ("/bluesky/reactors", test_reactors);
  ADD ("/bluesky/search-needs-account", test_search_needs_account);
  ADD ("/bluesky/search", test_search);
  ADD ("/bluesky/sign-in", test_sign_in);
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++) {
    g_autofree char *path = g_strconcat ("/bluesky/recorded/", recorded[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_recorded);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (weather); i++) {
    g_autofree char *path = g_strconcat ("/bluesky/weather/", weather[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_weather);
  }
  ADD ("/bluesky/NET-9/bad-second-page", test_bad_second_page);

  return g_test_run ();
}
