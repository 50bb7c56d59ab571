#include "ui/connections/xa-connection-card.h"

#include "ui/live/xa-live-words.h"
#include "ui/widgets/xa-platform-disc.h"

#include <glib/gi18n.h>

struct _XaConnectionCard {
  GtkBox          parent_instance;
  XaPlatformDisc *disc;
  GtkLabel       *name;
  GtkLabel       *about;
  GtkMenuButton  *menu_button;
  GtkImage       *state_icon;
  GtkLabel       *state;
  GtkButton      *mend;
  GtkLabel       *ways;
  GtkButton      *simulate;
  GtkLevelBar    *gauge;
  GtkLabel       *use;

  gint64 id;
};

G_DEFINE_FINAL_TYPE (XaConnectionCard, xa_connection_card, GTK_TYPE_BOX)

static char *
say_about (const XaConnection *connection,
           const XaProvider   *provider)
{
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, g_dngettext (NULL, "%d followed", "%d followed", (gulong) connection->n_sources), (int) connection->n_sources);
  if (provider && !g_str_equal (provider->name, connection->name))
    g_string_append_printf (words, " · %s", provider->name);
  if (connection->who)
    g_string_append_printf (words, _ (" · signed in as %s"), connection->who);
  else if (*connection->sign_in)
    g_string_append (words, _ (" · signed in"));
  if (connection->base_url)
    g_string_append_printf (words, " · %s", connection->base_url);

  return g_string_free (words, FALSE);
}

static void
add_item (GMenu      *section,
          const char *label,
          const char *action,
          gint64      id)
{
  g_autofree char *name = g_strconcat ("connections.", action, NULL);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, name, "x", id);
  g_menu_append_item (section, item);
}

static GMenuModel *
make_menu (const XaConnection *connection,
           const XaProvider   *provider)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();

  if (provider && provider->list)
    add_item (use, _ ("_Choose What to Follow…"), "choose", connection->id);
  if (connection->n_sources > 0)
    add_item (use, _ ("_Fetch Now"), "fetch", connection->id);
  add_item (use, _ ("_Test"), "test", connection->id);
  if (*connection->sign_in)
    add_item (change, _ ("_Sign In Again…"), "reconnect", connection->id);
  add_item (change, _ ("_Name and Limit…"), "configure", connection->id);
  add_item (change, _ ("_Remove…"), "remove", connection->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (use));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));

  return G_MENU_MODEL (menu);
}

/* The state with its sign, and the one thing that would mend it. */
static void
show_state (XaConnectionCard   *self,
            const XaConnection *connection)
{
  g_autofree char *words = xa_live_say_state (connection);
  const char      *action = xa_live_state_action (connection->state);
  gboolean         is_well = connection->state == XA_CONNECTION_OK || connection->state == XA_CONNECTION_UNCHECKED;

  gtk_label_set_text (self->state, words);
  gtk_image_set_from_icon_name (self->state_icon, is_well ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), is_well ? "success" : "warning");
  if (!action)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->mend), TRUE);
  if (g_str_equal (action, "reconnect")) {
    gtk_button_set_label (self->mend, _ ("Sign In Again…"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->mend), "connections.reconnect");
  } else {
    gtk_button_set_label (self->mend, _ ("Test Again"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->mend), "connections.test");
  }
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->mend), "x", connection->id);
}

/* Nothing is put in the place of what does not come: what is invented is an audience of its own, for the user to ask for. */
static void
show_ways (XaConnectionCard *self,
           const XaWayState *ways)
{
  g_autofree char *words = xa_live_say_ways (ways);

  gtk_label_set_text (self->ways, words);
  gtk_widget_set_visible (GTK_WIDGET (self->ways), *words != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->simulate), ways->nobody_left);
}

GtkWidget *
xa_connection_card_new (const XaConnection *connection,
                        const XaWayState   *ways,
                        double              spent)
{
  XaConnectionCard *self = g_object_new (XA_TYPE_CONNECTION_CARD, NULL);
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  g_autofree char  *about = say_about (connection, provider), *use = xa_live_say_use (spent, connection->month_requests);
  g_autofree char  *options = g_strdup_printf (_ ("Options of %s"), connection->name);
  g_autoptr (GMenuModel) menu = make_menu (connection, provider);

  self->id = connection->id;
  xa_platform_disc_set_platform (self->disc, provider ? provider->platform : XA_PLATFORM_OTHER);
  gtk_label_set_text (self->name, connection->name);
  gtk_label_set_text (self->about, about);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), options);
  show_state (self, connection);
  show_ways (self, ways);
  gtk_label_set_text (self->use, use);
  if (connection->month_requests > 0) {
    gtk_widget_set_visible (GTK_WIDGET (self->gauge), TRUE);
    gtk_level_bar_set_value (self->gauge, CLAMP (spent / connection->month_requests, 0, 1));
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, connection->name, -1);

  return GTK_WIDGET (self);
}

/**
 * xa_connection_card_set_known:
 * @connection: the same, read with the keys of the workspace
 */
void
xa_connection_card_set_known (XaConnectionCard   *self,
                              const XaConnection *connection)
{
  g_autofree char *about = say_about (connection, xa_provider_by_id (connection->provider));

  gtk_label_set_text (self->about, about);
}

gint64
xa_connection_card_get_id (XaConnectionCard *self)
{
  return self->id;
}

gboolean
xa_connection_card_has_open_menu (XaConnectionCard *self)
{
  return gtk_menu_button_get_active (self->menu_button);
}

static void
xa_connection_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), XA_TYPE_CONNECTION_CARD);
  G_OBJECT_CLASS (xa_connection_card_parent_class)->dispose (object);
}

static void
xa_connection_card_class_init (XaConnectionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = xa_connection_card_dispose;
  g_type_ensure (XA_TYPE_PLATFORM_DISC);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/connection-card.ui");
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, disc);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, name);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, about);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, menu_button);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, state_icon);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, state);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, mend);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, ways);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, simulate);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, gauge);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, use);
}

static void
xa_connection_card_init (XaConnectionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
