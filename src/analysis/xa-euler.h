#pragma once

#include <glib.h>

/*
 * Circles whose regions are as large as the sets they stand for: two or three sets, drawn as an
 * area-proportional Euler diagram. Two can always be drawn exactly; three only sometimes, so that
 * the largest error is part of the answer.
 *
 * A region is named by the sets that it is in: bit i for set i. Region 0 is what lies outside.
 */

#define XA_EULER_MOST_SETS 3
#define XA_EULER_N_REGIONS (1 << XA_EULER_MOST_SETS)

typedef struct {
  double x, y, radius;
} XaEulerCircle;

typedef struct {
  guint         n;                           /* sets: 2 or 3 */
  XaEulerCircle circles[XA_EULER_MOST_SETS]; /* their union has an area of about 1 */
  double        wanted[XA_EULER_N_REGIONS];  /* shares of the union */
  double        drawn[XA_EULER_N_REGIONS];   /* shares of the drawn union */
  double        largest_error;               /* the largest difference of the two */
} XaEuler;

gboolean xa_euler_fit (const double *regions, guint n, XaEuler *self);
double   xa_euler_intersection (const XaEulerCircle *circles, guint n, guint which);
void     xa_euler_regions (const XaEulerCircle *circles, guint n, double *areas);
double   xa_euler_anchor (const XaEuler *self, guint region, double *x, double *y);
