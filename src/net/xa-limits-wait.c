#include "net/xa-limits-parts.h"

#include <errno.h>
#include <time.h>

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      limits)
{
  XaLimits *self = limits;
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  pthread_cond_broadcast (&self->changed);
}

static void
wait_until (XaLimits     *self,
            gint64        until_us,
            const guint  *counted,
            guint         since,
            GCancellable *cancellable)
{
  const struct timespec until = { .tv_sec = until_us / G_USEC_PER_SEC, .tv_nsec = until_us % G_USEC_PER_SEC * 1000 };
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  int outcome = 0;

  while (*counted == since && outcome != ETIMEDOUT && !g_cancellable_is_cancelled (cancellable))
    outcome = pthread_cond_clockwait (&self->changed, &self->lock, CLOCK_MONOTONIC, &until);
}

/**
 * xa_limits_sleep:
 * @counted: (mutex lock): what is over once it is no longer @since
 *
 * Waits, and wakes up at once when it is cancelled or somebody called.
 *
 * Returns: FALSE if it was cancelled
 */
gboolean
xa_limits_sleep (XaLimits     *self,
                 gint64        us,
                 const guint  *counted,
                 guint         since,
                 GCancellable *cancellable)
{
  gint64 until_us = g_get_monotonic_time () + us;
  gulong id = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL) : 0;

  wait_until (self, until_us, counted, since, cancellable);
  g_cancellable_disconnect (cancellable, id);

  return !g_cancellable_is_cancelled (cancellable);
}
