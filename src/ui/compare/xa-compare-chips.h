#pragma once

#include "ui/xa-session.h"

#include <adwaita.h>

/*
 * The audiences that are compared, each with the colour that it has on the whole page: dragged or
 * moved with Ctrl and the arrow keys into another order, removed with their button or Delete, added
 * by search. All of it goes to the session's tray, whose changes can be undone.
 */
#define XA_TYPE_COMPARE_CHIPS (xa_compare_chips_get_type ())
G_DECLARE_FINAL_TYPE (XaCompareChips, xa_compare_chips, XA, COMPARE_CHIPS, AdwBin)

/* "choice-changed": what there is to add has been read anew. */
void     xa_compare_chips_set_session (XaCompareChips *self, XaSession *session); /* (nullable) */
guint    xa_compare_chips_get_category (XaCompareChips *self, gint64 id);
void     xa_compare_chips_search (XaCompareChips *self); /* opens the search */
gboolean xa_compare_chips_is_empty (XaCompareChips *self);
