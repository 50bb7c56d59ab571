#include "thread-watch.h"

#include <dlfcn.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/types.h>

static GThread *watched;  /* (atomic) */
static int      n_own;    /* (atomic) */
static int      n_others; /* (atomic) */

static void
count (void)
{
  GThread *thread = g_atomic_pointer_get (&watched);

  if (thread)
    g_atomic_int_inc (g_thread_self () == thread ? &n_own : &n_others);
}

static int
count_statement (unsigned type,
                 void    *context,
                 void    *statement,
                 void    *text)
{
  count ();

  return 0;
}

/* Called by SQLite for each connection that is opened. */
static int
watch_connection (sqlite3    *db,
                  char      **message,
                  const void *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, count_statement, NULL);
}

int
connect (int                    fd,
         const struct sockaddr *address,
         socklen_t              len)
{
  int (*real) (int, const struct sockaddr *, socklen_t) = (int (*) (int, const struct sockaddr *, socklen_t)) dlsym (RTLD_NEXT, "connect");

  count ();

  return real (fd, address, len);
}

ssize_t
send (int         fd,
      const void *data,
      size_t      size,
      int         flags)
{
  ssize_t (*real) (int, const void *, size_t, int) = (ssize_t (*) (int, const void *, size_t, int)) dlsym (RTLD_NEXT, "send");

  count ();

  return real (fd, data, size, flags);
}

ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  ssize_t (*real) (int, const struct msghdr *, int) = (ssize_t (*) (int, const struct msghdr *, int)) dlsym (RTLD_NEXT, "sendmsg");

  count ();

  return real (fd, message, flags);
}

ssize_t
recv (int    fd,
      void  *data,
      size_t size,
      int    flags)
{
  ssize_t (*real) (int, void *, size_t, int) = (ssize_t (*) (int, void *, size_t, int)) dlsym (RTLD_NEXT, "recv");

  count ();

  return real (fd, data, size, flags);
}

void
thread_watch_begin (void)
{
  sqlite3_auto_extension ((void (*) (void)) watch_connection);
  g_atomic_int_set (&n_own, 0);
  g_atomic_int_set (&n_others, 0);
  g_atomic_pointer_set (&watched, g_thread_self ());
}

guint
thread_watch_get_own (void)
{
  return (guint) g_atomic_int_get (&n_own);
}

guint
thread_watch_get_others (void)
{
  return (guint) g_atomic_int_get (&n_others);
}
