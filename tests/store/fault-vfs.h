#pragma once

#include <glib.h>

/*
 * A SQLite VFS over the real one whose disk can fail, fill up or lose its power. Installed, it
 * serves every connection of the process, so that no code under test knows of it.
 */

typedef enum {
  FAULT_OPEN = 1 << 0,
  FAULT_WRITE = 1 << 1,
  FAULT_SYNC = 1 << 2,
  FAULT_TRUNCATE = 1 << 3,
  FAULT_DELETE = 1 << 4,
  FAULT_ALL = FAULT_OPEN | FAULT_WRITE | FAULT_SYNC | FAULT_TRUNCATE | FAULT_DELETE,
} FaultOps;

typedef enum {
  FAULT_ONCE,        /* operation N fails, later ones work */
  FAULT_FROM_ON,     /* operation N and all after it fail */
  FAULT_FULL,        /* from N on writes say that the disk is full; the rest works */
  FAULT_SHORT_WRITE, /* operation N writes half of its bytes and fails, later ones work */
  FAULT_POWER_CUT,   /* from N on nothing reaches the disk: fault_vfs_lose_power() shows what did */
  FAULT_READ_ONLY,   /* from N on the file system takes no changes any more */
  FAULT_N_MODES,
} FaultMode;

void     fault_vfs_install (void);
void     fault_vfs_arm (FaultOps ops, guint nth, FaultMode mode); /* @nth counts from 1; 0 only counts */
gboolean fault_vfs_disarm (void);                                 /* Returns: whether a fault happened */
guint    fault_vfs_get_count (void);                              /* operations of the armed kind since then */

/* What a program that links this calls in place of rename(), renameat2() and fsync() of the C
 * library: they count as FAULT_DELETE and FAULT_SYNC, and a rename is durable only once its folder
 * has been synced. A file that is not durable itself must not be renamed: that fails the test. */

/* Brings the files to a state that a cut of power could have left: of what was not synced, each
 * write survives, is lost or is torn, as @seed decides. All connections are closed before. */
void fault_vfs_lose_power (guint32 seed);
/* Forgets what has not been synced, as if it now were. All connections are closed before. */
void fault_vfs_settle (void);
