#include "recording-sink.h"

#include "model/xa-time.h"

#include <math.h>
#include <string.h>

struct _RecordingSink {
  XaSink      base;
  GPtrArray  *lines;       /* (owned) (element-type utf8) */
  GHashTable *titled;      /* (owned) (element-type utf8): names of audiences whose title was said */
  GPtrArray  *names;       /* (owned) (element-type utf8): of audiences, by reference */
  GArray     *checkpoints; /* (owned) (element-type RecordedCheckpoint) */
  guint64     rejects[XA_N_REJECTS];
  guint       cancel_after; /* or 0 */
  gboolean    wants_profiles;
};

/* --- lines ----------------------------------------------------------------------------------- */

static void
put_text (GString    *line,
          const char *key,
          XaSpan      text)
{
  g_autofree char *copy = xa_span_dup (text);
  g_autofree char *escaped = NULL;

  if (!copy)
    return;

  /* GLib stops at a NUL, which is a character like any other. */
  for (const char *at = text.str, *rest = at + text.len; !g_utf8_validate (at, rest - at, &at); at++)
    g_assert_cmpint (*at, ==, '\0');
  escaped = g_strescape (copy, NULL);
  g_string_append_printf (line, " %s=\"%s\"", key, escaped);
}

static void
put_time (GString    *line,
          const char *key,
          gint64      time_us)
{
  g_autofree char *text = time_us == XA_TIME_UNKNOWN ? NULL : xa_time_format (time_us);

  if (text)
    g_string_append_printf (line, " %s=%s", key, text);
}

static void
put_count (GString    *line,
           const char *key,
           gint64      count)
{
  if (count != XA_COUNT_UNKNOWN)
    g_string_append_printf (line, " %s=%" G_GINT64_FORMAT, key, count);
}

static void
put_flag (GString    *line,
          const char *key,
          gboolean    flag)
{
  if (flag)
    g_string_append_printf (line, " %s", key);
}

static void
put_person (GString        *line,
            const char     *key,
            const XaPerson *person)
{
  put_text (line, key, person->id);
  put_flag (line, "by-handle", person->id.str && person->by_handle);
}

static GString *
begin (RecordingSink *self,
       const char    *what,
       XaAudienceRef  audience)
{
  GString *line = g_string_new (what);

  g_assert_cmpuint (audience, <, self->names->len);
  g_string_append_printf (line, " %s", (char *) g_ptr_array_index (self->names, audience));

  return line;
}

static gboolean
end (RecordingSink *self,
     GString       *line)
{
  g_ptr_array_add (self->lines, g_string_free_and_steal (line));

  return TRUE;
}

/* --- the sink -------------------------------------------------------------------------------- */

static gboolean
record_audience (XaSink                 *sink,
                 const XaAudienceRecord *record,
                 XaAudienceRef          *ref,
                 GError                **error)
{
  RecordingSink   *self = (RecordingSink *) sink;
  g_autofree char *native_id = xa_span_dup (record->native_id);
  g_autofree char *name = g_strdup_printf ("%s:%s", xa_platform_id (record->platform), native_id);
  GString         *line;
  guint            known;

  g_assert_nonnull (native_id);
  if (g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &known)) {
    *ref = known;
    /* Said again, with what it is called. */
    if (!record->title.len || !g_hash_table_add (self->titled, g_strdup (name)))
      return TRUE;
  } else {
    *ref = self->names->len;
    if (record->title.len)
      g_hash_table_add (self->titled, g_strdup (name));
    g_ptr_array_add (self->names, g_steal_pointer (&name));
  }
  line = begin (self, "audience", *ref);
  g_string_append_printf (line, " kind=%s", xa_audience_kind_id (record->kind));
  put_text (line, "title", record->title);
  put_text (line, "handle", record->handle);
  put_text (line, "url", record->url);
  put_text (line, "parent", record->parent_native_id);
  put_count (line, "members", record->members_reported);
  put_flag (line, "simulated", record->simulated);

  return end (self, line);
}

static gboolean
record_snapshot (XaSink                 *sink,
                 XaAudienceRef           audience,
                 const XaSnapshotRecord *record,
                 GError                **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "snapshot", audience);

  put_time (line, "at", record->at_us);
  g_string_append_printf (line, " coverage=%s", xa_coverage_id (record->coverage));
  if (record->first_n)
    put_count (line, "first_n", record->first_n);
  put_count (line, "reported", record->reported);

  return end (self, line);
}

