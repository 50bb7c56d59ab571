#pragma once

#include "sync/xa-sync-fetch.h"
#include "sync/xa-sync-writer.h"
#include "sync/xa-sync.h"

#include <pthread.h>

/* What the files of XaSync share. */

struct _XaSync {
  gatomicrefcount    ref_count;
  char              *workspace;   /* (owned) */
  XaPseudonymizer   *keys;        /* (owned) */
  XaTransport       *transport;   /* (owned) */
  XaCredentialStore *credentials; /* (owned) */
  XaLimits          *limits;      /* (owned) */
  XaValidators      *validators;  /* (owned) */
  char              *owner;       /* (owned): names this object in the leases of tasks */

  pthread_mutex_t lock;
  XaSyncWriter   *writer;     /* (mutex lock) (owned) (nullable): open while there are users */
  guint           n_users;    /* (mutex lock) */
  gboolean        is_loaded;  /* (mutex lock): limits and validators are those of the workspace */
  GHashTable     *sessions;   /* (mutex lock) (owned) (element-type utf8 Session): by uuid of connection */
  GHashTable     *carriers;   /* (mutex lock) (owned) (element-type utf8 XaTransport): by uuid of connection */
  GHashTable     *unfinished; /* (mutex lock) (owned) (element-type utf8 int): notes that are locked, by uuid of connection to be */
  GHashTable     *running;    /* (mutex lock) (owned) (element-type gint64 GCancellable): by source */

  GHashTable    *turns; /* (mutex lock) (owned) (element-type gint64 Turn): by connection */
  pthread_cond_t turn_given;

  XaSyncMeterFunc meter; /* (nullable) */
  gpointer        meter_data;
};

/* With the cancellable of what is running, where it is only to wait: until when (gint64). */
#define XA_SYNC_PUT_OFF "xa-put-off"

/* Opens the workspace for the time of a call; nests. */
gboolean xa_sync_enter (XaSync *self, GError **error);
void     xa_sync_leave (XaSync *self);
/* Within enter and leave. */
gboolean xa_sync_write (XaSync *self, XaSyncEdit edit, gpointer data, GError **error);
/* Keeps what requests changed of limits and validators. */
gboolean xa_sync_save_net_rows (XaSync *self, GError **error);

