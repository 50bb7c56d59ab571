#pragma once

#include "report/xa-answer-json.h"
#include "server/xa-quota.h"
#include "server/xa-server-lists.h"
#include "server/xa-server.h"
#include "store/xa-clients.h"
#include "store/xa-hooks.h"
#include "sync/xa-sync-push.h"

#include <libsoup/soup.h>
#include <pthread.h>

/* What libsoup has no names for. */
#define STATUS_MISDIRECTED 421
#define STATUS_TOO_MANY 429
#define STATUS_HEADERS_TOO_LARGE 431

/* What the files of the server share. All of it belongs to the server's thread unless it says otherwise. */

typedef struct _XaServerRoute   XaServerRoute;
typedef struct _XaServerRequest XaServerRequest;

/* What programs asked to fetch, and how it went. */
typedef struct _XaServerFetch XaServerFetch;

struct _XaServer {
  XaServerOptions options;
  XaSync         *sync; /* (owned) */
  GThread        *thread;
  GMainContext   *context; /* (owned) */
  GMainLoop      *loop;    /* (owned) */
  SoupServer     *soup;    /* (owned) */
  guint16         port;
  char           *address;  /* (owned) */
  char           *hosts[2]; /* (owned): what the Host header may say */
  GCancellable   *stop;     /* (owned): ends everything */

  GSocketListener *sockets;       /* (owned) */
  GCancellable    *accept_cancel; /* (owned) */
  guint            n_connections;
  gboolean         is_accepting;

  XaStore    *store; /* (owned) (nullable): for reading */
  XaQuota    *health, *strangers;
  GHashTable *rates; /* (owned) (element-type gint64 XaQuota): by client; webhooks stand below zero */

  GHashTable  *in_hand; /* (owned) (element-type XaServerRequest): whose answer comes later */
  GThreadPool *askers;  /* (owned): questions */
  GThread     *taker;   /* (owned): what comes in */
  GAsyncQueue *pushes;  /* (owned) (element-type XaServerRequest): for the taker; the server itself ends it */

  XaServerFetch *fetch; /* (owned): counted */

  GHashTable *refusals;       /* (owned) (element-type utf8 guint): how often since the log was told, by code */
  GSource    *refusals_timer; /* (owned) (nullable): until it is told */
};

typedef enum {
  XA_SERVER_GET,
  XA_SERVER_POST,
  XA_SERVER_DELETE,
} XaServerMethod;

/* What may be asked. A '*' in a path stands for one part of it, which names something. */
struct _XaServerRoute {
  XaServerMethod method;
  const char    *path;
  guint          scope; /* XaClientScope; 0: no token is asked for */
  /* In the server's thread: hands over, or answers, */
  void (*answer) (XaServerRequest *request);
  /* or in a thread that may take its time, with a store of its own; text (transfer full), or NULL with @error. */
  char *(*ask) (XaServerRequest *request, XaStore *store, GError **error);
};

extern const XaServerRoute xa_server_routes[]; /* the last has no path */

/* A request on its way. Owned by whoever has it in hand. */
struct _XaServerRequest {
  XaServer            *server;  /* (not owned) */
  SoupServerMessage   *message; /* (owned): the server's thread's only */
  const XaServerRoute *route;
  char                *rest;        /* (owned): of the path, behind that of the route */
  char               **query;       /* (owned): name, value, ..., NULL; decoded */
  GBytes              *body;        /* (owned) (nullable) */
  GCancellable        *cancellable; /* (owned) */
  GSource             *deadline;    /* (owned) (nullable) */
  gboolean             is_over;     /* the connection is gone */

  /* Of a webhook that comes in. */
  XaHookIn   *hook;  /* (owned) (nullable) */
  char       *event; /* (owned) (nullable) */
  XaPseudonym message_hash;
  gint64      client_id; /* of the program that pushes, or 0 */

  /* Out: */
  const char *refusal; /* (nullable): its code */
  guint       status;
  char       *answer; /* (owned) (nullable) */
  const char *type;
  guint       retry_s; /* or 0 */
};

/* --- xa-server-door.c: who may come in --- */

/* Judges what stands in the headers.
 * Returns: (transfer full) (nullable): NULL where the answer is set already */
XaServerRequest *xa_server_let_in (XaServer *self, SoupServerMessage *message);
void             xa_server_request_free (XaServerRequest *request);

/* --- xa-server-answer.c: what is said --- */

void xa_server_answer (SoupServerMessage *message, guint status, const char *type, const char *text);
/* {"error": code, "message": words} */
void xa_server_refuse (SoupServerMessage *message, guint status, const char *code, const char *words);
void xa_server_refuse_for (SoupServerMessage *message, gint64 wait_us, const char *words);
/* Sets answer and status of @request from an error of a question. */
void xa_server_request_fail (XaServerRequest *request, const GError *error);
void xa_server_request_refuse (XaServerRequest *request, guint status, const char *code, const char *words);

/* --- xa-server.c --- */

/* From any thread: @request (transfer full) is answered in the server's. */
void xa_server_request_done (XaServerRequest *request);
/* The workspace, for reading; opened anew where it was closed. */
XaStore *xa_server_get_store (XaServer *self, GError **error);
gboolean xa_server_begin_writing (XaServer *self, GError **error);
void     xa_server_end_writing (XaServer *self);

/* --- xa-server-refusals.c: what is noted of those that got nothing --- */

/* By which server a message is judged. */
void xa_server_refusals_watch (XaServer *self, SoupServerMessage *message);
/* Counted now, and told to the log later: why and how often, never who. @code: static */
void xa_server_refusals_note (SoupServerMessage *message, const char *code);
void xa_server_refusals_begin (XaServer *self);
void xa_server_refusals_end (XaServer *self);

/* --- the verbs --- */

const char *xa_server_request_get (const XaServerRequest *request, const char *name); /* (nullable) */

void  xa_server_answer_health (XaServerRequest *request);
char *xa_server_ask_overview (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_posts (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_compare (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_trending (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_status (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_metrics (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_ask_clients (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_revoke_client (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_try_hook (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_show_fetch (XaServerRequest *request, XaStore *store, GError **error);
char *xa_server_start_fetch (XaServerRequest *request, XaStore *store, GError **error);

/* --- xa-server-fetch.c --- */

XaServerFetch *xa_server_fetch_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           xa_server_fetch_release (XaServerFetch *self);

/* --- xa-server-push.c --- */

/* In the server's thread: judges the signature over the bytes, and hands over to the taker. */
void     xa_server_take_hook (XaServerRequest *request);
void     xa_server_take_records (XaServerRequest *request);
gpointer xa_server_run_taker (gpointer server);

/* --- xa-server-records.c: how bytes become records; XaSyncPushParse with an XaServerRequest --- */

gboolean xa_server_parse_push (XaFetch *fetch, gpointer request, GError **error);

/* What was wrong with a request, for the one who sent it. */
#define XA_SERVER_ERROR (xa_server_error_quark ())
GQuark xa_server_error_quark (void);

typedef enum {
  XA_SERVER_ERROR_BAD_REQUEST,
  XA_SERVER_ERROR_NOT_FOUND,
  XA_SERVER_ERROR_BUSY,
} XaServerError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaServerRequest, xa_server_request_free)
