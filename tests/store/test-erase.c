#include "fixture.h"
#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"
#include "store/xa-store-private.h"

#include <string.h>

static const FixtureSource telegram = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 4 };
static const FixtureSource discord = { 1, XA_PLATFORM_DISCORD, FIXTURE_NOW, 3 };

static void
import (Fixture             *fixture,
        const FixtureSource *source)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_import (fixture->store, fixture->keys, source, &error));
  g_assert_no_error (error);
}

/* The same source without finishing it: its member lists stay open. */
static void
import_half (Fixture             *fixture,
             const FixtureSource *source)
{
  XaIngestSource about = { .format = "test", .size_bytes = 1, .at_us = source->at_us };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) ingest = NULL;
  g_autoptr (XaBatch) batch = fixture_batch (fixture->keys, source, 0);

  memset (&about.source, 1 + (int) source->no, sizeof about.source);
  ingest = xa_ingest_begin (fixture->store, &about, &start, &offset, &error);
  g_assert_no_error (error);
  g_assert_true (xa_ingest_batch (ingest, batch, &error));
  g_assert_no_error (error);
}

static void
erase (Fixture           *fixture,
       const XaPseudonym *who,
       gboolean           expected)
{
  g_autoptr (GError) error = NULL;
  gboolean found;

  g_assert_true (xa_store_erase_person (fixture->store, who, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpint (found, ==, expected);
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return fixture_count (fixture->path, sql);
}

/* Person 5 is in lists, active on a day, and the only one to use a term. Everyone else stays, and
 * what is left is what it would be had the person never been there. */
static void
test_person (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 5);
  XaPseudonym other = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 6);
  gint64      fetched;

  import (fixture, &telegram);
  fetched = count (fixture, "SELECT fetched FROM snapshot WHERE audience_id = 2 AND coverage IN (1, 2)");
  fixture_close (fixture);
  g_assert_true (fixture_holds (fixture->path, &who, sizeof who));
  g_assert_true (fixture_holds (fixture->path, FIXTURE_TERM, strlen (FIXTURE_TERM)));

  fixture_open (fixture);
  g_assert_true (xa_store_exec (fixture->store, "INSERT INTO overlap (list, counts) VALUES (x'01', x'02')", NULL));
  erase (fixture, &who, TRUE);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM overlap"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT fetched FROM snapshot WHERE audience_id = 2 AND coverage IN (1, 2)"), ==, fetched - 1);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  g_assert_false (fixture_holds (fixture->path, FIXTURE_TERM, strlen (FIXTURE_TERM)));
  g_assert_true (fixture_holds (fixture->path, &other, sizeof other));
  fixture_verify (fixture->path);

  fixture_open (fixture);
  erase (fixture, &who, FALSE);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'person-erased'"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'person-erased' AND detail <> ''"), ==, 0);
}

/* Every person in turn: whatever page, set or list they stand in, no trace stays, and at the end
 * no set holds anyone. */
static void
test_everyone (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  const FixtureSource small = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 1 };
  const guint         step = g_getenv ("XAUDIENCE_TEST_FULL") ? 1 : 7;

  import (fixture, &small);
  for (guint n = 0; n < 60; n += step) {
    XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, n);

    erase (fixture, &who, TRUE);
    fixture_close (fixture);
    g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
    fixture_verify (fixture->path);
    fixture_open (fixture);
  }
  if (step == 1) {
    g_assert_cmpint (count (fixture, "SELECT sum(fetched) FROM snapshot"), ==, 0);
    g_assert_cmpint (count (fixture, "SELECT count(*) FROM activity"), ==, 0);
    g_assert_cmpint (count (fixture, "SELECT count(*) FROM term"), ==, 0);
  }
}

/* A member list that is still being read: the person does not come back when it is closed. */
static void
test_open_list (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 5);

  import_half (fixture, &telegram);
  erase (fixture, &who, TRUE);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  fixture_verify (fixture->path);
  fixture_open (fixture);
  import (fixture, &telegram);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  fixture_verify (fixture->path);
}

