#include "discord-fixture.h"

/* --- the server ------------------------------------------------------------------------------------ */

static void
test_profile (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  answer_basics (f);
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience discord:" GUILD " kind=server title=\"Testers\" members=4");
  g_assert_nonnull (strstr (text, "metric=online"));
  g_assert_cmpstr (scripted_platform_get_asked (f->platform)->pdata[0], ==, "GET " API "/guilds/" GUILD "?with_counts=true");
}

static void
test_members (Fixture      *f,
              gconstpointer data)
{
  GString         *first = g_string_new ("[");
  g_autofree char *text = NULL;

  answer_basics (f);
  for (guint i = 1; i <= 1000; i++)
    g_string_append_printf (first, "%s{'user':{'id':'%u','username':'planted','bot':%s},'joined_at':'2024-05-06T07:08:09.000000+00:00'}",
                            i > 1 ? "," : "", 1000 + i, i == 7 ? "true" : "false");
  g_string_append_c (first, ']');
  answer (f, "/members?limit=1000", 200, first->str);
  answer (f, "/members?limit=1000&after=2000", 200, "[{'user':{'id':'3001'},'joined_at':null},{'user':{}},{'user':{'id':9007199254740993.5}}]");
  text = run (f, XA_PASS_MEMBERS);
  assert_has (text, "member discord:" GUILD " id=\"1001\" joined=2024-05-06T07:08:09Z");
  assert_has (text, "member discord:" GUILD " id=\"3001\"");
  assert_has (text, "member discord:" GUILD " id=\"1007\" joined=2024-05-06T07:08:09Z bot");
  g_assert_nonnull (strstr (text, "coverage=complete reported=4"));
  g_assert_cmpuint (count (f, "member "), ==, 1001);
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 2);
  g_assert_cmpuint (count (f, "page cursor=\"2000\""), ==, 1);
  g_assert_null (strstr (text, "planted"));
  g_string_free (first, TRUE);
}

/* Without the intent: an error, or nobody but the bot itself. Neither is a list of members. */
static void
test_no_intent (Fixture      *f,
                gconstpointer data)
{
  g_autofree char *text = NULL;

  answer_basics (f);
  answer (f, "/members?", 403, NO_ACCESS);
  answer (f, "/members?", 200, "[{'user':{'id':'5','bot':true}}]");
  for (int i = 1; i <= 2; i++) {
    g_free (text);
    text = run (f, XA_PASS_MEMBERS);
    g_assert_cmpuint (count (f, "note missing-intent detail=\"Server Members"), ==, i);
    g_assert_cmpuint (count (f, "snapshot"), ==, 0);
    g_assert_cmpuint (count (f, "member "), ==, 0);
  }
}

