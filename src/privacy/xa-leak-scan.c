#include "privacy/xa-leak-scan.h"

#include "model/xa-language.h"
#include "privacy/xa-leak-forms.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW_SIZE (256 * 1024)

/* An address has up to 64 bytes before its '@' and 255 after (RFC 5321, section 4.5.3.1). */
#define EMAIL_BEFORE 64
#define EMAIL_AFTER 256

struct _XaLeakScan {
  XaByteSearch *exact;  /* (owned) */
  XaByteSearch *folded; /* (owned): sees the files in lower case */
  GArray       *tags;   /* (owned) (element-type XaLeakTag) */
  gsize         n_planted;
  GPtrArray    *leaks; /* (owned) (element-type XaLeak) */
  guint64       n_leaks;
  guint64       n_files;
  guint64       n_bytes;
};

/* A part of a file, with some of what stands before and after. */
typedef struct {
  XaLeakScan   *scan; /* (not owned) */
  const char   *path; /* (not owned) */
  const guint8 *data; /* (not owned) */
  gsize         size;
  guint64       offset; /* of the data in the file */
} Window;

static void
free_leak (gpointer data)
{
  XaLeak *leak = data;

  g_free (leak->path);
  g_free (leak);
}

static void
report (XaLeakScan *self,
        const char *path,
        guint64     offset,
        gsize       planted,
        XaLeakForm  form)
{
  XaLeak *leak;

  self->n_leaks++;
  if (self->leaks->len >= XA_LEAK_MAX)
    return;
  leak = g_new (XaLeak, 1);
  *leak = (XaLeak) { g_strdup (path), offset, planted, form };
  g_ptr_array_add (self->leaks, leak);
}

/* Whether digits around it make of a number another one; zeros before it do not. */
static gboolean
is_part_of_number (const Window *window,
                   gsize         start,
                   gsize         len)
{
  if (start + len < window->size && g_ascii_isdigit (window->data[start + len]))
    return TRUE;
  while (start > 0 && window->data[start - 1] == '0')
    start--;

  return start > 0 && g_ascii_isdigit (window->data[start - 1]);
}

static void
found_cb (gsize    start,
          gsize    len,
          guint    tag_index,
          gpointer user_data)
{
  const Window    *window = user_data;
  const XaLeakTag *tag = &g_array_index (window->scan->tags, XaLeakTag, tag_index);

  if (tag->is_number && is_part_of_number (window, start, len))
    return;
  report (window->scan, window->path, window->offset + start, tag->planted, tag->form);
}

static gboolean
is_local_byte (guint8 c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '_' || c == '-' || c == '+';
}

/* Whether an address stands around the '@' at @at. Three letters before it, three after and two
 * after a dot are asked for: random bytes have that once in some 5 GB. What follows does not
 * matter, since a database writes its columns without anything between them. */
static gboolean
is_email (const Window *window,
          gsize         at)
{
  const guint8 *d = window->data;
  gsize         start = at, end, label = at + 1;

  while (start > 0 && at - start < EMAIL_BEFORE && is_local_byte (d[start - 1]))
    start--;
  if (at - start < 3)
    return FALSE;
  for (end = at + 1; end < window->size && end - at < EMAIL_AFTER && (g_ascii_isalnum (d[end]) || d[end] == '-' || d[end] == '.'); end++) {
    if (d[end] != '.')
      continue;
    if (end == label)
      return FALSE;
    label = end + 1;
    if (end - at > 3 && end + 2 < window->size && g_ascii_isalpha (d[end + 1]) && g_ascii_isalpha (d[end + 2]))
      return TRUE;
  }

  return FALSE;
}

static void
search_emails (Window *window,
               gsize   from,
               gsize   to)
{
  const guint8 *at = window->data + from;
  const guint8 *end = window->data + to;

  for (; at < end && (at = memchr (at, '@', (gsize) (end - at))) != NULL; at++)
    if (is_email (window, (gsize) (at - window->data)))
      report (window->scan, window->path, window->offset + (gsize) (at - window->data), XA_LEAK_UNPLANTED, XA_LEAK_EMAIL);
}

