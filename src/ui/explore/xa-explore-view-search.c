#include "config.h"
#include "model/xa-said.h"
#include "ui/explore/xa-explore-view-private.h"
#include "ui/explore/xa-saved-searches.h"

#include <glib/gi18n.h>

/* As it was written, not as it is understood. */
static char *
dup_search (XaExploreView *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

/* What is searched for can be saved, or is. */
void
xa_explore_view_show_star (XaExploreView *self)
{
  g_autofree char *text = dup_search (self);
  gboolean         is_saved = self->session && xa_saved_searches_has (self->settings, self->session, text);

  gtk_widget_set_sensitive (GTK_WIDGET (self->star), self->session && *text);
  gtk_toggle_button_set_active (self->star, is_saved);
  gtk_button_set_icon_name (GTK_BUTTON (self->star), is_saved ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star), is_saved ? _ ("Forget This Search") : _ ("Save This Search"));
}

static void
star_toggled_cb (XaExploreView *self)
{
  g_autofree char *text = dup_search (self);
  gboolean         wanted = gtk_toggle_button_get_active (self->star);

  if (!self->session || !*text || wanted == xa_saved_searches_has (self->settings, self->session, text))
    return;
  if (wanted && xa_saved_searches_are_full (self->settings, self->session)) {
    g_autofree char *words = g_strdup_printf (_ ("%d searches are saved, as many as can be. Forget one in the sidebar first."), XA_SAVED_SEARCHES_MOST);

    gtk_toggle_button_set_active (self->star, FALSE);
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", words);
    return;
  }
  xa_saved_searches_set (self->settings, self->session, text, wanted);
}

/* @filter: taken */
static void
take_filter (XaExploreView   *self,
             XaExploreFilter *filter)
{
  xa_explore_filter_free (self->filter);
  self->filter = filter;
  gtk_widget_set_visible (GTK_WIDGET (self->fault), FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  xa_explore_view_show_star (self);
  xa_explore_view_show_from_top (self);
}

/* While the text cannot be read, the table stays as it was. */
static gboolean
take_text (XaExploreView *self)
{
  g_autoptr (GError) error = NULL;
  XaExploreFilter *filter = xa_explore_filter_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  if (filter) {
    take_filter (self, filter);
    return TRUE;
  }
  gtk_label_set_text (self->fault, xa_said_error (error));
  gtk_widget_set_visible (GTK_WIDGET (self->fault), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");

  return FALSE;
}

static void
search_changed_cb (XaExploreView *self)
{
  if (take_text (self))
    xa_explore_history_note (self->history, gtk_editable_get_text (GTK_EDITABLE (self->entry)), TRUE);
}

/* The entry tells of itself a little later; by then it has nothing new to tell. */
static void
set_text (XaExploreView *self,
          const char    *text)
{
  g_signal_handlers_block_by_func (self->entry, search_changed_cb, self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  g_signal_handlers_unblock_by_func (self->entry, search_changed_cb, self);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
chips_changed_cb (XaExploreView *self)
{
  XaExploreFilter *filter = xa_explore_filter_copy (xa_explore_chips_get_filter (self->chips));
  g_autofree char *text = xa_explore_filter_format (filter);

  set_text (self, text);
  take_filter (self, filter);
  xa_explore_history_note (self->history, text, FALSE);
}

void
xa_explore_view_search_for (XaExploreView *self,
                            const char    *text)
{
  set_text (self, text);
  if (take_text (self))
    xa_explore_history_note (self->history, text, FALSE);
}

void
xa_explore_view_step_to (gpointer    view,
                         const char *text)
{
  XaExploreView *self = view;

  xa_explore_history_step (self->history, text);
  set_text (self, text);
  take_text (self);
}

static void
search_stopped_cb (XaExploreView *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  xa_explore_view_search_for (XA_EXPLORE_VIEW (widget), "");
}

void
xa_explore_view_bind_search (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, search_changed_cb);
  gtk_widget_class_bind_template_callback (klass, search_stopped_cb);
  gtk_widget_class_bind_template_callback (klass, star_toggled_cb);
  gtk_widget_class_bind_template_callback (klass, chips_changed_cb);
  gtk_widget_class_install_action (klass, "explore.clear-filters", NULL, clear_filters_action);
}
