#pragma once

#include "control/xa-controller.h"
#include "ui/compare/xa-comparison.h"

/*
 * Answers that are there before anybody asks: once something came in, the controller has the questions of the
 * pages asked in the background, and what they answer is kept for who opens a page next. Counted; may be used
 * in any thread.
 */
typedef struct _XaAhead XaAhead;

XaAhead *xa_ahead_new (const char *workspace) G_GNUC_WARN_UNUSED_RESULT;
XaAhead *xa_ahead_ref (XaAhead *self);
void     xa_ahead_unref (XaAhead *self);

/* What pages ask, and asked last: it is asked again. */
void xa_ahead_set_range (XaAhead *self, gint64 from_us, gint64 to_us);
void xa_ahead_note_comparison (XaAhead *self, const XaComparisonAudiences *audiences);
void xa_ahead_note_graph (XaAhead *self, guint n_most);

/* Whether something that answers are computed from has changed since this was asked last; the first time it
 * has not. For a thread that reads. */
gboolean xa_ahead_take_change (XaAhead *self, XaStore *store);

/* XaControllerWork of XA_TASK_KIND_ANALYSIS, with an XaAhead. */
gboolean xa_ahead_work (XaSync *sync, const XaTask *task, GCancellable *cancellable, gpointer ahead, GError **error);

/* The subject of that task: a second wish for it is the same. */
#define XA_AHEAD_SUBJECT "pages"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaAhead, xa_ahead_unref)
