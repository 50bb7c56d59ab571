#include "store/xa-glance.h"

#include "store/xa-samples.h"
#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_SIZES,
  STMT_LISTS,
  STMT_POSTS,
  STMT_DAYS,
  N_STMTS
};

G_STATIC_ASSERT (XA_METRIC_MEMBERS == 1 && XA_SERIES_DAY == 2);

#define SIZES_OF_LATEST "sample WHERE audience_id = latest.id AND metric = 1"

/* The tables are joined in the order in which they stand: every sample and post is found by key. */
static const char *const sql[N_STMTS] = {
  [STMT_SIZES] =
    "WITH latest AS MATERIALIZED (SELECT id, (SELECT at_us FROM sample WHERE audience_id = audience.id AND metric = 1 AND at_us < ?1"
    "   ORDER BY at_us DESC LIMIT 1) AS at_us FROM audience ORDER BY id)"
    " SELECT s.audience_id, s.at_us, s.value, s.granularity FROM latest CROSS JOIN sample AS s"
    " ON s.audience_id = latest.id AND s.metric = 1 AND s.at_us IN (latest.at_us,"
    "  (SELECT at_us FROM " SIZES_OF_LATEST " AND at_us <= latest.at_us - ?2 ORDER BY at_us DESC LIMIT 1),"
    "  (SELECT at_us FROM " SIZES_OF_LATEST " AND at_us <= latest.at_us - ?3 ORDER BY at_us DESC LIMIT 1),"
    "  (SELECT at_us FROM " SIZES_OF_LATEST " AND at_us <= latest.at_us ORDER BY at_us LIMIT 1))"
    " ORDER BY latest.id, s.at_us",
  [STMT_LISTS] =
    "SELECT id, audience_id, at_us, coverage, first_n, fetched, reported, window_from_us, window_to_us, key_epoch, checksum FROM snapshot"
    " ORDER BY audience_id, at_us, id",
  [STMT_POSTS] =
    "SELECT p.audience_id, p.at_us, p.reactions, p.comments, p.shares, p.views,"
    " (SELECT value FROM sample WHERE audience_id = p.audience_id AND metric = 1 AND at_us <= p.at_us ORDER BY at_us DESC LIMIT 1)"
    " FROM audience AS a CROSS JOIN post AS p ON p.audience_id = a.id AND p.id IN"
    " (SELECT id FROM post WHERE audience_id = a.id AND at_us >= ?1 AND at_us < ?2 ORDER BY at_us DESC LIMIT ?3)"
    " WHERE a.n_posts > 0 ORDER BY a.id",
  [STMT_DAYS] =
    "SELECT r.audience_id, r.bucket, r.last, r.granularity FROM json_each (?1) AS e CROSS JOIN sample_rollup AS r"
    " ON r.audience_id = e.value AND r.metric = 1 AND r.step = 2 AND r.bucket IN"
    " (SELECT bucket FROM sample_rollup WHERE audience_id = e.value AND metric = 1 AND step = 2 AND bucket <= ?2"
    "  ORDER BY bucket DESC LIMIT ?3) ORDER BY e.key, r.bucket",
};

XA_STATEMENT_TABLE (xa_glance_statements, sql);

/* The elements of an answer that belong to one audience; @offset: where its id stands in each. */
static gconstpointer
get_range (const GArray *array,
           gsize         offset,
           gint64        audience_id,
           guint        *n)
{
  const gsize step = g_array_get_element_size ((GArray *) array);
  guint       low = 0, end;

  for (guint high = array->len; low < high;) {
    guint middle = low + (high - low) / 2;

    if (*(const gint64 *) (const void *) (array->data + middle * step + offset) < audience_id)
      low = middle + 1;
    else
      high = middle;
  }
  for (end = low; end < array->len && *(const gint64 *) (const void *) (array->data + end * step + offset) == audience_id; end++)
    ;
  *n = end - low;

  return array->data + low * step;
}

const XaGlanceSize *
xa_glance_get_sizes (const GArray *sizes,
                     gint64        audience_id,
                     guint        *n)
{
  return get_range (sizes, G_STRUCT_OFFSET (XaGlanceSize, audience_id), audience_id, n);
}

const XaSnapshot *
xa_glance_get_lists (const GArray *lists,
                     gint64        audience_id,
                     guint        *n)
{
  return get_range (lists, G_STRUCT_OFFSET (XaSnapshot, audience_id), audience_id, n);
}

