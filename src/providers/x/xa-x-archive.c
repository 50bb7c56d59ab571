#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/json/xa-json-stream.h"
#include "providers/json/xa-json-value.h"
#include "providers/x/xa-x-parts.h"

#include <math.h>
#include <string.h>

#define MAX_TAGS 64

typedef struct {
  XaJsonParser          *parser;  /* (not owned) */
  XaSink                *sink;    /* (not owned) */
  const XaImportOptions *options; /* (not owned) */
  XaImportResult        *result;  /* (not owned) */
  const char            *path;    /* (not owned) */
  guint64                resume;
  char                  *account_id; /* (owned) (nullable) */
  char                  *username;   /* (owned) (nullable) */
  GString               *text;       /* (owned): of the post at hand, unescaped */
  XaAudienceRef          audience;
  gboolean               has_audience;
  gboolean               has_list;
  gboolean               replaying;    /* before @resume: only for context */
  gboolean               has_messages; /* private messages were among the parts */
} Parse;

static void
parse_clear (Parse *self)
{
  g_free (self->account_id);
  g_free (self->username);
  if (self->text)
    g_string_free (self->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

static gboolean
reject (Parse   *self,
        XaReject reason)
{
  if (!self->replaying)
    xa_sink_reject (self->sink, reason, 1);

  return TRUE;
}

typedef gboolean (*TakeElement) (Parse      *self,
                                 yyjson_val *element,
                                 GError    **error);

/* Newer archives wrap each element in an object that says what it is. */
static yyjson_val *
unwrap (yyjson_val *element,
        const char *name)
{
  yyjson_val *inner = yyjson_obj_get (element, name);

  return yyjson_is_obj (inner) ? inner : element;
}

/* --- the account ------------------------------------------------------------------------------ */

static gboolean
take_account (Parse      *self,
              yyjson_val *element,
              GError    **error)
{
  yyjson_val *account = unwrap (element, "account");
  XaSpan      id = xa_json_get_token (account, "accountId");

  if (id.len == 0)
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (!self->account_id) {
    self->account_id = xa_span_dup (id);
    self->username = xa_span_dup (xa_json_get_string (account, "username"));
  }

  return TRUE;
}

/* The audience is the account whose archive it is; a file of the archive alone does not name it,
 * and what the user calls it then leaves the title be that the whole archive may have given. */
static gboolean
enter_audience (Parse   *self,
                GError **error)
{
  const char      *name = self->options->audience_name;
  XaAudienceRecord record = {
    .platform = XA_PLATFORM_X,
    .native_id = xa_span (self->account_id ? self->account_id : name),
    .kind = XA_AUDIENCE_ACCOUNT,
    .title = xa_span (self->account_id && name ? name : self->username),
    .handle = xa_span (self->username),
    .members_reported = XA_COUNT_UNKNOWN,
  };

  if (self->has_audience)
    return TRUE;
  if (!record.native_id.str) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_NEEDS_OPTION,
                 N_ ("“%s” does not say whose followers or posts it holds; import the whole archive, or say it with --audience"), self->path);
    return FALSE;
  }
  self->has_audience = TRUE;

  return xa_sink_audience (self->sink, &record, &self->audience, error);
}

/* --- followers -------------------------------------------------------------------------------- */

static gboolean
open_list (Parse   *self,
           GError **error)
{
  XaSnapshotRecord snapshot = {
    .at_us = self->options->at_us,
    .coverage = self->options->coverage ? self->options->coverage : XA_COVERAGE_COMPLETE,
    .first_n = self->options->first_n,
    .reported = XA_COUNT_UNKNOWN,
  };

  if (self->has_list)
    return TRUE;
  self->has_list = TRUE;

  return xa_sink_snapshot (self->sink, self->audience, &snapshot, error);
}

