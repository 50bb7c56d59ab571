#include "store/xa-audit.h"
#include "store/xa-maintenance.h"
#include "store/xa-place.h"
#include "store/xa-schema.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A name beside @path at which there is nothing. */
static char *
find_free_name (const char *path)
{
  char *name = g_strconcat (path, ".damaged", NULL);

  for (int i = 2; xa_place_exists (name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s.damaged-%d", path, i);
  }

  return name;
}

/* What is too damaged to be folded is kept with its log, for whoever can still read something
 * out of it. The file itself stays in place as well, until the new one takes its name. */
static gboolean
set_aside (XaPlace *self,
           GError **error)
{
  g_autofree char *name = find_free_name (self->path);
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *log_name = g_strconcat (name, "-wal", NULL);

  g_clear_pointer (&self->old, sqlite3_close);
  if (link (self->path, name) != 0 || (xa_place_exists (log) && g_rename (log, log_name) != 0)) {
    xa_store_set_errno (error, name, errno);
    return FALSE;
  }

  return TRUE;
}

static gboolean
clear_place (XaPlace *self,
             GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (!xa_place_exists (self->path) || xa_place_fold_old (self, &failed))
    return TRUE;
  if (g_error_matches (failed, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT))
    return set_aside (self, error);
  g_propagate_error (error, g_steal_pointer (&failed));

  return FALSE;
}

static gboolean
copy_backup (const char   *backup,
             XaPlace      *place,
             GCancellable *cancellable,
             GError      **error)
{
  sqlite3 *db = xa_store_connect (backup, XA_STORE_READ, XA_SCHEMA_VERSION, error);
  gboolean ok = db && xa_place_copy (place, db, backup, NULL, cancellable, error);

  sqlite3_close (db);

  return ok;
}

/**
 * xa_store_restore:
 * @backup: a backup, or any workspace file; it is only read
 * @target: the workspace to make
 * @replace: whether @target may be a workspace that is there already
 *
 * Puts a checked copy of @backup in place. @target is at every moment what it was before or the
 * restored workspace. What was there is gone afterwards, unless it was too damaged for its log
 * to be brought into it: that is kept beside it (".damaged").
 *
 * The restored workspace has the identity of the one it was made from, and needs its key. Where
 * that was destroyed since (sealed), it can be analysed but not added to.
 *
 * Errors: EXISTS without @replace; LOCKED if @target is in use; FOREIGN, NEWER or CORRUPT if
 *   @backup cannot be used; FOREIGN if @target is no workspace; NOT_FOUND, READ_ONLY, FULL, IO
 */
gboolean
xa_store_restore (const char   *backup,
                  const char   *target,
                  gboolean      replace,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autofree char *source = xa_place_resolve (backup);
  g_autofree char *name = xa_place_resolve (target);
  g_autoptr (XaPlace) place = NULL;

  if (!xa_place_exists (source)) {
    xa_store_set_errno (error, backup, ENOENT);
    return FALSE;
  }
  if (strcmp (source, name) == 0 || (!replace && xa_place_exists (name))) {
    xa_store_set_errno (error, target, EEXIST);
    return FALSE;
  }
  place = xa_place_new (name, error);

  return place && copy_backup (source, place, cancellable, error) && clear_place (place, error) && xa_place_take (place, error);
}

gboolean
xa_store_note_restored (const char *workspace,
                        GError    **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_WRITE, error);

  return store && xa_store_note (store, "backup-restored", "", error);
}

/**
 * xa_store_delete:
 * @path: a workspace
 *
 * Removes a workspace with its log and the copies that upgrades left beside it. Backups that
 * were made elsewhere stay; the caller destroys the key, which makes their people unknowable.
 *
 * Errors: NOT_FOUND, FOREIGN if it is no workspace, LOCKED if it is in use, READ_ONLY, IO
 */
gboolean
xa_store_delete (const char *path,
                 GError    **error)
{
  g_autofree char *name = xa_place_resolve (path);
  g_autoptr (GError) failed = NULL;
  g_autoptr (XaPlace) place = NULL;

  if (!xa_place_exists (name)) {
    xa_store_set_errno (error, path, ENOENT);
    return FALSE;
  }
  place = xa_place_new (name, error);
  if (!place)
    return FALSE;
  /* A damaged workspace can be removed like any other: it is known by its header. */
  if (!xa_place_fold_old (place, &failed) && !g_error_matches (failed, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }

  return xa_place_remove (place, error);
}
