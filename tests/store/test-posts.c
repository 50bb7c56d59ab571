#include "fixture.h"
#include "store/xa-posts.h"
#include "store/xa-store-private.h"

#include <math.h>
#include <string.h>

#define N_POSTS 300

/* Many posts share a time or a counter, so that an order by it alone would not be one. */
static void
ingest (Fixture *fixture)
{
  XaIngestSource source = { .format = "test", .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) writer = NULL;

  memset (&source.source, 9, sizeof source.source);
  writer = xa_ingest_begin (fixture->store, &source, &start, &offset, &error);
  g_assert_no_error (error);
  for (int seen = 0; seen < 3; seen++) {
    g_autoptr (XaBatch) batch = xa_batch_new ();

    for (guint ref = 0; seen == 0 && ref < 2; ref++) {
      XaBatchAudience audience = {
        .ref = ref, .parent = XA_BATCH_NO_REF, .platform = XA_PLATFORM_TELEGRAM, .kind = XA_AUDIENCE_CHANNEL, .native_id = xa_batch_add_text (batch, xa_span (ref ? "2" : "1")), .title = xa_batch_add_text (batch, xa_span ("t")), .handle = XA_BATCH_NO_TEXT, .url = XA_BATCH_NO_TEXT
      };

      g_array_append_val (batch->audiences, audience);
    }
    for (gint64 i = 0; i < N_POSTS; i++) {
      XaBatchPost post = {
        .audience = i % 7 == 0, .id = i + 1, .at_us = FIXTURE_NOW - (i * 37 % N_POSTS) / 4 * XA_USEC_PER_HOUR, .reply_to = XA_COUNT_UNKNOWN, .seen_us = FIXTURE_NOW + seen * XA_USEC_PER_DAY, .reactions = i * 13 % 20 + (i == 5 ? 3 - seen : 0), .comments = XA_COUNT_UNKNOWN, .shares = i % 3 ? i % 11 : XA_COUNT_UNKNOWN, .views = i, .n_chars = 5, .rating = NAN, .author_kind = XA_AUTHOR_OWN, .lang = XA_BATCH_NO_TEXT, .product = XA_BATCH_NO_TEXT, .fields = XA_BATCH_NO_TEXT, .text = xa_batch_add_text (batch, xa_span ("words"))
      };

      g_array_append_val (batch->posts, post);
    }
    batch->offset = (guint64) seen + 1;
    g_assert_true (xa_ingest_batch (writer, batch, &error));
    g_assert_no_error (error);
  }
  g_assert_true (xa_ingest_finish (writer, NULL, FALSE, &error));
  g_assert_no_error (error);
}

static gint64
key_of (const XaPost *post,
        XaPostOrder   order)
{
  switch (order) {
  case XA_POSTS_NEWEST:
    return post->at_us;
  case XA_POSTS_MOST_REACTIONS:
    return post->counters.reactions;
  case XA_POSTS_MOST_COMMENTS:
    return post->counters.comments;
  case XA_POSTS_MOST_SHARES:
    return post->counters.shares;
  case XA_POSTS_MOST_VIEWS:
  default:
    return post->counters.views;
  }
}

/* Pages of every size, put together, are all posts that fit, each once, in order. */
static void
check_pages (XaStore    *store,
             XaPostQuery query,
             gint64      n_expected)
{
  XaPostCursor cursor = { 0 };
  gint64       n = 0;
  gint64       last_key = G_MAXINT64, last_id = G_MAXINT64;

  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) page = xa_store_list_posts (store, &query, &cursor, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < page->len; i++) {
      const XaPost *post = page->pdata[i];
      gint64        key = key_of (post, query.order);

      g_assert_cmpint (key, !=, XA_COUNT_UNKNOWN);
      g_assert_true (key < last_key || (key == last_key && post->id < last_id));
      g_assert_cmpint (post->audience_id, ==, query.audience_id);
      g_assert_cmpint (post->at_us, >=, query.from_us);
      g_assert_cmpint (post->at_us, <, query.to_us);
      g_assert_cmpstr (post->text, ==, "words");
      last_key = key;
      last_id = post->id;
      n++;
    }
    if (page->len < query.n)
      break;
  }
  g_assert_cmpint (n, ==, n_expected);
}

