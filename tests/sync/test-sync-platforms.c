#include "http-platform.h"
#include "store/xa-activity.h"
#include "sync-place.h"

#include <string.h>

/*
 * Each platform over the whole way, from what users paste to what two audiences share: links, the
 * provider, HTTP, the sink and the disk. People, their names, words and ids, and credentials hold a word
 * that must be nowhere afterwards. Bluesky has a test of its own.
 */

typedef struct {
  HttpPlatform *platform;
  SyncPlace    *place;
} Fixture;

static void
set_up (Fixture *self)
{
  self->platform = http_platform_new ();
  self->place = sync_place_new (http_platform_get_transport (self->platform));
  sync_place_be_impatient (self->place);
}

static void
tear_down (Fixture *self)
{
  sync_place_assert_nowhere (self->place, "planted");
  sync_place_assert_nowhere (self->place, "Planted");
  import_place_verify (self->place->place);
  sync_place_free (self->place);
  http_platform_free (self->platform);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

/* "[P0,P1,...]" of people @from to @to, each by @format with its number twice. */
static char *
list_people (const char *before,
             const char *format,
             guint       from,
             guint       to,
             const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = from; i < to; i++) {
    g_autofree char *number = g_strdup_printf ("%u", 7310000 + i);
    g_auto (GStrv) parts = g_strsplit (format, "@@", -1);
    g_autofree char *person = g_strjoinv (number, parts);

    g_string_append_printf (text, "%s%s", i > from ? "," : "", person);
  }
  g_string_append (text, after);

  return g_string_free (text, FALSE);
}

static void
assert_shared (Fixture    *self,
               const char *one_id,
               guint64     n_one,
               const char *two_id,
               guint64     n_two,
               guint64     n_shared)
{
  g_autoptr (XaMemberSet) one = sync_place_load (self->place, one_id);
  g_autoptr (XaMemberSet) two = sync_place_load (self->place, two_id);

  g_assert_cmpuint (xa_member_set_count (one), ==, n_one);
  g_assert_cmpuint (xa_member_set_count (two), ==, n_two);
  g_assert_cmpuint (xa_member_set_count_shared (one, two), ==, n_shared);
}

/* --- Mastodon: two accounts of two servers, whose followers come from everywhere ----------------------- */

#define FOLLOWER "{'id':'@@','acct':'planted@@@far.example','display_name':'Planted @@'}"

static void
add_account (Fixture    *self,
             const char *host,
             guint       from,
             guint       to)
{
  guint            middle = (from + to) / 2;
  g_autofree char *api = g_strdup_printf ("/%s/api", host);
  g_autofree char *instance = g_strconcat (api, "/v2/instance", NULL);
  g_autofree char *server = g_strdup_printf ("{'domain':'%s','title':'Server','version':'4.5.0'}", host);
  g_autofree char *account = g_strconcat (api, "/v1/accounts/", NULL);
  g_autofree char *card = g_strdup_printf ("{'id':'100','acct':'desk','display_name':'The Desk','url':'https://%s/@desk','followers_count':%u,'statuses_count':1}", host, to - from);
  g_autofree char *followers = g_strconcat (account, "100/followers", NULL);
  g_autofree char *older = g_strconcat (followers, "?limit=80&max_id=55", NULL);
  g_autofree char *link = g_strdup_printf ("<https://%s/api/v1/accounts/100/followers?limit=80&max_id=55>; rel=\"next\"", host);
  g_autofree char *first = list_people ("[", FOLLOWER, from, middle, "]");
  g_autofree char *rest = list_people ("[", FOLLOWER, middle, to, "]");
  g_autofree char *statuses = g_strconcat (account, "100/statuses", NULL);
  g_autofree char *liked = g_strconcat (api, "/v1/statuses/12/favourited_by", NULL);
  g_autofree char *shared = g_strconcat (api, "/v1/statuses/12/reblogged_by", NULL);
  g_autofree char *fans = list_people ("[", FOLLOWER, from, from + 5, "]");

  http_platform_answer (self->platform, instance, server, NULL);
  http_platform_answer (self->platform, account, card, NULL);
  http_platform_answer (self->platform, followers, first, link);
  http_platform_answer (self->platform, older, rest, NULL);
  http_platform_answer (self->platform, statuses,
                        "[{'id':'12','created_at':'2023-11-01T00:00:00.000Z','visibility':'public','account':{'id':'100','acct':'desk'},'favourites_count':5,"
                        "'reblogs_count':1,'replies_count':2,'content':'<p>words of #birds</p>','tags':[{'name':'birds'}]}]",
                        NULL);
  http_platform_answer (self->platform, liked, fans, NULL);
  http_platform_answer (self->platform, shared, "[]", NULL);
}

