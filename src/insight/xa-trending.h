#pragma once

#include "insight/xa-subject.h"

/* Hashtags that are used more than usual, over all audiences. */
typedef struct {
  char      *tag;           /* (owned) */
  double     score;         /* deviations above what is usual for that span of time */
  double     expected;      /* the usual uses in a span */
  double     q;             /* false discovery rate of the score, over all tags that were judged */
  XaFigure   n;             /* posts in the span that is judged */
  XaFigure   people;        /* who used it then; not comparable for audiences' own posts */
  gint64     first_seen_us; /* the hour of its first use in the history that is looked at */
  GPtrArray *audiences;     /* (owned) (element-type char*): those it moved through, in order of first use */
} XaTrend;

typedef struct {
  gatomicrefcount ref_count;
  gint64          from_us, to_us; /* the span that is judged, its end not part of it */
  gint64          history_us;     /* since when uses are looked at */
  GPtrArray      *trends;         /* (owned) (element-type XaTrend): highest score first */
  guint           n_judged;       /* tags with enough history to be judged */
  guint           n_hidden;       /* tags that trend among too few people to be named */
  gboolean        simulated;
} XaTrending;

/* @span_hours: how long the judged span is. */
XaTrending *xa_trending_new (const XaScope *scope, guint span_hours, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_trending_free (XaTrending *self);
char       *xa_trending_describe (guint smallest_count) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaTrending, xa_trending_free)
