/*
 * Every provider in bad weather: whatever a platform answers, a pass ends, in a class that is known,
 * keeps what was committed, tells nothing of people, and brings the rest once the platform is well.
 */
#include "weather-judge.h"

#include <string.h>

/* --- refusals -------------------------------------------------------------------------------- */

#define REFUSAL "{\"errors\":[\"PLANTEDSECRET\"],\"error\":\"PLANTEDSECRET\",\"message\":\"PLANTEDSECRET\",\"description\":\"PLANTEDSECRET\"}"
#define CODE(name) (1u << XA_NET_ERROR_##name)

static void
test_status (gconstpointer data)
{
  static const struct {
    guint status;
    guint codes;
  } cases[] = {
    { 400, CODE (BAD_REQUEST) | CODE (GONE) | CODE (AUTH) },
    { 401, CODE (AUTH) | CODE (SCOPE) | CODE (FORBIDDEN) },
    { 403, CODE (FORBIDDEN) | CODE (SCOPE) | CODE (AUTH) },
    { 404, CODE (GONE) | CODE (AUTH) | CODE (FORBIDDEN) },
    { 408, CODE (TRANSIENT) | CODE (PAUSED) },
    { 409, CODE (TRANSIENT) | CODE (PAUSED) | CODE (FORBIDDEN) },
    { 410, CODE (GONE) },
    { 422, CODE (BAD_REQUEST) | CODE (GONE) | CODE (FORBIDDEN) },
    { 426, CODE (OUTDATED) },
    { 500, CODE (TRANSIENT) | CODE (PAUSED) },
    { 502, CODE (TRANSIENT) | CODE (PAUSED) },
    { 503, CODE (TRANSIENT) | CODE (PAUSED) },
  };
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    FOR_EACH_PAGE (baseline, page)
    {
      const Fault fault = { .kind = FAULT_STATUS, .status = cases[i].status, .body = REFUSAL };
      const Fault html = { .kind = FAULT_STATUS, .status = cases[i].status, .body = "<html><body>PLANTEDSECRET</body></html>" };

      g_test_message ("%u at %s", cases[i].status, page);
      judge_weather_through (one, baseline, &fault, page, cases[i].codes);
      judge_weather_through (one, baseline, &html, page, cases[i].codes);
    }
  }
}

/* What passes by itself is tried again within the pass, which then brings all. */
static void
test_once (gconstpointer data)
{
  static const Fault faults[] = {
    { .kind = FAULT_STATUS, .status = 408, .body = "{}", .is_once = TRUE },
    { .kind = FAULT_STATUS, .status = 429, .body = "{}", .is_once = TRUE },
    { .kind = FAULT_STATUS, .status = 429, .body = "{}", .retry_after = "7", .is_once = TRUE },
    { .kind = FAULT_STATUS, .status = 500, .body = "{}", .is_once = TRUE },
    { .kind = FAULT_STATUS, .status = 502, .body = "<html></html>", .is_once = TRUE },
    { .kind = FAULT_STATUS, .status = 503, .body = "", .retry_after = "3", .is_once = TRUE },
    { .kind = FAULT_DROP, .is_once = TRUE },
    { .kind = FAULT_SLOW, .is_once = TRUE },
  };
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    FOR_EACH_PAGE (baseline, page)
    {
      g_autoptr (Weather) weather = weather_new (one->fixture);
      g_autoptr (GError) error = NULL;

      judge_meet (one, baseline, weather, &faults[i], page, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (judge_count_missing (baseline->lines, weather_get_lines (weather), FALSE, TRUE), ==, 0);
      judge_assert_nothing_invented (weather, baseline);
    }
  }
}

static gint64
get_shortest_wait (Weather    *weather,
                   const char *page)
{
  const GPtrArray *asked = weather_get_asked (weather);
  gint64           last_us = -1, shortest_us = G_MAXINT64;

  for (guint i = 0; i < asked->len; i++) {
    gint64 at_us = g_array_index (weather_get_times (weather), gint64, i);

    if (strcmp (asked->pdata[i], page) != 0)
      continue;
    if (last_us >= 0)
      shortest_us = MIN (shortest_us, at_us - last_us);
    last_us = at_us;
  }

  return shortest_us;
}

