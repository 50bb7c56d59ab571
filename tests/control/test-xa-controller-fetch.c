/* What is asked for by hand: it is told of from the beginning to the end, and nothing is fetched twice for it. */
#include "control-place.h"

#include "store/xa-maintenance.h"

#define DEADLINE_US (100 * G_USEC_PER_SEC)

/* What was told of a fetch. */
typedef struct {
  pthread_mutex_t lock;
  guint           n_told, n_over, n_freed;
  gint64          most_done; /* records of a source, while it went on */
  guint           n_items, n_done, n_waiting, n_failed;
  char           *cause; /* (owned) (nullable) */
  GError         *error; /* (owned) (nullable) */
} Told;

static void
told_init (Told *self)
{
  *self = (Told) { 0 };
  pthread_mutex_init (&self->lock, NULL);
}

static void
told_clear (Told *self)
{
  g_free (self->cause);
  g_clear_error (&self->error);
  pthread_mutex_destroy (&self->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static void
told_cb (const XaSyncProgress *progress,
         gboolean              is_over,
         const GError         *error,
         gpointer              data)
{
  Told *self = data;

  pthread_mutex_lock (&self->lock);
  g_assert_cmpuint (self->n_over, ==, 0);
  self->n_told++;
  self->n_over += is_over;
  self->n_items = progress->n_items;
  self->n_done = progress->n_done;
  self->n_waiting = progress->n_waiting;
  self->n_failed = progress->n_failed;
  for (guint i = 0; i < progress->n_items; i++) {
    self->most_done = MAX (self->most_done, progress->items[i].done);
    if (*progress->items[i].cause)
      g_set_str (&self->cause, progress->items[i].cause);
  }
  if (error)
    self->error = g_error_copy (error);
  pthread_mutex_unlock (&self->lock);
}

static void
freed_cb (gpointer data)
{
  Told *self = data;

  pthread_mutex_lock (&self->lock);
  g_assert_cmpuint (self->n_over, ==, 1);
  self->n_freed++;
  pthread_mutex_unlock (&self->lock);
}

static guint64
fetch (ControlPlace *place,
       const gint64 *source,
       Told         *told)
{
  told_init (told);

  return xa_controller_fetch (place->controller, source, source ? 1 : 0, told_cb, told, freed_cb);
}

static gboolean
is_freed (Told *told)
{
  gboolean is;

  pthread_mutex_lock (&told->lock);
  is = told->n_freed == 1;
  pthread_mutex_unlock (&told->lock);

  return is;
}

static gint64
get_most_done (Told *told)
{
  gint64 most;

  pthread_mutex_lock (&told->lock);
  most = told->most_done;
  pthread_mutex_unlock (&told->lock);

  return most;
}

static void
wait_for_end (Told *told)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (!is_freed (told)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (2000);
  }
}

static void
test_told (void)
{
  g_autoptr (ControlPlace) place = control_place_new (TRUE);
  g_auto (Told) told = { 0 };

  control_place_follow (place, place->connection_id, "calm-300");
  control_place_follow (place, place->connection_id, "calm-100");
  xa_controller_start (place->controller);
  /* Nothing begins by itself here. */
  control_place_let_look (place);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 0);
  fetch (place, NULL, &told);
  wait_for_end (&told);
  g_assert_no_error (told.error);
  g_assert_cmpuint (told.n_items, ==, 2);
  g_assert_cmpuint (told.n_done, ==, 2);
  g_assert_cmpint (told.most_done, >, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 4);
  control_place_let_look (place);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 4);
}

/* However many ask for the same, and though it is due by itself, it is fetched once. */
static void
test_merged (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 calm = control_place_follow (place, place->connection_id, "calm-300");
  Told   all[5];

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    fetch (place, i % 2 ? &calm : NULL, &all[i]);
  xa_controller_start (place->controller);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    wait_for_end (&all[i]);
    g_assert_no_error (all[i].error);
    g_assert_cmpuint (all[i].n_done, ==, 1);
    told_clear (&all[i]);
  }
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 4);
  control_place_wait_for (place, control_has_done, 2);
}