static gboolean
take_follower (Parse      *self,
               yyjson_val *element,
               GError    **error)
{
  XaMemberRecord member = {
    .person = { .id = xa_json_get_token (unwrap (element, "follower"), "accountId") },
    .joined_us = XA_TIME_UNKNOWN,
    .left_us = XA_TIME_UNKNOWN,
  };

  if (member.person.id.len == 0)
    return reject (self, XA_REJECT_EMPTY_ID);

  return xa_sink_member (self->sink, self->audience, &member, error);
}

/* --- posts ------------------------------------------------------------------------------------ */

static int
parse_digits (const char *text,
              gsize       n)
{
  int value = 0;

  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    value = value * 10 + (text[i] - '0');
  }

  return value;
}

/* "Wed Oct 10 20:19:24 +0000 2018", whatever language the desktop speaks. */
static gint64
parse_created_at (XaSpan text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char       *at = text.str;
  int               month = 1, day, hour, minute, second, year, offset;
  g_autofree char  *iso = NULL;

  if (text.len != 30 || at[3] != ' ' || at[7] != ' ' || at[10] != ' ' || at[13] != ':' || at[16] != ':' || at[19] != ' ' || at[25] != ' ')
    return xa_time_parse (text);

  while (month <= 12 && memcmp (months + 3 * (month - 1), at + 4, 3) != 0)
    month++;
  day = parse_digits (at + 8, 2);
  hour = parse_digits (at + 11, 2);
  minute = parse_digits (at + 14, 2);
  second = parse_digits (at + 17, 2);
  offset = parse_digits (at + 21, 4);
  year = parse_digits (at + 26, 4);
  if (month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0 || offset < 0 || year < 1 || (at[20] != '+' && at[20] != '-'))
    return XA_TIME_UNKNOWN;
  iso = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day, hour, minute, second, at[20], offset / 100, offset % 100);

  return xa_time_parse (xa_span (iso));
}

/* Posts are written with three characters escaped as in HTML. */
static XaSpan
unescape (Parse *self,
          XaSpan text)
{
  static const struct {
    const char *escaped;
    char        plain;
  } entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };

  if (!text.str || !memchr (text.str, '&', text.len))
    return text;

  g_string_truncate (self->text, 0);
  while (text.len) {
    gsize i = 0;

    while (i < G_N_ELEMENTS (entities) && !(text.len >= strlen (entities[i].escaped) && memcmp (text.str, entities[i].escaped, strlen (entities[i].escaped)) == 0))
      i++;
    if (i < G_N_ELEMENTS (entities)) {
      g_string_append_c (self->text, entities[i].plain);
      text = (XaSpan) { text.str + strlen (entities[i].escaped), text.len - strlen (entities[i].escaped) };
    } else {
      g_string_append_c (self->text, *text.str);
      text = (XaSpan) { text.str + 1, text.len - 1 };
    }
  }

  return (XaSpan) { self->text->str, self->text->len };
}

static gsize
get_tags (yyjson_val *entities,
          XaSpan      tags[MAX_TAGS])
{
  yyjson_val *tag;
  gsize       n = 0;

  xa_json_array_foreach (yyjson_obj_get (entities, "hashtags"), iter, tag)
  {
    XaSpan text = xa_json_get_string (tag, "text");

    if (text.len && n < MAX_TAGS)
      tags[n++] = text;
  }

  return n;
}

static gboolean
has_media (yyjson_val *tweet)
{
  return yyjson_arr_size (yyjson_obj_get (yyjson_obj_get (tweet, "entities"), "media")) > 0 ||
         yyjson_arr_size (yyjson_obj_get (yyjson_obj_get (tweet, "extended_entities"), "media")) > 0;
}

/* Of the accounts that a post names; whether one is an audience or a person is not known here,
 * so that it is kept only if it is an audience of the workspace. A post that was passed on names
 * its origin first. */
