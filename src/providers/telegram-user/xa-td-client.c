#include "providers/telegram-user/xa-td-client.h"

#include "model/xa-language.h"
#include "providers/telegram-user/xa-td-refusal.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PROTOCOL 1

/* Longer lines are none that the library writes: a page of a hundred messages has less than a hundredth. */
#define MAX_LINE (32 * 1024 * 1024)

/* How often it is looked whether the user has cancelled. */
#define SLICE_MS 100

/* What somebody has to install whose system does not have it. */
#define XA_TD_ABSENT N_ ("Telegram's client library (libtdjson, of TDLib) is not installed. Install it (on Debian the package libtdjson1.8.38, elsewhere tdlib), and connect again.")

#define HELLO_US (20 * G_USEC_PER_SEC)
#define CLOSE_US (8 * G_USEC_PER_SEC)

struct _XaTdClient {
  GMutex       lock;
  GSubprocess *process; /* (owned) */
  int          in, out; /* (not owned): of the streams of @process */
  GString     *buffer;  /* (owned): what was read and not yet taken */
  char        *state;   /* (owned) (nullable): the last state of the sign-in, as JSON */
  gboolean     is_told; /* @state has changed since it was last asked for */
  guint64      n_asked;
  gboolean     is_dead;
};

/* --- lines ----------------------------------------------------------------------------------- */

static gboolean
fail_dead (XaTdClient *self,
           GError    **error)
{
  self->is_dead = TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, N_ ("Telegram's client library has ended unexpectedly; it is started anew."));

  return FALSE;
}

/* What hangs is ended: it would answer to somebody else later. */
static gboolean
fail_hung (XaTdClient *self,
           GError    **error)
{
  self->is_dead = TRUE;
  g_subprocess_force_exit (self->process);
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TIMEOUT, N_ ("Telegram's client library did not answer in time, and was ended; it is started anew."));

  return FALSE;
}

/* TRUE: there is something to read or write, or the other end is gone. */
static gboolean
await_fd (XaTdClient   *self,
          int           fd,
          short         events,
          gint64        deadline_us,
          GCancellable *cancellable,
          GError      **error)
{
  for (;;) {
    struct pollfd what = { .fd = fd, .events = events };
    int           n = poll (&what, 1, SLICE_MS);

    if (n > 0)
      return TRUE;
    if (n < 0 && errno != EINTR)
      return fail_dead (self, error);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (g_get_monotonic_time () > deadline_us)
      return fail_hung (self, error);
  }
}

/* A helper that has ended must not end the program with it: the signal that comes with such a write is taken
 * back, and the program's own way with it is left as it is. */
static gssize
write_quietly (int         fd,
               const char *data,
               gsize       len)
{
  const struct timespec at_once = { 0 };
  sigset_t              pipe, before, pending;
  gboolean              was_pending;
  gssize                n;
  int                   why;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  sigpending (&pending);
  was_pending = sigismember (&pending, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe, &before);
  n = write (fd, data, len);
  why = errno;
  if (n < 0 && why == EPIPE && !was_pending)
    sigtimedwait (&pipe, NULL, &at_once);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  errno = why;

  return n;
}

static gboolean
write_line (XaTdClient   *self,
            const char   *line,
            gint64        deadline_us,
            GCancellable *cancellable,
            GError      **error)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  gsize            len = strlen (whole), done = 0;

  while (done < len) {
    gssize n;

    if (!await_fd (self, self->in, POLLOUT, deadline_us, cancellable, error)) {
      /* Half a line would spoil the next. */
      if (done > 0)
        fail_hung (self, NULL);
      return FALSE;
    }
    n = write_quietly (self->in, whole + done, MIN (len - done, 4096));
    if (n < 0 && errno != EINTR && errno != EAGAIN)
      return fail_dead (self, error);
    done += (gsize) MAX (n, 0);
  }
  explicit_bzero (whole, len);

  return TRUE;
}

/* Returns: (transfer full) (nullable): the next whole line that was read already */
static char *
take_line (XaTdClient *self)
{
  char *end = memchr (self->buffer->str, '\n', self->buffer->len);
  char *line;

  if (!end)
    return NULL;
  line = g_strndup (self->buffer->str, (gsize) (end - self->buffer->str));
  g_string_erase (self->buffer, 0, end - self->buffer->str + 1);

  return line;
}

