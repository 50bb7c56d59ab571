#include "fixture.h"
#include "store/xa-retention-preview.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY XA_USEC_PER_DAY

static const FixtureSource telegram = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 3 };
static const FixtureSource discord = { 1, XA_PLATFORM_DISCORD, FIXTURE_NOW, 3 };

static void
import (Fixture             *fixture,
        const FixtureSource *source)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_import (fixture->store, fixture->keys, source, &error));
  g_assert_no_error (error);
}

static void
set_limit (Fixture        *fixture,
           XaPlatform      platform,
           XaRetentionKind kind,
           int             days)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_set_retention (fixture->store, platform, kind, days, &error));
  g_assert_no_error (error);
}

static gint64
apply (Fixture *fixture,
       gint64   now_us)
{
  g_autoptr (GError) error = NULL;
  gint64 n_deleted = -1;

  g_assert_true (xa_store_apply_retention (fixture->store, now_us, &n_deleted, &error));
  g_assert_no_error (error);

  return n_deleted;
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return fixture_count (fixture->path, sql);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_verify (fixture->path);
  fixture_open (fixture);
}

static void
test_nothing_without_limits (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  import (fixture, &telegram);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 100000 * DAY), ==, 0);
  set_limit (fixture, 0, XA_RETAIN_MEMBERS, 0);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 100000 * DAY), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'retention-applied'"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM snapshot"), >, 0);
}

/* The clock goes on a day at a time, and the workspace is closed in between: each day exactly
 * that is gone which is past its limit. */
static void
test_day_by_day (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 n_samples, n_rollups, n_links;

  import (fixture, &telegram);
  set_limit (fixture, XA_PLATFORM_TELEGRAM, XA_RETAIN_POSTS, 30);
  set_limit (fixture, XA_PLATFORM_TELEGRAM, XA_RETAIN_MEMBERS, 20);
  set_limit (fixture, XA_PLATFORM_TELEGRAM, XA_RETAIN_TEXT, 10);
  n_samples = count (fixture, "SELECT count(*) FROM sample");
  n_rollups = count (fixture, "SELECT sum(n) FROM sample_rollup");
  n_links = count (fixture, "SELECT count(*) FROM link");

  for (int day = 0; day <= 32; day++) {
    const gint64     now_us = FIXTURE_NOW + day * DAY;
    g_autofree char *posts = g_strdup_printf ("SELECT count(*) FROM post WHERE at_us < %" G_GINT64_FORMAT, now_us - 30 * DAY);
    g_autofree char *texts = g_strdup_printf ("SELECT count(*) FROM post_text JOIN post ON post.audience_id = post_text.audience_id AND id = post_id"
                                              " WHERE at_us < %" G_GINT64_FORMAT,
                                              now_us - 10 * DAY);
    g_autofree char *fields = g_strdup_printf ("SELECT count(*) FROM post WHERE fields IS NOT NULL AND at_us < %" G_GINT64_FORMAT, now_us - 10 * DAY);
    g_autofree char *days = g_strdup_printf ("SELECT count(*) FROM activity WHERE day * %" G_GINT64_FORMAT " < %" G_GINT64_FORMAT, DAY, now_us - 20 * DAY);
    g_autofree char *hours = g_strdup_printf ("SELECT count(*) FROM term_use WHERE hour * %" G_GINT64_FORMAT " < %" G_GINT64_FORMAT, XA_USEC_PER_HOUR, now_us - 20 * DAY);
    g_autofree char *kept = g_strdup_printf ("SELECT count(*) FROM post WHERE at_us >= %" G_GINT64_FORMAT, now_us - 30 * DAY);
    gint64           n_kept = count (fixture, kept);

    apply (fixture, now_us);
    g_assert_cmpint (count (fixture, posts), ==, 0);
    g_assert_cmpint (count (fixture, texts), ==, 0);
    g_assert_cmpint (count (fixture, fields), ==, 0);
    g_assert_cmpint (count (fixture, days), ==, 0);
    g_assert_cmpint (count (fixture, hours), ==, 0);
    g_assert_cmpint (count (fixture, kept), ==, n_kept);
    g_assert_cmpint (count (fixture, "SELECT count(*) FROM post"), ==, count (fixture, "SELECT sum(n_posts) FROM audience"));
    g_assert_cmpint (count (fixture, "SELECT count(*) FROM post_text WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.audience_id = post_text.audience_id AND id = post_id)"), ==, 0);
    g_assert_cmpint (apply (fixture, now_us), ==, 0);
    /* What is added up begins where the posts now do. */
    g_assert_cmpint (count (fixture, "SELECT (SELECT total(n) FROM post_span) = (SELECT count(*) FROM post)"), ==, 1);
    g_assert_cmpint (count (fixture, "SELECT (SELECT min(first_us) FROM post_span) IS (SELECT min(at_us) FROM post)"), ==, 1);
    if (day == 20)
      g_assert_cmpint (count (fixture, "SELECT count(*) FROM snapshot WHERE coverage IN (1, 2)"), ==, 2);
    if (day % 8 == 0)
      reopen (fixture);
  }

  g_assert_cmpint (count (fixture, "SELECT count(*) FROM snapshot"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM term"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sample"), ==, n_samples);
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM sample_rollup"), ==, n_rollups);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM link"), ==, n_links);
  fixture_close (fixture);
  for (guint n = 0; n < 160; n++) {
    XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, n);

    g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  }
  g_assert_false (fixture_holds (fixture->path, FIXTURE_TEXT, strlen (FIXTURE_TEXT)));
  g_assert_false (fixture_holds (fixture->path, FIXTURE_FIELD, strlen (FIXTURE_FIELD)));
  g_assert_false (fixture_holds (fixture->path, FIXTURE_TERM, strlen (FIXTURE_TERM)));

  /* The same file does not bring back what was deleted. */
  fixture_open (fixture);
  import (fixture, &telegram);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post"), ==, 0);
}

