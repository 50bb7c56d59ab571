#include "control/xa-controller-private.h"

#include "control/xa-schedule.h"
#include "model/xa-time.h"
#include "store/xa-maintenance.h"
#include "../sync/import-place.h"
#include "../sync/weather-provider.h"

#include <sqlite3.h>
#include <string.h>

/* The controller over a platform without a network. Its clock is that of the workspace, which the tests
 * set; nothing is proved by having waited long enough. */

#define DEADLINE_US (200 * G_USEC_PER_SEC)

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
  XaController      *controller;  /* (owned) */
  gint64             connection_id;
  gint64             clock_s;
  int                n_pictures; /* (atomic) */
  int                n_data;     /* (atomic) */
  int                n_jobs;     /* (atomic) */
  int                job_fails;  /* (atomic) */
  int                was_told;   /* (atomic): a job, to end */
} Fixture;

static void
set_clock (Fixture *self,
           gint64   seconds)
{
  self->clock_s = seconds;
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static void
listen_cb (XaControllerEvent event,
           gpointer          data)
{
  Fixture *self = data;

  g_atomic_int_inc (event == XA_CONTROLLER_DATA ? &self->n_data : &self->n_pictures);
}

static gboolean
job_cb (XaSync       *sync,
        const XaTask *task,
        GCancellable *cancellable,
        gpointer      data,
        GError      **error)
{
  Fixture *self = data;

  g_atomic_int_inc (&self->n_jobs);
  if (!g_atomic_int_get (&self->job_fails))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "It said no.");

  return FALSE;
}

static void
make_controller (Fixture *self)
{
  XaControllerOptions options = { .sync = self->sync };

  self->controller = xa_controller_new (&options);
  xa_controller_set_listener (self->controller, listen_cb, self, NULL);
  xa_controller_set_work (self->controller, XA_TASK_KIND_REPORT, job_cb, self, NULL);
}

static Fixture *
fixture_new (void)
{
  Fixture         *self = g_new0 (Fixture, 1);
  XaConnectOptions options = { .provider = &weather_provider, .name = "Weather" };
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  self->place = import_place_new ();
  set_clock (self, PLACE_CLOCK);
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  weather_reset ();
  connection = xa_sync_connect (self->sync, &options, NULL, &error);
  g_assert_no_error (error);
  self->connection_id = connection->id;
  make_controller (self);

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_controller_unref (self->controller);
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static gint64
follow (Fixture    *self,
        const char *id)
{
  XaPreview  *preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &weather_provider, .connection_id = self->connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = weather_provider.gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

/* --- waiting for what must come ------------------------------------------------------------------- */

typedef gboolean (*Condition) (Fixture *self, const XaControlPicture *picture, gint64 value);

static void
wait_for (Fixture  *self,
          Condition condition,
          gint64    value)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->controller);

    if (condition (self, picture, value))
      return;
    if (g_get_monotonic_time () > deadline_us)
      g_error ("It did not come: %u running, %u queued, %u waiting, %u failed, %u dead of %u", picture->n_running, picture->n_queued, picture->n_waiting,
               picture->n_failed, picture->n_dead, picture->n_tasks);
    g_usleep (2000);
  }
}

static guint
count (const XaControlPicture *picture,
       XaTaskState             state)
{
  guint n = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n += picture->tasks[i].state == state;

  return n;
}

static gboolean
has_done (Fixture                *self,
          const XaControlPicture *picture,
          gint64                  n)
{
  return count (picture, XA_TASK_DONE) == n && picture->n_running + picture->n_queued == 0;
}

static gboolean
has_running (Fixture                *self,
             const XaControlPicture *picture,
             gint64                  n)
{
  return picture->n_running == n;
}

static gboolean
has_queued (Fixture                *self,
            const XaControlPicture *picture,
            gint64                  n)
{
  return picture->n_queued == n && picture->n_running == 0;
}

static gboolean
has_cancelled (Fixture                *self,
               const XaControlPicture *picture,
               gint64                  n)
{
  return count (picture, XA_TASK_CANCELLED) == n && picture->n_running == 0;
}

static gboolean
has_dead (Fixture                *self,
          const XaControlPicture *picture,
          gint64                  n)
{
  return picture->n_dead == n;
}

static gboolean
has_looked (Fixture                *self,
            const XaControlPicture *picture,
            gint64                  n)
{
  return g_atomic_int_get (&self->n_pictures) >= n;
}

