#pragma once

#include "providers/xa-import.h"

/*
 * The files of an X archive are scripts, each one assignment:
 *
 *   window.YTD.follower.part0 = [ ... ]
 *
 * This finds the assignments in a stream of such files and gives the bytes of each value.
 */
typedef struct _XaXParts XaXParts;

#define XA_X_PART_NAME_SIZE 64

typedef enum {
  XA_X_PART,
  XA_X_PARTS_END,
  XA_X_PARTS_FAILED,
} XaXPartsStatus;

XaXParts      *xa_x_parts_new (XaImportSource *source) G_GNUC_WARN_UNUSED_RESULT;
void           xa_x_parts_free (XaXParts *self);
XaXPartsStatus xa_x_parts_next (XaXParts *self, char name[XA_X_PART_NAME_SIZE], GError **error);
guint64        xa_x_parts_get_offset (const XaXParts *self); /* in the source, of the value's first byte */
gssize         xa_x_parts_read (gpointer self, void *buffer, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaXParts, xa_x_parts_free)
