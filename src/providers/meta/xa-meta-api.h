#pragma once

#include "providers/xa-provider.h"

/* What the files of this provider share: how the Graph API is asked, and what is looked at. */

extern const XaDialect  xa_meta_dialect;
extern const XaOAuthWay xa_meta_instagram_oauth;
extern const XaOAuthWay xa_meta_facebook_oauth;
gboolean                xa_meta_revoke (XaRest *rest, const XaCredential *given, GError **error);

/* Each version lives about two years; what its metrics are called stands in xa-meta-metrics.c. */
#define XA_META_VERSION "v25.0"
#define XA_META_MAJOR 25

#define XA_META_MEDIA_PAGE 50
#define XA_META_POSTS_PAGE 100
#define XA_META_COMMENTS_PAGE 50

/* Of how many posts the comments are read, and how many pages of each. */
#define XA_META_MAX_COMMENTED 25
#define XA_META_MAX_COMMENT_PAGES 4

/* Of how many posts of a pass the views are asked for: one question each. */
#define XA_META_MAX_MEASURED 50

/* One pass over a Page or a professional account: the user's own, or one that the user's own may look at. */
typedef struct {
  XaFetch        *fetch;  /* (not owned) */
  const XaTarget *target; /* (not owned) */
  XaAudienceRef   audience;
  gboolean        is_own;
  char           *id;             /* (owned) (nullable): of the Page or own account at the Graph API */
  char           *asker;          /* (owned) (nullable): the user's own professional account, which looks at others */
  char           *title;          /* (owned) (nullable) */
  char           *username;       /* (owned) (nullable) */
  gint64          members, posts; /* or XA_COUNT_UNKNOWN */
  GArray         *tags;           /* (owned) (element-type XaSpan) */
  GHashTable     *told;           /* (owned): notes that were made in this pass */
} XaMeta;

void xa_meta_init (XaMeta *self, XaFetch *fetch, const XaTarget *target);
void xa_meta_clear (XaMeta *self);

/* @request: (transfer full)
 * @root: (out): of the answer, which has to be an object */
XaJson *xa_meta_ask (XaFetch *fetch, XaRequest *request, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Below the version. */
XaRequest *xa_meta_request (const char *id, const char *edge, const char *fields) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): the cursor of the page behind a list. */
char *xa_meta_next (const XaJsonAt *list);
/* What is told once a pass. */
void xa_meta_note (XaMeta *self, XaFetchNote note, const char *detail);
/* "2026-01-02T03:04:05+0000" */
gint64 xa_meta_time (const XaJsonAt *at, const char *name);

/* --- places --- */

/* Finds the target among what the user manages; else it is another's, and is looked at from outside. For a
 * Page, what follows is asked with the Page's own token. */
gboolean   xa_meta_find (XaMeta *self, GError **error);
gboolean   xa_meta_declare (XaMeta *self, GError **error);
GPtrArray *xa_meta_list (XaFetch *fetch, XaPlatform platform, GError **error);

/* --- passes --- */

gboolean xa_meta_read_profile (XaMeta *self, GError **error);
gboolean xa_meta_fetch_profile (XaMeta *self, GError **error);
gboolean xa_meta_fetch_posts (XaMeta *self, GError **error);
gboolean xa_meta_fetch_comments (XaMeta *self, GError **error);

gboolean   xa_meta_fetch_hashtag (XaMeta *self, GError **error);
XaPreview *xa_meta_preview_hashtag (XaMeta *self, GError **error);

/* One page of posts, newest first: of an own account or Page, or through the eyes of the asker.
 *
 * @list: (out): of what is in the answer; @holder: (out): what holds the list */
typedef struct {
  XaJson  *json;                          /* (owned) */
  XaJsonAt root, holder, discovery, list; /* places in it: each the parent of the next */
} XaMetaPosts;

gboolean xa_meta_read_posts (XaMeta *self, const char *cursor, XaMetaPosts *page, GError **error);
void     xa_meta_posts_clear (XaMetaPosts *page);
XaSpan   xa_meta_post_id (XaMeta *self, const XaJsonAt *post);   /* as other ways to the platform know it */
gint64   xa_meta_post_time (XaMeta *self, const XaJsonAt *post); /* or XA_TIME_UNKNOWN */

/* --- metrics --- */

typedef enum {
  XA_META_ACCOUNT_VIEWS,
  XA_META_MEDIA_VIEWS,
  XA_META_MEDIA_SHARES,
  XA_META_PAGE_FOLLOWS,
  XA_META_PAGE_VIEWS,
  XA_META_POST_VIEWS,
  XA_META_N_SERIES,
} XaMetaSeries;

/* The name of a series in a version: the @nth there is; NULL: no more. */
const char *xa_meta_metric_name (XaMetaSeries series, guint major, guint nth);

/* Takes the values of one metric: @at_us is XA_TIME_UNKNOWN where the value is of all time. */
typedef gboolean (*XaMetaValueFunc) (gint64 at_us, gint64 value, gpointer data, GError **error);

/* A series that the platform no longer gives, does not show us or has nothing of brings no values: that is a
 * note, and no failure of the pass. */
gboolean xa_meta_measure (XaMeta *self, XaMetaSeries series, const char *object, XaMetaValueFunc take, gpointer data, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMeta, xa_meta_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMetaPosts, xa_meta_posts_clear)
