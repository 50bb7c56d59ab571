#include "model/xa-time.h"
#include "sync/xa-ingest-sink.h"

#include <math.h>
#include <string.h>

#define AT G_GINT64_CONSTANT (1700000000000000)

typedef struct {
  GPtrArray       *batches; /* (owned) (element-type XaBatch) */
  XaPseudonymizer *keys;    /* (owned) */
  XaIngestSink    *self;    /* (owned) */
  XaSink          *sink;    /* (not owned) */
} Fixture;

static XaBatch *
collect (XaBatch *batch,
         gpointer data,
         GError **error)
{
  g_ptr_array_add (data, batch);

  return xa_batch_new ();
}

static XaPseudonymizer *
make_keys (guint8      byte,
           const char *uuid)
{
  guint8 key[XA_MASTER_KEY_SIZE];

  memset (key, byte, sizeof key);

  return xa_pseudonymizer_new (key, uuid);
}

static void
set_up_with (Fixture    *fixture,
             guint8      byte,
             const char *uuid)
{
  fixture->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_batch_free);
  fixture->keys = make_keys (byte, uuid);
  fixture->self = xa_ingest_sink_new (fixture->keys, AT, collect, fixture->batches);
  fixture->sink = xa_ingest_sink_get_sink (fixture->self);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  set_up_with (fixture, 7, "6d1f3a54-0000-4000-8000-000000000001");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->self, xa_ingest_sink_free);
  g_clear_pointer (&fixture->keys, xa_pseudonymizer_unref);
  g_clear_pointer (&fixture->batches, g_ptr_array_unref);
}

static XaAudienceRef
declare_child (Fixture       *fixture,
               XaPlatform     platform,
               const char    *native_id,
               XaAudienceKind kind,
               const char    *parent)
{
  XaAudienceRecord record = {
    .platform = platform,
    .native_id = xa_span (native_id),
    .kind = kind,
    .title = xa_span ("Harbour Talk"),
    .handle = xa_span ("HarbourTalk"),
    .parent_native_id = xa_span (parent),
    .members_reported = XA_COUNT_UNKNOWN,
  };
  XaAudienceRef ref = XA_BATCH_NO_REF;

  g_assert_true (xa_sink_audience (fixture->sink, &record, &ref, NULL));

  return ref;
}

static XaAudienceRef
declare (Fixture *fixture)
{
  return declare_child (fixture, XA_PLATFORM_TELEGRAM, "1700000001", XA_AUDIENCE_GROUP, NULL);
}

static XaPostRecord
make_post (const char  *id,
           XaAuthorKind kind,
           const char  *author)
{
  return (XaPostRecord) {
    .native_id = xa_span (id),
    .at_us = AT,
    .author_kind = kind,
    .author = { .id = xa_span (author) },
    .reactions = XA_COUNT_UNKNOWN,
    .comments = XA_COUNT_UNKNOWN,
    .shares = XA_COUNT_UNKNOWN,
    .views = XA_COUNT_UNKNOWN,
    .seen_us = XA_TIME_UNKNOWN,
    .rating = (double) NAN,
  };
}

static void
put_post (Fixture            *fixture,
          XaAudienceRef       ref,
          const XaPostRecord *record)
{
  g_assert_true (xa_sink_post (fixture->sink, ref, record, NULL));
}

