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
  GtkLevelBar    *money_gauge;
  GtkLabel       *money;
  GtkExpander    *coverage;
  GtkLabel       *prospects;
  GtkLabel       *unproven;

  gint64 id;
  char  *who;     /* (owned) (nullable): whom it is signed in as, once that was read with the keys */
  GMenu *uses;    /* (owned): the first section of its menu */
  int    n_first; /* how many items of it come before "Fetch Now" */
};

G_DEFINE_FINAL_TYPE (XaConnectionCard, xa_connection_card, GTK_TYPE_BOX)

static char *
say_about (const XaConnection *connection,
           const XaProvider   *provider,
           const char         *who)
{
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, g_dngettext (NULL, "%d followed", "%d followed", (gulong) connection->n_sources), (int) connection->n_sources);
  if (provider && !g_str_equal (provider->name, connection->name))
    g_string_append_printf (words, " · %s", xa_live_name (provider->name));
  if (who)
    g_string_append_printf (words, _ (" · signed in as %s"), who);
  else if (*connection->sign_in)
    g_string_append (words, _ (" · signed in"));
  if (connection->base_url)
    g_string_append_printf (words, " · %s", connection->base_url);

  return g_string_free (words, FALSE);
}

static GMenuItem *
make_item (const char *label,
           const char *action,
           gint64      id)
{
  g_autofree char *name = g_strconcat ("connections.", action, NULL);
  GMenuItem       *item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, name, "x", id);

  return item;
}

static void
add_item (GMenu      *section,
          const char *label,
          const char *action,
          gint64      id)
{
  g_autoptr (GMenuItem) item = make_item (label, action, id);

  g_menu_append_item (section, item);
}

static void
make_menu (XaConnectionCard   *self,
           const XaConnection *connection,
           const XaProvider   *provider)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();

  if (provider && provider->list)
    add_item (self->uses, _ ("_Choose What to Follow…"), "choose", connection->id);
  self->n_first = g_menu_model_get_n_items (G_MENU_MODEL (self->uses));
  add_item (self->uses, _ ("_Test"), "test", connection->id);
  if (*connection->sign_in)
    add_item (change, _ ("_Sign In Again…"), "reconnect", connection->id);
  add_item (change, _ ("_Name and Limit…"), "configure", connection->id);
  add_item (change, _ ("_Remove…"), "remove", connection->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (self->uses));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

/* In the menu that is there, which may be open. */
static void
show_fetch (XaConnectionCard *self,
            gboolean          can_fetch)
{
  gboolean could_fetch = g_menu_model_get_n_items (G_MENU_MODEL (self->uses)) > self->n_first + 1;

  if (can_fetch && !could_fetch) {
    g_autoptr (GMenuItem) item = make_item (_ ("_Fetch Now"), "fetch", self->id);

    g_menu_insert_item (self->uses, self->n_first, item);
  } else if (!can_fetch && could_fetch) {
    g_menu_remove (self->uses, self->n_first);
  }
}

static void
set_class (gpointer    widget,
           const char *name,
           gboolean    has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
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
  set_class (self->state_icon, "success", is_well);
  set_class (self->state_icon, "warning", !is_well);
  gtk_widget_set_visible (GTK_WIDGET (self->mend), action != NULL);
  if (!action)
    return;
  /* The target first: without it the action cannot be named. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->mend), "x", connection->id);
  if (g_str_equal (action, "reconnect")) {
    gtk_button_set_label (self->mend, _ ("Sign In Again…"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->mend), "connections.reconnect");
  } else {
    gtk_button_set_label (self->mend, _ ("Test Again"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->mend), "connections.test");
  }
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

static void
fill_gauge (GtkLevelBar *gauge,
            double       used,
            double       budget)
{
  gtk_widget_set_visible (GTK_WIDGET (gauge), budget > 0);
  if (budget > 0)
    gtk_level_bar_set_value (gauge, CLAMP (used / budget, 0, 1));
}

/* What is free of charge says nothing of money. */
static void
show_use (XaConnectionCard   *self,
          const XaConnection *connection,
          const XaMonthUse   *use)
{
  g_autofree char *requests = xa_live_say_use (use->requests, connection->month_requests);
  g_autofree char *money = xa_live_say_money (use->money, connection->month_money);

  gtk_label_set_text (self->use, requests);
  fill_gauge (self->gauge, use->requests, connection->month_requests);
  gtk_label_set_text (self->money, money);
  gtk_widget_set_visible (GTK_WIDGET (self->money), xa_month_use_costs (connection));
  fill_gauge (self->money_gauge, use->money, connection->month_money);
}

static void
show_about (XaConnectionCard   *self,
            const XaConnection *connection)
{
  g_autofree char *about = say_about (connection, xa_provider_by_id (connection->provider), self->who);

  gtk_label_set_text (self->about, about);
}

GtkWidget *
xa_connection_card_new (const XaConnection *connection,
                        const XaWayState   *ways,
                        const XaMonthUse   *use)
{
  XaConnectionCard *self = g_object_new (XA_TYPE_CONNECTION_CARD, NULL);
  const XaProvider *provider = xa_provider_by_id (connection->provider);
  g_autofree char  *unproven = xa_live_say_unproven (provider);
  g_autofree char  *prospects = provider ? xa_live_say_prospects (provider) : NULL;

  self->id = connection->id;
  gtk_label_set_text (self->prospects, prospects ? prospects : "");
  gtk_widget_set_visible (GTK_WIDGET (self->coverage), prospects && *prospects);
  gtk_label_set_text (self->unproven, unproven);
  gtk_widget_set_visible (GTK_WIDGET (self->unproven), *unproven != '\0');
  xa_platform_disc_set_platform (self->disc, provider ? provider->platform : XA_PLATFORM_OTHER);
  make_menu (self, connection, provider);
  xa_connection_card_show (self, connection, ways, use);

  return GTK_WIDGET (self);
}

/**
 * xa_connection_card_show:
 * @connection: the same, as it is now
 * @ways: how it stands among those that stand in for each other
 * @use: what was used this month
 *
 * What has the keys keeps them, and a menu that is open stays open. Whom it is signed in as stays until it is read again.
 */
void
xa_connection_card_show (XaConnectionCard   *self,
                         const XaConnection *connection,
                         const XaWayState   *ways,
                         const XaMonthUse   *use)
{
  g_autofree char *options = g_strdup_printf (_ ("Options of %s"), xa_live_name (connection->name));

  gtk_label_set_text (self->name, xa_live_name (connection->name));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), options);
  show_fetch (self, connection->n_sources > 0);
  show_about (self, connection);
  show_state (self, connection);
  show_ways (self, ways);
  show_use (self, connection, use);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, xa_live_name (connection->name), -1);
}

/**
 * xa_connection_card_set_known:
 * @connection: the same, read with the keys of the workspace
 */
void
xa_connection_card_set_known (XaConnectionCard   *self,
                              const XaConnection *connection)
{
  g_set_str (&self->who, connection->who);
  show_about (self, connection);
}

gint64
xa_connection_card_get_id (XaConnectionCard *self)
{
  return self->id;
}

static void
xa_connection_card_dispose (GObject *object)
{
  XaConnectionCard *self = XA_CONNECTION_CARD (object);

  g_clear_object (&self->uses);
  g_clear_pointer (&self->who, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, money_gauge);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, money);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, coverage);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, prospects);
  gtk_widget_class_bind_template_child (widget_class, XaConnectionCard, unproven);
}

static void
xa_connection_card_init (XaConnectionCard *self)
{
  self->uses = g_menu_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
