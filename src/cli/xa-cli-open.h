#pragma once

#include "cli/xa-cli.h"
#include "store/xa-workspaces.h"

/* Which workspace and which key a command line means. */

char *xa_cli_workspace_path (const char *given, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_find_workspace (XaCli *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

XaStore *xa_cli_open_store (XaCli *self, XaStoreMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Notes in the workspace that something of it left it: @what is a word. Where nothing can be written
 * to it just now it is said, and told in the log. */
void xa_cli_note_export (XaCli *self, const char *what);

XaPseudonymizer *xa_cli_prepare_workspace (XaCli *self, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
