#include "store/xa-post-spans.h"

#include "model/xa-time.h"

enum {
  STMT_ADD,
  STMT_DROP,
  STMT_MAKE,
  STMT_SUM,
  N_STMTS
};

#define SUMS "n, n_own, first_us, last_us, reactions_n, reactions, comments_n, comments, shares_n, shares, views_n, views"

static const char *const sql[N_STMTS] = {
  [STMT_ADD] =
    "INSERT INTO post_span (audience_id, span, " SUMS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    " ON CONFLICT (audience_id, span) DO UPDATE SET n = n + excluded.n, n_own = n_own + excluded.n_own,"
    " first_us = min (first_us, excluded.first_us), last_us = max (last_us, excluded.last_us),"
    " reactions_n = reactions_n + excluded.reactions_n, reactions = reactions + excluded.reactions,"
    " comments_n = comments_n + excluded.comments_n, comments = comments + excluded.comments,"
    " shares_n = shares_n + excluded.shares_n, shares = shares + excluded.shares,"
    " views_n = views_n + excluded.views_n, views = views + excluded.views",
  [STMT_DROP] = "DELETE FROM post_span WHERE audience_id = ?1 AND span BETWEEN ?2 AND ?3",
  /* ?2 and ?3: times, the second not part of it */
  [STMT_MAKE] =
    "INSERT INTO post_span (audience_id, span, " SUMS ") SELECT audience_id, " XA_SQL_POST_SPAN " AS s, " XA_SQL_POST_SUMS
    " FROM post WHERE audience_id = ?1 AND at_us >= ?2 AND at_us < ?3 GROUP BY s",
  [STMT_SUM] =
    "SELECT coalesce (sum (n), 0), coalesce (sum (n_own), 0), min (first_us), max (last_us), coalesce (sum (reactions_n), 0),"
    " coalesce (sum (reactions), 0), coalesce (sum (comments_n), 0), coalesce (sum (comments), 0), coalesce (sum (shares_n), 0),"
    " coalesce (sum (shares), 0), coalesce (sum (views_n), 0), coalesce (sum (views), 0) FROM post_span"
    " WHERE audience_id = ?1 AND span BETWEEN ?2 AND ?3",
};

XA_STATEMENT_TABLE (xa_post_spans_statements, sql);
G_STATIC_ASSERT (XA_POST_SPAN_US == G_GINT64_CONSTANT (2592000000000));

typedef struct {
  gint64     audience_id;
  gint64     span;
  XaPostSums sums;
} Change;

struct _XaPostSpans {
  GHashTable *changes; /* (owned) (element-type Change): by audience and span */
  Change     *last;    /* (not owned) (nullable): most posts are of the span of the one before */
};

gint64
xa_post_span_of (gint64 at_us)
{
  return at_us / XA_POST_SPAN_US - (at_us % XA_POST_SPAN_US < 0);
}

static guint
hash_change (gconstpointer data)
{
  const Change *change = data;

  return g_int64_hash (&change->audience_id) * 31 + g_int64_hash (&change->span);
}

static gboolean
is_same_span (gconstpointer a,
              gconstpointer b)
{
  const Change *x = a, *y = b;

  return x->span == y->span && x->audience_id == y->audience_id;
}

XaPostSpans *
xa_post_spans_new (void)
{
  XaPostSpans *self = g_new0 (XaPostSpans, 1);

  self->changes = g_hash_table_new_full (hash_change, is_same_span, g_free, NULL);

  return self;
}

void
xa_post_spans_free (XaPostSpans *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->changes);
  g_free (self);
}

static XaPostSums *
find (XaPostSpans *self,
      gint64       audience_id,
      gint64       at_us)
{
  Change key = { audience_id, xa_post_span_of (at_us), { .first_us = G_MAXINT64, .last_us = G_MININT64 } };

  if (self->last && is_same_span (self->last, &key))
    return &self->last->sums;
  self->last = g_hash_table_lookup (self->changes, &key);
  if (!self->last) {
    self->last = g_memdup2 (&key, sizeof key);
    g_hash_table_add (self->changes, self->last);
  }

  return &self->last->sums;
}

/**
 * xa_post_spans_add:
 * @at_us: of a post that was not there before
 */
