#include "ui/server/xa-server-steps.h"

#include "store/xa-audit.h"
#include "sync/xa-sync-push.h"
#include "ui/server/xa-server-changes.h"
#include "ui/xa-undo-work.h"

#include <glib/gi18n.h>

/* --- the switch and the port ------------------------------------------------------------------------- */

typedef struct {
  GWeakRef         host;
  XaServerSettings before, after;
} SettingsStep;

static void
settings_step_free (gpointer data)
{
  g_weak_ref_clear (&((SettingsStep *) data)->host);
  g_free (data);
}

static gboolean
settings_back (XaStore *store,
               gpointer step,
               GError **error)
{
  return xa_server_change_settings (store, &((SettingsStep *) step)->before, error);
}

static gboolean
settings_again (XaStore *store,
                gpointer step,
                GError **error)
{
  return xa_server_change_settings (store, &((SettingsStep *) step)->after, error);
}

static void
apply_settings (gpointer step)
{
  g_autoptr (XaHost) host = g_weak_ref_get (&((SettingsStep *) step)->host);

  if (host)
    xa_host_apply (host);
}

void
xa_server_step_push_settings (XaSession              *session,
                              GtkWidget              *widget,
                              const XaServerSettings *before,
                              const XaServerSettings *after)
{
  SettingsStep     *step = g_new0 (SettingsStep, 1);
  const XaUndoEdits edits = { settings_back, settings_again, step, settings_step_free, apply_settings };
  const char       *title = _ ("Changed the port of the server");

  g_weak_ref_init (&step->host, xa_session_get_host (session));
  step->before = *before;
  step->after = *after;
  if (before->is_on != after->is_on)
    title = after->is_on ? _ ("Switched the server on") : _ ("Switched the server off");
  xa_undo_push_edits (xa_session_get_undo (session), xa_session_get_jobs (session), widget, title, &edits);
}

/* --- programs ------------------------------------------------------------------------------------------ */

static gboolean
revoke_client (XaStore *store,
               gpointer id,
               GError **error)
{
  return xa_store_revoke_client (store, *(gint64 *) id, error);
}

void
xa_server_step_push_client (XaSession  *session,
                            GtkWidget  *widget,
                            gint64      id,
                            const char *name)
{
  const XaUndoEdits edits = { .back = revoke_client, .data = g_memdup2 (&id, sizeof id), .free = g_free };
  g_autofree char  *title = g_strdup_printf (_ ("Added the program “%s”"), name);

  xa_undo_push_edits (xa_session_get_undo (session), xa_session_get_jobs (session), widget, title, &edits);
}

/* --- webhooks ------------------------------------------------------------------------------------------ */

struct _XaHookKept {
  char         *uuid; /* (owned) */
  char         *name; /* (owned) */
  gboolean      comes_in;
  XaHookIn     *in;         /* (owned) (nullable): as it was when it was removed */
  GArray       *messages;   /* (owned) (nullable): with it */
  XaHookOut    *out;        /* (owned) (nullable) */
  XaCredential *credential; /* (owned) (nullable): while it is gone */
};

XaHookKept *
xa_hook_kept_new (const char *uuid,
                  const char *name,
                  gboolean    comes_in)
{
  XaHookKept *self = g_new0 (XaHookKept, 1);

  self->uuid = g_strdup (uuid);
  self->name = g_strdup (name);
  self->comes_in = comes_in;

  return self;
}

void
xa_hook_kept_free (XaHookKept *self)
{
  if (!self)
    return;
  xa_hook_in_free (self->in);
  g_clear_pointer (&self->messages, g_array_unref);
  xa_hook_out_free (self->out);
  xa_credential_free (self->credential);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self);
}

/* --- in the writing thread --- */

