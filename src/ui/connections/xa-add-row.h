#pragma once

#include "sync/xa-sync.h"

#include <gtk/gtk.h>

/*
 * One line of what was pasted: what it seems to be, then what a look at it found, then whether it
 * is to be added. The signal "changed" tells that it was ticked or not.
 */
#define XA_TYPE_ADD_ROW (xa_add_row_get_type ())
G_DECLARE_FINAL_TYPE (XaAddRow, xa_add_row, XA, ADD_ROW, GtkListBoxRow)

typedef enum {
  XA_ADD_KNOWN,   /* recognised, not looked at yet */
  XA_ADD_NONE,    /* nothing that can be looked at: it says why */
  XA_ADD_LOOKING, /* the platform is asked */
  XA_ADD_FOUND,
  XA_ADD_FAILED, /* the look failed; may be tried again */
} XaAddState;

XaAddRow *xa_add_row_new (const char *pasted) G_GNUC_WARN_UNUSED_RESULT;                                                /* recognises it */
XaAddRow *xa_add_row_new_found (const char *pasted, XaCandidate *candidate, gboolean ticked) G_GNUC_WARN_UNUSED_RESULT; /* @candidate: taken */

const char        *xa_add_row_get_pasted (XaAddRow *self);
XaAddState         xa_add_row_get_state (XaAddRow *self);
const XaCandidate *xa_add_row_get_candidate (XaAddRow *self); /* (nullable) */
gboolean           xa_add_row_is_ticked (XaAddRow *self);
void               xa_add_row_set_looking (XaAddRow *self);
void               xa_add_row_fail (XaAddRow *self, const char *words);
