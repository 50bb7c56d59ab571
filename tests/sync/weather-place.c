#include "weather-place.h"

#include "store/xa-audiences.h"

SyncPlace *
weather_place_new (void)
{
  weather_reset ();

  return sync_place_new (NULL);
}

gint64
weather_place_connect (SyncPlace        *self,
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

gint64
weather_place_follow (SyncPlace  *self,
                      gint64      connection_id,
                      const char *id)
{
  return sync_place_follow (self, connection_id, &weather_provider, id, 0);
}

void
weather_place_run (SyncPlace *self,
                   guint      n_done,
                   guint      n_failed,
                   guint      n_waiting)
{
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;

  xa_sync_run (self->sync, &options, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.n_items; i++)
    g_test_message ("%s: %s %s %s", report.items[i].title, xa_task_state_id (report.items[i].state), report.items[i].cause, report.items[i].cause_text);
  g_assert_cmpuint (report.n_done, ==, n_done);
  g_assert_cmpuint (report.n_failed, ==, n_failed);
  g_assert_cmpuint (report.n_waiting, ==, n_waiting);
  g_assert_cmpuint (report.n_running, ==, 0);
}

void
weather_place_assert_members (SyncPlace  *self,
                              const char *native_id,
                              gint64      n,
                              XaCoverage  coverage)
{
  g_autoptr (XaAudience) audience = sync_place_find (self, native_id);

  g_assert_nonnull (audience);
  g_assert_cmpint (audience->fetched, ==, n);
  g_assert_cmpint (audience->coverage, ==, coverage);
}
