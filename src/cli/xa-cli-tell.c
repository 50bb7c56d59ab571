#include "cli/xa-cli-tell.h"

#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "sync/xa-sync-push.h"

#define APPLICATION "io.github.xaudience.XAudience"
#define PATIENCE_MS 2000

/* --- the desktop ------------------------------------------------------------------------------------ */

/* Words of ours, but titles of audiences are in them: the desktop may read markup. */
static gboolean
notify (GDBusConnection *bus,
        const XaAlert   *alert)
{
  g_autofree char *title = xa_alert_get_title (alert);
  g_autofree char *body = xa_alert_get_body (alert);
  g_autofree char *escaped = g_markup_escape_text (body, -1);
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder hints;

  g_variant_builder_init (&hints, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&hints, "{sv}", "desktop-entry", g_variant_new_string (APPLICATION));
  answer = g_dbus_connection_call_sync (bus, "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify",
                                        g_variant_new ("(susss@as@a{sv}i)", "XAudience", 0u, APPLICATION, title, escaped, g_variant_new_strv (NULL, 0), g_variant_builder_end (&hints), -1),
                                        G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, NULL);

  return answer != NULL;
}

/* Which were told. (element-type gint64) */
static GArray *
notify_all (const GPtrArray    *alerts,
            const XaAlertRules *rules)
{
  GArray *told = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  for (guint i = 0; bus && i < alerts->len; i++) {
    const XaAlert *alert = alerts->pdata[i];

    if (!rules->rules[alert->kind].notifies)
      continue;
    /* Who does not answer once is not asked again. */
    if (!notify (bus, alert))
      break;
    g_array_append_val (told, alert->id);
  }

  return told;
}

/* --- both --------------------------------------------------------------------------------------------- */

typedef struct {
  const GPtrArray *alerts;
  XaAlertRules     rules;
} News;

static gboolean
write_news (XaStore *store,
            gpointer data,
            GError **error)
{
  News *news = data;

  return xa_alert_rules_load (store, &news->rules, error) && xa_deliver_tell_alerts (store, news->alerts, xa_time_now (), error);
}

static gboolean
note_told (XaStore *store,
           gpointer ids,
           GError **error)
{
  const GArray *told = ids;

  for (guint i = 0; i < told->len; i++)
    if (!xa_store_tell_alert (store, g_array_index (told, gint64, i), XA_ALERT_TOLD_DESKTOP, error))
      return FALSE;

  return TRUE;
}

void
xa_cli_tell_alerts (XaSync          *sync,
                    const GPtrArray *alerts)
{
  News news = { .alerts = alerts };
  g_autoptr (GArray) told = NULL;

  if (alerts->len == 0 || !xa_sync_edit (sync, write_news, &news, NULL))
    return;
  told = notify_all (alerts, &news.rules);
  if (told->len)
    xa_sync_edit (sync, note_told, told, NULL);
}

static gboolean
write_over (XaAlertsEdit edit,
            gpointer     edit_data,
            gpointer     sync,
            GError     **error)
{
  return xa_sync_edit (sync, edit, edit_data, error);
}

gboolean
xa_cli_look_for_alerts (XaSync       *sync,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (GPtrArray) fresh = NULL;

  if (!xa_alerts_check (xa_sync_get_workspace (sync), xa_time_now (), write_over, sync, cancellable, &fresh, error))
    return FALSE;
  xa_cli_tell_alerts (sync, fresh);

  return TRUE;
}
