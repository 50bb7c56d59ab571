/* LinkedIn: numbers of pages, what is left out of them, and versions that end. */
#include "providers/linkedin/xa-linkedin-api.h"

#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

#define ORGANIZATION "{\"id\":7,\"localizedName\":\"The News\",\"vanityName\":\"news\"}"
#define SIZE "{\"firstDegreeSize\":120}"
#define OWN "{\"elements\":[{\"organization\":\"urn:li:organization:7\",\"role\":\"ADMINISTRATOR\",\"roleAssignee\":\"urn:li:person:PLANTED\"},{\"organization\":7}]}"
#define NOBODY "{\"elements\":[]}"
#define SHARES "/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7&"

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
} Fixture;

static void
use_target (Fixture    *fixture,
            const char *form)
{
  g_autoptr (XaTarget) target = xa_target_parse (form);

  g_assert_true (xa_linkedin.can_reach (target));
  g_clear_pointer (&fixture->fetch, test_fetch_free);
  fixture->fetch = test_fetch_new (scripted_platform_get_rest (fixture->platform, &xa_linkedin, xa_linkedin.base, "PLANTED-token"), target);
  test_fetch_set_max_posts (fixture->fetch, 1000);
}

static void
answer (Fixture    *fixture,
        const char *piece,
        const char *body)
{
  scripted_platform_answer (fixture->platform, piece, 200, body);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->platform = scripted_platform_new ();
  use_target (fixture, "linkedin:7?handle=news");
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
  return xa_linkedin.fetch (test_fetch_get (fixture->fetch), pass, error);
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
script_page (Fixture *fixture)
{
  answer (fixture, "/rest/organizations/7", ORGANIZATION);
  answer (fixture, "/networkSizes/urn%3Ali%3Aorganization%3A7?edgeType=COMPANY_FOLLOWED_BY_MEMBER", SIZE);
  answer (fixture, "/organizationAcls?q=roleAssignee", OWN);
}

/* --- numbers --------------------------------------------------------------------------------- */

static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  script_page (fixture);
  answer (fixture, "/organizationalEntityFollowerStatistics?",
          "{\"elements\":[{\"timeRange\":{\"start\":1767052800000},\"followerGains\":{\"organicFollowerGain\":3,\"paidFollowerGain\":1}},"
          "{\"timeRange\":{\"start\":1767139200000},\"followerGains\":{\"organicFollowerGain\":-2,\"paidFollowerGain\":0}},"
          "{\"timeRange\":{\"start\":1767225600000},\"followerGains\":{\"organicFollowerGain\":0}},{\"timeRange\":7}]}");
  answer (fixture, SHARES "timeIntervals=(timeRange:(start:",
          "{\"elements\":[{\"timeRange\":{\"start\":1767052800000},\"totalShareStatistics\":{\"likeCount\":-1,\"commentCount\":2,\"shareCount\":0,\"impressionCount\":70}}]}");
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_cmpstr (text, ==,
                   "audience linkedin:7 kind=account title=\"The News\" handle=\"news\" url=\"https://www.linkedin.com/company/news/\" members=120\n"
                   "event linkedin:7 kind=join at=2025-12-30T00:00:00Z count=4\n"
                   "event linkedin:7 kind=leave at=2025-12-31T00:00:00Z count=2\n"
                   "sample linkedin:7 metric=views at=2025-12-30T00:00:00Z value=70\n"
                   "sample linkedin:7 metric=comments at=2025-12-30T00:00:00Z value=2\n"
                   "sample linkedin:7 metric=shares at=2025-12-30T00:00:00Z value=0\n"
                   "page end mark:day=\"20453\"\n");
}

#define FOLLOWERS "/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A7"
#define N(organic, paid) "\"followerCounts\":{\"organicFollowerCount\":" organic ",\"paidFollowerCount\":" paid "}"

