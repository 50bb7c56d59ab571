#include "store/xa-activity.h"

#include "store/xa-store-private.h"

/* Uses outside of a range, to one inside, up to which all are read. */
#define TIMES_MORE 3

enum {
  STMT_LIST_DAYS,
  STMT_LIST_TERM_USES,
  STMT_COUNT_USES,
  STMT_COUNT_OTHER_USES,
  STMT_LIST_TERM_HOURS,
  STMT_SCAN_TERM_HOURS,
  STMT_GET_TERM,
  STMT_LIST_USES_OF_TERM,
  STMT_LIST_LINKS,
  N_STMTS
};

/* A word that too few used is a hash, and nothing to read. */
G_STATIC_ASSERT (XA_TERM_WORD == 5);
#define READABLE "(t.kind <> 5 OR w.term_id IS NOT NULL)"
#define READABLE_TERM "(kind <> 5 OR id IN (SELECT term_id FROM word))"

static const char *const sql[N_STMTS] = {
  [STMT_LIST_DAYS] =
    "SELECT day, n, members FROM activity WHERE audience_id = ?1 AND kind = ?2 AND day BETWEEN ?3 AND ?4 ORDER BY day",
  [STMT_LIST_TERM_USES] =
    "SELECT t.id, coalesce (w.text, t.text), u.n, u.members FROM term_use u JOIN term t ON t.id = u.term_id"
    " LEFT JOIN word w ON w.term_id = t.id"
    " WHERE u.audience_id = ?1 AND t.kind = ?2 AND u.hour BETWEEN ?3 AND ?4 AND " READABLE " ORDER BY u.term_id, u.hour",
  [STMT_COUNT_USES] = "SELECT count(*) FROM term_use WHERE hour BETWEEN ?2 AND ?3",
  [STMT_COUNT_OTHER_USES] = "SELECT count(*) FROM (SELECT 1 FROM term_use WHERE hour NOT BETWEEN ?2 AND ?3 LIMIT ?1)",
  [STMT_LIST_TERM_HOURS] =
    "SELECT term_id, audience_id, hour, n FROM term_use WHERE hour BETWEEN ?2 AND ?3 AND term_id IN (SELECT id FROM term WHERE kind = ?1 AND " READABLE_TERM ")",
  /* The plus keeps the index out of it. */
  [STMT_SCAN_TERM_HOURS] =
    "SELECT term_id, audience_id, hour, n FROM term_use WHERE +hour BETWEEN ?2 AND ?3 AND term_id IN (SELECT id FROM term WHERE kind = ?1 AND " READABLE_TERM ")",
  [STMT_GET_TERM] = "SELECT coalesce (w.text, t.text) FROM term t LEFT JOIN word w ON w.term_id = t.id WHERE t.id = ?1",
  [STMT_LIST_USES_OF_TERM] = "SELECT members FROM term_use WHERE hour BETWEEN ?2 AND ?3 AND term_id = ?1",
  [STMT_LIST_LINKS] =
    "SELECT l.audience_id, a.audience_id, l.kind, sum (l.n) FROM link l JOIN audience_name a ON a.name = l.target"
    " WHERE l.day BETWEEN ?1 AND ?2 AND a.audience_id <> l.audience_id"
    " GROUP BY l.audience_id, a.audience_id, l.kind ORDER BY l.audience_id, a.audience_id, l.kind",
};

XA_STATEMENT_TABLE (xa_activity_statements, sql);

static XaMemberSet *
read_set (XaStore *store,
          XaQuery *q,
          int      column,
          GError **error)
{
  XaMemberSet *set = xa_member_set_new_from_bytes (sqlite3_column_blob (q, column), (gsize) sqlite3_column_bytes (q, column));

  if (!set)
    xa_store_set_corrupt (error, store->path, "a set of people cannot be read");

  return set;
}

static XaQuery *
query_days (XaStore   *store,
            gint64     audience_id,
            XaActivity activity,
            gint32     first_day,
            gint32     last_day,
            GError   **error)
{
  XaQuery *q = xa_store_query (store, sql[STMT_LIST_DAYS], error);

  if (q) {
    sqlite3_bind_int64 (q, 1, audience_id);
    sqlite3_bind_int (q, 2, activity);
    sqlite3_bind_int (q, 3, first_day);
    sqlite3_bind_int (q, 4, last_day);
  }

  return q;
}

