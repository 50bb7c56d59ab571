#include "store/xa-connections.h"
#include "store/xa-maintenance.h"
#include "store/xa-net-rows.h"
#include "store/xa-sources.h"
#include "store/xa-tasks.h"
#include "workspace.h"

#include <string.h>

/* Stands where a server's cursor names a person. */
#define CANARY "did:plc:canaryofaperson"

#define PASS_MEMBERS 2
#define OWNER "this run"

/* A connection and a source of it: what every task hangs on. */
static gint64
add_source (XaStore         *store,
            XaPseudonymizer *keys,
            const char      *name,
            const char      *target)
{
  g_autoptr (XaConnection) connection = xa_connection_new ();
  g_autoptr (GError) error = NULL;
  XaSource source = { .platform = XA_PLATFORM_TELEGRAM, .kind = XA_AUDIENCE_GROUP, .passes = 1u << PASS_MEMBERS, .since_us = XA_TIME_UNKNOWN };
  gboolean is_new;

  connection->provider = g_strdup ("test");
  connection->name = g_strdup (name);
  connection->who = g_strdup ("the canary's name");
  xa_store_add_connection (store, keys, connection, &error);
  g_assert_no_error (error);
  source.connection_id = connection->id;
  source.target = (char *) target;
  source.title = (char *) "Birds";
  xa_store_add_source (store, &source, &is_new, &error);
  g_assert_no_error (error);
  g_assert_true (is_new);

  return source.id;
}

static XaTask *
wish (XaStore         *store,
      XaPseudonymizer *keys,
      gint64           source_id)
{
  g_autoptr (GError) error = NULL;
  XaTask *task = xa_store_wish_task (store, keys, source_id, PASS_MEMBERS, 0, 7000, &error);

  g_assert_no_error (error);

  return task;
}

/* Leaves the only task of a source and tells its state. */
static XaTaskState
leave (XaStore    *store,
       gint64      task_id,
       XaTaskState how,
       gboolean    counts)
{
  XaTaskEnd   end = { .state = how, .not_before_us = XA_TIME_UNKNOWN, .counts = counts, .cause = "transient", .cause_text = "It was away." };
  XaTaskState state;
  g_autoptr (GError) error = NULL;

  g_assert_true (xa_store_start_task (store, task_id, OWNER, NULL));
  xa_store_leave_task (store, task_id, &end, &state, &error);
  g_assert_no_error (error);

  return state;
}

static XaIngest *
begin_pass (XaStore      *store,
            gint64        task_id,
            XaIngestStart expected)
{
  XaIngestSource source = { .source = person (900 + (guint64) task_id), .format = "test", .at_us = 7000, .task_id = task_id };
  g_autoptr (GError) error = NULL;
  XaIngestStart start;
  guint64       offset;
  XaIngest     *ingest = xa_ingest_begin (store, &source, &start, &offset, &error);

  g_assert_no_error (error);
  g_assert_cmpint (start, ==, expected);

  return ingest;
}

static GBytes *
seal (XaPseudonymizer *keys,
      const char      *context,
      const char      *text)
{
  return xa_pseudonymizer_seal_text (keys, context, text);
}

/* A page of ten people with its cursor, and a mark of each kind. */
static void
add_page (XaBatch         *batch,
          XaPseudonymizer *keys,
          guint            no,
          const char      *cursor)
{
  g_autofree char *value = g_strdup_printf (CANARY "/%u", no);

  add_audience (batch, 0, "-100", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 7000, XA_COUNT_UNKNOWN);
  for (guint i = 0; i < 10; i++)
    add_member (batch, 0, no * 10 + i);
  batch->page.is_set = TRUE;
  batch->page.done = (no + 1) * 10;
  batch->page.all_read = cursor == NULL;
  batch->page.cursor = cursor ? seal (keys, XA_SEAL_CURSOR, cursor) : NULL;
  xa_batch_keep (batch, "newest", seal (keys, "mark/newest", value));
  xa_batch_keep (batch, "@stream", seal (keys, "mark/@stream", value));
}

static XaTask *
get_task (XaStore         *store,
          XaPseudonymizer *keys,
          gint64           source_id)
{
  g_autoptr (GPtrArray) tasks = xa_store_list_tasks (store, keys, source_id, NULL);

  g_assert_nonnull (tasks);
  g_assert_cmpuint (tasks->len, >, 0);

  return g_ptr_array_steal_index (tasks, 0);
}

