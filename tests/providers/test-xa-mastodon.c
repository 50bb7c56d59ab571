#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define INSTANCE "{\"domain\":\"news.example\",\"title\":\"News\",\"version\":\"4.5.0\"}"
#define ACCOUNT(followers, more)                                                                                          \
  "{\"id\":\"100\",\"acct\":\"Desk\",\"display_name\":\"The Desk\",\"url\":\"https://news.example/@desk\",\"bot\":false," \
  "\"followers_count\":" followers ",\"statuses_count\":3" more "}"
#define PERSON(acct, more) "{\"id\":\"7\",\"acct\":\"" acct "\",\"display_name\":\"PLANTED\",\"url\":\"https://x.example/PLANTED\",\"bot\":false" more "}"

#define STATUS(id, time, more)                                                                                               \
  "{\"id\":\"" id "\",\"created_at\":\"" time "\",\"visibility\":\"public\",\"account\":{\"id\":\"100\",\"acct\":\"desk\"}," \
  "\"favourites_count\":5,\"reblogs_count\":3,\"quotes_count\":1,\"replies_count\":2" more "}"

#define STATUSES                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              \
  "[" STATUS ("12", "2026-01-02T00:00:00.000Z", ",\"content\":\"<p>See <a href=\\\"x\\\">#<span>Birds</span></a> &amp; more</p><p>End</p>\",\"language\":\"en\","                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             \
                                                "\"spoiler_text\":\"Careful\",\"tags\":[{\"name\":\"birds\"}],\"media_attachments\":[{}],"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    \
                                                "\"mentions\":[{\"acct\":\"Friend@Far.example\"},{\"acct\":\"near\"}]") "," STATUS ("11", "2026-01-01T00:00:00.000Z", ",\"reblog\":{\"account\":{\"acct\":\"other@far.example\"}}") "," STATUS ("10", "2025-12-31T00:00:00.000Z", ",\"content\":\"<p>again</p>\",\"in_reply_to_id\":\"9\",\"in_reply_to_account_id\":\"100\"") "," STATUS ("8", "2025-12-30T00:00:00.000Z", ",\"content\":\"no\",\"in_reply_to_id\":\"7\",\"in_reply_to_account_id\":\"55\"") ","                                                                                                                                             \
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "{\"id\":[],\"created_at\":\"never\"},"                                                                                                         \
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "{\"id\":\"6\",\"created_at\":\"2025-12-29T00:00:00.000Z\",\"visibility\":\"private\",\"account\":{\"acct\":\"desk\"},\"content\":\"PLANTED\"}" \
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "]"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
} Fixture;

static void
use_target (Fixture     *fixture,
            XaTargetKind kind,
            const char  *id,
            const char  *handle,
            const char  *base,
            const char  *token)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_MASTODON, kind);

  target->id = g_strdup (id);
  target->handle = g_strdup (handle);
  target->host = g_strdup ("news.example");
  g_clear_pointer (&fixture->fetch, test_fetch_free);
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_mastodon, base, token), target);
  test_fetch_set_max_posts (fixture->fetch, 1000);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->platform = scripted_platform_new ();
  use_target (fixture, XA_TARGET_ACCOUNT, "100", "desk", "https://news.example", NULL);
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
  return xa_mastodon.fetch (test_fetch_get (fixture->fetch), pass, error);
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

  return xa_mastodon.preview (fetch, xa_fetch_get_target (fetch), error);
}

/* --- a look --------------------------------------------------------------------------------------- */

static void
test_preview (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *form = NULL;

  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "Desk", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "/api/v2/instance", 200, INSTANCE);
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/lookup?acct=desk", 200, ACCOUNT ("161", ""));
  preview = look (fixture, &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "mastodon:desk@news.example?id=100");
  g_assert_cmpstr (preview->title, ==, "The Desk");
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COMPLETE);
  /* A page of posts, three of followers, a profile each, and two lists for each of three posts. */
  g_assert_cmpint (preview->n_requests, ==, 1 + 1 + 2 + 3 + 1 + 6);
}

