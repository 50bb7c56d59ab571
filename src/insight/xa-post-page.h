#pragma once

#include "insight/xa-subject.h"
#include "store/xa-post-sums.h"

/* A post as listed. Those of members have neither id nor text: both would lead to their author. */
typedef struct {
  XaPost *post;                  /* (owned) */
  double  at_age[XA_N_COUNTERS]; /* what the counters were at the age asked for, NAN where not known */
} XaListedPost;

/* One page of the posts of an audience. */
typedef struct {
  XaSubject *subject; /* (owned) */
  GPtrArray *posts;   /* (owned) (element-type XaListedPost) */
  char      *next;    /* (owned) (nullable): where the next page begins, opaque; NULL after the last */
  gint64     age_us;
} XaPostPage;

typedef struct {
  const char *name; /* of one audience; composites have no posts */
  XaPostOrder order;
  guint       n;      /* a page */
  const char *after;  /* (nullable): the @next of the page before */
  gint64      age_us; /* counters of posts are compared at this age */
} XaPostPageQuery;

XaPostPage *xa_post_page_new (const XaScope *scope, const XaPostPageQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_post_page_free (XaPostPage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPostPage, xa_post_page_free)
