#include "sync/xa-sync.h"

#include "import-place.h"
#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"
#include "weather-provider.h"
#include "model/xa-time.h"

#include <string.h>

/*
 * Live platforms from connecting to snapshots, over platforms without a network: the invented one
 * that users get, and one on which everything goes wrong.
 */

typedef struct {
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaSync            *sync;        /* (owned) */
} Fixture;

static void
set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->place = import_place_new ();
  set_clock (PLACE_CLOCK);
  self->credentials = xa_credential_store_new_in_memory ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
  weather_reset ();

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_sync_unref (self->sync);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* As after the program was started anew. */
static void
start_anew (Fixture *self)
{
  xa_sync_unref (self->sync);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, NULL, self->credentials);
}

static gint64
connect_to (Fixture          *self,
            const XaProvider *provider,
            const char       *name)
{
  XaConnectOptions options = { .provider = provider, .name = name };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_sync_connect (self->sync, &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (connection->state, ==, XA_CONNECTION_OK);

  return connection->id;
}

static gint64
follow (Fixture    *self,
        gint64      connection_id,
        const char *id)
{
  XaPreview  *preview = xa_preview_new ();
  XaCandidate candidate = { .provider = &weather_provider, .connection_id = connection_id, .preview = preview };
  g_autoptr (XaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  preview->target = xa_target_new (XA_PLATFORM_OTHER, XA_TARGET_GROUP);
  preview->target->id = g_strdup (id);
  preview->title = g_strdup (id);
  preview->kind = XA_AUDIENCE_GROUP;
  preview->gives = weather_provider.gives;
  source = xa_sync_follow (self->sync, &candidate, NULL, &error);
  g_assert_no_error (error);
  xa_preview_free (preview);

  return source->id;
}

static void
run (Fixture        *self,
     XaSyncProgress *report)
{
  XaSyncOptions options = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, report, &error);
  g_assert_no_error (error);
}

/* Runs all and asserts how many sources came to which end. */
static void
run_and_expect (Fixture *self,
                guint    n_done,
                guint    n_failed,
                guint    n_waiting)
{
  g_auto (XaSyncProgress) report = { 0 };

  run (self, &report);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
  g_assert_cmpuint (report.n_done, ==, n_done);
  g_assert_cmpuint (report.n_failed, ==, n_failed);
  g_assert_cmpuint (report.n_waiting, ==, n_waiting);
  g_assert_cmpuint (report.n_running, ==, 0);
}

/* Returns: (transfer full): the audience of this native id, or NULL */
static XaAudience *
find (Fixture    *self,
      const char *native_id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) list = xa_store_list_audiences (store, NULL);

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((XaAudience *) list->pdata[i])->native_id, native_id))
      return g_ptr_array_steal_index (list, i);

  return NULL;
}

static guint
count_snapshots (Fixture    *self,
                 const char *native_id)
{
  g_autoptr (XaAudience) audience = find (self, native_id);
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GArray) snapshots = audience ? xa_store_list_snapshots (store, audience->id, NULL) : NULL;
  guint n = 0;

  for (guint i = 0; snapshots && i < snapshots->len; i++)
    n += g_array_index (snapshots, XaSnapshot, i).coverage != XA_COVERAGE_ACTIVE_AUTHORS;

  return n;
}

static void
assert_members (Fixture    *self,
                const char *native_id,
                gint64      n,
                XaCoverage  coverage)
{
  g_autoptr (XaAudience) audience = find (self, native_id);

  g_assert_nonnull (audience);
  g_assert_cmpint (audience->fetched, ==, n);
  g_assert_cmpint (audience->coverage, ==, coverage);
}

static XaTask *
get_task (Fixture *self,
          gint64   source_id,
          XaPass   pass)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, self->place->keys, source_id, NULL);

  for (guint i = 0; i < tasks->len; i++)
    if (((XaTask *) tasks->pdata[i])->kind == (int) pass)
      return g_ptr_array_steal_index (tasks, i);
  g_assert_not_reached ();
}

/* --- tests ---------------------------------------------------------------------------------- */