/* What was read of it, "none" where it names no platform. */
static void
put_profile (GString               *line,
             const XaProfileRecord *profile)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *text = NULL;

  g_assert_true (profile->is_read || profile->platforms == 0);
  if (!profile->is_read)
    return;
  for (int i = 1; i < XA_N_PLATFORMS; i++)
    if (profile->platforms & 1u << i)
      g_strv_builder_add (names, xa_platform_id ((XaPlatform) i));
  list = g_strv_builder_end (names);
  text = g_strjoinv (",", list);
  g_string_append_printf (line, " profile=%s", *text ? text : "none");
}

static gboolean
record_member (XaSink               *sink,
               XaAudienceRef         audience,
               const XaMemberRecord *record,
               GError              **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "member", audience);

  put_person (line, "id", &record->person);
  put_time (line, "joined", record->joined_us);
  put_time (line, "left", record->left_us);
  put_flag (line, "bot", record->is_bot);
  put_profile (line, &record->profile);

  return end (self, line);
}

static gboolean
record_post (XaSink             *sink,
             XaAudienceRef       audience,
             const XaPostRecord *record,
             GError            **error)
{
  static const char *const author_kinds[] = { "unknown", "member", "own", "bot" };
  RecordingSink           *self = (RecordingSink *) sink;
  GString                 *line = begin (self, "post", audience);

  put_text (line, "id", record->native_id);
  put_time (line, "at", record->at_us);
  g_string_append_printf (line, " by=%s", author_kinds[record->author_kind]);
  if (record->author_kind == XA_AUTHOR_MEMBER)
    put_person (line, "author", &record->author);
  put_text (line, "text", record->text);
  put_text (line, "lang", record->lang);
  put_text (line, "reply_to", record->reply_to);
  for (gsize i = 0; i < record->n_tags; i++)
    put_text (line, "tag", record->tags[i]);
  put_count (line, "reactions", record->reactions);
  put_count (line, "comments", record->comments);
  put_count (line, "shares", record->shares);
  put_count (line, "views", record->views);
  put_time (line, "seen", record->seen_us);
  put_flag (line, "media", record->has_media);
  if (!isnan (record->rating))
    g_string_append_printf (line, " rating=%g", record->rating);
  put_text (line, "product", record->product);
  for (gsize i = 0; i < record->n_fields; i++) {
    put_text (line, "field", record->fields[i].key);
    put_text (line, "value", record->fields[i].value);
  }

  return end (self, line);
}

static gboolean
record_reaction (XaSink                 *sink,
                 XaAudienceRef           audience,
                 const XaReactionRecord *record,
                 GError                **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "reaction", audience);

  put_text (line, "post", record->post_native_id);
  put_person (line, "by", &record->person);
  put_text (line, "reaction", record->reaction);
  put_time (line, "at", record->at_us);

  return end (self, line);
}

static gboolean
record_event (XaSink              *sink,
              XaAudienceRef        audience,
              const XaEventRecord *record,
              GError             **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "event", audience);

  g_string_append_printf (line, " kind=%s", xa_event_kind_id (record->kind));
  put_time (line, "at", record->at_us);
  put_person (line, "id", &record->person);
  put_count (line, "count", record->count);

  return end (self, line);
}

static gboolean
record_sample (XaSink               *sink,
               XaAudienceRef         audience,
               const XaSampleRecord *record,
               GError              **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "sample", audience);

  g_string_append_printf (line, " metric=%s", xa_metric_id (record->metric));
  put_time (line, "at", record->at_us);
  g_string_append_printf (line, " value=%.17g", record->value);
  if (record->granularity > 0)
    g_string_append_printf (line, " granularity=%g", record->granularity);

  return end (self, line);
}

static gboolean
record_link (XaSink             *sink,
             XaAudienceRef       audience,
             const XaLinkRecord *record,
             GError            **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "link", audience);

  g_string_append_printf (line, " kind=%s", xa_link_kind_id (record->kind));
  put_text (line, "id", record->target_native_id);
  put_text (line, "handle", record->target_handle);
  put_text (line, "title", record->target_title);
  put_flag (line, "certain", record->certain);
  put_time (line, "at", record->at_us);

  return end (self, line);
}

static gboolean
record_facet (XaSink              *sink,
              XaAudienceRef        audience,
              const XaFacetRecord *record,
              GError             **error)
{
  RecordingSink *self = (RecordingSink *) sink;
  GString       *line = begin (self, "facet", audience);

  g_string_append_printf (line, " kind=%s", xa_facet_id (record->facet));
  put_time (line, "at", record->at_us);
  for (gsize i = 0; i < record->n_counts; i++) {
    put_text (line, "value", record->counts[i].value);
    put_text (line, "name", record->counts[i].name);
    put_count (line, "count", record->counts[i].count);
  }

  return end (self, line);
}

