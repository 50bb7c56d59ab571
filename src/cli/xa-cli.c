#include "cli/xa-cli.h"

#include "config.h"
#include "cli/xa-cli-output.h"
#include "journal/xa-journal.h"
#include "store/xa-store.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct _XaCli {
  XaCliArguments *arguments;   /* (owned) */
  GCancellable   *cancellable; /* (owned) (nullable) */
};

gboolean
xa_cli_has (XaCli      *self,
            const char *option)
{
  return xa_cli_arguments_find (self->arguments, option) != NULL;
}

/**
 * xa_cli_get_text:
 *
 * Returns: (nullable): the value of an option as typed, or NULL where it was not given
 */
const char *
xa_cli_get_text (XaCli      *self,
                 const char *option)
{
  const XaCliValue *value = xa_cli_arguments_find (self->arguments, option);

  return value ? value->text : NULL;
}

static gboolean
read_platform (XaCli      *self,
               const char *option,
               gboolean    real_only,
               XaPlatform *platform,
               GError    **error)
{
  const char *text = xa_cli_get_text (self, option);
  g_autoptr (GString) known = NULL;

  *platform = 0;
  if (!text || (xa_platform_parse (text, platform) && !(real_only && *platform == XA_PLATFORM_SIMULATED)))
    return TRUE;

  known = g_string_new (NULL);
  for (int i = 1; i < XA_N_PLATFORMS; i++)
    if (!real_only || i != XA_PLATFORM_SIMULATED)
      g_string_append_printf (known, "%s%s", i > 1 ? ", " : "", xa_platform_id ((XaPlatform) i));
  xa_cli_usage (error, "--%s takes one of %s, not \"%s\"", option, known->str, text);

  return FALSE;
}

/**
 * xa_cli_read_platform:
 * @platform: (out): the platform that an option names, 0 where it was not given
 */
gboolean
xa_cli_read_platform (XaCli      *self,
                      const char *option,
                      XaPlatform *platform,
                      GError    **error)
{
  return read_platform (self, option, FALSE, platform, error);
}

/**
 * xa_cli_read_real_platform:
 * @platform: (out): the platform that an option names, 0 where it was not given
 *
 * The same for where people are who exist: the simulated platform is none of these.
 */
gboolean
xa_cli_read_real_platform (XaCli      *self,
                           const char *option,
                           XaPlatform *platform,
                           GError    **error)
{
  return read_platform (self, option, TRUE, platform, error);
}

/**
 * xa_cli_get_number:
 *
 * Returns: the value of a number or a time, or @fallback where it was not given
 */
gint64
xa_cli_get_number (XaCli      *self,
                   const char *option,
                   gint64      fallback)
{
  const XaCliValue *value = xa_cli_arguments_find (self->arguments, option);

  return value ? value->number : fallback;
}

guint
xa_cli_get_n_arguments (XaCli *self)
{
  return self->arguments->arguments->len - 1;
}

/**
 * xa_cli_get_arguments:
 *
 * Returns: (array zero-terminated=1): the arguments after the command, as bytes
 */
const char *const *
xa_cli_get_arguments (XaCli *self)
{
  return (const char *const *) self->arguments->arguments->pdata;
}

const XaCliCommand *
xa_cli_get_command (XaCli *self)
{
  return self->arguments->command;
}

gboolean
xa_cli_wants_json (XaCli *self)
{
  return xa_cli_has (self, "json");
}

/**
 * xa_cli_wants_progress:
 *
 * Returns: whether someone looks at standard error who wants to see how far a command is
 */
gboolean
xa_cli_wants_progress (XaCli *self)
{
  return !xa_cli_has (self, "quiet") && isatty (STDERR_FILENO);
}

static gpointer
wait_for_signals (gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  sigset_t signals;
  int      number;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGHUP);
  if (sigwait (&signals, &number) == 0)
    g_cancellable_cancel (cancellable);
  if (sigwait (&signals, &number) == 0)
    _exit (XA_CLI_INTERRUPTED);

  return NULL;
}

/**
 * xa_cli_watch_signals:
 *
 * Makes interruption a request. Must be called before any thread is started, so that they all
 * leave the signals to the one that waits for them.
 *
 * Returns: (transfer none): cancelled by the first signal
 */
GCancellable *
xa_cli_watch_signals (XaCli *self)
{
  sigset_t signals;

  if (self->cancellable)
    return self->cancellable;

  self->cancellable = g_cancellable_new ();
  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGHUP);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  g_thread_unref (g_thread_new ("signals", wait_for_signals, g_object_ref (self->cancellable)));

  return self->cancellable;
}

