#pragma once

#include "analysis/xa-figure.h"

/*
 * What the people of a group prefer more than others do: another audience, a hashtag, a
 * language. Counted are people, never posts: the posts of one author are not independent.
 */

/* People who have a preference. */
typedef struct {
  gint64 in_group;
  gint64 in_baseline; /* of whom the group is part */
} XaPreference;

typedef struct {
  gsize    index;   /* among the preferences */
  gint64   support; /* people of the group who have it; gate before showing */
  XaFigure share, baseline_share;
  XaFigure lift;      /* with its 95 % interval in low and high */
  double   signed_g2; /* negative: they have it less than others */
  double   p, q;
} XaAffinity;

GArray *xa_affinity_compute (const XaPreference *preferences,
                             gsize               n_preferences,
                             gint64              group_size,
                             gint64              baseline_size,
                             gint64              min_support,
                             const XaFigure     *coverage) G_GNUC_WARN_UNUSED_RESULT;
