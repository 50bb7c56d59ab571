#include "sync/xa-sync.h"

#include "import-place.h"
#include "insight/xa-inspect.h"
#include "store/xa-audiences.h"
#include "store/xa-ways.h"
#include "model/xa-time.h"

#include <string.h>

/*
 * Two ways to X, from connecting to snapshots: the first in the chain is asked, the other stands in
 * for it where it does not work, and what came by whom is told.
 */

#define SECONDS_A_DAY (24 * 60 * 60)

typedef enum {
  FINE,
  UNPAID,     /* all is refused */
  UNPAID_2ND, /* only the second page of followers */
  NO_SEARCH,
  POST_DELETED, /* one of two posts of the day before is there no more */
} Health;

typedef struct {
  ImportPlace       *place;           /* (owned) */
  XaCredentialStore *credentials;     /* (owned) */
  XaTransport       *transport;       /* (owned) */
  XaSync            *sync;            /* (owned) */
  gint64             socialdata, api; /* ids of connections */
  Health             health[2];       /* (atomic): of SocialData and of X's own */
  guint              n_asked[2];      /* (atomic) */
  GMutex             lock;
  GString           *asked; /* (mutex lock) (owned): addresses of followers and searches, a line each */
} Fixture;

/* --- the platform ------------------------------------------------------------------------------------ */

#define POST_1 "2026-01-02T00:00:00.000000Z"

/* SocialData lists people 1 to 3 of four, as it does not see them all; X all four. */
static const char *
answer_socialdata (const char *path)
{
  if (strstr (path, "/user/x") || strstr (path, "/user/700/tweets?") || strstr (path, "/user/news") || g_str_has_suffix (path, "/user/700"))
    return "{\"id_str\":\"700\",\"screen_name\":\"News\",\"name\":\"The News\",\"followers_count\":4,\"statuses_count\":1}";
  if (strstr (path, "/user/700/tweets"))
    return "{\"next_cursor\":null,\"tweets\":[{\"id_str\":\"30\",\"tweet_created_at\":\"" POST_1 "\",\"full_text\":\"hello\",\"user\":{\"id_str\":\"700\"},\"favorite_count\":5}]}";
  if (strstr (path, "followers/list") && strstr (path, "cursor="))
    return "{\"next_cursor\":\"0\",\"users\":[{\"id_str\":\"3\"}]}";
  if (strstr (path, "followers/list"))
    return "{\"next_cursor\":\"c1\",\"users\":[{\"id_str\":\"1\"},{\"id_str\":\"2\"}]}";
  if (strstr (path, "/search"))
    return "{\"next_cursor\":null,\"tweets\":[{\"id_str\":\"50\",\"tweet_created_at\":\"" POST_1 "\",\"full_text\":\"seen\",\"user\":{\"id_str\":\"5\"}}]}";

  return "{\"next_cursor\":null,\"users\":[]}";
}

#define TWEET(id, hour) "{\"id\":\"" id "\",\"created_at\":\"2023-11-13T" hour ":00:00.000Z\",\"text\":\"words " id "\",\"public_metrics\":{\"like_count\":6,\"impression_count\":9}}"

static const char *
answer_api (Health      health,
            const char *path)
{
  if (strstr (path, "/usage/"))
    return "{\"data\":{}}";
  if (strstr (path, "/followers"))
    return "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},{\"id\":\"4\"}],\"meta\":{\"result_count\":4}}";
  if (strstr (path, "/search/"))
    return "{\"data\":[{\"id\":\"51\",\"created_at\":\"2026-01-02T01:00:00.000Z\",\"text\":\"seen\",\"author_id\":\"6\"}],\"meta\":{\"result_count\":1}}";
  if (strstr (path, "/tweets"))
    return health == POST_DELETED ? "{\"data\":[" TWEET ("33", "12") "," TWEET ("31", "10") "],\"meta\":{\"result_count\":2}}"
                                  : "{\"data\":[" TWEET ("33", "12") "," TWEET ("32", "11") "," TWEET ("31", "10") "],\"meta\":{\"result_count\":3}}";

  return "{\"data\":{\"id\":\"700\",\"username\":\"News\",\"name\":\"The News\",\"public_metrics\":{\"followers_count\":4,\"tweet_count\":1}}}";
}

