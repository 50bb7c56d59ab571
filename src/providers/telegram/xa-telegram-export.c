/*
 * Telegram Desktop's export, result.json: one chat, or a whole account with "chats" and
 * "left_chats". Only groups and channels are taken; whatever else an account's export holds
 * about its owner and their contacts is passed over unread.
 *
 * A chat that does not say what kind of chat it is is not taken either: it might be personal.
 */
#include "providers/json/xa-json-elements.h"
#include "model/xa-language.h"
#include "providers/telegram/xa-telegram-header.h"
#include "providers/telegram/xa-telegram-message.h"

#include <string.h>

typedef struct {
  XaImportSource        *source;  /* (not owned) */
  const XaImportOptions *options; /* (not owned) */
  XaSink                *sink;    /* (not owned) */
  XaJsonStream          *stream;  /* (owned) */
  XaJsonParser          *parser;  /* (owned) */
  GHashTable            *headers; /* (owned) (nullable): read ahead */
  XaTelegramChat         chat;    /* the one being read */
  guint64                resume_offset;
  guint                  n_taken;    /* chats */
  guint                  n_personal; /* chats passed over */
  guint                  n_skipped;  /* chats passed over for another reason */
  GError                *error;      /* (owned) (nullable) */
} Export;

/* XA_JSON_FAILED says that there is an error, of the sink or of ours. */
static XaJsonStatus
fail (Export     *self,
      int         code,
      const char *message)
{
  g_set_error_literal (&self->error, XA_IMPORT_ERROR, code, message);

  return XA_JSON_FAILED;
}

/* --- chats ----------------------------------------------------------------------------------- */

static gboolean
declare_audience (Export                 *self,
                  const XaTelegramHeader *header)
{
  g_autofree char   *bare_id = g_strdup_printf ("%" G_GINT64_FORMAT, header->bare_id);
  XaTelegramPeerKind id_kind = header->kind == XA_TELEGRAM_CHAT_GROUP ? XA_TELEGRAM_PEER_CHAT : XA_TELEGRAM_PEER_CHANNEL;
  gboolean           is_channel = header->kind == XA_TELEGRAM_CHAT_CHANNEL;
  XaTelegramNativeId native_id;
  XaAudienceRecord   record = {
      .platform = XA_PLATFORM_TELEGRAM,
      .kind = is_channel ? XA_AUDIENCE_CHANNEL : XA_AUDIENCE_GROUP,
      .title = xa_span (header->name ? header->name : self->options->audience_name),
      .members_reported = XA_COUNT_UNKNOWN,
  };

  xa_telegram_native_id_format (&native_id, id_kind, xa_span (bare_id));
  record.native_id = xa_span (native_id.text);
  self->chat.bare_id = header->bare_id;
  self->chat.is_broadcast = is_channel;
  self->n_taken++;

  return xa_sink_audience (self->sink, &record, &self->chat.audience, &self->error);
}

/* Who the messages that come next belong to, where the file says so only behind them. */
static gboolean
look_ahead (Export           *self,
            guint64           start,
            XaTelegramHeader *header)
{
  const XaTelegramHeader *found;

  if (!self->headers)
    self->headers = xa_telegram_headers_read (self->source, self->parser, &self->error);
  if (!self->headers)
    return FALSE;

  found = g_hash_table_lookup (self->headers, &start);
  if (found) {
    xa_telegram_header_clear (header);
    *header = *found;
    header->name = g_strdup (found->name);
  }

  return TRUE;
}

/* A chat alone that is not taken is an error; in the export of an account it is one of many. */
static XaJsonStatus
refuse (Export                 *self,
        const XaTelegramHeader *header)
{
  g_autofree char *message = NULL;

  if (header->kind != XA_TELEGRAM_CHAT_PERSONAL)
    return fail (self, XA_IMPORT_ERROR_MALFORMED, N_ ("The export does not say which group or channel it is of"));

  message = g_strdup_printf (N_ ("This is %s; only groups and channels can be imported"), header->refused_words);

  return fail (self, XA_IMPORT_ERROR_REFUSED, message);
}

static XaJsonStatus
pass_chat (Export                 *self,
           const XaTelegramHeader *header)
{
  XaJsonStatus status = xa_json_stream_leave (self->stream);
  guint64      end = xa_json_stream_get_offset (self->stream);
  XaReject     reason = XA_REJECT_MALFORMED_RECORD;

  if (header->kind == XA_TELEGRAM_CHAT_PERSONAL)
    reason = XA_REJECT_PERSONAL_CHAT;
  else if (header->kind == XA_TELEGRAM_CHAT_UNKNOWN && header->has_type)
    reason = XA_REJECT_UNKNOWN_TYPE;

  self->n_personal += reason == XA_REJECT_PERSONAL_CHAT;
  self->n_skipped += reason != XA_REJECT_PERSONAL_CHAT;
  if (xa_json_status_is_final (status) || end <= self->resume_offset)
    return status;

  xa_sink_reject (self->sink, reason, 1);

  return xa_sink_checkpoint (self->sink, end, &self->error) ? status : XA_JSON_FAILED;
}

