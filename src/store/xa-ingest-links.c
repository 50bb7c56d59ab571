#include "store/xa-ingest-private.h"

enum {
  STMT_FIND_NAME,
  STMT_PUT_LINK,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_FIND_NAME] = "SELECT audience_id FROM audience_name WHERE name = ?1",
  [STMT_PUT_LINK] =
    "INSERT INTO link (audience_id, kind, target, day, n) VALUES (?1, ?2, ?3, ?4, 1)"
    " ON CONFLICT (audience_id, kind, target, day) DO UPDATE SET n = n + 1",
};

XA_STATEMENT_TABLE (xa_ingest_links_statements, sql);

/* Whether a name that may be a person's is an audience's. One that the same source declares
 * counts only from there on, however the source is cut into batches. */
static gboolean
names_audience (XaIngest          *self,
                const XaBatchLink *link,
                gboolean          *known,
                GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_FIND_NAME], error);
  int row;

  if (!q)
    return FALSE;
  *known = FALSE;
  sqlite3_bind_blob (q, 1, &link->target, sizeof link->target, SQLITE_STATIC);
  while (!*known && (row = xa_store_step (self->store, q, error)) != 0) {
    gint64   id;
    gpointer ref;

    if (row < 0)
      return FALSE;
    id = sqlite3_column_int64 (q, 0);
    *known = id <= self->last_known_audience ||
             (g_hash_table_lookup_extended (self->refs, &id, NULL, &ref) && GPOINTER_TO_UINT (ref) <= link->audience);
  }

  return TRUE;
}

static gboolean
put_link (XaIngest          *self,
          const XaBatchLink *link,
          GError           **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_PUT_LINK], error);

  if (!q)
    return FALSE;
  xa_facts_name (self->store, xa_ingest_audience (self, link->audience)->id);
  sqlite3_bind_int64 (q, 1, xa_ingest_audience (self, link->audience)->id);
  sqlite3_bind_int (q, 2, link->kind);
  sqlite3_bind_blob (q, 3, &link->target, sizeof link->target, SQLITE_STATIC);
  sqlite3_bind_int (q, 4, link->day);
  self->counts.n_links++;

  return xa_store_run (self->store, q, error);
}

/**
 * xa_ingest_put_links:
 *
 * Takes the references of new posts to other audiences. What may be a person is dropped here: it
 * never gets into the file.
 */
gboolean
xa_ingest_put_links (XaIngest      *self,
                     const XaBatch *batch,
                     GError       **error)
{
  for (guint i = 0; i < batch->links->len; i++) {
    const XaBatchLink *link = &g_array_index (batch->links, XaBatchLink, i);
    gboolean           keep = link->certain;

    if (!xa_ingest_is_new (self, link->post))
      continue;
    if (!keep && !names_audience (self, link, &keep, error))
      return FALSE;
    if (keep && !put_link (self, link, error))
      return FALSE;
  }

  return TRUE;
}
