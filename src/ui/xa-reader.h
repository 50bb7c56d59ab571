#pragma once

#include "insight/xa-overlaps.h"

/*
 * A thread that answers questions about a workspace, one after the other, over its own
 * connection. The main thread asks and is called back; it never waits.
 */
typedef struct _XaReader XaReader;

/* What a question covers. */
typedef struct {
  gint64 from_us, to_us; /* or XA_TIME_UNKNOWN */
  guint  smallest_count;
} XaReaderScope;

/* Answers in the reader's thread: an immutable result, or NULL with @error set. */
typedef gpointer (*XaQuestion) (const XaScope *scope, gpointer data, XaInsightProgress progress, gpointer progress_data, GError **error);

typedef struct {
  XaQuestion     question;
  gpointer       data;        /* (owned) (nullable) */
  GDestroyNotify data_free;   /* (nullable) */
  GDestroyNotify result_free; /* (nullable) */
} XaAsk;

XaReader *xa_reader_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void      xa_reader_stop (XaReader *self); /* (nullable) lets go of the reader once its questions are answered or cancelled */

void     xa_reader_ask_async (XaReader *self, const XaReaderScope *scope, const XaAsk *ask, XaInsightProgress progress, gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer xa_reader_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
