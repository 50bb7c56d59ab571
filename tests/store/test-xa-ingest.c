#include "store/xa-store-private.h"
#include "workspace.h"

#include <string.h>

static XaIngestCounts
get_counts (XaIngest *ingest)
{
  XaIngestCounts counts;

  xa_ingest_get_counts (ingest, &counts);

  return counts;
}

/* A batch with something of everything, different for each @n. */
static XaBatch *
make_batch (guint   n,
            guint64 offset)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "server", XA_BATCH_NO_REF);
  add_audience (batch, 1, "channel", 0);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 7000, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 50; i++) {
    guint post = batch->posts->len;

    add_member (batch, 0, n * 40 + i);
    add_post (batch, 1, (gint64) n * 50 + i + 1)->reactions = i;
    g_array_index (batch->posts, XaBatchPost, post).reply_to = (gint64) n * 50 + i;
    g_array_index (batch->posts, XaBatchPost, post).counts_as_comment = TRUE;
    add_activity (batch, 1, XA_ACTIVITY_AUTHOR, n * 10 + i % 20, (gint32) (n / 2), post);
    add_term (batch, 1, i % 2 ? "odd" : "even", n * 10 + i % 20, (gint32) n, post);
    add_link (batch, 1, i, i % 3 == 0);
    add_sample (batch, 1, (gint64) (n * 50 + i) * XA_USEC_PER_HOUR / 3, i);
  }
  batch->offset = offset;
  batch->rejects[XA_REJECT_BOT] = n + 1;

  return batch;
}

/* Lets the file of @store grow by so many pages from what it is now, then the disk is full. */
static void
store_set_max_pages (XaStore *store,
                     guint    extra)
{
  g_autofree char *pages = NULL;
  g_autofree char *sql = NULL;

  pages = query_string (xa_store_get_path (store), "PRAGMA page_count");
  sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, g_ascii_strtoll (pages, NULL, 10) + extra);
  g_assert_cmpint (sqlite3_exec (store->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
import_batches (XaStore *store,
                guint    source,
                guint    n_batches)
{
  XaIngest *ingest = begin_import (store, source, XA_INGEST_NEW, NULL);

  for (guint i = 0; i + 1 < n_batches; i++) {
    g_autoptr (XaBatch) batch = make_batch (i, i + 1);

    put (ingest, batch);
  }
  finish (ingest, make_batch (n_batches - 1, n_batches), FALSE);
}

static void
test_all_kinds (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaAudience) server = NULL;
  g_autoptr (XaAudience) channel = NULL;
  g_autoptr (XaMemberSet) members = NULL;
  g_autoptr (XaMemberSet) authors = NULL;
  XaStore    *store = workspace_open (workspace, XA_STORE_WRITE);
  XaStoreInfo info;

  import_batches (store, 1, 3);
  server = find_audience (store, "server");
  channel = find_audience (store, "channel");

  g_assert_cmpint (server->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpint (server->fetched, ==, 130); /* 0..49, 40..89, 80..129 */
  g_assert_cmpint (server->at_us, ==, 7000);
  members = xa_store_load_members (store, server->snapshot_id, NULL);
  g_assert_cmpuint (xa_member_set_count (members), ==, 130);

  g_assert_cmpint (channel->parent_id, ==, server->id);
  g_assert_cmpint (channel->n_posts, ==, 150);
  g_assert_cmpint (channel->coverage, ==, XA_COVERAGE_ACTIVE_AUTHORS);
  g_assert_cmpint (channel->fetched, ==, 40); /* 0..19, 10..29, 20..39 */
  g_assert_cmpint (channel->at_us, ==, XA_USEC_PER_DAY);
  g_assert_cmpint (channel->window_from_us, ==, 0);
  g_assert_cmpint (channel->window_to_us, ==, 2 * XA_USEC_PER_DAY);
  g_assert_cmpint (channel->reported, ==, XA_COUNT_UNKNOWN);
  authors = xa_store_load_members (store, channel->snapshot_id, NULL);
  g_assert_cmpuint (xa_member_set_count_shared (authors, members), ==, 40);

  g_assert_true (xa_store_get_info (store, &info, NULL));
  g_assert_cmpint (info.n_members, ==, 130);
  g_assert_cmpint (info.n_memberships, ==, 170);
  g_assert_cmpint (info.n_snapshots, ==, 3); /* the server's authors are those of its channel */
  g_assert_cmpint (info.n_posts, ==, 150);
  g_assert_cmpint (info.n_imports_done, ==, 1);
  assert_sound (store);
  xa_store_close (store);

  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import_member"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import_audience"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM activity WHERE audience_id = 2"), ==, 150);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM activity WHERE audience_id = 1"), ==, 150);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM term_use"), ==, 150);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM term"), ==, 2);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM link"), ==, 3 * 17);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post WHERE comments = 1"), ==, 149);
  g_assert_cmpint (query_number (workspace->path, "SELECT n FROM pending_reply"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "PRAGMA freelist_count"), ==, 0);
}

