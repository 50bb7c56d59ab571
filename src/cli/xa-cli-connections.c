#include "cli/xa-cli-connections.h"

#include "cli/xa-cli-limit.h"
#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"

#include <math.h>
#include <stdio.h>

static void
build_ways (JsonBuilder      *json,
            const XaWayState *ways)
{
  json_builder_set_member_name (json, "stands_in");
  json_builder_begin_object (json);
  xa_cli_json_number (json, "place", ways->place);
  xa_cli_json_number (json, "of", ways->n_ways);
  xa_cli_json_number (json, "brought", ways->n_brought);
  xa_cli_json_flag (json, "nobody_left", ways->nobody_left);
  json_builder_set_member_name (json, "down");
  json_builder_begin_array (json);
  for (guint i = 0; i < ways->downs->len; i++) {
    const XaWayDown *down = ways->downs->pdata[i];

    json_builder_begin_object (json);
    xa_cli_json_text (json, "path", down->path);
    xa_cli_json_time (json, "since", down->since_us);
    xa_cli_json_time (json, "tried_again", down->probe_us);
    xa_cli_json_text (json, "cause", down->cause);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* null where no limit is set */
static void
build_limit (JsonBuilder *json,
             const char  *name,
             double       limit)
{
  xa_answer_add_double (json, name, limit > 0 ? limit : NAN);
}

static void
build_budget (JsonBuilder        *json,
              const XaConnection *connection,
              const XaMonthUse   *use)
{
  json_builder_set_member_name (json, "month");
  json_builder_begin_object (json);
  xa_cli_json_number (json, "requests", (gint64) round (use->requests));
  build_limit (json, "requests_limit", connection->month_requests);
  if (xa_month_use_costs (connection)) {
    xa_answer_add_double (json, "money", use->money);
    build_limit (json, "money_limit", connection->month_money);
    xa_cli_json_text (json, "currency", XA_CURRENCY);
  }
  json_builder_end_object (json);
}

void
xa_cli_say_unproven (const XaProvider *provider)
{
  if (!provider->is_verified)
    xa_cli_say ("%s was never tried against the live service: please report how it went.%s%s", provider->name, provider->unproven ? " " : "",
                provider->unproven ? provider->unproven : "");
}

void
xa_cli_build_connection (JsonBuilder        *json,
                         const XaConnection *connection,
                         const XaMonthUse   *use,
                         const XaWayState   *ways)
{
  const XaProvider *provider = xa_provider_by_id (connection->provider);

  json_builder_begin_object (json);
  xa_cli_json_number (json, "id", connection->id);
  xa_cli_json_text (json, "name", connection->name);
  xa_cli_json_text (json, "provider", connection->provider);
  xa_cli_json_text (json, "platform", provider ? xa_platform_id (provider->platform) : NULL);
  xa_cli_json_text (json, "base_url", connection->base_url);
  xa_cli_json_text (json, "sign_in", *connection->sign_in ? connection->sign_in : NULL);
  xa_cli_json_time (json, "signed_in_until", connection->ends_us);
  xa_cli_json_flag (json, "simulated", provider && provider->is_simulated);
  xa_cli_json_text (json, "state", xa_connection_state_id (connection->state));
  xa_cli_json_text (json, "cause", *connection->cause ? connection->cause : NULL);
  xa_cli_json_text (json, "message", *connection->cause_text ? connection->cause_text : NULL);
  xa_cli_json_time (json, "created_at", connection->created_us);
  xa_cli_json_time (json, "checked_at", connection->checked_us);
  xa_cli_json_number (json, "audiences", connection->n_sources);
  xa_cli_json_flag (json, "verified", provider && provider->is_verified);
  xa_cli_json_text (json, "unproven", provider ? provider->unproven : NULL);
  if (use)
    build_budget (json, connection, use);
  if (ways && ways->n_ways)
    build_ways (json, ways);
  json_builder_end_object (json);
}

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
build_coverage (JsonBuilder      *json,
                const XaProvider *provider)
{
  json_builder_set_member_name (json, "coverage");
  json_builder_begin_array (json);
  for (guint i = 0; i < provider->n_prospects; i++) {
    const XaProspect *prospect = &provider->prospects[i];

    json_builder_begin_object (json);
    xa_cli_json_text (json, "kind", xa_target_kind_id (prospect->kind));
    xa_cli_json_text (json, "best", xa_coverage_id (prospect->coverage));
    xa_cli_json_number (json, "whole_up_to", prospect->max > 0 ? prospect->max : XA_COUNT_UNKNOWN);
    xa_cli_json_text (json, "words", prospect->words);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
build_sign_ins (JsonBuilder      *json,
                const XaProvider *provider)
{
  static const char *const kinds[] = {
    [XA_SIGN_IN_NONE] = "none",
    [XA_SIGN_IN_TOKEN] = "token",
    [XA_SIGN_IN_PASSWORD] = "password",
    [XA_SIGN_IN_OAUTH] = "oauth",
    [XA_SIGN_IN_HANDSHAKE] = "handshake",
    [XA_SIGN_IN_STEPS] = "steps",
  };

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
  build_coverage (json, provider);
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
  xa_cli_json_text (json, "unproven", provider->unproven);
  xa_cli_json_flag (json, "simulated", provider->is_simulated);
  json_builder_end_object (json);
}

/* What is best seen of members, before anything is asked for: a table of its own, as these are sentences. */
static void
print_prospects (void)
{
  static const char *const columns[] = { "Id", "Best coverage of members", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (const XaProvider *const *at = xa_providers (); *at; at++) {
    g_autofree const char **words = xa_provider_list_prospects (*at);

    for (gsize i = 0; words[i]; i++)
      xa_cli_table_add (table, (const char *[]) { (*at)->id, words[i] });
  }
  printf ("\n");
  xa_cli_table_print (table);
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
  if (xa_cli_wants_json (self)) {
    xa_cli_json_print (json);
  } else {
    xa_cli_table_print (table);
    print_prospects ();
  }

  return XA_CLI_OK;
}

/* What several ways to one platform do for each other. */
static void
say_ways (const XaConnection *connection,
          const XaWayState   *ways)
{
  g_autofree char *brought = xa_cli_format_things (ways->n_brought, "audience");

  if (ways->place == 0)
    xa_cli_say ("%s: paused, and stands in for nothing.", connection->name);
  else
    xa_cli_say ("%s: asked %s %u of %u ways to its platform; brought something of %s last.", connection->name, ways->place == 1 ? "first," : "next,", ways->place,
                ways->n_ways, brought);
  for (guint i = 0; i < ways->downs->len; i++) {
    const XaWayDown *down = ways->downs->pdata[i];
    g_autofree char *since = xa_cli_format_time (down->since_us);
    g_autofree char *probe = xa_cli_format_time (down->probe_us);

    xa_cli_say ("  %s: not answered since %s (%s); tried again from %s on.", down->path, since, down->cause, probe);
  }
  if (ways->nobody_left)
    xa_cli_say ("  No way is left for some of it. \"connect simulated\" adds invented audiences to look at, marked and kept apart.");
}

/* Once of each platform, however often it is connected. */
static void
say_what_is_unproven (GPtrArray *connections)
{
  for (const XaProvider *const *at = xa_providers (); *at; at++)
    for (guint i = 0; i < connections->len; i++)
      if (g_str_equal (((XaConnection *) connections->pdata[i])->provider, (*at)->id)) {
        xa_cli_say_unproven (*at);
        break;
      }
}

/* Returns: (transfer full) (element-type XaWayState): of each of @connections */
static GPtrArray *
load_ways (XaCli     *self,
           GPtrArray *connections,
           GError   **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_way_state_free);

  for (guint i = 0; store && i < connections->len; i++) {
    XaWayState *ways = xa_way_state_new (store, connections, connections->pdata[i], error);

    if (!ways)
      return NULL;
    g_ptr_array_add (all, ways);
  }

  return store ? g_steal_pointer (&all) : NULL;
}

static XaCliExit
list_connections (XaCli     *self,
                  GPtrArray *connections,
                  GError   **error)
{
  static const char *const columns[] = { "#", "Name", "Platform", "State", ">Audiences", ">Requests this month", ">Money this month", "", NULL };
  g_autoptr (GPtrArray) all_ways = load_ways (self, connections, error);
  g_autoptr (GPtrArray) limits = all_ways ? xa_cli_load_limits (self, error) : NULL;
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (!limits)
    return XA_CLI_FAILED;
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "connections");
  json_builder_begin_array (json);
  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];
    g_autofree char    *id = g_strdup_printf ("#%" G_GINT64_FORMAT, connection->id);
    g_autofree char    *n = xa_cli_format_count (connection->n_sources);
    XaMonthUse          use;
    g_autofree char    *requests = NULL, *money = NULL;

    xa_month_use_find (limits, connection, &use);
    requests = xa_cli_format_requests (connection, &use);
    money = xa_cli_format_money_use (connection, &use);
    xa_cli_table_add (table, (const char *[]) { id, connection->name, connection->provider, xa_connection_state_id (connection->state), n, requests, money, connection->cause_text });
    xa_cli_build_connection (json, connection, &use, all_ways->pdata[i]);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  if (xa_cli_wants_json (self))
    xa_cli_json_print (json);
  else if (connections->len)
    xa_cli_table_print (table);
  else
    xa_cli_say ("Nothing is connected. \"connections --available\" lists what can be.");
  for (guint i = 0; !xa_cli_wants_json (self) && i < connections->len; i++)
    if (((XaWayState *) all_ways->pdata[i])->n_ways > 0)
      say_ways (connections->pdata[i], all_ways->pdata[i]);
  if (!xa_cli_wants_json (self))
    say_what_is_unproven (connections);

  return XA_CLI_OK;
}

static GPtrArray *
read_connections (XaCli   *self,
                  GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  return store ? xa_store_list_connections (store, NULL, error) : NULL;
}

/* What one script asks of it is whether all of them work. */
static XaCliExit
judge_tested (GPtrArray *connections)
{
  guint n_failed = 0, n_lacking = 0;

  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];

    if (xa_sync_awaits_server (connection))
      xa_cli_say ("%s: no server to ask; each link that is added names its own.", connection->name);
    else if (connection->state == XA_CONNECTION_SCOPE_MISSING)
      n_lacking++;
    else if (connection->state != XA_CONNECTION_OK && connection->state != XA_CONNECTION_EXPIRING)
      n_failed++;
  }
  if (n_failed && n_failed == connections->len)
    return XA_CLI_FAILED;

  return n_failed || n_lacking ? XA_CLI_PARTIAL : XA_CLI_OK;
}

XaCliExit
xa_cli_run_connections (XaCli   *self,
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

  if (!connections || list_connections (self, connections, error) != XA_CLI_OK)
    return XA_CLI_FAILED;

  return sync ? judge_tested (connections) : XA_CLI_OK;
}
