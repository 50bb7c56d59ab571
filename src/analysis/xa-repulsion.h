#pragma once

#include "analysis/xa-layout.h"

/*
 * The pushing apart of all pairs of nodes in n log n time: a quadtree over the points, whose far
 * cells act as one body (J. Barnes and P. Hut, Nature 324, 1986).
 */
typedef struct _XaRepulsion XaRepulsion;

XaRepulsion *xa_repulsion_new (guint32 n_points) G_GNUC_WARN_UNUSED_RESULT;
void         xa_repulsion_free (XaRepulsion *self);

/* Adds to @forces what every point feels from all others: @strength * mass * mass / distance. */
void xa_repulsion_apply (XaRepulsion *self, const XaPoint *points, const double *masses, guint32 n_points, double strength, XaPoint *forces);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaRepulsion, xa_repulsion_free)