/* Reports what begins in [from, to) of the window. */
static void
search_window (Window *window,
               guint8 *folded,
               gsize   from,
               gsize   to)
{
  XaLeakScan   *self = window->scan;
  const guint8 *data = window->data;

  xa_byte_search_run (self->exact, data, window->size, from, to, found_cb, window);
  search_emails (window, from, to);

  for (gsize i = 0; i < window->size; i++)
    folded[i] = (guint8) (data[i] + ((guint8) (data[i] - 'A') < 26 ? 'a' - 'A' : 0));
  window->data = folded;
  xa_byte_search_run (self->folded, folded, window->size, from, to, found_cb, window);
  window->data = data;
}

/* A leak can be the name of a file as well. */
static void
search_name (XaLeakScan *self,
             const char *path)
{
  g_autofree char   *name = g_path_get_basename (path);
  gsize              size = strlen (name);
  g_autofree guint8 *folded = g_malloc (size + 1);
  guint64            n_before = self->n_leaks;
  guint              len_before = self->leaks->len;
  Window             window = { self, path, (const guint8 *) name, size, 0 };

  search_window (&window, folded, 0, size);
  if (self->n_leaks > n_before)
    for (guint i = len_before; i < self->leaks->len; i++)
      ((XaLeak *) g_ptr_array_index (self->leaks, i))->offset = 0;
}

static gssize
read_fully (int     fd,
            guint8 *buffer,
            gsize   size)
{
  gsize filled = 0;

  while (filled < size) {
    gssize got = read (fd, buffer + filled, size - filled);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    filled += (gsize) got;
  }

  return (gssize) filled;
}

/* Goes through a file in windows. What begins in the last @ahead bytes of one is left to the next,
 * which starts with @behind bytes that were looked at already. */
static gboolean
scan_content (XaLeakScan   *self,
              const char   *path,
              int           fd,
              GCancellable *cancellable,
              GError      **error)
{
  const gsize        ahead = MAX (MAX (xa_byte_search_get_longest (self->exact), xa_byte_search_get_longest (self->folded)) + 1, EMAIL_AFTER);
  const gsize        behind = EMAIL_BEFORE;
  const gsize        capacity = WINDOW_SIZE + ahead + behind;
  g_autofree guint8 *data = g_malloc (capacity);
  g_autofree guint8 *folded = g_malloc (capacity);
  Window             window = { self, path, data, 0, 0 };
  gsize              searched = 0; /* in the window */
  gboolean           at_end = FALSE;

  while (!at_end) {
    gssize got;
    gsize  to, drop;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    got = read_fully (fd, data + window.size, capacity - window.size);
    if (got < 0) {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), N_ ("%s cannot be read: %s"), path, g_strerror (errno));
      return FALSE;
    }
    at_end = (gsize) got < capacity - window.size;
    window.size += (gsize) got;
    self->n_bytes += (guint64) got;

    to = at_end ? window.size : window.size - ahead;
    search_window (&window, folded, searched, to);
    drop = to > behind ? to - behind : 0;
    memmove (data, data + drop, window.size - drop);
    window.size -= drop;
    window.offset += drop;
    searched = to - drop;
  }

  return TRUE;
}

XaLeakScan *
xa_leak_scan_new (void)
{
  XaLeakScan *self = g_new0 (XaLeakScan, 1);

  self->exact = xa_byte_search_new ();
  self->folded = xa_byte_search_new ();
  self->tags = g_array_new (FALSE, FALSE, sizeof (XaLeakTag));
  self->leaks = g_ptr_array_new_with_free_func (free_leak);

  return self;
}

