#include "store/xa-maintenance.h"
#include "store/xa-schema.h"
#include "store/xa-sweep.h"
#include "store/xa-word-rows.h"

#include <string.h>

enum {
  STMT_SEGMENTS,
  STMT_SNAPSHOTS,
  STMT_SET_SNAPSHOT,
  STMT_ACTIVITY,
  STMT_SET_ACTIVITY,
  STMT_DROP_ACTIVITY,
  STMT_TERM_USE,
  STMT_SET_TERM_USE,
  STMT_DROP_TERM_USE,
  STMT_ELSEWHERE,
  STMT_SET_ELSEWHERE,
  STMT_DROP_ELSEWHERE,
  STMT_OPEN_LISTS,
  STMT_SET_OPEN_LIST,
  STMT_UNUSED_TERMS,
  STMT_COUNT_AUDIENCES,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_SEGMENTS] = "SELECT no, pseudonyms FROM member_segment",
  [STMT_SNAPSHOTS] = "SELECT id, 0, 0, members FROM snapshot",
  [STMT_SET_SNAPSHOT] = "UPDATE snapshot SET members = ?4, checksum = ?5, fetched = ?6 WHERE id = ?1",
  [STMT_ACTIVITY] = "SELECT audience_id, kind, day, members FROM activity",
  [STMT_SET_ACTIVITY] = "UPDATE activity SET members = ?4 WHERE audience_id = ?1 AND kind = ?2 AND day = ?3",
  [STMT_DROP_ACTIVITY] = "DELETE FROM activity WHERE audience_id = ?1 AND kind = ?2 AND day = ?3",
  [STMT_TERM_USE] = "SELECT audience_id, term_id, hour, members FROM term_use",
  [STMT_SET_TERM_USE] = "UPDATE term_use SET members = ?4 WHERE audience_id = ?1 AND term_id = ?2 AND hour = ?3",
  [STMT_DROP_TERM_USE] = "DELETE FROM term_use WHERE audience_id = ?1 AND term_id = ?2 AND hour = ?3",
  [STMT_ELSEWHERE] = "SELECT audience_id, platform, 0, members FROM elsewhere",
  [STMT_SET_ELSEWHERE] = "UPDATE elsewhere SET members = ?4 WHERE audience_id = ?1 AND platform = ?2",
  [STMT_DROP_ELSEWHERE] = "DELETE FROM elsewhere WHERE audience_id = ?1 AND platform = ?2",
  [STMT_OPEN_LISTS] = "SELECT import_id, audience_id, no, ids, profiles FROM import_member",
  [STMT_SET_OPEN_LIST] = "UPDATE import_member SET ids = ?4, profiles = ?7 WHERE import_id = ?1 AND audience_id = ?2 AND no = ?3",
  [STMT_UNUSED_TERMS] = "DELETE FROM term WHERE id NOT IN (SELECT term_id FROM term_use)",
  [STMT_COUNT_AUDIENCES] = "SELECT (SELECT count(*) FROM audience WHERE platform = ?1) + (SELECT count(*) FROM source WHERE platform = ?1)",
};

XA_STATEMENT_TABLE (xa_erase_statements, sql);

/* A table of sets, each row found by up to three numbers. */
typedef struct {
  int         list;
  int         update;
  int         drop; /* for sets that become empty: they would leave a count of one person's acts; or -1 */
  const char *what;
} SetTable;

static const SetTable set_tables[] = {
  { STMT_SNAPSHOTS, STMT_SET_SNAPSHOT, -1, "the members of a snapshot cannot be read" },
  { STMT_ACTIVITY, STMT_SET_ACTIVITY, STMT_DROP_ACTIVITY, "a day's people cannot be read" },
  { STMT_TERM_USE, STMT_SET_TERM_USE, STMT_DROP_TERM_USE, "the users of a term cannot be read" },
  { STMT_ELSEWHERE, STMT_SET_ELSEWHERE, STMT_DROP_ELSEWHERE, "who names an account elsewhere cannot be read" },
};

typedef struct {
  gint64  key[3];
  GBytes *bytes;    /* (owned): what the row is to hold */
  GBytes *profiles; /* (owned) (nullable): beside it, of an open list */
  gint64  n;        /* people in it, or bytes of an open list */
} Row;

static void
clear_row (gpointer data)
{
  g_bytes_unref (((Row *) data)->bytes);
  g_clear_pointer (&((Row *) data)->profiles, g_bytes_unref);
}

static GArray *
rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

  g_array_set_clear_func (rows, clear_row);

  return rows;
}

static void
add_row (GArray  *rows,
         XaQuery *q,
         GBytes  *bytes,
         GBytes  *profiles,
         gint64   n)
{
  Row row = { { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1), sqlite3_column_int64 (q, 2) }, bytes, profiles, n };

  g_array_append_val (rows, row);
}

/* Where @who stands in the list of people: nowhere, once, or, in a file that was tampered with,
 * several times. */
