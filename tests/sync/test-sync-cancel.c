#include "weather-place.h"

#include <string.h>

/*
 * Passes that hang: they hold nobody but themselves, end as soon as they are cancelled, and what they
 * know of people is in no file meanwhile.
 */

static gpointer
cancel_hanging (gpointer data)
{
  SyncPlace *self = data;

  /* By now the calm ones may be done: nothing else ends this wait. */
  weather_wait_for_hang (4);
  for (guint i = 0; i < 20000 && weather_get_n_pages ("calm-1000") < 11; i++)
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
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64   slow = weather_place_connect (self, &weather_provider, "Slow");
  gint64   fast = weather_place_connect (self, &weather_provider, "Fast");
  GThread *thread;
  g_autoptr (XaTask) task = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autofree char *id = g_strdup_printf ("hang-%u", i);

    weather_place_follow (self, slow, id);
  }
  weather_place_follow (self, fast, "calm-1000");
  thread = g_thread_new ("cancel", cancel_hanging, self);
  weather_place_run (self, 1, 4, 0);
  g_thread_join (thread);
  weather_place_assert_members (self, "calm-1000", 1000, XA_COVERAGE_COMPLETE);
  task = sync_place_get_task (self, 1, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_CANCELLED);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  weather_wait_for_hang (2);
  g_cancellable_cancel (cancellable);

  return NULL;
}

/* A run that is cancelled ends, though its passes would not, and what it did not finish is queued. */
static void
test_cancel (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread      *thread;
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaTask) task = NULL;

  weather_place_follow (self, connection, "hang-1");
  weather_place_follow (self, connection, "hang-2");
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (xa_sync_run (self->sync, &options, cancellable, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  task = sync_place_get_task (self, 1, XA_PASS_MEMBERS);
  g_assert_cmpint (task->state, ==, XA_TASK_QUEUED);
  g_assert_cmpuint (task->attempts, ==, 0);
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

typedef struct {
  SyncPlace   *place;
  gint64       connection;
  const char  *id;
  XaDisconnect how;
} Remover;

static gpointer
remove_while_fetching (gpointer data)
{
  Remover *self = data;
  g_autoptr (GError) error = NULL;

  weather_wait_for_pages (self->id, 2);
  g_assert_true (xa_sync_disconnect (self->place->sync, self->connection, self->how, NULL, NULL, &error));
  g_assert_no_error (error);
  weather_let_go ();

  return NULL;
}

/* What is removed while it is fetched does not come back with the next page, and holds up nobody else. */
static void
test_removed_while_fetched (void)
{
  const char *const ids[] = { "careful-500", "calm-500" };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (ids); i++) {
    g_autoptr (SyncPlace) self = weather_place_new ();
    Remover       remover = { .place = self, .id = ids[i / 2], .how = i % 2 ? XA_DISCONNECT_ERASE_PLATFORM : XA_DISCONNECT_KEEP_DATA };
    gint64        other = weather_place_connect (self, &weather_provider, "Other");
    XaSyncOptions options = { 0 };
    g_auto (XaSyncProgress) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (XaAudience) removed = NULL;
    GThread *thread;

    remover.connection = weather_place_connect (self, &weather_provider, "Removed");
    weather_place_follow (self, remover.connection, remover.id);
    weather_place_follow (self, other, "forbidden");
    weather_hold_after (2);
    thread = g_thread_new ("remove", remove_while_fetching, &remover);
    xa_sync_run (self->sync, &options, NULL, &report, &error);
    g_assert_no_error (error);
    g_thread_join (thread);
    removed = sync_place_find (self, remover.id);
    if (remover.how == XA_DISCONNECT_ERASE_PLATFORM)
      g_assert_null (removed);
    for (guint j = 0; j < report.n_items; j++) {
      if (g_str_equal (report.items[j].connection, "Removed"))
        g_assert_cmpint (report.items[j].state, ==, XA_TASK_CANCELLED);
      else if (remover.how == XA_DISCONNECT_KEEP_DATA) /* else it may be gone too */
        g_assert_cmpint (report.items[j].state, ==, XA_TASK_FAILED);
    }
    import_place_verify (self->place);
  }
}

typedef struct {
  SyncPlace    *place;
  GCancellable *cancellable;
} Searcher;

static gpointer
search_while_hanging (gpointer data)
{
  Searcher *self = data;

  weather_wait_for_hang (1);
  for (guint i = 0; i < 20000 && weather_get_n_pages ("calm-500") < 6; i++)
    g_usleep (10000);
  g_assert_cmpuint (weather_get_n_pages ("calm-500"), ==, 6);
  sync_place_assert_nowhere (self->place, WEATHER_CANARY);
  g_cancellable_cancel (self->cancellable);

  return NULL;
}

/* Ids, cursors, marks and whom a connection is signed in as name a person here: nothing of it is in a
 * file while it is fetched, when it failed or when it is done. */
static void
test_canaries (void)
{
  g_autoptr (SyncPlace) self = weather_place_new ();
  gint64 connection = weather_place_connect (self, &weather_provider, NULL);
  g_autoptr (GPtrArray) connections = NULL;
  Searcher      searcher = { self, g_cancellable_new () };
  GThread      *thread;
  XaSyncOptions options = { 0 };
  g_auto (XaSyncProgress) report = { 0 };

  weather_place_follow (self, connection, "flaky-3");
  weather_place_follow (self, connection, "calm-500");
  weather_place_follow (self, connection, "hang-1");
  thread = g_thread_new ("search", search_while_hanging, &searcher);
  xa_sync_run (self->sync, &options, searcher.cancellable, &report, NULL);
  g_thread_join (thread);
  sync_place_assert_nowhere (self, WEATHER_CANARY);
  g_assert_true (holds (self->place->folder, "flaky-3"));
  for (guint i = 0; i < report.n_items; i++)
    g_assert_null (strstr (report.items[i].cause_text, WEATHER_CANARY));
  connections = xa_sync_list_connections (self->sync, NULL);
  g_assert_cmpstr (((XaConnection *) connections->pdata[0])->who, ==, WEATHER_CANARY);
  g_object_unref (searcher.cancellable);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  xa_provider_lend (&weather_provider);
  xa_provider_lend (&weather_stream_provider);

  g_test_add_func ("/sync/run/slow-holds-nobody", test_slow_holds_nobody);
  g_test_add_func ("/sync/NET-5/cancel", test_cancel);
  g_test_add_func ("/sync/run/removed-while-fetched", test_removed_while_fetched);
  g_test_add_func ("/sync/ID-1/canaries", test_canaries);

  return g_test_run ();
}
