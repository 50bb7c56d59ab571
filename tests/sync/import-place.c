#include "import-place.h"
#include "model/xa-time.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* The key of every test workspace; kill tests run the import in a child that makes it, too. */
#define KEY_BYTE 0x5c

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

XaPseudonymizer *
import_place_keys (const char *workspace,
                   guint8      byte)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (workspace, XA_STORE_READ, &error);
  guint8 key[XA_MASTER_KEY_SIZE];

  g_assert_no_error (error);
  memset (key, byte, sizeof key);

  return xa_pseudonymizer_new (key, xa_store_get_uuid (store));
}

ImportPlace *
import_place_new (void)
{
  ImportPlace *self = g_new0 (ImportPlace, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autofree char *clock = g_strdup_printf ("%" G_GINT64_FORMAT, PLACE_CLOCK);

  /* For the programs that a test starts; once: later there may be threads. */
  if (g_strcmp0 (g_getenv ("SOURCE_DATE_EPOCH"), clock) != 0)
    g_setenv ("SOURCE_DATE_EPOCH", clock, TRUE);
  xa_time_hold (PLACE_CLOCK * G_USEC_PER_SEC);
  self->folder = g_dir_make_tmp ("xaudience-XXXXXX", &error);
  g_assert_no_error (error);
  self->workspace = g_build_filename (self->folder, "test" XA_WORKSPACE_SUFFIX, NULL);
  store = xa_store_create (self->workspace, &error);
  g_assert_no_error (error);
  g_clear_pointer (&store, xa_store_close);
  self->keys = import_place_keys (self->workspace, KEY_BYTE);

  return self;
}

ImportPlace *
import_place_copy (const ImportPlace *base,
                   const char        *name)
{
  static const char *const suffixes[] = { "", "-wal" };
  ImportPlace             *self = g_new0 (ImportPlace, 1);

  self->folder = g_build_filename (base->folder, name, NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  self->workspace = g_build_filename (self->folder, "test" XA_WORKSPACE_SUFFIX, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (base->workspace, suffixes[i], NULL);
    g_autofree char *to = g_strconcat (self->workspace, suffixes[i], NULL);

    if (g_file_test (from, G_FILE_TEST_EXISTS))
      import_place_copy_file (from, to);
  }
  self->keys = xa_pseudonymizer_ref (base->keys);

  return self;
}

void
import_place_free (ImportPlace *self)
{
  if (!self)
    return;

  if (self->folder) /* not of a child's: it is its parent's */
    remove_tree (self->folder);
  xa_pseudonymizer_unref (self->keys);
  g_free (self->folder);
  g_free (self->workspace);
  g_free (self);
}

void
import_place_adopt_keys (const ImportPlace *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_WRITE, &error);

  g_assert_no_error (error);
  xa_store_adopt_keys (store, self->keys, &error);
  g_assert_no_error (error);
}

char *
import_place_file (const ImportPlace *self,
                   const char        *name)
{
  return g_build_filename (self->folder, name, NULL);
}

void
import_place_set_clock (const char *path)
{
  struct utimbuf times = { PLACE_CLOCK, PLACE_CLOCK };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

XaImportJobOptions
import_place_options (const ImportPlace *self)
{
  XaImportJobOptions options = XA_IMPORT_JOB_OPTIONS_INIT;

  options.workspace = self->workspace;
  options.keys = self->keys;
  options.platform = XA_PLATFORM_TELEGRAM; /* for lists; other files say it themselves */
  options.batch_records = 50;

  return options;
}

gboolean
import_place_try (const ImportPlace *self,
                  const char        *path,
                  XaImportReport    *report,
                  GError           **error)
{
  XaImportJobOptions options = import_place_options (self);

  return xa_import_job_run (path, &options, NULL, NULL, report, error);
}

XaImportReport
import_place_import (const ImportPlace *self,
                     const char        *path)
{
  XaImportReport report;
  g_autoptr (GError) error = NULL;

  import_place_set_clock (path);
  import_place_try (self, path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.finished);

  return report;
}

char *
import_place_dump (const ImportPlace *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, &error);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  xa_store_dump (store, stream, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

/* Says at which line two dumps part, where GLib would print both. */
void
import_place_assert_same (const char *dump,
                          const char *expected)
{
  gsize line = 0;
  gsize at = 0;

  if (g_str_equal (dump, expected))
    return;

  for (gsize i = 0; dump[i] == expected[i]; i++)
    if (dump[i] == '\n') {
      line++;
      at = i + 1;
    }
  g_error ("dumps differ in line %" G_GSIZE_FORMAT ":\n  got      %.*s\n  expected %.*s", line + 1,
           (int) MIN (strcspn (dump + at, "\n"), 300), dump + at, (int) MIN (strcspn (expected + at, "\n"), 300), expected + at);
}

void
import_place_verify (const ImportPlace *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (self->workspace, XA_STORE_READ, &error);

  g_assert_no_error (error);
  xa_store_verify (store, NULL, &error);
  g_assert_no_error (error);
}

void
import_place_cut (const char *source,
                  const char *target,
                  gint64      from,
                  gint64      to)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (source, &data, &size, &error);
  g_assert_no_error (error);
  if (to < 0)
    to = (gint64) size;
  g_assert_cmpint (to, <=, (gint64) size);
  g_file_set_contents (target, data + from, to - from, &error);
  g_assert_no_error (error);
}

void
import_place_copy_file (const char *source,
                        const char *target)
{
  import_place_cut (source, target, 0, -1);
}
