#include "sync/xa-sync-private.h"

#include "model/xa-language.h"

/*
 * Platforms that are reached over something else than HTTP: what carries the requests of a connection is opened once, shared by
 * its lines, and closed when the workspace is let go of or the credential changes.
 */

/* Beside the workspaces and not in them: it is as secret as the credential, and belongs into no backup. */
static char *
get_folder (const char *connection_uuid)
{
  return g_build_filename (g_get_user_data_dir (), "xaudience", "sessions", connection_uuid, NULL);
}

XaTransport *
xa_sync_open_carrier (XaSync             *self,
                      const XaConnection *connection,
                      const XaProvider   *provider,
                      const XaCredential *credential)
{
  g_autofree char *folder = NULL;
  XaTransport     *transport;

  if (!provider->carrier)
    return xa_transport_ref (self->transport);
  folder = get_folder (connection->uuid);
  /* Before anybody is signed in there is nothing to share. */
  if (!credential)
    return provider->carrier->open (folder, NULL);
  pthread_mutex_lock (&self->lock);
  transport = g_hash_table_lookup (self->carriers, connection->uuid);
  if (!transport) {
    transport = provider->carrier->open (folder, credential);
    g_hash_table_insert (self->carriers, g_strdup (connection->uuid), transport);
  }
  xa_transport_ref (transport);
  pthread_mutex_unlock (&self->lock);

  return transport;
}

/* Closing may take its time, and waits for what is asked just now: not within the lock. */
void
xa_sync_close_carrier (XaSync     *self,
                       const char *connection_uuid)
{
  g_autofree char *key = NULL;
  gpointer         transport = NULL;

  pthread_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->carriers, connection_uuid, (gpointer *) &key, &transport);
  pthread_mutex_unlock (&self->lock);
  g_clear_pointer (&transport, xa_transport_unref);
}

XaCredential *
xa_sync_sign_in_by_steps (XaSync             *self,
                          const XaConnection *connection,
                          const XaProvider   *provider,
                          const XaCredential *given,
                          const XaBrowser    *browser,
                          GCancellable       *cancellable,
                          GError            **error)
{
  g_autofree char *folder = get_folder (connection->uuid);
  XaCredential    *credential;

  if (!browser || !browser->asker) {
    g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, N_ ("%s asks for one thing after another, which cannot be done here."), provider->name);
    return NULL;
  }

  xa_sync_begin_unfinished (self, connection->uuid, provider->id);
  credential = provider->carrier->sign_in (folder, given, browser->asker, cancellable, error);
  /* It holds for the connection of this folder only. */
  if (credential)
    g_set_str (&credential->user, connection->uuid);
  else
    xa_sync_end_unfinished (self, connection->uuid);

  return credential;
}

/* Ends a sign-in there and here. What the platform was not told the user can end with its own programs. */
void
xa_sync_end_sign_in (const XaConnection *connection,
                     const XaProvider   *provider,
                     const XaCredential *credential)
{
  g_autofree char *folder = NULL;

  if (!provider || !provider->carrier || !credential || !credential->token)
    return;
  folder = get_folder (connection->uuid);
  provider->carrier->end (folder, credential, NULL);
}

/* Removes what is left of all of them here. */
gboolean
xa_sync_forget_sign_ins (const XaConnection *connection,
                         const XaProvider   *provider,
                         GError            **error)
{
  g_autofree char *folder = NULL;

  if (!provider || !provider->carrier)
    return TRUE;
  folder = get_folder (connection->uuid);

  return provider->carrier->forget (folder, error);
}

/**
 * xa_sync_forget_folders:
 *
 * Errors: those of the store, and of removing files
 */
gboolean
xa_sync_forget_folders (XaStore *store,
                        GError **error)
{
  g_autoptr (GPtrArray) connections = xa_store_list_connections (store, NULL, error);

  for (guint i = 0; connections && i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];

    if (!xa_sync_forget_sign_ins (connection, xa_provider_by_id (connection->provider), error))
      return FALSE;
  }

  return connections != NULL;
}
