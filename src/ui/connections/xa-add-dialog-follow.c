#include "model/xa-time.h"
#include "model/xa-said.h"
#include "ui/connections/xa-add-dialog-private.h"
#include "ui/connections/xa-follow-step.h"

#include <glib/gi18n.h>

/* What is ticked is followed from now on, and fetched for the first time. */

static const struct {
  const char *words;
  guint       days; /* 0: all */
} spans[] = {
  { N_ ("The Last 30 Days"), 30 },
  { N_ ("The Last 90 Days"), 90 },
  { N_ ("The Last Year"), 365 },
  { N_ ("As Far as the Platform Goes"), 0 },
};

#define USUAL_SPAN 1

typedef struct {
  GPtrArray      *rows;       /* (owned) (element-type XaAddRow): kept until it is done, with their candidates */
  GPtrArray      *candidates; /* (owned) (element-type XaCandidate): (not owned) ones of the rows */
  XaFollowOptions options;
} Adding;

static void
adding_free (gpointer data)
{
  Adding *self = data;

  g_ptr_array_unref (self->candidates);
  g_free (self);
}

/* How it went: what is followed, and of that, what was not before; and what was said of the first that failed. */
typedef struct {
  GArray    *ids;   /* (owned) (element-type gint64) */
  GPtrArray *fresh; /* (owned) (nullable) (element-type XaSource) */
  char      *fault; /* (owned) (nullable) */
} Added;

static void
added_free (gpointer data)
{
  Added *self = data;

  g_array_unref (self->ids);
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
  g_free (self->fault);
  g_free (self);
}

static gboolean
has_source (const GPtrArray *sources,
            gint64           id)
{
  for (guint i = 0; i < sources->len; i++)
    if (((const XaSource *) sources->pdata[i])->id == id)
      return TRUE;

  return FALSE;
}

static gpointer
follow (XaSync       *sync,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Adding *adding = data;
  Added  *added;
  g_autoptr (GPtrArray) before = xa_sync_list_sources (sync, error);

  if (!before)
    return NULL;
  added = g_new0 (Added, 1);
  added->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  added->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_source_free);
  for (guint i = 0; i < adding->candidates->len; i++) {
    g_autoptr (GError) local = NULL;
    g_autoptr (XaSource) source = xa_sync_follow (sync, adding->candidates->pdata[i], &adding->options, &local);

    if (source)
      g_array_append_val (added->ids, source->id);
    if (source && !has_source (before, source->id))
      g_ptr_array_add (added->fresh, g_steal_pointer (&source));
    if (local && !added->fault)
      added->fault = xa_said (local->message);
  }

  return added;
}

typedef struct {
  XaAddDialog *dialog; /* (owned) */
  GPtrArray   *rows;   /* (owned) (element-type XaAddRow): the candidates are theirs */
} Followed;

static void
followed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Followed *followed = data;
  g_autoptr (XaAddDialog) self = followed->dialog;
  g_autoptr (GPtrArray) rows = followed->rows;
  g_autoptr (GError) error = NULL;
  Added      *added = xa_live_call_finish (XA_LIVE (source), result, &error);
  const char *fault = added ? added->fault : xa_said_error (error);

  g_free (followed);
  self->is_adding = FALSE;
  if (added && added->ids->len > 0)
    xa_live_fetch (self->live, (const gint64 *) added->ids->data, added->ids->len);
  if (added)
    xa_follow_step_push (self->undo, self->live, self->parent, g_steal_pointer (&added->fresh));
  if (fault && self->parent)
    gtk_widget_activate_action (self->parent, "win.tell", "s", fault);
  if (added && added->ids->len > 0)
    adw_dialog_close (ADW_DIALOG (self));
  else
    xa_add_dialog_rows_changed (self);
  g_clear_pointer (&added, added_free);
}

void
xa_add_dialog_follow_cb (XaAddDialog *self)
{
  Adding   *adding = g_new0 (Adding, 1);
  Followed *followed = g_new0 (Followed, 1);
  guint     days = spans[gtk_drop_down_get_selected (self->since)].days;
  XaAddRow *row;

  adding->candidates = g_ptr_array_new ();
  adding->options = XA_FOLLOW_OPTIONS_INIT;
  if (days > 0)
    adding->options.since_us = xa_time_now () - days * XA_USEC_PER_DAY;
  followed->dialog = g_object_ref (self);
  followed->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; (row = xa_add_dialog_get_row (self, i)); i++)
    if (xa_add_row_is_ticked (row)) {
      g_ptr_array_add (adding->candidates, (gpointer) xa_add_row_get_candidate (row));
      g_ptr_array_add (followed->rows, g_object_ref (row));
    }
  self->is_adding = TRUE;
  xa_add_dialog_rows_changed (self);
  xa_live_call_async (self->live, XA_LIVE_CHANGES, follow, adding, adding_free, added_free, NULL, followed_cb, followed);
}

void
xa_add_dialog_init_spans (XaAddDialog *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    gtk_string_list_append (words, _ (spans[i].words));
  gtk_drop_down_set_model (self->since, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->since, USUAL_SPAN);
}