/* A set of people who were active in a window loses those who were only seen before the limit. */
static void
test_windows_shrink (void)
{
  static const char sql_from[] = "SELECT min(window_from_us) FROM snapshot WHERE coverage = 3";
  g_autoptr (Fixture) fixture = fixture_new ();
  const gint64 before_us = FIXTURE_NOW - 15 * DAY;
  gint64       fetched;

  import (fixture, &telegram);
  fetched = count (fixture, "SELECT sum(fetched) FROM snapshot WHERE coverage = 3");
  g_assert_cmpint (count (fixture, sql_from), <, before_us);
  set_limit (fixture, 0, XA_RETAIN_MEMBERS, 15);
  apply (fixture, FIXTURE_NOW);
  g_assert_cmpint (count (fixture, sql_from), >=, before_us);
  g_assert_cmpint (count (fixture, "SELECT sum(fetched) FROM snapshot WHERE coverage = 3"), <, fetched);
  g_assert_cmpint (count (fixture, "SELECT sum(fetched) FROM snapshot WHERE coverage = 3"), >, 0);
  reopen (fixture);
}

/* A platform's own limit takes the place of the general one, longer or shorter. */
static void
test_platform_overrides (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GArray) limits = NULL;
  gint64 n_discord;

  import (fixture, &telegram);
  import (fixture, &discord);
  n_discord = count (fixture, "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 2");
  set_limit (fixture, 0, XA_RETAIN_POSTS, 1);
  set_limit (fixture, XA_PLATFORM_DISCORD, XA_RETAIN_POSTS, 0);
  limits = xa_store_list_retention (fixture->store, NULL);
  g_assert_cmpuint (limits->len, ==, 2);
  g_assert_cmpint (g_array_index (limits, XaRetention, 0).days, ==, 1);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 5 * DAY), >, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 1"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 2"), ==, n_discord);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE what = 'retention-set'"), ==, 2);
  /* Without one of its own it goes by the general one again. */
  set_limit (fixture, XA_PLATFORM_DISCORD, XA_RETAIN_POSTS, XA_RETENTION_UNSET);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM retention"), ==, 1);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 5 * DAY), >, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 2"), ==, 0);
}

/* What is invented ages apart from lists of places without a platform of their own. */
static void
test_simulated_apart (void)
{
  static const FixtureSource lists = { 0, XA_PLATFORM_OTHER, FIXTURE_NOW, 2 };
  static const FixtureSource invented = { 1, XA_PLATFORM_SIMULATED, FIXTURE_NOW, 2 };
  static const char          of_lists[] = "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 12";
  static const char          of_invented[] = "SELECT count(*) FROM post JOIN audience ON audience.id = audience_id WHERE platform = 13";
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 n_posts;

  import (fixture, &lists);
  import (fixture, &invented);
  n_posts = count (fixture, of_lists);
  g_assert_cmpint (n_posts, >, 0);
  g_assert_cmpint (count (fixture, of_invented), >, 0);
  set_limit (fixture, XA_PLATFORM_SIMULATED, XA_RETAIN_POSTS, 1);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 5 * DAY), >, 0);
  g_assert_cmpint (count (fixture, of_invented), ==, 0);
  g_assert_cmpint (count (fixture, of_lists), ==, n_posts);
}

