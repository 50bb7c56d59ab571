#include "model/xa-time.h"
#include "model/xa-language.h"
#include "providers/json/xa-json-value.h"
#include "providers/jsonl/xa-line-reader.h"

#include <math.h>
#include <string.h>

#define FORMAT_VERSION 1

/* More hashtags or fields than this are not metadata of a post. */
#define MAX_TAGS 64
#define MAX_FIELDS 64

/* Numbers of people who came or went at one time. */
typedef struct {
  gint64  at_us;
  guint64 n;
} EqualEvents;

/* An audience of the file and how far its member list has come. */
typedef struct {
  XaAudienceRef    ref;
  XaSnapshotRecord snapshot;     /* the one that its members belong to */
  gboolean         has_snapshot; /* a snapshot line was read */
  gboolean         has_members;  /* and a member after it: no other list may follow */
  gboolean         is_open;      /* the sink was told */
  gboolean         is_closed;    /* a further snapshot line was read: later members are not taken */
  EqualEvents      events[2];    /* the latest without an id, by kind */
} Audience;

typedef struct {
  XaJsonParser          *parser;         /* (not owned) */
  XaSink                *sink;           /* (not owned) */
  const XaImportOptions *options;        /* (not owned) */
  XaImportResult        *result;         /* (not owned) */
  const char            *path;           /* (not owned) */
  GHashTable            *refs;           /* (owned) (element-type utf8 Audience): by the name in the file */
  gboolean               has_persons;    /* the header says that ids of people are in the file */
  gboolean               has_pseudonyms; /* and that they are pseudonyms of the workspace's key */
  gboolean               replaying;      /* before the resume offset: only for context */
} Parse;

static void
parse_clear (Parse *self)
{
  g_clear_pointer (&self->refs, g_hash_table_unref);
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

/* --- values ---------------------------------------------------------------------------------- */

static gboolean
get_flag (yyjson_val *line,
          const char *name)
{
  return yyjson_is_true (yyjson_obj_get (line, name));
}

/* A time that may be left out; one that is there and cannot be read is counted. */
static gint64
get_time (Parse      *self,
          yyjson_val *line,
          const char *name)
{
  yyjson_val *value = yyjson_obj_get (line, name);
  gint64      time_us = value && !yyjson_is_null (value) ? xa_json_time (value) : XA_TIME_UNKNOWN;

  if (value && !yyjson_is_null (value) && time_us == XA_TIME_UNKNOWN)
    reject (self, XA_REJECT_BAD_TIME);

  return time_us;
}

static gboolean
get_double (yyjson_val *line,
            const char *name,
            double     *number)
{
  XaSpan text = xa_json_get_token (line, name);
  char  *end;

  if (!text.len || g_ascii_isspace (*text.str))
    return FALSE;

  *number = g_ascii_strtod (text.str, &end);

  return end == text.str + text.len && isfinite (*number);
}

static gint64
get_count (yyjson_val *line,
           const char *name)
{
  return xa_json_count (yyjson_obj_get (line, name));
}

/* Returns: whether the line names a person: by id in @name, or by handle in @name "_handle" */
static gboolean
get_person (Parse      *self,
            yyjson_val *line,
            const char *name,
            const char *handle_name,
            XaPerson   *person)
{
  XaSpan id = xa_json_get_token (line, name);

  *person = (XaPerson) { .id = id, .is_pseudonym = self->has_pseudonyms };
  if (!id.len)
    *person = (XaPerson) { xa_json_get_string (line, handle_name), TRUE, self->has_pseudonyms };

  return person->id.len > 0;
}

/* Returns: (nullable): the audience that the line belongs to, which must have come before */
static Audience *
get_audience (Parse      *self,
              yyjson_val *line)
{
  g_autofree char *ref = xa_span_dup (xa_json_get_token (line, "audience"));

  return ref ? g_hash_table_lookup (self->refs, ref) : NULL;
}

/* --- lines ----------------------------------------------------------------------------------- */

static gboolean
is_header (yyjson_val *line)
{
  return xa_span_equal (xa_json_get_string (line, "t"), "header") &&
         xa_span_equal (xa_json_get_string (line, "format"), "xaudience");
}

/* Whether pseudonyms under this key id are those of the workspace. */
static gboolean
is_own_key (Parse *self,
            XaSpan key_id)
{
  const char *own = self->options->key_id;

  return own && key_id.len == strlen (own) && g_ascii_strncasecmp (key_id.str, own, key_id.len) == 0;
}

/* Files that were put together have several headers. */
static gboolean
take_header (Parse      *self,
             yyjson_val *line,
             GError    **error)
{
  gint64 version;
  XaSpan ids = xa_json_get_string (line, "ids");

  if (!is_header (line) || !xa_json_int64 (yyjson_obj_get (line, "version"), &version)) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                 N_ ("“%s” does not begin with a header line ({\"t\":\"header\",\"format\":\"xaudience\",\"version\":1,...})"), self->path);
    return FALSE;
  }
  if (version != FORMAT_VERSION) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT,
                 N_ ("“%s” is of version %lld of the format; this program reads version %d"), self->path, (long long) version, FORMAT_VERSION);
    return FALSE;
  }

  self->has_pseudonyms = xa_span_equal (ids, "pseudonym");
  self->has_persons = !ids.str || self->has_pseudonyms || xa_span_equal (ids, "raw");
  if (self->has_pseudonyms && !is_own_key (self, xa_json_get_string (line, "key_id"))) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_KEY_MISMATCH,
                 N_ ("“%s” holds pseudonyms that were not made with the key of this workspace, so that they match nobody in it; import the file that holds the ids"),
                 self->path);
    return FALSE;
  }

  return TRUE;
}

