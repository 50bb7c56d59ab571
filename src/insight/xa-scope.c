#include "insight/xa-scope.h"

G_DEFINE_QUARK (xa-insight-error-quark, xa_insight_error)

static gint32
get_bucket (gint64 time_us,
            gint64 step_us,
            gint32 unlimited)
{
  gint64 bucket;

  if (time_us == XA_TIME_UNKNOWN)
    return unlimited;
  bucket = time_us / step_us - (time_us % step_us < 0);

  return (gint32) CLAMP (bucket, G_MININT32, G_MAXINT32);
}

/**
 * xa_scope_get_first_day:
 *
 * Returns: the first day of the range, counted from 1970 (UTC)
 */
gint32
xa_scope_get_first_day (const XaScope *scope)
{
  return get_bucket (scope->from_us, XA_USEC_PER_DAY, G_MININT32);
}

/**
 * xa_scope_get_last_day:
 *
 * Returns: the last day of the range, counted from 1970 (UTC)
 */
gint32
xa_scope_get_last_day (const XaScope *scope)
{
  return get_bucket (scope->to_us, XA_USEC_PER_DAY, G_MAXINT32);
}

/**
 * xa_scope_get_first_hour:
 *
 * Returns: the first hour of the range, counted from 1970 (UTC)
 */
gint32
xa_scope_get_first_hour (const XaScope *scope)
{
  return get_bucket (scope->from_us, XA_USEC_PER_HOUR, G_MININT32);
}

/**
 * xa_scope_get_last_hour:
 *
 * Returns: the last hour of the range, counted from 1970 (UTC)
 */
gint32
xa_scope_get_last_hour (const XaScope *scope)
{
  return get_bucket (scope->to_us, XA_USEC_PER_HOUR, G_MAXINT32);
}

gint64
xa_scope_round_universe (guint64 n_people)
{
  return n_people ? (gint64) MAX ((n_people + 50) / 100 * 100, 100) : 0;
}
