#pragma once

#include "store/xa-store.h"

/* Which table each page of a workspace file belongs to: to say where in it something stands. */
typedef struct {
  guint64    page_size; /* bytes */
  GPtrArray *tables;    /* (owned) (element-type utf8) (not owned): by number of page less 1; NULL: free, or not a table's */
} XaPageMap;

XaPageMap  *xa_page_map_new (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_page_map_free (XaPageMap *self);
const char *xa_page_map_find (const XaPageMap *self, guint64 page); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPageMap, xa_page_map_free)
