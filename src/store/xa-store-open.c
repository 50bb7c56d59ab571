#include "store/xa-store-private.h"
#include "model/xa-language.h"
#include "store/xa-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Places in the first page that every SQLite file has. */
#define HEADER_SIZE 100
#define HEADER_USER_VERSION 60
#define HEADER_APPLICATION_ID 68

/* How long a writer waits for another that is just closing. */
#define LOCK_PATIENCE_MS 2000
#define LOCK_STEP_MS 20

static guint32
read_be32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);

  return GUINT32_FROM_BE (value);
}

/* Reads the beginning of the file through SQLite's own descriptor: opening and closing it a
 * second time would drop the locks of every other connection of this process. */
static gboolean
read_header (sqlite3    *db,
             const char *path,
             guint8      header[HEADER_SIZE],
             gboolean   *whole,
             GError    **error)
{
  sqlite3_file *file = NULL;
  int           rc = sqlite3_file_control (db, "main", SQLITE_FCNTL_FILE_POINTER, &file);

  memset (header, 0, HEADER_SIZE);
  if (rc == SQLITE_OK)
    rc = file->pMethods->xRead (file, header, HEADER_SIZE, 0);
  *whole = rc == SQLITE_OK;
  if (rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ)
    return TRUE;
  xa_store_set_error (error, db, rc, path);

  return FALSE;
}

/* Decides from the first bytes whether the file is a workspace and of a version we know, before
 * SQLite is allowed to do anything with it: a foreign file is not even recovered. */
static gboolean
check_header (sqlite3    *db,
              const char *path,
              int         newest_version,
              GError    **error)
{
  guint8   header[HEADER_SIZE];
  gboolean whole;
  guint32  version;

  if (!read_header (db, path, header, &whole, error))
    return FALSE;

  if (!whole || memcmp (header, "SQLite format 3", 16) != 0 || read_be32 (header + HEADER_APPLICATION_ID) != XA_SCHEMA_APPLICATION_ID) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN,
                 whole ? N_ ("%s is not a workspace of XAudience. It was not changed.") : N_ ("%s is not a workspace of XAudience (it is too short to be one). It was not changed."), path);
    return FALSE;
  }

  version = read_be32 (header + HEADER_USER_VERSION);
  if (version > (guint32) newest_version) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NEWER,
                 N_ ("%s was made by a newer XAudience: its format is version %u, this program knows versions up to %d. It was not changed: update the program."),
                 path, version, newest_version);
    return FALSE;
  }
  if (version == 0) {
    xa_store_set_corrupt (error, path, "it has no version");
    return FALSE;
  }

  return TRUE;
}

static gboolean
query_int (sqlite3    *db,
           const char *path,
           const char *sql,
           gint64     *value,
           GError    **error)
{
  sqlite3_stmt *statement = NULL;
  int           rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  if (rc == SQLITE_ROW)
    return TRUE;
  xa_store_set_error (error, db, rc, path);

  return FALSE;
}

/* Looks at the list of tables: that it can be read, that ours are there, and that nothing runs
 * by itself. No workspace has triggers or views; one that has was made to be opened. */
static gboolean
check_content (sqlite3    *db,
               const char *path,
               GError    **error)
{
  gint64 n_alien;
  gint64 n_ours;

  if (!query_int (db, path, "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'", &n_alien, error) ||
      !query_int (db, path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'audience', 'snapshot', 'member_segment')", &n_ours, error))
    return FALSE;

  if (n_alien > 0) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN,
                 N_ ("%s holds triggers, views or virtual tables, which no workspace has: it was tampered with. It was not changed."), path);
    return FALSE;
  }
  if (n_ours != 4) {
    xa_store_set_corrupt (error, path, "tables are missing");
    return FALSE;
  }

  return TRUE;
}

