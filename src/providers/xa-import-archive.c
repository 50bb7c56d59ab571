#include "providers/xa-import-archive.h"
#include "model/xa-language.h"
#include "providers/xa-import.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE (64 * 1024)

/* An archive may hold any number of files; more than one to choose from is too many. */
#define MAX_FILES 1000

typedef struct {
  char   *name; /* (owned): in the zip, or relative to the folder */
  guint64 size_bytes;
  int     rank; /* what must be read first */
} Entry;

struct _XaImportArchive {
  char           *path;    /* (owned) */
  GArray         *entries; /* (owned) (element-type Entry), in the order in which they are read */
  guint           next;    /* the entry to open next */
  struct archive *zip;     /* (owned) (nullable): standing in the entry before @next */
  int             fd;      /* likewise of a folder, or -1 */
  gboolean        is_folder;
  gboolean        is_one_file; /* the one entry is an export of its own */
  gboolean        is_damaged;
  gboolean        at_entry_end; /* the line end behind an entry was not given out yet */
};

static void
clear_entry (Entry *entry)
{
  g_free (entry->name);
}

/* Whether @base is STEM.js or STEM-partN.js. */
static gboolean
is_part_of (const char *base,
            const char *stem)
{
  gsize len = strlen (stem);

  if (strncmp (base, stem, len) != 0)
    return FALSE;

  base += len;
  if (g_str_has_prefix (base, "-part")) {
    base += strlen ("-part");
    if (!g_ascii_isdigit (*base))
      return FALSE;
    while (g_ascii_isdigit (*base))
      base++;
  }

  return strcmp (base, ".js") == 0;
}

