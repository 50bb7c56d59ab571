/* Commentaries of LinkedIn as people see them, without the members who are named in them. */
#include "providers/linkedin/xa-linkedin-api.h"

static const struct {
  const char *name;
  const char *commentary;
  const char *text;
} texts[] = {
  { "plain", "one two", "one two" },
  { "escaped", "a \\@ b \\\\ c \\{x\\}", "a @ b \\ c {x}" },
  { "member", "by @[PLANTED](urn:li:person:PLANTED)!", "by !" },
  { "two", "@[A](urn:li:organization:1)@[PLANTED](urn:li:member:2)", "A" },
  { "unfinished", "@[A](urn:li", "@[A](urn:li" },
  { "no-urn", "@[A] and @ and @", "@[A] and @ and @" },
  { "tag", "{hashtag|\\#|Birds}{hashtag|#|Lakes}", "#Birds#Lakes" },
  { "no-tag", "{hashtag|x {", "{hashtag|x {" },
  { "ends-in-backslash", "a\\", "a\\" },
};

static void
test_text (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  g_autofree char *text = xa_linkedin_text (xa_span (texts[i].commentary), named, tags);

  g_assert_cmpstr (text, ==, texts[i].text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_strdup_printf ("/linkedin/ID-11/text/%s", texts[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_text);
  }

  return g_test_run ();
}
