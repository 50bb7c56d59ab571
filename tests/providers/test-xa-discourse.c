#include "discourse-fixture.h"

/* --- the forum itself ---------------------------------------------------------------------------- */

static void
test_profile (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/site/basic-info.json", 200, "{'title':'Birds','login_required':false}");
  answer (f, "/about.json", 200, "{'about':{'stats':{'users_count':812,'posts_count':9001,'active_users_30_days':77}}}");
  text = run (f, XA_PASS_PROFILE);
  assert_asked (f, 0, "GET " BASE "/site/basic-info.json");
  assert_has (text, "audience discourse:forum.example/talk kind=forum title=\"Birds\" url=\"" BASE "\" members=812");
  g_assert_nonnull (strstr (text, "sample discourse:forum.example/talk metric=posts"));
}

/* Counts are the members' only, and old forums name them otherwise. */
static void
test_profile_hidden (Fixture      *f,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/site/basic-info.json", 200, "{'title':'Birds'}");
  answer (f, "/about.json", 403, "{'errors':['no'],'error_type':'not_logged_in'}");
  answer (f, "/about.json", 200, "{'about':{'stats':{'user_count':5,'post_count':6}}}");
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience discourse:forum.example/talk kind=forum title=\"Birds\" url=\"" BASE "\"");
  g_clear_pointer (&text, g_free);
  text = run (f, XA_PASS_PROFILE);
  g_assert_nonnull (strstr (text, "metric=posts"));
}

static void
test_no_forum (Fixture      *f,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  answer (f, "/site/basic-info.json", 200, "<html>a blog</html>");
  g_assert_null (xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_GONE);
}

static void
test_preview (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (XaPreview) stranger = NULL;
  g_autoptr (XaPreview) admin = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/site/basic-info.json", 200, "{'title':'Birds'}");
  answer (f, "/about.json", 200, "{'about':{'stats':{'user_count':812,'post_count':9001}}}");
  stranger = xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stranger->title, ==, "Birds");
  g_assert_cmpstr (stranger->target->host, ==, "forum.example/talk");
  g_assert_cmpint (stranger->coverage, ==, XA_COVERAGE_FIRST_N);
  g_assert_cmpint (stranger->first_n, ==, 550);
  g_assert_cmpint (stranger->members_reported, ==, 812);
  g_assert_cmpint (stranger->n_requests, >, 11);
  g_assert_cmpint (stranger->duration_us, ==, stranger->n_requests * G_USEC_PER_SEC);
  sign_in (f, "admin");
  admin = xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (admin->coverage, ==, XA_COVERAGE_COMPLETE);
}

/* Without a key one connection reaches every forum; a key goes to its own only. */
static void
test_other_forum (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "other.example/site/basic-info.json", 200, "{'title':'Fish'}");
  answer (f, "other.example/about.json", 404, "{}");
  f->target->host = g_strdup ("other.example");
  sign_in (f, "admin");
  g_assert_null (xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 0);
  g_clear_error (&error);

  xa_rest_set_credential (xa_fetch_get_rest (test_fetch_get (f->fetch)), NULL);
  preview = xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->title, ==, "Fish");
  assert_asked (f, 0, "GET https://other.example/site/basic-info.json");
}

/* --- members ------------------------------------------------------------------------------------- */

static char *
make_rows (guint first,
           guint n)
{
  GString *rows = g_string_new (NULL);

  for (guint i = first; i < first + n; i++)
    g_string_append_printf (rows, "%s{'user':{'id':%u,'username':'planted%u'}}", i > first ? "," : "", i, i);

  return g_string_free (rows, FALSE);
}

static void
test_directory (Fixture      *f,
                gconstpointer data)
{
  g_autofree char *text = NULL;

  for (guint page = 0; page <= 10; page++) {
    g_autofree char *rows = make_rows (1 + page * 50, 50);
    g_autofree char *body = g_strdup_printf ("{'directory_items':[%s],'meta':{'total_rows_directory_items':2000}}", rows);
    g_autofree char *piece = g_strdup_printf ("/directory_items.json?period=all&order=post_count&page=%u", page);

    answer (f, piece, 200, body);
  }
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 11);
  g_assert_cmpuint (count (f, "member "), ==, 550);
  g_assert_nonnull (strstr (text, "coverage=first_n first_n=550 reported=2000"));
  assert_has (text, "member discourse:forum.example/talk id=\"forum.example/talk:550\"");
  g_assert_cmpuint (count (f, "note capped"), ==, 1);
  g_assert_null (strstr (text, "planted"));
}