static gboolean
take_audience (Parse      *self,
               yyjson_val *line,
               GError    **error)
{
  XaSpan           ref = xa_json_get_token (line, "ref");
  g_autofree char *platform = xa_span_dup (xa_json_get_string (line, "platform"));
  XaAudienceRecord record = {
    .platform = self->options->platform,
    .native_id = xa_json_get_token (line, "id"),
    .kind = XA_AUDIENCE_GROUP,
    .title = xa_json_get_string (line, "title"),
    .handle = xa_json_get_string (line, "handle"),
    .url = xa_json_get_string (line, "url"),
    .parent_native_id = xa_json_get_token (line, "parent"),
    .members_reported = get_count (line, "members"),
    .simulated = get_flag (line, "simulated"),
  };
  Audience *audience;

  if (!ref.len || !record.native_id.len || (platform && !xa_platform_parse (platform, &record.platform)) || record.platform == 0)
    return reject (self, XA_REJECT_MALFORMED_RECORD);

  xa_audience_kind_parse (xa_json_get_string (line, "kind"), &record.kind);
  if (!record.title.len)
    record.title = record.native_id;
  audience = g_new0 (Audience, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (audience->events); i++)
    audience->events[i].at_us = XA_TIME_UNKNOWN;
  g_hash_table_replace (self->refs, xa_span_dup (ref), audience);

  return xa_sink_audience (self->sink, &record, &audience->ref, error);
}

static gboolean
open_list (Parse    *self,
           Audience *audience,
           GError  **error)
{
  if (audience->is_open || self->replaying)
    return TRUE;
  audience->is_open = TRUE;

  return xa_sink_snapshot (self->sink, audience->ref, &audience->snapshot, error);
}

/* A snapshot without members is a size at a time. */
static gboolean
put_size (Parse                  *self,
          Audience               *audience,
          const XaSnapshotRecord *snapshot,
          GError                **error)
{
  XaSampleRecord sample = {
    .metric = XA_METRIC_MEMBERS,
    .at_us = snapshot->at_us,
    .value = (double) snapshot->reported,
  };

  return self->replaying || snapshot->reported == XA_COUNT_UNKNOWN ||
         xa_sink_sample (self->sink, audience->ref, &sample, error);
}

