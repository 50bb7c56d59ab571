#include "privacy/xa-disclosure-pairs.h"

#include <string.h>

/*
 * The attacker: sees the sizes, the counts that are shown and why the others are not, and looks
 * for three or four sets that fit, by trying all numbers of people in each of their parts. Of three
 * it also asks the gate whether they would look the same. It shares nothing with the gate's own
 * reasoning.
 */

#define MAX_SETS 4
#define N_PAIRS(n) ((n) * ((n) - 1) / 2)

typedef struct {
  guint    n;
  guint    k;
  guint64  sizes[MAX_SETS];
  gboolean known[MAX_SETS];
  guint32  shared[MAX_SETS * MAX_SETS];
  guint8   withheld[MAX_SETS * MAX_SETS];
  guint    a[6], b[6]; /* of each pair */
  gboolean is_judged;  /* by the gate, so that it may be asked */
} Table;

static guint
shared (const Table *table,
        guint        p)
{
  return table->shared[table->a[p] * table->n + table->b[p]];
}

static XaWithheld
withheld (const Table *table,
          guint        p)
{
  return (XaWithheld) table->withheld[table->a[p] * table->n + table->b[p]];
}

/* Whether there can be three sets of these sizes that share as much two by two: some number of
 * people in all three must leave no part with less than nobody. */
static gboolean
fits_three (const gint64 sizes[3],
            gint64       ab,
            gint64       ac,
            gint64       bc)
{
  gint64 low = MAX (MAX (ab + ac - sizes[0], 0), MAX (ab + bc - sizes[1], ac + bc - sizes[2]));

  return low <= MIN (ab, MIN (ac, bc));
}

/* The same for four, trying the people in all four and in three of the threes. */
static gboolean
fits_four (const gint64 sizes[4],
           const gint64 s[6]) /* ab ac ad bc bd cd */
{
  for (gint64 q = 0; q <= MIN (MIN (s[0], s[5]), MIN (MIN (s[1], s[4]), MIN (s[2], s[3]))); q++)
    for (gint64 abc = q; abc <= MIN (s[0], MIN (s[1], s[3])); abc++)
      for (gint64 abd = q; abd <= MIN (s[2], MIN (s[4], s[0] + q - abc)); abd++) {
        gint64 acd_high = MIN (s[5], MIN (s[1] + q - abc, s[2] + q - abd));
        gint64 acd_low = MAX (q, s[0] + s[1] + s[2] - sizes[0] + q - abc - abd);

        for (gint64 acd = acd_low; acd <= acd_high; acd++) {
          gint64 high = MIN (s[3] + q - abc, MIN (s[4] + q - abd, s[5] + q - acd));
          gint64 low = MAX (q, MAX (s[0] + s[3] + s[4] - sizes[1] + q - abc - abd,
                                    MAX (s[1] + s[3] + s[5] - sizes[2] + q - abc - acd, s[2] + s[4] + s[5] - sizes[3] + q - abd - acd)));

          if (low <= high)
            return TRUE;
        }
      }

  return FALSE;
}

static gboolean
fits (const Table  *table,
      const gint64 *guess)
{
  gint64 sizes[MAX_SETS];

  for (guint i = 0; i < table->n; i++)
    sizes[i] = (gint64) table->sizes[i];

  return table->n == 3 ? fits_three (sizes, guess[0], guess[1], guess[2]) : fits_four (sizes, guess);
}

/* What the reason alone allows. */
static gboolean
is_allowed (const Table *table,
            guint        p,
            gint64       value)
{
  gint64 a = (gint64) table->sizes[table->a[p]];
  gint64 b = (gint64) table->sizes[table->b[p]];
  gint64 k = table->k;

  if (value < 0 || value > MIN (a, b))
    return FALSE;
  switch (withheld (table, p)) {
  case XA_WITHHELD_NOT:
    return value == shared (table, p);
  case XA_WITHHELD_SMALL:
    return value >= 1 && value < k;
  case XA_WITHHELD_NEAR_WHOLE:
    return value >= k && (a - value < k || b - value < k);
  case XA_WITHHELD_REVEALING:
    return TRUE;
  }
  g_assert_not_reached ();
}

