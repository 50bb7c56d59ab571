#include "store/xa-ingest-private.h"
#include "model/xa-language.h"
#include "store/xa-word-rows.h"
#include "store/xa-join.h"
#include "store/xa-segments.h"
#include "model/xa-time.h"

#include <string.h>

enum {
  STMT_LIST_KNOWN,
  STMT_FIND,
  STMT_ADD,
  STMT_PUT_PROGRESS,
  STMT_DROP_AUDIENCES,
  STMT_DROP_MEMBERS,
  STMT_SET_DONE,
  STMT_LAST_AUDIENCE,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_LIST_KNOWN] = "SELECT source, offset, state FROM import WHERE size_bytes = ?1 AND length(source) = 16 ORDER BY offset",
  [STMT_FIND] = "SELECT id, state, offset, counts, at_us FROM import WHERE source = ?1",
  [STMT_ADD] =
    "INSERT INTO import (source, format, size_bytes, at_us, state, offset, counts, key_epoch, started_us)"
    " VALUES (?1, ?2, ?3, ?4, 1, 0, ?5, ?6, ?7)",
  [STMT_PUT_PROGRESS] = "UPDATE import SET offset = ?2, counts = ?3, source = ?4 WHERE id = ?1",
  [STMT_DROP_AUDIENCES] = "DELETE FROM import_audience WHERE import_id = ?1",
  [STMT_DROP_MEMBERS] = "DELETE FROM import_member WHERE import_id = ?1",
  [STMT_SET_DONE] = "UPDATE import SET state = 2, finished_us = ?2, platforms = " XA_SQL_IMPORT_PLATFORMS " WHERE id = ?1",
  [STMT_LAST_AUDIENCE] = "SELECT coalesce(max(id), 0) FROM audience",
};

XA_STATEMENT_TABLE (xa_ingest_statements, sql);

#define STATE_DONE 2

/* The counts as they stand in the file. */
#define N_COUNTS (sizeof (XaIngestCounts) / sizeof (guint64))

typedef struct {
  guint64 values[N_COUNTS + 1];
} StoredCounts;

static StoredCounts
pack_counts (XaIngest *self)
{
  StoredCounts stored;

  memcpy (stored.values, &self->counts, sizeof self->counts);
  stored.values[N_COUNTS] = (guint64) self->last_known_audience;
  for (gsize i = 0; i <= N_COUNTS; i++)
    stored.values[i] = GUINT64_TO_LE (stored.values[i]);

  return stored;
}

/* A file of a program that knew fewer counts has fewer of them in front of the last. */
static void
unpack_counts (XaIngest     *self,
               const guint8 *data,
               gsize         size)
{
  guint64 values[N_COUNTS + 1] = { 0 };
  gsize   n = MIN (size / sizeof (guint64), N_COUNTS + 1);

  if (n == 0)
    return;
  memcpy (values, data, n * sizeof *values);
  for (gsize i = 0; i < n; i++)
    values[i] = GUINT64_FROM_LE (values[i]);
  self->last_known_audience = (gint64) values[n - 1];
  memcpy (&self->counts, values, (n - 1) * sizeof *values);
}

static gboolean
check_key (XaStore *store,
           XaEpoch *epoch,
           GError **error)
{
  if (!xa_store_get_epoch (store, epoch, error))
    return FALSE;
  if (store->key_state == XA_KEY_STATE_SET)
    return TRUE;
  if (store->key_state == XA_KEY_STATE_SEALED)
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_SEALED, N_ ("%s is sealed: adopt a new key before importing into it."), store->path);
  else
    g_set_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED, N_ ("%s has no key yet: adopt one before importing into it."), store->path);

  return FALSE;
}

/* Returns: 1 if the source is known, 0 if not, -1 with @error */
static int
find_import (XaIngest             *self,
             const XaIngestSource *source,
             XaIngestStart        *start,
             GError              **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_FIND], error);
  int row;

  if (!q)
    return -1;
  sqlite3_bind_blob (q, 1, &source->source, sizeof source->source, SQLITE_STATIC);
  row = xa_store_step (self->store, q, error);
  if (row != 1)
    return row;

  *start = sqlite3_column_int (q, 1) == STATE_DONE ? XA_INGEST_DONE_BEFORE : XA_INGEST_RESUMED;
  self->import_id = *start == XA_INGEST_DONE_BEFORE ? 0 : sqlite3_column_int64 (q, 0);
  self->offset = (guint64) sqlite3_column_int64 (q, 2);
  self->at_us = sqlite3_column_int64 (q, 4);
  unpack_counts (self, sqlite3_column_blob (q, 3), (gsize) sqlite3_column_bytes (q, 3));

  return 1;
}

