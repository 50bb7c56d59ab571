#include "sync/xa-ingest-sink.h"

#include "sync/xa-ingest-sink-private.h"

#include <math.h>
#include <string.h>

/* A batch is handed over at the first checkpoint at which one of these is reached. The sizes
 * keep what lies between parser and writer small; the time keeps what a crash can lose small. */
#define BATCH_MAX_BYTES ((gsize) 4 * 1024 * 1024)
#define BATCH_MAX_MEMBERS 200000
#define BATCH_MAX_POSTS 50000
#define BATCH_MAX_AGE_US G_USEC_PER_SEC

#define TICK_US (G_USEC_PER_SEC / 10)

/* Longer names and addresses are cut: nothing that a platform allows is near this. */
#define MAX_NAME_BYTES 1024
#define MAX_FACET_BYTES 256

static XaIngestSink *
get_self (XaSink *sink)
{
  return (XaIngestSink *) sink;
}

static void
set_mark (XaIngestSink *self)
{
  const XaBatch *batch = self->batch;

  self->mark = (XaBatchMark) {
    .n_snapshots = batch->snapshots->len,
    .n_members = batch->members->len,
    .n_posts = batch->posts->len,
    .n_activities = batch->activities->len,
    .n_terms = batch->terms->len,
    .n_links = batch->links->len,
    .n_samples = batch->samples->len,
    .n_stretches = batch->stretches->len,
    .n_stretch_ids = batch->stretch_ids->len,
    .n_facets = batch->facets->len,
    .n_facet_counts = batch->facet_counts->len,
  };
  memcpy (self->mark.rejects, self->rejects, sizeof self->rejects);
}

/* Takes back what was handed over since the last checkpoint: half a record. Audiences stay, as
 * declaring one again changes nothing. */
static void
return_to_mark (XaIngestSink *self)
{
  XaBatch *batch = self->batch;

  g_array_set_size (batch->snapshots, self->mark.n_snapshots);
  g_array_set_size (batch->members, self->mark.n_members);
  g_array_set_size (batch->posts, self->mark.n_posts);
  g_array_set_size (batch->activities, self->mark.n_activities);
  g_array_set_size (batch->terms, self->mark.n_terms);
  g_array_set_size (batch->links, self->mark.n_links);
  g_array_set_size (batch->samples, self->mark.n_samples);
  g_array_set_size (batch->stretches, self->mark.n_stretches);
  g_array_set_size (batch->stretch_ids, self->mark.n_stretch_ids);
  g_array_set_size (batch->facets, self->mark.n_facets);
  g_array_set_size (batch->facet_counts, self->mark.n_facet_counts);
  memcpy (self->rejects, self->mark.rejects, sizeof self->rejects);
}

/* @batch: (transfer full): an empty one */
static void
begin_batch (XaIngestSink *self,
             XaBatch      *batch,
             guint64       offset)
{
  self->batch = batch;
  self->batch->offset = offset;
  self->since_us = g_get_monotonic_time ();
  set_mark (self);
}

static gboolean
is_full (XaIngestSink *self,
         gint64        now_us)
{
  const XaBatch *batch = self->batch;

  return batch->members->len >= self->max_members || batch->posts->len >= self->max_posts ||
         xa_batch_get_size (batch) >= BATCH_MAX_BYTES || now_us - self->since_us >= self->max_age_us;
}

static gboolean
hand_over (XaIngestSink *self,
           GError      **error)
{
  guint64  offset = self->batch->offset;
  XaBatch *next;

  memcpy (self->batch->rejects, self->rejects, sizeof self->rejects);
  next = self->hand_over (g_steal_pointer (&self->batch), self->data, error);
  begin_batch (self, next ? next : xa_batch_new (), offset);

  return next != NULL;
}

/* --- what the other parts of the sink use ------------------------------------------------- */

/* Returns: (nullable): NULL for a reference that was never given out; the record is counted */
XaKnownAudience *
xa_ingest_sink_known (XaIngestSink *self,
                      XaAudienceRef ref)
{
  self->n_records++;
  if (ref < self->audiences->len)
    return &g_array_index (self->audiences, XaKnownAudience, ref);

  self->rejects[XA_REJECT_MALFORMED_RECORD]++;

  return NULL;
}

/* Returns: whether @person has a fit id; if not, it is counted */
gboolean
xa_ingest_sink_pseudonym (XaIngestSink   *self,
                          XaAudienceRef   ref,
                          const XaPerson *person,
                          XaPseudonym    *who)
{
  XaPlatform platform = g_array_index (self->audiences, XaKnownAudience, ref).platform;
  XaReject   why;

  if (xa_pseudonymizer_person (self->keys, platform, person, who, &why))
    return TRUE;

  self->rejects[why]++;

  return FALSE;
}

