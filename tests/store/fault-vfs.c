#include "fault-vfs.h"
#include "fault-disk.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
  sqlite3_file  base;
  sqlite3_file *real; /* (owned): follows this struct in memory */
  FaultDisk    *disk; /* (not owned) (nullable): NULL for temporary files without a name */
} FaultFile;

static sqlite3_vfs  fault_vfs;
static sqlite3_vfs *real_vfs;

static GMutex lock;
/* (mutex lock), as is the record of the disk */
static FaultOps  armed_ops;
static FaultMode armed_mode;
static guint     armed_nth;
static guint     n_ops;
static gboolean  happened;

/* What becomes of the operation at hand: counts it, and says how it fails. */
typedef enum {
  WORKS,
  FAILS,
  FAILS_FULL,
  FAILS_HALF_WAY
} Fate;

static Fate
decide (FaultOps op)
{
  gboolean hit;

  if (!(armed_ops & op))
    return WORKS;
  n_ops++;
  if (armed_nth == 0 || n_ops < armed_nth)
    return WORKS;

  hit = n_ops == armed_nth;
  switch (armed_mode) {
  case FAULT_ONCE:
    happened |= hit;
    return hit ? FAILS : WORKS;
  case FAULT_SHORT_WRITE:
    happened |= hit;
    if (!hit)
      return WORKS;
    return op == FAULT_WRITE ? FAILS_HALF_WAY : FAILS;
  case FAULT_FULL:
    if (op != FAULT_WRITE)
      return WORKS;
    happened = TRUE;
    return FAILS_FULL;
  case FAULT_READ_ONLY:
    /* What SQLite asks the system for after a failure. */
    errno = EROFS;
    happened = TRUE;
    return FAILS;
  case FAULT_FROM_ON:
  case FAULT_POWER_CUT:
    errno = EIO;
    happened = TRUE;
    return FAILS;
  case FAULT_N_MODES:
  default:
    g_assert_not_reached ();
  }
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static GBytes *
read_old (sqlite3_file *real,
          sqlite3_int64 offset,
          sqlite3_int64 n,
          sqlite3_int64 size)
{
  gsize   have = offset < size ? (gsize) MIN (n, size - offset) : 0;
  guint8 *data = g_malloc (MAX (have, 1));

  if (have > 0)
    g_assert_cmpint (real->pMethods->xRead (real, data, (int) have, offset), ==, SQLITE_OK);

  return g_bytes_new_take (data, have);
}

static void
remember (FaultFile    *file,
          sqlite3_int64 offset,
          const void   *data,
          sqlite3_int64 n)
{
  sqlite3_int64 size;

  if (!file->disk)
    return;
  g_assert_cmpint (file->real->pMethods->xFileSize (file->real, &size), ==, SQLITE_OK);
  fault_disk_note_change (file->disk, offset, size, read_old (file->real, offset, data ? n : size, size),
                          data ? g_bytes_new (data, (gsize) n) : NULL);
}

static int
file_close (sqlite3_file *file)
{
  sqlite3_file *real = real_of (file);

  return real->pMethods ? real->pMethods->xClose (real) : SQLITE_OK;
}

static int
file_read (sqlite3_file *file,
           void         *data,
           int           n,
           sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xRead (real_of (file), data, n, offset);
}

static int
file_write (sqlite3_file *file,
            const void   *data,
            int           n,
            sqlite3_int64 offset)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  sqlite3_file *real = real_of (file);
  Fate          fate = decide (FAULT_WRITE);

  if (fate == FAILS)
    return SQLITE_IOERR_WRITE;
  if (fate == FAILS_FULL)
    return SQLITE_FULL;
  if (fate == FAILS_HALF_WAY)
    n /= 2;
  remember ((FaultFile *) file, offset, data, n);
  if (fate == FAILS_HALF_WAY) {
    real->pMethods->xWrite (real, data, n, offset);
    return SQLITE_IOERR_WRITE;
  }

  return real->pMethods->xWrite (real, data, n, offset);
}

static int
file_truncate (sqlite3_file *file,
               sqlite3_int64 size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (decide (FAULT_TRUNCATE) != WORKS)
    return SQLITE_IOERR_TRUNCATE;
  remember ((FaultFile *) file, size, NULL, 0);

  return real_of (file)->pMethods->xTruncate (real_of (file), size);
}

/* The real sync is left out: the process lives on, and a slow disk would only slow the test. */
static int
file_sync (sqlite3_file *file,
           int           flags)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  FaultDisk *disk = ((FaultFile *) file)->disk;

  if (decide (FAULT_SYNC) != WORKS)
    return SQLITE_IOERR_FSYNC;
  if (disk)
    fault_disk_note_sync (disk);

  return SQLITE_OK;
}