/* Adds the import with its first batch: a source of which nothing could be used leaves no trace. */
static gboolean
add_import (XaIngest *self,
            GError  **error)
{
  const XaIngestSource *source = &self->source;
  g_autoptr (XaQuery) last = xa_store_query (self->store, sql[STMT_LAST_AUDIENCE], error);
  g_autoptr (XaQuery) q = last ? xa_store_query (self->store, sql[STMT_ADD], error) : NULL;
  StoredCounts counts;

  if (!q || xa_store_step (self->store, last, error) != 1)
    return FALSE;
  self->last_known_audience = sqlite3_column_int64 (last, 0);
  counts = pack_counts (self);

  sqlite3_bind_blob (q, 1, &source->source, sizeof source->source, SQLITE_STATIC);
  sqlite3_bind_text (q, 2, source->format, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (q, 3, source->size_bytes);
  sqlite3_bind_int64 (q, 4, source->at_us);
  sqlite3_bind_blob (q, 5, &counts, sizeof counts, SQLITE_STATIC);
  sqlite3_bind_int (q, 6, self->epoch.no);
  sqlite3_bind_int64 (q, 7, xa_time_now ());
  if (!xa_store_run (self->store, q, error))
    return FALSE;
  self->import_id = sqlite3_last_insert_rowid (self->store->db);

  return TRUE;
}

/**
 * xa_ingest_list_known:
 * @size_bytes: of a source
 *
 * What may be the same source, or one of which a part was taken in. There are as many rows as
 * files were ever imported: they are looked through.
 *
 * Returns: (transfer full) (element-type XaIngestKnown): by offset, or NULL with CORRUPT or IO
 */
GArray *
xa_ingest_list_known (XaStore *store,
                      gint64   size_bytes,
                      GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (XaIngestKnown));
  g_autoptr (XaQuery) q = xa_store_query (store, sql[STMT_LIST_KNOWN], error);
  int row;

  if (!q)
    return NULL;
  sqlite3_bind_int64 (q, 1, size_bytes);
  while ((row = xa_store_step (store, q, error)) == 1) {
    XaIngestKnown known = { .offset = (guint64) sqlite3_column_int64 (q, 1), .is_done = sqlite3_column_int (q, 2) == STATE_DONE };

    memcpy (&known.source, sqlite3_column_blob (q, 0), sizeof known.source);
    g_array_append_val (list, known);
  }

  return row == 0 ? g_steal_pointer (&list) : NULL;
}

/**
 * xa_ingest_begin:
 * @store: open for writing, with its key adopted; must outlive the result
 * @source: what is about to be read
 * @start: (out): whether it is new, was interrupted, or is in the workspace already
 * @resume_offset: (out): how far it was read; records that end there or before must not come again
 *
 * Errors: SEALED, KEY_CHANGED (no key adopted), READ_ONLY, LOCKED, FULL, CORRUPT, IO
 *
 * Returns: (transfer full) (nullable): the writer. After XA_INGEST_DONE_BEFORE it only tells
 *   what the import brought.
 */
XaIngest *
xa_ingest_begin (XaStore              *store,
                 const XaIngestSource *source,
                 XaIngestStart        *start,
                 guint64              *resume_offset,
                 GError              **error)
{
  g_autoptr (XaIngest) self = g_new0 (XaIngest, 1);
  int known;

  self->store = store;
  self->source = *source;
  self->source.format = g_strdup (source->format);
  self->at_us = source->at_us;
  if (!store->joined)
    store->joined = g_array_new (FALSE, FALSE, sizeof (XaJoined));
  self->n_joined = store->joined->len;
  self->audiences = g_array_new (FALSE, TRUE, sizeof (XaIngestAudience));
  self->refs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->terms = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!check_key (store, &self->epoch, error))
    return NULL;
  known = find_import (self, source, start, error);
  if (known < 0)
    return NULL;
  if (known == 0)
    *start = XA_INGEST_NEW;
  self->is_over = *start == XA_INGEST_DONE_BEFORE;
  *resume_offset = self->offset;

  return g_steal_pointer (&self);
}

/**
 * xa_ingest_free:
 * @self: (nullable): a writer
 */
void
xa_ingest_free (XaIngest *self)
{
  if (!self)
    return;

  g_free ((char *) self->source.format);
  g_array_unref (self->audiences);
  g_hash_table_unref (self->refs);
  g_hash_table_unref (self->terms);
  g_array_unref (self->ids);
  g_free (self->post_is_new);
  g_free (self);
}

