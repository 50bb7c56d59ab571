#include "fake-clock.h"

#include "net/xa-rest.h"
#include "providers/discord/xa-discord-api.h"

#include <string.h>

/*
 * NET-7: hosts that shut out an address from which too many requests come that they have to refuse are
 * left alone well before, whoever asks from here, and also after a restart.
 */

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

static const XaDialect strict = {
  .platform = "Strict",
  .refusals = { .capacity = 100, .period_us = 10 * MINUTE },
};
static const XaDialect lax = { .platform = "Lax" };

typedef struct {
  FakeClock    clock;
  XaLimits    *limits;    /* (owned) */
  XaTransport *transport; /* (owned) */
  int          status;    /* (atomic): of the answers */
  const char  *scope;     /* (nullable): X-RateLimit-Scope of them */
  int          n_calls;   /* (atomic) */
} Fixture;

static XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Fixture *self = data;
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  XaResponse *response = xa_response_new ((guint) g_atomic_int_get (&self->status), body);

  g_atomic_int_inc (&self->n_calls);
  if (self->scope)
    xa_response_set_header (response, "x-ratelimit-scope", self->scope);
  /* So that a 429 ends the call. */
  xa_response_set_header (response, "retry-after", "40");

  return response;
}

static void
set_up (Fixture *self)
{
  *self = (Fixture) { .status = 403 };
  self->limits = xa_limits_new ();
  fake_clock_init (&self->clock, self->limits);
  self->transport = xa_transport_new (answer, self, NULL);
}

static void
tear_down (Fixture *self)
{
  xa_transport_unref (self->transport);
  xa_limits_unref (self->limits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, tear_down)

static XaRest *
make_rest (Fixture         *self,
           const XaDialect *dialect,
           const char      *base,
           const char      *connection)
{
  XaRest *rest = xa_rest_new (self->transport, dialect, base, connection, NULL);

  xa_rest_set_limits (rest, self->limits);

  return rest;
}

static int
ask (XaRest *rest,
     gint64 *not_before_us)
{
  g_autoptr (XaRequest) request = xa_request_new ("GET", "thing", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (XaResponse) response = xa_rest_send (rest, request, &error);

  if (not_before_us)
    *not_before_us = xa_rest_get_not_before (rest);
  if (response)
    return -1;
  g_assert_true (error->domain == XA_NET_ERROR);
  if (error->code == XA_NET_ERROR_PAUSED) {
    g_assert_nonnull (strstr (error->message, "has refused so much lately"));
    g_assert_true (g_str_has_suffix (error->message, "."));
  }

  return error->code;
}

/* As often as may be, and then no request goes out. */
static void
use_up (Fixture *self,
        XaRest  *rest)
{
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_FORBIDDEN);
  g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_PAUSED);
  g_assert_cmpint (self->n_calls, ==, 100);
}

static void
test_pause (void)
{
  g_auto (Fixture) self;
  g_autoptr (XaRest) rest = NULL;
  g_autoptr (XaRest) other = NULL;
  g_autoptr (XaRest) elsewhere = NULL;
  g_autoptr (XaRest) unbound = NULL;
  gint64 not_before_us;

  set_up (&self);
  rest = make_rest (&self, &strict, "https://strict.example/api", "one");
  other = make_rest (&self, &strict, "https://strict.example", "two");
  elsewhere = make_rest (&self, &strict, "https://elsewhere.example", "one");
  unbound = make_rest (&self, &lax, "https://lax.example", "three");
  use_up (&self, rest);

  /* The host counts for all who ask it, and for nobody else. */
  g_assert_cmpint (ask (other, &not_before_us), ==, XA_NET_ERROR_PAUSED);
  g_assert_cmpint (not_before_us, ==, self.clock.now_us + 10 * MINUTE);
  g_assert_cmpint (ask (elsewhere, NULL), ==, XA_NET_ERROR_FORBIDDEN);
  for (guint i = 0; i < 200; i++)
    g_assert_cmpint (ask (unbound, NULL), ==, XA_NET_ERROR_FORBIDDEN);

  self.clock.now_us += 10 * MINUTE - 1;
  g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_PAUSED);
  self.clock.now_us += 1;
  self.status = 200;
  g_assert_cmpint (ask (rest, NULL), ==, -1);
}

/* What was refused is a matter of time: the same number, further apart, is nothing. */
static void
test_slowly (void)
{
  g_auto (Fixture) self;
  g_autoptr (XaRest) rest = NULL;

  set_up (&self);
  rest = make_rest (&self, &strict, "https://strict.example", "one");
  for (guint i = 0; i < 500; i++) {
    g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_FORBIDDEN);
    self.clock.now_us += MINUTE / 10;
  }
}

