#include "insight/xa-overview.h"
#include "store/workspace.h"

#define START (G_GINT64_CONSTANT (20000) * XA_USEC_PER_DAY)

/* Twenty people in each, of whom the next has half: no two share few, or all but few. */
#define N_EACH 20
#define N_NEW 10

static void
add_people (XaBatch *batch,
            guint    audience,
            guint    first,
            guint    n)
{
  g_autofree char *name = g_strdup_printf ("Audience %u", audience);

  add_audience (batch, audience, name, XA_BATCH_NO_REF);
  add_list (batch, audience, XA_COVERAGE_COMPLETE, START, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < n; i++)
    add_member (batch, audience, first + i);
}

/* A chain of audiences, and with @n_all one more that has the first so many people. */
static Workspace *
make_chain (guint n,
            guint n_all)
{
  Workspace *self = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (self, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);
  XaBatch  *batch = xa_batch_new ();

  for (guint i = 0; i < n; i++)
    add_people (batch, i, i * N_NEW, N_EACH);
  if (n_all)
    add_people (batch, n, 0, n_all);
  finish (ingest, batch, FALSE);

  return self;
}

/* Different people of the only platform. */
static XaFigure
ask (Workspace *workspace,
     guint      n_audiences)
{
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_READ);
  XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = 10 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaOverview) overview = xa_overview_new (&scope, &error);
  const XaOverviewPlatform *platform;

  g_assert_no_error (error);
  g_assert_cmpuint (overview->platforms->len, ==, 1);
  platform = &g_array_index (overview->platforms, XaOverviewPlatform, 0);
  g_assert_cmpuint (platform->n_listed, ==, n_audiences);

  return platform->different_people;
}

/* A hundred audiences whose pairs may all be told: so is the total. */
static void
test_few (void)
{
  Workspace *workspace = make_chain (100, 0);
  XaFigure   people = ask (workspace, 100);

  g_assert_cmpint (people.kind, ==, XA_FIGURE_EXACT);
  g_assert_cmpfloat (people.value, ==, 99 * N_NEW + N_EACH);
  workspace_free (workspace);
}

/* Of more, nobody looks at the pairs: the total is told to the nearest hundred, with its range. */
static void
test_many (void)
{
  Workspace *workspace = make_chain (137, 0);
  XaFigure   people = ask (workspace, 137);

  g_assert_cmpint (people.kind, ==, XA_FIGURE_BOUNDS);
  g_assert_cmpint (people.note, ==, XA_NOTE_IN_STEPS);
  g_assert_cmpfloat (people.value, ==, 1400); /* 1,380 */
  g_assert_cmpfloat (people.low, ==, 1350);
  g_assert_cmpfloat (people.high, ==, 1449);
  workspace_free (workspace);
}

/* Steps do not help where one audience has all but few of the people: the range would end there. */
static void
test_all_but_few (void)
{
  const struct {
    guint    n_all;
    gboolean told;
  } cases[] = { { 1380, TRUE }, { 1379, FALSE }, { 1371, FALSE }, { 1370, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Workspace *workspace = make_chain (137, cases[i].n_all);
    XaFigure   people = ask (workspace, 138);

    g_assert_cmpint (people.kind, ==, cases[i].told ? XA_FIGURE_BOUNDS : XA_FIGURE_SUPPRESSED);
    if (!cases[i].told)
      g_assert_cmpint (people.note, ==, XA_NOTE_WOULD_REVEAL);
    workspace_free (workspace);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/overview/few", test_few);
  g_test_add_func ("/overview/OUT-2/many", test_many);
  g_test_add_func ("/overview/OUT-2/all-but-few", test_all_but_few);

  return g_test_run ();
}