static void
test_directory_hidden (Fixture      *f,
                       gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/directory_items.json", 403, "{'error_type':'not_logged_in'}");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "note hidden-list"), ==, 1);
  g_assert_cmpuint (count (f, "snapshot"), ==, 0);
}

/* A page that cannot be read fails the pass, so that no list comes of it. */
static void
test_directory_cut (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *rows = make_rows (1, 50);
  g_autofree char *body = g_strdup_printf ("{'directory_items':[%s],'meta':{'total_rows_directory_items':90}}", rows);
  g_autofree char *more = make_rows (51, 40);
  g_autofree char *second = g_strdup_printf ("{'directory_items':[%s],'meta':{'total_rows_directory_items':90}}", more);
  g_autoptr (GError) error = NULL;

  answer (f, "page=0", 200, body);
  answer (f, "page=1", 200, "{'directory_items':[{'user':{'id':51}},");
  g_assert_false (xa_discourse.fetch (test_fetch_get (f->fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
  g_assert_cmpuint (count (f, "member "), ==, 50);
  g_assert_cmpuint (count (f, "page cursor=\"1\""), ==, 1);
  g_clear_error (&error);

  /* It goes on behind what was kept. */
  answer (f, "page=1", 200, second);
  xa_discourse.fetch (test_fetch_get (f->fetch), XA_PASS_MEMBERS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (f, "member "), ==, 90);
  g_assert_cmpuint (scripted_platform_count (f->platform, "page=0"), ==, 1);
}

static void
test_group (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, XA_TARGET_GROUP, NULL, "bird_staff");
  answer (f, "/groups/bird_staff/members.json?limit=1000&offset=0", 200,
          "{'members':[{'id':7,'added_at':'2024-05-06T07:08:09.000Z'},{'id':-1},{'id':'x'},{'id':9223372036854775808}],"
          "'owners':[{'id':7}],'meta':{'total':6,'limit':1000,'offset':0}}");
  answer (f, "offset=4", 200, "{'members':[{'id':8},{'id':9}],'owners':[],'meta':{'total':6}}");
  text = run (f, XA_PASS_MEMBERS);
  assert_has (text, "audience discourse:forum.example/talk/g/bird_staff kind=group title=\"\" handle=\"bird_staff\" url=\"" BASE
                    "/g/bird_staff\" parent=\"forum.example/talk\"");
  assert_has (text, "member discourse:forum.example/talk/g/bird_staff id=\"forum.example/talk:7\" joined=2024-05-06T07:08:09Z");
  g_assert_nonnull (strstr (text, "coverage=complete reported=6"));
  g_assert_cmpuint (rejects (f, XA_REJECT_BOT), ==, 1);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 2);
  g_assert_false (test_fetch_is_partial (f->fetch));
}

static void
test_group_short (Fixture      *f,
                  gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, XA_TARGET_GROUP, NULL, "g");
  answer (f, "offset=0", 200, "{'members':[{'id':7}],'meta':{'total':6}}");
  answer (f, "offset=1", 200, "{'members':[],'meta':{'total':6}}");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_true (test_fetch_is_partial (f->fetch));
  g_assert_cmpuint (count (f, "note capped"), ==, 1);
}

static void
test_admin (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  sign_in (f, "admin");
  answer (f, "/admin/users/list/active.json?order=created&asc=true&page=1", 200,
          "[{'id':-1,'created_at':'2020-01-01T00:00:00.000Z'},{'id':1,'email':'planted@example.com','created_at':'2020-01-01T00:00:00.000Z'},"
          "{'id':2,'created_at':'2020-02-01T00:00:00.000Z'}]");
  answer (f, "page=2", 200, "[]");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member "), ==, 2);
  g_assert_nonnull (strstr (text, "coverage=complete"));
  g_assert_null (strstr (text, "planted"));
  g_assert_cmpuint (scripted_platform_count (f->platform, "show_emails"), ==, 0);
}

