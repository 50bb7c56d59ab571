#include "store/xa-maintenance.h"
#include "store/xa-metric-rows.h"
#include "workspace.h"

#define HOUR 500000

static void
add (XaStore    *store,
     const char *name,
     gint64      connection_id,
     gint32      hour,
     double      value,
     guint       bucket)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  XaMetricRow row = { .name = (char *) name, .connection_id = connection_id, .hour = hour, .n = 1, .total = value, .low = value, .high = value };

  row.has_buckets = bucket < XA_METRIC_BUCKETS;
  if (row.has_buckets)
    row.buckets[bucket] = 1;
  g_ptr_array_add (rows, &row);
  xa_store_add_metrics (store, rows, HOUR, &error);
  g_assert_no_error (error);
}

/* What is added to an hour joins what is there of it, and nothing else. */
static void
test_hours_add_up (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) named = NULL;
  const XaMetricRow *row;

  add (store, "latency_us", 1, HOUR, 8, 3);
  add (store, "latency_us", 1, HOUR, 2, 1);
  add (store, "latency_us", 1, HOUR - 1, 5, 3);
  add (store, "latency_us", 2, HOUR, 900, 10);
  add (store, "cache_hits", 0, HOUR, 4, XA_METRIC_BUCKETS);
  rows = xa_store_list_metrics (store, NULL, HOUR, NULL);
  g_assert_cmpuint (rows->len, ==, 3);
  row = rows->pdata[0];
  g_assert_cmpstr (row->name, ==, "cache_hits");
  g_assert_false (row->has_buckets);
  row = rows->pdata[1];
  g_assert_cmpint (row->n, ==, 2);
  g_assert_cmpfloat (row->total, ==, 10);
  g_assert_cmpfloat (row->low, ==, 2);
  g_assert_cmpfloat (row->high, ==, 8);
  g_assert_cmpuint (row->buckets[1], ==, 1);
  g_assert_cmpuint (row->buckets[3], ==, 1);
  named = xa_store_list_metrics (store, "latency_us", 1, NULL);
  g_assert_cmpuint (named->len, ==, 3);
  xa_store_close (store);
}

static void
test_thirty_days (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  add (store, "old", 0, HOUR - XA_METRIC_KEEP_HOURS - 1, 1, 0);
  add (store, "kept", 0, HOUR - XA_METRIC_KEEP_HOURS, 1, 0);
  add (store, "new", 0, HOUR, 1, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM metric WHERE name = 'old' AND hour > 0"), ==, 0);
  /* What is forgotten by the hour still counts in the sum. */
  g_assert_cmpint (query_number (workspace->path, "SELECT n FROM metric WHERE name = 'old'"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM metric WHERE hour > 0"), ==, 2);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric-rows/hours-add-up", test_hours_add_up);
  g_test_add_func ("/metric-rows/thirty-days", test_thirty_days);

  return g_test_run ();
}
