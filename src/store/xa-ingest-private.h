#pragma once

#include "store/xa-facts-private.h"
#include "store/xa-ingest.h"
#include "store/xa-post-spans.h"
#include "model/xa-member-set.h"

/* What the parts of the ingest writer share. Each part writes one kind of record of a batch,
 * within the batch's transaction. */

#define XA_INGEST_NO_MEMBER G_MAXUINT32

typedef struct {
  gint64 id; /* 0: not declared */
  gint64 parent_id;
} XaIngestAudience;

struct _XaIngest {
  XaStore       *store;     /* (not owned) */
  XaIngestSource source;    /* its format is (owned) */
  gint64         import_id; /* 0 until the first batch of a new source, and where there is nothing to do */
  gboolean       is_over;   /* nothing is to be taken in (any more) */
  gint64         at_us;
  XaEpoch        epoch;
  gint64         last_known_audience; /* audiences with greater ids were new to the import */
  GArray        *audiences;           /* (owned) (element-type XaIngestAudience): by XaAudienceRef */
  GHashTable    *refs;                /* (owned): audience id to its XaAudienceRef */
  GHashTable    *terms;               /* (owned) (element-type utf8 gint64): some of the known terms */
  GArray        *ids;                 /* (owned) (element-type guint32): scratch */
  guint8        *post_is_new;         /* (owned) (nullable) (array length=n): by index in the batch */
  XaIngestCounts counts;
  guint64        offset;
  guint          n_joined;   /* how many of the store's joins its ids have followed */
  gboolean       last_taken; /* the last batch is in: finishing again must not take it twice */
};

static inline const XaIngestAudience *
xa_ingest_audience (XaIngest     *self,
                    XaAudienceRef ref)
{
  g_assert (ref < self->audiences->len);

  return &g_array_index (self->audiences, XaIngestAudience, ref);
}

/* Whether something that hangs on a post of the batch is to be counted. */
static inline gboolean
xa_ingest_is_new (XaIngest *self,
                  guint32   post)
{
  return post == XA_BATCH_NO_REF || self->post_is_new[post];
}

gboolean xa_ingest_put_audiences (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_members (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_get_profiles (XaIngest *self, const XaBatch *batch, guint16 **profiles, GError **error);
gboolean xa_ingest_put_posts (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_stretches (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_activities (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_terms (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_links (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_facets (XaIngest *self, const XaBatch *batch, GError **error);
gboolean xa_ingest_put_samples (XaIngest *self, const XaBatch *batch, GError **error);

/* Writes offset and counts; part of every transaction of the import. */
gboolean xa_ingest_put_progress (XaIngest *self, GError **error);

/* Whether what is fetched is followed still; before anything is written. */
gboolean xa_ingest_check_wanted (XaIngest *self, GError **error);
/* Writes where the pass stands to its task; part of every transaction of one. */
gboolean xa_ingest_put_page (XaIngest *self, const XaBatchPage *page, GError **error);
/* The task is done, within the transaction that ends the import. */
gboolean xa_ingest_end_task (XaIngest *self, GError **error);

/* The steps of finishing; each commits as it goes and may be repeated. */
gboolean xa_ingest_close_lists (XaIngest *self, gboolean truncated, GError **error);
gboolean xa_ingest_take_active_snapshots (XaIngest *self, GError **error);

/* A snapshot that is about to be written. */
typedef struct {
  gint64     audience_id;
  gint64     at_us;
  XaCoverage coverage;
  gint64     first_n;
  gint64     reported;
  gint64     window_from_us, window_to_us;
} XaIngestSnapshot;

/* Adds it, unless the newest of its audience, time and coverage says the same. @replace: takes
 * the place of that one instead. */
gboolean xa_ingest_put_snapshot (XaIngest *self, const XaIngestSnapshot *snapshot, XaMemberSet *members, gboolean replace, GError **error);

/* What the profiles of a list that is being closed say of accounts elsewhere. */
gboolean xa_ingest_put_elsewhere (XaIngest *self, const XaIngestSnapshot *list, GError **error);

/* Replies to a post of which only the number matters. */
typedef struct {
  gint64 audience_id;
  gint64 post_id;
  gint64 n;
} XaIngestReplies;

GHashTable *xa_ingest_replies_new (void) G_GNUC_WARN_UNUSED_RESULT;
void        xa_ingest_replies_add (GHashTable *replies, gint64 audience_id, gint64 post_id, gint64 n);
gboolean    xa_ingest_replies_put_one (XaIngest *self, GHashTable *replies, XaPostSpans *spans, gint64 audience_id, gint64 post_id, GError **error);
gboolean    xa_ingest_replies_put (XaIngest *self, GHashTable *replies, XaPostSpans *spans, GArray *new_posts, GError **error);

/* A person in a set of a time and a subject: an activity and a day, or a term and an hour. */
typedef struct {
  gint64   audience_id;
  gint64   subject;
  gint32   time;
  guint32  member; /* or XA_INGEST_NO_MEMBER */
  guint32  n;
  gboolean once; /* @n counts only if the person is new to the set */
} XaIngestTouch;

/* The statements for one kind of set; ?1 to ?3 are its key, ?4 its number, ?5 its people. */
typedef struct {
  const char *add; /* unless it is there */
  const char *get; /* number and people */
  const char *put;
} XaIngestSetSql;

gboolean xa_ingest_merge_touches (XaIngest *self, GArray *touches, const XaIngestSetSql *statements, GError **error);
