#include "privacy/xa-key-backends.h"

#include <libsecret/secret.h>

/* Documented and exported, but left out of secret.h, which is the only one to be included. */
#define __SECRET_INSIDE_HEADER__
#include <libsecret/secret-backend.h>
#undef __SECRET_INSIDE_HEADER__

#include <string.h>

#define ATTRIBUTE_WORKSPACE "workspace"

static const SecretSchema schema = {
  .name = "io.github.xaudience.XAudience.WorkspaceKey",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { ATTRIBUTE_WORKSPACE, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* Kept as text, since some secret services and their viewers take nothing else. */
#define BASE64_SIZE ((XA_MASTER_KEY_SIZE + 2) / 3 * 4)

static gboolean
fail_locked (GError    **error,
             const char *detail)
{
  g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_LOCKED,
               "The keyring is locked and did not open (%s): unlock it, or pass a key file with --key-file", detail);

  return FALSE;
}

static gboolean
fail_not_found (GError **error)
{
  g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND,
                       "The keyring has no key for this workspace: if it was made with a key file, pass that with --key-file");

  return FALSE;
}

/* Turns an error of libsecret into one that says what to do; cancelling stays cancelling. Takes
 * @cause. */
static gboolean
fail_service (GError **error,
              GError  *cause)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&owned));
    return FALSE;
  }
  if (g_dbus_error_is_remote_error (owned))
    g_dbus_error_strip_remote_error (owned);
  /* Where a keyring is locked and nobody can be asked, gnome-keyring shows no collection at all. */
  if (g_error_matches (owned, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) || g_error_matches (owned, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
      g_error_matches (owned, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) || g_error_matches (owned, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return fail_locked (error, owned->message);

  g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NO_SERVICE,
               "No secret store answers (%s): start and unlock a keyring, or pass a key file with --key-file", owned->message);

  return FALSE;
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

/* The store that libsecret talks to: a service on the bus, or an encrypted file in a sandbox. It
 * can only be asked for asynchronously. */
static SecretBackend *
get_backend (GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  secret_backend_get (SECRET_BACKEND_NONE, cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return secret_backend_get_finish (result, error);
}

/* Opens the default keyring, which asks the user where that is possible. A locked keyring shows
 * nothing of what it holds, so without this a key in it would look like no key. */
static gboolean
open_keyring (gboolean     *opened,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (SecretBackend) backend = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) collections = NULL;
  GError *cause = NULL;

  *opened = FALSE;
  backend = get_backend (cancellable, &cause);
  if (cause)
    return fail_service (error, cause);
  if (!SECRET_IS_SERVICE (backend))
    return TRUE;

  collection = secret_collection_for_alias_sync (SECRET_SERVICE (backend), SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, &cause);
  if (cause)
    return fail_service (error, cause);
  if (collection == NULL || !secret_collection_get_locked (collection))
    return TRUE;

  collections = g_list_prepend (NULL, collection);
  if (secret_service_unlock_sync (SECRET_SERVICE (backend), collections, cancellable, NULL, &cause) < 1) {
    if (cause)
      return fail_service (error, cause);
    return fail_locked (error, "nobody unlocked it");
  }
  *opened = TRUE;

  return TRUE;
}

static gboolean
search (const char   *workspace_uuid,
        gboolean     *found,
        GCancellable *cancellable,
        GError      **error)
{
  GError *cause = NULL;
  GList  *items = secret_password_search_sync (&schema, SECRET_SEARCH_ALL, cancellable, &cause, ATTRIBUTE_WORKSPACE, workspace_uuid, NULL);

  if (cause)
    return fail_service (error, cause);
  *found = items != NULL;
  g_list_free_full (items, g_object_unref);

  return TRUE;
}

/* Whether there is an item for the workspace; opens the keyring before it says no. */
static gboolean
find (const char   *workspace_uuid,
      gboolean     *found,
      GCancellable *cancellable,
      GError      **error)
{
  gboolean opened;

  if (!search (workspace_uuid, found, cancellable, error))
    return FALSE;
  if (*found)
    return TRUE;
  if (!open_keyring (&opened, cancellable, error))
    return FALSE;

  return !opened || search (workspace_uuid, found, cancellable, error);
}

/* Decodes into @key without leaving copies on the heap. */
static gboolean
decode (const char *text,
        guint8      key[XA_MASTER_KEY_SIZE],
        GError    **error)
{
  guint8   decoded[BASE64_SIZE + 3];
  int      state = 0;
  guint    save = 0;
  gsize    len = strlen (text);
  gboolean fits = len == BASE64_SIZE && g_base64_decode_step (text, len, decoded, &state, &save) == XA_MASTER_KEY_SIZE;

  if (fits)
    memcpy (key, decoded, XA_MASTER_KEY_SIZE);
  explicit_bzero (decoded, sizeof decoded);
  explicit_bzero (&save, sizeof save);
  if (!fits)
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND, "What the keyring holds for this workspace is not a key of %d bytes", XA_MASTER_KEY_SIZE);

  return fits;
}

static gboolean
store (const char   *workspace_uuid,
       const char   *label,
       const guint8  key[XA_MASTER_KEY_SIZE],
       GCancellable *cancellable,
       GError      **error)
{
  char     text[BASE64_SIZE + 8];
  int      state = 0, save = 0;
  gsize    len;
  gboolean stored;
  GError  *cause = NULL;

  len = g_base64_encode_step (key, XA_MASTER_KEY_SIZE, FALSE, text, &state, &save);
  len += g_base64_encode_close (FALSE, text + len, &state, &save);
  text[len] = '\0';
  stored = secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable, &cause, ATTRIBUTE_WORKSPACE, workspace_uuid, NULL);
  explicit_bzero (text, sizeof text);
  explicit_bzero (&save, sizeof save);

  return stored || fail_service (error, cause);
}

