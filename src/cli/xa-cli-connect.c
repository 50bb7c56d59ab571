#include "cli/xa-cli-connect.h"

#include "cli/xa-cli-ask.h"
#include "cli/xa-cli-browser.h"
#include "cli/xa-cli-connections.h"
#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "net/xa-address.h"

#include <stdio.h>

/* --- which provider is meant ------------------------------------------------------------------------ */

static gboolean
takes_token (const XaProvider *provider)
{
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (provider->sign_ins[i].kind != XA_SIGN_IN_NONE)
      return TRUE;

  return FALSE;
}

static void
set_unknown (const char *given,
             GError    **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const XaProvider *const *at = xa_providers (); *at; at++)
    g_string_append_printf (known, "%s%s", known->len ? ", " : "", (*at)->id);
  xa_cli_usage (error, "PLATFORM is one of %s, not \"%s\"", known->str, given);
}

/* A platform may be reached in several ways: with a token the one that takes it, else the first. */
static const XaProvider *
find_provider (XaCli      *self,
               const char *given,
               GError    **error)
{
  const XaProvider *found = xa_provider_by_id (given);
  gboolean          with_token = xa_cli_has (self, "token-stdin");
  XaPlatform        platform;

  if (found)
    return found;
  if (xa_platform_parse (given, &platform))
    for (const XaProvider *const *at = xa_providers (); *at; at++)
      if ((*at)->platform == platform && !(*at)->is_simulated && (!found || (with_token && !takes_token (found) && takes_token (*at))))
        found = *at;
  if (!found)
    set_unknown (given, error);

  return found;
}

/* --- connect ------------------------------------------------------------------------------------------ */

/* How somebody signs in who gives what is on the command line; NULL leaves it to what fits. */
static const XaSignIn *
find_sign_in (const XaProvider *provider,
              const char       *id,
              gboolean          with_token,
              gboolean          with_client)
{
  if (id)
    return xa_provider_get_sign_in (provider, id);
  if (provider->n_sign_ins == 1 && provider->sign_ins[0].kind == XA_SIGN_IN_STEPS)
    return &provider->sign_ins[0];
  for (guint i = 0; i < provider->n_sign_ins; i++) {
    const XaSignIn *way = &provider->sign_ins[i];

    if (with_client ? xa_sign_in_takes_app (way)
                    : with_token && (way->kind == XA_SIGN_IN_TOKEN || way->kind == XA_SIGN_IN_PASSWORD))
      return way;
  }

  return NULL;
}

/* How to come by a credential, where one is missing. */
static void
explain_sign_ins (const XaProvider *provider)
{
  for (guint i = 0; i < provider->n_sign_ins; i++) {
    const XaSignIn *way = &provider->sign_ins[i];

    if (way->kind == XA_SIGN_IN_NONE)
      continue;
    xa_cli_say ("%s (--sign-in %s)", way->title, way->id);
    if (way->wait)
      xa_cli_say ("  Approval: %s", way->wait);
    for (gsize j = 0; way->steps && way->steps[j]; j++)
      xa_cli_say ("  %" G_GSIZE_FORMAT ". %s", j + 1, way->steps[j]);
    if (way->url)
      xa_cli_say ("  %s", way->url);
    if (way->price)
      xa_cli_say ("  %s", way->price);
    if (way->risk)
      xa_cli_say ("  %s\n  --i-accept-the-risk says that you want it all the same.", way->risk);
  }
}

static void
print_connection (XaCli              *self,
                  const XaConnection *connection,
                  const XaProvider   *provider)
{
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) json = json_builder_new ();

    xa_cli_build_connection (json, connection, NULL, NULL);
    xa_cli_json_print (json);
    return;
  }
  printf ("Connected \"%s\" (#%" G_GINT64_FORMAT ")", connection->name, connection->id);
  if (connection->who)
    printf (", signed in as %s", connection->who);
  printf (".\n");
  if (xa_sync_awaits_server (connection))
    printf ("No server was asked: each link that is added names its own. --base-url names one to try, and to sign in to.\n");
  if (provider->is_simulated)
    printf ("SIMULATED: all that comes over it is invented.\n");
  if (provider->terms.words)
    printf ("%s\n", provider->terms.words);
  xa_cli_say_unproven (provider);
}

