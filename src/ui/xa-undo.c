#include "ui/xa-undo.h"

/* More than anybody takes back; each is small. */
#define MOST_CHANGES 200

typedef struct {
  char    *title; /* (owned) */
  XaChange change;
} Step;

struct _XaUndo {
  GObject    parent_instance;
  GPtrArray *steps;  /* (owned) (element-type Step): oldest first */
  guint      n_done; /* of them; the rest was undone */
};

G_DEFINE_FINAL_TYPE (XaUndo, xa_undo, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED, /* what can be undone or redone did */
  SIGNAL_PUSHED,  /* something to tell was done; with its title */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
step_free (gpointer data)
{
  Step *self = data;

  if (self->change.free)
    self->change.free (self->change.data);
  g_free (self->title);
  g_free (self);
}

static void
xa_undo_finalize (GObject *object)
{
  g_ptr_array_unref (XA_UNDO (object)->steps);
  G_OBJECT_CLASS (xa_undo_parent_class)->finalize (object);
}

static void
xa_undo_class_init (XaUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_undo_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", XA_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PUSHED] = g_signal_new ("pushed", XA_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
xa_undo_init (XaUndo *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

XaUndo *
xa_undo_new (void)
{
  return g_object_new (XA_TYPE_UNDO, NULL);
}

/**
 * xa_undo_push:
 * @title: what was done, as the toast says it
 * @change: how to take it back and do it again; its data is taken
 * @tell: whether a toast offers to undo it
 *
 * Notes a change that has just been made.
 */
void
xa_undo_push (XaUndo         *self,
              const char     *title,
              const XaChange *change,
              gboolean        tell)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { g_strdup (title), *change };
  g_ptr_array_set_size (self->steps, (int) self->n_done);
  if (self->n_done == MOST_CHANGES)
    g_ptr_array_remove_index (self->steps, 0);
  g_ptr_array_add (self->steps, step);
  self->n_done = self->steps->len;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (tell)
    g_signal_emit (self, signals[SIGNAL_PUSHED], 0, title);
}

void
xa_undo_tell (XaUndo     *self,
              const char *title)
{
  if (g_strcmp0 (xa_undo_get_title (self), title) == 0)
    g_signal_emit (self, signals[SIGNAL_PUSHED], 0, title);
}

gboolean
xa_undo_can_undo (XaUndo *self)
{
  return self->n_done > 0;
}

gboolean
xa_undo_can_redo (XaUndo *self)
{
  return self->n_done < self->steps->len;
}

const char *
xa_undo_get_title (XaUndo *self)
{
  return self->n_done > 0 ? ((Step *) self->steps->pdata[self->n_done - 1])->title : NULL;
}

void
xa_undo_undo (XaUndo *self)
{
  Step *step;

  if (!xa_undo_can_undo (self))
    return;
  step = self->steps->pdata[--self->n_done];
  step->change.undo (step->change.data);
  if (!step->change.redo)
    g_ptr_array_set_size (self->steps, (int) self->n_done);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
xa_undo_redo (XaUndo *self)
{
  Step *step;

  if (!xa_undo_can_redo (self))
    return;
  step = self->steps->pdata[self->n_done++];
  step->change.redo (step->change.data);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
