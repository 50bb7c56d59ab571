#include "ui/xa-writing-turn.h"

/* How long a wait may take to notice that it was cancelled. */
#define GLANCE_US (G_USEC_PER_SEC / 5)

struct _XaWritingTurn {
  gatomicrefcount refs;
  GMutex          lock;
  GCond           changed;
  guint           n_sharing;
  gboolean        is_taken;
  guint           n_waiting; /* to take it alone: nobody joins in front of them */
};

XaWritingTurn *
xa_writing_turn_new (void)
{
  XaWritingTurn *self = g_new0 (XaWritingTurn, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);

  return self;
}

XaWritingTurn *
xa_writing_turn_ref (XaWritingTurn *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
xa_writing_turn_unref (XaWritingTurn *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Waits for a change, with the lock held. */
static gboolean
wait_a_while (XaWritingTurn *self,
              GCancellable  *cancellable,
              GError       **error)
{
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + GLANCE_US);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
xa_writing_turn_take (XaWritingTurn *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean ok = TRUE;

  self->n_waiting++;
  while (ok && (self->is_taken || self->n_sharing > 0))
    ok = wait_a_while (self, cancellable, error);
  self->n_waiting--;
  if (ok)
    self->is_taken = TRUE;

  return ok;
}

void
xa_writing_turn_give_back (XaWritingTurn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_taken = FALSE;
  g_cond_broadcast (&self->changed);
}

gboolean
xa_writing_turn_is_awaited (XaWritingTurn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_waiting > 0;
}

/* Those who share already let others in, or they might wait for each other. */
gboolean
xa_writing_turn_join (XaWritingTurn *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->is_taken || (self->n_waiting > 0 && self->n_sharing == 0))
    if (!wait_a_while (self, cancellable, error))
      return FALSE;
  self->n_sharing++;

  return TRUE;
}

gboolean
xa_writing_turn_try_join (XaWritingTurn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean is_shared = self->n_sharing > 0;

  if (is_shared)
    self->n_sharing++;

  return is_shared;
}

void
xa_writing_turn_leave (XaWritingTurn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_sharing--;
  g_cond_broadcast (&self->changed);
}