static gboolean
put_links (Parse      *self,
           yyjson_val *tweet,
           gboolean    is_repost,
           gint64      at_us,
           GError    **error)
{
  yyjson_val *mention;
  XaLinkKind  kind = is_repost ? XA_LINK_FORWARD : XA_LINK_MENTION;

  xa_json_array_foreach (yyjson_obj_get (yyjson_obj_get (tweet, "entities"), "user_mentions"), iter, mention)
  {
    XaLinkRecord link = { .kind = kind, .target_native_id = xa_json_get_token (mention, "id_str"), .at_us = at_us };

    if (!link.target_native_id.len)
      link.target_handle = xa_json_get_string (mention, "screen_name");
    kind = XA_LINK_MENTION;
    if ((link.target_native_id.len || link.target_handle.len) && !xa_sink_link (self->sink, self->audience, &link, error))
      return FALSE;
    if (is_repost)
      break;
  }

  return TRUE;
}

/* A reply goes to a post of this audience only if it goes to the account itself; the post of
 * another person is none of ours. */
static XaSpan
get_reply_to (Parse      *self,
              yyjson_val *tweet)
{
  XaSpan user = xa_json_get_token (tweet, "in_reply_to_user_id_str");

  return self->account_id && xa_span_equal (user, self->account_id) ? xa_json_get_token (tweet, "in_reply_to_status_id_str") : XA_SPAN_NONE;
}

static gboolean
take_tweet (Parse      *self,
            yyjson_val *element,
            GError    **error)
{
  yyjson_val  *tweet = unwrap (element, "tweet");
  yyjson_val  *entities = yyjson_obj_get (tweet, "entities");
  XaSpan       text = xa_json_get_string (tweet, "full_text");
  XaSpan       id = xa_json_get_token (tweet, "id_str");
  gboolean     is_repost;
  XaSpan       tags[MAX_TAGS];
  XaPostRecord post = {
    .native_id = id.len ? id : xa_json_get_token (tweet, "id"),
    .at_us = parse_created_at (xa_json_get_string (tweet, "created_at")),
    .author_kind = XA_AUTHOR_OWN,
    .lang = xa_json_get_string (tweet, "lang"),
    .reply_to = get_reply_to (self, tweet),
    .tags = tags,
    .reactions = XA_COUNT_UNKNOWN,
    .comments = XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = self->options->mtime_us,
    .has_media = has_media (tweet),
    .rating = (double) NAN,
  };

  if (post.native_id.len == 0 || post.at_us == XA_TIME_UNKNOWN)
    return reject (self, post.native_id.len ? XA_REJECT_BAD_TIME : XA_REJECT_MALFORMED_RECORD);

  if (!text.str)
    text = xa_json_get_string (tweet, "text");
  /* What was passed on is another account's text, with that account's counters. */
  is_repost = text.len > 4 && memcmp (text.str, "RT @", 4) == 0;
  if (!is_repost) {
    post.text = unescape (self, text);
    post.n_tags = get_tags (entities, tags);
    post.reactions = xa_json_count (yyjson_obj_get (tweet, "favorite_count"));
    post.shares = xa_json_count (yyjson_obj_get (tweet, "retweet_count"));
  }

  return xa_sink_post (self->sink, self->audience, &post, error) && put_links (self, tweet, is_repost, post.at_us, error);
}

/* --- parts ------------------------------------------------------------------------------------ */

static gboolean
take_element (Parse               *self,
              const XaJsonElement *element,
              TakeElement          take,
              GError             **error)
{
  yyjson_val   *value;
  XaJsonOutcome outcome = xa_json_parser_read (self->parser, element->data, element->size, &value);

  if (outcome == XA_JSON_PARSED_REPLACED)
    reject (self, XA_REJECT_ENCODING);
  if (!yyjson_is_obj (value))
    return reject (self, outcome == XA_JSON_OVERSIZED ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_RECORD);

  return take (self, value, error);
}

