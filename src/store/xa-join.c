#include "store/xa-join.h"

#include "model/xa-member-set.h"
#include "store/xa-post-spans.h"

#include <string.h>

enum {
  STMT_FIND_PAIR,
  STMT_RESOLVE,
  STMT_SHARED_TIMES,
  STMT_ACTIVITY,
  STMT_TERM_USE,
  STMT_LINK,
  STMT_GET_ACTIVITY,
  STMT_GET_TERM_USE,
  STMT_GET_LINK,
  STMT_PUT_ACTIVITY,
  STMT_PUT_TERM_USE,
  STMT_PUT_LINK,
  STMT_KEEP_OLDER,
  STMT_KEEP_REPLACED,
  STMT_JOIN_POSTS,
  STMT_MOVE_POSTS,
  STMT_JOIN_ROLLUPS,
  STMT_JOIN_AUDIENCE,
  STMT_LIST_PLACES,
  STMT_DROP,
  N_STMTS
};

/* An audience without a title of its own keeps what the other says; the analyst's role stays. */
static const char *const sql[N_STMTS] = {
  [STMT_FIND_PAIR] =
    "SELECT h.id, min (n.id) FROM audience AS h JOIN audience AS n ON n.platform = h.platform AND n.simulated = h.simulated"
    " AND n.id <> h.id AND '@' || lower (n.handle) = lower (h.native_id) AND n.native_id NOT LIKE '@%'"
    " WHERE h.platform = ?1 AND h.native_id >= '@' AND h.native_id < 'A' GROUP BY h.id HAVING count (*) = 1 LIMIT 1",
  [STMT_RESOLVE] =
    "SELECT native_id FROM audience WHERE platform = ?1 AND '@' || lower (handle) = lower (?2) AND native_id NOT LIKE '@%' LIMIT 2",
  [STMT_SHARED_TIMES] =
    "SELECT p.at_us FROM post AS p CROSS JOIN post AS q ON q.audience_id = ?2 AND q.id = p.id WHERE p.audience_id = ?1",
  [STMT_ACTIVITY] = "SELECT kind, day, n, members FROM activity WHERE audience_id = ?1",
  [STMT_TERM_USE] = "SELECT term_id, hour, n, members FROM term_use WHERE audience_id = ?1",
  [STMT_LINK] = "SELECT kind, day, n, target FROM link WHERE audience_id = ?1",
  [STMT_GET_ACTIVITY] = "SELECT n, members FROM activity WHERE audience_id = ?1 AND kind = ?2 AND day = ?3",
  [STMT_GET_TERM_USE] = "SELECT n, members FROM term_use WHERE audience_id = ?1 AND term_id = ?2 AND hour = ?3",
  [STMT_GET_LINK] = "SELECT n, target FROM link WHERE audience_id = ?1 AND kind = ?2 AND day = ?3 AND target = ?5",
  [STMT_PUT_ACTIVITY] = "INSERT OR REPLACE INTO activity (audience_id, kind, day, n, members) VALUES (?1, ?2, ?3, ?4, ?5)",
  [STMT_PUT_TERM_USE] = "INSERT OR REPLACE INTO term_use (audience_id, term_id, hour, n, members) VALUES (?1, ?2, ?3, ?4, ?5)",
  [STMT_PUT_LINK] = "INSERT OR REPLACE INTO link (audience_id, kind, day, n, target) VALUES (?1, ?2, ?3, ?4, ?5)",
  /* Of a post that both have, the newer counters stand and the older become its history. */
  [STMT_KEEP_OLDER] =
    "INSERT OR IGNORE INTO post_counter (audience_id, post_id, seen_us, reactions, comments, shares, views)"
    " SELECT ?2, p.id, p.seen_us, p.reactions, p.comments, p.shares, p.views FROM post AS p CROSS JOIN post AS q"
    " ON q.audience_id = ?2 AND q.id = p.id WHERE p.audience_id = ?1 AND p.seen_us < q.seen_us",
  [STMT_KEEP_REPLACED] =
    "INSERT OR IGNORE INTO post_counter (audience_id, post_id, seen_us, reactions, comments, shares, views)"
    " SELECT ?2, q.id, q.seen_us, q.reactions, q.comments, q.shares, q.views FROM post AS p CROSS JOIN post AS q"
    " ON q.audience_id = ?2 AND q.id = p.id WHERE p.audience_id = ?1 AND p.seen_us > q.seen_us",
  [STMT_JOIN_POSTS] =
    "UPDATE post SET (seen_us, reactions, comments, shares, views) = (SELECT max (p.seen_us, post.seen_us),"
    " iif (p.seen_us > post.seen_us, coalesce (p.reactions, post.reactions), coalesce (post.reactions, p.reactions)),"
    " iif (p.seen_us > post.seen_us, coalesce (p.comments, post.comments), coalesce (post.comments, p.comments)),"
    " iif (p.seen_us > post.seen_us, coalesce (p.shares, post.shares), coalesce (post.shares, p.shares)),"
    " iif (p.seen_us > post.seen_us, coalesce (p.views, post.views), coalesce (post.views, p.views))"
    " FROM post AS p WHERE p.audience_id = ?1 AND p.id = post.id)"
    " WHERE audience_id = ?2 AND id IN (SELECT id FROM post WHERE audience_id = ?1)",
  [STMT_MOVE_POSTS] = "UPDATE OR IGNORE post SET audience_id = ?2 WHERE audience_id = ?1",
  [STMT_JOIN_ROLLUPS] =
    "INSERT INTO sample_rollup (step, audience_id, metric, bucket, n, total, low, high, last, last_us, granularity)"
    " SELECT step, ?2, metric, bucket, n, total, low, high, last, last_us, granularity FROM sample_rollup WHERE audience_id = ?1"
    " ON CONFLICT (step, audience_id, metric, bucket) DO UPDATE SET n = n + excluded.n, total = total + excluded.total,"
    " low = min (low, excluded.low), high = max (high, excluded.high), last = iif (excluded.last_us > last_us, excluded.last, last),"
    " last_us = max (last_us, excluded.last_us), granularity = max (granularity, excluded.granularity)",
  [STMT_JOIN_AUDIENCE] =
    "UPDATE audience SET n_posts = (SELECT count (*) FROM post WHERE audience_id = ?2), url = coalesce (audience.url, o.url),"
    " role = iif (audience.role = 1, o.role, audience.role), title = iif (audience.title = '', o.title, audience.title)"
    " FROM (SELECT url, role, title FROM audience WHERE id = ?1) AS o WHERE audience.id = ?2",
  /* Every place that names an audience, also those of later versions. */
  [STMT_LIST_PLACES] =
    "SELECT t.name, f.\"from\" FROM sqlite_schema AS t JOIN pragma_foreign_key_list (t.name) AS f"
    " WHERE t.type = 'table' AND f.\"table\" = 'audience' ORDER BY t.name",
  [STMT_DROP] = "DELETE FROM audience WHERE id = ?1",
};