/* What is stopped waits, and goes on where it was when it is asked for again. */
static void
test_stopped (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  g_auto (Told) first = { 0 };
  g_auto (Told) second = { 0 };
  guint64 id;
  guint   n_pages;

  weather_hold_after (4);
  control_place_follow (place, place->connection_id, "careful-3000");
  id = fetch (place, NULL, &first);
  xa_controller_start (place->controller);
  while (get_most_done (&first) < 300 && !is_freed (&first))
    g_usleep (2000);
  xa_controller_cancel_fetch (place->controller, id);
  wait_for_end (&first);
  g_test_message ("%u told, most %d, done %u waiting %u failed %u cause %s pages %u", first.n_told, (int) first.most_done, first.n_done, first.n_waiting, first.n_failed, first.cause ? first.cause : "-", weather_get_n_pages ("careful-3000"));
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  control_place_wait_for (place, control_has_waiting, 2);
  n_pages = weather_get_n_pages ("careful-3000");
  g_assert_cmpuint (n_pages, <, 30);
  control_place_let_look (place);
  g_assert_cmpuint (weather_get_n_pages ("careful-3000"), ==, n_pages);

  weather_let_go ();
  fetch (place, NULL, &second);
  wait_for_end (&second);
  g_assert_cmpuint (second.n_done, ==, 1);
  /* The page that was in hand is read again. */
  g_assert_cmpuint (weather_get_n_pages ("careful-3000"), <=, 32);
}

/* One who does not want it any more stops it for himself only. */
static void
test_shared (void)
{
  g_autoptr (ControlPlace) place = control_place_new (TRUE);
  g_auto (Told) one = { 0 };
  g_auto (Told) other = { 0 };
  guint64 id;

  weather_hold_after (2);
  control_place_follow (place, place->connection_id, "calm-1000");
  id = fetch (place, NULL, &one);
  fetch (place, NULL, &other);
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_running, 1);
  xa_controller_cancel_fetch (place->controller, id);
  wait_for_end (&one);
  weather_let_go ();
  wait_for_end (&other);
  g_assert_error (one.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_no_error (other.error);
  g_assert_cmpuint (other.n_done, ==, 1);
  g_assert_cmpuint (weather_get_n_pages ("calm-1000"), ==, 11);
}

/* Where the connection waits for the user it is tried once each time, and no more by itself. */
static void
test_blocked (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);

  control_place_follow (place, place->connection_id, "auth-1");
  control_place_follow (place, place->connection_id, "auth-2");
  xa_controller_start (place->controller);
  for (guint i = 0; i < 3; i++) {
    g_auto (Told) told = { 0 };

    fetch (place, NULL, &told);
    wait_for_end (&told);
    g_assert_no_error (told.error);
    g_assert_cmpuint (told.n_waiting, ==, 2);
    g_assert_cmpstr (told.cause, ==, "auth");
    control_place_let_look (place);
    g_assert_cmpuint (weather_get_n_pages ("auth-1"), <=, i + 2);
  }
  weather_sign_in ();
  {
    g_auto (Told) told = { 0 };

    fetch (place, NULL, &told);
    wait_for_end (&told);
    g_assert_cmpuint (told.n_done, ==, 2);
  }
}

static void
test_failed (void)
{
  g_autoptr (ControlPlace) place = control_place_new (TRUE);
  gint64 forbidden = control_place_follow (place, place->connection_id, "forbidden");
  g_auto (Told) told = { 0 };

  xa_controller_start (place->controller);
  fetch (place, &forbidden, &told);
  wait_for_end (&told);
  g_assert_no_error (told.error);
  g_assert_cmpuint (told.n_failed, ==, 1);
  g_assert_cmpstr (told.cause, ==, "forbidden");
}

/* Whoever waits is told, also where nothing was begun. */
static void
test_ended (void)
{
  g_autoptr (ControlPlace) place = control_place_new (TRUE);
  g_auto (Told) hanging = { 0 };
  g_auto (Told) never = { 0 };

  control_place_follow (place, place->connection_id, "hang");
  fetch (place, NULL, &hanging);
  xa_controller_start (place->controller);
  weather_wait_for_hang (1);
  xa_controller_stop (place->controller);
  g_assert_true (is_freed (&hanging));
  g_assert_error (hanging.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fetch (place, NULL, &never);
  g_clear_pointer (&place->controller, xa_controller_unref);
  g_assert_true (is_freed (&never));
  g_assert_error (never.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  place->controller = xa_controller_new (&(XaControllerOptions) { .sync = place->sync });
}

static gboolean
leave_running (XaStore *store,
               gpointer source_id,
               GError **error)
{
  g_autoptr (XaTask) task = xa_store_wish_task (store, NULL, *(gint64 *) source_id, XA_PASS_MEMBERS, 0, PLACE_CLOCK * G_USEC_PER_SEC, error);

  return task && xa_store_start_task (store, task->id, "a program that was killed", error);
}

/* A program was killed with one pass in hand and nothing else to do: the next one takes it up. */
static void
test_left_over (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 calm = control_place_follow (place, place->connection_id, "calm-300");
  g_autoptr (GError) error = NULL;

  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_done, 2);
  xa_controller_stop (place->controller);
  xa_sync_edit (place->sync, leave_running, &calm, &error);
  g_assert_no_error (error);
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_done, 3);
}

