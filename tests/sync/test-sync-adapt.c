/* How large batches become: by how long a transaction takes, on disks as slow and as fast as they come. */
#include "sync/xa-sync-writer.h"

#define SHORT_US (50 * 1000)
#define LONG_US (200 * 1000)

/* A transaction costs so much for being one, and the rest by what it holds. */
static gint64
take (guint  n,
      gint64 fixed_us,
      double records_a_second)
{
  return fixed_us + (gint64) ((double) n * G_USEC_PER_SEC / records_a_second);
}

/* From wherever it begins it comes to transactions of 50 to 200 ms, and stays there. */
static void
test_comes_to_rest (void)
{
  static const double speeds[] = { 3000, 20000, 90000, 400000, 900000 };
  static const guint  starts[] = { 250, 20000, 200000 };

  for (gsize s = 0; s < G_N_ELEMENTS (speeds); s++)
    for (gsize b = 0; b < G_N_ELEMENTS (starts); b++) {
      guint n = starts[b];

      for (guint i = 0; i < 24; i++)
        n = xa_sync_writer_adapt (n, n, take (n, 5000, speeds[s]));
      for (guint i = 0; i < 50; i++) {
        gint64 us = take (n, 5000, speeds[s]);

        g_assert_cmpint (us, >=, SHORT_US);
        g_assert_cmpint (us, <=, LONG_US);
        n = xa_sync_writer_adapt (n, n, us);
      }
    }
}

/* A disk that becomes slow is met at once, one that becomes fast again within a few batches. */
static void
test_follows (void)
{
  guint n = 100000;

  n = xa_sync_writer_adapt (n, n, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (n, ==, 6000);
  g_assert_cmpint (take (n, 0, 50000), <=, LONG_US);
  for (guint i = 0; i < 5; i++)
    n = xa_sync_writer_adapt (n, n, take (n, 0, 2000000));
  g_assert_cmpuint (n, >=, 100000);
}

/* Neither a disk that takes for ever nor one that takes no time makes it absurd. */
static void
test_bounds (void)
{
  guint n = 20000;

  for (guint i = 0; i < 20; i++)
    n = xa_sync_writer_adapt (n, n, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (n, ==, 250);
  for (guint i = 0; i < 40; i++)
    n = xa_sync_writer_adapt (n, n, 0);
  g_assert_cmpuint (n, ==, 200000);
}

/* What is short because it held little says nothing of the disk. */
static void
test_small (void)
{
  g_assert_cmpuint (xa_sync_writer_adapt (20000, 40, 300), ==, 20000);
  g_assert_cmpuint (xa_sync_writer_adapt (20000, 20000, 100 * 1000), ==, 20000);
  g_assert_cmpuint (xa_sync_writer_adapt (20000, 40, 300 * 1000), ==, 250);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-adapt/comes-to-rest", test_comes_to_rest);
  g_test_add_func ("/sync-adapt/follows", test_follows);
  g_test_add_func ("/sync-adapt/bounds", test_bounds);
  g_test_add_func ("/sync-adapt/small", test_small);

  return g_test_run ();
}
