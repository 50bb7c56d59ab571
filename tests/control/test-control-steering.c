/* Pausing, resuming, cancelling and trying again, of one connection and of all; speed; budgets; and that one
 * connection takes nothing from another. */
#include "control-place.h"

#include "store/xa-maintenance.h"
#include "sync/xa-sync-private.h"

/* --- by connection, and overall ---------------------------------------------------------------------- */

static const XaControlLane *
find_lane (const XaControlPicture *picture,
           gint64                  connection_id)
{
  for (guint i = 0; i < picture->n_lanes; i++)
    if (picture->lanes[i].connection_id == connection_id)
      return &picture->lanes[i];

  return NULL;
}

static void
assert_lane (ControlPlace *place,
             gint64        connection_id,
             XaLaneState   state,
             guint         n_done)
{
  g_autoptr (XaControlPicture) picture = xa_controller_get_picture (place->controller);
  const XaControlLane *lane = find_lane (picture, connection_id);

  g_assert_cmpstr (xa_lane_state_id (lane->state), ==, xa_lane_state_id (state));
  g_assert_cmpuint (lane->n_done, ==, n_done);
}

static void
test_pause_one (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 other = control_place_connect (place, "Other");

  control_place_follow (place, place->connection_id, "calm-300");
  control_place_follow (place, other, "calm-200");
  control_place_steer (place, XA_CONTROL_PAUSE, 0, other, 0);
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_done, 2);
  control_place_let_look (place);
  assert_lane (place, place->connection_id, XA_LANE_IDLE, 2);
  assert_lane (place, other, XA_LANE_PAUSED, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-200"), ==, 0);
  control_place_steer (place, XA_CONTROL_RESUME, 0, other, 0);
  control_place_wait_for (place, control_has_done, 4);
  assert_lane (place, other, XA_LANE_IDLE, 2);
}

/* Paused as a whole nothing begins, over however many connections; what was paused alone stays so. */
static void
test_pause_all (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 other = control_place_connect (place, "Other");

  control_place_follow (place, place->connection_id, "calm-300");
  control_place_follow (place, other, "calm-200");
  control_place_steer (place, XA_CONTROL_PAUSE, 0, other, 0);
  control_place_steer (place, XA_CONTROL_PAUSE, 0, 0, 0);
  xa_controller_start (place->controller);
  control_place_let_look (place);
  control_place_let_look (place);
  assert_lane (place, place->connection_id, XA_LANE_PAUSED, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 0);
  control_place_steer (place, XA_CONTROL_RESUME, 0, 0, 0);
  control_place_wait_for (place, control_has_done, 2);
  control_place_let_look (place);
  assert_lane (place, other, XA_LANE_PAUSED, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-200"), ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 other = control_place_connect (place, "Other");

  control_place_follow (place, place->connection_id, "hang-1");
  control_place_follow (place, other, "hang-2");
  control_place_follow (place, other, "hang-3");
  xa_controller_start (place->controller);
  weather_wait_for_hang (3);
  control_place_wait_for (place, control_has_running, 3);
  control_place_steer (place, XA_CONTROL_CANCEL, 0, other, 0);
  control_place_wait_for (place, control_has_running, 1);
  control_place_let_look (place);
  control_place_wait_for (place, control_has_running, 1);
  control_place_steer (place, XA_CONTROL_CANCEL, 0, 0, 0);
  control_place_wait_for (place, control_has_cancelled, 6);
}

static void
test_retry (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 other = control_place_connect (place, "Other");
  guint  n_one, n_other;

  control_place_follow (place, place->connection_id, "broken-1");
  control_place_follow (place, other, "broken-2");
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_dead, 2);
  control_place_let_look (place);
  n_one = weather_get_n_pages ("broken-1");
  n_other = weather_get_n_pages ("broken-2");
  control_place_steer (place, XA_CONTROL_RETRY, 0, other, 0);
  /* How short it is no dead letter meanwhile is not seen by everybody. */
  weather_wait_for_pages ("broken-2", n_other + 1);
  control_place_let_look (place);
  control_place_wait_for (place, control_has_dead, 2);
  g_assert_cmpuint (weather_get_n_pages ("broken-1"), ==, n_one);
  n_other = weather_get_n_pages ("broken-2");
  control_place_steer (place, XA_CONTROL_RETRY, 0, 0, 0);
  weather_wait_for_pages ("broken-1", n_one + 1);
  weather_wait_for_pages ("broken-2", n_other + 1);
  control_place_let_look (place);
  control_place_wait_for (place, control_has_dead, 2);
}

/* --- speed ------------------------------------------------------------------------------------------- */

static gint64
get_time (gpointer time_us)
{
  return *(_Atomic gint64 *) time_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      time_us)
{
  *(_Atomic gint64 *) time_us += us;

  return TRUE;
}