/* A wait that was asked for is waited out, and a long one is not sat through: the pass ends, and says
 * when it is worth coming back. */
static void
test_waits (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  FOR_EACH_PAGE (baseline, page)
  {
    const Fault shorts = { .kind = FAULT_STATUS, .status = 429, .body = REFUSAL, .retry_after = "7" };
    const Fault longs = { .kind = FAULT_STATUS, .status = 429, .body = REFUSAL, .retry_after = "3600" };
    const Fault unsaid = { .kind = FAULT_STATUS, .status = 429, .body = REFUSAL };
    g_autoptr (Weather) weather = weather_new (one->fixture);
    g_autoptr (Weather) patient = weather_new (one->fixture);
    g_autoptr (GError) error = NULL;
    XaRest *rest = xa_fetch_get_rest (test_fetch_get (weather_get_fetch (patient)));
    gint64  begin_us = weather_get_now (patient);

    judge_meet (one, baseline, weather, &shorts, page, NULL);
    g_assert_cmpint (get_shortest_wait (weather, page), >=, 7 * G_USEC_PER_SEC);
    if (!judge_meet (one, baseline, patient, &longs, page, &error)) {
      g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
      g_assert_cmpint (xa_rest_get_not_before (rest), >=, begin_us + XA_USEC_PER_HOUR);
    }
    g_assert_cmpint (get_shortest_wait (patient, page), >=, XA_USEC_PER_HOUR);
    judge_weather_through (one, baseline, &shorts, page, CODE (RATE_LIMITED));
    judge_weather_through (one, baseline, &longs, page, CODE (RATE_LIMITED));
    judge_weather_through (one, baseline, &unsaid, page, CODE (RATE_LIMITED));
  }
}

/* --- answers that are none ------------------------------------------------------------------- */

static void
test_no_answer (gconstpointer data)
{
  static const Fault faults[] = { { .kind = FAULT_DROP }, { .kind = FAULT_SLOW } };
  const Case        *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    FOR_EACH_PAGE (baseline, page)
  judge_weather_through (one, baseline, &faults[i], page, CODE (TRANSIENT) | CODE (TIMEOUT) | CODE (PAUSED));
}

static void
test_other (gconstpointer data)
{
  static const char *const bodies[] = {
    "", " ", "\xef\xbb\xbf", "<!DOCTYPE html><html><head><title>PLANTEDSECRET</title></head><body>Sign in</body></html>", "PLANTEDSECRET",
    "{", "[", "\"", "{\"PLANTEDSECRET\":", "{\"a\":\"\xff\xfe\"}", "nul", "{}}", "{\"a\":1,}", "404 page not found", "\"PLANTEDSECRET\"", "42", "true", "null", NULL
  };
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);
  g_autofree char *deep = g_strnfill (200000, '[');

  FOR_EACH_PAGE (baseline, page)
  {
    const Fault abyss = { .kind = FAULT_BODY, .body = deep };

    for (gsize i = 0; bodies[i]; i++) {
      const Fault fault = { .kind = FAULT_BODY, .body = bodies[i] };

      g_test_message ("answer %" G_GSIZE_FORMAT " at %s", i, page);
      judge_weather_through (one, baseline, &fault, page, CODE (MALFORMED) | CODE (GONE));
    }
    judge_weather_through (one, baseline, &abyss, page, CODE (MALFORMED) | CODE (GONE));
  }
}

/* NET-9: cut off anywhere, a page fails, and what the pages before brought is kept. */
static void
test_truncated (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);
  g_autoptr (Weather) good = weather_new (one->fixture);

  FOR_EACH_PAGE (baseline, page)
  {
    g_autofree char *body = weather_get_good_body (good, page);
    gsize            len = strlen (body), step = g_getenv ("XAUDIENCE_TEST_FULL") ? 1 : MAX (len / 16, 1);

    for (gsize cut = 0; cut < len; cut += step) {
      g_autofree char *part = g_strndup (body, cut);
      const Fault      fault = { .kind = FAULT_BODY, .body = part };

      judge_weather_through (one, baseline, &fault, page, CODE (MALFORMED) | CODE (GONE));
    }
  }
}