/**
 * xa_ingest_get_counts:
 * @counts: (out): what the import brought so far, earlier runs of it included
 */
void
xa_ingest_get_counts (XaIngest       *self,
                      XaIngestCounts *counts)
{
  *counts = self->counts;
}

/**
 * xa_ingest_put_progress:
 *
 * Writes how far the source was read, what that is known by and what it brought.
 */
gboolean
xa_ingest_put_progress (XaIngest *self,
                        GError  **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_PUT_PROGRESS], error);
  StoredCounts counts = pack_counts (self);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, (gint64) self->offset);
  sqlite3_bind_blob (q, 3, &counts, sizeof counts, SQLITE_STATIC);
  sqlite3_bind_blob (q, 4, &self->source.source, sizeof self->source.source, SQLITE_STATIC);

  return xa_store_run (self->store, q, error);
}

/* Everything of a batch, in an order in which each part finds what it refers to. */
static gboolean
put_batch (XaIngest      *self,
           const XaBatch *batch,
           GError       **error)
{
  guint32 n_members = xa_member_index_count (self->store->index);

  if (!xa_ingest_check_wanted (self, error))
    return FALSE;
  /* A pass that brings nothing is no import, but it has come further. */
  if ((self->source.task_id || self->source.connection_id) && self->import_id == 0 && !xa_batch_has_records (batch))
    return xa_ingest_put_page (self, &batch->page, error);
  if ((self->import_id == 0 && !add_import (self, error)) ||
      !xa_ingest_put_audiences (self, batch, error) ||
      !xa_ingest_put_members (self, batch, error) ||
      !xa_ingest_put_posts (self, batch, error) ||
      !xa_ingest_put_activities (self, batch, error) ||
      !xa_ingest_put_terms (self, batch, error) ||
      !xa_ingest_put_links (self, batch, error) ||
      !xa_ingest_put_samples (self, batch, error) ||
      !xa_ingest_put_facets (self, batch, error) ||
      !xa_ingest_put_stretches (self, batch, error) ||
      !xa_segments_append (self->store, n_members, error))
    return FALSE;

  self->counts.n_new_people += xa_member_index_count (self->store->index) - n_members;
  memcpy (self->counts.rejects, batch->rejects, sizeof batch->rejects);
  self->offset = batch->offset;
  if (batch->has_source)
    self->source.source = batch->source;

  return xa_ingest_put_page (self, &batch->page, error) && xa_ingest_put_progress (self, error);
}

/* Puts back what a failed batch changed outside the file. */
static void
take_back (XaIngest             *self,
           guint32               n_members,
           guint                 n_audiences,
           const XaIngestCounts *counts,
           guint64               offset,
           const XaPseudonym    *source,
           gint64                import_id)
{
  if (self->store->index)
    xa_member_index_truncate (self->store->index, n_members);
  for (guint i = n_audiences; i < self->audiences->len; i++)
    g_hash_table_remove (self->refs, &g_array_index (self->audiences, XaIngestAudience, i).id);
  g_array_set_size (self->audiences, n_audiences);
  g_hash_table_remove_all (self->terms);
  self->counts = *counts;
  self->offset = offset;
  self->source.source = *source;
  self->import_id = import_id;
}

/* Audiences that another import found to be one have one id. */
static void
follow_joins (XaIngest *self)
{
  for (; self->n_joined < self->store->joined->len; self->n_joined++) {
    const XaJoined *pair = &g_array_index (self->store->joined, XaJoined, self->n_joined);
    gpointer        ref;

    for (guint i = 0; i < self->audiences->len; i++) {
      XaIngestAudience *audience = &g_array_index (self->audiences, XaIngestAudience, i);

      audience->id = audience->id == pair->from ? pair->into : audience->id;
      audience->parent_id = audience->parent_id == pair->from ? pair->into : audience->parent_id;
    }
    if (!g_hash_table_lookup_extended (self->refs, &pair->from, NULL, &ref))
      continue;
    g_hash_table_remove (self->refs, &pair->from);
    if (!g_hash_table_contains (self->refs, &pair->into))
      g_hash_table_insert (self->refs, g_memdup2 (&pair->into, sizeof pair->into), ref);
  }
}

static gboolean
join_audiences (XaIngest *self,
                GError  **error)
{
  return self->import_id == 0 || xa_store_join_audiences (self->store, self->store->joined, error);
}