static gboolean
record_checkpoint (XaSink  *sink,
                   guint64  offset,
                   GError **error)
{
  RecordingSink     *self = (RecordingSink *) sink;
  RecordedCheckpoint checkpoint = { .offset = offset, .n_lines = self->lines->len };

  if (self->checkpoints->len)
    g_assert_cmpuint (offset, >=, g_array_index (self->checkpoints, RecordedCheckpoint, self->checkpoints->len - 1).offset);
  memcpy (checkpoint.rejects, self->rejects, sizeof self->rejects);
  g_array_append_val (self->checkpoints, checkpoint);

  if (self->cancel_after && --self->cancel_after == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }

  return TRUE;
}

static void
record_reject (XaSink  *sink,
               XaReject reason,
               guint64  count)
{
  RecordingSink *self = (RecordingSink *) sink;

  g_assert_cmpuint (reason, <, XA_N_REJECTS);
  self->rejects[reason] += count;
}

static gboolean
wants_profiles (XaSink *sink)
{
  return ((RecordingSink *) sink)->wants_profiles;
}

static const XaSinkClass recording_sink_class = {
  record_audience,
  record_snapshot,
  record_member,
  record_post,
  record_reaction,
  record_event,
  record_sample,
  record_link,
  record_checkpoint,
  record_reject,
  NULL,
  record_facet,
  wants_profiles,
};

RecordingSink *
recording_sink_new (void)
{
  RecordingSink *self = g_new0 (RecordingSink, 1);

  self->base.class = &recording_sink_class;
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->titled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->checkpoints = g_array_new (FALSE, FALSE, sizeof (RecordedCheckpoint));

  return self;
}

void
recording_sink_set_wants_profiles (RecordingSink *self,
                                   gboolean       wants)
{
  self->wants_profiles = wants;
}

void
recording_sink_free (RecordingSink *self)
{
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->titled);
  g_array_unref (self->checkpoints);
  g_free (self);
}

XaSink *
recording_sink_get_sink (RecordingSink *self)
{
  return &self->base;
}

void
recording_sink_say (RecordingSink *self,
                    const char    *line)
{
  g_ptr_array_add (self->lines, g_strdup (line));
}

const GPtrArray *
recording_sink_get_lines (RecordingSink *self)
{
  return self->lines;
}

char *
recording_sink_get_text (RecordingSink *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (self->lines, i));

  return g_string_free_and_steal (text);
}

guint
recording_sink_count (RecordingSink *self,
                      const char    *prefix)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->lines, i), prefix);

  return n;
}

guint64
recording_sink_get_rejects (RecordingSink *self,
                            XaReject       reason)
{
  return self->rejects[reason];
}

const GArray *
recording_sink_get_checkpoints (RecordingSink *self)
{
  return self->checkpoints;
}

void
recording_sink_cancel_after (RecordingSink *self,
                             guint          n)
{
  self->cancel_after = n;
}

/* --- whole parses ---------------------------------------------------------------------------- */

Recording *
record (const XaImporter      *importer,
        GBytes                *data,
        const char            *path,
        const XaImportOptions *options,
        gsize                  chunk_size,
        guint64                resume_offset)
{
  g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (data, path, chunk_size);
  Recording *self = g_new0 (Recording, 1);

  self->sink = recording_sink_new ();
  xa_import_source_set_resume_offset (source, resume_offset);
  self->ok = importer->parse (source, options, &self->sink->base, &self->result, &self->error);
  g_assert_true (self->ok == (self->error == NULL));

  return self;
}

void
recording_free (Recording *self)
{
  recording_sink_free (self->sink);
  g_clear_error (&self->error);
  g_free (self);
}

char *
recording_list_rejects (Recording *self)
{
  GString *list = g_string_new (NULL);

  for (int i = 0; i < XA_N_REJECTS; i++)
    if (self->sink->rejects[i])
      g_string_append_printf (list, "%s%s=%" G_GUINT64_FORMAT, list->len ? " " : "", xa_reject_id (i), self->sink->rejects[i]);

  return g_string_free_and_steal (list);
}

static void
assert_same_outcome (Recording *a,
                     Recording *b)
{
  g_assert_cmpint (a->ok, ==, b->ok);
  if (!a->ok) {
    g_assert_cmpint (a->error->code, ==, b->error->code);
    g_assert_cmpstr (a->error->message, ==, b->error->message);
  }
  g_assert_cmpint (a->result.truncated, ==, b->result.truncated);
  g_assert_cmpstr (a->result.notice, ==, b->result.notice);
  for (int i = 0; i < XA_N_REJECTS; i++)
    g_assert_cmpuint (a->sink->rejects[i], ==, b->sink->rejects[i]);
}