XA_STATEMENT_TABLE (xa_join_statements, sql);

/* Only here do names stand in for ids. */
static const XaPlatform by_name[] = { XA_PLATFORM_TELEGRAM };

typedef struct {
  XaStore    *store;
  XaJoined    pair;
  GHashTable *hours, *days; /* (owned): in which both have the same posts, so that their numbers count the same */
} Join;

static gboolean
run (Join       *self,
     const char *statement,
     GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->pair.from);
  sqlite3_bind_int64 (q, 2, self->pair.into);

  return xa_store_run (self->store, q, error);
}

static void
add_time (GHashTable *times,
          gint64      at_us,
          gint64      step_us)
{
  gint64 no = at_us / step_us - (at_us % step_us < 0);

  g_hash_table_add (times, g_memdup2 (&no, sizeof no));
}

static gboolean
list_shared_times (Join    *self,
                   GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_SHARED_TIMES], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->pair.from);
  sqlite3_bind_int64 (q, 2, self->pair.into);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    add_time (self->hours, sqlite3_column_int64 (q, 0), XA_USEC_PER_HOUR);
    add_time (self->days, sqlite3_column_int64 (q, 0), XA_USEC_PER_DAY);
  }

  return row == 0;
}

/* --- numbers and sets of a time ---------------------------------------------------------------- */

/* A table of numbers by subject and time, with people, or with what is linked to. */
typedef struct {
  int      list, get, put;
  gboolean by_hour;
  gboolean has_people;
} Table;

