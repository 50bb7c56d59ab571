#include "model/xa-member-set.h"
#include "store/xa-schema.h"
#include "store/xa-store-private.h"

#include <string.h>

enum {
  STMT_SEGMENTS,
  STMT_SNAPSHOTS,
  STMT_ACTIVITY,
  STMT_TERM_USE,
  STMT_ELSEWHERE,
  STMT_STAGED,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_SEGMENTS] = "SELECT no, n, checksum, pseudonyms FROM member_segment ORDER BY no",
  [STMT_SNAPSHOTS] = "SELECT members, checksum, fetched FROM snapshot",
  [STMT_ACTIVITY] = "SELECT members FROM activity",
  [STMT_TERM_USE] = "SELECT members FROM term_use",
  [STMT_ELSEWHERE] = "SELECT members FROM elsewhere",
  [STMT_STAGED] = "SELECT ids, profiles FROM import_member",
};

XA_STATEMENT_TABLE (xa_verify_statements, sql);

/* Looks at a row; returns what is wrong with it, or NULL. */
typedef const char *(*CheckRow) (XaQuery *q, guint32 *n_members);

static gboolean
matches_checksum (XaQuery *q,
                  int      data,
                  int      checksum)
{
  guint8 expected[XA_CHECKSUM_SIZE];

  xa_store_checksum (sqlite3_column_blob (q, data), (gsize) sqlite3_column_bytes (q, data), expected);

  return sqlite3_column_bytes (q, checksum) == XA_CHECKSUM_SIZE && memcmp (sqlite3_column_blob (q, checksum), expected, XA_CHECKSUM_SIZE) == 0;
}

/* Rows follow each other, and only the last may be short. */
static const char *
check_segment (XaQuery *q,
               guint32 *n_members)
{
  gint64 n = sqlite3_column_int64 (q, 1);

  if (sqlite3_column_int64 (q, 0) * XA_SEGMENT_SIZE != *n_members || n < 1 || n > XA_SEGMENT_SIZE)
    return "a segment of members is missing";
  if (sqlite3_column_bytes (q, 3) != n * (gint64) sizeof (XaPseudonym))
    return "a segment of members has the wrong size";
  *n_members += (guint32) n;

  return matches_checksum (q, 3, 2) ? NULL : "a segment of members does not match its checksum";
}

static const char *
check_set (XaQuery *q,
           guint32  n_members,
           gint64  *count)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new_from_bytes (sqlite3_column_blob (q, 0), (gsize) sqlite3_column_bytes (q, 0));

  if (!set)
    return "a set of people cannot be read";
  *count = (gint64) xa_member_set_count (set);

  return xa_member_set_is_below (set, n_members) ? NULL : "a set names people who are not there";
}

static const char *
check_snapshot (XaQuery *q,
                guint32 *n_members)
{
  const char *fault = matches_checksum (q, 0, 1) ? NULL : "a snapshot does not match its checksum";
  gint64      count;

  if (!fault)
    fault = check_set (q, *n_members, &count);
  if (!fault && count != sqlite3_column_int64 (q, 2))
    fault = "a snapshot does not have as many people as it says";

  return fault;
}

static const char *
check_plain_set (XaQuery *q,
                 guint32 *n_members)
{
  gint64 count;

  return check_set (q, *n_members, &count);
}

static const char *
check_staged (XaQuery *q,
              guint32 *n_members)
{
  const guint8 *data = sqlite3_column_blob (q, 0);
  gsize         size = (gsize) sqlite3_column_bytes (q, 0);

  for (gsize i = 0; i + sizeof (guint32) <= size; i += sizeof (guint32)) {
    guint32 id;

    memcpy (&id, data + i, sizeof id);
    if (GUINT32_FROM_LE (id) >= *n_members)
      return "an open member list names people who are not there";
  }

  if (size % sizeof (guint32) != 0 ||
      (sqlite3_column_type (q, 1) != SQLITE_NULL && (gsize) sqlite3_column_bytes (q, 1) != size / sizeof (guint32) * sizeof (guint16)))
    return "an open member list is cut";

  return NULL;
}

static const CheckRow checks[N_STMTS] = {
  [STMT_SEGMENTS] = check_segment,
  [STMT_SNAPSHOTS] = check_snapshot,
  [STMT_ACTIVITY] = check_plain_set,
  [STMT_TERM_USE] = check_plain_set,
  [STMT_ELSEWHERE] = check_plain_set,
  [STMT_STAGED] = check_staged,
};

static gboolean
check_rows (XaStore *self,
            int      which,
            guint32 *n_members,
            GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[which], error);
  int row = q ? 1 : -1;

  while (row == 1 && (row = xa_store_step (self, q, error)) == 1) {
    const char *fault = checks[which](q, n_members);

    if (fault) {
      xa_store_set_corrupt (error, self->path, fault);
      return FALSE;
    }
  }

  return row == 0;
}

/* A check of SQLite's own answers "ok", or with nothing, when all is well. */
static gboolean
check_pragma (XaStore    *self,
              const char *pragma,
              GError    **error)
{
  sqlite3_stmt *statement = NULL;
  int           rc = sqlite3_prepare_v2 (self->db, pragma, -1, &statement, NULL);
  gboolean      sound;

  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  sound = rc == SQLITE_DONE || (rc == SQLITE_ROW && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0);
  if (rc == SQLITE_ROW && !sound)
    xa_store_set_corrupt (error, self->path, (const char *) sqlite3_column_text (statement, 0));
  else if (!sound)
    xa_store_fail (self, error);
  sqlite3_finalize (statement);

  return sound;
}

static gboolean
verify (XaStore *self,
        GError **error)
{
  guint32 n_members = 0;

  if (!check_pragma (self, "PRAGMA integrity_check(1)", error) || !check_pragma (self, "PRAGMA foreign_key_check", error))
    return FALSE;
  for (int i = 0; i < N_STMTS; i++)
    if (!check_rows (self, i, &n_members, error))
      return FALSE;

  return TRUE;
}

/**
 * xa_store_verify:
 * @cancellable: (nullable): to give up
 *
 * Reads everything: pages and indexes as SQLite knows them, then what it cannot know: checksums,
 * and that every set can be read and names only people who are there.
 *
 * Errors: CORRUPT with the first fault, IO, G_IO_ERROR_CANCELLED
 */
gboolean
xa_store_verify (XaStore      *self,
                 GCancellable *cancellable,
                 GError      **error)
{
  gboolean sound;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !xa_store_exec (self, "BEGIN", error))
    return FALSE;
  xa_store_set_cancellable (self, cancellable);
  sound = verify (self, error);
  xa_store_set_cancellable (self, NULL);
  xa_store_rollback (self);

  return sound;
}
