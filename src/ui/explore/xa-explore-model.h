#pragma once

#include "ui/explore/xa-explore-entry.h"
#include "ui/xa-session.h"

/*
 * The audiences of a table, as a GListModel of XaExploreEntry. Rows are made when they are asked
 * for, by pages; what a page does not know yet it asks the session in one question. Only the
 * pages used last are kept.
 *
 * "failed" (GError): a page could not be read; its rows have empty charts.
 */
#define XA_EXPLORE_PAGE_ROWS 64
#define XA_EXPLORE_MOST_PAGES 16

#define XA_TYPE_EXPLORE_MODEL (xa_explore_model_get_type ())
G_DECLARE_FINAL_TYPE (XaExploreModel, xa_explore_model, XA, EXPLORE_MODEL, GObject)

XaExploreModel *xa_explore_model_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): what was shown of another session is let go. */
void xa_explore_model_set_session (XaExploreModel *self, XaSession *session);
/* @ids: (array length=n_ids): different audiences of @explore, in order; copied. @largest: see XaExploreEntry. */
void xa_explore_model_show (XaExploreModel *self, XaExplore *explore, const gint64 *ids, guint n_ids, double largest);

gint64     xa_explore_model_get_id (XaExploreModel *self, guint position);
XaExplore *xa_explore_model_get_explore (XaExploreModel *self); /* (nullable) */
guint      xa_explore_model_get_n_pages (XaExploreModel *self); /* kept */
guint64    xa_explore_model_get_n_asked (XaExploreModel *self); /* questions so far */