static void
test_pages (void)
{
  static const char *const columns[] = { "at_us", "reactions", "comments", "shares", "views" };
  static const gsize       sizes[] = { 1, 7, 64, 1000 };
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 from_us = FIXTURE_NOW - 100 * XA_USEC_PER_HOUR;

  ingest (fixture);
  for (XaPostOrder order = XA_POSTS_NEWEST; order <= XA_POSTS_MOST_VIEWS; order++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autofree char *all = g_strdup_printf ("SELECT count(%s) FROM post WHERE audience_id = 1", columns[order]);
      g_autofree char *part = g_strdup_printf ("%s AND at_us >= %" G_GINT64_FORMAT " AND at_us < %" G_GINT64_FORMAT, all, from_us, FIXTURE_NOW);

      check_pages (fixture->store, (XaPostQuery) { 1, order, G_MININT64, G_MAXINT64, sizes[i] }, fixture_count (fixture->path, all));
      check_pages (fixture->store, (XaPostQuery) { 1, order, from_us, FIXTURE_NOW, sizes[i] }, fixture_count (fixture->path, part));
    }
}

/* What comes in while someone turns pages does not shift them. */
static void
test_new_posts_do_not_shift (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  const XaPostQuery query = { 1, XA_POSTS_NEWEST, G_MININT64, G_MAXINT64, 10 };
  XaPostCursor      cursor = { 0 };
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  XaPostCursor second;

  ingest (fixture);
  g_ptr_array_unref (xa_store_list_posts (fixture->store, &query, &cursor, &error));
  second = cursor;
  before = xa_store_list_posts (fixture->store, &query, &cursor, &error);
  g_assert_true (xa_store_exec (fixture->store, "INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, n_chars, has_media) VALUES (1, 99999, 1960000000000000, 1, 0, 1, 0)", &error));
  after = xa_store_list_posts (fixture->store, &query, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_cmpint (((XaPost *) after->pdata[i])->id, ==, ((XaPost *) before->pdata[i])->id);
}

/* A counter that falls is kept as it fell. */
static void
test_history (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GArray) none = NULL;

  ingest (fixture);
  history = xa_store_get_post_history (fixture->store, 1, 6, &error);
  none = xa_store_get_post_history (fixture->store, 1, 123456, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (history->len, ==, 3);
  for (guint i = 0; i < history->len; i++) {
    const XaPostCounters *counters = &g_array_index (history, XaPostCounters, i);

    g_assert_cmpint (counters->seen_us, ==, FIXTURE_NOW + i * XA_USEC_PER_DAY);
    g_assert_cmpint (counters->reactions, ==, 5 + 3 - (gint64) i);
    g_assert_cmpint (counters->comments, ==, XA_COUNT_UNKNOWN);
    g_assert_cmpint (counters->views, ==, 5);
  }
}

extern const XaStatementTable xa_posts_statements;
extern const XaStatementTable xa_ingest_posts_statements;
extern const XaStatementTable xa_ingest_replies_statements;

static void
test_plans (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_check_plans (fixture->path, &xa_posts_statements);
  fixture_check_plans (fixture->path, &xa_ingest_posts_statements);
  fixture_check_plans (fixture->path, &xa_ingest_replies_statements);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/posts/pages", test_pages);
  g_test_add_func ("/posts/new-posts-do-not-shift", test_new_posts_do_not_shift);
  g_test_add_func ("/posts/history", test_history);
  g_test_add_func ("/posts/plans", test_plans);

  return g_test_run ();
}
