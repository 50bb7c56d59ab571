#pragma once

#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* The range of time that all views look at: one of the usual ones, or two days of the calendar. */
#define XA_TYPE_RANGE_BUTTON (xa_range_button_get_type ())
G_DECLARE_FINAL_TYPE (XaRangeButton, xa_range_button, XA, RANGE_BUTTON, GtkWidget)

void xa_range_button_set_session (XaRangeButton *self, XaSession *session); /* (nullable) */