static void
test_simulated (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &xa_simulated, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = xa_sync_list (self->sync, connection, NULL, &error);
  g_autoptr (GPtrArray) sources = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 40);
  for (guint i = 0; i < 10; i++) {
    const XaCandidate *candidate = all->pdata[i];
    g_autoptr (XaSource) source = xa_sync_follow (self->sync, candidate, NULL, &error);

    g_assert_no_error (error);
    g_assert_false (candidate->is_followed);
  }
  run_and_expect (self, 10, 0, 0);

  sources = xa_sync_list_sources (self->sync, &error);
  g_assert_cmpuint (sources->len, ==, 10);
  for (guint i = 0; i < sources->len; i++) {
    const XaSource    *source = sources->pdata[i];
    const XaCandidate *candidate = all->pdata[i];
    g_autoptr (XaAudience) audience = find (self, source->native_id);

    g_assert_true (audience->simulated);
    g_assert_cmpint (source->audience_id, ==, audience->id);
    g_assert_cmpint (source->last_ok_us, ==, PLACE_CLOCK * G_USEC_PER_SEC);
    g_assert_cmpint (audience->n_posts, >, 0);
    if (candidate->preview->coverage == XA_COVERAGE_COMPLETE)
      assert_members (self, source->native_id, candidate->preview->members_reported, XA_COVERAGE_COMPLETE);
  }
  import_place_verify (self->place);
}

/* Everything that happens again brings nothing twice. */
static void
test_again (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64           connection = connect_to (self, &weather_provider, NULL);
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  follow (self, connection, "calm-300");
  run_and_expect (self, 1, 0, 0);
  assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 4);
  start_anew (self);
  set_clock (PLACE_CLOCK + 3600);
  run_and_expect (self, 1, 0, 0);
  g_assert_cmpuint (weather_get_n_pages ("calm-300"), ==, 8);
  g_assert_cmpuint (count_snapshots (self, "calm-300"), ==, 2);
  assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

/* A pass that fails in the middle is no list: nobody has left. It goes on from its last page. */
static void
test_no_departure (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);
  gint64 source = follow (self, connection, "flaky-3");
  g_autoptr (XaTask) standing = NULL;

  run_and_expect (self, 0, 1, 0);
  standing = get_task (self, source, XA_PASS_MEMBERS);
  g_assert_cmpint (standing->state, ==, XA_TASK_FAILED);
  g_assert_cmpstr (standing->cause, ==, "tls");
  g_assert_cmpstr (standing->cursor, ==, WEATHER_CANARY "-3");
  g_assert_cmpuint (count_snapshots (self, "flaky-3"), ==, 0);

  start_anew (self);
  set_clock (PLACE_CLOCK + 60);
  run_and_expect (self, 1, 0, 0);
  /* Three pages, the one that failed, two that were left, and the posts of both runs. */
  g_assert_cmpuint (weather_get_n_pages ("flaky-3"), ==, 8);
  g_assert_cmpuint (count_snapshots (self, "flaky-3"), ==, 1);
  assert_members (self, "flaky-3", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

static void
test_partial (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) sources = NULL;
  const XaSource *source;

  follow (self, connection, "partial-200");
  run_and_expect (self, 1, 0, 0);
  assert_members (self, "partial-200", 200, XA_COVERAGE_FIRST_N);
  sources = xa_sync_list_sources (self->sync, NULL);
  source = sources->pdata[0];
  g_assert_cmpuint (source->notes, ==, 1u << XA_FETCH_NOTE_CAPPED);
  g_assert_nonnull (strstr (source->note_text, "It ends here."));
}

/* A cursor that the platform does not take back is no good for ever. */
static void
test_lost_cursor (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);

  follow (self, connection, "lost-2");
  run_and_expect (self, 0, 1, 0);
  run_and_expect (self, 0, 1, 0);
  g_assert_cmpuint (count_snapshots (self, "lost-2"), ==, 0);
  run_and_expect (self, 1, 0, 0);
  assert_members (self, "lost-2", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

static void
test_dead_letter (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);
  gint64 source = follow (self, connection, "broken-3");
  g_autoptr (XaTask) task = NULL;

  /* The first attempt came further, and the others not: each waits twice as long, a day at most. */
  for (guint i = 0; i < XA_TASK_MAX_ATTEMPTS; i++) {
    g_autoptr (XaTask) failed = NULL;
    gint64 now_us = g_get_real_time ();
    gint64 longest_us = i + 1 < XA_TASK_MAX_ATTEMPTS ? MIN ((15 * XA_USEC_PER_HOUR / 60) << i, XA_USEC_PER_DAY) : XA_USEC_PER_DAY;

    run_and_expect (self, 0, 1, 0);
    failed = get_task (self, source, XA_PASS_MEMBERS);
    if (failed->state == XA_TASK_DEAD)
      continue;
    g_assert_cmpint (failed->not_before_us, >=, now_us + longest_us);
    g_assert_cmpint (failed->not_before_us, <=, g_get_real_time () + longest_us);
  }
  task = get_task (self, source, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_DEAD);
  g_assert_cmpstr (task->cause, ==, "malformed");
  g_assert_cmpuint (count_snapshots (self, "broken-3"), ==, 0);
  import_place_verify (self->place);
}

