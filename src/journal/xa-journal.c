#include "journal/xa-journal.h"

#include "model/xa-time.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The log that this process writes. */
static struct {
  pthread_mutex_t lock;      /* the thread sanitizer does not know a GMutex */
  char           *folder;    /* (owned) (nullable): NULL: nothing is logged */
  XaLogLevel      level;     /* lower ones are left out */
  guint32         process;   /* tells the lines of this process from those of others */
  int             fd;        /* the file in use, or -1 */
  gint64          n_missing; /* lines that could not be written */
} journal = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

/**
 * xa_journal_get_folder:
 *
 * Returns: (transfer full): where the log of this user is
 */
char *
xa_journal_get_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "xaudience", NULL);
}

char *
xa_journal_get_file (const char *folder,
                     guint       i)
{
  g_autofree char *name = i ? g_strdup_printf ("log.%u.jsonl", i) : g_strdup ("log.jsonl");

  return g_build_filename (folder, name, NULL);
}

static void
forget_file (void)
{
  if (journal.fd >= 0)
    close (journal.fd);
  journal.fd = -1;
}

void
xa_journal_open (const char *folder,
                 XaLogLevel  level)
{
  pthread_mutex_lock (&journal.lock);
  forget_file ();
  g_free (journal.folder);
  journal.folder = folder ? g_strdup (folder) : xa_journal_get_folder ();
  journal.level = level;
  journal.process = g_random_int ();
  journal.n_missing = 0;
  pthread_mutex_unlock (&journal.lock);
}

void
xa_journal_close (void)
{
  pthread_mutex_lock (&journal.lock);
  forget_file ();
  g_clear_pointer (&journal.folder, g_free);
  pthread_mutex_unlock (&journal.lock);
}

/* Whether the file of that name is the one in use: another process may have moved it. */
static gboolean
is_current (const char *path)
{
  struct stat here, there;

  return journal.fd >= 0 && fstat (journal.fd, &here) == 0 && stat (path, &there) == 0 && here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

static gboolean
use_file (const char *path)
{
  if (is_current (path))
    return TRUE;
  forget_file ();
  if (g_mkdir_with_parents (journal.folder, 0700) != 0)
    return FALSE;
  journal.fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  return journal.fd >= 0;
}

/* Each file takes the name of the next older one; the oldest goes. */
static void
shift_files (void)
{
  for (guint i = XA_JOURNAL_FILES - 1; i > 0; i--) {
    g_autofree char *from = xa_journal_get_file (journal.folder, i - 1);
    g_autofree char *to = xa_journal_get_file (journal.folder, i);

    g_rename (from, to);
  }
  forget_file ();
}

/* Makes room for a line, with the file in use locked against other processes that do. */
static gboolean
make_room (const char *path,
           gsize       size)
{
  struct stat info;

  for (int i = 0; i < XA_JOURNAL_FILES; i++) {
    if (!use_file (path) || fstat (journal.fd, &info) != 0)
      return FALSE;
    if (info.st_size == 0 || (gsize) info.st_size + size <= XA_JOURNAL_FILE_SIZE)
      return TRUE;
    if (flock (journal.fd, LOCK_EX) != 0)
      return FALSE;
    /* Closing the file lets go of the lock. Who waited for it finds that the file has moved. */
    if (is_current (path))
      shift_files ();
    else
      forget_file ();
  }

  return FALSE;
}

/* One call of the system writes a line: lines of several processes do not mix. What came in part
 * is closed with a line end, so that the next line is whole. */
static gboolean
write_line (const char *path,
            const char *line)
{
  gsize   size = strlen (line);
  ssize_t written;

  if (!make_room (path, size))
    return FALSE;
  do {
    written = write (journal.fd, line, size);
  } while (written < 0 && errno == EINTR);
  if (written > 0 && (gsize) written < size && write (journal.fd, "\n", 1) < 0)
    forget_file ();

  return written == (ssize_t) size;
}

static gboolean
say_missing (const char *path)
{
  const XaLogField fields[] = { xa_log_count ("lines", journal.n_missing), { 0 } };
  g_autofree char *line = xa_log_format (xa_time_now (), XA_LOG_WARNING, "log-gap", journal.process, fields);

  if (!write_line (path, line))
    return FALSE;
  journal.n_missing = 0;

  return TRUE;
}

/**
 * xa_journal_put:
 * @fields: (array): up to one of the type XA_LOG_END
 *
 * Adds a line. To be called through xa_journal(), which takes no text that the program does not
 * hold itself.
 */
void
xa_journal_put (XaLogLevel        level,
                const char       *event,
                const XaLogField *fields)
{
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;

  pthread_mutex_lock (&journal.lock);
  if (journal.folder && level >= journal.level) {
    path = xa_journal_get_file (journal.folder, 0);
    line = xa_log_format (xa_time_now (), level, event, journal.process, fields);
    if ((journal.n_missing > 0 && !say_missing (path)) || !write_line (path, line))
      journal.n_missing++;
  }
  pthread_mutex_unlock (&journal.lock);
}
