#include "journal/xa-journal.h"
#include "net/xa-net-error.h"
#include "providers/xa-provider.h"
#include "store/xa-alerts.h"
#include "store/xa-connections.h"
#include "store/xa-tasks.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What must never get through, whatever is done with it. */
#define HANDLE "@ada.lovelace"
#define MAIL "ada@example.org"
#define NATIVE_ID G_GINT64_CONSTANT (8123456789)

typedef struct {
  char *folder; /* (owned) */
} Place;

static void
set_up (Place        *place,
        gconstpointer data)
{
  place->folder = g_dir_make_tmp ("xa-journal-XXXXXX", NULL);
  g_assert_nonnull (place->folder);
}

static void
tear_down (Place        *place,
           gconstpointer data)
{
  xa_journal_close ();
  g_chmod (place->folder, 0700);
  for (guint i = 0; i < XA_JOURNAL_FILES + 2; i++) {
    g_autofree char *file = xa_journal_get_file (place->folder, i);

    g_unlink (file);
  }
  g_rmdir (place->folder);
  g_free (place->folder);
}

/* All that is in the log, oldest first. */
static char *
read_all (const Place *place)
{
  GString *all = g_string_new (NULL);

  for (guint i = XA_JOURNAL_FILES + 2; i-- > 0;) {
    g_autofree char *file = xa_journal_get_file (place->folder, i);
    g_autofree char *text = NULL;

    if (g_file_get_contents (file, &text, NULL, NULL))
      g_string_append (all, text);
  }

  return g_string_free_and_steal (all);
}

static JsonObject *
parse_line (JsonParser *parser,
            const char *line)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_fields (Place        *place,
             gconstpointer data)
{
  static const char uuid[] = "2f1c0d9e-0000-4000-8000-000000000001";
  g_autoptr (GError) error = g_error_new_literal (XA_NET_ERROR, XA_NET_ERROR_AUTH, "the password of " HANDLE " is wrong");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *hash = xa_log_hash (uuid);
  g_autofree char *text = NULL;
  JsonObject      *object;

  xa_journal_open (place->folder, XA_LOG_INFO);
  xa_journal (XA_LOG_WARNING, "test", xa_log_workspace (uuid), xa_log_word ("kind", "posts"), xa_log_known ("cause", "rate-limited"),
              xa_log_platform (XA_PLATFORM_TELEGRAM), xa_log_id ("connection", 3), xa_log_count ("requests", 120), xa_log_roughly ("records", 4321),
              xa_log_roughly ("few", 9), xa_log_time ("until", G_GINT64_CONSTANT (1700000000000000)), xa_log_time ("never", XA_TIME_UNKNOWN),
              xa_log_flag ("partial", TRUE), xa_log_error (error));
  text = read_all (place);
  g_assert_true (g_str_has_suffix (text, "}\n"));
  object = parse_line (parser, text);
  g_assert_cmpstr (json_object_get_string_member (object, "level"), ==, "warning");
  g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, "test");
  g_assert_cmpstr (json_object_get_string_member (object, "workspace"), ==, hash);
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "posts");
  g_assert_cmpstr (json_object_get_string_member (object, "cause"), ==, "rate-limited");
  g_assert_cmpstr (json_object_get_string_member (object, "platform"), ==, "telegram");
  g_assert_cmpint (json_object_get_int_member (object, "connection"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (object, "requests"), ==, 120);
  g_assert_cmpint (json_object_get_int_member (object, "records"), ==, 4000);
  g_assert_cmpstr (json_object_get_string_member (object, "few"), ==, "<10");
  g_assert_cmpstr (json_object_get_string_member (object, "until"), ==, "2023-11-14T22:13:20Z");
  g_assert_false (json_object_has_member (object, "never"));
  g_assert_true (json_object_get_boolean_member (object, "partial"));
  g_assert_cmpstr (json_object_get_string_member (object, "error"), ==, "xa-net-error-quark:8");
}

