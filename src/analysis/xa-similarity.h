#pragma once

#include <glib.h>

/*
 * How alike two sets are, and whether that is more than chance. Plain arithmetic on counts: A
 * and B have @a and @b members, share @shared, and lie in a universe of @universe people.
 */

double xa_similarity_jaccard (double shared, double a, double b);
double xa_similarity_overlap_coefficient (double shared, double a, double b);
double xa_similarity_cosine (double shared, double a, double b);
double xa_similarity_lift (double shared, double a, double b, double universe);
void   xa_similarity_lift_interval (double shared, double a, double b, double universe, double *low, double *high);

double xa_similarity_signed_g2 (double shared, double a, double b, double universe);
double xa_similarity_p_of_g2 (double g2);

/* How the tests depend on each other. */
typedef enum {
  XA_FALSE_DISCOVERY_BH, /* independent, or positively dependent */
  XA_FALSE_DISCOVERY_BY, /* in any way */
} XaFalseDiscovery;

void xa_similarity_q_values (const double *p, gsize n, XaFalseDiscovery dependence, double *q);

double xa_similarity_odds_ratio (double shared, double a, double b, double universe, double *low, double *high);
void   xa_similarity_frechet_bounds (double a, double b, double universe, double *low, double *high);
