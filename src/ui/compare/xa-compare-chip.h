#pragma once

#include "ui/xa-tray.h"

#include <gtk/gtk.h>

/* One audience that is compared. "removed"; "moved" (int by) with the keys; "dropped" (int64 id):
 * another chip was dropped on this one. */
#define XA_TYPE_COMPARE_CHIP (xa_compare_chip_get_type ())
G_DECLARE_FINAL_TYPE (XaCompareChip, xa_compare_chip, XA, COMPARE_CHIP, GtkBox)

GtkWidget *xa_compare_chip_new (XaAudienceItem *item, guint category) G_GNUC_WARN_UNUSED_RESULT;
gint64     xa_compare_chip_get_id (XaCompareChip *self);