static char *
read_line (XaTdClient   *self,
           gint64        deadline_us,
           GCancellable *cancellable,
           GError      **error)
{
  char *line;

  while (!(line = take_line (self))) {
    char   piece[16384];
    gssize n;

    if (!await_fd (self, self->out, POLLIN, deadline_us, cancellable, error))
      return NULL;
    n = read (self->out, piece, sizeof piece);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (n <= 0 || self->buffer->len + (gsize) n > MAX_LINE) {
      fail_dead (self, error);
      return NULL;
    }
    g_string_append_len (self->buffer, piece, n);
  }

  return line;
}

/* --- the process ----------------------------------------------------------------------------- */

static gboolean
greet (XaTdClient *self,
       GError    **error)
{
  g_autofree char *line = read_line (self, g_get_monotonic_time () + HELLO_US, NULL, error);
  g_autoptr (XaJson) json = line ? xa_json_parse (line, strlen (line), NULL) : NULL;
  XaJsonAt root;

  if (!line)
    return FALSE;
  root = json ? xa_json_root (json) : (XaJsonAt) { 0 };
  if (!json || !xa_json_is_object (&root) || xa_json_maybe_count (&root, "protocol") != PROTOCOL) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("The helper for Telegram is of another version than the program; install both anew."));
    return FALSE;
  }
  if (xa_span_equal (xa_json_maybe_text (&root, "@type"), "hello"))
    return TRUE;
  g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, XA_TD_ABSENT);

  return FALSE;
}

XaTdClient *
xa_td_client_new (const char *helper,
                  const char *library,
                  GError    **error)
{
  g_autoptr (XaTdClient) self = g_new0 (XaTdClient, 1);
  const char *const arguments[] = { helper, library, NULL };

  g_mutex_init (&self->lock);
  self->buffer = g_string_new (NULL);
  self->process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (!self->process) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_REFUSED, N_ ("The helper for Telegram is not installed with the program."));
    return NULL;
  }
  self->in = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (g_subprocess_get_stdin_pipe (self->process)));
  self->out = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (self->process)));

  return greet (self, error) ? g_steal_pointer (&self) : NULL;
}

/* The end of its input tells the helper to close the session; what it says meanwhile is not read. */
static void
end_process (XaTdClient *self)
{
  gint64 deadline_us = g_get_monotonic_time () + CLOSE_US;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  while (!self->is_dead) {
    g_autofree char *line = read_line (self, deadline_us, NULL, NULL);
  }
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

void
xa_td_client_free (XaTdClient *self)
{
  if (!self)
    return;

  if (self->process)
    end_process (self);
  g_clear_object (&self->process);
  g_string_free (self->buffer, TRUE);
  g_free (self->state);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
xa_td_client_is_alive (XaTdClient *self)
{
  G_MUTEX_AUTO_LOCK (&self->lock, locker);

  return !self->is_dead;
}

/* --- questions and answers ------------------------------------------------------------------- */

/* The state of the sign-in is told when it changes, and between answers. */
static gboolean
take_state (XaTdClient     *self,
            const XaJsonAt *root)
{
  XaJsonAt state;

  if (!xa_span_equal (xa_json_maybe_text (root, "@type"), "updateAuthorizationState"))
    return FALSE;
  state = xa_json_maybe_object (root, "authorization_state");
  if (state.node) {
    g_free (self->state);
    self->state = json_to_string (state.node, FALSE);
    self->is_told = TRUE;
  }

  return TRUE;
}

static char *
mark_request (const char *request,
              guint64     number,
              GError    **error)
{
  g_autoptr (JsonNode) root = json_from_string (request, NULL);

  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("This is no question to Telegram."));
    return NULL;
  }
  json_object_set_int_member (json_node_get_object (root), "@extra", (gint64) number);

  return json_to_string (root, FALSE);
}

/* Answers to what was cancelled before come late, and are passed over. */
static XaJson *
await_answer (XaTdClient   *self,
              guint64       number,
              gint64        deadline_us,
              GCancellable *cancellable,
              GError      **error)
{
  for (;;) {
    g_autofree char *line = read_line (self, deadline_us, cancellable, error);
    g_autoptr (XaJson) json = NULL;
    XaJsonAt root;

    if (!line)
      return NULL;
    json = xa_json_parse (line, strlen (line), NULL);
    root = json ? xa_json_root (json) : (XaJsonAt) { 0 };
    if (!json || !xa_json_is_object (&root)) {
      fail_dead (self, error);
      return NULL;
    }
    if (take_state (self, &root) || xa_json_maybe_count (&root, "@extra") != (gint64) number)
      continue;
    xa_json_forgive (json);
    return g_steal_pointer (&json);
  }
}

