#include "insight/xa-explore.h"
#include "insight/xa-inspect.h"
#include "insight/xa-result-cache.h"
#include "store/workspace.h"
#include "store/xa-labels.h"
#include "store/xa-store-private.h"

#include <math.h>
#include <string.h>

#define N_AUDIENCES 120
#define START (G_GINT64_CONSTANT (20000) * XA_USEC_PER_DAY)

/* --- a workspace of audiences of all kinds ---------------------------------------------------- */

static void
describe (XaBatch *batch,
          guint    i)
{
  g_autofree char *name = g_strdup_printf ("%s%u", i % 7 ? "Audience " : "Ödland ", i * 37 % N_AUDIENCES);
  XaBatchAudience *audience;

  add_audience (batch, i, name, XA_BATCH_NO_REF);
  audience = &g_array_index (batch->audiences, XaBatchAudience, batch->audiences->len - 1);
  audience->platform = i % 3 ? XA_PLATFORM_TELEGRAM : XA_PLATFORM_DISCORD;
  audience->kind = i % 2 ? XA_AUDIENCE_GROUP : XA_AUDIENCE_CHANNEL;
  audience->handle = i % 5 ? XA_BATCH_NO_TEXT : xa_batch_add_text (batch, xa_span ("a_handle"));
}

/* Sizes over 60 days, as the platform states them, some rounded. */
static void
state_sizes (XaBatch *batch,
             guint    i)
{
  for (guint day = 0; day < 60; day += i % 4 + 1) {
    add_sample (batch, i, START + day * XA_USEC_PER_DAY, 1000 + 10 * i + day * (i % 9));
    g_array_index (batch->samples, XaBatchSample, batch->samples->len - 1).granularity = i % 5 ? 0 : 100;
  }
}

static void
add_people (XaBatch *batch,
            guint    i,
            guint    n,
            gint64   at_us)
{
  add_list (batch, i, i % 4 == 2 ? XA_COVERAGE_FIRST_N : XA_COVERAGE_COMPLETE, at_us, XA_COUNT_UNKNOWN);
  for (guint k = 0; k < n; k++)
    add_member (batch, i, i * 5 + k);
}

static void
add_posts (XaBatch *batch,
           guint    i)
{
  for (guint k = 0; k < i % 50; k++) {
    XaBatchPost *post = add_post (batch, i, k + 1);

    post->at_us = START + k * XA_USEC_PER_DAY;
    post->author_kind = XA_AUTHOR_OWN;
    post->reactions = k * i % 13;
    if (i % 2)
      post->views = 100 + k;
  }
}

static void
fill (Workspace *workspace)
{
  XaStore *store = workspace_open (workspace, XA_STORE_WRITE);

  for (guint round = 0; round < 2; round++) {
    XaBatch *batch = xa_batch_new ();

    for (guint i = 0; i < N_AUDIENCES; i++) {
      describe (batch, i);
      if (i % 6 == 0 && round == 0)
        state_sizes (batch, i);
      /* Lists grow by much, by a few people who may not be told, or are small. */
      if (i % 6 == 1 || i % 6 == 2)
        add_people (batch, i, i % 6 == 2 ? i % 12 : 40 + i + round * (i % 25), START + round * 10 * XA_USEC_PER_DAY);
      if (i % 6 == 4 && round == 0)
        add_sample (batch, i, START, 77 + i);
      if (round == 0)
        add_posts (batch, i);
    }
    finish (begin_import (store, round + 1, XA_INGEST_NEW, NULL), batch, FALSE);
  }
  for (guint i = 0; i < 12; i++) {
    static const char *const tags[][3] = { { NULL }, { "press", NULL }, { "press", "x", NULL }, { "x", NULL } };
    gint64                   ids[N_AUDIENCES / 12];

    for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
      ids[k] = 12 * k + i + 1;
    g_assert_true (xa_store_label_audiences (store, ids, G_N_ELEMENTS (ids), &(XaLabelChange) { .role = (XaRole) (i % 3 + 1), .add = tags[i % 4] }, NULL));
  }
  xa_store_close (store);
}

typedef struct {
  Workspace *workspace; /* (owned) */
  XaStore   *store;     /* (owned) */
  XaScope    scope;
} World;

