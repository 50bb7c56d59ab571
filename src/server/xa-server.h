#pragma once

#include "control/xa-controller.h"

/*
 * The server for programs on this computer: the answers of the command line over HTTP, webhooks that
 * come in, and metrics. It listens on 127.0.0.1 and ::1 and nowhere else, in a thread of its own with
 * its own main context; docs/openapi.json says what it answers.
 */
typedef struct _XaServer XaServer;

typedef struct {
  XaSync *sync; /* referenced */
  guint16 port; /* 0: any that is free on both */

  /* (nullable): around everything that opens the workspace for writing, in a thread of the server; may wait */
  gboolean (*begin_writing) (GCancellable *cancellable, gpointer data, GError **error);
  void (*end_writing) (gpointer data);
  /* (nullable): the metrics in the text of Prometheus; (transfer full), or NULL with @error */
  char *(*metrics) (XaStore *store, gpointer data, GError **error);
  /* In a thread of the server: who fetches; (transfer full) (nullable): NULL where nobody does just now */
  XaController *(*get_controller) (gpointer data);
  /* (nullable): in a thread of the server, after something came in */
  void (*changed) (gpointer data);
  gpointer data;
} XaServerOptions;

/* Blocks until it listens.
 * Errors: of GIO, where another program uses the port; those of the store */
XaServer *xa_server_start (const XaServerOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends what is in hand, within about a second, and frees it. */
void xa_server_stop (XaServer *self);

guint16     xa_server_get_port (XaServer *self);
const char *xa_server_get_address (XaServer *self); /* "http://127.0.0.1:8797" */

/* Bounds (WH-3, and what the documentation promises). */
#define XA_SERVER_MAX_CONNECTIONS 16
#define XA_SERVER_MAX_BODY (1024 * 1024)
#define XA_SERVER_MAX_HEADERS (16 * 1024)
#define XA_SERVER_READ_S 10
#define XA_SERVER_ANSWER_S 60
#define XA_SERVER_REQUESTS_A_MINUTE 100
#define XA_SERVER_HEALTH_A_SECOND 2000
#define XA_SERVER_STRANGERS_A_MINUTE 300

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaServer, xa_server_stop)
