#include "store/xa-sweep.h"
#include "model/xa-language.h"
#include "model/xa-said.h"
#include "store/xa-schema.h"
#include "store/xa-word-rows.h"

#include <glib/gstdio.h>
#include <string.h>

enum {
  STMT_SEGMENTS,
  STMT_GET_SEGMENT,
  STMT_SET_SEGMENT,
  STMT_SNAPSHOT_SETS,
  STMT_ACTIVITY_SETS,
  STMT_TERM_SETS,
  STMT_ELSEWHERE_SETS,
  STMT_OPEN_LISTS,
  STMT_UNUSED_TERMS,
  STMT_DROP_OVERLAP,
  STMT_NOTE_TRACES,
  STMT_HAS_TRACES,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_SEGMENTS] = "SELECT no FROM member_segment ORDER BY no",
  [STMT_GET_SEGMENT] = "SELECT pseudonyms FROM member_segment WHERE no = ?1",
  [STMT_SET_SEGMENT] = "UPDATE member_segment SET pseudonyms = ?2, checksum = ?3 WHERE no = ?1",
  [STMT_SNAPSHOT_SETS] = "SELECT members FROM snapshot",
  [STMT_ACTIVITY_SETS] = "SELECT members FROM activity",
  [STMT_TERM_SETS] = "SELECT members FROM term_use",
  [STMT_ELSEWHERE_SETS] = "SELECT members FROM elsewhere",
  [STMT_OPEN_LISTS] = "SELECT ids FROM import_member",
  [STMT_UNUSED_TERMS] = "DELETE FROM term WHERE id NOT IN (SELECT term_id FROM term_use)",
  [STMT_DROP_OVERLAP] = "DELETE FROM overlap",
  [STMT_NOTE_TRACES] = "INSERT INTO meta (key, value) VALUES ('traces', 1) ON CONFLICT (key) DO NOTHING",
  [STMT_HAS_TRACES] = "SELECT 1 FROM meta WHERE key = 'traces'",
};

XA_STATEMENT_TABLE (xa_sweep_statements, sql);

/**
 * xa_sweep_begin:
 *
 * Starts a transaction. SQLite would look for the children of every deleted row by itself, in
 * tables that have no index for it; deleting table by table does the same work once.
 */
gboolean
xa_sweep_begin (XaStore *self,
                GError **error)
{
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
  if (xa_store_begin (self, error))
    return TRUE;
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);

  return FALSE;
}

/**
 * xa_sweep_end:
 * @commit: whether to keep what was done; else it is undone
 *
 * Ends the transaction. People may have changed in the file, so the index is forgotten and with it
 * the counts of who is in two lists, which can be made again; that the bytes of deleted rows are still there is noted until xa_sweep_bytes() has succeeded.
 */
gboolean
xa_sweep_end (XaStore *self,
              gboolean commit,
              GError **error)
{
  gboolean ok = commit && xa_sweep_run (self, sql[STMT_DROP_OVERLAP], 0, 0, NULL, error) &&
                xa_sweep_run (self, sql[STMT_NOTE_TRACES], 0, 0, NULL, error) && xa_store_commit (self, error);

  xa_store_rollback (self);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  if (ok)
    xa_store_drop_index (self);

  return ok;
}

gboolean
xa_sweep_run (XaStore    *self,
              const char *text,
              gint64      a,
              gint64      b,
              gint64     *n_rows,
              GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, text, error);

  if (!q)
    return FALSE;
  /* A statement that takes fewer numbers refuses the rest, which does no harm. */
  sqlite3_bind_int64 (q, 1, a);
  sqlite3_bind_int64 (q, 2, b);
  if (!xa_store_run (self, q, error))
    return FALSE;
  if (n_rows)
    *n_rows += sqlite3_changes64 (self->db);

  return TRUE;
}

