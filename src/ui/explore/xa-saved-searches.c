#include "ui/explore/xa-saved-searches.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

/* (workspace, text of the search) */
#define KEY "saved-searches"

struct _XaSavedSearches {
  GtkBox      parent_instance;
  GtkListBox *list;
  GSettings  *settings; /* (owned) */
  XaSession  *session;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (XaSavedSearches, xa_saved_searches, GTK_TYPE_BOX)

/* --- the settings ----------------------------------------------------------------------------- */

/* Writes all searches but @text of the workspace; then @text at the end, if it is to be saved. */
static void
write_searches (GSettings  *settings,
                const char *workspace,
                const char *text,
                gboolean    saved)
{
  g_autoptr (GVariant) old = g_settings_get_value (settings, KEY);
  GVariantBuilder builder;
  GVariantIter    iter;
  const char     *other_workspace, *other;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_iter_init (&iter, old);
  while (g_variant_iter_next (&iter, "(&s&s)", &other_workspace, &other)) {
    gboolean is_here = g_str_equal (other_workspace, workspace);

    if (is_here && g_str_equal (other, text))
      continue;
    g_variant_builder_add (&builder, "(ss)", other_workspace, other);
  }
  if (saved)
    g_variant_builder_add (&builder, "(ss)", workspace, text);
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

gboolean
xa_saved_searches_has (GSettings  *settings,
                       XaSession  *session,
                       const char *text)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  const char  *workspace, *other;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s&s)", &workspace, &other))
    if (g_str_equal (workspace, xa_session_get_path (session)) && g_str_equal (other, text))
      return TRUE;

  return FALSE;
}

gboolean
xa_saved_searches_are_full (GSettings *settings,
                            XaSession *session)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  const char  *workspace, *other;
  guint        n = 0;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s&s)", &workspace, &other))
    n += g_str_equal (workspace, xa_session_get_path (session));

  return n >= XA_SAVED_SEARCHES_MOST;
}

/* A search that was saved or forgotten. */
typedef struct {
  GSettings *settings;  /* (owned) */
  char      *workspace; /* (owned) */
  char      *text;      /* (owned) */
  gboolean   saved;
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_object_unref (self->settings);
  g_free (self->workspace);
  g_free (self->text);
  g_free (self);
}

static void
step_undo (gpointer data)
{
  Step *self = data;

  write_searches (self->settings, self->workspace, self->text, !self->saved);
}

static void
step_redo (gpointer data)
{
  Step *self = data;

  write_searches (self->settings, self->workspace, self->text, self->saved);
}

void
xa_saved_searches_set (GSettings  *settings,
                       XaSession  *session,
                       const char *text,
                       gboolean    saved)
{
  Step            *step = g_new (Step, 1);
  XaChange         change = { step_undo, step_redo, step, step_free };
  g_autofree char *title = g_strdup_printf (saved ? _ ("Saved the search “%s”") : _ ("Forgot the search “%s”"), text);

  *step = (Step) { g_object_ref (settings), g_strdup (xa_session_get_path (session)), g_strdup (text), saved };
  step_redo (step);
  xa_undo_push (xa_session_get_undo (session), title, &change, TRUE);
}

/* --- the list --------------------------------------------------------------------------------- */

static void
remove_cb (XaSavedSearches *self,
           GtkWidget       *button)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "text"));

  if (self->session)
    xa_saved_searches_set (self->settings, self->session, text, FALSE);
}

static GtkWidget *
make_row (XaSavedSearches *self,
          const char      *text)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *label = gtk_label_new (text);
  GtkWidget       *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *words = g_strdup_printf (_ ("Forget “%s”"), text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_object_set_data_full (G_OBJECT (button), "text", g_strdup (text), g_free);
  g_object_set_data_full (G_OBJECT (row), "text", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("starred-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  return row;
}

static void
fill (XaSavedSearches *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char  *workspace, *text;
  guint        n = 0;

  gtk_list_box_remove_all (self->list);
  g_variant_iter_init (&iter, all);
  while (self->session && g_variant_iter_next (&iter, "(&s&s)", &workspace, &text))
    if (g_str_equal (workspace, xa_session_get_path (self->session))) {
      gtk_list_box_append (self->list, make_row (self, text));
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
chosen_cb (XaSavedSearches *self,
           GtkListBoxRow   *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.search-for", "s", g_object_get_data (G_OBJECT (row), "text"));
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
xa_saved_searches_dispose (GObject *object)
{
  XaSavedSearches *self = XA_SAVED_SEARCHES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_SAVED_SEARCHES);
  G_OBJECT_CLASS (xa_saved_searches_parent_class)->dispose (object);
}

static void
xa_saved_searches_class_init (XaSavedSearchesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_saved_searches_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/saved-searches.ui");
  gtk_widget_class_bind_template_child (widget_class, XaSavedSearches, list);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
xa_saved_searches_init (XaSavedSearches *self)
{
  self->settings = g_settings_new (XA_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
xa_saved_searches_set_session (XaSavedSearches *self,
                               XaSession       *session)
{
  if (g_set_object (&self->session, session))
    fill (self);
}
