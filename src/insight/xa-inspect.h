#pragma once

#include "analysis/xa-engagement.h"
#include "analysis/xa-growth.h"
#include "analysis/xa-rhythm.h"
#include "insight/xa-subject.h"
#include "store/xa-batch.h"
#include "store/xa-post-sums.h"
#include "store/xa-ways.h"

/* All that is known of one audience. */

/* What is posted, when, and how it is answered. */
typedef struct {
  XaPostSums   posts;
  gboolean     all_own; /* no member was seen to write: all by the audience's own account */
  gint64       from_us; /* the window of the rhythm */
  gint64       to_us;   /* not part of it */
  XaFigure     active;  /* different people who wrote */
  XaPace       pace;
  XaFigure     week[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS];    /* posts */
  guint32      n_hours[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]; /* how often that hour came; 0: untested */
  XaEngagement by_followers, by_views;
} XaInspectActivity;

typedef struct {
  char    *text; /* (owned) */
  XaFigure posts;
  XaFigure people; /* not comparable for the audience's own posts */
  XaFigure share;  /* of those who wrote */
} XaInspectTerm;

typedef struct {
  GPtrArray *terms;    /* (owned) (element-type XaInspectTerm): most used first */
  guint      n_hidden; /* terms of too few people */
  guint      n_beyond; /* terms that are used less than all of @terms, and could be told too */
} XaInspectTerms;

typedef struct {
  char      *name; /* (owned): of the other audience */
  gboolean   incoming;
  XaLinkKind kind;
  XaFigure   n; /* posts that refer to it */
} XaInspectLink;

/* How many of the audience's own posts are ranked, and at which age. */
#define XA_INSPECT_N_TOP_POSTS 10
#define XA_INSPECT_TOP_POSTS_AGE XA_USEC_PER_DAY

/* One of the audience's own posts that were answered most. */
typedef struct {
  XaPost *post;         /* (owned): with its text, which is the audience's own */
  double  interactions; /* reactions, comments and shares at @age_us */
  gint64  age_us;
} XaInspectTopPost;

/* Own posts by their interactions at the same age. A counter is taken to grow evenly between two
 * readings; a post that was not read before and after that age is left out. Where hardly any was,
 * as in a single export, the newest counters of those that were old enough are compared. */
typedef struct {
  GPtrArray *posts;        /* (owned) (element-type XaInspectTopPost): the highest first */
  gint64     age_us;       /* that is asked for */
  gboolean   at_equal_age; /* else ranked by the newest counters, each at its own age */
  guint      n_own;        /* own posts in the range */
  guint      n_ranked;     /* those that could be compared */
  guint      n_too_young;  /* not that old when they were last read; left out */
} XaInspectTopPosts;

/* How many who follow are of one kind, as the platform counts them. */
typedef struct {
  char    *value; /* (owned): the platform's number or word for it */
  char    *name;  /* (owned) (nullable): what it is called, where the platform said so */
  XaFigure people;
  XaFigure share; /* of all who follow */
} XaInspectFacetCount;

/* What the platform told last of one facet. */
typedef struct {
  XaFacet    facet;
  gint64     at_us;    /* the day of it */
  GPtrArray *counts;   /* (owned) (element-type XaInspectFacetCount): the largest first */
  guint      n_hidden; /* kinds of too few people */
  guint      n_beyond; /* kinds that are smaller than all of @counts, and could be told too */
} XaInspectFacet;

/* Who of those whose profile was read names an account on another platform in it. */
typedef struct {
  XaPlatform platform;
  XaFigure   people;
  XaFigure   share; /* of those whose profile was read */
} XaInspectPlace;

/* Of the newest list that was read with the profiles of its members: what these say of themselves, counted and
 * never followed. One person may name several platforms. */
typedef struct {
  gint64     at_us;    /* of the list */
  XaCoverage coverage; /* likewise */
  XaFigure   read;     /* whose profile was read */
  GArray    *places;   /* (owned) (element-type XaInspectPlace): the largest first */
  guint      n_hidden; /* platforms that too few people name */
} XaInspectElsewhere;

