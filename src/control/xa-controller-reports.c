#include "control/xa-controller-reports.h"

#include "control/xa-controller-private.h"
#include "model/xa-time.h"
#include "report/xa-report-run.h"
#include "sync/xa-upkeep.h"

#include <string.h>

/* What is dead for want of a folder is tried again, though not all the time. */
#define DEAD_US XA_USEC_PER_DAY

/* --- writing one: in a worker ----------------------------------------------------------------------- */

typedef struct {
  XaController *controller; /* (not owned): whose it is */
  char         *workspace;  /* (owned) */
} Reports;

static void
free_reports (gpointer data)
{
  Reports *self = data;

  g_free (self->workspace);
  g_free (self);
}

static gboolean
edit_over (XaReportEdit edit,
           gpointer     edit_data,
           gpointer     sync,
           GError     **error)
{
  return xa_sync_edit (sync, edit, edit_data, error);
}

/* What went wrong, or right again, is told now and not at the next look. */
static void
look_for_alerts (XaController *self)
{
  if (self->kinds[XA_TASK_KIND_ALERTS].work)
    xa_controller_wish (self, XA_TASK_KIND_ALERTS, XA_UPKEEP_ALERTS, NULL, 0, XA_TIME_UNKNOWN);
}

static gboolean
write_plan (const Reports      *self,
            XaSync             *sync,
            const XaReportPlan *plan,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autofree char *file = NULL;
  gboolean         ok = xa_report_run (self->workspace, plan, FALSE, edit_over, sync, cancellable, &file, error);

  if (ok ? file && *plan->cause : !g_cancellable_is_cancelled (cancellable))
    look_for_alerts (self->controller);

  return ok;
}

/* A plan that was dropped meanwhile needs no report. */
static gboolean
work (XaSync       *sync,
      const XaTask *task,
      GCancellable *cancellable,
      gpointer      data,
      GError      **error)
{
  const Reports *self = data;
  XaStore       *reader = xa_store_open (self->workspace, XA_STORE_READ, error);
  g_autoptr (GPtrArray) plans = reader ? xa_store_list_report_plans (reader, error) : NULL;

  g_clear_pointer (&reader, xa_store_close);
  for (guint i = 0; plans && i < plans->len; i++) {
    const XaReportPlan *plan = plans->pdata[i];

    if (strcmp (plan->name, task->subject) == 0)
      return write_plan (self, sync, plan, cancellable, error);
  }

  return plans != NULL;
}

void
xa_controller_add_reports (XaController *self,
                           const char   *workspace)
{
  Reports *reports = g_new (Reports, 1);

  *reports = (Reports) { self, g_strdup (workspace) };
  xa_controller_set_work (self, XA_TASK_KIND_REPORT, work, reports, free_reports);
}

/* --- what is due: in the controller's thread -------------------------------------------------------- */

static const XaTask *
find_last (const XaController *self,
           const XaReportPlan *plan)
{
  for (guint i = 0; i < self->state.last->len; i++) {
    const XaTask *task = self->state.last->pdata[i];

    if (task->source_id == 0 && task->kind == XA_TASK_KIND_REPORT && strcmp (task->subject, plan->name) == 0)
      return task;
  }

  return NULL;
}

/* @file: (out): of the report that is due */
static gboolean
is_due (XaController       *self,
        const XaReportPlan *plan,
        char              **file)
{
  const gint64   now_us = xa_controller_now (self);
  const XaTask  *last = find_last (self, plan);
  XaReportPeriod period;
  gboolean       is_same;

  if (!xa_report_is_due (plan, now_us, &period))
    return FALSE;
  *file = xa_report_get_first_path (plan, &period);
  is_same = last && strcmp (last->input, *file) == 0;
  if (!is_same)
    return !last || last->state != XA_TASK_RUNNING;

  /* What the user cancelled is not wanted. */
  return last->state == XA_TASK_DONE || (last->state == XA_TASK_DEAD && last->finished_us + DEAD_US <= now_us);
}

typedef struct {
  const char *name;
  const char *file;
} Wish;

static gboolean
wish (XaStore *writer,
      gpointer data,
      GError **error)
{
  const Wish *self = data;
  g_autoptr (XaTask) task = xa_store_wish_job (writer, XA_TASK_KIND_REPORT, self->name, self->file, 0, XA_TIME_UNKNOWN, error);

  return task != NULL;
}

gboolean
xa_controller_has_due_reports (XaController *self)
{
  for (guint i = 0; self->kinds[XA_TASK_KIND_REPORT].work && !self->state.is_paused && i < self->state.plans->len; i++) {
    g_autofree char *file = NULL;

    if (is_due (self, self->state.plans->pdata[i], &file))
      return TRUE;
  }

  return FALSE;
}

void
xa_controller_wish_reports (XaController *self)
{
  for (guint i = 0; self->kinds[XA_TASK_KIND_REPORT].work && !self->state.is_paused && i < self->state.plans->len; i++) {
    const XaReportPlan *plan = self->state.plans->pdata[i];
    g_autofree char    *file = NULL;
    Wish                one = { plan->name, NULL };

    if (!is_due (self, plan, &file))
      continue;
    one.file = file;
    if (!xa_sync_edit (self->sync, wish, &one, NULL))
      continue;
    xa_telemetry_count (self->telemetry, XA_TELEMETRY_TASKS_ENQUEUED, 0, 1, xa_controller_now (self));
    self->is_dirty = TRUE;
  }
}
