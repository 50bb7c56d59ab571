#include "privacy/xa-scrub-parts.h"

#include <string.h>

#define MAX_LOOKS 8

/* A field's value is a word or a few: anything longer may be about somebody. */
#define FIELD_MAX_BYTES 64
#define FIELD_MAX_WORDS 4

/* Letters and digits mixed in one word of this length are an id of somebody or something. */
#define OPAQUE_MIN 12

/* Words of a key that speak of a person, or of one device, order or place of theirs. */
static const char *const denied_words[] = {
  "id",
  "ids",
  "uid",
  "uuid",
  "guid",
  "gid",
  "pid",

  "ip",
  "ipv4",
  "ipv6",
  "mac",
  "tel",
  "fax",
  "cell",
  "by",
  "from",
  "to",
  "cc",
  "bcc",
  "nick",
  "alias",
  "first",
  "last",
  "surname",
  "given",
  "family",
  "lat",
  "latitude",
  "lon",
  "lng",
  "longitude",
  "geo",
  "gps",
  "zip",
  "plz",
  "street",
  "birth",
  "birthday",
  "dob",
  "ssn",
  "iban",
  "card",
  "token",
  "secret",
  "cookie",
  "session",
  "device",
  "imei",
  "idfa",
  "serial",
  "hash",
  "number",
  "nr",
  "no",
  "ref",
  "invoice",
  "order",
  "signature",
  "bio",
  "about",
  "who",
  "whom",
  "agent",
  "fingerprint",
};

/* Parts of a key that do so wherever they stand. */
static const char *const denied_parts[] = {
  "name",
  "user",
  "mail",
  "phone",
  "mobile",
  "address",
  "handle",
  "login",
  "author",
  "contact",
  "account",
  "profile",
  "avatar",
  "photo",
  "picture",
  "person",
  "people",
  "member",
  "customer",
  "client",
  "buyer",
  "reviewer",
  "sender",
  "owner",
  "recipient",
  "employee",
  "patient",
  "guest",
  "visitor",
  "subscriber",
  "follower",
  "twitter",
  "facebook",
  "instagram",
  "telegram",
  "whatsapp",
  "linkedin",
  "discord",
  "passport",
  "license_plate",
  "postcode",
  "postal",
  "location",
  "password",
};

/* Characters that show nothing and could split what is looked for. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0xad || c == 0x200b || c == 0x2060 || c == 0xfeff;
}

/* Whether the text has too little in it for anything to be found: most words and many sentences do. */
static gboolean
is_harmless (XaSpan text)
{
  const char *end = text.str + text.len;
  guint       n_digits = 0;

  if (!g_utf8_validate (text.str, (gssize) text.len, NULL))
    return FALSE;
  for (const char *at = text.str; at < end; at = g_utf8_next_char (at)) {
    gunichar c = (guchar) *at < 0x80 ? (gunichar) *at : g_utf8_get_char (at);

    if (c < 0x80 ? strchr ("@:/.%&", (char) c) != NULL : c == 0xff20 || c == 0xfe6b || is_invisible (c))
      return FALSE;
    if (c < 0x80 ? g_ascii_isdigit ((char) c) : g_unichar_isdigit (c))
      n_digits++;
  }

  return n_digits < 7;
}

/* Pages write the '@' as a character reference as well. */
static gsize
measure_at_reference (const char *at)
{
  static const char *const references[] = { "&#64;", "&#x40;", "&#X40;", "&commat;" };

  for (gsize i = 0; i < G_N_ELEMENTS (references); i++)
    if (g_str_has_prefix (at, references[i]))
      return strlen (references[i]);

  return 0;
}

static gboolean
is_mark (const char *tag)
{
  static const char *const marks[] = { XA_MARK_MENTION, XA_MARK_EMAIL, XA_MARK_PHONE, XA_MARK_INVITE, XA_MARK_PROFILE, XA_MARK_ID, XA_MARK_NUMBER };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (tag, marks[i]))
      return TRUE;

  return FALSE;
}

/* The length of the tags at the start: "@<span>ann</span>" is how Mastodon's pages mention ann. */
static gsize
measure_tags (const char *at)
{
  gsize len = 0;

  while (at[len] == '<' && (g_ascii_isalpha (at[len + 1]) || at[len + 1] == '/')) {
    gsize tag = 2 + strcspn (at + len + 2, "<>@");

    if (at[len + tag] != '>' || is_mark (at + len))
      break;
    len += tag + 1;
  }

  return len;
}

/* Valid UTF-8 without invisible characters and with one way to write an '@'. */
static char *
prepare (XaSpan text)
{
  g_autofree char *valid = g_utf8_make_valid (text.str, (gssize) text.len);
  GString         *prepared = g_string_sized_new (text.len);

  for (const char *at = valid; *at;) {
    gunichar c = g_utf8_get_char (at);
    gsize    reference = c == '&' ? measure_at_reference (at) : 0;

    if (c == '@' || c == 0xff20 || c == 0xfe6b || reference > 0) {
      at = reference > 0 ? at + reference : g_utf8_next_char (at);
      at += measure_tags (at);
      g_string_append_c (prepared, '@');
      continue;
    }
    if (!is_invisible (c))
      g_string_append_len (prepared, at, g_utf8_next_char (at) - at);
    at = g_utf8_next_char (at);
  }

  return g_string_free_and_steal (prepared);
}

