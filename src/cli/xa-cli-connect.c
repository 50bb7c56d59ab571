#include "cli/xa-cli-connect.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"

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

static const XaSignIn *
find_sign_in (const XaProvider *provider,
              const char       *id,
              gboolean          with_token)
{
  for (guint i = 0; i < provider->n_sign_ins; i++) {
    const XaSignIn *way = &provider->sign_ins[i];

    if (id ? g_str_equal (id, way->id) : with_token && (way->kind == XA_SIGN_IN_TOKEN || way->kind == XA_SIGN_IN_PASSWORD))
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
    xa_cli_say ("%s (--sign-in %s)%s%s", way->title, way->id, way->wait ? ", takes " : "", way->wait ? way->wait : "");
    for (gsize j = 0; way->steps && way->steps[j]; j++)
      xa_cli_say ("  %" G_GSIZE_FORMAT ". %s", j + 1, way->steps[j]);
    if (way->url)
      xa_cli_say ("  %s", way->url);
    if (way->price)
      xa_cli_say ("  %s", way->price);
  }
}

static void
build_connection (JsonBuilder        *json,
                  const XaConnection *connection)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  json_builder_begin_object (json);
  xa_cli_json_number (json, "id", connection->id);
  xa_cli_json_text (json, "name", connection->name);
  xa_cli_json_text (json, "provider", connection->provider);
  xa_cli_json_text (json, "platform", provider ? xa_platform_id (provider->platform) : NULL);
  xa_cli_json_text (json, "base_url", connection->base_url);
  xa_cli_json_text (json, "sign_in", *connection->sign_in ? connection->sign_in : NULL);
  xa_cli_json_flag (json, "simulated", provider && provider->is_simulated);
  xa_cli_json_text (json, "state", xa_connection_state_id (connection->state));
  xa_cli_json_text (json, "cause", *connection->cause ? connection->cause : NULL);
  xa_cli_json_text (json, "message", *connection->cause_text ? connection->cause_text : NULL);
  xa_cli_json_time (json, "created_at", connection->created_us);
  xa_cli_json_time (json, "checked_at", connection->checked_us);
  xa_cli_json_number (json, "audiences", connection->n_sources);
  json_builder_end_object (json);
}

static void
print_connection (XaCli              *self,
                  const XaConnection *connection,
                  const XaProvider   *provider)
{
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) json = json_builder_new ();

    build_connection (json, connection);
    xa_cli_json_print (json);
    return;
  }
  printf ("Connected \"%s\" (#%" G_GINT64_FORMAT ").\n", connection->name, connection->id);
  if (provider->is_simulated)
    printf ("SIMULATED: all that comes over it is invented.\n");
  if (provider->terms.words)
    printf ("%s\n", provider->terms.words);
}

/* Where no keyring answers, the token has to come with every command that needs it. */
static XaConnection *
try_connect (XaSync           *sync,
             XaConnectOptions *options,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr (GError) local = NULL;
  XaConnection *connection = xa_sync_connect (sync, options, cancellable, &local);

  if (!connection && options->credential && g_error_matches (local, XA_CREDENTIAL_ERROR, XA_CREDENTIAL_ERROR_NO_SERVICE)) {
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

static XaCliExit
run_connect (XaCli   *self,
             GError **error)
{
  GCancellable     *cancellable = xa_cli_watch_signals (self);
  const XaProvider *provider = find_provider (self, xa_cli_get_arguments (self)[0], error);
  gboolean          with_token = xa_cli_has (self, "token-stdin");
  XaConnectOptions  options = { .provider = provider, .name = xa_cli_get_text (self, "name"), .base_url = xa_cli_get_text (self, "base-url") };
  const XaSignIn   *way;
  g_autoptr (XaCredential) credential = NULL;
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (XaConnection) connection = NULL;

  if (!provider)
    return XA_CLI_USAGE;
  options.sign_in = xa_cli_get_text (self, "sign-in");
  options.allow_private = xa_cli_has (self, "yes");
  way = find_sign_in (provider, options.sign_in, with_token);
  if (with_token) {
    credential = xa_cli_read_credential (self, way ? way->kind : XA_SIGN_IN_TOKEN, error);
    if (!credential)
      return XA_CLI_FAILED;
    options.credential = credential;
    options.sign_in = way ? way->id : options.sign_in;
  }
  sync = xa_cli_open_sync (self, &credentials, error);
  if (!sync)
    return XA_CLI_FAILED;
  connection = try_connect (sync, &options, cancellable, error);
  if (!connection) {
    if (!with_token && error && g_error_matches (*error, XA_NET_ERROR, XA_NET_ERROR_AUTH))
      explain_sign_ins (provider);
    return XA_CLI_FAILED;
  }
  print_connection (self, connection, provider);

  return XA_CLI_OK;
}

/* --- connections ----------------------------------------------------------------------------------------- */

static char *
list_gives (guint gives)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint bit = 0; bit < 32; bit++)
    if (gives & (1u << bit))
      g_string_append_printf (list, "%s%s", list->len ? ", " : "", xa_gives_id ((XaGives) (1u << bit)));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
build_words (JsonBuilder       *json,
             const char        *name,
             const char *const *words)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (gsize i = 0; words && words[i]; i++)
    json_builder_add_string_value (json, words[i]);
  json_builder_end_array (json);
}

