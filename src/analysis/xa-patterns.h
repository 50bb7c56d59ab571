#pragma once

#include "model/xa-member-set.h"

#include <gio/gio.h>

/*
 * How many people are in just which of several sets: everybody has one pattern, the sets that they
 * are in, and all intersections and unions are sums over patterns.
 */

#define XA_PATTERNS_MOST_SETS 30
#define XA_PATTERNS_MOST (1u << 20)

typedef struct {
  guint32 sets; /* bit i: in set i; never 0 */
  guint64 n;    /* people with just this pattern; above 0 */
} XaPattern;

GArray *xa_patterns_count (const XaMemberSet *const *sets, guint n, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaPattern) */

/* People in all of @sets at least; 0 sets: everybody. */
guint64 xa_patterns_sum (const GArray *patterns, guint32 sets);

/* The intersections of two and more sets with most people, most first. (element-type XaPattern) */
GArray *xa_patterns_top (const GArray *patterns, guint n, guint n_top, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