/* Where no keyring answers, the token has to come with every command that needs it. */
static XaConnection *
try_connect (XaSync           *sync,
             XaConnectOptions *options,
             const XaSignIn   *way,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr (GError) local = NULL;
  XaConnection *connection = xa_sync_connect (sync, options, cancellable, &local);

  if (!connection && options->credential && !(way && xa_sign_in_uses_browser (way)) && g_error_matches (local, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE)) {
    options->hold_only = TRUE;
    connection = xa_sync_connect (sync, options, cancellable, error);
    if (connection)
      xa_cli_say ("No keyring answers, so the token was not kept: pass it to \"add\" and \"sync\" with --connection and --token-stdin.");
    return connection;
  }
  if (!connection)
    g_propagate_error (error, g_steal_pointer (&local));

  return connection;
}

/* What may be meant is refused until it is said. */
static void
hint_at_yes (const XaConnectOptions *options)
{
  gboolean         is_private = FALSE;
  g_autofree char *address = options->base_url && !options->allow_private ? xa_address_check (options->base_url, &is_private, NULL) : NULL;

  if (address && is_private)
    xa_cli_say ("--yes says that it is meant.");
}

/* Where the keyring does not take what comes of a browser, a token may do. */
static void
hint_at_tokens (const XaProvider *provider,
                const XaSignIn   *way,
                const GError     *error)
{
  if (error->domain != XA_CREDENTIAL_ERROR || (way && !xa_sign_in_uses_browser (way)))
    return;
  for (guint i = 0; i < provider->n_sign_ins; i++)
    if (provider->sign_ins[i].kind == XA_SIGN_IN_TOKEN || provider->sign_ins[i].kind == XA_SIGN_IN_PASSWORD)
      xa_cli_say ("--sign-in %s --token-stdin needs no keyring, if the token comes with each command.", provider->sign_ins[i].id);
}

/* What is given on the command line and on standard input: a token, or the user's own app at the platform.
 * Returns: FALSE with @error; @credential: (out) (nullable) */
static gboolean
read_given (XaCli          *self,
            const XaSignIn *way,
            XaCredential  **credential,
            GError        **error)
{
  const char *client_id = xa_cli_get_text (self, "client-id");

  *credential = NULL;
  if (xa_cli_has (self, "token-stdin")) {
    *credential = xa_cli_read_credential (self, client_id || (way && way->kind == XA_SIGN_IN_STEPS) ? XA_SIGN_IN_PASSWORD : way ? way->kind
                                                                                                                                : XA_SIGN_IN_TOKEN,
                                          error);
    if (!*credential)
      return FALSE;
  }
  if (client_id) {
    if (!*credential)
      *credential = xa_credential_new ();
    (*credential)->client_id = g_strdup (client_id);
  }

  return TRUE;
}

/* What is not all that was asked for is said, and tells in the exit status. */
static XaCliExit
say_outcome (const XaConnection *connection)
{
  if (connection->state != XA_CONNECTION_SCOPE_MISSING)
    return XA_CLI_OK;
  xa_cli_say ("%s", connection->cause_text);

  return XA_CLI_PARTIAL;
}