const XaGlancePost *
xa_glance_get_posts (const GArray *posts,
                     gint64        audience_id,
                     guint        *n)
{
  return get_range (posts, G_STRUCT_OFFSET (XaGlancePost, audience_id), audience_id, n);
}

static GArray *
read_sizes (XaStore *store,
            XaQuery *q,
            gint64   us_a_step,
            GError **error)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (XaGlanceSize));
  int row;

  while ((row = xa_store_step (store, q, error)) == 1) {
    XaGlanceSize size = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) * us_a_step, sqlite3_column_double (q, 2),
                          sqlite3_column_double (q, 3) };

    g_array_append_val (sizes, size);
  }

  return row == 0 ? g_steal_pointer (&sizes) : NULL;
}

/**
 * xa_store_glance_sizes:
 *
 * Cost: five look-ups for each audience.
 *
 * Returns: (transfer full) (element-type XaGlanceSize) (nullable): sizes, or NULL with @error
 */
GArray *
xa_store_glance_sizes (XaStore *store,
                       gint64   to_us,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SIZES], error);

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, to_us);
  sqlite3_bind_int64 (q, 2, 7 * XA_USEC_PER_DAY);
  sqlite3_bind_int64 (q, 3, 30 * XA_USEC_PER_DAY);

  return read_sizes (store, q, 1, error);
}

/**
 * xa_store_glance_lists:
 *
 * Returns: (transfer full) (element-type XaSnapshot) (nullable): all snapshots, or NULL with @error
 */
GArray *
xa_store_glance_lists (XaStore *store,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LISTS], error);
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (XaSnapshot));
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaSnapshot list = {
      .id = sqlite3_column_int64 (q, 0),
      .audience_id = sqlite3_column_int64 (q, 1),
      .at_us = sqlite3_column_int64 (q, 2),
      .coverage = (XaCoverage) sqlite3_column_int (q, 3),
      .first_n = sqlite3_column_int64 (q, 4),
      .fetched = sqlite3_column_int64 (q, 5),
      .reported = xa_query_get_count (q, 6),
      .window_from_us = xa_query_get_count (q, 7),
      .window_to_us = xa_query_get_count (q, 8),
      .key_epoch = sqlite3_column_int (q, 9),
    };

    if (sqlite3_column_bytes (q, 10) == sizeof list.list)
      memcpy (&list.list, sqlite3_column_blob (q, 10), sizeof list.list);
    g_array_append_val (lists, list);
  }

  return row == 0 ? g_steal_pointer (&lists) : NULL;
}

/**
 * xa_store_glance_posts:
 *
 * Cost: three look-ups for each of the posts.
 *
 * Returns: (transfer full) (element-type XaGlancePost) (nullable): posts, or NULL with @error
 */
GArray *
xa_store_glance_posts (XaStore *store,
                       gint64   from_us,
                       gint64   to_us,
                       guint    n_each,
                       GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_POSTS], error);
  g_autoptr (GArray) posts = g_array_new (FALSE, FALSE, sizeof (XaGlancePost));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, from_us);
  sqlite3_bind_int64 (q, 2, to_us);
  sqlite3_bind_int64 (q, 3, n_each);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaGlancePost post = { .audience_id = sqlite3_column_int64 (q, 0), .at_us = sqlite3_column_int64 (q, 1), .stated = xa_query_get_count (q, 6) };

    for (int i = 0; i < XA_N_COUNTERS; i++)
      post.counters[i] = xa_query_get_count (q, 2 + i);
    g_array_append_val (posts, post);
  }

  return row == 0 ? g_steal_pointer (&posts) : NULL;
}

static char *
format_ids (const gint64 *ids,
            gsize         n_ids)
{
  GString *text = g_string_new ("[");

  for (gsize i = 0; i < n_ids; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? "," : "", ids[i]);
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

/**
 * xa_store_glance_days:
 *
 * Cost: reads at most @n_each rows twice for each audience.
 *
 * Returns: (transfer full) (element-type XaGlanceSize) (nullable): sizes, or NULL with @error
 */
GArray *
xa_store_glance_days (XaStore      *store,
                      const gint64 *ids,
                      gsize         n_ids,
                      gint64        to_us,
                      guint         n_each,
                      GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_DAYS], error);
  g_autofree char *list = format_ids (ids, n_ids);

  if (!q)
    return NULL;
  sqlite3_bind_text (q, 1, list, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 2, xa_series_bucket (XA_SERIES_DAY, to_us == G_MININT64 ? to_us : to_us - 1));
  sqlite3_bind_int64 (q, 3, n_each);

  return read_sizes (store, q, XA_USEC_PER_DAY, error);
}
