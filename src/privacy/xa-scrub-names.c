#include "privacy/xa-scrub-links.h"
#include "privacy/xa-scrub-parts.h"

#include <string.h>

/* A run of text without blanks, and how much of it has been written. */
typedef struct {
  const char *str; /* (not owned) */
  gsize       len;
  gsize       written;
  GString    *out; /* (not owned) */
} Run;

static const char *const marks[] = {
  [XA_LINK_PROFILE] = XA_MARK_PROFILE,
  [XA_LINK_INVITE] = XA_MARK_INVITE,
  [XA_LINK_EMAIL] = XA_MARK_EMAIL,
  [XA_LINK_PHONE] = XA_MARK_PHONE,
  [XA_LINK_ID] = XA_MARK_ID,
};

/* What can stand inside a name or a link. Of other scripts: letters, digits and their marks. */
static gboolean
is_run_char (gunichar c)
{
  if (c < 0x80)
    return c > ' ' && c != 0x7f && !strchr ("<>\"()[]{}|\\^`,;", (char) c);

  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == 0x200c || c == 0x200d;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '-' || (guchar) c >= 0x80;
}

/* Left of an '@' nearly everything can belong to an address. */
static gboolean
is_local_char (char c)
{
  return c != '/' && c != ':' && c != '@' && c != '?' && c != '=' && c != '#';
}

static void
replace (Run        *run,
         gsize       from,
         gsize       to,
         const char *mark)
{
  g_string_append_len (run->out, run->str + run->written, (gssize) (from - run->written));
  g_string_append (run->out, mark);
  run->written = to;
}

/* The end of a name that starts at @at, without the dots and dashes that end a sentence. */
static gsize
find_name_end (const Run *run,
               gsize      at)
{
  gsize end = at;

  while (end < run->len && is_name_char (run->str[end]))
    end++;
  while (end > at && (run->str[end - 1] == '.' || run->str[end - 1] == '-'))
    end--;

  return end;
}

/* Writes a mark for the mention or address around the '@' of @width bytes at @at. Returns where to
 * go on. */
static gsize
scrub_at (Run  *run,
          gsize at,
          gsize width)
{
  gsize    start = at, name = at + width, end;
  gboolean has_dot;

  /* Discord writes @!id and @&id where it means a person or a role. */
  if (name + 1 < run->len && strchr ("!&", run->str[name]) && g_ascii_isdigit (run->str[name + 1]))
    name++;
  end = find_name_end (run, name);
  if (end == name)
    return name;
  while (start > run->written && is_local_char (run->str[start - 1]))
    start--;
  has_dot = memchr (run->str + name, '.', end - name) != NULL;
  /* @user@host of the fediverse and @user:host of Matrix. */
  if (end + 1 < run->len && (run->str[end] == '@' || run->str[end] == ':') && g_ascii_isalnum (run->str[end + 1]))
    end = find_name_end (run, end + 1);
  replace (run, start, end, start < at && has_dot ? XA_MARK_EMAIL : XA_MARK_MENTION);

  return end;
}

/* The length of "u/name" or "/u/name" at @at, as Reddit and Discourse write people, or 0. */
static gsize
measure_u_name (const Run *run,
                gsize      at)
{
  gsize start = at, end;

  if (run->str[start] == '/')
    start++;
  if (run->len - start < 5 || g_ascii_tolower (run->str[start]) != 'u' || run->str[start + 1] != '/')
    return 0;
  end = find_name_end (run, start + 2);

  return end - (start + 2) >= 3 ? end - at : 0;
}

/* Whether a link or name can begin at @at. */
static gboolean
is_boundary (const Run *run,
             gsize      at)
{
  char before = at > 0 ? run->str[at - 1] : ' ';

  return !(g_ascii_isalnum (before) || before == '_' || before == '.' || before == '-' || (guchar) before >= 0x80);
}

/* Sentences end in marks that are no part of the link in them. */
static gsize
measure_body (const Run *run)
{
  gsize len = run->len;

  while (len > 0 && strchr (".!?:*_~'&", run->str[len - 1]))
    len--;

  return len;
}

static void
scrub_run (Run *run)
{
  gsize body = measure_body (run);
  gsize at = 0;

  while (at < body) {
    XaSpan rest = { run->str + at, body - at };
    XaLinkClass class;
    gsize len;

    if (rest.str[0] == '@') {
      at = scrub_at (run, at, 1);
      continue;
    }
    if (rest.len >= 3 && memcmp (rest.str, "%40", 3) == 0) {
      at = scrub_at (run, at, 3);
      continue;
    }
    if (!is_boundary (run, at)) {
      at++;
      continue;
    }
    class = xa_scrub_classify_link (rest, &len);
    if (class != XA_LINK_NOT) {
      if (class != XA_LINK_KEPT)
        replace (run, at, at + len, marks[class]);
      at += len;
      continue;
    }
    len = measure_u_name (run, at);
    if (len > 0)
      replace (run, at, at + len, XA_MARK_MENTION);
    at += MAX (len, 1);
  }
  g_string_append_len (run->out, run->str + run->written, (gssize) (run->len - run->written));
}

/* Whether a run has any of the characters without which nothing here can match. */
static gboolean
is_suspect (const Run *run)
{
  for (gsize i = 0; i < run->len; i++)
    if (strchr ("@:/.%", run->str[i]))
      return TRUE;

  return FALSE;
}

/* Replaces links to people and closed places, addresses, mentions and identifiers. */
void
xa_scrub_names (XaSpan   text,
                GString *out)
{
  const char *at = text.str;
  const char *end = text.str + text.len;

  while (at < end) {
    const char *start = at;
    Run         run = { .str = at, .out = out };

    while (at < end && is_run_char (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    run.len = (gsize) (at - start);
    if (is_suspect (&run))
      scrub_run (&run);
    else
      g_string_append_len (out, run.str, (gssize) run.len);

    for (start = at; at < end && !is_run_char (g_utf8_get_char (at)); at = g_utf8_next_char (at))
      ;
    g_string_append_len (out, start, at - start);
  }
}