static void
judge (Table *table)
{
  xa_disclosure_judge_pairs (table->sizes, table->known, table->shared, table->n, table->k, table->withheld);
  table->is_judged = TRUE;
}

static gboolean
looks_the_same (const Table  *table,
                const gint64 *guess)
{
  Table other = *table;

  for (guint p = 0; p < N_PAIRS (table->n); p++)
    other.shared[table->a[p] * table->n + table->b[p]] = other.shared[table->b[p] * table->n + table->a[p]] = (guint32) guess[p];
  judge (&other);

  return memcmp (other.withheld, table->withheld, table->n * table->n) == 0;
}

static gboolean
complete (const Table *table,
          gint64      *guess,
          guint        fixed,
          guint        p)
{
  gint64 most;

  if (p == N_PAIRS (table->n))
    return fits (table, guess) && (table->n > 3 || !table->is_judged || looks_the_same (table, guess));
  if (p == fixed)
    return complete (table, guess, fixed, p + 1);
  most = (gint64) MIN (table->sizes[table->a[p]], table->sizes[table->b[p]]);
  for (guess[p] = 0; guess[p] <= most; guess[p]++)
    if (is_allowed (table, p, guess[p]) && complete (table, guess, fixed, p + 1))
      return TRUE;

  return FALSE;
}

/* How many numbers a withheld pair can have. */
static guint
count_values (const Table *table,
              guint        p)
{
  gint64 guess[6];
  guint  n = 0;
  gint64 most = (gint64) MIN (table->sizes[table->a[p]], table->sizes[table->b[p]]);

  for (gint64 value = most; value >= 0; value--) {
    guess[p] = value;
    n += is_allowed (table, p, value) && complete (table, guess, p, 0);
  }

  return n;
}

/* A few kinds of sets: apart, overlapping, one inside another. */
static void
draw (Table *table,
      GRand *random,
      guint  n,
      guint  k)
{
  guint32 parts[16] = { 0 };

  *table = (Table) { .n = n, .k = k };
  for (guint mask = 1; mask < 1u << n; mask++) {
    double roll = g_rand_double (random);

    if (roll < 0.45)
      parts[mask] = 0;
    else
      parts[mask] = (guint32) g_rand_int_range (random, 1, roll < 0.75 ? (gint32) k : (gint32) (n == 3 ? 30 : 14));
  }
  for (guint p = 0, a = 0; a < n; a++)
    for (guint b = 0; b < n; b++) {
      guint32 both = 0;

      for (guint mask = 1; mask < 1u << n; mask++)
        if (mask >> a & 1 && mask >> b & 1)
          both += parts[mask];
      if (a == b)
        table->sizes[a] = both;
      table->shared[a * n + b] = both;
      if (a < b) {
        table->a[p] = a;
        table->b[p++] = b;
      }
    }
  for (guint a = 0; a < n; a++)
    table->known[a] = TRUE;
}

static guint
count_withheld (const Table *table)
{
  guint n = 0;

  for (guint p = 0; p < N_PAIRS (table->n); p++)
    n += withheld (table, p) != XA_WITHHELD_NOT;

  return n;
}

static gboolean
is_sensitive (const Table *table,
              guint        p)
{
  gint64 s = shared (table, p);
  gint64 k = table->k;

  return s > 0 && (s < k || (gint64) table->sizes[table->a[p]] - s < k || (gint64) table->sizes[table->b[p]] - s < k);
}

