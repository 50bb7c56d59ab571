#pragma once

#include "model/xa-records.h"
#include "net/xa-oauth-listener.h"
#include "net/xa-oauth.h"

/* A browser with somebody before it, a server that gives tokens, and everything that is logged meanwhile. */

#define CODE "SplxlOBeZQQYbYS6WxSbIA"
#define TOKEN "mF_9.B5f-4.1JqM"
#define REFRESH "tGzv3JOkF0XGQx2TlKWIA"

#define GOOD_ANSWER \
  "{\"access_token\":\"" TOKEN "\",\"token_type\":\"Bearer\",\"expires_in\":7200,\"refresh_token\":\"" REFRESH "\",\"scope\":\"read write\",\"created_at\":1}"

/* What the user does in the browser, and what the address said that was opened. */
typedef struct {
  const char *answer; /* a query with %s for the state */
  void (*before) (const char *redirect, const char *state);
  char    *address;
  char    *state;
  char    *challenge;
  char    *redirect;
  char    *page;  /* what the browser shows in the end */
  char    *again; /* what the same answer gives a second time */
  GThread *thread;
} Browser;

typedef struct {
  Browser    *browser; /* (nullable): whose challenge is checked */
  guint       status;
  const char *answer;
  guint       n_asked;
  char       *form; /* as it came */
  GHashTable *fields;
} Server;

extern const XaOAuthEndpoints oauth_place_endpoints;

/* Everything is logged, as with G_MESSAGES_DEBUG=all, and kept to be searched. */
void oauth_place_init (void);

void          oauth_place_assert_silent (const GError *error);
char         *oauth_place_send_raw (const char *redirect, const char *bytes);
char         *oauth_place_get (const char *redirect, const char *query);
void          oauth_place_close_browser (Browser *browser);
XaResponse   *oauth_place_serve (const XaCall *call, gpointer data, GCancellable *cancellable, GError **error);
void          oauth_place_close_server (Server *server);
XaCredential *oauth_place_sign_in (Browser *browser, Server *server, gint64 timeout_us, GCancellable *cancellable, GError **error);
