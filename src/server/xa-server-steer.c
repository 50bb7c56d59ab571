#include "server/xa-server-private.h"

#include "model/xa-time.h"

char *
xa_server_ask_clients (XaServerRequest *request,
                       XaStore         *store,
                       GError         **error)
{
  g_autoptr (GPtrArray) clients = xa_store_list_clients (store, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!clients)
    return NULL;
  xa_server_build_clients (builder, clients);

  return xa_answer_print (builder);
}

typedef gboolean (*Edit) (XaStore *store, gpointer data, GError **error);

/* Changes the workspace on behalf of a program. */
static gboolean
edit (XaServer *self,
      Edit      change,
      gpointer  data,
      GError  **error)
{
  gboolean ok;

  if (!xa_server_begin_writing (self, error))
    return FALSE;
  ok = xa_sync_edit (self->sync, change, data, error);
  xa_server_end_writing (self);

  return ok;
}

static gboolean
drop_client (XaStore *store,
             gpointer id,
             GError **error)
{
  return xa_store_revoke_client (store, *(gint64 *) id, error);
}

char *
xa_server_revoke_client (XaServerRequest *request,
                         XaStore         *store,
                         GError         **error)
{
  gint64 id;

  if (!g_ascii_string_to_signed (request->rest, 10, 1, G_MAXINT64, &id, NULL)) {
    g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND, "There is no such client.");
    return NULL;
  }

  return edit (request->server, drop_client, &id, error) ? g_strdup ("{\"revoked\": true}") : NULL;
}

static gboolean
send_test (XaStore *store,
           gpointer hook,
           GError **error)
{
  return xa_store_tell_hook (store, hook, XA_HOOK_TEST_EVENT, "{\"test\":true}", xa_time_now (), error);
}

char *
xa_server_try_hook (XaServerRequest *request,
                    XaStore         *store,
                    GError         **error)
{
  g_autofree char *plain = g_uri_unescape_string (request->rest, NULL);
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  if (!hooks)
    return NULL;
  for (guint i = 0; plain && i < hooks->len; i++) {
    XaHookOut *hook = hooks->pdata[i];

    if (g_ascii_strcasecmp (hook->name, plain) != 0)
      continue;
    request->status = SOUP_STATUS_ACCEPTED;
    return edit (request->server, send_test, hook, error) ? g_strdup ("{\"queued\": true}") : NULL;
  }
  g_set_error_literal (error, XA_SERVER_ERROR, XA_SERVER_ERROR_NOT_FOUND, "There is no such webhook.");

  return NULL;
}
