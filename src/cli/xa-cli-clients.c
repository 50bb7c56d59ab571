#include "cli/xa-cli-clients.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "server/xa-server-lists.h"
#include "store/xa-audit.h"
#include "store/xa-clients.h"

#include <stdio.h>
#include <string.h>

static XaCliExit
run_list (XaCli   *self,
          GError **error)
{
  static const char *const columns[] = { "Client", "Scopes", "Made", NULL };
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) clients = store ? xa_store_list_clients (store, error) : NULL;
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  if (!clients)
    return XA_CLI_FAILED;
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    xa_server_build_clients (builder, clients);
    xa_cli_json_print (builder);
    return XA_CLI_OK;
  }
  for (guint i = 0; i < clients->len; i++) {
    const XaClient  *client = clients->pdata[i];
    g_autofree char *scopes = xa_client_scopes_format (client->scopes);
    g_autofree char *made = xa_cli_format_time (client->created_us);

    xa_cli_table_add (table, (const char *[]) { client->name, scopes, made, NULL });
  }
  if (clients->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("No program may ask. \"clients add\" lets one in.");

  return XA_CLI_OK;
}

static void
print_token (XaCli          *self,
             const XaClient *client,
             const char     *token)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *scopes = xa_client_scopes_format (client->scopes);

  if (xa_cli_wants_json (self)) {
    json_builder_begin_object (builder);
    xa_cli_json_number (builder, "id", client->id);
    xa_cli_json_text (builder, "name", client->name);
    xa_cli_json_text (builder, "scopes", scopes);
    xa_cli_json_text (builder, "token", token);
    json_builder_end_object (builder);
    xa_cli_json_print (builder);
  } else {
    puts (token);
  }
  xa_cli_say ("This is the only time that the token is shown; the workspace keeps a hash of it.");
}

static XaCliExit
run_add (XaCli   *self,
         GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  const char *text = xa_cli_has (self, "scopes") ? xa_cli_get_text (self, "scopes") : "read";
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaClient) client = NULL;
  g_autofree char *detail = NULL;
  char            *token;
  guint            scopes;

  if (!xa_client_scopes_parse (text, &scopes))
    return xa_cli_usage (error, "--scopes takes read, push, trigger and admin, with commas between them, not \"%s\"", text);
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  client = store ? xa_store_add_client (store, name, scopes, &token, error) : NULL;
  if (!client)
    return XA_CLI_FAILED;
  detail = g_strdup_printf ("%s: %s", client->name, text);
  print_token (self, client, token);
  explicit_bzero (token, strlen (token));
  g_free (token);

  return xa_store_note (store, "client-added", detail, error) ? XA_CLI_OK : XA_CLI_FAILED;
}

static XaCliExit
run_revoke (XaCli   *self,
            GError **error)
{
  const char *name = xa_cli_get_arguments (self)[0];
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  g_autoptr (GPtrArray) clients = store ? xa_store_list_clients (store, error) : NULL;

  for (guint i = 0; clients && i < clients->len; i++) {
    const XaClient *client = clients->pdata[i];

    if (g_ascii_strcasecmp (client->name, name) != 0)
      continue;
    if (!xa_store_revoke_client (store, client->id, error))
      return XA_CLI_FAILED;
    xa_cli_say ("Revoked \"%s\": its token is of no use from now on.", client->name);
    return XA_CLI_OK;
  }
  if (clients)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no client \"%s\". \"clients\" lists those there are.", name);

  return XA_CLI_FAILED;
}

static const XaCliOption add_options[] = {
  { "scopes", 0, XA_CLI_TEXT, "SCOPES", "what it may: read (if not given), push, trigger, admin; with commas between them" },
  { NULL },
};

const XaCliCommand xa_cli_clients_commands[] = {
  { "clients add", "NAME", "Give a program a token for the server",
    "The token is printed once. read: answers and metrics. push: hand over records. trigger: start a fetch.\n"
    "admin: see and revoke clients, try webhooks.",
    add_options, 1, 1, run_add },
  { "clients revoke", "NAME", "Take a program's token away", NULL, NULL, 1, 1, run_revoke },
  { "clients", "", "List the programs that may ask the server", NULL, NULL, 0, 0, run_list },
  { NULL },
};
