#include "insight/xa-own-posts.h"

#include "insight/xa-withhold.h"
#include "store/xa-activity.h"
#include "store/xa-post-sums.h"

/**
 * xa_scope_is_all_own:
 * @all_own: (out): FALSE also where there is no post
 *
 * Posts may have been deleted by age while it is still known that members wrote: both are asked.
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_scope_is_all_own (const XaScope *scope,
                     gint64         audience_id,
                     gboolean      *all_own,
                     GError       **error)
{
  XaPostSums sums;
  g_autoptr (XaMemberSet) active = NULL;
  guint64 n_times = 0;

  if (!xa_store_sum_posts (scope->store, audience_id, xa_scope_get_start (scope), xa_scope_get_end (scope), &sums, error))
    return FALSE;
  active = xa_store_load_active (scope->store, audience_id, XA_ACTIVITY_AUTHOR, xa_scope_get_first_day (scope), xa_scope_get_last_day (scope),
                                 &n_times, error);
  *all_own = active && n_times == 0 && sums.n > 0 && sums.n == sums.n_own;

  return active != NULL;
}