static void
put_member (Fixture      *fixture,
            XaAudienceRef ref,
            const char   *id)
{
  XaMemberRecord record = { .person = { .id = xa_span (id) }, .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  g_assert_true (xa_sink_member (fixture->sink, ref, &record, NULL));
}

static const XaBatchPost *
get_post (const XaBatch *batch,
          guint          i)
{
  g_assert_cmpuint (i, <, batch->posts->len);

  return &g_array_index (batch->posts, XaBatchPost, i);
}

static void
assert_text (const XaBatch *batch,
             XaBatchText    text,
             const char    *expected)
{
  XaSpan span = xa_batch_get_text (batch, text);

  g_assert_cmpmem (span.str, span.len, expected, strlen (expected));
}

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

/* --- what is kept -------------------------------------------------------------------------------- */

static void
test_member_post (Fixture      *fixture,
                  gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaSpan        tags[] = { xa_span ("CAFE\xcc\x81"), xa_span ("Harbour"), xa_span ("a1234567") };
  XaPostRecord  record = make_post ("1", XA_AUTHOR_MEMBER, "42");
  g_autoptr (XaBatch) batch = NULL;
  const XaBatchPost     *post;
  const XaBatchActivity *activity;
  const XaBatchTerm     *term;

  record.text = xa_span ("Grüße 🙂");
  record.lang = xa_span ("de-AT");
  record.tags = tags;
  record.n_tags = G_N_ELEMENTS (tags);
  record.reactions = 3;
  record.has_media = TRUE;
  put_post (fixture, ref, &record);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  post = get_post (batch, 0);
  g_assert_cmpint (post->id, ==, 1);
  g_assert_cmpint (post->n_chars, ==, 7);
  g_assert_cmpuint (post->text.len, ==, G_MAXUINT32);
  g_assert_cmpint (post->seen_us, ==, AT);
  g_assert_cmpint (post->reactions, ==, 3);
  g_assert_cmpint (post->views, ==, XA_COUNT_UNKNOWN);
  g_assert_true (post->has_media);
  assert_text (batch, post->lang, "de-at");

  g_assert_cmpuint (batch->activities->len, ==, 1);
  activity = &g_array_index (batch->activities, XaBatchActivity, 0);
  g_assert_cmpint (activity->activity, ==, XA_ACTIVITY_AUTHOR);
  g_assert_cmpint (activity->day, ==, AT / XA_USEC_PER_DAY);
  g_assert_cmpuint (activity->post, ==, 0);

  g_assert_cmpuint (batch->terms->len, ==, 3);
  term = &g_array_index (batch->terms, XaBatchTerm, 0);
  assert_text (batch, term->term, "caf\xc3\xa9");
  g_assert_true (term->has_who);
  g_assert_cmpmem (&term->who, sizeof term->who, &activity->who, sizeof activity->who);
  g_assert_cmpint (term->hour, ==, AT / XA_USEC_PER_HOUR);
  assert_text (batch, g_array_index (batch->terms, XaBatchTerm, 1).term, "harbour");
  assert_text (batch, g_array_index (batch->terms, XaBatchTerm, 2).term, "de-at");
}

static void
test_own_post (Fixture      *fixture,
               gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaSpan        tag = xa_span ("News");
  XaPostRecord  record = make_post ("1", XA_AUTHOR_OWN, NULL);
  g_autoptr (XaBatch) batch = NULL;
  XaSpan text;

  record.text = xa_span ("Open today, ask @someone_here");
  record.tags = &tag;
  record.n_tags = 1;
  put_post (fixture, ref, &record);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  text = xa_batch_get_text (batch, get_post (batch, 0)->text);
  g_assert_true (g_strstr_len (text.str, (gssize) text.len, "Open today") != NULL);
  g_assert_true (g_strstr_len (text.str, (gssize) text.len, "someone_here") == NULL);
  g_assert_cmpuint (batch->activities->len, ==, 0);
  g_assert_cmpuint (batch->terms->len, ==, 1);
  g_assert_false (g_array_index (batch->terms, XaBatchTerm, 0).has_who);
}

static void
test_parents (Fixture      *fixture,
              gconstpointer data)
{
  XaAudienceRef server = declare_child (fixture, XA_PLATFORM_DISCORD, "10", XA_AUDIENCE_SERVER, NULL);
  XaAudienceRef channel = declare_child (fixture, XA_PLATFORM_DISCORD, "11", XA_AUDIENCE_CHANNEL, "10");
  g_autoptr (XaBatch) batch = NULL;

  g_assert_cmpuint (declare_child (fixture, XA_PLATFORM_DISCORD, "10", XA_AUDIENCE_SERVER, NULL), ==, server);
  g_assert_cmpuint (channel, !=, server);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (g_array_index (batch->audiences, XaBatchAudience, 0).parent, ==, XA_BATCH_NO_REF);
  g_assert_cmpuint (g_array_index (batch->audiences, XaBatchAudience, 1).parent, ==, server);
}

static void
test_reactions (Fixture      *fixture,
                gconstpointer data)
{
  XaAudienceRef    ref = declare (fixture);
  XaPostRecord     record = make_post ("1", XA_AUTHOR_OWN, NULL);
  XaReactionRecord reaction = { xa_span ("1"), { .id = xa_span ("42") }, xa_span ("👍"), XA_TIME_UNKNOWN };
  g_autoptr (XaBatch) batch = NULL;
  XaBatchActivity *with_post, *alone;

  record.at_us = AT - 3 * XA_USEC_PER_DAY;
  put_post (fixture, ref, &record);
  g_assert_true (xa_sink_reaction (fixture->sink, ref, &reaction, NULL));
  g_assert_true (xa_sink_checkpoint (fixture->sink, 10, NULL));
  /* Behind the checkpoint it is a record of its own, wherever batches end. */
  g_assert_true (xa_sink_reaction (fixture->sink, ref, &reaction, NULL));
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->activities->len, ==, 2);
  with_post = &g_array_index (batch->activities, XaBatchActivity, 0);
  alone = &g_array_index (batch->activities, XaBatchActivity, 1);
  g_assert_cmpuint (with_post->post, ==, 0);
  g_assert_cmpint (with_post->day, ==, AT / XA_USEC_PER_DAY - 3);
  g_assert_cmpuint (alone->post, ==, XA_BATCH_NO_REF);
  g_assert_cmpint (alone->day, ==, AT / XA_USEC_PER_DAY);
  g_assert_cmpint (g_array_index (batch->terms, XaBatchTerm, 0).kind, ==, XA_TERM_REACTION);
  assert_text (batch, g_array_index (batch->terms, XaBatchTerm, 0).term, "👍");
}

