/*
 * What every provider of the table promises, whatever its platform: a whole declaration, passes for what
 * it says it reaches, and an end in words under every weather. A new provider is tested by being listed.
 */
#include "net/xa-address.h"

#include "../test-fetch.h"
#include "template-provider.h"

#include <string.h>

/* Stands where a credential stands; in no message. */
#define TOKEN "canary-of-a-token"

/* A fetch of nothing that asks more often than this goes round in circles. */
#define MAX_REQUESTS 600

/* --- declarations ---------------------------------------------------------------------------- */

static void
assert_words (const char *words)
{
  g_assert_nonnull (words);
  g_assert_cmpuint (strlen (words), >, 0);
  g_assert_true (g_utf8_validate (words, -1, NULL));
}

static void
assert_id (const char *id)
{
  assert_words (id);
  for (const char *at = id; *at; at++)
    g_assert_true (g_ascii_islower (*at) || g_ascii_isdigit (*at) || *at == '-');
}

static void
test_declaration (gconstpointer data)
{
  const XaProvider *self = data;

  assert_id (self->id);
  assert_words (self->name);
  assert_words (self->limits_words);
  g_assert_true (self->is_simulated || self->poll_floor_s >= 60);
  assert_words (self->terms.words);
  g_assert_nonnull (self->terms.url);
  g_assert_nonnull (self->gives_not);
  g_assert_cmpuint (self->gives, !=, 0);
  g_assert_cmpint (self->platform, >, 0);
  g_assert_cmpint (self->platform, <, XA_N_PLATFORMS);
  g_assert_true (self->check && self->can_reach && self->preview && self->get_passes && self->fetch);
  g_assert_true (xa_provider_by_id (self->id) == self);
  g_assert_true (self->is_simulated ? self->dialect == NULL : self->dialect != NULL);
  if (self->base) {
    g_autoptr (GError) error = NULL;
    gboolean         is_private;
    g_autofree char *base = xa_address_check (self->base, &is_private, &error);

    g_assert_no_error (error);
    g_assert_false (is_private);
    g_assert_cmpstr (base, ==, self->base);
  }
}

static void
test_sign_ins (gconstpointer data)
{
  const XaProvider *self = data;

  g_assert_cmpuint (self->n_sign_ins, >, 0);
  for (guint i = 0; i < self->n_sign_ins; i++) {
    const XaSignIn *way = &self->sign_ins[i];

    assert_id (way->id);
    assert_words (way->title);
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (way->id, !=, self->sign_ins[j].id);
    if (way->kind == XA_SIGN_IN_NONE)
      continue;
    g_assert_nonnull (way->steps);
    assert_words (way->steps[0]);
    assert_words (way->revoke_words);
  }
}

/* What costs money or an approval was never tried live: its card says what of it in particular. */
static void
test_unproven (gconstpointer data)
{
  const XaProvider *self = data;

  switch ((int) self->platform) {
  case XA_PLATFORM_X:
  case XA_PLATFORM_INSTAGRAM:
  case XA_PLATFORM_FACEBOOK:
  case XA_PLATFORM_TIKTOK:
  case XA_PLATFORM_LINKEDIN:
    g_assert_false (self->is_verified);
    assert_words (self->unproven);
    break;
  default:
    break;
  }
}

/* --- targets ---------------------------------------------------------------------------------- */

static XaTarget *
make_target (const XaProvider *self,
             XaTargetKind      kind,
             gboolean          with_id)
{
  XaTarget *target = xa_target_new (self->platform, kind);

  target->id = with_id ? g_strdup (self->platform == XA_PLATFORM_BLUESKY ? "did:plc:abcdefghijklmnopqrstuvwx" : self->is_simulated ? "simulated-4"
                                                                                                                                   : "77")
                       : NULL;
  target->handle = g_strdup (self->platform == XA_PLATFORM_BLUESKY ? "birds.example.org" : "birds");
  target->host = self->platform == XA_PLATFORM_MASTODON || self->platform == XA_PLATFORM_DISCOURSE ? g_strdup ("forum.example.org") : NULL;

  return target;
}

