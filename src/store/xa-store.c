#include "store/xa-facts-private.h"
#include "model/xa-language.h"
#include "model/xa-said.h"
#include "store/xa-migrate.h"
#include "store/xa-schema.h"
#include "model/xa-time.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A log of a long import is cut back to this after it was checkpointed. */
#define LOG_LIMIT_BYTES (64 << 20)

enum {
  STMT_GET_META,
  STMT_INFO,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_META] = "SELECT value FROM meta WHERE key = ?1",
  [STMT_INFO] =
    "SELECT (SELECT count(*) FROM audience), (SELECT coalesce(sum(n_posts), 0) FROM audience), (SELECT count(*) FROM snapshot),"
    " (SELECT count(*) FROM import WHERE state = 2), (SELECT count(*) FROM import WHERE state = 1),"
    " (SELECT max(finished_us) FROM import),"
    " (SELECT coalesce(sum(fetched), 0) FROM (SELECT (SELECT fetched FROM snapshot WHERE audience_id = audience.id"
    "   ORDER BY " XA_SQL_COVERAGE_RANK ", at_us DESC, id DESC LIMIT 1) AS fetched FROM audience))",
};

XA_STATEMENT_TABLE (xa_store_statements, sql);

static const XaStoreSchema newest_schema = { xa_schema_steps, XA_SCHEMA_VERSION };

static void
free_store (XaStore *self)
{
  g_clear_pointer (&self->index, xa_member_index_free);
  g_clear_pointer (&self->joined, g_array_unref);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  xa_facts_clear (self);
  if (self->db)
    sqlite3_close (self->db);
  xa_store_unlock (self->path, self->lock_fd);
  g_free (self->path);
  g_free (self->uuid);
  g_free (self);
}

static void
finalize_statement_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* One name for one file, however it was reached: locks and logs hang on the name. */
static char *
resolve (const char *path,
         GError    **error)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real);

  if (!real)
    xa_store_set_errno (error, path, errno);
  free (real);

  return copy;
}

/* Anything another user could read is closed to them, as far as the file is ours. */
static void
tighten_modes (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
    struct stat      st;

    if (stat (name, &st) == 0 && (st.st_mode & 0077) && st.st_uid == geteuid ())
      (void) !chmod (name, 0600);
  }
}

static gboolean
load_identity (XaStore *self,
               GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_GET_META], error);
  XaEpoch epoch;

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, "uuid", -1, SQLITE_STATIC);
  switch (xa_store_step (self, q, error)) {
  case 1:
    self->uuid = g_strdup ((const char *) sqlite3_column_text (q, 0));
    break;
  case 0:
    xa_store_set_corrupt (error, self->path, "it has no identity");
    return FALSE;
  default:
    return FALSE;
  }

  return xa_store_get_epoch (self, &epoch, error);
}

/* An old file is brought up to date, after a copy of it was put beside it. */
static gboolean
upgrade (XaStore             *self,
         const XaStoreSchema *schema,
         GError             **error)
{
  int              version = xa_migrate_get_version (self->db);
  g_autofree char *backup = g_strdup_printf ("%s.v%d.backup", self->path, version);

  return xa_migrate (self->db, self->path, schema, backup, error);
}

static gboolean
prepare_writing (XaStore             *self,
                 const XaStoreSchema *schema,
                 GError             **error)
{
  g_autofree char *limit = g_strdup_printf ("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = %d", LOG_LIMIT_BYTES);

  return xa_store_exec (self, limit, error) && upgrade (self, schema, error);
}

/* Readers cannot upgrade: a writer does it for them, once. */
static gboolean
upgrade_for_reading (const char          *path,
                     const XaStoreSchema *schema,
                     GError             **error)
{
  XaStore *writer = xa_store_open_with_schema (path, XA_STORE_WRITE, schema, error);

  if (!writer)
    xa_say_error_of (error, N_ ("The workspace is of an older version and must be upgraded before it can be read. %s"));
  xa_store_close (writer);

  return writer != NULL;
}

/**
 * xa_store_open_with_schema:
 * @schema: the upgrade steps that are known
 *
 * What xa_store_open() does, for any list of upgrade steps.
 */
