#include "insight/xa-explore-search.h"

#include <math.h>
#include <string.h>

/* What was typed, and the shortest text of the same meaning. */
static void
test_parse (void)
{
  static const struct {
    const char *text, *formatted;
  } cases[] = {
    { "", "" },
    { "   ", "" },
    { "Berlin", "berlin" },
    { "Café ÜBER Straße", "cafe uber strasse" },
    { "a a A", "a" },
    { "\"open source\" x", "\"open source\" x" },
    { "\"open sou", "\"open sou\"" },
    { "\"tag:x\"", "\"tag:x\"" },
    { "12:30", "\"12:30\"" },
    { "platform:telegram", "platform:telegram" },
    { "PLATFORM:Telegram", "platform:telegram" },
    { "platform:discord,telegram role:own", "platform:telegram,discord role:own" },
    { "platform:telegram platform:x", "platform:telegram,x" },
    { "kind:channel,group", "kind:channel,group" },
    { "coverage:complete,none", "coverage:none,complete" },
    { "tag:Press tag:x tag:press", "tag:press tag:x" },
    { "tag:a:b", "tag:a:b" },
    { "size:>1000", "size:>=1001" },
    { "size:>=1000", "size:>=1000" },
    { "size:<1000", "size:<=999" },
    { "size:<=1.5k", "size:<=1500" },
    { "size:1000..2M", "size:1000..2000000" },
    { "size:..50", "size:<=50" },
    { "size:50..", "size:>=50" },
    { "size:7", "size:7" },
    { "size:>100 size:<200 size:>50", "size:101..199" },
    { "size:>2.5", "size:>=3" },
    { "  word  role:competitor tag:t size:5..6 platform:x kind:forum", "word platform:x kind:forum role:competitor tag:t size:5..6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse (cases[i].text, &error);
    g_autoptr (XaExploreFilter) again = NULL;
    g_autofree char *formatted = NULL;
    g_autofree char *twice = NULL;

    g_assert_no_error (error);
    formatted = xa_explore_filter_format (filter);
    g_assert_cmpstr (formatted, ==, cases[i].formatted);
    g_assert_cmpint (xa_explore_filter_is_empty (filter), ==, *formatted == '\0');
    again = xa_explore_filter_parse (formatted, &error);
    g_assert_no_error (error);
    twice = xa_explore_filter_format (again);
    g_assert_cmpstr (twice, ==, formatted);
  }
}

static void
test_values (void)
{
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse ("platform:telegram,x role:own coverage:none,sample size:>9 a b", NULL);
  g_autoptr (XaExploreFilter) copy = xa_explore_filter_copy (filter);

  g_assert_cmpuint (filter->platforms, ==, 1 << XA_PLATFORM_TELEGRAM | 1 << XA_PLATFORM_X);
  g_assert_cmpuint (filter->roles, ==, 1 << XA_ROLE_OWN);
  g_assert_cmpuint (filter->coverages, ==, 1 << 0 | 1 << XA_COVERAGE_SAMPLE);
  g_assert_cmpuint (filter->kinds, ==, 0);
  g_assert_cmpfloat (filter->least_size, ==, 10);
  g_assert_true (isnan (filter->most_size));
  g_assert_cmpuint (g_strv_length (copy->words), ==, 2);
  g_assert_cmpstr (copy->words[1], ==, "b");
  g_assert_null (copy->tags);
}

/* Every message says what to do instead. */
static void
test_errors (void)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "platform:", "needs a value" },
    { "platform:telegram,", "needs a value" },
    { "platform:myspace", "telegram, discord" },
    { "kind:crowd", "channel, group" },
    { "role:boss", "other, own, competitor" },
    { "coverage:some", "none, complete" },
    { "size:big", ">1000" },
    { "size:", "needs a value" },
    { "size:..", ">1000" },
    { "size:-5", ">1000" },
    { "size:1e99", ">1000" },
    { "size:5x", ">1000" },
    { "size:0x10", ">1000" },
    { "size:9..3", "No size" },
    { "size:<0", "No size" },
    { "size:>5 size:<5", "No size" },
    { "tag:", "needs a value" },
    { "tag:\"two words\"", "one word" },
    { "https://t.me/x", "quotation marks" },
    { "color:red", "platform:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].text);
    g_assert_null (xa_explore_filter_parse (cases[i].text, &error));
    g_assert_error (error, XA_INSIGHT_ERROR, XA_INSIGHT_ERROR_EXPRESSION);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

/* Whatever is typed, letter by letter, is taken or refused with a message. */
static void
test_typing (void)
{
  static const char text[] = "Ünited \"a b\" platform:telegram,discord role:own size:1k..2M tag:\xe2\x82\xac \"";

  for (gsize n = 0; n <= strlen (text); n++) {
    g_autofree char *typed = g_strndup (text, n);
    g_autoptr (GError) error = NULL;
    g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse (typed, &error);

    g_assert_true ((filter == NULL) == (error != NULL));
  }
}

static void
test_toggle_tag (void)
{
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_new ();
  g_autofree char *text = NULL;

  xa_explore_filter_toggle_tag (filter, "a");
  xa_explore_filter_toggle_tag (filter, "b");
  xa_explore_filter_toggle_tag (filter, "a");
  text = xa_explore_filter_format (filter);
  g_assert_cmpstr (text, ==, "tag:b");
  xa_explore_filter_toggle_tag (filter, "b");
  g_assert_true (xa_explore_filter_is_empty (filter));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore-search/parse", test_parse);
  g_test_add_func ("/explore-search/values", test_values);
  g_test_add_func ("/explore-search/errors", test_errors);
  g_test_add_func ("/explore-search/typing", test_typing);
  g_test_add_func ("/explore-search/toggle-tag", test_toggle_tag);

  return g_test_run ();
}
