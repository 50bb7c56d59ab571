#include "net/xa-limits-parts.h"

/* --- breaker --------------------------------------------------------------------------------- */

/**
 * xa_breaker_get_turn:
 *
 * Returns: when a request may try, not after @now_us where it may at once. While one tries whether
 *   the platform is back, the others come after it.
 */
gint64
xa_breaker_get_turn (const XaBreaker *self,
                     gint64           now_us)
{
  if (self->open_until_us == XA_TIME_UNKNOWN)
    return now_us;
  if (self->is_probing)
    return now_us + XA_BREAKER_FIRST_US;

  return xa_later (now_us, self->open_until_us);
}

/* A request goes out: on an open breaker whose time is over, it is the probe. */
void
xa_breaker_take (XaBreaker *self)
{
  if (self->open_until_us != XA_TIME_UNKNOWN)
    self->is_probing = TRUE;
}

/* A request came to nothing that says anything of the platform. */
void
xa_breaker_drop (XaBreaker *self)
{
  self->is_probing = FALSE;
}

/* Returns: whether it made a difference */
gboolean
xa_breaker_succeed (XaBreaker *self)
{
  gboolean was_troubled = self->n_failures > 0;

  *self = (XaBreaker) { .open_until_us = XA_TIME_UNKNOWN };

  return was_troubled;
}

/**
 * xa_breaker_fail:
 *
 * Opens after XA_BREAKER_N_FAILURES in a row, and for twice as long after each probe that fails.
 */
void
xa_breaker_fail (XaBreaker *self,
                 gint64     now_us)
{
  gint64 open_us = XA_BREAKER_FIRST_US;

  /* Requests that were on their way when it opened say nothing new. */
  if (self->open_until_us != XA_TIME_UNKNOWN && !self->is_probing)
    return;

  self->is_probing = FALSE;
  if (self->n_failures < G_MAXUINT)
    self->n_failures++;
  if (self->n_failures < XA_BREAKER_N_FAILURES)
    return;

  for (guint i = XA_BREAKER_N_FAILURES; i < self->n_failures && open_us < XA_BREAKER_LONGEST_US; i++)
    open_us *= 2;
  self->open_until_us = now_us + MIN (open_us, XA_BREAKER_LONGEST_US);
}

/* What failed may have failed for want of a network: the wait is over, and the next request is the probe. */
void
xa_breaker_wake (XaBreaker *self,
                 gint64     now_us)
{
  if (self->open_until_us != XA_TIME_UNKNOWN)
    self->open_until_us = MIN (self->open_until_us, now_us);
}

/* --- budget ---------------------------------------------------------------------------------- */

/* The begin of the month of @time_us, or of a month after it. */
static gint64
month_begin (gint64 time_us,
             int    months_later)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) begin = NULL;
  g_autoptr (GDateTime) later = NULL;

  if (!time)
    return XA_TIME_UNKNOWN;
  begin = g_date_time_new_utc (g_date_time_get_year (time), g_date_time_get_month (time), 1, 0, 0, 0);
  later = begin ? g_date_time_add_months (begin, months_later) : NULL;

  return later ? g_date_time_to_unix (later) * G_USEC_PER_SEC : XA_TIME_UNKNOWN;
}

/**
 * xa_budget_turn_page:
 *
 * Begins a new page with each month, UTC. A clock that was set back does not give the month's
 * budget a second time.
 */
void
xa_budget_turn_page (XaBudget *self,
                     gint64    now_us)
{
  gint64 month_us = month_begin (now_us, 0);

  if (self->period_us == XA_TIME_UNKNOWN || month_us > self->period_us) {
    self->spent = 0;
    self->paid = 0;
  }
  self->period_us = month_us;
}

gboolean
xa_budget_allows (const XaBudget *self,
                  double          cost,
                  double          price)
{
  return (self->requests <= 0 || self->spent + cost <= self->requests) &&
         (self->money <= 0 || price <= 0 || self->paid + price <= self->money);
}

/* Negative ones give back. */
void
xa_budget_spend (XaBudget *self,
                 double    cost,
                 double    price)
{
  self->spent = MAX (0, self->spent + cost);
  self->paid = MAX (0, self->paid + price);
}

gint64
xa_budget_get_next_us (const XaBudget *self)
{
  return month_begin (self->period_us, 1);
}
