#pragma once

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

static inline XaBatch *
collect (XaBatch *batch,
         gpointer data,
         GError **error)
{
  g_ptr_array_add (data, batch);

  return xa_batch_new ();
}

static inline XaPseudonymizer *
make_keys (guint8      byte,
           const char *uuid)
{
  guint8 key[XA_MASTER_KEY_SIZE];

  memset (key, byte, sizeof key);

  return xa_pseudonymizer_new (key, uuid);
}

static inline void
set_up_with (Fixture    *fixture,
             guint8      byte,
             const char *uuid)
{
  fixture->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_batch_free);
  fixture->keys = make_keys (byte, uuid);
  fixture->self = xa_ingest_sink_new (fixture->keys, AT, collect, fixture->batches);
  fixture->sink = xa_ingest_sink_get_sink (fixture->self);
}

static inline void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  set_up_with (fixture, 7, "6d1f3a54-0000-4000-8000-000000000001");
}

static inline void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->self, xa_ingest_sink_free);
  g_clear_pointer (&fixture->keys, xa_pseudonymizer_unref);
  g_clear_pointer (&fixture->batches, g_ptr_array_unref);
}

static inline XaAudienceRef
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

static inline XaAudienceRef
declare (Fixture *fixture)
{
  return declare_child (fixture, XA_PLATFORM_TELEGRAM, "1700000001", XA_AUDIENCE_GROUP, NULL);
}

static inline XaPostRecord
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

static inline void
put_post (Fixture            *fixture,
          XaAudienceRef       ref,
          const XaPostRecord *record)
{
  g_assert_true (xa_sink_post (fixture->sink, ref, record, NULL));
}

static inline void
put_member (Fixture      *fixture,
            XaAudienceRef ref,
            const char   *id)
{
  XaMemberRecord record = { .person = { .id = xa_span (id) }, .joined_us = XA_TIME_UNKNOWN, .left_us = XA_TIME_UNKNOWN };

  g_assert_true (xa_sink_member (fixture->sink, ref, &record, NULL));
}

static inline const XaBatchPost *
get_post (const XaBatch *batch,
          guint          i)
{
  g_assert_cmpuint (i, <, batch->posts->len);

  return &g_array_index (batch->posts, XaBatchPost, i);
}

static inline void
assert_text (const XaBatch *batch,
             XaBatchText    text,
             const char    *expected)
{
  XaSpan span = xa_batch_get_text (batch, text);

  g_assert_cmpmem (span.str, span.len, expected, strlen (expected));
}
