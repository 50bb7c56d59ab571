#include "net/xa-response.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

#include <string.h>

XaResponse *
xa_response_new (guint   status,
                 GBytes *body)
{
  XaResponse *self = g_new0 (XaResponse, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = body ? g_bytes_ref (body) : g_bytes_new_static ("", 0);
  self->received_us = xa_time_now ();

  return self;
}

void
xa_response_free (XaResponse *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

void
xa_response_set_header (XaResponse *self,
                        const char *name,
                        const char *value)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char      *before = g_hash_table_lookup (self->headers, lower);
  char            *joined = before ? g_strconcat (before, ", ", value, NULL) : g_strdup (value);

  g_hash_table_replace (self->headers, g_steal_pointer (&lower), joined);
}

const char *
xa_response_get_header (const XaResponse *self,
                        const char       *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, lower);
}

/* Whether the answer is a page for people: of a proxy, a sign-in, a check for robots. */
static gboolean
is_page (const XaResponse *self,
         const char       *data,
         gsize             size)
{
  const char *type = xa_response_get_header (self, "content-type");
  gsize       blank = 0;

  while (blank < size && g_ascii_isspace (data[blank]))
    blank++;

  return (type && g_ascii_strncasecmp (type, "text/html", 9) == 0) || (blank < size && data[blank] == '<');
}

XaJson *
xa_response_parse (const XaResponse *self,
                   GError          **error)
{
  gsize       size;
  const char *data = g_bytes_get_data (self->body, &size);

  if (is_page (self, data, size)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED,
                         N_ ("The server answered with a web page instead of data; it may be down, or ask visitors to prove that they are people."));
    return NULL;
  }

  return xa_json_parse (data, size, error);
}

/* --- links (RFC 8288, section 3) ------------------------------------------------------------------ */

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;

  return p;
}

/* Reads a token or a quoted text. */
static const char *
read_value (const char *p,
            GString    *value)
{
  g_string_truncate (value, 0);
  if (*p != '"') {
    gsize n = strcspn (p, ";, \t");

    g_string_append_len (value, p, (gssize) n);
    return p + n;
  }
  for (p++; *p && *p != '"'; p++) {
    if (*p == '\\' && p[1])
      p++;
    g_string_append_c (value, *p);
  }

  return *p ? p + 1 : p;
}

/* A relation is a list of words. */
static gboolean
has_word (const char *words,
          const char *word)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t", -1);

  for (gsize i = 0; parts[i]; i++)
    if (g_ascii_strcasecmp (parts[i], word) == 0)
      return TRUE;

  return FALSE;
}

/* Reads "; name=value" as often as it comes; only the first relation of a link counts. */
static const char *
read_parameters (const char *p,
                 const char *rel,
                 gboolean   *matches)
{
  g_autoptr (GString) value = g_string_new (NULL);
  gboolean seen = FALSE;

  for (p = skip_blanks (p); *p == ';'; p = skip_blanks (p)) {
    const char *name = skip_blanks (p + 1);
    gsize       length = strcspn (name, "=;, \t");

    p = skip_blanks (name + length);
    g_string_truncate (value, 0);
    if (*p == '=')
      p = read_value (skip_blanks (p + 1), value);
    if (!seen && length == 3 && g_ascii_strncasecmp (name, "rel", 3) == 0) {
      seen = TRUE;
      *matches = has_word (value->str, rel);
    }
  }

  return p;
}

char *
xa_response_get_link (const XaResponse *self,
                      const char       *rel)
{
  const char *p = xa_response_get_header (self, "link");

  while (p && (p = strchr (p, '<'))) {
    const char *end = strchr (p, '>');
    gboolean    matches = FALSE;
    const char *next;

    if (!end)
      return NULL;
    next = read_parameters (end + 1, rel, &matches);
    if (matches)
      return g_strndup (p + 1, (gsize) (end - p - 1));
    p = next;
  }

  return NULL;
}
