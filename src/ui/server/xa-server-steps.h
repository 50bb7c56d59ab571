#pragma once

#include "store/xa-clients.h"
#include "store/xa-hooks.h"
#include "ui/xa-session.h"

#include <gtk/gtk.h>

/* What the dialog of the server changes, for undo. @widget: (nullable): in the window that tells what fails. */

/* It was switched, or moved to another port. */
void xa_server_step_push_settings (XaSession *session, GtkWidget *widget, const XaServerSettings *before, const XaServerSettings *after);
/* A program was let in. Undo takes its token away; there is no redo, because nobody can make the same token again. */
void xa_server_step_push_client (XaSession *session, GtkWidget *widget, gint64 id, const char *name);

/* A webhook, which has a secret in the keyring: removed, and put back as it was, with its address and its secret. While
 * it is gone the secret is kept in memory alone, as long as undo could bring it back. */
typedef struct _XaHookKept XaHookKept;

XaHookKept *xa_hook_kept_new (const char *uuid, const char *name, gboolean comes_in) G_GNUC_WARN_UNUSED_RESULT;
void        xa_hook_kept_free (XaHookKept *self);

/* XaLiveCalls of it. Result: not NULL */
gpointer xa_hook_kept_remove (XaSync *sync, gpointer kept, GCancellable *cancellable, GError **error);
gpointer xa_hook_kept_restore (XaSync *sync, gpointer kept, GCancellable *cancellable, GError **error);

/* It was added (@is_added), or removed. Takes @kept. */
void xa_server_step_push_hook (XaSession *session, GtkWidget *widget, XaHookKept *kept, gboolean is_added);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaHookKept, xa_hook_kept_free)