static void
build_sign_ins (JsonBuilder      *json,
                const XaProvider *provider)
{
  static const char *const kinds[] = { "none", "token", "password", "oauth" };

  json_builder_set_member_name (json, "sign_ins");
  json_builder_begin_array (json);
  for (guint i = 0; i < provider->n_sign_ins; i++) {
    const XaSignIn *way = &provider->sign_ins[i];

    json_builder_begin_object (json);
    xa_cli_json_text (json, "id", way->id);
    xa_cli_json_text (json, "kind", kinds[way->kind]);
    xa_cli_json_text (json, "title", way->title);
    build_words (json, "steps", way->steps);
    xa_cli_json_text (json, "url", way->url);
    xa_cli_json_text (json, "wait", way->wait);
    xa_cli_json_text (json, "price", way->price);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
build_provider (JsonBuilder      *json,
                const XaProvider *provider)
{
  json_builder_begin_object (json);
  xa_cli_json_text (json, "id", provider->id);
  xa_cli_json_text (json, "name", provider->name);
  xa_cli_json_text (json, "platform", xa_platform_id (provider->platform));
  xa_cli_json_text (json, "base_url", provider->base);
  json_builder_set_member_name (json, "gives");
  json_builder_begin_array (json);
  for (guint bit = 0; bit < 32; bit++)
    if (provider->gives & (1u << bit))
      json_builder_add_string_value (json, xa_gives_id ((XaGives) (1u << bit)));
  json_builder_end_array (json);
  build_words (json, "gives_not", provider->gives_not);
  xa_cli_json_text (json, "limits", provider->limits_words);
  build_sign_ins (json, provider);
  json_builder_set_member_name (json, "terms");
  json_builder_begin_object (json);
  xa_cli_json_text (json, "words", provider->terms.words);
  xa_cli_json_text (json, "url", provider->terms.url);
  xa_cli_json_number (json, "posts_days", provider->terms.posts_days);
  xa_cli_json_number (json, "members_days", provider->terms.members_days);
  xa_cli_json_number (json, "counters_days", provider->terms.counters_days);
  json_builder_end_object (json);
  xa_cli_json_flag (json, "verified", provider->is_verified);
  xa_cli_json_flag (json, "simulated", provider->is_simulated);
  json_builder_end_object (json);
}

static XaCliExit
list_available (XaCli *self)
{
  static const char *const columns[] = { "Id", "Platform", "Signs in by", "Gives", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "available");
  json_builder_begin_array (json);
  for (const XaProvider *const *at = xa_providers (); *at; at++) {
    g_autoptr (GString) ways = g_string_new (NULL);
    g_autofree char *gives = list_gives ((*at)->gives);

    for (guint i = 0; i < (*at)->n_sign_ins; i++)
      g_string_append_printf (ways, "%s%s", i ? ", " : "", (*at)->sign_ins[i].id);
    xa_cli_table_add (table, (const char *[]) { (*at)->id, (*at)->name, ways->str, gives });
    build_provider (json, *at);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  if (xa_cli_wants_json (self))
    xa_cli_json_print (json);
  else
    xa_cli_table_print (table);

  return XA_CLI_OK;
}

static XaCliExit
list_connections (XaCli     *self,
                  GPtrArray *connections)
{
  static const char *const columns[] = { "#", "Name", "Platform", "State", ">Audiences", "", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "connections");
  json_builder_begin_array (json);
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    g_autofree char    *id = g_strdup_printf ("#%" G_GINT64_FORMAT, connection->id);
    g_autofree char    *n = xa_cli_format_count (connection->n_sources);

    xa_cli_table_add (table, (const char *[]) { id, connection->name, connection->provider, xa_connection_state_id (connection->state), n, connection->cause_text });
    build_connection (json, connection);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  if (xa_cli_wants_json (self))
    xa_cli_json_print (json);
  else if (connections->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("Nothing is connected. \"connections --available\" lists what can be.");

  return XA_CLI_OK;
}

static GPtrArray *
read_connections (XaCli   *self,
                  GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  return store ? xa_store_list_connections (store, NULL, error) : NULL;
}

static XaCliExit
run_connections (XaCli   *self,
                 GError **error)
{
  GCancellable *cancellable = xa_cli_watch_signals (self);
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (GPtrArray) connections = NULL;

  if (xa_cli_has (self, "available"))
    return list_available (self);
  connections = read_connections (self, error);
  if (connections && xa_cli_has (self, "test") && !(sync = xa_cli_open_known_sync (self, &credentials, error)))
    return XA_CLI_FAILED;
  for (guint i = 0; sync && i < connections->len; i++) {
    XaConnection *tested = xa_sync_test (sync, ((XaConnection *) connections->pdata[i])->id, cancellable, error);

    if (!tested)
      return XA_CLI_FAILED;
    tested->n_sources = ((XaConnection *) connections->pdata[i])->n_sources;
    xa_connection_free (connections->pdata[i]);
    connections->pdata[i] = tested;
  }

  return connections ? list_connections (self, connections) : XA_CLI_FAILED;
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

  if (!connection)
    return XA_CLI_FAILED;
  if (erases) {
    what = g_strdup_printf ("All audiences of %s are erased, however they came in.", provider ? xa_platform_name (provider->platform) : connection->provider);
    if (!xa_cli_confirm (self, what, connection->name, error))
      return XA_CLI_FAILED;
  }
  if (!xa_sync_disconnect (sync, connection->id, erases ? XA_DISCONNECT_ERASE_PLATFORM : XA_DISCONNECT_KEEP_DATA, cancellable, error))
    return XA_CLI_FAILED;
  xa_cli_say ("Disconnected \"%s\"; %s.", connection->name, erases ? "its platform was erased" : "what came in stays");

  return XA_CLI_OK;
}

static const XaCliOption connect_options[] = {
  { "name", 0, XA_CLI_TEXT, "NAME", "what to call the connection (default: as the platform)" },
  { "base-url", 0, XA_CLI_TEXT, "URL", "the server, for platforms of many servers and for proxies" },
  { "sign-in", 0, XA_CLI_TEXT, "WAY", "how to sign in; connections --available lists the ways" },
  { "user", 0, XA_CLI_TEXT, "NAME", "the name that goes with the token, where there is one" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the token or password from the first line of standard input" },
  { "yes", 'y', XA_CLI_FLAG, NULL, "the address may be on this computer or in a private network" },
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
    "limits of what is kept. What can be followed without an account needs no connect: add is enough.",
    connect_options, 1, 1, run_connect },
  { "connections", "", "List the platforms that are connected", NULL, connections_options, 0, 0, run_connections },
  { "disconnect", "CONNECTION", "Forget a connection and its credential",
    "What came in stays, unless --erase is given.", disconnect_options, 1, 1, run_disconnect },
  { NULL },
};