void
assert_chunks_do_not_matter (const XaImporter      *importer,
                             GBytes                *data,
                             const char            *path,
                             const XaImportOptions *options)
{
  g_autoptr (Recording) whole = record (importer, data, path, options, 0, 0);
  g_autofree char *expected = recording_sink_get_text (whole->sink);
  gsize            step = g_getenv ("XAUDIENCE_TEST_FULL") ? 1 : 1 + g_bytes_get_size (data) / 100;

  /* The first read ends at each place once; small reads end everywhere. */
  for (gsize chunk_size = 1; chunk_size <= g_bytes_get_size (data); chunk_size += chunk_size < 8 ? 1 : step) {
    g_autoptr (Recording) parts = record (importer, data, path, options, chunk_size, 0);
    g_autofree char *text = recording_sink_get_text (parts->sink);

    g_assert_cmpstr (text, ==, expected);
    assert_same_outcome (whole, parts);
  }
}

/* Audiences and their lists are said again by a resumed parse; all else must not be. */
static gboolean
is_context (const char *line)
{
  return g_str_has_prefix (line, "audience ") || g_str_has_prefix (line, "snapshot ");
}

static void
add_lines (const GPtrArray *lines,
           guint            n_lines,
           GString         *records,
           GHashTable      *context)
{
  for (guint i = 0; i < n_lines; i++) {
    const char *line = g_ptr_array_index (lines, i);

    if (is_context (line))
      g_hash_table_add (context, g_strdup (line));
    else
      g_string_append_printf (records, "%s\n", line);
  }
}

void
assert_resumes_everywhere (const XaImporter      *importer,
                           GBytes                *data,
                           const char            *path,
                           const XaImportOptions *options)
{
  g_autoptr (Recording) whole = record (importer, data, path, options, 0, 0);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GHashTable) expected_context = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_no_error (whole->error);
  g_assert_cmpuint (whole->sink->checkpoints->len, >, 0);
  add_lines (whole->sink->lines, whole->sink->lines->len, expected, expected_context);

  for (guint i = 0; i < whole->sink->checkpoints->len; i++) {
    const RecordedCheckpoint *checkpoint = &g_array_index (whole->sink->checkpoints, RecordedCheckpoint, i);
    g_autoptr (Recording) rest = record (importer, data, path, options, 0, checkpoint->offset);
    g_autoptr (GString) records = g_string_new (NULL);
    g_autoptr (GHashTable) context = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer       line;

    g_assert_no_error (rest->error);
    add_lines (whole->sink->lines, checkpoint->n_lines, records, context);
    add_lines (rest->sink->lines, rest->sink->lines->len, records, context);
    g_assert_cmpstr (records->str, ==, expected->str);

    g_assert_cmpuint (g_hash_table_size (context), ==, g_hash_table_size (expected_context));
    g_hash_table_iter_init (&iter, context);
    while (g_hash_table_iter_next (&iter, &line, NULL))
      g_assert_true (g_hash_table_contains (expected_context, line));

    for (int reason = 0; reason < XA_N_REJECTS; reason++)
      g_assert_cmpuint (checkpoint->rejects[reason] + rest->sink->rejects[reason], ==, whole->sink->rejects[reason]);
    g_assert_cmpint (rest->result.truncated, ==, whole->result.truncated);
  }
}

/* Records before the cut, then nothing but audiences, which are declared ahead of their posts. */
static void
assert_begins (const GPtrArray *part,
               const GPtrArray *whole,
               guint            n_records)
{
  g_assert_cmpuint (part->len, >=, n_records);
  for (guint i = 0; i < part->len; i++) {
    g_assert_cmpstr (g_ptr_array_index (part, i), ==, g_ptr_array_index (whole, i));
    if (i >= n_records)
      g_assert_true (is_context (g_ptr_array_index (part, i)));
  }
}

void
assert_cuts_lose_nothing (const XaImporter      *importer,
                          GBytes                *data,
                          const char            *path,
                          const XaImportOptions *options,
                          gsize                  complete_from)
{
  g_autoptr (Recording) whole = record (importer, data, path, options, 0, 0);

  for (gsize cut = 0; cut < g_bytes_get_size (data); cut++) {
    g_autoptr (GBytes) part_data = g_bytes_new_from_bytes (data, 0, cut);
    g_autoptr (Recording) part = record (importer, part_data, path, options, 0, 0);
    guint n_records = 0;

    for (guint i = 0; i < whole->sink->checkpoints->len; i++) {
      const RecordedCheckpoint *checkpoint = &g_array_index (whole->sink->checkpoints, RecordedCheckpoint, i);

      if (checkpoint->offset <= cut)
        n_records = checkpoint->n_lines;
    }
    assert_begins (part->sink->lines, whole->sink->lines, n_records);

    if (part->ok)
      g_assert_cmpint (part->result.truncated, ==, cut < complete_from);
    else
      g_assert_error (part->error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED);
    g_assert_true (part->ok || n_records == 0);
  }
}
