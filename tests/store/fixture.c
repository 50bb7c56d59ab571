#include "fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#define PEOPLE_PER_BATCH 60
#define POSTS_PER_BATCH 20

XaPseudonymizer *
fixture_keys (guint8      seed,
              const char *uuid)
{
  guint8 key[XA_MASTER_KEY_SIZE];

  memset (key, seed, sizeof key);

  return xa_pseudonymizer_new (key, uuid);
}

XaPseudonym
fixture_person (XaPseudonymizer *keys,
                XaPlatform       platform,
                guint            n)
{
  g_autofree char *id = g_strdup_printf ("%u", 1000001 + n);
  XaPerson         person = { .id = xa_span (id) };
  XaPseudonym      pseudonym;
  XaReject         why;

  g_assert_true (xa_pseudonymizer_person (keys, platform, &person, &pseudonym, &why));

  return pseudonym;
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (self->store);
  self->store = xa_store_open (self->path, XA_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (xa_store_adopt_keys (self->store, self->keys, &error));
  g_assert_no_error (error);
}

void
fixture_close (Fixture *self)
{
  g_clear_pointer (&self->store, xa_store_close);
}

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  /* The clock stands still; set before any thread is there. */
  if (!g_getenv ("SOURCE_DATE_EPOCH"))
    g_setenv ("SOURCE_DATE_EPOCH", "1760000000", TRUE);
  self->folder = g_dir_make_tmp ("xaudience-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "a.xaudience", NULL);
  self->store = xa_store_create (self->path, &error);
  g_assert_no_error (error);
  self->keys = fixture_keys (7, xa_store_get_uuid (self->store));
  g_assert_true (xa_store_adopt_keys (self->store, self->keys, &error));
  g_assert_no_error (error);

  return self;
}

void
fixture_free (Fixture *self)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  fixture_close (self);
  folder = g_dir_open (self->folder, 0, NULL);
  while (folder && (name = g_dir_read_name (folder))) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
  g_clear_pointer (&self->keys, xa_pseudonymizer_unref);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

static void
add_audience (XaBatch    *batch,
              guint       ref,
              XaPlatform  platform,
              const char *id,
              const char *title)
{
  XaBatchAudience audience = {
    .ref = ref,
    .parent = ref == 0 ? XA_BATCH_NO_REF : 0,
    .platform = platform,
    .kind = ref == 0 ? XA_AUDIENCE_CHANNEL : XA_AUDIENCE_GROUP,
    .native_id = xa_batch_add_text (batch, xa_span (id)),
    .title = xa_batch_add_text (batch, xa_span (title)),
    .handle = XA_BATCH_NO_TEXT,
    .url = XA_BATCH_NO_TEXT,
    .n_names = 1,
  };

  memset (&audience.names[0], 100 + (int) ref, sizeof audience.names[0]);
  g_array_append_val (batch->audiences, audience);
}

static void
add_people (XaBatch             *batch,
            XaPseudonymizer     *keys,
            const FixtureSource *source,
            guint                no)
{
  const gint32 day = (gint32) (source->at_us / XA_USEC_PER_DAY);

  for (guint i = 0; i < PEOPLE_PER_BATCH; i++) {
    guint         n = no * (PEOPLE_PER_BATCH - 10) + i + (source->no ? 10 : 0);
    XaBatchMember member = { fixture_person (keys, source->platform, n), i % 2, 0 };

    g_array_append_val (batch->members, member);
    if (i % 3 == 0) {
      XaBatchActivity seen = {
        .who = member.who, .has_who = TRUE, .activity = i % 2 ? XA_ACTIVITY_REACTOR : XA_ACTIVITY_AUTHOR, .audience = i % 2, .day = day - (gint32) (i % 40), .count = 1 + i % 4, .post = XA_BATCH_NO_REF
      };

      g_array_append_val (batch->activities, seen);
    }
  }
}

/* Person 5 is the only one to use the last term. */
static void
add_terms (XaBatch             *batch,
           XaPseudonymizer     *keys,
           const FixtureSource *source,
           guint                no)
{
  const gint32 hour = (gint32) (source->at_us / XA_USEC_PER_HOUR);

  for (guint i = 0; i < 12; i++) {
    g_autofree char *text = g_strdup_printf ("topic%u", i % 5);
    XaBatchTerm      term = {
           .who = fixture_person (keys, source->platform, 10 + no * 50 + i), .has_who = TRUE, .kind = XA_TERM_TAG, .audience = i % 2, .term = xa_batch_add_text (batch, xa_span (text)), .hour = hour - (gint32) i * 60, .post = XA_BATCH_NO_REF
    };

    g_array_append_val (batch->terms, term);
  }
  if (source->no == 0 && no == 0) {
    XaBatchTerm term = {
      .who = fixture_person (keys, source->platform, 5), .has_who = TRUE, .kind = XA_TERM_TAG, .term = xa_batch_add_text (batch, xa_span (FIXTURE_TERM)), .hour = hour, .post = XA_BATCH_NO_REF
    };

    g_array_append_val (batch->terms, term);
  }
}

static void
add_posts (XaBatch             *batch,
           const FixtureSource *source,
           guint                no)
{
  for (guint i = 0; i < POSTS_PER_BATCH; i++) {
    guint            n = no * POSTS_PER_BATCH + i;
    g_autofree char *text = g_strdup_printf (FIXTURE_TEXT " %u %u, and a few more words to fill a line or two of it.", source->no, n);
    XaBatchPost      post = {
           .audience = i % 2, .id = (gint64) n + 1, .at_us = source->at_us - (gint64) i * 3 * XA_USEC_PER_DAY, .reply_to = i > 2 ? (gint64) n - 1 : XA_COUNT_UNKNOWN, .seen_us = source->at_us, .reactions = (gint64) n * 7 % 50, .comments = XA_COUNT_UNKNOWN, .shares = XA_COUNT_UNKNOWN, .views = i % 4 ? (gint64) n * 100 : XA_COUNT_UNKNOWN, .n_chars = 70, .rating = i % 5 ? (double) NAN : 4.5, .author_kind = i % 2 ? XA_AUTHOR_MEMBER : XA_AUTHOR_OWN, .lang = xa_batch_add_text (batch, xa_span ("en")), .product = XA_BATCH_NO_TEXT, .text = i % 2 ? XA_BATCH_NO_TEXT : xa_batch_add_text (batch, xa_span (text)), .fields = i % 6 ? XA_BATCH_NO_TEXT : xa_batch_add_text (batch, xa_span ("{\"note\":\"" FIXTURE_FIELD "\"}"))
    };
    XaBatchSample sample = { i % 2, XA_METRIC_MEMBERS, source->at_us - (gint64) i * 11 * XA_USEC_PER_HOUR, 100 + n, 0 };

    g_array_append_val (batch->posts, post);
    g_array_append_val (batch->samples, sample);
  }
}

XaBatch *
fixture_batch (XaPseudonymizer     *keys,
               const FixtureSource *source,
               guint                no)
{
  XaBatch    *batch = xa_batch_new ();
  XaBatchLink link = { .kind = XA_LINK_FORWARD, .certain = TRUE, .day = (gint32) (source->at_us / XA_USEC_PER_DAY), .post = XA_BATCH_NO_REF };

  /* Every batch says again what it is about, as a source does that is resumed. */
  add_audience (batch, 0, source->platform, "900", "A channel");
  add_audience (batch, 1, source->platform, "901", "Its group");
  for (guint ref = 0; no == 0 && ref < 2; ref++) {
    XaBatchSnapshot snapshot = { ref, XA_COVERAGE_COMPLETE, source->at_us, 0, 1000 };

    g_array_append_val (batch->snapshots, snapshot);
  }
  add_people (batch, keys, source, no);
  add_terms (batch, keys, source, no);
  add_posts (batch, source, no);
  memset (&link.target, 101, sizeof link.target);
  g_array_append_val (batch->links, link);
  batch->offset = (no + 1) * 1000;

  return batch;
}

/* Goes on where the source was left, as a resumed import does. */
gboolean
fixture_import (XaStore             *store,
                XaPseudonymizer     *keys,
                const FixtureSource *source,
                GError             **error)
{
  XaIngestSource about = { .format = "test", .size_bytes = source->n_batches * 1000, .at_us = source->at_us };
  XaIngestStart  start;
  guint64        offset;
  g_autoptr (XaIngest) ingest = NULL;

  memset (&about.source, 1 + (int) source->no, sizeof about.source);
  ingest = xa_ingest_begin (store, &about, &start, &offset, error);
  if (!ingest)
    return FALSE;
  if (start == XA_INGEST_DONE_BEFORE)
    return TRUE;
  for (guint no = 0; no < source->n_batches; no++) {
    g_autoptr (XaBatch) batch = fixture_batch (keys, source, no);

    if (batch->offset > offset && !xa_ingest_batch (ingest, batch, error))
      return FALSE;
  }

  return xa_ingest_finish (ingest, NULL, FALSE, error);
}

char *
fixture_dump (const char *path)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, &error);

  g_assert_no_error (error);
  xa_store_dump (store, stream, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write (stream, "", 1, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

void
fixture_verify (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaStore) store = xa_store_open (path, XA_STORE_READ, &error);

  g_assert_no_error (error);
  g_assert_true (xa_store_verify (store, NULL, &error));
  g_assert_no_error (error);
}

gboolean
fixture_holds (const char   *path,
               gconstpointer bytes,
               gsize         size)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *file = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize            n;

    if (g_file_get_contents (file, &content, &n, NULL) && memmem (content, n, bytes, size))
      return TRUE;
  }

  return FALSE;
}

