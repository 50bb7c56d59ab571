#include "cli/xa-cli-info.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "insight/xa-withhold.h"
#include "store/xa-inventory.h"
#include "store/xa-maintenance.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
key_state_id (XaKeyState state)
{
  switch (state) {
  case XA_KEY_STATE_UNSET:
    return "unset";
  case XA_KEY_STATE_SET:
    return "set";
  case XA_KEY_STATE_SEALED:
    return "sealed";
  }

  g_return_val_if_reached (NULL);
}

static const char *
key_state_words (XaKeyState state)
{
  switch (state) {
  case XA_KEY_STATE_UNSET:
    return "none yet; the first import takes one";
  case XA_KEY_STATE_SET:
    return "set; kept outside this file";
  case XA_KEY_STATE_SEALED:
    return "sealed: destroyed on purpose; the next import starts with a new one";
  }

  g_return_val_if_reached (NULL);
}

/* --- list --- */

static void
list_one (const char  *path,
          XaCliTable  *table,
          JsonBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = xa_workspaces_get_name (path);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, &error);
  XaStoreInfo info = { 0 };
  gboolean    ok = store && xa_store_get_info (store, &info, &error);

  if (builder) {
    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "name", name);
    xa_cli_json_text (builder, "path", shown);
    xa_cli_json_number (builder, "audiences", ok ? info.n_audiences : XA_COUNT_UNKNOWN);
    xa_cli_json_number (builder, "posts", ok ? info.n_posts : XA_COUNT_UNKNOWN);
    xa_cli_json_number (builder, "size_bytes", ok ? info.size_bytes : XA_COUNT_UNKNOWN);
    xa_cli_json_text (builder, "key", ok ? key_state_id (info.key_state) : NULL);
    xa_cli_json_text (builder, "error", error ? error->message : NULL);
    json_builder_end_object (builder);
  } else {
    g_autofree char *audiences = ok ? xa_cli_format_count (info.n_audiences) : g_strdup ("-");
    g_autofree char *posts = ok ? xa_cli_format_count (info.n_posts) : g_strdup ("-");
    g_autofree char *size = ok ? xa_cli_format_size (info.size_bytes) : g_strdup ("-");

    xa_cli_table_add (table, (const char *[]) { name, audiences, posts, size, ok ? key_state_id (info.key_state) : error->message, NULL });
  }
}

XaCliExit
xa_cli_run_list (XaCli   *self,
                 GError **error)
{
  static const char *const columns[] = { "Workspace", ">Audiences", ">Posts", ">Size", "Key", NULL };
  g_autoptr (GPtrArray) paths = xa_workspaces_list (error);
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) builder = xa_cli_wants_json (self) ? json_builder_new () : NULL;

  if (!paths)
    return XA_CLI_FAILED;

  if (builder)
    json_builder_begin_array (builder);
  for (guint i = 0; i < paths->len; i++)
    list_one (g_ptr_array_index (paths, i), table, builder);
  if (builder) {
    json_builder_end_array (builder);
    xa_cli_json_print (builder);
  } else if (paths->len > 0) {
    xa_cli_table_print (table);
  } else {
    xa_cli_say ("There is no workspace yet; \"workspace new\" or an import makes one.");
  }

  return XA_CLI_OK;
}

/* --- info --- */

static void
print_line (const char *label,
            const char *value)
{
  g_autofree char *shown = xa_cli_display (value);

  printf ("%-15s%s\n", label, shown);
}

static void
print_imports (const XaStoreInfo *info)
{
  g_autofree char *done = xa_cli_format_count (info->n_imports_done);
  g_autofree char *open = xa_cli_format_count (info->n_imports_open);
  g_autofree char *last = xa_cli_format_time (info->last_import_us);
  g_autofree char *text = g_strdup_printf ("%s finished%s%s%s, the last on %s", done, info->n_imports_open ? ", " : "",
                                           info->n_imports_open ? open : "", info->n_imports_open ? " interrupted" : "", last);

  print_line ("Imports:", info->n_imports_done + info->n_imports_open ? text : "none");
}

/* Two imports can be one person apart. */
static void
judge_people (const XaScope     *scope,
              const XaStoreInfo *info,
              XaFigure          *people,
              XaFigure          *memberships)
{
  xa_judge_holdings (scope, (guint64) info->n_members, (guint64) info->n_memberships, info->n_imports_done + info->n_imports_open <= 1,
                     people, memberships);
}

static void
print_summary (const XaScope     *scope,
               XaStore           *store,
               const XaStoreInfo *info)
{
  g_autofree char *name = xa_workspaces_get_name (xa_store_get_path (store));
  g_autofree char *path = g_filename_display_name (xa_store_get_path (store));
  g_autofree char *created = xa_cli_format_time (info->created_us);
  g_autofree char *size = xa_cli_format_size (info->size_bytes);
  XaFigure         known, memberships;
  g_autofree char *audiences = xa_cli_format_count (info->n_audiences);
  g_autofree char *posts = xa_cli_format_count (info->n_posts);
  g_autofree char *key = info->key_epoch > 1 ? g_strdup_printf ("%s (number %d)", key_state_words (info->key_state), info->key_epoch)
                                             : g_strdup (key_state_words (info->key_state));
  g_autofree char *people = (judge_people (scope, info, &known, &memberships), xa_cli_format_people (scope, &known));

  print_line ("Workspace:", name);
  print_line ("File:", path);
  print_line ("Made:", created);
  print_line ("Size:", size);
  print_line ("Key:", key);
  if (*info->key_id)
    print_line ("Key id:", info->key_id);
  print_line ("Audiences:", audiences);
  print_line ("People:", people);
  print_line ("Posts:", posts);
  print_imports (info);
}

