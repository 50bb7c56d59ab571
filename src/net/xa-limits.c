#include "net/xa-limits-parts.h"

#include "model/xa-language.h"
#include "net/xa-net-error.h"

static XaLimitedConnection *
connection_new (const char *uuid)
{
  XaLimitedConnection *self = g_new0 (XaLimitedConnection, 1);

  self->uuid = g_strdup (uuid);
  self->whole = xa_bucket_new ();
  self->weight = 1;
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xa_bucket_unref);
  self->shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xa_bucket_unref);
  self->breaker.open_until_us = XA_TIME_UNKNOWN;
  self->budget.period_us = XA_TIME_UNKNOWN;

  return self;
}

static void
connection_free (XaLimitedConnection *self)
{
  g_free (self->uuid);
  xa_bucket_unref (self->whole);
  g_hash_table_unref (self->buckets);
  g_hash_table_unref (self->shared);
  g_free (self);
}

XaLimitedConnection *
xa_limits_get_connection (XaLimits   *self,
                          const char *uuid)
{
  XaLimitedConnection *connection = g_hash_table_lookup (self->connections, uuid);

  if (!connection) {
    connection = connection_new (uuid);
    g_hash_table_insert (self->connections, connection->uuid, connection);
  }

  return connection;
}

XaBucket *
xa_limits_get_bucket (XaLimitedConnection *connection,
                      const char          *name)
{
  XaBucket *bucket;

  if (!name)
    return connection->whole;

  bucket = g_hash_table_lookup (connection->buckets, name);
  if (!bucket) {
    bucket = xa_bucket_new ();
    g_hash_table_insert (connection->buckets, g_strdup (name), bucket);
  }

  return bucket;
}

XaLimits *
xa_limits_new (void)
{
  XaLimits *self = g_new0 (XaLimits, 1);

  self->ref_count = 1;
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) connection_free);

  return self;
}

XaLimits *
xa_limits_ref (XaLimits *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
xa_limits_unref (XaLimits *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->connections);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

/**
 * xa_limits_set_clock:
 *
 * For tests; before the first use from another thread.
 */
void
xa_limits_set_clock (XaLimits   *self,
                     XaClockFunc clock,
                     XaSleepFunc sleep,
                     gpointer    data)
{
  self->clock = clock;
  self->sleep = sleep;
  self->data = data;
}

/* The wall clock, as waits outlive the process. A fixed SOURCE_DATE_EPOCH would never let a turn
 * come, so it has no part in this. */
gint64
xa_limits_now (XaLimits *self)
{
  return self->clock ? self->clock (self->data) : g_get_real_time ();
}

/* Those who wait reckon their turn anew. */
static void
tell_change (XaLimits *self)
{
  self->n_changes++;
  pthread_cond_broadcast (&self->changed);
}

static gboolean
wait_for (XaLimits     *self,
          gint64        us,
          const guint  *counted,
          guint         since,
          GCancellable *cancellable)
{
  if (g_cancellable_is_cancelled (cancellable))
    return FALSE;
  if (us <= 0)
    return TRUE;

  return self->sleep ? self->sleep (us, cancellable, self->data) : xa_limits_sleep (self, us, counted, since, cancellable);
}

/**
 * xa_limits_wait:
 *
 * For what is tried again after a while: once the network is back there is nothing to wait for.
 *
 * Returns: FALSE if it was cancelled
 */
gboolean
xa_limits_wait (XaLimits     *self,
                gint64        us,
                GCancellable *cancellable)
{
  guint since;

  pthread_mutex_lock (&self->lock);
  since = self->n_wakes;
  pthread_mutex_unlock (&self->lock);

  return wait_for (self, us, &self->n_wakes, since, cancellable);
}

/* --- turns ----------------------------------------------------------------------------------- */

/**
 * xa_limits_set_budget:
 *
 * What a connection may spend each month, UTC; 0 for no limit.
 */
void
xa_limits_set_budget (XaLimits   *self,
                      const char *connection,
                      double      requests,
                      double      money)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaBudget *budget = &xa_limits_get_connection (self, connection)->budget;

  budget->requests = MAX (0, requests);
  budget->money = MAX (0, money);
}

