#pragma once

#include "cli/xa-cli.h"

/* Those whose period is over; a failure is said, counted, and keeps nothing else from being written. */
gboolean xa_cli_write_due_reports (XaCli *self, guint *n_written, guint *n_failed, GError **error);

extern const XaCliCommand xa_cli_reports_commands[];
