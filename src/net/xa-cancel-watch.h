#pragma once

#include <gio/gio.h>

/*
 * Calls back in a main context when a GCancellable of any thread is cancelled. Unlike the source of
 * g_cancellable_source_new() it may end, with its context, while another thread is cancelling: that source lets the
 * other thread lock a context that is gone (GLib 2.84).
 */
typedef struct {
  GSource      *source;      /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gulong        handler;
} XaCancelWatch;

void xa_cancel_watch_start (XaCancelWatch *self, GMainContext *context, GCancellable *cancellable, GSourceFunc cancelled, gpointer data);
void xa_cancel_watch_end (XaCancelWatch *self);
