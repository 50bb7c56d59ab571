#pragma once

#include "insight/xa-intersections.h"

#include "analysis/xa-patterns.h"
#include "privacy/xa-disclosure.h"

/* How the combinations of audiences are judged: for xa-intersections.c only. */

/* Up to this many patterns a reader's equations are solved; with more, every remainder that a
 * reader can come to by taking what is shown from a total is looked at. */
#define XA_INTERSECTIONS_SOLVABLE 63

/* What else is known about the audiences that are compared; numbers are places among these. */
typedef struct {
  guint           n;
  guint           smallest_count;
  const GArray   *patterns;   /* (not owned) (element-type XaPattern) */
  const gboolean *size_known; /* (not owned) (array length=n) */
  const gboolean *pair_known; /* (not owned) (array length=n*n): what each two share */
  const guint64  *pair_low;   /* (not owned) (array length=n*n): as it is told there */
  const guint64  *pair_high;
  gboolean        in_steps; /* whether counts are told in steps of the smallest count */
  guint64         extra;    /* see xa_step_of() */
  gboolean        tells_exactly;
  guint           n_top;
} XaIntersectionsQuestion;

typedef struct {
  guint8    *patterns; /* (owned): an XaWithheld for each pattern */
  GArray    *top;      /* (owned) (element-type XaPattern): the largest intersections */
  guint8    *at_least; /* (owned): an XaWithheld for each of these */
  XaWithheld together;
} XaIntersectionsVerdict;

/* What a reader learns of @n people. */
void xa_intersections_get_told (const XaIntersectionsQuestion *question, guint64 n, guint64 *low, guint64 *high);

gboolean xa_intersections_judge (const XaIntersectionsQuestion *question, XaIntersectionsVerdict *verdict, GCancellable *cancellable, GError **error);
gboolean xa_intersections_is_known (const XaIntersectionsQuestion *question, guint32 sets);
void     xa_intersections_solve (const XaIntersectionsQuestion *question, XaIntersectionsVerdict *verdict);
void     xa_intersections_verdict_clear (XaIntersectionsVerdict *self);
