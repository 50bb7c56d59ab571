#pragma once

#include "store/xa-posts.h"

/* One of the counters of posts. */
typedef enum {
  XA_COUNTER_REACTIONS,
  XA_COUNTER_COMMENTS,
  XA_COUNTER_SHARES,
  XA_COUNTER_VIEWS,
} XaCounter;

#define XA_N_COUNTERS 4

/* The posts of an audience in a range of time, added up. */
typedef struct {
  gint64 n;
  gint64 n_own;             /* by the audience's own account */
  gint64 first_us, last_us; /* XA_TIME_UNKNOWN without posts */
  struct {
    gint64 n;   /* posts for which it is known */
    gint64 sum; /* of those */
  } counters[XA_N_COUNTERS];
} XaPostSums;

/* A post without its content. */
typedef struct {
  gint64       at_us;
  XaAuthorKind author_kind;
  gint64       counters[XA_N_COUNTERS]; /* the newest seen, or XA_COUNT_UNKNOWN */
} XaPostBrief;

/* Both read the posts of the range, @to_us not part of it, and nothing else. */
gboolean xa_store_sum_posts (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, XaPostSums *sums, GError **error);
/* All that there are of an audience. */
gboolean xa_store_count_posts (XaStore *store, gint64 audience_id, gint64 *n_posts, GError **error);
GArray  *xa_store_list_post_briefs (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaPostBrief), by time */

/* @at_us: (out): the time of the last post before @to_us, or XA_TIME_UNKNOWN. Goes straight to it. */
gboolean xa_store_get_last_post (XaStore *store, gint64 audience_id, gint64 to_us, gint64 *at_us, GError **error);
