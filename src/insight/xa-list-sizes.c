#include "insight/xa-list-sizes.h"

static int
compare_ids (gconstpointer a,
             gconstpointer b,
             gpointer      snapshots)
{
  gint64 x = ((const XaSnapshot *) snapshots)[*(const guint *) a].id;
  gint64 y = ((const XaSnapshot *) snapshots)[*(const guint *) b].id;

  return (x > y) - (x < y);
}

static gboolean
is_same_kind (const XaSnapshot *a,
              const XaSnapshot *b)
{
  return a->coverage == b->coverage && a->key_epoch == b->key_epoch;
}

/* Judges the lists that are like the one at @order[@first] and come after it. */
static void
judge_kind (const XaSnapshot *snapshots,
            const guint      *order,
            guint             first,
            guint             n,
            guint             smallest_count,
            gboolean         *done,
            XaToldSize       *sizes)
{
  g_autofree XaToldSize *series = g_new0 (XaToldSize, n - first);
  g_autofree guint      *places = g_new (guint, n - first);
  guint                  n_series = 0;

  for (guint i = first; i < n; i++) {
    const XaSnapshot *snapshot = &snapshots[order[i]];

    if (!is_same_kind (snapshot, &snapshots[order[first]]))
      continue;
    done[i] = TRUE;
    places[n_series] = order[i];
    series[n_series++] = (XaToldSize) {
      .size = (guint64) snapshot->fetched,
      .open = snapshot->reported != XA_COUNT_UNKNOWN && snapshot->reported == snapshot->fetched,
    };
  }
  xa_told_sizes_judge (series, n_series, smallest_count);
  for (guint i = 0; i < n_series; i++)
    sizes[places[i]] = series[i];
}

/**
 * xa_list_sizes_judge:
 *
 * Lists are taken in the order in which they came into the workspace, not by their time: else an
 * older list that comes later would change what was told of newer ones. Whatever the range of a
 * question, a list has one answer.
 *
 * Returns: (transfer full): what is told of each, in the order of @snapshots
 */
XaToldSize *
xa_list_sizes_judge (const XaSnapshot *snapshots,
                     guint             n,
                     guint             smallest_count)
{
  XaToldSize          *sizes = g_new0 (XaToldSize, MAX (n, 1));
  g_autofree guint    *order = g_new (guint, MAX (n, 1));
  g_autofree gboolean *done = g_new0 (gboolean, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_sort_array (order, n, sizeof (guint), compare_ids, (gpointer) snapshots);
  for (guint i = 0; i < n; i++)
    if (!done[i])
      judge_kind (snapshots, order, i, n, smallest_count, done, sizes);

  return sizes;
}

gboolean
xa_list_size_is_drawn (const XaToldSize *self,
                       guint             smallest_count)
{
  return self->is_told && (self->told == 0 || self->told >= smallest_count);
}
