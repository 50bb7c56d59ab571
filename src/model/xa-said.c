#include "model/xa-said.h"

#include "model/xa-language.h"
#include "model/xa-said-match.h"

#include <string.h>

/* What was filled in may hold what was filled in, but not for ever. */
#define DEEPEST 3

/* The sentences of the catalogue into which something is filled. */
typedef struct {
  char      *one;  /* (owned) */
  char      *many; /* (owned) (nullable): the same of several */
  XaSaidPlan plan;
  XaSaidPlan plan_many;
} Sentence;

static char *say (const char *text, int depth);

static guint32
read_word (const guint8 *data,
           gsize         at,
           gboolean      is_swapped)
{
  guint32 word;

  memcpy (&word, data + at, sizeof word);

  return is_swapped ? GUINT32_SWAP_LE_BE (word) : word;
}

/* Takes the sentence that has @size bytes at @id: "one" or "one\0many". A context comes before \004. */
static void
take_sentence (GArray     *sentences,
               const char *id,
               gsize       size)
{
  gsize    first = strlen (id);
  Sentence sentence = { 0 };

  if (memchr (id, '\004', size) || !xa_said_plan (id, &sentence.plan))
    return;
  sentence.one = g_strdup (id);
  if (first < size && xa_said_plan (id + first + 1, &sentence.plan_many))
    sentence.many = g_strdup (id + first + 1);
  g_array_append_val (sentences, sentence);
}

/* Reads what stands in English in a catalogue (GNU MO, of either byte order); what is odd in it is left out. */
static void
read_catalogue (GArray       *sentences,
                const guint8 *data,
                gsize         size)
{
  gboolean is_swapped;
  guint32  n, table;

  if (size < 20 || (read_word (data, 0, FALSE) != 0x950412de && read_word (data, 0, TRUE) != 0x950412de))
    return;
  is_swapped = read_word (data, 0, FALSE) != 0x950412de;
  n = read_word (data, 8, is_swapped);
  table = read_word (data, 12, is_swapped);
  for (gsize i = 0; i < n && table + 8 * (i + 1) <= size; i++) {
    gsize length = read_word (data, table + 8 * i, is_swapped);
    gsize start = read_word (data, table + 8 * i + 4, is_swapped);

    if (start + length < size && data[start + length] == '\0')
      take_sentence (sentences, (const char *) data + start, length);
  }
}

/* Returns: (transfer full) (nullable): the language that gettext has found a catalogue for */
static char *
get_language (void)
{
  const char *line = strstr (g_dgettext (GETTEXT_PACKAGE, ""), "Language: ");
  gsize       length = line ? strcspn (line + strlen ("Language: "), "\n ") : 0;

  return length ? g_strndup (line + strlen ("Language: "), length) : NULL;
}

static GArray *
load_sentences (void)
{
  GArray          *sentences = g_array_new (FALSE, FALSE, sizeof (Sentence));
  g_autofree char *language = get_language ();
  g_autofree char *name = g_strconcat (GETTEXT_PACKAGE, ".mo", NULL);
  const char      *top = bindtextdomain (GETTEXT_PACKAGE, NULL);
  g_autofree char *path = language && top ? g_build_filename (top, language, "LC_MESSAGES", name, NULL) : NULL;
  g_autoptr (GMappedFile) file = path ? g_mapped_file_new (path, FALSE, NULL) : NULL;

  if (file)
    read_catalogue (sentences, (const guint8 *) g_mapped_file_get_contents (file), g_mapped_file_get_length (file));

  return sentences;
}

/* The language is chosen once, when the program starts. */
static const GArray *
get_sentences (void)
{
  static gsize loaded;

  if (g_once_init_enter (&loaded))
    g_once_init_leave (&loaded, (gsize) load_sentences ());

  return (const GArray *) loaded;
}

/* Returns: (nullable): @text in the language, if the catalogue has it as it is */
static const char *
look_up (const char *text)
{
  const char *found = *text ? g_dgettext (GETTEXT_PACKAGE, text) : text;

  return found != text && !g_str_equal (found, text) ? found : NULL;
}

/* A single word is a name or a value, and stays. */
static char *
say_filled_in (const char *text,
               gpointer    depth)
{
  return strchr (text, ' ') ? say (text, GPOINTER_TO_INT (depth) + 1) : g_strdup (text);
}

/* The sentence of which most stands in @text as it is. */
static char *
say_by_sentence (const char *text,
                 int         depth)
{
  const GArray   *sentences = get_sentences ();
  const Sentence *best = NULL;
  XaSaidParts     parts = { 0 };
  gsize           most = 0;

  for (guint i = 0; i < sentences->len; i++) {
    const Sentence *sentence = &g_array_index (sentences, Sentence, i);
    XaSaidParts     found = { 0 };

    if (sentence->plan.n_letters > most && xa_said_match (sentence->one, text, &found)) {
      most = sentence->plan.n_letters;
      best = sentence;
      parts = found;
    }
    if (sentence->many && sentence->plan_many.n_letters > most && xa_said_match (sentence->many, text, &found)) {
      most = sentence->plan_many.n_letters;
      best = sentence;
      parts = found;
    }
  }
  if (!best)
    return NULL;

  return xa_said_fill (best->many ? g_dngettext (GETTEXT_PACKAGE, best->one, best->many, xa_said_get_number (&parts))
                                  : g_dgettext (GETTEXT_PACKAGE, best->one),
                       &parts, say_filled_in, GINT_TO_POINTER (depth));
}

static char *
say_lines (const char *text,
           int         depth)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line; line++) {
    char *said = say (*line, depth + 1);

    g_free (*line);
    *line = said;
  }

  return g_strjoinv ("\n", lines);
}

static char *
say (const char *text,
     int         depth)
{
  const char *found = look_up (text);
  char       *said = NULL;

  if (!found && depth < DEEPEST)
    said = strchr (text, '\n') ? say_lines (text, depth) : say_by_sentence (text, depth);

  return said ? said : g_strdup (found ? found : text);
}

/**
 * xa_said:
 * @text: what the core said: a sentence, or one on each line
 *
 * Returns: (transfer full): the same in the language of the program; as it is where it chose none or knows no words
 */
char *
xa_said (const char *text)
{
  return say (text, 0);
}

/**
 * xa_said_error:
 * @error: (inout): what failed; it holds the words in the language of the program from now on, to be shown only
 *
 * Returns: (transfer none): these words, which live as long as @error
 */
const char *
xa_said_error (GError *error)
{
  char *said = xa_said (error->message);

  g_free (error->message);
  error->message = said;

  return error->message;
}

/**
 * xa_say_of:
 * @sentence: a sentence of a table, with one %s in it
 * @what: what it is about
 *
 * Returns: (transfer full): the sentence about @what
 */
char *
xa_say_of (const char *sentence,
           const char *what)
{
  const char *place = strstr (sentence, "%s");

  g_return_val_if_fail (place != NULL, g_strdup (sentence));

  return g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence, what, place + 2);
}

/**
 * xa_say_error_of:
 * @error: (inout) (nullable): what failed
 * @sentence: what that means, with one %s for it
 */
void
xa_say_error_of (GError    **error,
                 const char *sentence)
{
  char *message;

  if (!error || !*error)
    return;
  message = xa_say_of (sentence, (*error)->message);
  g_free ((*error)->message);
  (*error)->message = message;
}
