#include "providers/xa-hashtags.h"

#include <string.h>

static const struct {
  const char *name;
  const char *text;
  const char *tags; /* with a blank after each */
} cases[] = {
  { "none", "nothing here", "" },
  { "empty", "", "" },
  { "ends", "#first and #last", "first last " },
  { "side-by-side", "#one #two\n#three", "one two three " },
  { "glued", "#one#two", "one " },
  { "marks", "look: #birds, (#lakes) #a_b.", "birds lakes a_b " },
  { "numbers", "we are #1 in #2026 and #4ever", "4ever " },
  { "scripts", "#Vögel #Птицы #아이브 #नमस्ते", "Vögel Птицы 아이브 नमस्ते " },
  { "address", "https://x.example/#top and a#b and &#39;", "" },
  { "alone", "# #", "" },
};

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (XaSpan));
  g_autoptr (GString) found = g_string_new (NULL);

  xa_hashtags_scan (xa_span (cases[i].text), tags);
  for (guint k = 0; k < tags->len; k++) {
    XaSpan tag = g_array_index (tags, XaSpan, k);

    g_string_append_printf (found, "%.*s ", (int) tag.len, tag.str);
  }
  g_assert_cmpstr (found->str, ==, cases[i].tags);
}

/* Bytes that are no text hold no tags, and nothing behind the end is looked at. */
static void
test_bytes (void)
{
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (XaSpan));

  xa_hashtags_scan ((XaSpan) { "#a\xff", 3 }, tags);
  xa_hashtags_scan (XA_SPAN_NONE, tags);
  g_assert_cmpuint (tags->len, ==, 0);
  xa_hashtags_scan ((XaSpan) { "#abcdef", 4 }, tags);
  g_assert_cmpuint (tags->len, ==, 1);
  g_assert_cmpuint (g_array_index (tags, XaSpan, 0).len, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/providers/hashtags/%s", cases[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/providers/hashtags/bytes", test_bytes);

  return g_test_run ();
}
