/*
 * DB-1, NET-9: exactly once in effect. Each provider over a platform of which each answer is lost once and
 * served again, and in a program that ends after each page: in the end the workspace holds what one
 * undisturbed pass has brought.
 */
#include "../providers/weather-fixtures.h"
#include "sync-place.h"

#include "store/xa-connections.h"
#include "sync/xa-sync-private.h"

#include <string.h>

/* When the platforms of the fixtures are asked. */
#define NOW_S 1767323045
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

/* --- what is made of it --------------------------------------------------------------------------------- */

static const WeatherFixture *current;

static const XaPass *
choose_passes (const XaTarget *target,
               guint           gives)
{
  return current->provider->get_passes (target, current->gives ? current->gives : gives);
}

/* --- a workspace --------------------------------------------------------------------------------------- */

/* Returns: (transfer full): with the connection and what is followed; @uuid: (out): of the connection */
static ImportPlace *
make_base (const WeatherFixture *fixture,
           const XaProvider     *provider,
           char                **uuid)
{
  ImportPlace *base = import_place_new ();
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();
  g_autoptr (XaSync) sync = xa_sync_new (base->workspace, base->keys, NULL, credentials);
  g_autoptr (XaConnection) connection = xa_connection_new ();
  g_autoptr (XaTarget) target = xa_target_parse (fixture->target);
  g_autoptr (XaPreview) preview = xa_preview_new ();
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;
  XaCandidate candidate = { .provider = provider, .preview = preview };

  g_set_str (&connection->uuid, "00000000-0000-4000-8000-000000000002");
  g_set_str (&connection->provider, provider->id);
  g_set_str (&connection->name, "Weather");
  g_set_str (&connection->base_url, fixture->base);
  g_set_str (&connection->sign_in, fixture->token ? "test" : "");
  connection->state = XA_CONNECTION_OK;
  g_assert_true (xa_sync_enter (sync, &error));
  g_assert_true (xa_sync_add_connection (sync, provider, connection, FALSE, &error));
  xa_sync_leave (sync);
  preview->target = g_steal_pointer (&target);
  preview->title = g_strdup ("Followed");
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = fixture->gives ? fixture->gives : provider->gives;
  candidate.connection_id = connection->id;
  source = xa_sync_follow (sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  *uuid = g_strdup (connection->uuid);

  return base;
}

static SyncPlace *
open_place (const ImportPlace    *base,
            const char           *name,
            const WeatherFixture *fixture,
            const char           *uuid,
            Platform             *platform)
{
  g_autoptr (XaTransport) transport = xa_transport_new (respond, platform, NULL);
  SyncPlace *place = sync_place_new_in (import_place_copy (base, name), transport);
  g_autoptr (XaCredential) credential = xa_credential_new ();

  sync_place_set_clock (NOW_S);
  sync_place_be_impatient (place);
  credential->token = g_strdup (fixture->token);
  credential->user = g_strdup (fixture->user);
  xa_credential_store_hold (place->credentials, uuid, credential);

  return place;
}

/* What is told once, by the pass that begins, is lost where that is ended before its end: a bot's lack of a past. */
static void
forget_notes (char **lines)
{
  for (gsize i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "source\t")) {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, 13);
      g_set_str (&fields[10], "-");
      g_free (lines[i]);
      lines[i] = g_strjoinv ("\t", fields);
    }
}

/* Without how it was cut, and how often it was tried. */
static char *
dump_content (SyncPlace *place)
{
  g_autofree char *dump = import_place_dump (place->place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) content = g_string_new (NULL);

  if (current->provider->one_at_a_time)
    forget_notes (lines);
  for (gsize i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "import") && !g_str_has_prefix (lines[i], "task\t"))
      g_string_append_printf (content, "%s\n", lines[i]);

  return g_string_free (g_steal_pointer (&content), FALSE);
}

/* What has not come to its end yet: a bit (1 << XaPass) each. */
static guint
list_open (SyncPlace *place,
           gint64    *source_id)
{
  g_autoptr (GPtrArray) sources = xa_sync_list_sources (place->sync, NULL);
  const XaSource *source = sources->pdata[0];
  guint           open = source->passes;

  *source_id = source->id;
  for (int pass = XA_PASS_PROFILE; pass < XA_N_PASSES; pass++) {
    g_autoptr (XaTask) task = sync_place_get_task (place, source->id, (XaPass) pass);

    if (task && task->state == XA_TASK_DONE)
      open &= ~(1u << pass);
  }

  return open;
}

static gboolean
feed_open (XaSyncFeed *feed,
           gpointer    wish)
{
  g_array_append_vals (feed->wishes, wish, 1);

  return FALSE;
}

/* One start of the program. Returns: whether there is nothing left to do */
static gboolean
start_once (SyncPlace *place,
            Platform  *platform)
{
  XaSyncWish    wish = { .passes = list_open (place, &wish.source_id) };
  XaSyncOptions options = { .patience_us = 1, .feed = feed_open, .data = &wish };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  if (wish.passes == 0)
    return TRUE;
  if (!xa_sync_run (place->sync, &options, platform->end, &report, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; !error && i < report.n_items; i++)
    g_assert_true (report.items[i].state == XA_TASK_DONE || report.items[i].state == XA_TASK_WAITING);

  return FALSE;
}

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
    is_done = start_once (place, platform);
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
  SyncPlace *place = open_place (base, name, fixture, uuid, platform);
  char      *content;
  guint      n_runs;

  if (g_str_equal (name, "answers-twice"))
    platform->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n_runs = start_until_done (place, platform, g_str_equal (name, "restarted"));
  g_test_message ("%s: %u starts, %u questions", name, n_runs, platform->n_asked);
  if (g_str_equal (name, "restarted"))
    g_assert_cmpuint (n_runs, >, 1);
  content = dump_content (place);
  import_place_verify (place->place);
  sync_place_free (place);

  return content;
}

static void
test_replay (gconstpointer data)
{
  static const char *const modes[] = { "answers-twice", "restarted" };
  const WeatherFixture    *fixture = data;
  static XaProvider        provider;
  g_autofree char         *uuid = NULL;
  g_autofree char         *expected = NULL;
  g_autoptr (ImportPlace) base = NULL;

  current = fixture;
  provider = *fixture->provider;
  provider.id = "replayed";
  provider.chain = 0;
  provider.get_passes = choose_passes;
  xa_provider_lend (&provider);
  sync_place_set_clock (NOW_S);
  base = make_base (fixture, &provider, &uuid);
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
