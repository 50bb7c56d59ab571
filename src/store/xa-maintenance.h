#pragma once

#include "store/xa-store.h"

/* Copies a workspace that may be in use, checked and durable before it takes its name. An earlier
 * backup of the same workspace is replaced, nothing else is. Progress is told in pages. */
gboolean xa_store_backup (XaStore *self, const char *target, GCancellable *cancellable, GError **error);
gboolean xa_store_backup_with_progress (XaStore *self, const char *target, GFileProgressCallback progress, gpointer progress_data, GCancellable *cancellable, GError **error);
/* Puts a backup in the place of a workspace, after checking it: there is always the old or the
 * new file of that name. A file too damaged to be read is kept beside it (".damaged"). */
gboolean xa_store_restore (const char *backup, const char *target, gboolean replace, GCancellable *cancellable, GError **error);
/* Notes in the audit trail of a workspace that it was restored. Errors: those of xa_store_open() */
gboolean xa_store_note_restored (const char *workspace, GError **error);
/* Removes the file with its log; the caller destroys the key. */
gboolean xa_store_delete (const char *path, GError **error);

/* Every trace of one person, then of the bytes they stood in. @found: whether there was any. */
gboolean xa_store_erase_person (XaStore *self, const XaPseudonym *who, gboolean *found, GError **error);
/* All data of one platform. */
gboolean xa_store_erase_platform (XaStore *self, XaPlatform platform, GError **error);

typedef enum {
  XA_RETAIN_MEMBERS = 1, /* member lists, what platforms count of members, activity and events of people */
  XA_RETAIN_POSTS,
  XA_RETAIN_TEXT,
  XA_RETAIN_ACTIVITY, /* activity and events of people alone: no longer than XA_RETAIN_MEMBERS in any case */
  XA_RETAIN_COUNTERS, /* earlier values of posts' counters: no longer than the posts */
} XaRetentionKind;

#define XA_N_RETENTION_KINDS (XA_RETAIN_COUNTERS + 1)

const char *xa_retention_kind_id (XaRetentionKind kind);

typedef struct {
  XaPlatform      platform; /* 0: all that have no limit of their own */
  XaRetentionKind kind;
  int             days; /* 0: for ever */
} XaRetention;

GArray *xa_store_list_retention (XaStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaRetention) */
/* Of no limit at all: what a platform has then is the general one. */
#define XA_RETENTION_UNSET (-1)

/* Days to keep, 0 for ever, or XA_RETENTION_UNSET; kept in the workspace. @platform 0: all platforms. */
gboolean xa_store_set_retention (XaStore *self, XaPlatform platform, XaRetentionKind kind, int days, GError **error);
/* Deletes what is past its limit at @now_us, to be called after opening for writing and daily.
 * @n_deleted: rows. */
gboolean xa_store_apply_retention (XaStore *self, gint64 now_us, gint64 *n_deleted, GError **error);
/* The same with the limits of another workspace, as for its backups; @limits: (element-type XaRetention) */
gboolean xa_store_apply_limits (XaStore *self, const GArray *limits, gint64 now_us, gint64 *n_deleted, GError **error);
