#include "ingest-sink-fixture.h"

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

/* What is of the invented platform is marked, also where the mark was lost on the way; nothing else is by itself. */
static void
test_simulated (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (XaBatch) batch = NULL;

  declare_child (fixture, XA_PLATFORM_SIMULATED, "simulated-1", XA_AUDIENCE_GROUP, NULL);
  declare_child (fixture, XA_PLATFORM_OTHER, "simulated-1", XA_AUDIENCE_GROUP, NULL);
  batch = xa_ingest_sink_take_last (fixture->self, TRUE);
  g_assert_cmpuint (batch->audiences->len, ==, 2);
  g_assert_true (g_array_index (batch->audiences, XaBatchAudience, 0).simulated);
  g_assert_false (g_array_index (batch->audiences, XaBatchAudience, 1).simulated);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sync/ingest-sink/ID-11/member-post", test_member_post);
  ADD ("/sync/ingest-sink/ID-11/own-post", test_own_post);
  ADD ("/sync/ingest-sink/parents", test_parents);
  ADD ("/sync/ingest-sink/UI-3/simulated", test_simulated);
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
