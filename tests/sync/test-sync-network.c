#include "sync-place.h"
#include "test-server.h"

#include <string.h>

/*
 * The network goes away in the middle of a list, in each of the ways in which it does that. The run
 * says so in a sentence, keeps what was committed, holds nobody else up, and goes on from there to
 * the very result that a run without the trouble has.
 */

#define N_PAGES 6
#define PER_PAGE 50

typedef enum {
  GONE_NOT,
  GONE_CLOSED,     /* the server ends the connection, again and again */
  GONE_REFUSED,    /* nobody listens any more */
  GONE_UNRESOLVED, /* its name has no address any more */
} Gone;

typedef struct {
  const char *name;
  Gone        gone;
  const char *cause;
  const char *words; /* of the sentence */
} Case;

static const Case cases[] = {
  { "closed", GONE_CLOSED, "transient", "ended the connection before its answer was whole" },
  { "refused", GONE_REFUSED, "transient", "takes no connections at the moment" },
  { "unresolved", GONE_UNRESOLVED, "offline", "cannot be reached; check the network, and the name of the server" },
};

/* --- names that are not found --------------------------------------------------------------------- */

typedef struct {
  GResolver parent;
} LostResolver;

typedef GResolverClass LostResolverClass;

GType lost_resolver_get_type (void);
G_DEFINE_TYPE (LostResolver, lost_resolver, G_TYPE_RESOLVER)

static void
look_up_async (GResolver               *resolver,
               const char              *name,
               GResolverNameLookupFlags flags,
               GCancellable            *cancellable,
               GAsyncReadyCallback      callback,
               gpointer                 data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "No answer from the name server");
}

static GList *
look_up_finish (GResolver    *resolver,
                GAsyncResult *result,
                GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
look_up (GResolver               *resolver,
         const char              *name,
         GResolverNameLookupFlags flags,
         GCancellable            *cancellable,
         GError                 **error)
{
  g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "No answer from the name server");

  return NULL;
}

static void
lost_resolver_class_init (LostResolverClass *class)
{
  class->lookup_by_name_with_flags = look_up;
  class->lookup_by_name_with_flags_async = look_up_async;
  class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
lost_resolver_init (LostResolver *self)
{
}

/* --- the platform and the way to it --------------------------------------------------------------- */

typedef struct {
  TestServer  *server; /* (owned) */
  XaTransport *soup;   /* (owned) */
  XaTransport *way;    /* (owned): to it, as long as there is one */
  GSocket     *closed; /* (owned): a port where nobody listens */
  int          gone;   /* Gone (atomic) */
} Platform;

static void
answer (const TestRequest *request,
        TestAnswer        *answer,
        gpointer           data)
{
  Platform   *self = data;
  GString    *json = g_string_new ("{\"followers\":[");
  const char *cursor = strstr (request->path, "cursor=planted");
  guint       page = cursor ? (guint) g_ascii_strtoull (cursor + 14, NULL, 10) : 0;

  if (!strstr (request->path, "getFollowers")) {
    g_string_printf (json, "{\"did\":\"did:plc:%s\",\"handle\":\"news.example\",\"displayName\":\"The News\",\"followersCount\":300}",
                     strstr (request->path, "well") ? "well" : "owner");
    test_answer_set (answer, 200, json->str);
    g_string_free (json, TRUE);
    return;
  }
  for (guint i = 0; i < PER_PAGE; i++)
    g_string_append_printf (json, "%s{\"did\":\"did:plc:planted%s%u\",\"handle\":\"p%u.planted.example\"}", i ? "," : "",
                            strstr (request->path, "well") ? "well" : "", page * PER_PAGE + i, i);
  g_string_append_c (json, ']');
  if (page + 1 < N_PAGES)
    g_string_append_printf (json, ",\"cursor\":\"planted%u\"", page + 1);
  g_string_append_c (json, '}');
  test_answer_set (answer, 200, json->str);
  if (page >= 3 && g_atomic_int_get (&self->gone) == GONE_CLOSED && !strstr (request->path, "well"))
    answer->fault = TEST_FAULT_DROPPED;
  g_string_free (json, TRUE);
}

/* Where a request goes: to the server, or nowhere. */
static char *
redirect (Platform   *self,
          const char *address)
{
  gboolean is_late = strstr (address, "cursor=planted") && !strstr (address, "cursor=planted1") && !strstr (address, "cursor=planted2");
  g_autoptr (GSocketAddress) closed = NULL;

  if (!is_late || strstr (address, "well"))
    return g_strdup (address);
  switch ((Gone) g_atomic_int_get (&self->gone)) {
  case GONE_REFUSED:
    closed = g_socket_get_local_address (self->closed, NULL);
    return g_strdup_printf ("http://127.0.0.1:%u/planted", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (closed)));
  case GONE_UNRESOLVED:
    return g_strdup ("https://news.example/planted");
  case GONE_NOT:
  case GONE_CLOSED:
  default:
    return g_strdup (address);
  }
}

