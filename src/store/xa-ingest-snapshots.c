#include "store/xa-ingest-private.h"

#include <string.h>

enum {
  STMT_GET_SNAPSHOT,
  STMT_ADD_SNAPSHOT,
  STMT_REPLACE_SNAPSHOT,
  STMT_LIST_AUDIENCES,
  STMT_LIST_DAYS,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_GET_SNAPSHOT] =
    "SELECT id, first_n, reported, window_from_us, window_to_us, checksum, key_epoch, fetched FROM snapshot"
    " WHERE audience_id = ?1 AND coverage = ?2 AND at_us = ?3 ORDER BY id DESC LIMIT 1",
  [STMT_ADD_SNAPSHOT] =
    "INSERT INTO snapshot (audience_id, coverage, at_us, first_n, reported, window_from_us, window_to_us, checksum, key_epoch,"
    " fetched, import_id, members) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
  [STMT_REPLACE_SNAPSHOT] =
    "UPDATE snapshot SET first_n = ?4, reported = ?5, window_from_us = ?6, window_to_us = ?7, checksum = ?8, key_epoch = ?9,"
    " fetched = ?10, import_id = ?11, members = ?12 WHERE id = ?13",
  [STMT_LIST_AUDIENCES] = "SELECT audience_id FROM import_audience WHERE import_id = ?1 ORDER BY audience_id",
  [STMT_LIST_DAYS] = "SELECT day, members FROM activity WHERE audience_id = ?1 AND kind = ?2 ORDER BY day",
};

XA_STATEMENT_TABLE (xa_ingest_snapshots_statements, sql);

/* A snapshot as it stands in the file, or would. */
typedef struct {
  gint64 id;
  gint64 first_n, reported, window_from_us, window_to_us, fetched;
  int    key_epoch;
  guint8 checksum[XA_CHECKSUM_SIZE];
} Row;

static gboolean
is_same (const Row *a,
         const Row *b)
{
  return a->first_n == b->first_n && a->reported == b->reported && a->window_from_us == b->window_from_us &&
         a->window_to_us == b->window_to_us && a->fetched == b->fetched && a->key_epoch == b->key_epoch &&
         memcmp (a->checksum, b->checksum, sizeof a->checksum) == 0;
}

static void
bind_place (XaQuery                *q,
            const XaIngestSnapshot *snapshot)
{
  sqlite3_bind_int64 (q, 1, snapshot->audience_id);
  sqlite3_bind_int (q, 2, snapshot->coverage);
  sqlite3_bind_int64 (q, 3, snapshot->at_us);
}

/* Returns: 1 if there is one of that audience, coverage and time, 0 if not, -1 with @error */
static int
find_row (XaIngest               *self,
          const XaIngestSnapshot *snapshot,
          Row                    *found,
          GError                **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_GET_SNAPSHOT], error);
  int row;

  if (!q)
    return -1;
  bind_place (q, snapshot);
  row = xa_store_step (self->store, q, error);
  if (row != 1)
    return row;

  *found = (Row) {
    .id = sqlite3_column_int64 (q, 0),
    .first_n = sqlite3_column_int64 (q, 1),
    .reported = xa_query_get_count (q, 2),
    .window_from_us = xa_query_get_count (q, 3),
    .window_to_us = xa_query_get_count (q, 4),
    .key_epoch = sqlite3_column_int (q, 6),
    .fetched = sqlite3_column_int64 (q, 7),
  };
  if (sqlite3_column_bytes (q, 5) == XA_CHECKSUM_SIZE)
    memcpy (found->checksum, sqlite3_column_blob (q, 5), XA_CHECKSUM_SIZE);

  return 1;
}

static gboolean
write_row (XaIngest               *self,
           const XaIngestSnapshot *snapshot,
           const Row              *row,
           GBytes                 *members,
           GError                **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[row->id ? STMT_REPLACE_SNAPSHOT : STMT_ADD_SNAPSHOT], error);
  gsize       size;
  const void *data = g_bytes_get_data (members, &size);

  if (!q)
    return FALSE;
  xa_facts_name (self->store, snapshot->audience_id);
  bind_place (q, snapshot);
  sqlite3_bind_int64 (q, 4, row->first_n);
  xa_query_bind_count (q, 5, row->reported);
  xa_query_bind_count (q, 6, row->window_from_us);
  xa_query_bind_count (q, 7, row->window_to_us);
  sqlite3_bind_blob (q, 8, row->checksum, XA_CHECKSUM_SIZE, SQLITE_STATIC);
  sqlite3_bind_int (q, 9, row->key_epoch);
  sqlite3_bind_int64 (q, 10, row->fetched);
  sqlite3_bind_int64 (q, 11, self->import_id);
  sqlite3_bind_blob64 (q, 12, data, size, SQLITE_STATIC);
  if (row->id)
    sqlite3_bind_int64 (q, 13, row->id);
  self->counts.n_snapshots++;

  return xa_store_run (self->store, q, error);
}