static XaCliExit
run_connect (XaCli   *self,
             GError **error)
{
  GCancellable     *cancellable = xa_cli_watch_signals (self);
  const XaProvider *provider = find_provider (self, xa_cli_get_arguments (self)[0], error);
  XaAsker           asker = xa_cli_asker (self);
  XaBrowser         browser = xa_cli_browser (self);
  XaConnectOptions  options = { .provider = provider, .name = xa_cli_get_text (self, "name"), .base_url = xa_cli_get_text (self, "base-url"), .browser = &browser };
  const XaSignIn   *way;
  g_autoptr (XaCredential) credential = NULL;
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (XaConnection) connection = NULL;

  if (!provider)
    return XA_CLI_USAGE;
  browser.asker = &asker;
  options.sign_in = xa_cli_get_text (self, "sign-in");
  options.accepts_risk = xa_cli_has (self, "i-accept-the-risk");
  options.allow_private = xa_cli_has (self, "yes");
  way = find_sign_in (provider, options.sign_in, xa_cli_has (self, "token-stdin"), xa_cli_get_text (self, "client-id") != NULL);
  if (way && way->risk && !options.accepts_risk) {
    xa_cli_say ("%s", way->risk);
    return xa_cli_usage (error, "--i-accept-the-risk says that you want it all the same");
  }
  if (!read_given (self, way, &credential, error))
    return XA_CLI_FAILED;
  options.credential = credential;
  options.sign_in = way ? way->id : options.sign_in;
  sync = xa_cli_open_sync (self, &credentials, error);
  if (!sync)
    return XA_CLI_FAILED;
  connection = try_connect (sync, &options, way, cancellable, error);
  if (!connection) {
    if (!credential && error && (g_error_matches (*error, XA_NET_ERROR, XA_NET_ERROR_AUTH) || g_error_matches (*error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST)))
      explain_sign_ins (provider);
    hint_at_yes (&options);
    if (error && *error)
      hint_at_tokens (provider, way, *error);
    return XA_CLI_FAILED;
  }
  print_connection (self, connection, provider);

  return say_outcome (connection);
}

/* --- reconnect ---------------------------------------------------------------------------------------------- */

static XaCliExit
run_reconnect (XaCli   *self,
               GError **error)
{
  GCancellable    *cancellable = xa_cli_watch_signals (self);
  XaAsker          asker = xa_cli_asker (self);
  XaBrowser        browser = xa_cli_browser (self);
  XaConnectOptions options = { .sign_in = xa_cli_get_text (self, "sign-in"), .browser = &browser };
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = xa_cli_open_known_sync (self, &credentials, error);
  g_autoptr (GPtrArray) connections = sync ? xa_sync_list_connections (sync, error) : NULL;
  const XaConnection *connection = connections ? xa_cli_find_connection (connections, xa_cli_get_arguments (self)[0], error) : NULL;
  const XaProvider   *provider = connection ? xa_provider_by_id (connection->provider) : NULL;
  const XaSignIn     *way;
  g_autoptr (XaCredential) credential = NULL;
  g_autoptr (XaConnection) mended = NULL;

  if (!provider)
    return XA_CLI_FAILED;
  browser.asker = &asker;
  way = xa_provider_get_sign_in (provider, options.sign_in ? options.sign_in : connection->sign_in);
  if (!read_given (self, way, &credential, error))
    return XA_CLI_FAILED;
  options.credential = credential;
  mended = xa_sync_reconnect (sync, connection->id, &options, cancellable, error);
  if (!mended) {
    if (!credential && error && g_error_matches (*error, XA_NET_ERROR, XA_NET_ERROR_AUTH))
      explain_sign_ins (provider);
    return XA_CLI_FAILED;
  }
  print_connection (self, mended, provider);

  return say_outcome (mended);
}

/* --- disconnect --------------------------------------------------------------------------------------------- */

