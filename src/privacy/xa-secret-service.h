#pragma once

#include <gio/gio.h>

/*
 * What keys and credentials need of the Secret Service beyond storing and looking up: opening a
 * locked keyring before it is said to be empty, and telling the kinds of failure apart.
 */

/* Why the Secret Service did not do what it was asked. */
typedef enum {
  XA_SECRET_TROUBLE_CANCELLED,  /* the caller gave up */
  XA_SECRET_TROUBLE_LOCKED,     /* the keyring is locked: nobody opened it, or the prompt was dismissed */
  XA_SECRET_TROUBLE_NO_SERVICE, /* nothing answers */
} XaSecretTrouble;

/* Tells what @cause, an error of libsecret, means; takes the remote part out of its message.
 * @cancellable: (nullable): what the caller passed: a dismissed prompt looks like cancelling too */
XaSecretTrouble xa_secret_service_judge (GError *cause, GCancellable *cancellable);

/* Opens the default keyring, which asks the user where that is possible. A locked keyring shows
 * nothing of what it holds, so without this a secret in it would look like none.
 *
 * @opened: (out): whether it was locked and is open now: look again
 * Returns: FALSE with an error for xa_secret_service_judge() */
gboolean xa_secret_service_open (gboolean *opened, GCancellable *cancellable, GError **error);
