#include "import-formats.h"
#include "store/xa-hooks.h"
#include "store/xa-tasks.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* --- what comes in ------------------------------------------------------------------------------- */

static void
test_counts (gconstpointer data)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  GenerateTruth    truth;
  g_autofree char *path = make_file (place, data, GENERATE_DEFAULT, &truth);
  g_auto (XaImportReport) report = import_place_import (place, path);
  g_autofree char *line = xa_import_report_format (&report);

  g_test_message ("%s", line);
  g_assert_cmpint (report.start, ==, XA_INGEST_NEW);
  g_assert_cmpuint (report.counts.n_posts, ==, truth.n_posts);
  g_assert_cmpuint (report.counts.n_new_posts, ==, truth.n_posts);
  g_assert_cmpuint (report.counts.n_members, ==, truth.n_members);
  g_assert_cmpuint (report.n_active_authors, ==, truth.n_authors);
  g_assert_false (report.truncated);
  import_place_verify (place);
}

/* The same bytes again, also under another name and with a later date, change nothing. */
static void
test_twice (gconstpointer data)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = make_file (place, data, GENERATE_DEFAULT, NULL);
  g_auto (XaImportReport) first = import_place_import (place, path);
  g_autofree char *before = import_place_dump (place);
  g_autofree char *folder = import_place_file (place, "elsewhere");
  g_autofree char *moved = g_build_filename (folder, "renamed", NULL);
  g_auto (XaImportReport) second = { 0 };
  g_autofree char *after = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  g_assert_cmpint (g_utime (moved, NULL), ==, 0);
  import_place_try (place, moved, &second, &error);
  g_assert_no_error (error);
  after = import_place_dump (place);
  line = xa_import_report_format (&second);

  g_assert_cmpint (second.start, ==, XA_INGEST_DONE_BEFORE);
  g_assert_true (second.finished);
  g_assert_cmpstr (strstr (line, "was imported before"), !=, NULL);
  import_place_assert_same (after, before);
}

/* --- one chat, exported more than once ------------------------------------------------------------- */

/* After a newer export of the same chat the workspace holds what it would have held had only
 * the newer one been imported. */
static void
test_extended (gconstpointer data)
{
  const Format *format = data;
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char  *older = import_place_file (base, "older");
  g_autofree char  *newer = import_place_file (base, "newer");
  Generate          what = GENERATE_DEFAULT;
  const char *const both[] = { older, newer, NULL };
  const char *const one[] = { newer, NULL };
  g_autofree char  *extended = NULL, *fresh = NULL, *extended_content = NULL, *fresh_content = NULL;

  format->generate (older, &what);
  what.n_records = 900;
  format->generate (newer, &what);
  extended = dump_after (base, "both", both);
  fresh = dump_after (base, "one", one);
  extended_content = only_content (extended);
  fresh_content = only_content (fresh);
  import_place_assert_same (extended_content, fresh_content);
}

/* Newer counters of known posts win, and the older ones are kept as history. */
static void
test_updated (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *older = import_place_file (place, "older.json");
  g_autofree char *newer = import_place_file (place, "newer.json");
  Generate         what = GENERATE_DEFAULT;
  g_auto (XaImportReport) first = { 0 }, second = { 0 };
  g_autofree char *dump = NULL;
  GenerateTruth    truth = generate_telegram (older, &what);

  what.age = 2;
  generate_telegram (newer, &what);
  first = import_place_import (place, older);
  second = import_place_import (place, newer);
  dump = import_place_dump (place);

  g_assert_cmpuint (second.counts.n_posts, ==, truth.n_posts);
  g_assert_cmpuint (second.counts.n_new_posts, ==, 0);
  g_assert_cmpuint (second.counts.n_updated_posts, >, 0);
  g_assert_cmpuint (second.n_active_authors, ==, first.n_active_authors);
}

