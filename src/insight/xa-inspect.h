#pragma once

#include "analysis/xa-engagement.h"
#include "analysis/xa-growth.h"
#include "analysis/xa-rhythm.h"
#include "insight/xa-subject.h"
#include "store/xa-batch.h"
#include "store/xa-post-sums.h"

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
} XaInspectTerms;

typedef struct {
  char      *name; /* (owned): of the other audience */
  gboolean   incoming;
  XaLinkKind kind;
  XaFigure   n; /* posts that refer to it */
} XaInspectLink;

typedef struct {
  XaSubject        *subject; /* (owned) */
  XaFigure          size;
  XaGrowth          growth_7, growth_30, growth_all;
  gint64            earlier_us, later_us; /* of the lists behind @turnover, or XA_TIME_UNKNOWN */
  XaTurnover        turnover;
  XaInspectActivity activity;
  XaInspectTerms    languages, tags;
  GPtrArray        *affinities; /* (owned) (element-type XaSharedPreference): with one leaning each */
  GPtrArray        *links;      /* (owned) (element-type XaInspectLink): most frequent first */
} XaInspect;

/* @zone: whose clock the week goes by. */
XaInspect *xa_inspect_new (const XaScope *scope, const char *name, GTimeZone *zone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       xa_inspect_free (XaInspect *self);

/* When the size or the list was seen, in words such as "3 h ago". */
char       *xa_inspect_age_words (gint64 age_us) G_GNUC_WARN_UNUSED_RESULT;
const char *xa_inspect_coverage_words (XaCoverage coverage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaInspect, xa_inspect_free)