static void
test_preview_hidden (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  const XaPass *passes;

  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "desk", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "/api/v2/instance", 200, INSTANCE);
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/lookup", 200, ACCOUNT ("161", ",\"hide_collections\":true"));
  preview = look (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (preview->coverage, ==, XA_COVERAGE_COUNT_ONLY);
  g_assert_cmpuint (preview->gives & XA_GIVES_MEMBERS, ==, 0);
  passes = xa_mastodon.get_passes (preview->target, preview->gives);
  g_assert_cmpint (passes[1], ==, XA_PASS_POSTS);
}

/* An older or other server knows the first version of the question only. */
static void
test_old_server (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;

  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "desk", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "/api/v2/instance", 404, "{\"error\":\"Not found\"}");
  scripted_platform_answer (fixture->platform, "/api/v1/instance", 200, "{\"uri\":\"https://News.example/\",\"title\":\"Old\",\"stats\":{\"user_count\":5}}");
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/lookup", 200, ACCOUNT ("1", ""));
  preview = look (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->target->host, ==, "news.example");
}

/* Names of one host, served by another. */
static void
test_served_elsewhere (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *form = NULL;

  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "desk", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "https://news.example/api/v2/instance", 200, "<html>a shop</html>");
  scripted_platform_answer (fixture->platform, "https://news.example/api/v1/instance", 404, "<html>a shop</html>");
  scripted_platform_answer (fixture->platform, "https://news.example/.well-known/webfinger?resource=acct%3Adesk%40news.example", 200,
                            "{\"subject\":\"acct:desk@news.example\",\"links\":[{\"rel\":\"x\",\"href\":\"https://no.example/\"},"
                            "{\"rel\":\"self\",\"type\":\"application/activity+json\",\"href\":\"https://social.news.example/users/desk\"}]}");
  scripted_platform_answer (fixture->platform, "https://social.news.example/api/v2/instance", 200, INSTANCE);
  scripted_platform_answer (fixture->platform, "https://social.news.example/api/v1/accounts/lookup", 200, ACCOUNT ("1", ""));
  scripted_platform_answer (fixture->platform, "https://social.news.example/api/v1/accounts/100", 200, ACCOUNT ("1", ""));
  preview = look (fixture, &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "mastodon:desk@news.example?id=100&parent=social.news.example");
  test_fetch_set_target (fixture->fetch, preview->target);
  g_free (run (fixture, XA_PASS_PROFILE));
}

/* A token is for its own server: another one is asked without. */
static void
test_token_stays (Fixture      *fixture,
                  gconstpointer data)
{
  XaRest *rest;

  use_target (fixture, XA_TARGET_ACCOUNT, "100", "desk", "https://mine.example", "PLANTED-token");
  rest = xa_fetch_get_rest (test_fetch_get (fixture->fetch));
  scripted_platform_answer (fixture->platform, "https://news.example/api/v1/accounts/100", 200, ACCOUNT ("1", ""));
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_null (xa_rest_get_credential (rest));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "mine.example"), ==, 0);

  use_target (fixture, XA_TARGET_ACCOUNT, "100", "desk", "https://news.example", "PLANTED-token");
  rest = xa_fetch_get_rest (test_fetch_get (fixture->fetch));
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_nonnull (xa_rest_get_credential (rest));

  /* A server on this machine stands for all. */
  use_target (fixture, XA_TARGET_ACCOUNT, "100", "desk", "http://127.0.0.1:9", "PLANTED-token");
  scripted_platform_answer (fixture->platform, "http://127.0.0.1:9/api/v1/accounts/100", 200, ACCOUNT ("1", ""));
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "127.0.0.1"), ==, 1);
}

/* --- followers ------------------------------------------------------------------------------------ */

