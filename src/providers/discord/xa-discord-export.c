/*
 * JSON of DiscordChatExporter: one file a channel, or several where it was cut into partitions.
 * The server becomes an audience and the channel one of its children; a thread is a channel of
 * the server too.
 *
 * Direct chats are refused, those between two and those of a group alike: everyone in them is
 * there as a private person, and no one runs them for an audience.
 */
#include "providers/discord/xa-discord-message.h"
#include "model/xa-language.h"
#include "providers/json/xa-json-elements.h"

#include <string.h>

typedef struct {
  char  *guild_id; /* (owned) (nullable) */
  char  *guild_name;
  char  *channel_id;
  char  *channel_type;
  char  *channel_name;
  gint64 exported_us; /* or XA_TIME_UNKNOWN */
} Header;

typedef struct {
  XaImportSource        *source;  /* (not owned) */
  const XaImportOptions *options; /* (not owned) */
  XaSink                *sink;    /* (not owned) */
  XaJsonStream          *stream;  /* (owned) */
  XaJsonParser          *parser;  /* (owned) */
  Header                 header;  /* (owned) */
  XaDiscordChannel       channel;
  guint64                resume_offset;
  gboolean               has_messages;
  gboolean               has_count; /* the last thing that the exporter writes */
  GError                *error;     /* (owned) (nullable) */
} Export;

/* --- the header ------------------------------------------------------------------------------- */

static void
header_clear (Header *header)
{
  g_clear_pointer (&header->guild_id, g_free);
  g_clear_pointer (&header->guild_name, g_free);
  g_clear_pointer (&header->channel_id, g_free);
  g_clear_pointer (&header->channel_type, g_free);
  g_clear_pointer (&header->channel_name, g_free);
}

static gboolean
header_is_complete (const Header *header)
{
  return header->guild_id && header->channel_id;
}

static void
set_text (char **field,
          XaSpan text)
{
  g_free (*field);
  *field = xa_span_dup (text);
}

/* Takes the next value if it is part of the header. */
static XaJsonStatus
take_header (Header       *header,
             XaSpan        key,
             XaJsonStream *stream,
             XaJsonParser *parser)
{
  gboolean      is_guild = xa_span_equal (key, "guild");
  gboolean      is_channel = xa_span_equal (key, "channel");
  XaJsonElement element;
  XaJsonStatus  status;
  yyjson_val   *value = NULL;

  if (!is_guild && !is_channel && !xa_span_equal (key, "exportedAt"))
    return XA_JSON_ITEM;

  status = xa_json_stream_take (stream, &element);
  if (status != XA_JSON_ITEM)
    return xa_json_status_is_final (status) ? status : XA_JSON_ITEM;

  xa_json_parser_read (parser, element.data, element.size, &value);
  if (is_guild) {
    set_text (&header->guild_id, xa_json_get_token (value, "id"));
    set_text (&header->guild_name, xa_json_get_string (value, "name"));
  } else if (is_channel) {
    set_text (&header->channel_id, xa_json_get_token (value, "id"));
    set_text (&header->channel_type, xa_json_get_string (value, "type"));
    set_text (&header->channel_name, xa_json_get_string (value, "name"));
  } else {
    header->exported_us = xa_json_time (value);
  }

  return XA_JSON_ITEM;
}

