#include "fault-vfs.h"
#include "fixture.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A disk that fills up in the middle of an import: the writer says so and loses nothing of what
 * was committed; with space again, the same writer goes on to the same result. */

/* What the child says that may not have a file system of its own. */
#define NOT_ALLOWED 77

static char *program;

static const FixtureSource source = { 0, XA_PLATFORM_TELEGRAM, FIXTURE_NOW, 30 };

/* What the import brings when nothing disturbs it: into a copy of the same workspace, since the
 * pseudonyms depend on its identity. */
static char *
import_undisturbed (Fixture *fixture)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".copy", NULL);
  g_autofree char *content = NULL;
  char            *dump;
  gsize            size;
  g_autoptr (GError) error = NULL;
  XaStore *store;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL) && g_file_set_contents (copy, content, (gssize) size, NULL));
  store = xa_store_open (copy, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (fixture_import (store, fixture->keys, &source, &error));
  g_assert_no_error (error);
  xa_store_close (store);
  dump = fixture_dump (copy);
  g_unlink (copy);
  fixture_open (fixture);

  return dump;
}

/* Goes on where @no stands, with one writer for all of it; FALSE when the disk is full. */
static gboolean
import_on (XaIngest *ingest,
           Fixture  *fixture,
           guint    *no)
{
  g_autoptr (GError) error = NULL;

  for (; *no < source.n_batches; (*no)++) {
    g_autoptr (XaBatch) batch = fixture_batch (fixture->keys, &source, *no);

    if (!xa_ingest_batch (ingest, batch, &error)) {
      g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL);
      return FALSE;
    }
  }
  if (xa_ingest_finish (ingest, NULL, FALSE, &error))
    return TRUE;
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_FULL);

  return FALSE;
}

typedef void (*SetSpace) (Fixture *fixture, gboolean enough);

static void
run (SetSpace set_space)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autofree char *expected = import_undisturbed (fixture);
  g_autofree char *result = NULL;
  XaIngestSource   about = { .format = "test", .size_bytes = source.n_batches * 1000, .at_us = source.at_us };
  XaIngestStart    start;
  guint64          offset;
  guint            no = 0;
  gint64           n_posts;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaIngest) ingest = NULL;

  memset (&about.source, 1, sizeof about.source);
  ingest = xa_ingest_begin (fixture->store, &about, &start, &offset, &error);
  g_assert_no_error (error);
  set_space (fixture, FALSE);
  g_assert_false (import_on (ingest, fixture, &no));
  g_assert_cmpuint (no, >, 0);
  g_assert_cmpuint (no, <, source.n_batches);
  /* Still full: it fails again, and what was committed is there. */
  g_assert_false (import_on (ingest, fixture, &no));
  n_posts = fixture_count (fixture->path, "SELECT count(*) FROM post");
  g_assert_cmpint (n_posts, ==, no * 20);

  set_space (fixture, TRUE);
  g_assert_true (import_on (ingest, fixture, &no));
  g_clear_pointer (&ingest, xa_ingest_free);
  fixture_close (fixture);
  fixture_verify (fixture->path);
  result = fixture_dump (fixture->path);
  g_assert_true (strcmp (result, expected) == 0);
}

/* No file may become longer than this: what a file system says that is full for one file. */
static void
limit_file_size (Fixture *fixture,
                 gboolean enough)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = enough ? limit.rlim_max : 400000;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

static void
test_file_size_limit (void)
{
  signal (SIGXFSZ, SIG_IGN);
  run (limit_file_size);
}

static void
arm_full (Fixture *fixture,
          gboolean enough)
{
  if (enough)
    g_assert_true (fault_vfs_disarm ());
  else
    fault_vfs_arm (FAULT_WRITE, 100, FAULT_FULL);
}

static void
test_simulated (void)
{
  run (arm_full);
}

/* A file that takes the place. */
static void
take_space (Fixture *fixture,
            gboolean enough)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "filler", NULL);
  char             block[4096] = { 1 };
  int              fd;

  if (enough) {
    g_assert_no_errno (g_unlink (path));
    return;
  }
  fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_no_errno (fd);
  while (write (fd, block, sizeof block) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  /* Room for some batches. */
  g_assert_no_errno (ftruncate (fd, lseek (fd, 0, SEEK_CUR) - 300000));
  close (fd);
}

static gboolean
write_text (const char *path,
            const char *text)
{
  int      fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return ok;
}

/* A small file system that only this process sees. */
static gboolean
mount_small (const char *folder)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", geteuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", getegid ());

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return FALSE;

  return write_text ("/proc/self/setgroups", "deny") && write_text ("/proc/self/uid_map", uids) && write_text ("/proc/self/gid_map", gids) &&
         mount ("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "size=6m") == 0;
}

static void
run_mounted (void)
{
  const char *folder = g_getenv ("XAUDIENCE_TEST_MOUNT");

  if (!mount_small (folder))
    exit (NOT_ALLOWED);
  g_setenv ("TMPDIR", folder, TRUE);
  g_assert_cmpstr (g_get_tmp_dir (), ==, folder);
  run (take_space);
}

static void
test_small_file_system (void)
{
  char *arguments[] = { NULL, (char *) "mounted", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  int              status;

  folder = g_dir_make_tmp ("xaudience-XXXXXX", NULL);
  g_setenv ("XAUDIENCE_TEST_MOUNT", folder, TRUE);
  arguments[0] = program;
  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_rmdir (folder);
  if (WIFEXITED (status) && WEXITSTATUS (status) == NOT_ALLOWED)
    g_test_skip ("a file system cannot be mounted here");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  if (argc > 1 && strcmp (argv[1], "mounted") == 0) {
    run_mounted ();
    return 0;
  }
  fault_vfs_install ();
  g_test_add_func ("/store/DB-8/small-file-system", test_small_file_system);
  g_test_add_func ("/store/DB-8/file-size-limit", test_file_size_limit);
  g_test_add_func ("/store/DB-8/simulated", test_simulated);

  return g_test_run ();
}
