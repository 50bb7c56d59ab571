#pragma once

#include "generate.h"
#include "import-place.h"

/* Every format that can be invented, as tests go over them. */
typedef struct {
  const char *name;
  const char *file;
  GenerateTruth (*generate) (const char *path, const Generate *what);
} Format;

static const Format formats[] = {
  { "telegram", "result.json", generate_telegram },
  { "discord", "quay.json", generate_discord },
  { "members-csv", "members.csv", generate_members_csv },
  { "jsonl", "records.jsonl", generate_jsonl },
  { "x-archive", "archive", generate_x_archive },
};

static inline void
add_format_tests (const char   *prefix,
                  GTestDataFunc function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *path = g_strconcat (prefix, formats[i].name, NULL);

    g_test_add_data_func (path, &formats[i], function);
  }
}

static inline char *
make_file (const ImportPlace *place,
           gconstpointer      data,
           Generate           what,
           GenerateTruth     *truth)
{
  const Format *format = data;
  char         *path = import_place_file (place, format->file);
  GenerateTruth made = format->generate (path, &what);

  if (truth)
    *truth = made;

  return path;
}

static inline char *
dump_after (const ImportPlace *base,
            const char        *name,
            const char *const *paths)
{
  g_autoptr (ImportPlace) place = import_place_copy (base, name);

  for (; *paths; paths++) {
    g_auto (XaImportReport) report = import_place_import (place, *paths);
  }

  return import_place_dump (place);
}

/* What a dump says of people, posts and terms; not of files, and not of earlier counters. */
static inline char *
only_content (const char *dump)
{
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (gsize i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "import") && !g_str_has_prefix (lines[i], "post_counter") && !g_str_has_prefix (lines[i], "snapshot"))
      g_string_append_printf (kept, "%s\n", lines[i]);

  return g_string_free_and_steal (g_steal_pointer (&kept));
}

typedef struct {
  GCancellable *cancellable;
  guint         after; /* commits */
  guint64       offset;
} CancelAfter;

static inline void
cancel_cb (guint64  offset,
           gpointer data)
{
  CancelAfter *self = data;

  self->offset = offset;
  if (self->after-- == 1)
    g_cancellable_cancel (self->cancellable);
}
