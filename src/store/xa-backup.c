#include "store/xa-maintenance.h"
#include "model/xa-language.h"
#include "model/xa-said.h"
#include "store/xa-place.h"

#include <string.h>

static gboolean
read_uuid (sqlite3 *db,
           char   **uuid)
{
  sqlite3_stmt *statement = NULL;

  *uuid = NULL;
  if (sqlite3_prepare_v2 (db, "SELECT value FROM meta WHERE key = 'uuid'", -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    *uuid = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  return *uuid != NULL;
}

/* A backup may take the place of an earlier one of the same workspace, and of nothing else. */
static gboolean
check_replaceable (XaPlace    *self,
                   const char *uuid,
                   GError    **error)
{
  g_autofree char *there = NULL;

  if (!xa_place_exists (self->path))
    return TRUE;
  if (!xa_place_fold_old (self, error)) {
    if (!g_error_matches (*error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED))
      xa_say_error_of (error, N_ ("The backup would replace a file that is not an earlier backup: choose another name. %s"));
    return FALSE;
  }
  if (read_uuid (self->old, &there) && strcmp (there, uuid) == 0)
    return TRUE;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS,
               N_ ("%s holds another workspace. It was not changed: choose another name for the backup."), self->path);

  return FALSE;
}

/**
 * xa_store_backup_with_progress:
 * @target: the file to make; an earlier backup of the same workspace is replaced
 * @progress: (nullable) (scope call): called with pages copied and pages in all
 *
 * Copies the workspace as it is at this moment, also while another connection goes on writing.
 * The copy is read back whole before it takes its name, so that @target is at every moment what
 * it was before or the finished backup. It is one file of mode 0600 without a log.
 *
 * Errors: EXISTS if @target is something else; LOCKED if it is in use; CORRUPT if the workspace
 *   is damaged; G_IO_ERROR_CANCELLED; NOT_FOUND for a missing folder; READ_ONLY, FULL, IO
 */
gboolean
xa_store_backup_with_progress (XaStore              *self,
                               const char           *target,
                               GFileProgressCallback progress,
                               gpointer              progress_data,
                               GCancellable         *cancellable,
                               GError              **error)
{
  const XaPlaceProgress reporting = { progress, progress_data };
  g_autoptr (GError) failed = NULL;
  g_autoptr (XaPlace) place = NULL;
  g_autofree char *name = xa_place_resolve (target);

  g_assert (self->owner == g_thread_self ());

  if (strcmp (name, self->path) == 0) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("%s cannot be its own backup: choose another name."), name);
    return FALSE;
  }
  place = xa_place_new (name, &failed);
  if (place && check_replaceable (place, self->uuid, &failed) &&
      xa_place_copy (place, self->db, self->path, &reporting, cancellable, &failed) && xa_place_take (place, &failed))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));

  return FALSE;
}

gboolean
xa_store_backup (XaStore      *self,
                 const char   *target,
                 GCancellable *cancellable,
                 GError      **error)
{
  return xa_store_backup_with_progress (self, target, NULL, NULL, cancellable, error);
}
