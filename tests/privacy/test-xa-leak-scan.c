#include "privacy/xa-byte-search.h"
#include "privacy/xa-leak-scan.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "987654321012345"
#define ID_NUMBER G_GUINT64_CONSTANT (987654321012345)
#define SMALL_ID "1234567890" /* fits 31 bits */
#define SMALL_NUMBER G_GUINT64_CONSTANT (1234567890)
#define HANDLE "ann_example_b"

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("leak-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *below = g_build_filename (path, name, NULL);

    if (g_file_test (below, G_FILE_TEST_IS_DIR) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
      remove_tree (below);
    else
      g_unlink (below);
  }
  g_rmdir (path);
}

/* What a careless program might write: the bytes of one form of a planted text. */

typedef struct {
  const char *name;
  XaLeakForm  form;
  GBytes *(*encode) (const char *text, guint64 number);
} Form;

static GBytes *
as_text (const char *text,
         guint64     number)
{
  return g_bytes_new (text, strlen (text));
}

static GBytes *
as_upper_text (const char *text,
               guint64     number)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  return g_bytes_new (upper, strlen (upper));
}

static GBytes *
as_base64_after (const char *text,
                 gsize       shift,
                 gboolean    url)
{
  g_autofree char *padded = g_strconcat (&"\xfb\xef"[2 - shift], text, "\xff\xbf", NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) padded, strlen (padded));

  if (url) {
    g_strdelimit (encoded, "+", '-');
    g_strdelimit (encoded, "/", '_');
  }

  return g_bytes_new (encoded, strlen (encoded));
}

static GBytes *
as_base64 (const char *text,
           guint64     number)
{
  return as_base64_after (text, 0, FALSE);
}

static GBytes *
as_base64_second (const char *text,
                  guint64     number)
{
  return as_base64_after (text, 1, TRUE);
}

static GBytes *
as_base64_third (const char *text,
                 guint64     number)
{
  return as_base64_after (text, 2, FALSE);
}

static GBytes *
as_hex (const char *text,
        guint64     number)
{
  GString *hex = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    g_string_append_printf (hex, "%02x", (guchar) *at);

  return g_string_free_to_bytes (hex);
}

static GBytes *
as_upper_hex (const char *text,
              guint64     number)
{
  g_autoptr (GBytes) hex = as_hex (text, number);
  g_autofree char *upper = g_ascii_strup (g_bytes_get_data (hex, NULL), (gssize) g_bytes_get_size (hex));

  return g_bytes_new (upper, strlen (upper));
}

static GBytes *
as_little_endian (const char *text,
                  guint64     number)
{
  guint64 little = GUINT64_TO_LE (number);

  return g_bytes_new (&little, sizeof little);
}

static GBytes *
as_big_endian (const char *text,
               guint64     number)
{
  guint64 big = GUINT64_TO_BE (number);

  return g_bytes_new (&big, sizeof big);
}

static const Form forms[] = {
  { "text", XA_LEAK_TEXT, as_text },
  { "upper-text", XA_LEAK_TEXT, as_upper_text },
  { "base64", XA_LEAK_BASE64, as_base64 },
  { "base64-url-second", XA_LEAK_BASE64, as_base64_second },
  { "base64-third", XA_LEAK_BASE64, as_base64_third },
  { "hex", XA_LEAK_HEX, as_hex },
  { "upper-hex", XA_LEAK_HEX, as_upper_hex },
  { "little-endian", XA_LEAK_LITTLE_ENDIAN, as_little_endian },
  { "big-endian", XA_LEAK_BIG_ENDIAN, as_big_endian },
};

static gboolean
is_for_numbers (const Form *form)
{
  return form->form == XA_LEAK_LITTLE_ENDIAN || form->form == XA_LEAK_BIG_ENDIAN;
}

/* Where it might write them. Each writes @leak among other bytes below @folder. */

typedef struct {
  const char *name;
  const char *suffix; /* of the file that must be named in the report */
  void (*write) (const char *folder, GBytes *leak);
} Place;

static void
write_file (const char *folder,
            const char *name,
            const char *before,
            GBytes     *leak,
            const char *after)
{
  g_autoptr (GString) content = g_string_new (before);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize            size;
  const char      *data = g_bytes_get_data (leak, &size);

  g_string_append_len (content, data, (gssize) size);
  g_string_append (content, after);
  g_file_set_contents (path, content->str, (gssize) content->len, &error);
  g_assert_no_error (error);
}

