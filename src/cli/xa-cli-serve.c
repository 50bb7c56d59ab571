#include "cli/xa-cli-serve.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-tell.h"
#include "control/xa-controller-reports.h"
#include "control/xa-controller-upkeep.h"
#include "control/xa-metrics-text.h"
#include "control/xa-surroundings.h"
#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "server/xa-server.h"
#include "store/xa-clients.h"
#include "store/xa-hooks.h"

#include <stdio.h>
#include <string.h>

/* How often it looks whether something is to be sent. */
#define LOOK_MS 1000
#define MAX_LINE 4096

/* --- secrets ------------------------------------------------------------------------------------------- */

static gboolean
hold (XaCredentialStore *credentials,
      GPtrArray         *in,
      GPtrArray         *out,
      const char        *name,
      const char        *secret)
{
  const char *uuid = NULL;
  g_autoptr (XaCredential) credential = xa_credential_new ();

  for (guint i = 0; i < in->len; i++)
    if (g_ascii_strcasecmp (((XaHookIn *) in->pdata[i])->name, name) == 0)
      uuid = ((XaHookIn *) in->pdata[i])->uuid;
  for (guint i = 0; i < out->len; i++)
    if (g_ascii_strcasecmp (((XaHookOut *) out->pdata[i])->name, name) == 0)
      uuid = ((XaHookOut *) out->pdata[i])->uuid;
  if (!uuid)
    return FALSE;
  credential->secret = g_strdup (secret);
  xa_credential_store_hold (credentials, uuid, credential);

  return TRUE;
}

/* A name may hold blanks; a secret does not. */
static gboolean
read_line (XaCredentialStore *credentials,
           GPtrArray         *in,
           GPtrArray         *out,
           char              *line,
           GError           **error)
{
  char *blank = strrchr (g_strstrip (line), ' ');

  if (*line == '\0')
    return TRUE;
  if (blank) {
    *blank = '\0';
    if (hold (credentials, in, out, g_strchomp (line), blank + 1))
      return TRUE;
  }
  g_set_error (error, XA_CLI_ERROR, XA_CLI_ERROR_ANSWER, "A line of --secrets-stdin is the name of a webhook, a blank, and its secret; \"webhooks\" lists the names.");

  return FALSE;
}

static gboolean
read_secrets (XaCli             *self,
              XaCredentialStore *credentials,
              GError           **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) in = store ? xa_store_list_hooks_in (store, error) : NULL;
  g_autoptr (GPtrArray) out = in ? xa_store_list_hooks_out (store, error) : NULL;
  char     line[MAX_LINE];
  gboolean ok = out != NULL;

  while (ok && fgets (line, sizeof line, stdin))
    ok = read_line (credentials, in, out, line, error);
  explicit_bzero (line, sizeof line);

  return ok;
}

/* --- serving -------------------------------------------------------------------------------------------- */

static void
print_address (XaCli    *self,
               XaServer *server)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (xa_cli_wants_json (self)) {
    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "address", xa_server_get_address (server));
    xa_cli_json_number (builder, "port", xa_server_get_port (server));
    json_builder_end_object (builder);
    xa_cli_json_print (builder);
  } else {
    puts (xa_server_get_address (server));
  }
  /* Whoever started this waits for the line. */
  fflush (stdout);
}

/* What the threads of the server and of the controller go by. */
typedef struct {
  XaSync       *sync;       /* (not owned) */
  const char   *workspace;  /* (not owned) */
  XaController *controller; /* (owned) */
} Service;

/* Whoever writes to the workspace from outside does not call: what is to be sent is looked for. */
static gboolean
look_cb (gpointer data)
{
  Service *service = data;

  if (xa_deliver_has_due (service->workspace, g_get_real_time ()))
    xa_controller_look (service->controller);

  return G_SOURCE_CONTINUE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
work_until_cancelled (Service      *service,
                      GCancellable *cancellable)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) end = g_cancellable_source_new (cancellable);
  g_autoptr (XaSurroundings) surroundings = xa_surroundings_new (service->controller);
  guint timer = g_timeout_add (LOOK_MS, look_cb, service);

  g_source_set_callback (end, G_SOURCE_FUNC (cancelled_cb), loop, NULL);
  g_source_attach (end, NULL);
  xa_controller_start (service->controller);
  g_main_loop_run (loop);
  g_source_destroy (end);
  g_source_remove (timer);
}

