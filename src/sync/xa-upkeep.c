#include "sync/xa-upkeep.h"

#include "store/xa-maintenance.h"

gboolean
xa_upkeep_run (const char *workspace,
               gint64      now_us,
               gint64     *n_deleted,
               GError    **error)
{
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, error);
  g_autoptr (GArray) rules = store ? xa_store_list_retention (store, error) : NULL;

  *n_deleted = 0;
  if (!rules)
    return FALSE;
  if (rules->len == 0)
    return TRUE;

  g_clear_pointer (&store, xa_store_close);
  store = xa_store_open (workspace, XA_STORE_WRITE, error);

  return store && xa_store_apply_retention (store, now_us, n_deleted, error);
}