static gboolean
configure (sqlite3    *db,
           XaStoreMode mode)
{
  static const char common[] =
    "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;";
  static const char writer[] =
    "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;";

  sqlite3_busy_timeout (db, LOCK_PATIENCE_MS);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == XA_STORE_READ, NULL);
  sqlite3_wal_autocheckpoint (db, mode == XA_STORE_READ ? 0 : 8192);

  return sqlite3_exec (db, common, NULL, NULL, NULL) == SQLITE_OK &&
         (mode == XA_STORE_READ || sqlite3_exec (db, writer, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3 *
open_name (const char *name,
           const char *path,
           XaStoreMode mode,
           GError    **error)
{
  int      flags = mode == XA_STORE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3 *db = NULL;
  int      rc = sqlite3_open_v2 (name, &db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

  if (rc == SQLITE_OK && configure (db, mode) && !(mode == XA_STORE_WRITE && sqlite3_db_readonly (db, "main") == 1))
    return db;

  if (rc == SQLITE_OK && mode == XA_STORE_WRITE && sqlite3_db_readonly (db, "main") == 1)
    rc = SQLITE_READONLY;
  else if (rc == SQLITE_OK)
    rc = sqlite3_extended_errcode (db);
  xa_store_set_error (error, db, rc, path);
  sqlite3_close (db);

  return NULL;
}

/* A log that holds something cannot be left out of account, nor can a journal. */
static gboolean
has_beside (const char *path,
            const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  struct stat      st;

  return stat (name, &st) == 0 && st.st_size > 0;
}

static gboolean
may_write_beside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return access (folder, W_OK) == 0;
}

static gboolean
is_file (const char *path,
         GError    **error)
{
  struct stat st;

  if (stat (path, &st) != 0) {
    xa_store_set_errno (error, path, errno);
    return FALSE;
  }
  if (S_ISREG (st.st_mode))
    return TRUE;
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN, N_ ("%s is not a workspace of XAudience: it is not a file."), path);

  return FALSE;
}

/* A restored file that was cut off before its first change was whole has a journal of how it was
 * before. SQLite puts that back by itself, but not for a reader. */
static sqlite3 *
recover (const char *path,
         GError    **error)
{
  sqlite3 *db = open_name (path, path, XA_STORE_WRITE, error);
  gint64   n;
  gboolean ok = db && query_int (db, path, "SELECT count(*) FROM sqlite_schema", &n, error);

  sqlite3_close (db);

  return ok ? open_name (path, path, XA_STORE_READ, error) : NULL;
}

/* Reading needs a -shm file beside the workspace. On media that cannot have one, and where no
 * log waits to be read, the file cannot change either and is read as it is.
 * Consumes @db. */
static sqlite3 *
make_readable (sqlite3    *db,
               const char *path,
               GError    **error)
{
  g_autoptr (GError) failed = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *immutable = NULL;
  gint64           n;

  if (query_int (db, path, "SELECT count(*) FROM sqlite_schema", &n, &failed))
    return db;
  sqlite3_close (db);

  if (g_error_matches (failed, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT) ||
      g_error_matches (failed, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED) ||
      g_error_matches (failed, XA_STORE_ERROR, XA_STORE_ERROR_FULL)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (may_write_beside (path)) {
    if (has_beside (path, "-journal"))
      return recover (path, error);
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (has_beside (path, "-wal") || has_beside (path, "-journal")) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_READ_ONLY,
                 N_ ("%s has a log (%s-wal or -journal) that can only be read where its folder can be written: copy both files to such a folder."), path, path);
    return NULL;
  }
  uri = g_filename_to_uri (path, NULL, error);
  if (!uri)
    return NULL;
  immutable = g_strconcat (uri, "?immutable=1", NULL);

  return open_name (immutable, path, XA_STORE_READ, error);
}

/**
 * xa_store_connect:
 * @path: absolute
 * @newest_version: the newest schema version that is understood; older ones pass
 *
 * Opens a file of unknown origin with everything off that a hostile one could use, and judges
 * it before anything in it is believed.
 *
 * Returns: (transfer full) (nullable): the connection, or NULL with NOT_FOUND, FOREIGN, NEWER,
 *   CORRUPT, READ_ONLY, LOCKED, FULL or IO
 */
sqlite3 *
xa_store_connect (const char *path,
                  XaStoreMode mode,
                  int         newest_version,
                  GError    **error)
{
  sqlite3 *db;

  if (!is_file (path, error))
    return NULL;
  db = open_name (path, path, mode, error);
  if (db && !check_header (db, path, newest_version, error))
    g_clear_pointer (&db, sqlite3_close);
  if (db && mode == XA_STORE_READ)
    db = make_readable (db, path, error);
  if (db && !check_content (db, path, error))
    g_clear_pointer (&db, sqlite3_close);

  return db;
}

static char *
lock_name (const char *path)
{
  return g_strconcat (path, "-lock", NULL);
}

/* Whether the file that was locked is still the one of that name: its holder removes it. */
static gboolean
is_current (int         fd,
            const char *name)
{
  struct stat held, named;

  return fstat (fd, &held) == 0 && stat (name, &named) == 0 && held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/**
 * xa_store_lock:
 * @path: absolute path of a workspace
 *
 * Takes the right to be the one writer. WAL lets several connections take turns, but only one may
 * ever checkpoint, so that right is held from opening to closing. It ends with the process.
 *
 * Returns: a descriptor for xa_store_unlock(), or -1 with LOCKED, READ_ONLY, FULL or IO
 */
int
xa_store_lock (const char *path,
               GError    **error)
{
  g_autofree char *name = lock_name (path);

  for (int waited_ms = 0;; waited_ms += LOCK_STEP_MS) {
    int fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0) {
      xa_store_set_errno (error, path, errno);
      return -1;
    }
    if (flock (fd, LOCK_EX | LOCK_NB) == 0 && is_current (fd, name))
      return fd;
    close (fd);
    if (waited_ms >= LOCK_PATIENCE_MS) {
      xa_store_set_error (error, NULL, SQLITE_BUSY, path);
      return -1;
    }
    g_usleep (LOCK_STEP_MS * 1000);
  }
}

/**
 * xa_store_unlock:
 * @lock_fd: from xa_store_lock(), or -1 for nothing to do
 */
void
xa_store_unlock (const char *path,
                 int         lock_fd)
{
  g_autofree char *name = lock_name (path);

  if (lock_fd < 0)
    return;
  /* Removed while it is held: whoever opened it meanwhile finds that it is not current. */
  unlink (name);
  close (lock_fd);
}

/**
 * xa_store_sync_path:
 * @path: a file that nobody has open as a database, or a folder
 *
 * Makes the bytes of a file, or the names in a folder, survive a crash of the machine.
 */
gboolean
xa_store_sync_path (const char *path,
                    GError    **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int errnum = 0;

  if (fd < 0 || fsync (fd) != 0)
    errnum = errno;
  if (fd >= 0)
    close (fd);
  if (errnum == 0)
    return TRUE;
  xa_store_set_errno (error, path, errnum);

  return FALSE;
}
