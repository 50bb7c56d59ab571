#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-sync.h"
#include "sync/xa-way-state.h"

#include <json-glib/json-glib.h>

/* What is connected, and what can be. */
XaCliExit xa_cli_run_connections (XaCli *self, GError **error);

/* @ways: (nullable): how it stands among those that stand in for each other */
void xa_cli_build_connection (JsonBuilder *json, const XaConnection *connection, const XaWayState *ways);
