#include "providers/xa-import.h"
#include "model/xa-language.h"
#include "providers/xa-import-archive.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Raw bytes of UTF-16 that are converted at a time; each pair becomes at most three. */
#define WIDE_SIZE (64 * 1024)

typedef enum {
  ENCODING_UTF8,
  ENCODING_UTF16LE,
  ENCODING_UTF16BE,
} Encoding;

struct _XaImportSource {
  char            *path;        /* (owned) */
  GCancellable    *cancellable; /* (owned) (nullable) */
  int              fd;          /* or -1 */
  XaImportArchive *archive;     /* (owned) (nullable) */
  guint8           head[4];     /* of a packed file, read to know its encoding */
  gsize            n_head;      /* of @head, yet to be handed out */
  GBytes          *bytes;       /* (owned) (nullable) */
  gsize            bytes_read;
  gsize            chunk_size; /* the most that one read of @bytes gives */

  Encoding encoding;
  guint64  raw_size;
  guint64  raw_read;
  guint8  *wide; /* (owned) (nullable): UTF-16 as read, of which @n_wide bytes wait for their rest */
  gsize    n_wide;
  char    *narrow;   /* (owned) (nullable): the same as UTF-8 */
  gsize    n_narrow; /* converted */
  gsize    taken;    /* of them handed out */

  guint64         resume_offset;
  _Atomic guint64 size;   /* progress is asked for by another thread */
  _Atomic guint64 offset; /* likewise */
};

G_DEFINE_QUARK (xa-import-error-quark, xa_import_error)

static XaImportSource *
source_new (const char   *path,
            GCancellable *cancellable)
{
  XaImportSource *self = g_new0 (XaImportSource, 1);

  self->path = g_strdup (path);
  self->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  self->fd = -1;

  return self;
}

/**
 * xa_import_source_free:
 * @self: (nullable): a source
 */
void
xa_import_source_free (XaImportSource *self)
{
  if (!self)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->archive, xa_import_archive_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->cancellable);
  g_free (self->wide);
  g_free (self->narrow);
  g_free (self->path);
  g_free (self);
}

static void
fail_with_errno (XaImportSource *self,
                 GError        **error)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), N_ ("“%s” cannot be read: %s"), self->path, g_strerror (saved));
}

/* Returns: the length of the byte order mark that begins @head, with the encoding it tells */
static gsize
detect_encoding (const guint8 *head,
                 gsize         size,
                 Encoding     *encoding)
{
  *encoding = ENCODING_UTF8;
  if (size >= 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf)
    return 3;
  if (size >= 2 && head[0] == 0xff && head[1] == 0xfe) {
    *encoding = ENCODING_UTF16LE;
    return 2;
  }
  if (size >= 2 && head[0] == 0xfe && head[1] == 0xff) {
    *encoding = ENCODING_UTF16BE;
    return 2;
  }

  return 0;
}

/* What was read of a packed file to know its encoding comes first when it is read. */
static void
take_head (XaImportSource *self,
           gsize           mark)
{
  self->n_head -= mark;
  memmove (self->head, self->head + mark, self->n_head);
}

static void
begin_text (XaImportSource *self,
            const guint8   *head,
            gsize           head_size,
            guint64         raw_size)
{
  gsize mark = detect_encoding (head, head_size, &self->encoding);

  self->raw_size = raw_size - mark;
  self->size = self->raw_size;
  if (self->archive)
    take_head (self, mark);
  else if (self->fd >= 0)
    lseek (self->fd, (off_t) mark, SEEK_SET);
  else
    self->bytes_read = mark;
  if (self->encoding != ENCODING_UTF8) {
    self->wide = g_malloc (WIDE_SIZE);
    self->narrow = g_malloc (WIDE_SIZE / 2 * 3);
  }
}

static gboolean
open_archive (XaImportSource *self,
              gboolean        is_folder,
              GError        **error)
{
  self->archive = xa_import_archive_open (self->path, is_folder, error);
  if (!self->archive)
    return FALSE;
  self->size = xa_import_archive_get_size (self->archive);
  if (!xa_import_archive_is_one_file (self->archive))
    return TRUE;

  while (self->n_head < sizeof self->head) {
    gssize n = xa_import_archive_read (self->archive, self->head + self->n_head, sizeof self->head - self->n_head, error);

    if (n < 0)
      return FALSE;
    if (n == 0)
      break;
    self->n_head += (gsize) n;
  }
  begin_text (self, self->head, self->n_head, MAX (self->size, self->n_head));

  return TRUE;
}

