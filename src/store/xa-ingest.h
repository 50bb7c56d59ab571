#pragma once

#include "store/xa-batch.h"
#include "store/xa-store.h"

/*
 * The ingest writer: takes batches into the workspace, one transaction each, and remembers
 * with each how far the source has been read. Only it gives out dense member ids.
 */

/* A source is known by the keyed hash of its bytes and of the options that shape the result. Where
 * it is not read before it is imported, each batch says what the part that is in by then is known
 * by, and the last one what the whole is known by. */
typedef struct {
  XaPseudonym source;
  const char *format;
  gint64      size_bytes;
  gint64      at_us;
  gint64      task_id;       /* of a pass over a live source, with which it is finished; 0: a file */
  gint64      connection_id; /* of news that come by themselves, whose marks are kept with them; 0: none */
} XaIngestSource;

typedef enum {
  XA_INGEST_NEW,
  XA_INGEST_RESUMED,
  XA_INGEST_DONE_BEFORE, /* these bytes are in the workspace: nothing to do */
} XaIngestStart;

/* What an import brought, for the one line that reports it; survives interruption. */
typedef struct {
  guint64 n_audiences;
  guint64 n_members;    /* people on member lists, each once a list; entries that were read until the list is closed */
  guint64 n_new_people; /* people the workspace had not seen */
  guint64 n_posts;      /* posts that were read */
  guint64 n_new_posts;
  guint64 n_updated_posts; /* known posts with other counters */
  guint64 n_snapshots;     /* snapshots added or extended */
  guint64 n_links;
  guint64 n_samples;
  guint64 rejects[XA_N_REJECTS];
} XaIngestCounts;

/* A source that was imported, or of which a part was. */
typedef struct {
  XaPseudonym source;
  guint64     offset; /* how far it was taken in */
  gboolean    is_done;
} XaIngestKnown;

typedef struct _XaIngest XaIngest;

GArray *xa_ingest_list_known (XaStore *store, gint64 size_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaIngestKnown) */

/* Any number may be open at a time over one store, in one thread. */
XaIngest *xa_ingest_begin (XaStore *store, const XaIngestSource *source, XaIngestStart *start, guint64 *resume_offset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  xa_ingest_batch (XaIngest *self, const XaBatch *batch, GError **error);

/* Closes the member lists, makes the snapshots of active authors and reactors, marks the
 * source as done. @truncated: the source ended early, so complete lists are only first N. */
gboolean xa_ingest_finish (XaIngest *self, const XaBatch *last, gboolean truncated, GError **error);
/* What was taken so far is made use of, though the rest may never come. */
gboolean xa_ingest_pause (XaIngest *self, GError **error);
void     xa_ingest_get_counts (XaIngest *self, XaIngestCounts *counts);
void     xa_ingest_free (XaIngest *self); /* without finish: what was committed stays, to be resumed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaIngest, xa_ingest_free)
