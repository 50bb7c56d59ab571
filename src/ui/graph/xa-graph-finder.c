#include "ui/graph/xa-graph-finder.h"

#include <glib/gi18n.h>

#define N_MATCHES 8

struct _XaGraphFinder {
  GtkBox             parent_instance;
  GtkWidget         *entry;
  GtkWidget         *popover;
  GtkWidget         *list;
  const XaGraphPlan *plan;               /* (not owned) (nullable) */
  guint32            matches[N_MATCHES]; /* nodes, in the order of the rows */
  guint              n_matches;
  guint              n_found; /* some of which may have no row */
};

G_DEFINE_FINAL_TYPE (XaGraphFinder, xa_graph_finder, GTK_TYPE_BOX)

enum {
  SIGNAL_FOUND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal ? normal : "", -1);
}

/* Largest first; names that begin with the words before those that hold them. All are counted. */
static void
find (XaGraphFinder *self,
      const char    *words,
      gboolean       at_start)
{
  const XaGraphScene *scene = self->plan->scene;

  for (guint32 i = 0; i < scene->n_nodes; i++) {
    guint32          node = scene->ranks[i];
    g_autofree char *name = fold (scene->nodes[node].label);
    const char      *place = strstr (name, words);

    if (!place || (place == name) != at_start)
      continue;
    if (self->n_matches < N_MATCHES)
      self->matches[self->n_matches++] = node;
    self->n_found++;
  }
}

static void
append_row (XaGraphFinder *self,
            guint32        node)
{
  const XaSubject *subject = xa_graph_data_get_subject (self->plan->data, node);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget       *name = gtk_label_new (subject->name);
  GtkWidget       *platform = gtk_label_new (xa_platform_name (subject->platform));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (platform), 0);
  gtk_widget_add_css_class (platform, "caption");
  gtk_widget_add_css_class (platform, "dim-label");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), platform);
  gtk_list_box_append (GTK_LIST_BOX (self->list), box);
}

/* There are more than fit: what is shown of how many, below them. */
static void
append_rest (XaGraphFinder *self)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  g_autofree char *text = g_strdup_printf (_ ("%u of %u. Type more to find others."), self->n_matches, self->n_found);
  GtkWidget       *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
search_changed_cb (XaGraphFinder *self)
{
  g_autofree char *words = fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (words);
  self->n_matches = self->n_found = 0;
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  if (self->plan && *words) {
    find (self, words, TRUE);
    find (self, words, FALSE);
  }
  for (guint i = 0; i < self->n_matches; i++)
    append_row (self, self->matches[i]);
  if (self->n_found > self->n_matches)
    append_rest (self);
  if (self->n_matches)
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_remove_css_class (self->entry, "error");
  if (*words && self->n_matches == 0)
    gtk_widget_add_css_class (self->entry, "error");
}

static void
choose (XaGraphFinder *self,
        guint          match)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, self->matches[match]);
}

/* Typed and confirmed within a moment: the matches may not be there yet. */
static void
activate_cb (XaGraphFinder *self)
{
  search_changed_cb (self);
  if (self->n_matches)
    choose (self, 0);
}

static void
row_activated_cb (XaGraphFinder *self,
                  GtkListBoxRow *row)
{
  choose (self, (guint) gtk_list_box_row_get_index (row));
}

static void
stop_cb (XaGraphFinder *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
key_cb (XaGraphFinder *self,
        guint          key)
{
  if (key != GDK_KEY_Down || !gtk_widget_get_visible (self->popover))
    return FALSE;

  return gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
}

static void
xa_graph_finder_dispose (GObject *object)
{
  XaGraphFinder *self = XA_GRAPH_FINDER (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  G_OBJECT_CLASS (xa_graph_finder_parent_class)->dispose (object);
}

static void
xa_graph_finder_class_init (XaGraphFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xa_graph_finder_dispose;
  signals[SIGNAL_FOUND] = g_signal_new ("found", XA_TYPE_GRAPH_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
xa_graph_finder_init (XaGraphFinder *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_search_entry_new ();
  self->popover = gtk_popover_new ();
  self->list = gtk_list_box_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Find an audience"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find an audience"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Audiences found"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_add_css_class (self->entry, "graph-finder");
  /* As wide as most names, and narrower where the page has no room. */
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 22);
  gtk_box_append (GTK_BOX (self), self->entry);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->list);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_add_css_class (self->popover, "menu");
  gtk_widget_set_size_request (self->list, 220, -1);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
}

void
xa_graph_finder_set_plan (XaGraphFinder     *self,
                          const XaGraphPlan *plan)
{
  self->plan = plan;
  self->n_matches = 0;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

void
xa_graph_finder_start (XaGraphFinder *self)
{
  gtk_widget_grab_focus (self->entry);
}
