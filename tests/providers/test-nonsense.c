/*
 * Every provider against a platform on which everything goes wrong: each status, each kind of
 * answer that is not what was asked for, pages that never end. Each question ends, with an error of
 * the network or with what was still there; nothing of an answer, and nothing of a credential, is
 * in what is said about it.
 */
#include "test-fetch.h"
#include "providers/xa-provider.h"

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
} Weather;

#define JSON "application/json"
#define HTML "text/html; charset=utf-8"
#define PAGE "<!DOCTYPE html><html><body><p>" CANARY "</p></body></html>"
#define BODY "{\"error\":\"" CANARY "\",\"message\":\"" CANARY "\",\"errors\":[\"" CANARY "\"]}"

static const Weather weathers[] = {
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

/* Targets of every kind that a provider takes. */
static const struct {
  const char *provider, *base, *target;
} subjects[] = {
  { "apify-facebook", NULL, "facebook:@birds" },
  { "apify-instagram", NULL, "instagram:@birds" },
  { "apify-instagram", NULL, "instagram-tag:#birds" },
  { "meta-instagram", NULL, "instagram-tag:#birds" },
  { "apify-tiktok", NULL, "tiktok:@birds" },
  { "bluesky", NULL, "bluesky:did:plc:z72i7hdynmk6r22z27h6tvur" },
  { "mastodon", "https://social.example", "mastodon:someone@social.example" },
  { "discourse", "https://forum.example", "discourse:forum.example" },
  { "discourse", "https://forum.example", "discourse-category:forum.example?id=5&handle=lakes" },
  { "discourse", "https://forum.example", "discourse-group:forum.example?handle=ringers" },
  { "discourse", "https://forum.example", "discourse-tag:forum.example?handle=birds" },
  { "discourse", "https://forum.example", "discourse-search:forum.example?handle=heron" },
  { "discord", NULL, "discord:197038439483310086" },
  { "discord", NULL, "discord-channel:41771983423143937?parent=197038439483310086" },
  { "discord", NULL, "discord-invite:@abcdef" },
  { "linkedin", NULL, "linkedin:7?handle=birds" },
  { "meta-facebook", NULL, "facebook:@birds" },
  { "meta-instagram", NULL, "instagram:@birds" },
  { "telegram-bot", NULL, "telegram:-1001234567890" },
  { "telegram-preview", NULL, "telegram:@birds" },
  { "telegram-user", NULL, "telegram:@birds" },
  { "telegram-user", NULL, "telegram-group:-1001234567890?handle=birds" },
  { "x-api", NULL, "x:700?handle=birds" },
  { "x-api", NULL, "x-list:41" },
  { "x-api", NULL, "x-search:@heron" },
  { "x-socialdata", NULL, "x:700?handle=birds" },
  { "x-socialdata", NULL, "x-tag:#birds" },
};

/* --- the platform -------------------------------------------------------------------------------- */

typedef struct {
  const Weather *weather;
  gint64         now_us;
  guint          n_requests;
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
  Platform      *self = data;
  const Weather *weather = self->weather;
  g_autoptr (GBytes) body = NULL;
  XaResponse *response;

  if (++self->n_requests > MAX_REQUESTS)
    g_error ("it asks for ever");
  if (weather->status == 0) {
    g_set_error_literal (error, XA_NET_ERROR, (int) weather->code, "The network failed.");
    return NULL;
  }

  body = g_bytes_new_static (weather->body, strlen (weather->body));
  response = xa_response_new (weather->status, body);
  xa_response_set_header (response, "Content-Type", weather->type);
  if (weather->header)
    xa_response_set_header (response, weather->header, weather->value);

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
     const Weather    *weather,
     Step              step,
     XaPass            pass)
{
  Platform platform = { .weather = weather, .now_us = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC };
  g_autoptr (TestFetch) fetch = test_fetch_new (make_rest (&platform, provider, base), target);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  test_fetch_set_max_posts (fetch, 1000);
  ok = step (provider, test_fetch_get (fetch), pass, &error);
  judge (ok, error);
  judge_records (fetch, ok);
}

static void
test_subject (gconstpointer data)
{
  gsize             i = GPOINTER_TO_SIZE (data);
  const XaProvider *provider = xa_provider_by_id (subjects[i].provider);
  g_autoptr (XaTarget) target = xa_target_parse (subjects[i].target);
  const XaPass *passes;

  g_assert_nonnull (provider);
  g_assert_nonnull (target);
  g_assert_true (provider->can_reach (target));
  passes = provider->get_passes (target, provider->gives);
  for (gsize w = 0; w < G_N_ELEMENTS (weathers); w++) {
    g_test_message ("%s", weathers[w].name);
    ask (provider, subjects[i].base, target, &weathers[w], do_check, 0);
    ask (provider, subjects[i].base, target, &weathers[w], do_preview, 0);
    ask (provider, subjects[i].base, target, &weathers[w], do_list, 0);
    for (gsize p = 0; passes[p]; p++) {
      g_test_message ("%s: %s", weathers[w].name, xa_pass_id (passes[p]));
      ask (provider, subjects[i].base, target, &weathers[w], do_pass, passes[p]);
    }
  }
}

/* A provider that is added is tried too: each that asks a platform has a subject. */
static void
test_all_are_tried (void)
{
  const XaProvider *const *providers = xa_providers ();

  for (gsize i = 0; providers[i]; i++) {
    gboolean is_tried = providers[i]->is_simulated;

    for (gsize s = 0; s < G_N_ELEMENTS (subjects); s++)
      is_tried = is_tried || strcmp (subjects[s].provider, providers[i]->id) == 0;
    g_test_message ("%s", providers[i]->id);
    g_assert_true (is_tried);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/providers/nonsense/all-are-tried", test_all_are_tried);
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++) {
    g_autofree char *path = g_strdup_printf ("/providers/NET-9/nonsense/%s-%" G_GSIZE_FORMAT, subjects[i].provider, i);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_subject);
  }

  return g_test_run ();
}
