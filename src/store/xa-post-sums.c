#include "store/xa-post-sums.h"

#include "model/xa-time.h"
#include "store/xa-post-spans.h"

enum {
  STMT_SUM,
  STMT_LIST_BRIEFS,
  STMT_GET_LAST,
  STMT_COUNT,
  N_STMTS
};

#define SUM "SELECT " XA_SQL_POST_SUMS " FROM post WHERE audience_id = ?1"

static const char *const sql[N_STMTS] = {
  [STMT_SUM] = SUM " AND at_us >= ?2 AND at_us < ?3",
  [STMT_LIST_BRIEFS] =
    "SELECT at_us, author_kind, reactions, comments, shares, views FROM post"
    " WHERE audience_id = ?1 AND at_us >= ?2 AND at_us < ?3 ORDER BY at_us",
  [STMT_GET_LAST] = "SELECT at_us FROM post WHERE audience_id = ?1 AND at_us < ?2 ORDER BY at_us DESC LIMIT 1",
  [STMT_COUNT] = "SELECT n_posts FROM audience WHERE id = ?1",
};
G_STATIC_ASSERT (XA_AUTHOR_OWN == 2);

XA_STATEMENT_TABLE (xa_post_sums_statements, sql);

static XaQuery *
query_range (XaStore    *store,
             const char *text,
             gint64      audience_id,
             gint64      from_us,
             gint64      to_us,
             GError    **error)
{
  XaQuery *q = xa_store_query (store, text, error);

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, from_us);
  sqlite3_bind_int64 (q, 3, to_us);

  return q;
}

static gint64
get_time (XaQuery *q,
          int      column)
{
  return sqlite3_column_type (q, column) == SQLITE_NULL ? XA_TIME_UNKNOWN : sqlite3_column_int64 (q, column);
}

/**
 * xa_post_sums_read:
 * @q: bound, to run to its only row: columns as in XA_SQL_POST_SUMS
 * @sums: (inout): what they are added to
 */
gboolean
xa_post_sums_read (XaStore    *store,
                   XaQuery    *q,
                   XaPostSums *sums,
                   GError    **error)
{
  if (xa_store_step (store, q, error) < 0)
    return FALSE;
  if (sqlite3_column_int64 (q, 0) == 0)
    return TRUE;
  sums->first_us = sums->n ? MIN (sums->first_us, get_time (q, 2)) : get_time (q, 2);
  sums->last_us = sums->n ? MAX (sums->last_us, get_time (q, 3)) : get_time (q, 3);
  sums->n += sqlite3_column_int64 (q, 0);
  sums->n_own += sqlite3_column_int64 (q, 1);
  for (int i = 0; i < XA_N_COUNTERS; i++) {
    sums->counters[i].n += sqlite3_column_int64 (q, 4 + 2 * i);
    sums->counters[i].sum += sqlite3_column_int64 (q, 5 + 2 * i);
  }

  return TRUE;
}

static gboolean
count_range (XaStore    *store,
             gint64      audience_id,
             gint64      from_us,
             gint64      to_us,
             XaPostSums *sums,
             GError    **error)
{
  g_autoptr (XaQuery) q = NULL;

  if (from_us >= to_us)
    return TRUE;
  q = query_range (store, sql[STMT_SUM], audience_id, from_us, to_us, error);

  return q && xa_post_sums_read (store, q, sums, error);
}

/**
 * xa_store_sum_posts:
 * @from_us: G_MININT64 for no limit
 * @to_us: likewise G_MAXINT64
 * @sums: (out): all zero where there is no post
 *
 * Counts the posts at the two ends; what lies between is added up in spans.
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_store_sum_posts (XaStore    *store,
                    gint64      audience_id,
                    gint64      from_us,
                    gint64      to_us,
                    XaPostSums *sums,
                    GError    **error)
{
  gint64 first = from_us == G_MININT64 ? G_MININT64 : xa_post_span_of (from_us - 1) + 1;
  gint64 last = to_us == G_MAXINT64 ? G_MAXINT64 : xa_post_span_of (to_us) - 1;

  *sums = (XaPostSums) { .first_us = XA_TIME_UNKNOWN, .last_us = XA_TIME_UNKNOWN };
  if (first > last)
    return count_range (store, audience_id, from_us, to_us, sums, error);

  return (from_us == G_MININT64 || count_range (store, audience_id, from_us, first * XA_POST_SPAN_US, sums, error)) &&
         xa_post_spans_sum (store, audience_id, first, last, sums, error) &&
         (to_us == G_MAXINT64 || count_range (store, audience_id, (last + 1) * XA_POST_SPAN_US, to_us, sums, error));
}

/**
 * xa_store_list_post_briefs:
 *
 * Returns: (transfer full) (element-type XaPostBrief): the posts of the range by time; or NULL
 *   with @error
 */
GArray *
xa_store_list_post_briefs (XaStore *store,
                           gint64   audience_id,
                           gint64   from_us,
                           gint64   to_us,
                           GError **error)
{
  g_autoptr (GArray) briefs = g_array_new (FALSE, FALSE, sizeof (XaPostBrief));
  g_autoptr (XaQuery) q = query_range (store, sql[STMT_LIST_BRIEFS], audience_id, from_us, to_us, error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) > 0) {
    XaPostBrief brief = { .at_us = sqlite3_column_int64 (q, 0), .author_kind = (XaAuthorKind) sqlite3_column_int (q, 1) };

    for (int i = 0; i < XA_N_COUNTERS; i++)
      brief.counters[i] = xa_query_get_count (q, 2 + i);
    g_array_append_val (briefs, brief);
  }

  return row < 0 ? NULL : g_steal_pointer (&briefs);
}

gboolean
xa_store_get_last_post (XaStore *store,
                        gint64   audience_id,
                        gint64   to_us,
                        gint64  *at_us,
                        GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_LAST], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, to_us);
  row = xa_store_step (store, q, error);
  *at_us = row > 0 ? sqlite3_column_int64 (q, 0) : XA_TIME_UNKNOWN;

  return row >= 0;
}

gboolean
xa_store_count_posts (XaStore *store,
                      gint64   audience_id,
                      gint64  *n_posts,
                      GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_COUNT], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  row = xa_store_step (store, q, error);
  *n_posts = row == 1 ? sqlite3_column_int64 (q, 0) : 0;

  return row >= 0;
}
