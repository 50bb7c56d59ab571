#include "providers/xa-target.h"

#include <string.h>

#define OK XA_RECOGNIZE_OK
#define MANY XA_RECOGNIZE_AMBIGUOUS
#define PERSON XA_RECOGNIZE_PERSON
#define NO XA_RECOGNIZE_UNSUPPORTED
#define WHAT XA_RECOGNIZE_UNKNOWN

typedef struct {
  const char   *pasted;
  XaRecognition verdict;
  const char   *forms; /* of the candidates, separated by blanks; NULL: not compared */
} Case;

static const Case telegram[] = {
  { "https://t.me/Durov", OK, "telegram:@durov" },
  { "t.me/s/durov", OK, "telegram:@durov" },
  { "http://telegram.me/durov/", OK, "telegram:@durov" },
  { "telegram.dog/durov", OK, "telegram:@durov" },
  { "https://t.me/durov/123?single", OK, "telegram:@durov" },
  { "https://T.ME/durov#x", OK, "telegram:@durov" },
  { "durov.t.me", OK, "telegram:@durov" },
  { "https://durov.t.me/42", OK, "telegram:@durov" },
  { "tg://resolve?domain=Durov", OK, "telegram:@durov" },
  { "tg:resolve?domain=durov&post=7", OK, "telegram:@durov" },
  { "t.me/+AbCdEf_12", OK, "telegram-invite:@AbCdEf_12" },
  { "https://t.me/joinchat/AAAAAE-x", OK, "telegram-invite:@AAAAAE-x" },
  { "tg://join?invite=AbCd", OK, "telegram-invite:@AbCd" },
  { "t.me/c/1234567/89", OK, "telegram:-1001234567" },
  { "-1001234567", OK, "telegram:-1001234567" },
  { "t.me/+4915112345678", PERSON, "" },
  { "t.me/contact/abc", PERSON, "" },
  { "t.me/addstickers/Animals", NO, "" },
  { "t.me/addlist/abc", NO, "" },
  { "t.me/ab", NO, "" },
  { "t.me", NO, "" },
  { "https://web.telegram.org/k/#@durov", NO, "" },
  { "tg://settings", NO, "" },
};

static const Case discord[] = {
  { "https://discord.gg/AbC-1", OK, "discord-invite:@AbC-1" },
  { "discord.com/invite/AbC", OK, "discord-invite:@AbC" },
  { "discordapp.com/invite/AbC", OK, "discord-invite:@AbC" },
  { "https://discord.com/channels/197038439483310086", OK, "discord:197038439483310086" },
  { "https://ptb.discord.com/channels/1/2/3", OK, "discord:1 discord-channel:2?parent=1" },
  { "https://discord.com/channels/@me/2", PERSON, "" },
  { "discord.com/users/80351110224678912", PERSON, "" },
  { "discord.com/channels/x", NO, "" },
  { "discord.com/developers", NO, "" },
};

static const Case x[] = {
  { "https://x.com/GNOME", OK, "x:@gnome" },
  { "mobile.twitter.com/gnome?s=20", OK, "x:@gnome" },
  { "www.x.com/gnome/status/1234567890", OK, "x:@gnome" },
  { "x.com/i/lists/123", OK, "x-list:123" },
  { "x.com/i/communities/456/about", OK, "x-group:456" },
  { "twitter.com/i/web/status/789", OK, "x-post:789" },
  { "x.com/hashtag/GtK?src=hash", OK, "x-tag:#gtk" },
  { "x.com/hashtag/%C3%84rger", OK, "x-tag:#ärger" },
  { "x.com/search?q=gtk+4%20gnome&f=live", OK, "x-search:@gtk%204%20gnome" },
  { "x.com/intent/follow?screen_name=gnome", OK, "x:@gnome" },
  { "x.com/home", NO, "" },
  { "x.com/explore", NO, "" },
  { "x.com/settings/account", NO, "" },
  { "x.com/i/bookmarks", NO, "" },
  { "x.com/search", NO, "" },
  { "x.com/messages/1-2", PERSON, "" },
  { "x.com/a_name_of_sixteen", NO, "" },
  { "x.com/not-a-name", NO, "" },
  { "t.co/abcdef", NO, "" },
};

