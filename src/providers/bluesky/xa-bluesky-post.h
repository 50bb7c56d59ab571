#pragma once

#include "model/xa-sink.h"
#include "net/xa-json.h"

/* Reads posts of Bluesky into a sink: those of an account, or of anybody. */
typedef struct {
  XaSink       *sink; /* (not owned) */
  XaAudienceRef audience;
  const char   *own; /* (not owned) (nullable): the DID whose audience it is */
  gint64        now_us;
  gboolean      sees_all; /* signed in: also what is not for people who are not */
  guint         n_hidden; /* (out): posts that were left out for that */
  GArray       *tags;     /* (owned) (element-type XaSpan) */
} XaBlueskyPosts;

void     xa_bluesky_posts_init (XaBlueskyPosts *self, XaSink *sink, XaAudienceRef audience, const char *own, gint64 now_us, gboolean sees_all);
void     xa_bluesky_posts_clear (XaBlueskyPosts *self);
gint64   xa_bluesky_post_time (const XaJsonAt *post); /* or XA_TIME_UNKNOWN */
gboolean xa_bluesky_posts_take (XaBlueskyPosts *self, const XaJsonAt *post, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaBlueskyPosts, xa_bluesky_posts_clear)