/* --- the controller ------------------------------------------------------------------------------------- */

/* In a worker of the controller. */
static void
tell_alerts (const GPtrArray *alerts,
             gpointer         data)
{
  Service *service = data;

  xa_cli_tell_alerts (service->sync, alerts);
  xa_controller_look (service->controller);
}

/* @by_hand: nothing begins by itself but what was asked for and what is to be sent */
static XaController *
make_controller (Service *service,
                 gboolean by_hand)
{
  XaControllerOptions options = { .sync = service->sync, .by_hand = by_hand };
  XaController       *controller = xa_controller_new (&options);

  xa_controller_set_work (controller, XA_TASK_KIND_DELIVERY, xa_deliver, NULL, NULL);
  if (!by_hand) {
    xa_controller_add_upkeep (controller, service->workspace, tell_alerts, service, NULL);
    xa_controller_add_reports (controller, service->workspace);
  }

  return controller;
}

static XaController *
get_controller (gpointer service)
{
  return xa_controller_ref (((Service *) service)->controller);
}

static gboolean
read_port (XaCli   *self,
           guint16 *port,
           GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  XaServerSettings settings;
  gint64           given;

  if (!store || !xa_store_get_server (store, &settings, error))
    return FALSE;
  given = xa_cli_get_number (self, "port", settings.port);
  *port = (guint16) given;
  if (given <= G_MAXUINT16)
    return TRUE;
  xa_cli_usage (error, "--port takes a number up to 65535; 0 for any that is free");

  return FALSE;
}

static char *
print_metrics (XaStore *store,
               gpointer service,
               GError **error)
{
  g_autoptr (XaControlPicture) picture = xa_controller_get_picture (((Service *) service)->controller);

  return xa_metrics_text (store, picture, xa_time_now (), error);
}

static XaCliExit
run_serve (XaCli   *self,
           GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  g_autofree char *workspace = xa_cli_find_workspace (self, error);
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (XaServer) server = NULL;
  XaServerOptions options = { .metrics = print_metrics, .get_controller = get_controller };
  Service         service;

  if (!workspace || !read_port (self, &options.port, error))
    return XA_CLI_FAILED;
  sync = xa_cli_open_known_sync (self, &credentials, error);
  if (!sync || (xa_cli_has (self, "secrets-stdin") && !read_secrets (self, credentials, error)))
    return XA_CLI_FAILED;
  service = (Service) { .sync = sync, .workspace = workspace };
  service.controller = make_controller (&service, xa_cli_has (self, "no-sync"));
  options.sync = sync;
  options.data = &service;
  server = xa_server_start (&options, error);
  if (server) {
    print_address (self, server);
    work_until_cancelled (&service, cancellable);
  }
  /* Nobody asks any more before the controller goes. */
  xa_server_stop (g_steal_pointer (&server));
  xa_controller_stop (service.controller);
  xa_controller_unref (service.controller);

  return g_cancellable_is_cancelled (cancellable) ? XA_CLI_OK : XA_CLI_FAILED;
}

static const XaCliOption serve_options[] = {
  { "port", 0, XA_CLI_NUMBER, "PORT", "where to listen; 0 for any that is free" },
  { "no-sync", 0, XA_CLI_FLAG, NULL, "fetch only what is asked for, and nothing by itself" },
  { "secrets-stdin", 0, XA_CLI_FLAG, NULL, "read secrets of webhooks from standard input: a name, a blank and the secret on each line" },
  { NULL },
};

const XaCliCommand xa_cli_serve_commands[] = {
  { "serve", "", "Answer programs on this computer over HTTP",
    "Listens on 127.0.0.1 and ::1 only, and prints the address. Programs ask with a token of \"clients add\". Fetches\n"
    "what is followed when it is due, as the window does, takes webhooks in and sends those that go out, makes backups and\n"
    "looks for what is unusual. Ends with SIGTERM or Ctrl+C.",
    serve_options, 0, 0, run_serve },
  { NULL },
};