/* Returns: the place of a file in the order of reading, or -1 for one that is left closed */
static int
rank_base_name (const char *base)
{
  static const struct {
    const char *stem;
    int         rank;
  } wanted[] = { { "account", 0 }, { "follower", 1 }, { "tweet", 2 }, { "tweets", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (is_part_of (base, wanted[i].stem))
      return wanted[i].rank;

  return -1;
}

static int
rank_zip_name (const char *name)
{
  const char *slash = strrchr (name, '/');

  if (!slash)
    return rank_base_name (name);

  /* Below data/, whatever folder the whole was packed in. */
  if ((gsize) (slash - name) < strlen ("data") || strncmp (slash - strlen ("data"), "data", strlen ("data")) != 0)
    return -1;
  if (slash - name > (gssize) strlen ("data") && slash[-5] != '/')
    return -1;

  return rank_base_name (slash + 1);
}

/* Parts are numbered without leading zeros, so that the shorter name comes first. */
static int
compare_entries (const void *a,
                 const void *b)
{
  const Entry *x = a, *y = b;
  gsize        x_len = strlen (x->name), y_len = strlen (y->name);

  if (x->rank != y->rank)
    return x->rank - y->rank;
  if (x_len != y_len)
    return x_len < y_len ? -1 : 1;

  return strcmp (x->name, y->name);
}

static void
add_file (GArray     *files,
          const char *name,
          int         rank,
          gint64      size)
{
  Entry entry = { g_strdup (name), size > 0 ? (guint64) size : 0, rank };

  g_array_append_val (files, entry);
}

static void
add_entry (XaImportArchive *self,
           const char      *name,
           int              rank,
           gint64           size)
{
  add_file (self->entries, name, rank, size);
}

static void
list_folder (XaImportArchive *self,
             const char      *below)
{
  g_autofree char *path = g_build_filename (self->path, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *base;

  while (dir && (base = g_dir_read_name (dir))) {
    int              rank = rank_base_name (base);
    g_autofree char *name = g_build_filename (below, base, NULL);
    g_autofree char *full = g_build_filename (self->path, name, NULL);
    struct stat      info;

    if (rank >= 0 && g_stat (full, &info) == 0 && S_ISREG (info.st_mode))
      add_entry (self, *below ? name : base, rank, info.st_size);
  }
}

static struct archive *
open_zip (const char *path,
          GError    **error)
{
  struct archive *zip = archive_read_new ();

  archive_read_support_format_zip (zip);
  if (archive_read_open_filename (zip, path, BLOCK_SIZE) == ARCHIVE_OK)
    return zip;

  g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
               N_ ("“%s” cannot be opened as a zip archive: %s"), path, archive_error_string (zip));
  archive_read_free (zip);

  return NULL;
}

/* Returns: how likely the entry is to be a whole export: 2 by its name, 1 by its kind, 0 if not */
static int
judge_one_file (const char *name)
{
  const char *slash = strchr (name, '/');
  const char *base = slash ? slash + 1 : name;

  /* Beside the files that people pack, some systems pack what they know of them. */
  if (strchr (base, '/') || *base == '.' || g_str_has_prefix (name, "__MACOSX/"))
    return 0;
  if (strcmp (base, "result.json") == 0)
    return 2;

  return g_str_has_suffix (base, ".json") || g_str_has_suffix (base, ".jsonl") || g_str_has_suffix (base, ".csv") ? 1 : 0;
}

/* Telegram Desktop's result.json goes before any other: what lies beside it is media. */
static gboolean
list_one_file (XaImportArchive *self,
               const GArray    *files,
               GError         **error)
{
  for (int sure = 2; sure > 0 && self->entries->len == 0; sure--)
    for (guint i = 0; i < files->len; i++) {
      const Entry *file = &g_array_index (files, Entry, i);

      if (file->rank == sure)
        add_entry (self, file->name, 0, (gint64) file->size_bytes);
    }
  self->is_one_file = self->entries->len == 1;
  if (self->entries->len <= 1)
    return TRUE;

  g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT,
               N_ ("“%s” holds %u files that could be exports; unpack it and import them one by one"), self->path, self->entries->len);

  return FALSE;
}

static gboolean
list_zip (XaImportArchive *self,
          GError         **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (Entry));
  struct archive       *zip = open_zip (self->path, error);
  struct archive_entry *entry;
  int                   rc;

  g_array_set_clear_func (files, (GDestroyNotify) clear_entry);
  if (!zip)
    return FALSE;

  while ((rc = archive_read_next_header (zip, &entry)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
    const char *name = archive_entry_pathname (entry);
    int         rank = name ? rank_zip_name (name) : -1;
    int         sure = name ? judge_one_file (name) : 0;

    if (archive_entry_filetype (entry) != AE_IFREG)
      continue;
    if (rank >= 0)
      add_entry (self, name, rank, archive_entry_size (entry));
    else if (sure && files->len < MAX_FILES)
      add_file (files, name, sure, archive_entry_size (entry));
  }
  self->is_damaged = rc != ARCHIVE_EOF;
  archive_read_free (zip);

  return self->entries->len > 0 || list_one_file (self, files, error);
}

/**
 * xa_import_archive_open:
 * @path: a zip file, or a folder
 * @is_folder: which of the two
 *
 * Lists what is in it; reads no content. What cannot be listed to the end, because the file
 * was cut, is read as far as it goes.
 *
 * Returns: (transfer full): the archive, or NULL with XA_IMPORT_ERROR where nothing in it is
 * something that can be imported
 */
XaImportArchive *
xa_import_archive_open (const char *path,
                        gboolean    is_folder,
                        GError    **error)
{
  g_autoptr (XaImportArchive) self = g_new0 (XaImportArchive, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  self->is_folder = is_folder;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, (GDestroyNotify) clear_entry);

  if (is_folder) {
    list_folder (self, "data");
    if (self->entries->len == 0)
      list_folder (self, "");
  } else if (!list_zip (self, error)) {
    return NULL;
  }

  if (self->entries->len == 0) {
    g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT,
                 is_folder ? N_ ("“%s” is a folder; name the file in it that is to be imported")
                           : N_ ("“%s” holds no export that can be read from an archive; unpack it and import the file in it"),
                 path);
    return NULL;
  }
  g_array_sort (self->entries, compare_entries);

  return g_steal_pointer (&self);
}