/* What has to be signed in to again holds its own sources only, and they go on afterwards. */
static void
test_sign_in_again (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 one = connect_to (self, &weather_provider, "One");
  gint64 two = connect_to (self, &weather_provider, "Two");
  g_autoptr (GPtrArray) connections = NULL;
  g_autoptr (XaConnection) again = NULL;
  g_autoptr (XaCredential) credential = xa_credential_new ();
  XaConnectOptions options = { .sign_in = "token", .credential = credential, .hold_only = TRUE };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12; i++) {
    g_autofree char *id = g_strdup_printf ("auth-%u", i);

    follow (self, one, id);
  }
  follow (self, two, "calm-200");
  run_and_expect (self, 1, 0, 12);
  connections = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpint (((XaConnection *) connections->pdata[0])->state, ==, XA_CONNECTION_SIGN_IN);
  g_assert_cmpstr (((XaConnection *) connections->pdata[0])->cause_text, ==, "The token is wrong.");
  g_assert_cmpint (((XaConnection *) connections->pdata[1])->state, ==, XA_CONNECTION_OK);

  weather_sign_in ();
  credential->token = g_strdup ("new");
  again = xa_sync_reconnect (self->sync, one, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  run_and_expect (self, 13, 0, 0);
}

static gpointer
cancel_hanging (gpointer data)
{
  Fixture *self = data;

  /* By now the calm ones may be done: nothing else ends this wait. */
  weather_wait_for_hang (4);
  for (guint i = 0; i < 500 && weather_get_n_pages ("calm-1000") < 11; i++)
    g_usleep (10000);
  g_assert_cmpuint (weather_get_n_pages ("calm-1000"), ==, 11);
  for (gint64 id = 1; id <= 4; id++)
    xa_sync_cancel (self->sync, id);

  return NULL;
}

/* A platform that does not answer holds nobody but itself. */
static void
test_slow_holds_nobody (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64   slow = connect_to (self, &weather_provider, "Slow");
  gint64   fast = connect_to (self, &weather_provider, "Fast");
  GThread *thread;
  g_autoptr (XaTask) task = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autofree char *id = g_strdup_printf ("hang-%u", i);

    follow (self, slow, id);
  }
  follow (self, fast, "calm-1000");
  thread = g_thread_new ("cancel", cancel_hanging, self);
  run_and_expect (self, 1, 4, 0);
  g_thread_join (thread);
  assert_members (self, "calm-1000", 1000, XA_COVERAGE_COMPLETE);
  task = get_task (self, 1, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_CANCELLED);
}

typedef struct {
  GCancellable *cancellable;
  gint64        cancelled_us;
} Canceller;

static gpointer
cancel_soon (gpointer data)
{
  Canceller *self = data;

  weather_wait_for_hang (2);
  self->cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);

  return NULL;
}

/* A run that is cancelled ends at once, and what it did not finish is queued. */
static void
test_cancel (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64        connection = connect_to (self, &weather_provider, NULL);
  Canceller     canceller = { g_cancellable_new (), 0 };
  GThread      *thread;
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaTask) task = NULL;

  follow (self, connection, "hang-1");
  follow (self, connection, "hang-2");
  thread = g_thread_new ("cancel", cancel_soon, &canceller);
  g_assert_false (xa_sync_run (self->sync, &options, canceller.cancellable, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_cmpint (g_get_monotonic_time () - canceller.cancelled_us, <, G_USEC_PER_SEC);
  task = get_task (self, 1, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_QUEUED);
  g_assert_cmpuint (task->attempts, ==, 0);
  g_object_unref (canceller.cancellable);
}

/* Two readers of one stream would be refused: never two at a time. */
static void
test_one_at_a_time (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_stream_provider, NULL);

  weather_set_page_usec (1000);
  for (guint i = 1; i <= 6; i++) {
    g_autofree char *id = g_strdup_printf ("calm-%u00", i);

    follow (self, connection, id);
  }
  run_and_expect (self, 6, 0, 0);
  g_assert_cmpuint (weather_get_max_side_by_side (), ==, 1);
}

