#include "providers/xa-hashtags.h"

/* Whether a tag may hold it: letters, digits, marks of scripts that need them, and '_'. */
static gboolean
is_inside (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Where a '#' begins a tag: not within a word or an address. */
static gboolean
may_begin (const char *begin,
           const char *at)
{
  gunichar before;

  if (at == begin)
    return TRUE;
  before = g_utf8_get_char (g_utf8_find_prev_char (begin, at));

  return !is_inside (before) && before != '/' && before != '&' && before != '#';
}

static void
take_tag (const char *from,
          const char *to,
          GArray     *tags)
{
  XaSpan   tag = { from, (gsize) (to - from) };
  gboolean has_letter = FALSE;

  for (const char *c = from; c < to; c = g_utf8_next_char (c))
    has_letter |= !g_unichar_isdigit (g_utf8_get_char (c)) && *c != '_';
  /* "#1" counts, it does not name. */
  if (has_letter)
    g_array_append_val (tags, tag);
}

void
xa_hashtags_scan (XaSpan  text,
                  GArray *tags)
{
  const char *end = text.str + text.len;

  if (!text.len || !g_utf8_validate_len (text.str, text.len, NULL))
    return;
  for (const char *at = text.str; at < end; at = g_utf8_next_char (at)) {
    const char *from = at + 1, *to = from;

    if (*at != '#' || !may_begin (text.str, at))
      continue;
    while (to < end && is_inside (g_utf8_get_char (to)))
      to = g_utf8_next_char (to);
    take_tag (from, to, tags);
  }
}
