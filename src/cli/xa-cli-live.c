#include "cli/xa-cli-live.h"

#include "cli/xa-cli-ask.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"

#include <stdio.h>
#include <string.h>

/* Longer lines are no token. */
#define MAX_TOKEN_BYTES 16384

XaSync *
xa_cli_open_known_sync (XaCli              *self,
                        XaCredentialStore **credentials,
                        GError            **error)
{
  XaStore *store = xa_cli_open_store (self, XA_STORE_READ, error);

  if (!store)
    return NULL;
  xa_store_close (store);

  return xa_cli_open_sync (self, credentials, error);
}

XaSync *
xa_cli_open_sync (XaCli              *self,
                  XaCredentialStore **credentials,
                  GError            **error)
{
  g_autofree char *path = xa_cli_find_workspace (self, error);
  g_autoptr (XaPseudonymizer) keys = path ? xa_cli_prepare_workspace (self, path, error) : NULL;
  g_autoptr (XaStore) store = keys ? xa_store_open (path, XA_STORE_READ, error) : NULL;

  if (!store)
    return NULL;
  *credentials = xa_credential_store_new (xa_store_get_uuid (store));

  return xa_sync_new (path, keys, NULL, *credentials);
}

static gboolean
is_named (const XaConnection *connection,
          const char         *given)
{
  g_autofree char *number = g_strdup_printf ("#%" G_GINT64_FORMAT, connection->id);

  return g_ascii_strcasecmp (connection->name, given) == 0 || g_str_equal (number, given);
}

const XaConnection *
xa_cli_find_connection (GPtrArray  *connections,
                        const char *given,
                        GError    **error)
{
  const XaConnection *found = NULL;

  for (guint i = 0; i < connections->len; i++)
    if (is_named (connections->pdata[i], given))
      return connections->pdata[i];
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];

    if (!g_str_equal (connection->provider, given))
      continue;
    if (found) {
      g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There are several connections to %s: say which by its name. \"connections\" lists them.", given);
      return NULL;
    }
    found = connection;
  }
  if (!found)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no connection \"%s\". \"connections\" lists those there are.", given);

  return found;
}

/* A pipe that gives nothing is not an empty token. */
static char *
read_line (GError **error)
{
  g_autofree char *line = g_malloc (MAX_TOKEN_BYTES);

  /* What follows may be answers to questions. */
  xa_cli_read_by_lines ();
  if (!fgets (line, MAX_TOKEN_BYTES, stdin) || *g_strstrip (line) == '\0') {
    explicit_bzero (line, MAX_TOKEN_BYTES);
    g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "There is nothing on standard input: --token-stdin reads the token from its first line.");
    return NULL;
  }

  return g_steal_pointer (&line);
}

XaCredential *
xa_cli_read_credential (XaCli       *self,
                        XaSignInKind kind,
                        GError     **error)
{
  g_autoptr (XaCredential) credential = xa_credential_new ();
  char *line = read_line (error);

  if (!line)
    return NULL;
  credential->user = g_strdup (xa_cli_get_text (self, "user"));
  if (kind == XA_SIGN_IN_PASSWORD)
    credential->secret = g_strdup (line);
  else
    credential->token = g_strdup (line);
  explicit_bzero (line, strlen (line));
  g_free (line);

  return g_steal_pointer (&credential);
}

static XaSignInKind
get_kind (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  for (guint i = 0; provider && i < provider->n_sign_ins; i++)
    if (g_str_equal (provider->sign_ins[i].id, connection->sign_in))
      return provider->sign_ins[i].kind;

  return XA_SIGN_IN_TOKEN;
}

gboolean
xa_cli_read_connection (XaCli             *self,
                        XaSync            *sync,
                        XaCredentialStore *credentials,
                        gint64            *connection_id,
                        GError           **error)
{
  const char *given = xa_cli_get_text (self, "connection");
  g_autoptr (GPtrArray) connections = NULL;
  g_autoptr (XaCredential) credential = NULL;
  const XaConnection *connection;

  *connection_id = 0;
  if (!given) {
    if (!xa_cli_has (self, "token-stdin"))
      return TRUE;
    xa_cli_usage (error, "--token-stdin needs --connection, to know whose the token is");
    return FALSE;
  }
  connections = xa_sync_list_connections (sync, error);
  connection = connections ? xa_cli_find_connection (connections, given, error) : NULL;
  if (!connection)
    return FALSE;
  *connection_id = connection->id;
  if (!xa_cli_has (self, "token-stdin"))
    return TRUE;
  credential = xa_cli_read_credential (self, get_kind (connection), error);
  if (credential)
    xa_credential_store_hold (credentials, connection->uuid, credential);

  return credential != NULL;
}

char *
xa_cli_format_duration (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;

  if (seconds < 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " s", MAX (seconds, 1));
  if (seconds < 2 * 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min", (seconds + 30) / 60);

  return seconds < 48 * 3600 ? g_strdup_printf ("%" G_GINT64_FORMAT " h", (seconds + 1800) / 3600)
                             : g_strdup_printf ("%" G_GINT64_FORMAT " days", (seconds + 43200) / 86400);
}