/**
 * xa_cli_usage:
 *
 * Says that the command line is wrong in a way that only the command can tell.
 *
 * Returns: the exit status for it
 */
XaCliExit
xa_cli_usage (GError    **error,
              const char *format,
              ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE, message);

  return XA_CLI_USAGE;
}

static void
print_message (const char *prefix,
               const char *format,
               va_list     arguments)
{
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  g_autofree char *shown = xa_cli_display (message);

  fprintf (stderr, "%s%s\n", prefix, shown);
}

/* A message about what goes well. */
void
xa_cli_say (const char *format,
            ...)
{
  va_list arguments;

  va_start (arguments, format);
  print_message ("", format, arguments);
  va_end (arguments);
}

/* A message about what does not. */
void
xa_cli_complain (const char *format,
                 ...)
{
  va_list arguments;

  va_start (arguments, format);
  print_message ("xaudience-cli: ", format, arguments);
  va_end (arguments);
}

/**
 * xa_cli_confirm:
 * @what: what is about to happen, as a sentence
 * @answer: what has to be typed to let it happen
 *
 * Asks before something that cannot be undone. With --yes it does not ask; without a terminal
 * there is nobody to answer.
 *
 * Returns: whether to go on; else @error is set
 */
gboolean
xa_cli_confirm (XaCli      *self,
                const char *what,
                const char *answer,
                GError    **error)
{
  char line[512];

  if (xa_cli_has (self, "yes"))
    return TRUE;

  if (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO)) {
    g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "%s This cannot be undone; pass --yes to do it.", what);
    return FALSE;
  }

  xa_cli_say ("%s This cannot be undone.", what);
  fprintf (stderr, "Type \"%s\" to go on: ", answer);
  fflush (stderr);
  if (fgets (line, sizeof line, stdin) && strcmp (g_strstrip (line), answer) == 0)
    return TRUE;

  g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "Not confirmed; nothing was changed.");

  return FALSE;
}

static XaCliExit
report_error (XaCli        *self,
              XaCliExit     status,
              const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    xa_cli_complain ("interrupted");
    return XA_CLI_INTERRUPTED;
  }

  xa_cli_complain ("%s", error->message);
  if (g_error_matches (error, XA_CLI_ERROR, XA_CLI_ERROR_USAGE)) {
    if (self->arguments && self->arguments->command)
      xa_cli_say ("See: xaudience-cli %s --help", self->arguments->command->name);
    else
      xa_cli_say ("See: xaudience-cli --help");
    return XA_CLI_USAGE;
  }

  if (g_error_matches (error, XA_STORE_ERROR, XA_STORE_ERROR_CORRUPT))
    xa_cli_say ("\"xaudience-cli workspace backups\" lists its backups; \"workspace restore --latest\" takes the newest that is sound.");

  return status == XA_CLI_OK ? XA_CLI_FAILED : status;
}

/* Results that did not reach their reader must not look like success. */
static XaCliExit
close_output (XaCliExit status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  xa_cli_complain ("the output could not be written in full");

  return status == XA_CLI_OK ? XA_CLI_FAILED : status;
}

/* The log takes what is worth telling; all of it where the user asks for it. */
static void
open_journal (void)
{
  XaLogLevel level = XA_LOG_INFO;

  xa_log_level_parse (g_getenv ("XAUDIENCE_LOG_LEVEL"), &level);
  xa_journal_open (NULL, level);
}

static XaCliExit
run (XaCli   *self,
     int      argc,
     char   **argv,
     GError **error)
{
  self->arguments = xa_cli_arguments_parse (argc, argv, error);
  if (!self->arguments)
    return XA_CLI_USAGE;

  if (xa_cli_has (self, "version")) {
    printf ("xaudience-cli %s\n", XA_VERSION);
    return XA_CLI_OK;
  }
  if (self->arguments->help) {
    g_autofree char *help = xa_cli_help (self->arguments);

    fputs (help, stdout);
    return XA_CLI_OK;
  }

  open_journal ();

  return self->arguments->command->run (self, error);
}

/**
 * xa_cli_run:
 *
 * Runs one command line.
 *
 * Returns: the exit status, one of XaCliExit
 */
int
xa_cli_run (int    argc,
            char **argv)
{
  g_autoptr (GError) error = NULL;
  XaCli     self = { 0 };
  XaCliExit status = run (&self, argc, argv, &error);

  if (error)
    status = report_error (&self, status, error);
  status = close_output (status);
  xa_journal_close ();
  g_clear_pointer (&self.arguments, xa_cli_arguments_free);
  g_clear_object (&self.cancellable);

  return status;
}