static gboolean
open_file (XaImportSource *self,
           GError        **error)
{
  guint8      head[4];
  gssize      n;
  struct stat info;

  /* O_NONBLOCK: opening a pipe that nobody writes to must not hang. */
  self->fd = g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (self->fd < 0 || fstat (self->fd, &info) != 0) {
    fail_with_errno (self, error);
    return FALSE;
  }

  if (S_ISDIR (info.st_mode))
    return open_archive (self, TRUE, error);
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT,
                 N_ ("“%s” is not a file; save what it gives to one and import that"), self->path);
    return FALSE;
  }

  n = pread (self->fd, head, sizeof head, 0);
  if (n < 0) {
    fail_with_errno (self, error);
    return FALSE;
  }
  if (n == 0) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, N_ ("“%s” is empty"), self->path);
    return FALSE;
  }
  if (n == 4 && (memcmp (head, "PK\003\004", 4) == 0 || memcmp (head, "PK\005\006", 4) == 0))
    return open_archive (self, FALSE, error);

  posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  begin_text (self, head, (gsize) n, (guint64) info.st_size);

  return TRUE;
}

/**
 * xa_import_source_open:
 * @path: a file, or the folder of an unpacked archive
 * @cancellable: (nullable): makes reads fail once it is cancelled
 *
 * Returns: (transfer full): a source at the beginning of its text, or NULL with @error: of
 * G_IO_ERROR where it cannot be read, of XA_IMPORT_ERROR where there is nothing to import in it
 */
