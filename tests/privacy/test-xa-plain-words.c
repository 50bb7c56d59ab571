#include "privacy/xa-common-words.h"
#include "privacy/xa-plain-words.h"

#include <string.h>

static void
assert_words (const char *text,
              const char *lang,
              const char *expected)
{
  g_autoptr (GPtrArray) words = xa_plain_words (xa_span (text), xa_span (lang));
  g_autofree char *joined = NULL;

  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **) words->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_words (void)
{
  assert_words ("The Glacier and the glacier, again: Gletscher!", "en", "glacier gletscher");
  assert_words ("Don't stop; it's the user's glacier", "en", "stop user glacier");
  assert_words ("L’avion que j'ai vu", "fr", "");
  assert_words ("Der Überblick über GLETSCHER", "de", "überblick gletscher");
  assert_words ("Ледник и климат", "ru", "ледник климат");
  assert_words ("well-being open-source", "en", "open source");
  assert_words ("cafe\xcc\x81 CAF\xc3\x89", "en", "caf\xc3\xa9");
  assert_words ("ok no a bb", "en", "");
  assert_words ("", NULL, "");
}

/* Nothing that is somebody's by its form. */
static void
test_persons (void)
{
  assert_words ("@alice hello @bob@social.example", "en", "hello");
  assert_words ("write to carol@example.org or +49 151 23456789", "en", "write");
  assert_words ("see https://t.me/dave and www.eve.example/frank, t.me/+AbCdEf", "en", "");
  assert_words ("user4711 dave_the_great #Glacier \xef\xbc\x83wide", "en", "");
  assert_words ("and/or <mention>", "en", "");
  assert_words ("did:plc:abcdefgh2345 glacier", "en", "glacier");
  assert_words ("ask alice.bsky.social. Thanks.", "en", "ask thanks");
}

/* Where no blanks part words, by rule or not at all. */
static void
test_scripts (void)
{
  assert_words ("\xe6\xb0\xb7\xe6\xb2\xb3\xe6\xb6\x88\xe8\x9e\x8d", "zh", "\xe6\xb0\xb7\xe6\xb2\xb3 \xe6\xb2\xb3\xe6\xb6\x88 \xe6\xb6\x88\xe8\x9e\x8d");
  assert_words ("\xe3\x83\x8b\xe3\x83\xa5\xe3\x83\xbc\xe3\x82\xb9\xe3\x81\xa7\xe3\x81\x99", "ja", "\xe3\x83\x8b\xe3\x83\xa5\xe3\x83\xbc\xe3\x82\xb9");
  assert_words ("\xe0\xb8\xaa\xe0\xb8\xa7\xe0\xb8\xb1\xe0\xb8\xaa\xe0\xb8\x94\xe0\xb8\xb5", "th", "");
}

/* Of one language its own, where none is known those of all. */
static void
test_common (void)
{
  g_assert_true (xa_is_common_word ("en", "the"));
  g_assert_true (xa_is_common_word ("en-GB", "would"));
  g_assert_false (xa_is_common_word ("en", "nicht"));
  g_assert_true (xa_is_common_word ("DE", "nicht"));
  g_assert_true (xa_is_common_word (NULL, "nicht"));
  g_assert_true (xa_is_common_word ("xx", "nicht"));
  g_assert_true (xa_is_common_word ("fr", "\xc3\xa9tait"));
  g_assert_true (xa_is_common_word ("ru", "\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb8"));
  g_assert_false (xa_is_common_word (NULL, "glacier"));
  g_assert_true (xa_is_common_word ("e", "the"));
}

/* Whatever comes, it ends, and with no more than it may. */
static void
test_much (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) words = NULL, broken = NULL;
  const char bad[] = "gl\xff\xfe glacier \xe6\xb0 \x00 hidden";

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "w%c%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576 % 26);
  words = xa_plain_words (xa_span (text->str), XA_SPAN_NONE);
  g_assert_cmpuint (words->len, ==, XA_PLAIN_WORDS_MOST);
  broken = xa_plain_words ((XaSpan) { bad, sizeof bad - 1 }, XA_SPAN_NONE);
  for (guint i = 0; i < broken->len; i++)
    g_assert_true (g_utf8_validate (broken->pdata[i], -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plain-words/words", test_words);
  g_test_add_func ("/plain-words/ID-11/persons", test_persons);
  g_test_add_func ("/plain-words/scripts", test_scripts);
  g_test_add_func ("/plain-words/common", test_common);
  g_test_add_func ("/plain-words/much", test_much);

  return g_test_run ();
}