static gboolean
file_holds (const char *path,
            const char *text)
{
  static const char *const suffixes[] = { "", "-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
    g_autofree char *data = NULL;
    gsize            size;

    if (g_file_get_contents (name, &data, &size, NULL) && memmem (data, size, text, strlen (text)))
      return TRUE;
  }

  return FALSE;
}

/* --- tests ---------------------------------------------------------------------------------- */

static void
test_one_open_task (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) first = wish (store, workspace->keys, source);
  g_autoptr (XaTask) again = wish (store, workspace->keys, source);
  g_autoptr (XaTask) retried = NULL;
  g_autoptr (XaTask) next = NULL;

  g_assert_cmpint (first->id, ==, again->id);
  g_assert_cmpint (leave (store, first->id, XA_TASK_FAILED, TRUE), ==, XA_TASK_FAILED);
  retried = wish (store, workspace->keys, source);
  g_assert_cmpint (retried->id, ==, first->id);
  g_assert_cmpint (retried->state, ==, XA_TASK_QUEUED);
  g_assert_cmpuint (retried->attempts, ==, 1);

  g_assert_cmpint (leave (store, first->id, XA_TASK_CANCELLED, FALSE), ==, XA_TASK_CANCELLED);
  next = wish (store, workspace->keys, source);
  g_assert_cmpint (next->id, !=, first->id);
  g_assert_cmpuint (next->attempts, ==, 0);
}

static void
test_dead_letter (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) task = wish (store, workspace->keys, source);
  g_autoptr (XaTask) dead = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (XaIngest) ingest = NULL;

  for (guint i = 1; i < XA_TASK_MAX_ATTEMPTS; i++)
    g_assert_cmpint (leave (store, task->id, XA_TASK_WAITING, TRUE), ==, XA_TASK_WAITING);

  /* A page between the failures begins their count anew. */
  ingest = begin_pass (store, task->id, XA_INGEST_NEW);
  add_page (batch, workspace->keys, 0, "next");
  put (ingest, batch);
  g_clear_pointer (&ingest, xa_ingest_free);
  for (guint i = 1; i < XA_TASK_MAX_ATTEMPTS; i++)
    g_assert_cmpint (leave (store, task->id, XA_TASK_WAITING, TRUE), ==, XA_TASK_WAITING);
  /* To wait for the user is no failure. */
  g_assert_cmpint (leave (store, task->id, XA_TASK_WAITING, FALSE), ==, XA_TASK_WAITING);
  g_assert_cmpint (leave (store, task->id, XA_TASK_WAITING, TRUE), ==, XA_TASK_DEAD);

  dead = get_task (store, workspace->keys, source);
  g_assert_cmpint (dead->state, ==, XA_TASK_DEAD);
  g_assert_cmpstr (dead->cause, ==, "transient");
  g_assert_cmpint (dead->finished_us, !=, XA_TIME_UNKNOWN);
  xa_store_close (g_steal_pointer (&store));
  /* What it had set aside is gone with it. */
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import_member"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import"), ==, 0);
}

static void
test_recover (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) task = wish (store, workspace->keys, source);
  g_autoptr (XaTask) mine = NULL;
  g_autoptr (XaTask) recovered = NULL;

  g_assert_true (xa_store_start_task (store, task->id, OWNER, NULL));
  g_assert_true (xa_store_recover_tasks (store, OWNER, NULL));
  mine = get_task (store, workspace->keys, source);
  g_assert_cmpint (mine->state, ==, XA_TASK_RUNNING);
  g_assert_true (xa_store_recover_tasks (store, "another run", NULL));
  recovered = get_task (store, workspace->keys, source);
  g_assert_cmpint (recovered->state, ==, XA_TASK_QUEUED);
}