void
xa_limits_set_rate (XaLimits     *self,
                    const char   *connection,
                    const XaRate *rate)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  xa_bucket_declare (xa_limits_get_connection (self, connection)->whole, rate, xa_limits_now (self));
}

/**
 * xa_limits_set_throttle:
 * @throttle: the part of the allowed speed that is used; at least a twentieth
 *
 * A request counts for more in the buckets then, and for no more in the budget.
 */
void
xa_limits_set_throttle (XaLimits   *self,
                        const char *connection,
                        double      throttle)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  xa_limits_get_connection (self, connection)->weight = 1 / CLAMP (throttle, 0.05, 1);
  tell_change (self);
}

/* What a request asks for, and when it may go out. */
typedef struct {
  XaLimitedConnection *connection;
  XaBucket            *bucket; /* the connection's own where it has none */
  double               cost, price;
  gint64               now_us, turn_us;
  XaNetError           why;       /* it has to wait until then */
  guint                n_changes; /* when this was reckoned */
} Turn;

static void
find_turn (Turn *turn)
{
  XaLimitedConnection *connection = turn->connection;
  gint64               now_us = turn->now_us;
  gint64               breaker_us = xa_breaker_get_turn (&connection->breaker, now_us);
  gint64               rate_us = xa_later (xa_bucket_get_turn (turn->bucket, turn->cost * connection->weight, now_us),
                                           xa_bucket_get_turn (connection->whole, turn->cost * connection->weight, now_us));

  xa_budget_turn_page (&connection->budget, now_us);
  if (!xa_budget_allows (&connection->budget, turn->cost, turn->price)) {
    turn->turn_us = xa_budget_get_next_us (&connection->budget);
    turn->why = XA_NET_ERROR_BUDGET;
  } else {
    turn->turn_us = xa_later (breaker_us, rate_us);
    turn->why = breaker_us > rate_us ? XA_NET_ERROR_PAUSED : XA_NET_ERROR_RATE_LIMITED;
  }
}

static void
take_turn (Turn *turn)
{
  XaLimitedConnection *connection = turn->connection;

  xa_bucket_take (turn->bucket, turn->cost * connection->weight);
  if (turn->bucket != connection->whole)
    xa_bucket_take (connection->whole, turn->cost * connection->weight);
  xa_breaker_take (&connection->breaker);
  xa_budget_spend (&connection->budget, turn->cost, turn->price);
  connection->is_changed = TRUE;
}

static void
tell_wait (const Turn *turn,
           GError    **error)
{
  gint64 minutes = MAX (1, (turn->turn_us - turn->now_us + 59 * G_USEC_PER_SEC) / (60 * G_USEC_PER_SEC));

  if (turn->why == XA_NET_ERROR_BUDGET)
    g_set_error_literal (error, XA_NET_ERROR, turn->why,
                         N_ ("The budget that you set for this connection is used up: raise it, or wait for the next month."));
  else if (turn->why == XA_NET_ERROR_PAUSED)
    g_set_error (error, XA_NET_ERROR, turn->why,
                 N_ ("The platform has failed several times in a row: it is asked again by itself in %d min."), (int) minutes);
  else
    g_set_error (error, XA_NET_ERROR, turn->why,
                 N_ ("The platform's limit is reached: it goes on by itself in %d min."), (int) minutes);
}

/* Takes the turn if it has come, else tells when to look again. The clock is looked at under the
 * lock too: a change between the look and the wait would otherwise go unheard. */
static gboolean
try_turn (XaLimits     *self,
          const char   *connection,
          const char   *bucket,
          const XaRate *rate,
          Turn         *turn)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);

  turn->n_changes = self->n_changes;
  turn->now_us = xa_limits_now (self);
  turn->connection = xa_limits_get_connection (self, connection);
  turn->bucket = xa_limits_get_bucket (turn->connection, bucket);
  xa_bucket_declare (turn->bucket, rate, turn->now_us);
  find_turn (turn);
  if (turn->turn_us > turn->now_us || turn->why == XA_NET_ERROR_BUDGET)
    return FALSE;
  take_turn (turn);

  return TRUE;
}

