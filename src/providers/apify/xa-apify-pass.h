#pragma once

#include "providers/apify/xa-apify-api.h"

#include <json-glib/json-glib.h>

/* What the readers of the platforms' items share. */

typedef struct _XaApifyKind XaApifyKind;

/* One pass over a target. */
typedef struct {
  XaFetch           *fetch;  /* (not owned) */
  const XaTarget    *target; /* (not owned) */
  const XaApifyKind *kind;   /* (not owned) */
  XaSink            *sink;   /* (not owned) */
  XaAudienceRef      audience;
  GArray            *tags;                   /* (owned) (element-type XaSpan) */
  GString           *id, *reply_to, *author; /* (owned) */
  GPtrArray         *urls;                   /* (owned) (element-type utf8): of posts, whose comments are asked for */
  GHashTable        *posts;                  /* (owned) (element-type utf8 utf8): their ids by their addresses */
  gint64             newest_us;              /* of the posts of this pass, or XA_TIME_UNKNOWN */
  guint              n_taken, n_errors;
} XaApifyPass;

/* What actors answer about one platform. The items of an actor have no form that is promised: members are
 * read by name, and any may be missing. */
struct _XaApifyKind {
  XaPlatform  platform;
  const char *profile_actor, *posts_actor, *comments_actor;
  double      profile_price, posts_price, comments_price; /* of one result, in US dollars, where Apify does not tell */
  void (*ask_profile) (const XaTarget *target, JsonBuilder *input);
  void (*ask_posts) (const XaTarget *target, guint n, gint64 since_us, JsonBuilder *input);
  void (*ask_comments) (const GPtrArray *urls, guint n_each, JsonBuilder *input);
  gboolean (*take_profile) (XaApifyPass *self, const XaJsonAt *item, GError **error);
  gboolean (*take_post) (XaApifyPass *self, const XaJsonAt *item, GError **error);
  gboolean (*take_comment) (XaApifyPass *self, const XaJsonAt *item, GError **error);
  /* The address of a post by which its comments are asked for, and its id; FALSE: none. */
  gboolean (*read_post) (XaApifyPass *self, const XaJsonAt *item, XaSpan *url, XaSpan *id);
};

extern const XaApifyKind xa_apify_kind_facebook;
extern const XaApifyKind xa_apify_kind_instagram;
extern const XaApifyKind xa_apify_kind_tiktok;

/* How many posts at most are asked for at a time, of how many the comments, and how many of each. */
#define XA_APIFY_MAX_POSTS 1000
#define XA_APIFY_MAX_COMMENTED 10
#define XA_APIFY_MAX_COMMENTS_EACH 30

void xa_apify_pass_init (XaApifyPass *self, XaFetch *fetch, const XaApifyKind *kind);
void xa_apify_pass_clear (XaApifyPass *self);

gboolean xa_apify_declare (XaApifyPass *self, XaSpan title, gint64 members, GError **error);
gboolean xa_apify_add_profile (XaApifyPass *self, XaSpan title, gint64 members, gint64 posts, GError **error);
/* Counts a post or comment that lacks what it cannot do without, and drops it. */
gboolean xa_apify_add_post (XaApifyPass *self, const XaJsonAt *item, const XaPostRecord *post, GError **error);
void     xa_apify_see_time (XaApifyPass *self, gint64 at_us); /* of a post: the newest is where the next pass begins */
gboolean xa_apify_fetch_profile (XaApifyPass *self, GError **error);
gboolean xa_apify_fetch_posts (XaApifyPass *self, GError **error);
gboolean xa_apify_fetch_comments (XaApifyPass *self, GError **error);

/* What everything of a first sync costs at most. */
guint xa_apify_count_posts (XaFetch *fetch);

/* --- for the items --- */

void     xa_apify_add_text (JsonBuilder *input, const char *name, const char *text);
void     xa_apify_add_int (JsonBuilder *input, const char *name, gint64 value);
void     xa_apify_add_texts (JsonBuilder *input, const char *name, const GPtrArray *texts);
void     xa_apify_add_urls (JsonBuilder *input, const char *name, const GPtrArray *urls); /* [{"url": ...}] */
void     xa_apify_add_day (JsonBuilder *input, const char *name, gint64 time_us);         /* adds nothing where it is unknown */
gboolean xa_apify_is_error (XaApifyPass *self, const XaJsonAt *item);
/* The part of an address behind one of @marks, up to the next '/' or '?'; absent where it has none. */
XaSpan xa_apify_part_of_url (XaSpan url, const char *const *marks);
gint64 xa_apify_time (const XaJsonAt *item, const char *text, const char *seconds); /* @seconds: (nullable) */
void   xa_apify_lower (XaSpan text, GString *out);
/* A link to each account that "mentions" of @item names. */
gboolean xa_apify_add_mentions (XaApifyPass *self, const XaJsonAt *item, gint64 at_us, GError **error);
gboolean xa_apify_is_own (XaApifyPass *self, XaSpan name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaApifyPass, xa_apify_pass_clear)
