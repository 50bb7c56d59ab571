#include "ui/upkeep/xa-plan-step.h"

#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

gboolean
xa_plan_step_add (XaStore *store,
                  gpointer plan,
                  GError **error)
{
  return xa_store_add_report_plan (store, plan, error);
}

/* By its name: the id is another one each time that it is planned. What was written of it meanwhile is known when it
 * comes back, so that nothing is written twice. */
gboolean
xa_plan_step_drop (XaStore *store,
                   gpointer data,
                   GError **error)
{
  XaReportPlan *plan = data;
  g_autoptr (GPtrArray) plans = xa_store_list_report_plans (store, error);

  for (guint i = 0; plans && i < plans->len; i++) {
    const XaReportPlan *now = plans->pdata[i];

    if (!g_str_equal (now->name, plan->name))
      continue;
    g_set_str (&plan->file, now->file);
    plan->done_us = now->done_us;
  }

  return plans && xa_store_drop_report_plan (store, plan->name, error);
}

void
xa_plan_step_push (XaUndo       *undo,
                   XaJobs       *jobs,
                   GtkWidget    *widget,
                   XaReportPlan *plan,
                   gboolean      is_planned)
{
  const XaUndoEdits edits = {
    .back = is_planned ? xa_plan_step_drop : xa_plan_step_add,
    .again = is_planned ? xa_plan_step_add : xa_plan_step_drop,
    .data = plan,
    .free = (GDestroyNotify) xa_report_plan_free,
  };
  g_autofree char *title = g_strdup_printf (is_planned ? _ ("Planned the report “%s”") : _ ("“%s” is not written any more"), plan->name);

  xa_undo_push_edits (undo, jobs, widget, title, &edits);
}
