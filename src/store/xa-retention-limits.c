#include "store/xa-retention-limits.h"

/* Limits beyond this are as good as none, and keep the arithmetic in range. */
#define MAX_DAYS 3650000

/* What is a part of something else goes with it at the latest. */
static void
shorten_parts (gint64 *before_us)
{
  before_us[XA_RETAIN_ACTIVITY] = MAX (before_us[XA_RETAIN_ACTIVITY], before_us[XA_RETAIN_MEMBERS]);
  before_us[XA_RETAIN_COUNTERS] = MAX (before_us[XA_RETAIN_COUNTERS], before_us[XA_RETAIN_POSTS]);
}

static void
take_limit (XaRetentionLimits *self,
            const XaRetention *limit,
            gint64             now_us)
{
  const gint64 before_us = limit->days > 0 ? now_us - MIN (limit->days, MAX_DAYS) * XA_USEC_PER_DAY : G_MININT64;

  self->before_us[limit->platform][limit->kind] = before_us;
  for (int platform = 1; limit->platform == 0 && platform < XA_N_PLATFORMS; platform++)
    self->before_us[platform][limit->kind] = before_us;
}

/* The general limits come first, so that a platform's own can take their place. */
void
xa_retention_limits_init (XaRetentionLimits *self,
                          const GArray      *list,
                          gint64             now_us)
{
  for (int platform = 0; platform < XA_N_PLATFORMS; platform++)
    for (int kind = 0; kind < XA_N_RETENTION_KINDS; kind++)
      self->before_us[platform][kind] = G_MININT64;
  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < list->len; i++) {
      const XaRetention *limit = &g_array_index (list, XaRetention, i);

      /* Of a version that knew more kinds than this one: not understood, so not acted upon. */
      if (limit->platform < XA_N_PLATFORMS && limit->kind < XA_N_RETENTION_KINDS && (limit->platform != 0) == (round != 0))
        take_limit (self, limit, now_us);
    }
  for (int platform = 0; platform < XA_N_PLATFORMS; platform++)
    shorten_parts (self->before_us[platform]);
}

gint64
xa_first_whole_step (gint64 time_us,
                     gint64 step_us)
{
  gint64 whole = time_us / step_us;

  return time_us > whole * step_us ? whole + 1 : whole;
}
