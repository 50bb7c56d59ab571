#pragma once

#include "net/xa-credential.h"

/*
 * Where the credentials of a workspace's connections are kept: the Secret Service, one secret a
 * connection, or memory for as long as the process runs. Never a file, a setting, an argument, the
 * environment or a log.
 *
 * May be used from any thread. Calls on the Secret Service block, and may wait for the user to
 * unlock the keyring: not for the main thread.
 */

#define XA_CREDENTIAL_ERROR (xa_credential_error_quark ())
GQuark xa_credential_error_quark (void);

typedef enum {
  XA_CREDENTIAL_ERROR_NO_SERVICE, /* no keyring answers */
  XA_CREDENTIAL_ERROR_LOCKED,     /* it is locked: nobody opened it, or the prompt was dismissed */
  XA_CREDENTIAL_ERROR_NOT_FOUND,  /* it has nothing for this connection */
  XA_CREDENTIAL_ERROR_BAD,        /* what it has is not a credential of ours */
} XaCredentialError;

typedef struct _XaCredentialStore XaCredentialStore;

XaCredentialStore *xa_credential_store_new (const char *workspace_uuid) G_GNUC_WARN_UNUSED_RESULT; /* the Secret Service */
XaCredentialStore *xa_credential_store_new_in_memory (void) G_GNUC_WARN_UNUSED_RESULT;             /* no keyring is ever asked */
XaCredentialStore *xa_credential_store_ref (XaCredentialStore *self);
void               xa_credential_store_unref (XaCredentialStore *self);

/* Keeps @credential in place of what the connection had, and reads it back before it is relied on.
 * @label: what the keyring's own viewer shows: platform and name of the connection */
gboolean xa_credential_store_save (XaCredentialStore *self, const char *connection_uuid, const char *label, const XaCredential *credential, GCancellable *cancellable, GError **error);

/* Keeps @credential in memory only, for this process: what was read from standard input, or a user
 * who chose that. xa_credential_store_load() gives it before it asks the keyring. */
void     xa_credential_store_hold (XaCredentialStore *self, const char *connection_uuid, const XaCredential *credential);
gboolean xa_credential_store_is_held (XaCredentialStore *self, const char *connection_uuid);

/* Returns: (transfer full): or NULL with XA_CREDENTIAL_ERROR or CANCELLED */
XaCredential *xa_credential_store_load (XaCredentialStore *self, const char *connection_uuid, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes what is held and what the keyring has, and looks that it is gone; nothing to remove is
 * no error. */
gboolean xa_credential_store_forget (XaCredentialStore *self, const char *connection_uuid, GCancellable *cancellable, GError **error);
/* The same for every connection of the workspace. */
gboolean xa_credential_store_forget_all (XaCredentialStore *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCredentialStore, xa_credential_store_unref)
