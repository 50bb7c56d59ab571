#include "providers/xa-kept-facts.h"

#include <stdio.h>

/* A mark is the stamp and the facts, a line each, escaped. */
static char **
read_mark (XaFetch    *fetch,
           const char *mark)
{
  const char *text = xa_fetch_get_mark (fetch, mark);
  char      **lines = text ? g_strsplit (text, "\n", -1) : NULL;

  for (gsize i = 0; lines && lines[i]; i++) {
    char *plain = g_strcompress (lines[i]);

    g_free (lines[i]);
    lines[i] = plain;
  }

  return lines;
}

/* Whether what is kept is of the very answer that the validators tell of: another source may have had
 * a newer one of the same address. */
static gboolean
is_of (char           **kept,
       XaRest          *rest,
       const XaRequest *request)
{
  g_autofree char *stamp = kept && kept[0] ? xa_rest_get_stamp (rest, request) : NULL;

  return stamp && g_str_equal (stamp, kept[0]);
}

/**
 * xa_kept_facts_ask:
 *
 * Errors: as xa_rest_send()
 */
XaResponse *
xa_kept_facts_ask (XaFetch    *fetch,
                   const char *mark,
                   XaRequest  *request,
                   char     ***facts,
                   char      **stamp,
                   GError    **error)
{
  g_autoptr (XaRequest) owned = request;
  XaRest *rest = xa_fetch_get_rest (fetch);
  g_auto (GStrv) kept = read_mark (fetch, mark);
  XaResponse *response;

  *facts = NULL;
  *stamp = NULL;
  owned->remembered = TRUE;
  owned->validated = is_of (kept, rest, owned);
  response = xa_rest_send (rest, owned, error);
  if (response && response->not_modified && !is_of (kept, rest, owned)) {
    g_clear_pointer (&response, xa_response_free);
    owned->validated = FALSE;
    response = xa_rest_send (rest, owned, error);
  }
  if (!response)
    return NULL;
  if (response->not_modified)
    *facts = g_strdupv (kept + 1);
  else
    *stamp = xa_rest_get_stamp (rest, owned);

  return response;
}

void
xa_kept_facts_keep (XaFetch           *fetch,
                    const char        *mark,
                    const char        *stamp,
                    const char *const *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!stamp) {
    if (xa_fetch_get_mark (fetch, mark))
      xa_fetch_set_mark (fetch, mark, NULL);
    return;
  }
  {
    g_autofree char *line = g_strescape (stamp, NULL);

    g_string_append (text, line);
  }
  for (gsize i = 0; facts[i]; i++) {
    g_autofree char *line = g_strescape (facts[i], NULL);

    g_string_append_printf (text, "\n%s", line);
  }
  xa_fetch_set_mark (fetch, mark, text->str);
}

gint64
xa_kept_facts_get_count (char **facts,
                         guint  i)
{
  const char *text = xa_kept_facts_get_text (facts, i);

  return text ? g_ascii_strtoll (text, NULL, 10) : XA_COUNT_UNKNOWN;
}

const char *
xa_kept_facts_get_text (char **facts,
                        guint  i)
{
  return i < g_strv_length (facts) && *facts[i] ? facts[i] : NULL;
}

const char *
xa_kept_facts_format (gint64 count,
                      char  *buffer)
{
  if (count == XA_COUNT_UNKNOWN)
    buffer[0] = '\0';
  else
    snprintf (buffer, XA_KEPT_COUNT_SIZE, "%" G_GINT64_FORMAT, count);

  return buffer;
}
