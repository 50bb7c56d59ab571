/*
 * Plays Telegram's client library: a sign-in from its begin to its end, and, asked for by name, everything
 * that a library may do wrong.
 */
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
  char        text[512];

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

static void
sign_in (const char *request)
{
  if (is (request, "getOption")) {
    put_state ("\"@type\":\"authorizationStateWaitTdlibParameters\"");
    answer (request, "\"@type\":\"optionValueString\",\"value\":\"1.8.0\"");
  } else if (is (request, "setTdlibParameters")) {
    put_state ("\"@type\":\"authorizationStateWaitPhoneNumber\"");
    answer (request, "\"@type\":\"ok\"");
  } else if (is (request, "requestQrCodeAuthentication")) {
    answer (request, "\"@type\":\"ok\"");
    put_state ("\"@type\":\"authorizationStateWaitOtherDeviceConfirmation\",\"link\":\"tg://login?token=abc\"");
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
    put_state ("\"@type\":\"authorizationStateReady\"");
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
  misbehave (request);
  sign_in (request);
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