/* Puts text that is public and no person's into the batch, cut at a character's border. */
XaBatchText
xa_ingest_sink_add_text (XaIngestSink *self,
                         XaSpan        text,
                         gsize         max_bytes)
{
  if (!text.str)
    return XA_BATCH_NO_TEXT;
  if (text.len > max_bytes) {
    text.len = max_bytes;
    while (text.len && ((guint8) text.str[text.len] & 0xc0) == 0x80)
      text.len--;
  }
  if (!g_utf8_validate (text.str, (gssize) text.len, NULL)) {
    g_autofree char *valid = g_utf8_make_valid (text.str, (gssize) text.len);

    return xa_batch_add_text (self->batch, xa_span (valid));
  }

  return xa_batch_add_text (self->batch, text);
}

/* The keyed hash by which links find an audience; @form is "id", "handle" or "title". */
void
xa_ingest_sink_hash_name (XaIngestSink *self,
                          XaPlatform    platform,
                          const char   *form,
                          XaSpan        name,
                          XaPseudonym  *hash)
{
  gboolean is_handle = g_str_equal (form, "handle");
  g_autoptr (GString) text = g_string_new (form);

  if (is_handle && name.len && name.str[0] == '@')
    name = (XaSpan) { name.str + 1, name.len - 1 };
  g_string_append_c (text, ':');
  g_string_append_len (text, name.str, (gssize) name.len);
  if (is_handle)
    g_string_ascii_down (text);
  xa_pseudonymizer_hash (self->keys, platform, XA_KEY_AUDIENCE, (XaSpan) { text->str, text->len }, hash);
}

static gint32
floor_div (gint64 a,
           gint64 b)
{
  return (gint32) CLAMP (a / b - (a % b < 0), G_MININT32, G_MAXINT32);
}

gint32
xa_ingest_sink_day (gint64 time_us)
{
  return floor_div (time_us, XA_USEC_PER_DAY);
}

gint32
xa_ingest_sink_hour (gint64 time_us)
{
  return floor_div (time_us, XA_USEC_PER_HOUR);
}

/* --- the calls of a provider ---------------------------------------------------------------- */

static void
add_name (XaIngestSink    *self,
          XaBatchAudience *audience,
          const char      *form,
          XaSpan           name)
{
  if (name.len)
    xa_ingest_sink_hash_name (self, audience->platform, form, name, &audience->names[audience->n_names++]);
}

static char *
ref_key (XaPlatform platform,
         XaSpan     native_id)
{
  return g_strdup_printf ("%d:%.*s", platform, (int) native_id.len, native_id.str);
}

static XaAudienceRef
find_ref (XaIngestSink *self,
          XaPlatform    platform,
          XaSpan        native_id)
{
  g_autofree char *key = NULL;
  gpointer         ref;

  if (!native_id.len)
    return XA_BATCH_NO_REF;
  key = ref_key (platform, native_id);

  return g_hash_table_lookup_extended (self->refs, key, NULL, &ref) ? GPOINTER_TO_UINT (ref) : XA_BATCH_NO_REF;
}

static XaAudienceRef
make_ref (XaIngestSink *self,
          XaPlatform    platform,
          XaSpan        native_id)
{
  XaAudienceRef   ref = find_ref (self, platform, native_id);
  XaKnownAudience known = { .platform = platform };

  if (ref != XA_BATCH_NO_REF)
    return ref;

  ref = self->audiences->len;
  g_array_append_val (self->audiences, known);
  g_hash_table_insert (self->refs, ref_key (platform, native_id), GUINT_TO_POINTER (ref));

  return ref;
}

static gboolean
take_audience (XaSink                 *sink,
               const XaAudienceRecord *record,
               XaAudienceRef          *ref,
               GError                **error)
{
  XaIngestSink   *self = get_self (sink);
  XaBatchAudience audience;
  XaAudienceRef   parent;

  if (!record->native_id.len || record->native_id.len > MAX_NAME_BYTES) {
    self->rejects[record->native_id.len ? XA_REJECT_TOO_LARGE : XA_REJECT_EMPTY_ID]++;
    *ref = XA_BATCH_NO_REF;
    return TRUE;
  }

  *ref = make_ref (self, record->platform, record->native_id);
  g_array_index (self->audiences, XaKnownAudience, *ref).kind = record->kind;
  parent = find_ref (self, record->platform, record->parent_native_id);
  audience = (XaBatchAudience) {
    .ref = *ref,
    /* Declared before it, so that there are no circles. */
    .parent = parent < *ref ? parent : XA_BATCH_NO_REF,
    .platform = record->platform,
    .kind = record->kind,
    /* Whoever hands it on may have lost the mark; the platform keeps it. */
    .simulated = record->simulated || record->platform == XA_PLATFORM_SIMULATED,
    .native_id = xa_ingest_sink_add_text (self, record->native_id, MAX_NAME_BYTES),
    .title = xa_ingest_sink_add_text (self, record->title, MAX_NAME_BYTES),
    .handle = xa_ingest_sink_add_text (self, record->handle, MAX_NAME_BYTES),
    .url = xa_ingest_sink_add_text (self, record->url, MAX_NAME_BYTES),
  };
  add_name (self, &audience, "id", record->native_id);
  add_name (self, &audience, "handle", record->handle);
  add_name (self, &audience, "title", record->title);
  g_array_append_val (self->batch->audiences, audience);

  if (record->members_reported >= 0) {
    XaBatchSample sample = { *ref, XA_METRIC_MEMBERS, self->source_us, (double) record->members_reported, 0.0 };

    g_array_append_val (self->batch->samples, sample);
  }

  return TRUE;
}

