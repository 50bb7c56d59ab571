#include "workspace.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

Workspace *
workspace_new (void)
{
  Workspace *self = g_new0 (Workspace, 1);
  guint8     key[XA_MASTER_KEY_SIZE] = { 7 };
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = NULL;

  self->folder = g_dir_make_tmp ("xaudience-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "test.xaudience", NULL);
  store = xa_store_create (self->path, &error);
  g_assert_no_error (error);
  self->keys = xa_pseudonymizer_new (key, xa_store_get_uuid (store));
  g_assert_true (xa_store_adopt_keys (store, self->keys, &error));
  g_assert_no_error (error);

  return self;
}

void
workspace_remove_tree (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      workspace_remove_tree (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

void
workspace_free (Workspace *self)
{
  workspace_remove_tree (self->folder);
  xa_pseudonymizer_unref (self->keys);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

XaStore *
workspace_open (Workspace  *self,
                XaStoreMode mode)
{
  g_autoptr (GError) error = NULL;
  XaStore *store = xa_store_open (self->path, mode, &error);

  g_assert_no_error (error);

  return store;
}

/* Bijective, so that no two people are the same one. */
static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return x ^ (x >> 31);
}

XaPseudonym
person (guint64 n)
{
  guint64     halves[2] = { mix (n), mix (~n) };
  XaPseudonym pseudonym;

  memcpy (pseudonym.bytes, halves, sizeof pseudonym.bytes);

  return pseudonym;
}

XaIngest *
begin_import (XaStore      *store,
              guint         source,
              XaIngestStart expected,
              guint64      *resume_offset)
{
  XaIngestSource described = { person (G_MAXUINT64 - source), "test", 1000, 5000000, 0, 0 };
  g_autoptr (GError) error = NULL;
  XaIngestStart start;
  guint64       offset;
  XaIngest     *ingest = xa_ingest_begin (store, &described, &start, &offset, &error);

  g_assert_no_error (error);
  g_assert_cmpint (start, ==, expected);
  if (resume_offset)
    *resume_offset = offset;

  return ingest;
}

void
put (XaIngest *ingest,
     XaBatch  *batch)
{
  g_autoptr (GError) error = NULL;

  xa_ingest_batch (ingest, batch, &error);
  g_assert_no_error (error);
  xa_batch_clear (batch);
}

void
finish (XaIngest *ingest,
        XaBatch  *last,
        gboolean  truncated)
{
  g_autoptr (GError) error = NULL;

  xa_ingest_finish (ingest, last, truncated, &error);
  g_assert_no_error (error);
  xa_ingest_free (ingest);
  xa_batch_free (last);
}

void
add_audience (XaBatch      *batch,
              XaAudienceRef ref,
              const char   *native_id,
              XaAudienceRef parent)
{
  XaBatchAudience audience = {
    .ref = ref,
    .parent = parent,
    .platform = XA_PLATFORM_TELEGRAM,
    .kind = XA_AUDIENCE_GROUP,
    .native_id = xa_batch_add_text (batch, xa_span (native_id)),
    .title = xa_batch_add_text (batch, xa_span (native_id)),
    .handle = XA_BATCH_NO_TEXT,
    .url = XA_BATCH_NO_TEXT,
    .n_names = 1,
  };

  audience.names[0] = person (g_str_hash (native_id) + G_GUINT64_CONSTANT (1) * 1000000000000);
  g_array_append_val (batch->audiences, audience);
}

void
add_list (XaBatch      *batch,
          XaAudienceRef ref,
          XaCoverage    coverage,
          gint64        at_us,
          gint64        reported)
{
  XaBatchSnapshot snapshot = { ref, coverage, at_us, 0, reported };

  g_array_append_val (batch->snapshots, snapshot);
}

void
add_member (XaBatch      *batch,
            XaAudienceRef ref,
            guint64       n)
{
  XaBatchMember member = { person (n), ref, 0 };

  g_array_append_val (batch->members, member);
}

XaBatchPost *
add_post (XaBatch      *batch,
          XaAudienceRef ref,
          gint64        id)
{
  XaBatchPost post = {
    .audience = ref,
    .id = id,
    .at_us = id * G_USEC_PER_SEC,
    .reply_to = XA_COUNT_UNKNOWN,
    .seen_us = 1000,
    .reactions = XA_COUNT_UNKNOWN,
    .comments = XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .rating = (double) NAN,
    .author_kind = XA_AUTHOR_MEMBER,
    .lang = XA_BATCH_NO_TEXT,
    .product = XA_BATCH_NO_TEXT,
    .text = XA_BATCH_NO_TEXT,
    .fields = XA_BATCH_NO_TEXT,
  };

  g_array_append_val (batch->posts, post);

  return &g_array_index (batch->posts, XaBatchPost, batch->posts->len - 1);
}

void
add_activity (XaBatch      *batch,
              XaAudienceRef ref,
              XaActivity    kind,
              guint64       n,
              gint32        day,
              guint32       post)
{
  XaBatchActivity activity = {
    .who = person (n),
    .has_who = TRUE,
    .activity = kind,
    .audience = ref,
    .day = day,
    .count = 1,
    .post = post,
  };

  g_array_append_val (batch->activities, activity);
}

void
add_term (XaBatch      *batch,
          XaAudienceRef ref,
          const char   *text,
          guint64       n,
          gint32        hour,
          guint32       post)
{
  XaBatchTerm term = {
    .who = person (n),
    .has_who = TRUE,
    .kind = XA_TERM_TAG,
    .audience = ref,
    .term = xa_batch_add_text (batch, xa_span (text)),
    .word = XA_BATCH_NO_TEXT,
    .hour = hour,
    .post = post,
  };

  g_array_append_val (batch->terms, term);
}

void
add_link (XaBatch      *batch,
          XaAudienceRef ref,
          guint64       target,
          gboolean      certain)
{
  XaBatchLink link = { ref, XA_LINK_MENTION, person (target), certain, 1, XA_BATCH_NO_REF };

  g_array_append_val (batch->links, link);
}

void
add_sample (XaBatch      *batch,
            XaAudienceRef ref,
            gint64        at_us,
            double        value)
{
  XaBatchSample sample = { ref, XA_METRIC_MEMBERS, at_us, value, 0.0 };

  g_array_append_val (batch->samples, sample);
}

static sqlite3 *
connect (const char *path,
         int         flags)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, flags, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);

  return db;
}

char *
query_string (const char *path,
              const char *sql)
{
  sqlite3      *db = connect (path, SQLITE_OPEN_READONLY);
  sqlite3_stmt *statement = NULL;
  char         *text = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return text;
}

gint64
query_number (const char *path,
              const char *sql)
{
  g_autofree char *text = query_string (path, sql);

  return text ? g_ascii_strtoll (text, NULL, 10) : G_MININT64;
}

void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db = connect (path, SQLITE_OPEN_READWRITE);
  char    *message = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

char *
dump (XaStore *store)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  xa_store_dump (store, stream, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

XaAudience *
find_audience (XaStore    *store,
               const char *native_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) audiences = xa_store_list_audiences (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < audiences->len; i++) {
    XaAudience *audience = g_ptr_array_index (audiences, i);

    if (g_str_equal (audience->native_id, native_id))
      return g_ptr_array_steal_index (audiences, i);
  }

  return NULL;
}

/* Posts by spans of 30 days. */
#define SPANS                                                                                                                      \
  "SELECT * FROM (SELECT audience_id, at_us / 2592000000000 - (at_us % 2592000000000 < 0) AS s, count (*), sum (author_kind = 2)," \
  " min (at_us), max (at_us), count (reactions), coalesce (sum (reactions), 0), count (comments), coalesce (sum (comments), 0),"   \
  " count (shares), coalesce (sum (shares), 0), count (views), coalesce (sum (views), 0) FROM post GROUP BY audience_id, s)"

void
assert_sound (XaStore *store)
{
  g_autoptr (GError) error = NULL;

  xa_store_verify (store, NULL, &error);
  g_assert_no_error (error);
  /* What is added up is what there is. */
  g_assert_cmpint (query_number (xa_store_get_path (store), "SELECT count (*) FROM (SELECT * FROM post_span EXCEPT " SPANS ")"), ==, 0);
  g_assert_cmpint (query_number (xa_store_get_path (store), "SELECT count (*) FROM (" SPANS " EXCEPT SELECT * FROM post_span)"), ==, 0);
}
