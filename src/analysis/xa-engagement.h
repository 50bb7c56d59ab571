#pragma once

#include "analysis/xa-estimate.h"
#include "model/xa-records.h"

/*
 * How much a post is answered. The counters are the platform's own public figures; one that it
 * does not give is unknown, never 0. A rate always names its base.
 */

typedef enum {
  XA_ENGAGEMENT_BY_FOLLOWERS, /* followers on the day of the post, not today's */
  XA_ENGAGEMENT_BY_VIEWS,
} XaEngagementBase;

/* One post: counters or XA_COUNT_UNKNOWN. */
typedef struct {
  gint64 reactions, comments, shares, views;
  gint64 followers; /* when it was posted */
} XaEngagementPost;

typedef struct {
  XaEngagementBase base;
  gsize            n_posts;      /* with both interactions and base */
  gsize            n_left_out;   /* without one of them */
  double           interactions; /* of those posts */
  double           base_total;
  double           ratio_of_sums; /* NAN without posts: weighs posts by their base */
  XaInterval       ratio_interval;
  double           median; /* of the rates of single posts: what a post usually gets */
  XaInterval       median_interval;
} XaEngagement;

/* A counter as it was read at an age of its post. */
typedef struct {
  gint64 age_us;
  double value;
} XaCounterReading;

double       xa_engagement_interactions (const XaEngagementPost *post);
XaEngagement xa_engagement_compute (const XaEngagementPost *posts, gsize n_posts, XaEngagementBase base, guint32 seed);
XaEngagement xa_engagement_sum (const XaEngagementPost *posts, gsize n_posts, XaEngagementBase base);
double       xa_engagement_at_age (const XaCounterReading *readings, gsize n_readings, gint64 age_us);
gsize        xa_engagement_top (const double *values, gsize n_values, gsize n_top, gsize *top);
const char  *xa_engagement_base_words (XaEngagementBase base);
