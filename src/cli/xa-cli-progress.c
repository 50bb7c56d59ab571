#include "cli/xa-cli-progress.h"

#include "cli/xa-cli-output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *
phase_words (XaImportPhase phase)
{
  switch (phase) {
  case XA_IMPORT_PHASE_RECOGNISING:
    return "recognising";
  case XA_IMPORT_PHASE_READING:
    return "reading";
  case XA_IMPORT_PHASE_FINISHING:
    return "finishing";
  }

  return "working";
}

static guint
terminal_width (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

static void
append_time_left (GString *out,
                  double   seconds)
{
  if (isfinite (seconds))
    g_string_append_printf (out, ", %d:%02d left", (int) (seconds / 60.0), (int) fmod (seconds, 60.0));
}

/**
 * xa_cli_progress_draw:
 * @line: an XaCliProgress
 *
 * Shows share, speed and time left; an XaImportProgressFunc.
 */
void
xa_cli_progress_draw (const XaImportProgress *progress,
                      gpointer                line)
{
  XaCliProgress   *self = line;
  g_autofree char *name = xa_cli_display (self->name);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *clipped = NULL;

  g_string_append_printf (text, "%s: %s", name, phase_words (progress->phase));
  if (progress->bytes_total > 0)
    g_string_append_printf (text, " %.0f %%", 100.0 * (double) progress->bytes_done / (double) progress->bytes_total);
  if (progress->bytes_per_second > 0) {
    g_autofree char *speed = xa_cli_format_size ((gint64) progress->bytes_per_second);

    g_string_append_printf (text, ", %s/s", speed);
  }
  append_time_left (text, progress->seconds_left);

  clipped = g_utf8_substring (text->str, 0, MIN (g_utf8_strlen (text->str, -1), (long) terminal_width () - 1));
  fprintf (stderr, "\r%s\033[K", clipped);
  fflush (stderr);
  self->drawn = TRUE;
}

void
xa_cli_progress_clear (XaCliProgress *line)
{
  if (!line->drawn)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  line->drawn = FALSE;
}
