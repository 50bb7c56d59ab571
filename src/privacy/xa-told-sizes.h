#pragma once

#include <glib.h>

/*
 * What is told of the sizes of lists of one audience, so that a reader who compares any two of them
 * does not learn that a few people came or left.
 */
typedef struct {
  guint64  size;
  gboolean open; /* the platform publishes it: known to everybody, told as it is */

  /* The answer. */
  gboolean is_told; /* FALSE: it is a small count, and only that is told */
  guint64  told;
  guint64  off; /* the size is at most so far from @told; 0: it is that */
} XaToldSize;

/* @sizes: (array length=n): in the order in which they became known. */
void xa_told_sizes_judge (XaToldSize *sizes, gsize n, guint smallest_count);
