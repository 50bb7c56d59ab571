#pragma once

#include "sync/xa-sync-forecast.h"
#include "ui/xa-live.h"

#include <adwaita.h>

/* What fetching costs, asked in a thread. @sources: (transfer full) (element-type XaForecastSource)
 * (nullable): NULL for all that is followed */
void        xa_forecast_ask_async (XaLive *live, GArray *sources, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaForecast *xa_forecast_ask_finish (XaLive *live, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_forecast_free (XaForecast *self);

/* Fetches all that is followed, and says what it takes; asks first where that is much: of time, of the
 * month's budgets, or on a network that is paid for by what goes over it. */
void xa_fetch_all_present (GtkWidget *parent, XaLive *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaForecast, xa_forecast_free)
