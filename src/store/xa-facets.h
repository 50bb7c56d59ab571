#pragma once

#include "store/xa-store.h"

/* What platforms count themselves of those who follow: by country, industry and so on. */

/* How many are of one kind, as the platform said on a day. */
typedef struct {
  XaFacet facet;
  gint64  day;   /* since 1970, UTC */
  char   *value; /* (owned): the platform's number or word for it */
  char   *name;  /* (owned) (nullable): what it is called */
  gint64  n;
} XaFacetRow;

void xa_facet_row_free (XaFacetRow *self);

/* The newest of each facet between two days, both part of it: by facet, the largest first.
 * (element-type XaFacetRow) */
GPtrArray *xa_store_list_facets (XaStore *store, gint64 audience_id, gint64 first_day, gint64 last_day, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaFacetRow, xa_facet_row_free)
