#pragma once

#include "store/xa-ingest.h"

/*
 * The thread that writes an import: it opens the workspace itself, so that its connection is
 * the only one that writes, and takes batches from a queue that holds two at most. Whoever
 * parses faster than the disk takes waits in xa_writer_push().
 */
typedef struct _XaWriter XaWriter;

/* Called in the writer's thread after a batch is durable: all before @offset is safe. */
typedef void (*XaWriterCommitFunc) (guint64 offset, gpointer data);

/* What the workspace knows of a source at the start. */
typedef struct {
  XaIngestStart  start;
  guint64        resume_offset;
  XaIngestCounts counts; /* of what an interrupted import has brought */
} XaWriterStart;

XaWriter *xa_writer_open (const char        *workspace,
                          XaPseudonymizer   *keys,
                          gint64             size_bytes,
                          XaWriterCommitFunc commit,
                          gpointer           data,
                          GArray           **known,
                          GError           **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  xa_writer_begin (XaWriter *self, const XaIngestSource *source, XaWriterStart *start, GError **error);
XaWriter *xa_writer_start (const char           *workspace,
                           XaPseudonymizer      *keys,
                           const XaIngestSource *source,
                           XaWriterCommitFunc    commit,
                           gpointer              data,
                           XaWriterStart        *start,
                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;
XaBatch  *xa_writer_push (XaWriter *self, XaBatch *batch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  xa_writer_finish (XaWriter *self, XaBatch *last, gboolean truncated, GError **error);
gboolean  xa_writer_stop (XaWriter *self, XaBatch *last, GError **error);
void      xa_writer_get_counts (XaWriter *self, XaIngestCounts *counts);
void      xa_writer_free (XaWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaWriter, xa_writer_free)
