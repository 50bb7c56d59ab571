#include "privacy/xa-key-store.h"

#include "model/xa-language.h"
#include "privacy/xa-key-backends.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

struct _XaKeyStore {
  char *key_file; /* (owned) (nullable): NULL for the Secret Service */
};

G_DEFINE_QUARK (xa-key-error-quark, xa_key_error)

/* 32 bytes from the kernel's generator, which is waited for only at boot. */
gboolean
xa_key_generate (guint8   key[XA_MASTER_KEY_SIZE],
                 GError **error)
{
  gsize filled = 0;

  while (filled < XA_MASTER_KEY_SIZE) {
    gssize got = getrandom (key + filled, XA_MASTER_KEY_SIZE - filled, 0);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      int code = errno;

      explicit_bzero (key, XA_MASTER_KEY_SIZE);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), N_ ("The kernel gives no random numbers for a new key: %s"), g_strerror (code));
      return FALSE;
    }
    filled += (gsize) got;
  }

  return TRUE;
}

/**
 * xa_key_store_new:
 * @key_file: (nullable): a file of 32 raw bytes, or NULL for the Secret Service
 *
 * Neither falls back to the other.
 *
 * Returns: (transfer full)
 */
XaKeyStore *
xa_key_store_new (const char *key_file)
{
  XaKeyStore *self = g_new0 (XaKeyStore, 1);

  self->key_file = g_strdup (key_file);

  return self;
}

void
xa_key_store_free (XaKeyStore *self)
{
  g_free (self->key_file);
  g_free (self);
}

/**
 * xa_key_store_create:
 * @workspace_uuid: the workspace that the key is for
 * @label: what the keyring shows to people; holds no secret
 * @key: (out): the new key, stored by the time this returns; the caller wipes it
 *
 * Makes a new key and stores it. Never replaces one: XA_KEY_ERROR_EXISTS. May wait for the user
 * to unlock the keyring.
 *
 * Returns: FALSE with @error set and @key wiped
 */
gboolean
xa_key_store_create (XaKeyStore   *self,
                     const char   *workspace_uuid,
                     const char   *label,
                     guint8        key[XA_MASTER_KEY_SIZE],
                     GCancellable *cancellable,
                     GError      **error)
{
  g_return_val_if_fail (self != NULL && workspace_uuid != NULL && label != NULL && key != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->key_file)
    return xa_key_file_create (self->key_file, key, error);

  return xa_key_secret_create (workspace_uuid, label, key, cancellable, error);
}

/**
 * xa_key_store_load:
 * @workspace_uuid: the workspace whose key is wanted; a key file holds one key for whatever
 *   workspace it is passed with
 * @key: (out): the key; the caller wipes it
 *
 * Returns: FALSE with @error set and @key wiped
 */
gboolean
xa_key_store_load (XaKeyStore   *self,
                   const char   *workspace_uuid,
                   guint8        key[XA_MASTER_KEY_SIZE],
                   GCancellable *cancellable,
                   GError      **error)
{
  g_return_val_if_fail (self != NULL && workspace_uuid != NULL && key != NULL, FALSE);

  explicit_bzero (key, XA_MASTER_KEY_SIZE);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->key_file)
    return xa_key_file_load (self->key_file, key, error);

  return xa_key_secret_load (workspace_uuid, key, cancellable, error);
}

/**
 * xa_key_store_destroy:
 * @workspace_uuid: the workspace whose key goes
 *
 * Destroys the key for good. A key file is overwritten before it is removed; file systems that
 * write elsewhere, and copies made before, keep what they keep.
 *
 * Returns: FALSE with @error set; XA_KEY_ERROR_NOT_FOUND if there was no key
 */
gboolean
xa_key_store_destroy (XaKeyStore   *self,
                      const char   *workspace_uuid,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_return_val_if_fail (self != NULL && workspace_uuid != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->key_file)
    return xa_key_file_destroy (self->key_file, error);

  return xa_key_secret_destroy (workspace_uuid, cancellable, error);
}