static void
script_followers (Fixture *fixture)
{
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("250", ""));
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers?limit=80", 200, "[" PERSON ("Near", "") "," PERSON ("far@Away.example", "") "]");
  scripted_platform_answer_header (fixture->platform, "Link",
                                   "<https://news.example/api/v1/accounts/100/followers?limit=80&max_id=55>; rel=\"next\", <https://news.example/api/v1/accounts/100/followers?limit=80&since_id=9>; rel=\"prev\"");
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers?limit=80&max_id=55", 200,
                            "[{\"acct\":7},7," PERSON ("robot", ",\"group\":true") "," PERSON ("last", "") "]");
}

#define DECLARED(followers) "audience mastodon:desk@news.example kind=account title=\"The Desk\" handle=\"desk@news.example\" url=\"https://news.example/@desk\" members=" followers "\n"

static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("250", ""));
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_cmpstr (text, ==, DECLARED ("250") "sample mastodon:desk@news.example metric=posts at=2026-01-02T03:04:05Z value=3\npage end\n");
}

static void
test_members (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  script_followers (fixture);
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_cmpstr (text, ==,
                   "audience mastodon:desk@news.example kind=account title=\"The Desk\" handle=\"desk@news.example\" url=\"https://news.example/@desk\" members=250\n"
                   "snapshot mastodon:desk@news.example at=2026-01-02T03:04:05Z coverage=complete first_n=2 reported=250\n"
                   "member mastodon:desk@news.example id=\"near@news.example\"\n"
                   "member mastodon:desk@news.example id=\"far@away.example\"\n"
                   "progress 2/250\n"
                   "page cursor=\"2 limit=80&max_id=55\"\n"
                   "member mastodon:desk@news.example id=\"robot@news.example\" bot\n"
                   "member mastodon:desk@news.example id=\"last@news.example\"\n"
                   "progress 6/250\n"
                   "page end\n");
}

static void
test_members_resumed (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  script_followers (fixture);
  test_fetch_fail_after (fixture->fetch, 2);
  g_assert_false (try_pass (fixture, XA_PASS_MEMBERS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_fetch_fail_after (fixture->fetch, 0);
  g_free (run (fixture, XA_PASS_MEMBERS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "max_id=55"), ==, 2);
}

/* A list that is hidden is no failure, and no list of nobody. */
static void
test_hidden_list (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("250", ""));
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers", 200, "[]");
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_HIDDEN_LIST));
  g_assert_null (strstr (text, "snapshot"));
}

static void
test_nobody_follows (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("0", ""));
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers", 200, "[]");
  text = run (fixture, XA_PASS_MEMBERS);
  g_assert_false (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_HIDDEN_LIST));
  g_assert_nonnull (strstr (text, "coverage=complete reported=0\n"));
}

static void
test_closed_server (Fixture      *fixture,
                    gconstpointer data)
{
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("250", ""));
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers", 401, "{\"error\":\"PLANTED\"}");
  g_free (run (fixture, XA_PASS_MEMBERS));
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_NEEDS_SIGN_IN));
}

/* --- posts ---------------------------------------------------------------------------------------- */

static void
test_posts (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/statuses?limit=40", 200, STATUSES);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpstr (text, ==,
                   "audience mastodon:desk@news.example kind=account handle=\"desk@news.example\"\n"
                   "post mastodon:desk@news.example id=\"news.example/12\" at=2026-01-02T00:00:00Z by=own text=\"Careful\\nSee #Birds & more\\nEnd\" lang=\"en\" tag=\"birds\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z media\n"
                   "link mastodon:desk@news.example kind=mention id=\"friend@far.example\" at=2026-01-02T00:00:00Z\n"
                   "link mastodon:desk@news.example kind=mention id=\"near@news.example\" at=2026-01-02T00:00:00Z\n"
                   "link mastodon:desk@news.example kind=forward id=\"other@far.example\" certain at=2026-01-01T00:00:00Z\n"
                   "post mastodon:desk@news.example id=\"news.example/10\" at=2025-12-31T00:00:00Z by=own text=\"again\" reply_to=\"news.example/9\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z\n"
                   "post mastodon:desk@news.example id=\"news.example/8\" at=2025-12-30T00:00:00Z by=own text=\"no\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z\n"
                   "progress 6/?\n"
                   "page end mark:newest=\"1767312000000000\"\n");
}

