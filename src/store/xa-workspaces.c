#include "store/xa-workspaces.h"

#include "config.h"
#include "model/xa-language.h"
#include "store/xa-maintenance.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/**
 * xa_workspaces_get_folder:
 *
 * Returns: (transfer full): where workspaces that are called by name live
 */
char *
xa_workspaces_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "xaudience", NULL);
}

/**
 * xa_workspaces_get_path:
 *
 * Returns: (transfer full): the path of the workspace called @name, whether it exists or not
 */
char *
xa_workspaces_get_path (const char *name)
{
  g_autofree char *folder = xa_workspaces_get_folder ();
  g_autofree char *file = g_strconcat (name, XA_WORKSPACE_SUFFIX, NULL);

  return g_build_filename (folder, file, NULL);
}

/**
 * xa_workspaces_get_name:
 *
 * Returns: (transfer full): what people call the workspace at @path
 */
char *
xa_workspaces_get_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  if (g_str_has_suffix (base, XA_WORKSPACE_SUFFIX))
    base[strlen (base) - strlen (XA_WORKSPACE_SUFFIX)] = '\0';

  return g_filename_display_name (base);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * xa_workspaces_list:
 *
 * Returns: (transfer full) (element-type filename): the paths of all named workspaces, by name
 */
GPtrArray *
xa_workspaces_list (GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = xa_workspaces_get_folder ();
  g_autoptr (GError) open_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &open_error);

  if (!dir && !g_error_matches (open_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_propagate_error (error, g_steal_pointer (&open_error));
    return NULL;
  }

  for (const char *name; dir && (name = g_dir_read_name (dir));)
    if (g_str_has_suffix (name, XA_WORKSPACE_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);

  return g_steal_pointer (&paths);
}

static gboolean
make_key (XaKeyStore *keys,
          const char *uuid,
          const char *path,
          guint8      key[XA_MASTER_KEY_SIZE],
          GError    **error)
{
  g_autofree char *name = xa_workspaces_get_name (path);
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
               N_ ("There is no key file %s. \"workspace new --key-file FILE\" makes one with a new workspace; "
                   "a new one for a workspace that has none: (umask 077; head -c 32 /dev/urandom >FILE)"),
               key_file);
}

/**
 * xa_workspaces_load_keys:
 * @store: an open workspace
 * @key_file: (nullable): where its key is, or NULL for the Secret Service
 *
 * Loads the key of the workspace and checks that it is the one that the workspace was made with.
 */
XaPseudonymizer *
xa_workspaces_load_keys (XaStore    *store,
                         const char *key_file,
                         XaKeyRule   rule,
                         GError    **error)
{
  const char *uuid = xa_store_get_uuid (store);
  XaKeyState  state = xa_store_get_key_state (store);
  g_autoptr (XaKeyStore) keys = xa_key_store_new (key_file);
  g_autoptr (XaPseudonymizer) pseudonymizer = NULL;
  g_autoptr (GError) load_error = NULL;
  guint8   key[XA_MASTER_KEY_SIZE];
  gboolean may_be_new = state != XA_KEY_STATE_SET && rule >= (key_file ? XA_KEY_FILE_MAY_BE_NEW : XA_KEY_MAY_BE_NEW);
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
  if ((state != XA_KEY_STATE_SEALED || rule == XA_KEY_MUST_EXIST) && !xa_store_check_keys (store, pseudonymizer, error))
    return NULL;

  return g_steal_pointer (&pseudonymizer);
}

static void
add_of_folder (GPtrArray  *paths,
               const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir && (name = g_dir_read_name (dir));)
    if (g_str_has_suffix (name, XA_WORKSPACE_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
}

static gboolean
has_key (const char *path,
         const char *uuid,
         const char *key_file)
{
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, NULL);
  g_autoptr (XaPseudonymizer) keys = NULL;

  if (!store || xa_store_get_key_state (store) != XA_KEY_STATE_SET || strcmp (xa_store_get_uuid (store), uuid) == 0)
    return FALSE;
  keys = xa_workspaces_load_keys (store, key_file, XA_KEY_MUST_EXIST, NULL);

  return keys != NULL;
}

/**
 * xa_workspaces_list_sharing:
 * @store: an open workspace
 * @key_file: with its key
 *
 * What else would lose its key with @key_file, as far as that can be known: those that have names,
 * and those in the folder of @store or of the file. Copies of @store itself are not among them.
 *
 * Returns: (transfer full) (element-type filename): the paths of the others, by name
 */
GPtrArray *
xa_workspaces_list_sharing (XaStore    *store,
                            const char *key_file)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *named = xa_workspaces_get_folder ();
  g_autofree char *path = g_canonicalize_filename (xa_store_get_path (store), NULL);
  g_autofree char *key_path = g_canonicalize_filename (key_file, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_path_get_dirname (key_path);

  add_of_folder (paths, named);
  if (strcmp (named, folder) != 0)
    add_of_folder (paths, folder);
  if (strcmp (named, beside) != 0 && strcmp (folder, beside) != 0)
    add_of_folder (paths, beside);
  for (guint i = paths->len; i-- > 0;)
    if (!has_key (paths->pdata[i], xa_store_get_uuid (store), key_file))
      g_ptr_array_remove_index (paths, i);
  g_ptr_array_sort (paths, compare_names);

  return g_steal_pointer (&paths);
}

/**
 * xa_workspaces_make_folder:
 * @path: of a workspace that is about to be made
 *
 * Makes the folder of named workspaces where @path lies in it; other folders have to exist.
 */
gboolean
xa_workspaces_make_folder (const char *path,
                           GError    **error)
{
  g_autofree char *folder = xa_workspaces_get_folder ();
  g_autofree char *parent = g_path_get_dirname (path);

  if (strcmp (folder, parent) != 0) {
    if (g_file_test (parent, G_FILE_TEST_IS_DIR))
      return TRUE;
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no folder %s."), parent);
    return FALSE;
  }

  /* Only the owner may even see which workspaces there are. */
  if (g_mkdir_with_parents (folder, 0700) == 0 && g_chmod (folder, 0700) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), N_ ("The folder %s cannot be made: %s."), folder, g_strerror (errno));

  return FALSE;
}

/**
 * xa_workspaces_create:
 * @path: where nothing is yet
 *
 * Makes a workspace and its key. Where one of them cannot be made neither stays.
 */
gboolean
xa_workspaces_create (const char *path,
                      const char *key_file,
                      XaKeyRule   rule,
                      GError    **error)
{
  gboolean key_file_is_new = key_file && !g_file_test (key_file, G_FILE_TEST_EXISTS);
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;

  if (!xa_workspaces_make_folder (path, error))
    return FALSE;
  store = xa_store_create (path, error);
  if (!store)
    return FALSE;

  keys = xa_workspaces_load_keys (store, key_file, rule, error);
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
