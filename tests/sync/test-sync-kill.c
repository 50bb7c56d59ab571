/*
 * DB-1, NET-9: a fetch that is killed anywhere goes on where it was, and in the end the workspace holds
 * what it would have held undisturbed.
 */
#include "sync/xa-sync.h"

#include "../store/crash.h"
#include "import-place.h"
#include "weather-provider.h"

#include <string.h>
#include <unistd.h>

#define N_SOURCES 6

/* Statements that no run comes to. */
#define UNDISTURBED 100000000

static XaSync *
make_sync (const ImportPlace *place)
{
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();

  return xa_sync_new (place->workspace, place->keys, NULL, credentials);
}

/* A workspace that follows some audiences and has fetched nothing. */
static ImportPlace *
make_base (void)
{
  ImportPlace *place = import_place_new ();
  g_autoptr (XaSync) sync = make_sync (place);
  XaConnectOptions options = { .provider = &weather_provider };
  g_autoptr (XaConnection) connection = xa_sync_connect (sync, &options, NULL, NULL);

  g_assert_nonnull (connection);
  for (guint i = 0; i < N_SOURCES; i++) {
    g_autofree char *id = g_strdup_printf ("calm-%u", 150 + i * 130);
    g_autoptr (GPtrArray) candidates = NULL;
    g_autoptr (XaSource) source = NULL;
    XaPreview  *preview = xa_preview_new ();
    XaCandidate candidate = { .provider = &weather_provider, .connection_id = connection->id, .preview = preview };

    preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
    preview->target->id = g_strdup (id);
    preview->title = g_strdup (id);
    preview->kind = XA_AUDIENCE_GROUP;
    preview->gives = weather_provider.gives;
    source = xa_sync_follow (sync, &candidate, NULL, NULL);
    g_assert_nonnull (source);
    xa_preview_free (preview);
  }

  return place;
}

/* In a process of its own. */
static void
fetch_all (gpointer data,
           int      pipe_fd)
{
  const ImportPlace *place = data;
  XaSync            *sync = make_sync (place);
  XaSyncOptions      options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  weather_reset ();
  weather_set_page_usec (2000);
  if (!xa_sync_run (sync, &options, NULL, &report, &error) || report.n_done != N_SOURCES) {
    g_printerr ("%u done: %s\n", report.n_done, error ? error->message : "");
    for (guint i = 0; i < report.n_items; i++)
      g_printerr ("%s: %s %s\n", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause_text);
    _exit (1);
  }
  xa_sync_unref (sync);
}

/* The content without what depends on which thread came first, an import's own counts, and without the
 * tasks: what was done before the kill is done once more. */
static char *
dump_content (const ImportPlace *place)
{
  g_autofree char *dump = import_place_dump (place);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  g_autoptr (GString) content = g_string_new (NULL);

  for (gsize i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "import\t") && !g_str_has_prefix (lines[i], "task\t"))
      g_string_append_printf (content, "%s\n", lines[i]);

  return g_string_free (g_steal_pointer (&content), FALSE);
}

static void
test_kill (void)
{
  const guint n_points = g_getenv ("XAUDIENCE_TEST_FULL") ? 200 : 6;
  g_autoptr (ImportPlace) base = make_base ();
  g_autoptr (ImportPlace) calm = import_place_copy (base, "undisturbed");
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *expected = NULL;
  gint64           since = g_get_monotonic_time (), usec;
  guint            n_kills = 0;

  g_assert_false (crash_at_statement (UNDISTURBED, fetch_all, calm).killed);
  usec = g_get_monotonic_time () - since;
  expected = dump_content (calm);
  g_assert_nonnull (strstr (expected, "\nsnapshot\t"));

  /* Where the first was slow for another reason most are over before they would be killed: there are more then. */
  for (guint i = 0; i < n_points || (n_kills <= n_points && i < 10 * n_points); i++) {
    g_autofree char *name = g_strdup_printf ("point-%u", i);
    g_autoptr (ImportPlace) place = import_place_copy (base, name);
    g_autofree char *content = NULL;

    /* Killed some times over, then left to end. */
    for (guint kills = 0; kills < 4; kills++) {
      since = g_get_monotonic_time ();
      if (!crash_after ((guint64) (g_rand_double (rand) * (double) usec), fetch_all, place).killed) {
        usec = kills == 0 ? MIN (usec, g_get_monotonic_time () - since) : usec;
        break;
      }
      n_kills++;
    }
    g_assert_false (crash_at_statement (UNDISTURBED, fetch_all, place).killed);
    content = dump_content (place);
    import_place_assert_same (content, expected);
    import_place_verify (place);
  }
  g_test_message ("killed %u times", n_kills);
  g_assert_cmpuint (n_kills, >, n_points);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  g_test_add_func ("/sync/DB-1/kill", test_kill);

  return g_test_run ();
}
