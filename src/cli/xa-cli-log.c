#include "cli/xa-cli-log.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "journal/xa-journal-reader.h"
#include "model/xa-time.h"
#include "store/xa-audit.h"

#include <stdio.h>
#include <string.h>

/* How much is shown where nobody says. */
#define LINES_IF_NOT_GIVEN 100
#define MOST_LINES 1000000

/* How often the log is looked at again while it is followed. */
#define FOLLOW_US (G_USEC_PER_SEC / 4)

static void
print_entry (XaCli            *self,
             const XaLogEntry *entry)
{
  g_autofree char *at = NULL;
  g_autofree char *shown = NULL;

  if (xa_cli_wants_json (self)) {
    printf ("%s\n", entry->line);
    return;
  }
  at = xa_cli_format_time (entry->at_us);
  shown = g_strdup_printf ("%s  %-7s  %s%s%s", at, xa_log_level_id (entry->level), entry->event, *entry->rest ? ": " : "", entry->rest);
  g_clear_pointer (&at, g_free);
  at = xa_cli_display (shown);
  printf ("%s\n", at);
}

/* Until it is interrupted, which is how following ends. */
static void
follow (XaCli           *self,
        XaJournalReader *reader,
        GCancellable    *cancellable)
{
  while (!g_cancellable_is_cancelled (cancellable)) {
    g_autoptr (XaLogEntry) entry = xa_journal_reader_next (reader);

    if (entry) {
      print_entry (self, entry);
      continue;
    }
    fflush (stdout);
    if (ferror (stdout))
      return;
    g_usleep (FOLLOW_US);
  }
}

static XaCliExit
show_log (XaCli             *self,
          const XaLogFilter *filter,
          guint              max_lines)
{
  GCancellable *cancellable = xa_cli_has (self, "follow") ? xa_cli_watch_signals (self) : NULL;
  g_autoptr (XaJournalReader) reader = xa_journal_reader_new (NULL, filter);
  g_autoptr (GQueue) newest = g_queue_new ();
  XaLogEntry *entry;

  while ((entry = xa_journal_reader_next (reader))) {
    g_queue_push_tail (newest, entry);
    if (newest->length > max_lines)
      xa_log_entry_free (g_queue_pop_head (newest));
  }
  if (!cancellable && !newest->length)
    xa_cli_say (filter->level || filter->since_us ? "The log holds nothing of that kind." : filter->workspace ? "The log holds nothing about this workspace."
                                                                                                              : "The log holds nothing yet.");
  while ((entry = g_queue_pop_head (newest))) {
    print_entry (self, entry);
    xa_log_entry_free (entry);
  }
  if (cancellable)
    follow (self, reader, cancellable);

  return XA_CLI_OK;
}

static XaCliExit
save_log (XaCli             *self,
          const XaLogFilter *filter,
          GError           **error)
{
  const char *path = xa_cli_get_text (self, "save");

  if (!xa_journal_save (NULL, filter, path, error))
    return XA_CLI_FAILED;
  xa_cli_say ("Saved the log to %s. It holds no names, ids or texts of people, and no tokens.", path);

  return XA_CLI_OK;
}

/* --- the audit trail --- */

static void
print_audit_json (GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = entries->len; i-- > 0;) {
    const XaAuditEntry *entry = entries->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_time (builder, "at", entry->at_us);
    xa_cli_json_text (builder, "what", entry->what);
    xa_cli_json_text (builder, "detail", entry->detail);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  xa_cli_json_print (builder);
}

static void
print_audit_table (GPtrArray *entries)
{
  static const char *const columns[] = { "When", "What", "Detail", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = entries->len; i-- > 0;) {
    const XaAuditEntry *entry = entries->pdata[i];
    g_autofree char    *at = xa_cli_format_time (entry->at_us);

    xa_cli_table_add (table, (const char *[]) { at, entry->what, entry->detail, NULL });
  }
  if (entries->len > 0)
    xa_cli_table_print (table);
  else
    xa_cli_say ("The workspace holds no note of what was done with it.");
}

static XaCliExit
show_audit (XaCli             *self,
            const XaLogFilter *filter,
            guint              max_lines,
            GError           **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) entries = store ? xa_store_list_audit (store, 0, max_lines, error) : NULL;

  if (!entries)
    return XA_CLI_FAILED;
  while (entries->len > 0 && ((XaAuditEntry *) entries->pdata[entries->len - 1])->at_us < filter->since_us)
    g_ptr_array_remove_index (entries, entries->len - 1);
  if (xa_cli_wants_json (self))
    print_audit_json (entries);
  else
    print_audit_table (entries);

  return XA_CLI_OK;
}

/* Only of one workspace where one is named. */
static gboolean
find_workspace (XaCli       *self,
                XaLogFilter *filter,
                GError     **error)
{
  g_autoptr (XaStore) store = NULL;

  if (!xa_cli_has (self, "workspace"))
    return TRUE;
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  filter->workspace = store ? xa_log_hash (xa_store_get_uuid (store)) : NULL;

  return store != NULL;
}

static XaCliExit
run_log (XaCli   *self,
         GError **error)
{
  XaLogFilter      filter = { .since_us = xa_cli_get_number (self, "since", 0) };
  gint64           lines = xa_cli_get_number (self, "lines", LINES_IF_NOT_GIVEN);
  g_autofree char *workspace = NULL;

  if (xa_cli_has (self, "level") && !xa_log_level_parse (xa_cli_get_text (self, "level"), &filter.level))
    return xa_cli_usage (error, "--level takes debug, info, warning or error, not \"%s\"", xa_cli_get_text (self, "level"));
  if (lines < 1 || lines > MOST_LINES)
    return xa_cli_usage (error, "--lines takes a number from 1 to %d", MOST_LINES);
  if (xa_cli_has (self, "audit")) {
    if (xa_cli_has (self, "follow") || xa_cli_has (self, "save") || xa_cli_has (self, "level"))
      return xa_cli_usage (error, "--audit goes with --since and --lines only");
    return show_audit (self, &filter, (guint) lines, error);
  }
  if (xa_cli_has (self, "save") && xa_cli_has (self, "follow"))
    return xa_cli_usage (error, "--save and --follow do not go together");
  if (!find_workspace (self, &filter, error))
    return XA_CLI_FAILED;
  workspace = (char *) filter.workspace;

  return xa_cli_has (self, "save") ? save_log (self, &filter, error) : show_log (self, &filter, (guint) lines);
}

static const XaCliOption log_options[] = {
  { "level", 0, XA_CLI_TEXT, "LEVEL", "only lines of that level and above: debug, info, warning, error" },
  { "since", 0, XA_CLI_TIME, "TIME", "only lines from that time on" },
  { "lines", 'n', XA_CLI_NUMBER, "N", "how many, the newest; 100 if not given" },
  { "follow", 'f', XA_CLI_FLAG, NULL, "go on with what comes, until interrupted" },
  { "save", 0, XA_CLI_FILE, "FILE", "write all of it to FILE as JSON lines" },
  { "audit", 0, XA_CLI_FLAG, NULL, "what was done with the workspace's key, policies and output, from the workspace itself" },
  { NULL },
};

const XaCliCommand xa_cli_log_commands[] = {
  { "log", "", "Show what the program did",
    "The log is in $XDG_STATE_HOME/xaudience, at most 5 MB of JSON lines. It holds times, classes of errors, counts\n"
    "and numbers of connections and audiences as this program gave them: no text of a platform or a person can get\n"
    "into it. With -w only lines about that workspace are shown. With --json the lines are printed as they are.",
    log_options, 0, 0, run_log },
  { NULL },
};
