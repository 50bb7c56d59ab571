#pragma once

#include <gio/gio.h>

/*
 * The entries of an export that comes as many files, in a zip or unpacked in a folder, as one
 * stream of bytes: first the account, then who follows it, then its posts. Only these are ever
 * opened: private messages and address books in the same archive are not.
 *
 * A zip that holds one export of a single file, at its top or in a folder, is that file.
 */
typedef struct _XaImportArchive XaImportArchive;

XaImportArchive *xa_import_archive_open (const char *path, gboolean is_folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             xa_import_archive_free (XaImportArchive *self);
guint64          xa_import_archive_get_size (const XaImportArchive *self); /* of all entries, in bytes */
gboolean         xa_import_archive_is_damaged (const XaImportArchive *self);
gboolean         xa_import_archive_is_one_file (const XaImportArchive *self);
char            *xa_import_archive_list_entries (const XaImportArchive *self) G_GNUC_WARN_UNUSED_RESULT;
gssize           xa_import_archive_read (XaImportArchive *self, void *buffer, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaImportArchive, xa_import_archive_free)
