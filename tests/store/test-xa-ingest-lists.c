#include "workspace.h"

static void
test_duplicate_members (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaAudience) audience = NULL;
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 100; i++)
    add_member (batch, 0, i % 10);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  audience = find_audience (store, "a");
  g_assert_cmpint (audience->fetched, ==, 10);
  xa_store_close (store);
}

/* Many audiences in one file, in turns, against a count by other means. */
static void
test_many_audiences (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GPtrArray) expected = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  XaStore  *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);

  for (guint round = 0; round < 4; round++) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    for (guint i = 0; i < 50; i++) {
      g_autofree char *name = g_strdup_printf ("%u", round * 50 + i);

      g_ptr_array_add (expected, g_hash_table_new (NULL, NULL));
      add_audience (batch, round * 50 + i, name, XA_BATCH_NO_REF);
      add_list (batch, round * 50 + i, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
    }
    for (guint i = 0; i < 20000; i++) {
      guint ref = (guint) g_rand_int_range (random, 0, (gint) expected->len);
      guint who = (guint) g_rand_int_range (random, 0, 3000) / (ref % 7 + 1);

      g_hash_table_add (g_ptr_array_index (expected, ref), GUINT_TO_POINTER (who));
      add_member (batch, ref, who);
    }
    put (ingest, batch);
  }
  finish (ingest, NULL, FALSE);

  for (guint ref = 0; ref < expected->len; ref++) {
    g_autofree char *name = g_strdup_printf ("%u", ref);
    g_autoptr (XaAudience) audience = find_audience (store, name);

    g_assert_cmpint (audience->fetched, ==, g_hash_table_size (g_ptr_array_index (expected, ref)));
  }
  assert_sound (store);
  xa_store_close (store);
}

static const struct {
  const char *name;
  XaCoverage  coverage;
  gint64      first_n, reported;
  guint       n_bots;
  gboolean    truncated;
  XaCoverage  expected;
  gint64      expected_n;
} lists[] = {
  { "complete", XA_COVERAGE_COMPLETE, 0, XA_COUNT_UNKNOWN, 0, FALSE, XA_COVERAGE_COMPLETE, 0 },
  { "as-many-as-stated", XA_COVERAGE_COMPLETE, 0, 20, 0, FALSE, XA_COVERAGE_COMPLETE, 0 },
  { "more-than-stated", XA_COVERAGE_COMPLETE, 0, 19, 0, FALSE, XA_COVERAGE_COMPLETE, 0 },
  { "fewer-than-stated", XA_COVERAGE_COMPLETE, 0, 21, 0, FALSE, XA_COVERAGE_FIRST_N, 20 },
  { "the-rest-are-bots", XA_COVERAGE_COMPLETE, 0, 23, 3, FALSE, XA_COVERAGE_COMPLETE, 0 },
  { "not-all-the-rest-are-bots", XA_COVERAGE_COMPLETE, 0, 24, 3, FALSE, XA_COVERAGE_FIRST_N, 20 },
  { "the-rest-is-never-listed", XA_COVERAGE_COMPLETE, 2, 22, 0, FALSE, XA_COVERAGE_COMPLETE, 0 },
  { "not-all-the-rest-is-never-listed", XA_COVERAGE_COMPLETE, 2, 23, 0, FALSE, XA_COVERAGE_FIRST_N, 20 },
  { "never-listed-and-truncated", XA_COVERAGE_COMPLETE, 2, 22, 0, TRUE, XA_COVERAGE_FIRST_N, 20 },
  { "truncated", XA_COVERAGE_COMPLETE, 0, XA_COUNT_UNKNOWN, 0, TRUE, XA_COVERAGE_FIRST_N, 20 },
  { "capped", XA_COVERAGE_FIRST_N, 200, 1000, 0, FALSE, XA_COVERAGE_FIRST_N, 200 },
  { "capped-somewhere", XA_COVERAGE_FIRST_N, 0, 1000, 0, FALSE, XA_COVERAGE_FIRST_N, 20 },
  { "capped-and-truncated", XA_COVERAGE_FIRST_N, 200, 1000, 0, TRUE, XA_COVERAGE_FIRST_N, 20 },
  { "active-authors", XA_COVERAGE_ACTIVE_AUTHORS, 0, XA_COUNT_UNKNOWN, 0, TRUE, XA_COVERAGE_ACTIVE_AUTHORS, 0 },
  { "not-declared", 0, 0, XA_COUNT_UNKNOWN, 0, FALSE, XA_COVERAGE_FIRST_N, 20 },
};

