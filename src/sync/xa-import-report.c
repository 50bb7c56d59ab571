#include "sync/xa-import-job.h"

#include "model/xa-language.h"
#include "model/xa-number.h"
#include "model/xa-said.h"

/* Writes "5,475 posts" after what is there already. */
static void
append_count (GString    *line,
              gsize       from,
              guint64     n,
              const char *counted)
{
  g_autofree char *number = xa_number_format_count ((double) n);
  g_autofree char *words = xa_say_of (counted, number);

  g_string_append_printf (line, "%s%s", line->len > from ? ", " : "", words);
}

static void
append_posts (GString              *line,
              gsize                 from,
              const XaIngestCounts *counts)
{
  g_autofree char *added = xa_number_format_count ((double) counts->n_new_posts);
  g_autofree char *updated = xa_number_format_count ((double) counts->n_updated_posts);

  append_count (line, from, counts->n_posts, g_dngettext (GETTEXT_PACKAGE, "%s post", "%s posts", (gulong) counts->n_posts));
  if (counts->n_updated_posts)
    g_string_append_printf (line, _ (" (%s new, %s updated)"), added, updated);
  else
    g_string_append_printf (line, _ (" (%s new)"), added);
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
    append_count (line, from, counts->n_members, g_dngettext (GETTEXT_PACKAGE, "%s member", "%s members", (gulong) counts->n_members));
  if (report->n_active_authors)
    append_count (line, from, report->n_active_authors, g_dngettext (GETTEXT_PACKAGE, "%s active author", "%s active authors", (gulong) report->n_active_authors));
  if (counts->n_new_people)
    append_count (line, from, counts->n_new_people, g_dngettext (GETTEXT_PACKAGE, "%s person not seen before", "%s people not seen before", (gulong) counts->n_new_people));
  if (counts->n_samples)
    append_count (line, from, counts->n_samples, g_dngettext (GETTEXT_PACKAGE, "%s sample", "%s samples", (gulong) counts->n_samples));
  if (counts->n_links)
    append_count (line, from, counts->n_links, g_dngettext (GETTEXT_PACKAGE, "%s link to other audiences", "%s links to other audiences", (gulong) counts->n_links));
  append_count (line, from, counts->n_audiences, g_dngettext (GETTEXT_PACKAGE, "%s audience", "%s audiences", (gulong) counts->n_audiences));
}

static void
append_rejects (GString              *line,
                const XaIngestCounts *counts)
{
  gboolean any = FALSE;

  for (int reason = 0; reason < XA_N_REJECTS; reason++) {
    g_autofree char *number = xa_number_format_count ((double) counts->rejects[reason]);

    if (!counts->rejects[reason])
      continue;
    g_string_append_printf (line, "%s%s %s", any ? ", " : _ ("; left out: "), number, _ (xa_reject_words ((XaReject) reason)));
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
  GString         *line = g_string_new (report->name);
  g_autofree char *notice = report->notice ? xa_said (report->notice) : NULL;

  g_string_append (line, ": ");
  if (report->importer)
    g_string_append_printf (line, "%s: ", report->importer->id);
  if (report->finished && report->start == XA_INGEST_DONE_BEFORE) {
    g_string_append (line, _ ("was imported before; nothing changed"));
    return g_string_free_and_steal (line);
  }

  append_content (line, report);
  append_rejects (line, &report->counts);
  if (report->truncated)
    g_string_append (line, _ ("; the file ends in the middle: all before is taken in"));
  if (notice)
    g_string_append_printf (line, "; %s", notice);
  if (!report->finished)
    g_string_append (line, _ ("; interrupted: import it again to go on"));

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
