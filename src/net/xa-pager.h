#pragma once

#include "net/xa-net-error.h"

/* Watches a walk over pages: cursors that come again and pages that bring nothing new (LOOP). */
typedef struct _XaPager XaPager;

XaPager *xa_pager_new (void) G_GNUC_WARN_UNUSED_RESULT;
void     xa_pager_free (XaPager *self);

/* @cursor: (nullable): of the next page, NULL at the end; kept as a hash only
 * @n_items: on the page just read
 * Returns: FALSE with LOOP if @cursor was seen before, or after XA_PAGER_MAX_EMPTY pages without items in a row */
gboolean xa_pager_advance (XaPager *self, const char *cursor, guint n_items, GError **error);
guint    xa_pager_get_n_pages (XaPager *self);
#define XA_PAGER_MAX_EMPTY 50

/* For offsets and id windows: whether @next moves on in the given direction. */
gboolean xa_pager_advance_id (XaPager *self, gint64 next, gboolean upwards, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPager, xa_pager_free)
