#include "fixture.h"
#include "store/xa-audiences.h"
#include "store/xa-backups.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY XA_USEC_PER_DAY

static const FixtureSource first = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW - 10 * DAY, 3 };
static const FixtureSource second = { 1, XA_PLATFORM_DISCORD, FIXTURE_NOW, 3 };

static void
import (Fixture             *fixture,
        const FixtureSource *source)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_import (fixture->store, fixture->keys, source, &error));
  g_assert_no_error (error);
}

static char *
make (Fixture *fixture,
      gint64   now_us)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  g_assert_true (xa_backups_make (fixture->store, now_us, NULL, NULL, NULL, &path, &error));
  g_assert_no_error (error);

  return path;
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *backups = xa_backups_list (fixture->path, &error);

  g_assert_no_error (error);

  return backups;
}

static void
remove_folder (Fixture *fixture)
{
  g_autofree char *folder = xa_backups_get_folder (fixture->path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

/* A day or week without a backup is no reason to keep fewer: 7 days and 4 weeks that have one. */
static void
test_choose (void)
{
  /* 5 January 2026, a Monday, at noon. */
  const gint64 monday = G_GINT64_CONSTANT (1767614400) * G_USEC_PER_SEC;
  gint64       times_us[90];
  gboolean     keep[90];
  guint        n_kept = 0;

  for (int i = 0; i < 90; i++)
    times_us[i] = monday - i * DAY / 2;
  xa_backups_choose (times_us, 90, keep);
  for (int i = 0; i < 90; i++)
    n_kept += keep[i];
  /* The newest of this Monday, of Sunday and of the five days before; of this week and the three before. */
  g_assert_cmpuint (n_kept, ==, 9);
  g_assert_true (keep[0] && keep[2] && keep[4] && keep[6] && keep[8] && keep[10] && keep[12]);
  g_assert_false (keep[1] || keep[3]);

  for (int i = 0; i < 12; i++)
    times_us[i] = monday - i * 20 * DAY;
  xa_backups_choose (times_us, 12, keep);
  for (int i = 0; i < 12; i++)
    g_assert_cmpint (keep[i], ==, i < 7);
  xa_backups_choose (times_us, 0, keep);
}

static void
test_due (void)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new ();
  XaBackup one = { .at_us = FIXTURE_NOW };

  g_assert_true (xa_backups_are_due (backups, FIXTURE_NOW));
  g_ptr_array_add (backups, &one);
  g_assert_false (xa_backups_are_due (backups, FIXTURE_NOW + DAY - 1));
  g_assert_true (xa_backups_are_due (backups, FIXTURE_NOW + DAY));
  g_assert_false (xa_backups_are_due (backups, FIXTURE_NOW - XA_USEC_PER_HOUR / 2));
  g_assert_true (xa_backups_are_due (backups, FIXTURE_NOW - DAY));
}

/* Months of days: what is there is what was chosen, and each can be opened. */
static void
test_rotation (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *folder = xa_backups_get_folder (fixture->path);
  g_autofree char *other = g_build_filename (folder, "20200101T000000Z.xaudience", NULL);
  g_autofree char *stranger = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr (GPtrArray) backups = NULL;
  struct stat st;

  import (fixture, &first);
  for (int day = 0; day < 60; day++) {
    g_autofree char *path = make (fixture, FIXTURE_NOW + day * DAY);

    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    if (day == 0) {
      g_autoptr (XaStore) foreign = xa_store_create (other, NULL);

      g_assert_true (g_file_set_contents (stranger, "mine", -1, NULL));
    }
  }
  backups = list (fixture);
  /* One more is of another workspace, and nobody else's to remove. */
  g_assert_cmpuint (backups->len, >=, 7 + 3 + 1);
  g_assert_cmpuint (backups->len, <=, 7 + 4 + 1);
  g_assert_cmpint (((XaBackup *) backups->pdata[0])->at_us, ==, (FIXTURE_NOW + 59 * DAY) / G_USEC_PER_SEC * G_USEC_PER_SEC);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (stranger, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < 3; i++)
    fixture_verify (((XaBackup *) backups->pdata[i])->path);
  g_assert_no_errno (stat (folder, &st));
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
  g_assert_no_errno (stat (((XaBackup *) backups->pdata[0])->path, &st));
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  remove_folder (fixture);
}

static void
damage (const char *path)
{
  g_autofree char *content = NULL;
  gsize            size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize at = 4096; at + 200 < size; at += 4096)
    memset (content + at, 0x5a, 200);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
}

