#pragma once

#include <glib.h>

/*
 * What a disk would have kept at a cut of power: for each file, what was done to it since its last
 * sync, and which deletions and renames no sync of a folder has made durable. Not thread-safe.
 */

/* A file that a connection has had open. */
typedef struct _FaultDisk FaultDisk;

FaultDisk *fault_disk_get (const char *path);
void       fault_disk_note_created (FaultDisk *self);
/* @old: (transfer full): what stands at @offset, as far as the file of @old_size reaches; @new is
 * NULL where the file is cut there. */
void fault_disk_note_change (FaultDisk *self, gint64 offset, gint64 old_size, GBytes *old, GBytes *new);
void fault_disk_note_sync (FaultDisk *self);
void fault_disk_note_deletion (const char *path); /* before it is deleted */
void fault_disk_note_folder_sync (const char *folder);
/* Carries out a rename; of a file that was never SQLite's without noting it. */
int fault_disk_rename (const char *from, const char *to, unsigned flags);
/* Whether SQLite had this file open, and whether all of it is synced. */
gboolean fault_disk_is_known (const char *path);
gboolean fault_disk_is_durable (const char *path);

void fault_disk_lose_power (guint32 seed);
void fault_disk_forget (void);
