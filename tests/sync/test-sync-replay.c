/*
 * DB-1, NET-9: exactly once in effect. Each provider over a platform of which each answer is lost once and
 * served again, and in a program that ends after each page: in the end the workspace holds what one
 * undisturbed pass has brought.
 */
#include "fixture-place.h"

#include <string.h>

#define MAX_RUNS 400

/* --- the platform ---------------------------------------------------------------------------------- */

typedef struct {
  const WeatherFixture *fixture; /* (not owned) */
  GHashTable           *seen;    /* (owned) (element-type utf8): addresses that were answered */
  GHashTable           *lost;    /* (owned) (nullable) (element-type utf8): whose first answer was lost */
  GCancellable         *end;     /* (owned) (nullable): ends the program */
  guint                 n_left;  /* answers until then */
  guint                 n_asked;
} Platform;

static Platform *
platform_new (const WeatherFixture *fixture)
{
  Platform *self = g_new0 (Platform, 1);

  self->fixture = fixture;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

static void
platform_free (Platform *self)
{
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->lost, g_hash_table_unref);
  g_clear_object (&self->end);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Platform, platform_free)

static const WeatherAnswer *
choose (const WeatherFixture *fixture,
        const char           *address)
{
  const WeatherAnswer *chosen = NULL;

  for (const WeatherAnswer *answer = fixture->answers; answer->piece; answer++)
    if (strstr (address, answer->piece) && (!chosen || strlen (answer->piece) > strlen (chosen->piece)))
      chosen = answer;
  if (!chosen)
    g_error ("nobody answers %s", address);

  return chosen;
}

static XaResponse *
answer (Platform   *self,
        const char *address)
{
  const WeatherAnswer *found = choose (self->fixture, address);
  g_autofree char     *body = g_strdup (found->body);
  g_autoptr (GBytes) bytes = NULL;
  XaResponse *response;

  if (body[0] != '<')
    g_strdelimit (body, "'", '"');
  bytes = g_bytes_new (body, strlen (body));
  response = xa_response_new (200, bytes);
  xa_response_set_header (response, "Content-Type", body[0] == '<' ? "text/html" : "application/json");
  if (found->link)
    xa_response_set_header (response, "Link", found->link);

  return response;
}

/* One lane of one source asks: there is one thread. */
static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Platform *self = data;

  self->n_asked++;
  if (self->end && self->n_left == 0) {
    g_cancellable_cancel (self->end);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
    return NULL;
  }
  if (self->end)
    self->n_left--;
  if (self->lost && g_hash_table_add (self->lost, g_strdup (call->address))) {
    g_set_error_literal (error, XA_NET_ERROR, XA_NET_ERROR_TRANSIENT, "The answer was lost.");
    return NULL;
  }
  g_hash_table_add (self->seen, g_strdup (call->address));

  return answer (self, call->address);
}

/* --- the starts ----------------------------------------------------------------------------------------- */

/* @is_short: the program ends after each page: with as many answers as that takes */
static guint
start_until_done (SyncPlace *place,
                  Platform  *platform,
                  gboolean   is_short)
{
  guint    n_runs = 0, n_answers = 1;
  gboolean is_done = FALSE;

  while (!is_done) {
    guint n_seen = g_hash_table_size (platform->seen);

    g_assert_cmpuint (++n_runs, <, MAX_RUNS);
    g_clear_object (&platform->end);
    platform->end = is_short ? g_cancellable_new () : NULL;
    platform->n_left = n_answers;
    is_done = fixture_place_start (place, platform->end);
    n_answers = g_hash_table_size (platform->seen) > n_seen ? 1 : n_answers + 1;
    sync_place_start_anew (place);
  }

  return n_runs;
}

/* --- the proof ------------------------------------------------------------------------------------------ */

static char *
run_as (const ImportPlace    *base,
        const char           *name,
        const WeatherFixture *fixture,
        const char           *uuid)
{
  g_autoptr (Platform) platform = platform_new (fixture);
  g_autoptr (XaTransport) transport = xa_transport_new (respond, platform, NULL);
  SyncPlace *place = fixture_place_open (base, name, fixture, uuid, transport);
  char      *content;
  guint      n_runs;

  if (g_str_equal (name, "answers-twice"))
    platform->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n_runs = start_until_done (place, platform, g_str_equal (name, "restarted"));
  g_test_message ("%s: %u starts, %u questions", name, n_runs, platform->n_asked);
  if (g_str_equal (name, "restarted"))
    g_assert_cmpuint (n_runs, >, 1);
  content = fixture_place_dump (place);
  import_place_verify (place->place);
  sync_place_free (place);

  return content;
}

static void
test_replay (gconstpointer data)
{
  static const char *const modes[] = { "answers-twice", "restarted" };
  const WeatherFixture    *fixture = data;
  g_autofree char         *uuid = NULL;
  g_autofree char         *expected = NULL;
  g_autoptr (ImportPlace) base = NULL;

  base = fixture_place_make_base (fixture, &uuid);
  expected = run_as (base, "undisturbed", fixture, uuid);
  g_assert_nonnull (strstr (expected, "\naudience\t"));
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree char *content = NULL;

    content = run_as (base, modes[i], fixture, uuid);
    g_test_message ("%s", modes[i]);
    import_place_assert_same (content, expected);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const WeatherFixture *const *fixture = weather_fixtures; *fixture; fixture++) {
    g_autofree char *path = g_strdup_printf ("/sync-replay/DB-1/%s", (*fixture)->name);

    /* What is asked over a helper program has proofs of its own: tests/tdhelper. */
    if ((*fixture)->provider != &xa_telegram_user)
      g_test_add_data_func (path, *fixture, test_replay);
  }

  return g_test_run ();
}
