#include "sign-in-place.h"

#include "store/xa-tasks.h"

/* What becomes of a sign-in later: renewed, extended, taken back at the platform, at its end. */

static XaConnection *
connect_for_minutes (SignInPlace *self,
                     guint        lifetime_s)
{
  sign_in_place_last (self, lifetime_s);
  self->gives_refresh = TRUE;

  return sign_in_place_connect (self, &sign_in_provider, "secret");
}

/* Many fetches at a time renew a token once, before it ends, and it is safe before anybody uses it. */
static void
test_refresh_ahead (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  g_autoptr (XaCredential) kept = NULL;

  sign_in_place_follow (self, connection->id, 12);
  sign_in_place_run (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 0);
  sign_in_place_set_clock (PLACE_CLOCK + 7200 - 60);
  sign_in_place_run (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  g_assert_false (self->was_used_unsaved);
  kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);
  g_assert_cmpstr (kept->token, ==, TOKEN "2");
  g_assert_cmpstr (kept->refresh_token, ==, REFRESH "2");
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
  sign_in_place_assert_silent (self, NULL);
}

/* One that lasts for minutes is not renewed for every question. */
static void
test_short_lived (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 300);

  sign_in_place_follow (self, connection->id, 1);
  sign_in_place_run (self, 1, 0);
  g_assert_cmpuint (self->n_data, ==, 1 + QUESTIONS);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
}

/* One that ended without notice is renewed when it is refused, also once. */
static void
test_refresh_refused (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 0);

  sign_in_place_follow (self, connection->id, 12);
  pthread_mutex_lock (&self->lock);
  self->uuid = (g_free (self->uuid), NULL);
  pthread_mutex_unlock (&self->lock);
  /* The platform forgets the token and keeps the refresh token. */
  {
    g_autoptr (XaCredential) kept = xa_credential_store_load (self->credentials, connection->uuid, NULL, NULL);

    g_free (kept->token);
    kept->token = g_strdup (TOKEN "0");
    xa_credential_store_hold (self->credentials, connection->uuid, kept);
  }
  xa_sync_unref (self->sync);
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  sign_in_place_run (self, 12, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
}

/* A network that is away ends no sign-in: a token that holds is used, one that ended waits. */
static void
test_refresh_offline (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);

  sign_in_place_follow (self, connection->id, 4);
  sign_in_place_fail_tokens (self, 503, "<html>");
  sign_in_place_set_clock (PLACE_CLOCK + 7200 - 60);
  sign_in_place_run (self, 4, 0);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
  sign_in_place_set_clock (PLACE_CLOCK + 7200 + 60);
  sign_in_place_run (self, 0, 4);
  sign_in_place_assert_state (self, XA_CONNECTION_UNREACHABLE);
  sign_in_place_fail_tokens (self, 0, NULL);
  sign_in_place_set_clock (PLACE_CLOCK + 2 * 7200);
  sign_in_place_run (self, 4, 0);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
}

static GArray *
list_open_tasks (SignInPlace *self)
{
  g_autoptr (XaStore) store = xa_store_open (self->place->workspace, XA_STORE_READ, NULL);
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, self->place->keys, 0, NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < tasks->len; i++)
    if (((XaTask *) tasks->pdata[i])->state < XA_TASK_DONE)
      g_array_append_val (ids, ((XaTask *) tasks->pdata[i])->id);

  return ids;
}

/* Taken back at the platform: it is told so, nothing more is asked, and what waits goes on after a new sign-in, with
 * the app that is known from before. */
static void
test_revoked (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  XaBrowser        browser = { .open = sign_in_place_open, .data = self };
  XaConnectOptions options = { .browser = &browser };
  g_autoptr (XaConnection) again = NULL;
  g_autoptr (GArray) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_place_follow (self, connection->id, 5);
  sign_in_place_fail_tokens (self, 400, "{\"error\":\"invalid_grant\"}");
  sign_in_place_set_clock (PLACE_CLOCK + 7200 + 60);
  sign_in_place_run (self, 0, 5);
  sign_in_place_assert_state (self, XA_CONNECTION_REVOKED);
  g_assert_cmpuint (self->n_data, ==, 1); /* of connecting */
  before = list_open_tasks (self);
  g_assert_cmpuint (before->len, >, 0);

  sign_in_place_fail_tokens (self, 0, NULL);
  again = xa_sync_reconnect (self->sync, connection->id, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->state, ==, XA_CONNECTION_OK);
  g_assert_cmpint (again->id, ==, connection->id);
  after = list_open_tasks (self);
  g_assert_cmpmem (before->data, before->len * sizeof (gint64), after->data, after->len * sizeof (gint64));
  sign_in_place_run (self, 5, 0);
  sign_in_place_assert_silent (self, NULL);
}