/* A later page that fails leaves no list behind, and the next pass goes on there. */
static void
test_members_cut (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  answer_basics (f);
  test_fetch_set_cursor (f->fetch, "2000");
  answer (f, "/members?limit=1000&after=2000", 200, "[{'user':{'id':'30");
  answer (f, "/members?limit=1000&after=2000", 200, "[{'user':{'id':'3001'}}]");
  g_assert_false (xa_discord.fetch (test_fetch_get (f->fetch), XA_PASS_MEMBERS, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
  g_assert_cmpuint (count (f, "page"), ==, 0);
  text = run (f, XA_PASS_MEMBERS);
  g_assert_cmpuint (count (f, "member "), ==, 1);
}

/* --- messages -------------------------------------------------------------------------------------- */

#define MESSAGE(id, more) "{'id':'" #id "','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'73','username':'planted'},'content':'hi'" more "}"

static void
test_messages (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *text = NULL;

  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200,
          "[{'id':'100','type':0,'name':'general','last_message_id':'900'},{'id':'101','type':4,'name':'category'},"
          "{'id':'" GUILD "','type':5,'name':'news','last_message_id':null}]");
  answer (f, "/channels/100/messages?limit=100", 200,
          "[" MESSAGE (900, ",'reactions':[{'count':3,'emoji':{'id':null,'name':'\xf0\x9f\x90\xa6'}},{'count':2,'emoji':{'id':'8','name':'lul'}}],"
                            "'attachments':[{}],'thread':{'id':'900','message_count':5}") ","
                                                                                          "{'id':'899','type':19,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'74'},"
                                                                                          "'content':'<@!7311> see <#100> <:lul:8> at 1 < 2 > 0','message_reference':{'type':0,'message_id':'900','channel_id':'100'}},"
                                                                                          "{'id':'898','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'75'},'content':'','message_reference':"
                                                                                          "{'type':1,'message_id':'1','channel_id':'555','guild_id':'556'},'message_snapshots':[{'message':{'content':'passed on'}}]},"
                                                                                          "{'id':'897','type':0,'webhook_id':'9','timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'76'},'content':'hook'},"
                                                                                          "{'id':'896','type':7,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'77'},'content':''},"
                                                                                          "{'id':'895','type':6,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'77'},'content':''},"
                                                                                          "{'id':'894','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'1','username':'deleted_user_12ab'},'content':'gone'},"
                                                                                          "{'id':'893','type':0,'timestamp':'soon','author':{'id':'78'},'content':'x'},"
                                                                                          "{'id':'892','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'79'},'content':'y','reactions':7}]");
  answer (f, "/channels/" GUILD "/messages", 200, "[]");
  text = run (f, XA_PASS_POSTS);

  assert_has (text, "audience discord:100 kind=channel title=\"general\" parent=\"" GUILD "\"");
  assert_has (text, "audience discord:" GUILD "/" GUILD " kind=channel title=\"news\" parent=\"" GUILD "\"");
  assert_has (text, "post discord:100 id=\"900\" at=2026-01-01T00:00:00Z by=member author=\"73\" text=\"hi\" reactions=5 comments=5 "
                    "seen=2026-01-02T03:04:05Z media");
  assert_has (text, "post discord:100 id=\"899\" at=2026-01-01T00:00:00Z by=member author=\"74\" text=\"<mention> see  :lul: at 1 < 2 > 0\" "
                    "reply_to=\"900\" reactions=0 seen=2026-01-02T03:04:05Z");
  assert_has (text, "post discord:100 id=\"898\" at=2026-01-01T00:00:00Z by=member author=\"75\" text=\"passed on\" reactions=0 seen=2026-01-02T03:04:05Z");
  g_assert_nonnull (strstr (text, "link discord:100 kind=forward id=\"555\""));
  g_assert_nonnull (strstr (text, "link discord:" GUILD " kind=forward id=\"556\""));
  g_assert_nonnull (strstr (text, "id=\"897\" at=2026-01-01T00:00:00Z by=bot"));
  g_assert_nonnull (strstr (text, "id=\"894\" at=2026-01-01T00:00:00Z by=unknown"));
  g_assert_cmpuint (count (f, "event discord:" GUILD), ==, 1);
  g_assert_cmpuint (count (f, "post "), ==, 5);
  g_assert_cmpuint (rejects (f, XA_REJECT_MALFORMED_RECORD), ==, 2);
  g_assert_cmpuint (rejects (f, XA_REJECT_NOT_A_PERSON), ==, 1);
  g_assert_cmpuint (rejects (f, XA_REJECT_SERVICE_MESSAGE), ==, 1);
  g_assert_cmpuint (rejects (f, XA_REJECT_DELETED_ACCOUNT), ==, 1);
  g_assert_null (strstr (text, "7311"));
  g_assert_null (strstr (text, "planted"));
  g_assert_nonnull (strstr (text, "mark:known:100=\"900\""));
}

static char *
make_messages (guint newest,
               guint n)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s{'id':'%u','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'73'},'content':'x'}",
                            i > 0 ? "," : "", newest - i);
  g_string_append_c (list, ']');

  return g_string_free (list, FALSE);
}