/* A list that was begun long ago and never finished is not kept for ever, and what remains of its
 * import does not pass for a complete list later. */
static void
test_stale_import (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaIngestSource about = { .format = "test", .size_bytes = 1, .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  XaIngest   *ingest;
  XaPseudonym who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 3);
  g_autoptr (XaBatch) batch = fixture_batch (fixture->keys, &telegram, 0);

  memset (&about.source, 1, sizeof about.source);
  ingest = xa_ingest_begin (fixture->store, &about, &start, &offset, &error);
  g_assert_true (xa_ingest_batch (ingest, batch, &error));
  xa_ingest_free (ingest);
  set_limit (fixture, 0, XA_RETAIN_MEMBERS, 30);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW + 29 * DAY), >, 0); /* days of activity only */
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import WHERE state = 1"), ==, 1);
  apply (fixture, FIXTURE_NOW + 32 * DAY);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM import_member"), ==, 0);
  fixture_close (fixture);
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  fixture_verify (fixture->path);
}

static void
add_reply (XaBatch *batch,
           gint64   id,
           gint64   at_us,
           gint64   reply_to)
{
  XaBatchPost post = {
    .id = id, .at_us = at_us, .reply_to = reply_to, .seen_us = FIXTURE_NOW, .reactions = XA_COUNT_UNKNOWN, .comments = XA_COUNT_UNKNOWN, .shares = XA_COUNT_UNKNOWN, .views = XA_COUNT_UNKNOWN, .rating = NAN, .author_kind = XA_AUTHOR_OWN, .counts_as_comment = TRUE, .lang = XA_BATCH_NO_TEXT, .product = XA_BATCH_NO_TEXT, .fields = XA_BATCH_NO_TEXT, .text = XA_BATCH_NO_TEXT
  };

  g_array_append_val (batch->posts, post);
}

/* Replies to posts that were never seen go with the posts of the time that these would be of. */
static void
test_waiting_replies (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  XaIngestSource about = { .format = "test", .size_bytes = 1, .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) ingest = NULL;
  g_autoptr (XaBatch) batch = fixture_batch (fixture->keys, &telegram, 0);

  memset (&about.source, 1, sizeof about.source);
  ingest = xa_ingest_begin (fixture->store, &about, &start, &offset, &error);
  g_array_set_size (batch->posts, 0);
  g_array_set_size (batch->activities, 0);
  g_array_set_size (batch->terms, 0);
  g_array_set_size (batch->links, 0);
  add_reply (batch, 500000, FIXTURE_NOW - 100 * DAY, 400000);
  add_reply (batch, 900000, FIXTURE_NOW - 10 * DAY, 800000);
  g_assert_true (xa_ingest_finish (ingest, batch, FALSE, &error));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pending_reply WHERE post_id IN (400000, 800000)"), ==, 2);
  set_limit (fixture, 0, XA_RETAIN_POSTS, 50);
  apply (fixture, FIXTURE_NOW);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pending_reply WHERE post_id = 400000"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM pending_reply WHERE post_id = 800000"), ==, 1);
}

#define N_TEXTS 6000

/* Texts of all lengths that come in no order move between pages as these fill up, and leave
 * copies behind that deleting a row does not reach. */
