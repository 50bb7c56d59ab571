#include "store/xa-ingest-private.h"
#include "model/xa-language.h"
#include "store/xa-join.h"

#include <string.h>

enum {
  STMT_SAME_AUDIENCE,
  STMT_PUT_AUDIENCE,
  STMT_TOUCH_AUDIENCE,
  STMT_PUT_NAME,
  STMT_OPEN_LIST,
  STMT_STAGE,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  /* One that the next would change nothing of. */
  [STMT_SAME_AUDIENCE] =
    "SELECT id, parent_id FROM audience WHERE platform = ?1 AND native_id = ?2 AND (?3 IS NULL OR parent_id IS ?3) AND kind = ?4 AND"
    " simulated >= ?5 AND ?6 IN ('', title) AND (?7 IS NULL OR handle IS ?7) AND (?8 IS NULL OR url IS ?8)",
  [STMT_PUT_AUDIENCE] =
    "INSERT INTO audience (platform, native_id, parent_id, kind, simulated, title, handle, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    " ON CONFLICT (platform, native_id) DO UPDATE SET parent_id = coalesce(excluded.parent_id, parent_id), kind = excluded.kind,"
    " simulated = max(simulated, excluded.simulated), title = iif(excluded.title = '', title, excluded.title),"
    " handle = coalesce(excluded.handle, handle), url = coalesce(excluded.url, url)"
    " RETURNING id, parent_id",
  [STMT_TOUCH_AUDIENCE] = "INSERT INTO import_audience (import_id, audience_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
  [STMT_PUT_NAME] = "INSERT INTO audience_name (name, audience_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
  [STMT_OPEN_LIST] =
    "UPDATE import_audience SET at_us = ?3, coverage = ?4, first_n = ?5, reported = ?6"
    " WHERE import_id = ?1 AND audience_id = ?2 AND coverage IS NOT 0",
  [STMT_STAGE] =
    "INSERT INTO import_member (import_id, audience_id, no, ids, profiles) VALUES (?1, ?2,"
    " (SELECT coalesce(max(no) + 1, 0) FROM import_member WHERE import_id = ?1 AND audience_id = ?2), ?3, ?4)",
};

XA_STATEMENT_TABLE (xa_ingest_lists_statements, sql);

static void
bind_text (XaQuery       *q,
           int            i,
           const XaBatch *batch,
           XaBatchText    text)
{
  XaSpan span = xa_batch_get_text (batch, text);

  if (span.str)
    sqlite3_bind_text (q, i, span.str, (int) span.len, SQLITE_STATIC);
  else
    sqlite3_bind_null (q, i);
}

/* An audience without a title goes by its id. */
static void
bind_audience (XaIngest              *self,
               XaQuery               *q,
               const XaBatch         *batch,
               const XaBatchAudience *audience,
               const char            *native_id)
{
  XaSpan title = xa_batch_get_text (batch, audience->title);

  sqlite3_bind_int (q, 1, audience->platform);
  sqlite3_bind_text (q, 2, native_id, -1, SQLITE_STATIC);
  if (audience->parent != XA_BATCH_NO_REF)
    sqlite3_bind_int64 (q, 3, xa_ingest_audience (self, audience->parent)->id);
  sqlite3_bind_int (q, 4, audience->kind);
  sqlite3_bind_int (q, 5, audience->simulated ? 1 : 0);
  sqlite3_bind_text (q, 6, title.str ? title.str : "", (int) title.len, SQLITE_STATIC);
  bind_text (q, 7, batch, audience->handle);
  bind_text (q, 8, batch, audience->url);
}

static void
remember (XaIngest        *self,
          XaAudienceRef    ref,
          XaIngestAudience audience)
{
  if (ref >= self->audiences->len)
    g_array_set_size (self->audiences, ref + 1);
  g_array_index (self->audiences, XaIngestAudience, ref) = audience;
  if (!g_hash_table_contains (self->refs, &audience.id))
    g_hash_table_insert (self->refs, g_memdup2 (&audience.id, sizeof audience.id), GUINT_TO_POINTER (ref));
}