/* The first time back from the newest, the next time on from it; what is known is not asked for. */
static void
test_marks (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *full = make_messages (1000, 100);
  g_autofree char *rest = make_messages (900, 20);
  g_autofree char *more = make_messages (1003, 3);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'general','last_message_id':'1000'}]");
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'general','last_message_id':'1000'}]");
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'general','last_message_id':'1003'}]");
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'general','last_message_id':'1003'}]");
  answer (f, "/channels/100/messages?limit=100", 200, full);
  answer (f, "/channels/100/messages?limit=100&before=901", 200, rest);
  answer (f, "/channels/100/messages?limit=100&after=1000", 200, more);

  /* Interrupted after its first page, it goes on where it was. */
  test_fetch_fail_after (f->fetch, 2);
  g_assert_false (xa_discord.fetch (test_fetch_get (f->fetch), XA_PASS_POSTS, &error));
  g_assert_cmpuint (count (f, "page cursor=\"100:901\" mark:begun:100=\"1000\""), ==, 1);
  test_fetch_fail_after (f->fetch, 0);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (asked (f, "before=901"), ==, 2);
  g_assert_nonnull (strstr (text, "mark:known:100=\"1000\""));

  test_fetch_set_cursor (f->fetch, NULL);
  g_free (text);
  text = run (f, XA_PASS_POSTS);
  g_assert_nonnull (strstr (text, "mark:known:100=\"1003\""));
  g_assert_cmpuint (asked (f, "/messages?"), ==, 4);
  test_fetch_set_cursor (f->fetch, NULL);
  g_free (text);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (asked (f, "/messages?"), ==, 4);
}

/* A channel that refuses is told of once, and left alone for a week. */
static void
test_refusal (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200,
          "[{'id':'100','type':0,'name':'staff','last_message_id':'900'},{'id':'101','type':0,'name':'general','last_message_id':'901'},"
          "{'id':'102','type':0,'name':'silent','last_message_id':'902'}]");
  answer (f, "/channels/100/messages", 403, NO_ACCESS);
  answer (f, "/channels/101/messages", 200, "[" MESSAGE (901, "") "]");
  answer (f, "/channels/102/messages", 200, "[]");
  for (int i = 0; i < 2; i++) {
    test_fetch_set_cursor (f->fetch, NULL);
    g_free (text);
    text = run (f, XA_PASS_POSTS);
    g_assert_cmpuint (count (f, "note missing-right detail=\"View Channels in #staff\""), ==, 1);
    g_assert_cmpuint (asked (f, "/channels/100/messages"), ==, 1);
    g_assert_cmpuint (count (f, "post discord:101"), ==, 1);
  }
  /* Who may not read the history is sent an empty list. */
  g_assert_cmpuint (count (f, "note missing-right detail=\"Read Message History in #silent\""), ==, 2);

  test_fetch_set_now (f->fetch, G_GINT64_CONSTANT (1767323045000000) + 8 * XA_USEC_PER_DAY);
  test_fetch_set_cursor (f->fetch, NULL);
  g_free (text);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (asked (f, "/channels/100/messages"), ==, 2);
}

/* What is written in threads is the channel's; those put away are found too. */
static void
test_threads (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  answer (f, "/applications/@me", 200, INTENTS (32768));
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':15,'name':'questions','last_message_id':'300'}]");
  answer (f, "/guilds/" GUILD "/threads/active", 200,
          "{'threads':[{'id':'300','parent_id':'100','type':11,'name':'planted?','last_message_id':'301'},{'id':'9','parent_id':'8','type':11}]}");
  answer (f, "/channels/100/threads/archived/public?limit=100", 200,
          "{'has_more':true,'threads':[{'id':'200','parent_id':'100','thread_metadata':{'archive_timestamp':'2025-12-01T00:00:00.000000+00:00'}}]}");
  answer (f, "/channels/100/threads/archived/public?before=2025-12-01T00%3A00%3A00.000000%2B00%3A00&limit=100", 200,
          "{'has_more':false,'threads':[{'id':'150','parent_id':'100'},{'id':'200','parent_id':'100'}]}");
  answer (f, "/channels/150/messages", 200, "[" MESSAGE (151, "") "]");
  answer (f, "/channels/200/messages", 200, "[" MESSAGE (201, "") "]");
  answer (f, "/channels/300/messages", 200, "[" MESSAGE (301, "") "]");
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (count (f, "post discord:100 "), ==, 3);
  g_assert_cmpuint (count (f, "audience "), ==, 2);
  g_assert_cmpuint (asked (f, "/messages?"), ==, 3);
  g_assert_cmpuint (count (f, "note missing-intent detail=\"Message Content"), ==, 1);
  g_assert_null (strstr (text, "planted"));
}

