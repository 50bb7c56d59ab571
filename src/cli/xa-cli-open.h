#pragma once

#include "cli/xa-cli.h"
#include "privacy/xa-key-store.h"
#include "store/xa-store.h"

/* Which workspace and which key a command line means. */

char *xa_cli_workspace_folder (void) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_workspace_path (const char *given, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_workspace_name (const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_find_workspace (XaCli *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_cli_make_folder (const char *path, GError **error);

/* Whether a missing key may be made. */
typedef enum {
  XA_CLI_KEY_MUST_EXIST,
  XA_CLI_KEY_MAY_BE_NEW,      /* in the Secret Service, where the workspace has none */
  XA_CLI_KEY_FILE_MAY_BE_NEW, /* the key file as well */
} XaCliKeyRule;

XaStore         *xa_cli_open_store (XaCli *self, XaStoreMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaPseudonymizer *xa_cli_load_keys (XaCli *self, XaStore *store, XaCliKeyRule rule, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean         xa_cli_create_workspace (XaCli *self, const char *path, XaCliKeyRule rule, GError **error);
XaPseudonymizer *xa_cli_prepare_workspace (XaCli *self, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
