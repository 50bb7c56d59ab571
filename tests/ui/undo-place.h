#pragma once

#include "ui/xa-session.h"

/* A session on a workspace of its own, in which something is changed and undone. */

typedef struct {
  char      *folder;   /* (owned) */
  char      *path;     /* (owned) */
  char      *key_file; /* (owned) */
  XaSession *session;  /* (owned) */
  XaUndo    *undo;     /* (not owned) */
} UndoPlace;

void undo_place_set_up (UndoPlace *self, gconstpointer data);
void undo_place_tear_down (UndoPlace *self, gconstpointer data);

/* Change the workspace, and wait until it is changed. */
void     undo_place_edit (UndoPlace *place, XaEdit change, gpointer data);
gpointer undo_place_call (UndoPlace *place, XaLiveCall one, gpointer data);

XaStore *undo_place_open_store (UndoPlace *place) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until the workspace says so: undo works in a thread. */
void undo_place_wait_until (UndoPlace *place, gboolean (*is_so) (XaStore *store, gpointer data), gpointer data);