/* Every withheld pair is left with enough values, or with all that its sizes allow. */
static void
assert_safe (const Table *table)
{
  for (guint p = 0; p < N_PAIRS (table->n); p++) {
    guint most = (guint) MIN (table->sizes[table->a[p]], table->sizes[table->b[p]]);
    guint needed = is_sensitive (table, p) ? 1 + MAX (1, (table->k - 1) / 2) : 2;

    if (is_sensitive (table, p))
      g_assert_cmpint (withheld (table, p), !=, XA_WITHHELD_NOT);
    if (withheld (table, p) != XA_WITHHELD_NOT)
      g_assert_cmpuint (count_values (table, p), >=, MIN (needed, most));
  }
}

/* Audiences of fewer than k people are not listed at all. */
static gboolean
is_fit (const Table *table)
{
  for (guint a = 0; a < table->n; a++)
    if (table->sizes[a] < table->k)
      return FALSE;

  return TRUE;
}

static void
attack (guint n,
        guint n_tables,
        guint max_withheld)
{
  guint n_attacked = 0;

  for (guint seed = 1; n_attacked < n_tables; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    Table table;

    draw (&table, random, n, seed % 4 ? 5 : 10);
    if (!is_fit (&table))
      continue;
    judge (&table);
    if (count_withheld (&table) == 0 || count_withheld (&table) > max_withheld)
      continue;
    g_test_message ("table %u", seed);
    assert_safe (&table);
    n_attacked++;
  }
}

static void
test_three_audiences (void)
{
  attack (3, g_getenv ("XAUDIENCE_TEST_FULL") ? 3000 : 300, 3);
}

/* Trying all numbers for more than two pairs of four audiences takes too long. */
static void
test_four_audiences (void)
{
  attack (4, g_getenv ("XAUDIENCE_TEST_FULL") ? 1000 : 50, g_getenv ("XAUDIENCE_TEST_FULL") ? 3 : 2);
}

static Table
three (guint   k,
       guint64 a,
       guint64 b,
       guint64 c,
       guint32 ab,
       guint32 ac,
       guint32 bc)
{
  return (Table) {
    .n = 3,
    .k = k,
    .sizes = { a, b, c },
    .known = { TRUE, TRUE, TRUE },
    .shared = { (guint32) a, ab, ac, ab, (guint32) b, bc, ac, bc, (guint32) c },
    .a = { 0, 0, 1 },
    .b = { 1, 2, 2 },
  };
}

/* The attacker itself: what only the first rule withholds, it finds. */
static void
test_attacker_can_win (void)
{
  Table table = three (5, 18, 26, 37, 0, 14, 23);

  /* Of C's 37, 14 are A's and 23 B's, and nobody is both: told that both are near wholes, there
   * is little left to guess. */
  table.withheld[0 * 3 + 2] = table.withheld[2 * 3 + 0] = XA_WITHHELD_NEAR_WHOLE;
  table.withheld[1 * 3 + 2] = table.withheld[2 * 3 + 1] = XA_WITHHELD_NEAR_WHOLE;
  g_assert_cmpuint (count_values (&table, 1), ==, 2);

  judge (&table);
  assert_safe (&table);
}

static void
test_only_the_rule_withholds (void)
{
  Table apart = three (5, 1000, 800, 600, 100, 4, 50);
  Table nested = three (5, 1000, 800, 600, 797, 0, 0);
  Table plain = three (5, 1000, 800, 600, 100, 0, 50);

  judge (&apart);
  g_assert_cmpint (withheld (&apart, 0), ==, XA_WITHHELD_NOT);
  g_assert_cmpint (withheld (&apart, 1), ==, XA_WITHHELD_SMALL);
  g_assert_cmpint (withheld (&apart, 2), ==, XA_WITHHELD_NOT);

  judge (&nested);
  g_assert_cmpint (withheld (&nested, 0), ==, XA_WITHHELD_NEAR_WHOLE);
  g_assert_cmpuint (count_withheld (&nested), ==, 1);

  judge (&plain);
  g_assert_cmpuint (count_withheld (&plain), ==, 0);
}

