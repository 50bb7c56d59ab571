/* What was written in a chat, the newest first, a hundred at a time, as far back as is wanted. */
#include "providers/telegram-user/xa-td-message.h"
#include "providers/xa-post-walk.h"

#define PAGE 100

XaJson *
xa_td_ask_for_history (XaFetch        *fetch,
                       const XaTdChat *chat,
                       gint64          from,
                       XaJsonAt       *root,
                       GError        **error)
{
  XaRequest *request = xa_td_request ("getChatHistory", XA_TD_BUCKET_HISTORY);

  xa_td_request_add_id (request, "chat_id", chat->chat_id);
  xa_td_request_add_id (request, "from_message_id", from);
  xa_td_request_add_id (request, "offset", 0);
  xa_td_request_add_id (request, "limit", PAGE);

  return xa_td_ask (fetch, request, "messages", root, error);
}

/* @lowest: (inout): the oldest message so far, by which the next page is asked for; those that are not older came before */
static gboolean
put_page (XaTdReader     *reader,
          XaPostWalk     *walk,
          const XaJsonAt *messages,
          gint64         *lowest,
          guint          *n,
          GError        **error)
{
  gint64 from = *lowest;

  for (guint i = 0; i < xa_json_length (messages); i++) {
    XaJsonAt message = xa_json_element (messages, i);
    gint64   id = xa_json_is_object (&message) ? xa_json_maybe_count (&message, "id") : XA_COUNT_UNKNOWN;
    gboolean is_post;

    xa_json_forgive (messages->document);
    if (id != XA_COUNT_UNKNOWN && from > 0 && id >= from)
      continue;
    if (id > 0)
      *lowest = *lowest > 0 ? MIN (*lowest, id) : id;
    xa_post_walk_see (walk, xa_json_is_object (&message) ? xa_td_read_maybe_time (&message, "date") : XA_TIME_UNKNOWN);
    xa_json_forgive (messages->document);
    if (!xa_td_message_put (reader, &message, &is_post, error))
      return FALSE;
    walk->n += is_post ? 1 : 0;
    (*n)++;
  }

  return TRUE;
}

/* A page may hold fewer than were asked for: only one without anything older is the end. */
static gboolean
read_page (XaTdReader *reader,
           XaPostWalk *walk,
           gboolean   *is_end,
           GError    **error)
{
  gint64   lowest = walk->cursor ? g_ascii_strtoll (walk->cursor, NULL, 10) : 0;
  gint64   from = lowest;
  guint    n = 0;
  XaJsonAt root, messages;
  g_autoptr (XaJson) document = xa_td_ask_for_history (reader->fetch, &reader->chat, from, &root, error);

  if (!document)
    return FALSE;
  messages = xa_json_array (&root, "messages");
  if (!xa_json_check (document, error))
    return FALSE;
  xa_post_walk_begin_page (walk);
  if (!put_page (reader, walk, &messages, &lowest, &n, error))
    return FALSE;

  return xa_post_walk_end_page (walk, lowest != from ? g_strdup_printf ("%" G_GINT64_FORMAT, lowest) : NULL, n, is_end, error);
}

gboolean
xa_td_fetch_posts (XaFetch *fetch,
                   GError **error)
{
  g_auto (XaTdReader) reader = { 0 };
  g_auto (XaPostWalk) walk = { 0 };
  gboolean is_end = FALSE;

  if (!xa_td_reader_init (&reader, fetch, error))
    return FALSE;
  xa_post_walk_init (&walk, fetch);
  while (!is_end)
    if (!read_page (&reader, &walk, &is_end, error))
      return FALSE;

  return TRUE;
}