/* Without a refresh token a sign-in ends by its time: first it is told that it will, then that it has. */
static void
test_expired (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = NULL;

  sign_in_place_last (self, 60 * 86400);
  connection = sign_in_place_connect (self, &sign_in_provider, "secret");
  sign_in_place_follow (self, connection->id, 2);
  sign_in_place_run (self, 2, 0);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
  sign_in_place_set_clock (PLACE_CLOCK + 57 * 86400);
  sign_in_place_assert_state (self, XA_CONNECTION_EXPIRING);
  sign_in_place_run (self, 2, 0);
  sign_in_place_set_clock (PLACE_CLOCK + 61 * 86400);
  sign_in_place_assert_state (self, XA_CONNECTION_EXPIRED);
  pthread_mutex_lock (&self->lock);
  self->generation = 99; /* nor does the platform know it any more */
  pthread_mutex_unlock (&self->lock);
  sign_in_place_run (self, 0, 2);
  sign_in_place_assert_state (self, XA_CONNECTION_EXPIRED);
}

/* A platform that extends its tokens is asked at once, and again in good time, once. */
static void
test_extended (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = NULL;

  sign_in_extending = self;
  sign_in_place_last (self, 3600);
  connection = sign_in_place_connect (self, &sign_in_provider, "extended");
  g_assert_cmpuint (self->n_extended, ==, 1);
  g_assert_cmpint (connection->ends_us, ==, (PLACE_CLOCK + 60 * 86400) * G_USEC_PER_SEC);
  sign_in_place_follow (self, connection->id, 6);
  sign_in_place_set_clock (PLACE_CLOCK + 20 * 86400);
  sign_in_place_run (self, 6, 0);
  g_assert_cmpuint (self->n_extended, ==, 1);
  sign_in_place_set_clock (PLACE_CLOCK + 40 * 86400);
  sign_in_place_run (self, 6, 0);
  g_assert_cmpuint (self->n_extended, ==, 2);
  g_assert_false (self->was_used_unsaved);
  sign_in_place_set_clock (PLACE_CLOCK + 57 * 86400);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
  sign_in_extending = NULL;
}

/* What another program renewed is taken from the keyring: its refresh token would be worth nothing by now. */
static void
test_two_programs (void)
{
  g_autoptr (SignInPlace) self = sign_in_place_new ();
  g_autoptr (XaConnection) connection = connect_for_minutes (self, 7200);
  XaSync *other;

  sign_in_place_follow (self, connection->id, 3);
  sign_in_place_run (self, 3, 0);
  sign_in_place_set_clock (PLACE_CLOCK + 7200 - 60);
  other = self->sync;
  self->sync = xa_sync_new (self->place->workspace, self->place->keys, self->transport, self->credentials);
  sign_in_place_run (self, 3, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  xa_sync_unref (self->sync);
  self->sync = other;
  sign_in_place_run (self, 3, 0);
  g_assert_cmpuint (self->n_refreshes, ==, 1);
  sign_in_place_assert_state (self, XA_CONNECTION_OK);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sign_in_place_init ();
  g_test_add_func ("/sync/sign-in/refresh-ahead", test_refresh_ahead);
  g_test_add_func ("/sync/sign-in/short-lived", test_short_lived);
  g_test_add_func ("/sync/sign-in/refresh-refused", test_refresh_refused);
  g_test_add_func ("/sync/sign-in/refresh-offline", test_refresh_offline);
  g_test_add_func ("/sync/sign-in/revoked", test_revoked);
  g_test_add_func ("/sync/sign-in/expired", test_expired);
  g_test_add_func ("/sync/sign-in/extended", test_extended);
  g_test_add_func ("/sync/sign-in/two-programs", test_two_programs);

  return g_test_run ();
}
