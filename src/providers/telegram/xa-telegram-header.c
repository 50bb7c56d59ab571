#include "providers/telegram/xa-telegram-header.h"

#include "model/xa-language.h"
#include "providers/telegram/xa-telegram-peer.h"

/* A longer name is no name, and an account does not have more chats: what a file says of itself
 * must not fill the memory. */
#define MAX_NAME_BYTES 1024
#define MAX_HEADERS 20000

static const struct {
  const char        *type;
  XaTelegramChatKind kind;
  const char        *refused_words;
} chat_types[] = {
  { "private_group", XA_TELEGRAM_CHAT_GROUP, NULL },
  { "private_supergroup", XA_TELEGRAM_CHAT_SUPERGROUP, NULL },
  { "public_supergroup", XA_TELEGRAM_CHAT_SUPERGROUP, NULL },
  { "private_channel", XA_TELEGRAM_CHAT_CHANNEL, NULL },
  { "public_channel", XA_TELEGRAM_CHAT_CHANNEL, NULL },
  { "personal_chat", XA_TELEGRAM_CHAT_PERSONAL, N_ ("a personal chat") },
  { "bot_chat", XA_TELEGRAM_CHAT_PERSONAL, N_ ("a chat with a bot") },
  { "saved_messages", XA_TELEGRAM_CHAT_PERSONAL, N_ ("somebody's saved messages") },
  { "replies", XA_TELEGRAM_CHAT_PERSONAL, N_ ("somebody's list of replies") },
  { "verify_codes", XA_TELEGRAM_CHAT_PERSONAL, N_ ("somebody's verification codes") },
};

void
xa_telegram_header_clear (XaTelegramHeader *header)
{
  g_clear_pointer (&header->name, g_free);
}

static void
header_free (gpointer data)
{
  xa_telegram_header_clear (data);
  g_free (data);
}

/* Returns: whether messages can be read by it; the name may be missing */
gboolean
xa_telegram_header_is_complete (const XaTelegramHeader *header)
{
  return header->has_type && header->bare_id > 0;
}

gboolean
xa_telegram_header_wants (XaSpan key)
{
  return xa_span_equal (key, "name") || xa_span_equal (key, "type") || xa_span_equal (key, "id");
}

static void
take_type (XaTelegramHeader *header,
           XaSpan            type)
{
  header->has_type = type.str != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (chat_types); i++) {
    if (xa_span_equal (type, chat_types[i].type)) {
      header->kind = chat_types[i].kind;
      header->refused_words = chat_types[i].refused_words;
    }
  }
}

/**
 * xa_telegram_header_take:
 * @key: one that xa_telegram_header_wants(), which @stream has come to
 *
 * Takes the value of a member of a chat. A value of a wrong type counts as missing.
 */
XaJsonStatus
xa_telegram_header_take (XaTelegramHeader *header,
                         XaSpan            key,
                         XaJsonStream     *stream,
                         XaJsonParser     *parser)
{
  gboolean      is_type = xa_span_equal (key, "type");
  gboolean      is_id = xa_span_equal (key, "id");
  XaJsonElement element;
  XaJsonStatus  status = xa_json_stream_take (stream, &element);
  yyjson_val   *value = NULL;

  if (status == XA_JSON_ITEM)
    xa_json_parser_read (parser, element.data, element.size, &value);
  if (xa_json_status_is_final (status))
    return status;

  if (is_type) {
    take_type (header, xa_json_string (value));
  } else if (is_id) {
    if (!xa_telegram_bare_id_parse (xa_json_token (value), &header->bare_id))
      header->bare_id = 0;
  } else {
    XaSpan name = xa_json_string (value);

    g_free (header->name);
    header->name = name.len <= MAX_NAME_BYTES ? xa_span_dup (name) : NULL;
  }

  return XA_JSON_ITEM;
}

/* --- looking ahead --------------------------------------------------------------------------- */

static XaJsonStatus collect_chat (GHashTable *headers, XaJsonStream *stream, XaJsonParser *parser);

static XaJsonStatus
collect_list (GHashTable   *headers,
              XaJsonStream *stream,
              XaJsonParser *parser)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_ARRAY)
    return XA_JSON_ITEM;
  xa_json_stream_enter (stream);
  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM)
    if (xa_json_stream_peek (stream) == XA_JSON_TYPE_OBJECT && xa_json_status_is_final (collect_chat (headers, stream, parser)))
      break;

  return status;
}

static XaJsonStatus
collect_chats (GHashTable   *headers,
               XaJsonStream *stream,
               XaJsonParser *parser)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_OBJECT)
    return XA_JSON_ITEM;
  xa_json_stream_enter (stream);
  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM)
    if (xa_span_equal (key, "list") && xa_json_status_is_final (collect_list (headers, stream, parser)))
      break;

  return status;
}

static XaJsonStatus
collect_members (GHashTable       *headers,
                 XaTelegramHeader *header,
                 XaJsonStream     *stream,
                 XaJsonParser     *parser)
{
  XaJsonStatus status;
  XaSpan       key;

  xa_json_stream_enter (stream);
  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM) {
    if (xa_telegram_header_wants (key))
      status = xa_telegram_header_take (header, key, stream, parser);
    else if (xa_span_equal (key, "chats") || xa_span_equal (key, "left_chats"))
      status = collect_chats (headers, stream, parser);
    if (xa_json_status_is_final (status))
      break;
  }

  return status;
}

/* Also the root of the file, which is a chat or holds lists of them. */
static XaJsonStatus
collect_chat (GHashTable   *headers,
              XaJsonStream *stream,
              XaJsonParser *parser)
{
  guint64          start = xa_json_stream_get_offset (stream);
  XaTelegramHeader header = { 0 };
  XaJsonStatus     status = collect_members (headers, &header, stream, parser);

  if (header.has_type && g_hash_table_size (headers) < MAX_HEADERS)
    g_hash_table_insert (headers, g_memdup2 (&start, sizeof start), g_memdup2 (&header, sizeof header));
  else
    xa_telegram_header_clear (&header);

  return status;
}

/**
 * xa_telegram_headers_read:
 * @source: the file to look through, from its beginning, on a copy of the source
 *
 * Passes over the whole file and keeps the headers of chats that have a type. A file that ends too
 * early gives what there is.
 *
 * Returns: (transfer full): the headers by offset, or %NULL where the file cannot be read
 */
GHashTable *
xa_telegram_headers_read (XaImportSource *source,
                          XaJsonParser   *parser,
                          GError        **error)
{
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, header_free);
  g_autoptr (XaImportSource) copy = xa_import_source_reopen (source, error);
  g_autoptr (XaJsonStream) stream = NULL;

  if (!copy)
    return NULL;
  stream = xa_json_stream_new (copy);
  if (xa_json_stream_peek (stream) == XA_JSON_TYPE_OBJECT &&
      collect_chat (headers, stream, parser) == XA_JSON_FAILED) {
    g_propagate_error (error, xa_json_stream_steal_error (stream));
    return NULL;
  }

  return g_steal_pointer (&headers);
}
