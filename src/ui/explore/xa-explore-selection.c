#include "ui/explore/xa-explore-selection.h"

GArray *
xa_explore_selection_get_ids (GtkSelectionModel *selection,
                              XaExploreModel    *model)
{
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (selection);
  GArray       *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint         place;

  if (gtk_bitset_iter_init_first (&iter, places, &place))
    do {
      gint64 id = xa_explore_model_get_id (model, place);

      g_array_append_val (ids, id);
    } while (gtk_bitset_iter_next (&iter, &place));

  return ids;
}

/**
 * xa_explore_selection_set_ids:
 *
 * Selects those of @ids that are in the table, and nothing else.
 */
void
xa_explore_selection_set_ids (GtkSelectionModel *selection,
                              XaExploreModel    *model,
                              const GArray      *ids)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GtkBitset) places = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, n);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (wanted, &g_array_index (ids, gint64, i));
  for (guint i = 0; i < n; i++) {
    gint64 id = xa_explore_model_get_id (model, i);

    if (g_hash_table_contains (wanted, &id))
      gtk_bitset_add (places, i);
  }
  gtk_selection_model_set_selection (selection, places, mask);
}

GListModel *
xa_explore_selection_make_items (XaExplore    *explore,
                                 const GArray *ids)
{
  GListStore *items = g_list_store_new (XA_TYPE_AUDIENCE_ITEM);

  for (guint i = 0; i < ids->len; i++) {
    const XaExploreRow *row = xa_explore_find (explore, g_array_index (ids, gint64, i));
    g_autoptr (XaAudienceItem) item = row ? xa_audience_item_new (row->id, row->name, row->platform, row->simulated) : NULL;

    if (item)
      g_list_store_append (items, item);
  }

  return G_LIST_MODEL (items);
}
