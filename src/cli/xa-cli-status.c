#include "cli/xa-cli-status.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "model/xa-time.h"
#include "sync/xa-sync-report.h"

/* Rows of the table are made of the answer that programs get: both say the same. */
static const char *
get_text (JsonObject *object,
          const char *name)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);

  return text ? text : "-";
}

static char *
format_time (JsonObject *object,
             const char *name)
{
  return xa_cli_format_time (xa_time_parse (xa_span (get_text (object, name))));
}

static gboolean
is_simulated (JsonObject *status)
{
  JsonArray *followed = json_object_get_array_member (status, "followed");
  gboolean   is = FALSE;

  for (guint i = 0; i < json_array_get_length (followed); i++)
    is |= json_object_get_boolean_member (json_array_get_object_element (followed, i), "simulated");

  return is;
}

static void
print_table (JsonObject *status)
{
  static const char *const columns[] = { "Audience", "Platform", "Connection", "State", "Fetched", "Not before", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  JsonArray *followed = json_object_get_array_member (status, "followed");

  for (guint i = 0; i < json_array_get_length (followed); i++) {
    JsonObject      *source = json_array_get_object_element (followed, i);
    g_autofree char *fetched = format_time (source, "fetched");
    g_autofree char *not_before = format_time (source, "not_before");
    g_autofree char *title = g_strconcat (get_text (source, "audience"), json_object_get_boolean_member (source, "simulated") ? " (SIMULATED)" : "", NULL);

    xa_cli_table_add (table, (const char *[]) { title, get_text (source, "platform"), get_text (source, "connection"),
                                                get_text (source, "state"), fetched, not_before, NULL });
  }
  if (json_array_get_length (followed))
    xa_cli_table_print (table);
  else
    xa_cli_say ("Nothing is followed. \"add\" follows an audience.");
}

static XaCliExit
run_status (XaCli   *self,
            GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  if (!store || !xa_sync_status_build (builder, store, error))
    return XA_CLI_FAILED;
  root = json_builder_get_root (builder);
  if (is_simulated (json_node_get_object (root)))
    xa_cli_scope_mark_simulated (xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self))
    xa_cli_json_print (builder);
  else
    print_table (json_node_get_object (root));

  return XA_CLI_OK;
}

const XaCliCommand xa_cli_status_commands[] = {
  { "status", "", "Say how what is followed stands",
    "When each audience was last fetched, what its task is doing, and until when a platform asked to wait.",
    NULL, 0, 0, run_status },
  { NULL },
};
