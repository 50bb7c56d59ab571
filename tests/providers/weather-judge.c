#include "weather-judge.h"

#include <stdlib.h>
#include <string.h>

/* How many more requests than the undisturbed pass a pass may make: empty pages that it goes through,
 * and tries. */
#define MORE_REQUESTS 120

/* What the program itself wrote to its log. */
static GString *logged;
static GMutex   logged_lock;

static GLogWriterOutput
keep_log (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         data)
{
  G_MUTEX_AUTO_LOCK (&logged_lock, locker);

  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

void
judge_init (void)
{
  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
}

/* --- the undisturbed pass -------------------------------------------------------------------- */

static gboolean
contains (const GPtrArray *strings,
          const char      *string)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *) strings, string, g_str_equal, NULL);
}

Baseline *
judge_baseline_new (const Case *one)
{
  g_autoptr (Weather) weather = weather_new (one->fixture);
  g_autoptr (GError) error = NULL;
  const GPtrArray *asked = weather_get_asked (weather);
  Baseline        *self = g_new0 (Baseline, 1);
  gboolean         ok = weather_run (weather, one->pass, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  self->pages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < asked->len; i++)
    if (!contains (self->pages, asked->pdata[i]))
      g_ptr_array_add (self->pages, g_strdup (asked->pdata[i]));
  self->lines = g_hash_table_ref (weather_get_lines (weather));
  self->n_asked = asked->len;
  g_assert_cmpuint (self->pages->len, >, 0);
  g_assert_cmpuint (g_hash_table_size (self->lines), >, 0);

  return self;
}

void
judge_baseline_free (Baseline *self)
{
  g_ptr_array_unref (self->pages);
  g_hash_table_unref (self->lines);
  g_free (self);
}

/* --- what holds in any weather --------------------------------------------------------------- */

static void
assert_untold (const WeatherFixture *fixture,
               const char           *text,
               const char           *what)
{
  for (const char *const *planted = fixture->planted; *planted; planted++)
    if (strstr (text, *planted))
      g_error ("%s tells “%s”: %s", what, *planted, text);
}

/* A class that is known and a sentence, and when to ask again where that is a matter of time. */
static void
assert_clear (const WeatherFixture *fixture,
              Weather              *weather,
              gboolean              ok,
              const GError         *error)
{
  g_autofree char *said = weather_get_said (weather);
  XaRest          *rest = xa_fetch_get_rest (test_fetch_get (weather_get_fetch (weather)));

  assert_untold (fixture, said, "a note");
  assert_untold (fixture, logged->str, "the log");
  g_string_truncate (logged, 0);
  g_assert_true (ok == (error == NULL));
  if (ok)
    return;

  if (error->domain != XA_NET_ERROR)
    g_error ("no class of the network's: %s", error->message);
  g_assert_cmpint (error->code, <, XA_N_NET_ERRORS);
  g_assert_cmpuint (strlen (error->message), >, 10);
  assert_untold (fixture, error->message, "an error");
  if (g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED))
    g_assert_cmpint (xa_rest_get_not_before (rest), !=, XA_TIME_UNKNOWN);
}

static void
assert_bounded (Weather        *weather,
                const Baseline *baseline)
{
  g_assert_cmpuint (weather_get_asked (weather)->len, <=, baseline->n_asked + MORE_REQUESTS);
}

/* Declarations and totals may be told otherwise by a later answer; people and posts may not. */
static gboolean
is_single (const char *line)
{
  return g_str_has_prefix (line, "member ") || g_str_has_prefix (line, "post ") || g_str_has_prefix (line, "reaction ") ||
         g_str_has_prefix (line, "event ") || g_str_has_prefix (line, "link ");
}

guint
judge_count_missing (GHashTable *from,
                     GHashTable *lines,
                     gboolean    singles_only,
                     gboolean    tell)
{
  GHashTableIter iter;
  gpointer       line;
  guint          n = 0;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &line, NULL)) {
    if ((singles_only && !is_single (line)) || g_hash_table_contains (lines, line))
      continue;
    n++;
    if (tell)
      g_test_message ("only in one: %s", (char *) line);
  }

  return n;
}

/* Whether a line says nothing that the other does not: of a post whose counters were asked for one by one,
 * and were not all told. */