/**
 * xa_limits_acquire:
 * @not_before_us: (out) (nullable): when it is worth coming back, with an error
 *
 * Waits until one request of @cost may go out, but not longer than XA_LIMITS_MAX_WAIT_US.
 *
 * Returns: FALSE with RATE_LIMITED, BUDGET, PAUSED or G_IO_ERROR_CANCELLED
 */
gboolean
xa_limits_acquire (XaLimits     *self,
                   const char   *connection,
                   const char   *bucket,
                   const XaRate *rate,
                   double        cost,
                   double        price,
                   gint64       *not_before_us,
                   GCancellable *cancellable,
                   GError      **error)
{
  Turn   turn = { .cost = cost, .price = price };
  gint64 begun_us = 0;

  while (!try_turn (self, connection, bucket, rate, &turn)) {
    begun_us = begun_us > 0 ? begun_us : turn.now_us;
    if (turn.turn_us > begun_us + XA_LIMITS_MAX_WAIT_US || turn.why == XA_NET_ERROR_BUDGET) {
      if (not_before_us)
        *not_before_us = turn.turn_us;
      tell_wait (&turn, error);
      return FALSE;
    }
    if (!wait_for (self, turn.turn_us - turn.now_us, &self->n_changes, turn.n_changes, cancellable)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }
  }

  return TRUE;
}

/* --- what came of it ------------------------------------------------------------------------- */

/* Buckets that the platform calls the same share one state, as far as they are about the same
 * thing: the part of our name after ':'. */
static XaBucket *
share_bucket (XaLimitedConnection *connection,
              const char          *name,
              const char          *platform_name)
{
  const char      *thing = strchr (name, ':');
  g_autofree char *key = g_strconcat (platform_name, thing, NULL);
  XaBucket        *bucket = xa_limits_get_bucket (connection, name);
  XaBucket        *shared = g_hash_table_lookup (connection->shared, key);

  if (!shared) {
    bucket->n_names++;
    g_hash_table_insert (connection->shared, g_steal_pointer (&key), bucket);
    return bucket;
  }
  if (shared != bucket) {
    shared->n_names++;
    shared->not_before_us = xa_later (shared->not_before_us, bucket->not_before_us);
    g_hash_table_insert (connection->buckets, g_strdup (name), shared);
  }

  return shared;
}

static void
end_request (XaLimitedConnection *connection,
             const char          *bucket)
{
  if (bucket)
    xa_bucket_end (xa_limits_get_bucket (connection, bucket));
  xa_bucket_end (connection->whole);
}

/**
 * xa_limits_report:
 * @report: (nullable): NULL where the answer says nothing of limits
 *
 * An answer came, whatever its status: the platform works.
 */
void
xa_limits_report (XaLimits           *self,
                  const char         *connection,
                  const char         *bucket,
                  const XaRateReport *report)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);
  XaBucket            *about;

  end_request (known, bucket);
  if (xa_breaker_succeed (&known->breaker))
    known->is_changed = TRUE;
  if (!report)
    return;

  about = bucket && report->bucket ? share_bucket (known, bucket, report->bucket) : xa_limits_get_bucket (known, bucket);
  xa_bucket_report (about, report, xa_limits_now (self));
}

/**
 * xa_limits_fail:
 *
 * No answer that could be used: one more towards the breaker.
 */
void
xa_limits_fail (XaLimits   *self,
                const char *connection,
                const char *bucket)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);

  end_request (known, bucket);
  xa_breaker_fail (&known->breaker, xa_limits_now (self));
  known->is_changed = TRUE;
}

/**
 * xa_limits_wake:
 *
 * What a platform asked to wait for is waited for all the same.
 */