static gboolean
take_snapshot (Parse      *self,
               yyjson_val *line,
               GError    **error)
{
  Audience        *audience = get_audience (self, line);
  gint64           at_us = get_time (self, line, "at");
  gint64           first_n = get_count (line, "n");
  XaSnapshotRecord snapshot = {
    .at_us = at_us == XA_TIME_UNKNOWN ? self->options->at_us : at_us,
    .coverage = XA_COVERAGE_COMPLETE,
    .first_n = first_n == XA_COUNT_UNKNOWN ? 0 : first_n,
    .reported = get_count (line, "reported"),
  };

  if (!audience || !xa_coverage_parse (xa_json_get_string (line, "coverage"), &snapshot.coverage))
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (snapshot.coverage != XA_COVERAGE_FIRST_N)
    snapshot.first_n = 0;

  if (audience->has_members || snapshot.coverage == XA_COVERAGE_COUNT_ONLY) {
    audience->is_closed = audience->has_members;
  } else {
    audience->has_snapshot = TRUE;
    audience->snapshot = snapshot;
    /* Nobody in a whole list is a fact. */
    if (get_count (line, "fetched") == 0 && snapshot.coverage == XA_COVERAGE_COMPLETE && self->has_persons &&
        !open_list (self, audience, error))
      return FALSE;
  }

  return put_size (self, audience, &snapshot, error);
}

static gboolean
take_member (Parse      *self,
             yyjson_val *line,
             GError    **error)
{
  Audience      *audience = get_audience (self, line);
  XaMemberRecord member = { .is_bot = get_flag (line, "bot") };

  if (!audience || !audience->has_snapshot || audience->is_closed) {
    if (audience)
      g_strlcpy (self->result->notice,
                 audience->is_closed ? N_ ("only the first list of members of each audience was read; import later ones from files of their own")
                                     : N_ ("members that come before the snapshot they belong to were left out"),
                 sizeof self->result->notice);
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  }
  if (!self->has_persons)
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (!get_person (self, line, "id", "handle", &member.person))
    return reject (self, XA_REJECT_EMPTY_ID);

  audience->has_members = TRUE;
  member.joined_us = get_time (self, line, "joined");
  member.left_us = get_time (self, line, "left");
  if (self->replaying)
    return TRUE;

  return open_list (self, audience, error) && xa_sink_member (self->sink, audience->ref, &member, error);
}

static gsize
get_tags (yyjson_val *line,
          XaSpan      tags[MAX_TAGS])
{
  yyjson_val *tag;
  gsize       n = 0;

  xa_json_array_foreach (yyjson_obj_get (line, "tags"), iter, tag)
  {
    XaSpan text = xa_json_string (tag);

    if (text.len && text.str[0] == '#')
      text = (XaSpan) { text.str + 1, text.len - 1 };
    if (text.len && n < MAX_TAGS)
      tags[n++] = text;
  }

  return n;
}

/* Free metadata: text, numbers and truth values; what is nested is left out. */
static gsize
get_fields (Parse      *self,
            yyjson_val *line,
            XaField     fields[MAX_FIELDS])
{
  yyjson_obj_iter iter = yyjson_obj_iter_with (yyjson_obj_get (line, "fields"));
  yyjson_val     *key;
  gsize           n = 0;

  while ((key = yyjson_obj_iter_next (&iter))) {
    yyjson_val *value = yyjson_obj_iter_get_val (key);
    XaSpan      text = yyjson_is_bool (value) ? xa_span (yyjson_is_true (value) ? "true" : "false") : xa_json_token (value);

    if (!text.str || n == MAX_FIELDS) {
      if (!yyjson_is_null (value))
        reject (self, XA_REJECT_DROPPED_FIELD);
      continue;
    }
    fields[n++] = (XaField) { xa_json_string (key), text };
  }

  return n;
}

static void
get_author (Parse        *self,
            yyjson_val   *line,
            XaPostRecord *post)
{
  if (get_flag (line, "own"))
    post->author_kind = XA_AUTHOR_OWN;
  else if (get_flag (line, "bot"))
    post->author_kind = XA_AUTHOR_BOT;
  else if (self->has_persons && get_person (self, line, "author", "author_handle", &post->author))
    post->author_kind = XA_AUTHOR_MEMBER;
}

