#include "journal/xa-journal-reader.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder; /* (owned) */
} Place;

static void
set_up (Place        *place,
        gconstpointer data)
{
  place->folder = g_dir_make_tmp ("xa-journal-XXXXXX", NULL);
  g_assert_nonnull (place->folder);
  xa_journal_open (place->folder, XA_LOG_DEBUG);
}

static void
tear_down (Place        *place,
           gconstpointer data)
{
  g_autofree char *saved = g_build_filename (place->folder, "saved", NULL);

  xa_journal_close ();
  g_unlink (saved);
  for (guint i = 0; i < XA_JOURNAL_FILES; i++) {
    g_autofree char *file = xa_journal_get_file (place->folder, i);

    g_unlink (file);
  }
  g_rmdir (place->folder);
  g_free (place->folder);
}

static void
add_text (const Place *place,
          const char  *text)
{
  g_autofree char *path = xa_journal_get_file (place->folder, 0);
  FILE            *file = fopen (path, "ae");

  fputs (text, file);
  fclose (file);
}

static void
test_filter (Place        *place,
             gconstpointer data)
{
  g_autofree char *ours = xa_log_hash ("ours");
  XaLogFilter      filter = { .level = XA_LOG_WARNING, .workspace = ours };
  g_autoptr (GPtrArray) entries = NULL;
  const XaLogEntry *entry;

  xa_journal (XA_LOG_INFO, "low", xa_log_workspace ("ours"));
  xa_journal (XA_LOG_WARNING, "theirs", xa_log_workspace ("theirs"));
  xa_journal (XA_LOG_WARNING, "nobodys", xa_log_count ("n", 1));
  xa_journal (XA_LOG_ERROR, "wanted", xa_log_workspace ("ours"), xa_log_id ("connection", 3), xa_log_known ("cause", "auth"));
  entries = xa_journal_read (place->folder, &filter, 10);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = entries->pdata[0];
  g_assert_cmpstr (entry->event, ==, "wanted");
  g_assert_cmpint (entry->level, ==, XA_LOG_ERROR);
  g_assert_cmpstr (entry->rest, ==, "connection 3, cause auth");
  filter = (XaLogFilter) { .since_us = entry->at_us + 1 };
  g_ptr_array_unref (entries);
  entries = xa_journal_read (place->folder, &filter, 10);
  g_assert_cmpuint (entries->len, ==, 0);
}

/* Files that are damaged, cut or written by others cost their own lines and no more. */
static void
test_damaged (Place        *place,
              gconstpointer data)
{
  const XaLogFilter all = { 0 };
  g_autoptr (GPtrArray) entries = NULL;

  add_text (place, "no json\n\n[1,2]\n{\"at\":3}\n{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"info\"}\n{\"at\":\"x\",\"level\":\"info\",\"event\":\"e\"}\n"
                   "{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"loud\",\"event\":\"e\"}\n\xff\xfe\n{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"info\",\"event\":\"good\",\"deep\":[[{}]]}\n");
  xa_journal (XA_LOG_INFO, "after", xa_log_count ("n", 1));
  add_text (place, "{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"info\",\"event\":\"cut\"");
  entries = xa_journal_read (place->folder, &all, 10);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (((XaLogEntry *) entries->pdata[0])->event, ==, "good");
  g_assert_cmpstr (((XaLogEntry *) entries->pdata[1])->event, ==, "after");
}

/* Whoever follows sees every line once, in order, however often the files move. */
static void
test_follow (Place        *place,
             gconstpointer data)
{
  const XaLogFilter all = { 0 };
  g_autoptr (XaJournalReader) reader = xa_journal_reader_new (place->folder, &all);
  gint64 n_seen = 0, n_written = 0;

  g_assert_null (xa_journal_reader_next (reader));
  for (int round = 0; round < 30; round++) {
    XaLogEntry *entry;

    for (int i = 0; i < 1500; i++, n_written++)
      xa_journal (XA_LOG_INFO, "line", xa_log_count ("n", n_written));
    while ((entry = xa_journal_reader_next (reader))) {
      g_autofree char *expected = g_strdup_printf ("n %" G_GINT64_FORMAT, n_seen++);

      g_assert_cmpstr (entry->rest, ==, expected);
      xa_log_entry_free (entry);
    }
    g_assert_cmpint (n_seen, ==, n_written);
  }
}

static void
test_newest (Place        *place,
             gconstpointer data)
{
  const XaLogFilter all = { 0 };
  g_autoptr (GPtrArray) entries = NULL;

  for (int i = 0; i < 25000; i++)
    xa_journal (XA_LOG_INFO, "line", xa_log_count ("n", i));
  entries = xa_journal_read (place->folder, &all, 3);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpstr (((XaLogEntry *) entries->pdata[0])->rest, ==, "n 24997");
  g_assert_cmpstr (((XaLogEntry *) entries->pdata[2])->rest, ==, "n 24999");
}

static void
test_save (Place        *place,
           gconstpointer data)
{
  const XaLogFilter filter = { .level = XA_LOG_WARNING };
  g_autofree char  *path = g_build_filename (place->folder, "saved", NULL);
  g_autofree char  *missing = g_build_filename (place->folder, "no", "where", NULL);
  g_autofree char  *text = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  xa_journal (XA_LOG_INFO, "low", xa_log_count ("n", 1));
  xa_journal (XA_LOG_ERROR, "high", xa_log_count ("n", 2));
  g_assert_true (xa_journal_save (place->folder, &filter, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"high\""));
  g_assert_null (strstr (text, "low"));
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (xa_journal_save (place->folder, &filter, missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/journal-reader/filter", test_filter);
  ADD ("/journal-reader/damaged", test_damaged);
  ADD ("/journal-reader/follow", test_follow);
  ADD ("/journal-reader/newest", test_newest);
  ADD ("/journal-reader/save", test_save);

  return g_test_run ();
}