static void
test_channel (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  f->target->kind = XA_TARGET_CHANNEL;
  g_free (f->target->id);
  f->target->id = g_strdup ("101");
  f->target->parent = g_strdup (GUILD);
  test_fetch_set_target (f->fetch, f->target);
  answer_basics (f);
  answer (f, "/channels/101", 200, "{'id':'101','type':0,'guild_id':'" GUILD "','name':'general'}");
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'a','last_message_id':'1'},{'id':'101','type':0,'name':'general','last_message_id':'901'}]");
  answer (f, "/channels/101/messages", 200, "[" MESSAGE (901, "") "]");
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience discord:101 kind=channel title=\"general\" url=\"https://discord.com/channels/" GUILD "/101\" parent=\"" GUILD "\"");
  g_free (text);
  text = run (f, XA_PASS_POSTS);
  g_assert_cmpuint (count (f, "post discord:101"), ==, 1);
  g_assert_cmpuint (asked (f, "/channels/100/"), ==, 0);
}

static void
test_private (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCORD, XA_TARGET_CHANNEL);
  g_autoptr (GError) error = NULL;

  target->id = g_strdup ("500");
  target->parent = g_strdup (GUILD);
  answer (f, "/channels/500", 200, "{'id':'500','type':1,'recipients':[{'id':'73'}]}");
  g_assert_null (xa_discord.preview (test_fetch_get (f->fetch), target, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED);
}

/* --- reactors -------------------------------------------------------------------------------------- */

static void
test_reactors (Fixture      *f,
               gconstpointer data)
{
  GString         *many = g_string_new ("[");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (many, "%s{'id':'%u'}", i > 0 ? "," : "", 5000 + i);
  g_string_append_c (many, ']');
  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200,
          "[{'id':'100','type':0,'name':'general','last_message_id':'1456000000000000000'},{'id':'101','type':0,'name':'old','last_message_id':'5'}]");
  answer (f, "/channels/100/messages?limit=100", 200,
          "[{'id':'900','type':0,'timestamp':'2026-01-01T00:00:00.000000+00:00','author':{'id':'73'},'content':'x','reactions':["
          "{'count':101,'count_details':{'normal':101,'burst':0},'emoji':{'id':null,'name':'\xf0\x9f\x91\x8d'}},"
          "{'count':1,'count_details':{'normal':0,'burst':1},'emoji':{'id':'8','name':'lul'}},"
          "{'count':1,'emoji':{'id':null,'name':null}}]},"
          "{'id':'800','type':0,'timestamp':'2025-12-01T00:00:00.000000+00:00','author':{'id':'73'},'content':'x','reactions':[{'count':1,'emoji':{'name':'y'}}]}]");
  answer (f, "/messages/900/reactions/%F0%9F%91%8D?limit=100&type=0", 200, many->str);
  answer (f, "/messages/900/reactions/%F0%9F%91%8D?limit=100&type=0&after=5099", 200, "[{'id':'5100'},{'id':'5','bot':true},{'id':'1','username':'deleted_user_1'}]");
  answer (f, "/messages/900/reactions/lul%3A8?limit=100&type=1", 200, "[{'id':'6000'}]");
  text = run (f, XA_PASS_REACTORS);
  g_assert_cmpuint (count (f, "reaction discord:100"), ==, 102);
  assert_has (text, "reaction discord:100 post=\"900\" by=\"6000\" reaction=\"lul\"");
  g_assert_cmpuint (asked (f, "/reactions/"), ==, 3);
  g_assert_cmpuint (asked (f, "/channels/101/messages"), ==, 0);
  g_assert_cmpuint (rejects (f, XA_REJECT_BOT), ==, 1);
  g_string_free (many, TRUE);
}

