/* Put in front of SQLite by LD_PRELOAD: while there is a file "hold" in the folder that is named by
 * XAUDIENCE_TEST_ANSWERS every question waits, and while there is a file "fail" those fail whose
 * statement has in it what that file holds, as if that part of the workspace were damaged. */

#include <dlfcn.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_asked_to (const char *what)
{
  const char      *folder = getenv ("XAUDIENCE_TEST_ANSWERS");
  g_autofree char *path = folder ? g_build_filename (folder, what, NULL) : NULL;

  return path && access (path, F_OK) == 0;
}

static gboolean
is_asked_to_fail (const char *sql)
{
  const char      *folder = getenv ("XAUDIENCE_TEST_ANSWERS");
  g_autofree char *path = folder ? g_build_filename (folder, "fail", NULL) : NULL;
  g_autofree char *part = NULL;

  return path && g_file_get_contents (path, &part, NULL, NULL) && sql && strstr (sql, part);
}

int
sqlite3_step (sqlite3_stmt *statement)
{
  static int (*step) (sqlite3_stmt *);

  if (g_once_init_enter_pointer (&step)) {
    gpointer found = dlsym (RTLD_NEXT, "sqlite3_step");

    g_once_init_leave_pointer (&step, found);
  }
  while (is_asked_to ("hold"))
    g_usleep (20 * 1000);

  return is_asked_to_fail (sqlite3_sql (statement)) ? SQLITE_IOERR : step (statement);
}

const char *
sqlite3_errmsg (sqlite3 *db)
{
  static const char *(*message) (sqlite3 *);

  if (g_once_init_enter_pointer (&message)) {
    gpointer found = dlsym (RTLD_NEXT, "sqlite3_errmsg");

    g_once_init_leave_pointer (&message, found);
  }

  return is_asked_to ("fail") ? sqlite3_errstr (SQLITE_IOERR) : message (db);
}