/* A look at the schedule that begins after this was called, and ends with nothing to do. */
static void
let_look (Fixture *self)
{
  int n = g_atomic_int_get (&self->n_pictures);

  xa_controller_wake (self->controller);
  wait_for (self, has_looked, n + 1);
  n = g_atomic_int_get (&self->n_pictures);
  xa_controller_wake (self->controller);
  wait_for (self, has_looked, n + 1);
}

static void
steer (Fixture      *self,
       XaControlVerb verb,
       gint64        source_id,
       gint64        connection_id)
{
  XaControl control = { .verb = verb, .source_id = source_id, .connection_id = connection_id };

  xa_controller_steer (self->controller, &control);
}

/* --- the schedule ------------------------------------------------------------------------------------ */

/* The first passes at once, each when it is due again, and never what is not. */
static void
test_due (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  guint n_pages;

  follow (self, "calm-300");
  follow (self, "calm-100");
  xa_controller_start (self->controller);
  wait_for (self, has_done, 4);
  g_assert_cmpint (g_atomic_int_get (&self->n_data), >, 0);
  n_pages = weather_get_n_pages ("calm-300");
  g_assert_cmpuint (n_pages, >, 0);

  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, n_pages);

  /* Posts are due after a quarter of an hour, lists of members are not. */
  set_clock (self, PLACE_CLOCK + 16 * 60);
  xa_controller_wake (self->controller);
  wait_for (self, has_done, 6);
  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), <, 2 * n_pages);

  /* After a night's sleep each pass is made once. */
  set_clock (self, PLACE_CLOCK + 3 * 86400);
  xa_controller_wake (self->controller);
  wait_for (self, has_done, 10);
  let_look (self);
  wait_for (self, has_done, 10);
}

/* A program that is started again goes on, and does nothing twice. */
static void
test_restart (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  guint n_pages;

  follow (self, "calm-300");
  xa_controller_start (self->controller);
  wait_for (self, has_done, 2);
  n_pages = weather_get_n_pages ("calm-300");
  xa_controller_stop (self->controller);
  xa_controller_unref (self->controller);
  make_controller (self);
  xa_controller_start (self->controller);
  let_look (self);
  wait_for (self, has_done, 2);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, n_pages);
}

/* --- steering ---------------------------------------------------------------------------------------- */

static void
test_held (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 calm = follow (self, "calm-300");
  g_autoptr (XaControlPicture) picture = NULL;

  xa_controller_set_metered (self->controller, TRUE);
  xa_controller_start (self->controller);
  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 0);
  picture = xa_controller_get_picture (self->controller);
  g_assert_cmpstr (picture->held_by, ==, "metered");
  g_assert_cmpint (picture->lanes[0].state, ==, XA_LANE_HELD);

  /* By hand it goes all the same. */
  steer (self, XA_CONTROL_FETCH, calm, 0);
  wait_for (self, has_done, 2);
  follow (self, "calm-100");
  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("calm-100"), ==, 0);
  xa_controller_set_metered (self->controller, FALSE);
  wait_for (self, has_done, 4);
}

static void
test_pause_connection (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaControlPicture) picture = NULL;

  steer (self, XA_CONTROL_PAUSE, 0, self->connection_id);
  follow (self, "calm-300");
  xa_controller_start (self->controller);
  wait_for (self, has_looked, 1);
  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 0);
  picture = xa_controller_get_picture (self->controller);
  g_assert_cmpint (picture->lanes[0].state, ==, XA_LANE_PAUSED);
  g_assert_cmpint (picture->next_due_us, ==, XA_TIME_UNKNOWN);
  steer (self, XA_CONTROL_RESUME, 0, self->connection_id);
  wait_for (self, has_done, 2);
}

/* What is in hand when everything is paused is not lost, and goes on. */
static void
test_pause_in_hand (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  follow (self, "hang");
  xa_controller_start (self->controller);
  weather_wait_for_hang (1);
  wait_for (self, has_running, 1);
  steer (self, XA_CONTROL_PAUSE, 0, 0);
  wait_for (self, has_queued, 2);
  steer (self, XA_CONTROL_RESUME, 0, 0);
  wait_for (self, has_running, 1);
}

static void
test_cancel (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 hang = follow (self, "hang");

  xa_controller_start (self->controller);
  weather_wait_for_hang (1);
  wait_for (self, has_running, 1);
  steer (self, XA_CONTROL_CANCEL, hang, 0);
  wait_for (self, has_cancelled, 2);
  let_look (self);
  wait_for (self, has_cancelled, 2);
}

