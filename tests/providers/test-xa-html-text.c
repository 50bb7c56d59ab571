#include "providers/html/xa-html-text.h"

#include <string.h>

static const struct {
  const char *name;
  const char *html;
  const char *text;
} cases[] = {
  { "plain", "just words", "just words" },
  { "nothing", "", "" },
  { "blanks-alone", " \n\t ", "" },
  { "paragraphs", "<p>first</p><p>second</p>", "first\nsecond" },
  { "line-breaks", "<p>one<br>two<br />three</p>", "one\ntwo\nthree" },
  { "entities", "<p>5 &lt; 6 &amp; 7 &gt; 6, d&eacute;j&agrave; vu&#33;</p>", "5 < 6 & 7 > 6, déjà vu!" },
  { "entity-alone", "fish &amp; chips", "fish & chips" },
  { "blanks-collapse", "<p>a   b\n\t c</p>", "a b c" },
  { "hashtag", "<p>Hello <a href=\"https://h.example/tags/linux\" class=\"mention hashtag\" rel=\"tag\">#<span>Linux</span></a>!</p>", "Hello #Linux!" },
  { "address-in-parts", "<a href=\"https://a.example/b\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">a.example</span><span class=\"invisible\">/b</span></a>", "https://a.example/b" },
  { "list", "<ul><li>one</li><li>two</li></ul>", "one\ntwo" },
  { "quotation-left-out", "<aside class=\"quote no-group\"><blockquote>their words</blockquote></aside><p>my words</p>", "my words" },
  { "quoted-post-left-out", "<p class=\"quote-inline\">RE: https://a.example/1</p><p>my words</p>", "my words" },
  { "own-blockquote-stays", "<blockquote>as they say</blockquote>", "as they say" },
  { "script-and-style", "a<script>alert('x')</script><style>p { }</style> b", "a b" },
  { "comment", "a<!-- not this -->b", "ab" },
  { "emoji-picture", "<p>so <img src=\"x.png\" class=\"emoji\" alt=\":smile:\"> there</p>", "so :smile: there" },
  { "picture", "<p>so <img src=\"x.png\" alt=\"a person\"> there</p>", "so there" },
  { "cut-off", "<p>never <b>closed <a href=\"x", "never closed" },
  { "wrongly-nested", "<b><p>a</b>b</p>", "ab" },
  { "emoji", "<p>👍 ok</p>", "👍 ok" },
};

static void
test_text (gconstpointer data)
{
  const char *html = cases[GPOINTER_TO_SIZE (data)].html;
  /* Without a NUL behind it: the sanitizer watches the end. */
  g_autofree char *exact = g_memdup2 (html, MAX (strlen (html), 1));
  g_autofree char *text = xa_html_text (exact, strlen (html));

  g_assert_cmpstr (text, ==, cases[GPOINTER_TO_SIZE (data)].text);
}

static void
test_bad_bytes (void)
{
  g_autofree char *text = xa_html_text ("<p>a\xff\xfe b</p>", 11);
  g_autofree char *plain = xa_html_text ("a\xff", 2);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_str_has_prefix (text, "a"));
  g_assert_true (g_utf8_validate (plain, -1, NULL));
}

static void
test_depth (void)
{
  g_autoptr (GString) html = g_string_new ("top ");

  for (guint i = 0; i < 100000; i++)
    g_string_append (html, "<div>");
  g_string_append (html, "deep");
  {
    g_autofree char *text = xa_html_text (html->str, html->len);

    g_assert_true (g_str_has_prefix (text, "top"));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/html-text/", cases[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_text);
  }
  g_test_add_func ("/html-text/bad-bytes", test_bad_bytes);
  g_test_add_func ("/html-text/depth", test_depth);

  return g_test_run ();
}
