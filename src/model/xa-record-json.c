#include "model/xa-record-json.h"

#include "model/xa-time.h"

#include <math.h>

#define FLUSH_SIZE (64 * 1024)
#define FORMAT_VERSION 1

struct _XaRecordWriter {
  GOutputStream *stream;      /* (owned) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GString       *text;        /* (owned): whole lines and the one at hand */
};

/**
 * xa_record_writer_new:
 * @stream: where the lines go; not closed
 * @cancellable: (nullable): makes writing fail once it is cancelled
 *
 * Returns: (transfer full): a writer; flush it before it is freed
 */
XaRecordWriter *
xa_record_writer_new (GOutputStream *stream,
                      GCancellable  *cancellable)
{
  XaRecordWriter *self = g_new0 (XaRecordWriter, 1);

  self->stream = g_object_ref (stream);
  self->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  self->text = g_string_sized_new (FLUSH_SIZE * 2);

  return self;
}

void
xa_record_writer_free (XaRecordWriter *self)
{
  g_object_unref (self->stream);
  g_clear_object (&self->cancellable);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * xa_record_writer_flush:
 *
 * Hands everything over to the stream.
 *
 * Returns: FALSE with the error of the stream
 */
gboolean
xa_record_writer_flush (XaRecordWriter *self,
                        GError        **error)
{
  gboolean ok = g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, self->cancellable, error);

  g_string_truncate (self->text, 0);

  return ok;
}

/* --- parts of a line --------------------------------------------------------------------------- */

static void
append_string (GString *line,
               XaSpan   text)
{
  g_string_append_c (line, '"');
  for (gsize i = 0; i < text.len; i++) {
    char c = text.str[i];

    if (c == '"' || c == '\\')
      g_string_append_printf (line, "\\%c", c);
    else if (c == '\n')
      g_string_append (line, "\\n");
    else if ((guchar) c < 0x20 || c == 0x7f)
      g_string_append_printf (line, "\\u%04x", c);
    else
      g_string_append_c (line, c);
  }
  g_string_append_c (line, '"');
}

static void
append_key (GString    *line,
            const char *key)
{
  g_string_append_printf (line, ",\"%s\":", key);
}

static void
append_text (GString    *line,
             const char *key,
             XaSpan      text)
{
  if (!text.str)
    return;
  append_key (line, key);
  append_string (line, text);
}

static void
append_time (GString    *line,
             const char *key,
             gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  append_text (line, key, xa_span (text));
}

static void
append_suppressed (GString    *line,
                   const char *key)
{
  append_key (line, key);
  g_string_append_printf (line, "{\"suppressed\":\"fewer than %d\"}", XA_RECORD_MIN_PEOPLE);
}

static void
append_count (GString    *line,
              const char *key,
              gint64      count)
{
  if (count == XA_COUNT_UNKNOWN)
    return;
  if (count == XA_COUNT_SUPPRESSED) {
    append_suppressed (line, key);
    return;
  }
  append_key (line, key);
  g_string_append_printf (line, "%" G_GINT64_FORMAT, count);
}

static void
append_number (GString    *line,
               const char *key,
               double      number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  append_key (line, key);
  g_string_append (line, g_ascii_dtostr (text, sizeof text, number));
}

static void
append_flag (GString    *line,
             const char *key,
             gboolean    flag)
{
  if (!flag)
    return;
  append_key (line, key);
  g_string_append (line, "true");
}

static GString *
begin (XaRecordWriter *self,
       const char     *type,
       const char     *ref)
{
  g_string_append_printf (self->text, "{\"t\":\"%s\"", type);
  append_text (self->text, "audience", xa_span (ref));

  return self->text;
}

static gboolean
end (XaRecordWriter *self,
     GError        **error)
{
  g_string_append (self->text, "}\n");

  return self->text->len < FLUSH_SIZE || xa_record_writer_flush (self, error);
}

/* --- lines -------------------------------------------------------------------------------------- */

/**
 * xa_record_writer_header:
 * @created_us: when the file is written
 *
 * Writes the first line, which says that there are no people in the file.
 */
gboolean
xa_record_writer_header (XaRecordWriter *self,
                         gint64          created_us,
                         GError        **error)
{
  GString *line = begin (self, "header", NULL);

  append_text (line, "format", xa_span ("xaudience"));
  append_count (line, "version", FORMAT_VERSION);
  append_time (line, "created", created_us);
  append_text (line, "ids", xa_span ("none"));

  return end (self, error);
}