static void
test_no_bytes_left (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GRand) chance = g_rand_new_with_seed (3);
  XaIngestSource about = { .format = "test", .size_bytes = 1, .at_us = FIXTURE_NOW };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) ingest = NULL;
  g_autofree char *content = NULL;
  char             found[N_TEXTS] = { 0 };
  gsize            size;

  memset (&about.source, 1, sizeof about.source);
  ingest = xa_ingest_begin (fixture->store, &about, &start, &offset, &error);
  for (guint no = 0; no < N_TEXTS / 200; no++) {
    g_autoptr (XaBatch) batch = no ? xa_batch_new () : fixture_batch (fixture->keys, &telegram, 0);

    for (guint i = 0; i < 200; i++) {
      gint64           id = 1000 + (gint64) ((no * 200 + i) * 7919u % N_TEXTS);
      g_autofree char *fill = g_strnfill ((gsize) g_rand_int_range (chance, 0, 900), 'x');
      g_autofree char *text = g_strdup_printf ("[%05d]%s", (int) id, fill);
      XaBatchPost      post = {
             .id = id, .at_us = FIXTURE_NOW - (id % 2) * 100 * DAY, .reply_to = XA_COUNT_UNKNOWN, .seen_us = FIXTURE_NOW, .reactions = XA_COUNT_UNKNOWN, .comments = XA_COUNT_UNKNOWN, .shares = XA_COUNT_UNKNOWN, .views = XA_COUNT_UNKNOWN, .rating = NAN, .author_kind = XA_AUTHOR_OWN, .lang = XA_BATCH_NO_TEXT, .product = XA_BATCH_NO_TEXT, .fields = XA_BATCH_NO_TEXT, .text = xa_batch_add_text (batch, xa_span (text))
      };

      g_array_append_val (batch->posts, post);
    }
    batch->offset = no + 1;
    g_assert_true (xa_ingest_batch (ingest, batch, &error));
    g_assert_no_error (error);
  }
  g_assert_true (xa_ingest_finish (ingest, NULL, FALSE, &error));
  set_limit (fixture, 0, XA_RETAIN_TEXT, 50);
  g_assert_cmpint (apply (fixture, FIXTURE_NOW), >=, N_TEXTS / 2);
  fixture_close (fixture);

  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  for (gsize i = 0; i + 7 <= size; i++)
    if (content[i] == '[' && content[i + 6] == ']') {
      int id = atoi (content + i + 1);

      if (id >= 1000 && id < 1000 + N_TEXTS)
        found[id - 1000] = 1;
    }
  for (int i = 0; i < N_TEXTS; i++)
    g_assert_cmpint (found[i], ==, i % 2 == 0);
  fixture_verify (fixture->path);
}

/* Rows of each kind of loss, counted by hand. */
static const char *const count_losses[XA_N_LOSSES] = {
  [XA_LOSS_LISTS] = "SELECT count(*) FROM snapshot WHERE coverage NOT IN (3, 4)",
  [XA_LOSS_ACTIVITY] = "SELECT count(*) FROM activity",
  [XA_LOSS_TERMS] = "SELECT count(*) FROM term_use",
  [XA_LOSS_FACETS] = "SELECT count(*) FROM facet_count",
  [XA_LOSS_POSTS] = "SELECT count(*) FROM post",
  [XA_LOSS_COUNTERS] = "SELECT count(*) FROM post_counter",
  [XA_LOSS_TEXT] = "SELECT count(*) FROM post_text",
};

static void
give_counters (Fixture *fixture)
{
  g_assert_true (xa_store_exec (fixture->store, "INSERT INTO post_counter (audience_id, post_id, seen_us, reactions) SELECT audience_id, id, at_us + 1, 1 FROM post", NULL));
  g_assert_true (xa_store_exec (fixture->store,
                                "INSERT OR IGNORE INTO facet_count (audience_id, facet, day, value, n) SELECT audience_id, 3, at_us / 86400000000, '43', 7 FROM post", NULL));
}

