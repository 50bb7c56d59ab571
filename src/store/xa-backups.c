#include "store/xa-backups.h"

#include "model/xa-language.h"
#include "model/xa-said.h"
#include "store/xa-store-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define SUFFIX ".backups"

/* Room that a copy needs beside its own size. */
#define SPARE_BYTES (G_GINT64_CONSTANT (4) * 1024 * 1024)

void
xa_backup_free (XaBackup *self)
{
  g_free (self->path);
  g_free (self);
}

char *
xa_backups_get_folder (const char *workspace)
{
  gsize length = strlen (workspace);

  if (g_str_has_suffix (workspace, XA_WORKSPACE_SUFFIX))
    length -= strlen (XA_WORKSPACE_SUFFIX);

  return g_strdup_printf ("%.*s" SUFFIX, (int) length, workspace);
}

static char *
make_name (gint64 at_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (at_us);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ" XA_WORKSPACE_SUFFIX);
}

/* The time that a name stands for, or XA_TIME_UNKNOWN: the file is not ours. */
static gint64
read_name (const char *name)
{
  int year, month, day, hour, minute, second, end = 0;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (name, "%4d%2d%2dT%2d%2d%2dZ" XA_WORKSPACE_SUFFIX "%n", &year, &month, &day, &hour, &minute, &second, &end) != 6 || end == 0 || name[end])
    return XA_TIME_UNKNOWN;
  time = g_date_time_new_utc (year, month, day, hour, minute, second);

  return time ? g_date_time_to_unix_usec (time) : XA_TIME_UNKNOWN;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  gint64 x = ((const XaBackup *) a)->at_us, y = ((const XaBackup *) b)->at_us;

  return (x < y) - (x > y);
}

/**
 * xa_backups_list:
 *
 * Returns: (transfer full) (element-type XaBackup): by name alone; none is opened
 */
GPtrArray *
xa_backups_list (const char *workspace,
                 GError    **error)
{
  g_autofree char *folder = xa_backups_get_folder (workspace);
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_backup_free);
  g_autoptr (GError) missing = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &missing);
  const char *name;

  if (!dir && g_error_matches (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&backups);
  if (!dir) {
    g_propagate_error (error, g_steal_pointer (&missing));
    return NULL;
  }
  while ((name = g_dir_read_name (dir))) {
    gint64           at_us = read_name (name);
    GStatBuf         info;
    XaBackup        *backup;
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (at_us == XA_TIME_UNKNOWN || g_stat (path, &info) != 0)
      continue;
    backup = g_new0 (XaBackup, 1);
    *backup = (XaBackup) { .path = g_steal_pointer (&path), .at_us = at_us, .size_bytes = info.st_size };
    g_ptr_array_add (backups, backup);
  }
  g_ptr_array_sort_values (backups, compare_newest_first);

  return g_steal_pointer (&backups);
}

gboolean
xa_backups_are_due (const GPtrArray *backups,
                    gint64           now_us)
{
  const XaBackup *newest = backups->len ? backups->pdata[0] : NULL;

  return !newest || newest->at_us > now_us + XA_USEC_PER_HOUR || now_us - newest->at_us >= XA_BACKUPS_INTERVAL_US;
}

/* 1970 began on a Thursday. */
static gint64
get_week (gint64 time_us)
{
  return (time_us / XA_USEC_PER_DAY + 3) / 7;
}

void
xa_backups_choose (const gint64 *times_us,
                   gsize         n,
                   gboolean     *keep)
{
  gint64 day = G_MAXINT64, week = G_MAXINT64;
  guint  n_days = 0, n_weeks = 0;

  for (gsize i = 0; i < n; i++) {
    keep[i] = FALSE;
    if (times_us[i] / XA_USEC_PER_DAY < day && n_days < XA_BACKUPS_DAYS) {
      n_days++;
      keep[i] = TRUE;
    }
    if (get_week (times_us[i]) < week && n_weeks < XA_BACKUPS_WEEKS) {
      n_weeks++;
      keep[i] = TRUE;
    }
    day = times_us[i] / XA_USEC_PER_DAY;
    week = get_week (times_us[i]);
  }
}

/* Whether a file is of this workspace and not of another that had its name. What cannot be read is
 * nobody's backup. */
static gboolean
is_of (const XaBackup *backup,
       const char     *uuid,
       gboolean       *is_broken)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (backup->path, XA_STORE_READ, &error);

  *is_broken = g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT) || g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_FOREIGN);

  return store && strcmp (xa_store_get_uuid (store), uuid) == 0;
}

/* Those whose time is over, of this workspace alone; that one stays too long is no failure. */
static void
rotate (const char *workspace,
        const char *uuid)
{
  g_autoptr (GPtrArray) backups = xa_backups_list (workspace, NULL);
  g_autoptr (GPtrArray) ours = g_ptr_array_new ();
  g_autofree gint64   *times_us = NULL;
  g_autofree gboolean *keep = NULL;
  gboolean             is_broken;

  for (guint i = 0; backups && i < backups->len; i++)
    if (is_of (backups->pdata[i], uuid, &is_broken))
      g_ptr_array_add (ours, backups->pdata[i]);
  times_us = g_new (gint64, ours->len + 1);
  keep = g_new (gboolean, ours->len + 1);
  for (guint i = 0; i < ours->len; i++)
    times_us[i] = ((XaBackup *) ours->pdata[i])->at_us;
  xa_backups_choose (times_us, ours->len, keep);
  for (guint i = 0; i < ours->len; i++)
    if (!keep[i])
      xa_store_delete (((XaBackup *) ours->pdata[i])->path, NULL);
}

