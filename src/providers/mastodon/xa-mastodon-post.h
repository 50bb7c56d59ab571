#pragma once

#include "providers/mastodon/xa-mastodon-api.h"

/* Reads posts into a sink: those of an account, or of anybody. */
typedef struct {
  XaMastodon   *server; /* (not owned) */
  XaAudienceRef audience;
  char         *own;                                /* (owned) (nullable): the name of the account whose audience it is */
  gint64        known_us;                           /* what was passed on until then is counted already, or XA_TIME_UNKNOWN */
  GArray       *tags;                               /* (owned) (element-type XaSpan) */
  GString      *author, *id, *reply_to, *mentioned; /* (owned) */
} XaMastodonPosts;

void     xa_mastodon_posts_init (XaMastodonPosts *self, XaMastodon *server, XaAudienceRef audience, gint64 known_us);
void     xa_mastodon_posts_clear (XaMastodonPosts *self);
XaSpan   xa_mastodon_post_id (XaMastodon *server, XaSpan id, GString *buffer);
gint64   xa_mastodon_post_time (const XaJsonAt *post); /* or XA_TIME_UNKNOWN */
gboolean xa_mastodon_posts_take (XaMastodonPosts *self, const XaJsonAt *post, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMastodonPosts, xa_mastodon_posts_clear)