static const Case meta[] = {
  { "https://www.instagram.com/Gnome.Desktop/", OK, "instagram:@gnome.desktop" },
  { "instagram.com/_u/gnome", OK, "instagram:@gnome" },
  { "instagram.com/stories/gnome/123", OK, "instagram:@gnome" },
  { "instagram.com/p/CaBc_-1/", OK, "instagram-post:CaBc_-1" },
  { "instagram.com/reel/CaBc/", OK, "instagram-post:CaBc" },
  { "instagram.com/tv/CaBc", OK, "instagram-post:CaBc" },
  { "instagram.com/explore/tags/Linux/", OK, "instagram-tag:#linux" },
  { "instagram.com/accounts/login", NO, "" },
  { "instagram.com/direct/inbox", PERSON, "" },
  { "https://facebook.com/GnomeDesktop", OK, "facebook:@gnomedesktop" },
  { "m.facebook.com/profile.php?v=info&id=100064", OK, "facebook:100064" },
  { "de-de.facebook.com/people/Some-One/100064/", OK, "facebook:100064" },
  { "fb.com/pages/Some-Page/1234", OK, "facebook:1234" },
  { "facebook.com/pg/gnome/about", OK, "facebook:@gnome" },
  { "facebook.com/1234567", OK, "facebook:1234567" },
  { "facebook.com/hashtag/linux", OK, "facebook-tag:#linux" },
  { "facebook.com/groups/12345", NO, "" },
  { "facebook.com/events/12345", NO, "" },
  { "facebook.com/profile.php", NO, "" },
  { "fb.me/abc", NO, "" },
};

static const Case others[] = {
  { "https://www.tiktok.com/@Some.One", OK, "tiktok:@some.one" },
  { "tiktok.com/@someone/video/7123", OK, "tiktok:@someone" },
  { "tiktok.com/tag/linux", OK, "tiktok-tag:#linux" },
  { "vm.tiktok.com/ZM8abc/", NO, "" },
  { "vt.tiktok.com/ZM8abc/", NO, "" },
  { "tiktok.com/foryou", NO, "" },
  { "linkedin.com/company/The-GNOME-Project", OK, "linkedin:@the-gnome-project" },
  { "https://de.linkedin.com/company/1234/about/", OK, "linkedin:1234" },
  { "linkedin.com/showcase/x-y", OK, "linkedin:@x-y" },
  { "linkedin.com/school/mit/", OK, "linkedin:@mit" },
  { "urn:li:organization:1234", OK, "linkedin:1234" },
  { "https://www.linkedin.com/in/some-one/", PERSON, "" },
  { "linkedin.com/groups/123", NO, "" },
  { "youtube.com/@GNOMEDesktop/videos", OK, "youtube:@gnomedesktop" },
  { "youtube.com/channel/UCabcDEF_-1", OK, "youtube:UCabcDEF_-1" },
  { "m.youtube.com/watch?t=3&v=dQw4w9WgXcQ", OK, "youtube-post:dQw4w9WgXcQ" },
  { "youtu.be/dQw4w9WgXcQ?t=1", OK, "youtube-post:dQw4w9WgXcQ" },
  { "https://www.reddit.com/r/linux", NO, "" },
  { "threads.net/@someone", NO, "" },
  { "medium.com/@someone", NO, "" },
  { "bit.ly/3abc", NO, "" },
};

static const Case bluesky[] = {
  { "https://bsky.app/profile/GNOME.org", OK, "bluesky:@gnome.org" },
  { "bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz", OK, "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz" },
  { "bsky.app/profile/gnome.org/post/3kabc", OK, "bluesky:@gnome.org" },
  { "bsky.app/profile/did:plc:abc/post/3kabc?ref=x", OK, "bluesky:did:plc:abc" },
  { "bsky.app/profile/gnome.org/lists/3kabc", OK, "bluesky-list:@at://gnome.org/app.bsky.graph.list/3kabc" },
  { "bsky.app/starter-pack/did:plc:abc/3kXYZ", OK, "bluesky-list:@at://did:plc:abc/app.bsky.graph.starterpack/3kXYZ" },
  { "bsky.app/start/gnome.org/3k", OK, "bluesky-list:@at://gnome.org/app.bsky.graph.starterpack/3k" },
  { "bsky.app/hashtag/Linux", OK, "bluesky-tag:#linux" },
  { "bsky.app/search?q=%22free+software%22", OK, "bluesky-search:@%22free%20software%22" },
  { "bsky.app/profile/gnome.org/feed/whats-hot", NO, "" },
  { "at://did:plc:abc/app.bsky.feed.post/3k", OK, "bluesky:did:plc:abc" },
  { "at://did:plc:abc", OK, "bluesky:did:plc:abc" },
  { "at://gnome.org/app.bsky.graph.list/3k", OK, "bluesky-list:@at://gnome.org/app.bsky.graph.list/3k" },
  { "at://did:plc:abc/app.bsky.feed.generator/3k", NO, "" },
  { "did:plc:ewvi7nxzyoun6zhxrhs64oiz", OK, "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz" },
  { "did:web:gnome.org", OK, "bluesky:did:web:gnome.org" },
  { "someone.bsky.social", OK, "bluesky:@someone.bsky.social" },
  { "@someone.bsky.social", OK, "bluesky:@someone.bsky.social" },
};