static gboolean
keep_current_key (XaStore     *store,
                  XaMemberSet *set,
                  GError     **error)
{
  XaEpoch epoch;

  if (!xa_store_get_epoch (store, &epoch, error))
    return FALSE;
  if (epoch.first_member > 0)
    xa_member_set_remove_below (set, (guint32) epoch.first_member);

  return TRUE;
}

/**
 * xa_store_load_active:
 * @n: (out) (optional): how often it was done
 *
 * Returns: (transfer full): who did it, empty for nobody; or NULL with @error
 */
XaMemberSet *
xa_store_load_active (XaStore   *store,
                      gint64     audience_id,
                      XaActivity activity,
                      gint32     first_day,
                      gint32     last_day,
                      guint64   *n,
                      GError   **error)
{
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  g_autoptr (XaQuery) q = query_days (store, audience_id, activity, first_day, last_day, error);
  guint64 total = 0;
  int     row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) > 0) {
    g_autoptr (XaMemberSet) day = read_set (store, q, 2, error);

    if (!day)
      return NULL;
    xa_member_set_union (all, day);
    total += (guint64) sqlite3_column_int64 (q, 1);
  }
  if (row < 0 || !keep_current_key (store, all, error))
    return NULL;
  if (n)
    *n = total;

  return g_steal_pointer (&all);
}

GArray *
xa_store_list_active_days (XaStore   *store,
                           gint64     audience_id,
                           XaActivity activity,
                           gint32     first_day,
                           gint32     last_day,
                           GError   **error)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (XaActiveDay));
  g_autoptr (XaQuery) q = query_days (store, audience_id, activity, first_day, last_day, error);
  int row;

  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) > 0) {
    g_autoptr (XaMemberSet) people = read_set (store, q, 2, error);
    XaActiveDay day = { sqlite3_column_int (q, 0), (guint64) sqlite3_column_int64 (q, 1), 0 };

    if (!people)
      return NULL;
    day.n_people = xa_member_set_count (people);
    g_array_append_val (days, day);
  }

  return row < 0 ? NULL : g_steal_pointer (&days);
}

void
xa_term_use_free (XaTermUse *self)
{
  if (!self)
    return;
  g_free (self->text);
  xa_member_set_free (self->people);
  g_free (self);
}

static int
compare_uses (gconstpointer a,
              gconstpointer b)
{
  const XaTermUse *x = *(XaTermUse *const *) a;
  const XaTermUse *y = *(XaTermUse *const *) b;

  return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : g_strcmp0 (x->text, y->text);
}

GPtrArray *
xa_store_list_terms (XaStore   *store,
                     gint64     audience_id,
                     XaTermKind kind,
                     gint32     first_hour,
                     gint32     last_hour,
                     GError   **error)
{
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_term_use_free);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_TERM_USES], error);
  gint64 last_term = -1;
  int    row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, kind);
  sqlite3_bind_int (q, 3, first_hour);
  sqlite3_bind_int (q, 4, last_hour);
  while ((row = xa_store_step (store, q, error)) > 0) {
    g_autoptr (XaMemberSet) people = read_set (store, q, 3, error);
    XaTermUse *use;

    if (!people)
      return NULL;
    if (sqlite3_column_int64 (q, 0) != last_term) {
      last_term = sqlite3_column_int64 (q, 0);
      use = g_new0 (XaTermUse, 1);
      use->kind = kind;
      use->text = g_strdup ((const char *) sqlite3_column_text (q, 1));
      use->people = xa_member_set_new ();
      g_ptr_array_add (uses, use);
    }
    use = uses->pdata[uses->len - 1];
    use->n += (guint64) sqlite3_column_int64 (q, 2);
    xa_member_set_union (use->people, people);
  }
  if (row < 0)
    return NULL;
  for (guint i = 0; i < uses->len; i++)
    if (!keep_current_key (store, ((XaTermUse *) uses->pdata[i])->people, error))
      return NULL;
  g_ptr_array_sort (uses, compare_uses);

  return g_steal_pointer (&uses);
}

static XaQuery *
query_hours (XaStore *store,
             guint    statement,
             gint64   first,
             gint32   first_hour,
             gint32   last_hour,
             GError **error)
{
  XaQuery *q = xa_store_query (store, sql[statement], error);

  if (!q)
    return NULL;
  if (statement != STMT_COUNT_USES)
    sqlite3_bind_int64 (q, 1, first);
  sqlite3_bind_int (q, 2, first_hour);
  sqlite3_bind_int (q, 3, last_hour);

  return q;
}