/* What comes from outside has no way in: each door is tried with what must not pass. */
static void
test_planted (Place        *place,
              gconstpointer data)
{
  static const char *const planted[] = { HANDLE, MAIL, "8123456789", "ada", "lovelace", "example", "secret", NULL };
  g_autoptr (GError) message = g_error_new_literal (XA_NET_ERROR, XA_NET_ERROR_FORBIDDEN, MAIL " may not see it, token secret");
  g_autoptr (GError) domain = g_error_new_literal (g_quark_from_string (HANDLE), 7, MAIL);
  g_autofree char *runtime = g_strdup (HANDLE);
  g_autofree char *text = NULL;

  xa_journal_open (place->folder, XA_LOG_DEBUG);
  xa_journal (XA_LOG_INFO, "planted", xa_log_known ("cause", runtime), xa_log_known ("cause", MAIL), xa_log_known ("cause", NULL), xa_log_error (message),
              xa_log_error (domain), xa_log_id ("audience", NATIVE_ID), xa_log_id ("source", -NATIVE_ID), xa_log_workspace (MAIL),
              xa_log_platform ((XaPlatform) 77), xa_log_roughly ("records", NATIVE_ID));
  text = read_all (place);
  for (guint i = 0; planted[i]; i++)
    g_assert_null (strstr (text, planted[i]));
  g_assert_nonnull (strstr (text, "\"cause\":\"other\""));
  g_assert_nonnull (strstr (text, "\"audience\":\"other\""));
  g_assert_nonnull (strstr (text, "\"error\":\"other:7\""));
  g_assert_nonnull (strstr (text, "\"records\":8000000000"));
}

/* The closed list has the words that the program uses for causes and states. */
static void
test_words (void)
{
  for (int code = 0; code < XA_N_NET_ERRORS; code++) {
    g_autoptr (GError) error = g_error_new_literal (XA_NET_ERROR, code, "x");

    g_assert_true (xa_log_knows (xa_net_error_id (error)));
  }
  for (int state = 1; state < XA_N_TASK_STATES; state++)
    g_assert_true (xa_log_knows (xa_task_state_id ((XaTaskState) state)));
  for (int state = XA_CONNECTION_OK; state <= XA_CONNECTION_UNREACHABLE; state++)
    g_assert_true (xa_log_knows (xa_connection_state_id ((XaConnectionState) state)));
  for (int pass = 1; pass < XA_N_PASSES; pass++)
    g_assert_true (xa_log_knows (xa_pass_id ((XaPass) pass)));
  for (int kind = 1; kind < XA_N_ALERT_KINDS; kind++)
    g_assert_true (xa_log_knows (xa_alert_kind_id ((XaAlertKind) kind)));
  g_assert_true (xa_log_knows ("active"));
  g_assert_true (xa_log_knows ("waiting"));
  g_assert_false (xa_log_knows ("wait"));
  g_assert_false (xa_log_knows (""));
}

static void
test_level (Place        *place,
            gconstpointer data)
{
  g_autofree char *file = xa_journal_get_file (place->folder, 0);
  g_autofree char *text = NULL;

  xa_journal (XA_LOG_ERROR, "before", xa_log_count ("n", 1));
  xa_journal_open (place->folder, XA_LOG_WARNING);
  xa_journal (XA_LOG_INFO, "low", xa_log_count ("n", 1));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  xa_journal (XA_LOG_WARNING, "even", xa_log_count ("n", 1));
  xa_journal (XA_LOG_ERROR, "high", xa_log_count ("n", 1));
  xa_journal_close ();
  xa_journal (XA_LOG_ERROR, "after", xa_log_count ("n", 1));
  text = read_all (place);
  g_assert_null (strstr (text, "before"));
  g_assert_null (strstr (text, "low"));
  g_assert_nonnull (strstr (text, "\"even\""));
  g_assert_nonnull (strstr (text, "\"high\""));
  g_assert_null (strstr (text, "after"));
}