static void
test_links (Fixture      *fixture,
            gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaPostRecord  own = make_post ("1", XA_AUTHOR_OWN, NULL);
  XaPostRecord  member = make_post ("2", XA_AUTHOR_MEMBER, "42");
  XaLinkRecord  link = { .kind = XA_LINK_MENTION, .target_handle = xa_span ("@HARBOURtalk"), .at_us = AT };
  g_autoptr (XaBatch) batch = NULL;
  const XaBatchLink     *links;
  const XaBatchAudience *audience;

  g_assert_true (xa_sink_link (fixture->sink, ref, &link, NULL));
  put_post (fixture, ref, &own);
  g_assert_true (xa_sink_link (fixture->sink, ref, &link, NULL));
  g_assert_true (xa_sink_checkpoint (fixture->sink, 10, NULL));
  put_post (fixture, ref, &member);
  g_assert_true (xa_sink_link (fixture->sink, ref, &link, NULL));
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  links = (const XaBatchLink *) batch->links->data;
  audience = &g_array_index (batch->audiences, XaBatchAudience, 0);
  g_assert_cmpuint (batch->links->len, ==, 3);
  g_assert_true (links[0].certain && links[1].certain && !links[2].certain);
  g_assert_cmpuint (links[0].post, ==, 0);
  g_assert_cmpuint (links[1].post, ==, 0);
  g_assert_cmpuint (links[2].post, ==, 1);
  /* However the handle is spelled, it is the second name of the audience it belongs to. */
  g_assert_cmpuint (audience->n_names, ==, 3);
  g_assert_cmpmem (&links[0].target, sizeof (XaPseudonym), &audience->names[1], sizeof (XaPseudonym));
}

static void
test_events (Fixture      *fixture,
             gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaEventRecord named = { .kind = XA_EVENT_LEAVE, .at_us = -1, .person.id = xa_span ("42"), .count = 1 };
  XaEventRecord unnamed = { .kind = XA_EVENT_JOIN, .at_us = AT, .count = 12, .native_id = xa_span ("77") };
  XaEventRecord timeless = { .kind = XA_EVENT_JOIN, .at_us = XA_TIME_UNKNOWN, .count = 1 };
  g_autoptr (XaBatch) batch = NULL;
  XaBatchActivity *activities;

  g_assert_true (xa_sink_event (fixture->sink, ref, &named, NULL));
  g_assert_true (xa_sink_event (fixture->sink, ref, &unnamed, NULL));
  g_assert_true (xa_sink_event (fixture->sink, ref, &timeless, NULL));
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  activities = (XaBatchActivity *) batch->activities->data;
  g_assert_cmpuint (batch->activities->len, ==, 2);
  g_assert_cmpint (activities[0].activity, ==, XA_ACTIVITY_LEAVE);
  g_assert_cmpint (activities[0].day, ==, -1);
  g_assert_true (activities[0].has_who);
  g_assert_false (activities[1].has_who);
  g_assert_cmpuint (activities[1].count, ==, 12);
  g_assert_true (activities[1].has_event);
  g_assert_cmpint (activities[1].event, ==, 77);
  g_assert_false (activities[0].has_event);
  g_assert_cmpuint (batch->rejects[XA_REJECT_BAD_TIME], ==, 1);
}

static void
test_reported (Fixture      *fixture,
               gconstpointer data)
{
  XaAudienceRecord record = { .platform = XA_PLATFORM_X, .native_id = xa_span ("5"), .kind = XA_AUDIENCE_ACCOUNT, .title = xa_span ("A"), .members_reported = 1200 };
  XaSampleRecord   sample = { XA_METRIC_ONLINE, XA_TIME_UNKNOWN, 7.0, 0.0 };
  XaSampleRecord   bad = { XA_METRIC_ONLINE, AT, (double) NAN, 0.0 };
  XaAudienceRef    ref;
  g_autoptr (XaBatch) batch = NULL;

  g_assert_true (xa_sink_audience (fixture->sink, &record, &ref, NULL));
  g_assert_true (xa_sink_sample (fixture->sink, ref, &sample, NULL));
  g_assert_true (xa_sink_sample (fixture->sink, ref, &bad, NULL));
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->samples->len, ==, 2);
  g_assert_cmpint (g_array_index (batch->samples, XaBatchSample, 0).metric, ==, XA_METRIC_MEMBERS);
  g_assert_cmpfloat (g_array_index (batch->samples, XaBatchSample, 0).value, ==, 1200.0);
  g_assert_cmpint (g_array_index (batch->samples, XaBatchSample, 1).at_us, ==, AT);
  g_assert_cmpuint (batch->rejects[XA_REJECT_MALFORMED_RECORD], ==, 1);
}

