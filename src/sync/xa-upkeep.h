#pragma once

#include "store/xa-upkeep-rows.h"

#include <gio/gio.h>

/*
 * What a workspace needs now and then, whoever works in it: plain functions that block, for a thread
 * that may wait.
 */

/* What a workspace needs after every import and daily: deletes what is past its limit at @now_us,
 * from the workspace and from its own backups. @n_deleted: rows of the workspace. */
gboolean xa_upkeep_run (const char *workspace, gint64 now_us, gint64 *n_deleted, GError **error);
/* The same with the writing connection in hand. */
gboolean xa_upkeep_apply_retention (XaStore *writer, gint64 now_us, gint64 *n_deleted, GError **error);

/* Whether profiles that come along with lists of members are looked through, see xa-elsewhere.h. Switching it off
 * deletes what there is, from the workspace and from its own backups. */
gboolean xa_upkeep_set_reads_profiles (XaStore *writer, gboolean reads, GError **error);

typedef enum {
  XA_UPKEEP_IF_DUE,
  XA_UPKEEP_NOW,
} XaUpkeepWhen;

/* Makes a backup beside the workspace, while it may be in use. @path: (out) (nullable): of the
 * backup, NULL where none was due. */
gboolean xa_upkeep_back_up (const char *workspace, gint64 now_us, XaUpkeepWhen when, GCancellable *cancellable, char **path, GError **error);

/* Reads all of the workspace. CORRUPT where it is damaged: the newest good backup helps. */
gboolean xa_upkeep_verify (const char *workspace, GCancellable *cancellable, GError **error);

/* What came of one of these, to be noted by whoever writes: the edit of jobs and of XaSync. */
typedef struct {
  const char   *name; /* XA_UPKEEP_BACKUP, ... */
  gint64        at_us;
  const GError *failure; /* (nullable) */
} XaUpkeepOutcome;

gboolean xa_upkeep_note (XaStore *writer, gpointer outcome, GError **error);

/* How long the terms of what is connected let a kind of data of a platform be kept, in days; 0: as long as
 * the user likes; -1 with @error. */
int xa_upkeep_get_terms_days (XaStore *store, XaPlatform platform, int kind, GError **error);
