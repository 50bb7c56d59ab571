#include "sync/xa-way-state.h"

#include "model/xa-time.h"
#include "providers/xa-provider.h"

void
xa_way_state_free (XaWayState *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->downs, g_ptr_array_unref);
  g_free (self);
}

/* --- the ways there are -------------------------------------------------------------------------------- */

static guint
get_chain (const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  return provider ? provider->chain : 0;
}

static gboolean
is_way_to (const XaConnection *connection,
           XaPlatform          platform)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  return provider && provider->chain > 0 && provider->platform == platform && !connection->is_paused;
}

static int
compare_ways (gconstpointer a,
              gconstpointer b)
{
  const XaConnection *x = *(XaConnection *const *) a, *y = *(XaConnection *const *) b;

  if (get_chain (x) != get_chain (y))
    return get_chain (x) < get_chain (y) ? -1 : 1;

  return (x->id > y->id) - (x->id < y->id);
}

/* Returns: (transfer container) (element-type XaConnection): in the order in which they are asked */
static GPtrArray *
list_ways (const GPtrArray *connections,
           XaPlatform       platform)
{
  GPtrArray *ways = g_ptr_array_new ();

  for (guint i = 0; i < connections->len; i++)
    if (is_way_to (connections->pdata[i], platform))
      g_ptr_array_add (ways, connections->pdata[i]);
  g_ptr_array_sort (ways, compare_ways);

  return ways;
}

/* --- what they do not answer --------------------------------------------------------------------------- */

static gboolean
is_down (const GPtrArray    *downs,
         const XaConnection *way,
         const char         *path)
{
  if (xa_connection_state_blocks (way->state))
    return TRUE;
  for (guint i = 0; i < downs->len; i++) {
    const XaWayDown *down = downs->pdata[i];

    if (down->connection_id == way->id && down->probe_us > xa_time_now () && g_str_equal (down->path, path))
      return TRUE;
  }

  return FALSE;
}

static gboolean
are_all_down (const GPtrArray *downs,
              const GPtrArray *ways,
              const char      *path)
{
  for (guint i = 0; i < ways->len; i++)
    if (!is_down (downs, ways->pdata[i], path))
      return FALSE;

  return ways->len > 0;
}

/* One that is due to be tried again is no longer held to be down. */
static void
take_own (XaWayState         *self,
          GPtrArray          *downs,
          const GPtrArray    *ways,
          const XaConnection *connection)
{
  for (guint i = 0; i < downs->len; i++) {
    XaWayDown *down = downs->pdata[i];

    if (down->probe_us <= xa_time_now ())
      continue;
    self->nobody_left = self->nobody_left || are_all_down (downs, ways, down->path);
  }
  /* "posts" stands for whatever is asked: where all are signed out, nothing is answered. */
  self->nobody_left = self->nobody_left || are_all_down (downs, ways, "posts");
  for (guint i = downs->len; i-- > 0;) {
    const XaWayDown *down = downs->pdata[i];

    if (down->connection_id == connection->id && down->probe_us > xa_time_now ())
      g_ptr_array_insert (self->downs, 0, g_ptr_array_steal_index (downs, i));
  }
}

XaWayState *
xa_way_state_new (XaStore            *store,
                  const GPtrArray    *connections,
                  const XaConnection *connection,
                  GError            **error)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  g_autoptr (XaWayState) self = g_new0 (XaWayState, 1);
  g_autoptr (GPtrArray) ways = NULL, downs = NULL;

  self->downs = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_way_down_free);
  if (!provider || provider->chain == 0)
    return g_steal_pointer (&self);
  ways = list_ways (connections, provider->platform);
  downs = xa_store_list_ways_down (store, error);
  if (!downs || !xa_store_count_way_uses (store, provider->id, &self->n_brought, error))
    return NULL;
  self->n_ways = ways->len;
  for (guint i = 0; i < ways->len; i++)
    if (((XaConnection *) ways->pdata[i])->id == connection->id)
      self->place = i + 1;
  take_own (self, downs, ways, connection);

  return g_steal_pointer (&self);
}

gboolean
xa_way_state_is_same (const XaWayState *a,
                      const XaWayState *b)
{
  if (a->place != b->place || a->n_ways != b->n_ways || a->n_brought != b->n_brought || a->nobody_left != b->nobody_left || a->downs->len != b->downs->len)
    return FALSE;
  for (guint i = 0; i < a->downs->len; i++) {
    const XaWayDown *x = a->downs->pdata[i], *y = b->downs->pdata[i];

    if (!g_str_equal (x->path, y->path) || x->probe_us != y->probe_us)
      return FALSE;
  }

  return TRUE;
}
