/*
 * Opening a workspace of 10 million people and listing its audiences with their sizes, against
 * the usual scheme, which counts one row a membership.
 */
#include "bench.h"

#include "store/xa-audiences.h"
#include "store/xa-ingest.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define N_PEOPLE 10000000
#define N_AUDIENCES 500
#define N_BATCH 250000

typedef struct {
  char *folder;    /* (owned) */
  char *path;      /* (owned) */
  char *peer_path; /* (owned) */
} Fixture;

static XaPseudonym
pseudonym (guint64 i)
{
  XaPseudonym who;
  guint64     x[2] = { (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), (i + 1) * G_GUINT64_CONSTANT (0xd1342543de82ef95) };

  x[0] ^= x[0] >> 29;
  x[1] ^= x[1] >> 31;
  memcpy (who.bytes, x, sizeof who.bytes);

  return who;
}

static void
declare_audiences (XaBatch *batch)
{
  for (guint32 i = 0; i < N_AUDIENCES; i++) {
    g_autofree char *title = g_strdup_printf ("Audience %u", i);
    XaBatchAudience  audience = { .ref = i, .platform = XA_PLATFORM_OTHER, .kind = XA_AUDIENCE_GROUP, .parent = XA_BATCH_NO_REF };
    XaBatchSnapshot  snapshot = { .audience = i, .coverage = XA_COVERAGE_COMPLETE, .at_us = 1, .reported = XA_COUNT_UNKNOWN };

    audience.native_id = audience.title = xa_batch_add_text (batch, xa_span (title));
    audience.handle = audience.url = XA_BATCH_NO_TEXT;
    g_array_append_val (batch->audiences, audience);
    g_array_append_val (batch->snapshots, snapshot);
  }
}

static gboolean
fill (XaStore *store,
      GError **error)
{
  XaIngestSource source = { .format = "bench", .size_bytes = N_PEOPLE };
  XaIngestStart  start;
  guint64        resume;
  g_autoptr (XaIngest) ingest = xa_ingest_begin (store, &source, &start, &resume, error);
  g_autoptr (XaBatch) batch = xa_batch_new ();

  if (!ingest)
    return FALSE;
  declare_audiences (batch);
  for (guint64 i = 0; i < N_PEOPLE; i++) {
    XaBatchMember entry = { pseudonym (i), (XaAudienceRef) (i % N_AUDIENCES), 0 };

    g_array_append_val (batch->members, entry);
    if (batch->members->len == N_BATCH) {
      batch->offset = i + 1;
      if (!xa_ingest_batch (ingest, batch, error))
        return FALSE;
      xa_batch_clear (batch);
    }
  }

  return xa_ingest_finish (ingest, batch, FALSE, error);
}

static double
run_ours (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  double start = bench_now ();
  g_autoptr (XaStore) store = xa_store_open (fixture->path, XA_STORE_READ, &error);
  g_autoptr (GPtrArray) audiences = store ? xa_store_list_audiences (store, &error) : NULL;

  if (!audiences || audiences->len != N_AUDIENCES) {
    g_printerr ("bench: %s\n", error ? error->message : "audiences are missing");
    return NAN;
  }

  return (bench_now () - start) * 1e3;
}

static void
fill_peer (Fixture *fixture)
{
  sqlite3      *db;
  sqlite3_stmt *insert;

  sqlite3_open (fixture->peer_path, &db);
  sqlite3_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
                    "CREATE TABLE membership (audience INTEGER, member INTEGER, PRIMARY KEY (audience, member)) WITHOUT ROWID; BEGIN",
                NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO membership VALUES (?1, ?2)", -1, &insert, NULL);
  for (int a = 0; a < N_AUDIENCES; a++)
    for (int i = a; i < N_PEOPLE; i += N_AUDIENCES) {
      sqlite3_bind_int (insert, 1, a);
      sqlite3_bind_int (insert, 2, i);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_exec (db, "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
  sqlite3_close (db);
}

static double
run_peer (gpointer data)
{
  Fixture      *fixture = data;
  sqlite3      *db;
  sqlite3_stmt *list;
  int           n = 0;
  double        start = bench_now ();

  sqlite3_open_v2 (fixture->peer_path, &db, SQLITE_OPEN_READONLY, NULL);
  sqlite3_prepare_v2 (db, "SELECT audience, count(*) FROM membership GROUP BY audience", -1, &list, NULL);
  while (sqlite3_step (list) == SQLITE_ROW)
    n++;
  sqlite3_finalize (list);
  sqlite3_close (db);

  return n == N_AUDIENCES ? (bench_now () - start) * 1e3 : NAN;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;
  static const guint8 key[XA_MASTER_KEY_SIZE] = "an invented key of 32 bytes.....";
  Fixture             fixture = { .folder = bench_folder () };
  Bench               bench = {
                  .bench = "open-10m-members",
                  .unit = "ms",
                  .ours = run_ours,
                  .peer = "SQL rows counted",
                  .peer_func = run_peer,
                  .runs = 7,
                  .data = &fixture,
  };
  gboolean ok = FALSE;

  fixture.path = g_build_filename (fixture.folder, "open.xaudience", NULL);
  fixture.peer_path = g_build_filename (fixture.folder, "peer.db", NULL);
  store = xa_store_create (fixture.path, &error);
  if (store) {
    keys = xa_pseudonymizer_new (key, xa_store_get_uuid (store));
    ok = xa_store_adopt_keys (store, keys, &error) && fill (store, &error);
  }
  g_clear_pointer (&store, xa_store_close);
  if (error)
    g_printerr ("bench: %s\n", error->message);
  if (ok) {
    fill_peer (&fixture);
    ok = bench_run (&bench);
  }
  bench_remove (fixture.folder);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