static void
test_same_again (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest        *ingest;
  guint64          offset;

  import_batches (store, 1, 3);
  before = dump (store);
  ingest = begin_import (store, 1, XA_INGEST_DONE_BEFORE, &offset);
  g_assert_cmpuint (get_counts (ingest).n_posts, ==, 150);
  g_assert_cmpuint (get_counts (ingest).rejects[XA_REJECT_BOT], ==, 3);
  xa_ingest_free (ingest);
  after = dump (store);
  g_assert_cmpstr (before, ==, after);
  xa_store_close (store);
}

/* Other bytes with the same records: only the import itself is new. */
static void
test_same_records (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaIngest      *ingest;
  XaIngestCounts counts;
  XaStore       *store = workspace_open (workspace, XA_STORE_WRITE);

  import_batches (store, 1, 3);
  ingest = begin_import (store, 2, XA_INGEST_NEW, NULL);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (XaBatch) batch = make_batch (i, i);

    g_array_set_size (batch->links, 0);
    put (ingest, batch);
  }
  xa_ingest_finish (ingest, NULL, FALSE, NULL);
  counts = get_counts (ingest);
  xa_ingest_free (ingest);

  g_assert_cmpuint (counts.n_audiences, ==, 2);
  g_assert_cmpuint (counts.n_posts, ==, 150);
  g_assert_cmpuint (counts.n_members, ==, 130); /* as many as the list holds, though 150 were handed over */
  g_assert_cmpuint (counts.n_new_people, ==, 0);
  g_assert_cmpuint (counts.n_new_posts, ==, 0);
  g_assert_cmpuint (counts.n_updated_posts, ==, 0);
  g_assert_cmpuint (counts.n_snapshots, ==, 0);
  g_assert_cmpuint (counts.n_samples, ==, 0);
  xa_store_close (store);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM activity"), ==, 300);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM term_use"), ==, 150);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(comments) FROM post"), ==, 149);
}

/* Copies the empty workspace, so that both have one identity, imports whole and in parts, with
 * a crash (no finish, batch not counted) after each batch, and compares. */