XaStore *
xa_store_open_with_schema (const char          *path,
                           XaStoreMode          mode,
                           const XaStoreSchema *schema,
                           GError             **error)
{
  XaStore *self = g_new0 (XaStore, 1);
  gboolean ok;

  self->owner = g_thread_self ();
  self->lock_fd = -1;
  self->read_only = mode == XA_STORE_READ;
  self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement_cb);
  self->path = resolve (path, error);
  ok = self->path != NULL;

  /* The lock first: nothing may be written to a file that someone else is writing. A file that
   * cannot be a workspace is told from its contents before that, so as to leave no lock by it. */
  if (ok && mode == XA_STORE_WRITE) {
    sqlite3 *probe = xa_store_connect (self->path, XA_STORE_READ, schema->n_steps, error);

    ok = probe != NULL;
    sqlite3_close (probe);
    ok = ok && (self->lock_fd = xa_store_lock (self->path, error)) >= 0;
  }
  if (ok)
    self->db = xa_store_connect (self->path, mode, schema->n_steps, error);
  ok = ok && self->db;

  if (ok && mode == XA_STORE_WRITE) {
    tighten_modes (self->path);
    ok = prepare_writing (self, schema, error);
    xa_facts_watch (self);
  } else if (ok && xa_migrate_get_version (self->db) < schema->n_steps) {
    g_clear_pointer (&self->db, sqlite3_close);
    ok = upgrade_for_reading (self->path, schema, error) &&
         (self->db = xa_store_connect (self->path, mode, schema->n_steps, error)) != NULL;
  }
  if (ok && load_identity (self, error))
    return self;
  free_store (self);

  return NULL;
}

/**
 * xa_store_open:
 * @path: a workspace file
 *
 * Opens a workspace after checking what it is. A file of an older version is upgraded first, and
 * a copy of it as it was is kept beside it (".vN.backup").
 *
 * Returns: (transfer full) (nullable): the store, for use in the calling thread only; or NULL
 *   with NOT_FOUND, FOREIGN, NEWER, CORRUPT, READ_ONLY, LOCKED, FULL or IO
 */
XaStore *
xa_store_open (const char *path,
               XaStoreMode mode,
               GError    **error)
{
  return xa_store_open_with_schema (path, mode, &newest_schema, error);
}

/* Everything a new file begins with. The log mode is set last: until then the file is alone. */
static gboolean
fill_new (sqlite3             *db,
          const char          *path,
          const XaStoreSchema *schema,
          GError             **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *begin = g_strdup_printf ("PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = %d", XA_SCHEMA_APPLICATION_ID);
  g_autofree char *meta = g_strdup_printf ("INSERT INTO meta VALUES ('uuid', '%s'), ('created_us', %" G_GINT64_FORMAT ")", uuid, xa_time_now ());
  int              rc = sqlite3_exec (db, begin, NULL, NULL, NULL);

  if (rc == SQLITE_OK && !xa_migrate (db, path, schema, NULL, error))
    return FALSE;
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, meta, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    return TRUE;
  xa_store_set_error (error, db, rc, path);

  return FALSE;
}

static gboolean
make_file (const char          *path,
           const XaStoreSchema *schema,
           GError             **error)
{
  sqlite3 *db = NULL;
  int      rc;
  gboolean ok;

  rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc != SQLITE_OK)
    xa_store_set_error (error, db, rc, path);
  ok = rc == SQLITE_OK && fill_new (db, path, schema, error);
  sqlite3_close (db);

  return ok && xa_store_sync_path (path, error);
}

/* Gives the finished file its name, unless that is taken. */
static gboolean
publish (const char *part,
         const char *path,
         GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              rc = renameat2 (AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE);

  /* Some file systems cannot promise not to replace; there the check comes first. */
  if (rc != 0 && (errno == EINVAL || errno == ENOSYS))
    rc = g_file_test (path, G_FILE_TEST_EXISTS) ? (errno = EEXIST, -1) : g_rename (part, path);
  if (rc != 0) {
    xa_store_set_errno (error, path, errno);
    return FALSE;
  }

  return xa_store_sync_path (folder, error);
}

/* A log without its file would be taken for the new file's, and ruin it; and whoever moved the
 * file away may still want it. */
static gboolean
is_free (const char *path,
         GError    **error)
{
  static const char *const suffixes[] = { "", "-wal", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

    if (g_file_test (name, G_FILE_TEST_EXISTS)) {
      xa_store_set_errno (error, name, EEXIST);
      return FALSE;
    }
  }

  return TRUE;
}

/**
 * xa_store_create_with_schema:
 * @schema: the upgrade steps that make up the file
 *
 * What xa_store_create() does, for any list of upgrade steps.
 */