static void
script_facets (Fixture *fixture)
{
  script_page (fixture);
  answer (fixture, FOLLOWERS "&timeIntervals", NOBODY);
  answer (fixture, SHARES "timeIntervals", NOBODY);
  answer (fixture, FOLLOWERS,
          "{\"elements\":[{\"organizationalEntity\":\"urn:li:organization:7\","
          "\"followerCountsByGeoCountry\":[{\"geo\":\"urn:li:geo:2\"," N ("20", "0") "},{\"geo\":\"urn:li:geo:1\"," N ("80", "5") "}],"
                                                                                                                                  "\"followerCountsByGeo\":7,"
                                                                                                                                  "\"followerCountsByIndustry\":[{\"industry\":\"urn:li:industry:43\"," N ("60", "0") "},{\"industry\":\"urn:li:person:PLANTED\"," N ("3", "0") "},"
                                                                                                                                                                                                                                                                                "{\"industry\":\"urn:li:industry:44\",\"followerCounts\":{}},{\"industry\":\"urn:li:industry:45x\"," N ("9", "0") "}],"
                                                                                                                                                                                                                                                                                                                                                                                                  "\"followerCountsByFunction\":[{\"function\":\"urn:li:function:8\"," N ("30", "0") "}],"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     "\"followerCountsBySeniority\":[{\"seniority\":\"urn:li:seniority:4\"," N ("31", "0") "}],"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "\"followerCountsByStaffCountRange\":[{\"staffCountRange\":\"SIZE_2_TO_10\"," N ("12", "0") "},{\"staffCountRange\":\"SIZE_OF_A_TOWN\"," N ("1", "0") "}]}]}");
  answer (fixture, "https://api.linkedin.com/v2/geo?ids=List(1,2)",
          "{\"statuses\":{},\"results\":{\"1\":{\"defaultLocalizedName\":{\"value\":\"Norway\"},\"id\":1}},\"errors\":{}}");
  answer (fixture, "https://api.linkedin.com/v2/industryTaxonomyVersions/DEFAULT/industries?ids=List(43)",
          "{\"results\":{\"43\":{\"name\":{\"localized\":{\"en_US\":\"Fisheries\"}},\"id\":43}}}");
  scripted_platform_answer (fixture->platform, "https://api.linkedin.com/v2/functions?", 403, "{\"message\":\"PLANTED\",\"status\":403}");
  answer (fixture, "https://api.linkedin.com/v2/seniorities?", "[\"PLANTED\"]");
}

/* Counts as LinkedIn states them, by the numbers of its own lists; names where it tells them. */
static void
test_facets (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  script_facets (fixture);
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_nonnull (strstr (text, "facet linkedin:7 kind=country at=2026-01-02T03:04:05Z value=\"1\" name=\"Norway\" count=80 value=\"2\" count=20\n"
                                  "facet linkedin:7 kind=industry at=2026-01-02T03:04:05Z value=\"43\" name=\"Fisheries\" count=60\n"
                                  "facet linkedin:7 kind=function at=2026-01-02T03:04:05Z value=\"8\" count=30\n"
                                  "facet linkedin:7 kind=seniority at=2026-01-02T03:04:05Z value=\"4\" count=31\n"
                                  "facet linkedin:7 kind=company_size at=2026-01-02T03:04:05Z value=\"SIZE_2_TO_10\" name=\"2\\342\\200\\22310 people\" count=12 "
                                  "value=\"SIZE_OF_A_TOWN\" count=1\n"));
  g_assert_null (strstr (text, "PLANTED"));
  g_assert_cmpuint (recording_sink_get_rejects (test_fetch_get_recording (fixture->fetch), XA_REJECT_MALFORMED_RECORD), ==, 3);
  g_assert_false (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_MISSING_RIGHT));
}

/* What things are called is asked once, and after a month once more for those that had no name. */
static void
test_names_are_kept (Fixture      *fixture,
                     gconstpointer data)
{
  gint64 now_us = xa_fetch_get_now (test_fetch_get (fixture->fetch));

  script_facets (fixture);
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/v2/"), ==, 4);
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/v2/"), ==, 4);
  test_fetch_set_now (fixture->fetch, now_us + 31 * XA_USEC_PER_DAY);
  answer (fixture, "https://api.linkedin.com/v2/geo?ids=List(2)", "{\"results\":{\"2\":{\"defaultLocalizedName\":{\"value\":\"Chile\"}}}}");
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/v2/"), ==, 7);
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "/v2/industry"), ==, 1);
  g_assert_nonnull (strstr (xa_fetch_get_mark (test_fetch_get (fixture->fetch), "@names-geo"), "1\tNorway\n2\tChile"));
}

/* Refused, they are a note, and the rest of the page comes all the same. */
static void
test_facets_refused (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  script_page (fixture);
  answer (fixture, FOLLOWERS "&timeIntervals", NOBODY);
  answer (fixture, SHARES "timeIntervals", NOBODY);
  scripted_platform_answer (fixture->platform, FOLLOWERS, 403, "{\"message\":\"PLANTED\",\"status\":403}");
  text = run (fixture, XA_PASS_PROFILE);
  g_assert_null (strstr (text, "facet"));
  g_assert_nonnull (strstr (text, " members=120\n"));
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_MISSING_RIGHT));
}