static gboolean
touch (XaIngest *self,
       gint64    audience_id,
       GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_TOUCH_AUDIENCE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, audience_id);
  if (!xa_store_run (self->store, q, error))
    return FALSE;
  self->counts.n_audiences += (guint64) sqlite3_changes (self->store->db);

  return TRUE;
}

static gboolean
put_names (XaIngest              *self,
           const XaBatchAudience *audience,
           gint64                 audience_id,
           GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_PUT_NAME], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 2, audience_id);
  for (guint i = 0; i < audience->n_names; i++) {
    sqlite3_bind_blob (q, 1, &audience->names[i], sizeof audience->names[i], SQLITE_STATIC);
    if (!xa_store_run (self->store, q, error))
      return FALSE;
  }

  return TRUE;
}

/* Returns: 1 if the file has the audience, 0 if not, -1 with @error */
static int
run_for_audience (XaIngest              *self,
                  int                    statement,
                  const XaBatch         *batch,
                  const XaBatchAudience *audience,
                  const char            *native_id,
                  XaIngestAudience      *known,
                  GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[statement], error);
  int row;

  if (!q)
    return -1;
  bind_audience (self, q, batch, audience, native_id);
  row = xa_store_step (self->store, q, error);
  if (row != 1)
    return row;
  *known = (XaIngestAudience) { sqlite3_column_int64 (q, 0), sqlite3_column_int64 (q, 1) };

  /* A row is written when its statement ends. */
  return xa_store_step (self->store, q, error) == 0 ? 1 : -1;
}

static gboolean
put_audience (XaIngest              *self,
              const XaBatch         *batch,
              const XaBatchAudience *audience,
              GError               **error)
{
  g_autofree char *declared = xa_span_dup (xa_batch_get_text (batch, audience->native_id));
  g_autofree char *native_id = xa_store_resolve_audience (self->store, audience->platform, declared, error);
  XaIngestAudience known;
  int              found = native_id ? run_for_audience (self, STMT_SAME_AUDIENCE, batch, audience, native_id, &known, error) : -1;

  if (found == 0)
    found = run_for_audience (self, STMT_PUT_AUDIENCE, batch, audience, native_id, &known, error);
  if (found != 1)
    return FALSE;
  xa_facts_name (self->store, known.id);
  remember (self, audience->ref, known);

  return touch (self, known.id, error) && put_names (self, audience, known.id, error);
}

/* A source has one member list of an audience; declared again, its latest description counts.
 * One that became a snapshot already, in a run that ended while finishing, stays closed. */
static gboolean
open_list (XaIngest              *self,
           const XaBatchSnapshot *snapshot,
           GError               **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_OPEN_LIST], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, xa_ingest_audience (self, snapshot->audience)->id);
  sqlite3_bind_int64 (q, 3, snapshot->at_us);
  sqlite3_bind_int (q, 4, snapshot->coverage);
  sqlite3_bind_int64 (q, 5, snapshot->first_n);
  xa_query_bind_count (q, 6, snapshot->reported);

  return xa_store_run (self->store, q, error);
}

/**
 * xa_ingest_put_audiences:
 *
 * Takes the audiences of a batch, by which the rest of the import names them, and opens their
 * member lists.
 */
gboolean
xa_ingest_put_audiences (XaIngest      *self,
                         const XaBatch *batch,
                         GError       **error)
{
  for (guint i = 0; i < batch->audiences->len; i++)
    if (!put_audience (self, batch, &g_array_index (batch->audiences, XaBatchAudience, i), error))
      return FALSE;
  for (guint i = 0; i < batch->snapshots->len; i++)
    if (!open_list (self, &g_array_index (batch->snapshots, XaBatchSnapshot, i), error))
      return FALSE;

  return TRUE;
}

