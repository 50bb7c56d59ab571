/* On which platforms people name accounts in what they write of themselves. */
#include "providers/xa-profile-links.h"

#include "scripted-platform.h"
#include "test-fetch.h"

#include <string.h>

/* "x,bluesky", or "". */
static char *
name_platforms (guint32 platforms)
{
  GString *names = g_string_new (NULL);

  g_assert_cmpuint (platforms & 1, ==, 0);
  for (int i = 1; i < XA_N_PLATFORMS; i++)
    if (platforms & 1u << i)
      g_string_append_printf (names, "%s%s", names->len ? "," : "", xa_platform_id ((XaPlatform) i));
  g_assert_cmpuint (platforms >> XA_N_PLATFORMS, ==, 0);

  return g_string_free_and_steal (names);
}

typedef struct {
  const char *text;
  const char *platforms; /* by number */
} Case;

static const Case texts[] = {
  { "Birder. https://x.com/heron", "x" },
  { "Birder (https://twitter.com/heron), cook.", "x" },
  { "x.com/heron | t.me/heron_news", "telegram,x" },
  { "🐘@heron@social.example 🦋 heron.bsky.social", "bluesky,mastodon" },
  { "me on the fediverse: @heron@social.example.", "mastodon" },
  { "https://social.example/@heron", "mastodon" },
  { "https://www.instagram.com/heron/", "instagram" },
  { "Twitter: @heron", "x" },
  { "twitter:@heron", "x" },
  { "TG: @heron_news · Insta: @heron", "telegram,instagram" },
  { "https://www.linkedin.com/in/some-heron/", "linkedin" },
  { "discord.com/users/80351110224678912", "discord" },
  { "youtube.com/@HeronTube and youtube.com/channel/UCabcDEF_-1", "youtube" },
  { "facebook.com/heron, tiktok.com/@heron", "facebook,tiktok" },
  { "bsky.app/profile/heron.example", "bluesky" },
  { "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "bluesky" },
  /* Places, posts, mail, and what nobody can tell. */
  { "", "" },
  { "I like x, telegram and mastodon.", "" },
  { "heron@mail.example or mailto:heron@mail.example", "" },
  { "@heron", "" },
  { "ask @heron, @egret", "" },
  { "heron.example", "" },
  { "https://heron.example/about.html", "" },
  { "https://discord.gg/AbC", "" },
  { "t.me/+AbCdEf_12 t.me/c/1234567/89 t.me/+4915112345678", "" },
  { "https://x.com/heron/status/12345", "" },
  { "https://bsky.app/profile/heron.example/post/3kabc", "" },
  { "https://x.com/hashtag/birds https://x.com/search?q=birds", "" },
  { "https://t.co/abcdef bit.ly/3abc", "" },
  { "https://medium.com/@heron https://www.reddit.com/u/heron", "" },
  { "x.com/messages/1-2", "" },
  { "reddit: @heron", "" },
  { "Twitter: none. @heron", "" },
  { "https://x.com/%00 https://x.com/%ff http://[ https:// :// @@ @. .@ :@ ..", "" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *found = name_platforms (xa_profile_links_in_text (xa_span (texts[i].text)));

    if (strcmp (found, texts[i].platforms) != 0)
      g_error ("“%s” in “%s”, not “%s”", found, texts[i].text, texts[i].platforms);
  }
  g_assert_cmpuint (xa_profile_links_in_text (XA_SPAN_NONE), ==, 0);
  g_assert_cmpuint (xa_profile_links_in_text ((XaSpan) { "\xff\xfe https://x.com/heron \xc3", 24 }), ==, 1u << XA_PLATFORM_X);
}

static const Case pages[] = {
  { "<p>Birder, <a href=\"https://x.com/heron\" rel=\"me\"><span class=\"invisible\">https://</span>x.com/her<span>on</span></a></p>", "x" },
  { "<p><a href=\"https://bsky.app/profile/heron.example\">my other home</a></p>", "bluesky" },
  { "<p>TG: @heron_news<br>IG: @heron</p>", "telegram,instagram" },
  { "<a href=\"https://t.me/heron_news\"><a href=\"https://x.com/heron\">", "telegram,x" },
  { "t.me/heron&#95;news", "telegram" },
  { "<a href>x</a><a href=\"\"></a><a href=\"javascript:alert(1)\">t</a>", "" },
  { "<script>https://x.com/heron</script><!-- https://x.com/heron -->", "" },
  { "<", "" },
  { "", "" },
};

static void
test_html (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *found = name_platforms (xa_profile_links_in_html (xa_span (pages[i].text)));

    if (strcmp (found, pages[i].platforms) != 0)
      g_error ("“%s” in “%s”, not “%s”", found, pages[i].text, pages[i].platforms);
  }
}

