#include "privacy/xa-told-sizes.h"

/* What a reader sees of a list. */
static void
assert_told (const XaToldSize *size,
             guint64           told,
             guint64           off)
{
  g_assert_true (size->is_told);
  g_assert_cmpuint (size->told, ==, told);
  g_assert_cmpuint (size->off, ==, off);
}

/* A size that was told once is not followed by one that is a few people away, however many others
 * were told in between. */
static void
test_back_again (void)
{
  XaToldSize sizes[] = { { .size = 100 }, { .size = 101 }, { .size = 103 }, { .size = 106 }, { .size = 101 }, { .size = 99 }, { .size = 94 }, { .size = 100 }, { .size = 108 } };

  xa_told_sizes_judge (sizes, G_N_ELEMENTS (sizes), 5);
  assert_told (&sizes[0], 100, 0);
  assert_told (&sizes[1], 100, 4);
  assert_told (&sizes[2], 100, 4);
  assert_told (&sizes[3], 106, 0);
  assert_told (&sizes[4], 100, 4);
  assert_told (&sizes[5], 100, 4);
  assert_told (&sizes[6], 94, 0);
  assert_told (&sizes[7], 100, 0);
  assert_told (&sizes[8], 106, 4);
}

/* A list that is hidden stands for no other. */
static void
test_small (void)
{
  XaToldSize sizes[] = { { .size = 7 }, { .size = 12 }, { .size = 9 }, { .size = 0 }, { .size = 13 } };

  xa_told_sizes_judge (sizes, G_N_ELEMENTS (sizes), 10);
  g_assert_false (sizes[0].is_told);
  assert_told (&sizes[1], 12, 0);
  g_assert_false (sizes[2].is_told);
  assert_told (&sizes[3], 0, 0);
  assert_told (&sizes[4], 12, 9);
}

/* Sizes that a platform publishes may differ by a few people: it tells them itself. Others are not
 * told beside them to the person. */
static void
test_open (void)
{
  XaToldSize sizes[] = { { .size = 279, .open = TRUE }, { .size = 277, .open = TRUE }, { .size = 275 }, { .size = 3, .open = TRUE }, { .size = 288 } };

  xa_told_sizes_judge (sizes, G_N_ELEMENTS (sizes), 10);
  assert_told (&sizes[0], 279, 0);
  assert_told (&sizes[1], 277, 0);
  assert_told (&sizes[2], 279, 18);
  assert_told (&sizes[3], 3, 0);
  assert_told (&sizes[4], 279, 18);
}

static void
test_no_gate (void)
{
  XaToldSize sizes[] = { { .size = 1 }, { .size = 2 }, { .size = 3 } };

  xa_told_sizes_judge (sizes, G_N_ELEMENTS (sizes), 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_told (&sizes[i], i + 1, 0);
  xa_told_sizes_judge (NULL, 0, 5);
}

/* --- the attacker ------------------------------------------------------------------------------ */

/* How many sizes list @i can have for all that is told, by asking what would be told of each. The
 * others are left as they are: those that are not told exactly change nothing of what is told. */
static guint
count_values (const XaToldSize *sizes,
              gsize             n,
              gsize             i,
              guint             k)
{
  guint n_values = 0;

  for (guint64 value = 0; value <= sizes[i].size + 4 * k; value++) {
    g_autofree XaToldSize *guess = g_memdup2 (sizes, n * sizeof (XaToldSize));
    gboolean               same = TRUE;

    guess[i].size = value;
    xa_told_sizes_judge (guess, n, k);
    for (gsize j = i; j < n && same; j++)
      same = guess[j].is_told == sizes[j].is_told && (!guess[j].is_told || (guess[j].told == sizes[j].told && guess[j].off == sizes[j].off));
    n_values += same;
  }

  return n_values;
}

static void
assert_safe (const XaToldSize *sizes,
             gsize             n,
             guint             k,
             guint            *n_attacked)
{
  for (gsize i = 0; i < n; i++) {
    if (sizes[i].is_told && sizes[i].off == 0) {
      g_assert_cmpuint (sizes[i].told, ==, sizes[i].size);
      /* No two that are told differ by a few, unless everybody can see it, or one is published though
       * it is small. */
      for (gsize j = 0; j < i && !sizes[i].open; j++)
        if (sizes[j].is_told && sizes[j].off == 0 && sizes[j].size != sizes[i].size && !(sizes[j].open && sizes[j].size < k))
          g_assert_cmpint (ABS ((gint64) sizes[i].size - (gint64) sizes[j].size), >=, k);
      continue;
    }
    if (sizes[i].is_told)
      g_assert_cmpuint ((guint64) ABS ((gint64) sizes[i].size - (gint64) sizes[i].told), <=, sizes[i].off);
    else
      g_assert_cmpuint (sizes[i].size, <, k);
    g_assert_cmpuint (count_values (sizes, n, i, k), >=, 1 + MAX (1, (k - 1) / 2));
    (*n_attacked)++;
  }
}

static void
test_attacker (gconstpointer data)
{
  gboolean    some_open = GPOINTER_TO_INT (data);
  const guint ks[] = { 3, 5, 6, 10 };
  guint       n_rounds = g_getenv ("XAUDIENCE_TEST_FULL") ? 4000 : 200;
  guint       n_attacked = 0;

  for (guint round = 0; round < n_rounds; round++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (round + 1);
    guint      k = ks[round % G_N_ELEMENTS (ks)];
    gint64     size = g_rand_int_range (random, 0, (gint32) (round % 3 ? 4 * k : 20 * k));
    XaToldSize sizes[14] = { 0 };

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      sizes[i].size = (guint64) size;
      sizes[i].open = some_open && g_rand_int_range (random, 0, 3) == 0;
      size += g_rand_int_range (random, -(gint32) k - 2, (gint32) k + 3);
      size = MAX (size, 0);
    }
    xa_told_sizes_judge (sizes, G_N_ELEMENTS (sizes), k);
    g_test_message ("series %u", round + 1);
    assert_safe (sizes, G_N_ELEMENTS (sizes), k, &n_attacked);
  }
  g_assert_cmpuint (n_attacked, >, n_rounds);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/told-sizes/OUT-3/back-again", test_back_again);
  g_test_add_func ("/told-sizes/OUT-1/small", test_small);
  g_test_add_func ("/told-sizes/OUT-3/open", test_open);
  g_test_add_func ("/told-sizes/no-gate", test_no_gate);
  g_test_add_data_func ("/told-sizes/OUT-3/attacker", GINT_TO_POINTER (FALSE), test_attacker);
  g_test_add_data_func ("/told-sizes/OUT-3/attacker-with-published", GINT_TO_POINTER (TRUE), test_attacker);

  return g_test_run ();
}
