#include "analysis/xa-reach.h"

#define N 40

static XaSeen
seen (XaCoverage coverage)
{
  return (XaSeen) { .platform = XA_PLATFORM_X, .key_epoch = 1, .coverage = coverage, .n_whole = XA_COUNT_UNKNOWN };
}

static void
free_inputs (XaReachInput *inputs)
{
  for (guint i = 0; i < N; i++)
    xa_member_set_free ((XaMemberSet *) inputs[i].members);
}

static void
make_inputs (XaReachInput *inputs,
             XaCoverage    coverage)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < N; i++) {
    XaMemberSet *set = xa_member_set_new ();
    guint        n = 1 + (guint) g_rand_int_range (rand, 0, 400);

    for (guint k = 0; k < n; k++) {
      double u = g_rand_double (rand);

      xa_member_set_add (set, (guint32) (5000 * u * u));
    }
    inputs[i] = (XaReachInput) { set, seen (coverage) };
  }
}

/* Taking the best each time by counting everything each time. */
static void
test_lazy_greedy_is_greedy (void)
{
  XaReachInput inputs[N];
  g_autoptr (XaReach) reach = NULL;
  g_autoptr (XaMemberSet) taken = xa_member_set_new ();
  gboolean used[N] = { FALSE };

  make_inputs (inputs, XA_COVERAGE_COMPLETE);
  reach = xa_reach_compute (inputs, N, N, NULL, NULL);
  g_assert_cmpuint (reach->steps->len, ==, N);
  for (guint step = 0; step < N; step++) {
    const XaReachStep *found = &g_array_index (reach->steps, XaReachStep, step);
    guint              best = N;
    guint64            best_gain = 0;

    for (guint i = 0; i < N; i++) {
      guint64 gain = xa_member_set_count (inputs[i].members) - xa_member_set_count_shared (inputs[i].members, taken);

      if (!used[i] && (best == N || gain > best_gain)) {
        best = i;
        best_gain = gain;
      }
    }
    used[best] = TRUE;
    xa_member_set_union (taken, inputs[best].members);
    g_assert_cmpuint (found->index, ==, best);
    g_assert_cmpfloat (found->adds.value, ==, (double) best_gain);
    g_assert_cmpfloat (found->so_far.value, ==, (double) xa_member_set_count (taken));
  }
  g_assert_cmpfloat (reach->together.value, ==, (double) xa_member_set_count (taken));
  free_inputs (inputs);
}

static void
test_unique (void)
{
  XaReachInput inputs[N];
  g_autoptr (XaReach) reach = NULL;

  make_inputs (inputs, XA_COVERAGE_COMPLETE);
  reach = xa_reach_compute (inputs, N, 3, NULL, NULL);
  g_assert_cmpuint (reach->steps->len, ==, 3);
  for (guint i = 0; i < N; i++) {
    g_autoptr (XaMemberSet) rest = xa_member_set_copy (inputs[i].members);

    for (guint j = 0; j < N; j++)
      if (j != i)
        xa_member_set_subtract (rest, inputs[j].members);
    g_assert_cmpfloat (reach->unique[i].value, ==, (double) xa_member_set_count (rest));
  }
  free_inputs (inputs);
}

static void
test_partial_lists_give_a_lower_bound (void)
{
  XaReachInput inputs[N];
  g_autoptr (XaReach) reach = NULL;

  make_inputs (inputs, XA_COVERAGE_FIRST_N);
  reach = xa_reach_compute (inputs, N, N, NULL, NULL);
  g_assert_cmpint (reach->together.kind, ==, XA_FIGURE_LOWER_BOUND);
  g_assert_cmpint (reach->unique[0].note, ==, XA_NOTE_NEEDS_COMPLETE);
  g_assert_cmpint (g_array_index (reach->steps, XaReachStep, 1).so_far.kind, ==, XA_FIGURE_LOWER_BOUND);
  g_assert_cmpint (g_array_index (reach->steps, XaReachStep, 1).adds.kind, ==, XA_FIGURE_NOT_COMPARABLE);
  free_inputs (inputs);
}

static void
test_two_platforms_are_not_added (void)
{
  XaReachInput inputs[N];
  g_autoptr (XaReach) reach = NULL;

  make_inputs (inputs, XA_COVERAGE_COMPLETE);
  inputs[7].seen.platform = XA_PLATFORM_DISCORD;
  reach = xa_reach_compute (inputs, N, N, NULL, NULL);
  g_assert_cmpint (reach->together.note, ==, XA_NOTE_TWO_PLATFORMS);
  g_assert_cmpuint (reach->steps->len, ==, 0);
  free_inputs (inputs);
}

static void
test_cancel (void)
{
  XaReachInput inputs[N];
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  make_inputs (inputs, XA_COVERAGE_COMPLETE);
  g_cancellable_cancel (cancellable);
  g_assert_null (xa_reach_compute (inputs, N, N, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  free_inputs (inputs);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reach/lazy-greedy-is-greedy", test_lazy_greedy_is_greedy);
  g_test_add_func ("/reach/unique", test_unique);
  g_test_add_func ("/reach/partial-lists-give-a-lower-bound", test_partial_lists_give_a_lower_bound);
  g_test_add_func ("/reach/two-platforms-are-not-added", test_two_platforms_are_not_added);
  g_test_add_func ("/reach/cancel", test_cancel);

  return g_test_run ();
}
