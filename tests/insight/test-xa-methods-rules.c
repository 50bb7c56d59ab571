#include "insight/xa-methods-rules.h"

#include "model/xa-language.h"

static char *
explain (const char *id,
         guint       smallest_count)
{
  XaMethodsFacts facts = { "1,204 posts", "3 lists of members", "complete list", smallest_count };

  return xa_methods_rule_write (xa_methods_find_rule (id), &facts);
}

/* Every figure tells what it is, its formula, what it is of, its snapshots, how people were seen, and its gate, in this order. */
static void
test_whole (void)
{
  static const char *const parts[] = { "\n\nFormula: ", "\n\nPublished in: ", "\n\nComputed from: 1,204 posts", "\n\nLists: 3 lists of members",
                                       "\n\nSeen as: complete list", "\n\nDisclosure gate: " };

  for (const XaMethodsRule *rule = xa_methods_rules (); rule->id; rule++) {
    g_autofree char *text = explain (rule->id, 10);
    const char      *at = text;

    g_test_message ("%s", rule->id);
    g_assert_true (xa_methods_find_rule (rule->id) == rule);
    g_assert_true (g_str_has_prefix (text, rule->what));
    for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
      const char *found = strstr (at, parts[i]);

      g_assert_nonnull (found);
      at = found + strlen (parts[i]);
    }
    /* What a paragraph is about ends at its first colon. */
    g_assert_null (strstr (rule->what, ": "));
  }
}

/* What is not known of a figure is left out. */
static void
test_left_out (void)
{
  g_autofree char *text = xa_methods_rule_write (xa_methods_find_rule ("storage"), &(XaMethodsFacts) { .smallest_count = 10 });

  g_assert_null (strstr (text, "Computed from"));
  g_assert_null (strstr (text, "Lists: "));
  g_assert_null (strstr (text, "Seen as"));
  g_assert_nonnull (strstr (text, "this counts the work of the program, and nobody"));
}

/* The gate is told as it is set. */
static void
test_gate (void)
{
  const struct {
    const char *id, *strict, *open;
  } cases[] = {
    { "retention", "Counts of 1 to 9 people are hidden", "Counts of 1 to 4 people are hidden" },
    { "week", "Hours with 1 to 9 posts are hidden", "Hours with 1 to 4 posts are hidden" },
    { "hashtags", "fewer than 10 different people used", "fewer than 5 different people used" },
    { "trending", "Hashtags that fewer than 10 people used", "Hashtags that fewer than 5 people used" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *strict = explain (cases[i].id, 10);
    g_autofree char *open = explain (cases[i].id, 5);

    g_assert_nonnull (strstr (strict, cases[i].strict));
    g_assert_nonnull (strstr (open, cases[i].open));
    g_assert_null (strstr (open, cases[i].strict));
  }
}

/* Formulas that somebody published say who; those that only count say that. */
static void
test_sources (void)
{
  const struct {
    const char *id, *formula, *source;
  } cases[] = {
    { "nearest", "share = |A∩B| / |A|", "Published in: signed G²: Dunning 1993; q: Benjamini and Hochberg 1995" },
    { "preferences", "Counted are people, never posts", "Benjamini and Hochberg 1995" },
    { "backbone", "lift is above 1 and q below 5 %", "Dunning 1993" },
    { "measure", "|A∩B| / |A∪B| (Jaccard 1912)", "as named with the formulas" },
    { "trending", "z = (√(x + 3/8) − m) / max(s, 1/2)", "Anscombe 1948" },
    { "growth", "No size is guessed between two that were seen", "Published in: nowhere; it counts, and models nothing" },
    { "retention", "stayed = |A∩B| / |A|, came = |B| − |A∩B|, left = |A| − |A∩B|", "Published in: nowhere" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = explain (cases[i].id, 5);

    g_assert_nonnull (strstr (text, cases[i].formula));
    g_assert_nonnull (strstr (text, cases[i].source));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/methods-rules/whole", test_whole);
  g_test_add_func ("/methods-rules/left-out", test_left_out);
  g_test_add_func ("/methods-rules/OUT-2/gate", test_gate);
  g_test_add_func ("/methods-rules/sources", test_sources);

  return g_test_run ();
}
