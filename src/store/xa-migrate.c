#include "store/xa-migrate.h"
#include "store/xa-schema.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static gboolean
exec (sqlite3    *db,
      const char *path,
      const char *sql,
      GError    **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  xa_store_set_error (error, db, rc, path);

  return FALSE;
}

/**
 * xa_migrate_get_version:
 *
 * Returns: the schema version of the file, or -1 if it cannot be read
 */
int
xa_migrate_get_version (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  int           version = -1;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);

  return version;
}

static gboolean
has_rows (sqlite3    *db,
          const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gboolean      found = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step (statement) != SQLITE_DONE;

  sqlite3_finalize (statement);

  return found;
}

static gboolean
is_sound (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  gboolean      sound = sqlite3_prepare_v2 (db, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                   sqlite3_step (statement) == SQLITE_ROW &&
                   g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;

  sqlite3_finalize (statement);

  return sound;
}

/* Copies all pages through SQLite and reads the copy back. */
static gboolean
copy_and_check (sqlite3    *db,
                const char *path,
                const char *name,
                GError    **error)
{
  sqlite3        *copy = NULL;
  sqlite3_backup *backup;
  int             rc = sqlite3_open_v2 (name, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  backup = rc == SQLITE_OK ? sqlite3_backup_init (copy, "main", db, "main") : NULL;
  if (backup) {
    sqlite3_backup_step (backup, -1);
    rc = sqlite3_backup_finish (backup);
  } else if (rc == SQLITE_OK) {
    rc = sqlite3_errcode (copy);
  }
  if (rc == SQLITE_OK && !is_sound (copy))
    rc = SQLITE_CORRUPT;
  if (rc != SQLITE_OK)
    xa_store_set_error (error, NULL, rc, path);
  sqlite3_close (copy);

  return rc == SQLITE_OK;
}

/* The copy takes its name only when it is whole and durable. One that a killed upgrade left is
 * replaced: the file is still as it was then. */
static gboolean
save_backup (sqlite3    *db,
             const char *path,
             const char *backup,
             GError    **error)
{
  g_autofree char *part = g_strconcat (backup, ".part", NULL);
  g_autofree char *folder = g_path_get_dirname (backup);
  int              fd = open (part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0) {
    xa_store_set_errno (error, part, errno);
    return FALSE;
  }
  close (fd);

  if (!copy_and_check (db, path, part, error) || !xa_store_sync_path (part, error)) {
    g_unlink (part);
    return FALSE;
  }
  if (g_rename (part, backup) != 0) {
    xa_store_set_errno (error, backup, errno);
    g_unlink (part);
    return FALSE;
  }

  return xa_store_sync_path (folder, error);
}

/* The change, the proof that no reference was left dangling, and the new version go in together. */
static gboolean
run_step (sqlite3    *db,
          const char *path,
          const char *step,
          int         version,
          GError    **error)
{
  g_autofree char *bump = g_strdup_printf ("PRAGMA user_version = %d", version);

  if (!exec (db, path, "BEGIN EXCLUSIVE", error))
    return FALSE;
  if (exec (db, path, step, error) && exec (db, path, bump, error)) {
    if (has_rows (db, "PRAGMA foreign_key_check"))
      xa_store_set_corrupt (error, path, "references between tables would be lost in the upgrade");
    else if (exec (db, path, "COMMIT", error))
      return TRUE;
  }
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);

  return FALSE;
}

/**
 * xa_migrate:
 * @path: of the file, for messages
 * @backup: (nullable): where the file as it was goes first
 *
 * Brings a file up to the newest version. Each step is one transaction, so that a file is always
 * of some version; a step that fails leaves the version before it.
 *
 * Errors: those of the store
 */
gboolean
xa_migrate (sqlite3             *db,
            const char          *path,
            const XaStoreSchema *schema,
            const char          *backup,
            GError             **error)
{
  int      version = xa_migrate_get_version (db);
  gboolean ok = TRUE;

  if (version < 0 || version > schema->n_steps) {
    xa_store_set_corrupt (error, path, "its version cannot be read");
    return FALSE;
  }
  if (version == schema->n_steps)
    return TRUE;
  if (backup && !save_backup (db, path, backup, error))
    return FALSE;

  /* Tables are rebuilt by dropping them, which must not delete what refers to them. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
  for (; ok && version < schema->n_steps; version++)
    ok = run_step (db, path, schema->steps[version], version + 1, error);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);

  return ok;
}
