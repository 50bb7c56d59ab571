#pragma once

#include "store/xa-audiences.h"
#include "store/xa-post-sums.h"

/*
 * What a table of all audiences shows, each kind of fact in one question however many audiences
 * there are. Times end with @to_us, which is not part of the range.
 */

/* A size as the platform stated it. */
typedef struct {
  gint64 audience_id;
  gint64 at_us;
  double value;
  double granularity; /* the step to which the platform rounds, 0 if exact */
} XaGlanceSize;

/* Of every audience with a stated size: the latest, those in force 7 and 30 days before it, and the
 * first, each once. (element-type XaGlanceSize): by audience, then time */
GArray *xa_store_glance_sizes (XaStore *store, gint64 to_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type XaSnapshot): all snapshots by audience, then time; none of their people */
GArray *xa_store_glance_lists (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those of one audience, out of the answers of the two above: they stand together. */
const XaGlanceSize *xa_glance_get_sizes (const GArray *sizes, gint64 audience_id, guint *n);
const XaSnapshot   *xa_glance_get_lists (const GArray *lists, gint64 audience_id, guint *n);

typedef struct {
  gint64 audience_id;
  gint64 at_us;
  gint64 counters[XA_N_COUNTERS]; /* the newest seen, or XA_COUNT_UNKNOWN */
  gint64 stated;                  /* the size stated last before it, or XA_COUNT_UNKNOWN */
} XaGlancePost;

/* The newest @n_each posts of every audience. (element-type XaGlancePost): by audience */
GArray             *xa_store_glance_posts (XaStore *store, gint64 from_us, gint64 to_us, guint n_each, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const XaGlancePost *xa_glance_get_posts (const GArray *posts, gint64 audience_id, guint *n);

/* The last stated size of each of the newest @n_each days that have one.
 * (element-type XaGlanceSize): in the order of @ids, then by time; @at_us begins the day */
GArray *xa_store_glance_days (XaStore *store, const gint64 *ids, gsize n_ids, gint64 to_us, guint n_each, GError **error) G_GNUC_WARN_UNUSED_RESULT;
