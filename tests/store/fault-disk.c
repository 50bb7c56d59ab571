#include "fault-disk.h"

#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Power is lost in units of what a disk writes at once. */
#define SECTOR_SIZE 512

/* What a file was before an operation that has not been synced, and what it was made. */
typedef struct {
  gint64  offset;
  gint64  old_size; /* of the file */
  GBytes *before;   /* (owned): what stood there, as far as the file reached */
  GBytes *after;    /* (owned) (nullable): NULL for a truncation to @offset */
} Change;

struct _FaultDisk {
  char      *path;    /* (owned) */
  GPtrArray *changes; /* (owned) (element-type Change): since the last sync, oldest first */
  GBytes    *deleted; /* (owned) (nullable): what a deletion that is not durable yet took away */
  gboolean   created; /* and never synced: a cut of power may leave no trace of it */
};

/* A rename whose folder has not been synced. */
typedef struct {
  char   *from; /* (owned) */
  char   *to;   /* (owned) */
  GBytes *old;  /* (owned) (nullable): what had the name before */
} Rename;

static GHashTable *disks;     /* (element-type utf8 FaultDisk) */
static GPtrArray  *renames;   /* (element-type Rename): oldest first */
static GPtrArray  *graveyard; /* (element-type FaultDisk): of files that lost their name */

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->before, g_bytes_unref);
  g_clear_pointer (&change->after, g_bytes_unref);
  g_free (change);
}

static void
disk_free (gpointer data)
{
  FaultDisk *self = data;

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->deleted, g_bytes_unref);
  g_free (self->path);
  g_free (self);
}

static void
rename_free (gpointer data)
{
  Rename *self = data;

  g_clear_pointer (&self->old, g_bytes_unref);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

static void
begin (void)
{
  if (disks)
    return;
  disks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, disk_free);
  renames = g_ptr_array_new_with_free_func (rename_free);
  graveyard = g_ptr_array_new_with_free_func (disk_free);
}

FaultDisk *
fault_disk_get (const char *path)
{
  FaultDisk *self;

  begin ();
  self = g_hash_table_lookup (disks, path);
  if (!self) {
    self = g_new0 (FaultDisk, 1);
    self->path = g_strdup (path);
    self->changes = g_ptr_array_new_with_free_func (change_free);
    g_hash_table_insert (disks, self->path, self);
  }

  return self;
}

void
fault_disk_note_created (FaultDisk *self)
{
  if (!self->deleted)
    self->created = TRUE;
}

void
fault_disk_note_change (FaultDisk *self,
                        gint64     offset,
                        gint64     old_size,
                        GBytes    *old,
                        GBytes *new)
{
  Change *change = g_new0 (Change, 1);

  change->offset = offset;
  change->old_size = old_size;
  change->before = old;
  change->after = new;
  g_ptr_array_add (self->changes, change);
}

/* SQLite's first sync of a new log or journal syncs the folder too. */
void
fault_disk_note_sync (FaultDisk *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_ptr_array_set_size (self->changes, 0);
  if (self->created)
    fault_disk_note_folder_sync (folder);
  self->created = FALSE;
}

static GBytes *
read_file (const char *path)
{
  char *data;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) ? g_bytes_new_take (data, size) : NULL;
}

void
fault_disk_note_deletion (const char *path)
{
  FaultDisk *self = fault_disk_get (path);

  if (!self->created && !self->deleted)
    self->deleted = read_file (path);
  g_ptr_array_set_size (self->changes, 0);
}

/* What was deleted from a folder or renamed in it stays so once the folder has been synced. */
void
fault_disk_note_folder_sync (const char *folder)
{
  GHashTableIter iter;
  gpointer       value;

  begin ();
  g_hash_table_iter_init (&iter, disks);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FaultDisk       *self = value;
    g_autofree char *other = g_path_get_dirname (self->path);

    if (strcmp (folder, other) == 0)
      g_clear_pointer (&self->deleted, g_bytes_unref);
  }
  for (guint i = renames->len; i > 0; i--) {
    g_autofree char *other = g_path_get_dirname (((Rename *) renames->pdata[i - 1])->to);

    if (strcmp (folder, other) == 0)
      g_ptr_array_remove_index (renames, i - 1);
  }
}

gboolean
fault_disk_is_known (const char *path)
{
  return disks && g_hash_table_contains (disks, path);
}

