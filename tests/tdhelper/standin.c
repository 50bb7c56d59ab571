/*
 * Plays Telegram's client library: a sign-in from its begin to its end, which it keeps in its folder, an account with a few
 * chats (standin-world.c), and, asked for by name, everything that a library may do wrong.
 *
 * The environment may name a folder, XAUDIENCE_STANDIN: requests are written to "asked" in it, and a file in it is something
 * that goes wrong with the next request whose name is the first word of it, once: "crash", "hang", "flood", "signed-out".
 */
#include "standin-world.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int         td_create_client_id (void);
void        td_send (int client, const char *request);
const char *td_receive (double timeout);
const char *td_execute (const char *request);

#define MAX_WAITING 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  has_more = PTHREAD_COND_INITIALIZER;
static char           *waiting[MAX_WAITING];
static unsigned        first, last;

static void
put (const char *text)
{
  pthread_mutex_lock (&lock);
  waiting[last++ % MAX_WAITING] = strdup (text);
  pthread_cond_signal (&has_more);
  pthread_mutex_unlock (&lock);
}

static void
put_state (const char *state)
{
  char text[512];

  snprintf (text, sizeof text, "{\"@type\":\"updateAuthorizationState\",\"authorization_state\":{%s},\"@client_id\":1}", state);
  put (text);
}

static void
answer (const char *request,
        const char *body)
{
  const char *extra = strstr (request, "\"@extra\":");
  char        text[1024];

  snprintf (text, sizeof text, "{%s,\"@extra\":%ld,\"@client_id\":1}", body, extra ? strtol (extra + 9, NULL, 10) : 0L);
  put (text);
}

static void
answer_at_length (const char *request)
{
  size_t      size = 2 * 1024 * 1024;
  char       *text = malloc (size + 200);
  const char *extra = strstr (request, "\"@extra\":");
  int         n = sprintf (text, "{\"@type\":\"text\",\"text\":\"");

  memset (text + n, 'x', size);
  sprintf (text + n + size, "\",\"@extra\":%ld}", extra ? strtol (extra + 9, NULL, 10) : 0L);
  put (text);
  free (text);
}

static int
is (const char *request,
    const char *type)
{
  char member[128];

  snprintf (member, sizeof member, "\"@type\":\"%s\"", type);

  return strstr (request, member) != NULL;
}

static void
misbehave (const char *request)
{
  if (is (request, "crash"))
    abort ();
  if (is (request, "crashBehind")) {
    answer (request, "\"@type\":\"ok\"");
    usleep (300 * 1000);
    _exit (9);
  }
  while (is (request, "hang"))
    pause ();
  if (is (request, "flood"))
    answer (request, "\"@type\":\"error\",\"code\":429,\"message\":\"Too Many Requests: retry after 17\"");
  if (is (request, "refuse"))
    answer (request, "\"@type\":\"error\",\"code\":400,\"message\":\"PLANTED\"");
  if (is (request, "signedOut"))
    answer (request, "\"@type\":\"error\",\"code\":401,\"message\":\"PLANTED\"");
  if (is (request, "garbage"))
    put ("PLANTED \"@extra\":1");
  if (is (request, "long"))
    answer_at_length (request);
  if (is (request, "chatty")) {
    for (int i = 0; i < 2000; i++)
      put ("{\"@type\":\"updateNewMessage\",\"message\":{\"text\":\"PLANTED \\\"@extra\\\": 1\"}}");
    answer (request, "\"@type\":\"ok\"");
  }
}

/* --- what it keeps --------------------------------------------------------------------------- */

static char session[600], key[128];

static void
copy_text (const char *request,
           const char *name,
           char       *to,
           size_t      size)
{
  char        member[64];
  const char *at;
  size_t      len;

  snprintf (member, sizeof member, "\"%s\":\"", name);
  at = strstr (request, member);
  *to = '\0';
  if (!at)
    return;
  at += strlen (member);
  len = strcspn (at, "\"");
  if (len < size) {
    memcpy (to, at, len);
    to[len] = '\0';
  }
}

/* A session that was begun before goes on with the key that it was begun with. */
static int
is_known (const char *request)
{
  char  folder[512], found[128] = "";
  FILE *file;

  copy_text (request, "database_directory", folder, sizeof folder);
  copy_text (request, "database_encryption_key", key, sizeof key);
  snprintf (session, sizeof session, "%s/td.binlog", folder);
  file = fopen (session, "r");
  if (!file)
    return 0;
  if (!fgets (found, sizeof found, file))
    *found = '\0';
  fclose (file);

  return strcmp (found, key) == 0;
}

static void
become_ready (void)
{
  FILE *file = fopen (session, "w");

  if (file) {
    fputs (key, file);
    fclose (file);
  }
  put_state ("\"@type\":\"authorizationStateReady\"");
}

/* --- what the test wants --------------------------------------------------------------------- */

static void
name_file (const char *name,
           char       *path,
           size_t      size)
{
  const char *folder = getenv ("XAUDIENCE_STANDIN");

  snprintf (path, size, "%s/%s", folder ? folder : "/nonexistent", name);
}

static void
write_down (const char *request)
{
  char  path[512];
  FILE *file;

  name_file ("asked", path, sizeof path);
  file = fopen (path, "a");
  if (!file)
    return;
  fprintf (file, "%s\n", request);
  fclose (file);
}

