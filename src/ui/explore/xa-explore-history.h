#pragma once

#include "ui/xa-undo.h"

/*
 * What was searched for, so that it can be undone. What is typed counts as one change once the
 * typing rests; anything that is chosen counts at once.
 */
typedef struct _XaExploreHistory XaExploreHistory;

/* Shows in @view what was searched for before, or again. */
typedef void (*XaExploreHistoryShow) (gpointer view, const char *text);

/* @view: (not owned): a GObject; what can be undone does not keep it */
XaExploreHistory *xa_explore_history_new (gpointer view, XaExploreHistoryShow show) G_GNUC_WARN_UNUSED_RESULT;
void              xa_explore_history_free (XaExploreHistory *self);

/* From here on nothing is searched for. @undo: (nullable): then nothing is noted */
void xa_explore_history_begin (XaExploreHistory *self, XaUndo *undo);
void xa_explore_history_note (XaExploreHistory *self, const char *text, gboolean is_typing);
/* What undoing has led to: no change of its own. */
void xa_explore_history_step (XaExploreHistory *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaExploreHistory, xa_explore_history_free)
