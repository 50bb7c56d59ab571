#include "import-child.h"

#include "sync/xa-ingest-sink.h"
#include "sync/xa-writer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_FLAG "--import-child"
#define KEY_BYTE 0x5c

/* --- the child --------------------------------------------------------------------------------- */

/* One write is one line, also when the process is killed between two. */
static void
say (const char *word,
     guint64     number)
{
  char line[64];
  int  n = g_snprintf (line, sizeof line, "%s %" G_GUINT64_FORMAT "\n", word, number);

  if (write (STDOUT_FILENO, line, (gsize) n) != n)
    _exit (9);
}

static void
commit_cb (guint64  offset,
           gpointer data)
{
  say ("commit", offset);
}

static void
progress_cb (const XaImportProgress *progress,
             gpointer                data)
{
  if (progress->phase == XA_IMPORT_PHASE_FINISHING)
    say ("finishing", 0);
}

/* Ctrl-C as the programs handle it: cancel, and let the import come to its end. */
static gpointer
wait_for_interrupt (gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  sigset_t set;
  int      number;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  if (sigwait (&set, &number) == 0)
    g_cancellable_cancel (cancellable);

  return NULL;
}

static guint64
read_status_kib (const char *key)
{
  g_autofree char *status = NULL;
  const char      *at;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) || !(at = strstr (status, key)))
    return 0;

  return g_ascii_strtoull (at + strlen (key), NULL, 10);
}

static int
import (const ImportPlace *place,
        const char        *path,
        guint              batch_records)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (XaImportReport) report = { 0 };
  XaImportJobOptions options = import_place_options (place);
  XaImportObserver   observer = { .progress = progress_cb, .commit = commit_cb };
  sigset_t           set;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, g_object_ref (cancellable)));

  options.batch_records = batch_records;
  say ("base", read_status_kib ("VmHWM:"));
  xa_import_job_run (path, &options, &observer, cancellable, &report, &error);
  say ("peak", read_status_kib ("VmHWM:"));
  if (!error)
    return 0;
  g_printerr ("%s\n", error->message);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? 130 : 1;
}

/* --- a child that leaks -------------------------------------------------------------------------- */

typedef struct {
  ChildKind kind;
  XaWriter *writer;
} Leak;

static void
put_number (XaBatch *batch,
            guint64  number)
{
  XaBatchActivity *activity = &g_array_index (batch->activities, XaBatchActivity, 0);

  memset (&activity->who, 0, sizeof activity->who);
  memcpy (activity->who.bytes + 3, &number, sizeof number);
}

static void
put_text (XaBatch    *batch,
          const char *text)
{
  g_array_index (batch->posts, XaBatchPost, 0).product = xa_batch_add_text (batch, xa_span (text));
}

static void
put_file (const char *folder,
          const char *text)
{
  g_autofree char *path = g_build_filename (folder, "careless", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, NULL);
}

/* What a careless sink would do: each kind puts the id into another place. */
static void
leak (XaBatch  *batch,
      ChildKind kind)
{
  guint64          number = g_ascii_strtoull (CHILD_LEAK_ID, NULL, 10);
  g_autofree char *encoded = NULL;

  switch (kind) {
  case CHILD_LEAKS_TEXT:
    put_text (batch, "of " CHILD_LEAK_ID);
    break;
  case CHILD_LEAKS_BASE64:
    encoded = g_base64_encode ((const guchar *) "x" CHILD_LEAK_ID, strlen ("x" CHILD_LEAK_ID));
    put_text (batch, encoded);
    break;
  case CHILD_LEAKS_HEX:
    encoded = g_strdup ("37363534333231303938"); /* the characters of the id */
    put_text (batch, encoded);
    break;
  case CHILD_LEAKS_LITTLE_ENDIAN:
    put_number (batch, GUINT64_TO_LE (number));
    break;
  case CHILD_LEAKS_BIG_ENDIAN:
    put_number (batch, GUINT64_TO_BE (number));
    break;
  case CHILD_LEAKS_TO_LOG:
    g_message ("message of %s taken in", CHILD_LEAK_ID);
    break;
  case CHILD_LEAKS_TO_CACHE:
    put_file (g_get_user_cache_dir (), CHILD_LEAK_ID);
    break;
  case CHILD_LEAKS_TO_TEMP:
    put_file (g_get_tmp_dir (), CHILD_LEAK_ID);
    break;
  case CHILD_HONEST:
  case CHILD_N_KINDS:
    break;
  }
}

static XaBatch *
leak_and_push (XaBatch *batch,
               gpointer data,
               GError **error)
{
  Leak *self = data;

  leak (batch, self->kind);

  return xa_writer_push (self->writer, batch, error);
}

