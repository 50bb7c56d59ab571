#pragma once

#include <glib.h>

/*
 * Whether a value is higher than what came before explains. Two questions have to agree: how many
 * deviations it is above the middle, and how often a tail as heavy as the one that was seen would
 * bring it. The first alone calls every twentieth post of a heavy-tailed stream unusual.
 */

/* Values that are needed to judge by. */
#define XA_UNUSUAL_LEAST 20

typedef struct {
  gsize  n;      /* values that it was judged by */
  double middle; /* their median */
  double z;      /* robust deviations above it; NAN for fewer than XA_UNUSUAL_LEAST values */
  double tail_p; /* how often such a value comes, by the tail of the others; NAN likewise */
} XaUnusual;

XaUnusual xa_unusual_high (double value, const double *others, gsize n_others, double least_spread);
