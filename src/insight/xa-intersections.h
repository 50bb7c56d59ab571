#pragma once

#include "analysis/xa-reach.h"
#include "insight/xa-overlaps.h"

/*
 * Who is in just these of several audiences, and in these at least; and what each audience adds to
 * those before it, in any order. All of it is judged at once, together with the sizes and the
 * pairs that are shown beside it: the combinations of few people are the most telling figures
 * there are.
 *
 * Only people who can be matched are compared: those of the audiences of one platform and key with
 * complete lists, else of one window of activity, else those listed, of whom only lower bounds
 * can be told. The other audiences stay out, with the reason.
 */

#define XA_INTERSECTIONS_MOST 30

/* One combination of audiences. */
typedef struct {
  guint32  sets; /* bit i: audience i of the question */
  XaFigure n;
} XaIntersection;

typedef struct {
  guint         n;           /* audiences */
  guint         n_compared;  /* of these; 0 if no two can be compared */
  XaBasis       basis;       /* XA_BASIS_WHOLE, _ACTIVE, _AT_LEAST, or _NONE */
  XaFigureNote *apart;       /* (owned) (array length=n): why an audience stays out, or XA_NOTE_NONE */
  GArray       *exactly;     /* (owned) (element-type XaIntersection): in these and no other; most people first, then those withheld */
  GArray       *at_least;    /* (owned) (element-type XaIntersection): two audiences and more */
  XaFigure      together;    /* different people in any that is compared */
  guint         n_too_small; /* combinations that are not listed, with fewer people than may be shown */
  guint         n_more;      /* combinations that are not listed, with more people than that */
  gboolean      simulated;
} XaIntersections;

/* @n_top: how many combinations to list, of each kind. The answer does not keep @overlaps. */
XaIntersections *xa_intersections_new (const XaScope *scope, const XaOverlaps *overlaps, guint n_top, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, of which an answer may be kept. */
XaIntersections *xa_intersections_ask (const XaScope *scope, const XaOverlaps *overlaps, guint n_top, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaIntersections *xa_intersections_ref (XaIntersections *self);
void             xa_intersections_unref (XaIntersections *self);

/* The figure of one combination; exactly 0 people where it does not occur. */
XaFigure xa_intersections_get (const XaIntersections *self, guint32 sets);

/* The audiences that are compared in an order, and what each adds. (element-type XaReachStep) */
GArray *xa_intersections_follow (const XaIntersections *self, const guint *order, guint n) G_GNUC_WARN_UNUSED_RESULT;
/* The same in the order in which each adds most. */
GArray *xa_intersections_follow_greedily (const XaIntersections *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaIntersections, xa_intersections_unref)
