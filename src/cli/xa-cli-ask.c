#include "cli/xa-cli-ask.h"

#include "report/xa-qr-code.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ANSWER_BYTES 1024

void
xa_cli_read_by_lines (void)
{
  setvbuf (stdin, NULL, _IONBF, 0);
}

/* --- one line -------------------------------------------------------------------------------- */

static gboolean
wait_for_input (GCancellable *cancellable,
                GError      **error)
{
  GPollFD fds[2] = { { .fd = STDIN_FILENO, .events = G_IO_IN | G_IO_HUP } };
  guint   n = cancellable && g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;

  g_poll (fds, n, -1);
  if (n == 2)
    g_cancellable_release_fd (cancellable);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Returns: the length without the end of the line; -1 with @error, also at the end of the input */
static gssize
read_line (char         *to,
           gsize         room,
           GCancellable *cancellable,
           GError      **error)
{
  gsize  len = 0;
  gssize n = 1;

  while (len + 1 < room && n > 0) {
    if (!wait_for_input (cancellable, error))
      return -1;
    n = read (STDIN_FILENO, to + len, 1);
    if (n > 0 && to[len] == '\n') {
      to[len] = '\0';
      return (gssize) len;
    }
    len += (gsize) MAX (n, 0);
  }
  to[len] = '\0';
  if (len > 0)
    return (gssize) len;
  g_set_error_literal (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "There is no answer on standard input.");

  return -1;
}

/* --- a question ------------------------------------------------------------------------------ */

/* Returns: whether the terminal was told to show nothing */
static gboolean
hide (struct termios *before)
{
  struct termios hidden;

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, before) != 0)
    return FALSE;
  hidden = *before;
  hidden.c_lflag &= ~(tcflag_t) ECHO;

  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static void
show_question (const XaPrompt *question)
{
  if (question->problem)
    fprintf (stderr, "%s\n", question->problem);
  if (question->words)
    fprintf (stderr, "%s\n", question->words);
  if (question->instead)
    fprintf (stderr, "(Nothing: %s.)\n", question->instead);
  fprintf (stderr, "%s: ", question->title);
  fflush (stderr);
}

static char *
ask (const XaPrompt *question,
     GCancellable   *cancellable,
     gpointer        data,
     GError        **error)
{
  char          *answer = g_malloc0 (MAX_ANSWER_BYTES);
  struct termios before;
  gboolean       is_hidden;
  gssize         len;

  /* Before it is asked: what is typed at once must neither be seen nor lost. */
  is_hidden = question->is_secret && hide (&before);
  show_question (question);
  len = read_line (answer, MAX_ANSWER_BYTES, cancellable, error);
  if (is_hidden) {
    tcsetattr (STDIN_FILENO, TCSADRAIN, &before);
    fprintf (stderr, "\n");
  }
  if (len >= 0)
    return answer;
  explicit_bzero (answer, MAX_ANSWER_BYTES);
  g_free (answer);

  return NULL;
}

/* --- a code for another device --------------------------------------------------------------- */

/* Two rows of the code are one row of characters; light on dark or dark on light, a reader takes both. */
static void
print_code (const XaQrCode *code)
{
  static const char *const cells[] = { " ", "▄", "▀", "█" };
  int                      n = (int) xa_qr_code_get_size (code);

  fprintf (stderr, "\n");
  for (int y = -2; y < n + 2; y += 2) {
    fprintf (stderr, "  ");
    for (int x = -2; x < n + 2; x++)
      fprintf (stderr, "%s", cells[!xa_qr_code_is_dark (code, x, y) * 2 + !xa_qr_code_is_dark (code, x, y + 1)]);
    fprintf (stderr, "\n");
  }
}

static gboolean
show_code (const char *text,
           gpointer    data,
           GError    **error)
{
  g_autoptr (XaQrCode) code = xa_qr_code_new (text, error);

  if (!code)
    return FALSE;
  print_code (code);
  fprintf (stderr, "Scan this with Telegram on a device that is signed in: Settings, Devices, Link Desktop Device.\nA new code appears when this one ends; Ctrl+C ends the sign-in.\n");
  fflush (stderr);

  return TRUE;
}

XaAsker
xa_cli_asker (XaCli *self)
{
  return (XaAsker) { .ask = ask, .show_code = show_code, .data = self };
}
