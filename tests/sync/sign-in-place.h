#pragma once

#include "import-place.h"
#include "sync/xa-sync.h"
#include "test-server.h"

#include <pthread.h>

/*
 * Signing in in the browser, from the first page to a sign-in that ends: a server that signs in, a user with a browser,
 * Mastodon as it is declared, and a platform of the test's own whose ways are those that platforms have.
 */

#define CODE "canary-code-1"
#define CLIENT "canary-client-id"
#define SECRET "canary-client-secret"
#define TOKEN "canary-access-token-"
#define REFRESH "canary-refresh-token-"

typedef struct {
  TestServer        *server;      /* (owned) */
  ImportPlace       *place;       /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaSync            *sync;        /* (owned) */

  pthread_mutex_t lock;                    /* the thread sanitizer does not know a GMutex */
  const char     *scopes;                  /* (mutex lock): that are granted */
  guint           lifetime_s;              /* (mutex lock): of a token, 0: not said */
  gboolean        gives_refresh;           /* (mutex lock) */
  guint           generation;              /* (mutex lock): of the token that is valid */
  guint           n_refreshes, n_extended; /* (mutex lock) */
  guint           n_data;                  /* (mutex lock) */
  guint           token_status;            /* (mutex lock): how the token endpoint fails, 0: it does not */
  const char     *token_failure;           /* (mutex lock): its body */
  gboolean        was_used_unsaved;        /* (mutex lock): a token was used that the keyring did not have */
  char           *last_form;               /* (mutex lock) (owned): of the token endpoint */
  char           *last_basic;              /* (mutex lock) (owned) (nullable) */
  char           *uuid;                    /* (mutex lock) (owned) (nullable): of the connection */

  /* The browser. */
  gboolean leaves;  /* nobody ever comes back */
  char    *state;   /* (owned) */
  char    *address; /* (owned) */
  guint    n_opened;
} SignInPlace;

/* What is asked with a token: one data request of a pass each, and one of connecting. */
#define QUESTIONS 5

extern const XaProvider sign_in_provider;
extern SignInPlace     *sign_in_extending; /* whose server extends tokens */

/* Keeps everything that is logged, and makes the provider known: once, before the tests. */
void         sign_in_place_init (void);
SignInPlace *sign_in_place_new (void);
void         sign_in_place_free (SignInPlace *self);
void         sign_in_place_set_clock (gint64 seconds);
/* How the token endpoint fails; 0: it does not. */
void sign_in_place_grant (SignInPlace *self, const char *scopes); /* from now on */
void sign_in_place_last (SignInPlace *self, guint lifetime_s);    /* the tokens of from now on */
void sign_in_place_fail_tokens (SignInPlace *self, guint status, const char *body);

/* Of XaBrowser. */
gboolean sign_in_place_open (const char *address, gpointer data, GError **error);
/* Connects, with the user's own app where @sign_in is one of the test's own provider. */
XaConnection *sign_in_place_try (SignInPlace *self, const XaProvider *to, const char *sign_in, GCancellable *cancellable, GError **error);
XaConnection *sign_in_place_connect (SignInPlace *self, const XaProvider *to, const char *sign_in);
void          sign_in_place_follow (SignInPlace *self, gint64 connection_id, guint n); /* so many audiences */
void          sign_in_place_run (SignInPlace *self, guint n_done, guint n_waiting);    /* expects so many */

void sign_in_place_assert_state (SignInPlace *self, XaConnectionState state);
/* No file of the workspace's folder, no line of the log and no message has any of what is secret. */
void sign_in_place_assert_silent (SignInPlace *self, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SignInPlace, sign_in_place_free)