static void
test_resume (void)
{
  g_autoptr (Workspace) whole = workspace_new ();
  g_autoptr (Workspace) parts = workspace_new ();
  g_autofree char *expected = NULL;
  g_autofree char *got = NULL;
  g_autofree char *bytes = NULL;
  gsize            size;
  XaStore         *store;

  g_assert_true (g_file_get_contents (whole->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (parts->path, bytes, (gssize) size, NULL));

  store = workspace_open (whole, XA_STORE_WRITE);
  import_batches (store, 1, 5);
  expected = dump (store);
  xa_store_close (store);

  for (guint i = 0; i < 5; i++) {
    XaIngest *ingest;
    guint64   offset;
    g_autoptr (XaBatch) batch = make_batch (i, i + 1);

    store = workspace_open (parts, XA_STORE_WRITE);
    ingest = begin_import (store, 1, i == 0 ? XA_INGEST_NEW : XA_INGEST_RESUMED, &offset);
    g_assert_cmpuint (offset, ==, i);
    g_assert_cmpuint (get_counts (ingest).n_posts, ==, i * 50);
    put (ingest, batch);
    if (i == 4)
      g_assert_true (xa_ingest_finish (ingest, NULL, FALSE, NULL));
    xa_ingest_free (ingest);
    xa_store_close (store);
  }
  store = workspace_open (parts, XA_STORE_READ);
  got = dump (store);
  g_assert_cmpstr (got, ==, expected);
  xa_store_close (store);
}

/* The dump is about content: in which order files came, who got which number, must not show. */
static void
test_dump_order (void)
{
  g_autoptr (Workspace) one = workspace_new ();
  g_autoptr (Workspace) other = workspace_new ();
  g_autofree char *bytes = NULL;
  char            *dumps[2];
  gsize            size;

  g_assert_true (g_file_get_contents (one->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (other->path, bytes, (gssize) size, NULL));
  for (guint which = 0; which < 2; which++) {
    XaStore *store = workspace_open (which ? other : one, XA_STORE_WRITE);

    for (guint i = 0; i < 2; i++) {
      guint    source = which ? 1 - i : i;
      XaBatch *batch = xa_batch_new ();

      add_audience (batch, 0, source ? "b" : "a", XA_BATCH_NO_REF);
      add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
      for (guint n = 0; n < 300; n++) {
        add_member (batch, 0, source * 1000 + n);
        add_activity (batch, 0, XA_ACTIVITY_AUTHOR, source * 1000 + n, (gint32) (n % 3), XA_BATCH_NO_REF);
        add_term (batch, 0, source ? "x" : "y", source * 1000 + n, 5, XA_BATCH_NO_REF);
      }
      finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
    }
    /* How many people were new depends on the order, but here the two do not meet. */
    dumps[which] = dump (store);
    xa_store_close (store);
  }
  g_assert_cmpstr (dumps[0], ==, dumps[1]);
  g_assert_nonnull (strstr (dumps[0], "term_use\t1\t\"a\"\t1\t\"y\"\t5\t300\t300:sha256:"));
  g_free (dumps[0]);
  g_free (dumps[1]);
}

static void
put_counters (XaStore *store,
              guint    source,
              gint64   seen_us,
              gint64   reactions,
              gint64   views)
{
  XaBatch     *batch = xa_batch_new ();
  XaBatchPost *post;

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  post = add_post (batch, 0, 1);
  post->seen_us = seen_us;
  post->reactions = reactions;
  post->views = views;
  finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
test_counters (void)
{
  static const char history[] = "SELECT group_concat(seen_us || ':' || coalesce(reactions, '-') || ':' || coalesce(views, '-'), ' ' ORDER BY seen_us) FROM post_counter";
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  char    *text;

#define ASSERT_COUNTERS(past, seen, now, seen_views)                                       \
  text = query_string (workspace->path, history);                                          \
  g_assert_cmpstr (text, ==, past);                                                        \
  g_free (text);                                                                           \
  g_assert_cmpint (query_number (workspace->path, "SELECT seen_us FROM post"), ==, seen);  \
  g_assert_cmpint (query_number (workspace->path, "SELECT reactions FROM post"), ==, now); \
  g_assert_cmpint (query_number (workspace->path, "SELECT views FROM post"), ==, seen_views)

  put_counters (store, 1, 200, 10, 100);
  ASSERT_COUNTERS (NULL, 200, 10, 100);
  put_counters (store, 2, 300, 10, 100); /* nothing changed */
  ASSERT_COUNTERS (NULL, 200, 10, 100);
  put_counters (store, 3, 400, 7, 150); /* a drop is kept */
  ASSERT_COUNTERS ("200:10:100", 400, 7, 150);
  put_counters (store, 4, 500, 8, XA_COUNT_UNKNOWN); /* what is not said did not change */
  ASSERT_COUNTERS ("200:10:100 400:7:150", 500, 8, 150);
  put_counters (store, 5, 100, 3, 50); /* late news of an earlier time */
  ASSERT_COUNTERS ("100:3:50 200:10:100 400:7:150", 500, 8, 150);
  put_counters (store, 6, 100, 3, 51); /* a time that is known already */
  ASSERT_COUNTERS ("100:3:50 200:10:100 400:7:150", 500, 8, 150);
  put_counters (store, 7, 500, 0, XA_COUNT_UNKNOWN); /* 0 is a count */
  ASSERT_COUNTERS ("100:3:50 200:10:100 400:7:150", 500, 0, 150);
  xa_store_close (store);
}

/* Counters that come by themselves change a post that is there, and make none. */
static void
test_counters_only (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore     *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch     *batch = xa_batch_new ();
  XaBatchPost *post;

  put_counters (store, 1, 200, 10, 100);
  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  for (gint64 id = 1; id <= 2; id++) {
    post = add_post (batch, 0, id);
    post->only_known = TRUE;
    post->seen_us = 300;
    post->reactions = 12;
    post->views = XA_COUNT_UNKNOWN;
  }
  finish (begin_import (store, 2, XA_INGEST_NEW, NULL), batch, FALSE);

  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM post"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT n_posts FROM audience"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT reactions FROM post"), ==, 12);
  g_assert_cmpint (query_number (workspace->path, "SELECT views FROM post"), ==, 100);
  xa_store_close (store);
}

static void
put_text (XaStore    *store,
          guint       source,
          gint64      seen_us,
          const char *text)
{
  XaBatch     *batch = xa_batch_new ();
  XaBatchPost *post;

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  post = add_post (batch, 0, 1);
  post->seen_us = seen_us;
  post->text = xa_batch_add_text (batch, xa_span (text));
  finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
test_text (void)
{
  static const char *const steps[][2] = { { "first", "first" }, { "edited", "edited" }, { "of an old export", "edited" } };
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *text = NULL;

    put_text (store, i, i == 2 ? 5 : 10 + i, steps[i][0]);
    text = query_string (workspace->path, "SELECT text FROM post_text");
    g_assert_cmpstr (text, ==, steps[i][1]);
  }
  xa_store_close (store);
}

/* Exports in falling order name replies before the posts they answer, also across batches. */
static void
test_replies_first (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore  *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);

  for (gint64 id = 4; id > 0; id--) {
    g_autoptr (XaBatch) batch = xa_batch_new ();
    XaBatchPost *post;

    add_audience (batch, 0, "a", XA_BATCH_NO_REF);
    post = add_post (batch, 0, id);
    post->reply_to = id > 1 ? 1 : XA_COUNT_UNKNOWN;
    post->counts_as_comment = TRUE;
    put (ingest, batch);
  }
  finish (ingest, NULL, FALSE);
  g_assert_cmpint (query_number (workspace->path, "SELECT comments FROM post WHERE id = 1"), ==, 3);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM pending_reply"), ==, 0);
  xa_store_close (store);
}

/* What is not sure to be an audience is kept only if it is one that is known by then. */
static void
test_links (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  guint64  early = g_str_hash ("early") + G_GUINT64_CONSTANT (1000000000000);
  guint64  before = g_str_hash ("before") + G_GUINT64_CONSTANT (1000000000000);
  guint64  later = g_str_hash ("later") + G_GUINT64_CONSTANT (1000000000000);
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "early", XA_BATCH_NO_REF);
  finish (begin_import (store, 1, XA_INGEST_NEW, NULL), batch, FALSE);

  batch = xa_batch_new ();
  add_audience (batch, 0, "before", XA_BATCH_NO_REF);
  add_audience (batch, 1, "here", XA_BATCH_NO_REF);
  add_audience (batch, 2, "later", XA_BATCH_NO_REF);
  add_link (batch, 1, early, FALSE);
  add_link (batch, 1, before, FALSE);
  add_link (batch, 1, before, FALSE);
  add_link (batch, 1, later, FALSE);
  add_link (batch, 1, 12345, FALSE);
  add_link (batch, 1, 54321, TRUE);
  finish (begin_import (store, 2, XA_INGEST_NEW, NULL), batch, FALSE);
  xa_store_close (store);

  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM link"), ==, 3);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM link"), ==, 4);
}