gboolean
fault_disk_is_durable (const char *path)
{
  FaultDisk *self = disks ? g_hash_table_lookup (disks, path) : NULL;

  return !self || self->changes->len == 0;
}

/* Takes a name off the record. A connection may still have the file open that had it. */
static void
bury (const char *path)
{
  FaultDisk *self = g_hash_table_lookup (disks, path);

  if (!self)
    return;
  g_hash_table_steal (disks, path);
  g_ptr_array_add (graveyard, self);
}

int
fault_disk_rename (const char *from,
                   const char *to,
                   unsigned    flags)
{
  Rename *pending = NULL;

  if (fault_disk_is_known (from)) {
    pending = g_new0 (Rename, 1);
    pending->from = g_strdup (from);
    pending->to = g_strdup (to);
    pending->old = read_file (to);
  }
  if (syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags) != 0) {
    g_clear_pointer (&pending, rename_free);
    return -1;
  }
  if (pending) {
    g_ptr_array_add (renames, pending);
    bury (from);
    bury (to);
  }

  return 0;
}

static void
put_bytes (int     fd,
           GBytes *bytes,
           gsize   n,
           gint64  offset)
{
  if (n > 0)
    g_assert_cmpint (pwrite (fd, g_bytes_get_data (bytes, NULL), n, offset), ==, (gssize) n);
}

static void
undo (int           fd,
      const Change *change)
{
  put_bytes (fd, change->before, g_bytes_get_size (change->before), change->offset);
  g_assert_no_errno (ftruncate (fd, change->old_size));
}

static void
redo (int           fd,
      const Change *change,
      GRand        *chance)
{
  gsize n;

  if (!change->after) {
    g_assert_no_errno (ftruncate (fd, change->offset));
    return;
  }
  n = g_bytes_get_size (change->after);
  if (g_rand_int_range (chance, 0, 4) == 0)
    n = MIN (n, (gsize) g_rand_int_range (chance, 0, (gint32) (n / SECTOR_SIZE) + 1) * SECTOR_SIZE);
  put_bytes (fd, change->after, n, change->offset);
}

static void
lose_writes (FaultDisk *self,
             GRand     *chance)
{
  int fd = open (self->path, O_RDWR | O_CLOEXEC);

  g_assert_no_errno (fd);
  for (guint i = self->changes->len; i > 0; i--)
    undo (fd, self->changes->pdata[i - 1]);
  for (guint i = 0; i < self->changes->len; i++)
    if (g_rand_boolean (chance))
      redo (fd, self->changes->pdata[i], chance);
  close (fd);
}

static void
write_file (const char *path,
            GBytes     *bytes)
{
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_no_errno (fd);
  put_bytes (fd, bytes, g_bytes_get_size (bytes), 0);
  close (fd);
}

static void
lose_disk (FaultDisk *self,
           GRand     *chance)
{
  gboolean exists = access (self->path, F_OK) == 0;

  if (self->deleted && !exists && g_rand_boolean (chance))
    write_file (self->path, self->deleted);
  else if (exists && self->created && g_rand_boolean (chance))
    g_assert_no_errno (unlink (self->path));
  else if (exists && self->changes->len > 0)
    lose_writes (self, chance);
}

static void
lose_rename (const Rename *pending)
{
  g_assert_no_errno ((int) syscall (SYS_renameat2, AT_FDCWD, pending->to, AT_FDCWD, pending->from, 0));
  if (pending->old)
    write_file (pending->to, pending->old);
}

void
fault_disk_forget (void)
{
  begin ();
  g_hash_table_remove_all (disks);
  g_ptr_array_set_size (renames, 0);
  g_ptr_array_set_size (graveyard, 0);
}

void
fault_disk_lose_power (guint32 seed)
{
  /* Seeds that follow each other begin alike; multiplied they do not. */
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed * 2654435761u + 12345);
  GHashTableIter iter;
  gpointer       value;

  begin ();
  for (int i = 0; i < 20; i++)
    g_rand_int (chance);
  g_hash_table_iter_init (&iter, disks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    lose_disk (value, chance);
  for (guint i = renames->len; i > 0 && g_rand_boolean (chance); i--)
    lose_rename (renames->pdata[i - 1]);
  fault_disk_forget ();
}
