#include "store/xa-connections.h"
#include "store/xa-sources.h"
#include "workspace.h"

/* What is followed no more comes back as it was. */

/* A source of which something was fetched, over a connection of its own. */
static const char filled[] =
  "INSERT INTO connection (id, uuid, provider, name, sign_in, state, created_us) VALUES (4, 'u', 'test', 'Forum', '', 1, 1);"
  "INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (9, 1, 'birds', 1, 'Birds', 0);"
  "INSERT INTO source VALUES (7, 4, 9, 1, 'test:birds', 'Birds', 1, 3, 11, 500, 2, 'Only the newest', 12, 13, 3600, 1, 14, 15, 0.5);"
  "INSERT INTO source_mark VALUES (7, 'newest', x'0102'), (7, 'oldest', x'03');"
  "INSERT INTO way_used VALUES (7, 2, 'test', NULL);"
  "INSERT INTO task (source_id, kind, state, import_id, pass_us, created_us, finished_us) VALUES (7, 2, 5, NULL, 21, 22, 23), (7, 2, 6, NULL, 24, 25, 26);";

/* All that hangs on a source, whatever its id. */
static char *
tell (Workspace *workspace)
{
  static const char *const parts[] = {
    "SELECT group_concat (hex (name || value), ' ') FROM (SELECT name, value FROM source_mark JOIN source ON source.id = source_id ORDER BY name)",
    "SELECT group_concat (way_used.kind || last || ifnull (trying, '-'), ' ') FROM way_used JOIN source ON source.id = source_id",
    "SELECT group_concat (kind || ',' || state || ',' || pass_us || ',' || finished_us, ' ') FROM (SELECT * FROM task ORDER BY id)",
    "SELECT group_concat (connection_id || ',' || ifnull (audience_id, '-') || ',' || platform || target || title || kind || passes || since_us || max_posts || notes"
    " || note_text || added_us || last_ok_us || ifnull (interval_s, '-') || is_paused || n_requests || duration_us || price, ' ') FROM source",
  };
  GString *all = g_string_new ("");

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = query_string (workspace->path, parts[i]);

    g_string_append_printf (all, "%s\n", part && *part ? part : "nothing");
  }

  return g_string_free_and_steal (all);
}

static XaSourceKept *
keep_and_drop (XaStore *store,
               gint64   id)
{
  g_autoptr (GError) error = NULL;
  XaSourceKept *kept = xa_store_keep_source (store, id, &error);

  g_assert_no_error (error);
  g_assert_true (xa_store_drop_source (store, id, &error));
  g_assert_no_error (error);

  return kept;
}

static gint64
restore (XaStore            *store,
         const XaSourceKept *kept)
{
  g_autoptr (GError) error = NULL;
  gint64 id = -1;

  g_assert_true (xa_store_restore_source (store, kept, &id, &error));
  g_assert_no_error (error);

  return id;
}

static void
test_as_it_was (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaSourceKept) kept = NULL;
  g_autofree char *before = NULL, *between = NULL, *after = NULL;

  run_sql (workspace->path, filled);
  before = tell (workspace);
  kept = keep_and_drop (store, 7);
  between = tell (workspace);
  g_assert_cmpstr (between, ==, "nothing\nnothing\nnothing\nnothing\n");
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM audience"), ==, 1);
  g_assert_cmpint (restore (store, kept), ==, 7);
  after = tell (workspace);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

/* What was begun is not gone on with: its list went with the task. */
static void
test_open_task (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaSourceKept) kept = NULL;

  run_sql (workspace->path, filled);
  run_sql (workspace->path, "INSERT INTO task (source_id, kind, state, pass_us, created_us) VALUES (7, 1, 2, 1, 1)");
  kept = keep_and_drop (store, 7);
  restore (store, kept);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task"), ==, 2);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task WHERE state < 5"), ==, 0);
}

/* Its id may be that of another, and its audience and imports may be gone. */
static void
test_others_meanwhile (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaSourceKept) kept = NULL;
  gint64 id;

  run_sql (workspace->path, filled);
  run_sql (workspace->path, "INSERT INTO import (id, source, format, size_bytes, at_us, state, offset, counts, key_epoch, started_us)"
                            " VALUES (3, x'00', 'test', 0, 1, 2, 0, x'', 1, 1); UPDATE task SET import_id = 3");
  kept = keep_and_drop (store, 7);
  run_sql (workspace->path, "DELETE FROM audience; DELETE FROM import;"
                            "INSERT INTO source (id, connection_id, platform, target, title, kind, passes, max_posts, added_us)"
                            " VALUES (7, 4, 1, 'test:fish', 'Fish', 1, 3, 0, 1)");
  id = restore (store, kept);
  g_assert_cmpint (id, >, 7);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source WHERE target = 'test:birds' AND audience_id IS NULL"), ==, 1);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM task WHERE source_id = 7 OR import_id IS NOT NULL"), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source_mark WHERE source_id > 7"), ==, 2);
  assert_sound (store);

  /* It is followed already: once is enough. */
  g_assert_cmpint (restore (store, kept), ==, 0);
  g_assert_cmpint (query_number (workspace->path, "SELECT count(*) FROM source"), ==, 2);
}

static void
test_no_connection (void)
{
  g_autoptr (Workspace) workspace = workspace_new ();
  g_autoptr (XaStore) store = workspace_open (workspace, XA_STORE_WRITE);
  g_autoptr (XaSourceKept) kept = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  run_sql (workspace->path, filled);
  kept = keep_and_drop (store, 7);
  g_assert_true (xa_store_drop_connection (store, 4, &error));
  g_assert_false (xa_store_restore_source (store, kept, &id, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "The connection over which it was followed is gone.");
  g_clear_error (&error);
  none = xa_store_keep_source (store, 7, &error);
  g_assert_null (none);
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/sources-kept/as-it-was", test_as_it_was);
  g_test_add_func ("/store/sources-kept/open-task", test_open_task);
  g_test_add_func ("/store/sources-kept/others-meanwhile", test_others_meanwhile);
  g_test_add_func ("/store/sources-kept/no-connection", test_no_connection);

  return g_test_run ();
}