/* Samples in any order and said twice, against roll-ups counted by SQL from the samples. */
static void
test_rollups (void)
{
  static const char expected[] =
    "SELECT count(*) FROM sample_rollup AS r WHERE (n, low, high, last, last_us) IS NOT ("
    " SELECT count(*), min(value), max(value), (SELECT value FROM sample AS l WHERE %s ORDER BY at_us DESC LIMIT 1), max(at_us)"
    " FROM sample AS l WHERE %s) AND step = %d";
  static const char *const buckets[] = {
    "CAST (floor (at_us / 3.6e9) AS INTEGER) = r.bucket",
    "CAST (floor (at_us / 8.64e10) AS INTEGER) = r.bucket",
    "strftime ('%Y', at_us / 1e6, 'unixepoch') * 12 + strftime ('%m', at_us / 1e6, 'unixepoch') - 1970 * 12 - 1 = r.bucket",
  };
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  for (guint source = 0; source < 3; source++) {
    XaBatch *batch = xa_batch_new ();

    add_audience (batch, 0, "a", XA_BATCH_NO_REF);
    for (guint i = 0; i < 700; i++)
      add_sample (batch, 0, (gint64) g_rand_int_range (random, -3000, 3000) * XA_USEC_PER_HOUR / 2, g_rand_int_range (random, 0, 100));
    finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
  }
  xa_store_close (store);

  for (guint step = 1; step <= 3; step++) {
    g_autofree char *sql = g_strdup_printf (expected, buckets[step - 1], buckets[step - 1], step);
    g_autofree char *total = g_strdup_printf ("SELECT abs((SELECT sum(total) FROM sample_rollup WHERE step = %u) - (SELECT sum(value) FROM sample)) < 1e-6", step);
    g_autofree char *n = g_strdup_printf ("SELECT (SELECT sum(n) FROM sample_rollup WHERE step = %u) = (SELECT count(*) FROM sample)", step);

    g_assert_cmpint (query_number (workspace->path, sql), ==, 0);
    g_assert_cmpint (query_number (workspace->path, total), ==, 1);
    g_assert_cmpint (query_number (workspace->path, n), ==, 1);
  }
  g_assert_cmpint (query_number (workspace->path, "SELECT count(DISTINCT bucket) FROM sample_rollup WHERE step = 3"), ==, 6); /* October 1969 to March 1970 */
}

