#pragma once

#include "sync/xa-ingest-sink.h"

#include <gio/gio.h>

/* An audience that this parse has declared. */
typedef struct {
  XaPlatform     platform;
  XaAudienceKind kind;
} XaKnownAudience;

/* How long the parts of a batch were at a checkpoint: what lies behind belongs to a record that
 * is still being handed over. */
typedef struct {
  guint   n_snapshots, n_members, n_posts, n_activities, n_terms, n_links, n_samples, n_stretches, n_stretch_ids, n_facets, n_facet_counts;
  guint64 rejects[XA_N_REJECTS];
} XaBatchMark;

struct _XaIngestSink {
  XaSink           base;
  XaPseudonymizer *keys;        /* (owned) */
  GCancellable    *cancellable; /* (owned) (nullable) */
  gint64           source_us;   /* when the source was written: the time of what names none */
  XaBatchFunc      hand_over;
  gpointer         data;                   /* (not owned): of @hand_over */
  XaTickFunc       tick;                   /* (nullable) */
  gpointer         tick_data;              /* (not owned): of @tick */
  gint64           ticked_us;              /* monotonic time of the last call */
  GArray          *audiences;              /* (owned) (element-type XaKnownAudience), by reference */
  GHashTable      *refs;                   /* (owned) "platform:native id" to reference */
  XaBatch         *batch;                  /* (owned): being filled */
  guint            max_posts, max_members; /* of a batch */
  gint64           max_age_us;             /* of a batch */
  gint64           since_us;               /* monotonic time at which @batch was begun */
  XaBatchMark      mark;                   /* of the last checkpoint */
  gboolean         wants_profiles;
  guint64          rejects[XA_N_REJECTS];
  guint64          n_records;
};

XaKnownAudience *xa_ingest_sink_known (XaIngestSink *self, XaAudienceRef ref);
gboolean         xa_ingest_sink_pseudonym (XaIngestSink *self, XaAudienceRef ref, const XaPerson *person, XaPseudonym *who);
XaBatchText      xa_ingest_sink_add_text (XaIngestSink *self, XaSpan text, gsize max_bytes);
void             xa_ingest_sink_hash_name (XaIngestSink *self, XaPlatform platform, const char *form, XaSpan name, XaPseudonym *hash);
gint32           xa_ingest_sink_day (gint64 time_us);
gint32           xa_ingest_sink_hour (gint64 time_us);

void xa_ingest_sink_add_term (XaIngestSink *self, XaAudienceRef ref, XaTermKind kind, XaSpan text, const XaPseudonym *who, gint64 at_us, guint32 post);
void xa_ingest_sink_add_activity (XaIngestSink *self, XaAudienceRef ref, XaActivity kind, const XaPseudonym *who, gint64 at_us, guint32 post);

gboolean xa_ingest_sink_snapshot (XaSink *sink, XaAudienceRef audience, const XaSnapshotRecord *record, GError **error);
gboolean xa_ingest_sink_member (XaSink *sink, XaAudienceRef audience, const XaMemberRecord *record, GError **error);
gboolean xa_ingest_sink_wants_profiles (XaSink *sink);
gboolean xa_ingest_sink_event (XaSink *sink, XaAudienceRef audience, const XaEventRecord *record, GError **error);
gboolean xa_ingest_sink_reaction (XaSink *sink, XaAudienceRef audience, const XaReactionRecord *record, GError **error);
gboolean xa_ingest_sink_post (XaSink *sink, XaAudienceRef audience, const XaPostRecord *record, GError **error);
gboolean xa_ingest_sink_stretch (XaSink *sink, XaAudienceRef audience, const XaStretchRecord *record, GError **error);
gboolean xa_ingest_sink_link (XaSink *sink, XaAudienceRef audience, const XaLinkRecord *record, GError **error);
