#include "control/xa-controller-reports.h"

#include "control/xa-controller-upkeep.h"
#include "control-place.h"
#include "store/xa-audit.h"
#include "store/xa-maintenance.h"
#include "store/xa-report-plans.h"

#include <glib/gstdio.h>

/* Reports that are planned, written by the controller on a clock that the test sets. */

#define DAY 86400
#define MONDAY G_GINT64_CONSTANT (1799020800) /* 2027-01-04 00:00 UTC */

typedef struct {
  ControlPlace *place;  /* (owned) */
  char         *folder; /* (owned) */
  int           n_told; /* (atomic): alerts about reports */
} Fixture;

/* What set_up() is told by a test that looks at alerts. */
static const gboolean with_alerts = TRUE;

static void
told_cb (const GPtrArray *alerts,
         gpointer         data)
{
  Fixture *self = data;

  for (guint i = 0; i < alerts->len; i++)
    if (((const XaAlert *) alerts->pdata[i])->kind == XA_ALERT_REPORT)
      g_atomic_int_inc (&self->n_told);
}

static gboolean
add_named_plan (XaStore    *writer,
                const char *name,
                const char *folder,
                GError    **error)
{
  g_autoptr (XaReportPlan) plan = xa_report_plan_new ();

  plan->name = g_strdup (name);
  plan->folder = g_strdup (folder);
  plan->every = XA_REPORT_WEEKLY;
  plan->is_of_all = TRUE;
  plan->done_us = MONDAY * G_USEC_PER_SEC;

  return xa_store_add_report_plan (writer, plan, error);
}

static gboolean
add_plan (XaStore *writer,
          gpointer folder,
          GError **error)
{
  return add_named_plan (writer, "Coast", folder, error);
}

static gboolean
add_second_plan (XaStore *writer,
                 gpointer folder,
                 GError **error)
{
  return add_named_plan (writer, "Shore", folder, error);
}

static void
edit (Fixture   *self,
      XaSyncEdit change,
      gpointer   data)
{
  g_autoptr (GError) error = NULL;

  xa_sync_edit (self->place->sync, change, data, &error);
  g_assert_no_error (error);
}

/* Whatever else there was to do. */
static gboolean
has_fetched (const XaControlPicture *picture,
             gint64                  n)
{
  gint64 n_done = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n_done += picture->tasks[i].source_id != 0 && picture->tasks[i].state == XA_TASK_DONE;

  return n_done == n && picture->n_running + picture->n_queued == 0;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->place = control_place_new (FALSE);
  self->folder = g_dir_make_tmp ("xaudience-reports-XXXXXX", &error);
  g_assert_no_error (error);
  /* Something to tell of, fetched before the first report is due. */
  control_place_set_clock (MONDAY);
  control_place_follow (self->place, self->place->connection_id, "calm-300");
  xa_controller_add_reports (self->place->controller, self->place->place->workspace);
  if (data)
    xa_controller_add_upkeep (self->place->controller, self->place->place->workspace, told_cb, self, NULL);
  xa_controller_start (self->place->controller);
  control_place_wait_for (self->place, has_fetched, 2);
  edit (self, add_plan, self->folder);
}

static void
clear_folder (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);

  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  control_place_free (self->place);
  clear_folder (self);
  g_free (self->folder);
}

static gboolean
exists (Fixture    *self,
        const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;

  return n;
}

static guint
count_noted (Fixture *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) entries = xa_store_list_audit (store, 0, 1000, NULL);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += g_str_equal (((XaAuditEntry *) entries->pdata[i])->what, "exported");

  return n;
}

static const XaControlTask *
find_report (const XaControlPicture *picture)
{
  for (guint i = 0; i < picture->n_tasks; i++)
    if (picture->tasks[i].kind == XA_TASK_KIND_REPORT)
      return &picture->tasks[i];

  return NULL;
}

/* @state: of the newest report, once nothing is running or queued */
static gboolean
has_report_in (const XaControlPicture *picture,
               gint64                  state)
{
  const XaControlTask *task = find_report (picture);

  return task && (gint64) task->state == state && picture->n_running == 0 && picture->n_queued == 0;
}

static gboolean
has_second_report (const XaControlPicture *picture,
                   gint64                  value)
{
  guint n = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n += picture->tasks[i].kind == XA_TASK_KIND_REPORT && picture->tasks[i].state == XA_TASK_DONE;

  return n == 2 && picture->n_running == 0 && picture->n_queued == 0;
}

static void
move_to (Fixture *self,
         gint64   seconds)
{
  control_place_set_clock (seconds);
  xa_controller_wake (self->place->controller);
}