/* Who is erased and seen again is a new person, with an id of their own. */
static void
test_seen_again (void)
{
  const FixtureSource again = { 2, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 4 };
  g_autoptr (Fixture) fixture = fixture_new ();
  XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 30);
  gint64      n_people;

  import (fixture, &telegram);
  n_people = count (fixture, "SELECT sum(n) FROM member_segment");
  erase (fixture, &who, TRUE);
  import (fixture, &again);
  /* The second source has ten people more than the first, and the one who was erased. */
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM member_segment"), ==, n_people + 10 + 1);
  fixture_close (fixture);
  g_assert_true (fixture_holds (fixture->path, &who, sizeof who));
  fixture_verify (fixture->path);
}

/* A reader that still sees the state before keeps the log from being emptied: that is said, and
 * made up for by the next call. */
static void
test_reader_in_the_way (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) reader = NULL;
  gboolean found;

  import (fixture, &telegram);
  reader = xa_store_open (fixture->path, XA_STORE_READ, &error);
  g_assert_true (xa_store_exec (reader, "BEGIN; SELECT count(*) FROM audience", &error));
  g_assert_false (xa_store_erase_person (fixture->store, &who, &found, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_LOCKED);
  g_assert_true (found);
  g_clear_error (&error);
  g_clear_pointer (&reader, xa_store_close);

  erase (fixture, &who, FALSE);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
}

/* What stands in columns that name an audience, in every table that has one. */
static void
assert_no_orphans (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, &error);
  sqlite3_stmt *tables = NULL;
  guint         n_tables = 0;

  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_prepare_v2 (store->db, "SELECT m.name FROM sqlite_schema AS m, pragma_table_info (m.name) AS c"
                                                  " WHERE m.type = 'table' AND c.name = 'audience_id'",
                                       -1, &tables, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (tables) == SQLITE_ROW) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s WHERE audience_id NOT IN (SELECT id FROM audience)", (const char *) sqlite3_column_text (tables, 0));

    g_assert_cmpint (fixture_count (path, sql), ==, 0);
    n_tables++;
  }
  sqlite3_finalize (tables);
  g_assert_cmpuint (n_tables, >=, 12);
}

/* One platform goes with its people, texts, terms and imports; the other is untouched. */
static void
test_platform (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (Fixture) alone = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%s 0 ", FIXTURE_TEXT);
  g_autofree char *other_text = g_strdup_printf ("%s 1 ", FIXTURE_TEXT);

  import (fixture, &telegram);
  import (fixture, &discord);
  fixture_close (fixture);
  g_assert_true (fixture_holds (fixture->path, text, strlen (text)));
  fixture_open (fixture);
  g_assert_true (xa_store_exec (fixture->store, "INSERT INTO audience_tag SELECT id, 'canary-tag' FROM audience WHERE platform = 1", NULL));
  g_assert_true (xa_store_erase_platform (fixture->store, XA_PLATFORM_TELEGRAM, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audience"), ==, 2);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'platform-erased' AND detail = 'telegram'"), ==, 1);
  fixture_close (fixture);

  for (guint n = 0; n < 200; n++) {
    XaPseudonym gone = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, n);

    g_assert_false (fixture_holds (fixture->path, &gone, sizeof gone));
  }
  for (guint n = 10; n < 160; n++) {
    XaPseudonym kept = fixture_person (fixture->keys, XA_PLATFORM_DISCORD, n);

    g_assert_true (fixture_holds (fixture->path, &kept, sizeof kept));
  }
  g_assert_false (fixture_holds (fixture->path, text, strlen (text)));
  g_assert_true (fixture_holds (fixture->path, other_text, strlen (other_text)));
  g_assert_false (fixture_holds (fixture->path, "canary-tag", strlen ("canary-tag")));
  g_assert_false (fixture_holds (fixture->path, FIXTURE_TERM, strlen (FIXTURE_TERM)));
  assert_no_orphans (fixture->path);
  fixture_verify (fixture->path);

  /* The same file may be taken in again, and brings everything back. */
  fixture_open (fixture);
  import (fixture, &telegram);
  import (alone, &telegram);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post"), ==, count (alone, "SELECT count(*) FROM post") + 60);
  g_assert_cmpint (count (fixture, "SELECT sum(fetched) FROM snapshot AS s JOIN audience AS a ON a.id = s.audience_id WHERE platform = 1"), ==,
                   count (alone, "SELECT sum(fetched) FROM snapshot"));
}

