#pragma once

#include "model/xa-records.h"
#include "privacy/xa-pseudonym.h"

#include <gio/gio.h>

/*
 * A workspace: one SQLite file. One XaStore opened for writing is the only connection that
 * writes and the only one that checkpoints; any number opened for reading see WAL snapshots.
 * A store belongs to the thread that opened it.
 */

#define XA_WORKSPACE_SUFFIX ".xaudience"

#define XA_STORE_ERROR (xa_store_error_quark ())
GQuark xa_store_error_quark (void);

typedef enum {
  XA_STORE_ERROR_NOT_FOUND,
  XA_STORE_ERROR_EXISTS,
  XA_STORE_ERROR_FOREIGN,     /* not a workspace */
  XA_STORE_ERROR_NEWER,       /* made by a newer version */
  XA_STORE_ERROR_CORRUPT,     /* damaged: restore a backup */
  XA_STORE_ERROR_READ_ONLY,   /* no permission to write */
  XA_STORE_ERROR_LOCKED,      /* another program is writing */
  XA_STORE_ERROR_FULL,        /* the disk is full; what was committed is safe */
  XA_STORE_ERROR_KEY_CHANGED, /* the key is not the one that the workspace was made with */
  XA_STORE_ERROR_SEALED,      /* the key was destroyed on purpose */
  XA_STORE_ERROR_IO,
  XA_STORE_ERROR_INVALID, /* what was asked to be written cannot be */
} XaStoreError;

typedef enum {
  XA_STORE_READ,
  XA_STORE_WRITE,
} XaStoreMode;

typedef struct _XaStore XaStore;

XaStore *xa_store_create (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaStore *xa_store_open (const char *path, XaStoreMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_store_close (XaStore *self); /* (nullable) checkpoints if it was open for writing */

const char *xa_store_get_path (XaStore *self);
const char *xa_store_get_uuid (XaStore *self);
gboolean    xa_store_is_read_only (XaStore *self);

/* How the workspace stands to its key. */
typedef enum {
  XA_KEY_STATE_UNSET, /* new: the next key that is adopted becomes its key */
  XA_KEY_STATE_SET,
  XA_KEY_STATE_SEALED, /* destroyed; the next key that is adopted starts a new epoch */
} XaKeyState;

XaKeyState xa_store_get_key_state (XaStore *self);

/* Makes @keys the keys of this workspace, or checks that they are: KEY_CHANGED otherwise. In a
 * sealed workspace it starts a new epoch, whose pseudonyms have nothing in common with the old. */
gboolean xa_store_adopt_keys (XaStore *self, XaPseudonymizer *keys, GError **error);
/* Checks only; never writes. Ok in a workspace without a key. */
gboolean xa_store_check_keys (XaStore *self, XaPseudonymizer *keys, GError **error);
/* Records that the key was destroyed. The caller destroys it first. */
gboolean xa_store_seal (XaStore *self, GError **error);

typedef struct {
  gint64     created_us;
  gint64     size_bytes; /* of the file and its write-ahead log */
  gint64     n_audiences;
  gint64     n_members;     /* distinct people ever seen, in all epochs */
  gint64     n_memberships; /* summed over the latest snapshots */
  gint64     n_snapshots;
  gint64     n_posts;
  gint64     n_imports_done;
  gint64     n_imports_open;
  gint64     last_import_us; /* or XA_TIME_UNKNOWN */
  int        schema_version;
  int        key_epoch; /* from 1; counts how often the workspace was sealed and given a new key */
  XaKeyState key_state;
  char       key_id[33]; /* hex digits that tell the key from others and nothing about it; empty where it never had one */
} XaStoreInfo;

gboolean xa_store_get_info (XaStore *self, XaStoreInfo *info, GError **error);

/* Whether every page, index and checksum is as it should be; CORRUPT with the first fault. */
gboolean xa_store_verify (XaStore *self, GCancellable *cancellable, GError **error);

/* The whole content in an order that does not depend on how it came in, one line a row, times
 * of the import itself left out: two workspaces hold the same if their dumps are the same. */
gboolean xa_store_dump (XaStore *self, GOutputStream *stream, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaStore, xa_store_close)