static void
print_tables (const GArray *tables)
{
  static const char *const columns[] = { "Table", ">Rows", ">Size", "Holds", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < tables->len; i++) {
    const XaTableInfo *info = &g_array_index (tables, XaTableInfo, i);
    g_autofree char   *rows = xa_cli_format_count (info->n_rows);
    g_autofree char   *size = xa_cli_format_size (info->size_bytes);

    xa_cli_table_add (table, (const char *[]) { info->table, rows, size, info->holds, NULL });
  }
  putchar ('\n');
  xa_cli_table_print (table);
  printf ("\nPeople are pseudonymised, not anonymous: with the key and an id a person can be found.\n"
          "The file is not encrypted by itself; an encrypted disk protects it when it is copied or stolen.\n");
}

static void
build_tables (JsonBuilder  *builder,
              const GArray *tables)
{
  json_builder_set_member_name (builder, "tables");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tables->len; i++) {
    const XaTableInfo *info = &g_array_index (tables, XaTableInfo, i);

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "table", info->table);
    xa_cli_json_text (builder, "holds", info->holds);
    xa_cli_json_number (builder, "rows", info->n_rows);
    xa_cli_json_number (builder, "size_bytes", info->size_bytes);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const XaScope     *scope,
            XaStore           *store,
            const XaStoreInfo *info,
            const GArray      *tables)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *name = xa_workspaces_get_name (xa_store_get_path (store));
  g_autofree char *path = g_filename_display_name (xa_store_get_path (store));
  XaFigure         people, memberships;

  judge_people (scope, info, &people, &memberships);
  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "name", name);
  xa_cli_json_text (builder, "path", path);
  xa_cli_json_text (builder, "uuid", xa_store_get_uuid (store));
  xa_cli_json_time (builder, "created", info->created_us);
  xa_cli_json_number (builder, "size_bytes", info->size_bytes);
  xa_cli_json_number (builder, "schema_version", info->schema_version);
  xa_cli_json_text (builder, "key", key_state_id (info->key_state));
  xa_cli_json_number (builder, "key_epoch", info->key_epoch);
  xa_cli_json_text (builder, "key_id", *info->key_id ? info->key_id : NULL);
  xa_cli_json_number (builder, "audiences", info->n_audiences);
  xa_cli_json_figure (builder, "people", &people);
  xa_cli_json_figure (builder, "memberships", &memberships);
  xa_cli_json_number (builder, "snapshots", info->n_snapshots);
  xa_cli_json_number (builder, "posts", info->n_posts);
  xa_cli_json_number (builder, "imports_finished", info->n_imports_done);
  xa_cli_json_number (builder, "imports_interrupted", info->n_imports_open);
  xa_cli_json_time (builder, "last_import", info->last_import_us);
  build_tables (builder, tables);
  json_builder_end_object (builder);
  xa_cli_json_print (builder);
}

XaCliExit
xa_cli_run_info (XaCli   *self,
                 GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GArray) tables = NULL;
  XaScope     scope = { .smallest_count = isatty (STDOUT_FILENO) ? XA_SMALLEST_COUNT_SCREEN : XA_SMALLEST_COUNT_OUTSIDE };
  XaStoreInfo info;

  if (!store || !xa_store_get_info (store, &info, error))
    return XA_CLI_FAILED;
  tables = xa_store_list_tables (store, error);
  if (!tables)
    return XA_CLI_FAILED;

  if (xa_cli_wants_json (self)) {
    print_json (&scope, store, &info, tables);
  } else {
    print_summary (&scope, store, &info);
    print_tables (tables);
  }

  return XA_CLI_OK;
}

/* --- retention --- */

/* Prints the limits that are set. */
XaCliExit
xa_cli_show_retention (XaCli   *self,
                       GError **error)
{
  static const char *const columns[] = { "Platform", "What", ">Kept", NULL };
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GArray) rules = store ? xa_store_list_retention (store, error) : NULL;
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!rules)
    return XA_CLI_FAILED;

  json_builder_begin_array (builder);
  for (guint i = 0; i < rules->len; i++) {
    const XaRetention *rule = &g_array_index (rules, XaRetention, i);
    g_autofree char   *time = rule->days > 0 ? xa_cli_format_things (rule->days, "day") : g_strdup ("for ever");

    xa_cli_table_add (table, (const char *[]) { rule->platform ? xa_platform_name (rule->platform) : "all others", xa_retention_kind_id (rule->kind), time, NULL });
    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "platform", rule->platform ? xa_platform_id (rule->platform) : NULL);
    xa_cli_json_text (builder, "what", xa_retention_kind_id (rule->kind));
    xa_cli_json_number (builder, "days", rule->days);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);

  if (xa_cli_wants_json (self))
    xa_cli_json_print (builder);
  else if (rules->len > 0)
    xa_cli_table_print (table);
  else
    xa_cli_say ("Nothing is deleted by age.");

  return XA_CLI_OK;
}
