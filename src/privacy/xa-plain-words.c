#include "privacy/xa-plain-words.h"

#include "privacy/xa-common-words.h"
#include "privacy/xa-scrub.h"

#include <string.h>

/* In characters. Shorter ones say nothing, and longer ones are no words. */
#define SHORTEST 3
#define LONGEST 30

/* Longer than any platform allows; the rest of such a text is not worth the memory. */
#define MOST_BYTES ((gsize) 64 * 1024)

typedef enum {
  PIECE_OTHER,  /* ends a word */
  PIECE_LETTER, /* of a script that puts blanks between words */
  PIECE_HAN,
  PIECE_KATAKANA,
  PIECE_UNCUT, /* of a script that takes a dictionary */
  PIECE_ODD,   /* makes what it stands in no word: a digit, an underscore */
} Piece;

typedef struct {
  GPtrArray  *words; /* (owned) (element-type utf8) */
  GHashTable *seen;  /* (owned): the same */
  const char *lang;  /* (nullable) */
} Search;

static Piece
get_script_piece (gunichar c)
{
  switch ((int) g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_HAN:
    return PIECE_HAN;
  case G_UNICODE_SCRIPT_KATAKANA:
    return PIECE_KATAKANA;
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_THAI:
  case G_UNICODE_SCRIPT_LAO:
  case G_UNICODE_SCRIPT_KHMER:
  case G_UNICODE_SCRIPT_MYANMAR:
    return PIECE_UNCUT;
  default:
    return PIECE_LETTER;
  }
}

static Piece
get_piece (gunichar c)
{
  if (c == '_' || g_unichar_isdigit (c))
    return PIECE_ODD;
  if (c == 0x30fc) /* which makes a sound longer, and is of no script by itself */
    return PIECE_KATAKANA;
  if (g_unichar_isalpha (c))
    return get_script_piece (c);
  if (g_unichar_ismark (c))
    return PIECE_LETTER;

  return PIECE_OTHER;
}

/* Lower case in composed form, the same in every locale. */
static char *
fold (const char *text,
      gsize       len)
{
  g_autoptr (GString) folded = g_string_sized_new (len);

  for (const char *c = text; c < text + len; c = g_utf8_next_char (c))
    g_string_append_unichar (folded, g_unichar_tolower (g_utf8_get_char (c)));

  return g_utf8_normalize (folded->str, (gssize) folded->len, G_NORMALIZE_DEFAULT_COMPOSE);
}

static void
add (Search     *self,
     const char *text,
     gsize       len,
     glong       shortest)
{
  g_autofree char *word = fold (text, len);
  glong            n = word ? g_utf8_strlen (word, -1) : 0;

  if (n < shortest || n > LONGEST || self->words->len >= XA_PLAIN_WORDS_MOST || g_hash_table_contains (self->seen, word) ||
      xa_is_common_word (self->lang, word))
    return;
  g_hash_table_add (self->seen, word);
  g_ptr_array_add (self->words, g_steal_pointer (&word));
}

static void
add_pairs (Search     *self,
           const char *from,
           const char *to)
{
  for (const char *at = from; at < to; at = g_utf8_next_char (at)) {
    const char *second = g_utf8_next_char (at);

    if (second < to)
      add (self, at, (gsize) (g_utf8_next_char (second) - at), 2);
  }
}

static void
add_run (Search     *self,
         Piece       piece,
         const char *from,
         const char *to)
{
  if (piece == PIECE_HAN)
    add_pairs (self, from, to);
  else if (piece == PIECE_LETTER || piece == PIECE_KATAKANA)
    add (self, from, (gsize) (to - from), SHORTEST);
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019;
}

/* Where what begins at @at ends: at white space. */
static const char *
skip_chunk (const char *at)
{
  while (*at && !g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);

  return at;
}

/* Runs of one kind; one with a digit or an underscore in it, or behind a sign that makes a name of it, is no word.
 * What follows an apostrophe is an ending, and goes. */
static void
cut_chunk (Search     *self,
           const char *at,
           const char *end)
{
  while (at < end) {
    Piece       piece = get_piece (g_utf8_get_char (at));
    const char *from = at;
    gboolean    is_odd = FALSE;

    if (piece == PIECE_OTHER) {
      at = g_utf8_next_char (at);
      continue;
    }
    for (; at < end; at = g_utf8_next_char (at)) {
      Piece next = get_piece (g_utf8_get_char (at));

      if (next == PIECE_ODD || piece == PIECE_ODD) {
        if (next == PIECE_OTHER)
          break;
        is_odd = TRUE;
      } else if (next != piece) {
        break;
      }
    }
    if (!is_odd)
      add_run (self, piece, from, at);
    if (at < end && is_apostrophe (g_utf8_get_char (at)))
      while (at < end && (is_apostrophe (g_utf8_get_char (at)) || get_piece (g_utf8_get_char (at)) != PIECE_OTHER))
        at = g_utf8_next_char (at);
  }
}

/* A piece between blanks that is a mention, a tag, an address or a link holds no words, nor does what scrubbing
 * put in the place of one. */
static gboolean
is_no_text (const char *from,
            const char *to)
{
  for (const char *at = from; at < to; at++) {
    if (*at == '@' || *at == '#' || *at == '<' || *at == '/' || *at == '\\')
      return TRUE;
    /* The name of a server, or of a person on one. */
    if (*at == '.' && at > from && at + 1 < to && !g_ascii_ispunct (at[-1]) && !g_ascii_ispunct (at[1]))
      return TRUE;
  }

  return g_strstr_len (from, (gssize) (to - from), "\xef\xbc\x83") != NULL || /* the wide number sign */
         g_strstr_len (from, (gssize) (to - from), "\xef\xbc\xa0") != NULL || /* and at sign */
         g_str_has_prefix (from, "www.");
}

GPtrArray *
xa_plain_words (XaSpan text,
                XaSpan lang)
{
  g_autofree char *scrubbed = xa_scrub_text ((XaSpan) { text.str, MIN (text.len, MOST_BYTES) });
  g_autofree char *code = xa_span_dup (lang);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Search self = { .words = g_ptr_array_new_with_free_func (g_free), .seen = seen, .lang = code };

  for (const char *at = scrubbed, *end; *at; at = end) {
    while (*at && g_unichar_isspace (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    end = skip_chunk (at);
    if (!is_no_text (at, end))
      cut_chunk (&self, at, end);
  }

  return self.words;
}