/* A forum that does not count its pages. */
static void
test_admin_loop (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (f, "admin");
  answer (f, "/admin/users/list/active.json", 200, "[{'id':1},{'id':2}]");
  g_assert_false (xa_discourse.fetch (test_fetch_get (f->fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 2);
}

static void
test_no_admin (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  sign_in (f, "somebody");
  answer (f, "/admin/users/list/active.json", 404, "{'errors':['no'],'error_type':'not_found'}");
  answer (f, "/directory_items.json", 200, "{'directory_items':[{'user':{'id':3}}],'total_rows_directory_items':1}");
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member "), ==, 1);
  g_assert_cmpuint (count (f, "note missing-right"), ==, 1);
  g_assert_nonnull (strstr (text, "coverage=first_n"));
}

/* --- posts --------------------------------------------------------------------------------------- */

#define POST(id, user, day, number, more) \
  "{'id':" #id ",'user_id':" #user ",'username':'planted','created_at':'2026-01-" day "T00:00:00.000Z','topic_id':5,'post_number':" #number ",'post_type':1,'cooked':'<p>Hello &amp; <b>birds</b></p>','reply_count':2,'quote_count':1,'reads':40" more "}"

static void
test_posts (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  answer (f, "/posts.json", 200,
          "{'latest_posts':[" POST (120, 7, "02", 3, ",'reply_to_post_number':2,'actions_summary':[{'id':2,'count':4},{'id':3}]") "," POST (118, -1, "01", 2, ",'actions_summary':[]") "," POST (117, null, "01", 1, ",'actions_summary':[{'id':2}]") ",{'id':116,'created_at':'yesterday'},"
                                                                                                                                                                                                                                                      "{'id':115,'post_type':3,'created_at':'2026-01-01T00:00:00.000Z'}]}");
  answer (f, "/posts.json?before=114", 200, "{'latest_posts':[]}");
  answer (f, "/posts.json?before=14", 200, "{'latest_posts':[]}");
  answer (f, "/posts.json?before=64", 200, "{'latest_posts':[" POST (20, 8, "01", 1, "") "]}");
  text = run (f, XA_PASS_POSTS);

  assert_has (text, "post discourse:forum.example/talk id=\"120\" at=2026-01-02T00:00:00Z by=member author=\"forum.example/talk:7\" "
                    "text=\"Hello & birds\" reply_to=\"118\" reactions=4 comments=2 shares=1 views=40 seen=2026-01-02T03:04:05Z");
  assert_has (text, "post discourse:forum.example/talk id=\"118\" at=2026-01-01T00:00:00Z by=bot "
                    "text=\"Hello & birds\" reactions=0 comments=2 shares=1 views=40 seen=2026-01-02T03:04:05Z");
  assert_has (text, "post discourse:forum.example/talk id=\"117\" at=2026-01-01T00:00:00Z by=unknown "
                    "text=\"Hello & birds\" reactions=0 comments=2 shares=1 views=40 seen=2026-01-02T03:04:05Z");
  assert_has (text, "post discourse:forum.example/talk id=\"20\" at=2026-01-01T00:00:00Z by=member author=\"forum.example/talk:8\" "
                    "text=\"Hello & birds\" comments=2 shares=1 views=40 seen=2026-01-02T03:04:05Z");
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 1);
  g_assert_cmpuint (rejects (f, XA_REJECT_SERVICE_MESSAGE), ==, 1);
  g_assert_null (strstr (text, "planted"));

  /* Windows of fifty numbers, empty ones too, down to the first. */
  assert_asked (f, 0, "GET " BASE "/posts.json");
  assert_asked (f, 1, "GET " BASE "/posts.json?before=114");
  assert_asked (f, 2, "GET " BASE "/posts.json?before=64");
  assert_asked (f, 3, "GET " BASE "/posts.json?before=14");
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 4);
  g_assert_nonnull (strstr (text, "mark:newest=\"120\""));
}