/* The workspace and the newest backup are damaged: the one before is found, and put in place. */
static void
test_good (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *got = NULL;
  g_autoptr (XaBackup) good = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (xa_backups_find_good (fixture->path, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  import (fixture, &first);
  wanted = fixture_dump (fixture->path);
  old = make (fixture, FIXTURE_NOW);
  import (fixture, &second);
  new = make (fixture, FIXTURE_NOW + DAY);
  fixture_close (fixture);
  damage (new);
  damage (fixture->path);
  good = xa_backups_find_good (fixture->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (good->path, ==, old);
  g_assert_true (xa_store_restore (good->path, fixture->path, TRUE, NULL, &error));
  g_assert_no_error (error);
  got = fixture_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
  damage (old);
  g_clear_pointer (&good, xa_backup_free);
  g_assert_null (xa_backups_find_good (fixture->path, NULL, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "None of the 2"));
  remove_folder (fixture);
}

/* Whoever is erased from the workspace is in none of its backups either, to the last byte. */
static void
test_erase (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *old = NULL;
  g_autofree char *broken = NULL;
  g_autoptr (GError) error = NULL;
  XaPseudonym who;
  gboolean    found;

  import (fixture, &first);
  import (fixture, &second);
  who = fixture_person (fixture->keys, XA_PLATFORM_TELEGRAM, 3);
  old = make (fixture, FIXTURE_NOW);
  broken = make (fixture, FIXTURE_NOW + DAY);
  damage (broken);
  g_assert_true (fixture_holds (old, &who, sizeof who));
  g_assert_true (xa_store_erase_person (fixture->store, &who, &found, &error));
  g_assert_true (xa_backups_erase_person (fixture->path, xa_store_get_uuid (fixture->store), &who, &error));
  g_assert_no_error (error);
  g_assert_false (fixture_holds (old, &who, sizeof who));
  g_assert_false (fixture_holds (fixture->path, &who, sizeof who));
  fixture_verify (old);
  /* What cannot be looked through might hold them. */
  g_assert_false (g_file_test (broken, G_FILE_TEST_EXISTS));

  g_assert_true (xa_backups_erase_platform (fixture->path, xa_store_get_uuid (fixture->store), XA_PLATFORM_DISCORD, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (old, "SELECT count(*) FROM audience WHERE platform = 2"), ==, 0);
  g_assert_cmpint (fixture_count (old, "SELECT count(*) FROM audience"), >, 0);
  g_assert_cmpint (fixture_count (fixture->path, "SELECT count(*) FROM audience WHERE platform = 2"), >, 0);
  remove_folder (fixture);
}

static void
test_limits (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GArray) limits = g_array_new (FALSE, FALSE, sizeof (XaRetention));
  const XaRetention posts = { 0, XA_RETAIN_POSTS, 3 };
  g_autofree char  *backup = NULL;
  g_autoptr (GError) error = NULL;

  import (fixture, &second);
  backup = make (fixture, FIXTURE_NOW);
  g_assert_cmpint (fixture_count (backup, "SELECT count(*) FROM post"), >, 0);
  g_array_append_val (limits, posts);
  g_assert_true (xa_backups_apply_limits (fixture->path, xa_store_get_uuid (fixture->store), limits, FIXTURE_NOW + 40 * DAY, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (backup, "SELECT count(*) FROM post"), ==, 0);
  g_assert_cmpint (fixture_count (fixture->path, "SELECT count(*) FROM post"), >, 0);
  fixture_verify (backup);
  remove_folder (fixture);
}

/* A folder that cannot be made is said by name, and nothing is lost. */
static void
test_unwritable (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *folder = xa_backups_get_folder (fixture->path);
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  import (fixture, &first);
  g_assert_true (g_file_set_contents (folder, "a file in its place", -1, NULL));
  g_assert_false (xa_backups_make (fixture->store, FIXTURE_NOW, NULL, NULL, NULL, &path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, ".backups"));
  g_assert_null (path);
  fixture_close (fixture);
  fixture_verify (fixture->path);
  g_unlink (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backups/choose", test_choose);
  g_test_add_func ("/backups/due", test_due);
  g_test_add_func ("/backups/DB-6/rotation", test_rotation);
  g_test_add_func ("/backups/good", test_good);
  g_test_add_func ("/backups/ID-10/erase", test_erase);
  g_test_add_func ("/backups/ID-12/limits", test_limits);
  g_test_add_func ("/backups/unwritable", test_unwritable);

  return g_test_run ();
}
