#include "ui/xa-steering.h"

/* What was steered; the session, whose list of steps this is in, is not kept by it. */
typedef struct {
  GWeakRef session;
  GArray  *forth, *back; /* (owned) (element-type XaControl) */
} Step;

static void
steer (XaSession    *session,
       const GArray *controls)
{
  for (guint i = 0; i < controls->len; i++)
    xa_supervisor_steer (xa_session_get_supervisor (session), &g_array_index (controls, XaControl, i));
}

static void
steer_again (Step         *self,
             const GArray *controls)
{
  g_autoptr (XaSession) session = g_weak_ref_get (&self->session);

  if (session)
    steer (session, controls);
}

static void
undo_cb (gpointer data)
{
  steer_again (data, ((Step *) data)->back);
}

static void
redo_cb (gpointer data)
{
  steer_again (data, ((Step *) data)->forth);
}

static void
free_step (gpointer data)
{
  Step *self = data;

  g_weak_ref_clear (&self->session);
  g_array_unref (self->forth);
  g_array_unref (self->back);
  g_free (self);
}

void
xa_steering_run (XaSession    *session,
                 const GArray *forth,
                 const GArray *back,
                 const char   *title)
{
  Step *step = g_new0 (Step, 1);

  steer (session, forth);
  g_weak_ref_init (&step->session, session);
  step->forth = g_array_copy ((GArray *) forth);
  step->back = g_array_copy ((GArray *) back);
  xa_undo_push (xa_session_get_undo (session), title, &(XaChange) { undo_cb, redo_cb, step, free_step }, TRUE);
}
