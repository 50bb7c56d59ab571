#include "fuzz.h"

#include "../providers/recording-sink.h"

#include <string.h>

/* Said again by every parse. */
static gboolean
is_context (const char *line)
{
  return g_str_has_prefix (line, "audience ") || g_str_has_prefix (line, "snapshot ");
}

static void
add_records (const GPtrArray *lines,
             guint            n_lines,
             GString         *records)
{
  for (guint i = 0; i < n_lines; i++)
    if (!is_context (g_ptr_array_index (lines, i)))
      g_string_append_printf (records, "%s\n", (const char *) g_ptr_array_index (lines, i));
}

static void
assert_same_rejects (Recording     *whole,
                     const guint64 *before,
                     Recording     *rest)
{
  for (int i = 0; i < XA_N_REJECTS; i++)
    g_assert_cmpuint (recording_sink_get_rejects (whole->sink, i), ==,
                      (before ? before[i] : 0) + recording_sink_get_rejects (rest->sink, i));
}

static void
assert_same_in_pieces (const XaImporter      *importer,
                       GBytes                *file,
                       const char            *path,
                       const XaImportOptions *options,
                       Recording             *whole)
{
  g_autoptr (Recording) pieces = record (importer, file, path, options, 1 + g_bytes_get_size (file) % 37, 0);
  g_autofree char *expected = recording_sink_get_text (whole->sink);
  g_autofree char *found = recording_sink_get_text (pieces->sink);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpint (pieces->ok, ==, whole->ok);
  g_assert_cmpint (pieces->result.truncated, ==, whole->result.truncated);
  g_assert_cmpstr (pieces->result.notice, ==, whole->result.notice);
  assert_same_rejects (whole, NULL, pieces);
}

static void
assert_same_resumed (const XaImporter      *importer,
                     GBytes                *file,
                     const char            *path,
                     const XaImportOptions *options,
                     Recording             *whole)
{
  const GArray             *checkpoints = recording_sink_get_checkpoints (whole->sink);
  const RecordedCheckpoint *middle = &g_array_index (checkpoints, RecordedCheckpoint, checkpoints->len / 2);
  g_autoptr (Recording) rest = record (importer, file, path, options, 0, middle->offset);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  add_records (recording_sink_get_lines (whole->sink), recording_sink_get_lines (whole->sink)->len, expected);
  add_records (recording_sink_get_lines (whole->sink), middle->n_lines, found);
  add_records (recording_sink_get_lines (rest->sink), recording_sink_get_lines (rest->sink)->len, found);
  g_assert_cmpstr (found->str, ==, expected->str);
  g_assert_cmpint (rest->ok, ==, whole->ok);
  assert_same_rejects (whole, middle->rejects, rest);
}

void
fuzz_importer (const XaImporter      *importer,
               const char            *path,
               const XaImportOptions *options,
               const uint8_t         *data,
               size_t                 size)
{
  XaImportProbe probe = { .path = path, .data = data, .size = MIN (size, XA_IMPORT_PROBE_SIZE) };
  g_autoptr (GBytes) file = g_bytes_new (data, size);
  g_autoptr (Recording) whole = NULL;

  importer->recognize (&probe);
  whole = record (importer, file, path, options, 0, 0);
  assert_same_in_pieces (importer, file, path, options, whole);
  if (recording_sink_get_checkpoints (whole->sink)->len > 0)
    assert_same_resumed (importer, file, path, options, whole);
}