static void
test_mastodon (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (XaAudience) audience = NULL;

  set_up (&self);
  add_account (&self, "one.example", 0, 120);
  add_account (&self, "two.example", 80, 200);
  sync_place_paste (self.place, "https://one.example/@desk", 0);
  sync_place_paste (self.place, "@desk@two.example", 0);
  sync_place_run_all (self.place);
  assert_shared (&self, "desk@one.example", 120, "desk@two.example", 120, 40);
  audience = sync_place_find (self.place, "desk@one.example");
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpint (audience->n_posts, ==, 1);
  g_assert_cmpstr (audience->title, ==, "The Desk");
}

/* --- Discourse: two groups of a forum ------------------------------------------------------------------ */

#define RINGER "{'id':@@,'username':'planted@@','name':'Planted','added_at':'2023-05-06T07:08:09.000Z'}"

static void
add_group (Fixture    *self,
           const char *name,
           guint       from,
           guint       to)
{
  g_autofree char *total = g_strdup_printf ("'meta':{'total':%u,'limit':1000,'offset':0}}", to - from);
  g_autofree char *behind = g_strconcat ("],'owners':[],", total, NULL);
  g_autofree char *group = g_strdup_printf ("/forum.example/groups/%s.json", name);
  g_autofree char *about = g_strdup_printf ("{'group':{'id':41,'name':'%s','full_name':'The %s','user_count':%u}}", name, name, to - from);
  g_autofree char *members = g_strdup_printf ("/forum.example/groups/%s/members.json", name);
  g_autofree char *list = list_people ("{'members':[", RINGER, from, to, behind);

  http_platform_answer (self->platform, group, about, NULL);
  http_platform_answer (self->platform, members, list, NULL);
}

static void
test_discourse (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (XaAudience) audience = NULL;

  set_up (&self);
  http_platform_answer (self.platform, "/forum.example/site/basic-info.json", "{'title':'Birds','login_required':false}", NULL);
  http_platform_answer (self.platform, "/forum.example/about.json", "{'about':{'stats':{'users_count':60,'posts_count':9001,'active_users_30_days':7}}}", NULL);
  add_group (&self, "ringers", 0, 50);
  add_group (&self, "counters", 30, 100);
  sync_place_connect (self.place, &xa_discourse, NULL, "https://forum.example", NULL);
  sync_place_paste (self.place, "https://forum.example/g/ringers", 0);
  sync_place_paste (self.place, "https://forum.example/g/counters/members", 0);
  sync_place_run_all (self.place);
  assert_shared (&self, "forum.example/g/ringers", 50, "forum.example/g/counters", 70, 20);
  audience = sync_place_find (self.place, "forum.example/g/ringers");
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpstr (audience->title, ==, "The ringers");
}

/* --- Discord: two servers that the bot was added to ------------------------------------------------------ */

#define GUILD_MEMBER "{'user':{'id':'9@@','username':'planted@@','bot':false},'joined_at':'2023-05-06T07:08:09.000000+00:00'}"
#define NO_THREADS "{'threads':[],'members':[],'has_more':false}"

