/*
 * The chat itself: its size; and of one that the account administers the sizes of the days before, out of Telegram's own
 * statistics.
 */
#include "providers/telegram-user/xa-td-passes.h"

#include "model/xa-language.h"

#include <string.h>

/* Further back than this no statistics go. */
#define MAX_DAYS 3660

/* --- a graph --------------------------------------------------------------------------------- */

/* Text inside of an answer: {"columns":[["x",MILLISECONDS,...],["y0",NUMBER,...]],...} */
static gboolean
find_columns (const XaJsonAt *columns,
              XaJsonAt       *x,
              XaJsonAt       *y)
{
  gboolean has_x = FALSE, has_y = FALSE;

  for (guint i = 0; i < xa_json_length (columns) && !(has_x && has_y); i++) {
    XaJsonAt *to = i == 0 ? x : y;
    XaJsonAt  column = xa_json_element (columns, i);
    XaJsonAt  name;
    XaSpan    text;

    if (xa_json_length (&column) < 2)
      continue;
    name = xa_json_element (&column, 0);
    text = xa_json_as_text (&name);
    *to = column;
    if (i == 0)
      has_x = xa_span_equal (text, "x");
    else
      has_y = TRUE;
  }

  return has_x && has_y;
}

static gboolean
put_size (XaFetch      *fetch,
          XaAudienceRef ref,
          gint64        at_us,
          gint64        n,
          GError      **error)
{
  const XaSampleRecord sample = { .metric = XA_METRIC_MEMBERS, .at_us = at_us, .value = (double) n };

  return xa_sink_sample (xa_fetch_get_sink (fetch), ref, &sample, error);
}

/* One that is not as it should be brings nothing: the size of today is had all the same. */
static gboolean
put_graph (XaFetch      *fetch,
           XaAudienceRef ref,
           XaSpan        text,
           GError      **error)
{
  g_autoptr (XaJson) document = text.len ? xa_json_parse (text.str, text.len, NULL) : NULL;
  XaJsonAt root, columns, x, y;

  if (!document)
    return TRUE;
  root = xa_json_root (document);
  if (!xa_json_is_object (&root))
    return TRUE;
  columns = xa_json_maybe_array (&root, "columns");
  if (!find_columns (&columns, &x, &y))
    return TRUE;
  for (guint i = 1; i < MIN (MIN (xa_json_length (&x), xa_json_length (&y)), MAX_DAYS); i++) {
    XaJsonAt         day = xa_json_element (&x, i), size = xa_json_element (&y, i);
    g_autofree char *ms = xa_span_dup (xa_json_as_id (&day));
    g_autofree char *n = xa_span_dup (xa_json_as_id (&size));
    gint64           at_ms = ms ? g_ascii_strtoll (ms, NULL, 10) : 0;

    if (!xa_json_is_sound (document) || !n || *n == '-' || at_ms <= 0 || at_ms > xa_fetch_get_now (fetch) / 1000) {
      xa_json_forgive (document);
      continue;
    }
    if (!put_size (fetch, ref, at_ms * 1000, g_ascii_strtoll (n, NULL, 10), error))
      return FALSE;
  }

  return TRUE;
}

/* Telegram makes some graphs only when they are asked for. */
static XaJson *
load_graph (XaFetch        *fetch,
            const XaTdChat *chat,
            const XaJsonAt *graph,
            XaJsonAt       *loaded,
            GError        **error)
{
  g_autofree char *token = xa_span_dup (xa_json_text (graph, "token"));
  XaRequest       *request;

  if (!xa_json_check (graph->document, error))
    return NULL;
  request = xa_td_request ("getStatisticalGraph", NULL);
  xa_td_request_add_id (request, "chat_id", chat->chat_id);
  xa_td_request_add_text (request, "token", token);
  xa_td_request_add_id (request, "x", 0);

  return xa_td_ask (fetch, request, "statisticalGraphData", loaded, error);
}

static gboolean
put_sizes (XaFetch        *fetch,
           const XaTdChat *chat,
           XaAudienceRef   ref,
           GError        **error)
{
  XaRequest *request = xa_td_request ("getChatStatistics", NULL);
  g_autoptr (XaJson) document = NULL;
  g_autoptr (XaJson) later = NULL;
  XaJsonAt root, graph, loaded;

  xa_td_request_add_id (request, "chat_id", chat->chat_id);
  xa_td_request_add_json (request, "is_dark", "false");
  document = xa_td_ask (fetch, request, chat->kind == XA_AUDIENCE_CHANNEL ? "chatStatisticsChannel" : "chatStatisticsSupergroup", &root, error);
  if (!document)
    return FALSE;
  graph = xa_json_object (&root, "member_count_graph");
  if (xa_td_is (&graph, "statisticalGraphAsync")) {
    later = load_graph (fetch, chat, &graph, &loaded, error);
    if (!later)
      return FALSE;
    graph = loaded;
  }

  return xa_json_check (document, error) && put_graph (fetch, ref, xa_json_maybe_text (&graph, "json_data"), error);
}

/* --- the pass -------------------------------------------------------------------------------- */

/* Statistics are an addition: without them the profile is what it is for everybody else. */
static gboolean
is_no_matter (const GError *error)
{
  return g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST) ||
         g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_GONE) || g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED);
}

static gboolean
put_statistics (XaFetch        *fetch,
                const XaTdChat *chat,
                XaAudienceRef   ref,
                GError        **error)
{
  g_autoptr (GError) refusal = NULL;

  if (!chat->shows_statistics || put_sizes (fetch, chat, ref, &refusal))
    return TRUE;
  if (is_no_matter (refusal)) {
    xa_fetch_note (fetch, XA_FETCH_NOTE_METRIC_GONE, "the sizes of earlier days, which Telegram did not tell this time");
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/* The log of recent actions is one, too. */
static gboolean
put_comers (XaFetch        *fetch,
            const XaTdChat *chat,
            XaAudienceRef   ref,
            GError        **error)
{
  g_autoptr (GError) refusal = NULL;

  if (xa_td_put_events (fetch, chat, ref, &refusal))
    return TRUE;
  if (is_no_matter (refusal)) {
    xa_fetch_note (fetch, XA_FETCH_NOTE_MISSING_RIGHT, N_ ("reading the log of recent actions, which tells who joined and left"));
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

gboolean
xa_td_fetch_profile (XaFetch *fetch,
                     GError **error)
{
  g_auto (XaTdChat) chat = { 0 };
  XaAudienceRef ref;

  return xa_td_chat_look (fetch, xa_fetch_get_target (fetch), &chat, error) &&
         xa_td_chat_declare (fetch, &chat, &ref, error) &&
         put_statistics (fetch, &chat, ref, error) &&
         put_comers (fetch, &chat, ref, error) &&
         xa_fetch_page (fetch, NULL, error);
}
