#pragma once

#include "net/xa-net-error.h"

#include <gio/gio.h>

/* Addresses as users type them and as logs may show them. */

/* Checks a base address (NET-8): https, or http to a loopback literal or "localhost"; a host; no
 * user info, query, fragment, control character or blank. @is_private tells of addresses in private,
 * link-local or loopback ranges, which the user has to confirm.
 *
 * Returns: (transfer full): the address without a slash at its end, or NULL with REFUSED */
char *xa_address_check (const char *typed, gboolean *is_private, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_address_is_loopback (const char *address);

/* Whether a number that a name was resolved to is of a private, link-local or loopback range. */
gboolean xa_address_is_private_number (GInetAddress *number);

/* Whether a request may go on to @to (NET-2): same scheme, host and port. */
gboolean xa_address_same_origin (const char *from, const char *to);

/* Returns: (transfer full): scheme, host and port only, for messages and logs (NET-3) */
char *xa_address_mask (const char *address) G_GNUC_WARN_UNUSED_RESULT;
