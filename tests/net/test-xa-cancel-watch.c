#include "net/xa-cancel-watch.h"

static gboolean
count_up (gpointer data)
{
  *(guint *) data += 1;

  return G_SOURCE_CONTINUE;
}

static void
iterate (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
test_called (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  XaCancelWatch watch;
  guint         n = 0;

  xa_cancel_watch_start (&watch, context, cancellable, count_up, &n);
  iterate (context);
  g_assert_cmpuint (n, ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (n, ==, 0);
  iterate (context);
  iterate (context);
  g_assert_cmpuint (n, ==, 1);
  xa_cancel_watch_end (&watch);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  XaCancelWatch watch;
  guint         n = 0;

  g_cancellable_cancel (cancellable);
  xa_cancel_watch_start (&watch, context, cancellable, count_up, &n);
  g_assert_cmpuint (n, ==, 0);
  iterate (context);
  g_assert_cmpuint (n, ==, 1);
  xa_cancel_watch_end (&watch);
}

static void
test_ended_before (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  XaCancelWatch watch;
  guint         n = 0;

  xa_cancel_watch_start (&watch, context, cancellable, count_up, &n);
  xa_cancel_watch_end (&watch);
  g_cancellable_cancel (cancellable);
  iterate (context);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_without (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  XaCancelWatch watch;
  guint         n = 0;

  xa_cancel_watch_start (&watch, context, NULL, count_up, &n);
  iterate (context);
  g_assert_cmpuint (n, ==, 0);
  xa_cancel_watch_end (&watch);
}

/* --- ended while another thread cancels ----------------------------------------------------------- */

#define N_TURNS 1000

typedef struct {
  GCancellable *cancellables[N_TURNS]; /* (owned) */
  int           turn;                  /* (atomic): the one to be cancelled */
} Turns;

static gpointer
cancel_each (gpointer data)
{
  Turns *self = data;

  for (int i = 0; i < N_TURNS; i++) {
    while (g_atomic_int_get (&self->turn) < i)
      g_thread_yield ();
    g_cancellable_cancel (self->cancellables[i]);
  }

  return NULL;
}

/* Nobody is called after the end, and nobody touches the context, which is gone by then. */
static void
test_crossing (void)
{
  Turns    turns = { .turn = -1 };
  GThread *thread;

  for (int i = 0; i < N_TURNS; i++)
    turns.cancellables[i] = g_cancellable_new ();
  thread = g_thread_new ("cancel", cancel_each, &turns);
  for (int i = 0; i < N_TURNS; i++) {
    g_autoptr (GMainContext) context = g_main_context_new ();
    XaCancelWatch watch;
    guint         n = 0;

    xa_cancel_watch_start (&watch, context, turns.cancellables[i], count_up, &n);
    g_atomic_int_set (&turns.turn, i);
    for (int k = 0; k < i % 50; k++)
      g_main_context_iteration (context, FALSE);
    xa_cancel_watch_end (&watch);
    iterate (context);
    g_assert_cmpuint (n, <=, 1);
  }
  g_thread_join (thread);
  for (int i = 0; i < N_TURNS; i++)
    g_object_unref (turns.cancellables[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/net/cancel-watch/called", test_called);
  g_test_add_func ("/net/cancel-watch/cancelled-before", test_cancelled_before);
  g_test_add_func ("/net/cancel-watch/ended-before", test_ended_before);
  g_test_add_func ("/net/cancel-watch/without", test_without);
  g_test_add_func ("/net/cancel-watch/crossing", test_crossing);

  return g_test_run ();
}
