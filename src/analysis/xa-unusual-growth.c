#include "analysis/xa-unusual-growth.h"

#include <math.h>

/* How often chance may bring what is called an alarm. */
#define LARGEST_TAIL_P 0.002

/* Gaps are bridged by the mean rate, but not long ones: who knows what happened meanwhile. */
#define LONGEST_GAP_US (7 * XA_USEC_PER_DAY)

/* The mean log rate a day between two sizes, or NAN where it cannot be told. */
static double
get_rate (const XaGrowthPoint *before,
          const XaGrowthPoint *after)
{
  const gint64 gap_us = after->at_us - before->at_us;

  if (before->value <= 0 || after->value <= 0 || gap_us <= 0 || gap_us > LONGEST_GAP_US)
    return (double) NAN;

  return log (after->value / before->value) * (double) XA_USEC_PER_DAY / (double) gap_us;
}

/* A size that is rounded, or that people come to and leave at random, spreads by as much. */
static double
get_least_spread (const XaGrowthPoint *before)
{
  return MAX (MAX (before->granularity, 1) / 2, sqrt (before->value) / 4) / before->value;
}

static gboolean
judge (const XaGrowthPoint       *days,
       gsize                      i,
       const double              *rates,
       const XaUnusualGrowthRule *rule,
       XaUnusualGrowth           *alarm)
{
  double    others[XA_UNUSUAL_GROWTH_BASELINE];
  double    sign = 1, days_passed;
  gsize     n = 0;
  XaUnusual unusual;

  for (gsize j = i; j-- > 1 && n < XA_UNUSUAL_GROWTH_BASELINE;)
    if (!isnan (rates[j]))
      others[n++] = rates[j];
  unusual = xa_unusual_high (rates[i], others, n, get_least_spread (&days[i - 1]));
  if (isnan (unusual.z))
    return FALSE;
  if (unusual.z < 0) {
    sign = -1;
    for (gsize j = 0; j < n; j++)
      others[j] = -others[j];
    unusual = xa_unusual_high (-rates[i], others, n, get_least_spread (&days[i - 1]));
  }
  days_passed = (double) (days[i].at_us - days[i - 1].at_us) / (double) XA_USEC_PER_DAY;
  *alarm = (XaUnusualGrowth) {
    .at_us = days[i].at_us,
    .change = days[i].value - days[i - 1].value,
    .usual = days[i - 1].value * expm1 (sign * unusual.middle * days_passed),
    .z = unusual.z,
    .tail_p = unusual.tail_p,
  };

  return unusual.z >= rule->threshold && unusual.tail_p <= LARGEST_TAIL_P &&
         fabs (alarm->change - alarm->usual) >= MAX (rule->floor, 3 * MAX (days[i].granularity, days[i - 1].granularity));
}

/**
 * xa_unusual_growth_find:
 * @days: (array length=n_days): the last size of each day that has one, ascending
 * @from_us: days from then on are judged, and those before @to_us
 * @quiet_until_us: an alarm before kept the audience quiet until then, or 0
 *
 * The log rate of a day is judged by those of the days before, upwards and downwards. The change
 * must be above the floor and three times what the source rounds by: a step of rounded counts is
 * no growth.
 *
 * Returns: (transfer full) (element-type XaUnusualGrowth): by time
 */
GArray *
xa_unusual_growth_find (const XaGrowthPoint       *days,
                        gsize                      n_days,
                        const XaUnusualGrowthRule *rule,
                        gint64                     from_us,
                        gint64                     to_us,
                        gint64                     quiet_until_us)
{
  GArray            *alarms = g_array_new (FALSE, FALSE, sizeof (XaUnusualGrowth));
  g_autofree double *rates = g_new (double, n_days + 1);

  for (gsize i = 1; i < n_days; i++) {
    XaUnusualGrowth alarm;

    rates[i] = get_rate (&days[i - 1], &days[i]);
    if (days[i].at_us < from_us || days[i].at_us >= to_us || days[i].at_us < quiet_until_us || isnan (rates[i]) || !judge (days, i, rates, rule, &alarm))
      continue;
    g_array_append_val (alarms, alarm);
    quiet_until_us = alarm.at_us + rule->cool_down_us;
  }

  return alarms;
}
