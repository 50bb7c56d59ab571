#include "cli/xa-cli-reports.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-subject.h"
#include "model/xa-time.h"
#include "report/xa-report-run.h"
#include "server/xa-deliver.h"
#include "store/xa-hooks.h"

#include <string.h>

/* --- what is planned --------------------------------------------------------------------------------- */

static void
build_plans (JsonBuilder     *builder,
             const GPtrArray *plans)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < plans->len; i++) {
    const XaReportPlan *plan = plans->pdata[i];
    g_autofree char    *formats = xa_report_formats_ids (plan->formats);

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", plan->name);
    xa_cli_json_text (builder, "every", xa_report_every_id (plan->every));
    xa_cli_json_text (builder, "format", formats);
    xa_cli_json_text (builder, "folder", plan->folder);
    xa_cli_json_number (builder, "audiences", plan->is_of_all ? XA_COUNT_UNKNOWN : plan->audiences->len);
    xa_cli_json_time (builder, "done_to", plan->done_us);
    xa_cli_json_text (builder, "file", *plan->file ? plan->file : NULL);
    xa_cli_json_time (builder, "failing_since", plan->failed_us);
    xa_cli_json_text (builder, "cause", *plan->cause ? plan->cause : NULL);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_plans (const GPtrArray *plans)
{
  static const char *const columns[] = { "Report", "Every", "Audiences", "As", "Folder", "Last file", "Cause", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < plans->len; i++) {
    const XaReportPlan *plan = plans->pdata[i];
    g_autofree char    *audiences = plan->is_of_all ? g_strdup ("all") : g_strdup_printf ("%u", plan->audiences->len);
    g_autofree char    *formats = xa_report_formats_ids (plan->formats);
    g_autofree char    *file = *plan->file ? g_path_get_basename (plan->file) : g_strdup ("none yet");

    xa_cli_table_add (table, (const char *[]) { plan->name, xa_report_every_id (plan->every), audiences, formats, plan->folder, file, *plan->cause ? plan->cause : "-", NULL });
  }
  if (plans->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("No report is planned. \"reports add\" plans one.");
}

static XaCliExit
run_list (XaCli   *self,
          GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) plans = store ? xa_store_list_report_plans (store, error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!plans)
    return XA_CLI_FAILED;
  if (xa_cli_wants_json (self)) {
    build_plans (builder, plans);
    xa_cli_json_print (builder);
  } else {
    print_plans (plans);
  }

  return XA_CLI_OK;
}

/* --- planning ---------------------------------------------------------------------------------------- */

static gboolean
find_audiences (XaCli        *self,
                XaReportPlan *plan,
                GError      **error)
{
  g_auto (XaCliScope) scope = { 0 };

  plan->is_of_all = xa_cli_get_n_arguments (self) == 1;
  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return FALSE;
  for (guint i = 1; i < xa_cli_get_n_arguments (self); i++) {
    gint64 id = xa_subject_find_plain (&scope.scope, xa_cli_get_arguments (self)[i], error);

    if (!id)
      return FALSE;
    g_array_append_val (plan->audiences, id);
  }

  return TRUE;
}

static XaCliExit
run_add (XaCli   *self,
         GError **error)
{
  const char *folder = xa_cli_get_text (self, "folder");
  const char *every = xa_cli_has (self, "every") ? xa_cli_get_text (self, "every") : "week";
  g_autoptr (XaReportPlan) plan = xa_report_plan_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (XaStore) store = NULL;
  XaReportPeriod period;

  if (!folder)
    return xa_cli_usage (error, "--folder says where the reports go");
  if (!xa_report_every_parse (every, &plan->every))
    return xa_cli_usage (error, "--every takes week or month, not \"%s\"", every);
  if (xa_cli_has (self, "format") && !xa_report_formats_parse (xa_cli_get_text (self, "format"), &plan->formats))
    return xa_cli_usage (error, "--format takes html, csv and json, with commas between them, not \"%s\"", xa_cli_get_text (self, "format"));
  plan->name = g_strdup (xa_cli_get_arguments (self)[0]);
  plan->folder = g_canonicalize_filename (folder, NULL);
  plan->created_us = xa_time_now ();
  if (!g_file_test (plan->folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no folder %s. Make it first.", plan->folder);
    return XA_CLI_FAILED;
  }
  if (!find_audiences (self, plan, error))
    return XA_CLI_FAILED;
  /* The first is of the period that is under way. */
  xa_report_get_period (plan->every, plan->created_us, zone, &period);
  plan->done_us = period.to_us;
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store || !xa_store_add_report_plan (store, plan, error))
    return XA_CLI_FAILED;
  xa_cli_say ("Planned \"%s\": written once each %s is over, by the app, \"serve\", \"sync --due\" or \"reports run\", to %s.", plan->name, every, plan->folder);

  return XA_CLI_OK;
}

static XaCliExit
run_drop (XaCli   *self,
          GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);

  if (!store || !xa_store_drop_report_plan (store, name, error))
    return XA_CLI_FAILED;
  xa_cli_say ("\"%s\" is written no more. Its files stay.", name);

  return XA_CLI_OK;
}

/* --- writing ----------------------------------------------------------------------------------------- */

/* Each edit with the workspace open as short as can be. */
static gboolean
edit_alone (XaReportEdit edit,
            gpointer     edit_data,
            gpointer     cli,
            GError     **error)
{
  g_autoptr (XaStore) writer = xa_cli_open_store (cli, XA_STORE_WRITE, error);

  return writer && edit (writer, edit_data, error);
}

