#pragma once

#include "store/xa-store-private.h"

/*
 * A file name that is about to change hands: backup, restore and delete reserve it, make the new
 * file beside it, keep everyone out of the old one, and swap. There is always a whole file of that
 * name, if there was one before.
 */
typedef struct {
  char    *path;    /* (owned): absolute, without links */
  char    *part;    /* (owned): where the new file is made, in the same folder */
  sqlite3 *old;     /* (owned) (nullable): keeps readers and writers out of what is there */
  int      lock_fd; /* (owned) */
} XaPlace;

/* Told how many pages of a copy are done. */
typedef struct {
  GFileProgressCallback report; /* (nullable) */
  gpointer              data;
} XaPlaceProgress;

char    *xa_place_resolve (const char *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean xa_place_exists (const char *path);

XaPlace *xa_place_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     xa_place_free (XaPlace *self); /* removes a part that did not take its place */

/* Makes the part a copy of what @db sees, checked and durable. */
gboolean xa_place_copy (XaPlace *self, sqlite3 *db, const char *source, const XaPlaceProgress *progress, GCancellable *cancellable, GError **error);
/* Brings the log of what is there into its file and keeps everyone out of it. */
gboolean xa_place_fold_old (XaPlace *self, GError **error);
/* Gives the part its name. */
gboolean xa_place_take (XaPlace *self, GError **error);
/* Removes what is there. */
gboolean xa_place_remove (XaPlace *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPlace, xa_place_free)
