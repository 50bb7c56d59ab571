#include "ui/alerts/xa-alert-row.h"

#include "alerts/xa-alerts.h"
#include "model/xa-said.h"
#include "model/xa-time.h"
#include "ui/xa-words.h"

#include <glib/gi18n.h>

static const char *
get_icon (const XaAlert *alert)
{
  switch (alert->kind) {
  case XA_ALERT_VIRAL:
    return "starred-symbolic";
  case XA_ALERT_GROWTH:
    return alert->value < 0 ? "go-down-symbolic" : "go-up-symbolic";
  case XA_ALERT_CONNECTION:
    return "dialog-warning-symbolic";
  case XA_ALERT_UPKEEP:
    return "drive-harddisk-symbolic";
  case XA_ALERT_REPORT:
    return "x-office-document-symbolic";
  default:
    return "emblem-synchronizing-symbolic";
  }
}

static char *
compose_subtitle (const XaAlert *alert)
{
  g_autofree char *sent = xa_alert_get_body (alert), *body = xa_said (sent);
  g_autofree char *age = xa_words_age (MAX (xa_time_now () - alert->at_us, 0));
  g_autofree char *state = NULL;

  if (!xa_alert_kind_is_state (alert->kind))
    state = g_strdup (age);
  else if (alert->until_us == XA_TIME_UNKNOWN)
    state = g_strdup_printf (_ ("noticed %s"), age);
  else
    state = g_strdup_printf (_ ("noticed %s, over"), age);

  return g_strjoin (" · ", body, state, alert->simulated ? _ ("SIMULATED") : NULL, NULL);
}

/* Where the user can do something about it. */
static void
lead_on (GtkWidget     *row,
         const XaAlert *alert)
{
  if (alert->audience_id)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", alert->audience_id);
  else if (alert->connection_id)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", "connections");
  else if (alert->kind == XA_ALERT_QUEUE)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", "activity");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), alert->audience_id               ? "win.inspect"
                                                        : alert->kind == XA_ALERT_UPKEEP ? "win.backups"
                                                        : alert->kind == XA_ALERT_REPORT ? "win.reports"
                                                                                         : "win.page");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
}

GtkWidget *
xa_alert_row_new (const XaAlert *alert,
                  gboolean       is_new)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *sent = xa_alert_get_title (alert), *title = xa_said (sent);
  g_autofree char *subtitle = compose_subtitle (alert);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (get_icon (alert)));
  if (is_new) {
    GtkWidget *new = gtk_label_new (_ ("new"));

    gtk_widget_add_css_class (new, "role-pill");
    gtk_widget_add_css_class (new, "caption");
    gtk_widget_set_valign (new, GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new);
  }
  lead_on (row, alert);

  return row;
}