/* A batch that fails half-way leaves no trace, in the file or in memory, and works when tried
 * again: SQLite is made to run out of pages. */
static void
test_full_disk (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (Workspace) other = workspace_new ();
  g_autofree char *bytes = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *got = NULL;
  gsize            size;
  guint            n_failures = 0;
  XaIngest        *ingest;
  XaStore         *store;

  g_assert_true (g_file_get_contents (workspace->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (other->path, bytes, (gssize) size, NULL));
  store = workspace_open (other, XA_STORE_WRITE);
  import_batches (store, 1, 6);
  expected = dump (store);
  xa_store_close (store);

  store = workspace_open (workspace, XA_STORE_WRITE);
  ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);
  for (guint i = 0; i < 6; i++) {
    g_autoptr (XaBatch) batch = make_batch (i, i + 1);
    XaIngestCounts before = get_counts (ingest);

    for (guint extra = 0;; extra++) {
      g_autoptr (GError) error = NULL;
      XaIngestCounts after;
      gboolean       ok;

      store_set_max_pages (store, extra);
      ok = i == 5 ? xa_ingest_finish (ingest, batch, FALSE, &error) : xa_ingest_batch (ingest, batch, &error);
      if (ok)
        break;
      g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL);
      n_failures++;
      after = get_counts (ingest);
      if (i < 5)
        g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
      g_assert_cmpint (query_number (workspace->path, "SELECT offset FROM import"), <=, i + 1);
    }
    g_assert_cmpint (query_number (workspace->path, "SELECT offset FROM import"), ==, i + 1);
  }
  xa_ingest_free (ingest);
  g_assert_cmpuint (n_failures, >=, 4);
  store_set_max_pages (store, G_MAXUINT16);
  got = dump (store);
  g_assert_cmpstr (got, ==, expected);
  assert_sound (store);
  xa_store_close (store);
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

/* People that someone else put into the file are seen, and get no second number. */
static void
test_people_of_others (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore  *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest *ingest;

  put_list (store, 1, XA_COVERAGE_COMPLETE, 100, 10000);
  ingest = begin_import (store, 2, XA_INGEST_NEW, NULL);
  {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    add_audience (batch, 0, "b", XA_BATCH_NO_REF);
    add_list (batch, 0, XA_COVERAGE_COMPLETE, 100, XA_COUNT_UNKNOWN);
    add_member (batch, 0, 20000);
    put (ingest, batch);
  }
  /* The last person goes, behind the writer's back; the checksum is that of the shorter row. */
  run_sql (workspace->path, "DELETE FROM member_segment WHERE no = 1");
  {
    g_autoptr (XaBatch) batch = xa_batch_new ();
    g_autoptr (GError) error = NULL;

    add_audience (batch, 0, "b", XA_BATCH_NO_REF);
    add_member (batch, 0, 20001);
    g_assert_true (xa_ingest_batch (ingest, batch, &error));
    g_assert_no_error (error);
  }
  xa_ingest_free (ingest);
  xa_store_close (store);
  g_assert_cmpint (query_number (workspace->path, "SELECT sum(n) FROM member_segment"), ==, 8193);
}

static void
test_key_is_needed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("xaudience-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "w.xaudience", NULL);
  g_autoptr (GError) error = NULL;
  XaStore       *store = xa_store_create (path, NULL);
  XaIngestSource source = { person (1), "test", 1, 1, 0, 0 };
  XaIngestStart  start;
  guint64        offset;

  g_assert_null (xa_ingest_begin (store, &source, &start, &offset, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  xa_store_close (store);
  workspace_remove_tree (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/all-kinds", test_all_kinds);
  g_test_add_func ("/ingest/same-again", test_same_again);
  g_test_add_func ("/ingest/same-records", test_same_records);
  g_test_add_func ("/ingest/resume", test_resume);
  g_test_add_func ("/ingest/dump-order", test_dump_order);
  g_test_add_func ("/ingest/counters", test_counters);
  g_test_add_func ("/ingest/counters-only", test_counters_only);
  g_test_add_func ("/ingest/text", test_text);
  g_test_add_func ("/ingest/replies-first", test_replies_first);
  g_test_add_func ("/ingest/links", test_links);
  g_test_add_func ("/ingest/rollups", test_rollups);
  g_test_add_func ("/ingest/DB-8/full-disk", test_full_disk);
  g_test_add_func ("/ingest/people-of-others", test_people_of_others);
  g_test_add_func ("/ingest/key-is-needed", test_key_is_needed);

  return g_test_run ();
}
