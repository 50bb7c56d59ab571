#pragma once

#include "control/xa-control.h"

#include <gtk/gtk.h>

/*
 * A connection as Activity shows it: what it does, until when it waits and why, its limits, and how
 * it is steered. Steers by the action "activity.steer".
 */
#define XA_TYPE_LANE_ROW (xa_lane_row_get_type ())
G_DECLARE_FINAL_TYPE (XaLaneRow, xa_lane_row, XA, LANE_ROW, GtkListBoxRow)

GtkWidget *xa_lane_row_new (gint64 connection_id) G_GNUC_WARN_UNUSED_RESULT;
gint64     xa_lane_row_get_connection (XaLaneRow *self);

/* @lane: of @picture */
void xa_lane_row_show (XaLaneRow *self, XaControlPicture *picture, const XaControlLane *lane, gint64 now_us);

/* The parameter of "activity.steer". */
GVariant *xa_control_to_variant (const XaControl *control) G_GNUC_WARN_UNUSED_RESULT; /* (transfer floating) */
void      xa_control_from_variant (XaControl *self, GVariant *variant);
#define XA_CONTROL_VARIANT "(ixxxd)"
