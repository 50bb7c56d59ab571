#include "ui/graph/xa-graph-node.h"

#include "ui/graph/xa-graph-canvas-private.h"

struct _XaGraphNodeItem {
  GObject        parent_instance;
  XaGraphCanvas *canvas; /* (not owned) (nullable) */
  guint32        node;
  GtkATContext  *context; /* (owned) (nullable): made when somebody asks */
};

enum {
  PROP_ACCESSIBLE_ROLE = 1,
};

static void accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XaGraphNodeItem, xa_graph_node, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, accessible_init))

static GtkATContext *
get_at_context (GtkAccessible *accessible)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (accessible);

  if (!self->context && self->canvas)
    self->context = gtk_at_context_create (GTK_ACCESSIBLE_ROLE_LIST_ITEM, accessible, gtk_widget_get_display (GTK_WIDGET (self->canvas)));

  return self->context ? g_object_ref (self->context) : NULL;
}

static gboolean
get_platform_state (GtkAccessible             *accessible,
                    GtkAccessiblePlatformState state)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (accessible);

  switch (state) {
  case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSABLE:
    return TRUE;
  case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED:
    return self->canvas && self->canvas->focus_node == (gssize) self->node && gtk_widget_has_focus (GTK_WIDGET (self->canvas));
  case GTK_ACCESSIBLE_PLATFORM_STATE_ACTIVE:
  default:
    return FALSE;
  }
}

static GtkAccessible *
get_accessible_parent (GtkAccessible *accessible)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (accessible);

  return self->canvas ? GTK_ACCESSIBLE (g_object_ref (self->canvas)) : NULL;
}

static GtkAccessible *
get_first_accessible_child (GtkAccessible *accessible)
{
  return NULL;
}

static GtkAccessible *
get_next_accessible_sibling (GtkAccessible *accessible)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (accessible);

  return self->canvas ? xa_graph_canvas_get_accessible_after (self->canvas, (gssize) self->node) : NULL;
}

static gboolean
get_bounds (GtkAccessible *accessible,
            int           *x,
            int           *y,
            int           *width,
            int           *height)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (accessible);
  XaRect           box;

  if (!self->canvas)
    return FALSE;
  box = xa_graph_canvas_get_disc (self->canvas, self->node);
  *x = (int) box.x;
  *y = (int) box.y;
  *width = (int) box.width;
  *height = (int) box.height;

  return TRUE;
}

static void
accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_at_context = get_at_context;
  iface->get_platform_state = get_platform_state;
  iface->get_accessible_parent = get_accessible_parent;
  iface->get_first_accessible_child = get_first_accessible_child;
  iface->get_next_accessible_sibling = get_next_accessible_sibling;
  iface->get_bounds = get_bounds;
}

static void
xa_graph_node_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_ACCESSIBLE_ROLE)
    g_value_set_enum (value, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* The role never changes; GTK sets it where it makes objects from files. */
static void
xa_graph_node_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
}

/* As it goes the context tells who listens, and refers to the node for that: it goes while there is one. */
static void
xa_graph_node_dispose (GObject *object)
{
  XaGraphNodeItem *self = XA_GRAPH_NODE (object);

  self->canvas = NULL;
  g_clear_object (&self->context);
  G_OBJECT_CLASS (xa_graph_node_parent_class)->dispose (object);
}

static void
xa_graph_node_class_init (XaGraphNodeItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xa_graph_node_dispose;
  object_class->get_property = xa_graph_node_get_property;
  object_class->set_property = xa_graph_node_set_property;
  g_object_class_override_property (object_class, PROP_ACCESSIBLE_ROLE, "accessible-role");
}

static void
xa_graph_node_init (XaGraphNodeItem *self)
{
}

XaGraphNodeItem *
xa_graph_node_new (XaGraphCanvas *canvas,
                   guint32        node)
{
  XaGraphNodeItem *self = g_object_new (XA_TYPE_GRAPH_NODE, NULL);

  self->canvas = canvas;
  self->node = node;

  return self;
}

void
xa_graph_node_detach (XaGraphNodeItem *self)
{
  self->canvas = NULL;
}

void
xa_graph_node_update (XaGraphNodeItem *self,
                      const char      *label,
                      gboolean         selected)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}