static gboolean
is_refused (Health      health,
            const char *path)
{
  return health == UNPAID || (health == UNPAID_2ND && strstr (path, "followers/list") && strstr (path, "cursor=")) ||
         (health == NO_SEARCH && strstr (path, "search"));
}

static XaResponse *
respond (const XaCall *call,
         gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Fixture    *self = data;
  guint       who = strstr (call->address, "socialdata") ? 0 : 1;
  const char *body = who == 0 ? answer_socialdata (call->address) : answer_api ((Health) g_atomic_int_get ((int *) &self->health[1]), call->address);
  guint       status = is_refused ((Health) g_atomic_int_get ((int *) &self->health[who]), call->address) ? 402 : 200;
  g_autoptr (GBytes) bytes = NULL;

  g_mutex_lock (&self->lock);
  self->n_asked[who]++;
  if (strstr (call->address, "followers") || strstr (call->address, "search"))
    g_string_append_printf (self->asked, "%s\n", call->address);
  g_mutex_unlock (&self->lock);
  if (status != 200)
    body = "{\"status\":\"error\",\"message\":\"planted\"}";
  bytes = g_bytes_new_static (body, strlen (body));

  return xa_response_new (status, bytes);
}

/* --- the user ---------------------------------------------------------------------------------------- */

static void
set_clock (gint64 seconds)
{
  xa_time_hold (seconds * G_USEC_PER_SEC);
}

static gint64
connect_to (Fixture          *self,
            const XaProvider *provider,
            double            month_money)
{
  const XaCredential credential = { .token = (char *) "token-planted", .expires_us = XA_TIME_UNKNOWN };
  XaConnectOptions   options = { .provider = provider, .credential = &credential };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaConnection) connection = xa_sync_connect (self->sync, &options, NULL, &error);

  g_assert_no_error (error);
  connection->month_money = month_money;
  g_assert_true (xa_sync_configure (self->sync, connection, &error));
  g_assert_no_error (error);

  return connection->id;
}

static Fixture *
fixture_new (double api_money)
{
  Fixture *self = g_new0 (Fixture, 1);

  g_mutex_init (&self->lock);
  self->asked = g_string_new (NULL);
  self->place = import_place_new ();
  set_clock (PLACE_CLOCK);
  self->credentials = xa_credential_store_new_in_memory ();
  self->transport = xa_transport_new (respond, self, NULL);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  self->api = connect_to (self, &xa_x_api, api_money);
  self->socialdata = connect_to (self, &xa_x_socialdata, 5);

  return self;
}

static void
fixture_free (Fixture *self)
{
  xa_sync_unref (self->sync);
  xa_transport_unref (self->transport);
  xa_credential_store_unref (self->credentials);
  import_place_free (self->place);
  g_string_free (self->asked, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
follow (Fixture    *self,
        const char *pasted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = xa_sync_preview (self->sync, pasted, XA_PLATFORM_X, 0, NULL, NULL, &error);
  g_autoptr (XaSource) source = NULL;
  const XaCandidate *candidate;

  g_assert_no_error (error);
  candidate = found->pdata[0];
  /* What is followed hangs on the first of the chain. */
  g_assert_cmpint (candidate->connection_id, ==, self->socialdata);
  source = xa_sync_follow (self->sync, candidate, NULL, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): what was said of the failure, or "" */
static char *
run (Fixture *self,
     guint    n_done)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) said = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  g_string_truncate (self->asked, 0);
  memset (self->n_asked, 0, sizeof self->n_asked);
  g_mutex_unlock (&self->lock);
  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++) {
    g_test_message ("%s: %s %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
    g_string_append (said, report.items[i].cause_text);
  }
  g_assert_cmpuint (report.n_done, ==, n_done);

  return g_string_free (g_steal_pointer (&said), FALSE);
}

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

/* How many places there are where followers go on by another way, and the last of them. */
static guint
count_breaks (Fixture    *self,
              XaPass      pass,
              const char *before,
              const char *after)
{
  g_autoptr (XaAudience) audience = find (self, "700");
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) list = xa_store_list_breaks (store, audience->id, NULL);
  const XaSeriesBreak *last = NULL;
  guint                n = 0;

  for (guint i = 0; i < list->len; i++)
    if (((XaSeriesBreak *) list->pdata[i])->kind == (int) pass) {
      last = list->pdata[i];
      n++;
    }
  if (last) {
    g_assert_cmpstr (last->before, ==, before);
    g_assert_cmpstr (last->after, ==, after);
  }

  return n;
}

