#include "cli/xa-cli-add.h"

#include "cli/xa-cli-limit.h"
#include "cli/xa-cli-live.h"
#include "cli/xa-cli-output.h"
#include "sync/xa-sync-report.h"

#include <stdio.h>
#include <string.h>

/* One run of the command over its links. */
typedef struct {
  XaCli          *cli;
  XaSync         *sync;
  GCancellable   *cancellable;
  XaPlatform      platform;
  gint64          connection_id;
  XaFollowOptions options;
  JsonBuilder    *json; /* (nullable) */
  guint           n_good, n_failed;
} Run;

static const char *
coverage_words (const XaPreview *preview)
{
  switch (preview->coverage) {
  case XA_COVERAGE_COMPLETE:
    return "the whole list of members";
  case XA_COVERAGE_FIRST_N:
    return "the first members of the list";
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return "those who write";
  case XA_COVERAGE_REACTORS:
    return "those who react";
  case XA_COVERAGE_COUNT_ONLY:
    return "its size only";
  case XA_COVERAGE_SAMPLE:
    return "a sample of the members";
  }

  return "";
}

static char *
describe_cost (const XaPreview *preview)
{
  g_autoptr (GString) cost = g_string_new (NULL);

  if (preview->n_requests > 0) {
    g_autofree char *n = xa_cli_format_things (preview->n_requests, "request");

    g_string_append (cost, n);
  }
  if (preview->duration_us > G_USEC_PER_SEC) {
    g_autofree char *duration = xa_cli_format_duration (preview->duration_us);

    g_string_append_printf (cost, "%sabout %s", cost->len ? ", " : "", duration);
  }
  if (preview->price > 0) {
    g_autofree char *price = xa_cli_format_money (preview->price);

    g_string_append_printf (cost, "%s%s", cost->len ? ", " : "", price);
  }

  return g_string_free (g_steal_pointer (&cost), FALSE);
}

static void
build_candidate (Run               *run,
                 const char        *given,
                 const XaCandidate *candidate,
                 const XaSource    *source)
{
  const XaPreview *preview = candidate->preview;
  g_autofree char *target = xa_target_format (preview->target);

  json_builder_begin_object (run->json);
  xa_cli_json_text (run->json, "given", given);
  xa_cli_json_text (run->json, "provider", candidate->provider->id);
  xa_cli_json_text (run->json, "target", target);
  xa_cli_json_text (run->json, "title", preview->title);
  xa_cli_json_text (run->json, "url", preview->url);
  xa_cli_json_text (run->json, "kind", preview->kind ? xa_audience_kind_id (preview->kind) : NULL);
  xa_cli_json_number (run->json, "members_reported", preview->members_reported);
  xa_cli_json_number (run->json, "posts_reported", preview->posts_reported);
  xa_cli_json_text (run->json, "coverage", xa_coverage_id (preview->coverage));
  xa_cli_json_text (run->json, "coverage_why", preview->coverage_why);
  xa_cli_json_number (run->json, "requests", preview->n_requests);
  xa_cli_json_number (run->json, "seconds", preview->duration_us / G_USEC_PER_SEC);
  xa_answer_add_double (run->json, "price", preview->price);
  xa_cli_json_text (run->json, "currency", XA_CURRENCY);
  xa_cli_json_flag (run->json, "simulated", candidate->provider->is_simulated);
  xa_cli_json_flag (run->json, "followed", source != NULL || candidate->is_followed);
  json_builder_end_object (run->json);
}

static void
print_candidate (const XaCandidate *candidate,
                 gboolean           is_added)
{
  const XaPreview *preview = candidate->preview;
  g_autofree char *title = xa_cli_display (preview->title ? preview->title : "");
  g_autofree char *cost = describe_cost (preview);
  g_autofree char *why = preview->coverage_why ? xa_cli_display (preview->coverage_why) : NULL;

  printf ("%s%s: %s on %s", candidate->provider->is_simulated ? "SIMULATED " : "", candidate->is_followed ? "Already followed" : is_added ? "Follows"
                                                                                                                                          : "Would follow",
          title,
          candidate->provider->name);
  if (preview->members_reported >= 0) {
    g_autofree char *members = xa_cli_format_things (preview->members_reported, "member");

    printf (", %s", members);
  }
  printf ("; gives %s", coverage_words (preview));
  if (why && *why)
    printf (" (%s)", why);
  printf ("%s%s.\n", *cost ? "; costs " : "", cost);
}

