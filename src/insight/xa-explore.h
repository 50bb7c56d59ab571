#pragma once

#include "analysis/xa-engagement.h"
#include "analysis/xa-growth.h"
#include "insight/xa-explore-search.h"

/*
 * All audiences of a workspace at a glance: what a table of ten thousand rows shows, sorts,
 * filters and counts.
 *
 * xa_explore_load() asks the workspace once, in a number of questions that does not depend on how
 * many audiences there are. Its answer never changes and may be read by several threads.
 * xa_explore_list() then filters and sorts it without a question: once a key typed. A page of rows
 * takes one more question, for the small charts.
 *
 * All sizes and what follows from them have passed the gate, also where they only decide the
 * order or who passes a filter: a hidden size sorts last and passes no limit of size.
 */
typedef struct _XaExplore XaExplore;

/* The newest posts that the engagement of a row is of. */
#define XA_EXPLORE_N_POSTS 30

/* The most points that the small chart of a row has: its newest days with a size. */
#define XA_EXPLORE_N_POINTS 60

/* One audience. Texts and figures belong to the XaExplore. */
typedef struct {
  gint64             id;
  const char        *name; /* unique in the workspace */
  const char        *handle;
  XaPlatform         platform;
  XaAudienceKind     kind;
  XaRole             role;
  gboolean           simulated;
  gboolean           of_a_person; /* an account: its audience is that of one person or brand */
  const char *const *tags;        /* (array zero-terminated=1): in alphabetical order */
  XaCoverage         coverage;    /* 0: never seen */
  gint64             first_n;     /* the cap of XA_COVERAGE_FIRST_N, else 0 */
  gint64             n_posts;     /* in all time */
  gint64             updated_us;  /* the newest list, stated size or post, or XA_TIME_UNKNOWN */
  XaFigure           size;
  XaGrowth           growth_7, growth_30; /* days up to the newest size */
  XaFigure           engagement;          /* interactions divided by base, over the newest posts */
  XaEngagementBase   engagement_base;     /* belongs to every engagement that is shown */
  guint              n_engagement_posts;
} XaExploreRow;

typedef enum {
  XA_EXPLORE_BY_NAME,
  XA_EXPLORE_BY_SIZE,
  XA_EXPLORE_BY_GROWTH_7, /* relative */
  XA_EXPLORE_BY_GROWTH_30,
  XA_EXPLORE_BY_ENGAGEMENT, /* by views, then by followers: the two are never compared */
  XA_EXPLORE_BY_FRESHNESS,
  XA_EXPLORE_BY_POSTS,
} XaExploreOrder;

/* How many audiences would pass if the tag were asked for as well. */
typedef struct {
  char *tag; /* (owned) */
  guint n;
} XaExploreTagCount;

/* The audiences that pass a filter, in order, and what the filter chips say: how many audiences
 * with that value pass all filters of other kinds. */
typedef struct {
  gint64 *ids; /* (owned) (array length=n) */
  guint   n;
  guint   n_all; /* audiences in the workspace */
  guint   platforms[XA_N_PLATFORMS];
  guint   kinds[XA_AUDIENCE_TAG + 1];
  guint   roles[XA_ROLE_COMPETITOR + 1];
  guint   coverages[XA_COVERAGE_SAMPLE + 1]; /* [0]: never seen */
  GArray *tags;                              /* (owned) (element-type XaExploreTagCount): most used first, all tags there are */
} XaExploreList;

/* A size of the small chart. */
typedef struct {
  gint64 at_us;
  double value;
} XaExplorePoint;

typedef struct {
  const XaExploreRow *row;    /* (not owned): of the XaExplore, which the page keeps alive */
  GArray             *points; /* (owned) (element-type XaExplorePoint): oldest first; may be empty */
} XaExplorePageRow;

typedef struct {
  XaExplore *explore; /* (owned) */
  GPtrArray *rows;    /* (owned) (element-type XaExplorePageRow): in the order asked for */
} XaExplorePage;

XaExplore *xa_explore_load (const XaScope *scope, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaExplore *xa_explore_ref (XaExplore *self);   /* threadsafe */
void       xa_explore_unref (XaExplore *self); /* threadsafe */

guint               xa_explore_get_n_audiences (const XaExplore *self);
gboolean            xa_explore_is_simulated (const XaExplore *self);    /* any audience is */
const XaExploreRow *xa_explore_find (const XaExplore *self, gint64 id); /* (nullable) */

/* @filter: (nullable): all pass. What has no value sorts last in either direction. */
XaExploreList *xa_explore_list (const XaExplore *self, const XaExploreFilter *filter, XaExploreOrder order, gboolean descending) G_GNUC_WARN_UNUSED_RESULT;
void           xa_explore_list_free (XaExploreList *self);

/* Ids that are not in @self are left out. */
XaExplorePage *xa_explore_load_page (const XaScope *scope, XaExplore *self, const gint64 *ids, guint n_ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           xa_explore_page_free (XaExplorePage *self);

const char *xa_explore_order_id (XaExploreOrder order); /* "name", "size", ... as on the command line */
gboolean    xa_explore_order_parse (const char *id, XaExploreOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExplore, xa_explore_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExploreList, xa_explore_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExplorePage, xa_explore_page_free)