/* Cursor, marks and records are in the file together, and nowhere in the clear. */
static void
test_page (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) task = wish (store, workspace->keys, source);
  g_autoptr (XaIngest) ingest = begin_pass (store, task->id, XA_INGEST_NEW);
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (XaTask) standing = NULL;
  g_autoptr (GHashTable) marks = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GPtrArray) connections = NULL;

  add_page (batch, workspace->keys, 0, CANARY);
  put (ingest, batch);
  standing = get_task (store, workspace->keys, source);
  g_assert_cmpstr (standing->cursor, ==, CANARY);
  g_assert_cmpint (standing->done, ==, 10);
  g_assert_false (standing->all_read);
  marks = xa_store_load_marks (store, workspace->keys, source, NULL);
  g_assert_cmpstr (g_hash_table_lookup (marks, "newest"), ==, CANARY "/0");
  g_assert_cmpstr (g_hash_table_lookup (marks, "@stream"), ==, CANARY "/0");

  sources = xa_store_list_sources (store, NULL);
  g_assert_cmpint (((XaSource *) sources->pdata[0])->audience_id, >, 0);
  g_assert_cmpstr (((XaSource *) sources->pdata[0])->native_id, ==, "-100");
  connections = xa_store_list_connections (store, workspace->keys, NULL);
  g_assert_cmpstr (((XaConnection *) connections->pdata[0])->who, ==, "the canary's name");

  g_assert_false (file_holds (workspace->path, CANARY));
  g_assert_false (file_holds (workspace->path, "the canary's name"));
  g_assert_true (file_holds (workspace->path, "telegram:-100"));
}

/* An interrupted pass is no departure, and goes on in the same list. */
static void
test_resume (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) task = wish (store, workspace->keys, source);
  g_autoptr (XaTask) standing = NULL;
  g_autoptr (XaTask) done = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (GError) error = NULL;
  XaIngest   *ingest = begin_pass (store, task->id, XA_INGEST_NEW);
  XaAudience *audience;

  add_page (batch, workspace->keys, 0, "second");
  put (ingest, batch);
  xa_ingest_free (ingest);
  audience = find_audience (store, "-100");
  g_assert_cmpint (audience->snapshot_id, ==, 0);
  xa_audience_free (audience);

  standing = wish (store, workspace->keys, source);
  g_assert_cmpint (standing->id, ==, task->id);
  g_assert_cmpstr (standing->cursor, ==, "second");
  g_assert_cmpint (standing->pass_us, ==, 7000);
  ingest = begin_pass (store, task->id, XA_INGEST_RESUMED);
  add_page (batch, workspace->keys, 1, NULL);
  xa_ingest_finish (ingest, batch, FALSE, &error);
  g_assert_no_error (error);
  xa_ingest_free (ingest);

  done = get_task (store, workspace->keys, source);
  g_assert_cmpint (done->state, ==, XA_TASK_DONE);
  g_assert_true (done->all_read);
  audience = find_audience (store, "-100");
  g_assert_cmpint (audience->fetched, ==, 20);
  g_assert_cmpint (audience->coverage, ==, XA_COVERAGE_COMPLETE);
  xa_audience_free (audience);
  assert_sound (store);
}

/* A pass that is read to its end and was not finished needs no page any more; and one that found
 * nothing is done without a trace. */
static void
test_finish_without_pages (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 source = add_source (store, workspace->keys, "One", "telegram:-100");
  g_autoptr (XaTask) task = wish (store, workspace->keys, source);
  g_autoptr (XaTask) next = NULL;
  g_autoptr (XaTask) done = NULL;
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (GError) error = NULL;
  XaIngest   *ingest = begin_pass (store, task->id, XA_INGEST_NEW);
  XaAudience *audience;

  add_page (batch, workspace->keys, 0, NULL);
  put (ingest, batch);
  xa_ingest_free (ingest);
  ingest = begin_pass (store, task->id, XA_INGEST_RESUMED);
  xa_ingest_finish (ingest, NULL, FALSE, &error);
  g_assert_no_error (error);
  xa_ingest_free (ingest);
  audience = find_audience (store, "-100");
  g_assert_cmpint (audience->fetched, ==, 10);
  xa_audience_free (audience);

  next = wish (store, workspace->keys, source);
  g_assert_cmpint (next->id, !=, task->id);
  ingest = begin_pass (store, next->id, XA_INGEST_NEW);
  batch->page.is_set = batch->page.all_read = TRUE;
  xa_batch_keep (batch, "newest", NULL);
  xa_ingest_finish (ingest, batch, FALSE, &error);
  g_assert_no_error (error);
  xa_ingest_free (ingest);
  done = get_task (store, workspace->keys, source);
  g_assert_cmpint (done->state, ==, XA_TASK_DONE);
  assert_sound (store);
  xa_store_close (g_steal_pointer (&store));
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source_mark"), ==, 0);
}

