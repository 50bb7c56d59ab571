#include "store/xa-place.h"
#include "model/xa-language.h"
#include "store/xa-sweep.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much is copied between two looks at the cancellable: 4 MiB, some milliseconds. */
#define PAGES_PER_STEP 1024

/* How long someone who reads a file that is to be replaced is waited for. */
#define PATIENCE_MS 500

static const char *const companions[] = { "-wal", "-shm", "-journal" };

static void
remove_companions (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++) {
    g_autofree char *name = g_strconcat (path, companions[i], NULL);

    g_unlink (name);
  }
}

gboolean
xa_place_exists (const char *path)
{
  struct stat st;

  return lstat (path, &st) == 0;
}

/**
 * xa_place_resolve:
 *
 * Returns: (transfer full): the name that a file has or would have, absolute and without links:
 *   locks and logs hang on the name
 */
char *
xa_place_resolve (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  char            *real = realpath (path, NULL);
  char            *result;

  if (real) {
    result = g_strdup (real);
  } else {
    real = realpath (folder, NULL);
    result = real ? g_build_filename (real, base, NULL) : g_canonicalize_filename (path, NULL);
  }
  free (real);

  return result;
}

void
xa_place_free (XaPlace *self)
{
  /* A part that is still there was not wanted in the end. */
  if (self->lock_fd >= 0) {
    g_unlink (self->part);
    remove_companions (self->part);
    xa_sweep_upgrade_copies (self->part);
  }
  sqlite3_close (self->old);
  xa_store_unlock (self->path, self->lock_fd);
  g_free (self->part);
  g_free (self->path);
  g_free (self);
}

/**
 * xa_place_new:
 * @path: a file that is there or not, in a folder that is
 *
 * Reserves a name: until the place is freed no other program writes, backs up or restores there.
 *
 * Errors: LOCKED, NOT_FOUND for the folder, READ_ONLY, FULL, IO
 *
 * Returns: (transfer full) (nullable): the place
 */
XaPlace *
xa_place_new (const char *path,
              GError    **error)
{
  g_autoptr (XaPlace) self = g_new0 (XaPlace, 1);
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;

  self->path = xa_place_resolve (path);
  folder = g_path_get_dirname (self->path);
  base = g_path_get_basename (self->path);
  self->part = g_strdup_printf ("%s/.%s.part", folder, base);
  self->lock_fd = -1;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    xa_store_set_errno (error, folder, ENOENT);
    return NULL;
  }
  self->lock_fd = xa_store_lock (self->path, error);

  return self->lock_fd >= 0 ? g_steal_pointer (&self) : NULL;
}

/* An empty file that only its owner can read. What an earlier attempt left is removed. */
static gboolean
make_part (XaPlace *self,
           GError **error)
{
  int fd;

  g_unlink (self->part);
  remove_companions (self->part);
  fd = open (self->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    xa_store_set_errno (error, self->part, errno);
    return FALSE;
  }
  close (fd);

  return TRUE;
}

static gboolean
copy_pages (sqlite3_backup        *backup,
            const char            *path,
            const XaPlaceProgress *progress,
            GCancellable          *cancellable,
            GError               **error)
{
  int rc;

  do {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    rc = sqlite3_backup_step (backup, PAGES_PER_STEP);
    if (progress && progress->report) {
      int total = sqlite3_backup_pagecount (backup);

      progress->report (total - sqlite3_backup_remaining (backup), total, progress->data);
    }
  } while (rc == SQLITE_OK);
  if (rc == SQLITE_DONE)
    return TRUE;
  xa_store_set_error (error, NULL, rc, path);

  return FALSE;
}

/* Copies what @db sees now. One read transaction spans the copy: without it each commit of the
 * writer would start it anew, and a busy workspace could never be backed up. */
