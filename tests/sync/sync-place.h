#pragma once

#include "import-place.h"
#include "sync/xa-sync.h"

/*
 * A workspace that live platforms are followed from, and short words for what users do with it.
 */
typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) (nullable) */
  XaSync            *sync;        /* (owned) */
  gboolean           is_impatient;
  gint64             slept_us; /* (atomic) */
} SyncPlace;

/* @transport: (nullable): NULL for the network */
SyncPlace *sync_place_new (XaTransport *transport);
/* With a workspace as it is on the disk, which stays the caller's. */
SyncPlace *sync_place_new_in (ImportPlace *place, XaTransport *transport);
void       sync_place_free (SyncPlace *self);
void       sync_place_start_anew (SyncPlace *self); /* as after the program was started again */
void       sync_place_set_clock (gint64 seconds);   /* what the workspace takes for the time */
/* Waiting before another try takes no time, and makes it later for limits and breakers only. */
void sync_place_be_impatient (SyncPlace *self);
void sync_place_sleep (SyncPlace *self, gint64 us);

/* @base_url, @token: (nullable) */
gint64 sync_place_connect (SyncPlace *self, const XaProvider *provider, const char *name, const char *base_url, const char *token);
/* As if @id had been looked up; the first that is followed is source 1. */
gint64 sync_place_follow (SyncPlace *self, gint64 connection_id, const XaProvider *provider, const char *id, guint passes);
/* The same of any kind. */
gint64 sync_place_follow_target (SyncPlace *self, gint64 connection_id, const XaProvider *provider, XaTargetKind kind, const char *id);
/* As users paste it, over any connection: the first candidate is followed. @passes: 0 for all */
gint64 sync_place_paste (SyncPlace *self, const char *link, guint passes);

/* Waits for nothing. @report: (out) (nullable) */
gboolean sync_place_run (SyncPlace *self, XaSyncProgress *report, GError **error);
/* Fails the test unless all that is followed is done. */
void sync_place_run_all (SyncPlace *self);

/* (transfer full) (nullable): as they are on the disk */
XaTask     *sync_place_get_task (SyncPlace *self, gint64 source_id, XaPass pass);
XaAudience *sync_place_find (SyncPlace *self, const char *native_id);
/* Who was in the newest list. */
XaMemberSet *sync_place_load (SyncPlace *self, const char *native_id);
guint        sync_place_count_lists (SyncPlace *self, const char *native_id); /* of members, not of active ones */

/* Like import_place_dump(), without how many pages a pass was cut into, and how often it told of its audience. */
char *sync_place_dump (SyncPlace *self) G_GNUC_WARN_UNUSED_RESULT;

/* No file of the workspace's folder, or of the user's, holds @text. */
void sync_place_assert_nowhere (SyncPlace *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncPlace, sync_place_free)
