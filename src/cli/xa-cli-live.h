#pragma once

#include "cli/xa-cli.h"
#include "sync/xa-sync.h"

/* What the commands on live platforms share. */

/* The workspace of the command line, ready to be asked and written; it is made where it does not exist.
 * Returns: (transfer full): or NULL with @error */
XaSync *xa_cli_open_sync (XaCli *self, XaCredentialStore **credentials, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for what is of no use in a new workspace: NOT_FOUND where it does not exist. */
XaSync *xa_cli_open_known_sync (XaCli *self, XaCredentialStore **credentials, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A connection by its name, its id ("#2") or the id of its provider; NOT_FOUND where none or several fit.
 * Returns: (not owned): one of @connections */
const XaConnection *xa_cli_find_connection (GPtrArray *connections, const char *given, GError **error);

/* What --connection names, or 0. With --token-stdin its credential is read from standard input and held. */
gboolean xa_cli_read_connection (XaCli *self, XaSync *sync, XaCredentialStore *credentials, gint64 *connection_id, GError **error);

/* The first line of standard input.
 * Returns: (transfer full): or NULL with @error where there is none */
XaCredential *xa_cli_read_credential (XaCli *self, XaSignInKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "57 min", "3 h": how long something takes, roughly.
 * Returns: (transfer full) */
char *xa_cli_format_duration (gint64 us) G_GNUC_WARN_UNUSED_RESULT;