static gboolean
is_taken (const XaTelegramHeader *header)
{
  return header->bare_id > 0 && header->kind >= XA_TELEGRAM_CHAT_GROUP;
}

static XaJsonStatus read_chats (Export *self);

static gboolean
read_message_cb (yyjson_val *message,
                 gpointer    data,
                 GError    **error)
{
  return xa_telegram_message_read (data, message, error);
}

static XaJsonStatus
read_messages (Export                 *self,
               const XaTelegramHeader *header)
{
  if (!declare_audience (self, header))
    return XA_JSON_FAILED;

  return xa_json_elements_read (self->stream, self->parser, self->sink, self->resume_offset,
                                read_message_cb, &self->chat, &self->error);
}

/* Also the root of the file, which is a chat or holds lists of them. */
static XaJsonStatus
read_chat_members (Export           *self,
                   gboolean          is_root,
                   XaTelegramHeader *header)
{
  guint64      start = xa_json_stream_get_offset (self->stream);
  XaJsonStatus status;
  XaSpan       key;

  xa_json_stream_enter (self->stream);
  while ((status = xa_json_stream_next (self->stream, &key)) == XA_JSON_ITEM) {
    XaJsonStatus inner = XA_JSON_ITEM;

    if (xa_telegram_header_wants (key)) {
      inner = xa_telegram_header_take (header, key, self->stream, self->parser);
      /* Of a personal chat, nothing more is read. */
      if (inner == XA_JSON_ITEM && header->kind == XA_TELEGRAM_CHAT_PERSONAL)
        return is_root ? refuse (self, header) : pass_chat (self, header);
    } else if (xa_span_equal (key, "messages")) {
      if (!xa_telegram_header_is_complete (header) && !look_ahead (self, start, header))
        return XA_JSON_FAILED;
      if (!is_taken (header))
        return is_root ? refuse (self, header) : pass_chat (self, header);
      inner = read_messages (self, header);
    } else if (is_root && (xa_span_equal (key, "chats") || xa_span_equal (key, "left_chats"))) {
      inner = read_chats (self);
    }
    if (xa_json_status_is_final (inner))
      return inner;
  }

  return status;
}

static XaJsonStatus
read_chat (Export  *self,
           gboolean is_root)
{
  XaTelegramHeader header = { 0 };
  XaJsonStatus     status = read_chat_members (self, is_root, &header);

  xa_telegram_header_clear (&header);

  return status;
}

/* One element of "list". */
static XaJsonStatus
read_listed_chat (Export *self)
{
  XaJsonStatus status;
  guint64      end;

  if (xa_json_stream_peek (self->stream) == XA_JSON_TYPE_OBJECT)
    return read_chat (self, FALSE);

  status = xa_json_stream_skip (self->stream);
  end = xa_json_stream_get_offset (self->stream);
  if (xa_json_status_is_final (status) || end <= self->resume_offset)
    return status;
  xa_sink_reject (self->sink, XA_REJECT_MALFORMED_RECORD, 1);

  return xa_sink_checkpoint (self->sink, end, &self->error) ? status : XA_JSON_FAILED;
}

static XaJsonStatus
read_chat_list (Export *self)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (self->stream) != XA_JSON_TYPE_ARRAY)
    return xa_json_stream_skip (self->stream);

  xa_json_stream_enter (self->stream);
  while ((status = xa_json_stream_next (self->stream, &key)) == XA_JSON_ITEM) {
    status = read_listed_chat (self);
    if (xa_json_status_is_final (status))
      break;
  }

  return status;
}

/* "chats" or "left_chats": an object with some words and the list. */
static XaJsonStatus
read_chats (Export *self)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (self->stream) != XA_JSON_TYPE_OBJECT)
    return xa_json_stream_skip (self->stream);

  xa_json_stream_enter (self->stream);
  while ((status = xa_json_stream_next (self->stream, &key)) == XA_JSON_ITEM) {
    if (xa_span_equal (key, "list"))
      status = read_chat_list (self);
    if (xa_json_status_is_final (status))
      break;
  }

  return status;
}

/* --- the file -------------------------------------------------------------------------------- */

static void
add_notice (XaImportResult *result,
            const char     *words)
{
  if (*result->notice)
    g_strlcat (result->notice, "; ", sizeof result->notice);
  g_strlcat (result->notice, words, sizeof result->notice);
}

