#pragma once

#include "privacy/xa-pseudonym.h"
#include "providers/xa-import.h"

/*
 * What a file is known by in a workspace: the keyed hash of its bytes and of what the user said
 * beside it. A file that may have been here before is read once before it is imported. Of any
 * other the hash follows the import: what is taken in first is known by what the part up to there
 * hashes to, which is all that has to be the same for going on from there.
 */
typedef struct _XaImportIdentity XaImportIdentity;

/* Called some ten times a second while a file is read. */
typedef void (*XaImportIdentityTick) (gpointer data);

XaImportIdentity *xa_import_identity_new (const char *path, XaFileHash *options, XaImportIdentityTick tick, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              xa_import_identity_free (XaImportIdentity *self);
guint64           xa_import_identity_get_offset (const XaImportIdentity *self);
guint64           xa_import_identity_get_size (const XaImportIdentity *self);
gboolean          xa_import_identity_has_size (const XaImportIdentity *self);
gboolean          xa_import_identity_recognize (XaImportIdentity *self, GArray *known, XaPseudonym *id, GCancellable *cancellable, GError **error);
gboolean          xa_import_identity_at (XaImportIdentity *self, guint64 offset, XaPseudonym *id, GError **error);
gboolean          xa_import_identity_at_end (XaImportIdentity *self, XaPseudonym *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaImportIdentity, xa_import_identity_free)
