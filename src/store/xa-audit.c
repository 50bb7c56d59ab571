#include "store/xa-audit.h"

#include "store/xa-store-private.h"

gboolean
xa_store_note (XaStore    *store,
               const char *what,
               const char *detail,
               GError    **error)
{
  if (!xa_store_begin (store, error))
    return FALSE;
  if (!xa_store_audit (store, what, detail, error)) {
    xa_store_rollback (store);
    return FALSE;
  }

  return xa_store_commit (store, error);
}
