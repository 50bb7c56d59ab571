#include "ui/connections/xa-fetch-all.h"

#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* From here on it is worth a question. */
#define LONG_US (10 * 60 * (gint64) G_USEC_PER_SEC)
#define LARGE_SHARE 0.1

void
xa_forecast_free (XaForecast *self)
{
  xa_forecast_clear (self);
  g_free (self);
}

static gpointer
forecast (XaSync       *sync,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  const GArray *sources = data;
  g_autoptr (XaForecast) result = g_new0 (XaForecast, 1);
  gboolean ok;

  if (sources)
    ok = xa_sync_forecast (sync, (const XaForecastSource *) (gconstpointer) sources->data, sources->len, result, error);
  else
    ok = xa_sync_forecast_sources (sync, NULL, 0, result, error);

  return ok ? g_steal_pointer (&result) : NULL;
}

void
xa_forecast_ask_async (XaLive             *live,
                       GArray             *sources,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  xa_live_call_async (live, XA_LIVE_READS, forecast, sources, sources ? (GDestroyNotify) g_array_unref : NULL,
                      (GDestroyNotify) xa_forecast_free, cancellable, callback, user_data);
}

XaForecast *
xa_forecast_ask_finish (XaLive       *live,
                        GAsyncResult *result,
                        GError      **error)
{
  return xa_live_call_finish (live, result, error);
}

/* --- fetching all --- */

typedef struct {
  GtkWidget *parent; /* (nullable): weak */
  XaLive    *live;   /* (owned) */
} Asking;

static void
asking_free (Asking *self)
{
  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->live);
  g_free (self);
}

static gboolean
is_much (const XaForecast *forecast)
{
  return forecast->is_over || forecast->is_metered || forecast->duration_us >= LONG_US || (!isnan (forecast->share) && forecast->share >= LARGE_SHARE);
}

static void
answered_cb (AdwAlertDialog *dialog,
             const char     *response,
             gpointer        data)
{
  Asking *self = data;

  if (g_str_equal (response, "fetch"))
    xa_live_fetch (self->live, NULL, 0);
  asking_free (self);
}

static void
ask (Asking     *self,
     const char *words)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Fetch Everything?"), words);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "fetch", _ ("_Fetch"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "fetch", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "fetch");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), self);
  adw_dialog_present (dialog, self->parent);
}

/* What it costs is no reason not to fetch: where nobody can say, it is fetched. */
static void
forecast_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Asking *self = data;
  g_autoptr (XaForecast) known = xa_forecast_ask_finish (XA_LIVE (source), result, NULL);
  g_autofree char *words = known && self->parent ? xa_live_say_forecast (known) : NULL;

  if (words && is_much (known)) {
    ask (self, words);
    return;
  }
  if (words)
    gtk_widget_activate_action (self->parent, "win.tell", "s", words);
  xa_live_fetch (self->live, NULL, 0);
  asking_free (self);
}

void
xa_fetch_all_present (GtkWidget *parent,
                      XaLive    *live)
{
  Asking *self = g_new0 (Asking, 1);

  g_set_weak_pointer (&self->parent, parent);
  self->live = g_object_ref (live);
  xa_forecast_ask_async (live, NULL, NULL, forecast_cb, self);
}