/**
 * xa_record_writer_audience:
 * @ref: what later lines name it by
 * @role: what it is to the user
 *
 * Writes an audience.
 */
gboolean
xa_record_writer_audience (XaRecordWriter         *self,
                           const char             *ref,
                           const XaAudienceRecord *record,
                           XaRole                  role,
                           GError                **error)
{
  GString *line = begin (self, "audience", NULL);

  append_text (line, "ref", xa_span (ref));
  append_text (line, "platform", xa_span (xa_platform_id (record->platform)));
  append_text (line, "id", record->native_id);
  append_text (line, "kind", xa_span (xa_audience_kind_id (record->kind)));
  append_text (line, "role", xa_span (xa_role_id (role)));
  append_text (line, "title", record->title);
  append_text (line, "handle", record->handle);
  append_text (line, "url", record->url);
  append_text (line, "parent", record->parent_native_id);
  append_count (line, "members", record->members_reported);
  append_flag (line, "simulated", record->simulated);

  return end (self, error);
}

/**
 * xa_record_writer_snapshot:
 * @fetched: how many people were listed, or XA_COUNT_SUPPRESSED
 *
 * Writes that a list was taken, not who is in it.
 */
gboolean
xa_record_writer_snapshot (XaRecordWriter         *self,
                           const char             *ref,
                           const XaSnapshotRecord *record,
                           gint64                  fetched,
                           GError                **error)
{
  GString *line = begin (self, "snapshot", ref);

  append_time (line, "at", record->at_us);
  append_text (line, "coverage", xa_span (xa_coverage_id (record->coverage)));
  if (record->first_n != 0)
    append_count (line, "n", record->first_n);
  append_count (line, "reported", record->reported);
  append_count (line, "fetched", fetched);
  append_count (line, "granularity", XA_RECORD_MIN_PEOPLE);

  return end (self, error);
}

static void
append_fields (GString            *line,
               const XaPostRecord *record)
{
  if (record->n_fields == 0)
    return;

  append_key (line, "fields");
  for (gsize i = 0; i < record->n_fields; i++) {
    g_string_append_c (line, i ? ',' : '{');
    append_string (line, record->fields[i].key);
    g_string_append_c (line, ':');
    append_string (line, record->fields[i].value);
  }
  g_string_append_c (line, '}');
}

/**
 * xa_record_writer_post:
 * @record: a post of the audience itself; its author is not written
 *
 * Writes a post.
 */
gboolean
xa_record_writer_post (XaRecordWriter     *self,
                       const char         *ref,
                       const XaPostRecord *record,
                       GError            **error)
{
  GString *line = begin (self, "post", ref);

  append_text (line, "id", record->native_id);
  append_time (line, "at", record->at_us);
  append_flag (line, "own", record->author_kind == XA_AUTHOR_OWN);
  append_text (line, "lang", record->lang);
  append_text (line, "text", record->text);
  append_count (line, "reactions", record->reactions);
  append_count (line, "comments", record->comments);
  append_count (line, "shares", record->shares);
  append_count (line, "views", record->views);
  append_time (line, "seen", record->seen_us);
  append_flag (line, "media", record->has_media);
  if (!isnan (record->rating))
    append_number (line, "rating", record->rating);
  append_text (line, "product", record->product);
  append_fields (line, record);

  return end (self, error);
}

/**
 * xa_record_writer_sample:
 * @record: a sample; a value of NAN is one that must not leave
 *
 * Writes a value of a metric.
 */
gboolean
xa_record_writer_sample (XaRecordWriter       *self,
                         const char           *ref,
                         const XaSampleRecord *record,
                         GError              **error)
{
  GString *line = begin (self, "sample", ref);

  append_text (line, "metric", xa_span (xa_metric_id (record->metric)));
  append_time (line, "at", record->at_us);
  if (isnan (record->value))
    append_suppressed (line, "value");
  else
    append_number (line, "value", record->value);
  if (record->granularity > 0)
    append_number (line, "granularity", record->granularity);

  return end (self, error);
}

/**
 * xa_record_writer_day:
 *
 * Writes how much was done on a day, and by how many.
 */
gboolean
xa_record_writer_day (XaRecordWriter    *self,
                      const char        *ref,
                      const XaDayRecord *record,
                      GError           **error)
{
  GString *line = begin (self, "day", ref);

  append_text (line, "kind", xa_span (record->kind));
  append_time (line, "at", record->at_us);
  append_count (line, "n", record->n);
  append_count (line, "people", record->people);
  append_count (line, "granularity", XA_RECORD_MIN_PEOPLE);

  return end (self, error);
}
