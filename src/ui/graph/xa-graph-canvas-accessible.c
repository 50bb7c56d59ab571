#include "ui/graph/xa-graph-canvas-private.h"

#include "ui/graph/xa-graph-node.h"

#include <glib/gi18n.h>
#include <math.h>

/* So many selected audiences are named; of more the number is told. */
#define N_NAMED 5

static void
make_accessibles (XaGraphCanvas *self)
{
  self->accessibles = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint32 i = 0; i < self->scene->n_nodes; i++)
    g_ptr_array_add (self->accessibles, xa_graph_node_new (self, i));
  xa_graph_canvas_update_accessible (self);
}

GtkAccessible *
xa_graph_canvas_get_accessible_after (XaGraphCanvas *self,
                                      gssize         node)
{
  if (!self->scene)
    return NULL;
  if (!self->accessibles)
    make_accessibles (self);
  for (gsize i = (gsize) (node + 1); i < self->scene->n_nodes; i++)
    if (!xa_graph_canvas_is_hidden (self, (guint32) i))
      return g_object_ref (self->accessibles->pdata[i]);

  return NULL;
}

static GtkAccessible *
get_first_accessible_child (GtkAccessible *accessible)
{
  return xa_graph_canvas_get_accessible_after (XA_GRAPH_CANVAS (accessible), -1);
}

/* All else is the widget's own. */
void
xa_graph_canvas_init_accessible (GtkAccessibleInterface *iface)
{
  iface->get_first_accessible_child = get_first_accessible_child;
}

void
xa_graph_canvas_drop_accessibles (XaGraphCanvas *self)
{
  for (guint i = 0; self->accessibles && i < self->accessibles->len; i++)
    xa_graph_node_detach (self->accessibles->pdata[i]);
  g_clear_pointer (&self->accessibles, g_ptr_array_unref);
}

static void
append_selection (XaGraphCanvas *self,
                  GString       *text)
{
  g_autoptr (GArray) selection = xa_graph_canvas_get_selection (self);

  if (selection->len == 0)
    return;
  g_string_append_printf (text, g_dngettext (NULL, ". %u selected", ". %u selected", selection->len), selection->len);
  for (guint i = 0; i < MIN (selection->len, N_NAMED); i++)
    g_string_append_printf (text, "%s %s", i ? "," : ":", self->scene->nodes[g_array_index (selection, guint32, i)].label);
}

static char *
describe (XaGraphCanvas *self)
{
  GString *text = g_string_new (self->summary);

  if (self->scene) {
    g_string_append_printf (text, _ (". Zoom %d %%"), (int) lround (100 * xa_graph_canvas_get_zoom (self)));
    if (self->focus_node >= 0)
      g_string_append_printf (text, _ (". At %s"), self->scene->nodes[self->focus_node].label);
    append_selection (self, text);
  }

  return g_string_free_and_steal (text);
}

static void
update_nodes (XaGraphCanvas *self)
{
  for (guint i = 0; self->accessibles && i < self->accessibles->len; i++) {
    g_autofree char *label = self->tell ? self->tell (i, self->tell_data) : g_strdup (self->scene->nodes[i].label);

    xa_graph_node_update (self->accessibles->pdata[i], label, (self->marks[i] & XA_GRAPH_MARK_SELECTED) != 0);
  }
}

/* What assistive technology is told of the graph as a whole, of its nodes, and of where the keys are. */
void
xa_graph_canvas_update_accessible (XaGraphCanvas *self)
{
  g_autofree char *description = describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  update_nodes (self);
  if (self->accessibles && self->focus_node >= 0)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, self->accessibles->pdata[self->focus_node], -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}