void
xa_leak_scan_free (XaLeakScan *self)
{
  xa_byte_search_free (self->exact);
  xa_byte_search_free (self->folded);
  g_array_unref (self->tags);
  g_ptr_array_unref (self->leaks);
  g_free (self);
}

/**
 * xa_leak_scan_plant:
 * @text: an id, a handle, a name or any other text that must not be found; plant all before the
 *   first scan
 *
 * Text and hex are searched for in any case; text also as JSON and URLs escape it. A number counts
 * as found in digits only where no other digits make it part of another number. Forms of which
 * less than four bytes are determined are left out, since chance writes them too; so are integers
 * below 2^24, and those below 2^31 in the four bytes in which SQLite keeps them.
 *
 * Returns: how many forms are searched for; 0 if @text is shorter than four bytes
 */
guint
xa_leak_scan_plant (XaLeakScan *self,
                    const char *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, 0);

  return xa_leak_add_forms (text, self->n_planted++, self->exact, self->folded, self->tags);
}

/**
 * xa_leak_scan_file:
 * @path: a regular file; a link is not followed
 *
 * Returns: FALSE with @error set where the file could not be read to its end: what was not read
 *   was not searched. Leaks are no error
 */
gboolean
xa_leak_scan_file (XaLeakScan   *self,
                   const char   *path,
                   GCancellable *cancellable,
                   GError      **error)
{
  struct stat info;
  gboolean    ok;
  int         fd;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    int code = errno;

    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), N_ ("%s cannot be opened: %s"), path, g_strerror (code));
    return FALSE;
  }
  if (fstat (fd, &info) < 0 || !S_ISREG (info.st_mode)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, N_ ("%s is not a regular file"), path);
    g_close (fd, NULL);
    return FALSE;
  }

  search_name (self, path);
  self->n_files++;
  ok = scan_content (self, path, fd, cancellable, error);
  g_close (fd, NULL);

  return ok;
}

/* Scans a name found in a folder; what is neither a file nor a folder holds no bytes. */
static gboolean
scan_entry (XaLeakScan   *self,
            const char   *path,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (GError) failure = NULL;
  struct stat info;

  if (g_lstat (path, &info) < 0)
    return TRUE; /* gone since the folder was read */
  if (S_ISDIR (info.st_mode))
    return xa_leak_scan_tree (self, path, cancellable, error);
  if (!S_ISREG (info.st_mode)) {
    search_name (self, path);
    return TRUE;
  }
  if (xa_leak_scan_file (self, path, cancellable, &failure) || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * xa_leak_scan_tree:
 * @folder: is scanned with everything below it, hidden files too; links are not followed
 *
 * Returns: FALSE with @error set at the first file or folder that cannot be read
 */
gboolean
xa_leak_scan_tree (XaLeakScan   *self,
                   const char   *folder,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (self != NULL && folder != NULL, FALSE);

  search_name (self, folder);
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!scan_entry (self, path, cancellable, error))
      return FALSE;
  }

  return TRUE;
}

const GPtrArray *
xa_leak_scan_get_leaks (XaLeakScan *self)
{
  return self->leaks;
}

guint64
xa_leak_scan_get_count (XaLeakScan *self)
{
  return self->n_leaks;
}

guint64
xa_leak_scan_get_files (XaLeakScan *self)
{
  return self->n_files;
}

guint64
xa_leak_scan_get_bytes (XaLeakScan *self)
{
  return self->n_bytes;
}

const char *
xa_leak_form_words (XaLeakForm form)
{
  switch (form) {
  case XA_LEAK_TEXT:
    return "text";
  case XA_LEAK_BASE64:
    return "base64";
  case XA_LEAK_HEX:
    return "hex";
  case XA_LEAK_LITTLE_ENDIAN:
    return "integer, little-endian";
  case XA_LEAK_BIG_ENDIAN:
    return "integer, big-endian";
  case XA_LEAK_EMAIL:
    return "e-mail address";
  }

  return "unknown";
}
