#include "store/xa-facts-private.h"

#include "model/xa-language.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <string.h>

G_DEFINE_QUARK (xa-store-error-quark, xa_store_error)

/* A file system or a session that allows no larger file is full for all that a writer can do. */
static gboolean
is_full (int errnum)
{
  return errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG;
}

static gboolean
is_denied (int errnum)
{
  return errnum == EACCES || errnum == EPERM || errnum == EROFS;
}

static void
set_full (GError    **error,
          const char *path)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL,
               N_ ("The disk that holds %s is full. What was committed before is safe: free some space and run this again."), path);
}

static void
set_read_only (GError    **error,
               const char *path)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY,
               N_ ("%s cannot be written: its file or its folder is read-only. Reading still works."), path);
}

/**
 * xa_store_set_errno:
 * @errnum: errno of a failed operation on @path
 */
void
xa_store_set_errno (GError    **error,
                    const char *path,
                    int         errnum)
{
  if (is_full (errnum))
    set_full (error, path);
  else if (is_denied (errnum))
    set_read_only (error, path);
  else if (errnum == ENOENT || errnum == ENOTDIR)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("There is no %s."), path);
  else if (errnum == EEXIST)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS, N_ ("%s exists already."), path);
  else
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, "%s: %s.", path, g_strerror (errnum));
}

/**
 * xa_store_set_corrupt:
 * @what: the fault, in words that name no person
 */
void
xa_store_set_corrupt (GError    **error,
                      const char *path,
                      const char *what)
{
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT,
               N_ ("%s is damaged (%s). Nothing was changed: restore a backup of it."), path, what);
}

/**
 * xa_store_set_error:
 * @db: (nullable): the connection on which it happened
 * @rc: an extended result code of SQLite
 */
void
xa_store_set_error (GError    **error,
                    sqlite3    *db,
                    int         rc,
                    const char *path)
{
  int errnum = db ? sqlite3_system_errno (db) : 0;

  switch (rc & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED,
                 N_ ("%s is being written by another program. Nothing was changed: try again when that has finished."), path);
    break;
  case SQLITE_FULL:
    set_full (error, path);
    break;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    xa_store_set_corrupt (error, path, db ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
    break;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    set_read_only (error, path);
    break;
  case SQLITE_INTERRUPT:
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled.");
    break;
  case SQLITE_CANTOPEN:
  case SQLITE_IOERR:
    if (is_full (errnum))
      set_full (error, path);
    else if (is_denied (errnum))
      set_read_only (error, path);
    else if (errnum)
      g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, N_ ("%s could not be read or written: %s: %s."), path, sqlite3_errstr (rc), g_strerror (errnum));
    else
      g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, N_ ("%s could not be read or written: %s."), path, sqlite3_errstr (rc));
    break;
  default:
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_IO, "%s: %s.", path, db ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
    break;
  }
}

/**
 * xa_store_fail:
 *
 * Translates the latest failure of the store's connection.
 */
void
xa_store_fail (XaStore *self,
               GError **error)
{
  xa_store_set_error (error, self->db, sqlite3_extended_errcode (self->db), self->path);
}

/**
 * xa_query_done:
 * @query: (nullable): a statement of the cache
 */
void
xa_query_done (XaQuery *query)
{
  if (!query)
    return;

  sqlite3_reset (query);
  sqlite3_clear_bindings (query);
}

/**
 * xa_store_query:
 * @sql: (not owned): static text, prepared when it is first asked for
 *
 * Returns: (transfer none) (nullable): the statement, unbound; g_autoptr returns it to the cache
 */
XaQuery *
xa_store_query (XaStore    *self,
                const char *sql,
                GError    **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  g_assert (self->owner == g_thread_self ());

  if (!statement) {
    xa_facts_begin_preparing (self);
    if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
      xa_store_fail (self, error);
      return NULL;
    }
    g_hash_table_insert (self->statements, (gpointer) sql, statement);
    xa_facts_keep (self, statement);
  }
  g_assert (!sqlite3_stmt_busy (statement));

  return statement;
}