static void
test_coverage (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (Workspace) workspace = workspace_new ();
    g_autoptr (XaAudience) audience = NULL;
    XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
    XaBatch *batch = xa_batch_new ();

    g_test_message ("%s", lists[i].name);
    add_audience (batch, 0, "a", XA_BATCH_NO_REF);
    if (lists[i].coverage) {
      add_list (batch, 0, lists[i].coverage, 9000000, lists[i].reported);
      g_array_index (batch->snapshots, XaBatchSnapshot, 0).first_n = lists[i].first_n;
    }
    for (guint n = 0; n < 20; n++)
      add_member (batch, 0, n);
    batch->rejects[XA_REJECT_BOT] = lists[i].n_bots;
    finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, lists[i].truncated);

    audience = find_audience (store, "a");
    g_assert_cmpint (audience->coverage, ==, lists[i].expected);
    g_assert_cmpint (audience->first_n, ==, lists[i].expected_n);
    g_assert_cmpint (audience->fetched, ==, 20);
    g_assert_cmpint (audience->reported, ==, lists[i].reported);
    g_assert_cmpint (audience->at_us, ==, lists[i].coverage ? 9000000 : 5000000);
    xa_store_close (store);
  }
}

static void
put_list (XaStore   *store,
          guint      source,
          XaCoverage coverage,
          gint64     at_us,
          guint      n_members)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, coverage, at_us, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < n_members; i++)
    add_member (batch, 0, i);
  finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
}

/* The best coverage first, and of that the newest. */
static void
test_latest (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GArray) snapshots = NULL;
  g_autoptr (XaAudience) audience = NULL;
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  put_list (store, 1, XA_COVERAGE_FIRST_N, 900, 5);
  put_list (store, 2, XA_COVERAGE_COMPLETE, 200, 8);
  put_list (store, 3, XA_COVERAGE_COMPLETE, 100, 9);
  put_list (store, 4, XA_COVERAGE_SAMPLE, 950, 3);
  put_list (store, 5, XA_COVERAGE_COMPLETE, 200, 8); /* known already */
  audience = find_audience (store, "a");
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpint (audience->at_us, ==, 200);
  snapshots = xa_store_list_snapshots (store, audience->id, NULL);
  g_assert_cmpuint (snapshots->len, ==, 4);
  g_assert_cmpint (g_array_index (snapshots, XaSnapshot, 0).at_us, ==, 100);
  g_assert_cmpint (g_array_index (snapshots, XaSnapshot, 3).coverage, ==, XA_COVERAGE_SAMPLE);
  xa_store_close (store);
}

/* Without a list of a million, the promise of bytes a person and a membership means nothing. */
static void
test_size (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore    *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest   *ingest;
  XaStoreInfo empty, people, lists_too;
  const guint n = 1000000;

  g_assert_true (xa_store_get_info (store, &empty, NULL));
  ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);
  for (guint first = 0; first < n; first += 100000) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    add_audience (batch, 0, "a", XA_BATCH_NO_REF);
    for (guint i = first; i < first + 100000; i++)
      add_activity (batch, 0, XA_ACTIVITY_JOIN, i, 1, XA_BATCH_NO_REF);
    put (ingest, batch);
  }
  finish (ingest, NULL, FALSE);
  xa_store_close (store);
  store = workspace_open (workspace, XA_STORE_WRITE);
  g_assert_true (xa_store_get_info (store, &people, NULL));
  g_assert_cmpint (people.n_members, ==, n);
  g_assert_cmpfloat ((double) (people.size_bytes - empty.size_bytes) / n, <=, 18.0);

  ingest = begin_import (store, 2, XA_INGEST_NEW, NULL);
  for (guint first = 0; first < n; first += 50000) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    for (guint ref = 0; ref < 8; ref++) {
      g_autofree char *name = g_strdup_printf ("l%u", ref);

      add_audience (batch, ref, name, XA_BATCH_NO_REF);
      add_list (batch, ref, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
    }
    for (guint i = first; i < first + 50000; i++)
      add_member (batch, i % 8, (guint64) i * 7919 * (i % 8 + 1) % n);
    put (ingest, batch);
  }
  finish (ingest, NULL, FALSE);
  xa_store_close (store);
  store = workspace_open (workspace, XA_STORE_READ);
  g_assert_true (xa_store_get_info (store, &lists_too, NULL));
  g_assert_cmpint (lists_too.n_memberships, >, n / 3);
  g_assert_cmpfloat ((double) (lists_too.size_bytes - people.size_bytes) / (double) lists_too.n_memberships, <=, 2.2);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest-lists/duplicate-members", test_duplicate_members);
  g_test_add_func ("/ingest-lists/many-audiences", test_many_audiences);
  g_test_add_func ("/ingest-lists/coverage", test_coverage);
  g_test_add_func ("/ingest-lists/latest", test_latest);
  g_test_add_func ("/ingest-lists/size", test_size);

  return g_test_run ();
}
