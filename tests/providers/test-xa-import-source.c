#include "providers/xa-import.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

/* Reads all that @source gives, in reads of @step bytes. */
static GByteArray *
read_all (XaImportSource *source,
          gsize           step)
{
  GByteArray        *all = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (step);
  gssize             n;

  do {
    g_autoptr (GError) error = NULL;

    n = xa_import_source_read (source, buffer, step, &error);
    g_assert_no_error (error);
    g_byte_array_append (all, buffer, (guint) n);
    g_assert_cmpuint (xa_import_source_get_offset (source), ==, all->len);
  } while (n > 0);

  return all;
}

static void
assert_text (XaImportSource *source,
             gsize           step,
             const char     *expected)
{
  g_autoptr (GByteArray) all = read_all (source, step);

  g_assert_cmpmem (all->data, all->len, expected, strlen (expected));
}

static char *
write_file (const char *folder,
            const char *name,
            const void *data,
            gsize       size)
{
  char            *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);

  return path;
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("xaudience-test-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

#define MIXED "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6z" /* one, two, three and four bytes a character */

static const struct {
  const char *name;
  const char *raw;
  gsize       raw_size;
  const char *expected;
} encodings[] = {
  { "utf-8", MIXED, 11, MIXED },
  { "utf-8-mark", "\xef\xbb\xbf" MIXED, 14, MIXED },
  { "utf-8-mark-only", "\xef\xbb\xbf", 3, "" },
  { "latin-1-is-left-alone", "caf\xe9\n", 5, "caf\xe9\n" },
  { "utf-16-le", "\xff\xfe"
                 "a\0\xe4\0\xac\x20\x3d\xd8\x26\xdc"
                 "z\0",
    14, MIXED },
  { "utf-16-be", "\xfe\xff"
                 "\0a\0\xe4\x20\xac\xd8\x3d\xdc\x26\0z",
    14, MIXED },
  { "utf-16-le-lone-high", "\xff\xfe"
                           "\x3d\xd8"
                           "z\0",
    6, "\xef\xbf\xbdz" },
  { "utf-16-le-lone-low", "\xff\xfe"
                          "\x26\xdc"
                          "z\0",
    6, "\xef\xbf\xbdz" },
  { "utf-16-le-cut-pair", "\xff\xfe"
                          "z\0\x3d\xd8",
    6, "z\xef\xbf\xbd" },
  { "utf-16-le-cut-unit", "\xff\xfe"
                          "z\0a",
    5, "z\xef\xbf\xbd" },
  { "utf-16-mark-only", "\xff\xfe", 2, "" },
  { "one-byte", "x", 1, "x" },
};

static void
test_encodings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (encodings[i].raw, encodings[i].raw_size);

    g_test_message ("%s", encodings[i].name);
    for (gsize chunk_size = 0; chunk_size <= encodings[i].raw_size; chunk_size++)
      for (gsize step = 1; step < 16; step++) {
        g_autoptr (XaImportSource) source = xa_import_source_new_for_bytes (bytes, "memory", chunk_size);

        assert_text (source, step, encodings[i].expected);
        g_assert_cmpuint (xa_import_source_get_size (source), ==, strlen (encodings[i].expected));
      }
  }
}

/* More than one round of conversion, with every pair torn somewhere. */
static void
test_long_utf16 (void)
{
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *folder = make_folder ();
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = NULL;

  g_byte_array_append (raw, (const guint8 *) "\xff\xfe", 2);
  for (int i = 0; i < 70000; i++) {
    g_byte_array_append (raw, (const guint8 *) "\x3d\xd8\x26\xdcz\0", 6);
    g_string_append (expected, "\xf0\x9f\x90\xa6z");
  }
  path = write_file (folder, "wide.csv", raw->data, raw->len);
  source = xa_import_source_open (path, NULL, &error);
  g_assert_no_error (error);
  assert_text (source, 977, expected->str);

  remove_tree (folder);
}

