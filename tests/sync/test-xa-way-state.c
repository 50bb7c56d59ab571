#include "sync/xa-way-state.h"

#include "import-place.h"
#include "model/xa-time.h"
#include "store/xa-sources.h"

/* How the ways to one platform stand, as their cards tell it. */

#define NOW_US (PLACE_CLOCK * G_USEC_PER_SEC)

typedef struct {
  ImportPlace *place;       /* (owned) */
  XaStore     *store;       /* (owned) */
  GPtrArray   *connections; /* (owned) (element-type XaConnection) */
} Fixture;

static gint64
add (Fixture    *self,
     const char *provider)
{
  XaConnection *connection = xa_connection_new ();
  g_autoptr (GError) error = NULL;

  connection->provider = g_strdup (provider);
  connection->name = g_strdup_printf ("%s %u", provider, self->connections->len);
  connection->created_us = NOW_US;
  connection->state = XA_CONNECTION_OK;
  xa_store_add_connection (self->store, self->place->keys, connection, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->connections, connection);

  return connection->id;
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  self->place = import_place_new ();
  self->store = xa_store_open (self->place->workspace, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_connection_free);

  return self;
}

static void
fixture_free (Fixture *self)
{
  g_ptr_array_unref (self->connections);
  xa_store_close (self->store);
  import_place_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static XaWayState *
get (Fixture *self,
     guint    i)
{
  g_autoptr (GError) error = NULL;
  XaWayState *state = xa_way_state_new (self->store, self->connections, self->connections->pdata[i], &error);

  g_assert_no_error (error);

  return state;
}

static void
set_down (Fixture    *self,
          guint       i,
          const char *path,
          gint64      probe_us)
{
  g_autoptr (GError) error = NULL;

  xa_store_set_way_down (self->store, ((XaConnection *) self->connections->pdata[i])->id, path, NOW_US - XA_USEC_PER_HOUR, probe_us, "payment", &error);
  g_assert_no_error (error);
}

static void
test_order (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaWayState) dear = NULL, cheap = NULL, other = NULL, paused = NULL;

  add (self, "x-api");
  add (self, "x-socialdata");
  add (self, "bluesky");
  dear = get (self, 0);
  cheap = get (self, 1);
  other = get (self, 2);
  g_assert_cmpuint (cheap->place, ==, 1);
  g_assert_cmpuint (dear->place, ==, 2);
  g_assert_cmpuint (dear->n_ways, ==, 2);
  g_assert_cmpuint (other->n_ways, ==, 0);
  g_assert_false (cheap->nobody_left || dear->nobody_left || other->nobody_left);
  g_assert_false (xa_way_state_is_same (dear, cheap));

  ((XaConnection *) self->connections->pdata[1])->is_paused = TRUE;
  paused = get (self, 1);
  g_assert_cmpuint (paused->place, ==, 0);
  g_assert_cmpuint (paused->n_ways, ==, 1);
}

/* What one does not answer another does, until none is left; one whose time has come is tried again. */
static void
test_down (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaWayState) one = NULL, both = NULL, due = NULL;

  add (self, "x-socialdata");
  add (self, "x-api");
  set_down (self, 0, "search", NOW_US + 60 * G_USEC_PER_SEC);
  set_down (self, 1, "members", NOW_US + 60 * G_USEC_PER_SEC);
  one = get (self, 0);
  g_assert_false (one->nobody_left);
  g_assert_cmpuint (one->downs->len, ==, 1);
  g_assert_cmpstr (((XaWayDown *) one->downs->pdata[0])->path, ==, "search");
  g_assert_cmpstr (((XaWayDown *) one->downs->pdata[0])->cause, ==, "payment");

  set_down (self, 1, "search", NOW_US + 60 * G_USEC_PER_SEC);
  both = get (self, 1);
  g_assert_true (both->nobody_left);
  g_assert_cmpuint (both->downs->len, ==, 2);

  set_down (self, 0, "search", NOW_US);
  due = get (self, 0);
  g_assert_false (due->nobody_left);
  g_assert_cmpuint (due->downs->len, ==, 0);
}

/* Where nobody is signed in any more, nothing has to have failed first. */
static void
test_signed_out (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaWayState) one = NULL, both = NULL;

  add (self, "x-socialdata");
  add (self, "x-api");
  ((XaConnection *) self->connections->pdata[0])->state = XA_CONNECTION_SIGN_IN;
  one = get (self, 0);
  g_assert_false (one->nobody_left);
  ((XaConnection *) self->connections->pdata[1])->state = XA_CONNECTION_REVOKED;
  both = get (self, 0);
  g_assert_true (both->nobody_left);
}

static void
test_brought (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (XaWayState) first = NULL, second = NULL;
  g_autoptr (XaSource) source = g_new0 (XaSource, 1);
  g_autoptr (GError) error = NULL;
  gboolean is_new, is_break;

  source->connection_id = add (self, "x-socialdata");
  add (self, "x-api");
  source->platform = XA_PLATFORM_X;
  source->target = g_strdup ("x:@news");
  source->title = g_strdup ("News");
  source->kind = XA_AUDIENCE_ACCOUNT;
  source->passes = 6;
  source->since_us = XA_TIME_UNKNOWN;
  xa_store_add_source (self->store, source, &is_new, &error);
  g_assert_no_error (error);
  xa_store_use_way (self->store, source->id, 1, "x-socialdata", NOW_US, NULL, &is_break, &error);
  g_assert_no_error (error);
  xa_store_use_way (self->store, source->id, 2, "x-api", NOW_US, NULL, &is_break, &error);
  g_assert_no_error (error);
  xa_store_use_way (self->store, source->id, 3, "x-api", NOW_US, NULL, &is_break, &error);
  g_assert_no_error (error);
  first = get (self, 0);
  second = get (self, 1);
  g_assert_cmpuint (first->n_brought, ==, 1);
  g_assert_cmpuint (second->n_brought, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  g_test_add_func ("/way-state/order", test_order);
  g_test_add_func ("/way-state/down", test_down);
  g_test_add_func ("/way-state/signed-out", test_signed_out);
  g_test_add_func ("/way-state/brought", test_brought);

  return g_test_run ();
}
