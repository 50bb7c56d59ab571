#include "sync/xa-sync-private.h"

#include <time.h>

/*
 * Whose turn it is to ask a platform that gives what happens only once: of a connection's fetches and its
 * stream only one may ask at a time, and a fetch goes first.
 */

/* A thread that waits looks so often whether it was cancelled. */
#define LOOK_NS (50 * 1000 * 1000)

typedef struct {
  gboolean      is_taken;
  guint         n_fetches; /* that wait */
  GCancellable *asking;    /* (owned) (nullable): what the stream asks meanwhile */
} Turn;

static void
free_turn (gpointer data)
{
  Turn *self = data;

  g_clear_object (&self->asking);
  g_free (self);
}

GHashTable *
xa_sync_turns_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_turn);
}

/* Within the lock; turns stay as long as the object does. */
static Turn *
get_turn (XaSync *self,
          gint64  connection_id)
{
  Turn *turn = g_hash_table_lookup (self->turns, &connection_id);

  if (!turn) {
    turn = g_new0 (Turn, 1);
    g_hash_table_insert (self->turns, g_memdup2 (&connection_id, sizeof connection_id), turn);
  }

  return turn;
}

static void
wait_a_little (XaSync *self)
{
  struct timespec until;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_nsec += LOOK_NS;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_clockwait (&self->turn_given, &self->lock, CLOCK_MONOTONIC, &until);
}

/**
 * xa_sync_take_turn:
 * @asking: (nullable): of a stream: cancelled when a fetch wants the turn; NULL for a fetch
 *
 * Returns: whether it is had; to be given back with xa_sync_give_turn() then
 */
gboolean
xa_sync_take_turn (XaSync       *self,
                   gint64        connection_id,
                   GCancellable *asking,
                   GCancellable *cancellable,
                   GError      **error)
{
  Turn    *turn;
  gboolean is_cancelled;

  pthread_mutex_lock (&self->lock);
  turn = get_turn (self, connection_id);
  turn->n_fetches += asking == NULL;
  while (!(is_cancelled = g_cancellable_is_cancelled (cancellable)) && (turn->is_taken || (asking && turn->n_fetches > 0))) {
    if (!asking && turn->asking)
      g_cancellable_cancel (turn->asking);
    wait_a_little (self);
  }
  turn->n_fetches -= asking == NULL;
  if (!is_cancelled) {
    turn->is_taken = TRUE;
    g_set_object (&turn->asking, asking);
  }
  pthread_mutex_unlock (&self->lock);
  if (is_cancelled)
    g_cancellable_set_error_if_cancelled (cancellable, error);

  return !is_cancelled;
}

void
xa_sync_give_turn (XaSync *self,
                   gint64  connection_id)
{
  Turn *turn;

  pthread_mutex_lock (&self->lock);
  turn = get_turn (self, connection_id);
  turn->is_taken = FALSE;
  g_clear_object (&turn->asking);
  pthread_cond_broadcast (&self->turn_given);
  pthread_mutex_unlock (&self->lock);
}