void
xa_limits_wake (XaLimits *self)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  gint64         now_us = xa_limits_now (self);
  GHashTableIter iter;
  gpointer       connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    xa_breaker_wake (&((XaLimitedConnection *) connection)->breaker, now_us);
  self->n_wakes++;
  tell_change (self);
}

/**
 * xa_limits_drop:
 * @cost: as it was acquired with
 *
 * The request never went out, or was called back: as if there had been no turn.
 */
void
xa_limits_drop (XaLimits   *self,
                const char *connection,
                const char *bucket,
                double      cost,
                double      price)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);

  if (bucket)
    xa_bucket_give_back (xa_limits_get_bucket (known, bucket), cost * known->weight);
  xa_bucket_give_back (known->whole, cost * known->weight);
  xa_breaker_drop (&known->breaker);
  xa_budget_spend (&known->budget, -cost, -price);
  known->is_changed = TRUE;
}

/**
 * xa_limits_refund:
 * @price: money that was reckoned with and not spent; negative where it was too little
 *
 * Corrects the budget once the platform has told what something cost.
 */
void
xa_limits_refund (XaLimits   *self,
                  const char *connection,
                  double      price)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaLimitedConnection *known = xa_limits_get_connection (self, connection);

  xa_budget_spend (&known->budget, 0, -price);
  known->is_changed = TRUE;
}

/**
 * xa_limits_pause:
 * @bucket: (nullable): NULL for the whole connection
 *
 * The platform said to wait. Waits of more than a day are taken as a day (NET-7).
 */
void
xa_limits_pause (XaLimits   *self,
                 const char *connection,
                 const char *bucket,
                 gint64      until_us)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaBucket *paused = xa_limits_get_bucket (xa_limits_get_connection (self, connection), bucket);

  paused->not_before_us = xa_later (paused->not_before_us, xa_limits_cap_until (until_us, xa_limits_now (self)));
  paused->is_changed = TRUE;
}

/* --- refusals -------------------------------------------------------------------------------- */

/* A row among the connections: no uuid has such a sign in it. */
static XaBucket *
get_refusals (XaLimits     *self,
              const char   *host,
              const XaRate *rate)
{
  g_autofree char *name = g_strconcat ("refusals@", host, NULL);
  XaBucket        *bucket = xa_limits_get_connection (self, name)->whole;

  xa_bucket_declare (bucket, rate, xa_limits_now (self));

  return bucket;
}

/**
 * xa_limits_count_refusal:
 * @host: its name, without a port
 *
 * As a bucket refills evenly, at most twice its capacity comes together within any period.
 */
void
xa_limits_count_refusal (XaLimits     *self,
                         const char   *host,
                         const XaRate *rate)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  XaBucket *refusals = get_refusals (self, host, rate);
  gint64    now_us = xa_limits_now (self);

  xa_bucket_take (refusals, 1);
  xa_bucket_end (refusals);
  if (xa_bucket_get_turn (refusals, 1, now_us) > now_us)
    refusals->not_before_us = xa_later (refusals->not_before_us, now_us + rate->period_us);
}

/**
 * xa_limits_may_ask:
 * @not_before_us: (out): when it is worth coming back, with an error
 *
 * Returns: FALSE with PAUSED while the host is left alone
 */
gboolean
xa_limits_may_ask (XaLimits     *self,
                   const char   *host,
                   const XaRate *rate,
                   gint64       *not_before_us,
                   GError      **error)
{
  g_autoptr (XaHeld) held = xa_hold (&self->lock);
  gint64 now_us = xa_limits_now (self);
  gint64 turn_us = xa_bucket_get_turn (get_refusals (self, host, rate), 1, now_us);

  if (turn_us <= now_us)
    return TRUE;
  *not_before_us = turn_us;
  g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_PAUSED,
               N_ ("%s has refused so much lately that it is left alone for %d min, before it shuts this network out: "
                   "check the tokens and the permissions of its connections."),
               host, (int) MAX (1, (turn_us - now_us + 59 * G_USEC_PER_SEC) / (60 * G_USEC_PER_SEC)));

  return FALSE;
}
