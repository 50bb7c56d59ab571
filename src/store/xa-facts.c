#include "store/xa-audiences.h"
#include "store/xa-facts-private.h"

#include <string.h>

enum {
  STMT_GET,
  STMT_PUT,
  STMT_IMPORT,
  STMT_IMPORT_OF,
  STMT_DROP_KIND,
  STMT_DROP_ALL,
  N_STMTS
};

/* What was changed by somebody who did not say about whom. */
#define OF_ANYBODY ((gint64) - 1)

static const char *const sql[N_STMTS] = {
  [STMT_GET] = "SELECT kind, about, stamp FROM fact WHERE kind IN (0, 1, 2, 3, 4, 5) AND about IN (?1, -1)",
  [STMT_PUT] = "INSERT INTO fact (kind, about, stamp) VALUES (?1, ?2, random ()) ON CONFLICT (kind, about) DO UPDATE SET stamp = excluded.stamp",
  [STMT_IMPORT] = "SELECT audience_id FROM snapshot WHERE import_id = ?1",
  [STMT_IMPORT_OF] = "SELECT audience_id FROM snapshot WHERE import_id = (SELECT id FROM import WHERE source = ?1)",
  [STMT_DROP_KIND] = "DELETE FROM fact WHERE kind = ?1 AND about NOT IN (0, -1)",
  [STMT_DROP_ALL] = "DELETE FROM fact WHERE about NOT IN (0, -1)",
};

XA_STATEMENT_TABLE (xa_facts_statements, sql);
G_STATIC_ASSERT (XA_N_FACTS == 6);

/* More than these are as good as all. */
#define MAX_NAMED 1000

/* --- which statement changes what ------------------------------------------------------------------ */

static const struct {
  const char *table;
  const char *column; /* (nullable): of updates; NULL: of all that are not named before */
  XaFacts     facts;
} held[] = {
  { "audience", "n_posts", XA_FACT_POSTS },
  { "audience", NULL, XA_FACT_AUDIENCES },
  { "audience_name", NULL, XA_FACT_AUDIENCES },
  { "audience_tag", NULL, XA_FACT_AUDIENCES },
  { "snapshot", "import_id", XA_FACT_IMPORTS },
  { "snapshot", NULL, XA_FACT_LISTS },
  { "elsewhere", NULL, XA_FACT_LISTS },
  { "import", "offset", 0 },
  { "import", "counts", 0 },
  { "import", "source", 0 },
  { "import", "platforms", 0 },
  { "import", NULL, XA_FACT_IMPORTS },
  { "post", NULL, XA_FACT_POSTS },
  { "post_text", NULL, XA_FACT_POSTS },
  { "post_counter", NULL, XA_FACT_POSTS },
  { "activity", NULL, XA_FACT_USES },
  { "term_use", NULL, XA_FACT_USES },
  { "word", NULL, XA_FACT_USES },
  { "link", NULL, XA_FACT_USES },
  { "sample", NULL, XA_FACT_SIZES },
  { "sample_rollup", NULL, XA_FACT_SIZES },
  { "series_break", NULL, XA_FACT_SIZES },
  { "facet_count", NULL, XA_FACT_SIZES },
};

static int
note_cb (gpointer    data,
         int         action,
         const char *table,
         const char *column,
         const char *database,
         const char *trigger)
{
  XaStore *self = data;

  if (action != SQLITE_INSERT && action != SQLITE_DELETE && action != SQLITE_UPDATE)
    return SQLITE_OK;
  for (gsize i = 0; i < G_N_ELEMENTS (held); i++)
    if (strcmp (held[i].table, table) == 0 &&
        (!held[i].column || (action == SQLITE_UPDATE && strcmp (held[i].column, column) == 0))) {
      self->facts_prepared |= held[i].facts;
      break;
    }

  return SQLITE_OK;
}

void
xa_facts_watch (XaStore *self)
{
  self->fact_statements = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->named = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_set_authorizer (self->db, note_cb, self);
}

void
xa_facts_clear (XaStore *self)
{
  g_clear_pointer (&self->fact_statements, g_hash_table_unref);
  g_clear_pointer (&self->named, g_array_unref);
}

void
xa_facts_begin_preparing (XaStore *self)
{
  self->facts_prepared = 0;
}

XaFacts
xa_facts_end_preparing (XaStore *self)
{
  return self->facts_prepared;
}

void
xa_facts_keep (XaStore *self,
               XaQuery *query)
{
  if (self->fact_statements && self->facts_prepared)
    g_hash_table_insert (self->fact_statements, query, GUINT_TO_POINTER (self->facts_prepared));
}

XaFacts
xa_facts_of (XaStore *self,
             XaQuery *query)
{
  return self->fact_statements ? (XaFacts) GPOINTER_TO_UINT (g_hash_table_lookup (self->fact_statements, query)) : 0;
}

/* --- whom a transaction is about ------------------------------------------------------------------- */

void
xa_facts_mark (XaStore *self,
               XaFacts  facts)
{
  self->facts_changed |= facts;
}

void
xa_facts_name (XaStore *self,
               gint64   audience_id)
{
  if (self->names_all || !self->named)
    return;
  self->is_named = TRUE;
  if (audience_id == 0)
    return;
  /* Most of what is written one after the other is about the same. */
  for (guint i = self->named->len; i-- > 0;)
    if (g_array_index (self->named, gint64, i) == audience_id)
      return;
  if (self->named->len == MAX_NAMED)
    self->names_all = TRUE;
  else
    g_array_append_val (self->named, audience_id);
}

