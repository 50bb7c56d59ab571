#include "privacy/xa-key-backends.h"
#include "model/xa-language.h"
#include "privacy/xa-secret-service.h"

#include <libsecret/secret.h>
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
               N_ ("The keyring is locked and did not open (%s): unlock it, or pass a key file with --key-file"), detail);

  return FALSE;
}

static gboolean
fail_not_found (GError **error)
{
  g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND,
                       N_ ("The keyring has no key for this workspace: if it was made with a key file, pass that with --key-file"));

  return FALSE;
}

/* Turns an error of libsecret into one that says what to do; cancelling stays cancelling. Takes
 * @cause. */
static gboolean
fail_service (GError      **error,
              GError       *cause,
              GCancellable *cancellable)
{
  g_autoptr (GError) owned = cause;

  switch (xa_secret_service_judge (owned, cancellable)) {
  case XA_SECRET_TROUBLE_CANCELLED:
    g_propagate_error (error, g_steal_pointer (&owned));
    return FALSE;
  case XA_SECRET_TROUBLE_LOCKED:
    return fail_locked (error, owned->message);
  case XA_SECRET_TROUBLE_NO_SERVICE:
    break;
  }
  g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NO_SERVICE,
               N_ ("No secret store answers (%s): start and unlock a keyring, or pass a key file with --key-file"), owned->message);

  return FALSE;
}

/* As xa_secret_service_open(), with our error. */
static gboolean
open_keyring (gboolean     *opened,
              GCancellable *cancellable,
              GError      **error)
{
  GError *cause = NULL;

  return xa_secret_service_open (opened, cancellable, &cause) || fail_service (error, cause, cancellable);
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
    return fail_service (error, cause, cancellable);
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
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND, N_ ("What the keyring holds for this workspace is not a key of %d bytes"), XA_MASTER_KEY_SIZE);

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

  return stored || fail_service (error, cause, cancellable);
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
    g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_EXISTS, N_ ("The keyring has a key for this workspace already"));
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
  g_set_error_literal (error, XA_KEY_ERROR, XA_KEY_ERROR_NO_SERVICE, N_ ("The keyring gave back another key than was stored: pass a key file with --key-file"));

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

  return cause == NULL || fail_service (error, cause, cancellable);
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
      return fail_locked (error, N_ ("it holds the key of this workspace"));
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
    return fail_service (error, cause, cancellable);
  if (!search (workspace_uuid, &found, cancellable, error))
    return FALSE;

  return !found || fail_locked (error, N_ ("the key of this workspace could not be removed"));
}