/* Makes a key and stores it; what was stored is read back before it is relied on. */
gboolean
xa_key_secret_create (const char   *workspace_uuid,
                      const char   *label,
                      guint8        key[XA_MASTER_KEY_SIZE],
                      GCancellable *cancellable,
                      GError      **error)
{
  guint8   stored[XA_MASTER_KEY_SIZE];
  gboolean found, same;

  if (!find (workspace_uuid, &found, cancellable, error))
    return FALSE;
  if (found) {
    g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_EXISTS, "The keyring has a key for this workspace already");
    return FALSE;
  }
  if (!xa_key_generate (key, error))
    return FALSE;
  if (!store (workspace_uuid, label, key, cancellable, error) || !xa_key_secret_load (workspace_uuid, stored, cancellable, error)) {
    explicit_bzero (key, XA_MASTER_KEY_SIZE);
    return FALSE;
  }
  same = memcmp (stored, key, sizeof stored) == 0;
  explicit_bzero (stored, sizeof stored);
  if (same)
    return TRUE;
  explicit_bzero (key, XA_MASTER_KEY_SIZE);
  g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_NO_SERVICE, "The keyring gave back another key than was stored: pass a key file with --key-file");

  return FALSE;
}

/* Reads the key if it can be read now; *@text stays NULL where it is locked or absent. */
static gboolean
look_up (const char   *workspace_uuid,
         char        **text,
         GCancellable *cancellable,
         GError      **error)
{
  GError *cause = NULL;

  *text = secret_password_lookup_nonpageable_sync (&schema, cancellable, &cause, ATTRIBUTE_WORKSPACE, workspace_uuid, NULL);

  return cause == NULL || fail_service (error, cause);
}

/* Looks the key up, which may ask the user to unlock the keyring. */
gboolean
xa_key_secret_load (const char   *workspace_uuid,
                    guint8        key[XA_MASTER_KEY_SIZE],
                    GCancellable *cancellable,
                    GError      **error)
{
  char    *text;
  gboolean found, decoded;

  if (!look_up (workspace_uuid, &text, cancellable, error))
    return FALSE;
  if (text == NULL) {
    if (!find (workspace_uuid, &found, cancellable, error))
      return FALSE;
    if (!found)
      return fail_not_found (error);
    if (!look_up (workspace_uuid, &text, cancellable, error))
      return FALSE;
    if (text == NULL)
      return fail_locked (error, "it holds the key of this workspace");
  }
  decoded = decode (text, key, error);
  secret_password_free (text);

  return decoded;
}

/* Removes the key from the keyring and looks that it is gone. */
gboolean
xa_key_secret_destroy (const char   *workspace_uuid,
                       GCancellable *cancellable,
                       GError      **error)
{
  GError  *cause = NULL;
  gboolean found;

  if (!find (workspace_uuid, &found, cancellable, error))
    return FALSE;
  if (!found)
    return fail_not_found (error);
  secret_password_clear_sync (&schema, cancellable, &cause, ATTRIBUTE_WORKSPACE, workspace_uuid, NULL);
  if (cause)
    return fail_service (error, cause);
  if (!search (workspace_uuid, &found, cancellable, error))
    return FALSE;

  return !found || fail_locked (error, "the key of this workspace could not be removed");
}
