#pragma once

#include "model/xa-records.h"

#include <gio/gio.h>

/*
 * Where a provider puts what it parses. The sink is the only way into a workspace: it
 * canonicalises, pseudonymises and scrubs in the calling thread, before anything is queued.
 *
 * A sink belongs to the thread that parses. Calls that return FALSE have set the error and
 * the parse must end (cancelled, disk full); a record that is merely unfit is counted by the
 * sink and the call returns TRUE.
 */
typedef struct _XaSink XaSink;

/* An audience within one sink, in order of declaration, from 0. */
typedef guint32 XaAudienceRef;

/* Why something was left out; counted and reported, never logged with its content. */
typedef enum {
  XA_REJECT_EMPTY_ID,
  XA_REJECT_NEGATIVE_ID,
  XA_REJECT_FRACTIONAL_ID,
  XA_REJECT_CLAMPED_ID, /* 2^63-1 or above: a reader that lost digits */
  XA_REJECT_MALFORMED_ID,
  XA_REJECT_DELETED_ACCOUNT,
  XA_REJECT_BOT,
  XA_REJECT_NOT_A_PERSON, /* anonymous admins, channels and webhooks that write in a group */
  XA_REJECT_SERVICE_MESSAGE,
  XA_REJECT_PERSONAL_CHAT,
  XA_REJECT_MALFORMED_RECORD, /* not an object, or without a field it cannot do without */
  XA_REJECT_BAD_TIME,
  XA_REJECT_TOO_LARGE,
  XA_REJECT_UNKNOWN_TYPE,
  XA_REJECT_ENCODING,      /* bytes that are not UTF-8, replaced */
  XA_REJECT_DROPPED_FIELD, /* free metadata that may name a person */
  XA_N_REJECTS,
} XaReject;

typedef struct {
  gboolean (*audience) (XaSink *sink, const XaAudienceRecord *record, XaAudienceRef *ref, GError **error);
  gboolean (*snapshot) (XaSink *sink, XaAudienceRef audience, const XaSnapshotRecord *record, GError **error);
  gboolean (*member) (XaSink *sink, XaAudienceRef audience, const XaMemberRecord *record, GError **error);
  gboolean (*post) (XaSink *sink, XaAudienceRef audience, const XaPostRecord *record, GError **error);
  gboolean (*reaction) (XaSink *sink, XaAudienceRef audience, const XaReactionRecord *record, GError **error);
  gboolean (*event) (XaSink *sink, XaAudienceRef audience, const XaEventRecord *record, GError **error);
  gboolean (*sample) (XaSink *sink, XaAudienceRef audience, const XaSampleRecord *record, GError **error);
  gboolean (*link) (XaSink *sink, XaAudienceRef audience, const XaLinkRecord *record, GError **error);
  gboolean (*checkpoint) (XaSink *sink, guint64 offset, GError **error);
  void (*reject) (XaSink *sink, XaReject reason, guint64 count);
  gboolean (*stretch) (XaSink *sink, XaAudienceRef audience, const XaStretchRecord *record, GError **error); /* (nullable): nothing is forgotten */
  gboolean (*facet) (XaSink *sink, XaAudienceRef audience, const XaFacetRecord *record, GError **error);
  gboolean (*wants_profiles) (XaSink *sink); /* (nullable): never */
} XaSinkClass;

struct _XaSink {
  const XaSinkClass *class; /* (not owned) */
};

gboolean xa_sink_audience (XaSink *sink, const XaAudienceRecord *record, XaAudienceRef *ref, GError **error);
gboolean xa_sink_snapshot (XaSink *sink, XaAudienceRef audience, const XaSnapshotRecord *record, GError **error);
gboolean xa_sink_member (XaSink *sink, XaAudienceRef audience, const XaMemberRecord *record, GError **error);
gboolean xa_sink_post (XaSink *sink, XaAudienceRef audience, const XaPostRecord *record, GError **error);
gboolean xa_sink_reaction (XaSink *sink, XaAudienceRef audience, const XaReactionRecord *record, GError **error);
gboolean xa_sink_event (XaSink *sink, XaAudienceRef audience, const XaEventRecord *record, GError **error);
gboolean xa_sink_sample (XaSink *sink, XaAudienceRef audience, const XaSampleRecord *record, GError **error);
gboolean xa_sink_link (XaSink *sink, XaAudienceRef audience, const XaLinkRecord *record, GError **error);
gboolean xa_sink_stretch (XaSink *sink, XaAudienceRef audience, const XaStretchRecord *record, GError **error);
gboolean xa_sink_facet (XaSink *sink, XaAudienceRef audience, const XaFacetRecord *record, GError **error);
gboolean xa_sink_wants_profiles (XaSink *sink);
gboolean xa_sink_checkpoint (XaSink *sink, guint64 offset, GError **error);
void     xa_sink_reject (XaSink *sink, XaReject reason, guint64 count);

const char *xa_reject_id (XaReject reason);
const char *xa_reject_words (XaReject reason);
