#include "providers/json/xa-json-repair.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

typedef struct {
  const char *at;
  const char *end;
  GString    *out;
  gboolean    has_replaced;
} Repair;

/* Returns: the code unit that "\uXXXX" at @at writes, or -1 */
static int
read_unicode_escape (const char *at,
                     const char *end)
{
  int unit = 0;

  if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
    return -1;
  for (int i = 2; i < 6; i++) {
    int digit = g_ascii_xdigit_value (at[i]);

    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }

  return unit;
}

static void
replace (Repair *self,
         gsize   n_bytes)
{
  g_string_append (self->out, REPLACEMENT);
  self->at += n_bytes;
  self->has_replaced = TRUE;
}

static void
keep (Repair *self,
      gsize   n_bytes)
{
  g_string_append_len (self->out, self->at, (gssize) n_bytes);
  self->at += n_bytes;
}

static void
repair_unicode_escape (Repair *self)
{
  int unit = read_unicode_escape (self->at, self->end);
  int next = unit >= 0xd800 && unit < 0xdc00 ? read_unicode_escape (self->at + 6, self->end) : -1;

  if (unit < 0)
    replace (self, 2); /* not even an escape */
  else if (unit < 0xd800 || unit > 0xdfff)
    keep (self, 6);
  else if (next >= 0xdc00 && next <= 0xdfff)
    keep (self, 12);
  else
    replace (self, 6); /* half of a pair */
}

static void
repair_escape (Repair *self)
{
  char kind = self->at + 1 < self->end ? self->at[1] : '\0';

  if (kind == 'u') {
    repair_unicode_escape (self);
  } else if (kind == 'x' && self->end - self->at >= 4 &&
             g_ascii_isxdigit (self->at[2]) && g_ascii_isxdigit (self->at[3])) {
    g_string_append (self->out, "\\u00");
    g_string_append_len (self->out, self->at + 2, 2);
    self->at += 4;
  } else if (kind != '\0' && strchr ("\"\\/bfnrt", kind)) {
    keep (self, 2);
  } else {
    self->at++; /* what it escapes stands for itself */
  }
}

static void
repair_plain (Repair *self)
{
  guchar   byte = (guchar) *self->at;
  gunichar ch;

  if (byte < 0x20) {
    g_string_append_printf (self->out, "\\u%04x", byte);
    self->at++;
    return;
  }
  if (byte < 0x80) {
    keep (self, 1);
    return;
  }

  ch = g_utf8_get_char_validated (self->at, self->end - self->at);
  if (ch == (gunichar) -1 || ch == (gunichar) -2)
    replace (self, 1);
  else
    keep (self, (gsize) g_utf8_skip[byte]);
}

/**
 * xa_json_repair:
 * @data: (array length=size): one JSON value that a strict parser refused
 * @repaired: (out caller-allocates): the same, with strings that it takes
 *
 * Rewrites what is not allowed in strings: raw control characters and `\xHH` become `\u00HH`,
 * unknown escapes lose their backslash, bytes that are not UTF-8 and halves of surrogate pairs
 * become U+FFFD. Nothing outside of strings is touched.
 *
 * Returns: whether text was lost, that is: replaced by U+FFFD
 */
gboolean
xa_json_repair (const char *data,
                gsize       size,
                GString    *repaired)
{
  Repair   self = { .at = data, .end = data + size, .out = repaired };
  gboolean in_string = FALSE;

  g_string_truncate (repaired, 0);
  while (self.at < self.end) {
    if (*self.at == '"') {
      in_string = !in_string;
      keep (&self, 1);
    } else if (!in_string) {
      keep (&self, 1);
    } else if (*self.at == '\\') {
      repair_escape (&self);
    } else {
      repair_plain (&self);
    }
  }

  return self.has_replaced;
}
