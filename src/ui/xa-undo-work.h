#pragma once

#include "ui/xa-live.h"
#include "ui/xa-undo.h"

#include <gtk/gtk.h>

/*
 * Changes that are taken back, and made again, in a thread. Of one change never two are under way, and the last wish
 * counts: undo and redo in haste end where they should. What fails is told, and leaves things as they are.
 */
typedef struct {
  XaLiveCall     back;          /* takes it back: any result but NULL will do */
  XaLiveCall     again;         /* (nullable): NULL where it cannot be made again */
  gpointer       data;          /* of both; taken */
  GDestroyNotify free;          /* (nullable) */
  void (*done) (gpointer data); /* (nullable): in the main thread, after either */
  gboolean is_quiet;            /* without a toast: xa_undo_tell () offers it, once there is a place for that */
} XaUndoCalls;

/* The same with edits, which need no keys and no keyring. */
typedef struct {
  XaEdit         back;
  XaEdit         again;         /* (nullable) */
  gpointer       data;          /* taken */
  GDestroyNotify free;          /* (nullable) */
  void (*done) (gpointer data); /* (nullable) */
} XaUndoEdits;

/* Notes a change that was made, with a toast unless it is quiet. @widget: (nullable): in the window that tells what fails later */
void xa_undo_push_calls (XaUndo *undo, XaLive *live, GtkWidget *widget, const char *title, const XaUndoCalls *calls);
void xa_undo_push_edits (XaUndo *undo, XaJobs *jobs, GtkWidget *widget, const char *title, const XaUndoEdits *edits);