static void
close_entry (XaImportArchive *self)
{
  g_clear_pointer (&self->zip, archive_read_free);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
xa_import_archive_free (XaImportArchive *self)
{
  close_entry (self);
  g_array_unref (self->entries);
  g_free (self->path);
  g_free (self);
}

guint64
xa_import_archive_get_size (const XaImportArchive *self)
{
  guint64 size = self->is_one_file ? 0 : self->entries->len; /* a line end each */

  for (guint i = 0; i < self->entries->len; i++)
    size += g_array_index (self->entries, Entry, i).size_bytes;

  return size;
}

/* Returns: whether it was found to end before its entries did; certain only at the end */
gboolean
xa_import_archive_is_damaged (const XaImportArchive *self)
{
  return self->is_damaged;
}

/* Returns: whether what is read is a file like any other, packed */
gboolean
xa_import_archive_is_one_file (const XaImportArchive *self)
{
  return self->is_one_file;
}

/* Returns: (transfer full): the names of the entries that are read, one a line, in that order */
char *
xa_import_archive_list_entries (const XaImportArchive *self)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->entries->len; i++)
    g_string_append_printf (names, "%s\n", g_array_index (self->entries, Entry, i).name);

  return g_string_free_and_steal (names);
}

static gboolean
open_folder_entry (XaImportArchive *self,
                   const Entry     *entry,
                   GError         **error)
{
  g_autofree char *path = g_build_filename (self->path, entry->name, NULL);

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0) {
    int saved = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), N_ ("“%s” cannot be read: %s"), path, g_strerror (saved));
    return FALSE;
  }

  return TRUE;
}

/* The order in the zip is not ours, so each entry is looked for from its beginning; entries
 * in between are stepped over by their place in the directory, not read. */
static gboolean
open_zip_entry (XaImportArchive *self,
                const Entry     *wanted,
                GError         **error)
{
  struct archive_entry *entry;
  int                   rc;

  self->zip = open_zip (self->path, error);
  if (!self->zip)
    return FALSE;

  while ((rc = archive_read_next_header (self->zip, &entry)) == ARCHIVE_OK || rc == ARCHIVE_WARN)
    if (g_strcmp0 (archive_entry_pathname (entry), wanted->name) == 0) {
      if (!archive_entry_is_data_encrypted (entry))
        return TRUE;
      g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED,
                   N_ ("“%s” is encrypted; unpack it and import the folder"), self->path);
      return FALSE;
    }

  g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_MALFORMED, N_ ("“%s” changed while it was read"), self->path);

  return FALSE;
}

static gboolean
open_next_entry (XaImportArchive *self,
                 GError         **error)
{
  const Entry *entry = &g_array_index (self->entries, Entry, self->next);

  close_entry (self);
  self->next++;

  return self->is_folder ? open_folder_entry (self, entry, error) : open_zip_entry (self, entry, error);
}

/* Returns: bytes read, 0 at the end of the entry, -1 with @error */
static gssize
read_entry (XaImportArchive *self,
            void            *buffer,
            gsize            size,
            GError         **error)
{
  gssize n;

  if (self->is_folder) {
    do
      n = read (self->fd, buffer, size);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), N_ ("“%s” cannot be read: %s"), self->path, g_strerror (saved));
    }
    return n;
  }

  n = archive_read_data (self->zip, buffer, size);
  if (n >= 0)
    return n;
  if (n == ARCHIVE_RETRY || n == ARCHIVE_WARN)
    return 0;

  /* What was unpacked before the damage is good. */
  self->is_damaged = TRUE;

  return 0;
}

/**
 * xa_import_archive_read:
 *
 * Reads on through the entries. A line end follows each of several, so that the next begins a line.
 *
 * Returns: bytes read into @buffer, 0 at the end of the last entry, -1 with @error
 */
gssize
xa_import_archive_read (XaImportArchive *self,
                        void            *buffer,
                        gsize            size,
                        GError         **error)
{
  for (;;) {
    if (self->zip || self->fd >= 0) {
      gssize n = read_entry (self, buffer, size, error);

      if (n != 0)
        return n;
      close_entry (self);
      self->at_entry_end = !self->is_one_file;
    }

    if (self->at_entry_end) {
      self->at_entry_end = FALSE;
      *(char *) buffer = '\n';
      return 1;
    }
    if (self->next == self->entries->len)
      return 0;
    if (!open_next_entry (self, error))
      return -1;
  }
}