static gboolean
says_less (const char *line,
           const char *than)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (gsize i = 0; words[i]; i++) {
    const char *at = strstr (than, words[i]);

    if (!at)
      return FALSE;
    than = at + strlen (words[i]);
  }

  return TRUE;
}

static gboolean
is_less_of_any (const char *line,
                GHashTable *lines)
{
  GHashTableIter iter;
  gpointer       other;

  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    if (g_str_has_prefix (line, "post ") && says_less (line, other))
      return TRUE;

  return FALSE;
}

void
judge_assert_nothing_invented (Weather        *weather,
                               const Baseline *baseline)
{
  GHashTableIter iter;
  gpointer       line;
  guint          n = 0;

  g_hash_table_iter_init (&iter, weather_get_lines (weather));
  while (g_hash_table_iter_next (&iter, &line, NULL)) {
    if (!is_single (line) || g_hash_table_contains (baseline->lines, line) || is_less_of_any (line, baseline->lines))
      continue;
    g_test_message ("invented: %s", (char *) line);
    n++;
  }
  g_assert_cmpuint (n, ==, 0);
}

static guint
count_members (GHashTable *lines)
{
  GHashTableIter iter;
  gpointer       line;
  guint          n = 0;

  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    n += g_str_has_prefix (line, "member ");

  return n;
}

/* Less than there is must be said: as a failure, a note or a list that is only a part (NET-9). A post
 * that is not there any more has nothing to bring, and is not worth a word; a list has. */
static void
assert_not_silent (Weather        *weather,
                   const Baseline *baseline,
                   gboolean        is_gone)
{
  gboolean is_less;

  if (weather_count_notes (weather) > 0 || test_fetch_is_partial (weather_get_fetch (weather)))
    return;
  if (is_gone)
    is_less = count_members (weather_get_lines (weather)) < count_members (baseline->lines);
  else
    is_less = judge_count_missing (baseline->lines, weather_get_lines (weather), TRUE, FALSE) > 0;
  if (is_less) {
    judge_count_missing (baseline->lines, weather_get_lines (weather), TRUE, TRUE);
    g_error ("a pass succeeded with less than there is, and did not say so");
  }
}

/* The platform is well again: what was missing comes, and no more than that. */
void
judge_assert_heals (const Case     *one,
                    Weather        *weather,
                    const Baseline *baseline)
{
  g_autoptr (GHashTable) safe = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer       line;

  g_hash_table_iter_init (&iter, weather_get_lines (weather));
  while (g_hash_table_iter_next (&iter, &line, NULL))
    g_hash_table_add (safe, g_strdup (line));
  weather_clear (weather);
  weather_run (weather, one->pass, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (judge_count_missing (safe, weather_get_lines (weather), FALSE, TRUE), ==, 0);
  g_assert_cmpuint (judge_count_missing (baseline->lines, weather_get_lines (weather), TRUE, TRUE), ==, 0);
  judge_assert_nothing_invented (weather, baseline);
}

/* One pass with one thing wrong at one page. */
gboolean
judge_meet (const Case     *one,
            const Baseline *baseline,
            Weather        *weather,
            const Fault    *fault,
            const char     *page,
            GError        **error)
{
  g_autoptr (GError) met = NULL;
  gboolean ok;

  weather_set_fault (weather, fault, page);
  ok = weather_run (weather, one->pass, &met);
  assert_bounded (weather, baseline);
  assert_clear (one->fixture, weather, ok, met);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&met));

  return ok;
}

/* The same, of a fault that changes no value. */
void
judge_weather_through (const Case     *one,
                       const Baseline *baseline,
                       const Fault    *fault,
                       const char     *page,
                       guint           codes)
{
  g_autoptr (Weather) weather = weather_new (one->fixture);
  g_autoptr (GError) error = NULL;
  gboolean ok = judge_meet (one, baseline, weather, fault, page, &error);

  if (!ok && codes && !(codes & (1u << error->code)))
    g_error ("%s: no such class was expected: %s", page, error->message);
  judge_assert_nothing_invented (weather, baseline);
  if (ok)
    assert_not_silent (weather, baseline, fault->status == 404 || fault->status == 410);
  else
    judge_assert_heals (one, weather, baseline);
}
