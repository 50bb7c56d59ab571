#include "ui/widgets/xa-menu-names.h"

static gboolean
is_item (GtkWidget *widget)
{
  const GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  return (role == GTK_ACCESSIBLE_ROLE_MENU_ITEM || role == GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX || role == GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO) &&
         g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text");
}

/* Of two underscores one is meant, of one none: it marks the key. */
static char *
drop_mnemonic (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p; p++) {
    if (*p == '_' && p[1] == '\0')
      break;
    if (*p == '_')
      p++;
    g_string_append_c (plain, *p);
  }

  return g_string_free_and_steal (plain);
}

static void
name_item (GtkWidget *item)
{
  g_autofree char *text = NULL, *name = NULL;

  g_object_get (item, "text", &text, NULL);
  if (!text || !*text)
    return;
  name = drop_mnemonic (text);
  /* What is empty there would count, and not the name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_items (GtkWidget *widget)
{
  if (is_item (widget))
    name_item (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

/* A menu takes the keyboard when it opens, however it was opened, and when another part of it is shown. */
static void
focused_cb (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *menu = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER_MENU) : NULL;

  if (menu)
    name_items (menu);
}

void
xa_menu_names_keep (GtkWindow *window)
{
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focused_cb), NULL);
}