static void
write_log (const char *folder,
           GBytes     *leak)
{
  write_file (folder, "app.log", "12:00:00 DEBUG member ", leak, " joined\n12:00:01 DEBUG done\n");
}

static void
write_hidden_cache (const char *folder,
                    GBytes     *leak)
{
  g_autofree char *below = g_build_filename (folder, ".cache", "a", NULL);

  g_assert_cmpint (g_mkdir_with_parents (below, 0700), ==, 0);
  write_file (below, "response.bin", "\x01\x02", leak, "\x03");
}

static void
write_alone (const char *folder,
             GBytes     *leak)
{
  write_file (folder, "alone", "", leak, "");
}

static void
run_sql (sqlite3    *db,
         const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
insert_leak (sqlite3 *db,
             GBytes  *leak)
{
  sqlite3_stmt *stmt;
  gsize         size;
  const void   *data = g_bytes_get_data (leak, &size);

  g_assert_cmpint (sqlite3_prepare_v2 (db, "INSERT INTO t VALUES (?1, ?2, 5)", -1, &stmt, NULL), ==, SQLITE_OK);
  sqlite3_bind_int64 (stmt, 1, 77);
  sqlite3_bind_blob64 (stmt, 2, data, size, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_finalize (stmt);
}

static sqlite3 *
open_database (const char *folder,
               const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  sqlite3         *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  run_sql (db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a, b, c); PRAGMA wal_checkpoint (TRUNCATE)");

  return db;
}

static void
write_database (const char *folder,
                GBytes     *leak)
{
  sqlite3 *db = open_database (folder, "team.xaudience");

  insert_leak (db, leak);
  run_sql (db, "PRAGMA wal_checkpoint (TRUNCATE)");
  sqlite3_close (db);
}

/* The row never reaches the file itself: it stands in the log that a killed program leaves. */
static void
write_wal (const char *folder,
           GBytes     *leak)
{
  sqlite3 *db = open_database (folder, "team.xaudience");

  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  insert_leak (db, leak);
  sqlite3_close (db);
}

/* A deleted row whose bytes were not overwritten. */
static void
write_deleted_row (const char *folder,
                   GBytes     *leak)
{
  sqlite3 *db = open_database (folder, "team.xaudience");

  run_sql (db, "PRAGMA secure_delete = OFF");
  insert_leak (db, leak);
  run_sql (db, "DELETE FROM t; PRAGMA wal_checkpoint (TRUNCATE)");
  sqlite3_close (db);
}

static void
write_shm (const char *folder,
           GBytes     *leak)
{
  write_file (folder, "team.xaudience-shm", "....", leak, "....");
}

static const Place places[] = {
  { "log", "app.log", write_log },
  { "hidden-cache", "response.bin", write_hidden_cache },
  { "alone", "alone", write_alone },
  { "database", "team.xaudience", write_database },
  { "wal", "team.xaudience-wal", write_wal },
  { "deleted-row", "team.xaudience", write_deleted_row },
  { "shm", "team.xaudience-shm", write_shm },
};

static XaLeakScan *
scan_tree (const char        *folder,
           const char *const *planted)
{
  g_autoptr (GError) error = NULL;
  XaLeakScan *scan = xa_leak_scan_new ();

  for (; *planted; planted++)
    g_assert_cmpuint (xa_leak_scan_plant (scan, *planted), >, 0);
  xa_leak_scan_tree (scan, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_leak_scan_get_files (scan), >, 0);

  return scan;
}

static gboolean
has_leak (XaLeakScan *scan,
          gsize       planted,
          XaLeakForm  form,
          const char *suffix)
{
  const GPtrArray *leaks = xa_leak_scan_get_leaks (scan);

  for (guint i = 0; i < leaks->len; i++) {
    const XaLeak *leak = g_ptr_array_index (leaks, i);

    if (leak->planted == planted && leak->form == form && g_str_has_suffix (leak->path, suffix))
      return TRUE;
  }

  return FALSE;
}

/* Leaks one text in one form in one place, and looks for it and for another. */
static void
check_place (const Place *place,
             const Form  *form,
             const char  *text,
             guint64      number,
             const char  *other)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GBytes) leak = form->encode (text, number);
  g_autoptr (XaLeakScan) caught = NULL;
  g_autoptr (XaLeakScan) absent = NULL;

  g_test_message ("%s as %s in %s", text, form->name, place->name);
  place->write (folder, leak);
  caught = scan_tree (folder, (const char *const[]) { other, text, NULL });
  absent = scan_tree (folder, (const char *const[]) { other, NULL });
  g_assert_true (has_leak (caught, 1, form->form, place->suffix));
  g_assert_false (has_leak (caught, 0, form->form, ""));
  g_assert_cmpuint (xa_leak_scan_get_count (absent), ==, 0);
  remove_tree (folder);
}