/* The next pass ends at what is known, as soon as counters there are settled. */
static void
test_posts_known (Fixture      *f,
                  gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  test_fetch_set_mark (f->fetch, "newest", "900");
  test_fetch_set_now (f->fetch, G_GINT64_CONSTANT (1769990400) * G_USEC_PER_SEC); /* 2026-02-02 */
  answer (f, "/posts.json", 200, "{'latest_posts':[" POST (950, 7, "30", 1, "") "]}");
  answer (f, "/posts.json?before=949", 200, "{'latest_posts':[" POST (899, 7, "28", 1, "") "]}");
  answer (f, "/posts.json?before=898", 200, "{'latest_posts':[" POST (850, 7, "10", 1, "") "]}");
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 3);
  g_assert_nonnull (strstr (text, "mark:newest=\"950\""));
}

static void
test_posts_resume (Fixture      *f,
                   gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  answer (f, "/posts.json", 200, "{'latest_posts':[" POST (120, 7, "02", 1, "") "]}");
  answer (f, "/posts.json?before=119", 200, "{'latest_posts':[" POST (80, 7, "01", 1, "") "]}");
  answer (f, "/posts.json?before=69", 200, "{'latest_posts':[" POST (30, 7, "01", 1, "") "]}");
  test_fetch_fail_after (f->fetch, 2);
  g_assert_false (xa_discourse.fetch (test_fetch_get (f->fetch), XA_PASS_POSTS, &error));
  test_fetch_fail_after (f->fetch, 0);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_count (f->platform, "/posts.json?"), ==, 4);
  g_assert_nonnull (strstr (text, "mark:newest=\"120\""));
  assert_asked (f, 2, "GET " BASE "/posts.json?before=119");
}

/* --- topics and searches ------------------------------------------------------------------------- */

static void
test_category (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  aim (f, XA_TARGET_CATEGORY, "12", "lakes");
  answer (f, "/c/lakes/12.json?order=activity&page=0", 200,
          "{'topic_list':{'more_topics_url':'/c/lakes/12?page=1','topics':[{'id':7,'bumped_at':'soon'},{'id':5,'bumped_at':'2026-01-02T00:00:00.000Z'},"
          "{'id':6,'bumped_at':'2026-01-01T12:00:00.000Z'},{'id':[]}]}}");
  answer (f, "/c/lakes/12.json?order=activity&page=1", 200, "{'topic_list':{'topics':[]}}");
  answer (f, "/t/5.json", 200,
          "{'tags':['birds',{'id':3,'name':'water'}],'post_stream':{'posts':[" POST (20, 7, "01", 1, "") "],'stream':[20,31,35]}}");
  answer (f, "/t/5/posts.json", 200, "{'post_stream':{'posts':[" POST (31, 8, "02", 2, "") "," POST (35, 9, "02", 3, ",'reply_to_post_number':2") "]}}");
  answer (f, "/t/6.json", 403, "{'error_type':'invalid_access'}");
  text = run (f, XA_PASS_POSTS);
  assert_asked (f, 2, "GET " BASE "/t/5/posts.json?post_ids%5B%5D=35&post_ids%5B%5D=31");
  g_assert_cmpuint (count (f, "post "), ==, 3);
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 2);
  g_assert_nonnull (strstr (text, "id=\"20\" at=2026-01-01T00:00:00Z by=member author=\"forum.example/talk:7\" text=\"Hello & birds\" tag=\"birds\" tag=\"water\""));
  g_assert_nonnull (strstr (text, "reply_to=\"31\""));
  g_assert_nonnull (strstr (text, "mark:bumped=\"2026-01-02T00:00:00.000Z\""));
  g_assert_nonnull (strstr (text, "audience discourse:forum.example/talk/c/12 kind=channel"));
}

/* Topics that nobody wrote in since are not asked for again, pinned ones neither. */
static void
test_category_known (Fixture      *f,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  test_fetch_set_mark (f->fetch, "bumped", "2026-01-01T00:00:00.000Z");
  aim (f, XA_TARGET_TAG, NULL, "birds");
  answer (f, "/tag/birds.json", 200,
          "{'topic_list':{'more_topics_url':'/x','topics':[{'id':4,'pinned':true,'bumped_at':'2024-01-02T00:00:00.000Z'},"
          "{'id':5,'bumped_at':'2026-01-02T00:00:00.000Z'},{'id':6,'bumped_at':'2025-12-01T12:00:00.000Z'}]}}");
  answer (f, "/t/5.json", 200, "{'post_stream':{'posts':[" POST (20, 7, "01", 1, "") "],'stream':[20]}}");
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 2);
  g_assert_cmpuint (count (f, "page end"), ==, 1);
}

