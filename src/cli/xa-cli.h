#pragma once

#include "cli/xa-cli-arguments.h"
#include "model/xa-platform.h"

#include <gio/gio.h>

/*
 * What a command sees while it runs: what was typed, and how to be interrupted. Results go to
 * standard output, everything else to standard error.
 */

gboolean            xa_cli_has (XaCli *self, const char *option);
const char         *xa_cli_get_text (XaCli *self, const char *option);
gint64              xa_cli_get_number (XaCli *self, const char *option, gint64 fallback);
guint               xa_cli_get_n_arguments (XaCli *self);
const char *const  *xa_cli_get_arguments (XaCli *self);
const XaCliCommand *xa_cli_get_command (XaCli *self);
gboolean            xa_cli_read_platform (XaCli *self, const char *option, XaPlatform *platform, GError **error);
gboolean            xa_cli_read_real_platform (XaCli *self, const char *option, XaPlatform *platform, GError **error);
gboolean            xa_cli_wants_json (XaCli *self);
gboolean            xa_cli_wants_progress (XaCli *self);

/* The first SIGINT, SIGTERM or SIGHUP from here on cancels it; the second ends the program. */
GCancellable *xa_cli_watch_signals (XaCli *self);

XaCliExit xa_cli_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void      xa_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
void      xa_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
gboolean  xa_cli_confirm (XaCli *self, const char *what, const char *answer, GError **error);

int xa_cli_run (int argc, char **argv);
