#include "analysis/xa-overlap.h"

#include <string.h>

typedef struct {
  guint    n;
  guint32 *ids[300]; /* (owned) */
  gsize    n_ids[300];
} World;

static void
world_clear (World *world)
{
  for (guint i = 0; i < world->n; i++)
    g_free (world->ids[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
add_audience (World       *world,
              XaMemberSet *set)
{
  world->ids[world->n] = xa_member_set_get_ids (set, &world->n_ids[world->n]);
  world->n++;
}

/* Sizes from none to everybody, and people from rare to present almost everywhere. */
static void
make_world (World  *world,
            guint32 seed,
            guint   n,
            guint32 n_people)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  world->n = 0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (XaMemberSet) set = xa_member_set_new ();
    guint32 size = (guint32) (n_people * g_rand_double_range (rand, 0, 0.5) / (1 + i % 17));

    for (guint32 k = 0; i % 11 != 7 && k < size; k++) {
      double u = g_rand_double (rand);

      xa_member_set_add (set, (guint32) (n_people * u * u * u));
    }
    if (i == 5)
      for (guint32 id = 0; id < n_people; id++)
        xa_member_set_add (set, id);
    add_audience (world, set);
  }
}

static XaOverlap *
count (const World *world,
       guint        n_threads)
{
  XaOverlapInput inputs[300];
  g_autoptr (GError) error = NULL;
  XaOverlap *overlap;

  for (guint i = 0; i < world->n; i++)
    inputs[i] = (XaOverlapInput) { .ids = world->ids[i], .n_ids = world->n_ids[i] };
  overlap = xa_overlap_count (inputs, world->n, n_threads, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return overlap;
}

static void
assert_same (const XaOverlap *a,
             const XaOverlap *b)
{
  guint n = xa_overlap_get_n (a);

  g_assert_cmpuint (n, ==, xa_overlap_get_n (b));
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      g_assert_cmpuint (xa_overlap_get_shared (a, i, j), ==, xa_overlap_get_shared (b, i, j));
}

/* |A| + |B| - |A ∪ B| = mutual, by the sets' own algebra. */
static void
test_agrees_with_sets (void)
{
  static const struct {
    guint   n;
    guint32 n_people;
  } sizes[] = { { 0, 10 }, { 1, 100 }, { 2, 1 }, { 7, 40 }, { 30, 100000 }, { 60, 33000 }, { 260, 32768 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_auto (World) world = { 0 };
    g_autoptr (XaOverlap) overlap = NULL;
    g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_member_set_free);

    make_world (&world, (guint32) s + 1, sizes[s].n, sizes[s].n_people);
    overlap = count (&world, 2);
    for (guint i = 0; i < world.n; i++)
      g_ptr_array_add (sets, xa_member_set_new_from_ids (world.ids[i], world.n_ids[i]));
    for (guint i = 0; i < world.n; i++) {
      g_assert_cmpuint (xa_overlap_get_size (overlap, i), ==, world.n_ids[i]);
      for (guint j = 0; j < world.n; j++) {
        guint64 shared = xa_member_set_count_shared (sets->pdata[i], sets->pdata[j]);
        g_autoptr (XaMemberSet) both = NULL;

        g_assert_cmpuint (xa_overlap_get_shared (overlap, i, j), ==, shared);
        if ((i * 31 + j) % 97 != 0)
          continue;
        both = xa_member_set_copy (sets->pdata[i]);
        xa_member_set_union (both, sets->pdata[j]);
        g_assert_cmpuint (world.n_ids[i] + world.n_ids[j] - xa_member_set_count (both), ==, shared);
      }
    }
  }
}

/* Enough people in enough audiences to fill several batches of bit rows, and pairs that share more
 * than a byte, and than 16 bits, can count. */
static void
test_hubs_and_full_counters (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (XaOverlap) overlap = NULL;
  guint32 n_people = 200000;

  for (guint i = 0; i < 90; i++) {
    g_autoptr (XaMemberSet) set = xa_member_set_new ();

    for (guint32 id = 0; id < n_people; id++)
      if (i < 3 || (id % 10 == 0 && (id / 10 + i) % 3 != 0))
        xa_member_set_add (set, id);
    add_audience (&world, set);
  }
  overlap = count (&world, 2);

  g_assert_cmpuint (xa_overlap_get_shared (overlap, 0, 2), ==, n_people);
  for (guint i = 3; i < 90; i++) {
    guint64 size = world.n_ids[i];

    g_assert_cmpuint (xa_overlap_get_shared (overlap, 1, i), ==, size);
    for (guint j = i + 1; j < 90; j++) {
      guint64 both = 0;

      for (guint32 id = 0; id < n_people; id += 10)
        both += (id / 10 + i) % 3 != 0 && (id / 10 + j) % 3 != 0;
      g_assert_cmpuint (xa_overlap_get_shared (overlap, i, j), ==, both);
    }
  }
}

static void
test_threads_change_nothing (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (XaOverlap) one = NULL;

  make_world (&world, 3, 120, 400000);
  one = count (&world, 1);
  for (guint n_threads = 2; n_threads <= 5; n_threads++) {
    g_autoptr (XaOverlap) more = count (&world, n_threads);

    assert_same (one, more);
  }
}

static void
test_order_changes_nothing (void)
{
  g_auto (World) world = { 0 };
  World turned;
  g_autoptr (XaOverlap) forth = NULL;
  g_autoptr (XaOverlap) back = NULL;

  make_world (&world, 4, 50, 90000);
  turned = world;
  for (guint i = 0; i < world.n; i++) {
    turned.ids[i] = world.ids[world.n - 1 - i];
    turned.n_ids[i] = world.n_ids[world.n - 1 - i];
  }
  forth = count (&world, 2);
  back = count (&turned, 2);
  for (guint i = 0; i < world.n; i++)
    for (guint j = 0; j < world.n; j++)
      g_assert_cmpuint (xa_overlap_get_shared (forth, i, j), ==,
                        xa_overlap_get_shared (back, world.n - 1 - i, world.n - 1 - j));
}

/* Giving every person another number must not change a count. */
static void
test_names_change_nothing (void)
{
  g_auto (World) world = { 0 };
  g_auto (World) renamed = { 0 };
  g_autoptr (XaOverlap) before = NULL;
  g_autoptr (XaOverlap) after = NULL;

  make_world (&world, 5, 40, 90000);
  for (guint i = 0; i < world.n; i++) {
    g_autoptr (XaMemberSet) set = xa_member_set_new ();

    for (gsize k = 0; k < world.n_ids[i]; k++)
      /* The factor is odd, hence one to one among the numbers of 20 bits. */
      xa_member_set_add (set, world.ids[i][k] * 2654435761u % (1 << 20));
    add_audience (&renamed, set);
  }
  before = count (&world, 2);
  after = count (&renamed, 2);
  assert_same (before, after);
}

static void
test_sets_and_arrays_may_be_mixed (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_member_set_free);
  XaOverlapInput inputs[60];
  g_autoptr (XaOverlap) expected = NULL;
  g_autoptr (XaOverlap) overlap = NULL;

  make_world (&world, 6, 60, 300000);
  expected = count (&world, 1);
  for (guint i = 0; i < world.n; i++) {
    g_ptr_array_add (sets, xa_member_set_new_from_ids (world.ids[i], world.n_ids[i]));
    inputs[i] = i % 3 ? (XaOverlapInput) { .set = sets->pdata[i] } : (XaOverlapInput) { .ids = world.ids[i], .n_ids = world.n_ids[i] };
  }
  overlap = xa_overlap_count (inputs, world.n, 2, NULL, NULL, NULL, NULL);
  assert_same (expected, overlap);

  for (guint i = 0; i < world.n; i++) {
    g_autofree guint32 *row = xa_overlap_count_row (inputs, world.n, i, NULL, NULL);

    for (guint j = 0; j < world.n; j++)
      g_assert_cmpuint (row[j], ==, xa_overlap_get_shared (expected, i, j));
  }
}

/* A new snapshot of one audience: redoing its row gives what redoing everything gives. */
static void
test_one_row_can_be_redone (void)
{
  g_auto (World) world = { 0 };
  XaOverlapInput inputs[50];
  g_autoptr (XaOverlap) kept = NULL;
  g_autoptr (XaOverlap) rebuilt = xa_overlap_new (50);
  g_autoptr (XaOverlap) anew = NULL;
  g_autofree guint32 *row = NULL;

  make_world (&world, 7, 50, 70000);
  kept = count (&world, 2);
  for (gsize k = 0; k < world.n_ids[9]; k++)
    world.ids[9][k] += (guint32) k / 2;
  anew = count (&world, 2);

  for (guint i = 0; i < world.n; i++)
    inputs[i] = (XaOverlapInput) { .ids = world.ids[i], .n_ids = world.n_ids[i] };
  row = xa_overlap_count_row (inputs, world.n, 9, NULL, NULL);
  xa_overlap_set_row (kept, 9, row);
  assert_same (anew, kept);

  for (guint i = 0; i < world.n; i++) {
    g_autofree guint32 *each = xa_overlap_count_row (inputs, world.n, i, NULL, NULL);

    xa_overlap_set_row (rebuilt, i, each);
  }
  assert_same (anew, rebuilt);
}

typedef struct {
  GCancellable *cancellable;
  double        last;
  guint         n_calls;
  double        cancel_at;
} Watch;

static void
watch_cb (double   fraction,
          gpointer data)
{
  Watch *watch = data;

  g_assert_cmpfloat (fraction, >=, watch->last);
  g_assert_cmpfloat (fraction, <=, 1);
  watch->last = fraction;
  watch->n_calls++;
  if (fraction >= watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_progress_and_cancel (void)
{
  g_auto (World) world = { 0 };
  XaOverlapInput inputs[60];
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (XaOverlap) overlap = NULL;
  g_autoptr (XaOverlap) none = NULL;
  g_autoptr (GError) error = NULL;
  Watch all = { cancellable, 0, 0, 2 };
  Watch some = { cancellable, 0, 0, 0 };

  make_world (&world, 8, 60, 500000);
  for (guint i = 0; i < world.n; i++)
    inputs[i] = (XaOverlapInput) { .ids = world.ids[i], .n_ids = world.n_ids[i] };

  overlap = xa_overlap_count (inputs, world.n, 1, watch_cb, &all, cancellable, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (all.last, ==, 1);

  none = xa_overlap_count (inputs, world.n, 2, watch_cb, &some, cancellable, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (some.n_calls, ==, 1);
}

static void
test_too_many_are_refused (void)
{
  gsize n = XA_OVERLAP_MAX_AUDIENCES + 1;

  g_autofree XaOverlapInput *inputs = g_new0 (XaOverlapInput, n);
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_overlap_count (inputs, n, 2, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlap/agrees-with-sets", test_agrees_with_sets);
  g_test_add_func ("/overlap/hubs-and-full-counters", test_hubs_and_full_counters);
  g_test_add_func ("/overlap/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/overlap/order-changes-nothing", test_order_changes_nothing);
  g_test_add_func ("/overlap/names-change-nothing", test_names_change_nothing);
  g_test_add_func ("/overlap/sets-and-arrays-may-be-mixed", test_sets_and_arrays_may_be_mixed);
  g_test_add_func ("/overlap/one-row-can-be-redone", test_one_row_can_be_redone);
  g_test_add_func ("/overlap/progress-and-cancel", test_progress_and_cancel);
  g_test_add_func ("/overlap/too-many-are-refused", test_too_many_are_refused);

  return g_test_run ();
}
