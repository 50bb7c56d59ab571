#include "model/xa-said.h"

#include "config.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A language of its own: what is said in English, and how it is said in it. */
typedef struct {
  const char *id;
  gsize       id_size;
  const char *words;
  gsize       words_size;
} Entry;

#define ENTRY(id, words) { id, sizeof id - 1, words, sizeof words - 1 }

/* In the order of their bytes, as catalogues are. */
static const Entry entries[] = {
  ENTRY ("", "Language: de\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"),
  ENTRY ("%lu day\0%lu days", "%lu Tag\0%lu Tage"),
  ENTRY ("%s did not answer in time.", "%s hat nicht rechtzeitig geantwortet."),
  ENTRY ("%s: %s", "%s; %s"),
  ENTRY ("%s: the last is %s old.", "%s: Das letzte ist %s alt."),
  ENTRY ("Of %s only %d %% were read.", "Nur %2$d %% von %1$s wurden gelesen."),
  ENTRY ("Paused by you.", "Von Ihnen angehalten."),
  ENTRY ("The data was deleted. %s", "Die Daten wurden gelöscht. %s"),
  ENTRY ("The sign-in ends in %d day.\0The sign-in ends in %d days.", "Die Anmeldung endet in %d Tag.\0Die Anmeldung endet in %d Tagen."),
  ENTRY ("What is it\004Paused by them.", "Von ihnen angehalten."),
  ENTRY ("“%s” has mode %o and cannot be read: %s", "„%s“ hat die Rechte %o und kann nicht gelesen werden: %s"),
};

static void
append_word (GByteArray *out,
             guint32     word,
             gboolean    is_swapped)
{
  word = is_swapped ? GUINT32_SWAP_LE_BE (word) : word;
  g_byte_array_append (out, (const guint8 *) &word, sizeof word);
}

static GByteArray *
compose_catalogue (gboolean is_swapped)
{
  const guint n = G_N_ELEMENTS (entries);
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  guint32 start = 28 + 16 * n;

  for (guint i = 0; i < 7; i++)
    append_word (out, ((const guint32[]) { 0x950412de, 0, n, 28, 28 + 8 * n, 0, 0 })[i], is_swapped);
  for (guint table = 0; table < 2; table++)
    for (guint i = 0; i < n; i++) {
      gsize size = table ? entries[i].words_size : entries[i].id_size;

      append_word (out, (guint32) size, is_swapped);
      append_word (out, start + texts->len, is_swapped);
      g_byte_array_append (texts, (const guint8 *) (table ? entries[i].words : entries[i].id), (guint) size + 1);
    }
  g_byte_array_append (out, texts->data, texts->len);

  return out;
}

/* A locale that differs from the plain one in its name only: there is no language in that one. */
static void
choose_locale (const char *top)
{
  static const char *const plain[] = { "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8" };
  g_autofree char         *name = g_build_filename (top, "de_DE.UTF-8", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_file_test (plain[i], G_FILE_TEST_IS_DIR) && symlink (plain[i], name) == 0)
      break;
  g_setenv ("LOCPATH", top, TRUE);
  g_unsetenv ("LANGUAGE");
  if (!setlocale (LC_ALL, "de_DE.UTF-8"))
    exit (0); /* there is none to copy */
}

static void
choose_language (gboolean is_swapped)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *top = g_build_filename (g_get_user_data_dir (), "locale", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GByteArray) catalogue = compose_catalogue (is_swapped);

  folder = g_build_filename (top, "de", "LC_MESSAGES", NULL);
  path = g_build_filename (folder, XA_GETTEXT_DOMAIN ".mo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, (const char *) catalogue->data, catalogue->len, &error));
  choose_locale (top);
  bindtextdomain (XA_GETTEXT_DOMAIN, top);
  bind_textdomain_codeset (XA_GETTEXT_DOMAIN, "UTF-8");
  textdomain (XA_GETTEXT_DOMAIN);
}

/* A program chooses its language once, so each test is a program. Returns: whether this is the one that tests */
static gboolean
begin (gboolean is_swapped)
{
  if (g_test_subprocess ()) {
    choose_language (is_swapped);
    return TRUE;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();

  return FALSE;
}

static void
assert_said (const char *text,
             const char *words)
{
  g_autofree char *said = xa_said (text);

  g_assert_cmpstr (said, ==, words);
}

static void
assert_german (void)
{
  assert_said ("", "");
  assert_said ("Paused by you.", "Von Ihnen angehalten.");
  assert_said ("Nobody knows this.", "Nobody knows this.");
  assert_said ("Mastodon did not answer in time.", "Mastodon hat nicht rechtzeitig geantwortet.");
  assert_said ("Mastodon did not answer in time", "Mastodon did not answer in time");
  assert_said ("Of Forum only 12 % were read.", "Nur 12 % von Forum wurden gelesen.");
  assert_said ("Of Forum only some % were read.", "Of Forum only some % were read.");
  /* Another text of the same letters has a context. */
  assert_said ("Paused by them.", "Paused by them.");
  /* It fits anything, and says nothing. */
  assert_said ("a: b", "a: b");
}

static void
test_said (void)
{
  if (!begin (FALSE))
    return;
  assert_german ();
}

/* A catalogue may have been made on another kind of machine. */
static void
test_swapped (void)
{
  if (!begin (TRUE))
    return;
  assert_german ();
}

static void
test_plural (void)
{
  if (!begin (FALSE))
    return;
  assert_said ("The sign-in ends in 1 day.", "Die Anmeldung endet in 1 Tag.");
  assert_said ("Rock and Roll: the last is 12 days old.", "Rock and Roll: Das letzte ist 12 Tage alt.");
  assert_said ("The sign-in ends in 7 days.", "Die Anmeldung endet in 7 Tagen.");
}

/* What people called something is theirs; what the core filled in is said in the language too. */
static void
test_filled_in (void)
{
  if (!begin (FALSE))
    return;
  assert_said ("The data was deleted. Mastodon did not answer in time.", "Die Daten wurden gelöscht. Mastodon hat nicht rechtzeitig geantwortet.");
  assert_said ("“Paused by you.” has mode 640 and cannot be read: Paused by you.", "„Paused by you.“ hat die Rechte 640 und kann nicht gelesen werden: Von Ihnen angehalten.");
  assert_said ("Paused by you.\nNobody knows this.\nX did not answer in time.", "Von Ihnen angehalten.\nNobody knows this.\nX hat nicht rechtzeitig geantwortet.");
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;

  if (!begin (FALSE))
    return;
  error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_FAILED, "Paused by you.");
  g_assert_cmpstr (xa_said_error (error), ==, "Von Ihnen angehalten.");
  g_assert_cmpstr (xa_said_error (error), ==, "Von Ihnen angehalten.");
}

/* A program that chooses no language says what was said. */
static void
test_plain (void)
{
  g_autofree char *sentence = xa_say_of ("%s did not answer in time.", "100 % Forum");

  g_assert_cmpstr (sentence, ==, "100 % Forum did not answer in time.");
  assert_said (sentence, sentence);
  assert_said ("Paused by you.", "Paused by you.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/said/plain", test_plain);
  g_test_add_func ("/model/said/said", test_said);
  g_test_add_func ("/model/said/swapped", test_swapped);
  g_test_add_func ("/model/said/plural", test_plural);
  g_test_add_func ("/model/said/filled-in", test_filled_in);
  g_test_add_func ("/model/said/error", test_error);

  return g_test_run ();
}