static XaConnectionState
get_state (Fixture *self,
           gint64   id)
{
  g_autoptr (GPtrArray) list = xa_sync_list_connections (self->sync, NULL);

  for (guint i = 0; i < list->len; i++)
    if (((XaConnection *) list->pdata[i])->id == id)
      return ((XaConnection *) list->pdata[i])->state;

  return 0;
}

/* What the change of the size is told with. */
static void
assert_warned (Fixture *self,
               gboolean is_warned)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  const XaScope scope = { .store = store, .from_us = XA_TIME_UNKNOWN, .to_us = XA_TIME_UNKNOWN, .smallest_count = 1 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaInspect) inspect = xa_inspect_new (&scope, "x:The News", zone, &error);

  g_assert_no_error (error);
  g_assert_cmpint (inspect->breaks->len > 0, ==, is_warned);
  g_assert_cmpint (inspect->growth_all.change.kind, !=, XA_FIGURE_NOT_COMPARABLE);
  g_assert_cmpint (inspect->growth_all.change.note == XA_NOTE_OTHER_WAY, ==, is_warned);
}

/* --- tests -------------------------------------------------------------------------------------------- */

static void
test_first_works (void)
{
  g_autoptr (Fixture) f = fixture_new (100);
  g_autoptr (XaAudience) audience = NULL;

  follow (f, "https://x.com/News");
  g_free (run (f, 1));
  g_assert_cmpuint (f->n_asked[1], ==, 0);
  audience = find (f, "700");
  g_assert_cmpint (audience->fetched, ==, 3);
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_FIRST_N); /* three of four */
  g_assert_cmpuint (count_breaks (f, XA_PASS_MEMBERS, NULL, NULL), ==, 0);
}

/* The other stands in at once, which is a break; the first is tried again after a day, which is another. */
static void
test_stands_in (void)
{
  g_autoptr (Fixture) f = fixture_new (100);
  g_autoptr (XaAudience) audience = NULL;

  follow (f, "https://x.com/News");
  g_free (run (f, 1));
  set_clock (PLACE_CLOCK + 1800);
  g_free (run (f, 1));
  assert_warned (f, FALSE);
  g_atomic_int_set ((int *) &f->health[0], UNPAID);
  set_clock (PLACE_CLOCK + 3600);
  g_free (run (f, 1));
  assert_warned (f, TRUE);
  audience = find (f, "700");
  g_assert_cmpint (audience->fetched, ==, 4);
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  g_assert_cmpuint (count_breaks (f, XA_PASS_MEMBERS, "x-socialdata", "x-api"), ==, 1);
  g_assert_cmpint (get_state (f, f->api), ==, XA_CONNECTION_OK);

  /* For a day it is not asked. */
  g_atomic_int_set ((int *) &f->health[0], FINE);
  set_clock (PLACE_CLOCK + 7200);
  g_free (run (f, 1));
  g_assert_cmpuint (f->n_asked[0], ==, 0);
  g_assert_cmpuint (count_breaks (f, XA_PASS_MEMBERS, "x-socialdata", "x-api"), ==, 1);

  set_clock (PLACE_CLOCK + 3700 + SECONDS_A_DAY);
  g_free (run (f, 1));
  g_assert_cmpuint (f->n_asked[1], ==, 0);
  g_assert_cmpuint (count_breaks (f, XA_PASS_MEMBERS, "x-api", "x-socialdata"), ==, 2);
}

/* Half a list of the one is nothing to the other: it is read whole, and is nobody's mixture. */
static void
test_half_list (void)
{
  g_autoptr (Fixture) f = fixture_new (100);
  g_autoptr (XaAudience) audience = NULL;

  f->health[0] = UNPAID_2ND;
  follow (f, "https://x.com/News");
  g_free (run (f, 1));
  g_assert_nonnull (strstr (f->asked->str, "cursor=c1"));
  g_assert_null (strstr (f->asked->str, "pagination_token"));
  audience = find (f, "700");
  g_assert_cmpint (audience->fetched, ==, 4);
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  import_place_verify (f->place);
}

