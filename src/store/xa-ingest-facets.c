#include "store/xa-ingest-private.h"

#include <string.h>

/* Of what was said in a week the last is kept: who follows changes slowly, and each is some hundred rows. */
#define DAYS_KEPT_AS_ONE 7

enum {
  STMT_NEWEST,
  STMT_LIST,
  STMT_DROP,
  STMT_ADD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_NEWEST] = "SELECT max (day) FROM facet_count WHERE audience_id = ?1 AND facet = ?2 AND day BETWEEN ?3 AND ?4",
  [STMT_LIST] = "SELECT value, name, n FROM facet_count WHERE audience_id = ?1 AND facet = ?2 AND day = ?3 ORDER BY value",
  [STMT_DROP] = "DELETE FROM facet_count WHERE audience_id = ?1 AND facet = ?2 AND day BETWEEN ?3 AND ?4",
  [STMT_ADD] =
    "INSERT INTO facet_count (audience_id, facet, day, value, name, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (audience_id, facet, day, value) DO UPDATE SET name = coalesce (excluded.name, name), n = excluded.n",
};

XA_STATEMENT_TABLE (xa_ingest_facets_statements, sql);

typedef struct {
  XaIngest           *ingest;
  const XaBatch      *batch;
  const XaBatchFacet *facet;
  gint64              audience_id;
  gint64              first_day, last_day; /* of which one is kept */
} Put;

static XaQuery *
begin (const Put *self,
       int        statement,
       gint64     from,
       gint64     to,
       GError   **error)
{
  XaQuery *q = xa_store_query (self->ingest->store, sql[statement], error);

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, self->audience_id);
  sqlite3_bind_int (q, 2, self->facet->facet);
  sqlite3_bind_int64 (q, 3, from);
  if (sqlite3_bind_parameter_count (q) > 3)
    sqlite3_bind_int64 (q, 4, to);

  return q;
}

/* --- whether anything is new ----------------------------------------------------------------- */

static int
compare_counts (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const Put *self = data;
  XaSpan     x = xa_batch_get_text (self->batch, ((const XaBatchFacetCount *) a)->value);
  XaSpan     y = xa_batch_get_text (self->batch, ((const XaBatchFacetCount *) b)->value);
  int        order = memcmp (x.str, y.str, MIN (x.len, y.len));

  return order ? order : (x.len > y.len) - (x.len < y.len);
}

/* (transfer full) (element-type XaBatchFacetCount): in the order of the table */
static GArray *
sort_counts (const Put *self)
{
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (XaBatchFacetCount));

  if (self->facet->n)
    g_array_append_vals (counts, &g_array_index (self->batch->facet_counts, XaBatchFacetCount, self->facet->first), self->facet->n);
  g_array_sort_with_data (counts, compare_counts, (gpointer) self);

  return counts;
}

static gboolean
has_text (XaQuery *q,
          int      column,
          XaSpan   text)
{
  gsize len = (gsize) sqlite3_column_bytes (q, column);

  if (!text.str || sqlite3_column_type (q, column) == SQLITE_NULL)
    return !text.str && sqlite3_column_type (q, column) == SQLITE_NULL;

  return len == text.len && memcmp (sqlite3_column_text (q, column), text.str, len) == 0;
}

/* Returns: 1 if the rows of that day are @counts, 0 if not, -1 with @error */
static int
is_same (const Put *self,
         GError   **error)
{
  g_autoptr (GArray) counts = sort_counts (self);
  g_autoptr (XaQuery) q = begin (self, STMT_LIST, self->facet->day, 0, error);
  guint n = 0;
  int   row = -1;

  while (q && (row = xa_store_step (self->ingest->store, q, error)) == 1) {
    const XaBatchFacetCount *count = n < counts->len ? &g_array_index (counts, XaBatchFacetCount, n) : NULL;

    if (!count || !has_text (q, 0, xa_batch_get_text (self->batch, count->value)) ||
        !has_text (q, 1, xa_batch_get_text (self->batch, count->name)) || sqlite3_column_int64 (q, 2) != count->count)
      return 0;
    n++;
  }

  return row < 0 ? -1 : n == counts->len;
}

/* @day: (out): of which there are counts, within the days that are kept as one; or G_MININT64 */
static gboolean
find_newest (const Put *self,
             gint64    *day,
             GError   **error)
{
  g_autoptr (XaQuery) q = begin (self, STMT_NEWEST, self->first_day, self->last_day, error);

  if (!q || xa_store_step (self->ingest->store, q, error) != 1)
    return FALSE;
  *day = sqlite3_column_type (q, 0) == SQLITE_NULL ? G_MININT64 : sqlite3_column_int64 (q, 0);

  return TRUE;
}

/* --- what is --------------------------------------------------------------------------------- */

static gboolean
add_count (const Put               *self,
           const XaBatchFacetCount *count,
           GError                 **error)
{
  g_autoptr (XaQuery) q = begin (self, STMT_ADD, self->facet->day, 0, error);
  XaSpan value = xa_batch_get_text (self->batch, count->value);
  XaSpan name = xa_batch_get_text (self->batch, count->name);

  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 4, value.str, (int) value.len, SQLITE_STATIC);
  sqlite3_bind_text (q, 5, name.str, (int) name.len, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 6, count->count);

  return xa_store_run (self->ingest->store, q, error);
}

static gboolean
put_facet (Put     *self,
           GError **error)
{
  g_autoptr (XaQuery) drop = NULL;
  gint64 newest;
  int    same;

  if (!find_newest (self, &newest, error))
    return FALSE;
  if (newest > self->facet->day)
    return TRUE;
  same = newest == self->facet->day ? is_same (self, error) : 0;
  if (same != 0)
    return same > 0;
  xa_facts_name (self->ingest->store, self->audience_id);
  drop = begin (self, STMT_DROP, self->first_day, self->last_day, error);
  if (!drop || !xa_store_run (self->ingest->store, drop, error))
    return FALSE;
  for (guint i = 0; i < self->facet->n; i++)
    if (!add_count (self, &g_array_index (self->batch->facet_counts, XaBatchFacetCount, self->facet->first + i), error))
      return FALSE;
  self->ingest->counts.n_samples++;

  return TRUE;
}

/**
 * xa_ingest_put_facets:
 *
 * Takes what platforms count of a facet in the place of what they said before in the same week. What
 * is known already, or older than that, changes nothing.
 */
gboolean
xa_ingest_put_facets (XaIngest      *self,
                      const XaBatch *batch,
                      GError       **error)
{
  for (guint i = 0; i < batch->facets->len; i++) {
    const XaBatchFacet *facet = &g_array_index (batch->facets, XaBatchFacet, i);
    const gint64        week = facet->day / DAYS_KEPT_AS_ONE - (facet->day % DAYS_KEPT_AS_ONE < 0);
    Put                 put = {
                      .ingest = self,
                      .batch = batch,
                      .facet = facet,
                      .audience_id = xa_ingest_audience (self, facet->audience)->id,
                      .first_day = week * DAYS_KEPT_AS_ONE,
                      .last_day = week * DAYS_KEPT_AS_ONE + DAYS_KEPT_AS_ONE - 1,
    };

    if (!put_facet (&put, error))
      return FALSE;
  }

  return TRUE;
}