XaMemberSet *
xa_sweep_get_set (XaStore    *self,
                  XaQuery    *query,
                  int         column,
                  const char *what,
                  GError    **error)
{
  const void  *data = sqlite3_column_blob (query, column);
  XaMemberSet *set = data ? xa_member_set_new_from_bytes (data, (gsize) sqlite3_column_bytes (query, column)) : NULL;

  if (!set)
    xa_store_set_corrupt (error, self->path, what);

  return set;
}

static GArray *
list_segments (XaStore *self,
               GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_SEGMENTS], error);
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (gint64));
  int row = q ? 0 : -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    gint64 no = sqlite3_column_int64 (q, 0);

    g_array_append_val (segments, no);
  }

  return row < 0 ? NULL : g_steal_pointer (&segments);
}

static GByteArray *
load_segment (XaStore *self,
              gint64   no,
              GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_GET_SEGMENT], error);
  GByteArray *bytes;
  int         row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, no);
  row = xa_store_step (self, q, error);
  if (row < 0)
    return NULL;
  if (row == 0 || sqlite3_column_bytes (q, 0) % (int) sizeof (XaPseudonym) != 0) {
    xa_store_set_corrupt (error, self->path, "a part of the list of people is cut");
    return NULL;
  }
  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, sqlite3_column_blob (q, 0), (guint) sqlite3_column_bytes (q, 0));

  return bytes;
}

static gboolean
save_segment (XaStore          *self,
              gint64            no,
              const GByteArray *bytes,
              GError          **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_SET_SEGMENT], error);
  guint8 checksum[XA_CHECKSUM_SIZE];

  if (!q)
    return FALSE;
  xa_store_checksum (bytes->data, bytes->len, checksum);
  sqlite3_bind_int64 (q, 1, no);
  sqlite3_bind_blob (q, 2, bytes->data, (int) bytes->len, SQLITE_STATIC);
  sqlite3_bind_blob (q, 3, checksum, sizeof checksum, SQLITE_STATIC);

  return xa_store_run (self, q, error);
}

/* Zeros in @bytes, whose first person is @first, those who are in @people or not, as @inside
 * says; returns how many changed. */
static gint64
zero_people (GByteArray        *bytes,
             guint32            first,
             const XaMemberSet *people,
             gboolean           inside)
{
  static const XaPseudonym nobody;
  const guint              n = bytes->len / (guint) sizeof nobody;
  gint64                   n_changed = 0;

  for (guint i = 0; i < n; i++) {
    guint8 *who = bytes->data + i * sizeof nobody;

    if (!xa_member_set_contains (people, first + i) != !inside || memcmp (who, &nobody, sizeof nobody) == 0)
      continue;
    memset (who, 0, sizeof nobody);
    n_changed++;
  }

  return n_changed;
}

static gboolean
zero_in_all (XaStore           *self,
             const XaMemberSet *people,
             gboolean           inside,
             gint64            *n_changed,
             GError           **error)
{
  g_autoptr (GArray) segments = list_segments (self, error);

  if (!segments)
    return FALSE;
  for (guint i = 0; i < segments->len; i++) {
    gint64 no = g_array_index (segments, gint64, i);
    g_autoptr (GByteArray) bytes = load_segment (self, no, error);
    gint64 n;

    if (!bytes)
      return FALSE;
    n = zero_people (bytes, (guint32) (no * XA_SEGMENT_SIZE), people, inside);
    if (n > 0 && !save_segment (self, no, bytes, error))
      return FALSE;
    *n_changed += n;
  }

  return TRUE;
}

/**
 * xa_sweep_people:
 * @people: dense ids; they are not given out again
 */
gboolean
xa_sweep_people (XaStore           *self,
                 const XaMemberSet *people,
                 GError           **error)
{
  gint64 n_changed = 0;

  return zero_in_all (self, people, TRUE, &n_changed, error);
}

static gboolean
add_sets (XaStore     *self,
          const char  *text,
          XaMemberSet *all,
          GError     **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, text, error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    g_autoptr (XaMemberSet) set = xa_sweep_get_set (self, q, 0, "a set of people cannot be read", error);

    if (!set)
      return FALSE;
    xa_member_set_union (all, set);
  }

  return row == 0;
}