/* A file that was cut off brings what it holds; the whole file then brings the rest. */
static void
test_truncated (gconstpointer data)
{
  const Format *format = data;
  g_autoptr (ImportPlace) base = import_place_new ();
  g_autofree char *whole = import_place_file (base, "whole");
  g_autofree char *cut = import_place_file (base, "cut");
  Generate         what = GENERATE_DEFAULT;
  GenerateTruth    truth = format->generate (whole, &what);
  g_autoptr (ImportPlace) place = import_place_copy (base, "place");
  const char *const one[] = { whole, NULL };
  g_autofree char  *fresh = NULL, *after = NULL, *fresh_content = NULL, *after_content = NULL, *line = NULL;
  g_auto (XaImportReport) first = { 0 }, second = { 0 };

  import_place_cut (whole, cut, 0, (gint64) truth.n_bytes * 2 / 3);
  first = import_place_import (place, cut);
  second = import_place_import (place, whole);
  line = xa_import_report_format (&first);
  g_test_message ("%s", line);
  g_assert_true (first.truncated);
  g_assert_cmpuint (first.counts.n_posts, >, truth.n_posts / 2);
  g_assert_cmpuint (first.counts.n_posts, <, truth.n_posts);
  g_assert_cmpuint (second.counts.n_posts, ==, truth.n_posts);
  g_assert_cmpuint (second.counts.n_new_posts, ==, truth.n_posts - first.counts.n_posts);

  fresh = dump_after (base, "fresh", one);
  after = import_place_dump (place);
  fresh_content = only_content (fresh);
  after_content = only_content (after);
  import_place_assert_same (after_content, fresh_content);
}