/* The name of a field says of which platform a mere name is. */
static void
test_field (void)
{
  static const struct {
    const char *name, *value;
    guint32     platforms;
  } fields[] = {
    { "Telegram", "@heron_news", 1u << XA_PLATFORM_TELEGRAM },
    { " twitter ", "<span>@heron</span>", 1u << XA_PLATFORM_X },
    { "Bluesky", "<a href=\"https://bsky.app/profile/h.example\">here</a>", 1u << XA_PLATFORM_BLUESKY },
    { "Elsewhere", "@heron", 0 },
    { "Telegram", "no", 0 },
    { "Telegram", "", 0 },
    { NULL, "https://x.com/heron", 1u << XA_PLATFORM_X },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmphex (xa_profile_links_in_field (xa_span (fields[i].name), xa_span (fields[i].value)), ==, fields[i].platforms);
}

/* What goes on for ever is read for a while. */
static void
test_endless (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 200000; i++)
    g_string_append (text, "a.b/c ");
  g_string_append (text, "https://x.com/heron");
  g_assert_cmpuint (xa_profile_links_in_text ((XaSpan) { text->str, text->len }), ==, 0);
  g_string_prepend (text, "<a href=\"https://x.com/heron\">");
  g_assert_cmpuint (xa_profile_links_in_html ((XaSpan) { text->str, text->len }), ==, 1u << XA_PLATFORM_X);
}

/* --- as platforms send them ----------------------------------------------------------------------- */

typedef struct {
  ScriptedPlatform *platform;
  TestFetch        *fetch;
  const XaProvider *provider;
} Asked;

/* Single quotes stand for double ones. */
static void
answer (Asked      *self,
        const char *piece,
        const char *body)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');

  scripted_platform_answer (self->platform, piece, 200, json);
}

static Asked
asked_new (const XaProvider *provider,
           const char       *base,
           const char       *target,
           gboolean          wants_profiles)
{
  Asked self = { scripted_platform_new (), NULL, provider };
  g_autoptr (XaTarget) parsed = xa_target_parse (target);

  self.fetch = test_fetch_new (scripted_platform_get_rest (self.platform, provider, base, "token"), parsed);
  recording_sink_set_wants_profiles (test_fetch_get_recording (self.fetch), wants_profiles);

  return self;
}

