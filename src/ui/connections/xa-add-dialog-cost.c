#include "ui/connections/xa-add-dialog-private.h"
#include "ui/connections/xa-fetch-all.h"
#include "ui/live/xa-live-words.h"

#include <glib/gi18n.h>

/* What the ticked audiences cost, in requests, time and money. */

/* How much that is of a month's budget, and whether the network is metered: beside what is there. */
static void
forecast_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (XaAddDialog) self = data;
  g_autoptr (XaForecast) known = xa_forecast_ask_finish (XA_LIVE (source), result, NULL);
  g_autofree char *share = known ? xa_live_say_share (known) : NULL;
  g_autofree char *words = NULL;

  if (!share || !*share || !self->live || g_cancellable_is_cancelled (self->forecasting))
    return;
  /* Translators: what is chosen and what it costs, then how much of the month's budget that is */
  words = g_strdup_printf (_ ("%s. %s"), gtk_label_get_text (self->summary), share);
  gtk_label_set_text (self->summary, words);
}

/* @ticked: (transfer full) (element-type XaForecastSource) */
static void
ask_share (XaAddDialog *self,
           GArray      *ticked)
{
  g_cancellable_cancel (self->forecasting);
  g_clear_object (&self->forecasting);
  if (ticked->len == 0 || !self->live) {
    g_array_unref (ticked);
    return;
  }
  self->forecasting = g_cancellable_new ();
  xa_forecast_ask_async (self->live, ticked, self->forecasting, forecast_cb, g_object_ref (self));
}

/* What all that is ticked costs. */
guint
xa_add_dialog_show_cost (XaAddDialog *self)
{
  XaPreview sum = { 0 };
  GArray   *ticked = g_array_new (FALSE, FALSE, sizeof (XaForecastSource));
  guint     n_ticked = 0;
  XaAddRow *row;

  for (guint i = 0; (row = xa_add_dialog_get_row (self, i)); i++) {
    const XaCandidate *candidate = xa_add_row_get_candidate (row);

    if (!xa_add_row_is_ticked (row))
      continue;
    n_ticked++;
    sum.n_requests += MAX (candidate->preview->n_requests, 1);
    sum.duration_us += candidate->preview->duration_us;
    sum.price += candidate->preview->price;
    g_array_append_val (ticked, ((XaForecastSource) { candidate->connection_id, MAX (candidate->preview->n_requests, 1),
                                                      candidate->preview->duration_us, candidate->preview->price }));
  }
  if (n_ticked > 0) {
    g_autofree char *cost = xa_live_say_cost (&sum), *words = NULL;

    words = g_strdup_printf (g_dngettext (NULL, "%u chosen. %s", "%u chosen. %s", n_ticked), n_ticked, cost);
    gtk_label_set_text (self->summary, words);
  } else {
    gtk_label_set_text (self->summary, _ ("Tick what you want to follow."));
  }
  ask_share (self, ticked);

  return n_ticked;
}
