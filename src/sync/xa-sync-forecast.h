#pragma once

#include "sync/xa-sync.h"

/*
 * What a run of fetching will cost, before it begins: requests, time and money, and how much of what the
 * user allows a connection in a month that is.
 */

/* What fetching one thing once takes: as its preview reckons it, later as the last time was. */
typedef struct {
  gint64 connection_id;
  gint64 n_requests;  /* or XA_COUNT_UNKNOWN */
  gint64 duration_us; /* alone */
  double price;
} XaForecastSource;

/* A connection with what it may be asked, and what would be asked of it. */
typedef struct {
  gint64       connection_id;
  char        *name;         /* (owned) */
  guint        side_by_side; /* things that it fetches at a time, at least 1 */
  XaLimitState limits;

  gint64 wait_us; /* until the last of @n_requests may go out, by the limits as they stand */

  /* Out: */
  gint64   n_requests;
  gint64   duration_us;
  double   price;
  double   requests_share, money_share; /* of the month; NAN without a budget */
  gboolean is_over;                     /* more than the month has left */
} XaForecastRoad;

void xa_forecast_road_free (XaForecastRoad *self);

typedef struct {
  GPtrArray *roads; /* (owned) (element-type XaForecastRoad) */
  gint64     n_requests;
  gint64     duration_us; /* of the connection that takes longest: they go side by side */
  double     price;
  double     share;      /* of its month, of the connection of which it is most; NAN without any budget */
  gboolean   is_over;    /* some connection has less left */
  guint      n_sources;  /* of which */
  guint      n_unknown;  /* nobody knows what they take */
  gboolean   is_metered; /* the network is paid for by what goes over it */
} XaForecast;

void xa_forecast_clear (XaForecast *self);

/* Pure: sums what @sources take up on the roads of their connections; others are left out. */
void xa_forecast_add (GPtrArray *roads, const XaForecastSource *sources, gsize n_sources);
/* Pure: the whole of it. Roads on which nothing goes are dropped. @forecast: (out); takes @roads */
void xa_forecast_compute (XaForecast *forecast, GPtrArray *roads, const XaForecastSource *sources, gsize n_sources);

/* "About 57 min and 1,234 requests, 12 % of the month." Returns: (transfer full) */
char *xa_forecast_format (const XaForecast *self) G_GNUC_WARN_UNUSED_RESULT;

/* Over the connections of the workspace, by what limits and budgets there are now. Blocks, like the calls of
 * xa-sync.h. @forecast: (out): to be cleared, also after a failure */
gboolean xa_sync_forecast (XaSync *self, const XaForecastSource *sources, gsize n_sources, XaForecast *forecast, GError **error);
/* Of what is followed. @ids: (nullable): NULL for all */
gboolean xa_sync_forecast_sources (XaSync *self, const gint64 *ids, gsize n_ids, XaForecast *forecast, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaForecast, xa_forecast_clear)