/* A disk that would be filled to the brim is in the way of more than a backup. */
static gboolean
check_room (XaStore    *store,
            const char *folder,
            GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  g_autofree char *needed = NULL;
  g_autofree char *free_words = NULL;
  GStatBuf         st;
  guint64          free_bytes;

  if (!info || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) || g_stat (xa_store_get_path (store), &st) != 0)
    return TRUE;
  free_bytes = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  if (free_bytes >= (guint64) (st.st_size + SPARE_BYTES))
    return TRUE;
  needed = g_format_size ((guint64) (st.st_size + SPARE_BYTES));
  free_words = g_format_size (free_bytes);
  g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL,
               N_ ("A backup needs %s, and %s are free for %s. The workspace and its earlier backups are as they were: make room on the disk."), needed, free_words, folder);

  return FALSE;
}

gboolean
xa_backups_make (XaStore              *store,
                 gint64                now_us,
                 GFileProgressCallback progress,
                 gpointer              progress_data,
                 GCancellable         *cancellable,
                 char                **path,
                 GError              **error)
{
  const char      *workspace = xa_store_get_path (store);
  g_autofree char *folder = xa_backups_get_folder (workspace);
  g_autofree char *name = make_name (now_us);
  g_autofree char *target = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    xa_store_set_errno (error, folder, errno);
    return FALSE;
  }
  if (!check_room (store, folder, error) || !xa_store_backup_with_progress (store, target, progress, progress_data, cancellable, error))
    return FALSE;
  rotate (workspace, xa_store_get_uuid (store));
  if (path)
    *path = g_steal_pointer (&target);

  return TRUE;
}

static gboolean
is_sound (const XaBackup *backup,
          GCancellable   *cancellable,
          GError        **error)
{
  g_autoptr (XaStore) store = xa_store_open (backup->path, XA_STORE_READ, error);

  return store && xa_store_verify (store, cancellable, error);
}

XaBackup *
xa_backups_find_good (const char   *workspace,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GPtrArray) backups = xa_backups_list (workspace, error);

  if (!backups)
    return NULL;
  for (guint i = 0; i < backups->len; i++) {
    g_autoptr (GError) failure = NULL;

    if (is_sound (backups->pdata[i], cancellable, &failure))
      return g_ptr_array_steal_index (backups, i);
    if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  }
  if (backups->len > 1)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, N_ ("None of the %u backups can be used."), backups->len);
  else
    g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND, backups->len ? N_ ("The only backup cannot be used.") : N_ ("There is no backup."));

  return NULL;
}

/* --- what is erased goes from backups too --- */

static gboolean
edit_one (const XaBackup *backup,
          XaBackupsEdit   edit,
          gpointer        data,
          GError        **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (XaStore) store = xa_store_open (backup->path, XA_STORE_WRITE, &failure);

  if (store && edit (store, data, &failure))
    return TRUE;
  g_clear_pointer (&store, xa_store_close);
  if (xa_store_delete (backup->path, NULL) || g_unlink (backup->path) == 0)
    return TRUE;
  xa_say_error_of (&failure, N_ ("A backup still holds it. %s"));
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
xa_backups_edit (const char   *workspace,
                 const char   *uuid,
                 XaBackupsEdit edit,
                 gpointer      data,
                 GError      **error)
{
  g_autoptr (GPtrArray) backups = xa_backups_list (workspace, error);
  gboolean ok = TRUE;

  if (!backups)
    return FALSE;
  for (guint i = 0; i < backups->len; i++) {
    const XaBackup *backup = backups->pdata[i];
    gboolean        is_broken;

    /* One that cannot be read may hold anything. */
    if (is_of (backup, uuid, &is_broken) || is_broken)
      ok = edit_one (backup, edit, data, ok ? error : NULL) && ok;
  }

  return ok;
}

static gboolean
erase_person (XaStore *backup,
              gpointer data,
              GError **error)
{
  gboolean found;

  return xa_store_erase_person (backup, data, &found, error);
}

gboolean
xa_backups_erase_person (const char        *workspace,
                         const char        *uuid,
                         const XaPseudonym *who,
                         GError           **error)
{
  XaPseudonym copy = *who;

  return xa_backups_edit (workspace, uuid, erase_person, &copy, error);
}

static gboolean
erase_platform (XaStore *backup,
                gpointer data,
                GError **error)
{
  return xa_store_erase_platform (backup, *(XaPlatform *) data, error);
}

gboolean
xa_backups_erase_platform (const char *workspace,
                           const char *uuid,
                           XaPlatform  platform,
                           GError    **error)
{
  return xa_backups_edit (workspace, uuid, erase_platform, &platform, error);
}

typedef struct {
  const GArray *limits;
  gint64        now_us;
} Limits;

static gboolean
apply_limits (XaStore *backup,
              gpointer data,
              GError **error)
{
  const Limits *limits = data;
  gint64        n_deleted;

  return xa_store_apply_limits (backup, limits->limits, limits->now_us, &n_deleted, error);
}

gboolean
xa_backups_apply_limits (const char   *workspace,
                         const char   *uuid,
                         const GArray *limits,
                         gint64        now_us,
                         GError      **error)
{
  Limits at = { limits, now_us };

  return xa_backups_edit (workspace, uuid, apply_limits, &at, error);
}