/* What is invented, and lists of places without a platform of their own, end apart from each other. */
static void
test_simulated_apart (void)
{
  static const FixtureSource lists = { 0, XA_PLATFORM_OTHER, FIXTURE_NOW, 2 };
  static const FixtureSource invented = { 1, XA_PLATFORM_SIMULATED, FIXTURE_NOW, 2 };
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (Fixture) alone = fixture_new ();
  g_autoptr (GError) error = NULL;
  gint64 n_snapshots;

  import (fixture, &lists);
  import (fixture, &invented);
  import (alone, &lists);
  n_snapshots = count (alone, "SELECT count(*) FROM snapshot");
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM snapshot"), >, n_snapshots);
  g_assert_true (xa_store_erase_platform (fixture->store, XA_PLATFORM_SIMULATED, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audience WHERE platform <> 12"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audience"), ==, count (alone, "SELECT count(*) FROM audience"));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM snapshot"), ==, n_snapshots);
  g_assert_cmpint (count (fixture, "SELECT sum(fetched) FROM snapshot"), ==, count (alone, "SELECT sum(fetched) FROM snapshot"));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post"), ==, count (alone, "SELECT count(*) FROM post"));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import"), ==, 1);
  fixture_close (fixture);
  fixture_verify (fixture->path);
  fixture_open (fixture);
}

/* An import that is open, and one that brought no list of people. */
static void
test_platform_without_lists (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  import_half (fixture, &telegram);
  g_assert_true (xa_store_erase_platform (fixture->store, XA_PLATFORM_TELEGRAM, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import_member"), ==, 0);

  /* Of a platform that was never there. */
  g_assert_true (xa_store_erase_platform (fixture->store, XA_PLATFORM_MASTODON, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'platform-erased'"), ==, 1);
}

/* The tables as erasing knows them: whoever adds one that holds something of people, or of a
 * platform, has to think of it there. */
static void
test_no_table_forgotten (void)
{
  static const char known[] =
    "activity,alert,alert_rule,audience,audience_name,audience_tag,audit,client,connection,connection_mark,counted_event,elsewhere,facet_count,fact,hook_in,hook_message,hook_out,http_validator,import,import_audience,import_member,key_epoch,link,member_segment,meta,metric,overlap,"
    "pending_reply,post,post_counter,post_span,post_text,rate_limit,report_audience,report_plan,retention,sample,sample_rollup,series_break,server,snapshot,source,source_mark,stream,task,term,term_use,upkeep,way_down,way_used,word";
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *sql = g_strdup_printf ("SELECT group_concat(name, ',') = '%s' FROM"
                                          " (SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name)",
                                          known);

  g_assert_cmpint (count (fixture, sql), ==, 1);
}

extern const XaStatementTable xa_erase_statements;
extern const XaStatementTable xa_erase_platform_statements;
extern const XaStatementTable xa_sweep_statements;

static void
test_plans (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_check_plans (fixture->path, &xa_erase_statements);
  fixture_check_plans (fixture->path, &xa_erase_platform_statements);
  fixture_check_plans (fixture->path, &xa_sweep_statements);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/ID-10/person", test_person);
  g_test_add_func ("/store/ID-10/everyone", test_everyone);
  g_test_add_func ("/store/ID-10/open-list", test_open_list);
  g_test_add_func ("/store/ID-10/seen-again", test_seen_again);
  g_test_add_func ("/store/ID-10/reader-in-the-way", test_reader_in_the_way);
  g_test_add_func ("/store/ID-10/platform", test_platform);
  g_test_add_func ("/store/ID-10/simulated-apart", test_simulated_apart);
  g_test_add_func ("/store/ID-10/platform-without-lists", test_platform_without_lists);
  g_test_add_func ("/store/ID-10/no-table-forgotten", test_no_table_forgotten);
  g_test_add_func ("/store/ID-10/plans", test_plans);

  return g_test_run ();
}
