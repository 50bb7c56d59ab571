#include "providers/simulated/xa-simulator.h"

#include "recording-sink.h"

#include <string.h>

static const XaSimulatorOptions small = { .n_audiences = 30, .n_people = 20000, .n_snapshots = 3, .seed = 4, .end_us = G_GINT64_CONSTANT (1750000000000000) };

static char *
emit (const XaSimulatorOptions *options,
      guint                     snapshot)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (options);
  g_autoptr (RecordingSink) sink = recording_sink_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_simulator_emit (simulator, snapshot, recording_sink_get_sink (sink), &error));
  g_assert_no_error (error);

  return recording_sink_get_text (sink);
}

static void
test_same_seed_same_world (void)
{
  XaSimulatorOptions other = small;
  g_autofree char   *a = emit (&small, 1);
  g_autofree char   *b = emit (&small, 1);
  g_autofree char   *c = NULL;

  other.seed++;
  c = emit (&other, 1);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

static guint
count_shared (const guint32 *a,
              gsize          n_a,
              const guint32 *b,
              gsize          n_b)
{
  guint n = 0;

  for (gsize i = 0, k = 0; i < n_a && k < n_b;)
    if (a[i] == b[k])
      n++, i++, k++;
    else if (a[i] < b[k])
      i++;
    else
      k++;

  return n;
}

static void
test_members_come_and_go (void)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&small);
  guint n_shared_all = 0;

  for (guint a = 0; a < small.n_audiences; a++) {
    gsize               n_first;
    gsize               n_last;
    g_autofree guint32 *first = xa_simulator_get_members (simulator, a, 0, &n_first);
    g_autofree guint32 *last = xa_simulator_get_members (simulator, a, small.n_snapshots - 1, &n_last);
    guint               shared = count_shared (first, n_first, last, n_last);

    for (gsize i = 1; i < n_last; i++)
      g_assert_cmpuint (last[i - 1], <, last[i]);
    g_assert_cmpuint (n_last, >, 0);
    g_assert_cmpuint (n_last, <, small.n_people);
    if (n_first > 500) { /* 2 % a week for two weeks, within chance */
      g_assert_cmpfloat ((double) shared / (double) n_first, >, 0.92);
      g_assert_cmpfloat ((double) shared / (double) n_first, <, 0.995);
    }
    n_shared_all += shared;
  }
  g_assert_cmpuint (n_shared_all, >, 1000);
}

static void
test_communities_overlap_more (void)
{
  XaSimulatorOptions options = small;
  g_autoptr (XaSimulator) simulator = NULL;
  double lift[2] = { 0 };
  guint  n[2] = { 0 };

  options.n_people = 200000;
  simulator = xa_simulator_new (&options);
  for (guint a = 0; a < options.n_audiences; a++)
    for (guint b = a + 1; b < options.n_audiences; b++) {
      gsize               n_a;
      gsize               n_b;
      g_autofree guint32 *of_a = xa_simulator_get_members (simulator, a, 0, &n_a);
      g_autofree guint32 *of_b = xa_simulator_get_members (simulator, b, 0, &n_b);
      int                 same = xa_simulator_get_audience (simulator, a)->community == xa_simulator_get_audience (simulator, b)->community;

      lift[same] += (double) count_shared (of_a, n_a, of_b, n_b) * options.n_people / ((double) n_a * (double) n_b);
      n[same]++;
    }
  g_assert_cmpfloat (lift[1] / n[1], >, 1.5 * lift[0] / n[0]);
}

/* What a list shows is what its coverage says. */
static void
test_lists_follow_coverage (void)
{
  g_autoptr (XaSimulator) simulator = xa_simulator_new (&small);
  g_autoptr (RecordingSink) sink = recording_sink_new ();
  guint n_kinds[XA_COVERAGE_SAMPLE + 1] = { 0 };

  g_assert_true (xa_simulator_emit (simulator, 0, recording_sink_get_sink (sink), NULL));
  for (guint a = 0; a < small.n_audiences; a++) {
    const XaSimulatedAudience *audience = xa_simulator_get_audience (simulator, a);
    g_autofree char           *prefix = g_strdup_printf ("member %s:%s ", xa_platform_id (audience->platform), audience->native_id);
    guint                      listed = recording_sink_count (sink, prefix);
    gsize                      n_members;

    g_free (xa_simulator_get_members (simulator, a, 0, &n_members));
    n_kinds[audience->coverage]++;
    switch (audience->coverage) {
    case XA_COVERAGE_COMPLETE:
      g_assert_cmpuint (listed, ==, n_members);
      break;
    case XA_COVERAGE_SAMPLE:
      g_assert_cmpuint (listed, <=, n_members);
      if (n_members > 1000) {
        g_assert_cmpfloat ((double) listed, >, 0.8 * audience->share * (double) n_members);
        g_assert_cmpfloat ((double) listed, <, 1.2 * audience->share * (double) n_members);
      }
      break;
    case XA_COVERAGE_FIRST_N:
      g_assert_cmpuint (listed, ==, MIN (n_members, 200));
      break;
    case XA_COVERAGE_ACTIVE_AUTHORS:
    case XA_COVERAGE_REACTORS:
    case XA_COVERAGE_COUNT_ONLY:
      g_assert_cmpuint (listed, ==, 0);
      break;
    }
  }
  g_assert_cmpuint (n_kinds[XA_COVERAGE_COMPLETE], >, 8);
  g_assert_cmpuint (n_kinds[XA_COVERAGE_SAMPLE], >, 0);
}

static void
test_everything_is_marked_simulated (void)
{
  g_autofree char *text = emit (&small, 0);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_audiences = 0;

  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "audience ")) {
      g_assert_nonnull (strstr (lines[i], "simulated"));
      n_audiences++;
    }
  g_assert_cmpuint (n_audiences, ==, small.n_audiences);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/same-seed-same-world", test_same_seed_same_world);
  g_test_add_func ("/simulator/members-come-and-go", test_members_come_and_go);
  g_test_add_func ("/simulator/communities-overlap-more", test_communities_overlap_more);
  g_test_add_func ("/simulator/lists-follow-coverage", test_lists_follow_coverage);
  g_test_add_func ("/UI-3/simulated-data-is-marked", test_everything_is_marked_simulated);

  return g_test_run ();
}