static XaConnection *
load_connection (Fixture *self,
                 gint64   id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);

  return xa_store_get_connection (store, self->place->keys, id, NULL);
}

/* What the user names and limits while a check of the connection is under way stays as he set it. */
static void
test_named_meanwhile (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 id = connect_to (self, &weather_provider, NULL);
  g_autoptr (XaConnection) checked = load_connection (self, id);
  g_autoptr (XaConnection) named = load_connection (self, id);
  g_autoptr (XaConnection) now = NULL;
  g_autoptr (XaStore) store = NULL;

  g_set_str (&named->name, "Renamed");
  named->month_requests = 400;
  named->month_money = 2.5;
  g_assert_true (xa_sync_configure (self->sync, named, NULL));
  checked->state = XA_CONNECTION_UNREACHABLE;
  store = xa_store_open (self->place->workspace, XA_STORE_WRITE, NULL);
  g_assert_true (xa_store_put_connection (store, self->place->keys, checked, NULL));
  now = load_connection (self, id);
  g_assert_cmpstr (now->name, ==, "Renamed");
  g_assert_cmpfloat (now->month_requests, ==, 400);
  g_assert_cmpfloat (now->month_money, ==, 2.5);
  g_assert_cmpint (now->state, ==, XA_CONNECTION_UNREACHABLE);
}

static void
test_throttled (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64        connection = connect_to (self, &weather_provider, NULL);
  XaSyncOptions options = { .patience_us = 1 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  follow (self, connection, "throttled-2");
  g_assert_true (xa_sync_run (self->sync, &options, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_waiting, ==, 1);
  g_assert_cmpstr (report.items[0].cause, ==, "rate-limited");
  g_assert_cmpint (report.items[0].wait_until_us, >, g_get_real_time ());
  run_and_expect (self, 1, 0, 0);
  assert_members (self, "throttled-2", 500, XA_COVERAGE_COMPLETE);
  import_place_verify (self->place);
}

/* The terms of a platform are the limits of what is kept, unless the user keeps less. */
static void
test_terms (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_WRITE, NULL);
  g_autoptr (GArray) limits = NULL;
  int days[XA_RETAIN_TEXT + 1] = { 0 };

  g_assert_true (xa_store_adopt_keys (store, self->place->keys, NULL));
  g_assert_true (xa_store_set_retention (store, XA_PLATFORM_OTHER, XA_RETAIN_TEXT, 7, NULL));
  g_clear_pointer (&store, xa_store_close);
  connect_to (self, &weather_provider, NULL);

  store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  limits = xa_store_list_retention (store, NULL);
  for (guint i = 0; i < limits->len; i++) {
    const XaRetention *limit = &g_array_index (limits, XaRetention, i);

    g_assert_cmpint (limit->platform, ==, XA_PLATFORM_OTHER);
    days[limit->kind] = limit->days;
  }
  g_assert_cmpint (days[XA_RETAIN_MEMBERS], ==, 30);
  g_assert_cmpint (days[XA_RETAIN_POSTS], ==, 45);
  g_assert_cmpint (days[XA_RETAIN_TEXT], ==, 7);
}

static gboolean
holds (const char *folder,
       const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *data = NULL;
    gsize            size;

    if (g_file_get_contents (path, &data, &size, NULL) && memmem (data, size, text, strlen (text)))
      return TRUE;
  }

  return FALSE;
}

/* Ids, cursors, marks and whom a connection is signed in as name a person here: nothing of it is in a
 * file while it is fetched, when it failed or when it is done. */
static gpointer
search_while_hanging (gpointer data)
{
  Canceller       *canceller = data;
  g_autofree char *found = NULL;

  weather_wait_for_hang (1);
  g_usleep (300000);
  g_cancellable_cancel (canceller->cancellable);

  return NULL;
}

static void
test_canaries (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) connections = NULL;
  Canceller     canceller = { g_cancellable_new (), 0 };
  GThread      *thread;
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };

  follow (self, connection, "flaky-3");
  follow (self, connection, "calm-500");
  follow (self, connection, "hang-1");
  thread = g_thread_new ("search", search_while_hanging, &canceller);
  xa_sync_run (self->sync, &options, canceller.cancellable, &report, NULL);
  g_thread_join (thread);
  g_assert_false (holds (self->place->folder, WEATHER_CANARY));
  g_assert_true (holds (self->place->folder, "flaky-3"));
  for (guint i = 0; i < report.n_items; i++)
    g_assert_null (strstr (report.items[i].cause_text, WEATHER_CANARY));
  connections = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpstr (((XaConnection *) connections->pdata[0])->who, ==, WEATHER_CANARY);
  g_object_unref (canceller.cancellable);
}

