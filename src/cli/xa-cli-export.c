#include "cli/xa-cli-export.h"

#include "cli/xa-cli-open.h"
#include "report/xa-records-export.h"

#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

/* A file appears under its name only when it is complete; a new one is for its owner only. */
static GOutputStream *
open_target (const char   *path,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GFile) file = NULL;

  if (!path || strcmp (path, "-") == 0)
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  file = g_file_new_for_path (path);

  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error));
}

/* Closing a replacement with a cancelled cancellable leaves what stood there before. */
static void
give_up (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

static XaCliExit
run_records (XaCli   *self,
             GError **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  const char   *path = xa_cli_get_text (self, "output");
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GOutputStream) stream = NULL;

  if (!store)
    return XA_CLI_FAILED;
  stream = open_target (path, cancellable, error);
  if (!stream)
    return XA_CLI_FAILED;

  if (!xa_records_export (store, stream, cancellable, error)) {
    give_up (stream);
    return XA_CLI_FAILED;
  }

  if (!g_output_stream_close (stream, cancellable, error))
    return XA_CLI_FAILED;
  g_clear_pointer (&store, xa_store_close);
  xa_cli_note_export (self, "records");

  return XA_CLI_OK;
}

static const XaCliOption records_options[] = {
  { "output", 'o', XA_CLI_FILE, "FILE", "write to FILE (default, and -: standard output)" },
  { NULL },
};

const XaCliCommand xa_cli_export_commands[] = {
  { "export records", "", "Write what a workspace holds as JSON lines, without people",
    "Audiences, their sizes over time, their own posts, and how much was done by the day. No person, no\n"
    "pseudonym and no count of fewer than 10 people is in it. The lines can be imported again.",
    records_options, 0, 0, run_records },
  { NULL },
};