static void
test_posts_again (Fixture      *fixture,
                  gconstpointer data)
{
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/statuses", 200, "[" STATUS ("20", "2025-12-01T00:00:00.000Z", "") "]");
  scripted_platform_answer_header (fixture->platform, "Link", "<https://news.example/api/v1/accounts/100/statuses?limit=40&max_id=20>; rel=\"next\"");
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/statuses?limit=40&max_id=20", 200, "[" STATUS ("19", "2025-11-01T00:00:00.000Z", "") "]");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "statuses"), ==, 2);
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "statuses"), ==, 3);
}

static void
test_reactors (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/statuses?limit=40&exclude_reblogs=true", 200, "[" STATUS ("30", "2026-01-01T00:00:00.000Z", "") "]");
  scripted_platform_answer (fixture->platform, "/api/v1/statuses/30/favourited_by", 200, "[" PERSON ("fan", "") "," PERSON ("robot", ",\"bot\":true") ",{}]");
  scripted_platform_answer_header (fixture->platform, "Link", "<https://news.example/api/v1/statuses/30/favourited_by?limit=80&max_id=2>; rel=\"next\"");
  scripted_platform_answer (fixture->platform, "/api/v1/statuses/30/favourited_by?limit=80&max_id=2", 200, "[" PERSON ("late@far.example", "") "]");
  scripted_platform_answer (fixture->platform, "/api/v1/statuses/30/reblogged_by", 404, "{\"error\":\"Record not found\"}");
  text = run (fixture, XA_PASS_REACTORS);
  g_assert_cmpstr (text, ==,
                   "audience mastodon:desk@news.example kind=account handle=\"desk@news.example\"\n"
                   "reaction mastodon:desk@news.example post=\"news.example/30\" by=\"fan@news.example\"\n"
                   "progress 0/2\n"
                   "page cursor=\"30 0 limit=80&max_id=2\"\n"
                   "reaction mastodon:desk@news.example post=\"news.example/30\" by=\"late@far.example\"\n"
                   "progress 1/2\n"
                   "page cursor=\"30 1 \"\n"
                   "progress 2/2\n"
                   "page end mark:asked=\"1767323045000000\"\n");
}

static void
test_tag (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *text = NULL;

  use_target (fixture, XA_TARGET_TAG, NULL, "birds", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "/api/v1/timelines/tag/birds?limit=40", 200, "[" STATUS ("12", "2026-01-02T00:00:00.000Z", ",\"content\":\"tweet\"") "]");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_cmpstr (text, ==,
                   "audience mastodon:#birds@news.example kind=tag title=\"#birds\"\n"
                   "post mastodon:#birds@news.example id=\"news.example/12\" at=2026-01-02T00:00:00Z by=member author=\"desk@news.example\" text=\"tweet\" reactions=5 comments=2 shares=4 seen=2026-01-02T03:04:05Z\n"
                   "progress 1/?\n"
                   "page end mark:newest=\"1767312000000000\"\n"
                   "note partial-server detail=\"a server finds only the posts that it has seen\"\n");
}

