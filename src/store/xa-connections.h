#pragma once

#include "store/xa-store.h"

/*
 * The platforms that are connected. A connection holds no credential: that is in the Secret
 * Service under the connection's uuid. A workspace may have several to one platform.
 */

/* Values are written to files: append, never renumber. */
typedef enum {
  XA_CONNECTION_OK = 1,
  XA_CONNECTION_UNCHECKED,     /* never asked yet */
  XA_CONNECTION_SIGN_IN,       /* the credential is wrong, expired, revoked or not there */
  XA_CONNECTION_SCOPE_MISSING, /* a permission is missing, which the cause names; the rest works */
  XA_CONNECTION_PAYMENT,       /* out of credit */
  XA_CONNECTION_OUTDATED,      /* the platform no longer speaks this version */
  XA_CONNECTION_UNREACHABLE,   /* the last time it was asked */
  XA_CONNECTION_EXPIRING,      /* works; the user has to sign in again within days */
  XA_CONNECTION_EXPIRED,       /* the sign-in came to its end */
  XA_CONNECTION_REVOKED,       /* the sign-in was taken back at the platform */
} XaConnectionState;

/* How long before its end a sign-in is said to be ending. */
#define XA_CONNECTION_AHEAD_US (G_TIME_SPAN_DAY * 5)

const char *xa_connection_state_id (XaConnectionState state);

/* Whether nothing can be fetched over it until the user does something. */
gboolean xa_connection_state_blocks (XaConnectionState state);

typedef struct {
  gint64            id;
  char             *uuid;     /* (owned): names its credential and its limits */
  char             *provider; /* (owned): id of a provider */
  char             *name;     /* (owned): the user's */
  char             *base_url; /* (owned) (nullable): NULL for the provider's own */
  char             *sign_in;  /* (owned): id of a way to sign in, or "" for none */
  char             *who;      /* (owned) (nullable): whom it is signed in as; NULL without the keys */
  XaConnectionState state;
  char             *cause;      /* (owned): a stable word, or "" */
  char             *cause_text; /* (owned): a sentence for the user, or "" */
  gint64            created_us;
  gint64            checked_us;     /* or XA_TIME_UNKNOWN */
  double            month_requests; /* the user's budget; 0: none */
  double            month_money;
  gint64            ends_us; /* when the sign-in ends whatever is renewed, or XA_TIME_UNKNOWN: nobody said */
  gint64            n_sources;
  gint64            interval_s; /* between two passes over a source; 0: the usual one */
  gboolean          is_paused;  /* nothing is fetched by itself */
  double            throttle;   /* how much of the allowed speed is used, above 0 and at most 1 */
} XaConnection;

XaConnection *xa_connection_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaConnection *xa_connection_copy (const XaConnection *self) G_GNUC_WARN_UNUSED_RESULT;
void          xa_connection_free (XaConnection *self);

/* @keys: (nullable): to read whom it is signed in as */
GPtrArray    *xa_store_list_connections (XaStore *store, XaPseudonymizer *keys, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaConnection), oldest first */
XaConnection *xa_store_get_connection (XaStore *store, XaPseudonymizer *keys, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets @connection's id. Its uuid, provider and sign-in are as they stay; EXISTS if the name is taken. */
gboolean xa_store_add_connection (XaStore *store, XaPseudonymizer *keys, XaConnection *connection, GError **error);
/* Writes address, sign-in, whom, state, cause and time of the check: what a fetch may find while the user changes the rest. */
gboolean xa_store_put_connection (XaStore *store, XaPseudonymizer *keys, const XaConnection *connection, GError **error);
/* Only its name and budgets; EXISTS if the name is taken. */
gboolean xa_store_name_connection (XaStore *store, const XaConnection *connection, GError **error);
gboolean xa_store_set_sign_in_end (XaStore *store, const char *uuid, gint64 ends_us, GError **error);
/* Only its interval, pause and speed. */
gboolean xa_store_schedule_connection (XaStore *store, const XaConnection *connection, GError **error);
/* A budget was changed: what waits for the next month because of one is queued again. */
gboolean xa_store_wake_unbudgeted (XaStore *store, GError **error);
/* What its state says may not be so any more: as if it had never been asked. */
gboolean xa_store_doubt_connection (XaStore *store, gint64 id, GError **error);
/* Removes it with what is followed over it and the open fetches; the audiences and their data stay. */
gboolean xa_store_drop_connection (XaStore *store, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaConnection, xa_connection_free)
