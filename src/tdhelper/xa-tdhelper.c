/*
 * Carries requests to Telegram's client library (tdjson) and its answers back, as lines of JSON over
 * pipes. It runs apart from the program, so that a crash or a hang of the library is survived, and nothing
 * of what the library keeps in memory is in the program.
 *
 *   xaudience-tdhelper [LIBRARY]
 *
 * The first line that it writes is {"@type":"hello","protocol":1}, or {"@type":"absent","protocol":1}
 * where the library cannot be found; it then ends with 3. From then on each line that is read is a request, and
 * each that is written an answer to one (it has "@extra") or a state of the sign-in. What else happens in
 * the account is not passed on: nobody asked for it. At the end of its input it closes the session and ends.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#define PROTOCOL "1"

/* How long the library is given to write down what it has. */
#define SECONDS_TO_CLOSE 5

/* How long it is waited in the library for something to happen. */
#define RECEIVE_SECONDS 0.2

typedef struct {
  int (*create) (void);
  void (*send) (int client, const char *request);
  const char *(*receive) (double timeout);
  const char *(*execute) (const char *request);
} Library;

static Library     library;
static int         client;
static atomic_bool is_closing, is_closed;

static void
say (const char *line)
{
  if (fputs (line, stdout) == EOF || fputc ('\n', stdout) == EOF || fflush (stdout) == EOF)
    exit (2); /* nobody listens any more */
}

/* --- the library ----------------------------------------------------------------------------- */

static bool
find_symbols (void *handle)
{
  *(void **) &library.create = dlsym (handle, "td_create_client_id");
  *(void **) &library.send = dlsym (handle, "td_send");
  *(void **) &library.receive = dlsym (handle, "td_receive");
  *(void **) &library.execute = dlsym (handle, "td_execute");

  return library.create && library.send && library.receive && library.execute;
}

static bool
open_library (const char *named)
{
  static const char *const usual[] = { "libtdjson.so.1.8.38", "libtdjson.so" };

  if (named) {
    void *handle = dlopen (named, RTLD_NOW | RTLD_LOCAL);

    return handle && find_symbols (handle);
  }
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
    void *handle = dlopen (usual[i], RTLD_NOW | RTLD_LOCAL);

    if (handle && find_symbols (handle))
      return true;
  }

  return false;
}

/* --- answers --------------------------------------------------------------------------------- */

/* In a text a quotation mark has a backslash before it, so this is found as the name of a member only. */
static bool
was_asked_for (const char *answer)
{
  return strstr (answer, "\"@extra\":") || strstr (answer, "\"@type\":\"updateAuthorizationState\"");
}

static void *
receive_all (void *data)
{
  while (!is_closed) {
    const char *answer = library.receive (RECEIVE_SECONDS);

    if (!answer)
      continue;
    if (was_asked_for (answer))
      say (answer);
    if (strstr (answer, "\"@type\":\"authorizationStateClosed\""))
      is_closed = true;
  }

  return NULL;
}

/* --- requests -------------------------------------------------------------------------------- */

static void
send_all (void)
{
  char   *line = NULL;
  size_t  size = 0;
  ssize_t len;

  while (!is_closed && (len = getline (&line, &size, stdin)) > 0) {
    if (line[len - 1] == '\n')
      line[len - 1] = '\0';
    if (*line)
      library.send (client, line);
    /* Passwords and codes go through here. */
    explicit_bzero (line, (size_t) len);
  }
  free (line);
}

static void
close_session (void)
{
  const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };

  is_closing = true;
  if (!is_closed)
    library.send (client, "{\"@type\":\"close\"}");
  for (int i = 0; i < SECONDS_TO_CLOSE * 20 && !is_closed; i++)
    nanosleep (&moment, NULL);
}

/* The session is a credential: no picture of the memory is left behind, and none is given to others. */
static void
protect (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGPIPE, SIG_IGN);
}

int
main (int    argc,
      char **argv)
{
  pthread_t receiver;

  protect ();
  if (!open_library (argc > 1 ? argv[1] : NULL)) {
    say ("{\"@type\":\"absent\",\"protocol\":" PROTOCOL "}");
    return 3;
  }
  /* It would write names and numbers to where errors go. */
  library.execute ("{\"@type\":\"setLogVerbosityLevel\",\"new_verbosity_level\":0}");
  client = library.create ();
  say ("{\"@type\":\"hello\",\"protocol\":" PROTOCOL "}");
  if (pthread_create (&receiver, NULL, receive_all, NULL) != 0)
    return 2;
  send_all ();
  close_session ();

  /* A library that does not come back is not waited for. */
  fflush (stdout);
  _Exit (is_closed ? 0 : 4);
}