/* A search that is dead is asked for elsewhere; all the rest stays where it is. */
static void
test_path_alone (void)
{
  g_autoptr (Fixture) f = fixture_new (100);

  f->health[0] = NO_SEARCH;
  follow (f, "https://x.com/News");
  follow (f, "#birds");
  g_free (run (f, 2));
  g_assert_nonnull (strstr (f->asked->str, "socialdata.tools/twitter/followers"));
  g_assert_null (strstr (f->asked->str, "api.x.com/2/users"));
  g_assert_nonnull (strstr (f->asked->str, "api.x.com/2/tweets/search"));

  set_clock (PLACE_CLOCK + 3600);
  g_free (run (f, 2));
  g_assert_null (strstr (f->asked->str, "socialdata.tools/twitter/search"));
  g_assert_nonnull (strstr (f->asked->str, "socialdata.tools/twitter/followers"));

  set_clock (PLACE_CLOCK + 7200 + SECONDS_A_DAY);
  f->health[0] = FINE;
  g_free (run (f, 2));
  g_assert_nonnull (strstr (f->asked->str, "socialdata.tools/twitter/search"));
}

/* What is many times as dear is not asked in another's place unless the user said how much it may cost. */
static void
test_no_budget (void)
{
  g_autoptr (Fixture) f = fixture_new (0);
  g_autofree char *said = NULL;

  follow (f, "https://x.com/News");
  f->health[0] = UNPAID;
  said = run (f, 0);
  g_assert_cmpuint (f->n_asked[1], ==, 0);
  g_assert_nonnull (strstr (said, "budget"));
  g_assert_cmpint (get_state (f, f->socialdata), ==, XA_CONNECTION_PAYMENT);
}

/* What X shows no more is deleted here: with its counters and its words. */
static void
test_deletions (void)
{
  g_autoptr (Fixture) f = fixture_new (100);
  g_autofree char *dump = NULL;
  g_autofree char *after = NULL;
  g_autoptr (XaAudience) before = NULL;
  g_autoptr (XaAudience) audience = NULL;

  follow (f, "https://x.com/News");
  f->health[0] = UNPAID;
  g_free (run (f, 1));
  before = find (f, "700");
  g_assert_cmpint (before->n_posts, ==, 3);
  dump = import_place_dump (f->place);
  g_assert_nonnull (strstr (dump, "words 32"));

  f->health[1] = POST_DELETED;
  set_clock (PLACE_CLOCK + 3600);
  g_free (run (f, 1));
  audience = find (f, "700");
  g_assert_cmpint (audience->n_posts, ==, 2);
  after = import_place_dump (f->place);
  g_assert_null (strstr (after, "words 32"));
  g_assert_nonnull (strstr (after, "words 31"));
  import_place_verify (f->place);
}

/* With nobody left, nothing is put in the place of what did not come. */
static void
test_all_down (void)
{
  g_autoptr (Fixture) f = fixture_new (100);
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *said = NULL;

  follow (f, "https://x.com/News");
  f->health[0] = f->health[1] = UNPAID;
  said = run (f, 0);
  g_assert_nonnull (strstr (said, "simulated audience"));
  g_assert_null (strstr (said, "planted"));
  store = xa_store_open (f->place->workspace, XA_STORE_READ, NULL);
  list = xa_store_list_audiences (store, NULL);
  g_assert_cmpuint (list->len, ==, 0);

  /* Once it is paid for, the user's next wish is not kept waiting for a day. */
  f->health[0] = FINE;
  set_clock (PLACE_CLOCK + 60);
  g_free (said);
  said = run (f, 1);
  g_assert_cmpstr (said, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sync-chain/first-works", test_first_works);
  g_test_add_func ("/sync-chain/stands-in", test_stands_in);
  g_test_add_func ("/sync-chain/half-list", test_half_list);
  g_test_add_func ("/sync-chain/path-alone", test_path_alone);
  g_test_add_func ("/sync-chain/no-budget", test_no_budget);
  g_test_add_func ("/sync-chain/deletions", test_deletions);
  g_test_add_func ("/sync-chain/all-down", test_all_down);

  return g_test_run ();
}