static void
test_caught (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    for (gsize f = 0; f < G_N_ELEMENTS (forms); f++) {
      check_place (&places[p], &forms[f], ID, ID_NUMBER, "987654021012345");
      check_place (&places[p], &forms[f], SMALL_ID, SMALL_NUMBER, "1234067890");
      if (is_for_numbers (&forms[f]))
        continue;
      check_place (&places[p], &forms[f], HANDLE, 0, "ann_sample_bb");
      check_place (&places[p], &forms[f], "J\u00f6rg M\u00fcller", 0, "J\u00f6rg N\u00fcller");
    }
}

/* An integer column of SQLite, which drops leading zeros. */
static void
test_integer_column (void)
{
  static const char *const numbers[] = { "2147483648", "98765432101", "140737488355327", "140737488355328", "1105163045087334512" };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *folder = make_folder ();
    g_autofree char *sql = g_strdup_printf ("INSERT INTO t VALUES (%s, 'x', 1); PRAGMA wal_checkpoint (TRUNCATE)", numbers[i]);
    g_autoptr (XaLeakScan) scan = NULL;
    sqlite3 *db = open_database (folder, "team.xaudience");

    run_sql (db, sql);
    sqlite3_close (db);
    scan = scan_tree (folder, (const char *const[]) { numbers[i], NULL });
    g_assert_true (has_leak (scan, 0, XA_LEAK_BIG_ENDIAN, "team.xaudience"));
    remove_tree (folder);
  }
}

/* The same wherever the windows of the reader begin and end. */
static void
test_window_edges (void)
{
  static const gsize edges[] = { 256 * 1024, 512 * 1024, 768 * 1024 };
  const gsize        size = 1024 * 1024;
  g_autofree char   *folder = make_folder ();
  g_autofree char   *path = g_build_filename (folder, "big", NULL);
  g_autofree char   *data = g_strnfill (size, '.');

  for (gsize e = 0; e < G_N_ELEMENTS (edges); e++)
    for (gssize shift = -420; shift <= 420; shift += 19) {
      g_autoptr (XaLeakScan) scan = NULL;
      g_autoptr (GError) error = NULL;
      gsize         at = (gsize) ((gssize) edges[e] + shift);
      const XaLeak *leak;

      memcpy (data + at, HANDLE, strlen (HANDLE));
      memcpy (data + at + 20, "ann.b@mail.example.org", 22);
      g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      memset (data + at, '.', 60);
      scan = scan_tree (folder, (const char *const[]) { HANDLE, NULL });
      g_assert_cmpuint (xa_leak_scan_get_count (scan), ==, 2);
      g_assert_true (has_leak (scan, XA_LEAK_UNPLANTED, XA_LEAK_EMAIL, "big"));
      g_assert_true (has_leak (scan, 0, XA_LEAK_TEXT, "big"));
      g_assert_cmpuint (xa_leak_scan_get_bytes (scan), ==, size);
      for (guint i = 0; i < 2; i++) {
        leak = g_ptr_array_index (xa_leak_scan_get_leaks (scan), i);
        g_assert_cmpuint (leak->offset, ==, leak->form == XA_LEAK_TEXT ? at : at + 25);
      }
    }
  remove_tree (folder);
}

