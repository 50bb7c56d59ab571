#include "ui/server/xa-server-rows.h"

#include "model/xa-said.h"
#include "model/xa-time.h"

#include <glib/gi18n.h>

static GtkWidget *
make_row (const char *title,
          const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}

static void
add_button (GtkWidget  *row,
            const char *icon,
            const char *words,
            const char *action,
            gint64      id)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static char *
describe_scopes (guint scopes)
{
  static const char *const names[] = { N_ ("Read"), N_ ("Push"), N_ ("Fetch"), N_ ("Administer") };
  GString                 *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (scopes & (1u << i))
      g_string_append_printf (text, "%s%s", text->len ? ", " : "", _ (names[i]));

  return g_string_free (text, FALSE);
}

static char *
describe_time (gint64      time_us,
               const char *never)
{
  g_autoptr (GDateTime) time = time_us == XA_TIME_UNKNOWN ? NULL : g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = time ? g_date_time_format (time, "%x %H:%M") : NULL;

  return text ? g_strdup_printf (_ ("Last on %s"), text) : g_strdup (never);
}

GtkWidget *
xa_server_row_new_client (const XaClient *client)
{
  g_autofree char *scopes = describe_scopes (client->scopes);
  GtkWidget       *row = make_row (client->name, scopes);

  add_button (row, "user-trash-symbolic", _ ("Revoke"), "server.revoke", client->id);

  return row;
}

GtkWidget *
xa_server_row_new_in (const XaHookIn *hook)
{
  g_autofree char *last = describe_time (hook->taken_us, _ ("Nothing came yet"));
  g_autofree char *subtitle = g_strdup_printf ("/hooks/%s\n%s", hook->path, last);
  GtkWidget       *row = make_row (hook->name, subtitle);

  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  add_button (row, "user-trash-symbolic", _ ("Remove"), "server.remove-in", hook->id);

  return row;
}

GtkWidget *
xa_server_row_new_out (const XaHookOut *hook,
                       guint            n_dead)
{
  g_autofree char *last = describe_time (hook->sent_us, _ ("Nothing was sent yet"));
  g_autofree char *dead = n_dead ? g_strdup_printf (g_dngettext (NULL, "%u could not be delivered", "%u could not be delivered", n_dead), n_dead) : NULL;
  g_autofree char *cause = xa_said (hook->cause);
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", hook->url, !hook->is_active ? cause : dead ? dead
                                                                                                    : last);
  GtkWidget       *row = make_row (hook->name, subtitle);

  if (dead)
    add_button (row, "view-refresh-symbolic", _ ("Send Again"), "server.resend", hook->id);
  add_button (row, "mail-send-symbolic", _ ("Send a Test Message"), "server.test", hook->id);
  add_button (row, "user-trash-symbolic", _ ("Remove"), "server.remove-out", hook->id);

  return row;
}

GtkWidget *
xa_server_row_new_empty (const char *words)
{
  GtkWidget *row = make_row (words, "");

  gtk_widget_set_sensitive (row, FALSE);

  return row;
}
