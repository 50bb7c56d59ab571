/*
 * Every provider, by the table that its weather is judged by, against a platform on which everything goes wrong: each status, each kind of
 * answer that is not what was asked for, pages that never end. Each question ends, with an error of
 * the network or with what was still there; nothing of an answer, and nothing of a credential, is
 * in what is said about it.
 */
#include "weather-fixtures.h"

#include <string.h>

#define CANARY "canary-8b1f"
#define TOKEN "123456:token-" CANARY

/* More than any question needs that is answered with nonsense. */
#define MAX_REQUESTS 2000

typedef struct {
  const char *name;
  guint       status; /* 0: no answer, for @code */
  const char *type;
  const char *body;
  const char *header, *value; /* (nullable) */
  XaNetError  code;
} Nonsense;

#define JSON "application/json"
#define HTML "text/html; charset=utf-8"
#define PAGE "<!DOCTYPE html><html><body><p>" CANARY "</p></body></html>"
#define BODY "{\"error\":\"" CANARY "\",\"message\":\"" CANARY "\",\"errors\":[\"" CANARY "\"]}"

static const Nonsense nonsenses[] = {
  { "cut-object", 200, JSON, "{\"id\":\"" CANARY "\",\"", NULL, NULL, 0 },
  { "cut-array", 200, JSON, "[{\"id\":\"1\"},{\"id\":\"" CANARY, NULL, NULL, 0 },
  { "empty", 200, JSON, "", NULL, NULL, 0 },
  { "empty-object", 200, JSON, "{}", NULL, NULL, 0 },
  { "empty-array", 200, JSON, "[]", NULL, NULL, 0 },
  { "null", 200, JSON, "null", NULL, NULL, 0 },
  { "number", 200, JSON, "99999999999999999999999999", NULL, NULL, 0 },
  { "text", 200, JSON, "\"" CANARY "\"", NULL, NULL, 0 },
  { "array-of-nonsense", 200, JSON, "[null,1,\"" CANARY "\",[],{},true,-1e308]", NULL, NULL, 0 },
  { "not-utf8", 200, JSON, "{\"name\":\"\xff\xfe\"}", NULL, NULL, 0 },
  { "html", 200, HTML, PAGE, NULL, NULL, 0 },
  { "no-content", 204, JSON, "", NULL, NULL, 0 },
  { "accepted", 202, JSON, "{}", NULL, NULL, 0 },
  { "not-modified", 304, JSON, "", NULL, NULL, 0 },
  { "away", 302, HTML, PAGE, "Location", "https://elsewhere.example/" CANARY, 0 },
  { "to-itself", 302, HTML, PAGE, "Location", "", 0 },
  { "bad-request", 400, JSON, BODY, NULL, NULL, 0 },
  { "unauthorized", 401, JSON, BODY, NULL, NULL, 0 },
  { "payment", 402, JSON, BODY, NULL, NULL, 0 },
  { "forbidden", 403, JSON, BODY, NULL, NULL, 0 },
  { "not-found", 404, HTML, PAGE, NULL, NULL, 0 },
  { "request-timeout", 408, HTML, PAGE, NULL, NULL, 0 },
  { "conflict", 409, JSON, BODY, NULL, NULL, 0 },
  { "gone", 410, JSON, BODY, NULL, NULL, 0 },
  { "unprocessable", 422, JSON, BODY, NULL, NULL, 0 },
  { "upgrade", 426, JSON, BODY, NULL, NULL, 0 },
  { "throttled", 429, JSON, BODY, "Retry-After", "1", 0 },
  { "throttled-for-years", 429, HTML, PAGE, "Retry-After", "999999999", 0 },
  { "broken", 500, HTML, PAGE, NULL, NULL, 0 },
  { "bad-gateway", 502, HTML, PAGE, NULL, NULL, 0 },
  { "down", 503, HTML, PAGE, "Retry-After", "3", 0 },
  { "late", 504, HTML, PAGE, NULL, NULL, 0 },
  { "odd-status", 999, JSON, BODY, NULL, NULL, 0 },
  { "insane-limits", 200, JSON, "{}", "X-RateLimit-Reset-After", "71175921", 0 },
  { "offline", 0, NULL, NULL, NULL, NULL, XA_NET_ERROR_OFFLINE },
  { "timeout", 0, NULL, NULL, NULL, NULL, XA_NET_ERROR_TIMEOUT },
  { "dropped", 0, NULL, NULL, NULL, NULL, XA_NET_ERROR_TRANSIENT },
  { "certificate", 0, NULL, NULL, NULL, NULL, XA_NET_ERROR_TLS },
  { "too-large", 0, NULL, NULL, NULL, NULL, XA_NET_ERROR_TOO_LARGE },
};

