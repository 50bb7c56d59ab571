/*
 * Member lists into a workspace that knows 5 million people: our ingest against the usual
 * scheme, one row a person with a unique index and an upsert for each member.
 */
#include "bench.h"

#include "store/xa-ingest.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define N_KNOWN 5000000
#define N_LIST 2000000
#define N_PEER_LIST 200000
#define N_BATCH 262144
#define TX_ROWS 50000

typedef struct {
  char            *folder;  /* (owned) */
  XaStore         *store;   /* (owned) */
  XaPseudonymizer *keys;    /* (owned) */
  sqlite3         *peer_db; /* (owned) */
  guint32          n_runs;
  guint32          n_peer_runs;
} Fixture;

/* Pseudonym @i: uniform, like the output of an HMAC, and the same on both sides. */
static XaPseudonym
pseudonym (guint64 i)
{
  XaPseudonym who;
  guint64     x[2] = { i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1, ~i };

  for (int k = 0; k < 2; k++) {
    x[k] ^= x[k] >> 30;
    x[k] *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
    x[k] ^= x[k] >> 27;
    x[k] *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
    x[k] ^= x[k] >> 31;
  }
  memcpy (who.bytes, x, sizeof who.bytes);

  return who;
}

/* Member @i of list @run: nine in ten are known, in random order. */
static XaPseudonym
list_member (guint32 run,
             guint64 i)
{
  guint64 x = (i + 1) * G_GUINT64_CONSTANT (0xd1342543de82ef95) + run * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d);

  x ^= x >> 33;

  return x % 10 ? pseudonym (x % N_KNOWN) : pseudonym (N_KNOWN + run * (guint64) N_LIST + i);
}

static gboolean
ingest (Fixture *fixture,
        guint32  source_no,
        guint64  n,
        XaPseudonym (*member) (guint32 run, guint64 i))
{
  g_autoptr (GError) error = NULL;
  XaIngestSource source = { .format = "bench", .size_bytes = (gint64) n };
  XaIngestStart  start;
  guint64        resume;
  g_autoptr (XaIngest) ingest = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autofree char *title = g_strdup_printf ("List %u", source_no);
  XaBatchAudience  audience = { .platform = XA_PLATFORM_OTHER, .kind = XA_AUDIENCE_GROUP, .parent = XA_BATCH_NO_REF };
  XaBatchSnapshot  snapshot = { .coverage = XA_COVERAGE_COMPLETE, .at_us = 1, .reported = XA_COUNT_UNKNOWN };

  memcpy (source.source.bytes, &source_no, sizeof source_no);
  ingest = xa_ingest_begin (fixture->store, &source, &start, &resume, &error);
  audience.native_id = audience.title = xa_batch_add_text (batch, xa_span (title));
  audience.handle = audience.url = XA_BATCH_NO_TEXT;
  g_array_append_val (batch->audiences, audience);
  g_array_append_val (batch->snapshots, snapshot);
  for (guint64 i = 0; ingest && !error && i < n; i++) {
    XaBatchMember entry = { member (source_no, i), 0, 0 };

    g_array_append_val (batch->members, entry);
    if (batch->members->len == N_BATCH) {
      batch->offset = i + 1;
      xa_ingest_batch (ingest, batch, &error);
      xa_batch_clear (batch);
    }
  }
  if (ingest && !error)
    xa_ingest_finish (ingest, batch, FALSE, &error);
  if (error)
    g_printerr ("bench: %s\n", error->message);

  return error == NULL;
}

static XaPseudonym
known_member (guint32 run,
              guint64 i)
{
  return pseudonym (i);
}

static double
run_ours (gpointer data)
{
  Fixture *fixture = data;
  double   start = bench_now ();

  if (!ingest (fixture, ++fixture->n_runs, N_LIST, list_member))
    return NAN;

  return N_LIST / (bench_now () - start);
}