static char *
scrub_once (XaSpan text)
{
  g_autofree char *prepared = prepare (text);
  GString         *without_names = g_string_sized_new (text.len);
  GString         *scrubbed = g_string_sized_new (text.len);

  xa_scrub_names (xa_span (prepared), without_names);
  xa_scrub_numbers ((XaSpan) { without_names->str, without_names->len }, scrubbed);
  g_string_free (without_names, TRUE);

  return g_string_free_and_steal (scrubbed);
}

/**
 * xa_scrub_text:
 * @text: what somebody wrote, in UTF-8; other bytes are replaced
 *
 * Replaces e-mail addresses, mentions (@name, @name@host, u/name), telephone numbers, links to
 * accounts and invitations of the platforms known here and of any site that writes people as
 * /@name or /users/name, decentralised identifiers, and runs of 7 digits or more. Dates, times,
 * years, sums, hashtags and other links stay. What is spelled out ("ann at
 * example dot org") and plain names are not found.
 *
 * Cost: linear in the length of the text. Scrubbing twice changes nothing more.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
xa_scrub_text (XaSpan text)
{
  g_autofree char *scrubbed = NULL;

  if (text.str == NULL || text.len == 0)
    return g_strdup ("");
  if (is_harmless (text))
    return xa_span_dup (text);

  scrubbed = scrub_once (text);
  /* What was cut out may leave neighbours that are something together. Few texts need a third
   * look; the bound keeps texts made for that from taking long. */
  for (int i = 0; i < MAX_LOOKS; i++) {
    g_autofree char *again = scrub_once (xa_span (scrubbed));
    gboolean         same = strcmp (again, scrubbed) == 0;

    g_free (scrubbed);
    scrubbed = g_steal_pointer (&again);
    if (same)
      break;
  }

  return g_steal_pointer (&scrubbed);
}

/* Splits "firstName", "first-name" and "first_name" into words of lower case. */
static GStrv
split_key (XaSpan key)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (gsize i = 0; i < key.len; i++) {
    char c = key.str[i];

    if (!g_ascii_isalnum (c)) {
      g_string_append_c (words, ' ');
      continue;
    }
    if (i > 0 && g_ascii_isupper (c) && g_ascii_islower (key.str[i - 1]))
      g_string_append_c (words, ' ');
    g_string_append_c (words, g_ascii_tolower (c));
  }

  return g_strsplit (words->str, " ", -1);
}

static gboolean
is_denied_key (XaSpan key)
{
  g_auto (GStrv) words = split_key (key);
  g_autofree char *joined = g_strjoinv ("", words);

  for (gsize i = 0; i < G_N_ELEMENTS (denied_parts); i++)
    if (strstr (joined, denied_parts[i]))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (denied_words); i++)
    if (g_strv_contains ((const char *const *) words, denied_words[i]))
      return TRUE;
  for (GStrv word = words; *word; word++)
    if (g_str_has_suffix (*word, "id") && !g_strv_contains ((const char *const[]) { "paid", "valid", "grid", "android", "hybrid", "bid", NULL }, *word))
      return TRUE;

  return FALSE;
}

static gboolean
is_opaque (const char *value)
{
  guint len = 0, n_digits = 0;

  for (const char *at = value;; at++) {
    if (g_ascii_isalnum (*at)) {
      len++;
      n_digits += g_ascii_isdigit (*at) ? 1 : 0;
      continue;
    }
    if (len >= OPAQUE_MIN && n_digits >= 2)
      return TRUE;
    if (*at == '\0')
      return FALSE;
    len = n_digits = 0;
  }
}

static guint
count_words (const char *value)
{
  guint n = 0;

  for (const char *at = value; *at;) {
    while (*at && g_unichar_isspace (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    n += *at ? 1 : 0;
    while (*at && !g_unichar_isspace (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
  }

  return n;
}

/**
 * xa_scrub_keeps_field:
 * @key: the name of the field, in any case and with any kind of separator
 * @value: its value
 *
 * For free fields of feedback sources, of which only such as "rating_scale: 5" or "country: DE"
 * may be kept. Keys without a letter of ASCII cannot be judged and are dropped.
 *
 * Returns: FALSE if the key speaks of a person, of a device, an order or a place of theirs, or
 *   ends in "id"; or if the value is longer than 64 bytes or 4 words, not UTF-8, changed by
 *   xa_scrub_text(), or looks like an id itself
 */
gboolean
xa_scrub_keeps_field (XaSpan key,
                      XaSpan value)
{
  g_autofree char *text = NULL;
  g_autofree char *scrubbed = NULL;
  gboolean         has_letter = FALSE;

  if (key.str == NULL || value.str == NULL || key.len > FIELD_MAX_BYTES || value.len > FIELD_MAX_BYTES)
    return FALSE;
  for (gsize i = 0; i < key.len; i++) {
    if ((guchar) key.str[i] >= 0x80)
      return FALSE;
    has_letter |= g_ascii_isalpha (key.str[i]);
  }
  if (!has_letter || is_denied_key (key) || (value.len > 0 && !g_utf8_validate (value.str, (gssize) value.len, NULL)))
    return FALSE;

  text = xa_span_dup (value);
  scrubbed = xa_scrub_text (value);

  return strcmp (text, scrubbed) == 0 && count_words (text) <= FIELD_MAX_WORDS && !is_opaque (text);
}
