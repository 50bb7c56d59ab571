#include "sync/xa-sync.h"

#include "import-place.h"
#include "store/xa-audiences.h"
#include "test-server.h"
#include "model/xa-time.h"

#include <string.h>

/*
 * From pasted links to what two audiences share, over the whole way: links, the provider, HTTP to a
 * server on loopback, the sink and the disk.
 */

#define N_FOLLOWERS 250
#define PAGE 100

typedef struct {
  TestServer        *server;      /* (owned) */
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaSync            *sync;        /* (owned) */
  gint               is_broken;   /* (atomic): second pages are cut off */
} Fixture;

/* --- the platform: people of one.example are 0 to 249, of two.example 150 to 399 ------------------- */

static void
answer_profile (TestAnswer *answer,
                const char *path)
{
  g_autofree char *body = g_strdup_printf ("{\"did\":\"did:plc:owner%s\",\"handle\":\"%s.example\",\"displayName\":\"%s\",\"followersCount\":%d,\"postsCount\":0}",
                                           strstr (path, "two") ? "two" : "one", strstr (path, "two") ? "two" : "one", strstr (path, "two") ? "Two" : "One", N_FOLLOWERS);

  test_answer_set (answer, 200, body);
}

static void
answer_followers (TestAnswer *answer,
                  const char *path,
                  gboolean    is_broken)
{
  const char *cursor = strstr (path, "cursor=");
  guint       first = cursor ? (guint) g_ascii_strtoull (cursor + 7, NULL, 10) : 0;
  guint       begin = strstr (path, "two") ? 150 : 0;
  g_autoptr (GString) body = g_string_new ("{\"followers\":[");

  for (guint i = first; i < MIN (first + PAGE, N_FOLLOWERS); i++)
    g_string_append_printf (body, "%s{\"did\":\"did:plc:planted%06u\",\"handle\":\"planted%u.example\",\"displayName\":\"Planted %u\"}",
                            i > first ? "," : "", begin + i, begin + i, begin + i);
  g_string_append_c (body, ']');
  if (first + PAGE < N_FOLLOWERS)
    g_string_append_printf (body, ",\"cursor\":\"%u\"", first + PAGE);
  g_string_append_c (body, '}');
  if (is_broken && first > 0)
    g_string_truncate (body, body->len / 2);
  test_answer_set (answer, 200, body->str);
}

static void
answer_all (const TestRequest *request,
            TestAnswer        *answer,
            gpointer           data)
{
  Fixture *self = data;

  if (strstr (request->path, "getFollowers"))
    answer_followers (answer, request->path, g_atomic_int_get (&self->is_broken));
  else if (strstr (request->path, "getProfile"))
    answer_profile (answer, request->path);
  else
    test_answer_set (answer, 200, "{\"feed\":[]}");
}

/* --- the user ------------------------------------------------------------------------------------- */

static void
set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static Fixture *
fixture_new (void)
{
  Fixture         *self = g_new0 (Fixture, 1);
  XaConnectOptions options = { .provider = &xa_bluesky, .allow_private = TRUE };
  g_autoptr (XaConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  set_clock (PLACE_CLOCK);
  self->server = test_server_new (answer_all, self);
  self->place = import_place_new ();
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new_soup ();
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  options.base_url = test_server_get_base (self->server);
  connection = xa_sync_connect (self->sync, &options, NULL, &error);
  g_assert_no_error (error);

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_sync_unref (self->sync);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  test_server_free (self->server);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
paste (Fixture    *self,
       const char *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_sync_preview (self->sync, link, 0, 0, NULL, NULL, &error);
  g_autoptr (XaSource) source = NULL;
  const XaCandidate *candidate;

  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 1);
  candidate = g_ptr_array_index (candidates, 0);
  g_assert_cmpint (candidate->preview->members_reported, ==, N_FOLLOWERS);
  g_assert_cmpint (candidate->preview->coverage, ==, XA_COVERAGE_COMPLETE);
  source = xa_sync_follow (self->sync, candidate, NULL, &error);
  g_assert_no_error (error);
}

static guint
run (Fixture *self)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause_text);

  return report.n_done;
}