static void
execute (sqlite3    *db,
         const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("bench: %s: %s", sql, sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3    *db,
         const char *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("bench: %s: %s", sql, sqlite3_errmsg (db));

  return statement;
}

static int
compare_pseudonyms (const void *a,
                    const void *b)
{
  return memcmp (a, b, sizeof (XaPseudonym));
}

/* The peer starts from its best case: people inserted in the order of its index. */
static void
fill_peer (Fixture *fixture)
{
  g_autofree char        *path = g_build_filename (fixture->folder, "peer.db", NULL);
  g_autofree XaPseudonym *people = g_new (XaPseudonym, N_KNOWN);
  sqlite3_stmt           *insert;

  for (guint64 i = 0; i < N_KNOWN; i++)
    people[i] = pseudonym (i);
  qsort (people, N_KNOWN, sizeof *people, compare_pseudonyms);
  sqlite3_open (path, &fixture->peer_db);
  execute (fixture->peer_db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
  execute (fixture->peer_db, "CREATE TABLE member (id INTEGER PRIMARY KEY, pseudonym BLOB NOT NULL UNIQUE)");
  execute (fixture->peer_db, "CREATE TABLE membership (list INTEGER, member INTEGER, PRIMARY KEY (list, member)) WITHOUT ROWID");
  execute (fixture->peer_db, "BEGIN");
  insert = prepare (fixture->peer_db, "INSERT INTO member (pseudonym) VALUES (?1)");
  for (guint64 i = 0; i < N_KNOWN; i++) {
    sqlite3_bind_blob (insert, 1, people[i].bytes, sizeof people[i].bytes, SQLITE_STATIC);
    sqlite3_step (insert);
    sqlite3_reset (insert);
  }
  sqlite3_finalize (insert);
  execute (fixture->peer_db, "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)");
}

static double
run_peer (gpointer data)
{
  Fixture      *fixture = data;
  guint32       run = ++fixture->n_peer_runs;
  sqlite3_stmt *upsert = prepare (fixture->peer_db, "INSERT INTO member (pseudonym) VALUES (?1)"
                                                    " ON CONFLICT (pseudonym) DO UPDATE SET pseudonym = pseudonym RETURNING id");
  sqlite3_stmt *add = prepare (fixture->peer_db, "INSERT OR IGNORE INTO membership VALUES (?1, ?2)");
  double        start = bench_now ();

  execute (fixture->peer_db, "BEGIN");
  for (guint64 i = 0; i < N_PEER_LIST; i++) {
    XaPseudonym who = list_member (run, i);

    if (i % TX_ROWS == TX_ROWS - 1)
      execute (fixture->peer_db, "COMMIT; BEGIN");
    sqlite3_bind_blob (upsert, 1, who.bytes, sizeof who.bytes, SQLITE_STATIC);
    sqlite3_step (upsert);
    sqlite3_bind_int64 (add, 1, run);
    sqlite3_bind_int64 (add, 2, sqlite3_column_int64 (upsert, 0));
    sqlite3_step (add);
    sqlite3_reset (add);
    sqlite3_step (upsert);
    sqlite3_reset (upsert);
  }
  execute (fixture->peer_db, "COMMIT");
  sqlite3_finalize (upsert);
  sqlite3_finalize (add);

  return N_PEER_LIST / (bench_now () - start);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  Fixture             fixture = { .folder = bench_folder () };
  g_autofree char    *path = g_build_filename (fixture.folder, "members.xaudience", NULL);
  Bench               bench = {
                  .bench = "members-ingest",
                  .unit = "memberships/s",
                  .more_is_better = TRUE,
                  .ours = run_ours,
                  .peer = "SQL upsert",
                  .peer_func = run_peer,
                  .runs = 5,
                  .data = &fixture,
  };
  gboolean ok = FALSE;

  fixture.store = xa_store_create (path, &error);
  if (fixture.store) {
    fixture.keys = xa_pseudonymizer_new (key, xa_store_get_uuid (fixture.store));
    ok = xa_store_adopt_keys (fixture.store, fixture.keys, &error);
  }
  if (error)
    g_printerr ("bench: %s\n", error->message);
  if (ok) {
    fill_peer (&fixture);
    ok = ingest (&fixture, G_MAXUINT32, N_KNOWN, known_member) && bench_run (&bench);
  }
  g_clear_pointer (&fixture.store, xa_store_close);
  g_clear_pointer (&fixture.keys, xa_pseudonymizer_unref);
  sqlite3_close (fixture.peer_db);
  bench_remove (fixture.folder);
  g_free (fixture.folder);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