/**
 * xa_ingest_put_snapshot:
 * @members: packed in passing
 * @replace: whether a snapshot of the same audience, coverage and time gives way to this one
 *
 * Within a transaction. What is known already is not written again.
 */
gboolean
xa_ingest_put_snapshot (XaIngest               *self,
                        const XaIngestSnapshot *snapshot,
                        XaMemberSet            *members,
                        gboolean                replace,
                        GError                **error)
{
  g_autoptr (GBytes) bytes = xa_member_set_to_bytes (members);
  gsize       size;
  const void *data = g_bytes_get_data (bytes, &size);
  Row         known = { 0 };
  Row         row = {
            .first_n = snapshot->first_n,
            .reported = snapshot->reported,
            .window_from_us = snapshot->window_from_us,
            .window_to_us = snapshot->window_to_us,
            .fetched = (gint64) xa_member_set_count (members),
            .key_epoch = self->epoch.no,
  };
  int found;

  xa_store_checksum (data, size, row.checksum);
  found = find_row (self, snapshot, &known, error);
  if (found < 0)
    return FALSE;
  if (found && is_same (&known, &row))
    return TRUE;
  if (found && replace)
    row.id = known.id;

  return write_row (self, snapshot, &row, bytes, error);
}

static GArray *
list_audiences (XaIngest *self,
                GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST_AUDIENCES], error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, self->import_id);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    gint64 id = sqlite3_column_int64 (q, 0);

    g_array_append_val (ids, id);
  }

  return row == 0 ? g_steal_pointer (&ids) : NULL;
}

/* Unites the days of an audience, leaving out people of earlier keys: they cannot be matched. */
static XaMemberSet *
unite_days (XaIngest  *self,
            gint64     audience_id,
            XaActivity activity,
            gint64    *first_day,
            gint64    *last_day,
            GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_LIST_DAYS], error);
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  int row;

  *first_day = *last_day = XA_TIME_UNKNOWN;
  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int (q, 2, activity);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    g_autoptr (XaMemberSet) day = xa_member_set_new_from_bytes (sqlite3_column_blob (q, 1), (gsize) sqlite3_column_bytes (q, 1));

    if (!day) {
      xa_store_set_corrupt (error, self->store->path, "a set of people cannot be read");
      return NULL;
    }
    xa_member_set_remove_below (day, (guint32) self->epoch.first_member);
    if (xa_member_set_count (day) == 0)
      continue;
    xa_member_set_union (all, day);
    *last_day = sqlite3_column_int64 (q, 0);
    if (*first_day == XA_TIME_UNKNOWN)
      *first_day = *last_day;
  }

  return row == 0 ? g_steal_pointer (&all) : NULL;
}

static gboolean
take_snapshot (XaIngest  *self,
               gint64     audience_id,
               XaActivity activity,
               GError   **error)
{
  gint64 first_day, last_day;
  g_autoptr (XaMemberSet) people = unite_days (self, audience_id, activity, &first_day, &last_day, error);
  XaIngestSnapshot snapshot;

  if (!people)
    return FALSE;
  if (last_day == XA_TIME_UNKNOWN)
    return TRUE;
  snapshot = (XaIngestSnapshot) {
    .audience_id = audience_id,
    .at_us = last_day * XA_USEC_PER_DAY,
    .coverage = activity == XA_ACTIVITY_AUTHOR ? XA_COVERAGE_ACTIVE_AUTHORS : XA_COVERAGE_REACTORS,
    .reported = XA_COUNT_UNKNOWN,
    .window_from_us = first_day * XA_USEC_PER_DAY,
    .window_to_us = (last_day + 1) * XA_USEC_PER_DAY,
  };

  return xa_ingest_put_snapshot (self, &snapshot, people, TRUE, error);
}

static gboolean
take_both (XaIngest *self,
           gint64    audience_id,
           GError  **error)
{
  return take_snapshot (self, audience_id, XA_ACTIVITY_AUTHOR, error) && take_snapshot (self, audience_id, XA_ACTIVITY_REACTOR, error);
}

/**
 * xa_ingest_take_active_snapshots:
 *
 * Of each audience of the import, who ever wrote in it, and who ever reacted, as far as the
 * workspace knows. Such a snapshot is of the newest day with activity (its start), and its window goes
 * from the first such day to the end of the newest. It takes the place of an earlier one of the
 * same day.
 */
gboolean
xa_ingest_take_active_snapshots (XaIngest *self,
                                 GError  **error)
{
  XaIngestCounts counts = self->counts;
  g_autoptr (GArray) ids = list_audiences (self, error);

  if (!ids || !xa_store_begin (self->store, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!take_both (self, g_array_index (ids, gint64, i), error)) {
      xa_store_rollback (self->store);
      self->counts = counts;
      return FALSE;
    }
  if (xa_ingest_put_progress (self, error)) {
    if (xa_store_commit (self->store, error))
      return TRUE;
  } else {
    xa_store_rollback (self->store);
  }
  self->counts = counts;

  return FALSE;
}