static XaResponse *
go (const XaCall *call,
    gpointer      data,
    GCancellable *cancellable,
    GError      **error)
{
  Platform        *self = data;
  g_autofree char *address = redirect (self, call->address);
  XaCall           redirected = *call;

  redirected.address = address;

  return xa_transport_send (self->soup, &redirected, cancellable, error);
}

/* Bound, but nobody listens: it is refused as long as the socket is held. */
static GSocket *
make_closed_port (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));

  return socket;
}

static Platform *
platform_new (void)
{
  Platform *self = g_new0 (Platform, 1);

  self->server = test_server_new (answer, self);
  self->soup = xa_transport_new_soup ();
  self->way = xa_transport_new (go, self, NULL);
  self->closed = make_closed_port ();

  return self;
}

static void
platform_free (Platform *self)
{
  xa_transport_unref (self->way);
  xa_transport_unref (self->soup);
  test_server_free (self->server);
  g_object_unref (self->closed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Platform, platform_free)

/* --- the test --------------------------------------------------------------------------------------- */

static void
assert_waits (const Case *one,
              SyncPlace  *self)
{
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  const XaSyncItem *item;
  gint64            begun_us = g_get_real_time ();

  g_assert_true (sync_place_run (self, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_items, ==, 2);
  item = &report.items[0];
  g_assert_cmpint (item->state, ==, XA_TASK_WAITING);
  g_assert_cmpstr (item->cause, ==, one->cause);
  g_assert_nonnull (strstr (item->cause_text, one->words));
  g_assert_true (g_str_has_suffix (item->cause_text, "."));
  g_assert_null (strstr (item->cause_text, "planted"));
  g_assert_cmpint (item->wait_until_us, >, begun_us);
  /* The other connection has nothing to do with it. */
  g_assert_cmpint (report.items[1].state, ==, XA_TASK_DONE);
}

/* The first three pages are in, and are not asked for again. */
static void
assert_went_on (SyncPlace *self,
                Platform  *platform,
                gint64     source_id)
{
  XaSyncOptions options = { .sources = &source_id, .n_sources = 1 };
  guint         n_before = test_server_get_n_requests (platform->server);
  g_auto (XaSyncProgress) report = { 0 };

  g_assert_true (xa_sync_run (self->sync, &options, NULL, &report, NULL));
  g_assert_cmpuint (report.n_done, ==, 1);
  for (guint i = n_before; i < test_server_get_n_requests (platform->server); i++) {
    g_autofree char *request = test_server_get_request (platform->server, i);

    g_assert_true (!strstr (request, "getFollowers") || strstr (request, "cursor=planted3") || strstr (request, "cursor=planted4") || strstr (request, "cursor=planted5"));
  }
}

static void
test_gone (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (Platform) platform = platform_new ();
  g_autoptr (SyncPlace) self = sync_place_new (platform->way);
  const char *base = test_server_get_base (platform->server);
  gint64      source = sync_place_follow (self, sync_place_connect (self, &xa_bluesky, "One", base, NULL), &xa_bluesky, "did:plc:owner", 1u << XA_PASS_MEMBERS);
  g_autoptr (SyncPlace) undisturbed = NULL;
  g_autoptr (XaTask) task = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *result = NULL;

  sync_place_follow (self, sync_place_connect (self, &xa_bluesky, "Other", base, NULL), &xa_bluesky, "did:plc:well", 1u << XA_PASS_MEMBERS);
  undisturbed = sync_place_new_in (import_place_copy (self->place, "undisturbed"), platform->way);
  sync_place_run_all (undisturbed);
  expected = sync_place_dump (undisturbed);

  sync_place_be_impatient (self);
  g_atomic_int_set (&platform->gone, one->gone);
  assert_waits (one, self);
  task = sync_place_get_task (self, source, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_WAITING);
  g_assert_nonnull (strstr (task->cursor, "planted3"));
  g_assert_cmpint (task->done, ==, 3 * PER_PAGE);
  g_assert_cmpuint (sync_place_count_lists (self, "did:plc:owner"), ==, 0);
  sync_place_assert_nowhere (self, "planted");

  g_atomic_int_set (&platform->gone, GONE_NOT);
  sync_place_start_anew (self);
  sync_place_sleep (self, XA_USEC_PER_HOUR);
  assert_went_on (self, platform, source);
  g_assert_cmpuint (sync_place_count_lists (self, "did:plc:owner"), ==, 1);
  result = sync_place_dump (self);
  import_place_assert_same (result, expected);
  import_place_verify (self->place);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GResolver) lost = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  lost = g_object_new (lost_resolver_get_type (), NULL);
  g_resolver_set_default (lost);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/sync-network/NET-9/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_gone);
  }

  return g_test_run ();
}
