#include "model/xa-sink.h"

#include "model/xa-language.h"

static const struct {
  const char *id;
  const char *words;
} rejects[XA_N_REJECTS] = {
  [XA_REJECT_EMPTY_ID] = { "empty_id", N_ ("without an id") },
  [XA_REJECT_NEGATIVE_ID] = { "negative_id", N_ ("with a negative id") },
  [XA_REJECT_FRACTIONAL_ID] = { "fractional_id", N_ ("with a fractional id") },
  [XA_REJECT_CLAMPED_ID] = { "clamped_id", N_ ("with an id that lost digits") },
  [XA_REJECT_MALFORMED_ID] = { "malformed_id", N_ ("with a malformed id") },
  [XA_REJECT_DELETED_ACCOUNT] = { "deleted_account", N_ ("by deleted accounts") },
  [XA_REJECT_BOT] = { "bot", N_ ("by bots") },
  [XA_REJECT_NOT_A_PERSON] = { "not_a_person", N_ ("by channels, webhooks or anonymous admins") },
  [XA_REJECT_SERVICE_MESSAGE] = { "service_message", N_ ("service messages") },
  [XA_REJECT_PERSONAL_CHAT] = { "personal_chat", N_ ("personal chats") },
  [XA_REJECT_MALFORMED_RECORD] = { "malformed_record", N_ ("malformed") },
  [XA_REJECT_BAD_TIME] = { "bad_time", N_ ("without a readable time") },
  [XA_REJECT_TOO_LARGE] = { "too_large", N_ ("too large") },
  [XA_REJECT_UNKNOWN_TYPE] = { "unknown_type", N_ ("of an unknown type") },
  [XA_REJECT_ENCODING] = { "encoding", N_ ("with bytes that are not UTF-8") },
  [XA_REJECT_DROPPED_FIELD] = { "dropped_field", N_ ("metadata fields that may name a person") },
};

/**
 * xa_sink_audience:
 * @sink: a sink
 * @record: the audience; its text is borrowed for the call
 * @ref: (out): what later calls name it by; the same audience gives the same reference
 *
 * Declares an audience. A channel names its server by parent_native_id, and the server must
 * have been declared before.
 */
gboolean
xa_sink_audience (XaSink                 *sink,
                  const XaAudienceRecord *record,
                  XaAudienceRef          *ref,
                  GError                **error)
{
  return sink->class->audience (sink, record, ref, error);
}

/**
 * xa_sink_snapshot:
 *
 * Opens a list of members of @audience, to which xa_sink_member() adds. One list an audience
 * and parse; it is closed when the parse ends.
 */
gboolean
xa_sink_snapshot (XaSink                 *sink,
                  XaAudienceRef           audience,
                  const XaSnapshotRecord *record,
                  GError                **error)
{
  return sink->class->snapshot (sink, audience, record, error);
}

/**
 * xa_sink_member:
 *
 * Adds a person to the open list of @audience. Adding someone twice adds them once. Bots are
 * counted as rejected. A known joined_us is also a join on that day, and a known left_us a leave:
 * parsers do not hand over events for them as well.
 */
gboolean
xa_sink_member (XaSink               *sink,
                XaAudienceRef         audience,
                const XaMemberRecord *record,
                GError              **error)
{
  return sink->class->member (sink, audience, record, error);
}

/**
 * xa_sink_post:
 *
 * Hands over a post. Text of members becomes features and is dropped; text of the audience's
 * own account is scrubbed and kept. Authors who are members become active authors of the
 * audience and of its parents. A post that is known already only brings newer counters. Posts
 * of bots are kept without their author and counted as XA_REJECT_BOT by the sink; that an
 * account was deleted only the provider knows, and counts. What belongs to a post (reactions,
 * links) is handed over before the next checkpoint.
 */
