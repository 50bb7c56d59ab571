#pragma once

#include "ui/inspect/xa-inspect-kpi.h"

#include <gtk/gtk.h>

/* One figure with what belongs to it. "explain": the user asks how it was computed. */
#define XA_TYPE_KPI_CARD (xa_kpi_card_get_type ())
G_DECLARE_FINAL_TYPE (XaKpiCard, xa_kpi_card, XA, KPI_CARD, GtkBox)

/* What it is going to show. */
void xa_kpi_card_wait (XaKpiCard *self, const char *title);
void xa_kpi_card_show (XaKpiCard *self, const XaInspectKpi *kpi);