static void
assert_prospect (const XaProvider *self,
                 const XaProspect *prospect)
{
  assert_words (prospect->words);
  g_assert_true (g_str_has_suffix (prospect->words, "."));
  g_assert_true (xa_provider_get_prospect (self, prospect->kind) == prospect);
  g_assert_cmpint (prospect->max, >=, 0);
  g_assert_true (prospect->max == 0 || prospect->coverage == XA_COVERAGE_COMPLETE);
  g_assert_true (xa_prospect_allows (prospect, prospect->coverage, 0));
  g_assert_true (xa_prospect_allows (prospect, XA_COVERAGE_COUNT_ONLY, 0));
  g_assert_cmpint (xa_prospect_allows (prospect, XA_COVERAGE_COMPLETE, 0), ==, prospect->coverage == XA_COVERAGE_COMPLETE);
  g_assert_true (prospect->coverage != XA_COVERAGE_COMPLETE || self->gives & XA_GIVES_MEMBERS);
}

/* Each kind of target that can be followed says what is best seen of its members, and no other does; who has lists, has one. */
static void
test_prospects (gconstpointer data)
{
  const XaProvider       *self = data;
  g_autofree const char **words = xa_provider_list_prospects (self);
  gboolean                has_lists = FALSE;

  for (XaTargetKind kind = XA_TARGET_ACCOUNT; kind <= XA_TARGET_SEARCH; kind++) {
    g_autoptr (XaTarget) with_id = make_target (self, kind, TRUE);
    g_autoptr (XaTarget) by_name = make_target (self, kind, FALSE);
    const XaProspect *prospect = xa_provider_get_prospect (self, kind);
    gboolean          is_followed;

    g_free (with_id->parent);
    with_id->parent = g_strdup ("78");
    /* What only leads to something else says nothing of its own. */
    is_followed = self->can_reach (with_id) || self->can_reach (by_name);
    if (is_followed != (prospect != NULL) && kind != XA_TARGET_POST && kind != XA_TARGET_INVITE)
      g_error ("%s: kind %d is %s, and its coverage %s", self->id, kind, is_followed ? "followed" : "not followed", prospect ? "declared" : "not declared");
    if (!prospect)
      continue;
    g_assert_true (is_followed);
    assert_prospect (self, prospect);
    has_lists |= prospect->coverage == XA_COVERAGE_COMPLETE;
  }
  g_assert_cmpint (has_lists, ==, (self->gives & XA_GIVES_MEMBERS) != 0);
  g_assert_cmpuint (g_strv_length ((char **) words), >=, 1);
  g_assert_cmpuint (g_strv_length ((char **) words), <=, self->n_prospects);
}

/* Only its own platform, and of what it reaches passes in order, each once. */
static void
test_passes (gconstpointer data)
{
  const XaProvider *self = data;
  guint             n_reached = 0;

  for (XaTargetKind kind = XA_TARGET_ACCOUNT; kind <= XA_TARGET_SEARCH; kind++) {
    g_autoptr (XaTarget) target = make_target (self, kind, TRUE);
    const XaPass *passes;

    if (!self->can_reach (target))
      continue;
    n_reached++;
    passes = self->get_passes (target, self->gives);
    for (gsize i = 0; passes && passes[i]; i++) {
      g_assert_cmpint (passes[i], <, XA_N_PASSES);
      g_assert_true (i == 0 || passes[i] > passes[i - 1]);
    }
    target->platform = self->platform == XA_PLATFORM_X ? XA_PLATFORM_TIKTOK : XA_PLATFORM_X;
    g_assert_false (self->can_reach (target));
  }
  g_assert_cmpuint (n_reached, >, 0);
}

