#include "privacy/xa-secret-service.h"

#include "model/xa-language.h"

#include <libsecret/secret.h>

/* Documented and exported, but left out of secret.h, which is the only one to be included. */
#define __SECRET_INSIDE_HEADER__
#include <libsecret/secret-backend.h>
#undef __SECRET_INSIDE_HEADER__

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

/* The store that libsecret talks to: a service on the bus, or an encrypted file in a sandbox. It
 * can only be asked for asynchronously. */
static SecretBackend *
get_backend (GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  secret_backend_get (SECRET_BACKEND_NONE, cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return secret_backend_get_finish (result, error);
}

XaSecretTrouble
xa_secret_service_judge (GError       *cause,
                         GCancellable *cancellable)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_cancellable_is_cancelled (cancellable) ? XA_SECRET_TROUBLE_CANCELLED : XA_SECRET_TROUBLE_LOCKED;
  if (g_dbus_error_is_remote_error (cause))
    g_dbus_error_strip_remote_error (cause);
  /* Where a keyring is locked and nobody can be asked, gnome-keyring shows no collection at all. */
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) || g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
      g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return XA_SECRET_TROUBLE_LOCKED;

  return XA_SECRET_TROUBLE_NO_SERVICE;
}

gboolean
xa_secret_service_open (gboolean     *opened,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (SecretBackend) backend = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) collections = NULL;
  g_autoptr (GError) cause = NULL;

  *opened = FALSE;
  backend = get_backend (cancellable, error);
  if (backend == NULL)
    return FALSE;
  if (!SECRET_IS_SERVICE (backend))
    return TRUE;

  collection = secret_collection_for_alias_sync (SECRET_SERVICE (backend), SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, &cause);
  if (cause) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (collection == NULL || !secret_collection_get_locked (collection))
    return TRUE;

  collections = g_list_prepend (NULL, collection);
  if (secret_service_unlock_sync (SECRET_SERVICE (backend), collections, cancellable, NULL, &cause) < 1) {
    if (cause)
      g_propagate_error (error, g_steal_pointer (&cause));
    else
      g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, N_ ("its prompt was dismissed"));
    return FALSE;
  }
  *opened = TRUE;

  return TRUE;
}
