#pragma once

#include "analysis/xa-engagement.h"
#include "analysis/xa-unusual.h"

/*
 * Posts that take off: judged at the age they have, against what the same audience's earlier posts
 * had at that age. What finds them now finds them in the past as well, so that a rule can be tried
 * before it is trusted.
 */

/* A post and what was read of it. */
typedef struct {
  gint64                  at_us;
  const XaCounterReading *readings; /* (not owned) (array length=n_readings): ascending in age */
  gsize                   n_readings;
} XaViralPost;

typedef struct {
  double threshold;    /* robust deviations above the median, on the scale of ln (1 + x) */
  double floor;        /* the least that a post must have, however quiet the audience */
  gint64 cool_down_us; /* silence after an alarm of the audience */
} XaViralRule;

#define XA_VIRAL_RULE_INIT ((XaViralRule) { .threshold = 3.5, .floor = 20, .cool_down_us = 6 * XA_USEC_PER_HOUR })

/* A post is looked at once at about each of these ages. */
#define XA_VIRAL_N_AGES 7
extern const gint64 xa_viral_ages_us[XA_VIRAL_N_AGES];

/* Earlier posts that one is compared with, the nearest ones. */
#define XA_VIRAL_BASELINE 60

typedef struct {
  gsize  post;    /* which of the posts */
  gint64 seen_us; /* when it was read that way */
  gint64 age_us;  /* of the post then */
  double value;
  double usual; /* the median at that age */
  double z;
  double tail_p;
  gsize  n_others; /* that it was compared with */
} XaViralAlarm;

/* What came of a search besides alarms. */
typedef struct {
  gsize n_posts;  /* that could be judged at least once */
  gsize n_looks;  /* judgements */
  gsize n_quiet;  /* alarms that the cool-down kept back */
  gsize n_unread; /* posts of the time that were read at no age at which others were */
} XaViralSearch;

GArray *xa_viral_find (const XaViralPost *posts, gsize n_posts, const XaViralRule *rule, gint64 from_us, gint64 to_us, gint64 quiet_until_us, XaViralSearch *search) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaViralAlarm) */