/* What is told beforehand is what goes, kind by kind, for limits of all lengths. */
static void
test_preview (void)
{
  static const struct {
    XaRetention limits[3];
  } cases[] = {
    { { { 0, XA_RETAIN_MEMBERS, 5 }, { 0, XA_RETAIN_POSTS, 9 }, { 0, XA_RETAIN_TEXT, 3 } } },
    { { { 0, XA_RETAIN_ACTIVITY, 12 }, { 0, XA_RETAIN_COUNTERS, 4 }, { XA_PLATFORM_DISCORD, XA_RETAIN_POSTS, 2 } } },
    { { { 0, XA_RETAIN_MEMBERS, 1 }, { XA_PLATFORM_TELEGRAM, XA_RETAIN_MEMBERS, 0 }, { 0, XA_RETAIN_ACTIVITY, 30 } } },
    { { { 0, XA_RETAIN_POSTS, 1 }, { 0, XA_RETAIN_TEXT, 400 }, { 0, XA_RETAIN_COUNTERS, 400 } } },
    { { { 0, XA_RETAIN_MEMBERS, 0 }, { 0, XA_RETAIN_POSTS, 0 }, { 0, XA_RETAIN_TEXT, 0 } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int day = 0; day < 16; day += 5) {
      g_autoptr (Fixture) fixture = fixture_new ();
      g_autoptr (GArray) limits = g_array_new (FALSE, FALSE, sizeof (XaRetention));
      g_autoptr (GError) error = NULL;
      XaRetentionPreview preview, after;
      gint64             n_before[XA_N_LOSSES], n_deleted;

      import (fixture, &telegram);
      import (fixture, &discord);
      give_counters (fixture);
      g_array_append_vals (limits, cases[i].limits, 3);
      g_assert_true (xa_store_preview_retention (fixture->store, limits, FIXTURE_NOW + day * DAY, &preview, &error));
      g_assert_no_error (error);
      for (int kind = 0; kind < XA_N_LOSSES; kind++)
        n_before[kind] = count (fixture, count_losses[kind]);
      g_assert_true (xa_store_apply_limits (fixture->store, limits, FIXTURE_NOW + day * DAY, &n_deleted, &error));
      g_assert_no_error (error);
      g_assert_true (xa_store_preview_retention (fixture->store, limits, FIXTURE_NOW + day * DAY, &after, &error));
      g_assert_false (after.loses_any);
      for (int kind = 0; kind < XA_N_LOSSES; kind++) {
        const XaLoss *loss = &preview.losses[kind];

        g_assert_cmpint (loss->n_now, ==, n_before[kind]);
        g_assert_cmpint (loss->n_lost, ==, n_before[kind] - count (fixture, count_losses[kind]));
        g_assert_cmpint (loss->first_then_us, ==, after.losses[kind].first_now_us);
        g_assert_cmpint (loss->n_audiences > 0, ==, loss->n_lost > 0);
      }
      g_assert_cmpint (preview.loses_any, ==, n_deleted > 0);
    }
}

/* Activity and counters go by themselves, and never stay longer than what they are a part of. */
static void
test_parts (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gint64 n_lists, n_posts;

  import (fixture, &telegram);
  give_counters (fixture);
  n_lists = count (fixture, count_losses[XA_LOSS_LISTS]);
  n_posts = count (fixture, count_losses[XA_LOSS_POSTS]);
  set_limit (fixture, 0, XA_RETAIN_ACTIVITY, 1);
  set_limit (fixture, 0, XA_RETAIN_COUNTERS, 1);
  apply (fixture, FIXTURE_NOW + 3 * DAY);
  g_assert_cmpint (count (fixture, count_losses[XA_LOSS_ACTIVITY]), ==, 0);
  g_assert_cmpint (count (fixture, count_losses[XA_LOSS_TERMS]), ==, 0);
  g_assert_cmpint (count (fixture, count_losses[XA_LOSS_COUNTERS]), ==, 0);
  g_assert_cmpint (count (fixture, count_losses[XA_LOSS_LISTS]), ==, n_lists);
  g_assert_cmpint (count (fixture, count_losses[XA_LOSS_POSTS]), ==, n_posts);

  import (fixture, &discord);
  give_counters (fixture);
  set_limit (fixture, 0, XA_RETAIN_ACTIVITY, 400);
  set_limit (fixture, 0, XA_RETAIN_COUNTERS, 400);
  set_limit (fixture, 0, XA_RETAIN_MEMBERS, 1);
  set_limit (fixture, 0, XA_RETAIN_POSTS, 1);
  apply (fixture, FIXTURE_NOW + 3 * DAY);
  for (int kind = 0; kind < XA_N_LOSSES; kind++)
    g_assert_cmpint (count (fixture, count_losses[kind]), ==, 0);
  reopen (fixture);
}

extern const XaStatementTable xa_retention_statements;

static void
test_plans (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  fixture_check_plans (fixture->path, &xa_retention_statements);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/ID-12/nothing-without-limits", test_nothing_without_limits);
  g_test_add_func ("/store/ID-12/day-by-day", test_day_by_day);
  g_test_add_func ("/store/ID-12/windows-shrink", test_windows_shrink);
  g_test_add_func ("/store/ID-12/platform-overrides", test_platform_overrides);
  g_test_add_func ("/store/ID-12/simulated-apart", test_simulated_apart);
  g_test_add_func ("/store/ID-12/stale-import", test_stale_import);
  g_test_add_func ("/store/ID-12/waiting-replies", test_waiting_replies);
  g_test_add_func ("/store/DB-7/no-bytes-left", test_no_bytes_left);
  g_test_add_func ("/store/ID-12/plans", test_plans);
  g_test_add_func ("/store/ID-12/preview", test_preview);
  g_test_add_func ("/store/ID-12/parts", test_parts);

  return g_test_run ();
}