/* @profiles: (nullable) (array length=n_ids) */
static gboolean
stage (XaIngest      *self,
       XaAudienceRef  ref,
       const guint32 *ids,
       const guint16 *profiles,
       gsize          n_ids,
       GError       **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_STAGE], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, xa_ingest_audience (self, ref)->id);
  sqlite3_bind_blob64 (q, 3, ids, n_ids * sizeof *ids, SQLITE_STATIC);
  if (profiles)
    sqlite3_bind_blob64 (q, 4, profiles, n_ids * sizeof *profiles, SQLITE_STATIC);
  else
    sqlite3_bind_null (q, 4);

  return xa_store_run (self->store, q, error);
}

/* The places of the members of each audience, if the members were put in order of audience:
 * ends[ref] is where the next one of that audience goes. */
static guint32 *
count_places (XaIngest      *self,
              const XaBatch *batch)
{
  const XaBatchMember *members = (const XaBatchMember *) (gpointer) batch->members->data;
  guint32             *next = g_new0 (guint32, self->audiences->len + 1);

  for (guint i = 0; i < batch->members->len; i++) {
    g_assert (members[i].audience < self->audiences->len);
    next[members[i].audience + 1]++;
  }
  for (guint i = 0; i < self->audiences->len; i++)
    next[i + 1] += next[i];

  return next;
}

static gboolean
has_one_audience (const XaBatch *batch)
{
  const XaBatchMember *members = (const XaBatchMember *) (gpointer) batch->members->data;

  for (guint i = 1; i < batch->members->len; i++)
    if (members[i].audience != members[0].audience)
      return FALSE;

  return TRUE;
}

/* Brings @ids, in the order of the members, into the order of their audiences and stages each
 * audience's part. */
static gboolean
stage_by_audience (XaIngest      *self,
                   const XaBatch *batch,
                   const guint32 *ids,
                   const guint16 *profiles,
                   GError       **error)
{
  const XaBatchMember *members = (const XaBatchMember *) (gpointer) batch->members->data;
  g_autofree guint32  *next = count_places (self, batch);
  g_autofree guint32  *sorted = g_new (guint32, batch->members->len);
  g_autofree guint16  *sorted_profiles = profiles ? g_new (guint16, batch->members->len) : NULL;
  guint32              first = 0;

  for (guint i = 0; i < batch->members->len; i++) {
    guint32 place = next[members[i].audience]++;

    sorted[place] = ids[i];
    if (profiles)
      sorted_profiles[place] = profiles[i];
  }

  /* Each entry moved from the start of its part to the start of the next. */
  for (guint ref = 0; ref < self->audiences->len; ref++) {
    if (next[ref] > first && !stage (self, ref, sorted + first, profiles ? sorted_profiles + first : NULL, next[ref] - first, error))
      return FALSE;
    first = next[ref];
  }

  return TRUE;
}

/**
 * xa_ingest_put_members:
 *
 * Gives the members of a batch their dense ids and sets them aside in the file, so that nothing
 * of a list is in memory between batches.
 */
gboolean
xa_ingest_put_members (XaIngest      *self,
                       const XaBatch *batch,
                       GError       **error)
{
  const XaBatchMember *members = (const XaBatchMember *) (gpointer) batch->members->data;
  guint                n = batch->members->len;
  guint32             *ids;
  g_autofree guint16  *profiles = NULL;

  if (n == 0)
    return TRUE;
  g_array_set_size (self->ids, n);
  ids = (guint32 *) (gpointer) self->ids->data;
  if (!xa_member_index_resolve (self->store->index, &members[0].who, sizeof *members, n, ids)) {
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL, N_ ("%s holds as many people as a workspace can."), self->store->path);
    return FALSE;
  }
  for (guint i = 0; G_BYTE_ORDER == G_BIG_ENDIAN && i < n; i++)
    ids[i] = GUINT32_TO_LE (ids[i]);
  self->counts.n_members += n;
  if (!xa_ingest_get_profiles (self, batch, &profiles, error))
    return FALSE;

  return has_one_audience (batch) ? stage (self, members[0].audience, ids, profiles, n, error) : stage_by_audience (self, batch, ids, profiles, error);
}
