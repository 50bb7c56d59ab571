/*
 * Fetching side by side: eight servers of this machine that answer after 50 ms each, over HTTP, from
 * the question to committed lists. A list is asked for page by page, so that no host can be asked
 * faster than twenty times a second, and there is no other limit: what is measured is the part of that which is reached by all.
 * Meanwhile the thread that draws neither asks the database nor the network.
 */
#include "bench.h"

#include "store/xa-workspaces.h"
#include "sync/xa-sync.h"

#include "../tests/net/test-server.h"
#include "../tests/sync/thread-watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_HOSTS 8
#define N_PAGES 80
#define PAGE 100
#define LATENCY_MS 50

typedef struct {
  TestServer *servers[N_HOSTS]; /* (owned) */
  char       *folder;           /* (owned) */
  guint       n_runs;
  guint       n_own_calls; /* of the thread that draws, in all runs */
} Fixture;

/* --- the servers ------------------------------------------------------------------------------- */

static void
add_page (GString *json,
          guint    host,
          guint    page)
{
  g_string_append (json, "{\"followers\":[");
  for (guint i = 0; i < PAGE; i++)
    g_string_append_printf (json, "%s{\"did\":\"did:plc:%012u%06u%06u\",\"handle\":\"someone%u.example\",\"displayName\":\"Some One\",\"labels\":[]}",
                            i > 0 ? "," : "", host, page, i, i);
  g_string_append_c (json, ']');
  if (page + 1 < N_PAGES)
    g_string_append_printf (json, ",\"cursor\":\"page %u\"", page + 1);
  g_string_append_c (json, '}');
}

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  guint       host = GPOINTER_TO_UINT (data);
  const char *cursor = strstr (request->path, "cursor=page");
  g_autoptr (GString) json = g_string_new (NULL);

  if (strstr (request->path, "getFollowers"))
    add_page (json, host, cursor ? (guint) g_ascii_strtoull (cursor + strlen ("cursor=page%20"), NULL, 10) : 0);
  else
    g_string_append_printf (json, "{\"did\":\"did:plc:owner%u\",\"handle\":\"news%u.example\",\"followersCount\":%u}", host, host, N_PAGES * PAGE);
  answer->delay_ms = LATENCY_MS;
  test_answer_set (answer, 200, json->str);
}

/* A real provider whose platform does not care how often it is asked. */
static XaDialect  dialect;
static XaProvider provider;

static void
lift_limits (void)
{
  dialect = *xa_bluesky.dialect;
  dialect.rate = (XaRate) { .capacity = 1e6, .period_us = G_USEC_PER_SEC };
  provider = xa_bluesky;
  provider.id = "unlimited";
  provider.dialect = &dialect;
  xa_provider_lend (&provider);
}

/* --- a sync ------------------------------------------------------------------------------------ */

static gboolean
follow (Fixture *self,
        XaSync  *sync,
        guint    host,
        GError **error)
{
  g_autofree char *name = g_strdup_printf ("Host %u", host);
  XaConnectOptions options = { .provider = &provider, .name = name, .base_url = test_server_get_base (self->servers[host]), .allow_private = TRUE };
  XaFollowOptions  wanted = XA_FOLLOW_OPTIONS_INIT;
  g_autoptr (XaConnection) connection = xa_sync_connect (sync, &options, NULL, error);
  g_autoptr (XaPreview) preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &provider, .preview = preview };
  g_autoptr (XaSource) source = NULL;

  if (!connection)
    return FALSE;
  candidate.connection_id = connection->id;
  wanted.passes = 1u << XA_PASS_MEMBERS;
  preview->target = xa_target_new (XA_PLATFORM_BLUESKY, XA_TARGET_ACCOUNT);
  preview->target->id = g_strdup_printf ("did:plc:owner%u", host);
  preview->title = g_strdup (name);
  preview->kind = XA_AUDIENCE_ACCOUNT;
  preview->gives = xa_bluesky.gives;
  source = xa_sync_follow (sync, &candidate, &wanted, error);

  return source != NULL;
}

typedef struct {
  Fixture    *fixture;
  const char *path;
  const char *key_file;
  double      seconds; /* of the run */
  guint64     n_requests;
  int         is_done; /* (atomic) */
} Run;

static gboolean
sync_all (Run     *self,
          GError **error)
{
  g_autoptr (XaStore) store = xa_store_open (self->path, XA_STORE_READ, error);
  g_autoptr (XaPseudonymizer) keys = store ? xa_workspaces_load_keys (store, self->key_file, XA_KEY_MUST_EXIST, error) : NULL;
  g_autoptr (XaCredentialStore) credentials = xa_credential_store_new_in_memory ();
  g_autoptr (XaSync) sync = NULL;
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  double start;

  g_clear_pointer (&store, xa_store_close);
  if (!keys)
    return FALSE;
  sync = xa_sync_new (self->path, keys, NULL, credentials);
  for (guint i = 0; i < N_HOSTS; i++)
    if (!follow (self->fixture, sync, i, error))
      return FALSE;
  start = bench_now ();
  if (!xa_sync_run (sync, &options, NULL, &report, error))
    return FALSE;
  self->seconds = bench_now () - start;
  self->n_requests = report.n_requests;

  return report.n_done == N_HOSTS;
}

static gpointer
work (gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;

  if (!sync_all (self, &error)) {
    g_printerr ("bench: %s\n", error ? error->message : "a list could not be fetched");
    self->seconds = NAN;
  }
  g_atomic_int_set (&self->is_done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

/* Returns: how much of what the servers could give was taken, in percent */
static double
run_ours (gpointer data)
{
  Fixture         *fixture = data;
  g_autofree char *name = g_strdup_printf ("fetch-%u.xaudience", fixture->n_runs++);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *key_file = g_build_filename (fixture->folder, "key", NULL);
  Run              run = { fixture, path, key_file, NAN, 0, FALSE };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  if (!xa_workspaces_create (path, key_file, XA_KEY_FILE_MAY_BE_NEW, &error)) {
    g_printerr ("bench: %s\n", error->message);
    return NAN;
  }
  thread_watch_begin ();
  thread = g_thread_new ("sync", work, &run);
  while (!g_atomic_int_get (&run.is_done))
    g_main_context_iteration (NULL, TRUE);
  fixture->n_own_calls += thread_watch_get_own ();
  g_thread_join (thread);

  return 100 * (double) run.n_requests / run.seconds / (N_HOSTS * 1000.0 / LATENCY_MS);
}

static double
get_own_calls (gpointer data)
{
  return ((Fixture *) data)->n_own_calls;
}

int
main (void)
{
  Fixture  fixture = { .folder = bench_folder () };
  Bench    throughput = { .bench = "fetch-8-hosts", .unit = "% of ideal", .more_is_better = TRUE, .ours = run_ours, .runs = 5, .data = &fixture };
  Bench    calls = { .bench = "fetch-main-thread", .unit = "calls", .ours = get_own_calls, .runs = 1, .data = &fixture };
  gboolean ok;

  lift_limits ();
  for (guint i = 0; i < N_HOSTS; i++)
    fixture.servers[i] = test_server_new (answer, GUINT_TO_POINTER (i));
  ok = bench_run (&throughput) && bench_run (&calls);
  for (guint i = 0; i < N_HOSTS; i++)
    test_server_free (fixture.servers[i]);
  bench_remove (fixture.folder);
  g_free (fixture.folder);

  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