XaStore *
xa_store_create_with_schema (const char          *path,
                             const XaStoreSchema *schema,
                             GError             **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *part = g_strdup_printf ("%s/.%s.XXXXXX.part", folder, base);
  int              fd;

  if (!is_free (path, error))
    return NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    xa_store_set_errno (error, folder, errno);
    return NULL;
  }
  xa_store_remove_stale_parts (folder);
  fd = mkostemps (part, strlen (".part"), O_CLOEXEC);
  if (fd < 0) {
    xa_store_set_errno (error, folder, errno);
    return NULL;
  }
  close (fd);
  if (!make_file (part, schema, error) || !publish (part, path, error)) {
    g_autofree char *journal = g_strconcat (part, "-journal", NULL);

    g_unlink (journal);
    g_unlink (part);
    return NULL;
  }

  return xa_store_open_with_schema (path, XA_STORE_WRITE, schema, error);
}

/**
 * xa_store_create:
 * @path: where there is no file yet; folders on the way are made, closed to others
 *
 * Makes a new workspace and opens it for writing. It is there whole or not at all. Hidden files
 * that an earlier creation left in the folder when it was killed are removed.
 *
 * Returns: (transfer full) (nullable): the store, or NULL with EXISTS, READ_ONLY, FULL or IO
 */
XaStore *
xa_store_create (const char *path,
                 GError    **error)
{
  return xa_store_create_with_schema (path, &newest_schema, error);
}

/**
 * xa_store_close:
 * @self: (nullable): a store
 *
 * Ends all statements; a writer also brings its log into the file and empties it. A log that
 * cannot be emptied now, for want of space or because of a reader, is kept for the next writer.
 */
void
xa_store_close (XaStore *self)
{
  if (!self)
    return;

  g_assert (self->owner == g_thread_self ());
  xa_store_rollback (self);
  g_hash_table_remove_all (self->statements);
  if (!self->read_only)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  free_store (self);
}

/**
 * xa_store_get_path:
 *
 * Returns: the file, as an absolute path without links
 */
const char *
xa_store_get_path (XaStore *self)
{
  return self->path;
}

/**
 * xa_store_get_uuid:
 *
 * Returns: what the workspace's key is derived for; copies of a workspace share it
 */
const char *
xa_store_get_uuid (XaStore *self)
{
  return self->uuid;
}

gboolean
xa_store_is_read_only (XaStore *self)
{
  return self->read_only;
}

static gint64
get_size (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat      st;
  gint64           size = 0;

  if (stat (path, &st) == 0)
    size += st.st_size;
  if (stat (log, &st) == 0)
    size += st.st_size;

  return size;
}

/**
 * xa_store_get_info:
 * @info: (out): what the workspace holds
 *
 * Cost: a look-up for each audience; no set is read.
 */
gboolean
xa_store_get_info (XaStore     *self,
                   XaStoreInfo *info,
                   GError     **error)
{
  g_autoptr (XaQuery) meta = xa_store_query (self, sql[STMT_GET_META], error);
  g_autoptr (XaQuery) q = meta ? xa_store_query (self, sql[STMT_INFO], error) : NULL;
  XaEpoch epoch;
  int     row;

  if (!q)
    return FALSE;
  *info = (XaStoreInfo) { .size_bytes = get_size (self->path), .schema_version = xa_migrate_get_version (self->db) };

  sqlite3_bind_text (meta, 1, "created_us", -1, SQLITE_STATIC);
  row = xa_store_step (self, meta, error);
  if (row == 1)
    info->created_us = sqlite3_column_int64 (meta, 0);
  if (row >= 0)
    row = xa_store_step (self, q, error);
  if (row != 1)
    return FALSE;

  info->n_audiences = sqlite3_column_int64 (q, 0);
  info->n_posts = sqlite3_column_int64 (q, 1);
  info->n_snapshots = sqlite3_column_int64 (q, 2);
  info->n_imports_done = sqlite3_column_int64 (q, 3);
  info->n_imports_open = sqlite3_column_int64 (q, 4);
  info->last_import_us = xa_query_get_count (q, 5);
  info->n_memberships = sqlite3_column_int64 (q, 6);

  if (!xa_store_count_members (self, &info->n_members, error) || !xa_store_get_epoch (self, &epoch, error))
    return FALSE;
  info->key_epoch = epoch.no;
  info->key_state = self->key_state;
  if (epoch.no) {
    g_autofree char *key_id = xa_pseudonym_format (&epoch.check);

    g_strlcpy (info->key_id, key_id, sizeof info->key_id);
  }

  return TRUE;
}
