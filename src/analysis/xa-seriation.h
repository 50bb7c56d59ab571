#pragma once

#include <glib.h>

/*
 * An order of things in which those that are alike stand side by side, so that the blocks of a
 * matrix become visible.
 */

guint *xa_seriation_order (const double *similarity, guint n) G_GNUC_WARN_UNUSED_RESULT;
double xa_seriation_length (const double *similarity, const guint *order, guint n);
