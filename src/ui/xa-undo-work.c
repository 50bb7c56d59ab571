#include "ui/xa-undo-work.h"

#include "model/xa-said.h"

typedef struct {
  GWeakRef    with;   /* XaLive or XaJobs: neither is kept by what can be undone */
  GWeakRef    window; /* (nullable) */
  XaUndoCalls calls;  /* of XaLive; and what both have */
  XaUndoEdits edits;  /* of XaJobs */
  gboolean    wanted; /* that the change is made */
  gboolean    made;   /* whether it is, as far as is known */
  gboolean    busy;   /* a thread is at it, which has the data */
} Step;

static void
step_clear (gpointer data)
{
  Step *self = data;

  if (self->calls.free)
    self->calls.free (self->calls.data);
  g_weak_ref_clear (&self->with);
  g_weak_ref_clear (&self->window);
}

static void
step_release (gpointer self)
{
  g_rc_box_release_full (self, step_clear);
}

static void begin (Step *self);

static void
end (Step    *self,
     gboolean ok,
     GError  *error)
{
  g_autoptr (GtkWidget) window = g_weak_ref_get (&self->window);

  self->busy = FALSE;
  if (ok)
    self->made = !self->made;
  else
    self->wanted = self->made;
  if (!ok && window && !gtk_widget_in_destruction (window))
    gtk_widget_activate_action (window, "win.tell", "s", xa_said_error (error));
  if (self->calls.done)
    self->calls.done (self->calls.data);
  begin (self);
  step_release (self);
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      step)
{
  g_autoptr (GError) error = NULL;
  gpointer done = xa_live_call_finish (XA_LIVE (source), result, &error);

  end (step, done != NULL, error);
}

static void
edited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      step)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = xa_jobs_edit_finish (XA_JOBS (source), result, &error);

  end (step, ok, error);
}

/* What is wanted, unless it is so or the thread is not through; then it is looked at again. */
static void
begin (Step *self)
{
  g_autoptr (GObject) with = g_weak_ref_get (&self->with);

  if (self->busy || self->wanted == self->made || !with)
    return;
  self->busy = TRUE;
  if (XA_IS_LIVE (with))
    xa_live_call_async (XA_LIVE (with), XA_LIVE_CHANGES, self->wanted ? self->calls.again : self->calls.back, self->calls.data, NULL, NULL, NULL, called_cb, g_rc_box_acquire (self));
  else
    xa_jobs_edit_async (XA_JOBS (with), self->wanted ? self->edits.again : self->edits.back, self->calls.data, NULL, edited_cb, g_rc_box_acquire (self));
}

static void
undo_cb (gpointer data)
{
  Step *self = data;

  self->wanted = FALSE;
  begin (self);
}

static void
redo_cb (gpointer data)
{
  Step *self = data;

  self->wanted = TRUE;
  begin (self);
}

/* @with: XaLive or XaJobs */
static void
push (XaUndo            *undo,
      gpointer           with,
      GtkWidget         *widget,
      const char        *title,
      const XaUndoCalls *calls,
      const XaUndoEdits *edits)
{
  gboolean       can_redo = calls->again || edits->again;
  Step          *self = g_rc_box_new0 (Step);
  const XaChange change = { undo_cb, can_redo ? redo_cb : NULL, self, step_release };

  g_weak_ref_init (&self->with, with);
  g_weak_ref_init (&self->window, widget ? gtk_widget_get_root (widget) : NULL);
  self->calls = *calls;
  self->edits = *edits;
  self->wanted = self->made = TRUE;
  xa_undo_push (undo, title, &change, !calls->is_quiet);
}

void
xa_undo_push_calls (XaUndo            *undo,
                    XaLive            *live,
                    GtkWidget         *widget,
                    const char        *title,
                    const XaUndoCalls *calls)
{
  push (undo, live, widget, title, calls, &(XaUndoEdits) { 0 });
}

void
xa_undo_push_edits (XaUndo            *undo,
                    XaJobs            *jobs,
                    GtkWidget         *widget,
                    const char        *title,
                    const XaUndoEdits *edits)
{
  push (undo, jobs, widget, title, &(XaUndoCalls) { .data = edits->data, .free = edits->free, .done = edits->done }, edits);
}
