#pragma once

#include "analysis/xa-growth.h"
#include "analysis/xa-unusual.h"

/* Days on which an audience grew or shrank as it usually does not. */

typedef struct {
  double threshold;    /* robust deviations from the median of daily log rates */
  double floor;        /* the least change in people */
  gint64 cool_down_us; /* silence after an alarm of the audience */
} XaUnusualGrowthRule;

#define XA_UNUSUAL_GROWTH_RULE_INIT ((XaUnusualGrowthRule) { .threshold = 4, .floor = 50, .cool_down_us = 3 * XA_USEC_PER_DAY })

/* Days before that one is compared with. */
#define XA_UNUSUAL_GROWTH_BASELINE 60

typedef struct {
  gint64 at_us;  /* of the size that came unexpected */
  double change; /* people against the size before; negative: fewer */
  double usual;  /* what was to be expected */
  double z;      /* above 0, whichever way it went */
  double tail_p;
} XaUnusualGrowth;

GArray *xa_unusual_growth_find (const XaGrowthPoint *days, gsize n_days, const XaUnusualGrowthRule *rule, gint64 from_us, gint64 to_us, gint64 quiet_until_us) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaUnusualGrowth) */