static void
test_file (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = write_file (folder, "list.csv", "\xef\xbb\xbfid\n1\n", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = xa_import_source_open (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (xa_import_source_get_path (source), ==, path);
  g_assert_cmpuint (xa_import_source_get_size (source), ==, 5);
  g_assert_cmpuint (xa_import_source_get_resume_offset (source), ==, 0);
  xa_import_source_set_resume_offset (source, 3);
  g_assert_cmpuint (xa_import_source_get_resume_offset (source), ==, 3);
  assert_text (source, 2, "id\n1\n");

  remove_tree (folder);
}

static void
test_cancelled (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = write_file (folder, "list.csv", "id\n1\n", 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = xa_import_source_open (path, cancellable, &error);
  char buffer[2];

  g_assert_no_error (error);
  g_assert_true (xa_import_source_get_cancellable (source) == cancellable);
  g_assert_cmpint (xa_import_source_read (source, buffer, 2, &error), ==, 2);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (xa_import_source_read (source, buffer, 2, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  remove_tree (folder);
}

static void
assert_refused (const char *path,
                GQuark      domain,
                int         code,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaImportSource) source = xa_import_source_open (path, NULL, &error);

  g_assert_null (source);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *empty = write_file (folder, "empty.csv", "", 0);
  g_autofree char *zip = write_file (folder, "empty.zip", "PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);

  assert_refused (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "missing");
  assert_refused (empty, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, "is empty");
  assert_refused (folder, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, "is a folder");
  assert_refused (zip, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, "unpack it");
  assert_refused ("/dev/null", XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT, "is not a file");

  remove_tree (folder);
}

/* --- archives -------------------------------------------------------------------------------- */

/* In an order that is not the one to read in, with files that must stay closed. */
static const struct {
  const char *name;
  const char *content;
} packed[] = {
  { "data/tweets-part10.js", "T10" },
  { "data/direct-messages.js", "SECRET" },
  { "data/tweets-part2.js", "T2" },
  { "data/tweets.js", "T0" },
  { "data/tweet-headers.js", "HEADERS" },
  { "data/follower-part1.js", "F1" },
  { "data/following.js", "FOLLOWING" },
  { "data/account.js", "A" },
  { "data/contact.js", "CONTACT" },
  { "data/follower.js", "F0" },
  { "data/tweets-partx.js", "X" },
  { "data/account-suspension.js", "SUSPENSION" },
  { "metadata/account.js", "ELSEWHERE" },
};

#define EXPECTED_ARCHIVE "A\nF0\nF1\nT0\nT2\nT10\n"
#define EXPECTED_NAMES                                                          \
  "data/account.js\ndata/follower.js\ndata/follower-part1.js\ndata/tweets.js\n" \
  "data/tweets-part2.js\ndata/tweets-part10.js\n"

static struct archive *
begin_zip (const char *path)
{
  struct archive *zip = archive_write_new ();

  archive_write_set_format_zip (zip);
  g_assert_cmpint (archive_write_open_filename (zip, path), ==, ARCHIVE_OK);

  return zip;
}

static void
pack (struct archive *zip,
      const char     *name,
      const char     *content,
      gsize           size)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, (la_int64_t) size);
  g_assert_cmpint (archive_write_header (zip, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (zip, content, size), ==, size);
  archive_entry_free (entry);
}

static void
end_zip (struct archive *zip)
{
  g_assert_cmpint (archive_write_close (zip), ==, ARCHIVE_OK);
  archive_write_free (zip);
}

static char *
write_zip (const char *folder,
           const char *below)
{
  char           *path = g_build_filename (folder, "archive.zip", NULL);
  struct archive *zip = begin_zip (path);

  for (gsize i = 0; i < G_N_ELEMENTS (packed); i++) {
    g_autofree char *name = g_strconcat (below, packed[i].name, NULL);

    pack (zip, name, packed[i].content, strlen (packed[i].content));
  }
  end_zip (zip);

  return path;
}

static void
test_zip (gconstpointer below)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = write_zip (folder, below);
  g_autoptr (GError) error = NULL;

  for (gsize step = 1; step < 20; step++) {
    g_autoptr (XaImportSource) source = xa_import_source_open (path, NULL, &error);

    g_assert_no_error (error);
    g_assert_true (xa_import_source_is_archive (source));
    g_assert_cmpuint (xa_import_source_get_size (source), ==, strlen (EXPECTED_ARCHIVE));
    assert_text (source, step, EXPECTED_ARCHIVE);
    g_assert_false (xa_import_source_is_damaged (source));
  }

  remove_tree (folder);
}

#define CHAT "{\"name\":\"Birds\",\"type\":\"public_channel\",\"id\":5,\"messages\":[]}"
#define WIDE "\xff\xfe{\0\"\0n\0\"\0:\0\xe9\0}\0"
#define NARROW "{\"n\":\xc3\xa9}"

/* One export in a zip is read as if it lay there unpacked. */
static void
test_zip_of_one (void)
{
  static const struct {
    const char *names[3];
    const char *content;
    gsize       size;
    const char *text; /* or NULL: it cannot be told which file is meant */
  } zips[] = {
    { { "result.json" }, CHAT, strlen (CHAT), CHAT },
    { { "ChatExport_2026-01-01/photos/a.jpg", "ChatExport_2026-01-01/result.json", "ChatExport_2026-01-01/other.json" }, CHAT, strlen (CHAT), CHAT },
    { { "result.json", "__MACOSX/._result.json", ".result.json" }, "\xef\xbb\xbf" CHAT, strlen (CHAT) + 3, CHAT },
    { { "Harbour - general.json" }, WIDE, sizeof WIDE - 1, NARROW },
    { { "members.csv" }, "id", 2, "id" },
    { { "a.json", "b.json" }, CHAT, strlen (CHAT), NULL },
    { { "a/result.json", "b/result.json" }, CHAT, strlen (CHAT), NULL },
    { { "a/b/result.json" }, CHAT, strlen (CHAT), NULL },
    { { "notes.txt" }, CHAT, strlen (CHAT), NULL },
  };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "export.zip", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (zips); i++) {
    struct archive *zip = begin_zip (path);
    g_autoptr (GError) error = NULL;

    for (gsize k = 0; k < G_N_ELEMENTS (zips[i].names) && zips[i].names[k]; k++)
      pack (zip, zips[i].names[k], zips[i].content, zips[i].size);
    end_zip (zip);
    if (zips[i].text && g_str_equal (zips[i].text, CHAT))
      g_assert_true (xa_importer_recognize (path, NULL, NULL) == &xa_telegram_export);
    for (gsize step = 1; step < 20 && !error; step++) {
      g_autoptr (XaImportSource) source = xa_import_source_open (path, NULL, &error);

      if (!source)
        continue;
      g_assert_nonnull (zips[i].text);
      g_assert_false (xa_import_source_is_archive (source));
      assert_text (source, step, zips[i].text);
      g_assert_false (xa_import_source_is_damaged (source));
    }
    if (zips[i].text)
      g_assert_no_error (error);
    else
      g_assert_error (error, XA_IMPORT_ERROR, XA_IMPORT_ERROR_UNKNOWN_FORMAT);
  }

  remove_tree (folder);
}

/* A zip that was cut has no directory; what stands in it is read as far as it is whole. */
static void
test_cut_zip (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = write_zip (folder, "");
  g_autofree char *content = NULL;
  gsize            size;
  guint            n_opened = 0;
  gsize            step = g_getenv ("XAUDIENCE_TEST_FULL") ? 1 : 41;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize cut = 1; cut < size; cut += step) {
    g_autofree char *cut_path = write_file (folder, "cut.zip", content, cut);
    g_autoptr (XaImportSource) source = xa_import_source_open (cut_path, NULL, NULL);
    g_autoptr (GByteArray) all = source && xa_import_source_is_archive (source) ? read_all (source, 7) : NULL;

    if (!all)
      continue;
    n_opened++;
    g_assert_null (memmem (all->data, all->len, "SECRET", 6));
    if (all->len < strlen (EXPECTED_ARCHIVE))
      g_assert_true (xa_import_source_is_damaged (source));
    else
      g_assert_cmpmem (all->data, all->len, EXPECTED_ARCHIVE, strlen (EXPECTED_ARCHIVE));
  }
  g_assert_cmpuint (n_opened, >, size / step / 2);

  remove_tree (folder);
}

static void
test_folder (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *names = NULL;
  g_autofree char *inner_names = NULL;
  g_autoptr (XaImportSource) source = NULL;
  g_autoptr (XaImportSource) inner = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (packed); i++)
    g_free (write_file (folder, packed[i].name, packed[i].content, strlen (packed[i].content)));

  source = xa_import_source_open (folder, NULL, &error);
  g_assert_no_error (error);
  names = xa_import_source_list_entries (source);
  g_assert_cmpstr (names, ==, EXPECTED_NAMES);
  assert_text (source, 5, EXPECTED_ARCHIVE);

  /* The data folder itself may be named, too. */
  inner = xa_import_source_open (data, NULL, &error);
  g_assert_no_error (error);
  assert_text (inner, 5, EXPECTED_ARCHIVE);

  remove_tree (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-source/encodings", test_encodings);
  g_test_add_func ("/import-source/long-utf-16", test_long_utf16);
  g_test_add_func ("/import-source/file", test_file);
  g_test_add_func ("/import-source/cancelled", test_cancelled);
  g_test_add_func ("/import-source/refused", test_refused);
  g_test_add_data_func ("/import-source/zip", "", test_zip);
  g_test_add_data_func ("/import-source/zip-in-folder", "twitter-2024-05-06/", test_zip);
  g_test_add_func ("/import-source/zip-of-one", test_zip_of_one);
  g_test_add_func ("/import-source/cut-zip", test_cut_zip);
  g_test_add_func ("/import-source/folder", test_folder);

  return g_test_run ();
}
