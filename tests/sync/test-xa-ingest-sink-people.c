#include "ingest-sink-fixture.h"

/* --- who stays out ----------------------------------------------------------------------------- */

static void
feed_array (GByteArray *bytes,
            GArray     *array)
{
  g_byte_array_append (bytes, (const guint8 *) array->data, array->len * g_array_get_element_size (array));
}

/* Everything that crosses to the writer's thread. */
static GByteArray *
get_bytes (const XaBatch *batch)
{
  GByteArray *bytes = g_byte_array_new ();
  GArray     *arrays[] = { batch->audiences, batch->snapshots, batch->members, batch->posts,
                           batch->activities, batch->terms, batch->links, batch->samples };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    feed_array (bytes, arrays[i]);
  g_byte_array_append (bytes, batch->text->data, batch->text->len);

  return bytes;
}

static gboolean
contains (const GByteArray *bytes,
          const void       *what,
          gsize             size)
{
  return memmem (bytes->data, bytes->len, what, size) != NULL;
}

static void
assert_absent (const GByteArray *bytes,
               const char       *canary)
{
  guint64 number;
  guint64 little, big;

  if (contains (bytes, canary, strlen (canary)))
    g_error ("“%s” crossed the sink", canary);
  if (!g_ascii_string_to_unsigned (canary, 10, 1, G_MAXUINT64, &number, NULL))
    return;

  little = GUINT64_TO_LE (number);
  big = GUINT64_TO_BE (number);
  g_assert_false (contains (bytes, &little, sizeof little));
  g_assert_false (contains (bytes, &big, sizeof big));
}

/* One of every record, with something of a person in every field that may hold it. */
static const char *const canaries[] = {
  "7310000001",
  "7310000002",
  "7310000003",
  "7310000004",
  "7310000005",
  "canary_handle",
  "canary.mail@example.org",
  "491711234567",
  "Canary Cosima",
  "quuxcanary",
  "canaryinvite",
  "canaryproduct7310000006",
  "canary_reaction",
  "canary_lang",
  "canaryvalue",
};

static void
feed_canaries (Fixture *fixture)
{
  XaAudienceRef    ref = declare (fixture);
  XaSpan           tags[] = { xa_span ("@canary_handle"), xa_span ("call491711234567"), xa_span ("canary.mail@example.org") };
  XaField          fields[] = { { xa_span ("e-mail"), xa_span ("canary.mail@example.org") }, { xa_span ("author_name"), xa_span ("Canary Cosima") }, { xa_span ("user"), xa_span ("canaryvalue") } };
  XaPostRecord     post = make_post ("11", XA_AUTHOR_MEMBER, "7310000001");
  XaReactionRecord reaction = { xa_span ("11"), { .id = xa_span ("7310000002") }, xa_span ("@canary_reaction"), XA_TIME_UNKNOWN };
  XaEventRecord    event = { .kind = XA_EVENT_JOIN, .at_us = AT, .person.id = xa_span ("7310000003"), .count = 1 };
  XaMemberRecord   by_handle = { .person = { .id = xa_span ("canary_handle"), .by_handle = TRUE }, .joined_us = AT, .left_us = AT };
  XaLinkRecord     link = { .kind = XA_LINK_MENTION, .target_handle = xa_span ("canary_handle"), .at_us = AT };
  XaLinkRecord     forward = { .kind = XA_LINK_FORWARD, .target_title = xa_span ("Canary Cosima"), .at_us = AT };
  XaSnapshotRecord snapshot = { AT, XA_COVERAGE_COMPLETE, 0, 12 };

  post.text = xa_span ("quuxcanary by Canary Cosima @canary_handle canary.mail@example.org +491711234567");
  post.lang = xa_span ("canary_lang");
  post.reply_to = xa_span ("10");
  post.tags = tags;
  post.n_tags = G_N_ELEMENTS (tags);
  post.product = xa_span ("canaryproduct7310000006");
  post.fields = fields;
  post.n_fields = G_N_ELEMENTS (fields);

  g_assert_true (xa_sink_snapshot (fixture->sink, ref, &snapshot, NULL));
  g_assert_true (xa_sink_link (fixture->sink, ref, &link, NULL));
  put_post (fixture, ref, &post);
  g_assert_true (xa_sink_link (fixture->sink, ref, &forward, NULL));
  g_assert_true (xa_sink_reaction (fixture->sink, ref, &reaction, NULL));
  g_assert_true (xa_sink_event (fixture->sink, ref, &event, NULL));
  put_member (fixture, ref, "7310000004");
  g_assert_true (xa_sink_member (fixture->sink, ref, &by_handle, NULL));

  post = make_post ("12", XA_AUTHOR_OWN, "7310000005");
  post.text = xa_span ("News for @canary_handle: write to canary.mail@example.org, call +49 171 1234567, join t.me/+canaryinvite");
  put_post (fixture, ref, &post);
}

static void
test_canaries (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (XaBatch) batch = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  feed_canaries (fixture);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);
  bytes = get_bytes (batch);

  g_assert_cmpuint (batch->posts->len, ==, 2);
  g_assert_cmpuint (batch->members->len, ==, 2);
  g_assert_cmpuint (batch->links->len, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (canaries); i++)
    assert_absent (bytes, canaries[i]);
  /* That the search finds what is there. */
  g_assert_true (contains (bytes, "Harbour Talk", 12));
  g_assert_true (contains (bytes, "News for <", 10));
}