static void
test_search (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  f->target->from_us = G_GINT64_CONSTANT (1764547200) * G_USEC_PER_SEC; /* 2025-12-01 */
  aim (f, XA_TARGET_SEARCH, NULL, "blue heron");
  for (guint page = 1; page <= 10; page++) {
    g_autofree char *piece = g_strdup_printf ("after%%3A2025-11-30%%20order%%3Alatest&page=%u", page);

    answer (f, piece, 200,
            "{'posts':[{'id':20,'topic_id':5,'username':'planted','created_at':'2026-01-01T10:00:00.000Z'},"
            "{'id':31,'topic_id':5,'created_at':'2026-01-02T10:00:00.000Z'}],'topics':[{'id':4,'tags':['planted']},{'id':5,'tags':['lakes',{'name':'birds'}]}],"
            "'grouped_search_result':{'more_full_page_results':true}}");
  }
  answer (f, "before%3A2026-01-02", 200, "{'posts':[],'grouped_search_result':{'more_full_page_results':null}}");
  answer (f, "/t/5/posts.json", 200, "{'post_stream':{'posts':[" POST (20, 7, "01", 1, "") "]}}");
  text = run (f, XA_PASS_POSTS);
  assert_asked (f, 0, "GET " BASE "/search.json?q=blue%20heron%20after%3A2025-11-30%20order%3Alatest&page=1");
  assert_asked (f, 1, "GET " BASE "/t/5/posts.json?post_ids%5B%5D=20&post_ids%5B%5D=31");
  g_assert_cmpuint (scripted_platform_count (f->platform, "/search.json"), ==, 11);
  g_assert_cmpuint (scripted_platform_count (f->platform, "after%3A2025-11-30%20before%3A2026-01-02%20order%3Alatest&page=1"), ==, 1);
  g_assert_nonnull (strstr (text, " tag=\"lakes\" tag=\"birds\""));
  g_assert_nonnull (strstr (text, "page end mark:search-newest=\"1767348000000000\""));
  g_assert_null (strstr (text, "planted"));
}

/* The next pass goes on a few days before what was found, and not before what the user asked for. */
static void
test_search_goes_on (Fixture      *f,
                     gconstpointer data)
{
  test_fetch_set_max_posts (f->fetch, 1000);
  aim (f, XA_TARGET_SEARCH, NULL, "heron");
  test_fetch_set_mark (f->fetch, "search-newest", "1767348000000000"); /* 2026-01-02, 10:00 */
  answer (f, "/search.json", 200, "{'posts':[]}");
  g_free (run (f, XA_PASS_POSTS));
  assert_asked (f, 0, "GET " BASE "/search.json?q=heron%20after%3A2025-12-29%20order%3Alatest&page=1");
}

/* Tags that cannot be read are left out, and nothing else is. */
static void
test_search_odd_tags (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  aim (f, XA_TARGET_SEARCH, NULL, "heron");
  answer (f, "/search.json", 200, "{'posts':[{'id':20,'topic_id':5,'created_at':'2026-01-01T10:00:00.000Z'}],'topics':[7,{'id':5,'tags':['lakes',{'name':7}]}]}");
  answer (f, "/t/5/posts.json", 200, "{'post_stream':{'posts':[" POST (20, 7, "01", 1, "") "]}}");
  text = run (f, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, " id=\"20\" "));
  g_assert_null (strstr (text, "tag="));
}

/* --- signing in, and weather --------------------------------------------------------------------- */

