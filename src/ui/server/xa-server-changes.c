#include "ui/server/xa-server-changes.h"

#include "model/xa-time.h"
#include "store/xa-audit.h"
#include "store/xa-clients.h"
#include "store/xa-tasks.h"

#include <glib/gi18n.h>

gboolean
xa_server_change_settings (XaStore *store,
                           gpointer settings,
                           GError **error)
{
  return xa_store_set_server (store, settings, error) &&
         xa_store_note (store, ((XaServerSettings *) settings)->is_on ? "server-on" : "server-off", "", error);
}

static gboolean
revoke_client (XaStore *store,
               gpointer id,
               GError **error)
{
  return xa_store_revoke_client (store, *(gint64 *) id, error);
}

static gboolean
send_test (XaStore *store,
           gpointer id,
           GError **error)
{
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  for (guint i = 0; hooks && i < hooks->len; i++)
    if (((XaHookOut *) hooks->pdata[i])->id == *(gint64 *) id)
      return xa_store_tell_hook (store, hooks->pdata[i], XA_HOOK_TEST_EVENT, "{\"test\":true}", xa_time_now (), error);

  return hooks != NULL;
}

static gboolean
resend (XaStore *store,
        gpointer id,
        GError **error)
{
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);
  g_autoptr (GPtrArray) dead = hooks ? xa_store_list_tasks_in (store, XA_TASK_DEAD, error) : NULL;

  for (guint i = 0; dead && i < hooks->len; i++) {
    const XaHookOut *hook = hooks->pdata[i];

    for (guint k = 0; hook->id == *(gint64 *) id && k < dead->len; k++)
      if (g_str_has_prefix (((XaTask *) dead->pdata[k])->subject, hook->uuid) && !xa_store_retry_task (store, ((XaTask *) dead->pdata[k])->id, error))
        return FALSE;
  }

  return dead != NULL;
}

const XaServerChange xa_server_changes[] = {
  { "server.revoke", revoke_client, N_ ("Revoke the Token?"), N_ ("The program that has it is refused from now on. This cannot be undone: a new token is another one."), N_ ("_Revoke Token") },
  { "server.remove-in", NULL, NULL, NULL, NULL },
  { "server.remove-out", NULL, N_ ("Remove the Webhook?"), N_ ("There are messages to it that were not delivered. They are dropped, and undo does not bring them back."), N_ ("_Remove Webhook") },
  { "server.test", send_test, NULL, NULL, NULL },
  { "server.resend", resend, NULL, NULL, NULL },
};

const gsize xa_n_server_changes = G_N_ELEMENTS (xa_server_changes);
