#include "store/xa-segments.h"
#include "store/xa-schema.h"

#include <string.h>

enum {
  STMT_COUNT,
  STMT_LOAD,
  STMT_PUT,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_COUNT] = "SELECT no, n FROM member_segment ORDER BY no DESC LIMIT 1",
  [STMT_LOAD] = "SELECT no, n, checksum, pseudonyms FROM member_segment WHERE no >= ?1 ORDER BY no",
  [STMT_PUT] =
    "INSERT INTO member_segment (no, n, checksum, pseudonyms) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (no) DO UPDATE SET n = excluded.n, checksum = excluded.checksum, pseudonyms = excluded.pseudonyms",
};

XA_STATEMENT_TABLE (xa_segments_statements, sql);

/**
 * xa_store_count_members:
 * @n_members: (out): ids given out so far, those of erased people too
 */
gboolean
xa_store_count_members (XaStore *self,
                        gint64  *n_members,
                        GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_COUNT], error);
  int row = q ? xa_store_step (self, q, error) : -1;

  if (row < 0)
    return FALSE;
  *n_members = row ? sqlite3_column_int64 (q, 0) * XA_SEGMENT_SIZE + sqlite3_column_int64 (q, 1) : 0;

  return TRUE;
}

/**
 * xa_store_drop_index:
 *
 * To be called after pseudonyms were changed in the file.
 */
void
xa_store_drop_index (XaStore *self)
{
  g_clear_pointer (&self->index, xa_member_index_free);
}

/* Takes one row, whose first people may be known already. */
static gboolean
take_row (XaStore *self,
          XaQuery *q,
          GError **error)
{
  gint64        first = sqlite3_column_int64 (q, 0) * XA_SEGMENT_SIZE;
  gint64        n = sqlite3_column_int64 (q, 1);
  const guint8 *data = sqlite3_column_blob (q, 3);
  gsize         size = (gsize) sqlite3_column_bytes (q, 3);
  gint64        known = (gint64) xa_member_index_count (self->index) - first;
  guint8        checksum[XA_CHECKSUM_SIZE];

  if (n < 1 || n > XA_SEGMENT_SIZE || size != (gsize) n * sizeof (XaPseudonym) || known < 0 || known > n) {
    xa_store_set_corrupt (error, self->path, "a segment of members has the wrong size");
    return FALSE;
  }
  xa_store_checksum (data, size, checksum);
  if (sqlite3_column_bytes (q, 2) != XA_CHECKSUM_SIZE || memcmp (checksum, sqlite3_column_blob (q, 2), XA_CHECKSUM_SIZE) != 0) {
    xa_store_set_corrupt (error, self->path, "a segment of members does not match its checksum");
    return FALSE;
  }
  if (!xa_member_index_append (self->index, (const XaPseudonym *) data + known, (gsize) (n - known))) {
    xa_store_set_corrupt (error, self->path, "it counts more members than there can be");
    return FALSE;
  }

  return TRUE;
}

/**
 * xa_segments_load:
 *
 * Reads what the index does not hold yet; all of it the first time. Where the file holds fewer
 * people than the index, the index is of another state of the file and is built anew.
 *
 * Errors: CORRUPT, IO; the index is dropped then
 */
gboolean
xa_segments_load (XaStore *self,
                  GError **error)
{
  g_autoptr (XaQuery) q = NULL;
  gint64 n_members;
  int    row;

  if (!xa_store_count_members (self, &n_members, error))
    return FALSE;
  if (self->index && xa_member_index_count (self->index) == n_members)
    return TRUE;
  if (self->index && xa_member_index_count (self->index) > n_members)
    xa_store_drop_index (self);
  if (!self->index)
    self->index = xa_member_index_new ();

  if (n_members <= XA_MEMBER_INDEX_MAX)
    xa_member_index_reserve (self->index, (gsize) n_members);

  q = xa_store_query (self, sql[STMT_LOAD], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, xa_member_index_count (self->index) / XA_SEGMENT_SIZE);
  while ((row = xa_store_step (self, q, error)) == 1)
    if (!take_row (self, q, error)) {
      row = -1;
      break;
    }
  if (row < 0)
    xa_store_drop_index (self);

  return row == 0;
}

/**
 * xa_segments_append:
 * @first: the first id that the file does not hold
 *
 * Writes whole rows: the last row of the file, if it was not full, is written again.
 */
gboolean
xa_segments_append (XaStore *self,
                    guint32  first,
                    GError **error)
{
  guint32 count = xa_member_index_count (self->index);
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_PUT], error);

  if (!q)
    return FALSE;

  for (guint32 id = first - first % XA_SEGMENT_SIZE; id < count && first < count; id += XA_SEGMENT_SIZE) {
    gsize              n;
    const XaPseudonym *people = xa_member_index_peek (self->index, id, &n);
    guint8             checksum[XA_CHECKSUM_SIZE];

    n = MIN (n, XA_SEGMENT_SIZE);
    xa_store_checksum (people, n * sizeof *people, checksum);
    sqlite3_bind_int64 (q, 1, id / XA_SEGMENT_SIZE);
    sqlite3_bind_int64 (q, 2, (gint64) n);
    sqlite3_bind_blob (q, 3, checksum, sizeof checksum, SQLITE_STATIC);
    sqlite3_bind_blob64 (q, 4, people, n * sizeof *people, SQLITE_STATIC);
    if (!xa_store_run (self, q, error))
      return FALSE;
  }

  return TRUE;
}