static void
world_clear (World *self)
{
  xa_store_close (self->store);
  workspace_free (self->workspace);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static World
make_world (void)
{
  World self = { workspace_new (), NULL, { .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = 10 } };

  fill (self.workspace);
  self.store = workspace_open (self.workspace, XA_STORE_READ);
  self.scope.store = self.store;

  return self;
}

static XaExplore *
load (const World *world)
{
  g_autoptr (GError) error = NULL;
  XaExplore *explore = xa_explore_load (&world->scope, &error);

  g_assert_no_error (error);

  return explore;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
assert_same (const XaFigure *a,
             const XaFigure *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->note, ==, b->note);
  g_assert_true (isnan (a->value) ? isnan (b->value) : a->value == b->value);
  g_assert_true (isnan (a->low) ? isnan (b->low) : a->low == b->low);
  g_assert_true (isnan (a->high) ? isnan (b->high) : a->high == b->high);
}

/* What is quick to tell says no more and nothing else than the whole. */
static void
assert_at_a_glance (const World     *world,
                    const XaInspect *inspect,
                    const char      *name,
                    GTimeZone       *zone)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaInspect) glance = xa_inspect_new_part (&world->scope, name, zone, XA_INSPECT_GLANCE, &error);
  g_autoptr (XaInspect) history = xa_inspect_new_part (&world->scope, name, zone, XA_INSPECT_HISTORY, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (glance->subject->name, ==, inspect->subject->name);
  assert_same (&glance->size, &inspect->size);
  assert_same (&glance->growth_30.change, &inspect->growth_30.change);
  g_assert_cmpuint (glance->lists->len + glance->flows->len + glance->affinities->len + glance->top_posts.posts->len, ==, 0);
  g_assert_cmpuint (history->lists->len, ==, inspect->lists->len);
  g_assert_cmpuint (history->activity.by_views.n_posts, ==, inspect->activity.by_views.n_posts);
  g_assert_cmpuint (history->top_posts.posts->len, ==, inspect->top_posts.posts->len);
  g_assert_cmpuint (history->flows->len + history->affinities->len, ==, 0);
}

/* A row says what the page of its audience says. */
static void
assert_like_inspect (const World        *world,
                     const XaExploreRow *row)
{
  g_autofree char *name = g_strdup_printf ("#%d", (int) row->id);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaInspect) inspect = xa_inspect_new (&world->scope, name, zone, &error);

  g_assert_no_error (error);
  assert_at_a_glance (world, inspect, name, zone);
  g_assert_cmpstr (row->name, ==, inspect->subject->name);
  g_assert_cmpint (row->coverage, ==, inspect->subject->seen.coverage);
  g_assert_cmpint (row->platform, ==, inspect->subject->platform);
  assert_same (&row->size, &inspect->size);
  assert_same (&row->growth_7.relative, &inspect->growth_7.relative);
  assert_same (&row->growth_7.change, &inspect->growth_7.change);
  assert_same (&row->growth_30.relative, &inspect->growth_30.relative);
  /* Of up to as many posts, the engagement is that of all. */
  if (row->n_posts <= XA_EXPLORE_N_POSTS) {
    const XaEngagement *all = row->engagement_base == XA_ENGAGEMENT_BY_VIEWS ? &inspect->activity.by_views : &inspect->activity.by_followers;

    g_assert_cmpuint (row->n_engagement_posts, ==, all->n_posts);
    if (all->n_posts)
      g_assert_cmpfloat_with_epsilon (row->engagement.value, all->ratio_of_sums, 1e-12);
    else
      g_assert_false (xa_figure_has_number (&row->engagement));
  } else {
    g_assert_cmpuint (row->n_engagement_posts, <=, XA_EXPLORE_N_POSTS);
  }
}

