#pragma once

#include "privacy/xa-pseudonym.h"

#include <gio/gio.h>

/*
 * Where master keys are kept: the Secret Service, or a key file for use without a desktop.
 * Never the workspace file, settings, arguments, environment or logs.
 */

#define XA_KEY_ERROR (xa_key_error_quark ())
GQuark xa_key_error_quark (void);

typedef enum {
  XA_KEY_ERROR_NO_SERVICE, /* no secret store answers: pass a key file, or unlock the keyring */
  XA_KEY_ERROR_LOCKED,     /* the keyring stays locked */
  XA_KEY_ERROR_NOT_FOUND,  /* there is no key for this workspace */
  XA_KEY_ERROR_EXISTS,     /* a new key would replace one */
  XA_KEY_ERROR_BAD_FILE,   /* a key file that is not 32 bytes, or readable by others */
} XaKeyError;

typedef struct _XaKeyStore XaKeyStore;

XaKeyStore *xa_key_store_new (const char *key_file) G_GNUC_WARN_UNUSED_RESULT; /* (nullable): NULL for the Secret Service */
void        xa_key_store_free (XaKeyStore *self);

gboolean xa_key_store_create (XaKeyStore *self, const char *workspace_uuid, const char *label, guint8 key[XA_MASTER_KEY_SIZE], GCancellable *cancellable, GError **error);
gboolean xa_key_store_load (XaKeyStore *self, const char *workspace_uuid, guint8 key[XA_MASTER_KEY_SIZE], GCancellable *cancellable, GError **error);
gboolean xa_key_store_destroy (XaKeyStore *self, const char *workspace_uuid, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaKeyStore, xa_key_store_free)
