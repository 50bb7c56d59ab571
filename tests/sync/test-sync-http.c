/*
 * Every provider over HTTP, from the socket to the disk: what it brings in fine weather, and that broken
 * and slow answers change nothing of that. People, their words and ids, and credentials are nowhere after.
 */
#include "fixture-place.h"
#include "http-platform.h"

#include <string.h>

#define MAX_RUNS 60
#define SHORT_US (60 * 1000)

/* --- what the program says ------------------------------------------------------------------------------ */

static GString *said;
static GMutex   said_lock;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         data)
{
  G_MUTEX_AUTO_LOCK (&said_lock, locker);

  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (said, "%s\n", (const char *) fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

static void
keep_report (const XaSyncProgress *report)
{
  G_MUTEX_AUTO_LOCK (&said_lock, locker);

  for (guint i = 0; i < report->n_items; i++)
    g_string_append_printf (said, "%s %s %s %s\n", report->items[i].title, report->items[i].cause, report->items[i].cause_text, report->items[i].note_text);
}

static void
assert_silent (const WeatherFixture *fixture,
               SyncPlace            *place)
{
  G_MUTEX_AUTO_LOCK (&said_lock, locker);

  for (const char *const *word = fixture->planted; *word; word++) {
    if (strstr (said->str, *word))
      g_error ("%s was said: %s", *word, said->str);
    /* Fewer letters may be in a file by chance. */
    if (strlen (*word) >= 5)
      sync_place_assert_nowhere (place, *word);
  }
  if (fixture->token) {
    g_assert_null (strstr (said->str, fixture->token));
    sync_place_assert_nowhere (place, fixture->token);
  }
}

/* --- a platform and what is made of it -------------------------------------------------------------------- */

/* What an account or a channel publishes itself is kept; what others write is not. */
static char *
make_body (const WeatherFixture *fixture,
           const char           *body)
{
  g_autoptr (XaTarget) target = xa_target_parse (fixture->target);
  g_autoptr (GString) text = g_string_new (body);

  if (target->kind == XA_TARGET_ACCOUNT || fixture->provider == &xa_telegram_preview)
    g_string_replace (text, "plantedtext", "its own words", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static HttpPlatform *
make_platform (const WeatherFixture *fixture)
{
  HttpPlatform *platform = http_platform_new ();

  for (const WeatherAnswer *answer = fixture->answers; answer->piece; answer++) {
    g_autofree char *body = make_body (fixture, answer->body);

    http_platform_answer (platform, answer->piece, body, answer->link);
  }

  return platform;
}

static const struct {
  const char *name;
  HttpTrouble trouble;
} weathers[] = {
  { "fine", { 0 } },
  { "truncated", { .fault = TEST_FAULT_TRUNCATED, .times = 1 } },
  { "dropped", { .fault = TEST_FAULT_DROPPED, .times = 2 } },
  { "slow", { .fault = TEST_FAULT_SLOW, .times = 1, .every = 3, .wait_us = SHORT_US } },
  { "html", { .body = "<html><body>planted</body></html>", .times = 1 } },
};

/* Starts as often as it takes: a pass that was told something that cannot be goes on with the next. */
static char *
sync_in (gsize                 weather,
         const WeatherFixture *fixture,
         const ImportPlace    *base,
         const char           *uuid)
{
  HttpPlatform *platform = make_platform (fixture);
  SyncPlace    *place = fixture_place_open (base, weathers[weather].name, fixture, uuid, http_platform_get_transport (platform));
  char         *content;
  guint         n_runs = 0;
  gboolean      is_done = FALSE;

  http_platform_trouble (platform, &weathers[weather].trouble);
  while (!is_done) {
    g_auto (XaSyncProgress) report = { 0 };

    g_assert_cmpuint (++n_runs, <, MAX_RUNS);
    is_done = fixture_place_try (place, NULL, &report);
    keep_report (&report);
    sync_place_start_anew (place);
  }
  g_test_message ("%s: %u starts, %u bad answers", weathers[weather].name, n_runs, http_platform_count_troubles (platform));
  g_assert_cmpuint (http_platform_count_troubles (platform) > 0, ==, weathers[weather].trouble.times > 0);
  content = fixture_place_dump (place);
  import_place_verify (place->place);
  assert_silent (fixture, place);
  sync_place_free (place);
  http_platform_free (platform);

  return content;
}

/* --- the proof ------------------------------------------------------------------------------------------ */

static void
test_fixture (gconstpointer data)
{
  const WeatherFixture *fixture = data;
  g_autofree char      *uuid = NULL;
  g_autoptr (ImportPlace) base = fixture_place_make_base (fixture, &uuid);
  g_autofree char *expected = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (weathers); i++) {
    g_autofree char *content = sync_in (i, fixture, base, uuid);

    /* What makes no sense may be left out: a channel of a server, the name of a country. What is lost on the way may not. */
    if (expected && !weathers[i].trouble.body)
      import_place_assert_same (content, expected);
    else if (!expected)
      expected = g_steal_pointer (&content);
  }
  g_assert_nonnull (strstr (expected, "\naudience\t"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  said = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  for (const WeatherFixture *const *fixture = weather_fixtures; *fixture; fixture++) {
    g_autofree char *path = g_strdup_printf ("/sync-http/NET-6/%s", (*fixture)->name);

    /* What is asked over a helper program has proofs of its own: tests/tdhelper. */
    if ((*fixture)->provider != &xa_telegram_user)
      g_test_add_data_func (path, *fixture, test_fixture);
  }

  return g_test_run ();
}
