#include "sync/xa-import-identity.h"

#include "store/xa-ingest.h"

#include <string.h>

#define CHUNK_SIZE ((gsize) 256 * 1024)
#define TICK_US (G_USEC_PER_SEC / 10)

struct _XaImportIdentity {
  XaImportSource      *source; /* (owned): the file once more, apart from the one that is parsed */
  XaFileHash          *hash;   /* (owned) (nullable): of what was read of @source; NULL once @whole is known */
  XaPseudonym          whole;
  guint64              size_bytes;
  guint8              *chunk; /* (owned) */
  XaImportIdentityTick tick;
  gpointer             data; /* (not owned): of @tick */
  gint64               ticked_us;
};

/**
 * xa_import_identity_new:
 * @path: the file
 * @options: (transfer full): a hash that was fed with all that shapes the result beside the file
 * @tick: called while the file is read
 *
 * Reads nothing yet.
 *
 * Returns: (transfer full): the identity, or NULL with @error where the file cannot be read
 */
XaImportIdentity *
xa_import_identity_new (const char          *path,
                        XaFileHash          *options,
                        XaImportIdentityTick tick,
                        gpointer             data,
                        GError             **error)
{
  g_autoptr (XaImportIdentity) self = g_new0 (XaImportIdentity, 1);

  self->hash = options;
  self->tick = tick;
  self->data = data;
  self->chunk = g_malloc (CHUNK_SIZE);
  /* Not cancellable: what was parsed by then is still to be named. */
  self->source = xa_import_source_open (path, NULL, error);
  if (!self->source)
    return NULL;
  self->size_bytes = xa_import_source_get_size (self->source);

  return g_steal_pointer (&self);
}

/**
 * xa_import_identity_free:
 * @self: (transfer full) (nullable): an identity
 */
void
xa_import_identity_free (XaImportIdentity *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->source, xa_import_source_free);
  g_clear_pointer (&self->hash, xa_file_hash_free);
  g_free (self->chunk);
  g_free (self);
}

/* Returns: how far the file was read for its hash */
guint64
xa_import_identity_get_offset (const XaImportIdentity *self)
{
  return xa_import_source_get_offset (self->source);
}

/* Returns: the size of the text in the file, an estimate until xa_import_identity_has_size() or
 * all was read */
guint64
xa_import_identity_get_size (const XaImportIdentity *self)
{
  return self->hash ? self->size_bytes : xa_import_identity_get_offset (self);
}

/* Returns: whether the size is known without reading the file */
gboolean
xa_import_identity_has_size (const XaImportIdentity *self)
{
  return xa_import_source_has_exact_size (self->source);
}

static gboolean
read_up_to (XaImportIdentity *self,
            guint64           offset,
            GCancellable     *cancellable,
            GError          **error)
{
  guint64 at;

  while ((at = xa_import_source_get_offset (self->source)) < offset) {
    gssize n = xa_import_source_read (self->source, self->chunk, MIN (CHUNK_SIZE, offset - at), error);
    gint64 now_us = g_get_monotonic_time ();

    if (n < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (n == 0)
      return TRUE;
    xa_file_hash_feed (self->hash, self->chunk, (gsize) n);
    if (now_us - self->ticked_us >= TICK_US) {
      self->ticked_us = now_us;
      self->tick (self->data);
    }
  }

  return TRUE;
}

/* The size is part of it: a longer file that begins in the same way is another one. */
static XaPseudonym
name_part (const XaImportIdentity *self)
{
  XaFileHash      *hash = xa_file_hash_copy (self->hash);
  g_autofree char *words = g_strdup_printf ("%c part of %" G_GUINT64_FORMAT, '\0', self->size_bytes);

  xa_file_hash_feed (hash, words, 1 + strlen (words + 1));

  return xa_file_hash_finish (hash);
}

static gboolean
read_whole (XaImportIdentity *self,
            GCancellable     *cancellable,
            GError          **error)
{
  if (!self->hash)
    return TRUE;
  if (!read_up_to (self, G_MAXUINT64, cancellable, error))
    return FALSE;
  self->whole = xa_file_hash_finish (g_steal_pointer (&self->hash));

  return TRUE;
}

/**
 * xa_import_identity_recognize:
 * @known: (element-type XaIngestKnown): what the workspace has of the same size, by offset
 * @id: (out): what the workspace knows the file by; where it does not know it, what a file is
 *   known by of which nothing was taken in yet
 *
 * Finds out whether the file was here before, wholly or in part. Reads it only if its size
 * leaves that open.
 */
gboolean
xa_import_identity_recognize (XaImportIdentity *self,
                              GArray           *known,
                              XaPseudonym      *id,
                              GCancellable     *cancellable,
                              GError          **error)
{
  gboolean is_part = FALSE;

  *id = name_part (self);
  if (xa_import_identity_has_size (self) && known->len == 0)
    return TRUE;

  for (guint i = 0; i < known->len; i++) {
    const XaIngestKnown *one = &g_array_index (known, XaIngestKnown, i);
    XaPseudonym          part;

    if (one->is_done)
      continue;
    if (!read_up_to (self, one->offset, cancellable, error))
      return FALSE;
    part = name_part (self);
    if (memcmp (&part, &one->source, sizeof part) == 0) {
      *id = part;
      is_part = TRUE;
    }
  }
  if (!read_whole (self, cancellable, error))
    return FALSE;

  /* An import that is done, or was cut off only after all was read, goes before one of a part. */
  for (guint i = 0; i < known->len; i++)
    if (memcmp (&g_array_index (known, XaIngestKnown, i).source, &self->whole, sizeof self->whole) == 0)
      is_part = FALSE;
  if (!is_part)
    *id = self->whole;

  return TRUE;
}

/**
 * xa_import_identity_at:
 * @offset: where a batch ends; never less than before
 * @id: (out): what the file is known by when all before @offset is taken in
 */
gboolean
xa_import_identity_at (XaImportIdentity *self,
                       guint64           offset,
                       XaPseudonym      *id,
                       GError          **error)
{
  if (self->hash && !read_up_to (self, offset, NULL, error))
    return FALSE;
  *id = self->hash ? name_part (self) : self->whole;

  return TRUE;
}

/**
 * xa_import_identity_at_end:
 * @id: (out): what the whole file is known by
 */
gboolean
xa_import_identity_at_end (XaImportIdentity *self,
                           XaPseudonym      *id,
                           GError          **error)
{
  if (!read_whole (self, NULL, error))
    return FALSE;
  *id = self->whole;

  return TRUE;
}