/* Whether this is to go wrong with this request; then the next one will not. */
static int
is_wanted (const char *name,
           const char *request)
{
  char  path[512], word[64] = "";
  FILE *file;

  name_file (name, path, sizeof path);
  file = fopen (path, "r");
  if (!file)
    return 0;
  if (!fgets (word, sizeof word, file))
    *word = '\0';
  fclose (file);
  word[strcspn (word, "\n")] = '\0';
  if (*word && !strstr (request, word))
    return 0;
  remove (path);

  return 1;
}

/* Returns: whether that was the answer */
static int
go_wrong (const char *request)
{
  if (is_wanted ("crash", request))
    abort ();
  while (is_wanted ("hang", request))
    for (;;)
      pause ();
  if (is_wanted ("flood", request)) {
    answer (request, "\"@type\":\"error\",\"code\":429,\"message\":\"Too Many Requests: retry after 2\"");
    return 1;
  }
  if (is_wanted ("flood-long", request)) {
    answer (request, "\"@type\":\"error\",\"code\":429,\"message\":\"Too Many Requests: retry after 4000\"");
    return 1;
  }
  if (is_wanted ("signed-out", request)) {
    remove (session);
    answer (request, "\"@type\":\"error\",\"code\":401,\"message\":\"Unauthorized PLANTED\"");
    return 1;
  }

  return 0;
}

/* --- signing in ------------------------------------------------------------------------------ */

static void
scan (const char *request)
{
  answer (request, "\"@type\":\"ok\"");
  put_state ("\"@type\":\"authorizationStateWaitOtherDeviceConfirmation\",\"link\":\"tg://login?token=abc\"");
  if (is_wanted ("scan", request)) {
    put_state ("\"@type\":\"authorizationStateWaitOtherDeviceConfirmation\",\"link\":\"tg://login?token=def\"");
    become_ready ();
  }
}

static void
end_session (const char *request)
{
  answer (request, "\"@type\":\"ok\"");
  remove (session);
  put_state ("\"@type\":\"authorizationStateLoggingOut\"");
  put_state ("\"@type\":\"authorizationStateClosed\"");
}

static void
sign_in (const char *request)
{
  if (is (request, "getOption")) {
    put_state ("\"@type\":\"authorizationStateWaitTdlibParameters\"");
    answer (request, "\"@type\":\"optionValueString\",\"value\":\"1.8.0\"");
  } else if (is (request, "setTdlibParameters")) {
    if (is_known (request))
      put_state ("\"@type\":\"authorizationStateReady\"");
    else
      put_state ("\"@type\":\"authorizationStateWaitPhoneNumber\"");
    answer (request, "\"@type\":\"ok\"");
  } else if (is (request, "requestQrCodeAuthentication")) {
    scan (request);
  } else if (is (request, "logOut")) {
    end_session (request);
  } else if (is (request, "setAuthenticationPhoneNumber")) {
    answer (request, "\"@type\":\"ok\"");
    put_state ("\"@type\":\"authorizationStateWaitCode\",\"code_info\":{\"phone_number\":\"PLANTED\"}");
  } else if (is (request, "checkAuthenticationCode") && strstr (request, "11111")) {
    answer (request, "\"@type\":\"ok\"");
    put_state ("\"@type\":\"authorizationStateWaitPassword\",\"password_hint\":\"cat\"");
  } else if (is (request, "checkAuthenticationCode") && strstr (request, "22222")) {
    answer (request, "\"@type\":\"ok\"");
    put_state ("\"@type\":\"authorizationStateWaitSomethingNew\"");
  } else if (is (request, "checkAuthenticationPassword") && strstr (request, "right")) {
    answer (request, "\"@type\":\"ok\"");
    become_ready ();
  } else if (is (request, "checkAuthenticationCode") && strstr (request, "33333")) {
    answer (request, "\"@type\":\"ok\"");
    become_ready ();
  } else if (is (request, "checkAuthenticationCode") || is (request, "checkAuthenticationPassword")) {
    answer (request, "\"@type\":\"error\",\"code\":400,\"message\":\"PLANTED_INVALID\"");
  } else if (is (request, "close")) {
    put_state ("\"@type\":\"authorizationStateClosed\"");
  }
}

int
td_create_client_id (void)
{
  return 1;
}

void
td_send (int         client,
         const char *request)
{
  char *known;

  write_down (request);
  if (go_wrong (request))
    return;
  misbehave (request);
  sign_in (request);
  known = standin_world_answer (request);
  if (known)
    put (known);
  free (known);
}

const char *
td_receive (double timeout)
{
  static char    *given;
  struct timespec until;

  free (given);
  given = NULL;
  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += (long) (timeout * 1e9) % 1000000000L;
  until.tv_sec += (time_t) timeout + until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock (&lock);
  while (first == last && pthread_cond_timedwait (&has_more, &lock, &until) == 0)
    continue;
  if (first != last)
    given = waiting[first++ % MAX_WAITING];
  pthread_mutex_unlock (&lock);

  return given;
}

const char *
td_execute (const char *request)
{
  return "{\"@type\":\"ok\"}";
}
