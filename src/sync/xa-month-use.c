#include "sync/xa-month-use.h"

#include "providers/xa-provider.h"
#include "store/xa-net-rows.h"

/* Requests are counted by the clock on the wall, whatever time the data are looked at. */
static gboolean
is_this_month (gint64 time_us)
{
  g_autoptr (GDateTime) then = time_us == XA_TIME_UNKNOWN ? NULL : g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return then && g_date_time_get_year (then) == g_date_time_get_year (now) && g_date_time_get_month (then) == g_date_time_get_month (now);
}

gboolean
xa_month_use_costs (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  return connection->month_money > 0 || (provider && provider->is_paid);
}

void
xa_month_use_find (const GPtrArray    *limits,
                   const XaConnection *connection,
                   XaMonthUse         *use)
{
  *use = (XaMonthUse) { 0 };
  for (guint i = 0; i < limits->len; i++) {
    const XaStoredLimit *limit = limits->pdata[i];

    if (g_str_equal (limit->name, connection->uuid) && is_this_month (limit->period_us))
      *use = (XaMonthUse) { limit->spent, limit->paid };
  }
}