/* The network comes back: what waited for that does not wait for its time, which never comes here. */
static void
test_wake (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);

  control_place_freeze (place);
  control_place_follow (place, place->connection_id, "away-2");
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_waiting, 1);
  weather_sign_in ();
  control_place_let_look (place);
  control_place_wait_for (place, control_has_waiting, 1);
  xa_controller_wake (place->controller);
  control_place_wait_for (place, control_has_done, 2);
}

/* --- others who want to write ----------------------------------------------------------------------- */

/* A workspace that somebody else wants for themselves: as long as they want it, nobody joins. */
typedef struct {
  int is_awaited;       /* (atomic) */
  int n_begun, n_ended; /* (atomic) */
  int n_jobs;           /* (atomic): how often the job was begun */
} Turn;

static gboolean
begin_writing (GCancellable *cancellable,
               gpointer      data,
               GError      **error)
{
  Turn *self = data;

  while (g_atomic_int_get (&self->is_awaited)) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    g_usleep (1000);
  }
  g_atomic_int_inc (&self->n_begun);

  return TRUE;
}

static void
end_writing (gpointer data)
{
  g_atomic_int_inc (&((Turn *) data)->n_ended);
}

static gboolean
is_awaited (gpointer data)
{
  return g_atomic_int_get (&((Turn *) data)->is_awaited);
}

/* It ends by itself the second time only. */
static gboolean
work_once_stopped (XaSync       *sync,
                   const XaTask *task,
                   GCancellable *cancellable,
                   gpointer      data,
                   GError      **error)
{
  if (g_atomic_int_add (&((Turn *) data)->n_jobs, 1) > 0)
    return TRUE;
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);

  return FALSE;
}

static void
wait_until (int *counter,
            int  n)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (g_atomic_int_get (counter) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (1000);
  }
}

static gboolean
has_done_job (const XaControlPicture *picture,
              gint64                  value)
{
  for (guint i = 0; i < picture->n_tasks; i++)
    if (picture->tasks[i].kind == XA_TASK_KIND_REPORT && picture->tasks[i].state == XA_TASK_DONE)
      return TRUE;

  return FALSE;
}

/* What would never come to its end lets go of the workspace for somebody who waits for it, and goes on by itself
 * once that is over: what was asked for by hand, whose asker is told nothing of it, and work without a platform. */
static void
test_gives_way (void)
{
  g_autoptr (ControlPlace) place = control_place_new (TRUE);
  gint64              hang = control_place_follow (place, place->connection_id, "hang");
  Turn                turn = { 0 };
  XaControllerOptions options = { .sync = place->sync, .by_hand = TRUE, .begin_writing = begin_writing, .end_writing = end_writing, .is_awaited = is_awaited, .data = &turn };
  g_auto (Told) told = { 0 };

  xa_controller_unref (place->controller);
  place->controller = xa_controller_new (&options);
  xa_controller_set_work (place->controller, XA_TASK_KIND_REPORT, work_once_stopped, &turn, NULL);
  xa_controller_start (place->controller);
  fetch (place, &hang, &told);
  xa_controller_wish (place->controller, XA_TASK_KIND_REPORT, "", NULL, 100, XA_TIME_UNKNOWN);
  weather_wait_for_hang (1);
  wait_until (&turn.n_jobs, 1);

  g_atomic_int_set (&turn.is_awaited, TRUE);
  wait_until (&turn.n_ended, g_atomic_int_get (&turn.n_begun));
  g_assert_false (is_freed (&told));

  g_atomic_int_set (&turn.is_awaited, FALSE);
  weather_wait_for_hang (2);
  control_place_wait_for (place, has_done_job, 0);
  g_assert_cmpint (g_atomic_int_get (&turn.n_jobs), ==, 2);
  g_assert_false (is_freed (&told));
  xa_controller_stop (place->controller);
  g_assert_true (is_freed (&told));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/controller-fetch/told", test_told);
  g_test_add_func ("/controller-fetch/merged", test_merged);
  g_test_add_func ("/controller-fetch/DB-1/stopped", test_stopped);
  g_test_add_func ("/controller-fetch/shared", test_shared);
  g_test_add_func ("/controller-fetch/blocked", test_blocked);
  g_test_add_func ("/controller-fetch/failed", test_failed);
  g_test_add_func ("/controller-fetch/ended", test_ended);
  g_test_add_func ("/controller-fetch/DB-1/left-over", test_left_over);
  g_test_add_func ("/controller-fetch/wake", test_wake);
  g_test_add_func ("/controller-fetch/gives-way", test_gives_way);

  return g_test_run ();
}
