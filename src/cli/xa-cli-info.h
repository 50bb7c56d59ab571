#pragma once

#include "cli/xa-cli.h"

GPtrArray *xa_cli_find_workspaces (GError **error) G_GNUC_WARN_UNUSED_RESULT;

XaCliExit xa_cli_run_list (XaCli *self, GError **error);
XaCliExit xa_cli_run_info (XaCli *self, GError **error);
XaCliExit xa_cli_show_retention (XaCli *self, GError **error);
