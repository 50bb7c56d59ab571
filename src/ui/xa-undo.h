#pragma once

#include <gio/gio.h>

/* What the user changed last, and how to take it back: filters, drags, tags, removals. */
#define XA_TYPE_UNDO (xa_undo_get_type ())
G_DECLARE_FINAL_TYPE (XaUndo, xa_undo, XA, UNDO, GObject)

typedef void (*XaUndoFunc) (gpointer data);

typedef struct {
  XaUndoFunc     undo;
  XaUndoFunc     redo; /* (nullable): NULL where it cannot be made again: then it is forgotten once it is undone */
  gpointer       data;
  GDestroyNotify free; /* (nullable) */
} XaChange;

XaUndo *xa_undo_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @title: "Removed GTK chat from the comparison". @tell: with a toast that offers to undo it. */
void xa_undo_push (XaUndo *self, const char *title, const XaChange *change, gboolean tell);
/* Offers with a toast to undo the latest change, where that is still the one of this title. */
void        xa_undo_tell (XaUndo *self, const char *title);
gboolean    xa_undo_can_undo (XaUndo *self);
gboolean    xa_undo_can_redo (XaUndo *self);
const char *xa_undo_get_title (XaUndo *self); /* (nullable): of what would be undone */
void        xa_undo_undo (XaUndo *self);
void        xa_undo_redo (XaUndo *self);
