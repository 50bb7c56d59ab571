#pragma once

#include "store/xa-member-index.h"
#include "store/xa-store.h"

#include <sqlite3.h>

/*
 * What the files of the store share: the connection, its statements, its errors and its
 * transactions. Nothing outside store/ includes this.
 */

struct _XaStore {
  GThread       *owner;      /* (not owned): the only thread allowed in */
  char          *path;       /* (owned): absolute, without links */
  char          *uuid;       /* (owned) */
  sqlite3       *db;         /* (owned) */
  GHashTable    *statements; /* (owned) (element-type utf8 sqlite3_stmt): by the address of their SQL */
  XaMemberIndex *index;      /* (owned) (nullable): built by the first ingest */
  int            lock_fd;    /* (owned): the writer's lock, or -1 */
  gboolean       read_only;
  XaKeyState     key_state;
  GArray        *joined; /* (owned) (nullable) (element-type XaJoined): audiences that were made one since it was opened */

  /* What is written, see xa-facts-private.h: */
  GHashTable *fact_statements; /* (owned) (nullable) (element-type sqlite3_stmt XaFacts): NULL for readers */
  guint       facts_prepared;
  guint       facts_changed; /* in the transaction */
  GArray     *named;         /* (owned) (nullable) (element-type gint64): whom it is about */
  gboolean    is_named, names_all;
};

/* The upgrade steps a file is brought to; those of the schema except in tests. */
typedef struct {
  const char *const *steps; /* (array length=n_steps) */
  int                n_steps;
} XaStoreSchema;

XaStore *xa_store_open_with_schema (const char *path, XaStoreMode mode, const XaStoreSchema *schema, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaStore *xa_store_create_with_schema (const char *path, const XaStoreSchema *schema, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- connections: xa-store-open.c --- */

/* Opens and judges a file of unknown origin, with every protection set; older versions pass. */
sqlite3 *xa_store_connect (const char *path, XaStoreMode mode, int newest_version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The right to write to a path, held across processes; -1 with LOCKED or READ_ONLY. */
int  xa_store_lock (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void xa_store_unlock (const char *path, int lock_fd);

/* Makes a file, or the names in a folder, durable. */
gboolean xa_store_sync_path (const char *path, GError **error);

/* --- errors: xa-store-query.c --- */

/* Translates a result code of SQLite; @db may be NULL. */
void xa_store_set_error (GError **error, sqlite3 *db, int rc, const char *path);
/* The same for the latest failure of the store's own connection. */
void xa_store_fail (XaStore *self, GError **error);
/* For what a checksum or a set that cannot be read reveals. */
void xa_store_set_corrupt (GError **error, const char *path, const char *what);
/* For errno values of our own file operations. */
void xa_store_set_errno (GError **error, const char *path, int errnum);

/* --- statements --- */

/* A borrowed statement that goes back to its cached, unbound state on scope exit. */
typedef sqlite3_stmt XaQuery;

void xa_query_done (XaQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaQuery, xa_query_done)

/* @sql: an entry of a file's static table: it is the key of the cache by its address. */
XaQuery *xa_store_query (XaStore *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Runs a statement that returns nothing and makes it ready to be bound again. */
gboolean xa_store_run (XaStore *self, XaQuery *query, GError **error);
/* Runs to the only row: 1 row, 0 none, -1 failed. Columns stay valid until the query is done. */
int xa_store_step (XaStore *self, XaQuery *query, GError **error);
/* Runs SQL that is not worth keeping. */
gboolean xa_store_exec (XaStore *self, const char *sql, GError **error);

static inline void
xa_query_bind_count (XaQuery *query,
                     int      i,
                     gint64   count)
{
  if (count == XA_COUNT_UNKNOWN)
    sqlite3_bind_null (query, i);
  else
    sqlite3_bind_int64 (query, i, count);
}

static inline gint64
xa_query_get_count (XaQuery *query,
                    int      i)
{
  return sqlite3_column_type (query, i) == SQLITE_NULL ? XA_COUNT_UNKNOWN : sqlite3_column_int64 (query, i);
}

/* --- transactions --- */

gboolean xa_store_begin (XaStore *self, GError **error);  /* IMMEDIATE */
gboolean xa_store_commit (XaStore *self, GError **error); /* rolls back where it fails */
void     xa_store_rollback (XaStore *self);

/* Lets @cancellable interrupt long statements; call again with NULL afterwards. */
void xa_store_set_cancellable (XaStore *self, GCancellable *cancellable);

/* Removes what creations that were killed have left in a folder. */
void xa_store_remove_stale_parts (const char *folder);

/* --- people --- */

/* How many dense ids were given out, as the file says. */
gboolean xa_store_count_members (XaStore *self, gint64 *n_members, GError **error);
/* Forgets the index, as after members were changed in the file; the next ingest builds it anew. */
void xa_store_drop_index (XaStore *self);
/* The life of one key. */
typedef struct {
  int         no;           /* from 1; 0: the workspace never had a key */
  gint64      first_member; /* the first dense id that belongs to it */
  XaPseudonym check;        /* tells the key from others */
} XaEpoch;

gboolean xa_store_get_epoch (XaStore *self, XaEpoch *epoch, GError **error);
/* Notes what was done with the key, the policies or the output; within a transaction. */
gboolean xa_store_audit (XaStore *self, const char *what, const char *detail, GError **error);

/* First 8 bytes of the SHA-256 of a blob, kept beside it. */
#define XA_CHECKSUM_SIZE 8
void xa_store_checksum (const void *data, gsize size, guint8 checksum[XA_CHECKSUM_SIZE]);

/* The order in which snapshots are preferred: what says most about the whole audience first. */
#define XA_SQL_COVERAGE_RANK "CASE coverage WHEN 6 THEN 1.5 ELSE coverage END"
G_STATIC_ASSERT (XA_COVERAGE_COMPLETE == 1 && XA_COVERAGE_FIRST_N == 2 && XA_COVERAGE_SAMPLE == 6);

/* Of posts: which span of 30 days one is in, and what several amount to. Both are in the schema too. */
#define XA_SQL_POST_SPAN "at_us / 2592000000000 - (at_us % 2592000000000 < 0)"
#define XA_SQL_POST_SUMS                                                                                                        \
  "count (*), coalesce (sum (author_kind = 2), 0), min (at_us), max (at_us), count (reactions), coalesce (sum (reactions), 0)," \
  " count (comments), coalesce (sum (comments), 0), count (shares), coalesce (sum (shares), 0), count (views), coalesce (sum (views), 0)"

/* The platforms of the audiences that an import in hand has touched, a bit each. */
#define XA_SQL_IMPORT_PLATFORMS                                                                                      \
  "(SELECT coalesce(sum(DISTINCT 1 << platform), 0) FROM import_audience JOIN audience ON audience.id = audience_id" \
  " WHERE import_id = import.id)"

/* --- for the test that no statement scans a big table --- */

typedef struct {
  const char        *file;
  const char *const *sql;
  gsize              n_sql;
} XaStatementTable;

#define XA_STATEMENT_TABLE(name, table) const XaStatementTable name = { __FILE__, table, G_N_ELEMENTS (table) }