static gboolean
copy_into (sqlite3               *db,
           const char            *source,
           const char            *part,
           const XaPlaceProgress *progress,
           GCancellable          *cancellable,
           GError               **error)
{
  sqlite3        *copy = NULL;
  sqlite3_backup *backup = NULL;
  gboolean        ok = FALSE;
  int             rc;

  rc = sqlite3_open_v2 (part, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (copy, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  if (rc != SQLITE_OK) {
    xa_store_set_error (error, copy, rc, part);
    sqlite3_close (copy);
    return FALSE;
  }

  rc = sqlite3_exec (db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
  if (rc == SQLITE_OK) {
    backup = sqlite3_backup_init (copy, "main", db, "main");
    if (!backup)
      xa_store_set_error (error, copy, sqlite3_extended_errcode (copy), part);
  } else {
    xa_store_set_error (error, db, rc, source);
  }
  if (backup) {
    ok = copy_pages (backup, part, progress, cancellable, error);
    rc = sqlite3_backup_finish (backup);
    if (ok && rc != SQLITE_OK) {
      xa_store_set_error (error, copy, rc, part);
      ok = FALSE;
    }
  }
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (copy);

  return ok;
}

/* A copy of a file in WAL mode is in WAL mode too, and could not be read where nothing may be
 * written beside it. A backup is one file; opening it for work brings the log back. */
static gboolean
leave_log_mode (const char *part,
                GError    **error)
{
  sqlite3 *db = xa_store_connect (part, XA_STORE_WRITE, G_MAXINT, error);
  int      rc;

  if (!db)
    return FALSE;
  rc = sqlite3_exec (db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    xa_store_set_error (error, db, rc, part);
  sqlite3_close (db);

  return rc == SQLITE_OK;
}

/* Reads the whole of a finished copy back, page by page and checksum by checksum. */
static gboolean
verify_part (const char   *part,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (XaStore) store = xa_store_open (part, XA_STORE_READ, error);

  return store && xa_store_verify (store, cancellable, error);
}

/**
 * xa_place_copy:
 * @source: the name of what is copied, for messages
 * @progress: (nullable): whom to tell
 *
 * Errors: those of the store; CORRUPT if what was copied is damaged; G_IO_ERROR_CANCELLED
 */
gboolean
xa_place_copy (XaPlace               *self,
               sqlite3               *db,
               const char            *source,
               const XaPlaceProgress *progress,
               GCancellable          *cancellable,
               GError               **error)
{
  return make_part (self, error) && copy_into (db, source, self->part, progress, cancellable, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) && leave_log_mode (self->part, error) &&
         verify_part (self->part, cancellable, error) && xa_store_sync_path (self->part, error);
}

/**
 * xa_place_fold_old:
 *
 * Without this the log would outlive the file and be applied to the new one.
 *
 * Errors: FOREIGN if it is no workspace, LOCKED if someone has it open, CORRUPT, READ_ONLY, IO
 */
gboolean
xa_place_fold_old (XaPlace *self,
                   GError **error)
{
  sqlite3 *probe = xa_store_connect (self->path, XA_STORE_READ, G_MAXINT, error);
  int      rc;

  /* What is no workspace is not opened for writing. */
  if (!probe)
    return FALSE;
  sqlite3_close (probe);
  self->old = xa_store_connect (self->path, XA_STORE_WRITE, G_MAXINT, error);
  if (!self->old)
    return FALSE;
  sqlite3_busy_timeout (self->old, PATIENCE_MS);
  rc = sqlite3_exec (self->old, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    return TRUE;

  if ((rc & 0xff) == SQLITE_BUSY)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED,
                 N_ ("%s is in use by another program. Nothing was changed: close it there and try again."), self->path);
  else
    xa_store_set_error (error, self->old, rc, self->path);

  return FALSE;
}

/**
 * xa_place_take:
 *
 * Gives the part its name, durably. Where there was a file of that name, there always is one.
 */
gboolean
xa_place_take (XaPlace *self,
               GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  /* What may lie here belongs to no file: the old one was folded, or there was none. That it is
   * gone must be durable before the new file is: it would be taken for the new one's. */
  remove_companions (self->path);
  if (!xa_store_sync_path (folder, error))
    return FALSE;
  if (g_rename (self->part, self->path) != 0) {
    xa_store_set_errno (error, self->path, errno);
    return FALSE;
  }

  return xa_store_sync_path (folder, error);
}

/**
 * xa_place_remove:
 *
 * Removes the file, with its log if that could not be folded, and the copies upgrades left.
 */
gboolean
xa_place_remove (XaPlace *self,
                 GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_unlink (self->path) != 0) {
    xa_store_set_errno (error, self->path, errno);
    return FALSE;
  }
  remove_companions (self->path);
  xa_sweep_upgrade_copies (self->path);

  return xa_store_sync_path (folder, error);
}
