#pragma once

#include "model/xa-sink.h"

#include <gio/gio.h>

/*
 * Importers turn a file into uniform records. One importer a format, in a folder of its
 * platform; each is a table of two functions without state of its own.
 */

#define XA_IMPORT_ERROR (xa_import_error_quark ())
GQuark xa_import_error_quark (void);

typedef enum {
  XA_IMPORT_ERROR_UNKNOWN_FORMAT, /* not recognised */
  XA_IMPORT_ERROR_MALFORMED,      /* not what its beginning promised; nothing usable */
  XA_IMPORT_ERROR_REFUSED,        /* a personal chat, or another thing we do not take */
  XA_IMPORT_ERROR_NEEDS_OPTION,   /* the file does not say it: platform or audience */
  XA_IMPORT_ERROR_KEY_MISMATCH,   /* pseudonyms of another key */
} XaImportError;

/* What the user said beside the file. */
typedef struct {
  XaPlatform  platform;      /* or 0 */
  const char *audience_name; /* (nullable) */
  XaCoverage  coverage;      /* or 0 */
  gint64      first_n;       /* with XA_COVERAGE_FIRST_N, or 0: as many as are read */
  gint64      at_us;         /* time of the snapshot: never unknown */
  gint64      mtime_us;      /* of the file: when its counters were seen */
  const char *key_id;        /* (nullable): of the workspace, which a file of its pseudonyms must name */
} XaImportOptions;

/* A file being read from its beginning, in pieces. Bytes before the resume offset are read
 * again, for their context only. Offsets and sizes are those of the text that is handed out:
 * without a byte order mark, UTF-8 where the file is UTF-16, and, of an archive (a zip file or
 * the folder it unpacks to), the entries that importers take, one after another. A zip file with
 * nothing but one file to import is read like that file. */
typedef struct _XaImportSource XaImportSource;

XaImportSource *xa_import_source_open (const char *path, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaImportSource *xa_import_source_new_for_bytes (GBytes *bytes, const char *path, gsize chunk_size) G_GNUC_WARN_UNUSED_RESULT;
XaImportSource *xa_import_source_reopen (XaImportSource *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            xa_import_source_free (XaImportSource *self);
const char     *xa_import_source_get_path (XaImportSource *self);
guint64         xa_import_source_get_size (XaImportSource *self); /* in bytes, for progress; of UTF-16 an estimate */
gboolean        xa_import_source_has_exact_size (XaImportSource *self);
guint64         xa_import_source_get_offset (XaImportSource *self); /* bytes handed out so far; from any thread */
void            xa_import_source_set_resume_offset (XaImportSource *self, guint64 offset);
guint64         xa_import_source_get_resume_offset (XaImportSource *self); /* 0: from the start */
GCancellable   *xa_import_source_get_cancellable (XaImportSource *self);
gboolean        xa_import_source_is_archive (XaImportSource *self);
gboolean        xa_import_source_is_damaged (XaImportSource *self); /* an archive ended before its entries did */
char           *xa_import_source_list_entries (XaImportSource *self) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: bytes read into @buffer, 0 at the end, -1 with @error. */
gssize xa_import_source_read (XaImportSource *self, void *buffer, gsize size, GError **error);

/* The beginning of a file, to recognise it by. */
typedef struct {
  const char   *path;
  const guint8 *data;       /* (array length=size), UTF-8 where it was UTF-16 */
  gsize         size;       /* at most XA_IMPORT_PROBE_SIZE */
  gboolean      is_archive; /* @data is a list of entry names, one a line */
} XaImportProbe;

#define XA_IMPORT_PROBE_SIZE 65536

/* What a parse found out besides records. */
typedef struct {
  gboolean truncated;   /* the file ends in the middle */
  char     notice[256]; /* what the user should know, in their words; empty for nothing */
} XaImportResult;

typedef struct {
  const char *id;   /* written to workspaces and typed on the command line: never rename */
  const char *name; /* shown to people */

  /* (nullable): Whether what is in @source, which is read away, names no audience. Where the user
   * does not either, the file's name does: the same bytes under two names are two audiences. */
  gboolean (*is_named_by_file) (XaImportSource *source);

  /* Whether the file looks like this format; never certain, never slow. */
  gboolean (*recognize) (const XaImportProbe *probe);
  /* Reads all of @source into @sink, checkpointing after every record. */
  gboolean (*parse) (XaImportSource *source, const XaImportOptions *options, XaSink *sink, XaImportResult *result, GError **error);
} XaImporter;

/* Listed in xa-importers.c, from the surest to recognise to the least sure. */
extern const XaImporter xa_telegram_export;
extern const XaImporter xa_discord_export;
extern const XaImporter xa_x_archive;
extern const XaImporter xa_members_csv;
extern const XaImporter xa_uniform_jsonl;

const XaImporter *xa_importer_by_id (const char *id);
const XaImporter *xa_importer_recognize (const char *path, GCancellable *cancellable, GError **error);
const XaImporter *xa_importer_recognize_source (XaImportSource *source, GError **error); /* reads its beginning */
char             *xa_importer_list_ids (void) G_GNUC_WARN_UNUSED_RESULT;                 /* "telegram, discord, ..." */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaImportSource, xa_import_source_free)
