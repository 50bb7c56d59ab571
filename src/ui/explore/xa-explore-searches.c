#include "ui/explore/xa-explore-searches.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

/* (workspace, text of the search) */
#define KEY "saved-searches"
#define MOST_SEARCHES 30

struct _XaExploreSearches {
  AdwBin         parent_instance;
  GtkMenuButton *button;
  GtkListBox    *list;
  GtkWidget     *nothing;
  GtkWidget     *save;
  GSettings     *settings;  /* (owned) */
  char          *workspace; /* (owned) (nullable) */
  char          *text;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaExploreSearches, xa_explore_searches, ADW_TYPE_BIN)

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- the settings ----------------------------------------------------------------------------- */

/* Writes all searches but @text of this workspace; then @text at the end, if it is to be added. */
static void
write_searches (XaExploreSearches *self,
                const char        *text,
                gboolean           adds)
{
  g_autoptr (GVariant) old = g_settings_get_value (self->settings, KEY);
  GVariantBuilder builder;
  GVariantIter    iter;
  const char     *workspace, *other;
  guint           n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_next (&iter, "(&s&s)", &workspace, &other)) {
    gboolean is_here = g_strcmp0 (workspace, self->workspace) == 0;

    if (is_here && strcmp (other, text) == 0)
      continue;
    if (is_here && ++n >= MOST_SEARCHES && adds)
      continue;
    g_variant_builder_add (&builder, "(ss)", workspace, other);
  }
  if (adds)
    g_variant_builder_add (&builder, "(ss)", self->workspace, text);
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

/* --- the list --------------------------------------------------------------------------------- */

static void
remove_cb (XaExploreSearches *self,
           GtkWidget         *button)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "text"));

  write_searches (self, text, FALSE);
}

static void
add_row (XaExploreSearches *self,
         const char        *text)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *label = gtk_label_new (text);
  GtkWidget       *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *words = g_strdup_printf (_ ("Forget “%s”"), text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_object_set_data_full (G_OBJECT (button), "text", g_strdup (text), g_free);
  g_object_set_data_full (G_OBJECT (row), "text", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (self->list, row);
}

static void
fill (XaExploreSearches *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char  *workspace, *text;
  gboolean     is_saved = FALSE;
  guint        n = 0;

  gtk_list_box_remove_all (self->list);
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s&s)", &workspace, &text))
    if (g_strcmp0 (workspace, self->workspace) == 0) {
      add_row (self, text);
      is_saved |= g_strcmp0 (text, self->text) == 0;
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->nothing, n == 0);
  gtk_widget_set_sensitive (self->save, self->workspace && self->text && *self->text && !is_saved);
}

static void
chosen_cb (XaExploreSearches *self,
           GtkListBoxRow     *row)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (row), "text"));

  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, text);
}

static void
save_cb (XaExploreSearches *self)
{
  g_autofree char *text = g_strdup (self->text);

  gtk_menu_button_popdown (self->button);
  write_searches (self, text, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _ ("Saved the search"));
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
xa_explore_searches_dispose (GObject *object)
{
  XaExploreSearches *self = XA_EXPLORE_SEARCHES (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->workspace, g_free);
  g_clear_pointer (&self->text, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_EXPLORE_SEARCHES);
  G_OBJECT_CLASS (xa_explore_searches_parent_class)->dispose (object);
}

static void
xa_explore_searches_class_init (XaExploreSearchesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_explore_searches_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", XA_TYPE_EXPLORE_SEARCHES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/explore-searches.ui");
  gtk_widget_class_bind_template_child (widget_class, XaExploreSearches, button);
  gtk_widget_class_bind_template_child (widget_class, XaExploreSearches, list);
  gtk_widget_class_bind_template_child (widget_class, XaExploreSearches, nothing);
  gtk_widget_class_bind_template_child (widget_class, XaExploreSearches, save);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
xa_explore_searches_init (XaExploreSearches *self)
{
  self->settings = g_settings_new (XA_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
xa_explore_searches_set_workspace (XaExploreSearches *self,
                                   const char        *path)
{
  if (g_set_str (&self->workspace, path))
    fill (self);
}

void
xa_explore_searches_set_text (XaExploreSearches *self,
                              const char        *text)
{
  if (g_set_str (&self->text, text))
    fill (self);
}
