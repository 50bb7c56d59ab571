#include "cli/xa-cli-browser.h"

#include "cli/xa-cli-output.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_PASTED_BYTES 16384

static gboolean
has_desktop (void)
{
  return g_getenv ("DISPLAY") || g_getenv ("WAYLAND_DISPLAY");
}

/* What it is for is said, whatever else is silenced: without it the command would seem to hang. */
static gboolean
open_address (const char *address,
              gpointer    data,
              GError    **error)
{
  XaCli   *self = data;
  gboolean is_open = !xa_cli_has (self, "no-browser") && has_desktop () && g_app_info_launch_default_for_uri (address, NULL, NULL);

  fprintf (stderr, "%s\n  %s\nWaiting for the browser; Ctrl+C ends it.\n", is_open ? "Sign in in the browser, which opens now:" : "Open this address in a browser on this computer and sign in:", address);
  fflush (stderr);

  return TRUE;
}

/* Whether the begin of what was pasted is all of it: it ends as such texts do, or with an empty line. */
static gboolean
is_whole (const char *pasted,
          gsize       len)
{
  return len >= 2 && pasted[len - 1] == '\n' && (pasted[len - 2] == '=' || pasted[len - 2] == '\n');
}

/* Returns: how much was read, 0 at the end; -1 with @error when it is cancelled */
static gssize
read_some (char         *to,
           gsize         room,
           GCancellable *cancellable,
           GError      **error)
{
  GPollFD fds[2] = { { .fd = STDIN_FILENO, .events = G_IO_IN | G_IO_HUP } };
  gssize  n_read;
  guint   n = cancellable && g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;

  g_poll (fds, n, -1);
  if (n == 2)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  n_read = read (STDIN_FILENO, to, room);

  return MAX (n_read, 0);
}

static char *
read_pasted (GCancellable *cancellable,
             gpointer      data,
             GError      **error)
{
  char  *pasted = g_malloc0 (MAX_PASTED_BYTES + 1);
  gsize  len = 0;
  gssize n = 1;

  fprintf (stderr, "Paste what the page shows, and press Enter twice:\n");
  fflush (stderr);
  while (n > 0 && len < MAX_PASTED_BYTES && !is_whole (pasted, len)) {
    n = read_some (pasted + len, MAX_PASTED_BYTES - len, cancellable, error);
    len += (gsize) MAX (n, 0);
  }
  if (n >= 0 && len > 0)
    return pasted;
  explicit_bzero (pasted, MAX_PASTED_BYTES);
  g_free (pasted);
  if (n == 0)
    g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "There is nothing on standard input: what the page shows has to be pasted there.");

  return NULL;
}

XaBrowser
xa_cli_browser (XaCli *self)
{
  return (XaBrowser) { .open = open_address, .paste = read_pasted, .data = self };
}
