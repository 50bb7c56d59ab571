#include "ui/inspect/xa-label-edit.h"

#include "model/xa-said.h"
#include "store/xa-labels.h"

#include <gtk/gtk.h>

/* A change and its opposite. It holds the jobs, not the session, which holds what can be undone. */
typedef struct {
  XaJobs *jobs; /* (owned) */
  gint64  audience_id;
  XaRole  role, role_before;
  char   *add;  /* (owned) (nullable) */
  char   *drop; /* (owned) (nullable) */
} Change;

static Change *
change_new (XaJobs            *jobs,
            const XaLabelEdit *edit)
{
  Change *self = g_new (Change, 1);

  *self = (Change) { g_object_ref (jobs), edit->audience_id, edit->role, edit->role_before, g_strdup (edit->add), g_strdup (edit->drop) };

  return self;
}

static void
change_free (gpointer data)
{
  Change *self = data;

  g_object_unref (self->jobs);
  g_free (self->add);
  g_free (self->drop);
  g_free (self);
}

/* In the writing thread. */
static gboolean
write_change (XaStore *store,
              gpointer data,
              GError **error)
{
  const Change     *change = data;
  const char *const add[] = { change->add, NULL };
  const char *const drop[] = { change->drop, NULL };
  XaLabelChange     labels = { change->role, add, drop };

  return xa_store_label_audiences (store, &change->audience_id, 1, &labels, error);
}

static void
written_cb (GObject      *jobs,
            GAsyncResult *result,
            gpointer      data)
{
  g_autofree GWeakRef *widget = data;
  g_autoptr (GtkWidget) alive = g_weak_ref_get (widget);
  g_autoptr (GError) error = NULL;

  if (!xa_jobs_edit_finish (XA_JOBS (jobs), result, &error) && alive)
    gtk_widget_activate_action (alive, "win.tell", "s", xa_said_error (error));
  g_weak_ref_clear (widget);
}

static void
run (XaJobs            *jobs,
     const XaLabelEdit *edit,
     gpointer           widget)
{
  GWeakRef *alive = g_new0 (GWeakRef, 1);

  g_weak_ref_init (alive, widget);
  xa_jobs_edit_async (jobs, write_change, change_new (jobs, edit), change_free, written_cb, alive);
}

static void
undo_cb (gpointer data)
{
  const Change *change = data;
  XaLabelEdit   back = { change->audience_id, change->role ? change->role_before : 0, change->role, change->drop, change->add };

  run (change->jobs, &back, NULL);
}

static void
redo_cb (gpointer data)
{
  const Change *change = data;
  XaLabelEdit   again = { change->audience_id, change->role, change->role_before, change->add, change->drop };

  run (change->jobs, &again, NULL);
}

void
xa_label_edit_run (XaSession         *session,
                   const XaLabelEdit *edit,
                   const char        *title,
                   gpointer           widget)
{
  XaJobs  *jobs = xa_session_get_jobs (session);
  XaChange change = { undo_cb, redo_cb, change_new (jobs, edit), change_free };

  run (jobs, edit, widget);
  xa_undo_push (xa_session_get_undo (session), title, &change, TRUE);
}
