#include "ui/explore/xa-explore-view.h"
#include "ui/graph/xa-graph-view.h"
#include "ui/inspect/xa-inspect-view.h"
#include "ui/xa-pages.h"
#include "ui/xa-view.h"
#include "ui/xa-window-private.h"

#include <glib/gi18n.h>

static XaView *
get_visible_view (XaWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->pages);

  return page && XA_IS_VIEW (page) ? XA_VIEW (page) : NULL;
}

/* A page is built when it is shown for the first time: all at once would hold up the first frame, and so would any before
 * there is a workspace. */
static AdwNavigationPage *
ensure_page (XaWindow   *self,
             const char *tag)
{
  AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, tag);

  for (guint i = 0; !page && i < xa_n_pages; i++)
    if (g_str_equal (xa_pages[i].tag, tag)) {
      page = g_object_new (xa_pages[i].get_type (), "tag", tag, "title", _ (xa_pages[i].title), NULL);
      adw_navigation_view_add (self->pages, page);
      if (self->session)
        xa_view_set_session (XA_VIEW (page), self->session);
    }

  return page;
}

void
xa_window_give_session (XaWindow *self)
{
  for (guint i = 0; i < xa_n_pages; i++) {
    AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, xa_pages[i].tag);

    if (page)
      xa_view_set_session (XA_VIEW (page), self->session);
  }
}

void
xa_window_show_page (XaWindow   *self,
                     const char *tag)
{
  const char *const tags[] = { tag };

  if (!ensure_page (self, tag))
    return;
  adw_navigation_view_replace_with_tags (self->pages, tags, 1);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  for (guint i = 0; i < xa_n_pages; i++)
    if (g_str_equal (xa_pages[i].tag, tag)) {
      adw_navigation_page_set_title (self->content_page, _ (xa_pages[i].title));
      gtk_list_box_select_row (self->page_rows, gtk_list_box_get_row_at_index (self->page_rows, (int) i));
    }
}

/* The page that suits what the user does; nothing is locked. */
void
xa_window_show_home (XaWindow *self)
{
  static const char *const homes[] = { "explore", "compare", "graph", "explore" };
  int                      role = g_settings_get_enum (self->settings, "role");
  const char              *home = role >= 0 && role < (int) G_N_ELEMENTS (homes) ? homes[role] : NULL;

  xa_window_show_page (self, home && ensure_page (self, home) ? home : xa_pages[0].tag);
}

static void
page_row_activated_cb (XaWindow      *self,
                       GtkListBoxRow *row)
{
  xa_window_show_page (self, xa_pages[gtk_list_box_row_get_index (row)].tag);
}

static GtkWidget *
make_page_row (const XaPage *page,
               GtkWidget   **badge)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (page->title));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  *badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (*badge, "numeric");
  gtk_widget_add_css_class (*badge, "dim-label");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), *badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (page->title), -1);
  g_object_set_data (G_OBJECT (row), "badge", *badge);

  return row;
}

void
xa_window_make_page_rows (XaWindow *self)
{
  for (guint i = 0; i < xa_n_pages; i++) {
    GtkWidget *badge;

    gtk_list_box_append (self->page_rows, make_page_row (&xa_pages[i], &badge));
  }
}

void
xa_window_set_badge (XaWindow   *self,
                     const char *tag,
                     guint       n)
{
  g_autofree char *text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");

  for (guint i = 0; i < xa_n_pages; i++)
    if (g_str_equal (xa_pages[i].tag, tag))
      gtk_label_set_text (g_object_get_data (G_OBJECT (gtk_list_box_get_row_at_index (self->page_rows, (int) i)), "badge"), text);
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  xa_window_show_page (XA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Over whatever page is shown, so that Back leads to it again. */
static void
inspect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  gint64             id = g_variant_get_int64 (parameter);
  AdwNavigationPage *shown = adw_navigation_view_get_visible_page (self->pages);
  AdwNavigationPage *page;

  if (!self->session || (shown && XA_IS_INSPECT_VIEW (shown) && xa_inspect_view_get_audience (XA_INSPECT_VIEW (shown)) == id))
    return;
  page = xa_inspect_view_new (id);
  xa_view_set_session (XA_VIEW (page), self->session);
  adw_navigation_view_push (self->pages, page);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/* The graph, at some audiences. */
static void
graph_focus_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  AdwNavigationPage *page = ensure_page (self, "graph");
  gsize              n_ids;
  const gint64      *ids = g_variant_get_fixed_array (parameter, &n_ids, sizeof *ids);

  if (!self->session || n_ids == 0)
    return;
  xa_window_show_page (self, "graph");
  xa_graph_view_focus (XA_GRAPH_VIEW (page), ids, (guint) n_ids);
}

static void
search_for_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  AdwNavigationPage *page = ensure_page (self, "explore");

  xa_window_show_page (self, "explore");
  xa_explore_view_search_for (XA_EXPLORE_VIEW (page), g_variant_get_string (parameter, NULL));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  XaView *view = get_visible_view (XA_WINDOW (widget));

  if (view)
    xa_view_search (view);
}

static gboolean
has_focus (XaWindow          *self,
           AdwNavigationPage *part)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return focus && (focus == GTK_WIDGET (part) || gtk_widget_is_ancestor (focus, GTK_WIDGET (part)));
}

/* What a page is about comes before what its header bar offers. */
static GtkWidget *
find_body (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (ADW_IS_TOOLBAR_VIEW (widget))
    return adw_toolbar_view_get_content (ADW_TOOLBAR_VIEW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_body (child);

  return found;
}

/* Between the sidebar and the page, wherever in them the keyboard is. */
static void
other_part_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  XaWindow          *self = XA_WINDOW (widget);
  AdwNavigationPage *shown = adw_navigation_view_get_visible_page (self->pages);
  gboolean           to_page = has_focus (self, adw_navigation_split_view_get_sidebar (self->split));
  GtkWidget         *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->page_rows));
  GtkWidget         *body = shown ? find_body (GTK_WIDGET (shown)) : NULL;

  adw_navigation_split_view_set_show_content (self->split, to_page);
  if (to_page && body && gtk_widget_child_focus (body, GTK_DIR_TAB_FORWARD))
    return;
  if (to_page && shown)
    gtk_widget_child_focus (GTK_WIDGET (shown), GTK_DIR_TAB_FORWARD);
  else if (row)
    gtk_widget_grab_focus (row);
}

void
xa_window_pages_install (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, page_row_activated_cb);
  gtk_widget_class_install_action (klass, "win.page", "s", page_action);
  gtk_widget_class_install_action (klass, "win.inspect", "x", inspect_action);
  gtk_widget_class_install_action (klass, "win.graph-focus", "ax", graph_focus_action);
  gtk_widget_class_install_action (klass, "win.other-part", NULL, other_part_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.search-for", "s", search_for_action);
}
