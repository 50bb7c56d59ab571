#pragma once

#include "ui/inspect/xa-inspect-kpi.h"
#include "ui/widgets/xa-explain-button.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* How a figure of the page came about, in a dialog. */
void xa_inspect_explain (GtkWidget *parent, XaSession *session, const XaInspectAnswer *answer, XaInspectKpiKind kind);

/* The same for a part of the page that goes by the rule of a button; nothing while there is no answer. */
void xa_inspect_explain_rule (XaExplainButton *button, XaSession *session, const XaInspectAnswer *answer);