void xa_inspect_elsewhere_free (XaInspectElsewhere *self);

/* A list of people, and the import that brought it. */
typedef struct {
  gint64     at_us;
  XaCoverage coverage;
  gint64     first_n;                      /* the cap of XA_COVERAGE_FIRST_N, else 0 */
  gint64     window_from_us, window_to_us; /* of active authors and reactors, or XA_TIME_UNKNOWN */
  XaFigure   size;
  char      *format;      /* (owned) (nullable): of the file; NULL where the import was forgotten */
  gint64     size_bytes;  /* of the file */
  gint64     imported_us; /* or XA_TIME_UNKNOWN */
} XaInspectList;

/* Who came and went between two complete lists that follow on each other. */
typedef struct {
  gint64     earlier_us, later_us;
  XaTurnover turnover;
} XaInspectFlow;

/* Counted, as answers are kept for those who ask again. */
typedef struct _XaInspect {
  gatomicrefcount     ref_count;
  XaSubject          *subject; /* (owned) */
  XaFigure            size;
  XaGrowth            growth_7, growth_30, growth_all;
  gint64              earlier_us, later_us; /* of the lists behind @turnover, or XA_TIME_UNKNOWN */
  XaTurnover          turnover;
  XaInspectActivity   activity;
  XaInspectTerms      languages, tags;
  XaInspectTerms      words;      /* of what was found by a search or under a tag: those that at least ten people used */
  GPtrArray          *affinities; /* (owned) (element-type XaSharedPreference): with one leaning each */
  GPtrArray          *links;      /* (owned) (element-type XaInspectLink): most frequent first */
  GPtrArray          *breaks;     /* (owned) (element-type XaSeriesBreak): where it goes on by another way, by time */
  GPtrArray          *facets;     /* (owned) (element-type XaInspectFacet): where the platform counts by country, industry and so on */
  GArray             *sizes;      /* (owned) (element-type XaGrowthPoint): over time, judged, oldest first */
  GArray             *lists;      /* (owned) (element-type XaInspectList): all there are, oldest first */
  GArray             *flows;      /* (owned) (element-type XaInspectFlow): the newest of them, oldest first */
  guint               n_flows;    /* that there are in the range, with older ones that are not in @flows */
  XaInspectTopPosts   top_posts;
  XaInspectElsewhere *elsewhere; /* (owned) (nullable): NULL where no profiles were read, as it is unless that was switched on */
  struct _XaInspect  *own;       /* (owned) (nullable): all of the above that other audiences have no part in belongs to it */
} XaInspect;

/* How much is asked for: each holds what those before it do. The rest is empty, and not known to be. */
typedef enum {
  XA_INSPECT_GLANCE,  /* who it is, its size, and how that changed */
  XA_INSPECT_HISTORY, /* and its posts and lists */
  XA_INSPECT_WHOLE,   /* and what takes the people themselves: who came and went, what they prefer */
} XaInspectDepth;

/* @zone: whose clock the week goes by. */
XaInspect *xa_inspect_new_part (const XaScope *scope, const char *name, GTimeZone *zone, XaInspectDepth depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaInspect *xa_inspect_new (const XaScope *scope, const char *name, GTimeZone *zone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaInspect *xa_inspect_ref (XaInspect *self);
void       xa_inspect_free (XaInspect *self); /* gives up a reference */

/* When the size or the list was seen, in words such as "3 h ago". */
char       *xa_inspect_age_words (gint64 age_us) G_GNUC_WARN_UNUSED_RESULT;
const char *xa_inspect_coverage_words (XaCoverage coverage);
/* (transfer full): what it is called, or "Industry no. 43" where the platform did not say */
char *xa_inspect_facet_label (XaFacet facet, const XaInspectFacetCount *count) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaInspect, xa_inspect_free)
