#include "net/xa-cancel-watch.h"

static gboolean
dispatch (GSource    *source,
          GSourceFunc callback,
          gpointer    data)
{
  g_source_set_ready_time (source, -1);

  return callback (data);
}

/* In the thread that cancels. */
static void
wake (GCancellable *cancellable,
      gpointer      data)
{
  g_source_set_ready_time (data, 0);
}

/**
 * xa_cancel_watch_start:
 * @cancellable: (nullable): without one, nothing is watched
 * @cancelled: called in @context once, soon after @cancellable is cancelled, or if it is already
 *
 * To be ended with xa_cancel_watch_end() in the thread of @context, before that is freed.
 */
void
xa_cancel_watch_start (XaCancelWatch *self,
                       GMainContext  *context,
                       GCancellable  *cancellable,
                       GSourceFunc    cancelled,
                       gpointer       data)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };

  *self = (XaCancelWatch) { 0 };
  if (!cancellable)
    return;
  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self->source, cancelled, data, NULL);
  g_source_attach (self->source, context);
  self->cancellable = g_object_ref (cancellable);
  self->handler = g_cancellable_connect (cancellable, G_CALLBACK (wake), self->source, NULL);
}

/**
 * xa_cancel_watch_end:
 *
 * Waits for a thread that is about to wake the context, which it no longer does afterwards.
 */
void
xa_cancel_watch_end (XaCancelWatch *self)
{
  if (!self->source)
    return;
  g_cancellable_disconnect (self->cancellable, self->handler);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->cancellable);
}
