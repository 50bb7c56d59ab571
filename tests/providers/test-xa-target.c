#include "providers/xa-target.h"

#include <string.h>

static void
assert_same (const XaTarget *a,
             const XaTarget *b)
{
  g_assert_cmpint (a->platform, ==, b->platform);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->handle, ==, b->handle);
  g_assert_cmpstr (a->host, ==, b->host);
  g_assert_cmpstr (a->parent, ==, b->parent);
  g_assert_cmpint (a->from_us, ==, b->from_us);
  g_assert_cmpint (a->to_us, ==, b->to_us);
}

/* The forms that workspaces hold: they may never change. */
static void
test_forms (void)
{
  static const struct {
    XaPlatform   platform;
    XaTargetKind kind;
    const char  *id, *handle, *host, *parent;
    const char  *form;
  } cases[] = {
    { XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL, NULL, "durov", NULL, NULL, "telegram:@durov" },
    { XA_PLATFORM_TELEGRAM, XA_TARGET_CHANNEL, "-1001", NULL, NULL, NULL, "telegram:-1001" },
    { XA_PLATFORM_TELEGRAM, XA_TARGET_GROUP, "-1001", "talk", NULL, NULL, "telegram-group:-1001?handle=talk" },
    { XA_PLATFORM_TELEGRAM, XA_TARGET_INVITE, NULL, "AbC_-", NULL, NULL, "telegram-invite:@AbC_-" },
    { XA_PLATFORM_DISCORD, XA_TARGET_SERVER, "197038439483310086", NULL, NULL, NULL, "discord:197038439483310086" },
    { XA_PLATFORM_DISCORD, XA_TARGET_CHANNEL, "2", NULL, NULL, "1", "discord-channel:2?parent=1" },
    { XA_PLATFORM_X, XA_TARGET_ACCOUNT, NULL, "gnome", NULL, NULL, "x:@gnome" },
    { XA_PLATFORM_X, XA_TARGET_TAG, NULL, "größe", NULL, NULL, "x-tag:#größe" },
    { XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT, "did:plc:ewvi7nxzyoun6zhxrhs64oiz", NULL, NULL, NULL, "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz" },
    { XA_PLATFORM_BLUESKY, XA_TARGET_LIST, NULL, "at://a.example/app.bsky.graph.list/3k", NULL, NULL, "bluesky-list:@at://a.example/app.bsky.graph.list/3k" },
    { XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT, NULL, "user", "host.example", NULL, "mastodon:user@host.example" },
    { XA_PLATFORM_MASTODON, XA_TARGET_ACCOUNT, "77", "user", "host.example", NULL, "mastodon:user@host.example?id=77" },
    { XA_PLATFORM_MASTODON, XA_TARGET_TAG, NULL, "linux", "host.example", NULL, "mastodon-tag:linux@host.example" },
    { XA_PLATFORM_MASTODON, XA_TARGET_TAG, NULL, "linux", NULL, NULL, "mastodon-tag:#linux" },
    { XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM, NULL, NULL, "forum.example/t", NULL, "discourse:forum.example/t" },
    { XA_PLATFORM_DISCOURSE, XA_TARGET_CATEGORY, "7", "dev", "forum.example", NULL, "discourse-category:forum.example?id=7&handle=dev" },
    { XA_PLATFORM_SIMULATED, XA_TARGET_GROUP, "simulated-3", NULL, NULL, NULL, "simulated-group:simulated-3" },
    { XA_PLATFORM_DISCOURSE, XA_TARGET_FORUM, NULL, NULL, "localhost:3000", NULL, "discourse:localhost:3000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (XaTarget) target = xa_target_new (cases[i].platform, cases[i].kind);
    g_autoptr (XaTarget) back = NULL;
    g_autofree char *form = NULL;

    target->id = g_strdup (cases[i].id);
    target->handle = g_strdup (cases[i].handle);
    target->host = g_strdup (cases[i].host);
    target->parent = g_strdup (cases[i].parent);
    form = xa_target_format (target);
    g_assert_cmpstr (form, ==, cases[i].form);
    back = xa_target_parse (form);
    g_assert_nonnull (back);
    assert_same (target, back);
  }
}

static void
test_search (void)
{
  g_autoptr (XaTarget) target = xa_target_new (XA_PLATFORM_BLUESKY, XA_TARGET_SEARCH);
  g_autoptr (XaTarget) back = NULL;
  g_autofree char *form = NULL;

  target->handle = g_strdup ("free software? \"a & b\"=c%");
  target->from_us = -1;
  target->to_us = G_GINT64_CONSTANT (1790000000000000);
  form = xa_target_format (target);
  g_assert_null (strchr (form, ' '));
  back = xa_target_parse (form);
  assert_same (target, back);
}

/* Whatever the fields hold, the form gives them back. */
static void
test_random (void)
{
  static const char *const texts[] = { NULL, "a", "@a", "#a", "a@b", "?", "&id=1", "=", "%41", "ä ö", "a/b", "::", "-1", "\n" };

  for (guint round = 0; round < 4000; round++) {
    g_autoptr (XaTarget) target = xa_target_new (g_test_rand_int_range (1, XA_N_PLATFORMS), g_test_rand_int_range (1, XA_TARGET_SEARCH + 1));
    g_autoptr (XaTarget) copy = NULL;
    g_autoptr (XaTarget) back = NULL;
    g_autofree char *form = NULL;

    target->id = g_strdup (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    target->handle = g_strdup (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    target->parent = g_strdup (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    target->host = g_test_rand_bit () ? g_strdup ("host.example/t") : NULL;
    target->from_us = g_test_rand_bit () ? g_test_rand_int () : XA_TIME_UNKNOWN;
    if (!target->id && !target->handle && !target->host)
      continue;
    copy = xa_target_copy (target);
    assert_same (target, copy);
    form = xa_target_format (target);
    back = xa_target_parse (form);
    g_test_message ("%s", form);
    g_assert_nonnull (back);
    assert_same (target, back);
  }
}

static void
test_none (void)
{
  static const char *const cases[] = {
    "",
    "telegram",
    "telegram:",
    "telegram:@",
    "telegram:?",
    "telegram:@a?",
    "telegram:@a?id",
    "telegram:@a?id=",
    "telegram:@a?handle=b",
    "telegram:@a?what=b",
    "telegram:@a?from=x",
    "telegram:@a?from=1&from=2",
    "telegram:@%",
    "telegram:@%ff",
    "telegram:@%00",
    "myspace:@a",
    "telegram-:@a",
    "telegram-person:@a",
    "mastodon:@",
    "mastodon:a@",
    "discourse:?id=",
    "telegram:@a?from=-9223372036854775808",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i]);
    g_assert_null (xa_target_parse (cases[i]));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/providers/target/forms", test_forms);
  g_test_add_func ("/providers/target/search", test_search);
  g_test_add_func ("/providers/target/random", test_random);
  g_test_add_func ("/providers/target/none", test_none);

  return g_test_run ();
}