/* A statement outside of a transaction is one of its own: what it changed has been written. */
static gboolean
note_change (XaStore *self,
             XaFacts  facts,
             gint64   n_rows,
             GError **error)
{
  if (!facts || n_rows == 0)
    return TRUE;
  xa_facts_mark (self, facts);

  return !sqlite3_get_autocommit (self->db) || (xa_store_begin (self, error) && xa_store_commit (self, error));
}

/**
 * xa_store_run:
 *
 * Runs @query, which returns no rows, and resets it; its bindings stay for the next run.
 */
gboolean
xa_store_run (XaStore *self,
              XaQuery *query,
              GError **error)
{
  XaFacts  facts = xa_facts_of (self, query);
  gboolean is_alone = facts && sqlite3_get_autocommit (self->db);
  int      rc;

  if (is_alone && !xa_store_begin (self, error))
    return FALSE;
  rc = sqlite3_step (query);
  if (rc != SQLITE_DONE) {
    xa_store_fail (self, error);
    sqlite3_reset (query);
    if (is_alone)
      xa_store_rollback (self);
    return FALSE;
  }
  sqlite3_reset (query);

  return note_change (self, facts, sqlite3_changes64 (self->db), error) && (!is_alone || xa_store_commit (self, error));
}

/**
 * xa_store_step:
 *
 * Returns: 1 if @query is on a row, 0 at its end, -1 with @error
 */
int
xa_store_step (XaStore *self,
               XaQuery *query,
               GError **error)
{
  int rc = sqlite3_step (query);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return note_change (self, xa_facts_of (self, query), sqlite3_changes64 (self->db), error) ? 0 : -1;
  xa_store_fail (self, error);

  return -1;
}

/**
 * xa_store_exec:
 *
 * Runs one or more statements that return nothing of interest.
 */
gboolean
xa_store_exec (XaStore    *self,
               const char *sql,
               GError    **error)
{
  gint64 n_before = sqlite3_total_changes64 (self->db);

  g_assert (self->owner == g_thread_self ());

  xa_facts_begin_preparing (self);
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return note_change (self, xa_facts_end_preparing (self), sqlite3_total_changes64 (self->db) - n_before, error);
  xa_store_fail (self, error);

  return FALSE;
}

/**
 * xa_store_begin:
 *
 * Starts a transaction that may write.
 */
gboolean
xa_store_begin (XaStore *self,
                GError **error)
{
  if (self->read_only) {
    set_read_only (error, self->path);
    return FALSE;
  }

  return xa_store_exec (self, "BEGIN IMMEDIATE", error);
}

/**
 * xa_store_commit:
 *
 * Makes the transaction durable: it survives a crash of the program and of the machine. Where
 * that fails, the transaction is rolled back.
 */
gboolean
xa_store_commit (XaStore *self,
                 GError **error)
{
  if (xa_facts_write (self, error) && xa_store_exec (self, "COMMIT", error)) {
    xa_facts_forget (self);
    return TRUE;
  }
  xa_store_rollback (self);

  return FALSE;
}

/**
 * xa_store_rollback:
 *
 * Undoes the transaction, if there still is one: SQLite ends it by itself on some failures.
 */
void
xa_store_rollback (XaStore *self)
{
  xa_facts_forget (self);
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

static int
is_cancelled_cb (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

/**
 * xa_store_set_cancellable:
 * @cancellable: (nullable): interrupts statements when cancelled; must outlive them
 */
void
xa_store_set_cancellable (XaStore      *self,
                          GCancellable *cancellable)
{
  sqlite3_progress_handler (self->db, cancellable ? 10000 : 0, cancellable ? is_cancelled_cb : NULL, cancellable);
}

/**
 * xa_store_checksum:
 * @checksum: (out): the first bytes of the SHA-256 of @data
 *
 * Finds damage that happened below SQLite, which keeps no checksums of its pages.
 */
void
xa_store_checksum (const void *data,
                   gsize       size,
                   guint8      checksum[XA_CHECKSUM_SIZE])
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, size, data);
  sha256_digest (&context, XA_CHECKSUM_SIZE, checksum);
}
