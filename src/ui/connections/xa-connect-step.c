#include "ui/connections/xa-connect-step.h"

#include "model/xa-language.h"
#include "ui/connections/xa-connection-dialogs.h"
#include "ui/xa-undo-work.h"

typedef struct {
  gint64    id;
  XaParting parting; /* the thread's while it works */
  GWeakRef  window;  /* (nullable) */
} ConnectStep;

static void
connect_step_free (gpointer data)
{
  ConnectStep *self = data;

  xa_parting_clear (&self->parting);
  g_weak_ref_clear (&self->window);
  g_free (self);
}

/* What is followed over it may have come from another program, and nobody was asked about that. */
static gpointer
disconnect (XaSync       *sync,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  ConnectStep *self = data;
  g_autoptr (GPtrArray) all = xa_sync_list_connections (sync, error);

  for (guint i = 0; all && i < all->len; i++) {
    const XaConnection *connection = all->pdata[i];

    if (connection->id != self->id)
      continue;
    if (connection->n_sources > 0) {
      g_set_error_literal (error, XA_STORE_ERROR, XA_STORE_ERROR_INVALID, N_ ("Something is followed over it by now: remove it on the page Connections."));
      return NULL;
    }
    xa_parting_clear (&self->parting);
    return xa_sync_disconnect (sync, self->id, XA_DISCONNECT_KEEP_DATA, &self->parting, cancellable, error) ? self : NULL;
  }

  /* It was removed meanwhile. */
  return all ? self : NULL;
}

static void
tell_parting (gpointer data)
{
  ConnectStep *self = data;
  g_autoptr (GtkWidget) window = g_weak_ref_get (&self->window);

  if (window && !gtk_widget_in_destruction (window))
    xa_connection_tell_parting (window, &self->parting);
}

/* --- the toast --- */

typedef struct {
  XaUndo *undo;  /* (owned) */
  char   *title; /* (owned) */
} Offer;

static void
offer_free (gpointer  data,
            GClosure *closure)
{
  Offer *self = data;

  g_object_unref (self->undo);
  g_free (self->title);
  g_free (self);
}

static void
closed_cb (AdwDialog *dialog,
           gpointer   offer)
{
  xa_undo_tell (((Offer *) offer)->undo, ((Offer *) offer)->title);
}

void
xa_connect_step_push (XaUndo             *undo,
                      XaLive             *live,
                      GtkWidget          *widget,
                      const XaConnection *connection,
                      const char         *title,
                      AdwDialog          *before)
{
  ConnectStep      *step = g_new0 (ConnectStep, 1);
  const XaUndoCalls calls = { .back = disconnect, .data = step, .free = connect_step_free, .done = tell_parting, .is_quiet = before != NULL };

  step->id = connection->id;
  g_weak_ref_init (&step->window, widget ? gtk_widget_get_root (widget) : NULL);
  xa_undo_push_calls (undo, live, widget, title, &calls);
  if (before) {
    Offer *offer = g_new0 (Offer, 1);

    *offer = (Offer) { g_object_ref (undo), g_strdup (title) };
    g_signal_connect_data (before, "closed", G_CALLBACK (closed_cb), offer, offer_free, 0);
  }
}
