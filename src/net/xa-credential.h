#pragma once

#include <gio/gio.h>

/*
 * What a connection signs in with. It lives in the Secret Service only, one secret a connection,
 * and in memory while it is used; see xa-credential-store.h.
 */
typedef struct {
  char  *token;         /* (owned) (nullable): bot token, API key, access token */
  char  *user;          /* (owned) (nullable): the name that goes with it: handle of an app password, Api-Username */
  char  *secret;        /* (owned) (nullable): an app password, a client secret */
  char  *client_id;     /* (owned) (nullable) */
  char  *refresh_token; /* (owned) (nullable) */
  char  *scopes;        /* (owned) (nullable): granted, separated by blanks */
  gint64 expires_us;    /* of @token, or XA_TIME_UNKNOWN: never */
  gint64 ends_us;       /* of @refresh_token, or XA_TIME_UNKNOWN: nobody said */
} XaCredential;

XaCredential *xa_credential_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaCredential *xa_credential_copy (const XaCredential *self) G_GNUC_WARN_UNUSED_RESULT;
void          xa_credential_free (XaCredential *self); /* (nullable) wipes what it held */

/* The one text that is stored, and back; NULL with an error where it is not ours. */
char         *xa_credential_format (const XaCredential *self) G_GNUC_WARN_UNUSED_RESULT;
XaCredential *xa_credential_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  XA_CREDENTIAL_NONE, /* nothing to sign in with, and nothing needed */
  XA_CREDENTIAL_OK,
  XA_CREDENTIAL_EXPIRING, /* within XA_CREDENTIAL_AHEAD_US, and not renewed by itself */
  XA_CREDENTIAL_EXPIRED,
  XA_CREDENTIAL_SCOPE_MISSING,
  XA_CREDENTIAL_REVOKED,
} XaCredentialState;

/* When the user has to sign in again, whatever is renewed until then; or XA_TIME_UNKNOWN. */
gint64 xa_credential_get_end (const XaCredential *self);
/* How long before that it is told. */
#define XA_CREDENTIAL_AHEAD_US (G_TIME_SPAN_DAY * 5) /* the same as XA_CONNECTION_AHEAD_US */

const char *xa_credential_state_id (XaCredentialState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCredential, xa_credential_free)
