#include "cli/xa-cli-open.h"

#include "journal/xa-journal.h"
#include "store/xa-audit.h"

#include <string.h>

static gboolean
is_path (const char *given)
{
  return strchr (given, G_DIR_SEPARATOR) || g_str_has_suffix (given, XA_WORKSPACE_SUFFIX);
}

/**
 * xa_cli_workspace_path:
 * @given: a name, or a path: what has a slash in it or ends in ".xaudience"
 *
 * Returns: (transfer full): the path of the workspace file, whether it exists or not
 */
char *
xa_cli_workspace_path (const char *given,
                       GError    **error)
{
  if (is_path (given))
    return g_strdup (given);

  if (given[0] == '\0' || given[0] == '.' || !g_utf8_validate (given, -1, NULL)) {
    g_autofree char *shown = g_filename_display_name (given);

    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "\"%s\" cannot be the name of a workspace", shown);
    return NULL;
  }

  return xa_workspaces_get_path (given);
}

/**
 * xa_cli_find_workspace:
 *
 * Returns: (transfer full): the path of the workspace that the command is about: --workspace,
 *   else $XAUDIENCE_WORKSPACE, else the one called "default"
 */
char *
xa_cli_find_workspace (XaCli   *self,
                       GError **error)
{
  const char *given = xa_cli_get_text (self, "workspace");

  if (!given)
    given = g_getenv ("XAUDIENCE_WORKSPACE");

  return xa_cli_workspace_path (given && *given ? given : "default", error);
}

/**
 * xa_cli_open_store:
 *
 * Opens the workspace that the command is about.
 */
XaStore *
xa_cli_open_store (XaCli      *self,
                   XaStoreMode mode,
                   GError    **error)
{
  g_autofree char *path = xa_cli_find_workspace (self, error);

  if (!path)
    return NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *name = xa_workspaces_get_name (path);
    g_autofree char *shown = g_filename_display_name (path);

    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND,
                 "There is no workspace \"%s\" (%s). \"workspace list\" shows which there are; \"workspace new\" or an import makes it.", name, shown);
    return NULL;
  }

  return xa_store_open (path, mode, error);
}

/**
 * xa_cli_prepare_workspace:
 *
 * For commands that put data in: makes the workspace at @path where it does not exist, with a key
 * in the Secret Service where no key file was named.
 *
 * Returns: (transfer full): its keys; or NULL with @error
 */
XaPseudonymizer *
xa_cli_prepare_workspace (XaCli      *self,
                          const char *path,
                          GError    **error)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  g_autoptr (XaStore) store = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *name = xa_workspaces_get_name (path);

    if (!xa_workspaces_create (path, key_file, XA_KEY_MAY_BE_NEW, error))
      return NULL;
    xa_cli_say ("Made the workspace \"%s\": %s", name, path);
  }
  store = xa_store_open (path, XA_STORE_READ, error);
  if (!store)
    return NULL;
  if (xa_store_get_key_state (store) == XA_KEY_STATE_SEALED)
    xa_cli_say ("The workspace was sealed: from here on it has a new key, and the people of this data match nobody already in it.");

  return xa_workspaces_load_keys (store, key_file, XA_KEY_MAY_BE_NEW, error);
}

void
xa_cli_note_export (XaCli      *self,
                    const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) writer = xa_cli_open_store (self, XA_STORE_WRITE, &error);

  if (writer && xa_store_note (writer, "exported", what, &error))
    return;
  xa_cli_complain ("that this was written is not noted in the workspace: %s", error->message);
  xa_journal (XA_LOG_WARNING, "export-not-noted", xa_log_error (error));
}