/* --- batches ------------------------------------------------------------------------------------- */

static void
test_full (Fixture      *fixture,
           gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaBatch      *full;
  const guint   n_members = 200000;

  for (guint i = 0; i < n_members + 10; i++) {
    char id[16];

    g_snprintf (id, sizeof id, "%u", i + 1);
    put_member (fixture, ref, id);
    g_assert_true (xa_sink_checkpoint (fixture->sink, i + 1, NULL));
  }

  /* A slow machine may have handed over earlier, as a second had passed. */
  g_assert_cmpuint (fixture->batches->len, >=, 1);
  full = g_ptr_array_index (fixture->batches, 0);
  g_assert_cmpuint (full->members->len, <=, n_members);
  g_assert_cmpuint (full->offset, ==, full->members->len);
}

static void
test_too_large (Fixture      *fixture,
                gconstpointer data)
{
  XaAudienceRef    ref = declare (fixture);
  g_autofree char *text = g_strnfill (60000, 'x');

  for (guint i = 0; i < 200 && fixture->batches->len == 0; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i + 1);
    XaPostRecord     record = make_post (id, XA_AUTHOR_OWN, NULL);

    record.text = xa_span (text);
    put_post (fixture, ref, &record);
    g_assert_true (xa_sink_checkpoint (fixture->sink, i + 1, NULL));
  }
  g_assert_cmpuint (fixture->batches->len, ==, 1);
}

/* Ended in the middle of a record, what is left is as it was at the checkpoint. */
static void
test_half_record (Fixture      *fixture,
                  gconstpointer data)
{
  XaAudienceRef ref = declare (fixture);
  XaPostRecord  first = make_post ("1", XA_AUTHOR_MEMBER, "42");
  XaPostRecord  second = make_post ("2", XA_AUTHOR_MEMBER, "43");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (XaBatch) batch = NULL;

  xa_ingest_sink_set_cancellable (fixture->self, cancellable);
  put_post (fixture, ref, &first);
  g_assert_true (xa_sink_checkpoint (fixture->sink, 100, &error));
  g_assert_no_error (error);
  put_post (fixture, ref, &second);
  xa_sink_reject (fixture->sink, XA_REJECT_SERVICE_MESSAGE, 3);
  batch = xa_ingest_sink_take_last (fixture->self, FALSE);

  g_assert_cmpuint (batch->posts->len, ==, 1);
  g_assert_cmpuint (batch->activities->len, ==, 1);
  g_assert_cmpuint (batch->offset, ==, 100);
  g_assert_cmpuint (batch->rejects[XA_REJECT_SERVICE_MESSAGE], ==, 0);

  g_cancellable_cancel (cancellable);
  g_assert_false (xa_sink_checkpoint (fixture->sink, 200, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_unknown_reference (Fixture      *fixture,
                        gconstpointer data)
{
  XaAudienceRef ref = declare_child (fixture, XA_PLATFORM_TELEGRAM, "", XA_AUDIENCE_GROUP, NULL);
  XaPostRecord  record = make_post ("1", XA_AUTHOR_MEMBER, "42");
  g_autoptr (XaBatch) batch = NULL;

  put_post (fixture, ref, &record);
  put_member (fixture, ref, "42");
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);

  g_assert_cmpuint (batch->posts->len + batch->members->len + batch->audiences->len, ==, 0);
  g_assert_cmpuint (batch->rejects[XA_REJECT_EMPTY_ID], ==, 1);
  g_assert_cmpuint (batch->rejects[XA_REJECT_MALFORMED_RECORD], ==, 2);
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
  ADD ("/sync/ingest-sink/ID-11/member-post", test_member_post);
  ADD ("/sync/ingest-sink/ID-11/own-post", test_own_post);
  ADD ("/sync/ingest-sink/parents", test_parents);
  ADD ("/sync/ingest-sink/reactions", test_reactions);
  ADD ("/sync/ingest-sink/links", test_links);
  ADD ("/sync/ingest-sink/events", test_events);
  ADD ("/sync/ingest-sink/reported", test_reported);
  ADD ("/sync/ingest-sink/full", test_full);
  ADD ("/sync/ingest-sink/too-large", test_too_large);
  ADD ("/sync/ingest-sink/half-record", test_half_record);
  ADD ("/sync/ingest-sink/unknown-reference", test_unknown_reference);

  return g_test_run ();
}
