#include "privacy/xa-key-backends.h"

#include "model/xa-language.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file descriptor that closes with its scope. */
typedef int Fd;

static void
fd_clear (Fd *fd)
{
  if (*fd >= 0)
    g_close (*fd, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fd, fd_clear)

/* Sets the error for a call on @path that failed with @code. */
static gboolean
fail_errno (GError    **error,
            const char *path,
            int         code)
{
  if (code == ENOENT)
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_NOT_FOUND, N_ ("There is no key file %s"), path);
  else if (code == EEXIST)
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_EXISTS, N_ ("%s exists already: a new key would replace what it holds"), path);
  else if (code == ELOOP)
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s is a symbolic link: pass the file itself"), path);
  else
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s cannot be used: %s"), path, g_strerror (code));

  return FALSE;
}

static int
open_retrying (const char *path,
               int         flags)
{
  int fd;

  do
    fd = open (path, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
  while (fd < 0 && errno == EINTR);

  return fd;
}

/* A new or removed name is on disk only once its folder is. */
static gboolean
sync_folder (const char *path,
             GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (Fd) fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* EINVAL: a file system that cannot sync folders has nothing to wait for. */
  if (fd < 0 || (fsync (fd) < 0 && errno != EINVAL))
    return fail_errno (error, folder, errno);

  return TRUE;
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         size)
{
  while (size > 0) {
    gssize done = write (fd, data, size);

    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return FALSE;
    data += done;
    size -= (gsize) done;
  }

  return fsync (fd) == 0;
}

/* Whether the open file is one of ours: looked at through the descriptor, so that nobody can swap
 * it in between. */
static gboolean
check_kind (int          fd,
            const char  *path,
            struct stat *info,
            GError     **error)
{
  if (fstat (fd, info) < 0)
    return fail_errno (error, path, errno);
  if (!S_ISREG (info->st_mode)) {
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s is not a regular file"), path);
    return FALSE;
  }
  if (info->st_uid != geteuid ()) {
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s belongs to another user"), path);
    return FALSE;
  }
  if (info->st_size != XA_MASTER_KEY_SIZE) {
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s has %lld bytes: a key has exactly %d"), path,
                 (long long) info->st_size, XA_MASTER_KEY_SIZE);
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_mode (const struct stat *info,
            const char        *path,
            GError           **error)
{
  if ((info->st_mode & 07777 & ~(S_IRUSR | S_IWUSR)) == 0)
    return TRUE;
  g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s has mode %04o, others may use it: run chmod 600 on it"), path,
               (unsigned) (info->st_mode & 07777));

  return FALSE;
}

/* Creates @path, which must not exist, with a new key; all of it is on disk afterwards. */
gboolean
xa_key_file_create (const char *path,
                    guint8      key[XA_MASTER_KEY_SIZE],
                    GError    **error)
{
  g_auto (Fd) fd = -1;
  int code;

  if (!xa_key_generate (key, error))
    return FALSE;
  fd = open_retrying (path, O_WRONLY | O_CREAT | O_EXCL);
  if (fd < 0) {
    code = errno;
    explicit_bzero (key, XA_MASTER_KEY_SIZE);
    if (code != ENOENT)
      return fail_errno (error, path, code);
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The folder of the key file %s does not exist"), path);
    return FALSE;
  }

  if (!write_all (fd, key, XA_MASTER_KEY_SIZE)) {
    code = errno;
    fail_errno (error, path, code);
  } else if (sync_folder (path, error))
    return TRUE;

  /* Half a key helps nobody, and would stand in the way of the next attempt. */
  g_unlink (path);
  explicit_bzero (key, XA_MASTER_KEY_SIZE);

  return FALSE;
}

/* Reads the key; the file must be ours, private, 32 bytes and no link. */
gboolean
xa_key_file_load (const char *path,
                  guint8      key[XA_MASTER_KEY_SIZE],
                  GError    **error)
{
  g_auto (Fd) fd = open_retrying (path, O_RDONLY);
  struct stat info;
  gsize       filled = 0;

  if (fd < 0)
    return fail_errno (error, path, errno);
  if (!check_kind (fd, path, &info, error) || !check_mode (&info, path, error))
    return FALSE;

  while (filled < XA_MASTER_KEY_SIZE) {
    gssize got = read (fd, key + filled, XA_MASTER_KEY_SIZE - filled);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      int code = got < 0 ? errno : EIO;

      explicit_bzero (key, XA_MASTER_KEY_SIZE);
      return fail_errno (error, path, code);
    }
    filled += (gsize) got;
  }

  return TRUE;
}

/* Opens for writing the very file that @info describes, even one its owner made read-only. */
static int
open_to_overwrite (const char        *path,
                   int                fd,
                   const struct stat *info,
                   GError           **error)
{
  g_auto (Fd) writable = -1;
  struct stat again;

  if (fchmod (fd, S_IRUSR | S_IWUSR) < 0 || (writable = open_retrying (path, O_WRONLY)) < 0 || fstat (writable, &again) < 0) {
    fail_errno (error, path, errno);
    return -1;
  }
  if (again.st_dev != info->st_dev || again.st_ino != info->st_ino) {
    g_set_error (error, XA_KEY_ERROR, XA_KEY_ERROR_BAD_FILE, N_ ("The key file %s was replaced while it was being destroyed"), path);
    return -1;
  }

  return g_steal_fd (&writable);
}

/* Overwrites the key, then removes the file. A key that others could read goes too. */
gboolean
xa_key_file_destroy (const char *path,
                     GError    **error)
{
  static const guint8 zeros[XA_MASTER_KEY_SIZE];
  g_auto (Fd) fd = open_retrying (path, O_RDONLY);
  g_auto (Fd) writable = -1;
  struct stat info;

  if (fd < 0)
    return fail_errno (error, path, errno);
  if (!check_kind (fd, path, &info, error))
    return FALSE;
  writable = open_to_overwrite (path, fd, &info, error);
  if (writable < 0)
    return FALSE;
  if (!write_all (writable, zeros, sizeof zeros) || g_unlink (path) < 0)
    return fail_errno (error, path, errno);

  return sync_folder (path, error);
}
