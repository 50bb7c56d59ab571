#include "store/xa-elsewhere.h"
#include "store/xa-ingest-private.h"

#include <string.h>

enum {
  STMT_STAGED,
  STMT_NEWEST,
  STMT_DROP,
  STMT_ADD,
  N_STMTS
};

static const char *const sql[N_STMTS] = {
  [STMT_STAGED] = "SELECT ids, profiles FROM import_member WHERE import_id = ?1 AND audience_id = ?2 AND profiles IS NOT NULL ORDER BY no",
  [STMT_NEWEST] = "SELECT max (at_us) FROM elsewhere WHERE audience_id = ?1",
  [STMT_DROP] = "DELETE FROM elsewhere WHERE audience_id = ?1",
  [STMT_ADD] = "INSERT INTO elsewhere (audience_id, platform, at_us, coverage, members) VALUES (?1, ?2, ?3, ?4, ?5)",
};

XA_STATEMENT_TABLE (xa_ingest_elsewhere_statements, sql);

G_STATIC_ASSERT (XA_N_PLATFORMS <= 16);

/* --- on the way in ----------------------------------------------------------------------------- */

/**
 * xa_ingest_get_profiles:
 * @profiles: (out) (transfer full) (nullable) (array): for each member of the batch, as import_member has them;
 *   NULL where no profile was read, or none is to be
 *
 * Asks the file itself: what was switched off while a list came in is not taken any more.
 */
gboolean
xa_ingest_get_profiles (XaIngest      *self,
                        const XaBatch *batch,
                        guint16      **profiles,
                        GError       **error)
{
  const XaBatchMember *members = (const XaBatchMember *) (gpointer) batch->members->data;
  gboolean             wanted = FALSE;
  guint                i = 0;

  *profiles = NULL;
  while (i < batch->members->len && members[i].profile == 0)
    i++;
  if (i == batch->members->len)
    return TRUE;
  if (!xa_store_get_reads_profiles (self->store, &wanted, error))
    return FALSE;
  if (!wanted)
    return TRUE;
  *profiles = g_new (guint16, batch->members->len);
  for (i = 0; i < batch->members->len; i++)
    (*profiles)[i] = GUINT16_TO_LE (members[i].profile);

  return TRUE;
}

/* --- when a list is closed ---------------------------------------------------------------------- */

static gboolean
gather (XaIngest    *self,
        gint64       audience_id,
        XaMemberSet *sets[XA_N_PLATFORMS],
        GError     **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_STAGED], error);
  int row;

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, self->import_id);
  sqlite3_bind_int64 (q, 2, audience_id);
  while ((row = xa_store_step (self->store, q, error)) == 1) {
    const guint8 *ids = sqlite3_column_blob (q, 0), *profiles = sqlite3_column_blob (q, 1);
    gsize         n = (gsize) sqlite3_column_bytes (q, 0) / sizeof (guint32);

    if ((gsize) sqlite3_column_bytes (q, 1) != n * sizeof (guint16)) {
      xa_store_set_corrupt (error, self->store->path, "an open member list is cut");
      return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
      guint32 id;
      guint16 profile;

      memcpy (&id, ids + i * sizeof id, sizeof id);
      memcpy (&profile, profiles + i * sizeof profile, sizeof profile);
      for (guint rest = GUINT16_FROM_LE (profile); rest; rest &= rest - 1) {
        guint platform = (guint) __builtin_ctz (rest);

        if (platform < XA_N_PLATFORMS)
          xa_member_set_add (sets[platform], GUINT32_FROM_LE (id));
      }
    }
  }

  return row == 0;
}

/* @is_older: (out): what there is was read later than this list */
static gboolean
compare_age (XaIngest               *self,
             const XaIngestSnapshot *list,
             gboolean               *is_older,
             GError                **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_NEWEST], error);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, list->audience_id);
  if (xa_store_step (self->store, q, error) != 1)
    return FALSE;
  *is_older = sqlite3_column_type (q, 0) != SQLITE_NULL && sqlite3_column_int64 (q, 0) > list->at_us;

  return TRUE;
}

static gboolean
put_set (XaIngest               *self,
         const XaIngestSnapshot *list,
         int                     platform,
         XaMemberSet            *people,
         GError                **error)
{
  g_autoptr (XaQuery) q = xa_store_query (self->store, sql[STMT_ADD], error);
  g_autoptr (GBytes) bytes = xa_member_set_to_bytes (people);
  gsize       size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (!q)
    return FALSE;
  sqlite3_bind_int64 (q, 1, list->audience_id);
  sqlite3_bind_int (q, 2, platform);
  sqlite3_bind_int64 (q, 3, list->at_us);
  sqlite3_bind_int (q, 4, list->coverage);
  sqlite3_bind_blob (q, 5, data, (int) size, SQLITE_STATIC);

  return xa_store_run (self->store, q, error);
}

static gboolean
replace (XaIngest               *self,
         const XaIngestSnapshot *list,
         XaMemberSet            *sets[XA_N_PLATFORMS],
         GError                **error)
{
  g_autoptr (XaQuery) drop = xa_store_query (self->store, sql[STMT_DROP], error);

  if (!drop)
    return FALSE;
  sqlite3_bind_int64 (drop, 1, list->audience_id);
  if (!xa_store_run (self->store, drop, error))
    return FALSE;
  for (int platform = 0; platform < XA_N_PLATFORMS; platform++)
    if (xa_member_set_count (sets[platform]) > 0 && !put_set (self, list, platform, sets[platform], error))
      return FALSE;

  return TRUE;
}

/**
 * xa_ingest_put_elsewhere:
 * @list: that is being closed, with its staged members still there
 *
 * What the profiles of its members say takes the place of what those of an earlier list said: who left, or
 * names nothing any more, is not in it.
 */
gboolean
xa_ingest_put_elsewhere (XaIngest               *self,
                         const XaIngestSnapshot *list,
                         GError                **error)
{
  XaMemberSet *sets[XA_N_PLATFORMS];
  gboolean     is_older, ok;

  if (!compare_age (self, list, &is_older, error))
    return FALSE;
  if (is_older)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    sets[i] = xa_member_set_new ();
  ok = gather (self, list->audience_id, sets, error) && replace (self, list, sets, error);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    xa_member_set_free (sets[i]);
  if (ok)
    xa_facts_name (self->store, list->audience_id);

  return ok;
}