XaImportSource *
xa_import_source_open (const char   *path,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (XaImportSource) self = source_new (path, cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !open_file (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * xa_import_source_new_for_bytes:
 * @bytes: a whole file
 * @path: what it is called
 * @chunk_size: the most bytes that one read gives, or 0 for as many as are asked for
 *
 * A file in memory, for tests: nothing that is read may depend on where reads happen to end.
 *
 * Returns: (transfer full): a source at the beginning of its text
 */
XaImportSource *
xa_import_source_new_for_bytes (GBytes     *bytes,
                                const char *path,
                                gsize       chunk_size)
{
  XaImportSource *self = source_new (path, NULL);
  gsize           size;
  const guint8   *data = g_bytes_get_data (bytes, &size);

  self->bytes = g_bytes_ref (bytes);
  self->chunk_size = chunk_size ? chunk_size : G_MAXSIZE;
  begin_text (self, data, size, size);

  return self;
}

/**
 * xa_import_source_reopen:
 *
 * For what a file says only near its end: the same text once more, while @self stays where it is.
 *
 * Returns: (transfer full): a source at the beginning of the same text, or NULL with @error
 */
XaImportSource *
xa_import_source_reopen (XaImportSource *self,
                         GError        **error)
{
  if (self->bytes)
    return xa_import_source_new_for_bytes (self->bytes, self->path, self->chunk_size);

  return xa_import_source_open (self->path, self->cancellable, error);
}

const char *
xa_import_source_get_path (XaImportSource *self)
{
  return self->path;
}

guint64
xa_import_source_get_size (XaImportSource *self)
{
  return atomic_load_explicit (&self->size, memory_order_relaxed);
}

/* Returns: whether the size is that of the text, so that it can be relied on before all is read */
gboolean
xa_import_source_has_exact_size (XaImportSource *self)
{
  return !self->archive && self->encoding == ENCODING_UTF8;
}

guint64
xa_import_source_get_offset (XaImportSource *self)
{
  return atomic_load_explicit (&self->offset, memory_order_relaxed);
}

/**
 * xa_import_source_set_resume_offset:
 * @offset: where the last checkpoint of an earlier parse of the same source was
 *
 * Tells the parser what it need not hand over again. Reading still starts at the beginning.
 */
void
xa_import_source_set_resume_offset (XaImportSource *self,
                                    guint64         offset)
{
  self->resume_offset = offset;
}

guint64
xa_import_source_get_resume_offset (XaImportSource *self)
{
  return self->resume_offset;
}

GCancellable *
xa_import_source_get_cancellable (XaImportSource *self)
{
  return self->cancellable;
}

/* Returns: whether the text is that of several files, one after another; a file that is packed
 * alone is read like any other */
gboolean
xa_import_source_is_archive (XaImportSource *self)
{
  return self->archive && !xa_import_archive_is_one_file (self->archive);
}

gboolean
xa_import_source_is_damaged (XaImportSource *self)
{
  return self->archive && xa_import_archive_is_damaged (self->archive);
}

/* Returns: (transfer full): the names of the entries of an archive that are read, one a line */
char *
xa_import_source_list_entries (XaImportSource *self)
{
  return self->archive ? xa_import_archive_list_entries (self->archive) : g_strdup ("");
}

/* As xa_import_source_read(), before conversion. */
static gssize
read_raw (XaImportSource *self,
          void           *buffer,
          gsize           size,
          GError        **error)
{
  gssize n;

  if (self->n_head) {
    size = MIN (size, self->n_head);
    memcpy (buffer, self->head, size);
    take_head (self, size);
    return (gssize) size;
  }
  if (self->archive)
    return xa_import_archive_read (self->archive, buffer, size, error);

  if (self->bytes) {
    gsize         total;
    const guint8 *data = g_bytes_get_data (self->bytes, &total);
    gsize         left = total - self->bytes_read;

    size = MIN (size, MIN (left, self->chunk_size));
    if (size)
      memcpy (buffer, data + self->bytes_read, size);
    self->bytes_read += size;
    return (gssize) size;
  }

  do
    n = read (self->fd, buffer, size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    fail_with_errno (self, error);

  return n;
}

static gunichar
get_unit (XaImportSource *self,
          gsize           at)
{
  return self->encoding == ENCODING_UTF16LE ? (gunichar) (self->wide[at] | self->wide[at + 1] << 8)
                                            : (gunichar) (self->wide[at] << 8 | self->wide[at + 1]);
}

/* Converts what is whole; a unit or pair that is not stays for the next round. Half a pair
 * becomes the replacement character, as does the odd byte at the end of a cut file. */
static void
narrow (XaImportSource *self,
        gboolean        at_end)
{
  gsize at = 0;

  self->n_narrow = self->taken = 0;
  while (at + 2 <= self->n_wide) {
    gunichar unit = get_unit (self, at);
    gsize    used = 2;

    if (unit >= 0xd800 && unit < 0xdc00) {
      gunichar low = at + 4 <= self->n_wide ? get_unit (self, at + 2) : 0;

      if (at + 4 > self->n_wide && !at_end)
        break;
      if (low >= 0xdc00 && low < 0xe000) {
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        used = 4;
      } else {
        unit = 0xfffd;
      }
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      unit = 0xfffd;
    }
    self->n_narrow += (gsize) g_unichar_to_utf8 (unit, self->narrow + self->n_narrow);
    at += used;
  }

  if (at_end && at < self->n_wide) {
    self->n_narrow += (gsize) g_unichar_to_utf8 (0xfffd, self->narrow + self->n_narrow);
    at = self->n_wide;
  }
  self->n_wide -= at;
  memmove (self->wide, self->wide + at, self->n_wide);
}

static gssize
read_wide (XaImportSource *self,
           void           *buffer,
           gsize           size,
           GError        **error)
{
  while (self->taken == self->n_narrow) {
    gssize n = read_raw (self, self->wide + self->n_wide, WIDE_SIZE - self->n_wide, error);

    if (n < 0)
      return -1;
    if (n == 0 && self->n_wide == 0)
      return 0;
    self->n_wide += (gsize) n;
    self->raw_read += (guint64) n;
    narrow (self, n == 0);
  }

  size = MIN (size, MIN (self->n_narrow - self->taken, self->chunk_size ? self->chunk_size : G_MAXSIZE));
  memcpy (buffer, self->narrow + self->taken, size);
  self->taken += size;

  return (gssize) size;
}

/* The size in UTF-8 is known only at the end of the file: until then it is taken to go on as
 * it began. */
static void
estimate_size (XaImportSource *self,
               guint64         offset)
{
  guint64 converted = offset + (self->n_narrow - self->taken);

  if (self->raw_read)
    atomic_store_explicit (&self->size, (guint64) ((double) converted * (double) self->raw_size / (double) self->raw_read), memory_order_relaxed);
}

/**
 * xa_import_source_read:
 * @buffer: (array length=size): where to put the text
 * @size: more than 0
 *
 * Reads on, with as few copies as there can be: a plain file goes straight into @buffer. Bytes
 * that are not UTF-8 are handed on as they are: what to make of them is the parser's affair.
 *
 * Returns: bytes read into @buffer, 0 at the end, -1 with @error
 */
gssize
xa_import_source_read (XaImportSource *self,
                       void           *buffer,
                       gsize           size,
                       GError        **error)
{
  guint64 offset = xa_import_source_get_offset (self);
  gssize  n;

  g_return_val_if_fail (size > 0, -1);

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return -1;

  n = self->encoding == ENCODING_UTF8 ? read_raw (self, buffer, size, error) : read_wide (self, buffer, size, error);
  if (n > 0) {
    atomic_store_explicit (&self->offset, offset + (guint64) n, memory_order_relaxed);
    if (self->encoding != ENCODING_UTF8)
      estimate_size (self, offset + (guint64) n);
  }

  return n;
}
