#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-month-use.h"

/* What a connection may use in a month. */
extern const XaCliCommand xa_cli_limit_commands[];

/* Returns: (transfer full) (element-type XaStoredLimit): or NULL with @error */
GPtrArray *xa_cli_load_limits (XaCli *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "$0.52", "under $0.01". Returns: (transfer full) */
char *xa_cli_format_money (double amount) G_GNUC_WARN_UNUSED_RESULT;
/* "12 of 400", "$0.52 of $20.00"; "" where calls are free. Returns: (transfer full) */
char *xa_cli_format_requests (const XaConnection *connection, const XaMonthUse *use) G_GNUC_WARN_UNUSED_RESULT;
char *xa_cli_format_money_use (const XaConnection *connection, const XaMonthUse *use) G_GNUC_WARN_UNUSED_RESULT;