/* Returns: (transfer full): who was in the newest list of the audience */
static XaMemberSet *
load (Fixture    *self,
      const char *native_id,
      gint64     *at_us)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) list = xa_store_list_audiences (store, NULL);

  for (guint i = 0; i < list->len; i++) {
    const XaAudience *audience = g_ptr_array_index (list, i);

    if (strcmp (audience->native_id, native_id) == 0) {
      g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
      if (at_us)
        *at_us = audience->at_us;
      return xa_store_load_members (store, audience->snapshot_id, NULL);
    }
  }
  g_assert_not_reached ();
}

/* --- tests ---------------------------------------------------------------------------------------- */

static void
test_overlap (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaMemberSet) one = NULL;
  g_autoptr (XaMemberSet) two = NULL;

  paste (self, "https://bsky.app/profile/one.example");
  paste (self, "bsky.app/profile/two.example?utm=x");
  g_assert_cmpuint (run (self), ==, 2);
  one = load (self, "did:plc:ownerone", NULL);
  two = load (self, "did:plc:ownertwo", NULL);
  g_assert_cmpuint (xa_member_set_count (one), ==, N_FOLLOWERS);
  g_assert_cmpuint (xa_member_set_count (two), ==, N_FOLLOWERS);
  g_assert_cmpuint (xa_member_set_count_shared (one, two), ==, 100);
}

/* Each file below @folder. */
static void
assert_nowhere (const char *folder,
                const char *canary)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *data = NULL;
    gsize            size;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      assert_nowhere (path, canary);
    else if (g_file_get_contents (path, &data, &size, NULL) && memmem (data, size, canary, strlen (canary)))
      g_error ("%s is in %s", canary, path);
  }
}

static void
test_nothing_raw (void)
{
  g_autoptr (Fixture) self = fixture_new ();

  paste (self, "https://bsky.app/profile/one.example");
  g_assert_cmpuint (run (self), ==, 1);
  g_assert_true (test_server_was_told (self->server, "getFollowers"));
  assert_nowhere (self->place->folder, "planted");
  assert_nowhere (self->place->folder, "Planted");
  assert_nowhere (g_get_user_cache_dir (), "planted");
  assert_nowhere (g_get_user_data_dir (), "planted");
  assert_nowhere (g_get_user_state_dir (), "planted");
}

/* A list that breaks off never looks as if people had left. */
static void
test_broken_page (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaMemberSet) before = NULL;
  g_autoptr (XaMemberSet) after = NULL;
  g_autoptr (XaMemberSet) again = NULL;
  gint64 first_us, broken_us, again_us;

  paste (self, "https://bsky.app/profile/one.example");
  g_assert_cmpuint (run (self), ==, 1);
  before = load (self, "did:plc:ownerone", &first_us);

  set_clock (PLACE_CLOCK + 86400);
  g_atomic_int_set (&self->is_broken, TRUE);
  g_assert_cmpuint (run (self), ==, 0);
  after = load (self, "did:plc:ownerone", &broken_us);
  g_assert_cmpint (broken_us, ==, first_us);
  g_assert_cmpuint (xa_member_set_count (after), ==, N_FOLLOWERS);

  set_clock (PLACE_CLOCK + 2 * 86400);
  g_atomic_int_set (&self->is_broken, FALSE);
  g_assert_cmpuint (run (self), ==, 1);
  again = load (self, "did:plc:ownerone", &again_us);
  g_assert_cmpint (again_us, >, first_us);
  g_assert_cmpuint (xa_member_set_count_shared (again, before), ==, N_FOLLOWERS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync/bluesky/overlap", test_overlap);
  g_test_add_func ("/sync/NET-6/nothing-raw", test_nothing_raw);
  g_test_add_func ("/sync/NET-9/broken-page", test_broken_page);

  return g_test_run ();
}