/* The job with another sink in it: one that changes what it hands over. */
static int
import_leaking (const ImportPlace *place,
                const char        *path,
                ChildKind          kind)
{
  g_autoptr (GError) error = NULL;
  XaIngestSource source = { .format = "telegram", .at_us = PLACE_CLOCK * G_USEC_PER_SEC };
  XaWriterStart  start;
  g_autoptr (XaWriter) writer = xa_writer_start (place->workspace, place->keys, &source, NULL, NULL, &start, &error);
  Leak leak_data = { kind, writer };
  g_autoptr (XaIngestSink) sink = xa_ingest_sink_new (place->keys, source.at_us, leak_and_push, &leak_data);
  g_autoptr (XaImportSource) file = xa_import_source_open (path, NULL, &error);
  XaImportOptions options = { .at_us = source.at_us, .mtime_us = source.at_us };
  XaImportResult  result = { 0 };
  XaBatch        *last;

  g_assert_no_error (error);
  xa_telegram_export.parse (file, &options, xa_ingest_sink_get_sink (sink), &result, &error);
  g_assert_no_error (error);
  last = xa_ingest_sink_take_last (sink, TRUE);
  leak (last, kind);
  xa_writer_finish (writer, last, FALSE, &error);
  g_assert_no_error (error);

  return 0;
}

gboolean
import_child_handle (int    argc,
                     char **argv,
                     int   *status)
{
  ImportPlace place = { 0 };
  ChildKind   kind;

  if (argc != 6 || !g_str_equal (argv[1], CHILD_FLAG))
    return FALSE;

  kind = (ChildKind) atoi (argv[5]);
  place.workspace = argv[2];
  place.keys = import_place_keys (argv[2], KEY_BYTE);
  *status = kind == CHILD_HONEST ? import (&place, argv[3], (guint) atoi (argv[4])) : import_leaking (&place, argv[3], kind);
  xa_pseudonymizer_unref (place.keys);

  return TRUE;
}

/* --- the parent ---------------------------------------------------------------------------------- */

/* Returns: (transfer full): an environment in which everything that a program may write goes to
 * @home */
static char **
move_home (const char *home)
{
  static const char *const folders[][2] = {
    { "HOME", "home" },
    { "XDG_DATA_HOME", "data" },
    { "XDG_CONFIG_HOME", "config" },
    { "XDG_CACHE_HOME", "cache" },
    { "XDG_STATE_HOME", "state" },
    { "XDG_RUNTIME_DIR", "run" },
    { "TMPDIR", "tmp" },
    { "SQLITE_TMPDIR", "tmp" },
  };
  char **env = g_get_environ ();

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (home, folders[i][1], NULL);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    env = g_environ_setenv (env, folders[i][0], folder, TRUE);
  }

  return g_environ_setenv (env, "G_MESSAGES_DEBUG", "all", TRUE);
}

/* Spawned without GLib's help, whose thread that waits for children the thread sanitizer does
 * not understand. */
ImportChild *
import_child_start (const ImportPlace *place,
                    const char        *path,
                    guint              batch_records,
                    ChildKind          kind,
                    const char        *home)
{
  g_autofree char *records = g_strdup_printf ("%u", batch_records);
  g_autofree char *what = g_strdup_printf ("%d", kind);
  g_autofree char *log = home ? g_build_filename (home, "log.txt", NULL) : NULL;
  g_auto (GStrv) env = home ? move_home (home) : g_get_environ ();
  const char                *argv[] = { "import-child", CHILD_FLAG, place->workspace, path, records, what, NULL };
  ImportChild               *self = g_new0 (ImportChild, 1);
  posix_spawn_file_actions_t actions;
  int                        ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, ends[1], STDOUT_FILENO);
  if (log)
    posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  g_assert_cmpint (posix_spawn (&self->pid, "/proc/self/exe", &actions, NULL, (char **) argv, env), ==, 0);
  posix_spawn_file_actions_destroy (&actions);
  close (ends[1]);
  self->lines = fdopen (ends[0], "r");
  g_assert_nonnull (self->lines);

  return self;
}

gboolean
import_child_listen (ImportChild *self)
{
  char        line[80];
  const char *number;

  /* A line that the kill cut off was not said. */
  if (!fgets (line, sizeof line, self->lines) || !strchr (line, '\n') || !(number = strchr (line, ' ')))
    return FALSE;

  if (g_str_has_prefix (line, "commit ")) {
    self->acknowledged = g_ascii_strtoull (number + 1, NULL, 10);
    self->n_acknowledged++;
  } else if (g_str_has_prefix (line, "base ")) {
    self->base_kib = g_ascii_strtoull (number + 1, NULL, 10);
  } else if (g_str_has_prefix (line, "peak ")) {
    self->peak_kib = g_ascii_strtoull (number + 1, NULL, 10);
  } else {
    self->is_finishing = TRUE;
  }

  return TRUE;
}

void
import_child_kill (ImportChild *self,
                   int          signal_number)
{
  kill (self->pid, signal_number);
}

int
import_child_wait (ImportChild *self)
{
  int status = 0;

  while (import_child_listen (self))
    ;
  if (!self->pid)
    return -1;
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  self->pid = 0;

  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

void
import_child_free (ImportChild *self)
{
  if (!self)
    return;

  if (self->pid)
    import_child_kill (self, SIGKILL);
  (void) import_child_wait (self);
  fclose (self->lines);
  g_free (self);
}
