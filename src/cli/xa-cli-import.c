#include "cli/xa-cli-import.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-progress.h"
#include "model/xa-time.h"
#include "sync/xa-import-job.h"
#include "sync/xa-upkeep.h"

#include <stdio.h>
#include <string.h>

/* One run of the command over its files. */
typedef struct {
  XaCli             *cli;         /* (not owned) */
  GCancellable      *cancellable; /* (not owned) */
  XaImportJobOptions options;
  JsonBuilder       *json; /* (owned) (nullable) */
  guint              n_good;
  guint              n_partial;
  guint              n_failed;
  gboolean           interrupted;
} Run;

static const char *
start_id (XaIngestStart start)
{
  switch (start) {
  case XA_INGEST_NEW:
    return "new";
  case XA_INGEST_RESUMED:
    return "resumed";
  case XA_INGEST_DONE_BEFORE:
    return "done_before";
  }

  g_return_val_if_reached (NULL);
}

static gboolean
read_coverage (XaCli              *self,
               XaImportJobOptions *options,
               GError            **error)
{
  const char *text = xa_cli_get_text (self, "coverage");

  if (text && !xa_coverage_parse (xa_span (text), &options->coverage)) {
    xa_cli_usage (error, "--coverage takes one of complete, first_n, active_authors, not \"%s\"", text);
    return FALSE;
  }
  if (options->coverage == XA_COVERAGE_COUNT_ONLY) {
    xa_cli_usage (error, "--coverage count_only says that there is no list to import");
    return FALSE;
  }
  options->first_n = xa_cli_get_number (self, "first-n", 0);
  if (options->first_n > 0 && options->coverage == 0)
    options->coverage = XA_COVERAGE_FIRST_N;
  if (options->first_n > 0 && options->coverage != XA_COVERAGE_FIRST_N) {
    xa_cli_usage (error, "--first-n goes with --coverage first_n");
    return FALSE;
  }

  return TRUE;
}

static gboolean
read_options (XaCli              *self,
              XaImportJobOptions *options,
              GError            **error)
{
  *options = XA_IMPORT_JOB_OPTIONS_INIT;
  options->format = xa_cli_get_text (self, "format");
  options->audience_name = xa_cli_get_text (self, "audience");
  options->at_us = xa_cli_get_number (self, "at", XA_TIME_UNKNOWN);
  if (options->format && !xa_importer_by_id (options->format)) {
    g_autofree char *known = xa_importer_list_ids ();

    xa_cli_usage (error, "--format takes one of %s, not \"%s\"", known, options->format);
    return FALSE;
  }

  return xa_cli_read_real_platform (self, "platform", &options->platform, error) && read_coverage (self, options, error);
}

static void
build_counts (JsonBuilder          *json,
              const XaIngestCounts *counts)
{
  xa_cli_json_number (json, "audiences", (gint64) counts->n_audiences);
  xa_cli_json_number (json, "members", (gint64) counts->n_members);
  xa_cli_json_number (json, "new_people", (gint64) counts->n_new_people);
  xa_cli_json_number (json, "posts", (gint64) counts->n_posts);
  xa_cli_json_number (json, "new_posts", (gint64) counts->n_new_posts);
  xa_cli_json_number (json, "updated_posts", (gint64) counts->n_updated_posts);
  xa_cli_json_number (json, "snapshots", (gint64) counts->n_snapshots);
  xa_cli_json_number (json, "links", (gint64) counts->n_links);
  xa_cli_json_number (json, "samples", (gint64) counts->n_samples);
  json_builder_set_member_name (json, "rejected");
  json_builder_begin_object (json);
  for (int i = 0; i < XA_N_REJECTS; i++)
    if (counts->rejects[i] > 0)
      xa_cli_json_number (json, xa_reject_id ((XaReject) i), (gint64) counts->rejects[i]);
  json_builder_end_object (json);
}

static void
build_report (JsonBuilder          *json,
              const char           *file,
              const XaImportReport *report,
              const GError         *error)
{
  g_autofree char *shown = g_filename_display_name (file);

  json_builder_begin_object (json);
  xa_cli_json_text (json, "file", shown);
  xa_cli_json_text (json, "format", report->importer ? report->importer->id : NULL);
  xa_cli_json_text (json, "start", start_id (report->start));
  xa_cli_json_flag (json, "finished", report->finished);
  xa_cli_json_flag (json, "truncated", report->truncated);
  xa_cli_json_text (json, "notice", report->notice);
  xa_cli_json_text (json, "error", error ? error->message : NULL);
  xa_cli_json_number (json, "size_bytes", (gint64) report->size_bytes);
  xa_cli_json_number (json, "records", (gint64) report->n_records);
  xa_cli_json_number (json, "active_authors", (gint64) report->n_active_authors);
  build_counts (json, &report->counts);
  json_builder_end_object (json);
}

