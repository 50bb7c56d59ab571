#pragma once

#include "net/xa-credential.h"
#include "net/xa-transport.h"

/*
 * Signing in with OAuth 2.0 as a native app does (RFC 6749, 8252, 7636): the system's browser, a
 * loopback redirect, PKCE with S256, a state that is used once. Codes and tokens are in no log and
 * no message (WH-6).
 *
 * One sign-in: xa_oauth_new() listens, so that the redirect address is known; a platform that wants
 * it registers the program with that address; xa_oauth_sign_in() opens the browser, waits and
 * exchanges the code. All of it blocks: not for the main thread.
 */
typedef struct _XaOAuth XaOAuth;

/* Where and as what to sign in; the text is the caller's. */
typedef struct {
  const char *platform;  /* in words, for messages */
  const char *authorize; /* the whole address that the browser opens */
  const char *token;     /* the whole address at which codes become tokens */
  const char *client_id;
  const char *client_secret; /* (nullable): of a confidential client */
  const char *scopes;        /* (nullable): to ask for, separated by blanks */
  gboolean    in_header;     /* id and secret go as HTTP Basic, where there is a secret (RFC 6749, section 2.3.1) */
} XaOAuthEndpoints;

/* Where a platform wants the redirect address registered to the letter: of these ports one is likely free. The
 * user registers XA_OAUTH_REDIRECTS there. */
#define XA_OAUTH_N_FIXED_PORTS 3
#define XA_OAUTH_REDIRECTS "http://127.0.0.1:17653/callback, http://127.0.0.1:21653/callback and http://127.0.0.1:29653/callback"
extern const guint16 xa_oauth_fixed_ports[XA_OAUTH_N_FIXED_PORTS];

/* @ports: (nullable) (array length=n_ports): those registered with the platform; none: any
 * Returns: (transfer full): listening, or NULL with XA_NET_ERROR_PAUSED */
XaOAuth    *xa_oauth_new (XaTransport *transport, const guint16 *ports, gsize n_ports, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_oauth_free (XaOAuth *self);
const char *xa_oauth_get_redirect (XaOAuth *self);
void        xa_oauth_set_timeout (XaOAuth *self, gint64 timeout_us); /* five minutes unless told */

/* Shows @address to the user; called in the thread that signs in. */
typedef gboolean (*XaOAuthOpenFunc) (const char *address, gpointer data, GError **error);

/* Signs in; once only.
 * Returns: (transfer full): with token, refresh token, scopes as granted, client id and secret, or
 *   NULL with XA_NET_ERROR or G_IO_ERROR_CANCELLED */
XaCredential *xa_oauth_sign_in (XaOAuth *self, const XaOAuthEndpoints *endpoints, XaOAuthOpenFunc open, gpointer data, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks for a new token with the refresh token of @old; client id and secret of @old win over the
 * endpoints'. AUTH where the platform no longer accepts it: the sign-in was revoked. */
XaCredential *xa_oauth_refresh (XaTransport *transport, const XaOAuthEndpoints *endpoints, const XaCredential *old, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Signs in as the program itself, without a user and without a browser (RFC 6749, section 4.4): id and secret
 * of @endpoints become a token. */
XaCredential *xa_oauth_ask_as_client (XaTransport *transport, const XaOAuthEndpoints *endpoints, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @credential can be refreshed and should be before it is used at @now_us. */
gboolean xa_oauth_is_due (const XaCredential *credential, gint64 now_us);
#define XA_OAUTH_AHEAD_US (10 * 60 * G_USEC_PER_SEC)

/* How a credential stands at @now_us, as far as it tells itself; REVOKED is what the platform says.
 * @scopes: (nullable): what is needed, separated by blanks
 * @missing: (out) (optional): the first scope that was not granted, with SCOPE_MISSING */
XaCredentialState xa_credential_judge (const XaCredential *credential, const char *scopes, gint64 now_us, char **missing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaOAuth, xa_oauth_free)
