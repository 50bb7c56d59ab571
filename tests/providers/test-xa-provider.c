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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/providers/provider/words", test_words);
  g_test_add_func ("/providers/provider/redirects", test_redirects);

  return g_test_run ();
}
