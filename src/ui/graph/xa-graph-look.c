#include "ui/graph/xa-graph-look.h"

#include <glib/gi18n.h>
#include <string.h>

XaGraphLook
xa_graph_look_copy (const XaGraphLook *self)
{
  XaGraphLook copy = *self;

  copy.hidden = self->hidden ? g_bytes_ref (self->hidden) : NULL;

  return copy;
}

void
xa_graph_look_clear (XaGraphLook *self)
{
  g_clear_pointer (&self->hidden, g_bytes_unref);
}

gboolean
xa_graph_filter_equal (const XaGraphFilter *a,
                       const XaGraphFilter *b)
{
  return a->measure == b->measure && a->least == b->least && a->significant == b->significant && a->mutual == b->mutual &&
         a->references == b->references && a->by_platform == b->by_platform;
}

gboolean
xa_graph_look_equal (const XaGraphLook *a,
                     const XaGraphLook *b)
{
  gboolean same_hidden = a->hidden == b->hidden || (a->hidden && b->hidden && g_bytes_equal (a->hidden, b->hidden));

  return same_hidden && xa_graph_filter_equal (&a->filter, &b->filter) && a->platform == b->platform && a->group == b->group && a->ego == b->ego;
}

void
xa_graph_look_hide (XaGraphLook  *self,
                    guint         n_all,
                    const GArray *nodes)
{
  gboolean *hidden = g_new0 (gboolean, MAX (n_all, 1));

  if (self->hidden && nodes)
    memcpy (hidden, g_bytes_get_data (self->hidden, NULL), MIN (g_bytes_get_size (self->hidden), n_all * sizeof *hidden));
  for (guint i = 0; nodes && i < nodes->len; i++)
    hidden[g_array_index (nodes, guint32, i)] = TRUE;
  g_clear_pointer (&self->hidden, g_bytes_unref);
  if (nodes)
    self->hidden = g_bytes_new_take (g_steal_pointer (&hidden), n_all * sizeof *hidden);
  g_free (hidden);
}

static gboolean
is_neighbour (const XaGraphScene *scene,
              guint32             node,
              guint32             other)
{
  for (guint32 i = scene->start[node]; i < scene->start[node + 1]; i++)
    if (scene->next[i] == other)
      return TRUE;

  return node == other;
}

gboolean *
xa_graph_look_get_hidden (const XaGraphLook *self,
                          const XaGraphPlan *plan)
{
  guint           n = plan->scene->n_nodes;
  gboolean       *hidden = g_new0 (gboolean, MAX (n, 1));
  gsize           size = 0;
  const gboolean *by_hand = self->hidden ? g_bytes_get_data (self->hidden, &size) : NULL;

  for (guint32 i = 0; i < n; i++)
    hidden[i] = (i < size / sizeof *by_hand && by_hand[i]) ||
                (self->platform != G_MAXUINT && xa_graph_data_get_subject (plan->data, i)->platform != self->platform) ||
                (self->group != G_MAXUINT && plan->colors->of[i] != self->group) ||
                (self->ego >= 0 && self->ego < (gssize) n && !is_neighbour (plan->scene, (guint32) self->ego, i));

  return hidden;
}

guint
xa_graph_look_count_hidden (const XaGraphLook *self)
{
  gsize           size = 0;
  const gboolean *hidden = self->hidden ? g_bytes_get_data (self->hidden, &size) : NULL;
  guint           n = 0;

  for (gsize i = 0; i < size / sizeof *hidden; i++)
    n += hidden[i];

  return n;
}

char *
xa_graph_look_summarise (const XaGraphLook *self,
                         const XaGraphPlan *plan)
{
  g_autofree gboolean *hidden = xa_graph_look_get_hidden (self, plan);
  guint                n = plan->scene->n_nodes;
  guint                n_seen = 0;
  guint                n_groups = plan->filter.by_platform ? 0 : plan->colors->names->len;
  g_autofree char     *references = g_strdup_printf (g_dngettext (NULL, "%u reference", "%u references", plan->references->len), plan->references->len);
  g_autofree char     *groups = g_strdup_printf (g_dngettext (NULL, "%u community", "%u communities", n_groups), n_groups);

  for (guint i = 0; i < n; i++)
    n_seen += !hidden[i];

  return g_strdup_printf (_ ("%u of %u audiences, %u of %u ties, %s, %s"), n_seen, n, plan->ties->len, plan->n_any, references, groups);
}
