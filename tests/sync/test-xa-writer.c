#include "import-place.h"
#include "sync/xa-ingest-sink.h"
#include "sync/xa-writer.h"

#include <string.h>

static const XaIngestSource source = { .format = "test", .size_bytes = 1000, .at_us = PLACE_CLOCK * G_USEC_PER_SEC };

/* What a commit does in these tests: it tells, and may wait to be let go. */
typedef struct {
  int n_commits; /* (atomic) */
  int is_held;   /* (atomic) */
} Gate;

static void
commit_cb (guint64  offset,
           gpointer data)
{
  Gate *gate = data;

  g_atomic_int_inc (&gate->n_commits);
  while (g_atomic_int_get (&gate->is_held))
    g_usleep (1000);
}

static XaWriter *
start (const ImportPlace *place,
       Gate              *gate,
       XaIngestStart      expected)
{
  g_autoptr (GError) error = NULL;
  XaWriterStart begun;
  XaWriter     *writer = xa_writer_start (place->workspace, place->keys, &source, commit_cb, gate, &begun, &error);

  g_assert_no_error (error);
  g_assert_cmpint (begun.start, ==, expected);

  return writer;
}

/* A batch that holds one post of one audience. */
static XaBatch *
make_batch (const ImportPlace *place,
            guint              no)
{
  g_autoptr (XaIngestSink) self = xa_ingest_sink_new (place->keys, source.at_us, NULL, NULL);
  XaSink          *sink = xa_ingest_sink_get_sink (self);
  g_autofree char *id = g_strdup_printf ("%u", no + 1);
  XaAudienceRecord audience = { .platform = XA_PLATFORM_TELEGRAM, .native_id = xa_span ("1"), .kind = XA_AUDIENCE_GROUP, .title = xa_span ("Quay"), .members_reported = XA_COUNT_UNKNOWN };
  XaPostRecord     post = { .native_id = xa_span (id), .at_us = source.at_us, .author_kind = XA_AUTHOR_OWN, .seen_us = source.at_us, .reactions = 1, .comments = 1, .shares = 1, .views = 1, .rating = 1.0 };
  XaAudienceRef    ref;

  g_assert_true (xa_sink_audience (sink, &audience, &ref, NULL));
  g_assert_true (xa_sink_post (sink, ref, &post, NULL));
  g_assert_true (xa_sink_checkpoint (sink, (no + 1) * 10, NULL));

  return xa_ingest_sink_take_last (self, TRUE);
}

static void
push (XaWriter *writer,
      XaBatch  *batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (XaBatch) next = xa_writer_push (writer, batch, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (xa_batch_get_size (next), ==, 0);
}

static void
test_finish (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  Gate gate = { 0 };
  g_autoptr (XaWriter) writer = start (place, &gate, XA_INGEST_NEW);
  g_autoptr (GError) error = NULL;
  XaIngestCounts counts;

  for (guint no = 0; no < 5; no++)
    push (writer, make_batch (place, no));
  xa_writer_finish (writer, make_batch (place, 5), FALSE, &error);
  g_assert_no_error (error);
  xa_writer_get_counts (writer, &counts);
  g_assert_cmpuint (counts.n_posts, ==, 6);
  g_assert_cmpint (gate.n_commits, ==, 6);

  g_clear_pointer (&writer, xa_writer_free);
  writer = start (place, &gate, XA_INGEST_DONE_BEFORE);
}

/* Stopped, it writes what it was given and leaves the rest for later. */
static void
test_stop (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  Gate gate = { 0 };
  g_autoptr (XaWriter) writer = start (place, &gate, XA_INGEST_NEW);
  g_autoptr (GError) error = NULL;
  XaWriterStart begun;

  push (writer, make_batch (place, 0));
  push (writer, make_batch (place, 1));
  xa_writer_stop (writer, make_batch (place, 2), &error);
  g_assert_no_error (error);
  g_clear_pointer (&writer, xa_writer_free);

  writer = xa_writer_start (place->workspace, place->keys, &source, NULL, NULL, &begun, &error);
  g_assert_no_error (error);
  g_assert_cmpint (begun.start, ==, XA_INGEST_RESUMED);
  g_assert_cmpuint (begun.resume_offset, ==, 30);
  g_assert_cmpuint (begun.counts.n_posts, ==, 3);
}

/* --- back-pressure ------------------------------------------------------------------------------- */

typedef struct {
  XaWriter *writer;
  XaBatch  *batch;
  int       is_through; /* (atomic) */
} Pusher;

static gpointer
push_in_thread (gpointer data)
{
  Pusher *self = data;

  push (self->writer, self->batch);
  g_atomic_int_set (&self->is_through, TRUE);

  return NULL;
}

/* With one batch being written and two waiting, whoever parses waits, too. */
static void
test_bounded (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  Gate gate = { .is_held = TRUE };
  g_autoptr (XaWriter) writer = start (place, &gate, XA_INGEST_NEW);
  Pusher pusher = { .writer = writer, .batch = make_batch (place, 3) };
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  push (writer, make_batch (place, 0));
  while (g_atomic_int_get (&gate.n_commits) == 0)
    g_usleep (1000);
  push (writer, make_batch (place, 1));
  push (writer, make_batch (place, 2));

  thread = g_thread_new ("pusher", push_in_thread, &pusher);
  g_usleep (100 * 1000);
  g_assert_false (g_atomic_int_get (&pusher.is_through));

  g_atomic_int_set (&gate.is_held, FALSE);
  g_thread_join (g_steal_pointer (&thread));
  g_assert_true (g_atomic_int_get (&pusher.is_through));
  xa_writer_stop (writer, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&gate.n_commits), ==, 4);
}

/* --- failure -------------------------------------------------------------------------------------- */

static void
test_cannot_start (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  g_autoptr (XaPseudonymizer) other = import_place_keys (place->workspace, 0x11);
  g_autofree char *missing = import_place_file (place, "missing" XA_WORKSPACE_SUFFIX);
  g_autoptr (GError) error = NULL;
  XaWriterStart begun;

  g_assert_null (xa_writer_start (missing, place->keys, &source, NULL, NULL, &begun, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  import_place_adopt_keys (place);
  g_assert_null (xa_writer_start (place->workspace, other, &source, NULL, NULL, &begun, &error));
  g_assert_error (error, XA_STORE_ERROR, XA_STORE_ERROR_KEY_CHANGED);
}

/* Nothing that was pushed is left behind when a writer goes away unfinished. */
static void
test_dropped (void)
{
  g_autoptr (ImportPlace) place = import_place_new ();
  Gate gate = { 0 };

  for (int round = 0; round < 3; round++) {
    g_autoptr (XaWriter) writer = start (place, &gate, round ? XA_INGEST_RESUMED : XA_INGEST_NEW);

    push (writer, make_batch (place, 0));
  }
  g_assert_cmpint (g_atomic_int_get (&gate.n_commits), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/writer/finish", test_finish);
  g_test_add_func ("/sync/writer/DB-1/stop", test_stop);
  g_test_add_func ("/sync/writer/bounded", test_bounded);
  g_test_add_func ("/sync/writer/cannot-start", test_cannot_start);
  g_test_add_func ("/sync/writer/dropped", test_dropped);

  return g_test_run ();
}
