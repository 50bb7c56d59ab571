#include "report/xa-report-run.h"

#include "model/xa-time.h"

gboolean
xa_report_is_due (const XaReportPlan *plan,
                  gint64              now_us,
                  XaReportPeriod     *period)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  xa_report_get_period (plan->every, now_us, zone, period);

  return plan->done_us < period->to_us;
}

/* What is noted, in the writer's thread. */
typedef struct {
  const XaReportPlan *plan;
  gint64              at_us; /* up to when it is done, or when it failed */
  const char         *file;
  const char         *cause;
} Note;

static gboolean
note_done (XaStore *writer,
           gpointer data,
           GError **error)
{
  const Note *self = data;

  return xa_store_note_report (writer, self->plan->id, self->at_us, self->file, error);
}

static gboolean
note_failed (XaStore *writer,
             gpointer data,
             GError **error)
{
  const Note *self = data;

  return xa_store_note_report_failure (writer, self->plan->id, self->at_us, self->cause, error);
}

/* Returns: (nullable): the stable word of what the user can mend; NULL for what passes by itself */
static const char *
find_cause (const XaReportPlan *plan,
            const GError       *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED))
    return NULL;
  if (g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL))
    return "full";
  if (!g_file_test (plan->folder, G_FILE_TEST_IS_DIR))
    return "folder-gone";
  if (g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND))
    return "audiences-gone";

  return g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_IO) ? "read-only" : "failed";
}

static gboolean
write_files (const char           *workspace,
             const XaReportPlan   *plan,
             const XaReportPeriod *period,
             GCancellable         *cancellable,
             GError              **error)
{
  g_autoptr (XaStore) reader = xa_store_open (workspace, XA_STORE_READ, error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return reader && xa_report_write (reader, plan, period, zone, cancellable, error);
}

/**
 * xa_report_run:
 *
 * A plan stays whatever happens to its folder: what could not be written is due until it is.
 */
gboolean
xa_report_run (const char         *workspace,
               const XaReportPlan *plan,
               gboolean            is_wanted,
               XaReportEditor      editor,
               gpointer            data,
               GCancellable       *cancellable,
               char              **file,
               GError            **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *path = NULL;
  XaReportPeriod   period;
  Note             note = { .plan = plan, .at_us = xa_time_now () };

  *file = NULL;
  if (!xa_report_is_due (plan, note.at_us, &period) && !is_wanted)
    return TRUE;
  note.file = path = xa_report_get_first_path (plan, &period);
  if (write_files (workspace, plan, &period, cancellable, &failure)) {
    note.at_us = period.to_us;
    if (!editor (note_done, &note, data, error))
      return FALSE;
    *file = g_steal_pointer (&path);
    return TRUE;
  }
  /* Where it cannot be noted either, as on the same full disk, whoever asked is told all the same. */
  note.cause = find_cause (plan, failure);
  if (note.cause)
    editor (note_failed, &note, data, NULL);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
