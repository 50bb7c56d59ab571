#pragma once

#include "store/xa-alerts.h"

#include <adwaita.h>

/* One alert, in words; what it leads to is the action of the row. @is_new: nobody has seen it before */
GtkWidget *xa_alert_row_new (const XaAlert *alert, gboolean is_new) G_GNUC_WARN_UNUSED_RESULT;