/* Of a page that is not the user's only the size is asked for. */
static void
test_other (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  g_autofree char *form = NULL;

  use_target (fixture, "linkedin:@rival");
  answer (fixture, "/organizations?q=vanityName&vanityName=rival", "{\"elements\":[{\"id\":8,\"localizedName\":\"The Rival\",\"vanityName\":\"rival\"}]}");
  answer (fixture, "/networkSizes/urn%3Ali%3Aorganization%3A8?", SIZE);
  answer (fixture, "/organizationAcls?q=roleAssignee", OWN);
  preview = xa_linkedin.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
  g_assert_no_error (error);
  form = xa_target_format (preview->target);
  g_assert_cmpstr (form, ==, "linkedin:8?handle=rival");
  g_assert_cmpint (preview->members_reported, ==, 120);
  g_assert_cmpint (xa_linkedin.get_passes (preview->target, preview->gives)[1], ==, 0);
  test_fetch_set_target (fixture->fetch, preview->target);
  answer (fixture, "/rest/organizations/8", "{\"id\":8,\"localizedName\":\"The Rival\",\"vanityName\":\"rival\"}");
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "Statistics"), ==, 0);
}

static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  use_target (fixture, "linkedin:@nobody");
  answer (fixture, "/organizations?q=vanityName&vanityName=nobody", NOBODY);
  g_assert_null (xa_linkedin.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_GONE);
}

/* --- posts ----------------------------------------------------------------------------------- */

static void
test_posts (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, "/posts?q=author&author=urn%3Ali%3Aorganization%3A7&count=50&start=0&sortBy=CREATED",
          "{\"elements\":[{\"id\":\"urn:li:share:11\",\"commentary\":\"Hi @[PLANTED Name](urn:li:person:PLANTED), @[Rival](urn:li:organization:8) \\\\(now\\\\) {hashtag|\\\\#|Birds}\","
          "\"publishedAt\":1767225600000,\"lifecycleState\":\"PUBLISHED\",\"content\":{}},"
          "{\"id\":\"urn:li:ugcPost:12\",\"createdAt\":1767139200000},{\"id\":\"urn:li:share:13\",\"createdAt\":1767139200000,\"lifecycleState\":\"DRAFT\"},{\"id\":7}]}");
  answer (fixture, SHARES "shares=List(urn%3Ali%3Ashare%3A11,urn%3Ali%3Ashare%3A13)",
          "{\"elements\":[{\"share\":\"urn:li:share:11\",\"totalShareStatistics\":{\"likeCount\":5,\"commentCount\":2,\"shareCount\":1,\"impressionCount\":90}}]}");
  scripted_platform_answer (fixture->platform, SHARES "ugcPosts=List(urn%3Ali%3AugcPost%3A12)", 403, "{\"message\":\"PLANTED\",\"status\":403}");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "post linkedin:7 id=\"urn:li:share:11\" at=2026-01-01T00:00:00Z by=own text=\"Hi , Rival (now) #Birds\" tag=\"Birds\" reactions=5 comments=2 shares=1 views=90 "
                                  "seen=2026-01-02T03:04:05Z media\n"
                                  "link linkedin:7 kind=mention id=\"8\" certain at=2026-01-01T00:00:00Z\n"));
  g_assert_nonnull (strstr (text, "post linkedin:7 id=\"urn:li:ugcPost:12\" at=2025-12-31T00:00:00Z by=own seen="));
  g_assert_null (strstr (text, "share:13"));
  g_assert_null (strstr (text, "PLANTED"));
  g_assert_true (test_fetch_has_note (fixture->fetch, XA_FETCH_NOTE_MISSING_RIGHT));
}

#define PUBLISHED(urn, ms) "{\"id\":\"" urn "\",\"publishedAt\":" ms "}"

/* Of the year that is counted, LinkedIn leaves out what nobody saw; of what is older it says nothing. */
static void
test_unseen (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, "/posts?",
          "{\"elements\":[" PUBLISHED ("urn:li:share:11", "1767225600000") "," PUBLISHED ("urn:li:share:12", "1767139200000") "," PUBLISHED ("urn:li:share:13", "1704067200000") "]}");
  answer (fixture, SHARES "shares=", "{\"elements\":[{\"share\":\"urn:li:share:11\",\"totalShareStatistics\":{\"likeCount\":5,\"commentCount\":2,\"shareCount\":1,\"impressionCount\":90}}]}");
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "id=\"urn:li:share:11\" at=2026-01-01T00:00:00Z by=own reactions=5 comments=2 shares=1 views=90 seen="));
  g_assert_nonnull (strstr (text, "id=\"urn:li:share:12\" at=2025-12-31T00:00:00Z by=own reactions=0 comments=0 shares=0 views=0 seen="));
  g_assert_nonnull (strstr (text, "id=\"urn:li:share:13\" at=2024-01-01T00:00:00Z by=own seen="));
}

