#pragma once

#include "analysis/xa-reach.h"

/* What follows for the steps of a reach from the figures that are told anyway. */
void     xa_reach_bound_steps (GArray *steps, const XaFigure *sizes);
XaFigure xa_reach_bound_together (GArray *steps, const XaFigure *sizes, const gboolean *is_compared, guint n);
