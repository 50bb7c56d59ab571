#include "ui/explore/xa-explore-history.h"

#include <glib/gi18n.h>

/* Nobody who types pauses that long in a word. */
#define REST_MS 1200

struct _XaExploreHistory {
  gpointer             view; /* (not owned) */
  XaExploreHistoryShow show;
  XaUndo              *undo;    /* (owned) (nullable) */
  char                *noted;   /* (owned): what undoing comes from */
  char                *current; /* (owned): what is searched for */
  guint                rest_id;
};

/* --- a step ----------------------------------------------------------------------------------- */

typedef struct {
  GWeakRef             view; /* of the search */
  XaExploreHistoryShow show;
  char                *before; /* (owned) */
  char                *after;  /* (owned) */
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_weak_ref_clear (&self->view);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static void
step_to (Step       *self,
         const char *text)
{
  g_autoptr (GObject) view = g_weak_ref_get (&self->view);

  if (view)
    self->show (view, text);
}

static void
step_undo (gpointer data)
{
  Step *self = data;

  step_to (self, self->before);
}

static void
step_redo (gpointer data)
{
  Step *self = data;

  step_to (self, self->after);
}

static void
push (XaExploreHistory *self)
{
  Step    *step;
  XaChange change;

  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (!self->undo || g_str_equal (self->noted, self->current))
    return;
  step = g_new0 (Step, 1);
  g_weak_ref_init (&step->view, self->view);
  step->show = self->show;
  step->before = g_strdup (self->noted);
  step->after = g_strdup (self->current);
  g_set_str (&self->noted, self->current);
  change = (XaChange) { step_undo, step_redo, step, step_free };
  /* What is shown instead is seen at once, and a toast for every letter would be in the way. */
  xa_undo_push (self->undo, *step->after ? _ ("Changed the filter") : _ ("Cleared the filters"), &change, FALSE);
}

static gboolean
rest_cb (gpointer data)
{
  XaExploreHistory *self = data;

  self->rest_id = 0;
  push (self);

  return G_SOURCE_REMOVE;
}

/* --- all of them ------------------------------------------------------------------------------ */

XaExploreHistory *
xa_explore_history_new (gpointer             view,
                        XaExploreHistoryShow show)
{
  XaExploreHistory *self = g_new0 (XaExploreHistory, 1);

  self->view = view;
  self->show = show;
  self->noted = g_strdup ("");
  self->current = g_strdup ("");

  return self;
}

void
xa_explore_history_free (XaExploreHistory *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_object (&self->undo);
  g_free (self->noted);
  g_free (self->current);
  g_free (self);
}

void
xa_explore_history_begin (XaExploreHistory *self,
                          XaUndo           *undo)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_set_object (&self->undo, undo);
  g_set_str (&self->noted, "");
  g_set_str (&self->current, "");
}

/**
 * xa_explore_history_note:
 * @is_typing: more of the same change may follow
 *
 * Tells what is searched for now.
 */
void
xa_explore_history_note (XaExploreHistory *self,
                         const char       *text,
                         gboolean          is_typing)
{
  if (self->rest_id && !is_typing)
    push (self); /* what was typed before is a change of its own */
  g_set_str (&self->current, text);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (is_typing)
    self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
  else
    push (self);
}

void
xa_explore_history_step (XaExploreHistory *self,
                         const char       *text)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_set_str (&self->current, text);
  g_set_str (&self->noted, text);
}
