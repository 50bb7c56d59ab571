#include "cli/xa-cli-privacy.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "insight/xa-privacy-audit.h"

#include <stdio.h>

/* Texts to be searched for, one a line; lines that are empty mean nothing. */
static char **
read_planted (XaCli   *self,
              GError **error)
{
  const char      *path = xa_cli_get_text (self, "planted");
  g_autofree char *content = NULL;
  char           **lines;

  if (!path)
    return g_new0 (char *, 1);
  if (!g_file_get_contents (path, &content, NULL, error))
    return NULL;
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    g_strchomp (lines[i]);

  return lines;
}

/* Without the empty lines: the scan numbers what it is given, people number the lines of a file. */
static char **
pack (char  **lines,
      GArray *numbers)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; lines[i]; i++) {
    guint number = i + 1;

    if (!*lines[i])
      continue;
    g_ptr_array_add (texts, lines[i]);
    g_array_append_val (numbers, number);
  }
  g_ptr_array_add (texts, NULL);

  return (char **) g_ptr_array_free (texts, FALSE);
}

/* Where the program keeps anything: workspaces, caches, states with their logs, settings. */
static char **
list_folders (void)
{
  const char *const parents[] = { g_get_user_data_dir (), g_get_user_cache_dir (), g_get_user_state_dir (), g_get_user_config_dir () };
  char            **folders = g_new0 (char *, G_N_ELEMENTS (parents) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++) {
    g_autofree char *folder = g_build_filename (parents[i], "xaudience", NULL);

    folders[i] = g_canonicalize_filename (folder, NULL);
  }

  return folders;
}

static gint64
get_line (const XaAuditFind *find,
          const GArray      *numbers)
{
  return find->planted < numbers->len ? (gint64) g_array_index (numbers, guint, find->planted) : XA_COUNT_UNKNOWN;
}

static void
build_finds (JsonBuilder          *builder,
             const XaPrivacyAudit *audit,
             const GArray         *numbers)
{
  json_builder_set_member_name (builder, "finds");
  json_builder_begin_array (builder);
  for (guint i = 0; i < audit->finds->len; i++) {
    const XaAuditFind *find = audit->finds->pdata[i];
    g_autofree char   *path = g_filename_display_name (find->path);

    json_builder_begin_object (builder);
    xa_cli_json_flag (builder, "leak", !find->kept);
    xa_cli_json_text (builder, "form", xa_leak_form_words (find->form));
    xa_cli_json_number (builder, "planted_line", get_line (find, numbers));
    xa_cli_json_text (builder, "file", path);
    xa_cli_json_number (builder, "offset", (gint64) find->offset);
    xa_cli_json_text (builder, "table", find->table);
    xa_cli_json_text (builder, "kept_because", find->kept);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
build_tables (JsonBuilder          *builder,
              const XaPrivacyAudit *audit)
{
  json_builder_set_member_name (builder, "tables");
  json_builder_begin_array (builder);
  for (guint i = 0; i < audit->tables->len; i++) {
    const XaAuditTable *table = &g_array_index (audit->tables, XaAuditTable, i);

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "table", table->table);
    xa_cli_json_text (builder, "holds", table->holds);
    xa_cli_json_number (builder, "rows", table->n_rows);
    xa_cli_json_number (builder, "leaks", (gint64) table->n_leaks);
    xa_cli_json_number (builder, "kept", (gint64) table->n_kept);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const XaPrivacyAudit *audit,
            const GArray         *numbers)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  xa_cli_json_flag (builder, "clean", audit->n_leaks == 0);
  xa_cli_json_number (builder, "files", (gint64) audit->n_files);
  xa_cli_json_number (builder, "bytes", (gint64) audit->n_bytes);
  xa_cli_json_number (builder, "planted", audit->n_planted);
  xa_cli_json_number (builder, "planted_too_short", audit->n_too_short);
  xa_cli_json_number (builder, "leaks", (gint64) audit->n_leaks);
  xa_cli_json_number (builder, "kept", (gint64) audit->n_kept);
  build_finds (builder, audit, numbers);
  build_tables (builder, audit);
  json_builder_end_object (builder);
  xa_cli_json_print (builder);
}

static void
print_tables (const XaPrivacyAudit *audit)
{
  static const char *const columns[] = { "Table", ">Rows", ">Leaks", ">Kept", "Holds", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < audit->tables->len; i++) {
    const XaAuditTable *row = &g_array_index (audit->tables, XaAuditTable, i);
    g_autofree char    *rows = xa_cli_format_count (row->n_rows);
    g_autofree char    *leaks = xa_cli_format_count ((gint64) row->n_leaks);
    g_autofree char    *kept = xa_cli_format_count ((gint64) row->n_kept);

    xa_cli_table_add (table, (const char *[]) { row->table, rows, leaks, kept, row->holds, NULL });
  }
  xa_cli_table_print (table);
}

static void
print_finds (const XaPrivacyAudit *audit,
             const GArray         *numbers)
{
  static const char *const columns[] = { "Found", ">Line", "Table", ">Offset", "File", "May stand there as", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < audit->finds->len; i++) {
    const XaAuditFind *find = audit->finds->pdata[i];
    gint64             line = get_line (find, numbers);
    g_autofree char   *number = line == XA_COUNT_UNKNOWN ? g_strdup ("-") : g_strdup_printf ("%" G_GINT64_FORMAT, line);
    g_autofree char   *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, find->offset);
    g_autofree char   *path = g_filename_display_name (find->path);

    xa_cli_table_add (table, (const char *[]) { xa_leak_form_words (find->form), number, find->table ? find->table : "-", offset, path,
                                                find->kept ? find->kept : "LEAK", NULL });
  }
  putchar ('\n');
  xa_cli_table_print (table);
}