/* Random bytes and random digits hold none of a thousand planted ids. */
static void
test_no_false_alarm (void)
{
  const gsize      size = 4 * 1024 * 1024;
  g_autofree char *folder = make_folder ();
  g_autofree char *random = g_build_filename (folder, "random", NULL);
  g_autofree char *digits = g_build_filename (folder, "digits", NULL);
  g_autofree char *data = g_malloc (size);
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gsize i = 0; i < size; i++)
    data[i] = (char) g_rand_int_range (rand, 0, 256);
  g_file_set_contents (random, data, (gssize) size, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < size; i++)
    data[i] = i % 11 == 10 ? ' ' : (char) ('0' + g_rand_int_range (rand, 0, 10));
  g_file_set_contents (digits, data, (gssize) size, &error);
  g_assert_no_error (error);

  for (int i = 0; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, ((guint64) g_rand_int (rand) << 20) + G_GUINT64_CONSTANT (100000000000));

    xa_leak_scan_plant (scan, id);
  }
  xa_leak_scan_tree (scan, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (xa_leak_scan_get_count (scan), ==, 0);
  g_assert_cmpuint (xa_leak_scan_get_bytes (scan), ==, 2 * size);
  remove_tree (folder);
}

static const struct {
  const char *content;
  const char *planted;
  guint       n_leaks;
} texts[] = {
  { "id 123456789.", "123456789", 1 },
  { "id 1234567890.", "123456789", 0 },
  { "id 9123456789.", "123456789", 0 },
  { "id 000123456789", "123456789", 1 },
  { "user123456789x", "123456789", 1 },
  { "ANN_EXAMPLE_B and Ann_Example_B", HANDLE, 2 },
  { "https://host.example/?q=J%C3%B6rg", "J\u00f6rg", 1 },
  { "{\"name\":\"J\\u00f6rg\"}", "J\u00f6rg", 1 },
  { "{\"name\":\"J\\u00F6RG\"}", "J\u00f6rg", 1 },
  { "JÖRG", "J\u00f6rg", 0 }, /* other scripts are not folded in files */
  { "ann@example.org", "nobody", 1 },
  { "ann@example.orgDE5", "nobody", 1 },
  { "a@b.c, x@y, user@localhost, @ann, 5@6.78", "nobody", 0 },
  { "ann@example..org", "nobody", 0 },
  { "", "nobody", 0 },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *folder = make_folder ();
    g_autoptr (GBytes) content = g_bytes_new (texts[i].content, strlen (texts[i].content));
    g_autoptr (XaLeakScan) scan = NULL;

    g_test_message ("%s", texts[i].content);
    write_file (folder, "f", "", content, "");
    scan = scan_tree (folder, (const char *const[]) { texts[i].planted, NULL });
    g_assert_cmpuint (xa_leak_scan_get_count (scan), ==, texts[i].n_leaks);
    remove_tree (folder);
  }
}

static void
test_names (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *below = g_build_filename (folder, "avatars-" ID, NULL);
  g_autofree char *link = g_build_filename (folder, HANDLE ".link", NULL);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (XaLeakScan) scan = NULL;

  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  write_file (below, HANDLE ".jpg", "", empty, "");
  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  scan = scan_tree (folder, (const char *const[]) { ID, HANDLE, NULL });
  g_assert_true (has_leak (scan, 0, XA_LEAK_TEXT, "avatars-" ID));
  g_assert_true (has_leak (scan, 1, XA_LEAK_TEXT, HANDLE ".jpg"));
  g_assert_true (has_leak (scan, 1, XA_LEAK_TEXT, HANDLE ".link"));
  g_assert_cmpuint (xa_leak_scan_get_count (scan), ==, 3);
  remove_tree (folder);
}

/* Texts that are too short are not searched for, and say so. */
static void
test_short (void)
{
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  guint short_number, long_number;

  g_assert_cmpuint (xa_leak_scan_plant (scan, ""), ==, 0);
  g_assert_cmpuint (xa_leak_scan_plant (scan, "ann"), ==, 0);
  g_assert_cmpuint (xa_leak_scan_plant (scan, "123"), ==, 0);
  g_assert_cmpuint (xa_leak_scan_plant (scan, "anna"), >, 0);
  short_number = xa_leak_scan_plant (scan, "16777215");
  long_number = xa_leak_scan_plant (scan, "16777216");
  g_assert_cmpuint (long_number, ==, short_number + 2);
}

