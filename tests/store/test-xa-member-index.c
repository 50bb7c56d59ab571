#include "store/xa-member-index.h"
#include "workspace.h"

#include <string.h>

#define N_PEOPLE 300000
#define BATCH 5000

static guint
hash_person (gconstpointer data)
{
  guint32 hash;

  memcpy (&hash, (const guint8 *) data + 5, sizeof hash);

  return hash;
}

static gboolean
is_same_person (gconstpointer a,
                gconstpointer b)
{
  return memcmp (a, b, sizeof (XaPseudonym)) == 0;
}

/* Draws with repeats, and compares every id with a plain hash table's. */
static void
test_against_hash_table (void)
{
  g_autoptr (XaMemberIndex) index = xa_member_index_new ();
  g_autoptr (GHashTable) table = g_hash_table_new_full (hash_person, is_same_person, g_free, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree XaPseudonym *people = g_new (XaPseudonym, BATCH);
  g_autofree guint32     *ids = g_new (guint32, BATCH);

  for (guint round = 0; round < 2 * N_PEOPLE / BATCH; round++) {
    for (guint i = 0; i < BATCH; i++)
      people[i] = person ((guint64) g_rand_int_range (random, 0, N_PEOPLE));
    g_assert_true (xa_member_index_resolve (index, people, sizeof *people, BATCH, ids));

    for (guint i = 0; i < BATCH; i++) {
      gpointer known;

      if (!g_hash_table_lookup_extended (table, &people[i], NULL, &known)) {
        known = GUINT_TO_POINTER (g_hash_table_size (table));
        g_hash_table_insert (table, g_memdup2 (&people[i], sizeof people[i]), known);
      }
      g_assert_cmpuint (ids[i], ==, GPOINTER_TO_UINT (known));
    }
  }

  g_assert_cmpuint (xa_member_index_count (index), ==, g_hash_table_size (table));
  for (guint32 id = 0; id < xa_member_index_count (index); id++) {
    gsize   n;
    guint32 found;

    g_assert_true (xa_member_index_find (index, xa_member_index_peek (index, id, &n), &found));
    g_assert_cmpuint (found, ==, id);
    g_assert_cmpuint (n, >=, 1);
  }
}

/* People whose first bytes, by which places and tags are chosen, are all the same. */
static void
test_equal_beginnings (void)
{
  g_autoptr (XaMemberIndex) index = xa_member_index_new ();
  XaPseudonym people[1000];
  guint32     ids[1000];

  memset (people, 0xff, sizeof people);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    memcpy (people[i].bytes + 12, &i, sizeof i);
  for (guint round = 0; round < 2; round++) {
    g_assert_true (xa_member_index_resolve (index, people, sizeof *people, G_N_ELEMENTS (people), ids));
    for (guint i = 0; i < G_N_ELEMENTS (people); i++)
      g_assert_cmpuint (ids[i], ==, i);
  }
  xa_member_index_truncate (index, 500);
  g_assert_false (xa_member_index_find (index, &people[500], &ids[0]));
  for (guint i = 0; i < 500; i++) {
    g_assert_true (xa_member_index_find (index, &people[i], &ids[0]));
    g_assert_cmpuint (ids[0], ==, i);
  }
}

/* The bound of the issue is 32 bytes a person; a segment of a megabyte stands beside it. */
static void
test_memory (void)
{
  g_autoptr (XaMemberIndex) index = xa_member_index_new ();
  guint32 id;

  for (guint32 i = 0; i < 1000000; i++) {
    XaPseudonym who = person (i);

    g_assert_true (xa_member_index_resolve (index, &who, sizeof who, 1, &id));
    if (i % 1000 == 999)
      g_assert_cmpuint (xa_member_index_size (index), <=, 32 * (gsize) (i + 1) + (1 << 20) + (1 << 16));
  }
  g_assert_cmpuint (xa_member_index_count (index), ==, 1000000);
}

/* Ids that were taken back are given out again, in the same order, and to nobody twice. */
static void
test_truncate (void)
{
  g_autoptr (XaMemberIndex) index = xa_member_index_new ();
  g_autofree XaPseudonym *people = g_new (XaPseudonym, N_PEOPLE);
  g_autofree guint32     *ids = g_new (guint32, N_PEOPLE);

  for (guint i = 0; i < N_PEOPLE; i++)
    people[i] = person (i);
  g_assert_true (xa_member_index_resolve (index, people, sizeof *people, N_PEOPLE, ids));

  for (guint round = 0; round < 3; round++) {
    guint32 keep = N_PEOPLE / (round + 2);

    xa_member_index_truncate (index, keep);
    g_assert_cmpuint (xa_member_index_count (index), ==, keep);
    for (guint32 i = 0; i < N_PEOPLE; i += 97) {
      guint32 id;

      g_assert_cmpint (xa_member_index_find (index, &people[i], &id), ==, i < keep);
    }
    g_assert_true (xa_member_index_resolve (index, people + keep, sizeof *people, N_PEOPLE - keep, ids + keep));
    for (guint32 i = 0; i < N_PEOPLE; i++)
      g_assert_cmpuint (ids[i], ==, i);
  }
}

static void
test_erased (void)
{
  g_autoptr (XaMemberIndex) index = xa_member_index_new ();
  XaPseudonym people[3] = { person (1), { { 0 } }, person (2) };
  guint32     id;

  g_assert_true (xa_member_index_append (index, people, 3));
  g_assert_cmpuint (xa_member_index_count (index), ==, 3);
  g_assert_false (xa_member_index_find (index, &people[1], &id));
  g_assert_true (xa_member_index_find (index, &people[2], &id));
  g_assert_cmpuint (id, ==, 2);
  xa_member_index_truncate (index, 0);
  g_assert_cmpuint (xa_member_index_count (index), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/member-index/against-hash-table", test_against_hash_table);
  g_test_add_func ("/member-index/equal-beginnings", test_equal_beginnings);
  g_test_add_func ("/member-index/memory", test_memory);
  g_test_add_func ("/member-index/truncate", test_truncate);
  g_test_add_func ("/member-index/erased", test_erased);

  return g_test_run ();
}