/* Erasing a platform and connecting again begins with nothing. */
static void
test_disconnect (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  gint64 connection = connect_to (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (XaAudience) kept = NULL;
  g_autoptr (GError) error = NULL;

  follow (self, connection, "calm-300");
  run_and_expect (self, 1, 0, 0);
  g_assert_true (xa_sync_disconnect (self->sync, connection, XA_DISCONNECT_KEEP_DATA, NULL, NULL, &error));
  assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  sources = xa_sync_list_sources (self->sync, NULL);
  g_assert_cmpuint (sources->len, ==, 0);

  connection = connect_to (self, &weather_provider, NULL);
  follow (self, connection, "calm-300");
  run_and_expect (self, 1, 0, 0);
  g_assert_true (xa_sync_disconnect (self->sync, connection, XA_DISCONNECT_ERASE_PLATFORM, NULL, NULL, &error));
  g_assert_no_error (error);
  kept = find (self, "calm-300");
  g_assert_null (kept);
  import_place_verify (self->place);
}

static void
test_connect_refusals (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  XaConnectOptions by_word = { .provider = &weather_provider, .sign_in = "handshake" };
  XaConnectOptions without = { .provider = &weather_provider, .sign_in = "token" };
  XaConnectOptions private = { .provider = &weather_provider, .base_url = "https://192.168.1.2" };
  XaConnectOptions with_user = { .provider = &weather_provider, .base_url = "https://me@example.org" };
  const struct {
    const XaConnectOptions *options;
    XaNetError              code;
  } cases[] = {
    { &by_word, XA_NET_ERROR_BAD_REQUEST },
    { &without, XA_NET_ERROR_AUTH },
    { &private, XA_NET_ERROR_REFUSED },
    { &with_user, XA_NET_ERROR_REFUSED },
  };
  g_autoptr (GPtrArray) connections = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (xa_sync_connect (self->sync, cases[i].options, NULL, &error));
    g_assert_error (error, XA_NET_ERROR, (int) cases[i].code);
  }
  connections = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpuint (connections->len, ==, 0);
}

/* Pages of 100 from one thread to committed records, and from eight connections side by side. */
static void
test_rate (void)
{
  static const guint n_lanes[] = { 1, 8 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_lanes); i++) {
    g_autoptr (Fixture) self = fixture_new ();
    gint64 since;
    double seconds;

    for (guint j = 0; j < n_lanes[i]; j++) {
      g_autofree char *name = g_strdup_printf ("Connection %u", j);
      g_autofree char *id = g_strdup_printf ("calm-%u", 400000 + j);

      follow (self, connect_to (self, &weather_provider, name), id);
    }
    since = g_get_monotonic_time ();
    run_and_expect (self, n_lanes[i], 0, 0);
    seconds = (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
    g_test_maximized_result (400000.0 * n_lanes[i] / seconds, "%u passes: %.0f members a second", n_lanes[i], 400000.0 * n_lanes[i] / seconds);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  xa_provider_lend (&weather_provider);
  xa_provider_lend (&weather_stream_provider);

  g_test_add_func ("/sync/run/simulated", test_simulated);
  g_test_add_func ("/sync/run/again", test_again);
  g_test_add_func ("/sync/NET-9/no-departure", test_no_departure);
  g_test_add_func ("/sync/NET-9/partial", test_partial);
  g_test_add_func ("/sync/run/lost-cursor", test_lost_cursor);
  g_test_add_func ("/sync/run/dead-letter", test_dead_letter);
  g_test_add_func ("/sync/run/sign-in-again", test_sign_in_again);
  g_test_add_func ("/sync/run/slow-holds-nobody", test_slow_holds_nobody);
  g_test_add_func ("/sync/NET-5/cancel", test_cancel);
  g_test_add_func ("/sync/run/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/sync/run/named-meanwhile", test_named_meanwhile);
  g_test_add_func ("/sync/NET-7/throttled", test_throttled);
  g_test_add_func ("/sync/ID-12/terms", test_terms);
  g_test_add_func ("/sync/ID-1/canaries", test_canaries);
  g_test_add_func ("/sync/run/disconnect", test_disconnect);
  g_test_add_func ("/sync/NET-8/connect-refusals", test_connect_refusals);
  if (g_test_perf ())
    g_test_add_func ("/sync/run/rate", test_rate);

  return g_test_run ();
}