static gboolean
take_post (Parse      *self,
           yyjson_val *line,
           GError    **error)
{
  Audience    *audience = get_audience (self, line);
  XaSpan       tags[MAX_TAGS];
  XaField      fields[MAX_FIELDS];
  XaPostRecord post = {
    .native_id = xa_json_get_token (line, "id"),
    .at_us = xa_json_time (yyjson_obj_get (line, "at")),
    .text = xa_json_get_string (line, "text"),
    .lang = xa_json_get_string (line, "lang"),
    .reply_to = xa_json_get_token (line, "reply_to"),
    .tags = tags,
    .reactions = get_count (line, "reactions"),
    .comments = get_count (line, "comments"),
    .shares = get_count (line, "shares"),
    .views = get_count (line, "views"),
    .has_media = get_flag (line, "media"),
    .product = xa_json_get_string (line, "product"),
    .fields = fields,
  };

  if (self->replaying)
    return TRUE;
  if (!audience || !post.native_id.len)
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (post.at_us == XA_TIME_UNKNOWN)
    return reject (self, XA_REJECT_BAD_TIME);

  post.seen_us = get_time (self, line, "seen");
  if (post.seen_us == XA_TIME_UNKNOWN)
    post.seen_us = self->options->mtime_us;
  if (!get_double (line, "rating", &post.rating))
    post.rating = (double) NAN;
  post.n_tags = get_tags (line, tags);
  post.n_fields = get_fields (self, line, fields);
  get_author (self, line, &post);

  return xa_sink_post (self->sink, audience->ref, &post, error);
}

static gboolean
take_reaction (Parse      *self,
               yyjson_val *line,
               GError    **error)
{
  Audience        *audience = get_audience (self, line);
  XaReactionRecord reaction = {
    .post_native_id = xa_json_get_token (line, "post"),
    .reaction = xa_json_get_string (line, "kind"),
  };

  if (!audience || !self->has_persons)
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (!get_person (self, line, "member", "member_handle", &reaction.person))
    return reject (self, XA_REJECT_EMPTY_ID);

  reaction.at_us = get_time (self, line, "at");
  if (xa_span_equal (reaction.reaction, "like"))
    reaction.reaction = XA_SPAN_NONE;

  return self->replaying || xa_sink_reaction (self->sink, audience->ref, &reaction, error);
}

/* The id of an event that has none: its place among those of the same audience and kind that give
 * the same time, one directly after another. So a newer file that has all that was in an older one
 * counts each once. The file is read from its beginning whenever it is read: places never shift. */
static char *
make_event_id (Audience            *audience,
               const XaEventRecord *event)
{
  EqualEvents *equal = &audience->events[event->kind == XA_EVENT_JOIN];

  equal->n = equal->at_us == event->at_us ? equal->n + 1 : 0;
  equal->at_us = event->at_us;

  return g_strdup_printf ("%s at %" G_GINT64_FORMAT ", %" G_GUINT64_FORMAT, event->kind == XA_EVENT_JOIN ? "join" : "leave", event->at_us, equal->n);
}

static gboolean
take_event (Parse      *self,
            yyjson_val *line,
            GError    **error)
{
  Audience        *audience = get_audience (self, line);
  gint64           count = get_count (line, "count");
  g_autofree char *made_id = NULL;
  XaEventRecord    event = {
       .at_us = xa_json_time (yyjson_obj_get (line, "at")),
       .native_id = xa_json_get_token (line, "id"),
       .count = count == XA_COUNT_UNKNOWN ? 1 : count,
  };

  if (!audience || !xa_event_kind_parse (xa_json_get_string (line, "kind"), &event.kind))
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (event.at_us == XA_TIME_UNKNOWN)
    return reject (self, XA_REJECT_BAD_TIME);
  if (self->has_persons && get_person (self, line, "member", "member_handle", &event.person))
    event.count = 1;
  else
    event.person = (XaPerson) { .id = XA_SPAN_NONE };
  if (!event.person.id.len && !event.native_id.len)
    event.native_id = xa_span (made_id = make_event_id (audience, &event));

  return self->replaying || xa_sink_event (self->sink, audience->ref, &event, error);
}

