#pragma once

#include <glib.h>

/*
 * Estimates from random samples, all with 95 % intervals. They hold for random, independent
 * samples only; whether lists are that is decided in xa-figure.h.
 */

/* A range of values; both ends belong to it. */
typedef struct {
  double low, high;
} XaInterval;

XaInterval xa_estimate_wilson (double x, double n);
XaInterval xa_estimate_newcombe (double x1, double n1, double x2, double n2);
double     xa_estimate_overlap (double x, double f, double g);
XaInterval xa_estimate_overlap_interval (double x, double f, double g, double most);
double     xa_estimate_chapman (double n1, double n2, double both, XaInterval *interval);
double     xa_estimate_chao (double n_seen, double n_once, double n_twice);

double xa_estimate_binomial_at_most (double x, double n, double p);