static void
test_search (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_MASTODON, XA_TARGET_SEARCH);
  g_autoptr (GError) error = NULL;

  use_target (fixture, XA_TARGET_SEARCH, NULL, "lake birds", "https://news.example", NULL);
  scripted_platform_answer (fixture->platform, "/api/v2/instance", 200, INSTANCE);
  g_assert_null (look (fixture, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);

  use_target (fixture, XA_TARGET_SEARCH, NULL, "lake birds", "https://news.example", "token");
  target->handle = g_strdup ("lake birds");
  target->host = g_strdup ("news.example");
  target->from_us = G_GINT64_CONSTANT (1764547200) * G_USEC_PER_SEC; /* 2025-12-01 */
  test_fetch_set_target (fixture->fetch, target);
  scripted_platform_answer (fixture->platform, "/api/v2/search?limit=40&q=lake%20birds%20after%3A2025-12-01&type=statuses", 200,
                            "{\"statuses\":[" STATUS ("12", "2026-01-02T00:00:00.000Z", ",\"content\":\"tweet\"") "]}");
  scripted_platform_answer (fixture->platform, "/api/v2/search?limit=40&q=lake%20birds%20after%3A2025-12-01&type=statuses&offset=1", 200, "{\"statuses\":[]}");
  g_free (run (fixture, XA_PASS_POSTS));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "post"), ==, 1);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "offset=1"), ==, 1);
}

