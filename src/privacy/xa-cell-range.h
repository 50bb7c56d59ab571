#pragma once

#include <glib.h>

/*
 * What a reader can work out about a hidden count: its least and greatest value given linear
 * equations with the counts that are shown, and bounds on those that are not.
 */
typedef struct _XaCellRange XaCellRange;

/* @n: unknown counts; @values: the truth, from which the search starts; @low, @high: bounds that
 * the reader knows, INFINITY for none. All (array length=n), borrowed until it is freed. */
XaCellRange *xa_cell_range_new (guint n, const double *values, const double *low, const double *high) G_GNUC_WARN_UNUSED_RESULT;
void         xa_cell_range_free (XaCellRange *self);

/* States that the sum of @factors times the unknown counts is known. (array length=n) */
void xa_cell_range_add_equation (XaCellRange *self, const double *factors);

void xa_cell_range_get (XaCellRange *self, guint cell, double *least, double *greatest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCellRange, xa_cell_range_free)