XaConnection *xa_sync_load_connection (XaSync *self, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      xa_sync_store_connection (XaSync *self, XaConnection *connection, GError **error);
void          xa_sync_measure (XaSync *self, XaSyncMeter what, gint64 connection_id, double value);
/* Adds it, with the limits that the provider's terms set; a name that is taken is numbered. */
gboolean xa_sync_add_connection (XaSync *self, const XaProvider *provider, XaConnection *connection, gboolean number_name, GError **error);

/* (element-type utf8 Session): what connections are signed in with. */
GHashTable *xa_sync_sessions_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* What a connection is asked over, in one thread. */
typedef struct {
  XaSync           *sync;       /* (not owned) */
  XaConnection     *connection; /* (owned) */
  const XaProvider *provider;
  XaRest           *rest;        /* (owned) (nullable): of a provider that asks nobody NULL */
  GCancellable     *cancellable; /* (owned) (nullable) */
} XaSyncLine;

/* @target: (nullable): whose server is asked where the connection has none of its own */
XaSyncLine *xa_sync_line_new (XaSync *self, const XaConnection *connection, const XaTarget *target, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* With a credential that is tried before it is kept; @credential: (nullable). */
XaSyncLine *xa_sync_line_new_with (XaSync *self, const XaConnection *connection, const XaTarget *target, const XaCredential *credential, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        xa_sync_line_free (XaSyncLine *self);

/* A fetch that only looks; @options: (nullable): as what is found would be followed */
XaSyncFetch *xa_sync_line_look (XaSyncLine *self, const XaTarget *target, const XaFollowOptions *options, GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* The native ids that the audience of a target may have, the likeliest first. */
char **xa_sync_list_native_ids (const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT;

/* Another credential is used from now on. */
void xa_sync_forget_session (XaSync *self, const char *connection_uuid);

/* --- what carries requests where that is no HTTP: xa-sync-carrier.c --- */

/* Returns: (transfer full): HTTP for all others; @credential: (nullable) */
XaTransport  *xa_sync_open_carrier (XaSync *self, const XaConnection *connection, const XaProvider *provider, const XaCredential *credential) G_GNUC_WARN_UNUSED_RESULT;
void          xa_sync_close_carrier (XaSync *self, const char *connection_uuid);
XaCredential *xa_sync_sign_in_by_steps (XaSync *self, const XaConnection *connection, const XaProvider *provider, const XaCredential *given, const XaBrowser *browser, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          xa_sync_end_sign_in (const XaConnection *connection, const XaProvider *provider, const XaCredential *credential);
gboolean      xa_sync_forget_sign_ins (const XaConnection *connection, const XaProvider *provider, GError **error);

/* --- what sign-ins leave that come to nothing: xa-sync-unfinished.c --- */

GHashTable *xa_sync_unfinished_new (void) G_GNUC_WARN_UNUSED_RESULT;
void        xa_sync_begin_unfinished (XaSync *self, const char *connection_uuid, const char *provider);
void        xa_sync_end_unfinished (XaSync *self, const char *connection_uuid);
gboolean    xa_sync_sweep_unfinished (XaSync *self, XaStore *store, GError **error); /* in the writer's thread */

/* Notes in @connection what @error (nullable: it worked) says about it.
 * Returns: whether it is about the connection and not about what was asked */
gboolean xa_sync_judge_connection (XaConnection *connection, const GError *error);

const XaProvider *xa_sync_get_provider (const XaConnection *connection, GError **error);

/* --- why a target cannot be looked at, and what can be done: xa-sync-refuse.c --- */

void xa_sync_set_out_of_reach (const XaTarget *target, GError **error);
void xa_sync_set_not_connected (const XaTarget *target, GError **error);
void xa_sync_set_none_found (GPtrArray *targets, GError *first, GError **error); /* @first: (transfer full) */

/* --- signing in: xa-sync-sign-in.c --- */

/* The cause of a connection that works and was given less than it asked for. */
#define XA_SYNC_NOT_GRANTED "not-granted"

XaCredential *xa_sync_sign_in (XaSync *self, const XaConnection *connection, const XaSignIn *way, const XaCredential *given, const XaBrowser *browser, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      xa_sync_can_renew (const XaProvider *provider, const XaSignIn *way, const XaCredential *credential);
XaCredential *xa_sync_ask_anew (XaSyncLine *line, const XaSignIn *way, XaRest *rest, const XaCredential *old, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      xa_sync_store_end (XaSync *self, const char *connection_uuid, const XaCredential *credential, GError **error); /* within enter and leave */
void          xa_sync_note_sign_in (XaConnection *connection, const XaSignIn *way, const XaCredential *credential);

/* --- signing out: xa-sync-revoke.c --- */

/* @others: (element-type XaConnection): all of the workspace
 * Errors: CANCELLED; that it could not be taken back is no error, and in @parting */
gboolean xa_sync_revoke (XaSync *self, const XaConnection *connection, const GPtrArray *others, XaParting *parting, GCancellable *cancellable, GError **error);

/* --- turns: xa-sync-turn.c --- */

GHashTable *xa_sync_turns_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean    xa_sync_take_turn (XaSync *self, gint64 connection_id, GCancellable *asking, GCancellable *cancellable, GError **error);
void        xa_sync_give_turn (XaSync *self, gint64 connection_id);

/* Adds to @followed (element-type utf8) what the audience of @source may be called. */
void xa_sync_add_followed (GHashTable *followed, const XaSource *source);

/* Queues what ended for the webhooks that want to know; within enter and leave. */
void xa_sync_tell_ended (XaSync *self, const XaSyncProgress *report);

/* --- one pass: xa-sync-pass.c --- */

typedef struct {
  XaSync           *sync;
  const XaSource   *source;
  const XaTask     *task;
  const XaProvider *provider;
  XaConnection     *connection; /* (owned by the caller) */
  GCancellable     *cancellable;

  XaSyncFetchProgress progress;
  XaWaitFunc          wait;
  gpointer            data; /* of both */

  /* Out: */
  gint64   not_before_us;
  guint64  n_requests;
  guint    notes;
  char    *note_text; /* (owned) */
  gboolean stood_in;  /* another connection than that of the source did it */
} XaSyncPass;

gboolean xa_sync_pass_run (XaSyncPass *self, GError **error);

/* --- the ways to one platform: xa-sync-chain.c --- */

typedef gboolean (*XaSyncChainFunc) (XaSyncPass *pass, GError **error);

gboolean xa_sync_chain_run (XaSyncPass *pass, XaSyncChainFunc run, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSyncLine, xa_sync_line_free)