static void
test_check (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *who = NULL;

  scripted_platform_answer (fixture->platform, "/api/v2/instance", 200, INSTANCE);
  g_assert_true (xa_mastodon.check (test_fetch_get (fixture->fetch), &who, &error));
  g_assert_null (who);
  use_target (fixture, XA_TARGET_ACCOUNT, NULL, "desk", "https://news.example", "token");
  scripted_platform_answer (fixture->platform, "verify_credentials", 200, PERSON ("me", ""));
  g_assert_true (xa_mastodon.check (test_fetch_get (fixture->fetch), &who, &error));
  g_assert_cmpstr (who, ==, "me@news.example");
  g_clear_pointer (&who, g_free);
  scripted_platform_answer (fixture->platform, "verify_credentials", 401, "{\"error\":\"PLANTED\"}");
  g_assert_false (xa_mastodon.check (test_fetch_get (fixture->fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
}

/* --- recorded answers ----------------------------------------------------------------------------- */

/* The samples are not ours to copy: what is expected of them is kept as a number and a sum. */
static const struct {
  const char *name;
  XaPass      pass;
  const char *sample;
  const char *path;
  const char *prefix; /* of the lines that are counted */
  guint       n;
  const char *sum; /* SHA-256 of all lines */
} recorded[] = {
  { "followers", XA_PASS_MEMBERS, "accounts/data/lookup_followers.json", "/followers", "member", 40, "93cb03db338f1dae386e89f8a3fdd4249f4f065714bf949d0b39095680136782" },
  { "statuses", XA_PASS_POSTS, "accounts/data/lookup_statuses.json", "/statuses", "post", 2, "55a91493f65fb38567a4f3daa840b3fd469677f7aedb911f55b04c07a04aa8b7" },
  { "account", XA_PASS_PROFILE, "accounts/data/lookup_account_from_web_finger_address.json", "/accounts/100", "audience", 1, "9a545a2b574c4edc097eba95a1f293df7df68321de0d7eac247daf32638d5fde" },
};

static void
test_recorded (gconstpointer data)
{
  gsize            i = GPOINTER_TO_SIZE (data);
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *file = shared ? g_build_filename (shared, "samples", "mastodon", "mastodon-dart", "v1", recorded[i].sample, NULL) : NULL;
  g_autofree char *answer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sum = NULL;
  Fixture          fixture = { 0 };

  if (!file || !g_file_get_contents (file, &answer, NULL, NULL)) {
    g_test_skip ("there are no samples");
    return;
  }
  set_up (&fixture, NULL);
  if (recorded[i].pass != XA_PASS_PROFILE)
    scripted_platform_answer (fixture.platform, "/api/v1", 200, ACCOUNT ("40", ""));
  scripted_platform_answer (fixture.platform, recorded[i].path, 200, answer);
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
  { "deleted", 410, "{\"error\":\"PLANTED\"}", XA_NET_ERROR_GONE },
  { "not-found", 404, "{\"error\":\"PLANTED\"}", XA_NET_ERROR_GONE },
  { "forbidden", 403, "{\"error\":\"PLANTED\"}", XA_NET_ERROR_FORBIDDEN },
  { "sign-in", 422, "{\"error\":\"This method requires an authenticated user\"}", XA_NET_ERROR_FORBIDDEN },
  { "unprocessable", 422, "{\"error\":\"PLANTED\"}", XA_NET_ERROR_BAD_REQUEST },
  { "page-for-json", 200, "<html>PLANTED</html>", XA_NET_ERROR_MALFORMED },
  { "cut-off", 200, "[{\"acct\":\"PLANTED", XA_NET_ERROR_MALFORMED },
  { "object-for-list", 200, "{\"PLANTED\":[]}", XA_NET_ERROR_MALFORMED },
  { "text-for-list", 200, "\"PLANTED\"", XA_NET_ERROR_MALFORMED },
};

static void
test_weather (gconstpointer data)
{
  gsize   i = GPOINTER_TO_SIZE (data);
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  scripted_platform_answer (fixture.platform, "/api/v1/accounts/100/statuses", weather[i].status, weather[i].body);
  g_assert_false (try_pass (&fixture, XA_PASS_POSTS, &error));
  g_assert_error (error, XA_NET_ERROR, (int) weather[i].code);
  g_assert_null (strstr (error->message, "PLANTED"));
  tear_down (&fixture, NULL);
}

static void
test_loop (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100", 200, ACCOUNT ("250", ""));
  scripted_platform_answer (fixture->platform, "/api/v1/accounts/100/followers", 200, "[" PERSON ("a", "") "]");
  scripted_platform_answer_header (fixture->platform, "Link", "<https://news.example/api/v1/accounts/100/followers?max_id=1>; rel=\"next\"");
  g_assert_false (try_pass (fixture, XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
}

/* A link may lead anywhere; only its query is taken. */
static void
test_foreign_link (Fixture      *fixture,
                   gconstpointer data)
{
  scripted_platform_answer (fixture->platform, "https://news.example/api/v1/accounts/100", 200, ACCOUNT ("2", ""));
  scripted_platform_answer (fixture->platform, "https://news.example/api/v1/accounts/100/followers", 200, "[" PERSON ("a", "") "]");
  scripted_platform_answer_header (fixture->platform, "Link", "<https://evil.example/steal?max_id=1>; rel=\"next\"");
  scripted_platform_answer (fixture->platform, "https://news.example/api/v1/accounts/100/followers?max_id=1", 200, "[" PERSON ("b", "") "]");
  g_free (run (fixture, XA_PASS_MEMBERS));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "evil"), ==, 0);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fixture->fetch), "member"), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/mastodon/preview", test_preview);
  ADD ("/mastodon/preview-hidden", test_preview_hidden);
  ADD ("/mastodon/old-server", test_old_server);
  ADD ("/mastodon/served-elsewhere", test_served_elsewhere);
  ADD ("/mastodon/NET-2/token-stays", test_token_stays);
  ADD ("/mastodon/profile", test_profile);
  ADD ("/mastodon/members", test_members);
  ADD ("/mastodon/members-resumed", test_members_resumed);
  ADD ("/mastodon/hidden-list", test_hidden_list);
  ADD ("/mastodon/nobody-follows", test_nobody_follows);
  ADD ("/mastodon/closed-server", test_closed_server);
  ADD ("/mastodon/posts", test_posts);
  ADD ("/mastodon/posts-again", test_posts_again);
  ADD ("/mastodon/reactors", test_reactors);
  ADD ("/mastodon/tag", test_tag);
  ADD ("/mastodon/search", test_search);
  ADD ("/mastodon/check", test_check);
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++) {
    g_autofree char *path = g_strconcat ("/mastodon/recorded/", recorded[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_recorded);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (weather); i++) {
    g_autofree char *path = g_strconcat ("/mastodon/weather/", weather[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_weather);
  }
  ADD ("/mastodon/weather/loop", test_loop);
  ADD ("/mastodon/NET-2/foreign-link", test_foreign_link);

  return g_test_run ();
}