static XaMemberSet *
find_person (XaStore           *self,
             const XaPseudonym *who,
             GError           **error)
{
  g_autoptr (XaMemberSet) ids = xa_member_set_new ();
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_SEGMENTS], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    const guint32 first = (guint32) (sqlite3_column_int64 (q, 0) * XA_SEGMENT_SIZE);
    const guint8 *bytes = sqlite3_column_blob (q, 1);
    const guint32 n = (guint32) sqlite3_column_bytes (q, 1) / sizeof *who;

    for (guint32 i = 0; i < n; i++)
      if (memcmp (bytes + i * sizeof *who, who, sizeof *who) == 0)
        xa_member_set_add (ids, first + i);
  }

  return row == 0 ? g_steal_pointer (&ids) : NULL;
}

/* Which rows of a table hold any of @ids, and what they hold without them. */
static GArray *
find_sets (XaStore           *self,
           const SetTable    *table,
           const XaMemberSet *ids,
           GError           **error)
{
  g_autoptr (GArray) rows = rows_new ();
  g_autoptr (XaQuery) q = xa_store_query (self, sql[table->list], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    g_autoptr (XaMemberSet) set = xa_sweep_get_set (self, q, 3, table->what, error);

    if (!set)
      return NULL;
    if (xa_member_set_count_shared (set, ids) == 0)
      continue;
    xa_member_set_subtract (set, ids);
    add_row (rows, q, xa_member_set_to_bytes (set), NULL, (gint64) xa_member_set_count (set));
  }

  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

static gboolean
store_row (XaStore    *self,
           const char *text,
           const Row  *row,
           GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, text, error);
  guint8      checksum[XA_CHECKSUM_SIZE];
  gsize       size;
  const void *data = g_bytes_get_data (row->bytes, &size);

  if (!q)
    return FALSE;
  for (int i = 0; i < 3; i++)
    sqlite3_bind_int64 (q, i + 1, row->key[i]);
  xa_store_checksum (data, size, checksum);
  /* Tables without a checksum and a count refuse these two, which does no harm. */
  sqlite3_bind_blob (q, 4, size > 0 ? data : "", (int) size, SQLITE_STATIC);
  sqlite3_bind_blob (q, 5, checksum, sizeof checksum, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 6, row->n);
  data = row->profiles ? g_bytes_get_data (row->profiles, &size) : NULL;
  if (data)
    sqlite3_bind_blob (q, 7, data, (int) size, SQLITE_STATIC);

  return xa_store_run (self, q, error);
}

static gboolean
erase_from_sets (XaStore           *self,
                 const SetTable    *table,
                 const XaMemberSet *ids,
                 GError           **error)
{
  g_autoptr (GArray) rows = find_sets (self, table, ids, error);

  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index (rows, Row, i);

    if (!store_row (self, sql[row->n == 0 && table->drop >= 0 ? table->drop : table->update], row, error))
      return FALSE;
  }

  return TRUE;
}

/* What is left of @data, of which @width bytes belong to each of @ids. */
static GBytes *
list_without (const guint8      *ids,
              gsize              n_ids,
              const XaMemberSet *gone,
              const guint8      *data,
              guint              width)
{
  GByteArray *rest = g_byte_array_sized_new ((guint) n_ids * width);

  for (gsize i = 0; i < n_ids; i++) {
    guint32 id;

    memcpy (&id, ids + i * sizeof id, sizeof id);
    if (!xa_member_set_contains (gone, GUINT32_FROM_LE (id)))
      g_byte_array_append (rest, data + i * width, width);
  }

  return g_byte_array_free_to_bytes (rest);
}