static void
asked_clear (Asked *self)
{
  test_fetch_free (self->fetch);
  scripted_platform_free (self->platform);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

/* (transfer full): the lines about members, without what tells whose list it is */
static char *
list_members (Asked *self)
{
  g_autoptr (GError) error = NULL;
  const GPtrArray *lines = recording_sink_get_lines (test_fetch_get_recording (self->fetch));
  GString         *members = g_string_new (NULL);

  self->provider->fetch (test_fetch_get (self->fetch), XA_PASS_MEMBERS, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (lines->pdata[i], "member "))
      g_string_append_printf (members, "%s\n", strchr (strchr (lines->pdata[i], ' ') + 1, ' ') + 1);
  for (guint i = 0; i < lines->len; i++)
    g_assert_null (strstr (lines->pdata[i], "planted"));

  return g_string_free_and_steal (members);
}

/* What was asked is the same, whether profiles are read or not: they come along. */
static void
assert_same_questions (Asked *one,
                       Asked *other)
{
  const GPtrArray *a = scripted_platform_get_asked (one->platform), *b = scripted_platform_get_asked (other->platform);

  g_assert_cmpuint (a->len, >, 0);
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_cmpstr (a->pdata[i], ==, b->pdata[i]);
}

static void
script_mastodon (Asked *self)
{
  answer (self, "/api/v1/accounts/100", "{'id':'100','acct':'desk','display_name':'Desk','url':'https://news.example/@desk','followers_count':6}");
  answer (self, "/api/v1/accounts/100/followers?limit=80",
          "[{'acct':'both','note':'<p><a href=https://bsky.app/profile/planted.example>b</a></p>',"
          "'fields':[{'name':'Telegram','value':'@planted_name','verified_at':null},{'name':'Home','value':'planted.example'}]},"
          "{'acct':'own','note':'@planted@other.example','fields':[]},"
          "{'acct':'none','note':'','fields':null},"
          "{'acct':'nothing'},"
          "{'acct':'odd','note':7,'fields':[{'name':[],'value':{}},'no']},"
          "{'acct':'robot','note':'https://x.com/planted','bot':true}]");
}

static void
test_mastodon (void)
{
  g_auto (Asked) on = asked_new (&xa_mastodon, "https://news.example", "mastodon:desk@news.example?id=100", TRUE);
  g_auto (Asked) off = asked_new (&xa_mastodon, "https://news.example", "mastodon:desk@news.example?id=100", FALSE);
  g_autofree char *with = NULL, *without = NULL;

  script_mastodon (&on);
  script_mastodon (&off);
  with = list_members (&on);
  without = list_members (&off);
  g_assert_cmpstr (with, ==,
                   "id=\"both@news.example\" profile=telegram,bluesky\n"
                   "id=\"own@news.example\" profile=mastodon\n"
                   "id=\"none@news.example\" profile=none\n"
                   "id=\"nothing@news.example\" profile=none\n"
                   "id=\"odd@news.example\"\n"
                   "id=\"robot@news.example\" bot\n");
  g_assert_null (strstr (without, "profile="));
  assert_same_questions (&on, &off);
}

static void
script_bluesky (Asked *self)
{
  answer (self, "getProfile", "{'did':'did:plc:o','handle':'news.example','displayName':'News','followersCount':4,'labels':[]}");
  answer (self, "getFollowers",
          "{'followers':[{'did':'did:plc:a','handle':'planted.example','description':'Elsewhere: https://t.me/planted_name, @planted@social.example'},"
          "{'did':'did:plc:b','description':''},{'did':'did:plc:c'},{'did':'did:plc:d','description':[]}]}");
}

static void
test_bluesky (void)
{
  g_auto (Asked) on = asked_new (&xa_bluesky, xa_bluesky.base, "bluesky:did:plc:o?handle=news.example", TRUE);
  g_auto (Asked) off = asked_new (&xa_bluesky, xa_bluesky.base, "bluesky:did:plc:o?handle=news.example", FALSE);
  g_autofree char *with = NULL, *without = NULL;

  script_bluesky (&on);
  script_bluesky (&off);
  with = list_members (&on);
  without = list_members (&off);
  g_assert_cmpstr (with, ==,
                   "id=\"did:plc:a\" profile=telegram,mastodon\n"
                   "id=\"did:plc:b\" profile=none\n"
                   "id=\"did:plc:c\" profile=none\n"
                   "id=\"did:plc:d\"\n");
  g_assert_null (strstr (without, "profile="));
  assert_same_questions (&on, &off);
}

static void
script_socialdata (Asked *self)
{
  answer (self, "/twitter/user/700", "{'id_str':'700','screen_name':'News','name':'News','followers_count':3,'statuses_count':9,'protected':false}");
  answer (self, "/twitter/followers/list?user_id=700",
          "{'next_cursor':'0','users':[{'id_str':'1','description':'Birder','url':'https://t.co/planted',"
          "'entities':{'url':{'urls':[{'expanded_url':'https://www.linkedin.com/in/planted'}]},'description':{'urls':[]}}},"
          "{'id_str':'2','description':'IG: @planted','url':null},{'id_str':'3','description':false}]}");
}

static void
test_socialdata (void)
{
  g_auto (Asked) on = asked_new (&xa_x_socialdata, xa_x_socialdata.base, "x:700?handle=news", TRUE);
  g_auto (Asked) off = asked_new (&xa_x_socialdata, xa_x_socialdata.base, "x:700?handle=news", FALSE);
  g_autofree char *with = NULL, *without = NULL;

  script_socialdata (&on);
  script_socialdata (&off);
  with = list_members (&on);
  without = list_members (&off);
  g_assert_cmpstr (with, ==, "id=\"1\" profile=linkedin\nid=\"2\" profile=instagram\nid=\"3\"\n");
  g_assert_null (strstr (without, "profile="));
  assert_same_questions (&on, &off);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-links/text", test_text);
  g_test_add_func ("/profile-links/html", test_html);
  g_test_add_func ("/profile-links/field", test_field);
  g_test_add_func ("/profile-links/endless", test_endless);
  g_test_add_func ("/profile-links/mastodon", test_mastodon);
  g_test_add_func ("/profile-links/bluesky", test_bluesky);
  g_test_add_func ("/profile-links/socialdata", test_socialdata);

  return g_test_run ();
}