/* The last page fails every time: it ends among the dead letters, and comes out by hand only. */
static void
test_dead_letters (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 broken = follow (self, "broken-3");
  guint  n_pages;

  xa_controller_start (self->controller);
  wait_for (self, has_dead, 1);
  let_look (self);
  n_pages = weather_get_n_pages ("broken-3");
  set_clock (self, PLACE_CLOCK + 10);
  let_look (self);
  g_assert_cmpuint (weather_get_n_pages ("broken-3"), ==, n_pages);
  steer (self, XA_CONTROL_RETRY, broken, 0);
  /* How short it is no dead letter meanwhile is not seen by everybody. */
  weather_wait_for_pages ("broken-3", n_pages + 1);
  wait_for (self, has_dead, 1);
}

/* However often something is wished for, it is fetched once. */
static void
test_wishes_merge (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  guint n_pages;

  follow (self, "calm-300");
  xa_controller_start (self->controller);
  wait_for (self, has_done, 2);
  n_pages = weather_get_n_pages ("calm-300");
  xa_controller_stop (self->controller);
  for (guint i = 0; i < 20; i++)
    steer (self, XA_CONTROL_FETCH, 0, 0);
  xa_controller_start (self->controller);
  wait_for (self, has_done, 4);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), <=, 2 * n_pages);
}

/* --- work that has no platform ------------------------------------------------------------------------- */

/* The task that fails was tried so often and waits, or is given up. */
static gboolean
has_tried (Fixture                *self,
           const XaControlPicture *picture,
           gint64                  n)
{
  for (guint i = 0; i < picture->n_tasks; i++) {
    const XaControlTask *task = &picture->tasks[i];

    if (g_str_equal (task->title, "bad"))
      return (gint64) task->attempts == n && (task->state == XA_TASK_WAITING || task->state == XA_TASK_DEAD);
  }

  return FALSE;
}

static void
test_jobs (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  for (guint i = 0; i < 5; i++)
    xa_controller_wish (self->controller, XA_TASK_KIND_REPORT, "weekly", "a", 0, XA_TIME_UNKNOWN);
  xa_controller_wish (self->controller, XA_TASK_KIND_REPORT, "monthly", NULL, 0, XA_TIME_UNKNOWN);
  xa_controller_wish (self->controller, XA_TASK_KIND_REPORT, "later", NULL, 0, (PLACE_CLOCK + 3600) * G_USEC_PER_SEC);
  xa_controller_start (self->controller);
  wait_for (self, has_queued, 1);
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 2);
  set_clock (self, PLACE_CLOCK + 3600);
  xa_controller_wake (self->controller);
  wait_for (self, has_done, 3);
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 3);

  /* A job that is refused every time is tried again later and later, and ends among the dead letters. */
  g_atomic_int_set (&self->job_fails, TRUE);
  xa_controller_wish (self->controller, XA_TASK_KIND_REPORT, "bad", NULL, 0, XA_TIME_UNKNOWN);
  for (int i = 1; i <= XA_TASK_MAX_ATTEMPTS; i++) {
    wait_for (self, has_tried, i);
    set_clock (self, PLACE_CLOCK + 3600 + i * 18 * 3600);
    xa_controller_wake (self->controller);
  }
  wait_for (self, has_dead, 1);
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 3 + XA_TASK_MAX_ATTEMPTS);
  g_atomic_int_set (&self->job_fails, FALSE);
  steer (self, XA_CONTROL_RETRY, 0, 0);
  wait_for (self, has_done, 4);
}

/* --- the end comes between --------------------------------------------------------------------------- */

static XaController *ending;   /* (atomic) (nullable): stopped when a job is about to begin */
static int           n_begins; /* (atomic) */

/* In the thread that writes, which the controller waits for: it goes on once the controller was stopped. */
static int
meet_statement (unsigned type,
                void    *context,
                void    *statement,
                void    *text)
{
  const char   *sql = sqlite3_sql (statement);
  XaController *controller = g_atomic_pointer_get (&ending);

  if (!controller || !sql || !g_str_has_prefix (sql, "UPDATE task SET state = 2, lease_owner"))
    return 0;
  g_atomic_int_inc (&n_begins);
  while (!g_cancellable_is_cancelled (controller->stopped))
    g_usleep (1000);
  /* Those that are in hand by now are told to end. */
  g_usleep (200 * 1000);

  return 0;
}

