#include "ui/xa-last-work.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  ended = PTHREAD_COND_INITIALIZER;
static guint           n_begun; /* (mutex lock) */

void
xa_last_work_begin (void)
{
  pthread_mutex_lock (&lock);
  n_begun++;
  pthread_mutex_unlock (&lock);
}

void
xa_last_work_end (void)
{
  pthread_mutex_lock (&lock);
  g_assert (n_begun > 0);
  n_begun--;
  pthread_cond_broadcast (&ended);
  pthread_mutex_unlock (&lock);
}

/**
 * xa_last_work_wait:
 * @us: for how long at most
 *
 * When there is no window any more.
 *
 * Returns: FALSE if some of it goes on: then nothing may be taken down at exit
 */
gboolean
xa_last_work_wait (gint64 us)
{
  gint64          until_us = g_get_monotonic_time () + us;
  struct timespec until = { .tv_sec = until_us / G_USEC_PER_SEC, .tv_nsec = until_us % G_USEC_PER_SEC * 1000 };
  int             outcome = 0;
  gboolean        is_over;

  pthread_mutex_lock (&lock);
  while (n_begun > 0 && outcome != ETIMEDOUT)
    outcome = pthread_cond_clockwait (&ended, &lock, CLOCK_MONOTONIC, &until);
  is_over = n_begun == 0;
  pthread_mutex_unlock (&lock);

  return is_over;
}
