#include "store/xa-word-rows.h"

#include "store/xa-batch.h"
#include "store/xa-retention-limits.h"
#include "store/xa-sweep.h"

G_STATIC_ASSERT (XA_TERM_WORD == 5); /* as the statements have it */

enum {
  STMT_HAS,
  STMT_SETS,
  STMT_ADD,
  STMT_EXPIRE_ALL,
  STMT_EXPIRE,
  STMT_UNUSED,
  STMT_ANY,
  STMT_LOST,
  STMT_ALL_SETS,
  STMT_DROP,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_HAS] = "SELECT 1 FROM word WHERE term_id = ?1",
  [STMT_SETS] = "SELECT members FROM term_use WHERE audience_id = ?1 AND term_id = ?2",
  [STMT_ADD] = "INSERT INTO word (term_id, text) VALUES (?1, ?2)",
  [STMT_EXPIRE_ALL] = "DELETE FROM term_use WHERE hour < ?1 AND term_id IN (SELECT id FROM term WHERE kind = 5 AND id NOT IN (SELECT term_id FROM word))",
  [STMT_EXPIRE] =
    "DELETE FROM term_use WHERE audience_id = ?1 AND hour < ?2"
    " AND term_id IN (SELECT id FROM term WHERE kind = 5 AND id NOT IN (SELECT term_id FROM word))",
  [STMT_UNUSED] = "DELETE FROM term WHERE kind = 5 AND id NOT IN (SELECT term_id FROM term_use)",
  [STMT_ANY] = "SELECT 1 FROM word LIMIT 1",
  [STMT_LOST] = "DELETE FROM word WHERE term_id NOT IN (SELECT term_id FROM term_use)",
  [STMT_ALL_SETS] =
    "SELECT u.term_id, u.audience_id, u.members FROM term_use AS u JOIN word AS w ON w.term_id = u.term_id ORDER BY u.term_id, u.audience_id",
  [STMT_DROP] = "DELETE FROM word WHERE term_id = ?1",
};

XA_STATEMENT_TABLE (xa_word_rows_statements, sql);

/* --- revealing ------------------------------------------------------------------------------------ */

static gboolean
is_revealed (XaStore  *self,
             gint64    term_id,
             gboolean *revealed,
             GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_HAS], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, term_id);
  row = xa_store_step (self, q, error);
  *revealed = row == 1;

  return row >= 0;
}

static gboolean
count_people (XaStore *self,
              gint64   audience_id,
              gint64   term_id,
              guint64 *n,
              GError **error)
{
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_SETS], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, term_id);
  while ((row = xa_store_step (self, q, error)) == 1) {
    g_autoptr (XaMemberSet) set = xa_sweep_get_set (self, q, 0, "who used a word cannot be read", error);

    if (!set)
      return FALSE;
    xa_member_set_union (all, set);
  }
  *n = xa_member_set_count (all);

  return row == 0;
}

gboolean
xa_words_reveal (XaStore *self,
                 gint64   audience_id,
                 gint64   term_id,
                 XaSpan   text,
                 GError **error)
{
  g_autoptr (XaQuery) q = NULL;
  gboolean revealed;
  guint64  n = 0;

  if (!is_revealed (self, term_id, &revealed, error))
    return FALSE;
  if (revealed)
    return TRUE;
  if (!count_people (self, audience_id, term_id, &n, error))
    return FALSE;
  if (n < XA_WORD_PEOPLE)
    return TRUE;
  q = xa_store_query (self, sql[STMT_ADD], error);
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, term_id);
  sqlite3_bind_text (q, 2, text.str, (int) text.len, SQLITE_STATIC);

  return xa_store_run (self, q, error);
}

/* --- forgetting ----------------------------------------------------------------------------------- */

gboolean
xa_words_expire (XaStore *self,
                 gint64   audience_id,
                 gint32   before_hour,
                 GError **error)
{
  return xa_sweep_run (self, sql[STMT_EXPIRE], audience_id, before_hour, NULL, error);
}

/* References are not followed row by row meanwhile: see xa_sweep_begin(). Nothing of this needs to be overwritten
 * in the file beyond what secure_delete does: without the key, a hash says nothing. */
gboolean
xa_words_expire_all (XaStore *self,
                     gint64   now_us,
                     GError **error)
{
  const gint64 before_hour = xa_first_whole_step (now_us - XA_WORD_DAYS * XA_USEC_PER_DAY, XA_USEC_PER_HOUR);
  gboolean     ok = FALSE;

  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
  if (xa_store_begin (self, error)) {
    ok = xa_sweep_run (self, sql[STMT_EXPIRE_ALL], before_hour, 0, NULL, error) && xa_sweep_run (self, sql[STMT_UNUSED], 0, 0, NULL, error) &&
         xa_store_commit (self, error);
    if (!ok)
      xa_store_rollback (self);
  }
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);

  return ok;
}

/* Whether there is anything to hide: most workspaces have no words. */
static gboolean
has_any (XaStore  *self,
         gboolean *any,
         GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_ANY], error);
  int row = q ? xa_store_step (self, q, error) : -1;

  *any = row == 1;

  return row >= 0;
}

/* Of the words, those that some audience has enough people for. */
typedef struct {
  gint64       term_id, audience_id; /* in hand */
  XaMemberSet *people;               /* (owned) (nullable) */
  gboolean     is_common;            /* the word in hand */
  GArray      *rare;                 /* (owned) (element-type gint64) */
} Walk;

static void
end_audience (Walk *walk)
{
  if (walk->people)
    walk->is_common = walk->is_common || xa_member_set_count (walk->people) >= XA_WORD_PEOPLE;
  g_clear_pointer (&walk->people, xa_member_set_free);
}

static void
end_word (Walk *walk)
{
  end_audience (walk);
  if (walk->term_id && !walk->is_common)
    g_array_append_val (walk->rare, walk->term_id);
  walk->is_common = FALSE;
}

static gboolean
find_rare (XaStore *self,
           Walk    *walk,
           GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_ALL_SETS], error);
  int row = -1;

  while (q && (row = xa_store_step (self, q, error)) == 1) {
    g_autoptr (XaMemberSet) set = xa_sweep_get_set (self, q, 2, "who used a word cannot be read", error);

    if (!set)
      return FALSE;
    if (sqlite3_column_int64 (q, 0) != walk->term_id)
      end_word (walk);
    else if (sqlite3_column_int64 (q, 1) != walk->audience_id)
      end_audience (walk);
    walk->term_id = sqlite3_column_int64 (q, 0);
    walk->audience_id = sqlite3_column_int64 (q, 1);
    if (walk->people)
      xa_member_set_union (walk->people, set);
    else
      walk->people = g_steal_pointer (&set);
  }
  end_word (walk);

  return row == 0;
}

gboolean
xa_words_hide_rare (XaStore *self,
                    GError **error)
{
  g_autoptr (GArray) rare = g_array_new (FALSE, FALSE, sizeof (gint64));
  Walk     walk = { .rare = rare };
  gboolean any, ok;

  if (!has_any (self, &any, error))
    return FALSE;
  if (!any)
    return TRUE;
  if (!xa_sweep_run (self, sql[STMT_LOST], 0, 0, NULL, error))
    return FALSE;
  ok = find_rare (self, &walk, error);
  g_clear_pointer (&walk.people, xa_member_set_free);
  for (guint i = 0; ok && i < rare->len; i++)
    ok = xa_sweep_run (self, sql[STMT_DROP], g_array_index (rare, gint64, i), 0, NULL, error);

  return ok;
}
