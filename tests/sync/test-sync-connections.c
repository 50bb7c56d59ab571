#include "weather-place.h"

#include "store/xa-audiences.h"
#include "store/xa-maintenance.h"

/*
 * What becomes of connections: signed in again, named and limited, refused, and taken away.
 */

/* What has to be signed in to again holds its own sources only, and they go on afterwards. */
static void
test_sign_in_again (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 one = weather_place_connect (self, &weather_provider, "One");
  gint64 two = weather_place_connect (self, &weather_provider, "Two");
  g_autoptr (GPtrArray) connections = NULL;
  g_autoptr (XaConnection) again = NULL;
  g_autoptr (XaCredential) credential = xa_credential_new ();
  XaConnectOptions options = { .sign_in = "token", .credential = credential, .hold_only = TRUE };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12; i++) {
    g_autofree char *id = g_strdup_printf ("auth-%u", i);

    weather_place_follow (self, one, id);
  }
  weather_place_follow (self, two, "calm-200");
  weather_place_run (self, 1, 0, 12);
  connections = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpint (((XaConnection *) connections->pdata[0])->state, ==, XA_CONNECTION_SIGN_IN);
  g_assert_cmpstr (((XaConnection *) connections->pdata[0])->cause_text, ==, "The token is wrong.");
  g_assert_cmpint (((XaConnection *) connections->pdata[1])->state, ==, XA_CONNECTION_OK);

  weather_sign_in ();
  credential->token = g_strdup ("new");
  again = xa_sync_reconnect (self->sync, one, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  weather_place_run (self, 13, 0, 0);
}

static XaConnection *
load_connection (SyncPlace *self,
                 gint64     id)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);

  return xa_store_get_connection (store, self->place->keys, id, NULL);
}

/* What the user names and limits while a check of the connection is under way stays as he set it. */
static void
test_named_meanwhile (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 id = weather_place_connect (self, &weather_provider, NULL);
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

/* The terms of a platform are the limits of what is kept, unless the user keeps less. */
static void
test_terms (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_WRITE, NULL);
  g_autoptr (GArray) limits = NULL;
  int days[XA_RETAIN_TEXT + 1] = { 0 };

  g_assert_true (xa_store_adopt_keys (store, self->place->keys, NULL));
  g_assert_true (xa_store_set_retention (store, XA_PLATFORM_OTHER, XA_RETAIN_TEXT, 7, NULL));
  g_clear_pointer (&store, xa_store_close);
  weather_place_connect (self, &weather_provider, NULL);

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

/* Erasing a platform and connecting again begins with nothing. */
static void
test_disconnect (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (XaAudience) kept = NULL;
  g_autoptr (GError) error = NULL;

  weather_place_follow (self, connection, "calm-300");
  weather_place_run (self, 1, 0, 0);
  g_assert_true (xa_sync_disconnect (self->sync, connection, XA_DISCONNECT_KEEP_DATA, NULL, NULL, &error));
  weather_place_assert_members (self, "calm-300", 300, XA_COVERAGE_COMPLETE);
  sources = xa_sync_list_sources (self->sync, NULL);
  g_assert_cmpuint (sources->len, ==, 0);

  connection = weather_place_connect (self, &weather_provider, NULL);
  weather_place_follow (self, connection, "calm-300");
  weather_place_run (self, 1, 0, 0);
  g_assert_true (xa_sync_disconnect (self->sync, connection, XA_DISCONNECT_ERASE_PLATFORM, NULL, NULL, &error));
  g_assert_no_error (error);
  kept = sync_place_find (self, "calm-300");
  g_assert_null (kept);
  import_place_verify (self->place);
}

static void
test_connect_refusals (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  xa_provider_lend (&weather_provider);
  xa_provider_lend (&weather_stream_provider);

  g_test_add_func ("/sync/run/sign-in-again", test_sign_in_again);
  g_test_add_func ("/sync/run/named-meanwhile", test_named_meanwhile);
  g_test_add_func ("/sync/ID-12/terms", test_terms);
  g_test_add_func ("/sync/run/disconnect", test_disconnect);
  g_test_add_func ("/sync/NET-8/connect-refusals", test_connect_refusals);

  return g_test_run ();
}
