#include "insight/xa-hold.h"

#include "store/xa-store.h"

static gboolean
is_same_kind (const XaSnapshot *a,
              const XaSnapshot *b)
{
  return a->coverage == b->coverage && a->key_epoch == b->key_epoch;
}

/* Whether so many people are in one list only that this may show. */
static gboolean
differ_enough (const XaScope    *scope,
               const XaSnapshot *a,
               const XaSnapshot *b,
               gboolean         *enough,
               GError          **error)
{
  gint64 difference = ABS (a->fetched - b->fetched);
  g_autoptr (XaMemberSet) before = NULL;
  g_autoptr (XaMemberSet) after = NULL;

  *enough = difference >= (gint64) scope->smallest_count;
  if (*enough)
    return TRUE;
  before = xa_store_load_members (scope->store, a->id, error);
  after = before ? xa_store_load_members (scope->store, b->id, error) : NULL;
  if (!after)
    return FALSE;
  *enough = xa_member_set_count (before) + xa_member_set_count (after) - 2 * xa_member_set_count_shared (before, after) >=
            scope->smallest_count;

  return TRUE;
}

/**
 * xa_hold_list:
 * @snapshots: (array length=n_snapshots): of an audience, oldest first
 * @newest: the one to answer from if it were the first
 * @held: (out) (transfer none): the one to answer from: the last that differed from the one held
 *   before it by at least the smallest count of people
 * @changes: (out): whether there is another list of the same kind before @newest
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_hold_list (const XaScope     *scope,
              const XaSnapshot  *snapshots,
              guint              n_snapshots,
              const XaSnapshot  *newest,
              const XaSnapshot **held,
              gboolean          *changes,
              GError           **error)
{
  *held = NULL;
  *changes = FALSE;
  for (guint i = 0; i < n_snapshots; i++) {
    const XaSnapshot *snapshot = &snapshots[i];
    gboolean          enough;

    if (!is_same_kind (snapshot, newest))
      continue;
    if (!*held || snapshot->list == (*held)->list || scope->smallest_count <= 1) {
      *held = snapshot;
    } else {
      *changes = TRUE;
      if (!differ_enough (scope, *held, snapshot, &enough, error))
        return FALSE;
      if (enough)
        *held = snapshot;
    }
    if (snapshot == newest)
      return TRUE;
  }
  *held = newest;

  return TRUE;
}
