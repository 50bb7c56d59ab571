#include "ui/explore/xa-explore-labels.h"

#include "model/xa-said.h"
#include "store/xa-labels.h"

#include <gtk/gtk.h>

/* One change of some audiences. */
typedef struct {
  GArray *ids; /* (owned) (element-type gint64) */
  XaRole  role;
  char  **add;  /* (owned) */
  char  **drop; /* (owned) */
} Step;

/* Steps to one side and back. It holds the jobs, not the session, which holds what can be undone. */
typedef struct {
  int        n_refs;
  XaJobs    *jobs;   /* (owned) */
  GPtrArray *steps;  /* (owned) (element-type Step) */
  GPtrArray *back;   /* (owned) (element-type Step) */
  GWeakRef   widget; /* where a failure is told */
} Change;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_array_unref (self->ids);
  g_strfreev (self->add);
  g_strfreev (self->drop);
  g_free (self);
}

static void
change_unref (gpointer data)
{
  Change *self = data;

  if (!g_atomic_int_dec_and_test (&self->n_refs))
    return;
  g_object_unref (self->jobs);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->back);
  g_weak_ref_clear (&self->widget);
  g_free (self);
}

/* --- writing ---------------------------------------------------------------------------------- */

static gboolean
write_steps (XaStore *store,
             gpointer data,
             GError **error)
{
  const GPtrArray *steps = data;

  for (guint i = 0; i < steps->len; i++) {
    const Step   *step = steps->pdata[i];
    XaLabelChange change = { step->role, (const char *const *) step->add, (const char *const *) step->drop };

    if (!xa_store_label_audiences (store, (const gint64 *) (void *) step->ids->data, step->ids->len, &change, error))
      return FALSE;
  }

  return TRUE;
}

static void
written_cb (GObject      *jobs,
            GAsyncResult *result,
            gpointer      data)
{
  Change *change = data;
  g_autoptr (GObject) widget = g_weak_ref_get (&change->widget);
  g_autoptr (GError) error = NULL;

  if (!xa_jobs_edit_finish (XA_JOBS (jobs), result, &error) && widget)
    gtk_widget_activate_action (GTK_WIDGET (widget), "win.tell", "s", xa_said_error (error));
  change_unref (change);
}

static void
run (Change    *change,
     GPtrArray *steps)
{
  g_atomic_int_inc (&change->n_refs);
  xa_jobs_edit_async (change->jobs, write_steps, g_ptr_array_ref (steps), (GDestroyNotify) g_ptr_array_unref, written_cb, change);
}

static void
undo_cb (gpointer data)
{
  run (data, ((Change *) data)->back);
}

static void
redo_cb (gpointer data)
{
  run (data, ((Change *) data)->steps);
}

/* --- the way back ----------------------------------------------------------------------------- */

static Step *
add_step (GPtrArray *steps)
{
  Step *step = g_new0 (Step, 1);

  step->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (steps, step);

  return step;
}

/* A tag goes back to those that had it, or off those that had not. */
static void
add_tag_back (GPtrArray       *back,
              const XaExplore *explore,
              const gint64    *ids,
              guint            n_ids,
              const char      *tag,
              gboolean         was_added)
{
  Step *step = add_step (back);

  for (guint i = 0; i < n_ids; i++) {
    const XaExploreRow *row = xa_explore_find (explore, ids[i]);

    if (row && g_strv_contains (row->tags, tag) != was_added)
      g_array_append_val (step->ids, ids[i]);
  }
  *(was_added ? &step->drop : &step->add) = g_strdupv ((char *[]) { (char *) tag, NULL });
}

static void
add_roles_back (GPtrArray       *back,
                const XaExplore *explore,
                const gint64    *ids,
                guint            n_ids,
                XaRole           role)
{
  for (XaRole other = XA_ROLE_OTHER; other <= XA_ROLE_COMPETITOR; other++) {
    Step *step;

    if (other == role)
      continue;
    step = add_step (back);
    step->role = other;
    for (guint i = 0; i < n_ids; i++) {
      const XaExploreRow *row = xa_explore_find (explore, ids[i]);

      if (row && row->role == other)
        g_array_append_val (step->ids, ids[i]);
    }
  }
}

static void
drop_empty (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len;)
    if (((Step *) steps->pdata[i])->ids->len == 0)
      g_ptr_array_remove_index (steps, i);
    else
      i++;
}

/**
 * xa_explore_labels_write:
 *
 * Writes a change, and notes how to take it back.
 */
void
xa_explore_labels_write (XaSession             *session,
                         const XaExplore       *explore,
                         const gint64          *ids,
                         guint                  n_ids,
                         const XaExploreLabels *labels,
                         const char            *title,
                         gpointer               widget)
{
  Change  *change = g_new0 (Change, 1);
  XaChange undo = { undo_cb, redo_cb, change, change_unref };
  Step    *step;

  change->n_refs = 1;
  change->jobs = g_object_ref (xa_session_get_jobs (session));
  change->steps = g_ptr_array_new_with_free_func (step_free);
  change->back = g_ptr_array_new_with_free_func (step_free);
  g_weak_ref_init (&change->widget, widget);
  step = add_step (change->steps);
  step->role = labels->role;
  step->add = g_strdupv ((char **) labels->add);
  step->drop = g_strdupv ((char **) labels->drop);
  g_array_append_vals (step->ids, ids, n_ids);
  for (gsize i = 0; labels->add[i]; i++)
    add_tag_back (change->back, explore, ids, n_ids, labels->add[i], TRUE);
  for (gsize i = 0; labels->drop[i]; i++)
    add_tag_back (change->back, explore, ids, n_ids, labels->drop[i], FALSE);
  if (labels->role)
    add_roles_back (change->back, explore, ids, n_ids, labels->role);
  drop_empty (change->back);
  run (change, change->steps);
  xa_undo_push (xa_session_get_undo (session), title, &undo, TRUE);
}
