#include "server/xa-quota.h"

struct _XaQuota {
  gint64 *times; /* (owned) (array length=n): a ring of when the last were taken */
  guint   n;
  guint   n_taken; /* up to n */
  guint   next;    /* the oldest, where the ring is full */
  gint64  period_us;
};

XaQuota *
xa_quota_new (guint  n,
              gint64 period_us)
{
  XaQuota *self = g_new0 (XaQuota, 1);

  g_return_val_if_fail (n > 0 && period_us > 0, NULL);

  self->times = g_new (gint64, n);
  self->n = n;
  self->period_us = period_us;

  return self;
}

void
xa_quota_free (XaQuota *self)
{
  if (!self)
    return;

  g_free (self->times);
  g_free (self);
}

gint64
xa_quota_take (XaQuota *self,
               gint64   now_us)
{
  if (self->n_taken == self->n) {
    gint64 free_us = self->times[self->next] + self->period_us;

    if (free_us > now_us)
      return free_us - now_us;
  } else {
    self->n_taken++;
  }
  self->times[self->next] = now_us;
  self->next = (self->next + 1) % self->n;

  return 0;
}