/* --- weather ---------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  guint       status;
  const char *type;
  const char *body;
} Weather;

static const Weather weathers[] = {
  { "401", 401, "application/json", "{\"error\":\"unauthorized\"}" },
  { "403", 403, "application/json", "{}" },
  { "404", 404, "application/json", "{}" },
  { "410", 410, "text/plain", "gone" },
  { "422", 422, "application/json", "{}" },
  { "426", 426, "application/json", "{}" },
  { "500", 500, "text/html", "<html>" },
  { "503", 503, "application/json", "{}" },
  { "html", 200, "text/html", "<!doctype html><html><body>Welcome</body></html>" },
  { "empty", 200, "application/json", "" },
  { "cut", 200, "application/json", "{\"ok\":true,\"result\":{\"id\":-10" },
  { "array", 200, "application/json", "[]" },
  { "object", 200, "application/json", "{}" },
  { "null", 200, "application/json", "null" },
  { "number", 200, "application/json", "18446744073709551616" },
  { "types", 200, "application/json", "{\"ok\":true,\"result\":[1,2],\"id\":{},\"members\":\"many\",\"feed\":7,\"followers\":[7],\"did\":[],\"cursor\":{}}" },
  { "encoding", 200, "application/json", "{\"id\":\"\xff\xfe\"}" },
};

typedef struct {
  const Weather *weather;
  guint          n_requests;
} Sky;

static XaResponse *
answer (const XaCall *call,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Sky *sky = data;
  g_autoptr (GBytes) body = g_bytes_new_static (sky->weather->body, strlen (sky->weather->body));
  XaResponse *response;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_assert_cmpuint (++sky->n_requests, <, MAX_REQUESTS);
  response = xa_response_new (sky->weather->status, body);
  xa_response_set_header (response, "Content-Type", sky->weather->type);

  return response;
}

/* Time that passes as soon as anybody waits for it. */
static gint64
tell_time (gpointer data)
{
  return *(gint64 *) data;
}

static gboolean
let_pass (gint64        us,
          GCancellable *cancellable,
          gpointer      data)
{
  *(gint64 *) data += us;

  return !g_cancellable_is_cancelled (cancellable);
}

static void
assert_in_words (const GError *error)
{
  g_assert_true (error->domain == XA_NET_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  assert_words (error->message);
  g_assert_null (strstr (error->message, TOKEN));
}

static TestFetch *
make_fetch (const XaProvider *self,
            const XaTarget   *target,
            Sky              *sky,
            gint64           *now_us)
{
  g_autoptr (XaTransport) transport = xa_transport_new (answer, sky, NULL);
  g_autoptr (XaLimits) limits = xa_limits_new ();
  g_autoptr (XaCredential) credential = xa_credential_new ();
  g_autoptr (GError) error = NULL;
  XaRest    *rest = NULL;
  TestFetch *fetch;

  if (self->dialect) {
    rest = xa_rest_new (transport, self->dialect, self->base ? self->base : "https://forum.example.org", "00000000-0000-4000-8000-000000000001", &error);
    g_assert_no_error (error);
    xa_limits_set_clock (limits, tell_time, let_pass, now_us);
    xa_rest_set_limits (rest, limits);
    credential->token = g_strdup (TOKEN);
    credential->user = g_strdup ("me");
    credential->secret = g_strdup (TOKEN);
    xa_rest_set_credential (rest, credential);
  }
  fetch = test_fetch_new (rest, target);
  if (rest)
    xa_rest_set_cancellable (rest, xa_fetch_get_cancellable (test_fetch_get (fetch)));

  return fetch;
}

/* Looks at a target, and makes each of its passes where a look would have left it with an id. */
static void
weather_one (const XaProvider *self,
             const Weather    *weather,
             const XaTarget   *target)
{
  const XaPass *passes = target->id ? self->get_passes (target, self->gives) : NULL;
  gint64        now_us = G_GINT64_CONSTANT (1767323045000000);
  Sky           sky = { weather, 0 };
  g_autoptr (TestFetch) looking = make_fetch (self, target, &sky, &now_us);
  g_autoptr (GError) looked = NULL;
  g_autoptr (XaPreview) preview = self->preview (test_fetch_get (looking), target, &looked);

  g_assert_true ((preview == NULL) == (looked != NULL));
  if (looked)
    assert_in_words (looked);
  for (gsize i = 0; passes && passes[i]; i++) {
    g_autoptr (TestFetch) fetch = make_fetch (self, target, &sky, &now_us);
    g_autoptr (GError) error = NULL;
    gboolean ok = self->fetch (test_fetch_get (fetch), passes[i], &error);

    g_assert_true (ok == (error == NULL));
    if (error)
      assert_in_words (error);
    /* Nobody is made of nothing. */
    g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "member "), ==, 0);
    g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (fetch), "post "), ==, 0);
  }
}

static void
test_weather (gconstpointer data)
{
  const XaProvider *self = data;

  for (XaTargetKind kind = XA_TARGET_ACCOUNT; self->dialect && kind <= XA_TARGET_SEARCH; kind++)
    for (guint with_id = 0; with_id < 2; with_id++) {
      g_autoptr (XaTarget) target = make_target (self, kind, with_id);

      for (gsize i = 0; self->can_reach (target) && i < G_N_ELEMENTS (weathers); i++)
        weather_one (self, &weathers[i], target);
    }
}

