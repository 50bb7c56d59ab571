#pragma once

#include "cli/xa-cli.h"

XaCliExit xa_cli_run_list (XaCli *self, GError **error);
XaCliExit xa_cli_run_info (XaCli *self, GError **error);
XaCliExit xa_cli_show_retention (XaCli *self, GError **error);