static void
test_like_inspect (void)
{
  g_auto (World) world = make_world ();
  guint n_kinds[XA_FIGURE_SUPPRESSED + 1] = { 0 }, n_grown = 0, n_engaged[2] = { 0 };

  for (int limited = 0; limited < 2; limited++) {
    g_autoptr (XaExplore) explore = NULL;

    if (limited)
      world.scope.to_us = START + 8 * XA_USEC_PER_DAY;
    explore = load (&world);
    g_assert_cmpuint (xa_explore_get_n_audiences (explore), ==, N_AUDIENCES);
    g_assert_false (xa_explore_is_simulated (explore));
    for (gint64 id = 1; id <= N_AUDIENCES; id++) {
      const XaExploreRow *row = xa_explore_find (explore, id);

      assert_like_inspect (&world, row);
      n_kinds[row->size.kind]++;
      n_grown += xa_figure_has_number (&row->growth_30.relative);
      n_engaged[row->engagement_base] += xa_figure_has_number (&row->engagement);
    }
    g_assert_null (xa_explore_find (explore, N_AUDIENCES + 1));
  }
  /* There was something to compare. */
  g_assert_cmpuint (n_kinds[XA_FIGURE_EXACT], >, 40);
  g_assert_cmpuint (n_kinds[XA_FIGURE_BOUNDS], >, 5);
  g_assert_cmpuint (n_kinds[XA_FIGURE_SUPPRESSED], >, 5);
  g_assert_cmpuint (n_grown, >, 30);
  g_assert_cmpuint (n_engaged[XA_ENGAGEMENT_BY_FOLLOWERS], >, 5);
  g_assert_cmpuint (n_engaged[XA_ENGAGEMENT_BY_VIEWS], >, 5);
}

static int
count_statement_cb (unsigned type,
                    void    *counter,
                    void    *statement,
                    void    *text)
{
  ++*(guint *) counter;

  return 0;
}

static void
test_constant_questions (void)
{
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = NULL;
  g_autoptr (XaExplore) explore_again = NULL;
  g_autoptr (XaExploreList) list = NULL;
  guint n = 0;

  /* What other tests have asked is not kept. */
  xa_result_cache_clear ();
  sqlite3_trace_v2 (world.store->db, SQLITE_TRACE_STMT, count_statement_cb, &n);
  explore = load (&world);
  /* And whether what is kept of it, and of its lists, sizes and posts, is good. */
  g_assert_cmpuint (n, ==, 5 + 4);
  n = 0;
  explore_again = load (&world);
  g_assert_true (explore_again == explore);
  g_assert_cmpuint (n, ==, 1);
  n = 0;
  list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_ENGAGEMENT, TRUE);
  g_assert_cmpuint (n, ==, 0);
  for (guint size = 0; size <= list->n; size += 40) {
    g_autoptr (GError) error = NULL;
    g_autoptr (XaExplorePage) page = NULL;

    n = 0;
    page = xa_explore_load_page (&world.scope, explore, list->ids, size, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (page->rows->len, ==, size);
    g_assert_cmpuint (n, ==, 1);
  }
  sqlite3_trace_v2 (world.store->db, 0, NULL, NULL);
}

static void
test_points (void)
{
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = load (&world);
  static const gint64 ids[] = { 7, 999, 1, 14, 6 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaExplorePage) page = xa_explore_load_page (&world.scope, explore, ids, G_N_ELEMENTS (ids), &error);
  const XaExplorePageRow *row;

  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->len, ==, 4);

  /* Stated sizes, every third day. */
  row = page->rows->pdata[0];
  g_assert_cmpint (row->row->id, ==, 7);
  g_assert_cmpuint (row->points->len, ==, 20);
  for (guint i = 0; i < row->points->len; i++) {
    const XaExplorePoint *point = &g_array_index (row->points, XaExplorePoint, i);

    g_assert_cmpint (point->at_us, ==, START + 3 * i * XA_USEC_PER_DAY);
    g_assert_cmpfloat (point->value, ==, 1060 + 3 * i * 6);
  }
  row = page->rows->pdata[1];
  g_assert_cmpint (row->row->id, ==, 1);
  g_assert_cmpuint (row->points->len, ==, 60);

  /* Two lists of 53 and 66 people. */
  row = page->rows->pdata[2];
  g_assert_cmpint (row->row->id, ==, 14);
  g_assert_cmpuint (row->points->len, ==, 2);
  g_assert_cmpfloat (g_array_index (row->points, XaExplorePoint, 0).value, ==, 53);
  g_assert_cmpfloat (g_array_index (row->points, XaExplorePoint, 1).value, ==, 66);

  /* Never seen. */
  row = page->rows->pdata[3];
  g_assert_cmpint (row->row->id, ==, 6);
  g_assert_cmpuint (row->points->len, ==, 0);
}

