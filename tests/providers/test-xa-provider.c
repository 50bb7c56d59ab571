#include "net/xa-oauth.h"
#include "providers/xa-provider.h"

#include <string.h>

static void
assert_words (const char *words)
{
  g_assert_nonnull (words);
  g_assert_cmpstr (words, !=, "");
}

/* Everything that is asked of a person says so in words: an empty text would be translated to nonsense. */
static void
test_words (void)
{
  for (const XaProvider *const *provider = xa_providers (); *provider; provider++) {
    assert_words ((*provider)->name);
    assert_words ((*provider)->limits_words);
    assert_words ((*provider)->terms.words);
    for (guint i = 0; (*provider)->gives_not && (*provider)->gives_not[i]; i++)
      assert_words ((*provider)->gives_not[i]);
    for (guint i = 0; i < (*provider)->n_sign_ins; i++) {
      const XaSignIn *way = &(*provider)->sign_ins[i];

      assert_words (way->title);
      for (guint step = 0; way->steps && way->steps[step]; step++)
        assert_words (way->steps[step]);
    }
  }
}

/* The addresses that somebody is told to register are those that are listened at. */
static void
test_redirects (void)
{
  guint n = 0;

  for (const XaProvider *const *provider = xa_providers (); *provider; provider++)
    for (guint i = 0; i < (*provider)->n_sign_ins; i++) {
      const char *const *steps = (*provider)->sign_ins[i].steps;

      for (guint step = 0; steps && steps[step]; step++)
        if (strstr (steps[step], "/callback")) {
          g_assert_nonnull (strstr (steps[step], XA_OAUTH_REDIRECTS));
          n++;
        }
    }
  g_assert_cmpuint (n, >=, 3);
}

/* What a kind of target is called in the sentence that lists what can be followed. */
static const char *const kind_words[] = {
  [XA_TARGET_ACCOUNT] = "accounts",
  [XA_TARGET_CHANNEL] = "channels",
  [XA_TARGET_GROUP] = "groups",
  [XA_TARGET_SERVER] = "servers",
  [XA_TARGET_FORUM] = "all of it",
  [XA_TARGET_CATEGORY] = "categories",
  [XA_TARGET_TAG] = "tags",
  [XA_TARGET_LIST] = "lists",
  [XA_TARGET_POST] = "posts",
  [XA_TARGET_INVITE] = "invitations",
  [XA_TARGET_SEARCH] = "searches",
};

/* A link to a post of a forum stands for the forum. */
static gboolean
stands_for_another (XaPlatform   platform,
                    XaTargetKind kind)
{
  return platform == XA_PLATFORM_DISCOURSE && kind == XA_TARGET_POST;
}

/* What is said to be possible on a platform is what one of its providers reaches, neither more nor less. */
static void
test_followable (void)
{
  for (int platform = 1; platform < XA_N_PLATFORMS; platform++) {
    const char *words = xa_platform_say_followable ((XaPlatform) platform);

    for (int kind = XA_TARGET_ACCOUNT; kind <= XA_TARGET_SEARCH; kind++) {
      g_autoptr (XaTarget) target = xa_target_new ((XaPlatform) platform, (XaTargetKind) kind);
      gboolean can;

      target->id = g_strdup ("12345678901234567");
      target->handle = g_strdup ("name");
      target->host = g_strdup ("social.example");
      target->parent = g_strdup ("12345678901234568");
      can = xa_provider_for (target) != NULL;
      if (!stands_for_another ((XaPlatform) platform, (XaTargetKind) kind) && can != (words && strstr (words, kind_words[kind])))
        g_error ("%s: %s are %s, and it says: %s", xa_platform_id ((XaPlatform) platform), kind_words[kind], can ? "followed" : "not followed", words ? words : "nothing");
    }
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/providers/provider/words", test_words);
  g_test_add_func ("/providers/provider/redirects", test_redirects);
  g_test_add_func ("/providers/provider/followable", test_followable);

  return g_test_run ();
}