static int
file_size (sqlite3_file  *file,
           sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
file_lock (sqlite3_file *file,
           int           level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
file_unlock (sqlite3_file *file,
             int           level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
file_check_reserved_lock (sqlite3_file *file,
                          int          *result)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), result);
}

/* Size hints would grow the file behind the back of the record of changes. */
static int
file_control (sqlite3_file *file,
              int           op,
              void         *argument)
{
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE)
    return SQLITE_NOTFOUND;

  return real_of (file)->pMethods->xFileControl (real_of (file), op, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
file_device_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static int
file_shm_map (sqlite3_file   *file,
              int             page,
              int             size,
              int             extend,
              void volatile **memory)
{
  return real_of (file)->pMethods->xShmMap (real_of (file), page, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *file,
               int           offset,
               int           n,
               int           flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
file_shm_unmap (sqlite3_file *file,
                int delete)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), delete);
}

/* Version 2: without memory mapping, so that every byte passes by here. */
static const sqlite3_io_methods file_methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs  *vfs,
          const char   *path,
          sqlite3_file *file,
          int           flags,
          int          *out_flags)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  FaultFile *self = (FaultFile *) file;
  gboolean   existed = path && access (path, F_OK) == 0;
  int        rc;

  self->base.pMethods = NULL;
  self->real = (sqlite3_file *) (self + 1);
  self->disk = NULL;
  if (decide (FAULT_OPEN) != WORKS)
    return SQLITE_CANTOPEN;

  rc = real_vfs->xOpen (real_vfs, path, self->real, flags, out_flags);
  if (rc == SQLITE_OK && path) {
    self->disk = fault_disk_get (path);
    if (!existed)
      fault_disk_note_created (self->disk);
  }
  if (self->real->pMethods)
    self->base.pMethods = &file_methods;

  return rc;
}

static int
vfs_delete (sqlite3_vfs *vfs,
            const char  *path,
            int          sync_folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autofree char *folder = g_path_get_dirname (path);

  if (decide (FAULT_DELETE) != WORKS)
    return SQLITE_IOERR_DELETE;
  fault_disk_note_deletion (path);
  if (sync_folder)
    fault_disk_note_folder_sync (folder);

  return real_vfs->xDelete (real_vfs, path, FALSE);
}

/**
 * fault_vfs_install:
 *
 * Makes the failing disk the default of the process; without a fault armed it works like the real one.
 */
void
fault_vfs_install (void)
{
  g_assert_null (real_vfs);

  real_vfs = sqlite3_vfs_find (NULL);
  fault_vfs = *real_vfs;
  fault_vfs.zName = "fault";
  fault_vfs.pNext = NULL;
  fault_vfs.szOsFile = (int) sizeof (FaultFile) + real_vfs->szOsFile;
  fault_vfs.xOpen = vfs_open;
  fault_vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&fault_vfs, TRUE), ==, SQLITE_OK);
}

void
fault_vfs_arm (FaultOps  ops,
               guint     nth,
               FaultMode mode)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  armed_ops = ops;
  armed_nth = nth;
  armed_mode = mode;
  n_ops = 0;
  happened = FALSE;
}

gboolean
fault_vfs_disarm (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  armed_ops = 0;

  return happened;
}

guint
fault_vfs_get_count (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return n_ops;
}

/* Carries out a step outside SQLite, if it is not to fail: 0, or -1 with errno. */
static int
step (FaultOps op)
{
  Fate fate = decide (op);

  if (fate == WORKS)
    return 0;
  if (fate == FAILS_FULL)
    errno = ENOSPC;
  else if (armed_mode != FAULT_READ_ONLY)
    errno = EIO;

  return -1;
}

static int
rename_file (const char *from,
             const char *to,
             unsigned    flags)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (fault_disk_is_known (from)) {
    g_assert_true (fault_disk_is_durable (from));
    if (step (FAULT_DELETE) != 0)
      return -1;
  }

  return fault_disk_rename (from, to, flags);
}

int
rename (const char *from,
        const char *to)
{
  return rename_file (from, to, 0);
}

int
renameat2 (int         from_folder,
           const char *from,
           int         to_folder,
           const char *to,
           unsigned    flags)
{
  return rename_file (from, to, flags);
}

/* A folder makes the names in it durable; what SQLite wrote to a file it has synced by itself. */
int
fsync (int fd)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = NULL;

  if (step (FAULT_SYNC) != 0)
    return -1;
  path = g_file_read_link (link, NULL);
  if (path)
    fault_disk_note_folder_sync (path);

  return 0;
}

void
fault_vfs_lose_power (guint32 seed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  armed_ops = 0;
  fault_disk_lose_power (seed);
}

void
fault_vfs_settle (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  fault_disk_forget ();
}
