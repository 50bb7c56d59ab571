#include "ui/connections/xa-follow-step.h"

#include "model/xa-said.h"
#include "store/xa-sources.h"
#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

/* Of what is followed the ids are known; of what is not any more, all that there was. */
typedef struct {
  GArray    *ids;  /* (owned) (element-type gint64) */
  GPtrArray *kept; /* (owned) (element-type XaSourceKept) */
} FollowStep;

static FollowStep *
follow_step_new (void)
{
  FollowStep *self = g_new0 (FollowStep, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_kept_free);

  return self;
}

static void
follow_step_free (gpointer data)
{
  FollowStep *self = data;

  g_array_unref (self->ids);
  g_ptr_array_unref (self->kept);
  g_free (self);
}

/* --- in the writing thread --- */

static gboolean
keep_and_drop (XaStore *store,
               gpointer data,
               GError **error)
{
  FollowStep *self = data;

  while (self->ids->len > 0) {
    const gint64 id = g_array_index (self->ids, gint64, 0);
    g_autoptr (XaSourceKept) kept = NULL;
    g_autoptr (GError) local = NULL;

    kept = xa_store_keep_source (store, id, &local);
    /* Another program was faster. */
    if (!kept && !g_error_matches (local, XA_STORE_ERROR, XA_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (kept && !xa_store_drop_source (store, id, error))
      return FALSE;
    if (kept)
      g_ptr_array_add (self->kept, g_steal_pointer (&kept));
    g_array_remove_index (self->ids, 0);
  }

  return TRUE;
}

/* They may have other ids from now on. */
static gboolean
bring_back (XaStore *store,
            gpointer data,
            GError **error)
{
  FollowStep *self = data;

  while (self->kept->len > 0) {
    gint64 id;

    if (!xa_store_restore_source (store, self->kept->pdata[0], &id, error))
      return FALSE;
    if (id)
      g_array_append_val (self->ids, id);
    g_ptr_array_remove_index (self->kept, 0);
  }

  return TRUE;
}

/* --- in a thread --- */

static gpointer
unfollow (XaSync       *sync,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  FollowStep *self = data;

  for (guint i = 0; i < self->ids->len; i++)
    xa_sync_cancel (sync, g_array_index (self->ids, gint64, i));

  return xa_sync_edit (sync, keep_and_drop, self, error) ? self : NULL;
}

static gpointer
follow_again (XaSync       *sync,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  return xa_sync_edit (sync, bring_back, data, error) ? data : NULL;
}

/* --- following --- */

void
xa_follow_step_push (XaUndo    *undo,
                     XaLive    *live,
                     GtkWidget *widget,
                     GPtrArray *sources)
{
  FollowStep       *step = follow_step_new ();
  const XaUndoCalls calls = { .back = unfollow, .again = follow_again, .data = step, .free = follow_step_free };
  g_autofree char  *title = NULL;

  for (guint i = 0; i < sources->len; i++)
    g_array_append_val (step->ids, ((const XaSource *) sources->pdata[i])->id);
  if (sources->len == 1)
    title = g_strdup_printf (_ ("Followed %s"), ((const XaSource *) sources->pdata[0])->title);
  else
    title = g_strdup_printf (g_dngettext (NULL, "Followed %u audience", "Followed %u audiences", sources->len), sources->len);
  if (sources->len > 0)
    xa_undo_push_calls (undo, live, widget, title, &calls);
  else
    follow_step_free (step);
  g_ptr_array_unref (sources);
}

/* --- not following any more --- */

typedef struct {
  FollowStep *step;   /* (owned) */
  XaUndo     *undo;   /* (owned) */
  GWeakRef    widget; /* (nullable) */
  char       *title;  /* (owned) */
} Stopping;

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Stopping *self = data;
  g_autoptr (GError) error = NULL;
  gpointer stopped = xa_live_call_finish (XA_LIVE (source), result, &error);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  if (!stopped && widget && gtk_widget_get_root (widget))
    gtk_widget_activate_action (widget, "win.tell", "s", xa_said_error (error));
  /* Also where one could not be stopped after others were. */
  if (self->step->kept->len > 0) {
    const XaUndoCalls calls = { .back = follow_again, .again = unfollow, .data = self->step, .free = follow_step_free };

    xa_undo_push_calls (self->undo, XA_LIVE (source), widget, self->title, &calls);
  } else {
    follow_step_free (self->step);
  }
  g_object_unref (self->undo);
  g_weak_ref_clear (&self->widget);
  g_free (self->title);
  g_free (self);
}

void
xa_follow_step_stop (XaUndo          *undo,
                     XaLive          *live,
                     GtkWidget       *widget,
                     const GPtrArray *sources,
                     const char      *name)
{
  Stopping *self = g_new0 (Stopping, 1);

  self->step = follow_step_new ();
  for (guint i = 0; i < sources->len; i++)
    g_array_append_val (self->step->ids, ((const XaSource *) sources->pdata[i])->id);
  self->undo = g_object_ref (undo);
  g_weak_ref_init (&self->widget, widget);
  self->title = g_strdup_printf (_ ("Stopped following %s"), name);
  xa_live_call_async (live, XA_LIVE_CHANGES, unfollow, self->step, NULL, NULL, NULL, stopped_cb, self);
}
