#include "analysis/xa-composite.h"

static const struct {
  const char *text;
  const char *plain;
} spellings[] = {
  { "A and B not C", "A and B not C" },
  { "  A&B - C ", "A and B not C" },
  { "A or B and C", "A or B and C" },
  { "(A or B) and C", "(A or B) and C" },
  { "A and (B and C)", "A and (B and C)" },
  { "A or (B or C)", "A or (B or C)" },
  { "((A))", "A" },
  { "A AND NOT B", "A not B" },
  { "telegram:news or #12", "telegram:news or #12" },
  { "\"Film club\" | \"a \\\"b\\\"\"", "\"Film club\" or \"a \\\"b\\\"\"" },
  { "Film club or  book  circle not(a b)", "\"Film club\" or \"book circle\" not \"a b\"" },
  { "\"and\" and well-known", "\"and\" and well-known" },
};

static void
test_spellings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaComposite) composite = xa_composite_parse (spellings[i].text, &error);
    g_autoptr (XaComposite) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *text_again = NULL;

    g_assert_no_error (error);
    text = xa_composite_format (composite);
    g_assert_cmpstr (text, ==, spellings[i].plain);
    again = xa_composite_parse (text, NULL);
    text_again = xa_composite_format (again);
    g_assert_cmpstr (text_again, ==, text);
  }
}

static void
test_mistakes_are_named (void)
{
  static const char *const texts[] = { "", "and", "A and", "A \"B\"", "not A", "A or not B", "(A", "A)", "\"A", "()", "A and and B", "\"\"" };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (XaComposite) none = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaComposite) composite = xa_composite_parse (texts[i], &error);

    g_assert_null (composite);
    g_assert_error (error, XA_COMPOSITE_ERROR, XA_COMPOSITE_ERROR_SYNTAX);
  }
  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, '(');
  none = xa_composite_parse (deep->str, NULL);
  g_assert_null (none);

  g_string_assign (deep, "A");
  for (int i = 0; i < 100000; i++)
    g_string_append (deep, " not A");
  none = xa_composite_parse (deep->str, NULL);
  g_assert_null (none);
}

/* Against membership decided person by person. */
static void
test_evaluate (void)
{
  static const char *const texts[] = { "A and B not C", "A or B and C", "(A or B) not (B and C)", "A not B not C", "A not (B not C)" };
  g_autoptr (XaMemberSet) a = xa_member_set_new_from_ids ((guint32[]) { 1, 3, 5, 7 }, 4);
  g_autoptr (XaMemberSet) b = xa_member_set_new_from_ids ((guint32[]) { 2, 3, 6, 7 }, 4);
  g_autoptr (XaMemberSet) c = xa_member_set_new_from_ids ((guint32[]) { 4, 5, 6, 7 }, 4);
  const XaMemberSet *sets[] = { a, b, c };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (XaComposite) composite = xa_composite_parse (texts[i], NULL);
    g_autoptr (XaMemberSet) members = NULL;
    const char *const *names = xa_composite_get_names (composite);
    const XaMemberSet *in_order[3];

    for (gsize k = 0; names[k]; k++)
      in_order[k] = sets[names[k][0] - 'A'];
    members = xa_composite_evaluate (composite, in_order);
    for (guint32 id = 0; id < 8; id++) {
      gboolean in_a = id & 1, in_b = (id & 2) != 0, in_c = (id & 4) != 0;
      gboolean expected[] = {
        in_a && in_b && !in_c,
        in_a || (in_b && in_c),
        (in_a || in_b) && !(in_b && in_c),
        in_a && !in_b && !in_c,
        in_a && !(in_b && !in_c),
      };

      g_assert_cmpint (xa_member_set_contains (members, id), ==, expected[i]);
    }
  }
}

static XaSeen
seen (XaCoverage coverage)
{
  return (XaSeen) { .platform = XA_PLATFORM_X, .key_epoch = 1, .coverage = coverage, .n_seen = 10, .n_whole = 20 };
}

static const struct {
  const char  *text;
  XaCoverage   a, b;
  XaCoverage   together; /* 0: refused */
  XaFigureNote why;
} coverages[] = {
  { "A", XA_COVERAGE_FIRST_N, 0, XA_COVERAGE_FIRST_N, XA_NOTE_NONE },
  { "A and B", XA_COVERAGE_COMPLETE, XA_COVERAGE_COMPLETE, XA_COVERAGE_COMPLETE, XA_NOTE_NONE },
  { "A not B", XA_COVERAGE_COMPLETE, XA_COVERAGE_COMPLETE, XA_COVERAGE_COMPLETE, XA_NOTE_NONE },
  { "A not B", XA_COVERAGE_ACTIVE_AUTHORS, XA_COVERAGE_ACTIVE_AUTHORS, XA_COVERAGE_ACTIVE_AUTHORS, XA_NOTE_NONE },
  { "A or B", XA_COVERAGE_COMPLETE, XA_COVERAGE_FIRST_N, XA_COVERAGE_REACTORS, XA_NOTE_NONE },
  { "A not B", XA_COVERAGE_COMPLETE, XA_COVERAGE_FIRST_N, 0, XA_NOTE_NEEDS_COMPLETE },
  { "A and B", XA_COVERAGE_COMPLETE, XA_COVERAGE_COUNT_ONLY, 0, XA_NOTE_COUNTS_ONLY },
};

static void
test_coverage (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (coverages); i++) {
    g_autoptr (XaComposite) composite = xa_composite_parse (coverages[i].text, NULL);
    XaSeen       both[] = { seen (coverages[i].a), seen (coverages[i].b) };
    XaSeen       together;
    XaFigureNote why = XA_NOTE_NONE;
    gboolean     means = xa_composite_see (composite, both, 7, &together, &why);

    g_assert_cmpint (means, ==, coverages[i].together != 0);
    if (means) {
      g_assert_cmpint (together.coverage, ==, coverages[i].together);
      g_assert_cmpint (together.n_seen, ==, 7);
    } else {
      g_assert_cmpint (why, ==, coverages[i].why);
    }
  }
}

static void
test_two_platforms_are_refused (void)
{
  g_autoptr (XaComposite) composite = xa_composite_parse ("A and B", NULL);
  XaSeen       both[] = { seen (XA_COVERAGE_COMPLETE), seen (XA_COVERAGE_COMPLETE) };
  XaSeen       together;
  XaFigureNote why;

  both[1].platform = XA_PLATFORM_DISCORD;
  g_assert_false (xa_composite_see (composite, both, 0, &together, &why));
  g_assert_cmpint (why, ==, XA_NOTE_TWO_PLATFORMS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/composite/spellings", test_spellings);
  g_test_add_func ("/composite/mistakes-are-named", test_mistakes_are_named);
  g_test_add_func ("/composite/evaluate", test_evaluate);
  g_test_add_func ("/composite/coverage", test_coverage);
  g_test_add_func ("/composite/two-platforms-are-refused", test_two_platforms_are_refused);

  return g_test_run ();
}