/* An answer that is not as it should be, or to another question, says nothing of what is missing in it. */
static void
test_unseen_is_sure (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (fixture, "/posts?", "{\"elements\":[" PUBLISHED ("urn:li:share:11", "1767225600000") "]}");
  answer (fixture, SHARES "shares=", data);
  text = run (fixture, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "id=\"urn:li:share:11\" at=2026-01-01T00:00:00Z by=own seen="));
}

/* --- versions and limits --------------------------------------------------------------------- */

/* The month ends: a newer one is found, kept, and asked first from then on. */
static void
test_newer_version (Fixture      *fixture,
                    gconstpointer data)
{
  /* In December 2026 the months of December and November are not out yet. */
  test_fetch_set_now (fixture->fetch, G_GINT64_CONSTANT (1796083200000000));
  script_page (fixture);
  g_assert_cmpstr (XA_LINKEDIN_VERSION, ==, "202607");
  scripted_platform_answer (fixture->platform, "https://api.linkedin.com/rest/organizations/7", 426, "{\"status\":426}");
  scripted_platform_answer (fixture->platform, "https://api.linkedin.com/rest/organizations/7", 426, "{\"status\":426}");
  scripted_platform_answer (fixture->platform, "https://api.linkedin.com/rest/organizations/7", 426, "{\"status\":426}");
  scripted_platform_answer (fixture->platform, "https://api.linkedin.com/rest/organizations/7", 200, ORGANIZATION);
  answer (fixture, "/organizationalEntityFollowerStatistics?", NOBODY);
  answer (fixture, SHARES, NOBODY);
  g_free (run (fixture, XA_PASS_PROFILE));
  g_assert_cmpstr (xa_fetch_get_mark (test_fetch_get (fixture->fetch), "@version"), ==, "202610");
}