static const Case mastodon[] = {
  { "@Gargron@Mastodon.Social", OK, "mastodon:gargron@mastodon.social" },
  { "https://mastodon.social/@Gargron", OK, "mastodon:gargron@mastodon.social" },
  { "https://mastodon.social/@Gargron/109?x", OK, "mastodon:gargron@mastodon.social" },
  { "https://mastodon.social/@gnome@floss.social", OK, "mastodon:gnome@floss.social" },
  { "https://mastodon.social/users/Gargron/followers", OK, "mastodon:gargron@mastodon.social" },
  { "mastodon.social/web/@gargron", OK, "mastodon:gargron@mastodon.social" },
  { "https://mastodon.social/tags/Linux", OK, "mastodon-tag:linux@mastodon.social" },
  { "https://bücher.example/@a", OK, "mastodon:a@xn--bcher-kva.example" },
  { "http://localhost:3000/@admin", OK, "mastodon:admin@localhost:3000" },
  { "someone@mastodon.social", MANY, "mastodon:someone@mastodon.social" },
};

static const Case discourse[] = {
  { "https://discourse.gnome.org/c/platform/core/7", OK, "discourse-category:discourse.gnome.org?id=7&handle=platform" },
  { "https://discourse.gnome.org/c/platform/7/l/latest", OK, "discourse-category:discourse.gnome.org?id=7&handle=platform" },
  { "discourse.gnome.org/t/some-topic/123/4", OK, "discourse:discourse.gnome.org" },
  { "discourse.gnome.org/g/Team", OK, "discourse-group:discourse.gnome.org?handle=team" },
  { "discourse.gnome.org/tag/gtk", OK, "discourse-tag:discourse.gnome.org?handle=gtk" },
  { "https://example.org/forum/c/dev/3", OK, "discourse-category:example.org/forum?id=3&handle=dev" },
  { "https://example.org/forum/t/a/3", OK, "discourse:example.org/forum" },
  { "discourse.gnome.org/u/someone", PERSON, "" },
  { "https://discourse.gnome.org/", MANY, "discourse:discourse.gnome.org mastodon-server:discourse.gnome.org" },
  { "https://example.org/forum", MANY, "discourse:example.org/forum" },
  { "gnome.org", MANY, "bluesky:@gnome.org discourse:gnome.org mastodon-server:gnome.org" },
  { "@gnome.org", MANY, "bluesky:@gnome.org discourse:gnome.org mastodon-server:gnome.org" },
};