/* An emoji or message that is gone by now is no failure. */
static void
test_reactors_gone (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *text = NULL;

  answer_basics (f);
  answer (f, "/guilds/" GUILD "/channels", 200, "[{'id':'100','type':0,'name':'general','last_message_id':'1456000000000000000'}]");
  answer (f, "/channels/100/messages?limit=100", 200, "[" MESSAGE (900, ",'reactions':[{'count':1,'emoji':{'name':'a'}},{'count':1,'emoji':{'name':'b'}}]") "]");
  answer (f, "/reactions/a", 404, "{'code':10008}");
  answer (f, "/reactions/b", 200, "[{'id':'6000'}]");
  text = run (f, XA_PASS_REACTORS);
  g_assert_cmpuint (count (f, "reaction "), ==, 1);
}

/* --- previews -------------------------------------------------------------------------------------- */

static void
test_preview (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (XaPreview) whole = NULL;
  g_autoptr (XaPreview) without = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/guilds/" GUILD "?with_counts=true", 200, GUILD_FACTS);
  answer (f, "/applications/@me", 200, BOTH_INTENTS);
  answer (f, "/applications/@me", 200, INTENTS (0));
  whole = xa_discord.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (whole->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpint (whole->members_reported, ==, 4);
  g_assert_true (whole->gives & XA_GIVES_MEMBERS);
  without = xa_discord.preview (test_fetch_get (f->fetch), f->target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (without->coverage, ==, XA_COVERAGE_ACTIVE_AUTHORS);
  g_assert_false (without->gives & XA_GIVES_MEMBERS);
  g_assert_nonnull (strstr (without->coverage_why, "Server Members"));
}

static void
test_invite (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_DISCORD, XA_TARGET_INVITE);
  g_autoptr (XaPreview) outside = NULL;
  g_autoptr (XaPreview) inside = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  target->handle = g_strdup ("abc");
  answer (f, "/invites/abc?with_counts=true", 200, "{'code':'abc','guild':{'id':'" GUILD "','name':'Testers'},'approximate_member_count':99}");
  answer (f, "/guilds/" GUILD "?", 403, NO_ACCESS);
  answer (f, "/guilds/" GUILD "?", 403, NO_ACCESS);
  answer (f, "/guilds/" GUILD "?", 200, GUILD_FACTS);
  answer (f, "/applications/@me", 200, BOTH_INTENTS);
  outside = xa_discord.preview (test_fetch_get (f->fetch), target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outside->coverage, ==, XA_COVERAGE_COUNT_ONLY);
  g_assert_cmpint (outside->members_reported, ==, 99);
  g_assert_true (xa_discord.can_reach (outside->target));
  g_assert_cmpint (xa_discord.get_passes (outside->target, outside->gives)[1], ==, 0);
  test_fetch_set_target (f->fetch, outside->target);
  text = run (f, XA_PASS_PROFILE);
  assert_has (text, "audience discord:" GUILD " kind=server title=\"Testers\" members=99");

  inside = xa_discord.preview (test_fetch_get (f->fetch), target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (inside->target->kind, ==, XA_TARGET_SERVER);
  g_assert_cmpint (inside->coverage, ==, XA_COVERAGE_COMPLETE);
}

static void
test_list (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GPtrArray) previews = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/applications/@me", 200, BOTH_INTENTS);
  answer (f, "/users/@me/guilds?with_counts=true&limit=200", 200, "[" GUILD_FACTS ",{'id':'556','name':'Other','approximate_member_count':7}]");
  answer (f, "/users/@me/guilds?with_counts=true&limit=200", 200, "[" GUILD_FACTS ",{'id':'556','name':null}]");
  previews = xa_discord.list (test_fetch_get (f->fetch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (previews->len, ==, 2);
  g_assert_cmpstr (((XaPreview *) previews->pdata[1])->title, ==, "Other");
  g_assert_null (xa_discord.list (test_fetch_get (f->fetch), &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
}

/* --- signing in, limits ---------------------------------------------------------------------------- */

static void
test_check (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/users/@me", 200, "{'id':'1','username':'our_bot','bot':true}");
  answer (f, "/users/@me", 200, "{'id':'1','username':'planted'}");
  answer (f, "/users/@me", 401, "{'message':'401: Unauthorized','code':0}");
  g_assert_true (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_cmpstr (who, ==, "our_bot");

  /* The token of a person is never used. */
  for (int i = 0; i < 2; i++) {
    g_clear_error (&error);
    g_assert_false (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
    g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_AUTH);
    g_assert_null (strstr (error->message, "PLANTED"));
    g_assert_null (strstr (error->message, "planted"));
  }
}

static gint64
get_not_before (Fixture *f)
{
  return xa_rest_get_not_before (xa_fetch_get_rest (test_fetch_get (f->fetch)));
}

static void
test_rate_limits (Fixture      *f,
                  gconstpointer data)
{
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  /* Half a second, in the body; then too long to wait for, of everything. */
  answer (f, "/users/@me", 429, "{'message':'slow','retry_after':0.5,'global':false}");
  scripted_platform_answer_header (f->platform, "X-RateLimit-Scope", "user");
  answer (f, "/users/@me", 200, "{'id':'1','username':'our_bot','bot':true}");
  answer (f, "/users/@me", 429, "{'message':'slow','retry_after':900.25,'global':true}");
  scripted_platform_answer_header (f->platform, "X-RateLimit-Scope", "global");
  g_assert_true (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_cmpuint (asked (f, "/users/@me"), ==, 2);
  g_clear_pointer (&who, g_free);
  g_assert_false (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpint (get_not_before (f), !=, XA_TIME_UNKNOWN);
  g_clear_error (&error);

  /* Another kind of request waits too, without being sent. */
  g_assert_null (xa_discord.preview (test_fetch_get (f->fetch), f->target, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpuint (scripted_platform_get_asked (f->platform)->len, ==, 3);
}

static void
test_overloaded (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;

  answer (f, "/users/@me", 403, "{'code':130000}");
  answer (f, "/users/@me", 502, "<html>bad gateway</html>");
  answer (f, "/users/@me", 200, "{'id':'1','username':'our_bot','bot':true}");
  answer (f, "/users/@me", 403, "{'code':40333}");
  g_assert_true (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_clear_pointer (&who, g_free);
  g_assert_false (xa_discord.check (test_fetch_get (f->fetch), &who, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_OUTDATED);
}

#define ADD(path, function) g_test_add ("/providers/discord/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("profile", test_profile);
  ADD ("members", test_members);
  ADD ("NET-9/no-intent", test_no_intent);
  ADD ("NET-9/members-cut", test_members_cut);
  ADD ("messages", test_messages);
  ADD ("marks", test_marks);
  ADD ("refusal", test_refusal);
  ADD ("threads", test_threads);
  ADD ("channel", test_channel);
  ADD ("private", test_private);
  ADD ("reactors", test_reactors);
  ADD ("reactors-gone", test_reactors_gone);
  ADD ("preview", test_preview);
  ADD ("invite", test_invite);
  ADD ("list", test_list);
  ADD ("NET-3/check", test_check);
  ADD ("NET-7/rate-limits", test_rate_limits);
  ADD ("overloaded", test_overloaded);

  return g_test_run ();
}