/* How long so many requests take over a connection that allows ten a second. */
static gint64
ask_often (XaLimits       *limits,
           const char     *connection,
           _Atomic gint64 *time_us)
{
  const XaRate rate = { 10, G_USEC_PER_SEC };
  gint64       begun_us = *time_us;

  for (guint i = 0; i < 100; i++) {
    g_assert_true (xa_limits_acquire (limits, connection, "list", &rate, 1, 0, NULL, NULL, NULL));
    xa_limits_report (limits, connection, "list", NULL);
  }

  return *time_us - begun_us;
}

static gboolean
has_throttle (const XaControlPicture *picture,
              gint64                  hundredths)
{
  for (guint i = 0; i < picture->n_lanes; i++)
    if (picture->lanes[i].connection_id && (gint64) (picture->lanes[i].throttle * 100 + 0.5) != hundredths)
      return FALSE;

  return picture->n_lanes > 0;
}

static void
test_throttle (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64         other = control_place_connect (place, "Other");
  _Atomic gint64 time_us = G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC;
  gint64         full_us, slow_us;
  g_autoptr (GPtrArray) connections = xa_sync_list_connections (place->sync, NULL);
  const char *one_uuid = ((XaConnection *) connections->pdata[0])->uuid;
  const char *other_uuid = ((XaConnection *) connections->pdata[1])->uuid;

  xa_limits_set_clock (place->sync->limits, get_time, pass_time, (gpointer) &time_us);
  xa_controller_start (place->controller);
  full_us = ask_often (place->sync->limits, one_uuid, &time_us);
  /* What is there at once, and ten a second from then on. */
  g_assert_cmpint (full_us, >=, 8 * G_USEC_PER_SEC);
  g_assert_cmpint (full_us, <=, 10 * G_USEC_PER_SEC);

  control_place_steer (place, XA_CONTROL_THROTTLE, 0, other, 0.25);
  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (place->controller);
    const XaControlLane *lane = find_lane (picture, other);

    if (lane && lane->throttle == 0.25)
      break;
    g_usleep (2000);
  }
  slow_us = ask_often (place->sync->limits, other_uuid, &time_us);
  g_assert_cmpint (slow_us, >=, 36 * G_USEC_PER_SEC);
  g_assert_cmpint (slow_us, <=, 40 * G_USEC_PER_SEC);
  g_assert_cmpint (ask_often (place->sync->limits, one_uuid, &time_us), <=, 10 * G_USEC_PER_SEC);

  control_place_steer (place, XA_CONTROL_THROTTLE, 0, 0, 0.5);
  control_place_wait_for (place, has_throttle, 50);
  time_us += XA_USEC_PER_HOUR;
  g_assert_cmpint (ask_often (place->sync->limits, one_uuid, &time_us), >=, 17 * G_USEC_PER_SEC);
  time_us += XA_USEC_PER_HOUR;
  g_assert_cmpint (ask_often (place->sync->limits, other_uuid, &time_us), <=, 20 * G_USEC_PER_SEC);

  /* It holds for the program that comes next. */
  xa_controller_stop (place->controller);
  g_clear_pointer (&connections, g_ptr_array_unref);
  connections = xa_sync_list_connections (place->sync, NULL);
  for (guint i = 0; i < connections->len; i++)
    g_assert_cmpfloat (((XaConnection *) connections->pdata[i])->throttle, ==, 0.5);
}

static const XaConnection *
find_by_id (GPtrArray *connections,
            gint64     id)
{
  for (guint i = 0; i < connections->len; i++)
    if (((XaConnection *) connections->pdata[i])->id == id)
      return connections->pdata[i];
  g_assert_not_reached ();
}

