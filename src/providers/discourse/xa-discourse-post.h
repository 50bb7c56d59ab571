#pragma once

#include "providers/discourse/xa-discourse-api.h"

/* What a page of posts held. */
typedef struct {
  guint  n;         /* posts */
  gint64 newest_id; /* or 0 */
  gint64 oldest_id; /* or 0 */
  gint64 oldest_us; /* or XA_TIME_UNKNOWN */
} XaDiscoursePage;

#define XA_DISCOURSE_PAGE_INIT { 0, 0, 0, XA_TIME_UNKNOWN }

/* Hands the posts of an array to the sink and adds what they are to @page.
 * @tags: (nullable): the array of the topic's tags, for its first post */
gboolean xa_discourse_put_posts (XaDiscourse *self, const XaJsonAt *posts, const XaJsonAt *tags, XaDiscoursePage *page, GError **error);

/* Likes of a post; those that nobody gave are left out of its summary. */
gint64 xa_discourse_count_likes (const XaJsonAt *post);

/* The posts of a topic by their ids, at most XA_DISCOURSE_IDS_MAX at a time. */
#define XA_DISCOURSE_IDS_MAX 50
gboolean xa_discourse_put_by_ids (XaDiscourse *self, const char *topic_id, GPtrArray *ids, const XaJsonAt *tags, XaDiscoursePage *page, GError **error);