/* What cannot be read was not searched: that is an error, not a clean report. */
static void
test_errors (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *absent = g_build_filename (folder, "absent", NULL);
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) content = g_bytes_new ("x", 1);

  g_assert_false (xa_leak_scan_file (scan, absent, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (xa_leak_scan_tree (scan, absent, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_false (xa_leak_scan_file (scan, fifo, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_assert_true (xa_leak_scan_tree (scan, folder, NULL, &error));
  g_assert_no_error (error);

  write_file (folder, "f", "", content, "");
  g_cancellable_cancel (cancellable);
  g_assert_false (xa_leak_scan_tree (scan, folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  remove_tree (folder);
}

static void
test_many (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (XaLeakScan) scan = NULL;

  for (int i = 0; i < XA_LEAK_MAX + 50; i++)
    g_string_append (text, HANDLE "\n");
  content = g_bytes_new (text->str, text->len);
  write_file (folder, "f", "", content, "");
  scan = scan_tree (folder, (const char *const[]) { HANDLE, NULL });
  g_assert_cmpuint (xa_leak_scan_get_count (scan), ==, XA_LEAK_MAX + 50);
  g_assert_cmpuint (xa_leak_scan_get_leaks (scan)->len, ==, XA_LEAK_MAX);
  remove_tree (folder);
}

/* Prints a rate with -m perf; the figure is asserted nowhere. */
static void
test_rate (void)
{
  const gsize      size = 256 * 1024 * 1024;
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "random", NULL);
  g_autofree char *data = g_malloc (size);
  g_autoptr (XaLeakScan) scan = xa_leak_scan_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  double seconds;

  for (gsize i = 0; i < size; i += 4) {
    guint32 random = g_rand_int (rand);

    memcpy (data + i, &random, sizeof random);
  }
  g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, ((guint64) g_rand_int (rand) << 20) + G_GUINT64_CONSTANT (100000000000));

    xa_leak_scan_plant (scan, id);
  }
  g_test_timer_start ();
  xa_leak_scan_tree (scan, folder, NULL, &error);
  seconds = g_test_timer_elapsed ();
  g_assert_no_error (error);
  g_test_maximized_result ((double) size / seconds, "%.0f MB/s with 1,000 planted ids", (double) size / seconds / 1e6);
  remove_tree (folder);
}

static void
count_cb (gsize    start,
          gsize    len,
          guint    tag,
          gpointer user_data)
{
  guint *counts = user_data;

  counts[tag]++;
}

/* The search of many patterns against the obvious one. */
static void
test_search (void)
{
  enum {
    N_PATTERNS = 60,
    SIZE = 4000
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int round = 0; round < 20; round++) {
    g_autoptr (XaByteSearch) search = xa_byte_search_new ();
    guint8 data[SIZE], patterns[N_PATTERNS][9];
    gsize  lens[N_PATTERNS];
    guint  counts[N_PATTERNS] = { 0 };

    for (gsize i = 0; i < SIZE; i++)
      data[i] = (guint8) g_rand_int_range (rand, 0, 3);
    for (guint p = 0; p < N_PATTERNS; p++) {
      lens[p] = (gsize) g_rand_int_range (rand, 4, 10);
      for (gsize i = 0; i < lens[p]; i++)
        patterns[p][i] = (guint8) g_rand_int_range (rand, 0, 3);
      xa_byte_search_add (search, patterns[p], lens[p], p);
    }
    xa_byte_search_run (search, data, SIZE, 0, SIZE, count_cb, counts);
    for (guint p = 0; p < N_PATTERNS; p++) {
      guint expected = 0;

      for (gsize i = 0; i + lens[p] <= SIZE; i++)
        expected += memcmp (data + i, patterns[p], lens[p]) == 0 ? 1 : 0;
      g_assert_cmpuint (counts[p], ==, expected);
    }
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/privacy/ID-1/detector/caught", test_caught);
  g_test_add_func ("/privacy/ID-1/detector/integer-column", test_integer_column);
  g_test_add_func ("/privacy/ID-1/detector/window-edges", test_window_edges);
  g_test_add_func ("/privacy/ID-1/detector/no-false-alarm", test_no_false_alarm);
  g_test_add_func ("/privacy/ID-1/detector/texts", test_texts);
  g_test_add_func ("/privacy/ID-1/detector/names", test_names);
  g_test_add_func ("/privacy/ID-1/detector/short", test_short);
  g_test_add_func ("/privacy/ID-1/detector/errors", test_errors);
  g_test_add_func ("/privacy/ID-1/detector/many", test_many);
  g_test_add_func ("/privacy/byte-search/against-the-obvious", test_search);
  if (g_test_perf ())
    g_test_add_func ("/privacy/leak-scan/rate", test_rate);

  return g_test_run ();
}