static gboolean
take_in (XaStore *store,
         gpointer data,
         GError **error)
{
  XaHookKept *self = data;
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_in (store, error);

  for (guint i = 0; hooks && i < hooks->len; i++) {
    gint64 id = ((XaHookIn *) hooks->pdata[i])->id;

    if (!g_str_equal (((XaHookIn *) hooks->pdata[i])->uuid, self->uuid))
      continue;
    g_clear_pointer (&self->messages, g_array_unref);
    g_clear_pointer (&self->in, xa_hook_in_free);
    self->messages = xa_store_list_hook_messages (store, id, error);
    self->in = g_ptr_array_steal_index (hooks, i);
    return self->messages && xa_store_drop_hook_in (store, id, error) && xa_store_note (store, "webhook-removed", "", error);
  }

  /* It is gone already: as it should be. */
  return hooks != NULL;
}

static gboolean
take_out (XaStore *store,
          gpointer data,
          GError **error)
{
  XaHookKept *self = data;
  g_autoptr (GPtrArray) hooks = xa_store_list_hooks_out (store, error);

  for (guint i = 0; hooks && i < hooks->len; i++) {
    gint64 id = ((XaHookOut *) hooks->pdata[i])->id;

    if (!g_str_equal (((XaHookOut *) hooks->pdata[i])->uuid, self->uuid))
      continue;
    g_clear_pointer (&self->out, xa_hook_out_free);
    self->out = g_ptr_array_steal_index (hooks, i);
    return xa_store_drop_hook_out (store, id, error) && xa_store_note (store, "webhook-removed", "", error);
  }

  return hooks != NULL;
}

static gboolean
put_back (XaStore *store,
          gpointer data,
          GError **error)
{
  const XaHookKept *self = data;
  gboolean          ok = TRUE;

  if (self->in)
    ok = xa_store_restore_hook_in (store, self->in, self->messages, error);
  else if (self->out)
    ok = xa_store_restore_hook_out (store, self->out, error);

  return ok && xa_store_note (store, "webhook-added", self->name, error);
}

/* --- in a thread --- */

gpointer
xa_hook_kept_remove (XaSync       *sync,
                     gpointer      kept,
                     GCancellable *cancellable,
                     GError      **error)
{
  XaHookKept        *self = kept;
  XaCredentialStore *credentials = xa_sync_get_credentials (sync);
  XaCredential      *credential = xa_credential_store_load (credentials, self->uuid, cancellable, NULL);

  if (!xa_sync_edit (sync, self->comes_in ? take_in : take_out, self, error)) {
    xa_credential_free (credential);
    return NULL;
  }
  /* Where no keyring answers the webhook is gone all the same: without it a secret is of no use. */
  xa_credential_store_forget (credentials, self->uuid, cancellable, NULL);
  xa_credential_free (self->credential);
  self->credential = credential;

  return self;
}

gpointer
xa_hook_kept_restore (XaSync       *sync,
                      gpointer      kept,
                      GCancellable *cancellable,
                      GError      **error)
{
  XaHookKept        *self = kept;
  XaCredentialStore *credentials = xa_sync_get_credentials (sync);
  g_autofree char   *label = g_strdup_printf (XA_SERVER_SECRET_LABEL, self->name);

  /* Nobody could read it while the keyring was locked: then it is there still, or nowhere. */
  if (!self->credential)
    self->credential = xa_credential_store_load (credentials, self->uuid, cancellable, error);
  if (!self->credential || !xa_credential_store_save (credentials, self->uuid, label, self->credential, cancellable, error))
    return NULL;
  if (!xa_sync_edit (sync, put_back, self, error)) {
    xa_credential_store_forget (credentials, self->uuid, cancellable, NULL);
    return NULL;
  }
  g_clear_pointer (&self->credential, xa_credential_free);

  return self;
}

void
xa_server_step_push_hook (XaSession  *session,
                          GtkWidget  *widget,
                          XaHookKept *kept,
                          gboolean    is_added)
{
  const XaUndoCalls calls = {
    .back = is_added ? xa_hook_kept_remove : xa_hook_kept_restore,
    .again = is_added ? xa_hook_kept_restore : xa_hook_kept_remove,
    .data = kept,
    .free = (GDestroyNotify) xa_hook_kept_free,
  };
  g_autofree char *title = g_strdup_printf (is_added ? _ ("Added the webhook “%s”") : _ ("Removed the webhook “%s”"), kept->name);

  xa_undo_push_calls (xa_session_get_undo (session), xa_session_get_live (session), widget, title, &calls);
}
