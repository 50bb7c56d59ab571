#include "control/xa-controller-upkeep.h"

#include "store/xa-backups.h"
#include "store/xa-hooks.h"
#include "store/xa-maintenance.h"
#include "store/xa-upkeep-rows.h"
#include "../sync/import-place.h"
#include "model/xa-time.h"

#include <glib/gstdio.h>
#include <string.h>

/* All four kinds of work, run by the controller on a clock that the test sets. */

#define DEADLINE_US (200 * G_USEC_PER_SEC)

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
  XaController      *controller;  /* (owned) */
  int                n_alerts;    /* (atomic) */
} Fixture;

static void
set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static void
alerts_cb (const GPtrArray *alerts,
           gpointer         data)
{
  g_atomic_int_add (&((Fixture *) data)->n_alerts, (int) alerts->len);
}

static Fixture *
fixture_new (void)
{
  Fixture            *self = g_new0 (Fixture, 1);
  XaControllerOptions options = { 0 };

  set_clock (PLACE_CLOCK);
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  options.sync = self->sync;
  self->controller = xa_controller_new (&options);
  xa_controller_add_upkeep (self->controller, self->place->workspace, alerts_cb, self, NULL);

  return self;
}

static void
fixture_free (Fixture *self)
{
  g_autofree char *folder = xa_backups_get_folder (self->place->workspace);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  xa_controller_unref (self->controller);
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static gint64
get_ok_time (Fixture    *self,
             const char *name)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_auto (XaUpkeepRow) row = { 0 };

  g_assert_nonnull (store);
  g_assert_true (xa_store_get_upkeep (store, name, &row, NULL));

  return row.ok_us == XA_TIME_UNKNOWN ? 0 : row.ok_us / G_USEC_PER_SEC;
}

static void
wait_for (Fixture    *self,
          const char *name,
          gint64      ok_s)
{
  const gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (get_ok_time (self, name) < ok_s) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (20000);
  }
}

/* A task ends a moment after what it did is noted: the clock must not move in between. */
static void
wait_for_rest (Fixture *self,
               guint    n_over)
{
  const gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  while (TRUE) {
    g_autoptr (XaControlPicture) picture = xa_controller_get_picture (self->controller);
    guint n = 0;

    for (guint i = 0; i < picture->n_tasks; i++)
      n += picture->tasks[i].finished_us != XA_TIME_UNKNOWN;
    if (n >= n_over && picture->n_running == 0)
      return;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (20000);
  }
}

static void
test_all (void)
{
  static const char *const names[] = { XA_UPKEEP_BACKUP, XA_UPKEEP_RETENTION, XA_UPKEEP_INTEGRITY, XA_UPKEEP_ALERTS };
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (GPtrArray) backups = NULL;

  xa_controller_start (self->controller);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    wait_for (self, names[i], PLACE_CLOCK);
  wait_for_rest (self, G_N_ELEMENTS (names));
  /* A day later what is daily is made again, and what is weekly is not. */
  set_clock (PLACE_CLOCK + 25 * 3600);
  xa_controller_wake (self->controller);
  wait_for (self, XA_UPKEEP_BACKUP, PLACE_CLOCK + 25 * 3600);
  wait_for (self, XA_UPKEEP_ALERTS, PLACE_CLOCK + 25 * 3600);
  wait_for (self, XA_UPKEEP_RETENTION, PLACE_CLOCK + 25 * 3600);
  xa_controller_stop (self->controller);
  g_assert_cmpint (get_ok_time (self, XA_UPKEEP_INTEGRITY), ==, PLACE_CLOCK);
  backups = xa_backups_list (self->place->workspace, NULL);
  g_assert_cmpuint (backups->len, ==, 2);
  g_assert_cmpint (g_atomic_int_get (&self->n_alerts), ==, 0);
}

/* Somebody wants to know of tasks. */
static void
listen (Fixture *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_WRITE, NULL);
  g_autoptr (XaHookOut) hook = xa_store_add_hook_out (store, "Chat", "https://chat.example.org/hook", FALSE, XA_HOOK_TASK_FINISHED, NULL);

  g_assert_nonnull (hook);
}

/* How many messages wait that say so. */
static guint
count_told (Fixture    *self,
            const char *data)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks_in (store, XA_TASK_QUEUED, NULL);
  guint n = 0;

  for (guint i = 0; i < tasks->len; i++) {
    const XaTask *task = tasks->pdata[i];

    n += task->kind == XA_TASK_KIND_DELIVERY && strstr (task->input, data) != NULL;
  }

  return n;
}

/* What ends is told to programs that want to know; what looks around is not. */
static void
test_told (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  listen (self);
  xa_controller_start (self->controller);
  wait_for_rest (self, 4);
  xa_controller_stop (self->controller);
  g_assert_cmpuint (count_told (self, "{\"kind\":\"backup\",\"state\":\"done\"}"), ==, 1);
  g_assert_cmpuint (count_told (self, "{\"kind\":\"retention\",\"state\":\"done\"}"), ==, 1);
  g_assert_cmpuint (count_told (self, "\"kind\":"), ==, 2);
}

/* A backup that cannot be made is noted with its cause, and told as an alert. */
static void
test_failure (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autofree char *folder = xa_backups_get_folder (self->place->workspace);
  const gint64     deadline_us = g_get_monotonic_time () + DEADLINE_US;
  gint64           now_s = PLACE_CLOCK;

  g_assert_true (g_file_set_contents (folder, "a file in its place", -1, NULL));
  xa_controller_start (self->controller);
  /* The look that comes after the failure tells of it, whichever that is. */
  while (!g_atomic_int_get (&self->n_alerts)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    set_clock (now_s += XA_ALERTS_INTERVAL_S + 1);
    xa_controller_wake (self->controller);
    g_usleep (50000);
  }
  xa_controller_stop (self->controller);
  g_assert_cmpint (get_ok_time (self, XA_UPKEEP_BACKUP), ==, 0);
  g_unlink (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/controller-upkeep/all", test_all);
  g_test_add_func ("/controller-upkeep/told", test_told);
  g_test_add_func ("/controller-upkeep/failure", test_failure);

  return g_test_run ();
}
