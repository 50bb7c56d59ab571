#pragma once

#include <gio/gio.h>

/* Finding and making workspaces, in a thread. */

/* (element-type filename) (transfer full): paths of the named workspaces. */
void       xa_workspace_maker_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *xa_workspace_maker_list_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a workspace with its key where there is none of this name. @key_file: (nullable). The path
 * is returned (transfer full). One that exists is an error, unless @or_take. */
void  xa_workspace_maker_make_async (const char *name, const char *key_file, gboolean or_take, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char *xa_workspace_maker_make_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a workspace can have this name; @error says why not, in words. */
gboolean xa_workspace_maker_check_name (const char *name, GError **error);