static void
add_server (Fixture    *self,
            const char *id,
            guint       from,
            guint       to)
{
  g_autofree char *guild = g_strdup_printf ("/discord.com/api/v10/guilds/%s", id);
  g_autofree char *about = g_strdup_printf ("{'id':'%s','name':'Server %s','approximate_member_count':%u,'approximate_presence_count':2}", id, id, to - from);
  g_autofree char *members = g_strconcat (guild, "/members", NULL);
  g_autofree char *list = list_people ("[", GUILD_MEMBER, from, to, "]");
  g_autofree char *channels = g_strconcat (guild, "/channels", NULL);
  g_autofree char *channel = g_strdup_printf ("[{'id':'1%s','type':0,'name':'general','last_message_id':'4199'}]", id + 1);
  g_autofree char *threads = g_strconcat (guild, "/threads/active", NULL);
  g_autofree char *archived = g_strdup_printf ("/discord.com/api/v10/channels/1%s/threads/archived/public", id + 1);
  g_autofree char *messages = g_strdup_printf ("/discord.com/api/v10/channels/1%s/messages", id + 1);

  http_platform_answer (self->platform, guild, about, NULL);
  http_platform_answer (self->platform, members, list, NULL);
  http_platform_answer (self->platform, channels, channel, NULL);
  http_platform_answer (self->platform, threads, NO_THREADS, NULL);
  http_platform_answer (self->platform, archived, NO_THREADS, NULL);
  http_platform_answer (self->platform, messages,
                        "[{'id':'4199','type':0,'timestamp':'2023-11-01T00:00:00.000000+00:00','author':{'id':'97310001','username':'planted'},'content':'plantedwords'}]", NULL);
}

static void
test_discord (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (XaAudience) audience = NULL;

  set_up (&self);
  http_platform_answer (self.platform, "/discord.com/api/v10/users/@me", "{'id':'1','username':'our_bot','bot':true}", NULL);
  http_platform_answer (self.platform, "/discord.com/api/v10/applications/@me", "{'id':'1','name':'bot','flags':294912}", NULL);
  add_server (&self, "200000000000000001", 0, 90);
  add_server (&self, "200000000000000002", 60, 150);
  sync_place_connect (self.place, &xa_discord, NULL, NULL, "planted.discord.token");
  sync_place_paste (self.place, "https://discord.com/channels/200000000000000001", 0);
  sync_place_paste (self.place, "https://discord.com/channels/200000000000000002", 0);
  sync_place_run_all (self.place);
  assert_shared (&self, "200000000000000001", 90, "200000000000000002", 90, 30);
  audience = sync_place_find (self.place, "200000000000000001");
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpstr (audience->title, ==, "Server 200000000000000001");
}

/* --- Telegram by a bot: who writes in two groups of which one stream tells ---------------------------------- */

#define BOT "123456:planted-token-abcdefghijklmnopqrstuv"

static void
add_updates (GString    *updates,
             const char *chat,
             guint       first_update,
             guint       from,
             guint       to)
{
  for (guint i = from; i < to; i++)
    g_string_append_printf (updates,
                            "%s{'update_id':%u,'message':{'message_id':%u,'date':1699990000,'chat':{'id':%s,'type':'supergroup','title':'Room %s'},"
                            "'from':{'id':%u,'is_bot':false,'first_name':'Planted','username':'planted%u'},'text':'plantedwords'}}",
                            updates->str[updates->len - 1] == '[' ? "" : ",", first_update + i - from, i + 1, chat, chat, 7310000 + i, i);
}

static void
add_chat (Fixture    *self,
          const char *id)
{
  g_autofree char *chat = g_strdup_printf ("/getChat?chat_id=%s", id);
  g_autofree char *about = g_strdup_printf ("{'ok':true,'result':{'id':%s,'type':'supergroup','title':'Room %s'}}", id, id);

  http_platform_answer (self->platform, chat, about, NULL);
}

static guint64
count_authors (Fixture      *self,
               const char   *native_id,
               XaMemberSet **people)
{
  g_autoptr (XaAudience) audience = sync_place_find (self->place, native_id);
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  gint32  day = 1699990000 / 86400;
  guint64 n;

  g_assert_nonnull (audience);
  *people = xa_store_load_active (store, audience->id, XA_ACTIVITY_AUTHOR, day - 1, day + 1, &n, NULL);

  return xa_member_set_count (*people);
}