static XaCliExit
run_disconnect (XaCli   *self,
                GError **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  gboolean      erases = xa_cli_has (self, "erase");
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = xa_cli_open_known_sync (self, &credentials, error);
  g_autoptr (GPtrArray) connections = sync ? xa_sync_list_connections (sync, error) : NULL;
  const XaConnection *connection = connections ? xa_cli_find_connection (connections, xa_cli_get_arguments (self)[0], error) : NULL;
  const XaProvider   *provider = connection ? xa_provider_by_id (connection->provider) : NULL;
  g_autofree char    *what = NULL;
  g_auto (XaParting) parting = { 0 };

  if (!connection)
    return XA_CLI_FAILED;
  if (erases) {
    what = g_strdup_printf ("All audiences of %s are erased, however they came in.", provider ? xa_platform_name (provider->platform) : connection->provider);
    if (!xa_cli_confirm (self, what, connection->name, error))
      return XA_CLI_FAILED;
  }
  if (!xa_sync_disconnect (sync, connection->id, erases ? XA_DISCONNECT_ERASE_PLATFORM : XA_DISCONNECT_KEEP_DATA, &parting, cancellable, error))
    return XA_CLI_FAILED;
  xa_cli_say ("Disconnected \"%s\"; %s.", connection->name, erases ? "its platform was erased" : "what came in stays");
  if (parting.words)
    xa_cli_say ("%s", parting.words);

  return XA_CLI_OK;
}

static const XaCliOption connect_options[] = {
  { "name", 0, XA_CLI_TEXT, "NAME", "what to call the connection (default: as the platform)" },
  { "base-url", 0, XA_CLI_TEXT, "URL", "the server, for platforms of many servers and for proxies" },
  { "sign-in", 0, XA_CLI_TEXT, "WAY", "how to sign in; connections --available lists the ways" },
  { "user", 0, XA_CLI_TEXT, "NAME", "the name that goes with the token, where there is one" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the token, password or secret from the first line of standard input" },
  { "client-id", 0, XA_CLI_TEXT, "ID", "your own app at the platform; --token-stdin gives its secret, where it has one" },
  { "no-browser", 0, XA_CLI_FLAG, NULL, "only print the address at which to sign in" },
  { "i-accept-the-risk", 0, XA_CLI_FLAG, NULL, "use an account of your own, though the platform may close it for that" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "the address may be on this computer or in a private network" },
  { NULL },
};

static const XaCliOption reconnect_options[] = {
  { "sign-in", 0, XA_CLI_TEXT, "WAY", "how to sign in (default: as before)" },
  { "user", 0, XA_CLI_TEXT, "NAME", "the name that goes with the token, where there is one" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the token, password or secret from the first line of standard input" },
  { "client-id", 0, XA_CLI_TEXT, "ID", "your own app at the platform (default: as before)" },
  { "no-browser", 0, XA_CLI_FLAG, NULL, "only print the address at which to sign in" },
  { NULL },
};

static const XaCliOption connections_options[] = {
  { "available", 0, XA_CLI_FLAG, NULL, "list every platform that can be connected, and what it gives" },
  { "test", 0, XA_CLI_FLAG, NULL, "ask each whether it works" },
  { NULL },
};

static const XaCliOption disconnect_options[] = {
  { "erase", 0, XA_CLI_FLAG, NULL, "erase all audiences of the platform too" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask" },
  { NULL },
};

const XaCliCommand xa_cli_connect_commands[] = {
  { "connect", "PLATFORM", "Connect a live platform",
    "Tries whether the platform answers, keeps the credential in the keyring, and makes the platform's terms the\n"
    "limits of what is kept. What can be followed without an account needs no connect: add is enough.\n"
    "Where a server is named that signs in in the browser, that is opened; --sign-in none connects without an account.\n"
    "A platform that asks for one thing after another asks in the terminal; passwords are not shown.",
    connect_options, 1, 1, run_connect },
  { "reconnect", "CONNECTION", "Sign in to a connection again",
    "What is followed over it stays, and what waits goes on with the next sync.", reconnect_options, 1, 1, run_reconnect },
  { "connections", "", "List the platforms that are connected", NULL, connections_options, 0, 0, xa_cli_run_connections },
  { "disconnect", "CONNECTION", "Forget a connection and its credential",
    "What came in stays, unless --erase is given. A sign-in that was made in the browser is taken back at the platform,\n"
    "where that lets a program do so; what is left for you to take back is said.",
    disconnect_options, 1, 1, run_disconnect },
  { NULL },
};
