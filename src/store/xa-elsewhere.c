#include "store/xa-elsewhere.h"

#include "store/xa-sweep.h"

enum {
  STMT_READS,
  STMT_SWITCH_ON,
  STMT_SWITCH_OFF,
  STMT_HAS_ANY,
  STMT_LOAD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_READS] = "SELECT 1 FROM meta WHERE key = 'reads_profiles'",
  [STMT_SWITCH_ON] = "INSERT OR REPLACE INTO meta VALUES ('reads_profiles', 1)",
  [STMT_SWITCH_OFF] = "DELETE FROM meta WHERE key = 'reads_profiles'",
  [STMT_HAS_ANY] = "SELECT EXISTS (SELECT 1 FROM elsewhere) OR EXISTS (SELECT 1 FROM import_member WHERE profiles IS NOT NULL)",
  [STMT_LOAD] = "SELECT platform, at_us, coverage, members FROM elsewhere WHERE audience_id = ?1 AND at_us >= ?2 AND at_us < ?3 ORDER BY platform",
};

XA_STATEMENT_TABLE (xa_elsewhere_statements, sql);

/* Returns: 1 or 0, as the only row says or is there; -1 with @error */
static int
ask (XaStore *store,
     int      statement,
     gboolean is_value,
     GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[statement], error);
  int row = q ? xa_store_step (store, q, error) : -1;

  return row == 1 && is_value ? sqlite3_column_int (q, 0) : row;
}

/**
 * xa_store_get_reads_profiles:
 * @reads: (out): whether it was switched on
 *
 * Errors: CORRUPT, IO
 */
gboolean
xa_store_get_reads_profiles (XaStore  *store,
                             gboolean *reads,
                             GError  **error)
{
  int row = ask (store, STMT_READS, FALSE, error);

  *reads = row == 1;

  return row >= 0;
}

static gboolean
note (XaStore *store,
      gboolean reads,
      GError **error)
{
  return xa_sweep_run (store, sql[reads ? STMT_SWITCH_ON : STMT_SWITCH_OFF], 0, 0, NULL, error) &&
         xa_store_audit (store, reads ? "profile-links-on" : "profile-links-off", "", error);
}

static gboolean
delete_all (XaStore *store,
            GError **error)
{
  return xa_store_exec (store, "DELETE FROM elsewhere", error) &&
         xa_store_exec (store, "UPDATE import_member SET profiles = NULL WHERE profiles IS NOT NULL", error);
}

/**
 * xa_store_set_reads_profiles:
 *
 * Switches it on or off. What is as wished already is not noted again.
 */
gboolean
xa_store_set_reads_profiles (XaStore *store,
                             gboolean reads,
                             GError **error)
{
  gboolean reads_now;
  int      has_any = reads ? 0 : ask (store, STMT_HAS_ANY, TRUE, error);

  if (has_any < 0 || !xa_store_get_reads_profiles (store, &reads_now, error))
    return FALSE;
  if (reads_now != reads || has_any) {
    if (!xa_sweep_begin (store, error))
      return FALSE;
    if (!xa_sweep_end (store, (reads_now == reads || note (store, reads, error)) && (!has_any || delete_all (store, error)), error))
      return FALSE;
  }

  return reads || xa_sweep_bytes (store, error);
}

void
xa_elsewhere_free (XaElsewhere *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->read, xa_member_set_free);
  for (gsize i = 0; i < G_N_ELEMENTS (self->named); i++)
    g_clear_pointer (&self->named[i], xa_member_set_free);
  g_free (self);
}

static gboolean
take_row (XaStore     *store,
          XaQuery     *q,
          XaElsewhere *self,
          GError     **error)
{
  int          platform = sqlite3_column_int (q, 0);
  XaMemberSet *people;

  if (platform < 0 || platform >= XA_N_PLATFORMS)
    return TRUE;
  people = xa_sweep_get_set (store, q, 3, "a set of people cannot be read", error);
  if (!people)
    return FALSE;
  if (platform == 0) {
    self->at_us = sqlite3_column_int64 (q, 1);
    self->coverage = (XaCoverage) sqlite3_column_int (q, 2);
    self->read = people;
    return TRUE;
  }
  /* Who is counted is always one of those of whom it is counted. */
  if (self->read)
    xa_member_set_intersect (people, self->read);
  self->named[platform] = people;

  return TRUE;
}

gboolean
xa_store_load_elsewhere (XaStore      *store,
                         gint64        audience_id,
                         gint64        from_us,
                         gint64        to_us,
                         XaElsewhere **elsewhere,
                         GError      **error)
{
  g_autoptr (XaElsewhere) self = g_new0 (XaElsewhere, 1);
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LOAD], error);
  int row;

  *elsewhere = NULL;
  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, audience_id);
  sqlite3_bind_int64 (q, 2, from_us);
  sqlite3_bind_int64 (q, 3, to_us);
  while ((row = xa_store_step (store, q, error)) == 1)
    if (!take_row (store, q, self, error))
      return FALSE;
  if (row == 0 && self->read)
    *elsewhere = g_steal_pointer (&self);

  return row == 0;
}