static gboolean
take_sample (XaSink               *sink,
             XaAudienceRef         ref,
             const XaSampleRecord *record,
             GError              **error)
{
  XaIngestSink *self = get_self (sink);
  XaBatchSample sample = {
    .audience = ref,
    .metric = record->metric,
    .at_us = record->at_us == XA_TIME_UNKNOWN ? self->source_us : record->at_us,
    .value = record->value,
    .granularity = record->granularity,
  };

  if (!xa_ingest_sink_known (self, ref))
    return TRUE;

  if (isfinite (record->value) && isfinite (record->granularity))
    g_array_append_val (self->batch->samples, sample);
  else
    self->rejects[XA_REJECT_MALFORMED_RECORD]++;

  return TRUE;
}

/* What is out of all measure is left out by itself: the rest of the facet stands. */
static gboolean
take_facet (XaSink              *sink,
            XaAudienceRef        ref,
            const XaFacetRecord *record,
            GError             **error)
{
  XaIngestSink *self = get_self (sink);
  XaBatchFacet  facet = {
     .audience = ref,
     .facet = record->facet,
     .day = xa_ingest_sink_day (record->at_us == XA_TIME_UNKNOWN ? self->source_us : record->at_us),
     .first = self->batch->facet_counts->len,
  };

  if (!xa_ingest_sink_known (self, ref))
    return TRUE;
  for (gsize i = 0; i < record->n_counts; i++) {
    const XaFacetCount *from = &record->counts[i];
    XaBatchFacetCount   count = { XA_BATCH_NO_TEXT, XA_BATCH_NO_TEXT, from->count };

    if (!from->value.len || from->value.len > MAX_FACET_BYTES || from->count < 0) {
      self->rejects[XA_REJECT_MALFORMED_RECORD]++;
      continue;
    }
    count.value = xa_ingest_sink_add_text (self, from->value, MAX_FACET_BYTES);
    count.name = from->name.len ? xa_ingest_sink_add_text (self, from->name, MAX_FACET_BYTES) : XA_BATCH_NO_TEXT;
    g_array_append_val (self->batch->facet_counts, count);
    facet.n++;
  }
  g_array_append_val (self->batch->facets, facet);

  return TRUE;
}

