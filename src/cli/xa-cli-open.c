#include "cli/xa-cli-open.h"

#include "config.h"
#include "store/xa-maintenance.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/**
 * xa_cli_workspace_folder:
 *
 * Returns: (transfer full): where workspaces that are called by name live
 */
char *
xa_cli_workspace_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "xaudience", NULL);
}

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
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;

  if (is_path (given))
    return g_strdup (given);

  if (given[0] == '\0' || given[0] == '.' || !g_utf8_validate (given, -1, NULL)) {
    g_autofree char *shown = g_filename_display_name (given);

    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, "\"%s\" cannot be the name of a workspace", shown);
    return NULL;
  }

  folder = xa_cli_workspace_folder ();
  file = g_strconcat (given, XA_WORKSPACE_SUFFIX, NULL);

  return g_build_filename (folder, file, NULL);
}

/**
 * xa_cli_workspace_name:
 *
 * Returns: (transfer full): what people call the workspace at @path
 */
char *
xa_cli_workspace_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  if (g_str_has_suffix (base, XA_WORKSPACE_SUFFIX))
    base[strlen (base) - strlen (XA_WORKSPACE_SUFFIX)] = '\0';

  return g_filename_display_name (base);
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
    g_autofree char *name = xa_cli_workspace_name (path);
    g_autofree char *shown = g_filename_display_name (path);

    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND,
                 "There is no workspace \"%s\" (%s). \"workspace list\" shows which there are; \"workspace new\" or an import makes it.", name, shown);
    return NULL;
  }

  return xa_store_open (path, mode, error);
}

static gboolean
make_key (XaKeyStore *keys,
          const char *uuid,
          const char *path,
          guint8      key[XA_MASTER_KEY_SIZE],
          GError    **error)
{
  g_autofree char *name = xa_cli_workspace_name (path);
  g_autofree char *label = g_strdup_printf ("%s workspace \"%s\"", XA_DISPLAY_NAME, name);

  return xa_key_store_create (keys, uuid, label, key, NULL, error);
}

/* A workspace that has no key now can take any; the error tells only that this one is missing. */
static void
explain_missing_file (GError    **error,
                      const char *key_file,
                      XaKeyState  state)
{
  if (!key_file || state == XA_KEY_STATE_SET || !g_error_matches (*error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND))
    return;

  g_clear_error (error);
  g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND,
               "There is no key file %s. \"workspace new --key-file FILE\" makes one with a new workspace; "
               "a new one for a workspace that has none: (umask 077; head -c 32 /dev/urandom >FILE)",
               key_file);
}

/**
 * xa_cli_load_keys:
 * @store: an open workspace
 *
 * Loads the key of the workspace from where the command line says it is, and checks that it is
 * the one that the workspace was made with.
 */
XaPseudonymizer *
xa_cli_load_keys (XaCli       *self,
                  XaStore     *store,
                  XaCliKeyRule rule,
                  GError     **error)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  const char *uuid = xa_store_get_uuid (store);
  XaKeyState  state = xa_store_get_key_state (store);
  g_autoptr (XaKeyStore) keys = xa_key_store_new (key_file);
  g_autoptr (XaPseudonymizer) pseudonymizer = NULL;
  g_autoptr (GError) load_error = NULL;
  guint8   key[XA_MASTER_KEY_SIZE];
  gboolean may_be_new = state != XA_KEY_STATE_SET && rule >= (key_file ? XA_CLI_KEY_FILE_MAY_BE_NEW : XA_CLI_KEY_MAY_BE_NEW);
  gboolean ok = xa_key_store_load (keys, uuid, key, NULL, &load_error);

  if (!ok && may_be_new && g_error_matches (load_error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND)) {
    g_clear_error (&load_error);
    ok = make_key (keys, uuid, xa_store_get_path (store), key, &load_error);
  }
  if (!ok) {
    explain_missing_file (&load_error, key_file, state);
    g_propagate_error (error, g_steal_pointer (&load_error));
    return NULL;
  }

  pseudonymizer = xa_pseudonymizer_new (key, uuid);
  explicit_bzero (key, sizeof key);
  /* A sealed workspace judges a new key when it takes it. */
  if ((state != XA_KEY_STATE_SEALED || rule == XA_CLI_KEY_MUST_EXIST) && !xa_store_check_keys (store, pseudonymizer, error))
    return NULL;

  return g_steal_pointer (&pseudonymizer);
}

/**
 * xa_cli_make_folder:
 * @path: of a workspace that is about to be made
 *
 * Makes the folder of named workspaces where @path lies in it; other folders have to exist.
 */
gboolean
xa_cli_make_folder (const char *path,
                    GError    **error)
{
  g_autofree char *folder = xa_cli_workspace_folder ();
  g_autofree char *parent = g_path_get_dirname (path);

  if (strcmp (folder, parent) != 0) {
    if (g_file_test (parent, G_FILE_TEST_IS_DIR))
      return TRUE;
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, "There is no folder %s.", parent);
    return FALSE;
  }

  /* Only the owner may even see which workspaces there are. */
  if (g_mkdir_with_parents (folder, 0700) == 0 && g_chmod (folder, 0700) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The folder %s cannot be made: %s.", folder, g_strerror (errno));

  return FALSE;
}

/**
 * xa_cli_create_workspace:
 * @path: where nothing is yet
 *
 * Makes a workspace and its key. Where one of them cannot be made neither stays.
 */
gboolean
xa_cli_create_workspace (XaCli       *self,
                         const char  *path,
                         XaCliKeyRule rule,
                         GError     **error)
{
  const char *key_file = xa_cli_get_text (self, "key-file");
  gboolean    key_file_is_new = key_file && !g_file_test (key_file, G_FILE_TEST_EXISTS);
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;

  if (!xa_cli_make_folder (path, error))
    return FALSE;
  store = xa_store_create (path, error);
  if (!store)
    return FALSE;

  keys = xa_cli_load_keys (self, store, rule, error);
  if (keys && xa_store_adopt_keys (store, keys, error))
    return TRUE;

  if (keys && (!key_file || key_file_is_new)) {
    g_autoptr (XaKeyStore) key_store = xa_key_store_new (key_file);

    xa_key_store_destroy (key_store, xa_store_get_uuid (store), NULL, NULL);
  }
  g_clear_pointer (&store, xa_store_close);
  xa_store_delete (path, NULL);

  return FALSE;
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
  g_autoptr (XaStore) store = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autofree char *name = xa_cli_workspace_name (path);

    if (!xa_cli_create_workspace (self, path, XA_CLI_KEY_MAY_BE_NEW, error))
      return NULL;
    xa_cli_say ("Made the workspace \"%s\": %s", name, path);
  }
  store = xa_store_open (path, XA_STORE_READ, error);
  if (!store)
    return NULL;
  if (xa_store_get_key_state (store) == XA_KEY_STATE_SEALED)
    xa_cli_say ("The workspace was sealed: from here on it has a new key, and the people of this data match nobody already in it.");

  return xa_cli_load_keys (self, store, XA_CLI_KEY_MAY_BE_NEW, error);
}