static gboolean
serves (const XaProvider *provider,
        const XaTarget   *target)
{
  return !provider->is_simulated && provider->platform == target->platform && provider->can_reach (target);
}

/* Which of several platforms is meant, by their ids. */
static void
hint_at_platforms (GPtrArray *targets)
{
  g_autoptr (GString) list = g_string_new (NULL);
  XaPlatform last = 0;
  guint      n = 0;

  for (guint i = 0; i < targets->len; i++) {
    const XaTarget *target = targets->pdata[i];

    if (target->platform != last && xa_provider_for (target))
      g_string_append_printf (list, "%s%s", n++ ? ", " : "", xa_platform_id (target->platform));
    last = target->platform;
  }
  if (n > 1)
    xa_cli_say ("  --platform says which is meant: %s.", list->str);
}

/* The command for each way to what is not connected in any. */
static void
hint_at_connecting (Run            *run,
                    const XaTarget *target)
{
  g_autoptr (GPtrArray) connections = xa_sync_list_connections (run->sync, NULL);

  for (guint i = 0; connections && i < connections->len; i++) {
    const XaProvider *provider = xa_provider_by_id (((XaConnection *) connections->pdata[i])->provider);

    if (provider && serves (provider, target))
      return;
  }
  for (const XaProvider *const *at = xa_providers (); *at; at++)
    if (serves (*at, target))
      xa_cli_say ("  \"connect %s\" tells how to come by one for %s.", (*at)->id, (*at)->name);
}

/* What to type next, which the sentences of the core do not know. */
static void
hint (Run          *run,
      const char   *given,
      const GError *error)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autofree char *message = NULL;
  XaRecognition    verdict = xa_target_recognize (given, run->platform, &targets, &message);

  if (run->connection_id)
    return;
  if (verdict == XA_RECOGNIZE_AMBIGUOUS)
    hint_at_platforms (targets);
  else if (verdict == XA_RECOGNIZE_OK && g_error_matches (error, XA_NET_ERROR, XA_NET_ERROR_AUTH))
    hint_at_connecting (run, targets->pdata[0]);
  else if (verdict == XA_RECOGNIZE_UNKNOWN && strchr (given, ' ') && !strchr (given, '\''))
    xa_cli_say ("  The shell takes quotation marks away: type '\"%s\"', or say where to search with --platform bluesky, mastodon or x.", given);
}

static void
fail_one (Run          *run,
          const char   *given,
          const GError *error)
{
  run->n_failed++;
  xa_cli_complain ("%s: %s", given, error->message);
  if (!run->json)
    return;
  json_builder_begin_object (run->json);
  xa_cli_json_text (run->json, "given", given);
  xa_cli_json_text (run->json, "error", error->message);
  json_builder_end_object (run->json);
}

static gboolean
tell_apart (const char *given,
            GPtrArray  *candidates,
            GError    **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (candidates->len == 1)
    return TRUE;
  for (guint i = 0; i < candidates->len; i++) {
    const XaCandidate *candidate = candidates->pdata[i];

    g_string_append_printf (list, "%s%s", i ? ", " : "", xa_platform_id (candidate->preview->target->platform));
  }
  g_set_error (error, XA_NET_ERROR, XA_NET_ERROR_BAD_REQUEST, "It may be several things; say which with --platform: %s.", list->str);

  return FALSE;
}

static void
add_one (Run        *run,
         const char *given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = xa_sync_preview (run->sync, given, run->platform, run->connection_id, &run->options, run->cancellable, &error);
  gboolean     looks_only = xa_cli_has (run->cli, "preview");
  XaCandidate *candidate;
  g_autoptr (XaSource) source = NULL;

  if (!candidates || !tell_apart (given, candidates, &error)) {
    fail_one (run, given, error);
    if (!candidates)
      hint (run, given, error);
    return;
  }
  candidate = candidates->pdata[0];
  if (!looks_only) {
    source = xa_sync_follow (run->sync, candidate, &run->options, &error);
    if (!source) {
      fail_one (run, given, error);
      return;
    }
  }
  run->n_good++;
  if (run->json)
    build_candidate (run, given, candidate, source);
  else
    print_candidate (candidate, !looks_only);
}

static gboolean
can_be_followed (XaPlatform platform)
{
  return xa_platform_say_followable (platform) != NULL;
}