static void
write_notices (Export         *self,
               XaJsonStatus    status,
               XaImportResult *result)
{
  if (status == XA_JSON_MALFORMED)
    add_notice (result, N_ ("the file is damaged: what stands before the damage was read"));
  if (self->chat.has_local_times)
    add_notice (result, N_ ("its times name no time zone and were taken as UTC"));
  if (self->n_taken == 0 && self->n_personal > 0)
    add_notice (result, N_ ("it holds personal chats only, which are not imported"));
}

static gboolean
conclude (Export         *self,
          XaJsonStatus    status,
          XaImportResult *result,
          GError        **error)
{
  if (status == XA_JSON_FAILED) {
    g_propagate_error (error, self->error ? g_steal_pointer (&self->error) : xa_json_stream_steal_error (self->stream));
    return FALSE;
  }
  if (self->n_taken + self->n_personal + self->n_skipped == 0) {
    g_set_error_literal (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                         status == XA_JSON_TRUNCATED ? N_ ("The file ends before the first message") : N_ ("There is no chat in this file"));
    return FALSE;
  }
  result->truncated = status == XA_JSON_TRUNCATED || status == XA_JSON_MALFORMED;
  write_notices (self, status, result);

  return TRUE;
}

static gboolean
parse (XaImportSource        *source,
       const XaImportOptions *options,
       XaSink                *sink,
       XaImportResult        *result,
       GError               **error)
{
  Export self = {
    .source = source,
    .options = options,
    .sink = sink,
    .stream = xa_json_stream_new (source),
    .parser = xa_json_parser_new (),
    .chat = { .sink = sink, .seen_us = options->mtime_us },
    .resume_offset = xa_import_source_get_resume_offset (source),
  };
  XaJsonStatus status = XA_JSON_MALFORMED;
  gboolean     ok;

  xa_telegram_text_init (&self.chat.text);
  if (xa_json_stream_peek (self.stream) == XA_JSON_TYPE_OBJECT)
    status = read_chat (&self, TRUE);
  else
    status = xa_json_stream_enter (self.stream);
  ok = conclude (&self, status, result, error);

  xa_telegram_text_clear (&self.chat.text);
  g_clear_pointer (&self.headers, g_hash_table_unref);
  xa_json_parser_free (self.parser);
  xa_json_stream_free (self.stream);
  g_clear_error (&self.error);

  return ok;
}

/* --- recognising ----------------------------------------------------------------------------- */

/* Members that begin the export of an account; "chats" itself may be megabytes away. */
static gboolean
is_account_key (XaSpan key)
{
  static const char *const keys[] = {
    "personal_information", "profile_pictures", "stories", "contacts", "frequent_contacts",
    "sessions", "web_sessions", "other_data", "chats", "left_chats"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (xa_span_equal (key, keys[i]))
      return TRUE;

  return FALSE;
}

static gboolean
has_message (XaJsonStream *stream,
             XaJsonParser *parser)
{
  XaJsonElement element;
  XaSpan        key;
  yyjson_val   *value = NULL;

  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_ARRAY)
    return FALSE;
  xa_json_stream_enter (stream);
  if (xa_json_stream_next (stream, &key) != XA_JSON_ITEM || xa_json_stream_take (stream, &element) != XA_JSON_ITEM)
    return FALSE;
  xa_json_parser_read (parser, element.data, element.size, &value);

  return xa_telegram_message_is (value);
}

static gboolean
recognize (const XaImportProbe *probe)
{
  g_autoptr (XaJsonStream) stream = NULL;
  g_autoptr (XaJsonParser) parser = NULL;
  XaTelegramHeader header = { 0 };
  gboolean         has_about = FALSE, is_account = FALSE, is_chat = FALSE;
  XaSpan           key;

  if (probe->is_archive)
    return FALSE;

  stream = xa_json_stream_new_for_data (probe->data, probe->size);
  parser = xa_json_parser_new ();
  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_OBJECT)
    return FALSE;

  xa_json_stream_enter (stream);
  while (!is_account && !is_chat && xa_json_stream_next (stream, &key) == XA_JSON_ITEM) {
    if (xa_span_equal (key, "messages"))
      is_chat = header.kind != XA_TELEGRAM_CHAT_UNKNOWN || has_message (stream, parser);
    else if (xa_span_equal (key, "about"))
      has_about = TRUE;
    else if (is_account_key (key))
      is_account = has_about && xa_json_stream_peek (stream) >= XA_JSON_TYPE_OBJECT;
    else if (xa_telegram_header_wants (key))
      xa_telegram_header_take (&header, key, stream, parser);
  }
  xa_telegram_header_clear (&header);

  return is_account || is_chat;
}

const XaImporter xa_telegram_export = {
  .id = "telegram",
  .name = "Telegram Desktop export (result.json)",
  .recognize = recognize,
  .parse = parse,
};