static void
test_which (void)
{
  static const struct {
    guint    status;
    gboolean counts;
  } cases[] = { { 401, TRUE }, { 403, TRUE }, { 429, TRUE }, { 400, FALSE }, { 404, FALSE }, { 422, FALSE }, { 200, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Fixture) self;
    gboolean is_paused = FALSE;

    set_up (&self);
    self.status = (int) cases[i].status;
    for (guint j = 0; j < 150 && !is_paused; j++) {
      g_autofree char *connection = g_strdup_printf ("%u", j);
      g_autoptr (XaRest) rest = make_rest (&self, &strict, "https://strict.example", connection);

      is_paused = ask (rest, NULL) == XA_NET_ERROR_PAUSED;
    }
    g_assert_cmpint (is_paused, ==, cases[i].counts);
  }
}

static void
test_restart (void)
{
  g_auto (Fixture) self;
  g_autoptr (XaRest) rest = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  set_up (&self);
  rest = make_rest (&self, &strict, "https://strict.example", "one");
  for (guint i = 0; i < 60; i++)
    ask (rest, NULL);
  rows = xa_limits_take_changed (self.limits);
  g_clear_pointer (&rest, xa_rest_free);
  g_clear_pointer (&self.limits, xa_limits_unref);

  self.limits = xa_limits_new ();
  fake_clock_init (&self.clock, self.limits);
  for (guint i = 0; i < rows->len; i++)
    xa_limits_load (self.limits, rows->pdata[i]);
  rest = make_rest (&self, &strict, "https://strict.example", "one");
  for (guint i = 0; i < 40; i++)
    g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_FORBIDDEN);
  g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_PAUSED);

  /* The pause itself, too. */
  g_ptr_array_unref (rows);
  rows = xa_limits_take_changed (self.limits);
  g_clear_pointer (&rest, xa_rest_free);
  g_clear_pointer (&self.limits, xa_limits_unref);
  self.limits = xa_limits_new ();
  fake_clock_init (&self.clock, self.limits);
  for (guint i = 0; i < rows->len; i++)
    xa_limits_load (self.limits, rows->pdata[i]);
  rest = make_rest (&self, &strict, "https://strict.example", "one");
  g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_PAUSED);
}

/* --- several threads ---------------------------------------------------------------------------- */

typedef struct {
  Fixture *fixture;
  guint    no;
} Asker;

static gpointer
ask_on (gpointer data)
{
  Asker           *self = data;
  g_autofree char *connection = g_strdup_printf ("%u", self->no);
  g_autoptr (XaRest) rest = make_rest (self->fixture, &strict, "https://strict.example", connection);

  for (guint i = 0; i < 200; i++)
    ask (rest, NULL);

  return NULL;
}

static void
test_threads (void)
{
  g_auto (Fixture) self;
  Asker    askers[8];
  GThread *threads[G_N_ELEMENTS (askers)];

  set_up (&self);
  for (guint i = 0; i < G_N_ELEMENTS (askers); i++) {
    askers[i] = (Asker) { &self, i };
    threads[i] = g_thread_new ("ask", ask_on, &askers[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (askers); i++)
    g_thread_join (threads[i]);
  /* At most those on their way when the last of the hundred came back. */
  g_assert_cmpint (self.n_calls, >=, 100);
  g_assert_cmpint (self.n_calls, <, 100 + (int) G_N_ELEMENTS (askers));
}

/* --- Discord ------------------------------------------------------------------------------------ */

/* Ten thousand in ten minutes: we stop long before, and what others used up is not our offence. */
static void
test_discord (void)
{
  g_auto (Fixture) self;
  g_autoptr (XaRest) rest = NULL;
  guint n = 0;

  set_up (&self);
  rest = make_rest (&self, &xa_discord_dialect, "https://discord.com/api/v10", "bot");
  while (n < 10000 && ask (rest, NULL) != XA_NET_ERROR_PAUSED)
    n++;
  g_assert_cmpuint (n, >=, 500);
  g_assert_cmpuint (n, <=, 2500);
  g_assert_cmpint (xa_discord_dialect.refusals.period_us, ==, 10 * MINUTE);
  g_assert_cmpfloat (2 * xa_discord_dialect.refusals.capacity, <=, 5000);
  g_clear_pointer (&rest, xa_rest_free);

  self.clock.now_us += 60 * MINUTE;
  self.status = 429;
  self.scope = "shared";
  for (guint i = 0; i < 3000; i++) {
    g_autofree char *connection = g_strdup_printf ("%u", i);

    rest = make_rest (&self, &xa_discord_dialect, "https://discord.com/api/v10", connection);
    g_assert_cmpint (ask (rest, NULL), ==, XA_NET_ERROR_RATE_LIMITED);
    g_clear_pointer (&rest, xa_rest_free);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/NET-7/refusals/pause", test_pause);
  g_test_add_func ("/net/NET-7/refusals/slowly", test_slowly);
  g_test_add_func ("/net/NET-7/refusals/which", test_which);
  g_test_add_func ("/net/NET-7/refusals/restart", test_restart);
  g_test_add_func ("/net/NET-7/refusals/threads", test_threads);
  g_test_add_func ("/net/NET-7/refusals/discord", test_discord);

  return g_test_run ();
}