/* Elements before the resume offset are stepped over, but for the account, which is context. */
static gboolean
take_array (Parse        *self,
            XaJsonStream *stream,
            guint64       offset,
            TakeElement   take,
            XaJsonStatus *status,
            GError      **error)
{
  XaSpan key;

  *status = xa_json_stream_enter (stream);
  if (xa_json_status_is_final (*status))
    return TRUE;

  while ((*status = xa_json_stream_next (stream, &key)) == XA_JSON_ITEM) {
    XaJsonElement element;
    *status = xa_json_stream_take (stream, &element);
    if (xa_json_status_is_final (*status))
      return TRUE;
    self->replaying = offset + element.end <= self->resume;
    if (self->replaying && take != take_account)
      continue;
    if (*status != XA_JSON_ITEM)
      reject (self, *status == XA_JSON_TOO_LARGE ? XA_REJECT_TOO_LARGE : XA_REJECT_MALFORMED_RECORD);
    else if (!take_element (self, &element, take, error))
      return FALSE;
    if (!self->replaying && !xa_sink_checkpoint (self->sink, offset + element.end, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
take_part (Parse      *self,
           XaXParts   *parts,
           TakeElement take,
           GError    **error)
{
  g_autoptr (XaJsonStream) stream = xa_json_stream_new_full (xa_x_parts_read, parts, XA_JSON_BUFFER_SIZE, XA_JSON_MAX_ELEMENT);
  XaJsonStatus status;

  if (take != take_account && !enter_audience (self, error))
    return FALSE;
  if (take == take_follower && !open_list (self, error))
    return FALSE;
  if (!take_array (self, stream, xa_x_parts_get_offset (parts), take, &status, error))
    return FALSE;

  if (status == XA_JSON_FAILED) {
    g_propagate_error (error, xa_json_stream_steal_error (stream));
    return FALSE;
  }
  /* Other parts may be whole; but a list that breaks off is not complete. */
  if (xa_json_status_is_final (status))
    self->result->truncated = TRUE;

  return TRUE;
}

/* Returns: what to do with the elements of a part, or NULL for a part that is not read */
static TakeElement
choose_taker (Parse      *self,
              const char *name)
{
  if (strcmp (name, "account") == 0)
    return take_account;
  if (strcmp (name, "follower") == 0)
    return take_follower;
  if (strcmp (name, "tweets") == 0 || strcmp (name, "tweet") == 0)
    return take_tweet;
  if (g_str_has_prefix (name, "direct_message"))
    self->has_messages = TRUE;

  return NULL;
}

static gboolean
parse (XaImportSource        *source,
       const XaImportOptions *options,
       XaSink                *sink,
       XaImportResult        *result,
       GError               **error)
{
  g_autoptr (XaXParts) parts = xa_x_parts_new (source);
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  g_auto (Parse) self = {
    .parser = parser,
    .sink = sink,
    .options = options,
    .result = result,
    .path = xa_import_source_get_path (source),
    .resume = xa_import_source_get_resume_offset (source),
    .text = g_string_new (NULL),
  };
  char           name[XA_X_PART_NAME_SIZE];
  XaXPartsStatus status;

  while ((status = xa_x_parts_next (parts, name, error)) == XA_X_PART) {
    TakeElement take = choose_taker (&self, name);

    if (take && !take_part (&self, parts, take, error))
      return FALSE;
  }
  if (status == XA_X_PARTS_FAILED)
    return FALSE;

  result->truncated |= xa_import_source_is_damaged (source);
  if (self.has_audience)
    return TRUE;
  if (self.account_id)
    return enter_audience (&self, error);

  if (self.has_messages)
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_REFUSED, N_ ("“%s” holds private messages, which are never read"), self.path);
  else
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                 N_ ("“%s” has nothing in it that can be imported: of an X archive these are account.js, follower.js and tweets.js"), self.path);

  return FALSE;
}

/* An archive is opened only for entries of this format. */
static gboolean
recognize (const XaImportProbe *probe)
{
  static const char prefix[] = "window.YTD.";
  gsize             at = 0;

  while (at < probe->size && (probe->data[at] == '\n' || probe->data[at] == '\r'))
    at++;

  return probe->is_archive || (probe->size - at >= strlen (prefix) && memcmp (probe->data + at, prefix, strlen (prefix)) == 0);
}

const XaImporter xa_x_archive = {
  .id = "x",
  .name = "X archive",
  .recognize = recognize,
  .parse = parse,
};
