#pragma once

#include <glib.h>
#include <pthread.h>

/*
 * A lock that is held to the end of the scope: g_autoptr (XaHeld) held = xa_hold (&self->lock);
 * It is a pthread one rather than a GMutex because the thread sanitizer knows it.
 */
typedef pthread_mutex_t XaHeld;

static inline XaHeld *
xa_hold (pthread_mutex_t *lock)
{
  pthread_mutex_lock (lock);

  return lock;
}

static inline void
xa_held_release (XaHeld *held)
{
  pthread_mutex_unlock (held);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaHeld, xa_held_release)
