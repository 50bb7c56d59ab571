#include "net/xa-limits-parts.h"

/**
 * xa_limits_sleep:
 *
 * Waits, and wakes up at once when it is cancelled.
 *
 * Returns: FALSE if it was cancelled
 */
gboolean
xa_limits_sleep (gint64        us,
                 GCancellable *cancellable)
{
  gint64  until_us = g_get_monotonic_time () + us;
  GPollFD fd;

  if (!cancellable || !g_cancellable_make_pollfd (cancellable, &fd)) {
    g_usleep ((gulong) us);
    return !g_cancellable_is_cancelled (cancellable);
  }

  for (gint64 left_us = us; left_us > 0 && !g_cancellable_is_cancelled (cancellable); left_us = until_us - g_get_monotonic_time ())
    g_poll (&fd, 1, (int) MIN ((left_us + 999) / 1000, G_MAXINT));
  g_cancellable_release_fd (cancellable);

  return !g_cancellable_is_cancelled (cancellable);
}
