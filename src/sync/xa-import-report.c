#include "sync/xa-import-job.h"

/* Writes 5475 as "5,475", whatever the locale. */
static void
append_number (GString *line,
               guint64  n)
{
  char digits[32];
  int  n_digits = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, n);

  for (int i = 0; i < n_digits; i++) {
    if (i && (n_digits - i) % 3 == 0)
      g_string_append_c (line, ',');
    g_string_append_c (line, digits[i]);
  }
}

/* Writes "5,475 posts" after what is there already. */
static void
append_count (GString    *line,
              gsize       from,
              guint64     n,
              const char *one,
              const char *many)
{
  g_string_append (line, line->len > from ? ", " : "");
  append_number (line, n);
  g_string_append_printf (line, " %s", n == 1 ? one : many);
}

static void
append_posts (GString              *line,
              gsize                 from,
              const XaIngestCounts *counts)
{
  append_count (line, from, counts->n_posts, "post", "posts");
  g_string_append (line, " (");
  append_number (line, counts->n_new_posts);
  g_string_append (line, " new");
  if (counts->n_updated_posts) {
    g_string_append (line, ", ");
    append_number (line, counts->n_updated_posts);
    g_string_append (line, " updated");
  }
  g_string_append_c (line, ')');
}

static void
append_content (GString              *line,
                const XaImportReport *report)
{
  const XaIngestCounts *counts = &report->counts;
  gsize                 from = line->len;

  if (counts->n_posts)
    append_posts (line, from, counts);
  if (counts->n_members)
    append_count (line, from, counts->n_members, "member", "members");
  if (report->n_active_authors)
    append_count (line, from, report->n_active_authors, "active author", "active authors");
  if (counts->n_new_people)
    append_count (line, from, counts->n_new_people, "person not seen before", "people not seen before");
  if (counts->n_samples)
    append_count (line, from, counts->n_samples, "sample", "samples");
  if (counts->n_links)
    append_count (line, from, counts->n_links, "link to other audiences", "links to other audiences");
  append_count (line, from, counts->n_audiences, "audience", "audiences");
}

static void
append_rejects (GString              *line,
                const XaIngestCounts *counts)
{
  gboolean any = FALSE;

  for (int reason = 0; reason < XA_N_REJECTS; reason++) {
    if (!counts->rejects[reason])
      continue;
    g_string_append (line, any ? ", " : "; left out: ");
    append_number (line, counts->rejects[reason]);
    g_string_append_printf (line, " %s", xa_reject_words ((XaReject) reason));
    any = TRUE;
  }
}

/**
 * xa_import_report_format:
 *
 * Says in one line what an import brought, such as "result.json: telegram: 5,475 posts
 * (5,475 new), 20 active authors, 1 audience; left out: 3 service messages". Names nobody.
 *
 * Returns: (transfer full): the line, without a line end
 */
char *
xa_import_report_format (const XaImportReport *report)
{
  GString *line = g_string_new (report->name);

  g_string_append (line, ": ");
  if (report->importer)
    g_string_append_printf (line, "%s: ", report->importer->id);
  if (report->finished && report->start == XA_INGEST_DONE_BEFORE) {
    g_string_append (line, "was imported before; nothing changed");
    return g_string_free_and_steal (line);
  }

  append_content (line, report);
  append_rejects (line, &report->counts);
  if (report->truncated)
    g_string_append (line, "; the file ends in the middle: all before is taken in");
  if (report->notice)
    g_string_append_printf (line, "; %s", report->notice);
  if (!report->finished)
    g_string_append (line, "; interrupted: import it again to go on");

  return g_string_free_and_steal (line);
}

/**
 * xa_import_report_clear:
 *
 * Frees what a report owns, not the report.
 */
void
xa_import_report_clear (XaImportReport *report)
{
  g_clear_pointer (&report->name, g_free);
  g_clear_pointer (&report->notice, g_free);
  *report = (XaImportReport) { 0 };
}

/**
 * xa_import_report_free:
 * @report: (transfer full) (nullable): a report of xa_import_job_run_finish()
 */
void
xa_import_report_free (XaImportReport *report)
{
  if (!report)
    return;

  xa_import_report_clear (report);
  g_free (report);
}