/* What is cancelled before it began ends at once, and tells so. */
static void
test_cancelled (gconstpointer data)
{
  const XaProvider *self = data;

  for (XaTargetKind kind = XA_TARGET_ACCOUNT; kind <= XA_TARGET_SEARCH; kind++) {
    g_autoptr (XaTarget) target = make_target (self, kind, TRUE);
    const XaPass *passes = self->can_reach (target) ? self->get_passes (target, self->gives) : NULL;

    for (gsize i = 0; passes && passes[i]; i++) {
      gint64 now_us = G_GINT64_CONSTANT (1767323045000000);
      Sky    sky = { &weathers[0], 0 };
      g_autoptr (TestFetch) fetch = make_fetch (self, target, &sky, &now_us);
      g_autoptr (GError) error = NULL;

      g_cancellable_cancel (xa_fetch_get_cancellable (test_fetch_get (fetch)));
      g_assert_false (self->fetch (test_fetch_get (fetch), passes[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (sky.n_requests, ==, 0);
    }
  }
}

/* --- the template, on good days too -------------------------------------------------------------- */

static XaResponse *
answer_template (const XaCall *call,
                 gpointer      data,
                 GCancellable *cancellable,
                 GError      **error)
{
  gboolean    is_list = strstr (call->address, "/members") != NULL;
  gboolean    is_second = strstr (call->address, "cursor=more") != NULL;
  const char *body = !is_list    ? "{\"id\":\"77\",\"title\":\"Birds\",\"members\":3}"
                     : is_second ? "{\"members\":[{\"id\":\"3\"}],\"next\":null}"
                                 : "{\"members\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"next\":\"more\"}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));

  return xa_response_new (200, bytes);
}

static TestFetch *
make_template_fetch (void)
{
  g_autoptr (XaTransport) transport = xa_transport_new (answer_template, NULL, NULL);
  g_autoptr (XaTarget) target = make_target (&template_provider, XA_TARGET_GROUP, TRUE);

  return test_fetch_new (xa_rest_new (transport, template_provider.dialect, template_provider.base, "00000000-0000-4000-8000-000000000001", NULL), target);
}

/* Interrupted after its first page, it brings the rest and nothing twice. */
static void
test_template (void)
{
  g_autoptr (TestFetch) whole = make_template_fetch ();
  g_autoptr (TestFetch) cut = make_template_fetch ();
  g_autoptr (GError) error = NULL;

  g_assert_true (template_provider.fetch (test_fetch_get (whole), XA_PASS_MEMBERS, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (recording_sink_count (test_fetch_get_recording (whole), "member "), ==, 3);
  g_assert_cmpuint (test_fetch_get_n_pages (whole), ==, 2);

  test_fetch_fail_after (cut, 2);
  g_assert_false (template_provider.fetch (test_fetch_get (cut), XA_PASS_MEMBERS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpstr (xa_fetch_get_cursor (test_fetch_get (cut)), ==, "more");
  test_fetch_fail_after (cut, 0);
  g_assert_true (template_provider.fetch (test_fetch_get (cut), XA_PASS_MEMBERS, &error));
  g_assert_cmpuint (test_fetch_get_n_pages (cut), ==, 2);
}

static void
add (const XaProvider *provider,
     const char       *name,
     GTestDataFunc     test)
{
  g_autofree char *path = g_strdup_printf ("/contract/%s/%s", provider->id, name);

  g_test_add_data_func (path, provider, test);
}

static void
add_all (const XaProvider *provider)
{
  add (provider, "declaration", test_declaration);
  add (provider, "prospects", test_prospects);
  add (provider, "sign-ins", test_sign_ins);
  add (provider, "unproven", test_unproven);
  add (provider, "passes", test_passes);
  add (provider, "NET-9/weather", test_weather);
  add (provider, "NET-5/cancelled", test_cancelled);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&template_provider);
  for (const XaProvider *const *at = xa_providers (); *at; at++)
    add_all (*at);
  add_all (&template_provider);
  g_test_add_func ("/contract/template/resumes", test_template);

  return g_test_run ();
}
