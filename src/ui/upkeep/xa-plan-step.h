#pragma once

#include "store/xa-report-plans.h"
#include "ui/xa-jobs.h"
#include "ui/xa-undo.h"

#include <gtk/gtk.h>

/* That a report was planned, or is not written any more, for undo.
 * @plan: taken; @widget: (nullable): in the window that tells what fails */
void xa_plan_step_push (XaUndo *undo, XaJobs *jobs, GtkWidget *widget, XaReportPlan *plan, gboolean is_planned);

/* What both are. */
gboolean xa_plan_step_add (XaStore *store, gpointer plan, GError **error);
gboolean xa_plan_step_drop (XaStore *store, gpointer plan, GError **error);
