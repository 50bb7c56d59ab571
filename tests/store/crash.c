#include "crash.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static guint n_left;

static int
count_statement_cb (unsigned type,
                    void    *context,
                    void    *statement,
                    void    *text)
{
  if (n_left-- == 0)
    kill (getpid (), SIGKILL);

  return 0;
}

static int
watch_connection (sqlite3                    *db,
                  char                      **message,
                  const sqlite3_api_routines *api)
{
  sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, count_statement_cb, NULL);

  return SQLITE_OK;
}

static CrashResult
wait_for (pid_t child,
          int   pipe_fd)
{
  CrashResult result = { FALSE, 0 };
  char        byte;
  int         status;
  gssize      n;

  while ((n = read (pipe_fd, &byte, 1)) == 1 || (n < 0 && errno == EINTR))
    result.n_reported += n == 1;
  close (pipe_fd);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  result.killed = WIFSIGNALED (status);
  if (result.killed)
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  return result;
}

static pid_t
start (CrashWork work,
       gpointer  data,
       guint     n_statements,
       int      *pipe_fd)
{
  int   fds[2];
  pid_t child;

  g_assert_cmpint (pipe (fds), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    close (fds[0]);
    if (n_statements) {
      n_left = n_statements - 1;
      sqlite3_auto_extension ((void (*) (void)) watch_connection);
    }
    work (data, fds[1]);
    _exit (0);
  }
  close (fds[1]);
  *pipe_fd = fds[0];

  return child;
}

static gboolean
has_ended (pid_t child)
{
  siginfo_t info = { 0 };

  return waitid (P_PID, (id_t) child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

CrashResult
crash_after (guint64   after_us,
             CrashWork work,
             gpointer  data)
{
  int    pipe_fd;
  pid_t  child = start (work, data, 0, &pipe_fd);
  gint64 until_us = g_get_monotonic_time () + (gint64) after_us, left_us;

  /* What has ended is not waited for any longer. */
  while ((left_us = until_us - g_get_monotonic_time ()) > 0 && !has_ended (child))
    g_usleep ((gulong) MIN (left_us, 1000));
  kill (child, SIGKILL);

  return wait_for (child, pipe_fd);
}

CrashResult
crash_at_statement (guint     n_statements,
                    CrashWork work,
                    gpointer  data)
{
  int   pipe_fd;
  pid_t child = start (work, data, n_statements, &pipe_fd);

  return wait_for (child, pipe_fd);
}