/* Within the lock. */
static gboolean
send_request (XaTdClient   *self,
              const char   *request,
              gint64        deadline_us,
              GCancellable *cancellable,
              GError      **error)
{
  char    *line;
  gboolean ok;

  if (self->is_dead)
    return fail_dead (self, error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  line = mark_request (request, ++self->n_asked, error);
  if (!line)
    return FALSE;
  ok = write_line (self, line, deadline_us, cancellable, error);
  explicit_bzero (line, strlen (line));
  g_free (line);

  return ok;
}

gboolean
xa_td_client_tell (XaTdClient   *self,
                   const char   *request,
                   gint64        timeout_us,
                   GCancellable *cancellable,
                   GError      **error)
{
  G_MUTEX_AUTO_LOCK (&self->lock, locker);

  return send_request (self, request, g_get_monotonic_time () + timeout_us, cancellable, error);
}

XaJson *
xa_td_client_exchange (XaTdClient   *self,
                       const char   *request,
                       gint64        timeout_us,
                       GCancellable *cancellable,
                       GError      **error)
{
  gint64 deadline_us = g_get_monotonic_time () + timeout_us;
  G_MUTEX_AUTO_LOCK (&self->lock, locker);

  if (!send_request (self, request, deadline_us, cancellable, error))
    return NULL;

  return await_answer (self, self->n_asked, deadline_us, cancellable, error);
}

XaJson *
xa_td_client_ask (XaTdClient   *self,
                  const char   *request,
                  gint64        timeout_us,
                  gint64       *wait_us,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (XaJson) json = xa_td_client_exchange (self, request, timeout_us, cancellable, error);
  XaJsonAt root;

  if (!json)
    return NULL;
  root = xa_json_root (json);
  if (!xa_span_equal (xa_json_maybe_text (&root, "@type"), "error"))
    return g_steal_pointer (&json);
  xa_td_refusal_set_error (&root, wait_us, error);

  return NULL;
}

/* Within the lock: takes in one line more, whatever it is. */
static gboolean
take_next (XaTdClient   *self,
           gint64        deadline_us,
           GCancellable *cancellable,
           GError      **error)
{
  g_autofree char *line = self->is_dead ? NULL : read_line (self, deadline_us, cancellable, error);
  g_autoptr (XaJson) json = line ? xa_json_parse (line, strlen (line), NULL) : NULL;

  if (!line)
    return self->is_dead && error && !*error ? fail_dead (self, error) : FALSE;
  if (json) {
    XaJsonAt root = xa_json_root (json);

    if (xa_json_is_object (&root))
      take_state (self, &root);
  }

  return TRUE;
}

XaJson *
xa_td_client_await_state (XaTdClient   *self,
                          const char   *known,
                          gint64        timeout_us,
                          GCancellable *cancellable,
                          GError      **error)
{
  gint64 deadline_us = g_get_monotonic_time () + timeout_us;
  G_MUTEX_AUTO_LOCK (&self->lock, locker);

  for (;;) {
    g_autoptr (XaJson) state = self->state ? xa_json_parse (self->state, strlen (self->state), NULL) : NULL;

    if (state) {
      XaJsonAt root = xa_json_root (state);

      if (!known || !xa_span_equal (xa_json_maybe_text (&root, "@type"), known)) {
        self->is_told = FALSE;
        return g_steal_pointer (&state);
      }
    }
    if (!take_next (self, deadline_us, cancellable, error))
      return NULL;
  }
}

XaJson *
xa_td_client_await_change (XaTdClient   *self,
                           gint64        timeout_us,
                           GCancellable *cancellable,
                           GError      **error)
{
  gint64 deadline_us = g_get_monotonic_time () + timeout_us;
  G_MUTEX_AUTO_LOCK (&self->lock, locker);

  while (!self->is_told)
    if (!take_next (self, deadline_us, cancellable, error))
      return NULL;
  self->is_told = FALSE;

  return xa_json_parse (self->state, strlen (self->state), error);
}