static gboolean
add_open_lists (XaStore     *self,
                XaMemberSet *all,
                GError     **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_OPEN_LISTS], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    const guint8 *ids = sqlite3_column_blob (q, 0);
    const int     n = sqlite3_column_bytes (q, 0) / (int) sizeof (guint32);

    for (int i = 0; i < n; i++) {
      guint32 id;

      memcpy (&id, ids + (gsize) i * sizeof id, sizeof id);
      xa_member_set_add (all, GUINT32_FROM_LE (id));
    }
  }

  return row == 0;
}

/**
 * xa_sweep_orphans:
 * @n_rows: (inout): people and terms removed are added
 *
 * Cost: reads all sets and the list of people once.
 */
gboolean
xa_sweep_orphans (XaStore *self,
                  gint64  *n_rows,
                  GError **error)
{
  g_autoptr (XaMemberSet) known = xa_member_set_new ();

  return add_sets (self, sql[STMT_SNAPSHOT_SETS], known, error) &&
         add_sets (self, sql[STMT_ACTIVITY_SETS], known, error) &&
         add_sets (self, sql[STMT_TERM_SETS], known, error) &&
         add_sets (self, sql[STMT_ELSEWHERE_SETS], known, error) &&
         add_open_lists (self, known, error) &&
         zero_in_all (self, known, FALSE, n_rows, error) &&
         xa_sweep_run (self, sql[STMT_UNUSED_TERMS], 0, 0, n_rows, error) &&
         xa_words_hide_rare (self, error);
}

static gboolean
has_traces (XaStore  *self,
            gboolean *found,
            GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_HAS_TRACES], error);
  int row = q ? xa_store_step (self, q, error) : -1;

  *found = row == 1;

  return row >= 0;
}

/* VACUUM attaches its new file to the connection, where nothing else may ever be attached. Its
 * temporary file holds only what remains. */
static gboolean
rewrite (XaStore *self,
         GError **error)
{
  gboolean ok;

  sqlite3_limit (self->db, SQLITE_LIMIT_ATTACHED, 1);
  ok = xa_store_exec (self, "PRAGMA temp_store = FILE; VACUUM", error);
  sqlite3_limit (self->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_exec (self->db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
  if (!ok)
    xa_say_error_of (error, N_ ("The data was deleted, but its bytes could not be overwritten yet: run this again. %s"));

  return ok;
}

static gboolean
empty_log (XaStore *self,
           GError **error)
{
  int rc = sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  if ((rc & 0xff) == SQLITE_BUSY)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED,
                 N_ ("The data was deleted, but another program still reads an earlier state of %s from its log: close it there and run this again."), self->path);
  else
    xa_store_fail (self, error);

  return FALSE;
}

/**
 * xa_sweep_bytes:
 *
 * secure_delete puts zeros over deleted rows, but not over the copies that remain where rows were
 * moved between pages; only rewriting the file is certain. The log is emptied last: it holds
 * pages as they were before. Does nothing if nothing was deleted since the last time.
 *
 * Cost: reads and writes the whole file.
 *
 * Errors: LOCKED if a reader keeps the log in use, FULL; what was deleted stays deleted then
 */
gboolean
xa_sweep_bytes (XaStore *self,
                GError **error)
{
  gboolean found;

  if (!has_traces (self, &found, error))
    return FALSE;

  return !found || (rewrite (self, error) && empty_log (self, error) && xa_store_exec (self, "DELETE FROM meta WHERE key = 'traces'", error));
}

void
xa_sweep_upgrade_copies (const char *path)
{
  for (int version = 1; version <= XA_SCHEMA_VERSION; version++) {
    g_autofree char *copy = g_strdup_printf ("%s.v%d.backup", path, version);

    g_unlink (copy);
  }
}
