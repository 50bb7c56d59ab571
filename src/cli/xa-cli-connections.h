#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-sync.h"

#include <json-glib/json-glib.h>

/* What is connected, and what can be. */
XaCliExit xa_cli_run_connections (XaCli *self, GError **error);

void xa_cli_build_connection (JsonBuilder *json, const XaConnection *connection);
