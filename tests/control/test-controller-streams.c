#include "control/xa-controller.h"

#include "control/xa-schedule.h"
#include "../sync/stream-place.h"

#include <string.h>

/*
 * Streams under the controller: a lane is called live only while its stream is up, what was missed is asked for
 * once, and what holds fetches holds streams.
 */

#define DEADLINE_US (200 * G_USEC_PER_SEC)

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  StreamPlace *self = data;

  if (strstr (request->path, "/api/v2/instance")) {
    g_autofree char *body = g_strdup_printf ("{\"domain\":\"birds.example\",\"title\":\"Birds\",\"configuration\":{\"urls\":{\"streaming\":\"%s\"}}}", test_gateway_get_address (self->gateway));

    test_answer_set (answer, 200, body);
  } else if (strstr (request->path, "verify_credentials")) {
    test_answer_set (answer, 200, "{\"id\":\"1\",\"acct\":\"me\"}");
  } else if (strstr (request->path, "/lookup") || g_str_has_suffix (request->path, "/accounts/1")) {
    test_answer_set (answer, 200, "{\"id\":\"1\",\"acct\":\"me\",\"display_name\":\"Me\",\"followers_count\":0,\"statuses_count\":0}");
  } else {
    test_answer_set (answer, 200, "[]");
  }
}

static void
tell (TestPeer *peer,
      gpointer  data)
{
  stream_place_serve (data, peer);
}

static void
heard_cb (XaControllerEvent event,
          gpointer          data)
{
  if (event == XA_CONTROLLER_DATA)
    g_atomic_int_inc ((int *) data);
}

typedef gboolean (*Condition) (const XaControlPicture *picture);

static void
wait_for (XaController *controller,
          Condition     condition)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (controller);

    if (picture->n_lanes > 1 && condition (picture))
      return;
    if (g_get_monotonic_time () > deadline_us)
      g_error ("It did not come: live %d of %u, %s", picture->n_lanes ? (int) picture->lanes[0].is_push : -1, picture->n_lanes ? picture->lanes[0].n_live : 0,
               picture->n_lanes ? picture->lanes[0].stream_text : "");
    g_usleep (2000);
  }
}

static gboolean
is_live (const XaControlPicture *picture)
{
  return picture->lanes[0].is_push && picture->lanes[0].n_live == 1 && !*picture->lanes[0].stream_text;
}

static gboolean
is_not_live (const XaControlPicture *picture)
{
  return !picture->lanes[0].is_push && picture->lanes[0].n_live == 0;
}

static gboolean
is_torn (const XaControlPicture *picture)
{
  return !picture->lanes[0].is_push && *picture->lanes[0].stream_text;
}

static guint
count_done (const XaControlPicture *picture,
            int                     kind)
{
  guint n = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n += picture->tasks[i].kind == kind && picture->tasks[i].state == XA_TASK_DONE;

  return n;
}

static gboolean
has_asked_once (const XaControlPicture *picture)
{
  return count_done (picture, XA_PASS_POSTS) >= 1 && picture->n_running + picture->n_queued == 0;
}

static guint n_before;

static gboolean
has_asked_again (const XaControlPicture *picture)
{
  return count_done (picture, XA_PASS_POSTS) > n_before && picture->n_running + picture->n_queued == 0;
}

static gboolean
is_idle (const XaControlPicture *picture)
{
  n_before = count_done (picture, XA_PASS_POSTS);

  return picture->n_running + picture->n_queued == 0;
}

/* As another program sees it. */
static gboolean
is_live_elsewhere (StreamPlace *self,
                   gint64       later_us)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (XaControlPicture) picture = xa_control_picture_load (store, PLACE_CLOCK * G_USEC_PER_SEC + later_us, 0, NULL);

  return picture->lanes[0].is_push;
}

static void
wait_for_elsewhere (StreamPlace *self,
                    gboolean     is)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (is_live_elsewhere (self, 0) != is) {
    if (g_get_monotonic_time () > deadline_us)
      g_error ("Another program still sees it %s", is ? "not live" : "live");
    g_usleep (2000);
  }
}

typedef struct {
  StreamPlace  *place;      /* (owned) */
  XaController *controller; /* (owned) */
  int           n_data;     /* (atomic) */
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  XaControllerOptions options = { 0 };

  self->place = stream_place_new (answer, tell);
  self->place->connection_id = sync_place_connect (self->place->place, xa_provider_by_id ("mastodon"), "Mine", test_server_get_base (self->place->server), "token");
  stream_place_follow (self->place, "@me@birds.example", XA_PLATFORM_MASTODON);
  options.sync = self->place->place->sync;
  self->controller = xa_controller_new (&options);
  xa_controller_set_listener (self->controller, heard_cb, &self->n_data, NULL);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  xa_controller_unref (self->controller);
  stream_place_free (self->place);
}

