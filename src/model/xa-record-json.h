#pragma once

#include "model/xa-records.h"

#include <gio/gio.h>

/*
 * Writes uniform records as lines of JSON, the form that docs/formats.md describes and the
 * importer of it reads. There is no line for a person here: what we write has none.
 */
typedef struct _XaRecordWriter XaRecordWriter;

/* A count of people that is known and must not leave: written as what it is, never as a number. */
#define XA_COUNT_SUPPRESSED (G_MININT64 + 1)

/* What counts of people in what we write are at least, and the step that they are rounded down to. */
#define XA_RECORD_MIN_PEOPLE 10

/* What was done on one day, UTC; in counts of people like the others. */
typedef struct {
  const char *kind; /* "posts", "reactions", "joins" or "leaves" */
  gint64      at_us;
  gint64      n;      /* how often */
  gint64      people; /* by how many; XA_COUNT_UNKNOWN where nobody was named */
} XaDayRecord;

XaRecordWriter *xa_record_writer_new (GOutputStream *stream, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void            xa_record_writer_free (XaRecordWriter *self);

gboolean xa_record_writer_header (XaRecordWriter *self, gint64 created_us, GError **error);
gboolean xa_record_writer_audience (XaRecordWriter *self, const char *ref, const XaAudienceRecord *record, XaRole role, GError **error);
gboolean xa_record_writer_snapshot (XaRecordWriter *self, const char *ref, const XaSnapshotRecord *record, gint64 fetched, GError **error);
gboolean xa_record_writer_post (XaRecordWriter *self, const char *ref, const XaPostRecord *record, GError **error);
gboolean xa_record_writer_sample (XaRecordWriter *self, const char *ref, const XaSampleRecord *record, GError **error);
gboolean xa_record_writer_day (XaRecordWriter *self, const char *ref, const XaDayRecord *record, GError **error);
gboolean xa_record_writer_flush (XaRecordWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaRecordWriter, xa_record_writer_free)
