#pragma once

#include "charts/xa-chart.h"
#include "control/xa-telemetry.h"
#include "ui/xa-session.h"

/* How the program did, loaded in a reader's thread. */
typedef struct {
  GPtrArray *metrics; /* (owned) (element-type XaMetricRow) */
  gint32     from_hour, to_hour;
} XaFiguresAnswer;

void xa_figures_answer_free (XaFiguresAnswer *self);

/* @hours: back from now */
void             xa_figures_ask_async (XaSession *session, guint hours, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaFiguresAnswer *xa_figures_ask_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* By the hour, of all connections. Returns: (transfer full) */
XaChart *xa_figures_make_chart (const XaFiguresAnswer *self, XaTelemetryKey metric, const char *name, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

/* Sentences; (transfer full). */
char *xa_figures_say_cache (const XaFiguresAnswer *self) G_GNUC_WARN_UNUSED_RESULT;   /* "94 % of 1,280 answers" */
char *xa_figures_say_answers (const XaFiguresAnswer *self) G_GNUC_WARN_UNUSED_RESULT; /* "about 1 ms kept, 38 ms computed" */
char *xa_figures_say_queue (const XaFiguresAnswer *self) G_GNUC_WARN_UNUSED_RESULT;   /* "half within 0.3 s, 95 % within 4 s" */
char *xa_figures_say_batches (const XaFiguresAnswer *self) G_GNUC_WARN_UNUSED_RESULT; /* "3,204, of 1,050 records and 62 ms on average" */
char *xa_figures_say_tasks (const XaFiguresAnswer *self) G_GNUC_WARN_UNUSED_RESULT;   /* "210 done, 3 attempts failed, 12 merged" */

/* --- what is stored --- */

typedef struct {
  const char *name; /* (not owned): "Posts" */
  gint64      n_rows;
  gint64      size_bytes;
} XaStorageKind;

/* Kind by kind, the largest first; reads every page of the file once. */
void    xa_storage_ask_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *xa_storage_ask_finish (XaSession *session, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaStorageKind) */

/* Sums tables up by kind. @tables: (element-type XaTableInfo) */
GArray *xa_storage_group (const GArray *tables) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaStorageKind) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaFiguresAnswer, xa_figures_answer_free)