/* Whether most uses are in the range: then reading them all, in the order in which they stand in
 * the file, is many times faster than looking up those of the range one by one. */
static gboolean
holds_most (XaStore  *store,
            gint32    first_hour,
            gint32    last_hour,
            gboolean *most,
            GError  **error)
{
  g_autoptr (XaQuery) inside = query_hours (store, STMT_COUNT_USES, 0, first_hour, last_hour, error);
  g_autoptr (XaQuery) outside = NULL;
  gint64 n_inside;

  if (!inside || xa_store_step (store, inside, error) < 0)
    return FALSE;
  n_inside = sqlite3_column_int64 (inside, 0);
  outside = query_hours (store, STMT_COUNT_OTHER_USES, TIMES_MORE * n_inside, first_hour, last_hour, error);
  if (!outside || xa_store_step (store, outside, error) < 0)
    return FALSE;
  *most = sqlite3_column_int64 (outside, 0) < TIMES_MORE * n_inside;

  return TRUE;
}

static int
compare_hours (gconstpointer a,
               gconstpointer b)
{
  const XaTermHour *x = a;
  const XaTermHour *y = b;

  if (x->term_id != y->term_id)
    return x->term_id < y->term_id ? -1 : 1;
  if (x->hour != y->hour)
    return x->hour < y->hour ? -1 : 1;

  return (x->audience_id > y->audience_id) - (x->audience_id < y->audience_id);
}

/**
 * xa_store_list_term_hours:
 *
 * The cost depends on the uses in the range, however long the archive is.
 *
 * Returns: (transfer full) (element-type XaTermHour): by term, then hour, then audience; or NULL
 *   with @error
 */
GArray *
xa_store_list_term_hours (XaStore   *store,
                          XaTermKind kind,
                          gint32     first_hour,
                          gint32     last_hour,
                          GError   **error)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (XaTermHour));
  g_autoptr (XaQuery) q = NULL;
  gboolean most;
  int      row;

  if (!holds_most (store, first_hour, last_hour, &most, error))
    return NULL;
  q = query_hours (store, most ? STMT_SCAN_TERM_HOURS : STMT_LIST_TERM_HOURS, kind, first_hour, last_hour, error);
  if (!q)
    return NULL;
  while ((row = xa_store_step (store, q, error)) > 0) {
    XaTermHour hour = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1), sqlite3_column_int (q, 2), (guint32) sqlite3_column_int64 (q, 3) };

    g_array_append_val (hours, hour);
  }
  if (row < 0)
    return NULL;
  g_array_sort (hours, compare_hours);

  return g_steal_pointer (&hours);
}

/**
 * xa_store_get_term:
 *
 * Returns: (transfer full): the text of a term; or NULL with @error
 */
char *
xa_store_get_term (XaStore *store,
                   gint64   term_id,
                   GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET_TERM], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, term_id);
  row = xa_store_step (store, q, error);
  if (row == 0)
    xa_store_set_corrupt (error, store->path, "a term is missing");

  return row > 0 ? g_strdup ((const char *) sqlite3_column_text (q, 0)) : NULL;
}

/**
 * xa_store_load_term_people:
 *
 * Returns: (transfer full): the members, of any audience, who used a term; or NULL with @error
 */
XaMemberSet *
xa_store_load_term_people (XaStore *store,
                           gint64   term_id,
                           gint32   first_hour,
                           gint32   last_hour,
                           GError **error)
{
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_USES_OF_TERM], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, term_id);
  sqlite3_bind_int (q, 2, first_hour);
  sqlite3_bind_int (q, 3, last_hour);
  while ((row = xa_store_step (store, q, error)) > 0) {
    g_autoptr (XaMemberSet) people = read_set (store, q, 0, error);

    if (!people)
      return NULL;
    xa_member_set_union (all, people);
  }
  if (row < 0 || !keep_current_key (store, all, error))
    return NULL;

  return g_steal_pointer (&all);
}

GArray *
xa_store_list_links (XaStore *store,
                     gint32   first_day,
                     gint32   last_day,
                     GError **error)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (XaAudienceLink));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_LINKS], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int (q, 1, first_day);
  sqlite3_bind_int (q, 2, last_day);
  while ((row = xa_store_step (store, q, error)) > 0) {
    XaAudienceLink link = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1), (XaLinkKind) sqlite3_column_int (q, 2), (guint64) sqlite3_column_int64 (q, 3) };

    g_array_append_val (links, link);
  }

  return row < 0 ? NULL : g_steal_pointer (&links);
}