/* No size that is not to be told shows in a chart, in the order or by a filter. */
static void
test_small_lists (void)
{
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = load (&world);
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse ("size:1..9", NULL);
  g_autoptr (XaExploreList) small = xa_explore_list (explore, filter, XA_EXPLORE_BY_SIZE, FALSE);
  guint n_hidden = 0;

  g_assert_cmpuint (small->n, ==, 0);
  for (int descending = 0; descending < 2; descending++) {
    g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_SIZE, descending);
    g_autoptr (XaExplorePage) page = xa_explore_load_page (&world.scope, explore, list->ids, list->n, NULL);
    gboolean over = FALSE;

    for (guint i = 0; i < page->rows->len; i++) {
      const XaExplorePageRow *row = page->rows->pdata[i];
      gboolean                has_size = xa_figure_has_number (&row->row->size);

      g_assert_false (over && has_size);
      over = !has_size;
      n_hidden += row->row->size.kind == XA_FIGURE_SUPPRESSED;
      for (guint k = 0; row->row->coverage == XA_COVERAGE_COMPLETE && k < row->points->len; k++) {
        double value = g_array_index (row->points, XaExplorePoint, k).value;

        g_assert_true (value == 0 || value >= 10);
      }
    }
  }
  g_assert_cmpuint (n_hidden, >, 10);
}

static double
get_size (const XaExploreRow *row)
{
  if (!xa_figure_has_number (&row->size))
    return NAN;

  return isnan (row->size.value) ? row->size.low : row->size.value;
}

/* Slow and obvious: whether a row passes, one kind of filter left out. */
static gboolean
passes (const XaExploreRow    *row,
        const XaExploreFilter *f,
        char                   without)
{
  g_autofree char *name = xa_explore_fold (row->name);
  g_autofree char *handle = xa_explore_fold (row->handle ? row->handle : "");
  g_autofree char *joined = g_strjoinv ("\n", (char **) row->tags);

  if (without != 'p' && f->platforms && !(f->platforms >> row->platform & 1))
    return FALSE;
  if (without != 'k' && f->kinds && !(f->kinds >> row->kind & 1))
    return FALSE;
  if (without != 'r' && f->roles && !(f->roles >> row->role & 1))
    return FALSE;
  if (without != 'c' && f->coverages && !(f->coverages >> row->coverage & 1))
    return FALSE;
  if (!isnan (f->least_size) && !(get_size (row) >= f->least_size))
    return FALSE;
  if (!isnan (f->most_size) && !(get_size (row) <= f->most_size))
    return FALSE;
  for (gsize i = 0; f->tags && f->tags[i]; i++)
    if (!g_strv_contains (row->tags, f->tags[i]))
      return FALSE;
  for (gsize i = 0; f->words && f->words[i]; i++)
    if (!strstr (name, f->words[i]) && !strstr (handle, f->words[i]) && !strstr (joined, f->words[i]))
      return FALSE;

  return TRUE;
}

static void
assert_list (const XaExplore *explore,
             const char      *text)
{
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse (text, NULL);
  g_autoptr (XaExploreList) list = xa_explore_list (explore, filter, XA_EXPLORE_BY_NAME, FALSE);
  XaExploreList expected = { 0 };
  guint         n_press = 0;

  for (gint64 id = 1; id <= N_AUDIENCES; id++) {
    const XaExploreRow *row = xa_explore_find (explore, id);
    gboolean            found = FALSE;

    for (guint i = 0; i < list->n; i++)
      found |= list->ids[i] == id;
    g_assert_cmpint (found, ==, passes (row, filter, 0));
    expected.n += passes (row, filter, 0);
    expected.platforms[row->platform] += passes (row, filter, 'p');
    expected.kinds[row->kind] += passes (row, filter, 'k');
    expected.roles[row->role] += passes (row, filter, 'r');
    expected.coverages[row->coverage] += passes (row, filter, 'c');
    n_press += passes (row, filter, 0) && g_strv_contains (row->tags, "press");
  }
  g_assert_cmpuint (list->n, ==, expected.n);
  g_assert_cmpuint (list->n_all, ==, N_AUDIENCES);
  g_assert_cmpmem (list->platforms, sizeof list->platforms, expected.platforms, sizeof expected.platforms);
  g_assert_cmpmem (list->kinds, sizeof list->kinds, expected.kinds, sizeof expected.kinds);
  g_assert_cmpmem (list->roles, sizeof list->roles, expected.roles, sizeof expected.roles);
  g_assert_cmpmem (list->coverages, sizeof list->coverages, expected.coverages, sizeof expected.coverages);
  g_assert_cmpuint (list->tags->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const XaExploreTagCount *tag = &g_array_index (list->tags, XaExploreTagCount, i);

    if (strcmp (tag->tag, "press") == 0)
      g_assert_cmpuint (tag->n, ==, n_press);
  }
}

