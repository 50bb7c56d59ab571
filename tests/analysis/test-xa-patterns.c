#include "analysis/xa-patterns.h"

#define N 7
#define N_PEOPLE 300000

typedef struct {
  XaMemberSet *sets[N]; /* (owned) */
  guint64      counts[1 << N];
} World;

static void
world_init (World *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  *self = (World) { 0 };
  for (guint i = 0; i < N; i++)
    self->sets[i] = xa_member_set_new ();
  for (guint32 id = 0; id < N_PEOPLE; id++) {
    guint32 pattern = 0;

    for (guint i = 0; i < N; i++)
      if (g_rand_double (rand) < .3 / (1 + i)) {
        pattern |= 1u << i;
        xa_member_set_add (self->sets[i], id * 3);
      }
    self->counts[pattern]++;
  }
}

static void
world_clear (World *self)
{
  for (guint i = 0; i < N; i++)
    xa_member_set_free (self->sets[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
test_counts (void)
{
  g_auto (World) world;
  g_autoptr (GArray) patterns = NULL;
  guint n_present = 0;

  world_init (&world);
  patterns = xa_patterns_count ((const XaMemberSet *const *) world.sets, N, NULL, NULL);
  for (guint pattern = 1; pattern < 1 << N; pattern++)
    n_present += world.counts[pattern] > 0;
  g_assert_cmpuint (patterns->len, ==, n_present);
  for (guint i = 0; i < patterns->len; i++) {
    const XaPattern *pattern = &g_array_index (patterns, XaPattern, i);

    g_assert_cmpuint (pattern->n, ==, world.counts[pattern->sets]);
    if (i > 0)
      g_assert_cmpuint (pattern->n, <=, g_array_index (patterns, XaPattern, i - 1).n);
  }
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (xa_patterns_sum (patterns, 1u << i), ==, xa_member_set_count (world.sets[i]));
  g_assert_cmpuint (xa_patterns_sum (patterns, 0), ==, N_PEOPLE - world.counts[0]);
}

/* The best of all 120 intersections of two and more, in order. */
static void
test_top (void)
{
  g_auto (World) world;
  g_autoptr (GArray) patterns = NULL;

  world_init (&world);
  patterns = xa_patterns_count ((const XaMemberSet *const *) world.sets, N, NULL, NULL);
  for (guint n_top = 0; n_top < 200; n_top += 13) {
    g_autoptr (GArray) top = xa_patterns_top (patterns, N, n_top, NULL, NULL);
    guint64  last = G_MAXUINT64;
    gboolean listed[1 << N] = { FALSE };

    for (guint i = 0; i < top->len; i++) {
      const XaPattern *found = &g_array_index (top, XaPattern, i);

      g_assert_cmpuint (found->n, ==, xa_patterns_sum (patterns, found->sets));
      g_assert_cmpuint (found->n, <=, last);
      g_assert_false (listed[found->sets]);
      g_assert_cmpint (__builtin_popcount (found->sets), >=, 2);
      listed[found->sets] = TRUE;
      last = found->n;
    }
    g_assert_cmpuint (top->len, <=, n_top);
    for (guint32 sets = 1; sets < 1 << N; sets++)
      if (__builtin_popcount (sets) >= 2 && !listed[sets] && xa_patterns_sum (patterns, sets) > 0) {
        g_assert_cmpuint (top->len, ==, n_top);
        g_assert_cmpuint (xa_patterns_sum (patterns, sets), <=, last);
      }
  }
}

static void
test_cancelled_and_empty (void)
{
  g_auto (World) world;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaMemberSet) nobody = xa_member_set_new ();
  g_autoptr (GArray) none = xa_patterns_count ((const XaMemberSet *const[]) { nobody, nobody }, 2, NULL, NULL);

  g_assert_cmpuint (none->len, ==, 0);
  world_init (&world);
  g_cancellable_cancel (cancellable);
  g_assert_null (xa_patterns_count ((const XaMemberSet *const *) world.sets, N, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The highest id there is. */
static void
test_last_id (void)
{
  g_autoptr (XaMemberSet) a = xa_member_set_new ();
  g_autoptr (XaMemberSet) b = xa_member_set_new ();
  g_autoptr (GArray) patterns = NULL;

  xa_member_set_add (a, G_MAXUINT32);
  xa_member_set_add (a, 0);
  xa_member_set_add (b, G_MAXUINT32);
  patterns = xa_patterns_count ((const XaMemberSet *const[]) { a, b }, 2, NULL, NULL);
  g_assert_cmpuint (patterns->len, ==, 2);
  g_assert_cmpuint (xa_patterns_sum (patterns, 3), ==, 1);
}

/* More combinations than are kept: said, not counted wrongly. */
static void
test_too_many (void)
{
  enum {
    n_sets = 22
  };
  XaMemberSet *sets[n_sets];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_sets; i++) {
    g_autofree guint32 *ids = g_new (guint32, 1 << 20);
    gsize               n = 0;

    for (guint32 id = 1; id < (1u << 20) + 2; id++)
      if (id >> i & 1)
        ids[n++] = id;
    sets[i] = xa_member_set_new_from_ids (ids, n);
  }
  g_assert_null (xa_patterns_count ((const XaMemberSet *const *) sets, n_sets, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  for (guint i = 0; i < n_sets; i++)
    xa_member_set_free (sets[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patterns/counts", test_counts);
  g_test_add_func ("/patterns/top", test_top);
  g_test_add_func ("/patterns/cancelled-and-empty", test_cancelled_and_empty);
  g_test_add_func ("/patterns/last-id", test_last_id);
  g_test_add_func ("/patterns/too-many", test_too_many);

  return g_test_run ();
}
