#include "report/xa-markup.h"

#include <string.h>

static const char *
find_entity (gunichar c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  /* As they are they would be blanks in an attribute. */
  case '\t':
    return "&#9;";
  case '\n':
    return "&#10;";
  case '\r':
    return "&#13;";
  default:
    return NULL;
  }
}

/* https://www.w3.org/TR/xml/#charsets; HTML takes the controls from U+007F to U+009F for other characters. */
static gboolean
is_allowed (gunichar c)
{
  return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && (c & 0xfffe) != 0xfffe;
}

char *
xa_markup_escape (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    const char    *entity = find_entity (c);

    if (entity)
      g_string_append (out, entity);
    else
      g_string_append_unichar (out, is_allowed (c) ? c : 0xfffd);
  }

  return g_string_free_and_steal (out);
}
