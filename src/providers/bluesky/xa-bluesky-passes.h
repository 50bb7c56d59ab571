#pragma once

#include "providers/xa-provider.h"

/* The passes over accounts, lists and searches of Bluesky. */

/* An audience as the platform describes it. */
typedef struct {
  char  *id;      /* (owned): the DID, or the address of a list */
  char  *handle;  /* (owned) (nullable) */
  char  *title;   /* (owned) (nullable): not asked for */
  char  *url;     /* (owned) (nullable) */
  gint64 members; /* or XA_COUNT_UNKNOWN */
  gint64 posts;   /* or XA_COUNT_UNKNOWN */
} XaBlueskyCard;

gboolean xa_bluesky_card_read (XaFetch *fetch, const XaTarget *target, XaBlueskyCard *card, GError **error);
void     xa_bluesky_card_clear (XaBlueskyCard *self);

gboolean xa_bluesky_declare (XaFetch *fetch, const XaBlueskyCard *card, XaAudienceRef *ref, GError **error);

gboolean xa_bluesky_fetch_profile (XaFetch *fetch, GError **error);
gboolean xa_bluesky_fetch_members (XaFetch *fetch, GError **error);
gboolean xa_bluesky_fetch_posts (XaFetch *fetch, GError **error);
gboolean xa_bluesky_fetch_reactors (XaFetch *fetch, GError **error);

/* Of how many posts who reacted is asked, and how many pages of each list. */
#define XA_BLUESKY_MAX_REACTED 30
#define XA_BLUESKY_MAX_REACTOR_PAGES 10

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaBlueskyCard, xa_bluesky_card_clear)
