#include "fake-clock.h"

static gint64
get_now (gpointer data)
{
  return ((FakeClock *) data)->now_us;
}

static gboolean
sleep_on (gint64        us,
          GCancellable *cancellable,
          gpointer      data)
{
  FakeClock *clock = data;

  clock->now_us += us;
  clock->slept_us += us;
  clock->last_us = us;
  clock->n_sleeps++;

  return !g_cancellable_is_cancelled (cancellable);
}

void
fake_clock_init (FakeClock *clock,
                 XaLimits  *limits)
{
  *clock = (FakeClock) { .now_us = FAKE_NOW_US };
  xa_limits_set_clock (limits, get_now, sleep_on, clock);
}