/* One that is added later is no faster than what was set for all, until nobody goes by that any more. */
static void
test_throttle_of_new (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  const XaControl all = { .verb = XA_CONTROL_THROTTLE, .value = 0.5 };
  const XaControl one = { .verb = XA_CONTROL_THROTTLE, .connection_id = place->connection_id, .value = 0.5 };
  XaControl       own = { .verb = XA_CONTROL_THROTTLE };
  _Atomic gint64  time_us = G_GINT64_CONSTANT (1900000000) * G_USEC_PER_SEC;
  gint64          slow, full, later;
  g_autoptr (GPtrArray) connections = NULL;

  xa_limits_set_clock (place->sync->limits, get_time, pass_time, (gpointer) &time_us);
  /* Of one alone nothing is taken over. */
  g_assert_true (xa_control_apply (place->sync, &one, NULL));
  full = control_place_connect (place, "Full");
  connections = xa_sync_list_connections (place->sync, NULL);
  g_assert_cmpfloat (find_by_id (connections, full)->throttle, ==, 1);
  g_clear_pointer (&connections, g_ptr_array_unref);
  g_assert_true (xa_control_apply (place->sync, &all, NULL));
  slow = control_place_connect (place, "Slow");
  connections = xa_sync_list_connections (place->sync, NULL);
  g_assert_cmpfloat (find_by_id (connections, slow)->throttle, ==, 0.5);
  g_assert_cmpint (ask_often (place->sync->limits, find_by_id (connections, slow)->uuid, &time_us), >=, 17 * G_USEC_PER_SEC);

  for (guint i = 0; i < connections->len; i++) {
    own.connection_id = ((XaConnection *) connections->pdata[i])->id;
    own.value = own.connection_id == full ? 1 : 0.25;
    g_assert_true (xa_control_apply (place->sync, &own, NULL));
  }
  later = control_place_connect (place, "Later");
  g_clear_pointer (&connections, g_ptr_array_unref);
  connections = xa_sync_list_connections (place->sync, NULL);
  g_assert_cmpfloat (find_by_id (connections, later)->throttle, ==, 1);
  g_assert_cmpint (ask_often (place->sync->limits, find_by_id (connections, later)->uuid, &time_us), <=, 10 * G_USEC_PER_SEC);
}

/* --- budgets ----------------------------------------------------------------------------------------- */

static gboolean
is_due_at (const XaControlPicture *picture,
           gint64                  seconds)
{
  return picture->next_due_us != XA_TIME_UNKNOWN && picture->next_due_us / G_USEC_PER_SEC >= seconds;
}

/* Where the month's budget would be used up before its end everything comes later, and the lane says when. */
static void
test_budget (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  g_autoptr (GPtrArray) connections = xa_sync_list_connections (place->sync, NULL);
  XaConnection *connection = connections->pdata[0];
  g_autoptr (GError) error = NULL;
  guint n_pages;

  /* In the half of November that is left it would be about two thousand. */
  connection->month_requests = 500;
  xa_sync_configure (place->sync, connection, &error);
  g_assert_no_error (error);
  control_place_follow (place, place->connection_id, "calm-300");
  xa_controller_start (place->controller);
  control_place_wait_for (place, control_has_done, 2);
  control_place_wait_for (place, is_due_at, PLACE_CLOCK + 40 * 60);
  n_pages = weather_get_n_pages ("calm-300");

  control_place_set_clock (PLACE_CLOCK + 40 * 60);
  control_place_let_look (place);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, n_pages);
  control_place_set_clock (PLACE_CLOCK + 3 * 3600);
  xa_controller_look (place->controller);
  control_place_wait_for (place, control_has_done, 3);

  /* Without one it is as usual. */
  connection->month_requests = 0;
  xa_sync_configure (place->sync, connection, &error);
  g_assert_no_error (error);
  control_place_set_clock (PLACE_CLOCK + 3 * 3600 + 16 * 60);
  xa_controller_look (place->controller);
  control_place_wait_for (place, control_has_done, 4);
}

/* --- fairness ---------------------------------------------------------------------------------------- */

/* One connection hangs with all that it may have in hand, and more waits: what is of another comes through. */
static void
test_fair (void)
{
  g_autoptr (ControlPlace) place = control_place_new (FALSE);
  gint64 other = control_place_connect (place, "Other");
  g_autoptr (XaControlPicture) picture = NULL;

  for (guint i = 0; i < 20; i++) {
    g_autofree char *id = g_strdup_printf ("hang-%u", i);

    control_place_follow (place, place->connection_id, id);
  }
  xa_controller_start (place->controller);
  weather_wait_for_hang (8);
  for (guint i = 1; i <= 4; i++) {
    g_autofree char *id = g_strdup_printf ("calm-%u00", i);

    control_place_follow (place, other, id);
  }
  xa_controller_look (place->controller);
  while (weather_get_n_pages ("calm-400") < 5 || weather_get_n_pages ("calm-100") < 2)
    g_usleep (2000);
  g_assert_cmpuint (weather_get_max_side_by_side (), <=, 16);
  control_place_steer (place, XA_CONTROL_PAUSE, 0, place->connection_id, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/control-steering/pause-one", test_pause_one);
  g_test_add_func ("/control-steering/pause-all", test_pause_all);
  g_test_add_func ("/control-steering/cancel", test_cancel);
  g_test_add_func ("/control-steering/retry", test_retry);
  g_test_add_func ("/control-steering/throttle", test_throttle);
  g_test_add_func ("/control-steering/throttle-of-new", test_throttle_of_new);
  g_test_add_func ("/control-steering/budget", test_budget);
  g_test_add_func ("/control-steering/fair", test_fair);

  return g_test_run ();
}