static void
test_filters (void)
{
  static const char *const texts[] = {
    "",
    "odland",
    "audience 1",
    "ödland handle",
    "press",
    "nothing like it",
    "platform:telegram",
    "platform:discord,telegram",
    "kind:channel",
    "role:own",
    "role:own,competitor platform:telegram kind:group",
    "coverage:complete",
    "coverage:none,count_only tag:press",
    "tag:press tag:x",
    "tag:never",
    "size:>1000",
    "size:50..100",
    "size:<70 role:other",
    "coverage:complete size:>0 tag:x audience",
  };
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = load (&world);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("%s", texts[i]);
    assert_list (explore, texts[i]);
  }
}

static double
get_key (const XaExploreRow *row,
         XaExploreOrder      order)
{
  switch (order) {
  case XA_EXPLORE_BY_SIZE:
    return get_size (row);
  case XA_EXPLORE_BY_GROWTH_7:
    return xa_figure_has_number (&row->growth_7.relative) ? row->growth_7.relative.value : NAN;
  case XA_EXPLORE_BY_GROWTH_30:
    return xa_figure_has_number (&row->growth_30.relative) ? row->growth_30.relative.value : NAN;
  case XA_EXPLORE_BY_ENGAGEMENT:
    return xa_figure_has_number (&row->engagement) ? row->engagement.value : NAN;
  case XA_EXPLORE_BY_FRESHNESS:
    return row->updated_us == XA_TIME_UNKNOWN ? NAN : (double) row->updated_us;
  case XA_EXPLORE_BY_POSTS:
    return (double) row->n_posts;
  case XA_EXPLORE_BY_NAME:
    break;
  }

  return 0;
}

static void
test_orders (void)
{
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = load (&world);

  for (int order = XA_EXPLORE_BY_NAME; order <= XA_EXPLORE_BY_POSTS; order++)
    for (int descending = 0; descending < 2; descending++) {
      g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, (XaExploreOrder) order, descending);
      XaExploreOrder same;
      guint          n_values = 0;

      g_assert_true (xa_explore_order_parse (xa_explore_order_id ((XaExploreOrder) order), &same));
      g_assert_cmpint (same, ==, order);
      g_assert_cmpuint (list->n, ==, N_AUDIENCES);
      for (guint i = 1; i < list->n; i++) {
        const XaExploreRow *a = xa_explore_find (explore, list->ids[i - 1]);
        const XaExploreRow *b = xa_explore_find (explore, list->ids[i]);
        double              x = get_key (a, (XaExploreOrder) order), y = get_key (b, (XaExploreOrder) order);

        g_assert_false (isnan (x) && !isnan (y));
        n_values += !isnan (x);
        if (order == XA_EXPLORE_BY_ENGAGEMENT && a->engagement_base != b->engagement_base) {
          g_assert_true (isnan (y) || a->engagement_base == XA_ENGAGEMENT_BY_VIEWS);
          continue;
        }
        if (!isnan (x) && !isnan (y))
          g_assert_true (descending ? x >= y : x <= y);
      }
      g_assert_cmpuint (n_values, >, 20);
    }
  g_assert_false (xa_explore_order_parse ("colour", &(XaExploreOrder) { 0 }));
}

/* Names sort without regard to case and to what stands for a letter with an accent. */
static void
test_name_order (void)
{
  g_auto (World) world = make_world ();
  g_autoptr (XaExplore) explore = load (&world);
  g_autoptr (XaExploreList) up = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);
  g_autoptr (XaExploreList) down = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, TRUE);

  g_assert_cmpstr (xa_explore_find (explore, up->ids[0])->name, ==, "Audience 1");
  for (guint i = 0; i < up->n; i++)
    g_assert_cmpint (up->ids[i], ==, down->ids[up->n - 1 - i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/like-inspect", test_like_inspect);
  g_test_add_func ("/explore/constant-questions", test_constant_questions);
  g_test_add_func ("/explore/points", test_points);
  g_test_add_func ("/explore/OUT-3/small-lists", test_small_lists);
  g_test_add_func ("/explore/filters", test_filters);
  g_test_add_func ("/explore/orders", test_orders);
  g_test_add_func ("/explore/name-order", test_name_order);

  return g_test_run ();
}
