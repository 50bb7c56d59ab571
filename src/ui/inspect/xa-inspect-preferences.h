#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* What the people of an audience prefer, as a chart and as a table. */
#define XA_TYPE_INSPECT_PREFERENCES (xa_inspect_preferences_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectPreferences, xa_inspect_preferences, XA, INSPECT_PREFERENCES, GtkBox)

void xa_inspect_preferences_show (XaInspectPreferences *self, XaSession *session, XaInspectAnswer *answer);