/* --- lists that go wrong --------------------------------------------------------------------- */

static void
test_loops (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  FOR_EACH_PAGE (baseline, page)
  {
    const Fault fault = { .kind = FAULT_LOOP };
    g_autoptr (Weather) weather = weather_new (one->fixture);
    g_autoptr (GError) error = NULL;

    g_test_message ("always like %s", page);
    judge_meet (one, baseline, weather, &fault, page, &error);
    judge_assert_nothing_invented (weather, baseline);
  }
}

static gboolean
is_json (const char *body)
{
  return body[0] == '{' || body[0] == '[';
}

static void
test_empty_pages (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);
  g_autoptr (Weather) good = weather_new (one->fixture);

  FOR_EACH_PAGE (baseline, page)
  {
    g_autofree char *body = weather_get_good_body (good, page);
    g_autofree char *hollow = is_json (body) ? weather_empty_arrays (body) : g_strdup ("<html><body class=\"tgme_body\"></body></html>");
    const Fault      fault = { .kind = FAULT_BODY, .body = hollow };
    g_autoptr (Weather) weather = weather_new (one->fixture);
    g_autoptr (GError) error = NULL;

    judge_meet (one, baseline, weather, &fault, page, &error);
    if (error)
      judge_assert_heals (one, weather, baseline);
  }
}

/* What stood on the page before comes once more: the same set of records. */
static void
test_duplicates (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);
  g_autoptr (Weather) good = weather_new (one->fixture);

  for (guint i = 1; i < baseline->pages->len; i++) {
    const char      *last = baseline->pages->pdata[i - 1], *page = baseline->pages->pdata[i];
    g_autofree char *before = weather_get_good_body (good, last);
    g_autofree char *body = weather_get_good_body (good, page);
    g_autofree char *twice = weather_has_same_path (last, page) && is_json (body) && is_json (before) ? weather_repeat (before, body) : NULL;
    const Fault      fault = { .kind = FAULT_BODY, .body = twice };
    g_autoptr (Weather) weather = weather_new (one->fixture);
    g_autoptr (GError) error = NULL;

    if (!twice)
      continue;
    /* A page that holds nothing else is one that comes again. */
    if (!judge_meet (one, baseline, weather, &fault, page, &error)) {
      g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_LOOP);
      judge_assert_heals (one, weather, baseline);
    }
    judge_assert_nothing_invented (weather, baseline);
    g_assert_cmpuint (judge_count_missing (baseline->lines, weather_get_lines (weather), TRUE, TRUE), ==, 0);
  }
}

/* --- one value ------------------------------------------------------------------------------- */

/* Of pages with a hundred records alike the first few are enough. */
#define MAX_PLACES 120

/* In answers of more values than this, every third change is made in the short form. */
#define FEW_PLACES 20

/* Every value of every answer in turn is something else. Whatever comes of it, it is told in a class
 * that is known; and where the pass failed, the page with it was left out as a whole. */
static void
test_values (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);
  g_autoptr (Weather) good = weather_new (one->fixture);
  guint n = 0, n_failed = 0;

  FOR_EACH_PAGE (baseline, page)
  {
    g_autofree char *body = weather_get_good_body (good, page);
    guint            n_places = MIN (weather_count_places (body), MAX_PLACES);
    guint            step = n_places > FEW_PLACES && !g_getenv ("XAUDIENCE_TEST_FULL") ? 3 : 1;

    for (guint i = g_str_hash (page) % step; i < n_places * weather_count_mutations (); i += step) {
      g_autofree char *changed = weather_mutate (body, i / weather_count_mutations (), i % weather_count_mutations ());
      const Fault      fault = { .kind = FAULT_BODY, .body = changed };
      g_autoptr (Weather) weather = NULL;
      g_autoptr (GError) error = NULL;

      if (!changed)
        continue;
      n++;
      weather = weather_new (one->fixture);
      if (judge_meet (one, baseline, weather, &fault, page, &error))
        continue;
      n_failed++;
      if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_MALFORMED) && test_fetch_get_n_pages (weather_get_fetch (weather)) == 0)
        judge_assert_heals (one, weather, baseline);
    }
  }
  g_test_message ("%u changes, %u of them failed the pass", n, n_failed);
}

