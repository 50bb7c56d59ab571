#include "privacy/xa-leak-forms.h"

#include <string.h>

/* Forms of which less than four bytes are determined occur by chance in any large file, three bytes
 * once in 16 MiB: they would drown what matters. */
#define MIN_BITS 32

typedef struct {
  XaByteSearch *exact;  /* (not owned) */
  XaByteSearch *folded; /* (not owned): sees the files in lower case */
  GArray       *tags;   /* (not owned) (element-type XaLeakTag) */
  gsize         planted;
  gboolean      is_number;
  GHashTable   *seen; /* (owned) (element-type GBytes GBytes): no form is added twice */
  guint         n_forms;
} Forms;

static void
add (Forms      *forms,
     XaLeakForm  form,
     gboolean    fold,
     const void *bytes,
     gsize       len)
{
  XaLeakTag        tag = { forms->planted, form, forms->is_number && form == XA_LEAK_TEXT };
  g_autofree char *copy = fold ? g_ascii_strdown (bytes, (gssize) len) : g_memdup2 (bytes, len);

  if (!g_hash_table_add (forms->seen, g_bytes_new (copy, len)))
    return;
  g_array_append_val (forms->tags, tag);
  xa_byte_search_add (fold ? forms->folded : forms->exact, copy, len, forms->tags->len - 1);
  forms->n_forms++;
}

/* As it is, with what JSON and URLs make of it. */
static void
add_text (Forms      *forms,
          const char *text)
{
  g_autofree char *percent = g_uri_escape_string (text, NULL, FALSE);
  g_autoptr (GString) json = g_string_new (NULL);

  add (forms, XA_LEAK_TEXT, TRUE, text, strlen (text));
  add (forms, XA_LEAK_TEXT, TRUE, percent, strlen (percent));
  for (const char *at = text; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c < 0x80)
      g_string_append_c (json, (char) c);
    else if (c < 0x10000)
      g_string_append_printf (json, "\\u%04x", c);
    else
      g_string_append_printf (json, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
  add (forms, XA_LEAK_TEXT, TRUE, json->str, json->len);
}

static void
add_hex (Forms      *forms,
         const char *text)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    g_string_append_printf (hex, "%02x", (guchar) *at);
  add (forms, XA_LEAK_HEX, TRUE, hex->str, hex->len);
}

/* The letters that do not depend on what stands before and after, when @shift bytes come before. */
static void
add_base64 (Forms      *forms,
            const char *text,
            gsize       shift)
{
  gsize              len = strlen (text);
  g_autofree guchar *padded = g_malloc0 (shift + len + 1);
  g_autofree char   *encoded = NULL;
  gsize              first = (8 * shift + 5) / 6;
  gsize              after = 8 * (shift + len) / 6;

  if ((after - first) * 6 < MIN_BITS)
    return;
  memcpy (padded + shift, text, len);
  encoded = g_base64_encode (padded, shift + len);
  add (forms, XA_LEAK_BASE64, FALSE, encoded + first, after - first);
  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  add (forms, XA_LEAK_BASE64, FALSE, encoded + first, after - first);
}

/* Eight bytes in both orders; and the six in which SQLite keeps numbers of up to 47 bits. Smaller
 * ones, which it keeps in four, could be told from chance only by their neighbours. */
static void
add_integer (Forms  *forms,
             guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);
  guint64 big = GUINT64_TO_BE (value);

  /* Less than four bytes of it would be other than zero. */
  if (value < (guint64) 1 << 24)
    return;
  add (forms, XA_LEAK_LITTLE_ENDIAN, FALSE, &little, sizeof little);
  add (forms, XA_LEAK_BIG_ENDIAN, FALSE, &big, sizeof big);
  if (value >= (guint64) 1 << 31 && value < (guint64) 1 << 47)
    add (forms, XA_LEAK_BIG_ENDIAN, FALSE, (const guint8 *) &big + 2, 6);
}

static gboolean
parse_number (const char *text,
              guint64    *value)
{
  for (const char *at = text; *at; at++)
    if (!g_ascii_isdigit (*at))
      return FALSE;

  return *text != '\0' && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, value, NULL);
}

/* Adds every form of @text that is long enough; returns how many. */
guint
xa_leak_add_forms (const char   *text,
                   gsize         planted,
                   XaByteSearch *exact,
                   XaByteSearch *folded,
                   GArray       *tags)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *ascii_lower = g_ascii_strdown (valid, -1);
  g_autofree char *lower = g_utf8_strdown (valid, -1);
  const char      *variants[] = { valid, ascii_lower, lower };
  guint64          value = 0;
  Forms            forms = { .exact = exact, .folded = folded, .tags = tags, .planted = planted };

  forms.is_number = parse_number (valid, &value);
  forms.seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++) {
    if (strlen (variants[i]) * 8 < MIN_BITS)
      continue;
    add_text (&forms, variants[i]);
    add_hex (&forms, variants[i]);
    for (gsize shift = 0; shift < 3; shift++)
      add_base64 (&forms, variants[i], shift);
  }
  if (forms.is_number)
    add_integer (&forms, value);
  g_hash_table_unref (forms.seen);

  return forms.n_forms;
}