static gboolean
take_sample (Parse      *self,
             yyjson_val *line,
             GError    **error)
{
  Audience      *audience = get_audience (self, line);
  XaSampleRecord sample = { .at_us = xa_json_time (yyjson_obj_get (line, "at")) };

  if (!audience || !xa_metric_parse (xa_json_get_string (line, "metric"), &sample.metric))
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (yyjson_obj_get (yyjson_obj_get (line, "value"), "suppressed"))
    return TRUE;
  if (!get_double (line, "value", &sample.value))
    return reject (self, XA_REJECT_MALFORMED_RECORD);
  if (sample.at_us == XA_TIME_UNKNOWN)
    return reject (self, XA_REJECT_BAD_TIME);
  if (!get_double (line, "granularity", &sample.granularity) || sample.granularity < 0)
    sample.granularity = 0;

  return self->replaying || xa_sink_sample (self->sink, audience->ref, &sample, error);
}

/* Sums over people who are not in the file: there is nothing to take in. */
static gboolean
pass_day (Parse      *self,
          yyjson_val *line,
          GError    **error)
{
  return TRUE;
}

static const struct {
  const char *type;
  gboolean (*take) (Parse      *self,
                    yyjson_val *line,
                    GError    **error);
} takers[] = {
  { "member", take_member },
  { "post", take_post },
  { "reaction", take_reaction },
  { "event", take_event },
  { "sample", take_sample },
  { "audience", take_audience },
  { "snapshot", take_snapshot },
  { "day", pass_day },
  { "header", take_header },
};

static gboolean
take_line (Parse       *self,
           XaSpan       text,
           XaLineStatus status,
           GError     **error)
{
  yyjson_val   *line;
  XaJsonOutcome outcome = xa_json_parser_read (self->parser, text.str, text.len, &line);
  XaSpan        type = xa_json_get_string (line, "t");

  if (outcome == XA_JSON_PARSED_REPLACED)
    reject (self, XA_REJECT_ENCODING);
  if (outcome == XA_JSON_OVERSIZED)
    return reject (self, XA_REJECT_TOO_LARGE);
  if (!line && status == XA_LINE_CUT) {
    self->result->truncated = TRUE;
    return TRUE;
  }
  if (!type.str)
    return reject (self, XA_REJECT_MALFORMED_RECORD);

  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    if (xa_span_equal (type, takers[i].type))
      return takers[i].take (self, line, error);

  return reject (self, XA_REJECT_UNKNOWN_TYPE);
}

/* --- the file -------------------------------------------------------------------------------- */

static gboolean
recognize (const XaImportProbe *probe)
{
  const char *data = (const char *) probe->data;
  const char *newline = memchr (data, '\n', probe->size);
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  yyjson_val *line;

  if (probe->is_archive)
    return FALSE;
  xa_json_parser_read (parser, data, newline ? (gsize) (newline - data) : probe->size, &line);

  return is_header (line);
}

static gboolean
parse (XaImportSource        *source,
       const XaImportOptions *options,
       XaSink                *sink,
       XaImportResult        *result,
       GError               **error)
{
  g_autoptr (XaLineReader) reader = xa_line_reader_new (source);
  g_autoptr (XaJsonParser) parser = xa_json_parser_new ();
  g_auto (Parse) self = {
    .parser = parser,
    .sink = sink,
    .options = options,
    .result = result,
    .path = xa_import_source_get_path (source),
    .refs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  guint64      resume = xa_import_source_get_resume_offset (source);
  XaSpan       text = XA_SPAN_NONE;
  XaLineStatus status = xa_line_reader_read (reader, &text, error);
  yyjson_val  *header;

  if (status == XA_LINE_FAILED)
    return FALSE;
  xa_json_parser_read (parser, text.str, text.len, &header);
  if (!take_header (&self, header, error))
    return FALSE;

  while ((status = xa_line_reader_read (reader, &text, error)) != XA_LINE_END) {
    guint64 offset = xa_line_reader_get_offset (reader);

    if (status == XA_LINE_FAILED)
      return FALSE;
    self.replaying = offset <= resume;
    if (status == XA_LINE_TOO_LONG)
      reject (&self, XA_REJECT_TOO_LARGE);
    else if (!take_line (&self, text, status, error))
      return FALSE;
    if (!self.replaying && !xa_sink_checkpoint (sink, offset, error))
      return FALSE;
  }

  return TRUE;
}

const XaImporter xa_uniform_jsonl = {
  .id = "jsonl",
  .name = "XAudience records (JSONL)",
  .recognize = recognize,
  .parse = parse,
};