static gboolean
erase_from_open_lists (XaStore           *self,
                       const XaMemberSet *ids,
                       GError           **error)
{
  g_autoptr (GArray) rows = rows_new ();
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_OPEN_LISTS], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    const guint8 *list = sqlite3_column_blob (q, 3), *profiles = sqlite3_column_blob (q, 4);
    gsize         n = (gsize) sqlite3_column_bytes (q, 3) / sizeof (guint32);
    gboolean      is_whole = (gsize) sqlite3_column_bytes (q, 4) == n * sizeof (guint16);
    GBytes       *rest = list_without (list, n, ids, list, sizeof (guint32));

    if (g_bytes_get_size (rest) < n * sizeof (guint32))
      add_row (rows, q, rest, profiles && is_whole ? list_without (list, n, ids, profiles, sizeof (guint16)) : NULL, 0);
    else
      g_bytes_unref (rest);
  }
  if (row < 0)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!store_row (self, sql[STMT_SET_OPEN_LIST], &g_array_index (rows, Row, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
erase_ids (XaStore           *self,
           const XaMemberSet *ids,
           GError           **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (set_tables); i++)
    if (!erase_from_sets (self, &set_tables[i], ids, error))
      return FALSE;

  return erase_from_open_lists (self, ids, error) &&
         xa_sweep_people (self, ids, error) &&
         xa_sweep_run (self, sql[STMT_UNUSED_TERMS], 0, 0, NULL, error) &&
         xa_words_hide_rare (self, error) &&
         xa_store_audit (self, "person-erased", "", error);
}

/**
 * xa_store_erase_person:
 * @who: the pseudonym of the person who asks; by handle and by id are two people to the workspace
 * @found: (out): whether there was any trace
 *
 * Takes a person out of the list of people and of every set, and corrects the sizes of snapshots.
 * A day or a term that only they stood for goes with them. What cannot be told apart stays: posts
 * have no author, and counts of posts are not lowered. Copies that upgrades left beside the
 * workspace are removed; backups that were made elsewhere are not known here.
 *
 * Repeating the call finishes what a full disk or a reader prevented, though the person is then
 * not found any more.
 *
 * Errors: LOCKED or FULL if the bytes could not be overwritten yet; CORRUPT, READ_ONLY, IO
 */
gboolean
xa_store_erase_person (XaStore           *self,
                       const XaPseudonym *who,
                       gboolean          *found,
                       GError           **error)
{
  static const XaPseudonym nobody;
  g_autoptr (XaMemberSet) ids = NULL;

  g_return_val_if_fail (memcmp (who, &nobody, sizeof nobody) != 0, FALSE);

  *found = FALSE;
  if (!xa_sweep_begin (self, error))
    return FALSE;
  ids = find_person (self, who, error);
  if (!ids) {
    xa_sweep_end (self, FALSE, NULL);
    return FALSE;
  }
  if (xa_member_set_count (ids) == 0) {
    xa_sweep_end (self, FALSE, NULL);
  } else {
    if (!xa_sweep_end (self, erase_ids (self, ids, error), error))
      return FALSE;
    *found = TRUE;
  }
  xa_sweep_upgrade_copies (self->path);

  return xa_sweep_bytes (self, error);
}

/* Everything of a platform's audiences, children before parents. An import goes with the last
 * platform that it brought something of, so that the same file may be taken in again. */
static const char *const platform_deletions[] = {
  /* What was followed there; connections stay. Answers that were not sent again would be missed. */
  "DELETE FROM task WHERE source_id IN (SELECT id FROM source WHERE platform = ?1)",
  "DELETE FROM source_mark WHERE source_id IN (SELECT id FROM source WHERE platform = ?1)",
  "DELETE FROM connection_mark WHERE connection_id IN (SELECT connection_id FROM source WHERE platform = ?1)",
  "DELETE FROM way_used WHERE source_id IN (SELECT id FROM source WHERE platform = ?1)",
  "DELETE FROM source WHERE platform = ?1",
  "DELETE FROM http_validator",
  "UPDATE import SET platforms = " XA_SQL_IMPORT_PLATFORMS " WHERE state = 1",
  "DELETE FROM import WHERE platforms = 1 << ?1",
  "UPDATE import SET platforms = platforms & ~(1 << ?1)",
  "UPDATE task SET import_id = NULL, cursor = NULL, all_read = 0 WHERE import_id NOT IN (SELECT id FROM import)",
  "DELETE FROM sample WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM sample_rollup WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM facet_count WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM link WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM term_use WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM activity WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM post_text WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM post_counter WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM post WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM post_span WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM counted_event WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM pending_reply WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM import_member WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM import_audience WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM elsewhere WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM snapshot WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM series_break WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM alert WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM audience_tag WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM audience_name WHERE audience_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "UPDATE audience SET parent_id = NULL WHERE parent_id IN (SELECT id FROM audience WHERE platform = ?1)",
  "DELETE FROM audience WHERE platform = ?1",
};

XA_STATEMENT_TABLE (xa_erase_platform_statements, platform_deletions);

static gboolean
erase_platform (XaStore   *self,
                XaPlatform platform,
                GError   **error)
{
  gint64 n_rows = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (platform_deletions); i++)
    if (!xa_sweep_run (self, platform_deletions[i], platform, 0, NULL, error))
      return FALSE;

  return xa_sweep_orphans (self, &n_rows, error) && xa_store_audit (self, "platform-erased", xa_platform_id (platform), error);
}

static gboolean
has_platform (XaStore   *self,
              XaPlatform platform,
              gboolean  *found,
              GError   **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_COUNT_AUDIENCES], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, platform);
  if (xa_store_step (self, q, error) != 1)
    return FALSE;
  *found = sqlite3_column_int64 (q, 0) > 0;

  return TRUE;
}

/**
 * xa_store_erase_platform:
 *
 * Removes all audiences of a platform with everything of theirs, the people who were only seen
 * there, and the terms that only they used. The limits set for the platform stay.
 *
 * Errors: as xa_store_erase_person(); repeating the call finishes what was prevented
 */
gboolean
xa_store_erase_platform (XaStore   *self,
                         XaPlatform platform,
                         GError   **error)
{
  gboolean found;

  if (!has_platform (self, platform, &found, error))
    return FALSE;
  if (found) {
    if (!xa_sweep_begin (self, error) || !xa_sweep_end (self, erase_platform (self, platform, error), error))
      return FALSE;
  }
  xa_sweep_upgrade_copies (self->path);

  return xa_sweep_bytes (self, error);
}