gint64
fixture_count (const char *path,
               const char *sql)
{
  sqlite3      *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64        value;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return value;
}

static gboolean
is_scan (const char *step)
{
  static const char *const big[] = { "post", "post_counter", "post_text", "sample", "sample_rollup" };
  g_auto (GStrv) words = g_strsplit (step, " ", 3);

  if (!words[0] || !words[1] || strcmp (words[0], "SCAN") != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (big); i++)
    if (strcmp (words[1], big[i]) == 0)
      return TRUE;

  return FALSE;
}

void
fixture_check_plans (const char             *path,
                     const XaStatementTable *table)
{
  sqlite3 *db = NULL;

  g_assert_cmpuint (table->n_sql, >, 0);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (gsize i = 0; i < table->n_sql; i++) {
    g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", table->sql[i], NULL);
    sqlite3_stmt    *statement = NULL;

    g_assert_cmpint (sqlite3_prepare_v2 (db, explain, -1, &statement, NULL), ==, SQLITE_OK);
    while (sqlite3_step (statement) == SQLITE_ROW)
      if (is_scan ((const char *) sqlite3_column_text (statement, 3)))
        g_error ("%s: %s\n%s", table->file, (const char *) sqlite3_column_text (statement, 3), table->sql[i]);
    sqlite3_finalize (statement);
  }
  sqlite3_close (db);
}
