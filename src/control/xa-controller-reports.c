#include "control/xa-controller-reports.h"

#include "control/xa-controller-private.h"
#include "model/xa-time.h"
#include "report/xa-report.h"

#include <string.h>

/* What is dead for want of a folder is tried again, though not all the time. */
#define DEAD_US XA_USEC_PER_DAY

static GTimeZone *
get_zone (void)
{
  return g_time_zone_new_local ();
}

/* --- writing one: in a worker ----------------------------------------------------------------------- */

typedef struct {
  const XaReportPlan   *plan;
  const XaReportPeriod *period;
  const char           *file;
} Written;

static gboolean
note (XaStore *writer,
      gpointer data,
      GError **error)
{
  const Written *written = data;

  return xa_store_note_report (writer, written->plan->id, written->period->to_us, written->file, error);
}

static gboolean
write_plan (XaSync             *sync,
            XaStore            *reader,
            const XaReportPlan *plan,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autoptr (GTimeZone) zone = get_zone ();
  g_autofree char *file = NULL;
  XaReportPeriod   period;
  Written          written = { plan, &period, NULL };

  xa_report_get_period (plan->every, xa_time_now (), zone, &period);
  if (plan->done_us >= period.to_us)
    return TRUE;
  if (!xa_report_write (reader, plan, &period, zone, cancellable, error))
    return FALSE;
  written.file = file = xa_report_get_path (plan, &period);

  return xa_sync_edit (sync, note, &written, error);
}

/* A plan that was dropped meanwhile needs no report. */
static gboolean
work (XaSync       *sync,
      const XaTask *task,
      GCancellable *cancellable,
      gpointer      workspace,
      GError      **error)
{
  g_autoptr (XaStore) reader = xa_store_open (workspace, XA_STORE_READ, error);
  g_autoptr (GPtrArray) plans = reader ? xa_store_list_report_plans (reader, error) : NULL;

  for (guint i = 0; plans && i < plans->len; i++) {
    const XaReportPlan *plan = plans->pdata[i];

    if (strcmp (plan->name, task->subject) == 0)
      return write_plan (sync, reader, plan, cancellable, error);
  }

  return plans != NULL;
}

void
xa_controller_add_reports (XaController *self,
                           const char   *workspace)
{
  xa_controller_set_work (self, XA_TASK_KIND_REPORT, work, g_strdup (workspace), g_free);
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
  g_autoptr (GTimeZone) zone = get_zone ();
  const gint64   now_us = xa_controller_now (self);
  const XaTask  *last = find_last (self, plan);
  XaReportPeriod period;
  gboolean       is_same;

  xa_report_get_period (plan->every, now_us, zone, &period);
  if (plan->done_us >= period.to_us)
    return FALSE;
  *file = xa_report_get_path (plan, &period);
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