static void
test_check (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *nobody = NULL;
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/site/basic-info.json", 200, "{'title':'Birds'}");
  answer (f, "/about.json", 404, "{}");
  g_assert_true (xa_discourse.check (test_fetch_get (f->fetch), &nobody, &error));
  g_assert_null (nobody);
  sign_in (f, "admin");
  answer (f, "/session/current.json", 200, "{'current_user':{'id':1,'username':'admin'}}");
  answer (f, "/session/current.json", 403, "{'error_type':'invalid_access'}");
  g_assert_true (xa_discourse.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_cmpstr (who, ==, "admin");
  g_clear_pointer (&who, g_free);
  g_assert_false (xa_discourse.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
}

static void
test_list (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GPtrArray) previews = NULL;
  g_autoptr (GError) error = NULL;
  const XaPreview *category, *group;

  answer (f, "/site/basic-info.json", 200, "{'title':'Birds'}");
  answer (f, "/about.json", 404, "{}");
  answer (f, "/categories.json", 200, "{'category_list':{'categories':[{'id':12,'name':'Lakes','slug':'lakes','post_count':30,'topic_count':4}]}}");
  answer (f, "/groups.json", 200, "{'groups':[{'id':1,'name':'trust_level_0','automatic':true},{'id':41,'name':'ringers','full_name':'Ringers','user_count':9}]}");
  previews = xa_discourse.list (test_fetch_get (f->fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (previews->len, ==, 3);
  category = g_ptr_array_index (previews, 1);
  group = g_ptr_array_index (previews, 2);
  g_assert_cmpstr (category->target->id, ==, "12");
  g_assert_cmpint (category->posts_reported, ==, 30);
  g_assert_cmpstr (group->title, ==, "Ringers");
  g_assert_cmpint (group->coverage, ==, XA_COVERAGE_COMPLETE);
  for (guint i = 0; i < previews->len; i++)
    g_assert_true (xa_discourse.can_reach (((XaPreview *) g_ptr_array_index (previews, i))->target));
}

/* Its own refusal says for how long; one of a server in front of it says nothing, and is ten seconds. */
static void
test_rate_limit (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr (XaPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/site/basic-info.json", 429, "{'errors':['slow'],'error_type':'rate_limit','extras':{'wait_seconds':7}}");
  answer (f, "/site/basic-info.json", 429, "<html>slow down</html>");
  answer (f, "/site/basic-info.json", 409, "{'error_type':'read_only'}");
  answer (f, "/site/basic-info.json", 200, "{'title':'Birds'}");
  answer (f, "/about.json", 404, "{}");
  preview = xa_discourse.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 5);
}

/* --- the declaration ------------------------------------------------------------------------------ */

static void
test_declaration (void)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM);

  g_assert_true (xa_discourse.can_reach (target));
  target->kind = XA_TARGET_CATEGORY;
  g_assert_false (xa_discourse.can_reach (target));
  target->platform = XA_PLATFORM_MASTODON;
  g_assert_false (xa_discourse.can_reach (target));
  g_assert_nonnull (xa_discourse.terms.words);
  g_assert_nonnull (xa_discourse.gives_not[0]);
  g_assert_null (xa_discourse.base);
  g_assert_cmpuint (xa_discourse.sign_ins[0].kind, ==, XA_SIGN_IN_NONE);
}

#define ADD(path, function) g_test_add ("/providers/discourse/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("profile", test_profile);
  ADD ("profile-hidden", test_profile_hidden);
  ADD ("no-forum", test_no_forum);
  ADD ("preview", test_preview);
  ADD ("NET-2/other-forum", test_other_forum);
  ADD ("directory", test_directory);
  ADD ("directory-hidden", test_directory_hidden);
  ADD ("NET-9/directory-cut", test_directory_cut);
  ADD ("group", test_group);
  ADD ("group-short", test_group_short);
  ADD ("admin", test_admin);
  ADD ("NET-9/admin-loop", test_admin_loop);
  ADD ("no-admin", test_no_admin);
  ADD ("posts", test_posts);
  ADD ("posts-known", test_posts_known);
  ADD ("posts-resume", test_posts_resume);
  ADD ("category", test_category);
  ADD ("category-known", test_category_known);
  ADD ("search", test_search);
  ADD ("search-goes-on", test_search_goes_on);
  ADD ("search-odd-tags", test_search_odd_tags);
  ADD ("check", test_check);
  ADD ("list", test_list);
  ADD ("rate-limit", test_rate_limit);
  g_test_add_func ("/providers/discourse/declaration", test_declaration);

  return g_test_run ();
}