gboolean
xa_sink_post (XaSink             *sink,
              XaAudienceRef       audience,
              const XaPostRecord *record,
              GError            **error)
{
  return sink->class->post (sink, audience, record, error);
}

/**
 * xa_sink_reaction:
 *
 * Hands over one person's reaction; the person becomes a reactor of the audience. Counters of
 * the post are not touched: they come with the post.
 */
gboolean
xa_sink_reaction (XaSink                 *sink,
                  XaAudienceRef           audience,
                  const XaReactionRecord *record,
                  GError                **error)
{
  return sink->class->reaction (sink, audience, record, error);
}

/**
 * xa_sink_event:
 *
 * Hands over a join or leave.
 */
gboolean
xa_sink_event (XaSink              *sink,
               XaAudienceRef        audience,
               const XaEventRecord *record,
               GError             **error)
{
  return sink->class->event (sink, audience, record, error);
}

/**
 * xa_sink_sample:
 *
 * Hands over one value of a metric of @audience at a time.
 */
gboolean
xa_sink_sample (XaSink               *sink,
                XaAudienceRef         audience,
                const XaSampleRecord *record,
                GError              **error)
{
  return sink->class->sample (sink, audience, record, error);
}

/**
 * xa_sink_facet:
 *
 * Hands over what the platform counts of one facet of @audience at a time. Of a week the last one is
 * kept; the same again changes nothing.
 */
gboolean
xa_sink_facet (XaSink              *sink,
               XaAudienceRef        audience,
               const XaFacetRecord *record,
               GError             **error)
{
  return sink->class->facet (sink, audience, record, error);
}

/**
 * xa_sink_stretch:
 *
 * Says which of its own posts an audience still has in a stretch of time. After the posts themselves;
 * only where the source shows all of them, and nothing of the page was left out.
 */
gboolean
xa_sink_stretch (XaSink                *sink,
                 XaAudienceRef          audience,
                 const XaStretchRecord *record,
                 GError               **error)
{
  return !sink->class->stretch || sink->class->stretch (sink, audience, record, error);
}

/**
 * xa_sink_link:
 *
 * Hands over a forward from, or a mention of, another audience.
 */
gboolean
xa_sink_link (XaSink             *sink,
              XaAudienceRef       audience,
              const XaLinkRecord *record,
              GError            **error)
{
  return sink->class->link (sink, audience, record, error);
}

/**
 * xa_sink_wants_profiles:
 *
 * Returns: whether the owner of the workspace switched on that profiles which come along with members are
 *   looked through. Unless so, no provider reads them.
 */
gboolean
xa_sink_wants_profiles (XaSink *sink)
{
  return sink->class->wants_profiles && sink->class->wants_profiles (sink);
}

/**
 * xa_sink_checkpoint:
 * @offset: position in the source, in bytes
 *
 * Says that all records that end before @offset have been handed over: where a later parse of
 * the same source may begin. Called after every record of a bulk file; cheap. Also the place
 * where a cancelled parse is told to end.
 */
gboolean
xa_sink_checkpoint (XaSink  *sink,
                    guint64  offset,
                    GError **error)
{
  return sink->class->checkpoint (sink, offset, error);
}

/**
 * xa_sink_reject:
 *
 * Counts @count things that were left out for @reason.
 */
void
xa_sink_reject (XaSink  *sink,
                XaReject reason,
                guint64  count)
{
  sink->class->reject (sink, reason, count);
}

/**
 * xa_reject_id:
 *
 * Returns: the stable id of @reason, as written to files
 */
const char *
xa_reject_id (XaReject reason)
{
  g_return_val_if_fail (reason < XA_N_REJECTS, NULL);

  return rejects[reason].id;
}

/**
 * xa_reject_words:
 *
 * Returns: words that complete "12 ...", for people
 */
const char *
xa_reject_words (XaReject reason)
{
  g_return_val_if_fail (reason < XA_N_REJECTS, NULL);

  return rejects[reason].words;
}