/* 60 of 100 are in A and 43 in B: three at least are in both. */
static void
test_a_third_audience_gives_away (void)
{
  Table table = three (5, 300, 300, 100, 4, 60, 43);

  judge (&table);
  assert_safe (&table);
  g_assert_cmpint (withheld (&table, 0), !=, XA_WITHHELD_NOT);
}

/* Most pairs of many audiences are small: the gate must not try every third for each. */
static void
test_many_audiences (void)
{
  guint n = 700;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree guint64  *sizes = g_new (guint64, n);
  g_autofree gboolean *known = g_new (gboolean, n);
  g_autofree guint32  *counts = g_new (guint32, n * n);
  g_autofree guint8   *found = g_new (guint8, n * n);
  guint                n_small = 0;

  for (guint a = 0; a < n; a++) {
    sizes[a] = (guint64) g_rand_int_range (random, 500, 100000);
    known[a] = TRUE;
    counts[a * n + a] = (guint32) sizes[a];
    for (guint b = 0; b < a; b++) {
      counts[a * n + b] = counts[b * n + a] = (guint32) g_rand_int_range (random, 0, g_rand_boolean (random) ? 12 : 100);
      n_small += counts[a * n + b] > 0 && counts[a * n + b] < 10;
    }
  }
  xa_disclosure_judge_pairs (sizes, known, counts, n, 10, found);
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < a; b++) {
      gboolean small = counts[a * n + b] > 0 && counts[a * n + b] < 10;

      g_assert_cmpint (found[a * n + b], ==, small ? XA_WITHHELD_SMALL : XA_WITHHELD_NOT);
      g_assert_cmpint (found[b * n + a], ==, found[a * n + b]);
    }
  g_assert_cmpuint (n_small, >, 50000);
}

/* Sets of people, some of them most of another one. */
static void
draw_sets (GRand   *random,
           guint    n,
           guint    n_people,
           guint    k,
           guint64 *sizes,
           guint32 *counts)
{
  g_autofree guint8 *in = g_new0 (guint8, n * n_people);
  double             p_part = g_rand_double (random);

  for (guint a = 0; a < n; a++) {
    const guint8 *whole = a > 0 && g_rand_double (random) < p_part ? in + (gsize) g_rand_int_range (random, 0, (gint32) a) * n_people : NULL;
    double        p = whole ? 0.9 : (double) k / n_people + g_rand_double (random) * g_rand_double (random) / 2;

    for (guint i = 0; i < n_people; i++)
      in[a * n_people + i] = (!whole || whole[i] || g_rand_int_range (random, 0, 50) == 0) && g_rand_double (random) < p;
  }
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < n; b++) {
      guint32 both = 0;

      for (guint i = 0; i < n_people; i++)
        both += in[a * n_people + i] & in[b * n_people + i];
      counts[a * n + b] = both;
      if (a == b)
        sizes[a] = both;
    }
}

/* What a reader knows of each pair from the reason, then from all threes until nothing gets narrower,
 * slowly and obviously. */
static void
read_all_threes (guint          n,
                 guint          k,
                 const guint64 *sizes,
                 const guint32 *counts,
                 const guint8  *found,
                 gint64        *low,
                 gint64        *high)
{
  gboolean changed = TRUE;

  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < n; b++) {
      gint64 smaller = (gint64) MIN (sizes[a], sizes[b]);

      low[a * n + b] = found[a * n + b] == XA_WITHHELD_SMALL ? 1 : 0;
      high[a * n + b] = found[a * n + b] == XA_WITHHELD_SMALL ? MIN (smaller, k - 1) : smaller;
      if (found[a * n + b] == XA_WITHHELD_NEAR_WHOLE)
        low[a * n + b] = MAX (k, smaller - k + 1);
      if (found[a * n + b] == XA_WITHHELD_NOT)
        low[a * n + b] = high[a * n + b] = counts[a * n + b];
    }
  while (changed) {
    changed = FALSE;
    for (guint c = 0; c < n; c++)
      for (guint a = 0; a < n; a++)
        for (guint b = 0; b < n; b++) {
          gint64 slack = (gint64) sizes[c] - low[c * n + a];

          if (a == b || a == c || b == c)
            continue;
          changed |= low[c * n + b] - slack > low[a * n + b] || slack + high[a * n + b] < high[c * n + b];
          low[a * n + b] = low[b * n + a] = MAX (low[a * n + b], low[c * n + b] - slack);
          high[c * n + b] = high[b * n + c] = MIN (high[c * n + b], slack + high[a * n + b]);
        }
  }
}

