#pragma once

#include <gio/gio.h>

/*
 * Whose turn it is to write to a workspace: a workspace has one writing connection at a time. An
 * import or an edit has it alone; all that is done with live platforms shares one. Waiting is for
 * threads other than the main one.
 */
typedef struct _XaWritingTurn XaWritingTurn;

XaWritingTurn *xa_writing_turn_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaWritingTurn *xa_writing_turn_ref (XaWritingTurn *self);
void           xa_writing_turn_unref (XaWritingTurn *self);

gboolean xa_writing_turn_take (XaWritingTurn *self, GCancellable *cancellable, GError **error); /* alone; CANCELLED */
void     xa_writing_turn_give_back (XaWritingTurn *self);

/* Whether somebody waits to have it alone: who shares it should come to an end. */
gboolean xa_writing_turn_is_awaited (XaWritingTurn *self);

gboolean xa_writing_turn_join (XaWritingTurn *self, GCancellable *cancellable, GError **error); /* with whoever shares; CANCELLED */
gboolean xa_writing_turn_try_join (XaWritingTurn *self);                                        /* only if it is being shared now */
void     xa_writing_turn_leave (XaWritingTurn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaWritingTurn, xa_writing_turn_unref)