static gboolean
take_checkpoint (XaSink  *sink,
                 guint64  offset,
                 GError **error)
{
  XaIngestSink *self = get_self (sink);
  gint64        now_us = g_get_monotonic_time ();

  self->batch->offset = MAX (self->batch->offset, offset);
  set_mark (self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  if (self->tick && now_us - self->ticked_us >= TICK_US) {
    self->ticked_us = now_us;
    self->tick (self->tick_data);
  }

  return !is_full (self, now_us) || hand_over (self, error);
}

static void
count_reject (XaSink  *sink,
              XaReject reason,
              guint64  count)
{
  g_return_if_fail (reason < XA_N_REJECTS);

  get_self (sink)->rejects[reason] += count;
}

static const XaSinkClass sink_class = {
  .audience = take_audience,
  .snapshot = xa_ingest_sink_snapshot,
  .member = xa_ingest_sink_member,
  .post = xa_ingest_sink_post,
  .reaction = xa_ingest_sink_reaction,
  .event = xa_ingest_sink_event,
  .sample = take_sample,
  .link = xa_ingest_sink_link,
  .checkpoint = take_checkpoint,
  .reject = count_reject,
  .stretch = xa_ingest_sink_stretch,
  .facet = take_facet,
  .wants_profiles = xa_ingest_sink_wants_profiles,
};

/**
 * xa_ingest_sink_new:
 * @keys: the keys of the workspace that the records go to; referenced
 * @source_us: when the source was written
 * @hand_over: takes each full batch
 * @data: for @hand_over
 *
 * Returns: (transfer full): a sink for one parse, in the thread that parses
 */
XaIngestSink *
xa_ingest_sink_new (XaPseudonymizer *keys,
                    gint64           source_us,
                    XaBatchFunc      hand_over_func,
                    gpointer         data)
{
  XaIngestSink *self = g_new0 (XaIngestSink, 1);

  self->base.class = &sink_class;
  self->keys = xa_pseudonymizer_ref (keys);
  self->source_us = source_us;
  self->hand_over = hand_over_func;
  self->data = data;
  self->max_posts = BATCH_MAX_POSTS;
  self->max_members = BATCH_MAX_MEMBERS;
  self->max_age_us = BATCH_MAX_AGE_US;
  self->audiences = g_array_new (FALSE, FALSE, sizeof (XaKnownAudience));
  self->refs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  begin_batch (self, xa_batch_new (), 0);

  return self;
}

/**
 * xa_ingest_sink_free:
 * @self: (transfer full) (nullable): a sink
 *
 * Drops the sink with whatever was not handed over.
 */
void
xa_ingest_sink_free (XaIngestSink *self)
{
  if (!self)
    return;

  xa_pseudonymizer_unref (self->keys);
  g_clear_object (&self->cancellable);
  g_array_unref (self->audiences);
  g_hash_table_unref (self->refs);
  xa_batch_free (self->batch);
  g_free (self);
}

/**
 * xa_ingest_sink_set_cancellable:
 * @cancellable: (nullable): ends the parse at its next checkpoint
 */
void
xa_ingest_sink_set_cancellable (XaIngestSink *self,
                                GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/**
 * xa_ingest_sink_set_batch_records:
 * @n_records: how many posts or members make a batch full, or 0 for as many as serve well
 */
void
xa_ingest_sink_set_batch_records (XaIngestSink *self,
                                  guint         n_records)
{
  self->max_posts = n_records ? n_records : BATCH_MAX_POSTS;
  self->max_members = n_records ? n_records : BATCH_MAX_MEMBERS;
}

/**
 * xa_ingest_sink_set_batch_age:
 * @age_us: after how long a batch is handed over at the next checkpoint, however little is in it
 */
void
xa_ingest_sink_set_batch_age (XaIngestSink *self,
                              gint64        age_us)
{
  self->max_age_us = age_us;
}

/**
 * xa_ingest_sink_set_tick:
 * @tick: called now and then while records come in
 */
void
xa_ingest_sink_set_tick (XaIngestSink *self,
                         XaTickFunc    tick,
                         gpointer      data)
{
  self->tick = tick;
  self->tick_data = data;
}

/**
 * xa_ingest_sink_resume:
 * @offset: where an earlier parse of the same source came to
 * @rejects: what it had left out by then
 *
 * Lets the counts go on from those of an interrupted parse.
 */
void
xa_ingest_sink_resume (XaIngestSink *self,
                       guint64       offset,
                       const guint64 rejects[XA_N_REJECTS])
{
  memcpy (self->rejects, rejects, sizeof self->rejects);
  self->batch->offset = offset;
  set_mark (self);
}

/**
 * xa_ingest_sink_get_sink:
 *
 * Returns: (transfer none): what a provider hands its records to
 */
XaSink *
xa_ingest_sink_get_sink (XaIngestSink *self)
{
  return &self->base;
}

/**
 * xa_ingest_sink_take_last:
 * @complete: whether the parse came to its end; if not, records behind the last checkpoint are
 *   dropped, to be read again
 *
 * Ends the parse.
 *
 * Returns: (transfer full): the batch that was being filled, perhaps empty
 */
XaBatch *
xa_ingest_sink_take_last (XaIngestSink *self,
                          gboolean      complete)
{
  guint64  offset = self->batch->offset;
  XaBatch *last;

  if (!complete)
    return_to_mark (self);
  memcpy (self->batch->rejects, self->rejects, sizeof self->rejects);
  last = g_steal_pointer (&self->batch);
  begin_batch (self, xa_batch_new (), offset);

  return last;
}

/**
 * xa_ingest_sink_get_n_records:
 *
 * Returns: how many records were handed over in this parse, rejected ones included
 */
guint64
xa_ingest_sink_get_n_records (XaIngestSink *self)
{
  return self->n_records;
}

/**
 * xa_ingest_sink_has_audience:
 *
 * Returns: whether this parse has declared the audience
 */
gboolean
xa_ingest_sink_has_audience (XaIngestSink *self,
                             XaPlatform    platform,
                             const char   *native_id)
{
  return find_ref (self, platform, xa_span (native_id)) != XA_BATCH_NO_REF;
}
