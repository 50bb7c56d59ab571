#include "workspace.h"

#include <string.h>

static XaPseudonymizer *
make_keys (XaStore *store,
           guint8   first)
{
  guint8 key[XA_MASTER_KEY_SIZE] = { first };

  return xa_pseudonymizer_new (key, xa_store_get_uuid (store));
}

/* Imports people by their raw ids, as the keys at hand show them. */
static void
import_people (XaStore         *store,
               XaPseudonymizer *keys,
               guint            source,
               gint64           at_us)
{
  XaBatch *batch = xa_batch_new ();

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, at_us, XA_COUNT_UNKNOWN);
  for (guint i = 1; i <= 500; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);
    XaPerson         raw = { .id = xa_span (id) };
    XaBatchMember    member = { .audience = 0 };
    XaBatchActivity  activity = { .has_who = TRUE, .activity = XA_ACTIVITY_AUTHOR, .day = 3, .count = 1, .post = XA_BATCH_NO_REF };
    XaReject         why;

    g_assert_true (xa_pseudonymizer_person (keys, XA_PLATFORM_TELEGRAM, &raw, &member.who, &why));
    activity.who = member.who;
    g_array_append_val (batch->members, member);
    g_array_append_val (batch->activities, activity);
  }
  finish (begin_import (store, source, XA_INGEST_NEW, NULL), batch, FALSE);
}

static void
test_unset (void)
{
  g_autofree char *folder = g_dir_make_tmp ("xaudience-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "w.xaudience", NULL);
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_create (path, NULL);
  g_autoptr (XaPseudonymizer) keys = make_keys (store, 1);

  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_UNSET);
  g_assert_true (xa_store_check_keys (store, keys, &error));
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_UNSET);
  g_assert_true (xa_store_seal (store, &error));
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_UNSET);
  g_assert_true (xa_store_adopt_keys (store, keys, &error));
  g_assert_true (xa_store_adopt_keys (store, keys, &error));
  g_assert_no_error (error);
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_SET);
  xa_store_close (store);
  g_assert_cmpint (query_number (path, "SELECT count(*) FROM key_epoch"), ==, 1);
  workspace_remove_tree (folder);
}

/* With the wrong key the same people would look like others, and nobody would be shared. */
static void
test_swapped_key (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  XaStore         *store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaPseudonymizer) wrong = make_keys (store, 99);
  g_autoptr (GError) error = NULL;

  import_people (store, workspace->keys, 1, 100);
  before = dump (store);
  g_assert_false (xa_store_adopt_keys (store, wrong, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  g_clear_error (&error);
  g_assert_false (xa_store_check_keys (store, wrong, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
  g_assert_true (xa_store_check_keys (store, workspace->keys, NULL));
  after = dump (store);
  g_assert_cmpstr (before, ==, after);
  xa_store_close (store);
}

static void
test_seal (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) snapshots = NULL;
  g_autoptr (XaMemberSet) before = NULL;
  g_autoptr (XaMemberSet) after = NULL;
  g_autoptr (XaMemberSet) authors = NULL;
  g_autoptr (XaAudience) audience = NULL;
  g_autoptr (XaPseudonymizer) new_keys = NULL;
  XaIngestSource source = { person (77), "test", 1, 1, 0, 0 };
  XaIngestStart  start;
  guint64        offset;
  XaStoreInfo    info;
  XaStore       *store = workspace_open (workspace, XA_STORE_WRITE);

  import_people (store, workspace->keys, 1, 100);
  g_assert_true (xa_store_seal (store, &error));
  g_assert_true (xa_store_seal (store, &error)); /* once is enough */
  g_assert_no_error (error);
  g_assert_cmpint (xa_store_get_key_state (store), ==, XA_KEY_STATE_SEALED);

  /* The key that was destroyed is of no use, wherever a copy of it comes from. */
  g_assert_false (xa_store_check_keys (store, workspace->keys, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_SEALED);
  g_clear_error (&error);
  g_assert_false (xa_store_adopt_keys (store, workspace->keys, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_SEALED);
  g_clear_error (&error);
  g_assert_null (xa_ingest_begin (store, &source, &start, &offset, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_SEALED);
  g_clear_error (&error);

  /* What is there can be analysed. */
  audience = find_audience (store, "a");
  before = xa_store_load_members (store, audience->snapshot_id, NULL);
  g_assert_cmpuint (xa_member_set_count (before), ==, 500);
  assert_sound (store);

  /* The same people under a new key are nobody that was there before. */
  new_keys = make_keys (store, 8);
  g_assert_true (xa_store_adopt_keys (store, new_keys, &error));
  g_assert_no_error (error);
  import_people (store, new_keys, 2, 200);
  snapshots = xa_store_list_snapshots (store, audience->id, NULL);
  g_assert_cmpuint (snapshots->len, ==, 3);
  for (guint i = 0; i < snapshots->len; i++) {
    const XaSnapshot *snapshot = &g_array_index (snapshots, XaSnapshot, i);

    if (snapshot->coverage == XA_COVERAGE_COMPLETE && snapshot->key_epoch == 2)
      after = xa_store_load_members (store, snapshot->id, NULL);
    else if (snapshot->coverage == XA_COVERAGE_ACTIVE_AUTHORS)
      authors = xa_store_load_members (store, snapshot->id, NULL);
  }
  g_assert_cmpuint (xa_member_set_count (after), ==, 500);
  g_assert_cmpuint (xa_member_set_count_shared (before, after), ==, 0);
  /* The day holds both, but the snapshot only those of the new key. */
  g_assert_cmpuint (xa_member_set_count (authors), ==, 500);
  g_assert_cmpuint (xa_member_set_count_shared (authors, after), ==, 500);
  g_assert_true (xa_store_get_info (store, &info, NULL));
  g_assert_cmpint (info.key_epoch, ==, 2);
  g_assert_cmpint (info.n_members, ==, 1000);
  g_assert_cmpint (info.key_state, ==, XA_KEY_STATE_SET);
  assert_sound (store);
  xa_store_close (store);
}

/* Without the key the source of an open import is never known again. */
static void
test_seal_ends_imports (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  XaStore  *store = workspace_open (workspace, XA_STORE_WRITE);
  XaIngest *ingest = begin_import (store, 1, XA_INGEST_NEW, NULL);
  g_autoptr (XaBatch) batch = xa_batch_new ();
  XaStoreInfo info;

  add_audience (batch, 0, "a", XA_BATCH_NO_REF);
  add_list (batch, 0, XA_COVERAGE_COMPLETE, 1, XA_COUNT_UNKNOWN);
  add_member (batch, 0, 1);
  add_post (batch, 0, 1);
  put (ingest, batch);
  xa_ingest_free (ingest);
  g_assert_true (xa_store_seal (store, NULL));
  g_assert_true (xa_store_get_info (store, &info, NULL));
  g_assert_cmpint (info.n_imports_open, ==, 0);
  g_assert_cmpint (info.n_posts, ==, 1);
  xa_store_close (store);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM import_member"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/unset", test_unset);
  g_test_add_func ("/keys/ID-8/swapped-key", test_swapped_key);
  g_test_add_func ("/keys/ID-9/seal", test_seal);
  g_test_add_func ("/keys/ID-9/seal-ends-imports", test_seal_ends_imports);

  return g_test_run ();
}
