#include "model/xa-member-bytes.h"
#include "model/xa-member-set.h"

static void
test_round_trip (void)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new ();
  g_autoptr (XaMemberSet) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize       size;
  const void *data;

  for (guint32 i = 0; i < 200000; i += 1 + i % 7)
    xa_member_set_add (set, i * 11);
  bytes = xa_member_set_to_bytes (set);
  data = g_bytes_get_data (bytes, &size);
  read = xa_member_set_new_from_bytes (data, size);

  g_assert_nonnull (read);
  g_assert_true (xa_member_set_equal (set, read));
}

static void
test_equal_sets_equal_bytes (void)
{
  g_autoptr (XaMemberSet) up = xa_member_set_new ();
  g_autoptr (XaMemberSet) down = xa_member_set_new ();
  g_autoptr (XaMemberSet) shrunk = xa_member_set_new ();
  g_autoptr (GBytes) a = NULL;
  g_autoptr (GBytes) b = NULL;
  g_autoptr (GBytes) c = NULL;

  for (guint32 i = 0; i < 9000; i++) {
    xa_member_set_add (up, i * 3);
    xa_member_set_add (down, (8999 - i) * 3);
  }
  for (guint32 i = 0; i < 65536; i++)
    xa_member_set_add (shrunk, i);
  xa_member_set_intersect (shrunk, up);
  a = xa_member_set_to_bytes (up);
  b = xa_member_set_to_bytes (down);
  c = xa_member_set_to_bytes (shrunk);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_true (g_bytes_equal (a, c));
}

static void
test_cut_bytes_are_refused (void)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new_from_ids ((guint32[]) { 1, 2, 3, 70000 }, 4);
  g_autoptr (GBytes) bytes = xa_member_set_to_bytes (set);
  gsize         size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize cut = 0; cut < size; cut++) {
    g_autoptr (XaMemberSet) read = xa_member_set_new_from_bytes (data, cut);

    g_assert_null (read);
  }
}

/* Whatever is still taken for a set after some bytes were changed is one: ascending, and as many
 * as it says. */
static void
test_changed_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint n_taken = 0;

  for (guint kind = 0; kind < 4; kind++) {
    g_autoptr (XaMemberSet) set = xa_member_set_new ();
    g_autoptr (GBytes) bytes = NULL;
    const guint8 *data;
    gsize         size;

    /* Lists, bits, runs, and few enough containers to have no offsets. */
    for (guint32 i = 0; i < 20000; i++)
      xa_member_set_add (set, kind == 0 ? i * 997 : kind == 1 ? i * 5
                                                  : kind == 2 ? i + i / 100 * 100
                                                              : i);
    bytes = xa_member_set_to_bytes (set);
    data = g_bytes_get_data (bytes, &size);
    g_assert_true (xa_member_bytes_are_sound (data, size));

    for (guint round = 0; round < 3000; round++) {
      g_autofree guint8  *changed = g_memdup2 (data, size);
      g_autofree guint32 *ids = NULL;
      g_autoptr (XaMemberSet) read = NULL;
      gsize n;

      for (guint i = 0; i <= round % 3; i++)
        changed[g_rand_int_range (random, 0, (gint) (round % 2 ? size : MIN (size, 64)))] = (guint8) g_rand_int_range (random, 0, 256);
      read = xa_member_set_new_from_bytes (changed, size);
      if (!read)
        continue;
      ids = xa_member_set_get_ids (read, &n);
      g_assert_cmpuint (n, ==, xa_member_set_count (read));
      for (gsize i = 1; i < n; i++)
        g_assert_cmpuint (ids[i - 1], <, ids[i]);
      n_taken++;
    }
  }
  g_assert_cmpuint (n_taken, >, 0);
}

static void
test_algebra (void)
{
  g_autoptr (XaMemberSet) a = xa_member_set_new_from_ids ((guint32[]) { 1, 2, 3, 100000 }, 4);
  g_autoptr (XaMemberSet) b = xa_member_set_new_from_ids ((guint32[]) { 2, 3, 4 }, 3);
  g_autoptr (XaMemberSet) both = xa_member_set_copy (a);

  g_assert_cmpuint (xa_member_set_count_shared (a, b), ==, 2);
  xa_member_set_union (both, b);
  g_assert_cmpuint (xa_member_set_count (both), ==, 4 + 3 - 2);
  xa_member_set_subtract (both, a);
  g_assert_cmpuint (xa_member_set_count (both), ==, 1);
  g_assert_true (xa_member_set_contains (both, 4));
  g_assert_true (xa_member_set_remove (both, 4));
  g_assert_false (xa_member_set_remove (both, 4));
}

static void
test_reader_takes_every_member_once (void)
{
  g_autoptr (XaMemberSet) set = xa_member_set_new ();
  g_autofree guint32 *all = NULL;
  g_autofree guint32 *piece = g_new (guint32, 1 << 15);
  g_autoptr (XaMemberReader) reader = NULL;
  gsize n_all;
  gsize n_read = 0;

  for (guint32 i = 0; i < 5000; i++) {
    xa_member_set_add (set, i * 37);              /* sparse */
    xa_member_set_add (set, 300000 + i);          /* a run */
    xa_member_set_add (set, 600000 + i * 3);      /* a dense container */
    xa_member_set_add (set, G_MAXUINT32 - i * 7); /* up to the last id there can be */
  }
  all = xa_member_set_get_ids (set, &n_all);
  g_assert_cmpuint (xa_member_set_last (set), ==, G_MAXUINT32);

  reader = xa_member_reader_new (set);
  for (guint64 end = 1 << 15; end <= G_GUINT64_CONSTANT (1) << 32; end += 1 << 15) {
    gsize n = xa_member_reader_read (reader, end, piece);

    g_assert_cmpmem (piece, n * sizeof *piece, all + n_read, n * sizeof *piece);
    n_read += n;
  }
  g_assert_cmpuint (n_read, ==, n_all);

  xa_member_reader_seek (reader, 300001);
  g_assert_cmpuint (xa_member_reader_read (reader, 300003, piece), ==, 2);
  g_assert_cmpuint (piece[0], ==, 300001);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/member-set/round-trip", test_round_trip);
  g_test_add_func ("/member-set/equal-sets-equal-bytes", test_equal_sets_equal_bytes);
  g_test_add_func ("/member-set/cut-bytes-are-refused", test_cut_bytes_are_refused);
  g_test_add_func ("/member-set/changed-bytes", test_changed_bytes);
  g_test_add_func ("/member-set/algebra", test_algebra);
  g_test_add_func ("/member-set/reader-takes-every-member-once", test_reader_takes_every_member_once);

  return g_test_run ();
}