/* Counts what became of a file and says it in one line. */
static void
report_file (Run                  *run,
             const char           *file,
             const XaImportReport *report,
             const GError         *error)
{
  g_autofree char *shown = g_filename_display_basename (file);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    run->interrupted = TRUE;
  else if (error)
    run->n_failed++;
  else if (report->truncated)
    run->n_partial++;
  else
    run->n_good++;

  if (run->json)
    build_report (run->json, file, report, error);
  if (error && !run->interrupted) {
    xa_cli_complain ("%s: %s", shown, error->message);
  } else if (!error && !run->json) {
    g_autofree char *line = xa_import_report_format (report);
    g_autofree char *safe = xa_cli_display (line);

    printf ("%s\n", safe);
    fflush (stdout);
  }
}

/* Whether the rest can still be tried. A workspace that fails would fail again for each file. */
static gboolean
import_one (Run        *run,
            const char *file)
{
  g_autoptr (GError) error = NULL;
  g_auto (XaImportReport) report = { 0 };
  g_autofree char *name = g_filename_display_basename (file);
  XaCliProgress    line = { .name = name };
  XaImportObserver observer = { .progress = xa_cli_wants_progress (run->cli) ? xa_cli_progress_draw : NULL, .data = &line };

  xa_import_job_run (file, &run->options, &observer, run->cancellable, &report, &error);
  xa_cli_progress_clear (&line);
  report_file (run, file, &report, error);

  return !run->interrupted && !(error && error->domain == XA_STORE_ERROR);
}

/* What is past its limit goes with every import, so that limits hold without anyone's care. */
static gboolean
apply_retention (const char *path,
                 GError    **error)
{
  gint64 n_deleted;

  if (!xa_upkeep_run (path, xa_time_now (), &n_deleted, error))
    return FALSE;
  if (n_deleted > 0) {
    g_autofree char *rows = xa_cli_format_things (n_deleted, "row");

    xa_cli_say ("Deleted %s past their limits.", rows);
  }

  return TRUE;
}

static XaCliExit
finish (const Run *run,
        GError   **error)
{
  if (run->interrupted) {
    xa_cli_complain ("interrupted; what was committed stays, and the same command goes on from there");
    return XA_CLI_INTERRUPTED;
  }
  if (!apply_retention (run->options.workspace, error))
    return XA_CLI_FAILED;
  if (run->n_failed > 0 && run->n_good + run->n_partial == 0)
    return XA_CLI_FAILED;

  return run->n_failed + run->n_partial > 0 ? XA_CLI_PARTIAL : XA_CLI_OK;
}

/* A command with no file to read should not make a workspace first. */
static gboolean
any_file_is_there (const char *const *files,
                   GError           **error)
{
  g_autofree char *shown = NULL;

  for (gsize i = 0; files[i]; i++)
    if (g_file_test (files[i], G_FILE_TEST_EXISTS))
      return TRUE;

  shown = g_filename_display_name (files[0]);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "There is no file %s", shown);

  return FALSE;
}

static XaCliExit
run_import (XaCli   *self,
            GError **error)
{
  const char *const *files = xa_cli_get_arguments (self);
  Run                run = { .cli = self };
  g_autoptr (XaPseudonymizer) keys = NULL;
  g_autoptr (JsonBuilder) json = xa_cli_wants_json (self) ? json_builder_new () : NULL;
  g_autofree char *path = NULL;

  if (!read_options (self, &run.options, error))
    return XA_CLI_USAGE;
  path = xa_cli_find_workspace (self, error);
  if (!path)
    return XA_CLI_USAGE;
  if (!any_file_is_there (files, error))
    return XA_CLI_FAILED;

  run.cancellable = xa_cli_watch_signals (self);
  run.json = json;
  keys = xa_cli_prepare_workspace (self, path, error);
  if (!keys)
    return XA_CLI_FAILED;
  run.options.workspace = path;
  run.options.keys = keys;

  if (json) {
    json_builder_begin_object (json);
    json_builder_set_member_name (json, "files");
    json_builder_begin_array (json);
  }
  for (gsize i = 0; files[i] && import_one (&run, files[i]); i++)
    ;
  if (json) {
    json_builder_end_array (json);
    json_builder_end_object (json);
    xa_cli_json_print (json);
  }

  return finish (&run, error);
}

static const XaCliOption import_options[] = {
  { "format", 0, XA_CLI_TEXT, "FORMAT", "what the files are (default: recognised by what is in them)" },
  { "platform", 0, XA_CLI_TEXT, "PLATFORM", "where the people are, for files that do not say it" },
  { "audience", 0, XA_CLI_TEXT, "NAME", "whose members they are, for files that do not say it" },
  { "coverage", 0, XA_CLI_TEXT, "COVERAGE", "what a list of members is: complete, first_n or active_authors" },
  { "first-n", 0, XA_CLI_NUMBER, "N", "the cap of a list of the first N" },
  { "at", 0, XA_CLI_TIME, "TIME", "when the list was taken (default: the file's modification time)" },
  { NULL },
};

const XaCliCommand xa_cli_import_commands[] = {
  { "import", "FILE...", "Take exports and member lists into a workspace",
    "Takes Telegram Desktop exports (result.json), DiscordChatExporter JSON, your X archive, CSV lists of members\n"
    "and uniform JSON lines. A workspace that does not exist is made. Interrupted, it goes on where it was when\n"
    "it is run again; a file that is in the workspace already changes nothing.",
    import_options, 1, -1, run_import },
  { NULL },
};