static const Table tables[] = {
  { STMT_ACTIVITY, STMT_GET_ACTIVITY, STMT_PUT_ACTIVITY, FALSE, TRUE },
  { STMT_TERM_USE, STMT_GET_TERM_USE, STMT_PUT_TERM_USE, TRUE, TRUE },
  { STMT_LINK, STMT_GET_LINK, STMT_PUT_LINK, FALSE, FALSE },
};

typedef struct {
  gint64  subject;
  gint64  time;
  gint64  n;
  GBytes *content; /* (owned): people, or the target */
} Row;

static void
clear_row (gpointer data)
{
  g_bytes_unref (((Row *) data)->content);
}

static GArray *
list_rows (Join        *self,
           const Table *table,
           GError     **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[table->list], error);
  int row = -1;

  g_array_set_clear_func (rows, clear_row);
  if (q)
    sqlite3_bind_int64 (q, 1, self->pair.from);
  while (q && (row = xa_store_step (self->store, q, error)) == 1) {
    Row one = { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1), sqlite3_column_int64 (q, 2),
                g_bytes_new (sqlite3_column_blob (q, 3), (gsize) sqlite3_column_bytes (q, 3)) };

    g_array_append_val (rows, one);
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

static void
bind_row (XaQuery   *q,
          gint64     audience_id,
          const Row *row,
          GBytes    *content)
{
  gsize       size;
  const void *data = g_bytes_get_data (content, &size);

  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, row->subject);
  sqlite3_bind_int64 (q, 3, row->time);
  sqlite3_bind_int64 (q, 4, row->n);
  sqlite3_bind_blob64 (q, 5, data ? data : "", size, SQLITE_STATIC);
}

static GBytes *
unite (Join    *self,
       GBytes  *a,
       GBytes  *b,
       GError **error)
{
  g_autoptr (XaMemberSet) x = xa_member_set_new_from_bytes (g_bytes_get_data (a, NULL), g_bytes_get_size (a));
  g_autoptr (XaMemberSet) y = xa_member_set_new_from_bytes (g_bytes_get_data (b, NULL), g_bytes_get_size (b));

  if (!x || !y) {
    xa_store_set_corrupt (error, self->store->path, "a set of people cannot be read");
    return NULL;
  }
  xa_member_set_union (x, y);

  return xa_member_set_to_bytes (x);
}

/* What both have of a time is added, unless they counted the same posts: then the greater number
 * is the fuller count. */
static gboolean
join_row (Join        *self,
          const Table *table,
          Row         *row,
          GError     **error)
{
  gboolean is_shared = g_hash_table_contains (table->by_hour ? self->hours : self->days, &row->time);
  g_autoptr (XaQuery) get = xa_store_query (self->store, sql[table->get], error);
  g_autoptr (XaQuery) put = get ? xa_store_query (self->store, sql[table->put], error) : NULL;
  g_autoptr (GBytes) content = g_bytes_ref (row->content);
  int found;

  if (!put)
    return FALSE;
  bind_row (get, self->pair.into, row, row->content);
  found = xa_store_step (self->store, get, error);
  if (found < 0)
    return FALSE;
  if (found == 1) {
    gint64 n = sqlite3_column_int64 (get, 0);

    row->n = is_shared ? MAX (row->n, n) : row->n + n;
    if (table->has_people) {
      g_autoptr (GBytes) known = g_bytes_new (sqlite3_column_blob (get, 1), (gsize) sqlite3_column_bytes (get, 1));

      g_bytes_unref (content);
      content = unite (self, row->content, known, error);
      if (!content)
        return FALSE;
    }
  }
  bind_row (put, self->pair.into, row, content);

  return xa_store_run (self->store, put, error);
}

static gboolean
join_table (Join        *self,
            const Table *table,
            GError     **error)
{
  g_autoptr (GArray) rows = list_rows (self, table, error);

  for (guint i = 0; rows && i < rows->len; i++)
    if (!join_row (self, table, &g_array_index (rows, Row, i), error))
      return FALSE;

  return rows != NULL;
}

/* --- the rest -------------------------------------------------------------------------------- */

