#include "net/xa-limits-parts.h"

#include <math.h>

/* Sums of fractions of a token come out a little below the whole. */
#define EPSILON 1e-6

XaBucket *
xa_bucket_new (void)
{
  XaBucket *self = g_new0 (XaBucket, 1);

  self->n_names = 1;
  self->at_us = XA_TIME_UNKNOWN;
  self->limit = -1;
  self->window_end_us = XA_TIME_UNKNOWN;
  self->not_before_us = XA_TIME_UNKNOWN;

  return self;
}

void
xa_bucket_unref (XaBucket *self)
{
  if (--self->n_names == 0)
    g_free (self);
}

/**
 * xa_limits_cap_until:
 *
 * Servers have been seen to send lengths where times are due, and the other way about. What is
 * further ahead than a day is taken as a day.
 */
gint64
xa_limits_cap_until (gint64 until_us,
                     gint64 now_us)
{
  if (until_us == XA_TIME_UNKNOWN)
    return until_us;

  return MIN (until_us, now_us + XA_LIMITS_MAX_PAUSE_US);
}

/* Brings the bucket up to @now_us: refills it, and ends the platform's window. */
static void
refill (XaBucket *self,
        gint64    now_us)
{
  if (self->window_end_us != XA_TIME_UNKNOWN && now_us >= self->window_end_us)
    self->window_end_us = XA_TIME_UNKNOWN;

  if (self->at_us == XA_TIME_UNKNOWN) {
    self->tokens = self->rate.capacity;
  } else if (now_us > self->at_us && self->rate.capacity > 0 && self->rate.period_us > 0) {
    double refilled = self->rate.capacity * (double) (now_us - self->at_us) / (double) self->rate.period_us;

    self->tokens = MIN (self->rate.capacity, self->tokens + refilled);
  }
  /* A clock that was set back gives nothing, and takes nothing away. */
  self->at_us = now_us;
}

/**
 * xa_bucket_declare:
 * @rate: (nullable): NULL leaves it as it is
 *
 * What the provider says of the bucket. A bucket that was loaded keeps its tokens.
 */
void
xa_bucket_declare (XaBucket     *self,
                   const XaRate *rate,
                   gint64        now_us)
{
  if (!rate || rate->capacity <= 0 || rate->period_us <= 0 ||
      (rate->capacity == self->rate.capacity && rate->period_us == self->rate.period_us))
    return;

  if (self->rate.capacity > 0)
    refill (self, now_us);
  else if (self->at_us == XA_TIME_UNKNOWN)
    self->tokens = rate->capacity;
  self->rate = *rate;
  self->tokens = MIN (self->tokens, rate->capacity);
  if (self->at_us == XA_TIME_UNKNOWN)
    self->at_us = now_us;
}

/**
 * xa_bucket_get_turn:
 *
 * Returns: the earliest time at which @cost may be taken, as far as is known now; not after
 *   @now_us where it may be at once
 */
gint64
xa_bucket_get_turn (XaBucket *self,
                    double    cost,
                    gint64    now_us)
{
  gint64 turn_us = now_us;

  refill (self, now_us);
  if (self->rate.capacity > 0) {
    /* What costs more than the bucket holds goes out of a full one, and leaves a debt. */
    double missing = MIN (cost, self->rate.capacity) - self->tokens;

    if (missing > EPSILON)
      turn_us += (gint64) ceil (missing * (double) self->rate.period_us / self->rate.capacity);
  }
  if (self->window_end_us != XA_TIME_UNKNOWN && self->left + EPSILON < MIN (cost, MAX (self->limit, 1)))
    turn_us = xa_later (turn_us, self->window_end_us);

  return xa_later (turn_us, self->not_before_us);
}

void
xa_bucket_take (XaBucket *self,
                double    cost)
{
  if (self->rate.capacity > 0)
    self->tokens -= cost;
  if (self->window_end_us != XA_TIME_UNKNOWN)
    self->left -= cost;
  self->n_in_flight++;
  self->is_changed = TRUE;
}

/* For a request that did not go out after all. */
void
xa_bucket_give_back (XaBucket *self,
                     double    cost)
{
  if (self->rate.capacity > 0)
    self->tokens = MIN (self->rate.capacity, self->tokens + cost);
  if (self->window_end_us != XA_TIME_UNKNOWN)
    self->left += cost;
  xa_bucket_end (self);
}

void
xa_bucket_end (XaBucket *self)
{
  if (self->n_in_flight > 0)
    self->n_in_flight--;
}

/**
 * xa_bucket_report:
 *
 * Takes over what the platform says of its window. It does not know yet of the requests that are
 * on their way, so they come off. Answers may arrive out of order: within one window, the count
 * only goes down.
 */
void
xa_bucket_report (XaBucket           *self,
                  const XaRateReport *report,
                  gint64              now_us)
{
  gint64   end_us = xa_limits_cap_until (report->reset_us, now_us);
  gboolean is_same_window;
  double   left;

  refill (self, now_us);
  if (!(report->remaining >= 0) || end_us == XA_TIME_UNKNOWN || end_us <= now_us)
    return;

  left = report->remaining - self->n_in_flight;
  /* Ends that are given in whole seconds wander by one. */
  is_same_window = self->window_end_us != XA_TIME_UNKNOWN && ABS (end_us - self->window_end_us) <= 2 * G_USEC_PER_SEC;
  self->left = is_same_window ? MIN (self->left, left) : left;
  self->window_end_us = is_same_window ? MAX (end_us, self->window_end_us) : end_us;
  self->limit = report->limit >= 1 ? report->limit : -1;
  self->is_changed = TRUE;
}

/**
 * xa_bucket_estimate:
 *
 * Returns: how long until the last of @n requests may go out, in microseconds
 */
gint64
xa_bucket_estimate (XaBucket *self,
                    double    n,
                    gint64    now_us)
{
  gint64 turn_us = now_us;

  refill (self, now_us);
  if (self->rate.capacity > 0 && n > self->tokens) {
    double wait_us = (n - self->tokens) * (double) self->rate.period_us / self->rate.capacity;

    turn_us += (gint64) MIN (wait_us, (double) (G_MAXINT64 / 4));
  }
  if (self->window_end_us != XA_TIME_UNKNOWN && self->left + EPSILON < n)
    turn_us = xa_later (turn_us, self->window_end_us);

  return xa_later (turn_us, self->not_before_us) - now_us;
}

/* Until when nothing may go out, or XA_TIME_UNKNOWN. */
gint64
xa_bucket_get_not_before (const XaBucket *self,
                          gint64          now_us)
{
  gint64 until_us = self->not_before_us;

  if (self->window_end_us != XA_TIME_UNKNOWN && self->left < 1)
    until_us = xa_later (until_us, self->window_end_us);

  return until_us > now_us ? until_us : XA_TIME_UNKNOWN;
}

/* The tighter of what was declared and what the platform says; 0 of 0 where neither is known. */
void
xa_bucket_get_fill (XaBucket *self,
                    gint64    now_us,
                    double   *tokens,
                    double   *capacity)
{
  refill (self, now_us);
  *capacity = self->rate.capacity;
  *tokens = CLAMP (self->tokens, 0, *capacity);
  if (self->window_end_us != XA_TIME_UNKNOWN && self->limit >= 1 &&
      (*capacity <= 0 || self->left / self->limit < *tokens / *capacity)) {
    *capacity = self->limit;
    *tokens = CLAMP (self->left, 0, self->limit);
  }
}
