#include "providers/xa-import.h"

#include "model/xa-language.h"

#include <string.h>

/* A member list is anything with a fitting header, so it is asked last. */
static const XaImporter *const importers[] = {
  &xa_x_archive,
  &xa_telegram_export,
  &xa_discord_export,
  &xa_uniform_jsonl,
  &xa_members_csv,
  NULL,
};

/**
 * xa_importer_by_id:
 *
 * Returns: (nullable): the importer with this id
 */
const XaImporter *
xa_importer_by_id (const char *id)
{
  for (gsize i = 0; importers[i]; i++)
    if (g_strcmp0 (importers[i]->id, id) == 0)
      return importers[i];

  return NULL;
}

static char *
join_importers (gboolean by_name)
{
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; importers[i]; i++) {
    if (joined->len)
      g_string_append (joined, ", ");
    g_string_append (joined, by_name ? importers[i]->name : importers[i]->id);
  }

  return g_string_free_and_steal (joined);
}

/* Returns: (transfer full): the ids of all importers, with commas between them */
char *
xa_importer_list_ids (void)
{
  return join_importers (FALSE);
}

/* Reads until the probe is full or the file ends: a short read says nothing about the file. */
static gssize
read_probe (XaImportSource *source,
            guint8         *buffer,
            gsize           size,
            GError        **error)
{
  gsize filled = 0;

  while (filled < size) {
    gssize n = xa_import_source_read (source, buffer + filled, size - filled, error);

    if (n < 0)
      return -1;
    if (n == 0)
      break;
    filled += (gsize) n;
  }

  return (gssize) filled;
}

/**
 * xa_importer_recognize_source:
 * @source: a source at its beginning, which this reads away
 *
 * Returns: the importer for it, or NULL with @error; XA_IMPORT_ERROR_UNKNOWN_FORMAT says what
 * can be imported
 */
const XaImporter *
xa_importer_recognize_source (XaImportSource *source,
                              GError        **error)
{
  XaImportProbe      probe = { .path = xa_import_source_get_path (source), .is_archive = xa_import_source_is_archive (source) };
  g_autofree guint8 *buffer = g_malloc (XA_IMPORT_PROBE_SIZE);
  g_autofree char   *names = NULL;
  g_autofree char   *entries = NULL;
  g_autofree char   *base = NULL;

  if (probe.is_archive) {
    entries = xa_import_source_list_entries (source);
    probe.data = (const guint8 *) entries;
    probe.size = MIN (strlen (entries), XA_IMPORT_PROBE_SIZE);
  } else {
    gssize n = read_probe (source, buffer, XA_IMPORT_PROBE_SIZE, error);

    if (n < 0)
      return NULL;
    probe.data = buffer;
    probe.size = (gsize) n;
  }

  for (gsize i = 0; importers[i]; i++)
    if (importers[i]->recognize (&probe))
      return importers[i];

  names = join_importers (TRUE);
  base = g_path_get_basename (probe.path);
  g_set_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT,
               N_ ("“%s” is not recognised; what can be imported: %s"), base, names);

  return NULL;
}

/**
 * xa_importer_recognize:
 * @path: a file or folder
 *
 * Looks at the beginning of a file.
 *
 * Returns: the importer for it, or NULL with @error
 */
const XaImporter *
xa_importer_recognize (const char   *path,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (XaImportSource) source = xa_import_source_open (path, cancellable, error);

  return source ? xa_importer_recognize_source (source, error) : NULL;
}
