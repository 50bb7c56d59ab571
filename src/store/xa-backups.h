#pragma once

#include "store/xa-maintenance.h"

/*
 * The backups that are made of a workspace by itself, in a folder beside it: "w.backups" for
 * "w.xaudience". The newest of each of the last days and weeks stay. They are ours, so what is
 * erased from the workspace, or is past its limit, goes from them too.
 */

#define XA_BACKUPS_DAYS 7
#define XA_BACKUPS_WEEKS 4

/* How old the newest may become before another is due. */
#define XA_BACKUPS_INTERVAL_US XA_USEC_PER_DAY

typedef struct {
  char  *path;  /* (owned) */
  gint64 at_us; /* when it was made */
  gint64 size_bytes;
} XaBackup;

void xa_backup_free (XaBackup *self);

char *xa_backups_get_folder (const char *workspace) G_GNUC_WARN_UNUSED_RESULT;
/* Newest first; empty where there is no folder. */
GPtrArray *xa_backups_list (const char *workspace, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaBackup) */
/* A clock that was set back makes no backup look young. */
gboolean xa_backups_are_due (const GPtrArray *backups, gint64 now_us);

/* Which of @n times, newest first, stay: the newest of each of the last 7 days and 4 weeks (from
 * Monday, UTC) that have one. */
void xa_backups_choose (const gint64 *times_us, gsize n, gboolean *keep);

/* Makes one from @store, open for reading or writing, and removes those whose time is over. @path:
 * (out) (nullable): of the new one. Where the disk is full or the folder cannot be written the error
 * says so and older ones stay. */
gboolean xa_backups_make (XaStore *store, gint64 now_us, GFileProgressCallback progress, gpointer progress_data, GCancellable *cancellable, char **path, GError **error);

/* Reads them whole, newest first, up to one that is sound; NULL with NOT_FOUND where none is. */
XaBackup *xa_backups_find_good (const char *workspace, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A change that is made in the workspace's backups after it was made in the workspace. A backup in
 * which it cannot be made is removed. */
typedef gboolean (*XaBackupsEdit) (XaStore *backup, gpointer data, GError **error);
/* @uuid: of the workspace: backups of another that had its name are left alone */
gboolean xa_backups_edit (const char *workspace, const char *uuid, XaBackupsEdit edit, gpointer data, GError **error);

gboolean xa_backups_erase_person (const char *workspace, const char *uuid, const XaPseudonym *who, GError **error);
gboolean xa_backups_erase_platform (const char *workspace, const char *uuid, XaPlatform platform, GError **error);
/* @limits: (element-type XaRetention) */
gboolean xa_backups_apply_limits (const char *workspace, const char *uuid, const GArray *limits, gint64 now_us, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaBackup, xa_backup_free)
