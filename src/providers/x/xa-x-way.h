#pragma once

#include "providers/xa-provider.h"

/*
 * X over the network. There are two ways to it, with the same ids of people and posts: X API v2 and
 * SocialData.tools. Each knows how to ask and how to read what it is answered; the passes are the
 * same for both, so that what came by one way may go on by the other.
 */

typedef enum {
  XA_X_ACCOUNT,
  XA_X_LIST,
  XA_X_FOLLOWERS,
  XA_X_LIST_MEMBERS,
  XA_X_POSTS,
  XA_X_SEARCH,
  XA_X_REPOSTERS,
  XA_N_X_QUESTIONS,
} XaXQuestion;

/* What a way takes for one kind of answer. */
typedef struct {
  guint  page;  /* items of a page at most; 0: the way does not have it */
  double price; /* in dollars, of each item that is returned */
  XaRate rate;  /* of these questions; capacity 0: that of the connection */
} XaXTariff;

/* An account or a list. */
typedef struct {
  char    *id;             /* (owned) */
  char    *handle;         /* (owned) (nullable): lower case */
  char    *title;          /* (owned) */
  gint64   members, posts; /* or XA_COUNT_UNKNOWN */
  gboolean is_protected;
} XaXCard;

/* A page of people or posts; its items are borrowed from the document. */
typedef struct {
  XaJsonAt root;
  XaJsonAt items;
  char    *next;   /* (owned) (nullable): the way to the next page */
  guint    n_lost; /* items that were deleted, suspended or hidden and are not there */
  double   paid;   /* in dollars */
} XaXPage;

/* What a post holds, borrowed from the document. */
typedef struct {
  XaPostRecord record;
  XaSpan       author;     /* (absent: not said) */
  XaSpan       forwarded;  /* the author of the post that it passes on, where it is no more than that */
  gboolean     is_forward; /* it is no post of its own */
  XaJsonAt     entities, hashtags, mentions;
  const char  *tag_name, *mention_id; /* members of these */
} XaXPost;

typedef struct {
  const char *id;
  gboolean    shows_all; /* of an account's timeline: what is not there any more is deleted */
  XaXTariff   tariffs[XA_N_X_QUESTIONS];

  /* @subject: an id, a handle behind '@', or the words of a search; @cursor: (nullable) */
  XaRequest *(*request) (XaFetch *fetch, XaXQuestion question, const char *subject, const char *cursor);
  /* (nullable): Whether the question, put in another way, may be taken; changes how it is put. */
  gboolean (*rephrase) (XaFetch *fetch, XaXQuestion question);
  /* Faults are left in the document. */
  void (*read_card) (const XaJsonAt *root, XaXQuestion question, XaXCard *card);
  void (*read_page) (XaXQuestion question, XaXPage *page); /* of which the root is set */
  XaSpan (*read_person) (const XaJsonAt *item, gboolean *is_hidden);
  XaProfileRecord (*read_profile) (const XaJsonAt *item); /* (nullable): profiles do not come along */
  gint64 (*read_post_time) (const XaJsonAt *item);
  gint64 (*count_reposts) (const XaJsonAt *item);
  void (*read_post) (const XaJsonAt *item, XaXPost *post);
} XaXWay;

extern const XaXWay xa_x_v2;
extern const XaXWay xa_x_socialdata_way;

extern const XaDialect xa_x_v2_dialect;
extern const XaDialect xa_x_socialdata_dialect;

/* The rate of a bucket of @way: buckets go by the question. */
gboolean xa_x_get_rate (const XaXWay *way, const char *bucket, XaRate *rate);

/* --- asking: xa-x-ask.c --- */

gboolean xa_x_ask_card (const XaXWay *way, XaFetch *fetch, const XaTarget *target, XaXCard *card, GError **error);
XaJson  *xa_x_ask_page (const XaXWay *way, XaFetch *fetch, XaXQuestion question, const char *subject, const char *cursor, XaXPage *page, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_x_card_clear (XaXCard *self);
void     xa_x_page_clear (XaXPage *self);

/* The id of an account or list, as it stands in addresses from then on: digits, or a fault. */
char *xa_x_read_id (const XaJsonAt *at, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* a + b, where either may be XA_COUNT_UNKNOWN. */
gint64 xa_x_add_counts (gint64 a, gint64 b);
/* The language, unless X says in one of its own words that there is none. */
XaSpan xa_x_language (XaSpan lang);
/* The words of a search with its times, as both ways take them. */
char *xa_x_search_words (const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT;

/* --- passes: xa-x-passes.c, xa-x-posts.c --- */

gboolean xa_x_declare (XaFetch *fetch, const XaXCard *card, XaAudienceRef *ref, GError **error);
gboolean xa_x_is_search (const XaTarget *target);

gboolean xa_x_fetch_profile (const XaXWay *way, XaFetch *fetch, GError **error);
gboolean xa_x_fetch_members (const XaXWay *way, XaFetch *fetch, GError **error);
gboolean xa_x_fetch_posts (const XaXWay *way, XaFetch *fetch, GError **error);
gboolean xa_x_fetch_reactors (const XaXWay *way, XaFetch *fetch, GError **error);

/* Of how many posts who reposted is asked, and how many pages of each list. */
#define XA_X_MAX_REACTED 20
#define XA_X_MAX_REACTOR_PAGES 3

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaXCard, xa_x_card_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaXPage, xa_x_page_clear)