/* Each week once; after four weeks off only the newest, and a start anew writes nothing twice. */
static void
test_once (Fixture      *self,
           gconstpointer data)
{
  control_place_let_look (self->place);
  g_assert_cmpuint (count_files (self), ==, 0);

  move_to (self, MONDAY + 7 * DAY);
  control_place_wait_for (self->place, has_report_in, XA_TASK_DONE);
  g_assert_true (exists (self, "Coast 2027-W01.html"));
  {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->place->controller);

    g_assert_cmpstr (find_report (picture)->title, ==, "Coast 2027-W01.html");
  }
  control_place_let_look (self->place);
  xa_controller_stop (self->place->controller);
  xa_controller_start (self->place->controller);
  control_place_let_look (self->place);
  g_assert_cmpuint (count_noted (self), ==, 1);

  move_to (self, MONDAY + 36 * DAY);
  control_place_wait_for (self->place, has_second_report, 0);
  g_assert_true (exists (self, "Coast 2027-W05.html"));
  g_assert_cmpuint (count_files (self), ==, 2);
  g_assert_cmpuint (count_noted (self), ==, 2);
}

/* The task says what is missing, and the report is written once that is there. */
static void
test_folder_gone (Fixture      *self,
                  gconstpointer data)
{
  const XaControl      retry = { .verb = XA_CONTROL_RETRY };
  const XaControlTask *task;

  g_rmdir (self->folder);
  move_to (self, MONDAY + 8 * DAY);
  control_place_wait_for (self->place, has_report_in, XA_TASK_WAITING);
  {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->place->controller);

    task = find_report (picture);
    g_assert_nonnull (strstr (task->cause_text, "is not there"));
    g_assert_nonnull (strstr (task->cause_text, self->folder));
    g_assert_cmpint (task->not_before_us, !=, XA_TIME_UNKNOWN);
  }
  g_assert_cmpuint (count_noted (self), ==, 0);
  g_mkdir (self->folder, 0700);
  xa_controller_steer (self->place->controller, &retry);
  control_place_wait_for (self->place, has_report_in, XA_TASK_DONE);
  g_assert_true (exists (self, "Coast 2027-W01.html"));
  g_assert_cmpuint (count_noted (self), ==, 1);
}

/* Of alerts about reports. */
static guint
count_alerts (Fixture *self,
              gboolean that_hold)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) alerts = xa_store_list_alerts (store, 0, 100, NULL);
  guint n = 0;

  for (guint i = 0; i < alerts->len; i++) {
    const XaAlert *alert = alerts->pdata[i];

    n += alert->kind == XA_ALERT_REPORT && (alert->until_us == XA_TIME_UNKNOWN) == that_hold;
  }

  return n;
}

static void
wait_for_alerts (Fixture *self,
                 guint    n_hold)
{
  const gint64 deadline_us = g_get_monotonic_time () + 200 * G_USEC_PER_SEC;

  while (count_alerts (self, TRUE) != n_hold) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (5000);
  }
}

static gboolean
has_both_reports_in (const XaControlPicture *picture,
                     gint64                  state)
{
  guint n = 0;

  for (guint i = 0; i < picture->n_tasks; i++)
    n += picture->tasks[i].kind == XA_TASK_KIND_REPORT && (gint64) picture->tasks[i].state == state;

  return n == 2 && picture->n_running == 0 && picture->n_queued == 0;
}

/* Of one cause there is one alert, at once and not at the next look; both plans stay, and with their reports it is over. */
static void
test_told (Fixture      *self,
           gconstpointer data)
{
  const XaControl retry = { .verb = XA_CONTROL_RETRY };

  edit (self, add_second_plan, self->folder);
  g_rmdir (self->folder);
  move_to (self, MONDAY + 8 * DAY);
  control_place_wait_for (self->place, has_both_reports_in, XA_TASK_WAITING);
  wait_for_alerts (self, 1);
  g_mkdir (self->folder, 0700);
  xa_controller_steer (self->place->controller, &retry);
  control_place_wait_for (self->place, has_both_reports_in, XA_TASK_DONE);
  wait_for_alerts (self, 0);
  g_assert_cmpuint (count_files (self), ==, 2);
  g_assert_cmpuint (count_alerts (self, FALSE), ==, 1);
  xa_controller_stop (self->place->controller);
  g_assert_cmpint (g_atomic_int_get (&self->n_told), ==, 1);
}

static gboolean
drop_plan (XaStore *writer,
           gpointer name,
           GError **error)
{
  return xa_store_drop_report_plan (writer, name, error);
}

/* What is planned no more is not written, even if it was due already. */
static void
test_dropped (Fixture      *self,
              gconstpointer data)
{
  control_place_steer (self->place, XA_CONTROL_PAUSE, 0, 0, 0);
  control_place_let_look (self->place);
  move_to (self, MONDAY + 8 * DAY);
  control_place_let_look (self->place);
  g_assert_cmpuint (count_files (self), ==, 0);
  edit (self, drop_plan, (gpointer) "Coast");
  control_place_steer (self->place, XA_CONTROL_RESUME, 0, 0, 0);
  control_place_let_look (self->place);
  g_assert_cmpuint (count_files (self), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add ("/controller-reports/once", Fixture, NULL, set_up, test_once, tear_down);
  g_test_add ("/controller-reports/folder-gone", Fixture, NULL, set_up, test_folder_gone, tear_down);
  g_test_add ("/controller-reports/told", Fixture, &with_alerts, set_up, test_told, tear_down);
  g_test_add ("/controller-reports/dropped", Fixture, NULL, set_up, test_dropped, tear_down);

  return g_test_run ();
}