/* However much is logged, so much is kept, readable by nobody else, and the newest of it. */
static void
test_bounded (Place        *place,
              gconstpointer data)
{
  const gint64     n_lines = XA_JOURNAL_FILES * XA_JOURNAL_FILE_SIZE / 90 * 5 / 4;
  gsize            total = 0;
  g_autofree char *text = NULL;
  g_autofree char *last = NULL;

  xa_journal_open (place->folder, XA_LOG_DEBUG);
  for (gint64 i = 1; i <= n_lines; i++)
    xa_journal (XA_LOG_DEBUG, "line", xa_log_count ("n", i));
  for (guint i = 0; i < XA_JOURNAL_FILES + 2; i++) {
    g_autofree char *file = xa_journal_get_file (place->folder, i);
    struct stat      info;

    if (stat (file, &info) != 0)
      continue;
    g_assert_cmpuint (i, <, XA_JOURNAL_FILES);
    g_assert_cmpint (info.st_size, <=, XA_JOURNAL_FILE_SIZE);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    total += (gsize) info.st_size;
  }
  g_assert_cmpuint (total, >, (XA_JOURNAL_FILES - 1) * XA_JOURNAL_FILE_SIZE - XA_JOURNAL_FILES * 200);
  text = read_all (place);
  last = g_strdup_printf ("\"n\":%" G_GINT64_FORMAT "}\n", n_lines);
  g_assert_true (g_str_has_suffix (text, last));
}

/* What could not be written is missed by number, and nobody is kept from their work. */
static void
test_gap (Place        *place,
          gconstpointer data)
{
  g_autofree char *blocked = xa_journal_get_file (place->folder, 0);
  g_autofree char *text = NULL;

  /* A folder in the place of the file fails for root as well. */
  g_assert_cmpint (g_mkdir (blocked, 0700), ==, 0);
  xa_journal_open (place->folder, XA_LOG_INFO);
  for (int i = 0; i < 3; i++)
    xa_journal (XA_LOG_INFO, "lost", xa_log_count ("n", i));
  g_assert_cmpint (g_rmdir (blocked), ==, 0);
  xa_journal (XA_LOG_INFO, "found", xa_log_count ("n", 3));
  text = read_all (place);
  g_assert_null (strstr (text, "\"lost\""));
  g_assert_nonnull (strstr (text, "\"log-gap\""));
  g_assert_nonnull (strstr (text, "\"lines\":3}"));
  g_assert_nonnull (strstr (text, "\"found\""));
}

#define N_WRITERS 4
#define N_LINES 20000

static gpointer
write_lines (gpointer data)
{
  for (int i = 0; i < N_LINES; i++)
    xa_journal (XA_LOG_INFO, "thread", xa_log_count ("n", i));

  return NULL;
}

/* Threads of this process and another process write and move files at the same time: lines stay whole. */
static void
test_together (Place        *place,
               gconstpointer data)
{
  GThread         *threads[N_WRITERS];
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *folder = g_strdup_printf ("--write-to=%s", place->folder);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  GPid             child;
  guint            n_others = 0, n_ours = 0;
  int              status;

  xa_journal_open (place->folder, XA_LOG_INFO);
  g_assert_true (g_spawn_async (NULL, (char *[]) { self, folder, NULL }, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, NULL));
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", write_lines, NULL);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  waitpid (child, &status, 0);
  g_assert_cmpint (status, ==, 0);
  text = read_all (place);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++) {
    const char *event = json_object_get_string_member (parse_line (parser, lines[i]), "event");

    n_ours += g_str_equal (event, "thread");
    n_others += g_str_equal (event, "process");
  }
  g_assert_cmpuint (n_ours, >, 0);
  g_assert_cmpuint (n_ours + n_others, >, 30000);
}

static int
write_as_other (const char *folder)
{
  xa_journal_open (folder, XA_LOG_INFO);
  for (int i = 0; i < N_LINES; i++)
    xa_journal (XA_LOG_INFO, "process", xa_log_count ("n", i));

  return 0;
}

#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  if (argc == 2 && g_str_has_prefix (argv[1], "--write-to="))
    return write_as_other (argv[1] + strlen ("--write-to="));
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/journal/fields", test_fields);
  ADD ("/journal/ID-1/planted", test_planted);
  ADD ("/journal/NET-3/planted", test_planted);
  g_test_add_func ("/journal/words", test_words);
  ADD ("/journal/level", test_level);
  ADD ("/journal/bounded", test_bounded);
  ADD ("/journal/gap", test_gap);
  ADD ("/journal/together", test_together);

  return g_test_run ();
}