/* --- time ------------------------------------------------------------------------------------ */

static void
test_skew (gconstpointer data)
{
  static const gint64 seconds[] = { 86400, -86400, 3600 * 24 * 400 };
  const Case         *one = data;
  g_autoptr (Baseline) baseline = judge_baseline_new (one);

  for (gsize i = 0; i < G_N_ELEMENTS (seconds); i++) {
    const Fault fault = { .kind = FAULT_SKEW, .seconds = seconds[i] };
    g_autoptr (Weather) weather = weather_new (one->fixture);
    g_autoptr (GError) error = NULL;

    judge_meet (one, baseline, weather, &fault, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (judge_count_missing (baseline->lines, weather_get_lines (weather), FALSE, TRUE), ==, 0);
    g_assert_cmpuint (g_hash_table_size (weather_get_lines (weather)), ==, g_hash_table_size (baseline->lines));
  }
}

/* --- all of them ----------------------------------------------------------------------------- */

/* A provider that is added to the table has to stand in the weather, with each of its passes. */
static void
test_all_providers (void)
{
  for (const XaProvider *const *provider = xa_providers (); *provider; provider++) {
    gboolean has_fixture = (*provider)->is_simulated;

    for (const WeatherFixture *const *fixture = weather_fixtures; *fixture; fixture++)
      has_fixture |= (*fixture)->provider == *provider;
    if (!has_fixture)
      g_error ("%s has no fixture in weather-fixtures.c", (*provider)->id);
  }
}

/* What a look says can be had is no more than what was declared before. */
static void
test_look (gconstpointer data)
{
  const WeatherFixture *fixture = data;
  g_autoptr (Weather) weather = weather_new (fixture);
  XaFetch *fetch = test_fetch_get (weather_get_fetch (weather));
  Fault    none = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaPreview) preview = NULL;
  const XaProspect *prospect;

  /* The fixture answers what passes ask for: all else is not there. */
  weather_set_fault (weather, &none, "nowhere");
  preview = fixture->provider->preview (fetch, xa_fetch_get_target (fetch), &error);
  g_assert_no_error (error);
  prospect = xa_provider_get_prospect (fixture->provider, preview->target->kind);
  g_assert_nonnull (prospect);
  g_assert_true (xa_prospect_allows (prospect, preview->coverage, preview->first_n));
}

static const struct {
  const char *name;
  void (*function) (gconstpointer data);
} tests[] = {
  { "NET-9/refusals", test_status },
  { "NET-7/once", test_once },
  { "NET-7/waits", test_waits },
  { "NET-5/no-answer", test_no_answer },
  { "NET-9/other-answers", test_other },
  { "NET-9/truncated", test_truncated },
  { "NET-9/loops", test_loops },
  { "NET-9/empty-pages", test_empty_pages },
  { "NET-9/duplicates", test_duplicates },
  { "NET-9/values", test_values },
  { "clock", test_skew },
};

static void
add_pass (const WeatherFixture *fixture,
          XaPass                pass)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/bad-weather/%s/%s/%s", fixture->name, xa_pass_id (pass), tests[i].name);
    Case            *one = g_new (Case, 1);

    *one = (Case) { fixture, pass };
    g_test_add_data_func_full (path, one, tests[i].function, g_free);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  judge_init ();

  g_test_add_func ("/bad-weather/all-providers", test_all_providers);
  for (const WeatherFixture *const *fixture = weather_fixtures; *fixture; fixture++) {
    g_autoptr (XaTarget) target = xa_target_parse ((*fixture)->target);
    g_autofree char *look = g_strdup_printf ("/bad-weather/%s/look", (*fixture)->name);
    guint            gives = (*fixture)->gives ? (*fixture)->gives : (*fixture)->provider->gives;

    g_test_add_data_func (look, *fixture, test_look);
    for (const XaPass *pass = (*fixture)->provider->get_passes (target, gives); *pass; pass++)
      add_pass (*fixture, *pass);
  }

  return g_test_run ();
}
