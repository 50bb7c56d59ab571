#include "insight/xa-inspect.h"
#include "insight/xa-result-cache.h"

#include "store/workspace.h"
#include "store/xa-maintenance.h"

typedef struct {
  guint  n_kept, n_computed;
  gint64 kept_us, computed_us;
} Meter;

static void
count_cb (gboolean was_kept,
          gint64   us,
          gpointer data)
{
  Meter *self = data;

  *(was_kept ? &self->n_kept : &self->n_computed) += 1;
  *(was_kept ? &self->kept_us : &self->computed_us) += us;
}

static Workspace *
make_workspace (void)
{
  Workspace *self = workspace_new ();
  XaStore   *store = workspace_open (self, XA_STORE_WRITE);
  XaBatch   *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 3000; i++)
    add_member (batch, 0, i);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  return self;
}

static XaInspect *
inspect (XaStore       *store,
         guint          smallest_count,
         XaInspectDepth depth)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  XaScope    scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = smallest_count };
  XaInspect *answer = xa_inspect_new_part (&scope, "a", utc, depth, &error);

  g_assert_no_error (error);

  return answer;
}

/* The same question gets the same answer, until somebody writes to the workspace. */
static void
test_repeated (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  Meter    meter = { 0 };
  g_autoptr (XaInspect) first = NULL;
  g_autoptr (XaInspect) again = NULL;
  g_autoptr (XaInspect) anew = NULL;

  xa_result_cache_set_meter (count_cb, &meter);
  first = inspect (store, 5, XA_INSPECT_WHOLE);
  again = inspect (store, 5, XA_INSPECT_WHOLE);
  g_assert_true (first == again);
  run_sql (workspace->path, "UPDATE audience SET role = 3");
  anew = inspect (store, 5, XA_INSPECT_WHOLE);
  g_assert_true (anew != first);
  g_assert_cmpint (anew->subject->role, ==, 3);
  /* Whoever still holds the old answer keeps it. */
  g_assert_cmpint (first->subject->role, !=, 3);
  g_assert_cmpuint (meter.n_kept, ==, 1);
  g_assert_cmpuint (meter.n_computed, ==, 2);
  g_test_message ("computed in %" G_GINT64_FORMAT " us, kept in %" G_GINT64_FORMAT " us", meter.computed_us / 2, meter.kept_us);
  xa_result_cache_drop_meter (&meter);
  xa_store_close (store);
}

/* What is shown on the screen is no answer for what leaves the computer, nor a part for the whole. */
static void
test_other_questions (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_READ);
  XaStore *other = workspace_open (workspace, XA_STORE_READ);
  g_autoptr (XaInspect) inside = inspect (store, 5, XA_INSPECT_WHOLE);
  g_autoptr (XaInspect) outside = inspect (store, 10, XA_INSPECT_WHOLE);
  g_autoptr (XaInspect) part = inspect (store, 5, XA_INSPECT_GLANCE);
  g_autoptr (XaInspect) elsewhere = inspect (other, 5, XA_INSPECT_WHOLE);

  g_assert_true (inside != outside);
  g_assert_true (inside != part);
  g_assert_true (inside != elsewhere);
  xa_store_close (other);
  xa_store_close (store);
}

/* Who writes is not told of what it wrote itself. */
static void
test_writer (void)
{
  g_autoptr (Workspace) workspace = make_workspace ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaInspect) first = inspect (store, 5, XA_INSPECT_WHOLE);
  g_autoptr (XaInspect) again = inspect (store, 5, XA_INSPECT_WHOLE);

  g_assert_true (first != again);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result-cache/repeated", test_repeated);
  g_test_add_func ("/result-cache/other-questions", test_other_questions);
  g_test_add_func ("/result-cache/writer", test_writer);

  return g_test_run ();
}