void
xa_post_spans_add (XaPostSpans  *self,
                   gint64        audience_id,
                   gint64        at_us,
                   gboolean      is_own,
                   const gint64 *counters)
{
  XaPostSums *sums = find (self, audience_id, at_us);

  sums->n++;
  sums->n_own += is_own ? 1 : 0;
  sums->first_us = MIN (sums->first_us, at_us);
  sums->last_us = MAX (sums->last_us, at_us);
  for (int i = 0; i < XA_N_COUNTERS; i++)
    if (counters[i] != XA_COUNT_UNKNOWN) {
      sums->counters[i].n++;
      sums->counters[i].sum += counters[i];
    }
}

/**
 * xa_post_spans_change:
 * @at_us: of a post that is there
 */
void
xa_post_spans_change (XaPostSpans  *self,
                      gint64        audience_id,
                      gint64        at_us,
                      const gint64 *before,
                      const gint64 *after)
{
  XaPostSums *sums = find (self, audience_id, at_us);

  for (int i = 0; i < XA_N_COUNTERS; i++) {
    sums->counters[i].n += (after[i] != XA_COUNT_UNKNOWN) - (before[i] != XA_COUNT_UNKNOWN);
    sums->counters[i].sum += (after[i] == XA_COUNT_UNKNOWN ? 0 : after[i]) - (before[i] == XA_COUNT_UNKNOWN ? 0 : before[i]);
  }
}

static gboolean
write_change (const Change *change,
              XaStore      *store,
              GError      **error)
{
  const XaPostSums *sums = &change->sums;
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_ADD], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, change->audience_id);
  sqlite3_bind_int64 (q, 2, change->span);
  sqlite3_bind_int64 (q, 3, sums->n);
  sqlite3_bind_int64 (q, 4, sums->n_own);
  sqlite3_bind_int64 (q, 5, sums->first_us);
  sqlite3_bind_int64 (q, 6, sums->last_us);
  for (int i = 0; i < XA_N_COUNTERS; i++) {
    sqlite3_bind_int64 (q, 7 + 2 * i, sums->counters[i].n);
    sqlite3_bind_int64 (q, 8 + 2 * i, sums->counters[i].sum);
  }

  return xa_store_run (store, q, error);
}

gboolean
xa_post_spans_write (XaPostSpans *self,
                     XaStore     *store,
                     GError     **error)
{
  GHashTableIter iter;
  gpointer       each;

  g_hash_table_iter_init (&iter, self->changes);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    if (!write_change (each, store, error))
      return FALSE;
  self->last = NULL;
  g_hash_table_remove_all (self->changes);

  return TRUE;
}

/* Where a span begins; spans that times do not reach begin and end with them. */
static gint64
get_start (gint64 span)
{
  if (span <= G_MININT64 / XA_POST_SPAN_US)
    return G_MININT64;

  return span > G_MAXINT64 / XA_POST_SPAN_US ? G_MAXINT64 : span * XA_POST_SPAN_US;
}

static gboolean
run_range (XaStore *store,
           int      statement,
           gint64   audience_id,
           gint64   from,
           gint64   to,
           GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, from);
  sqlite3_bind_int64 (q, 3, to);

  return xa_store_run (store, q, error);
}

gboolean
xa_post_spans_remake (XaStore *store,
                      gint64   audience_id,
                      gint64   from_us,
                      gint64   to_us,
                      GError **error)
{
  gint64 first = xa_post_span_of (from_us);
  gint64 last = xa_post_span_of (to_us);

  return run_range (store, STMT_DROP, audience_id, first, last, error) &&
         run_range (store, STMT_MAKE, audience_id, get_start (first), get_start (last + 1), error);
}

/**
 * xa_post_spans_sum:
 * @first: of the spans that are added up
 * @last: part of them
 * @sums: (inout): what they are added to
 */
gboolean
xa_post_spans_sum (XaStore    *store,
                   gint64      audience_id,
                   gint64      first,
                   gint64      last,
                   XaPostSums *sums,
                   GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_SUM], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, first);
  sqlite3_bind_int64 (q, 3, last);

  return xa_post_sums_read (store, q, sums, error);
}