/**
 * xa_facts_name_import:
 * @source: (nullable): looked for where @import_id is 0
 */
gboolean
xa_facts_name_import (XaStore           *self,
                      gint64             import_id,
                      const XaPseudonym *source,
                      GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[import_id ? STMT_IMPORT : STMT_IMPORT_OF], error);
  int row = -1;

  xa_facts_name (self, 0);
  if (q && import_id)
    sqlite3_bind_int64 (q, 1, import_id);
  else if (q)
    sqlite3_bind_blob (q, 1, source, sizeof *source, SQLITE_STATIC);
  while (q && (row = xa_store_step (self, q, error)) == 1)
    xa_facts_name (self, sqlite3_column_int64 (q, 0));

  return row == 0;
}

void
xa_facts_forget (XaStore *self)
{
  self->facts_changed = 0;
  self->is_named = self->names_all = FALSE;
  if (self->named)
    g_array_set_size (self->named, 0);
}

/* --- stamps ---------------------------------------------------------------------------------------- */

static gboolean
put (XaStore *self,
     int      kind,
     gint64   about,
     GError **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self, sql[STMT_PUT], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int (q, 1, kind);
  sqlite3_bind_int64 (q, 2, about);

  return xa_store_run (self, q, error);
}

/* The platforms of those who are named, a bit each; one that is gone says nothing of where it was. */
static gboolean
list_platforms (XaStore *self,
                guint64 *platforms,
                GError **error)
{
  *platforms = 0;
  for (guint i = 0; i < self->named->len; i++) {
    XaPlatform platform;

    if (!xa_store_get_platform (self, g_array_index (self->named, gint64, i), &platform, error))
      return FALSE;
    self->names_all |= platform == 0;
    *platforms |= G_GUINT64_CONSTANT (1) << platform;
  }

  return TRUE;
}
G_STATIC_ASSERT (XA_N_PLATFORMS <= 64);

static gboolean
drop (XaStore *self,
      int      kind,
      GError **error)
{
  gboolean everything = (self->facts_changed & XA_FACT_AUDIENCES) != 0;
  g_autoptr (XaQuery) q = xa_store_query (self, sql[everything ? STMT_DROP_ALL : STMT_DROP_KIND], error);

  if (!q)
    return FALSE;
  if (!everything)
    sqlite3_bind_int (q, 1, kind);

  return xa_store_run (self, q, error);
}

/* Audiences may be gone, and their stamps with them. */
static gboolean
put_for_anybody (XaStore *self,
                 int      kind,
                 GError **error)
{
  return drop (self, kind, error) && put (self, kind, OF_ANYBODY, error);
}

static gboolean
put_for_named (XaStore *self,
               int      kind,
               guint64  platforms,
               GError **error)
{
  for (int platform = 1; platform < XA_N_PLATFORMS; platform++)
    if (platforms >> platform & 1 && !put (self, kind, XA_FACTS_OF_PLATFORM (platform), error))
      return FALSE;
  for (guint i = 0; i < self->named->len; i++)
    if (!put (self, kind, g_array_index (self->named, gint64, i), error))
      return FALSE;

  return TRUE;
}

gboolean
xa_facts_write (XaStore *self,
                GError **error)
{
  guint64 platforms = 0;

  if (!self->facts_changed)
    return TRUE;
  if (self->is_named && !self->names_all && !list_platforms (self, &platforms, error))
    return FALSE;
  /* With the audiences the stamps of all that was known of them are dropped. */
  if ((!self->is_named || self->names_all) && self->facts_changed & XA_FACT_AUDIENCES)
    self->facts_changed = XA_FACTS_EVERYTHING;
  for (int kind = 0; kind < XA_N_FACTS; kind++) {
    if (!(self->facts_changed >> kind & 1))
      continue;
    if (!put (self, kind, XA_FACTS_OF_ALL, error) ||
        !(self->is_named && !self->names_all ? put_for_named (self, kind, platforms, error) : put_for_anybody (self, kind, error)))
      return FALSE;
  }

  return TRUE;
}

/**
 * xa_store_read_facts:
 * @facts: of which kinds
 * @about: an audience, XA_FACTS_OF_PLATFORM() or XA_FACTS_OF_ALL
 * @stamps: (out): those of other kinds are 0, and so is what was never written
 *
 * Returns: FALSE with @error set if the workspace cannot be read
 */
gboolean
xa_store_read_facts (XaStore      *store,
                     XaFacts       facts,
                     gint64        about,
                     XaFactStamps *stamps,
                     GError      **error)
{
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_GET], error);
  int row = -1;

  *stamps = (XaFactStamps) { 0 };
  if (q)
    sqlite3_bind_int64 (q, 1, about);
  while (q && (row = xa_store_step (store, q, error)) == 1) {
    int kind = sqlite3_column_int (q, 0);

    if (facts >> kind & 1)
      stamps->stamps[2 * kind + (sqlite3_column_int64 (q, 1) == OF_ANYBODY)] = (guint64) sqlite3_column_int64 (q, 2);
  }

  return row == 0;
}