/* Two lists of one audience, made at two times, are two snapshots of it. */
static void
test_same_audience (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char   *first = import_place_file (place, "first.csv");
  g_autofree char   *second = import_place_file (place, "second.csv");
  XaImportJobOptions options = import_place_options (place);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GPtrArray) audiences = NULL;
  g_autoptr (GArray) snapshots = NULL;
  g_auto (XaImportReport) report = { 0 };

  g_assert_true (g_file_set_contents (first, "member_id\n1\n2\n3\n", -1, NULL));
  g_assert_true (g_file_set_contents (second, "member_id\n3\n4\n", -1, NULL));
  options.audience_name = "Quay";
  options.coverage = XA_COVERAGE_COMPLETE;
  for (int i = 0; i < 2; i++) {
    options.at_us = (PLACE_CLOCK + i * 86400) * G_USEC_PER_SEC;
    xa_import_report_clear (&report);
    xa_import_job_run (i ? second : first, &options, NULL, NULL, &report, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (report.counts.n_new_people, ==, 1);

  store = xa_store_open (place->workspace, XA_STORE_READ, &error);
  g_assert_no_error (error);
  audiences = xa_store_list_audiences (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (audiences->len, ==, 1);
  snapshots = xa_store_list_snapshots (store, ((XaAudience *) g_ptr_array_index (audiences, 0))->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshots->len, ==, 2);
  g_assert_cmpint (g_array_index (snapshots, XaSnapshot, 0).fetched, ==, 3);
  g_assert_cmpint (g_array_index (snapshots, XaSnapshot, 1).fetched, ==, 2);
}

/* The options that shape a result make another import of the same bytes. */
static void
test_options_count (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char           *path = import_place_file (place, "members.csv");
  static const char         *names[] = { "Quay", "Pier", "Quay" };
  static const XaIngestStart starts[] = { XA_INGEST_NEW, XA_INGEST_NEW, XA_INGEST_DONE_BEFORE };

  g_assert_true (g_file_set_contents (path, "member_id\n1\n2\n3\n", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    XaImportJobOptions options = import_place_options (place);
    g_auto (XaImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;

    options.audience_name = names[i];
    xa_import_job_run (path, &options, NULL, NULL, &report, &error);
    g_assert_no_error (error);
    g_assert_cmpint (report.start, ==, starts[i]);
  }
}

/* An import that comes to its end is told to who wants to know; one that was made before is none. */
static void
test_told (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = import_place_file (place, "members.csv");
  g_autoptr (XaStore) store = xa_store_open (place->workspace, XA_STORE_WRITE, NULL);
  g_autoptr (XaHookOut) hook = xa_store_add_hook_out (store, "Chat", "https://chat.example.org/hook", FALSE, XA_HOOK_TASK_FINISHED, NULL);
  g_autoptr (GPtrArray) tasks = NULL;

  g_assert_nonnull (hook);
  g_clear_pointer (&store, xa_store_close);
  g_assert_true (g_file_set_contents (path, "member_id\n1\n2\n3\n", -1, NULL));
  for (int i = 0; i < 2; i++) {
    g_auto (XaImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;

    g_assert_true (import_place_try (place, path, &report, &error));
  }
  store = xa_store_open (place->workspace, XA_STORE_READ, NULL);
  tasks = xa_store_list_tasks_in (store, XA_TASK_QUEUED, NULL);
  g_assert_cmpuint (tasks->len, ==, 1);
  g_assert_nonnull (strstr (((XaTask *) tasks->pdata[0])->input, "{\"kind\":\"import\",\"state\":\"done\"}"));
}

/* --- refusals --------------------------------------------------------------------------------------- */

static void
test_locked (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = import_place_file (place, "result.json");
  Generate         what = GENERATE_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) other = xa_store_open (place->workspace, XA_STORE_WRITE, &error);
  g_auto (XaImportReport) report = { 0 };

  g_assert_no_error (error);
  generate_telegram (path, &what);
  g_assert_false (import_place_try (place, path, &report, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
}

static void
test_refusals (void)
{
  static const struct {
    const char *content;
    const char *format;
    GQuark (*domain) (void);
    int code;
  } cases[] = {
    { "nothing that is known", NULL, xa_import_error_quark, XA_IMPORT_ERROR_UNKNOWN_FORMAT },
    { "member_id\n1\n", "parchment", xa_import_error_quark, XA_IMPORT_ERROR_UNKNOWN_FORMAT },
    { "", NULL, xa_import_error_quark, XA_IMPORT_ERROR_UNKNOWN_FORMAT },
    { "{\"name\": \"Cosima\", \"type\": \"personal_chat\", \"id\": 777, \"messages\": [{\"id\": 1, \"type\": \"message\", \"date\": \"2022-01-01T00:00:00\", \"from\": \"Cosima\", \"from_id\": \"user777\", \"text\": \"hello\"}]}",
      NULL, xa_import_error_quark, XA_IMPORT_ERROR_REFUSED },
  };
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = import_place_file (place, "file");
  g_autofree char *before = NULL;

  /* Its key is the only thing that the workspace holds. */
  import_place_adopt_keys (place);
  before = import_place_dump (place);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaImportJobOptions options = import_place_options (place);
    g_auto (XaImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;

    g_assert_true (g_file_set_contents (path, cases[i].content, -1, NULL));
    options.format = cases[i].format;
    g_assert_false (xa_import_job_run (path, &options, NULL, NULL, &report, &error));
    g_assert_error (error, cases[i].domain (), cases[i].code);
    g_assert_false (report.finished);
    /* Nothing of the file is left, not even that it was looked at. */
    after = import_place_dump (place);
    import_place_assert_same (after, before);
  }
}

static void
test_missing_file (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_auto (XaImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (import_place_try (place, "/nowhere/result.json", &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (report.name, ==, "result.json");
}

/* --- in a thread --------------------------------------------------------------------------------- */

typedef struct {
  GMainLoop      *loop;
  GThread        *thread;
  gboolean        ok;
  XaImportReport *report;
  GError         *error;
  guint           n_progress;
} Waiting;

static void
progress_cb (const XaImportProgress *progress,
             gpointer                data)
{
  Waiting *self = data;

  g_assert_true (g_thread_self () == self->thread);
  g_assert_cmpuint (progress->bytes_done, <=, progress->bytes_total);
  self->n_progress++;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Waiting *self = data;

  self->ok = xa_import_job_run_finish (result, &self->report, &self->error);
  g_main_loop_quit (self->loop);
}

static void
test_async (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = import_place_file (place, "result.json");
  Generate         what = GENERATE_DEFAULT;
  GenerateTruth    truth = generate_telegram (path, &what);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting            waiting = { .loop = loop, .thread = g_thread_self () };
  XaImportObserver   observer = { .progress = progress_cb, .data = &waiting };
  XaImportJobOptions options = import_place_options (place);
  g_autoptr (XaImportReport) report = NULL;

  xa_import_job_run_async (path, &options, &observer, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  report = waiting.report;
  g_assert_no_error (waiting.error);
  g_assert_cmpuint (report->counts.n_posts, ==, truth.n_posts);
  g_assert_cmpuint (waiting.n_progress, >, 0);
  g_assert_true (waiting.ok);
}

/* What went in before a failure is told as well. */
static void
test_async_interrupted (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autofree char *path = make_file (place, &formats[0], GENERATE_DEFAULT, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CancelAfter        cancel = { cancellable, 2, 0 };
  Waiting            waiting = { .loop = loop, .thread = g_thread_self () };
  XaImportObserver   observer = { .commit = cancel_cb, .data = &cancel };
  XaImportJobOptions options = import_place_options (place);
  g_autoptr (XaImportReport) report = NULL;

  options.batch_records = 20;
  xa_import_job_run_async (path, &options, &observer, cancellable, done_cb, &waiting);
  g_main_loop_run (loop);
  report = waiting.report;
  g_assert_false (waiting.ok);
  g_assert_error (waiting.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (report);
  g_assert_false (report->finished);
  g_assert_cmpuint (report->counts.n_new_posts, >=, 40);
  g_clear_error (&waiting.error);
}

/* --- the line ---------------------------------------------------------------------------------------- */

static void
test_line (void)
{
  XaImporter       importer = { .id = "telegram" };
  XaImportReport   report = { .name = (char *) "result.json", .importer = &importer, .finished = TRUE, .n_active_authors = 20 };
  g_autofree char *line = NULL;

  report.counts.n_posts = report.counts.n_new_posts = 5475;
  report.counts.n_audiences = 1;
  report.counts.rejects[XA_REJECT_SERVICE_MESSAGE] = 3;
  line = xa_import_report_format (&report);
  g_assert_cmpstr (line, ==, "result.json: telegram: 5,475 posts (5,475 new), 20 active authors, 1 audience; left out: 3 service messages");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_format_tests ("/sync/import-job/counts/", test_counts);
  add_format_tests ("/sync/import-job/twice/", test_twice);
  g_test_add_data_func ("/sync/import-job/extended/telegram", &formats[0], test_extended);
  g_test_add_data_func ("/sync/import-job/extended/discord", &formats[1], test_extended);
  g_test_add_data_func ("/sync/import-job/truncated/telegram", &formats[0], test_truncated);
  g_test_add_data_func ("/sync/import-job/truncated/discord", &formats[1], test_truncated);
  g_test_add_func ("/sync/import-job/updated", test_updated);
  g_test_add_func ("/sync/import-job/same-audience", test_same_audience);
  g_test_add_func ("/sync/import-job/options-count", test_options_count);
  g_test_add_func ("/sync/import-job/told", test_told);
  g_test_add_func ("/sync/import-job/locked", test_locked);
  g_test_add_func ("/sync/import-job/refusals", test_refusals);
  g_test_add_func ("/sync/import-job/missing-file", test_missing_file);
  g_test_add_func ("/sync/import-job/async", test_async);
  g_test_add_func ("/sync/import-job/async/interrupted", test_async_interrupted);
  g_test_add_func ("/sync/import-job/line", test_line);

  return g_test_run ();
}
