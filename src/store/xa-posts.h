#pragma once

#include "store/xa-store.h"

/* The counters of a post at a time; XA_COUNT_UNKNOWN where the platform did not give one. */
typedef struct {
  gint64 seen_us;
  gint64 reactions, comments, shares, views;
} XaPostCounters;

typedef struct {
  gint64         audience_id;
  gint64         id;
  gint64         at_us;
  XaAuthorKind   author_kind;
  XaPostCounters counters; /* the newest seen */
  gint64         reply_to; /* a post id, or XA_COUNT_UNKNOWN */
  gint64         n_chars;
  gboolean       has_media;
  double         rating;  /* or NAN */
  char          *lang;    /* (owned) (nullable) */
  char          *product; /* (owned) (nullable) */
  char          *fields;  /* (owned) (nullable): a JSON object */
  char          *text;    /* (owned) (nullable): of the audience's own posts */
} XaPost;

void xa_post_free (XaPost *self);

typedef enum {
  XA_POSTS_NEWEST,
  XA_POSTS_MOST_REACTIONS,
  XA_POSTS_MOST_COMMENTS,
  XA_POSTS_MOST_SHARES,
  XA_POSTS_MOST_VIEWS,
} XaPostOrder;

typedef struct {
  gint64      audience_id;
  XaPostOrder order;
  gint64      from_us, to_us; /* to_us is not part of the range */
  gsize       n;              /* a page */
} XaPostQuery;

/* After which post a page begins; all zero for the first page. */
typedef struct {
  gboolean is_set;
  gint64   key; /* its time or its count */
  gint64   id;
} XaPostCursor;

GPtrArray *xa_store_list_posts (XaStore *store, const XaPostQuery *query, XaPostCursor *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaPost) */
GArray    *xa_store_get_post_history (XaStore *store, gint64 audience_id, gint64 post_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;       /* (element-type XaPostCounters), by time */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPost, xa_post_free)