static void
test_telegram_bot (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (GString) updates = g_string_new ("{'ok':true,'result':[");
  g_autoptr (XaMemberSet) one = NULL;
  g_autoptr (XaMemberSet) two = NULL;

  set_up (&self);
  add_updates (updates, "-1001000000001", 500, 0, 30);
  add_updates (updates, "-1001000000002", 530, 20, 60);
  g_string_append (updates, "]}");
  http_platform_answer (self.platform, "/getMe", "{'ok':true,'result':{'id':123456,'is_bot':true,'username':'our_bot','can_read_all_group_messages':true}}", NULL);
  http_platform_answer (self.platform, "/getChatMember?", "{'ok':true,'result':{'status':'administrator','user':{'id':123456}}}", NULL);
  http_platform_answer (self.platform, "/getChatMemberCount", "{'ok':true,'result':4321}", NULL);
  http_platform_answer (self.platform, "/getUpdates", updates->str, NULL);
  http_platform_answer (self.platform, "offset=570", "{'ok':true,'result':[]}", NULL);
  add_chat (&self, "-1001000000001");
  add_chat (&self, "-1001000000002");
  sync_place_connect (self.place, &xa_telegram_bot, NULL, NULL, BOT);
  sync_place_paste (self.place, "https://t.me/c/1000000001", 0);
  sync_place_paste (self.place, "https://t.me/c/1000000002/15", 0);
  sync_place_run_all (self.place);
  g_assert_cmpuint (count_authors (&self, "-1001000000001", &one), ==, 30);
  g_assert_cmpuint (count_authors (&self, "-1001000000002", &two), ==, 40);
  g_assert_cmpuint (xa_member_set_count_shared (one, two), ==, 10);
}

/* --- Telegram's public pages: sizes and posts, and no person at all ------------------------------------------ */

#define PAGE(content) "<!DOCTYPE html><html><head></head><body class=\"tgme_body\">" content "</body></html>"
#define POST(name, id, words)                                                                                       \
  "<div class=\"tgme_widget_message\" data-post=\"" name "/" id "\"><div class=\"tgme_widget_message_text\">" words \
  "<a href=\"tg://user?id=7310000001\">Plantedname</a></div><span class=\"tgme_widget_message_views\">1.2K</span>"  \
  "<a class=\"tgme_widget_message_date\"><time datetime=\"2023-11-0" id "T00:00:00+00:00\"></time></a></div>"

static void
test_telegram_preview (void)
{
  g_auto (Fixture) self = { 0 };
  g_autoptr (XaAudience) birds = NULL;
  g_autoptr (XaAudience) trees = NULL;

  set_up (&self);
  http_platform_answer (self.platform, "/t.me/birds", PAGE ("<div class=\"tgme_page_title\">Birds</div><div class=\"tgme_page_extra\">12 345 subscribers</div>"), NULL);
  http_platform_answer (self.platform, "/t.me/s/birds", PAGE (POST ("birds", "1", "words") POST ("birds", "2", "more")), NULL);
  http_platform_answer (self.platform, "/t.me/trees", PAGE ("<div class=\"tgme_page_title\">Trees</div><div class=\"tgme_page_extra\">12.3K subscribers</div>"), NULL);
  http_platform_answer (self.platform, "/t.me/s/trees", PAGE (POST ("trees", "3", "words")), NULL);
  sync_place_paste (self.place, "https://t.me/birds", 0);
  sync_place_paste (self.place, "https://t.me/s/trees?before=7", 0);
  sync_place_run_all (self.place);
  birds = sync_place_find (self.place, "@birds");
  trees = sync_place_find (self.place, "@trees");
  g_assert_cmpstr (birds->title, ==, "Birds");
  g_assert_cmpint (birds->n_posts, ==, 2);
  g_assert_cmpint (trees->n_posts, ==, 1);
  /* A size is no list: nobody is in one. */
  g_assert_cmpuint (sync_place_count_lists (self.place, "@birds"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync-platforms/mastodon", test_mastodon);
  g_test_add_func ("/sync-platforms/discourse", test_discourse);
  g_test_add_func ("/sync-platforms/discord", test_discord);
  g_test_add_func ("/sync-platforms/telegram-bot", test_telegram_bot);
  g_test_add_func ("/sync-platforms/telegram-preview", test_telegram_preview);

  return g_test_run ();
}
