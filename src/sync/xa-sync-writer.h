#pragma once

#include "store/xa-ingest.h"

/*
 * The thread that writes what live platforms bring: it owns the only writing connection, over which
 * any number of passes are taken in side by side. Calls may come from any thread. A queue holds at
 * most a few batches of each pass: whoever fetches faster than the disk takes waits.
 */
typedef struct _XaSyncWriter XaSyncWriter;

XaSyncWriter *xa_sync_writer_open (const char *workspace, XaPseudonymizer *keys, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is queued and closes the workspace. */
void xa_sync_writer_close (XaSyncWriter *self);

/* Runs in the writer's thread, in its turn; waits for it. */
typedef gboolean (*XaSyncWriterEdit) (XaStore *store, gpointer data, GError **error);
gboolean xa_sync_writer_edit (XaSyncWriter *self, XaSyncWriterEdit edit, gpointer data, GError **error);

/* Called in the writer's thread after each transaction that took a batch in; before the first. */
typedef void (*XaSyncWriterMeter) (gint64 connection_id, guint n_records, gint64 us, gpointer data);
void xa_sync_writer_set_meter (XaSyncWriter *self, XaSyncWriterMeter meter, gpointer data);

/* How many records the next batches should hold, after one of @n_records took @us: a transaction should
 * take 50 to 200 ms. @n_wanted: what was asked for before */
guint xa_sync_writer_adapt (guint n_wanted, guint n_records, gint64 us);

/* A pass that is being taken in. */
typedef struct _XaSyncIntake XaSyncIntake;

/* @counts: (out): what an interrupted pass of the same source has brought */
XaSyncIntake *xa_sync_writer_begin (XaSyncWriter *self, const XaIngestSource *source, XaIngestCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For whom it is measured. */
void xa_sync_intake_set_connection (XaSyncIntake *self, gint64 connection_id);
/* How many members or posts make a batch full, as fast as the disk is now. */
guint xa_sync_intake_get_batch_records (XaSyncIntake *self);
/* Takes a batch (transfer full) and gives an empty one; NULL with @error if an earlier one could not be written. */
XaBatch *xa_sync_intake_push (XaSyncIntake *self, XaBatch *batch, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes all and @batch (transfer full), and waits until it is safe. */
gboolean xa_sync_intake_settle (XaSyncIntake *self, XaBatch *batch, GError **error);
/* Writes all and @last (transfer full) (nullable) and closes the pass; frees @self. */
gboolean xa_sync_intake_finish (XaSyncIntake *self, XaBatch *last, gboolean truncated, XaIngestCounts *counts, GError **error);
/* Writes all and @last (transfer full) (nullable) and leaves the pass open; frees @self. */
gboolean xa_sync_intake_stop (XaSyncIntake *self, XaBatch *last, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSyncWriter, xa_sync_writer_close)