static const Case plain[] = {
  { "@durov", MANY, "telegram:@durov x:@durov instagram:@durov tiktok:@durov youtube:@durov facebook:@durov linkedin:@durov" },
  { "Ab", MANY, "x:@ab instagram:@ab tiktok:@ab linkedin:@ab" },
  { "#Linux", MANY, "bluesky-tag:#linux mastodon-tag:#linux x-tag:#linux instagram-tag:#linux tiktok-tag:#linux" },
  { "197038439483310086", MANY, "discord:197038439483310086 x:197038439483310086" },
  { "https://forum.example/search?q=blue+heron%20order%3Alatest", MANY, "discourse-search:forum.example?handle=blue%20heron%20order:latest mastodon-search:blue%20heron%20order:latest@forum.example" },
  { "forum.example/talk/search?expanded=true&q=heron", MANY, "discourse-search:forum.example/talk?handle=heron" },
  { "\"free software\"", MANY, "bluesky-search:@free%20software x-search:@free%20software mastodon-search:@free%20software discourse-search:@free%20software" },
  { "„freie Software“", MANY, "bluesky-search:@freie%20Software x-search:@freie%20Software mastodon-search:@freie%20Software discourse-search:@freie%20Software" },
  { "12345", WHAT, "" },
  { "free software", WHAT, "" },
  { "", WHAT, "" },
  { "   ", WHAT, "" },
  { "#", WHAT, "" },
  { "@", WHAT, "" },
  { "#123", WHAT, "" },
  { "https://", WHAT, "" },
  { "https://example.org/some/deep/page", WHAT, "" },
  { "https://example.org/page.html", WHAT, "" },
  { "ftp://example.org/", WHAT, "" },
  { "javascript:alert(1)", WHAT, "" },
  { "https://user:pw@example.org/c/a/1", WHAT, "" },
  { "https://exa mple.org", WHAT, "" },
  { "https://t.me/%00", WHAT, "" },
  { "https://t.me/%ff", WHAT, "" },
  { "\xff\xfe", WHAT, "" },
  { "mailto:a@b.example", PERSON, "" },
  { "+49 151 12345678", PERSON, "" },
  /* As it comes from a page or a message. */
  { "  <https://t.me/durov>, ", OK, "telegram:@durov" },
  { "\xe2\x80\x8bhttps://t.me/durov\xe2\x81\xa9", OK, "telegram:@durov" },
  { "telegram:@durov", OK, "telegram:@durov" },
  { "mastodon:user@host.example", OK, "mastodon:user@host.example" },
};

static char *
forms_of (GPtrArray *targets)
{
  g_autoptr (GString) forms = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++) {
    g_autofree char *form = xa_target_format (g_ptr_array_index (targets, i));
    g_autoptr (XaTarget) back = xa_target_parse (form);

    g_assert_nonnull (back);
    if (i > 0)
      g_string_append_c (forms, ' ');
    g_string_append (forms, form);
  }

  return g_string_free (g_steal_pointer (&forms), FALSE);
}

static void
check (const Case *each,
       XaPlatform  platform)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autofree char *message = NULL, *forms = NULL;
  XaRecognition    verdict = xa_target_recognize (each->pasted, platform, &targets, &message);

  forms = forms_of (targets);
  if (verdict != each->verdict || strcmp (forms, each->forms) != 0)
    g_test_message ("\"%s\": %d [%s] %s", each->pasted, verdict, forms, message);
  g_assert_cmpint (verdict, ==, each->verdict);
  g_assert_cmpstr (forms, ==, each->forms);
  /* There is a sentence exactly where something has to be said. */
  g_assert_true ((message == NULL) == (verdict == XA_RECOGNIZE_OK));
  g_assert_true (message == NULL || g_str_has_suffix (message, "."));
}

#define TABLE(name)                                 \
  static void test_##name (void)                    \
  {                                                 \
    for (gsize i = 0; i < G_N_ELEMENTS (name); i++) \
      check (&name[i], 0);                          \
  }

TABLE (telegram)
TABLE (discord)
TABLE (x)
TABLE (meta)
TABLE (others)
TABLE (bluesky)
TABLE (mastodon)
TABLE (discourse)
TABLE (plain)

