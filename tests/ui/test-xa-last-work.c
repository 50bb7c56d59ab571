#include "ui/xa-last-work.h"

static gpointer
work (gpointer may_end)
{
  while (!g_atomic_int_get ((int *) may_end))
    g_usleep (1000);
  xa_last_work_end ();

  return NULL;
}

/* Whoever waits is told whether it is over, and not before the last has ended. */
static void
test_wait (void)
{
  int      may_end[2] = { FALSE, FALSE };
  GThread *threads[2];

  g_assert_true (xa_last_work_wait (0));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
    xa_last_work_begin ();
    threads[i] = g_thread_new ("work", work, &may_end[i]);
  }
  g_assert_false (xa_last_work_wait (1000));
  g_atomic_int_set (&may_end[0], TRUE);
  g_thread_join (threads[0]);
  g_assert_false (xa_last_work_wait (1000));
  g_atomic_int_set (&may_end[1], TRUE);
  g_assert_true (xa_last_work_wait (60 * G_USEC_PER_SEC));
  g_thread_join (threads[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/last-work/wait", test_wait);

  return g_test_run ();
}