static void
test_outdated (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_fetch_set_now (fixture->fetch, G_GINT64_CONSTANT (1796083200000000));
  scripted_platform_answer (fixture->platform, "/rest/organizations/7", 426, "{\"status\":426,\"message\":\"PLANTED\"}");
  g_assert_false (try_pass (fixture, XA_PASS_PROFILE, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_OUTDATED);
  g_assert_null (strstr (error->message, "PLANTED"));
  g_assert_nonnull (strstr (error->message, "update the program"));
  g_assert_cmpuint (scripted_platform_count (fixture->platform, "organizations/7"), ==, 5);
}

/* The day is used up: nothing is asked until midnight, UTC. */
static void
test_day_used_up (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 until_us;

  scripted_platform_answer (fixture->platform, "/rest/organizations/7", 429, "{\"status\":429,\"serviceErrorCode\":101,\"message\":\"PLANTED\"}");
  g_assert_false (try_pass (fixture, XA_PASS_PROFILE, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  until_us = xa_rest_get_not_before (xa_fetch_get_rest (test_fetch_get (fixture->fetch)));
  g_assert_cmpint (until_us % XA_USEC_PER_DAY, ==, 0);
}

/* --- what others recorded -------------------------------------------------------------------- */

static JsonNode *
read_sample (const char *name)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *whole = shared ? g_build_filename (shared, "samples", "linkedin", "api-evangelist-examples", name, NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (!whole || !g_file_get_contents (whole, &text, NULL, NULL)) {
    g_test_skip ("there are no samples");
    return NULL;
  }
  node = json_from_string (text, &error);
  g_assert_no_error (error);

  return node;
}

/* (transfer full) (nullable): of a sample, the answer that it is or holds */
static char *
cut_sample (const char *name,
            const char *path)
{
  g_autoptr (JsonNode) whole = read_sample (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) found = whole ? json_path_query (path, whole, &error) : NULL;

  g_assert_no_error (error);
  if (!found)
    return NULL;
  g_assert_cmpuint (json_array_get_length (json_node_get_array (found)), ==, 1);

  return json_to_string (json_array_get_element (json_node_get_array (found), 0), FALSE);
}

#define SAMPLE(name) "linkedin-marketing-community-" name "-response200-example.json"

/* Invented by their publishers: the shapes are what is tested. */
static const struct {
  const char *name;
  const char *sample;
  const char *path;
  const char *expected;
} organizations[] = {
  { "administered", SAMPLE ("retrieve-an-administered-organization"), "$", "title=\"Example Name\" handle=\"Example Name\" url=\"https://www.linkedin.com/company/Example Name/\" members=42\n" },
  { "batch-administered", SAMPLE ("batch-get-on-administered"), "$.results.89758488", "title=\"Example Professional\" handle=\"Example Professional\" " },
  { "batch-nonadministered", SAMPLE ("batch-get-on-nonadministered"), "$.results.35625943", "title=\"Example Professional\" handle=\"Example Professional\" " },
  { "batch-nonadministered-with-website", SAMPLE ("batch-get-on-nonadministered"), "$.results.89758488", "title=\"Example Professional\" handle=\"Example Professional\" " },
  { "nonadministered", SAMPLE ("find-nonadministered-organization"), "$.results.3803", "title=\"Example Professional\" handle=\"Example Professional\" " },
  { "nonadministered-without-places", SAMPLE ("find-nonadministered-organization"), "$.results.79988552", "title=\"Example Professional\" handle=\"Example Professional\" " },
  { "projected", SAMPLE ("lookup-by-organization-primary"), "$", "handle=\"news\" url=\"https://www.linkedin.com/company/news/\" members=42\n" },
};

static void
test_sample_organization (Fixture      *fixture,
                          gconstpointer data)
{
  gsize            i = GPOINTER_TO_SIZE (data);
  g_autofree char *organization = cut_sample (organizations[i].sample, organizations[i].path);
  g_autofree char *size = cut_sample (SAMPLE ("retrieve-organization-follower-count"), "$");
  g_autofree char *text = NULL;
  g_autofree char *start = NULL;

  if (!organization || !size)
    return;
  answer (fixture, "/rest/organizations/7", organization);
  answer (fixture, "/networkSizes/", size);
  answer (fixture, "/organizationAcls?", NOBODY);
  text = run (fixture, XA_PASS_PROFILE);
  start = g_strconcat ("audience linkedin:7 kind=account ", organizations[i].expected, NULL);
  g_assert_true (g_str_has_prefix (text, start));
  g_assert_nonnull (strstr (text, " members=42\n"));
}

/* Found by its name: the list of what a name stands for. */
static void
test_sample_by_name (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *found = cut_sample (SAMPLE ("find-administered-organization-brands"), "$");
  g_autofree char *size = cut_sample (SAMPLE ("retrieve-organization-follower-count"), "$");
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  if (!found || !size)
    return;
  use_target (fixture, "linkedin:@news");
  answer (fixture, "/organizations?q=vanityName&vanityName=news", found);
  answer (fixture, "/networkSizes/urn%3Ali%3Aorganization%3A42?", size);
  answer (fixture, "/organizationAcls?", NOBODY);
  preview = xa_linkedin.preview (test_fetch_get (fixture->fetch), xa_fetch_get_target (test_fetch_get (fixture->fetch)), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->target->id, ==, "42");
  g_assert_cmpstr (preview->title, ==, "Example Professional");
  g_assert_cmpint (preview->members_reported, ==, 42);
}

static void
test_sample_roles (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *roles = cut_sample ("linkedin-getorganizationacls-example.json", "$.responseExamples[0].example");
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GError) error = NULL;

  if (!roles)
    return;
  answer (fixture, "/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED", roles);
  own = xa_linkedin_list_own (test_fetch_get (fixture->fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (own->len, ==, 1);
  g_assert_cmpstr (own->pdata[0], ==, "12345678");
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*function) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/linkedin/profile", test_profile },
    { "/linkedin/facets", test_facets },
    { "/linkedin/names-are-kept", test_names_are_kept },
    { "/linkedin/facets-refused", test_facets_refused },
    { "/linkedin/other", test_other },
    { "/linkedin/unknown", test_unknown },
    { "/linkedin/posts", test_posts },
    { "/linkedin/unseen", test_unseen },
    { "/linkedin/newer-version", test_newer_version },
    { "/linkedin/outdated", test_outdated },
    { "/linkedin/NET-7/day-used-up", test_day_used_up },
    { "/linkedin/samples/by-name", test_sample_by_name },
    { "/linkedin/samples/roles", test_sample_roles },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].function, tear_down);
  g_test_add ("/linkedin/unseen-is-sure/malformed", Fixture, "{\"elements\":[{\"share\":7,\"totalShareStatistics\":{\"likeCount\":5}}]}", set_up, test_unseen_is_sure, tear_down);
  g_test_add ("/linkedin/unseen-is-sure/of-another", Fixture, "{\"elements\":[{\"share\":\"urn:li:share:99\",\"totalShareStatistics\":{\"likeCount\":5}}]}", set_up, test_unseen_is_sure, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (organizations); i++) {
    g_autofree char *path = g_strdup_printf ("/linkedin/samples/organization/%s", organizations[i].name);

    g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_sample_organization, tear_down);
  }

  return g_test_run ();
}