/* With the platform named, what was ambiguous is not. */
static void
test_named (void)
{
  static const struct {
    XaPlatform platform;
    Case       each;
  } cases[] = {
    { XA_PLATFORM_TELEGRAM, { "@Durov", OK, "telegram:@durov" } },
    { XA_PLATFORM_TELEGRAM, { "durov", OK, "telegram:@durov" } },
    { XA_PLATFORM_TELEGRAM, { "https://t.me/durov", OK, "telegram:@durov" } },
    { XA_PLATFORM_TELEGRAM, { "https://x.com/durov", WHAT, "" } },
    { XA_PLATFORM_X, { "https://x.com/i/home", NO, "" } },
    { XA_PLATFORM_X, { "12345", OK, "x:12345" } },
    { XA_PLATFORM_X, { "#gtk", OK, "x-tag:#gtk" } },
    { XA_PLATFORM_X, { "free software", OK, "x-search:@free%20software" } },
    { XA_PLATFORM_DISCORD, { "197038439483310086", OK, "discord:197038439483310086" } },
    { XA_PLATFORM_DISCORD, { "AbCdEf", OK, "discord-invite:@AbCdEf" } },
    { XA_PLATFORM_BLUESKY, { "gnome", OK, "bluesky:@gnome.bsky.social" } },
    { XA_PLATFORM_BLUESKY, { "@gnome.org", OK, "bluesky:@gnome.org" } },
    { XA_PLATFORM_BLUESKY, { "\"gtk 4\"", OK, "bluesky-search:@gtk%204" } },
    { XA_PLATFORM_MASTODON, { "gnome@floss.social", OK, "mastodon:gnome@floss.social" } },
    { XA_PLATFORM_MASTODON, { "gnome", OK, "mastodon:@gnome" } },
    { XA_PLATFORM_MASTODON, { "mastodon.social", OK, "mastodon-server:mastodon.social" } },
    { XA_PLATFORM_DISCOURSE, { "discourse.gnome.org", OK, "discourse:discourse.gnome.org" } },
    { XA_PLATFORM_DISCOURSE, { "https://meta.example/t/a/1", OK, "discourse:meta.example" } },
    { XA_PLATFORM_LINKEDIN, { "https://linkedin.com/in/a", PERSON, "" } },
    { XA_PLATFORM_LINKEDIN, { "1234", OK, "linkedin:1234" } },
    { XA_PLATFORM_INSTAGRAM, { "a b", WHAT, "" } },
    { XA_PLATFORM_SIMULATED, { "3", NO, "" } },
    { XA_PLATFORM_SIMULATED, { "https://x.com/gnome", NO, "" } },
    { XA_PLATFORM_OTHER, { "simulated-group:simulated-3", NO, "" } },
    { 0, { "simulated-group:simulated-3", NO, "" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i].each, cases[i].platform);
}

/* Whatever is pasted, there is an answer, and what is found can be kept. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "https://",
    "t.me",
    "x.com",
    "/",
    "@",
    "#",
    "?",
    "=",
    "q=",
    "%",
    "%2",
    "%41",
    ".",
    ":",
    "+",
    "s/",
    "i/",
    "c/",
    "1",
    "12345678901234567",
    "a",
    "ä",
    "\xe2\x80\x8b",
    " ",
    "\"",
    "did:plc:",
    "bsky.app/profile/",
    "forum.example",
    "tags/",
    "users/",
    "at://",
    "tg:",
    "&",
    "discord.gg/",
    "localhost:",
    "[::1]",
    "\xff",
    "-100",
    "linkedin.com/in/",
    "\n",
  };

  for (guint round = 0; round < 20000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GPtrArray) targets = NULL;
    g_autofree char *message = NULL, *forms = NULL;
    XaRecognition    verdict;

    for (int n = g_test_rand_int_range (0, 9); n > 0; n--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    verdict = xa_target_recognize (text->str, g_test_rand_int_range (0, XA_N_PLATFORMS), &targets, &message);
    forms = forms_of (targets);
    g_assert_true ((verdict == OK || verdict == MANY) == (targets->len > 0));
    g_assert_true ((message == NULL) == (verdict == OK));
  }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (3000, 'a');
  g_autoptr (GPtrArray) targets = NULL;

  g_assert_cmpint (xa_target_recognize (text, 0, &targets, NULL), ==, WHAT);
  g_assert_cmpuint (targets->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/providers/target-recognize/telegram", test_telegram);
  g_test_add_func ("/providers/target-recognize/discord", test_discord);
  g_test_add_func ("/providers/target-recognize/x", test_x);
  g_test_add_func ("/providers/target-recognize/meta", test_meta);
  g_test_add_func ("/providers/target-recognize/others", test_others);
  g_test_add_func ("/providers/target-recognize/bluesky", test_bluesky);
  g_test_add_func ("/providers/target-recognize/mastodon", test_mastodon);
  g_test_add_func ("/providers/target-recognize/discourse", test_discourse);
  g_test_add_func ("/providers/target-recognize/plain", test_plain);
  g_test_add_func ("/providers/target-recognize/named", test_named);
  g_test_add_func ("/providers/target-recognize/random", test_random);
  g_test_add_func ("/providers/target-recognize/long", test_long);

  return g_test_run ();
}
