#pragma once

#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* How a figure of the page came about, in a dialog. */
void xa_inspect_explain (GtkWidget *parent, XaSession *session, const XaInspectAnswer *answer, XaInspectKpiKind kind);