/**
 * xa_ingest_batch:
 * @batch: records in the order in which the source has them
 *
 * Takes a batch into the workspace in one transaction: when this returns TRUE it survives a crash
 * of the machine; when it fails, nothing of it is there, and the same batch may be tried again.
 *
 * Errors: NOT_FOUND where what is fetched is not followed any more; LOCKED, FULL, CORRUPT, IO
 */
gboolean
xa_ingest_batch (XaIngest      *self,
                 const XaBatch *batch,
                 GError       **error)
{
  XaIngestCounts counts = self->counts;
  guint64        offset = self->offset;
  XaPseudonym    source = self->source.source;
  gint64         import_id = self->import_id;
  guint          n_audiences = self->audiences->len;
  guint32        n_members;

  g_return_val_if_fail (!self->is_over, FALSE);

  follow_joins (self);
  if (!xa_store_begin (self->store, error))
    return FALSE;
  if (!xa_segments_load (self->store, error)) {
    xa_store_rollback (self->store);
    return FALSE;
  }
  n_members = xa_member_index_count (self->store->index);

  if (put_batch (self, batch, error)) {
    if (xa_store_commit (self->store, error))
      return TRUE;
  } else {
    xa_store_rollback (self->store);
  }
  take_back (self, n_members, n_audiences, &counts, offset, &source, import_id);

  return FALSE;
}

static gboolean
run_for_import (XaIngest   *self,
                const char *statement,
                GError    **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, statement, error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  if (statement == sql[STMT_SET_DONE])
    sqlite3_bind_int64 (q, 2, xa_time_now ());

  return xa_store_run (self->store, q, error);
}

/* What was counted of rare words serves to find out whether they are; then it goes. */
static gboolean
forget_words (XaIngest *self,
              GError  **error)
{
  const gint64 before_us = xa_time_now () - XA_WORD_DAYS * XA_USEC_PER_DAY;

  for (guint i = 0; i < self->audiences->len; i++) {
    gint64 id = g_array_index (self->audiences, XaIngestAudience, i).id;

    if (id && !xa_words_expire (self->store, id, (gint32) (before_us / XA_USEC_PER_HOUR), error))
      return FALSE;
  }

  return TRUE;
}

/* Gives the pages of the lists that are gone back to the file system, in the same transaction:
 * pages that are cut off need not be written first. */
static gboolean
mark_done (XaIngest *self,
           GError  **error)
{
  if (!xa_store_begin (self->store, error))
    return FALSE;
  if (xa_facts_name_import (self->store, self->import_id, NULL, error) &&
      run_for_import (self, sql[STMT_SET_DONE], error) &&
      run_for_import (self, sql[STMT_DROP_MEMBERS], error) &&
      run_for_import (self, sql[STMT_DROP_AUDIENCES], error) &&
      forget_words (self, error) &&
      xa_ingest_end_task (self, error) &&
      xa_store_exec (self->store, "PRAGMA incremental_vacuum", error))
    return xa_store_commit (self->store, error);
  xa_store_rollback (self->store);

  return FALSE;
}

/**
 * xa_ingest_pause:
 *
 * Brings the snapshots of active authors and reactors up to date with what was taken so far: what
 * the source gives only once is not told again where the rest is never read. Lists stay open.
 *
 * Errors: LOCKED, FULL, CORRUPT, IO
 */
gboolean
xa_ingest_pause (XaIngest *self,
                 GError  **error)
{
  return self->import_id == 0 || (xa_ingest_check_wanted (self, error) && xa_ingest_take_active_snapshots (self, error));
}

/**
 * xa_ingest_finish:
 * @last: (nullable): the records that remain
 * @truncated: whether the source ended early
 *
 * Takes the last batch, turns the member lists into snapshots, brings the snapshots of active
 * authors and reactors up to date and marks the source as done. After a failure the same call
 * may be tried again.
 *
 * Errors: LOCKED, FULL, CORRUPT, IO
 */
gboolean
xa_ingest_finish (XaIngest      *self,
                  const XaBatch *last,
                  gboolean       truncated,
                  GError       **error)
{
  g_return_val_if_fail (!self->is_over && (last || self->import_id != 0 || self->source.task_id), FALSE);

  if (last && !self->last_taken && !xa_ingest_batch (self, last, error))
    return FALSE;
  self->last_taken = TRUE;
  follow_joins (self);
  if (!xa_ingest_check_wanted (self, error) ||
      !xa_ingest_close_lists (self, truncated, error) ||
      !xa_ingest_take_active_snapshots (self, error) ||
      !join_audiences (self, error) ||
      !mark_done (self, error))
    return FALSE;
  self->is_over = TRUE;

  return TRUE;
}