/* Where the messages come before the server or the channel: passes over the file once for them. */
static gboolean
look_ahead (Export *self)
{
  g_autoptr (XaImportSource) copy = xa_import_source_reopen (self->source, &self->error);
  g_autoptr (XaJsonStream) stream = NULL;
  XaJsonStatus status;
  XaSpan       key;

  if (!copy)
    return FALSE;
  stream = xa_json_stream_new (copy);
  xa_json_stream_enter (stream);
  while ((status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM) {
    status = take_header (&self->header, key, stream, self->parser);
    if (xa_json_status_is_final (status))
      break;
  }
  if (status == XA_JSON_FAILED)
    self->error = xa_json_stream_steal_error (stream);

  return status != XA_JSON_FAILED;
}

/* Returns: (nullable): what kind of private conversation this is */
static const char *
get_refused_words (const Header *header)
{
  if (g_strcmp0 (header->channel_type, "DirectGroupTextChat") == 0)
    return N_ ("a private group chat");
  if (g_strcmp0 (header->guild_id, "0") == 0 || (header->channel_type && g_str_has_prefix (header->channel_type, "Direct")))
    return N_ ("a direct chat");

  return NULL;
}

static gboolean
check_header (Export *self)
{
  const char *refused_words;

  if (!header_is_complete (&self->header) && !look_ahead (self))
    return FALSE;

  refused_words = get_refused_words (&self->header);
  if (refused_words) {
    g_set_error (&self->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_REFUSED,
                 N_ ("This is %s; only channels of servers can be imported"), refused_words);
    return FALSE;
  }
  if (!xa_discord_is_id (xa_span (self->header.guild_id)) || !xa_discord_is_id (xa_span (self->header.channel_id))) {
    g_set_error_literal (&self->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                         N_ ("The export does not say which channel of which server it is of"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
declare_audiences (Export *self)
{
  Header           *header = &self->header;
  XaDiscordChannel *channel = &self->channel;
  XaDiscordNativeId native_id;
  XaAudienceRecord  server = {
     .platform = XA_PLATFORM_DISCORD,
     .native_id = xa_span (header->guild_id),
     .kind = XA_AUDIENCE_SERVER,
     .title = xa_span (header->guild_name),
     .members_reported = XA_COUNT_UNKNOWN,
  };
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_DISCORD,
    .kind = XA_AUDIENCE_CHANNEL,
    .title = xa_span (header->channel_name ? header->channel_name : self->options->audience_name),
    .parent_native_id = server.native_id,
    .members_reported = XA_COUNT_UNKNOWN,
  };

  channel->guild_id = xa_span (header->guild_id);
  channel->channel_id = xa_span (header->channel_id);
  channel->seen_us = header->exported_us != XA_TIME_UNKNOWN ? header->exported_us : self->options->mtime_us;
  xa_discord_channel_id_format (&native_id, channel->guild_id, channel->channel_id);
  record.native_id = xa_span (native_id.text);

  return xa_sink_audience (self->sink, &server, &channel->server, &self->error) &&
         xa_sink_audience (self->sink, &record, &channel->channel, &self->error);
}

static gboolean
read_message_cb (yyjson_val *message,
                 gpointer    data,
                 GError    **error)
{
  return xa_discord_message_read (data, message, error);
}

static XaJsonStatus
read_messages (Export *self)
{
  if (!check_header (self) || !declare_audiences (self))
    return XA_JSON_FAILED;

  self->has_messages = TRUE;

  return xa_json_elements_read (self->stream, self->parser, self->sink, self->resume_offset,
                                read_message_cb, &self->channel, &self->error);
}

/* --- the file -------------------------------------------------------------------------------- */

static XaJsonStatus
read_root (Export *self)
{
  XaJsonStatus status;
  XaSpan       key;

  if (xa_json_stream_peek (self->stream) == XA_JSON_TYPE_ARRAY)
    return XA_JSON_MALFORMED;
  status = xa_json_stream_enter (self->stream);
  if (xa_json_status_is_final (status))
    return status;

  while ((status = xa_json_stream_next (self->stream, &key)) == XA_JSON_ITEM) {
    if (xa_span_equal (key, "messages"))
      status = read_messages (self);
    else if (xa_span_equal (key, "messageCount"))
      self->has_count = TRUE;
    else
      status = take_header (&self->header, key, self->stream, self->parser);
    if (xa_json_status_is_final (status))
      break;
  }

  return status;
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
  if (!self->has_messages) {
    g_set_error_literal (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                         status == XA_JSON_TRUNCATED ? N_ ("The file ends before the first message") : N_ ("There are no messages in this file"));
    return FALSE;
  }

  result->truncated = !self->has_count || xa_json_status_is_final (status);
  if (status == XA_JSON_MALFORMED)
    g_strlcpy (result->notice, N_ ("the file is damaged: what stands before the damage was read"), sizeof result->notice);

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
    .header = { .exported_us = XA_TIME_UNKNOWN },
    .channel = { .sink = sink },
    .resume_offset = xa_import_source_get_resume_offset (source),
  };
  gboolean ok = conclude (&self, read_root (&self), result, error);

  header_clear (&self.header);
  xa_json_parser_free (self.parser);
  xa_json_stream_free (self.stream);
  g_clear_error (&self.error);

  return ok;
}

/* --- recognising ----------------------------------------------------------------------------- */

static gboolean
recognize (const XaImportProbe *probe)
{
  g_autoptr (XaJsonStream) stream = NULL;
  gboolean has_guild = FALSE, has_channel = FALSE;
  XaSpan   key;

  if (probe->is_archive)
    return FALSE;

  stream = xa_json_stream_new_for_data (probe->data, probe->size);
  if (xa_json_stream_peek (stream) != XA_JSON_TYPE_OBJECT)
    return FALSE;

  xa_json_stream_enter (stream);
  while (!(has_guild && has_channel) && xa_json_stream_next (stream, &key) == XA_JSON_ITEM) {
    gboolean is_object = xa_json_stream_peek (stream) == XA_JSON_TYPE_OBJECT;

    has_guild |= is_object && xa_span_equal (key, "guild");
    has_channel |= is_object && xa_span_equal (key, "channel");
  }

  return has_guild && has_channel;
}

const XaImporter xa_discord_export = {
  .id = "discord",
  .name = "DiscordChatExporter (JSON)",
  .recognize = recognize,
  .parse = parse,
};