static void
say_result (const XaPrivacyAudit *audit)
{
  g_autofree char *files = xa_cli_format_things ((gint64) audit->n_files, "file");
  g_autofree char *size = xa_cli_format_size ((gint64) audit->n_bytes);
  g_autofree char *texts = xa_cli_format_things (audit->n_planted, "text");
  g_autofree char *leaks = xa_cli_format_things ((gint64) audit->n_leaks, "leak");

  if (audit->n_too_short)
    xa_cli_say ("%u of the texts are too short to be told from chance, and were not searched for.", audit->n_too_short);
  xa_cli_say ("Searched %s (%s) for %s and for e-mail addresses: %s.", files, size, texts, audit->n_leaks ? leaks : "no leak");
  if (audit->n_kept)
    xa_cli_say ("Besides, %" G_GUINT64_FORMAT " stand in what is public about audiences themselves, which is kept on purpose.", audit->n_kept);
}

static XaCliExit
run_audit (XaCli   *self,
           GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  g_autofree char *path = xa_cli_find_workspace (self, error);
  g_auto (GStrv) lines = path ? read_planted (self, error) : NULL;
  g_auto (GStrv) folders = list_folders ();
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char **planted = lines ? pack (lines, numbers) : NULL;
  g_autoptr (XaPrivacyAudit) audit = NULL;

  if (!planted)
    return XA_CLI_FAILED;
  audit = xa_privacy_audit_new (path, (const char *const *) folders, (const char *const *) planted, cancellable, error);
  if (!audit)
    return XA_CLI_FAILED;
  if (xa_cli_wants_json (self)) {
    print_json (audit, numbers);
  } else {
    print_tables (audit);
    if (audit->finds->len > 0)
      print_finds (audit, numbers);
  }
  say_result (audit);

  return audit->n_leaks ? XA_CLI_FAILED : XA_CLI_OK;
}

static const XaCliOption audit_options[] = {
  { "planted", 0, XA_CLI_FILE, "FILE", "ids, handles, names and texts that must not be found, one a line" },
  { NULL },
};

const XaCliCommand xa_cli_privacy_commands[] = {
  { "privacy audit", "", "Search for raw ids, names and texts of people",
    "Reads the workspace with its logs, and the program's data, cache, state and settings, byte by byte.\n"
    "E-mail addresses are found by themselves; the lines of --planted as text, base64, hex and integers.\n"
    "It says where something stands, never what. The status is 0 if nothing was found, 1 if something was.",
    audit_options, 0, 0, run_audit },
  { NULL },
};
