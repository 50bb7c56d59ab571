#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-month-use.h"
#include "sync/xa-sync.h"
#include "sync/xa-way-state.h"

#include <json-glib/json-glib.h>

/* What is connected, and what can be. */
XaCliExit xa_cli_run_connections (XaCli *self, GError **error);

/* What of it was never seen to work, where that is so. */
void xa_cli_say_unproven (const XaProvider *provider);

/* @use: (nullable): what it has used this month
 * @ways: (nullable): how it stands among those that stand in for each other */
void xa_cli_build_connection (JsonBuilder *json, const XaConnection *connection, const XaMonthUse *use, const XaWayState *ways);