/* What each provider fetches in weather-fixtures.c, and other kinds of targets that it takes besides. */
static const struct {
  const WeatherFixture *like; /* by provider and address */
  const char           *target;
} others[] = {
  { &weather_apify_instagram, "instagram-tag:#birds" },
  { &weather_discord, "discord-channel:41771983423143937?parent=197038439483310086" },
  { &weather_discord, "discord-invite:@abcdef" },
  { &weather_discourse, "discourse-tag:forum.example/talk?handle=birds" },
  { &weather_mastodon, "mastodon-search:heron@social.example" },
  { &weather_telegram_user, "telegram:@birds" },
  { &weather_x_socialdata, "x-tag:#birds" },
};

/* --- the platform -------------------------------------------------------------------------------- */

typedef struct {
  const Nonsense *nonsense;
  gint64          now_us;
  guint           n_requests;
} Platform;

static gint64
get_now (gpointer data)
{
  return ((Platform *) data)->now_us;
}

static gboolean
pass_time (gint64        us,
           GCancellable *cancellable,
           gpointer      data)
{
  ((Platform *) data)->now_us += us;

  return TRUE;
}

static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Platform       *self = data;
  const Nonsense *nonsense = self->nonsense;
  g_autoptr (GBytes) body = NULL;
  XaResponse *response;

  if (++self->n_requests > MAX_REQUESTS)
    g_error ("it asks for ever");
  if (nonsense->status == 0) {
    g_set_error_literal (error, XA_NET_ERROR, (int) nonsense->code, "The network failed.");
    return NULL;
  }

  body = g_bytes_new_static (nonsense->body, strlen (nonsense->body));
  response = xa_response_new (nonsense->status, body);
  xa_response_set_header (response, "Content-Type", nonsense->type);
  if (nonsense->header)
    xa_response_set_header (response, nonsense->header, nonsense->value);

  return response;
}

static XaRest *
make_rest (Platform         *platform,
           const XaProvider *provider,
           const char       *base)
{
  const XaCredential credential = {
    .token = (char *) TOKEN,
    .user = provider->dialect->sign == XA_SIGN_KEY ? (char *) "admin" : NULL,
    .expires_us = XA_TIME_UNKNOWN,
  };
  g_autoptr (XaTransport) transport = xa_transport_new (respond, platform, NULL);
  g_autoptr (XaLimits) limits = xa_limits_new ();
  XaRest *rest = xa_rest_new (transport, provider->dialect, base ? base : provider->base, "c", NULL);

  g_assert_nonnull (rest);
  xa_limits_set_clock (limits, get_now, pass_time, platform);
  xa_rest_set_limits (rest, limits);
  xa_rest_set_credential (rest, &credential);

  return rest;
}

/* --- what comes of it ------------------------------------------------------------------------------ */

/* What is said is one sentence or two, and repeats nothing. */
static void
judge (gboolean      ok,
       const GError *error)
{
  g_assert_true (ok == (error == NULL));
  if (ok)
    return;

  g_assert_true (error->domain == XA_NET_ERROR);
  g_assert_cmpint (error->code, <, XA_N_NET_ERRORS);
  g_assert_null (strstr (error->message, CANARY));
  g_assert_cmpuint (strlen (error->message), >, 10);
}

