#pragma once

#include "model/xa-sink.h"
#include "privacy/xa-pseudonym.h"
#include "store/xa-batch.h"

/*
 * The only way into a workspace. It works in the thread that parses: brings ids to one form
 * and replaces them by keyed pseudonyms, reduces the text of members to features, scrubs the
 * text of the audience itself, and hands over batches that hold no person any more.
 */
typedef struct _XaIngestSink XaIngestSink;

/* Takes a full batch, which may block, and gives an empty one to go on with, both (transfer
 * full). NULL with @error set ends the parse. */
typedef XaBatch *(*XaBatchFunc) (XaBatch *full, gpointer data, GError **error);

/* Called at checkpoints, some ten times a second. */
typedef void (*XaTickFunc) (gpointer data);

XaIngestSink *xa_ingest_sink_new (XaPseudonymizer *keys, gint64 source_us, XaBatchFunc hand_over, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void          xa_ingest_sink_free (XaIngestSink *self);
void          xa_ingest_sink_set_cancellable (XaIngestSink *self, GCancellable *cancellable);
void          xa_ingest_sink_resume (XaIngestSink *self, guint64 offset, const guint64 rejects[XA_N_REJECTS]);
void          xa_ingest_sink_set_batch_records (XaIngestSink *self, guint n_records);
void          xa_ingest_sink_set_batch_age (XaIngestSink *self, gint64 age_us);
void          xa_ingest_sink_set_tick (XaIngestSink *self, XaTickFunc tick, gpointer data);
void          xa_ingest_sink_set_wants_profiles (XaIngestSink *self, gboolean wants_profiles); /* not, at first */
XaSink       *xa_ingest_sink_get_sink (XaIngestSink *self);
XaBatch      *xa_ingest_sink_take_last (XaIngestSink *self, gboolean complete) G_GNUC_WARN_UNUSED_RESULT;
guint64       xa_ingest_sink_get_n_records (XaIngestSink *self);
gboolean      xa_ingest_sink_has_audience (XaIngestSink *self, XaPlatform platform, const char *native_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaIngestSink, xa_ingest_sink_free)
