#pragma once

#include "privacy/xa-key-store.h"

/* The two places behind XaKeyStore. Keys are wiped from @key where a call fails. */

gboolean xa_key_file_create (const char *path, guint8 key[XA_MASTER_KEY_SIZE], GError **error);
gboolean xa_key_file_load (const char *path, guint8 key[XA_MASTER_KEY_SIZE], GError **error);
gboolean xa_key_file_destroy (const char *path, GError **error);

gboolean xa_key_secret_create (const char *workspace_uuid, const char *label, guint8 key[XA_MASTER_KEY_SIZE], GCancellable *cancellable, GError **error);
gboolean xa_key_secret_load (const char *workspace_uuid, guint8 key[XA_MASTER_KEY_SIZE], GCancellable *cancellable, GError **error);
gboolean xa_key_secret_destroy (const char *workspace_uuid, GCancellable *cancellable, GError **error);

gboolean xa_key_generate (guint8 key[XA_MASTER_KEY_SIZE], GError **error);
