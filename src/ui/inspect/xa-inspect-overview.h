#pragma once

#include "ui/inspect/xa-inspect-answer.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* Growth, the week, languages, hashtags and the audiences that are nearest. */
#define XA_TYPE_INSPECT_OVERVIEW (xa_inspect_overview_get_type ())
G_DECLARE_FINAL_TYPE (XaInspectOverview, xa_inspect_overview, XA, INSPECT_OVERVIEW, GtkBox)

void xa_inspect_overview_show (XaInspectOverview *self, XaSession *session, XaInspectAnswer *answer);