/* Nobody left because a platform is broken (NET-9): no whole list comes of nonsense. One that was
 * begun by a pass that failed is none. */
static void
judge_records (TestFetch *fetch,
               gboolean   ok)
{
  g_autofree char *text = recording_sink_get_text (test_fetch_get_recording (fetch));

  g_assert_false (ok && strstr (text, "coverage=complete"));
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "member "), ==, 0);
  g_assert_null (strstr (text, TOKEN));
}

typedef gboolean (*Step) (const XaProvider *provider, XaFetch *fetch, XaPass pass, GError **error);

static gboolean
do_check (const XaProvider *provider,
          XaFetch          *fetch,
          XaPass            pass,
          GError          **error)
{
  g_autofree char *who = NULL;

  return provider->check (fetch, &who, error);
}

static gboolean
do_preview (const XaProvider *provider,
            XaFetch          *fetch,
            XaPass            pass,
            GError          **error)
{
  g_autoptr (XaPreview) preview = provider->preview (fetch, xa_fetch_get_target (fetch), error);

  return preview != NULL;
}

static gboolean
do_list (const XaProvider *provider,
         XaFetch          *fetch,
         XaPass            pass,
         GError          **error)
{
  g_autoptr (GPtrArray) found = provider->list ? provider->list (fetch, error) : g_ptr_array_new ();

  return found != NULL;
}

static gboolean
do_pass (const XaProvider *provider,
         XaFetch          *fetch,
         XaPass            pass,
         GError          **error)
{
  return provider->fetch (fetch, pass, error);
}

static void
ask (const XaProvider *provider,
     const char       *base,
     const XaTarget   *target,
     const Nonsense   *nonsense,
     Step              step,
     XaPass            pass)
{
  Platform platform = { .nonsense = nonsense, .now_us = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC };
  g_autoptr (TestFetch) fetch = test_fetch_new (make_rest (&platform, provider, base), target);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  test_fetch_set_max_posts (fetch, 1000);
  ok = step (provider, test_fetch_get (fetch), pass, &error);
  judge (ok, error);
  judge_records (fetch, ok);
}

/* One target of a provider, in everything that can be asked about it. */
typedef struct {
  const WeatherFixture *fixture;
  const char           *target;
} Subject;

static void
test_subject (gconstpointer data)
{
  const Subject    *subject = data;
  const XaProvider *provider = subject->fixture->provider;
  const char       *base = subject->fixture->base;
  g_autoptr (XaTarget) target = xa_target_parse (subject->target);
  const XaPass *passes;

  g_assert_nonnull (target);
  g_assert_true (provider->can_reach (target));
  passes = provider->get_passes (target, provider->gives);
  for (gsize w = 0; w < G_N_ELEMENTS (nonsenses); w++) {
    g_test_message ("%s", nonsenses[w].name);
    ask (provider, base, target, &nonsenses[w], do_check, 0);
    ask (provider, base, target, &nonsenses[w], do_preview, 0);
    ask (provider, base, target, &nonsenses[w], do_list, 0);
    for (gsize p = 0; passes[p]; p++) {
      g_test_message ("%s: %s", nonsenses[w].name, xa_pass_id (passes[p]));
      ask (provider, base, target, &nonsenses[w], do_pass, passes[p]);
    }
  }
}

static void
add_subject (const WeatherFixture *fixture,
             const char           *target)
{
  g_autofree char *path = g_strdup_printf ("/providers/NET-9/nonsense/%s/%s", fixture->name, target);
  Subject         *subject = g_new (Subject, 1);

  /* Parts of a path are parted by slashes. */
  g_strdelimit (path + strlen ("/providers/NET-9/nonsense/") + strlen (fixture->name) + 1, "/", '-');
  *subject = (Subject) { fixture, target };
  g_test_add_data_func_full (path, subject, test_subject, g_free);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const WeatherFixture *const *fixture = weather_fixtures; *fixture; fixture++)
    add_subject (*fixture, (*fixture)->target);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    add_subject (others[i].like, others[i].target);

  return g_test_run ();
}
