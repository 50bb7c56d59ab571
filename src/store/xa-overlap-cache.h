#pragma once

#include "store/xa-store.h"

/*
 * Counts of the people that two lists share, kept from one question to the next. Lists go by
 * their checksum (XaSnapshot.list), so that a kept count is right whatever happened since.
 */
typedef struct {
  guint64 list;
  guint32 shared;
} XaKeptOverlap;

/* What is kept with @list; empty for nothing. (element-type XaKeptOverlap) */
GArray *xa_store_get_overlap (XaStore *store, guint64 list, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One list and what it shares with others. */
typedef struct {
  guint64 list;
  GArray *counts; /* (owned) (element-type XaKeptOverlap) */
} XaOverlapRow;

/* Keeps rows, adding to those that are kept, and forgets lists that no snapshot holds any more;
 * one transaction. (element-type XaOverlapRow) */
gboolean xa_store_put_overlap (XaStore *store, const GArray *rows, GError **error);
