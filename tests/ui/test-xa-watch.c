#include "ui/xa-watch.h"

#include "control/xa-controller-upkeep.h"
#include "model/xa-time.h"
#include "store/xa-backups.h"
#include "store/xa-upkeep-rows.h"
#include "store/xa-workspaces.h"

#include <glib/gstdio.h>

/* What keeps a workspace in order that nothing is connected to: there no controller runs. */

#define DEADLINE_US (100 * G_USEC_PER_SEC)

typedef struct {
  char      *folder;   /* (owned) */
  char      *path;     /* (owned): of the workspace */
  char      *key_file; /* (owned) */
  XaSession *session;  /* (owned) */
  XaWatch   *watch;    /* (owned) */
} Place;

static void
set_up (Place        *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("xaudience-watch-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "w.xaudience", NULL);
  self->key_file = g_build_filename (self->folder, "key", NULL);
  xa_workspaces_create (self->path, self->key_file, XA_KEY_FILE_MAY_BE_NEW, &error);
  g_assert_no_error (error);
  self->session = xa_session_new (self->path, self->key_file);
  self->watch = xa_watch_new (self->session);
}

static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (g_file_test (file, G_FILE_TEST_IS_DIR))
      remove_folder (file);
    else
      g_remove (file);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

static void
tear_down (Place        *self,
           gconstpointer data)
{
  xa_watch_stop (self->watch);
  g_clear_object (&self->watch);
  g_clear_object (&self->session);
  /* The threads let go of the files in their own time. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->key_file);
}

static gint64
get_time (const Place *self,
          const char  *name)
{
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, NULL);
  g_auto (XaUpkeepRow) row = { 0 };
  g_autoptr (GError) error = NULL;

  xa_store_get_upkeep (store, name, &row, &error);
  g_assert_no_error (error);

  return row.at_us;
}

typedef struct {
  const char *name;
  gint64      age_us;
  gboolean    is_written;
} Age;

static gboolean
write_age (XaStore *writer,
           gpointer data,
           GError **error)
{
  const Age *age = data;

  return xa_store_note_upkeep (writer, age->name, xa_time_now () - age->age_us, NULL, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GError) error = NULL;

  xa_jobs_edit_finish (XA_JOBS (source), result, &error);
  g_assert_no_error (error);
  ((Age *) data)->is_written = TRUE;
}

/* As if it had been done that long ago. Written in its turn, behind what is being written. */
static void
set_age (const Place *self,
         const char  *name,
         gint64       age_us)
{
  Age age = { name, age_us, FALSE };

  xa_jobs_edit_async (xa_session_get_jobs (self->session), write_age, &age, NULL, written_cb, &age);
  while (!age.is_written)
    g_main_context_iteration (NULL, TRUE);
}

static void
forget_backups (const Place *self)
{
  g_autoptr (GPtrArray) backups = xa_backups_list (self->path, NULL);

  for (guint i = 0; i < backups->len; i++)
    g_remove (((const XaBackup *) backups->pdata[i])->path);
}

/* Looks, until the backup that is due each time is noted, which comes after the check. */
static void
look (Place *self)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;
  gint64 before_us;

  forget_backups (self);
  set_age (self, XA_UPKEEP_BACKUP, 2 * XA_USEC_PER_DAY);
  before_us = get_time (self, XA_UPKEEP_BACKUP);
  xa_watch_look (self->watch);
  while (get_time (self, XA_UPKEEP_BACKUP) == before_us) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
}

static void
test_weekly_check (Place        *self,
                   gconstpointer data)
{
  const gint64 week_us = XA_CONTROLLER_INTEGRITY_INTERVAL_S * (gint64) G_USEC_PER_SEC;
  gint64       at_us;

  /* Never yet. */
  g_assert_cmpint (get_time (self, XA_UPKEEP_INTEGRITY), ==, XA_TIME_UNKNOWN);
  look (self);
  g_assert_cmpint (get_time (self, XA_UPKEEP_INTEGRITY), !=, XA_TIME_UNKNOWN);

  /* A week has not passed. */
  set_age (self, XA_UPKEEP_INTEGRITY, week_us - XA_USEC_PER_DAY);
  at_us = get_time (self, XA_UPKEEP_INTEGRITY);
  look (self);
  g_assert_cmpint (get_time (self, XA_UPKEEP_INTEGRITY), ==, at_us);

  /* It has, and more. */
  set_age (self, XA_UPKEEP_INTEGRITY, week_us + XA_USEC_PER_DAY);
  at_us = get_time (self, XA_UPKEEP_INTEGRITY);
  look (self);
  g_assert_cmpint (get_time (self, XA_UPKEEP_INTEGRITY), >, at_us);

  /* A clock that was wrong does not put it off for years. */
  set_age (self, XA_UPKEEP_INTEGRITY, -1000 * XA_USEC_PER_DAY);
  at_us = get_time (self, XA_UPKEEP_INTEGRITY);
  look (self);
  g_assert_cmpint (get_time (self, XA_UPKEEP_INTEGRITY), <, at_us);
  g_assert_false (xa_supervisor_is_started (xa_session_get_supervisor (self->session)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/watch/weekly-check", Place, NULL, set_up, test_weekly_check, tear_down);

  return g_test_run ();
}