/* However many audiences there are, no three of them say more of a pair than its reason may. */
static void
test_all_threes (void)
{
  const guint         n = 40;
  const guint         n_tables = g_getenv ("XAUDIENCE_TEST_FULL") ? 1000 : 40;
  g_autofree guint64 *sizes = g_new (guint64, n);
  g_autofree guint32 *counts = g_new (guint32, n * n);
  g_autofree guint8  *found = g_new (guint8, n * n);
  g_autofree gint64  *low = g_new (gint64, n * n);
  g_autofree gint64  *high = g_new (gint64, n * n);
  gboolean            known[40];
  guint               n_hidden = 0;

  for (guint i = 0; i < n; i++)
    known[i] = TRUE;
  for (guint round = 0; round < n_tables; round++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (round + 1);
    guint k = round % 2 ? 10 : 5;

    draw_sets (random, n, round % 3 ? 100 : 300, k, sizes, counts);
    xa_disclosure_judge_pairs (sizes, known, counts, n, k, found);
    read_all_threes (n, k, sizes, counts, found, low, high);
    g_test_message ("table %u", round + 1);
    for (guint a = 0; a < n; a++)
      for (guint b = 0; b < a; b++) {
        gint64   both = counts[a * n + b];
        gint64   smaller = (gint64) MIN (sizes[a], sizes[b]);
        gboolean tells = both > 0 && (both < k || smaller - both < k);
        gint64   needed = tells ? 1 + MAX (1, (k - 1) / 2) : 2;

        g_assert_true (!tells || found[a * n + b] != XA_WITHHELD_NOT);
        g_assert_cmpint (low[a * n + b], <=, both);
        g_assert_cmpint (high[a * n + b], >=, both);
        if (found[a * n + b] != XA_WITHHELD_NOT)
          g_assert_cmpint (high[a * n + b] - low[a * n + b] + 1, >=, MIN (needed, smaller));
        n_hidden += found[a * n + b] != XA_WITHHELD_NOT;
      }
  }
  g_assert_cmpuint (n_hidden, >, n_tables * 20);
}

static void
test_few_audiences (void)
{
  guint64  size = 100;
  gboolean known = TRUE;
  guint32  count = 100;
  guint8   found = 9;

  xa_disclosure_judge_pairs (&size, &known, &count, 1, 5, &found);
  g_assert_cmpint (found, ==, XA_WITHHELD_NOT);
  xa_disclosure_judge_pairs (NULL, NULL, NULL, 0, 5, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disclosure-pairs/OUT-2/three-audiences", test_three_audiences);
  g_test_add_func ("/disclosure-pairs/OUT-2/four-audiences", test_four_audiences);
  g_test_add_func ("/disclosure-pairs/attacker-can-win", test_attacker_can_win);
  g_test_add_func ("/disclosure-pairs/OUT-1/only-the-rule-withholds", test_only_the_rule_withholds);
  g_test_add_func ("/disclosure-pairs/OUT-2/a-third-audience-gives-away", test_a_third_audience_gives_away);
  g_test_add_func ("/disclosure-pairs/OUT-2/all-threes", test_all_threes);
  g_test_add_func ("/disclosure-pairs/many-audiences", test_many_audiences);
  g_test_add_func ("/disclosure-pairs/few-audiences", test_few_audiences);

  return g_test_run ();
}
