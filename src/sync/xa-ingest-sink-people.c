/*
 * What the sink takes in about people: member lists, joins and leaves, reactions. None of it
 * keeps more than the pseudonym and the day.
 */
#include "sync/xa-ingest-sink-private.h"

gboolean
xa_ingest_sink_snapshot (XaSink                 *sink,
                         XaAudienceRef           ref,
                         const XaSnapshotRecord *record,
                         GError                **error)
{
  XaIngestSink   *self = (XaIngestSink *) sink;
  XaBatchSnapshot snapshot = {
    .audience = ref,
    .coverage = record->coverage,
    .at_us = record->at_us == XA_TIME_UNKNOWN ? self->source_us : record->at_us,
    .first_n = record->first_n,
    .reported = record->reported >= 0 ? record->reported : XA_COUNT_UNKNOWN,
  };

  if (xa_ingest_sink_known (self, ref))
    g_array_append_val (self->batch->snapshots, snapshot);

  return TRUE;
}

/* Adds that @who did something on the day of @at_us, with the post of this batch it came with. */
void
xa_ingest_sink_add_activity (XaIngestSink      *self,
                             XaAudienceRef      ref,
                             XaActivity         kind,
                             const XaPseudonym *who,
                             gint64             at_us,
                             guint32            post)
{
  XaBatchActivity activity = {
    .who = *who,
    .has_who = TRUE,
    .activity = kind,
    .audience = ref,
    .day = xa_ingest_sink_day (at_us),
    .count = 1,
    .post = post,
  };

  g_array_append_val (self->batch->activities, activity);
}

void
xa_ingest_sink_set_wants_profiles (XaIngestSink *self,
                                   gboolean      wants_profiles)
{
  self->wants_profiles = wants_profiles;
}

gboolean
xa_ingest_sink_wants_profiles (XaSink *sink)
{
  return ((XaIngestSink *) sink)->wants_profiles;
}

/* Only other platforms are elsewhere, and only real ones are platforms. */
static guint16
pack_profile (XaIngestSink          *self,
              XaPlatform             own,
              const XaProfileRecord *profile)
{
  const guint32 none = 1u << 0 | 1u << XA_PLATFORM_OTHER | 1u << XA_PLATFORM_SIMULATED | 1u << own;
  const guint32 all = (1u << XA_N_PLATFORMS) - 1;

  return self->wants_profiles && profile->is_read ? (guint16) (1u | (profile->platforms & all & ~none)) : 0;
}

gboolean
xa_ingest_sink_member (XaSink               *sink,
                       XaAudienceRef         ref,
                       const XaMemberRecord *record,
                       GError              **error)
{
  XaIngestSink    *self = (XaIngestSink *) sink;
  XaKnownAudience *known = xa_ingest_sink_known (self, ref);
  XaBatchMember    member = { .audience = ref };

  if (!known)
    return TRUE;
  if (record->is_bot) {
    self->rejects[XA_REJECT_BOT]++;
    return TRUE;
  }
  if (!xa_ingest_sink_pseudonym (self, ref, &record->person, &member.who))
    return TRUE;

  member.profile = pack_profile (self, known->platform, &record->profile);
  g_array_append_val (self->batch->members, member);
  if (record->joined_us != XA_TIME_UNKNOWN)
    xa_ingest_sink_add_activity (self, ref, XA_ACTIVITY_JOIN, &member.who, record->joined_us, XA_BATCH_NO_REF);
  if (record->left_us != XA_TIME_UNKNOWN)
    xa_ingest_sink_add_activity (self, ref, XA_ACTIVITY_LEAVE, &member.who, record->left_us, XA_BATCH_NO_REF);

  return TRUE;
}

gboolean
xa_ingest_sink_event (XaSink              *sink,
                      XaAudienceRef        ref,
                      const XaEventRecord *record,
                      GError             **error)
{
  XaIngestSink    *self = (XaIngestSink *) sink;
  XaKnownAudience *known = xa_ingest_sink_known (self, ref);
  XaBatchActivity  activity = {
     .has_who = record->person.id.str != NULL,
     .activity = record->kind == XA_EVENT_JOIN ? XA_ACTIVITY_JOIN : XA_ACTIVITY_LEAVE,
     .audience = ref,
     .post = XA_BATCH_NO_REF,
  };

  if (!known)
    return TRUE;
  if (record->at_us == XA_TIME_UNKNOWN) {
    self->rejects[XA_REJECT_BAD_TIME]++;
    return TRUE;
  }
  if (record->count <= 0) {
    self->rejects[XA_REJECT_MALFORMED_RECORD]++;
    return TRUE;
  }
  if (activity.has_who && !xa_ingest_sink_pseudonym (self, ref, &record->person, &activity.who))
    return TRUE;

  activity.day = xa_ingest_sink_day (record->at_us);
  activity.has_event = !activity.has_who && xa_pseudonymizer_post (self->keys, known->platform, record->native_id, &activity.event);
  activity.count = activity.has_who ? 1 : (guint32) MIN (record->count, G_MAXUINT32);
  g_array_append_val (self->batch->activities, activity);

  return TRUE;
}

/* The post that a reaction belongs to, among those of the record that is being handed over. */
static guint32
find_post (XaIngestSink *self,
           XaAudienceRef ref,
           XaSpan        native_id)
{
  XaPlatform platform = g_array_index (self->audiences, XaKnownAudience, ref).platform;
  gint64     id;

  if (self->batch->posts->len == self->mark.n_posts || !native_id.len ||
      !xa_pseudonymizer_post (self->keys, platform, native_id, &id))
    return XA_BATCH_NO_REF;

  for (guint i = self->batch->posts->len; i-- > self->mark.n_posts;) {
    const XaBatchPost *post = &g_array_index (self->batch->posts, XaBatchPost, i);

    if (post->audience == ref && post->id == id)
      return i;
  }

  return XA_BATCH_NO_REF;
}

gboolean
xa_ingest_sink_reaction (XaSink                 *sink,
                         XaAudienceRef           ref,
                         const XaReactionRecord *record,
                         GError                **error)
{
  XaIngestSink *self = (XaIngestSink *) sink;
  XaPseudonym   who;
  guint32       post;
  gint64        at_us = record->at_us;

  if (!xa_ingest_sink_known (self, ref) || !xa_ingest_sink_pseudonym (self, ref, &record->person, &who))
    return TRUE;

  post = find_post (self, ref, record->post_native_id);
  if (at_us == XA_TIME_UNKNOWN)
    at_us = post == XA_BATCH_NO_REF ? self->source_us : g_array_index (self->batch->posts, XaBatchPost, post).at_us;
  xa_ingest_sink_add_activity (self, ref, XA_ACTIVITY_REACTOR, &who, at_us, post);
  xa_ingest_sink_add_term (self, ref, XA_TERM_REACTION, record->reaction, &who, at_us, post);

  return TRUE;
}