/* Who is told what was done, as of what the app writes. */
static gboolean
tell_written (XaStore *writer,
              gpointer data,
              GError **error)
{
  return xa_store_tell_task (writer, xa_task_kind_id (XA_TASK_KIND_REPORT), TRUE, NULL, error);
}

static gboolean
write_plan (XaCli              *self,
            const XaReportPlan *plan,
            gboolean            is_wanted,
            guint              *n_written,
            GError            **error)
{
  g_autofree char *workspace = xa_cli_find_workspace (self, error);
  g_autofree char *file = NULL;

  if (!workspace || !xa_report_run (workspace, plan, is_wanted, edit_alone, self, xa_cli_watch_signals (self), &file, error))
    return FALSE;
  if (!file)
    return TRUE;
  for (gsize i = 0; i < XA_N_REPORT_FORMATS; i++)
    if (plan->formats & (1u << i)) {
      g_autofree char *path = g_strdup (file);

      *strrchr (path, '.') = '\0';
      xa_cli_say ("Wrote %s.%s", path, xa_report_format_id ((XaReportFormat) i));
    }
  ++*n_written;
  /* The report is there, whoever hears of it or not. */
  edit_alone (tell_written, NULL, self, NULL);

  return TRUE;
}

static GPtrArray *
list_plans (XaCli   *self,
            GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  return store ? xa_store_list_report_plans (store, error) : NULL;
}

gboolean
xa_cli_write_due_reports (XaCli   *self,
                          guint   *n_written,
                          guint   *n_failed,
                          GError **error)
{
  g_autoptr (GPtrArray) plans = list_plans (self, error);

  *n_written = *n_failed = 0;
  for (guint i = 0; plans && i < plans->len; i++) {
    g_autoptr (GError) failure = NULL;

    if (write_plan (self, plans->pdata[i], FALSE, n_written, &failure))
      continue;
    if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    xa_cli_complain ("%s", failure->message);
    ++*n_failed;
  }

  return plans != NULL;
}

static gboolean
has_listeners (XaCli *self)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) hooks = store ? xa_store_list_hooks_out (store, NULL) : NULL;

  return hooks && hooks->len > 0;
}

/* What cannot be sent now waits for the app, "serve" or the next run. */
static void
send_news (XaCli *self)
{
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = has_listeners (self) ? xa_cli_open_known_sync (self, &credentials, NULL) : NULL;

  if (sync)
    xa_deliver_due (sync, g_get_real_time (), xa_cli_watch_signals (self), &(XaDeliveries) { 0 }, NULL);
}

/* The newest of one, whether it is there or not. */
static XaCliExit
write_named (XaCli      *self,
             const char *name,
             guint      *n_written,
             GError    **error)
{
  g_autoptr (GPtrArray) plans = list_plans (self, error);

  for (guint i = 0; plans && i < plans->len; i++)
    if (strcmp (((const XaReportPlan *) plans->pdata[i])->name, name) == 0)
      return write_plan (self, plans->pdata[i], TRUE, n_written, error) ? XA_CLI_OK : XA_CLI_FAILED;
  if (plans)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no report called \"%s\". \"reports\" lists those there are.", name);

  return XA_CLI_FAILED;
}

/* What cannot be written keeps nothing else from being so. */
static XaCliExit
write_due (XaCli   *self,
           guint   *n_written,
           GError **error)
{
  guint n_failed;

  if (!xa_cli_write_due_reports (self, n_written, &n_failed, error))
    return XA_CLI_FAILED;
  if (n_failed)
    return *n_written ? XA_CLI_PARTIAL : XA_CLI_FAILED;
  if (*n_written == 0)
    xa_cli_say ("No report is due.");

  return XA_CLI_OK;
}

static XaCliExit
run_now (XaCli   *self,
         GError **error)
{
  guint     n_written = 0;
  XaCliExit status = xa_cli_get_n_arguments (self) > 0 ? write_named (self, xa_cli_get_arguments (self)[0], &n_written, error) : write_due (self, &n_written, error);

  if (n_written)
    send_news (self);

  return status;
}

static const XaCliOption add_options[] = {
  { "folder", 0, XA_CLI_TEXT, "FOLDER", "where the files go" },
  { "every", 0, XA_CLI_TEXT, "PERIOD", "week (if not given) or month" },
  { "format", 0, XA_CLI_TEXT, "FORMATS", "html (if not given) to be read, csv for spreadsheets, json for programs; several with commas" },
  { NULL },
};

const XaCliCommand xa_cli_reports_commands[] = {
  { "reports add", "NAME [AUDIENCE...]", "Plan a report that is written each week or month",
    "Of the audiences that are named, or of all. A file for each period, with what \"inspect\", \"posts\" and \"compare\"\n"
    "say of it, judged for what leaves the workspace. After a longer time off only the newest is written.",
    add_options, 1, -1, run_add },
  { "reports remove", "NAME", "Write a report no more", "Its files stay.", NULL, 1, 1, run_drop },
  { "reports run", "[NAME]", "Write the reports that are due, or the newest of one", NULL, NULL, 0, 1, run_now },
  { "reports", "", "List the reports that are planned", NULL, NULL, 0, 0, run_list },
  { NULL },
};
