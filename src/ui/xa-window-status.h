#pragma once

#include "ui/xa-session.h"

/* What the window says about the workspace that is open. */
typedef struct {
  gint64   n_audiences;
  gboolean simulated; /* some audiences are invented */
  char    *words;     /* (owned): "40 audiences. Last import 3 min ago." */
} XaWindowStatus;

void            xa_window_status_ask_async (XaSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
XaWindowStatus *xa_window_status_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            xa_window_status_free (XaWindowStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaWindowStatus, xa_window_status_free)