/* The same number on two platforms and in two workspaces is two people. */
static void
test_unrelated (void)
{
  static const struct {
    guint8      key;
    const char *uuid;
    XaPlatform  platform;
  } places[] = {
    { 7, "6d1f3a54-0000-4000-8000-000000000001", XA_PLATFORM_TELEGRAM },
    { 7, "6d1f3a54-0000-4000-8000-000000000001", XA_PLATFORM_DISCORD },
    { 7, "6d1f3a54-0000-4000-8000-000000000002", XA_PLATFORM_TELEGRAM },
    { 8, "6d1f3a54-0000-4000-8000-000000000001", XA_PLATFORM_TELEGRAM },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  const guint n_people = 200;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    Fixture fixture;
    g_autoptr (XaBatch) batch = NULL;
    XaAudienceRef ref;

    set_up_with (&fixture, places[i].key, places[i].uuid);
    ref = declare_child (&fixture, places[i].platform, "1700000001", XA_AUDIENCE_GROUP, NULL);
    for (guint person = 0; person < n_people; person++) {
      g_autofree char *id = g_strdup_printf ("%u", 1000 + person);

      put_member (&fixture, ref, id);
    }
    batch = xa_ingest_sink_take_last (fixture.self, TRUE);
    g_assert_cmpuint (batch->members->len, ==, n_people);
    for (guint person = 0; person < n_people; person++)
      g_hash_table_add (seen, g_bytes_new (&g_array_index (batch->members, XaBatchMember, person).who, sizeof (XaPseudonym)));
    tear_down (&fixture, NULL);
  }

  g_assert_cmpuint (g_hash_table_size (seen), ==, n_people * G_N_ELEMENTS (places));
}

static void
test_rejected_ids (Fixture      *fixture,
                   gconstpointer data)
{
  static const struct {
    const char *id;
    XaReject    why;
  } cases[] = {
    { "", XA_REJECT_EMPTY_ID },
    { "   ", XA_REJECT_EMPTY_ID },
    { "-5", XA_REJECT_NEGATIVE_ID },
    { "1.5", XA_REJECT_FRACTIONAL_ID },
    { "9223372036854775807", XA_REJECT_CLAMPED_ID },
    { "18446744073709551615", XA_REJECT_CLAMPED_ID },
    { "inf", XA_REJECT_MALFORMED_ID },
  };
  XaAudienceRef ref = declare (fixture);
  guint64       expected[XA_N_REJECTS] = { 0 };
  g_autoptr (XaBatch) batch = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    put_member (fixture, ref, cases[i].id);
    expected[cases[i].why]++;
  }
  put_member (fixture, ref, "42");
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->members->len, ==, 1);
  g_assert_cmpmem (batch->rejects, sizeof batch->rejects, expected, sizeof expected);
}

/* An unfit author does not take the post away, only the authorship. */
static void
test_unfit_author (Fixture      *fixture,
                   gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaPostRecord  record = make_post ("1", XA_AUTHOR_MEMBER, "9223372036854775807");
  XaPostRecord  bot = make_post ("2", XA_AUTHOR_BOT, "77");
  XaPostRecord  deleted = make_post ("3", XA_AUTHOR_UNKNOWN, NULL);
  g_autoptr (XaBatch) batch = NULL;

  record.lang = xa_span ("en");
  put_post (fixture, ref, &record);
  put_post (fixture, ref, &bot);
  put_post (fixture, ref, &deleted);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->posts->len, ==, 3);
  g_assert_cmpint (get_post (batch, 0)->author_kind, ==, XA_AUTHOR_UNKNOWN);
  g_assert_cmpint (get_post (batch, 1)->author_kind, ==, XA_AUTHOR_BOT);
  g_assert_cmpint (get_post (batch, 2)->author_kind, ==, XA_AUTHOR_UNKNOWN);
  g_assert_cmpuint (batch->activities->len, ==, 0);
  g_assert_cmpuint (batch->terms->len, ==, 0);
  g_assert_cmpuint (batch->rejects[XA_REJECT_CLAMPED_ID], ==, 1);
  g_assert_cmpuint (batch->rejects[XA_REJECT_BOT], ==, 1);
}

/* Counters by themselves need no time and bring nobody. */
static void
test_counters_only (Fixture      *fixture,
                    gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaPostRecord  record = make_post ("5", XA_AUTHOR_MEMBER, "7310000001");
  g_autoptr (XaBatch) batch = NULL;

  record.counters_only = TRUE;
  record.at_us = XA_TIME_UNKNOWN;
  record.text = xa_span ("words");
  record.lang = xa_span ("en");
  record.reactions = 4;
  put_post (fixture, ref, &record);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->posts->len, ==, 1);
  g_assert_true (get_post (batch, 0)->only_known);
  g_assert_cmpint (get_post (batch, 0)->reactions, ==, 4);
  g_assert_cmpint (get_post (batch, 0)->n_chars, ==, 0);
  g_assert_cmpuint (batch->activities->len, ==, 0);
  g_assert_cmpuint (batch->terms->len, ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sync/ingest-sink/ID-1/canaries", test_canaries);
  g_test_add_func ("/sync/ingest-sink/ID-3/unrelated", test_unrelated);
  ADD ("/sync/ingest-sink/ID-5/rejected-ids", test_rejected_ids);
  ADD ("/sync/ingest-sink/unfit-author", test_unfit_author);
  ADD ("/sync/ingest-sink/counters-only", test_counters_only);

  return g_test_run ();
}