static void
steer (Fixture      *self,
       XaControlVerb verb)
{
  const XaControl control = { .verb = verb, .connection_id = self->place->connection_id };

  xa_controller_steer (self->controller, &control);
}

static void
test_live (Fixture      *self,
           gconstpointer data)
{
  int n_data;

  xa_controller_start (self->controller);
  wait_for (self->controller, is_live);
  wait_for (self->controller, has_asked_once);
  wait_for_elsewhere (self->place, TRUE);
  /* Nobody believes it for longer than it was told. */
  g_assert_false (is_live_elsewhere (self->place, 3600 * (gint64) G_USEC_PER_SEC));

  n_data = g_atomic_int_get (&self->n_data);
  stream_place_say (self->place, "{\"stream\":[\"user\"],\"event\":\"update\",\"payload\":\"{\\\"id\\\":\\\"5\\\",\\\"created_at\\\":\\\"2023-11-14T20:00:00.000Z\\\","
                                 "\\\"account\\\":{\\\"id\\\":\\\"1\\\",\\\"acct\\\":\\\"me\\\"},\\\"content\\\":\\\"words\\\"}\"}");
  stream_place_wait_for_posts (self->place, 1);
  while (g_atomic_int_get (&self->n_data) == n_data)
    g_usleep (2000);

  xa_controller_stop (self->controller);
  wait_for_elsewhere (self->place, FALSE);
}

static Fixture *quick;   /* of the test that runs: its steps are given the place alone */
static int      n_heard; /* before the step */

static void
post_once_more (StreamPlace *place,
                guint        n)
{
  g_autofree char *line = g_strdup_printf ("{\"stream\":[\"user\"],\"event\":\"update\",\"payload\":\"{\\\"id\\\":\\\"%u\\\",\\\"created_at\\\":\\\"2023-11-14T20:00:00.000Z\\\","
                                           "\\\"account\\\":{\\\"id\\\":\\\"1\\\",\\\"acct\\\":\\\"me\\\"},\\\"content\\\":\\\"words\\\"}\"}",
                                           10 + n);

  n_heard = g_atomic_int_get (&quick->n_data);
  stream_place_say (place, line);
}

/* It is there, and whoever shows it was told to look. */
static void
wait_to_be_told (StreamPlace *place,
                 guint        n)
{
  stream_place_wait_for_posts (place, n);
  while (g_atomic_int_get (&quick->n_data) == n_heard)
    g_usleep (2000);
}

/* From the platform to the word on which a window reads anew. */
static void
test_quick (Fixture      *self,
            gconstpointer data)
{
  quick = self;
  xa_controller_start (self->controller);
  wait_for (self->controller, is_live);
  wait_for (self->controller, has_asked_once);
  stream_place_assert_quick (self->place, post_once_more, wait_to_be_told);
}

/* What was missed while it was torn is asked for as soon as it is up again, long before it is due. */
static void
test_missed (Fixture      *self,
             gconstpointer data)
{
  xa_controller_start (self->controller);
  wait_for (self->controller, is_live);
  wait_for (self->controller, has_asked_once);
  test_gateway_set_answer (self->place->gateway, "HTTP/1.1 503 Unavailable\r\n\r\n");
  stream_place_say (self->place, "!tear");
  wait_for (self->controller, is_torn);
  wait_for (self->controller, is_idle);
  test_gateway_set_answer (self->place->gateway, NULL);
  wait_for (self->controller, is_live);
  wait_for (self->controller, has_asked_again);
}

static void
test_held (Fixture      *self,
           gconstpointer data)
{
  xa_controller_set_metered (self->controller, TRUE);
  xa_controller_start (self->controller);
  wait_for (self->controller, is_not_live);
  g_assert_cmpuint (test_gateway_get_n_peers (self->place->gateway), ==, 0);
  xa_controller_set_metered (self->controller, FALSE);
  wait_for (self->controller, is_live);
  steer (self, XA_CONTROL_PAUSE);
  wait_for (self->controller, is_not_live);
  steer (self, XA_CONTROL_RESUME);
  wait_for (self->controller, is_live);
  xa_controller_set_saving_power (self->controller, TRUE);
  wait_for (self->controller, is_not_live);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/control/streams/live", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/control/streams/quick", Fixture, NULL, set_up, test_quick, tear_down);
  g_test_add ("/control/streams/missed", Fixture, NULL, set_up, test_missed, tear_down);
  g_test_add ("/control/streams/held", Fixture, NULL, set_up, test_held, tear_down);

  return g_test_run ();
}