/* A platform that only exports come from is none to follow anything on. */
static gboolean
read_platform (Run     *run,
               GError **error)
{
  const char *text = xa_cli_get_text (run->cli, "platform");
  g_autoptr (GString) known = g_string_new (NULL);

  if (!text || (xa_platform_parse (text, &run->platform) && can_be_followed (run->platform)))
    return TRUE;
  for (int i = 1; i < XA_N_PLATFORMS; i++)
    if (can_be_followed ((XaPlatform) i))
      g_string_append_printf (known, "%s%s", known->len ? ", " : "", xa_platform_id ((XaPlatform) i));
  xa_cli_usage (error, "--platform takes one of %s, not \"%s\"", known->str, text);

  return FALSE;
}

static XaCliExit
run_add (XaCli   *self,
         GError **error)
{
  Run run = { .cli = self, .cancellable = xa_cli_watch_signals (self), .options = XA_FOLLOW_OPTIONS_INIT };
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (JsonBuilder) json = xa_cli_wants_json (self) ? json_builder_new () : NULL;
  const char *const *given = xa_cli_get_arguments (self);

  if (!read_platform (&run, error))
    return XA_CLI_USAGE;
  run.options.since_us = xa_cli_get_number (self, "since", XA_TIME_UNKNOWN);
  run.options.max_posts = (guint) CLAMP (xa_cli_get_number (self, "max-posts", 0), 0, G_MAXUINT);
  run.json = json;
  run.sync = sync = xa_cli_open_sync (self, &credentials, error);
  if (!sync || !xa_cli_read_connection (self, sync, credentials, &run.connection_id, error))
    return XA_CLI_FAILED;
  if (json) {
    json_builder_begin_object (json);
    json_builder_set_member_name (json, "audiences");
    json_builder_begin_array (json);
  }
  for (gsize i = 0; given[i] && !g_cancellable_is_cancelled (run.cancellable); i++)
    add_one (&run, given[i]);
  if (json) {
    json_builder_end_array (json);
    json_builder_end_object (json);
    xa_cli_json_print (json);
  }
  if (g_cancellable_is_cancelled (run.cancellable))
    return XA_CLI_INTERRUPTED;
  if (run.n_good && !xa_cli_has (self, "preview") && !json)
    xa_cli_say ("\"sync --all\" fetches what is followed.");
  if (run.n_failed)
    return run.n_good ? XA_CLI_PARTIAL : XA_CLI_FAILED;

  return XA_CLI_OK;
}

static XaCliExit
run_unfollow (XaCli   *self,
              GError **error)
{
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = xa_cli_open_known_sync (self, &credentials, error);
  g_autoptr (GPtrArray) sources = sync ? xa_sync_list_sources (sync, error) : NULL;
  g_autoptr (GArray) ids = sources ? xa_sync_find_sources (sources, xa_cli_get_arguments (self), error) : NULL;

  for (guint i = 0; ids && i < ids->len; i++)
    if (!xa_sync_unfollow (sync, g_array_index (ids, gint64, i), error))
      return XA_CLI_FAILED;

  return ids ? XA_CLI_OK : XA_CLI_FAILED;
}

static const XaCliOption add_options[] = {
  { "platform", 0, XA_CLI_TEXT, "PLATFORM", "where it is, for handles that could be anywhere" },
  { "connection", 0, XA_CLI_TEXT, "CONNECTION", "over which connection, by its name or #number" },
  { "user", 0, XA_CLI_TEXT, "NAME", "the name that goes with the token of --token-stdin" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the connection's token from standard input" },
  { "since", 0, XA_CLI_TIME, "TIME", "how far back posts are read (default: as far as the platform goes)" },
  { "max-posts", 0, XA_CLI_NUMBER, "N", "how many posts at most" },
  { "preview", 0, XA_CLI_FLAG, NULL, "only show what it is, what can be had of it and at what cost" },
  { NULL },
};

const XaCliCommand xa_cli_add_commands[] = {
  { "add", "LINK-OR-HANDLE...", "Follow audiences of live platforms",
    "Takes links as they are pasted, and handles. What needs no account is connected by itself.", add_options, 1, -1, run_add },
  { "unfollow", "AUDIENCE...", "Stop following audiences", "What came in stays.", NULL, 1, -1, run_unfollow },
  { NULL },
};
