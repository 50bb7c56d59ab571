#include "store/xa-join.h"

#include "store/xa-store-private.h"
#include "workspace.h"

#include <string.h>

#define BY_NAME "@birds"
#define BY_ID "-1001000000001"

typedef struct {
  const char *native_id;
  const char *handle;      /* (nullable) */
  gint64      first, last; /* numbers of its posts */
  gint64      views;
  gint64      seen_us;
} What;

static const What page = { BY_NAME, "birds", 1, 4, 100, 20 };
static const What export = { BY_ID, NULL, 3, 6, XA_COUNT_UNKNOWN, 10 };
static const What bot = { BY_ID, "Birds", 0, -1, 0, 30 };

static XaBatch *
make_batch (const What *what)
{
  XaBatch         *batch = xa_batch_new ();
  XaBatchAudience *audience;

  add_audience (batch, 0, what->native_id, XA_BATCH_NO_REF);
  audience = &g_array_index (batch->audiences, XaBatchAudience, 0);
  if (what->handle)
    audience->handle = xa_batch_add_text (batch, xa_span (what->handle));
  for (gint64 id = what->first; id <= what->last; id++) {
    guint        no = batch->posts->len;
    XaBatchPost *post = add_post (batch, 0, id);

    post->at_us = id * XA_USEC_PER_HOUR;
    post->seen_us = what->seen_us;
    post->views = what->views;
    post->reactions = id;
    add_term (batch, 0, "harbour", (guint64) id, (gint32) id, no);
    add_link (batch, 0, 7, TRUE);
  }
  add_sample (batch, 0, what->seen_us * XA_USEC_PER_HOUR, (double) what->seen_us);

  return batch;
}

static void
take (XaStore    *store,
      guint       source,
      const What *what)
{
  finish (begin_import (store, source, XA_INGEST_NEW, NULL), make_batch (what), FALSE);
}

static void
assert_one_audience (Workspace *workspace,
                     XaStore   *store)
{
  g_autoptr (XaAudience) audience = find_audience (store, BY_ID);
  const char *path = workspace->path;

  assert_sound (store);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM audience"), ==, 1);
  g_assert_cmpint (audience->n_posts, ==, 6);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM post"), ==, 6);
  /* Of what both had, the newer counters stand; what the export does not know comes from the page. */
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM post WHERE views = 100"), ==, 4);
  g_assert_cmpint (query_number (path, "SELECT seen_us FROM post WHERE id = 3"), ==, 20);
  /* Each post counts once, whoever brought it. */
  g_assert_cmpint (query_number (path, "SELECT sum(n) FROM term_use"), ==, 6);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM sample WHERE metric = 1"), ==, 3);
  g_assert_cmpint (query_number (path, "SELECT sum(n) FROM sample_rollup WHERE step = 1"), ==, 3);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM audit WHERE what = 'audiences-joined'"), <=, 1);
}

/* Whichever came first, and whoever says last what the name of the channel is. */
static void
test_orders (void)
{
  static const What *const orders[][3] = {
    { &page, &export, &bot },
    { &export, &page, &bot },
    { &bot, &page, &export },
    { &page, &bot, &export },
    { &export, &bot, &page },
    { &bot, &export, &page },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autoptr (Workspace) workspace = workspace_new ();
    XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

    g_test_message ("%s, %s, %s", orders[i][0]->native_id, orders[i][1]->native_id, orders[i][2]->native_id);
    for (guint k = 0; k < 3; k++)
      take (store, k + 1, orders[i][k]);
    assert_one_audience (workspace, store);
    xa_store_close (store);
  }
}

/* Without anybody who says that the name is the channel's, they stay what they are: nothing is guessed. */
static void
test_apart (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore   *store = workspace_open (workspace, XA_STORE_WRITE);
  const What rival = { "-1001000000002", "BIRDS", 0, -1, 0, 31 };
  const What other = { "-1001000000003", "bird", 0, -1, 0, 32 };

  take (store, 1, &page);
  take (store, 2, &export);
  take (store, 3, &other);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM audience"), ==, 3);
  xa_store_close (store);

  g_clear_pointer (&workspace, workspace_free);
  workspace = workspace_new ();
  store = workspace_open (workspace, XA_STORE_WRITE);
  take (store, 1, &bot);
  take (store, 2, &rival);
  take (store, 3, &page);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM audience"), ==, 3);
  assert_sound (store);
  xa_store_close (store);
}

/* An import that is under way goes on with the audience that its own became. */
static void
test_under_way (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore   *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest  *open = begin_import (store, 1, XA_INGEST_NEW, NULL);
  const What later = { BY_NAME, "birds", 5, 5, 100, 21 };
  XaBatch   *rest = make_batch (&later);
  g_autoptr (XaBatch) first = make_batch (&page);

  put (open, first);
  take (store, 2, &export);
  take (store, 3, &bot);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM audience"), ==, 1);
  g_array_set_size (rest->audiences, 0);
  finish (open, rest, FALSE);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post"), ==, 6);
  g_assert_cmpint (query_number (workspace->path, "SELECT views FROM post WHERE id = 5"), ==, 100);
  assert_sound (store);
  xa_store_close (store);
}

/* What the analyst said of either is not lost, and whatever was open knows the other. */
static void
test_rest_moves (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  take (store, 1, &page);
  take (store, 2, &export);
  xa_store_close (store);
  run_sql (workspace->path, "UPDATE audience SET role = 3 WHERE native_id = '" BY_NAME "';"
                            "INSERT INTO audience_tag SELECT id, 'birds' FROM audience;"
                            "INSERT INTO audience_tag SELECT id, 'water' FROM audience WHERE native_id = '" BY_NAME "'");
  store = workspace_open (workspace, XA_STORE_WRITE);
  take (store, 3, &bot);
  g_assert_cmpint (query_number (workspace->path, "SELECT role FROM audience"), ==, 3);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM audience_tag"), ==, 2);
  assert_one_audience (workspace, store);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/join/orders", test_orders);
  g_test_add_func ("/join/apart", test_apart);
  g_test_add_func ("/join/under-way", test_under_way);
  g_test_add_func ("/join/rest-moves", test_rest_moves);

  return g_test_run ();
}
