#pragma once

#include "store/xa-store.h"

/* What a workspace holds, table by table: for people who have to know. */

typedef struct {
  const char *table; /* (not owned) */
  const char *holds; /* (not owned): in words, and whether it is about people */
  gint64      n_rows;
  gint64      size_bytes; /* with its indexes */
} XaTableInfo;

GArray *xa_store_list_tables (XaStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaTableInfo) */