/* Stopping to follow leaves what came in; erasing the platform leaves nothing that is followed. */
static void
test_drop_and_erase (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  gint64 one = add_source (store, workspace->keys, "One", "telegram:-100");
  gint64 two = add_source (store, workspace->keys, "Two", "telegram:-200");
  g_autoptr (XaTask) task = wish (store, workspace->keys, one);
  g_autoptr (XaTask) other = wish (store, workspace->keys, two);
  g_autoptr (XaBatch) batch = xa_batch_new ();
  g_autoptr (GError) error = NULL;
  XaIngest *ingest = begin_pass (store, task->id, XA_INGEST_NEW);

  add_page (batch, workspace->keys, 0, NULL);
  xa_ingest_finish (ingest, batch, FALSE, &error);
  g_assert_no_error (error);
  xa_ingest_free (ingest);
  g_assert_true (xa_store_drop_connection (store, 1, &error));
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM connection_mark"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM snapshot"), ==, 1);
  assert_sound (store);

  g_assert_true (xa_store_erase_platform (store, XA_PLATFORM_TELEGRAM, &error));
  g_assert_no_error (error);
  assert_sound (store);
  xa_store_close (g_steal_pointer (&store));
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM connection"), ==, 1);
  g_assert_false (file_holds (workspace->path, "telegram:-200"));
}

static void
test_names (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaConnection) twin = xa_connection_new ();
  g_autoptr (GError) error = NULL;

  add_source (store, workspace->keys, "One", "telegram:-100");
  twin->provider = g_strdup ("test");
  twin->name = g_strdup ("ONE");
  g_assert_false (xa_store_add_connection (store, workspace->keys, twin, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_EXISTS);
}

static void
test_net_rows (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (GPtrArray) limits = g_ptr_array_new ();
  g_autoptr (GPtrArray) validators = g_ptr_array_new ();
  g_autoptr (GPtrArray) read_limits = NULL;
  g_autoptr (GPtrArray) read_validators = NULL;
  XaStoredLimit            limit = { .name = (char *) "uuid/followers", .tokens = 2.5, .at_us = 5, .not_before_us = XA_TIME_UNKNOWN, .failures = 3, .spent = 7 };
  XaStoredValidator        old = { .address = person (1), .etag = (char *) CANARY, .expires_us = XA_TIME_UNKNOWN, .used_us = 1 };
  XaStoredValidator        fresh = { .address = person (2), .etag = (char *) CANARY, .last_modified = (char *) "Mon", .expires_us = 9, .used_us = 2 };
  const XaStoredLimit     *l;
  const XaStoredValidator *v;

  g_ptr_array_add (limits, &limit);
  g_ptr_array_add (validators, &old);
  g_ptr_array_add (validators, &fresh);
  g_assert_true (xa_store_put_net_rows (store, workspace->keys, limits, validators, NULL));
  limit.tokens = 1.5;
  fresh.used_us = XA_VALIDATOR_MAX_AGE_US + 2;
  g_assert_true (xa_store_put_net_rows (store, workspace->keys, limits, validators, NULL));

  read_limits = xa_store_list_limits (store, NULL);
  g_assert_cmpuint (read_limits->len, ==, 1);
  l = read_limits->pdata[0];
  g_assert_cmpstr (l->name, ==, "uuid/followers");
  g_assert_cmpfloat (l->tokens, ==, 1.5);
  g_assert_cmpint (l->not_before_us, ==, XA_TIME_UNKNOWN);
  g_assert_cmpuint (l->failures, ==, 3);
  read_validators = xa_store_list_validators (store, workspace->keys, NULL);
  g_assert_cmpuint (read_validators->len, ==, 1);
  v = read_validators->pdata[0];
  g_assert_cmpmem (&v->address, sizeof v->address, &fresh.address, sizeof fresh.address);
  g_assert_cmpstr (v->etag, ==, CANARY);
  g_assert_cmpstr (v->last_modified, ==, "Mon");
  g_assert_cmpint (v->expires_us, ==, 9);
  g_assert_false (file_holds (workspace->path, CANARY));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/tasks/one-open-task", test_one_open_task);
  g_test_add_func ("/store/tasks/dead-letter", test_dead_letter);
  g_test_add_func ("/store/tasks/recover", test_recover);
  g_test_add_func ("/store/ID-1/sealed-cursor", test_page);
  g_test_add_func ("/store/NET-9/resume", test_resume);
  g_test_add_func ("/store/tasks/finish-without-pages", test_finish_without_pages);
  g_test_add_func ("/store/ID-10/drop-and-erase", test_drop_and_erase);
  g_test_add_func ("/store/tasks/names", test_names);
  g_test_add_func ("/store/NET-6/net-rows", test_net_rows);

  return g_test_run ();
}
