#pragma once

#include "model/xa-records.h"

/*
 * When an audience is active: the week by hours in a time zone, how often it posts, and how
 * evenly.
 */

#define XA_RHYTHM_DAYS 7 /* from Monday */
#define XA_RHYTHM_HOURS 24

typedef struct {
  double  count[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS];
  guint32 n_hours[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]; /* how often that hour came in the window */
} XaRhythm;

typedef struct {
  gsize  n;             /* posts in the window */
  double per_week;      /* NAN for a window of less than a day */
  double median_gap_us; /* NAN for fewer than two */
  double burstiness;    /* in [-1, 1]: -1 like a clock, 0 at random, 1 in bursts; NAN for fewer than three */
} XaPace;

XaRhythm xa_rhythm_of_week (const gint64 *times_us,
                            const double *weights,
                            gsize         n_times,
                            gint64        from_us,
                            gint64        to_us,
                            GTimeZone    *zone);
double   xa_rhythm_rate (const XaRhythm *rhythm, guint day, guint hour);
XaPace   xa_rhythm_pace (const gint64 *times_us, gsize n_times, gint64 from_us, gint64 to_us);