static int
watch_connection (sqlite3    *db,
                  char      **message,
                  const void *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, meet_statement, NULL);
}

static gboolean
last_until_cancelled (XaSync       *sync,
                      const XaTask *task,
                      GCancellable *cancellable,
                      gpointer      data,
                      GError      **error)
{
  Fixture *self = data;

  for (guint i = 0; i < 30000 && !g_cancellable_is_cancelled (cancellable); i++)
    g_usleep (1000);
  g_atomic_int_inc (&self->n_jobs);
  g_atomic_int_set (&self->was_told, g_cancellable_is_cancelled (cancellable));

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* What begins while the program ends is told of it too, and is not waited for to its own end. */
static void
test_stopped_between (void)
{
  g_autoptr (Fixture) self = NULL;

  g_assert_cmpint (sqlite3_auto_extension ((void (*) (void)) watch_connection), ==, SQLITE_OK);
  self = fixture_new ();
  xa_controller_set_work (self->controller, XA_TASK_KIND_REPORT, last_until_cancelled, self, NULL);
  xa_controller_wish (self->controller, XA_TASK_KIND_REPORT, "long", NULL, 0, XA_TIME_UNKNOWN);
  g_atomic_pointer_set (&ending, self->controller);
  xa_controller_start (self->controller);
  while (g_atomic_int_get (&n_begins) == 0)
    g_usleep (1000);
  xa_controller_stop (self->controller);
  g_atomic_pointer_set (&ending, NULL);
  sqlite3_reset_auto_extension ();
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 1);
  g_assert_true (g_atomic_int_get (&self->was_told));
}

static void
test_recurring (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  xa_controller_set_recurring (self->controller, XA_TASK_KIND_REPORT, "daily", 86400, XA_CONTROLLER_WHEN_IDLE);
  xa_controller_start (self->controller);
  wait_for (self, has_done, 1);
  let_look (self);
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 1);
  for (int day = 1; day <= 3; day++) {
    set_clock (self, PLACE_CLOCK + day * 86401);
    xa_controller_wake (self->controller);
    wait_for (self, has_done, day + 1);
  }
  g_assert_cmpint (g_atomic_int_get (&self->n_jobs), ==, 4);
}

/* --- what is counted ------------------------------------------------------------------------------------- */

static void
test_telemetry (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (GPtrArray) rows = NULL;
  XaStore       *store;
  XaTelemetrySum sum;

  follow (self, "calm-300");
  xa_controller_start (self->controller);
  wait_for (self, has_done, 2);
  xa_controller_stop (self->controller);
  store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  rows = xa_store_list_metrics (store, NULL, 1, NULL);
  sum = xa_telemetry_sum (rows, XA_TELEMETRY_TASKS_DONE, self->connection_id, 0, G_MAXINT32);
  g_assert_cmpint (sum.n, ==, 2);
  sum = xa_telemetry_sum (rows, XA_TELEMETRY_BATCH_RECORDS, self->connection_id, 0, G_MAXINT32);
  g_assert_cmpint (sum.n, >=, 2);
  g_assert_cmpfloat (sum.total, ==, 330);
  sum = xa_telemetry_sum (rows, XA_TELEMETRY_LATENCY_QUEUED_US, -1, 0, G_MAXINT32);
  g_assert_cmpint (sum.n, ==, 2);
  g_assert_cmpfloat (sum.median, >, 0);
  g_assert_cmpfloat (sum.p95, <=, sum.high);
  xa_store_close (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/controller/due", test_due);
  g_test_add_func ("/controller/restart", test_restart);
  g_test_add_func ("/controller/held", test_held);
  g_test_add_func ("/controller/pause-connection", test_pause_connection);
  g_test_add_func ("/controller/pause-in-hand", test_pause_in_hand);
  g_test_add_func ("/controller/cancel", test_cancel);
  g_test_add_func ("/controller/dead-letters", test_dead_letters);
  g_test_add_func ("/controller/wishes-merge", test_wishes_merge);
  g_test_add_func ("/controller/jobs", test_jobs);
  g_test_add_func ("/controller/stopped-between", test_stopped_between);
  g_test_add_func ("/controller/recurring", test_recurring);
  g_test_add_func ("/controller/telemetry", test_telemetry);

  return g_test_run ();
}