/* Lets everything else that named the one name the other; what that has of its own stays. */
static gboolean
move_rest (Join    *self,
           GError **error)
{
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST_PLACES], error);
  int row = -1;

  while (q && (row = xa_store_step (self->store, q, error)) == 1) {
    const char *table = (const char *) sqlite3_column_text (q, 0);
    const char *column = (const char *) sqlite3_column_text (q, 1);

    g_ptr_array_add (moves, g_strdup_printf ("UPDATE OR IGNORE \"%s\" SET \"%s\" = %" G_GINT64_FORMAT " WHERE \"%s\" = %" G_GINT64_FORMAT,
                                             table, column, self->pair.into, column, self->pair.from));
  }
  if (row != 0)
    return FALSE;
  for (guint i = 0; i < moves->len; i++)
    if (!xa_store_exec (self->store, g_ptr_array_index (moves, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
join (Join    *self,
      GError **error)
{
  static const int before[] = { STMT_KEEP_OLDER, STMT_KEEP_REPLACED, STMT_JOIN_POSTS, STMT_MOVE_POSTS, STMT_JOIN_ROLLUPS };

  if (!list_shared_times (self, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!join_table (self, &tables[i], error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    if (!run (self, sql[before[i]], error))
      return FALSE;

  return move_rest (self, error) &&
         xa_post_spans_remake (self->store, self->pair.into, G_MININT64, G_MAXINT64, error) &&
         run (self, sql[STMT_JOIN_AUDIENCE], error) &&
         run (self, sql[STMT_DROP], error) &&
         xa_store_audit (self->store, "audiences-joined", "", error);
}

static gboolean
join_pair (XaStore *store,
           XaJoined pair,
           GError **error)
{
  Join     self = { .store = store, .pair = pair };
  gboolean ok;

  if (!xa_store_begin (store, error))
    return FALSE;
  self.hours = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.days = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  ok = join (&self, error);
  g_hash_table_unref (self.hours);
  g_hash_table_unref (self.days);
  if (ok)
    return xa_store_commit (store, error);
  xa_store_rollback (store);

  return FALSE;
}

/* Returns: 1 with a pair, 0 where there is none, -1 with @error */
static int
find_pair (XaStore   *store,
           XaPlatform platform,
           XaJoined  *pair,
           GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_FIND_PAIR], error);
  int row;

  if (!q)
    return -1;
  sqlite3_bind_int (q, 1, platform);
  row = xa_store_step (store, q, error);
  if (row == 1)
    *pair = (XaJoined) { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) };

  return row;
}

/**
 * xa_store_join_audiences:
 * @joined: (element-type XaJoined): what was joined is added at its end
 *
 * Takes audiences that are known by their public name into those which say that the name is theirs.
 * A name that several claim says nothing: those stay apart. Simulated ones are never joined with
 * real ones.
 *
 * Errors: LOCKED, FULL, CORRUPT, IO; what was joined before is in @joined
 */
gboolean
xa_store_join_audiences (XaStore *store,
                         GArray  *joined,
                         GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_name); i++) {
    XaJoined pair;
    int      found;

    while ((found = find_pair (store, by_name[i], &pair, error)) == 1) {
      if (!join_pair (store, pair, error))
        return FALSE;
      g_array_append_val (joined, pair);
    }
    if (found < 0)
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_by_name (XaPlatform  platform,
            const char *native_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (by_name); i++)
    if (by_name[i] == platform)
      return native_id[0] == '@';

  return FALSE;
}

/**
 * xa_store_resolve_audience:
 * @native_id: as a source declares it
 *
 * Returns: (transfer full) (nullable): by which id the audience is in the file or is to be added;
 *   NULL with CORRUPT or IO
 */
char *
xa_store_resolve_audience (XaStore    *store,
                           XaPlatform  platform,
                           const char *native_id,
                           GError    **error)
{
  g_autoptr (XaQuery) q = NULL;
  g_autofree char *id = NULL;
  int              row;

  if (!is_by_name (platform, native_id))
    return g_strdup (native_id);
  q = xa_store_query (store, sql[STMT_RESOLVE], error);
  if (!q)
    return NULL;
  sqlite3_bind_int (q, 1, platform);
  sqlite3_bind_text (q, 2, native_id, -1, SQLITE_STATIC);
  row = xa_store_step (store, q, error);
  if (row == 1) {
    id = g_strdup ((const char *) sqlite3_column_text (q, 0));
    row = xa_store_step (store, q, error);
    /* A second one that claims the name. */
    if (row == 1)
      g_clear_pointer (&id, g_free);
  }
  if (row < 0)
    return NULL;

  return id ? g_steal_pointer (&id) : g_strdup (native_id);
}
