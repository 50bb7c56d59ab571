#include "cli/xa-cli-sync.h"

#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-reports.h"
#include "cli/xa-cli-tell.h"
#include "control/xa-control.h"
#include "control/xa-telemetry.h"
#include "model/xa-time.h"
#include "server/xa-deliver.h"
#include "sync/xa-sync-report.h"
#include "sync/xa-upkeep.h"

#include <stdio.h>

/* The line on a terminal that is written over. */
typedef struct {
  gboolean drawn;
  GArray  *due; /* (not owned) (nullable) (element-type XaSyncWish) */
} Line;

static const XaSyncItem *
find_running (const XaSyncProgress *progress)
{
  for (guint i = 0; i < progress->n_items; i++)
    if (progress->items[i].state == XA_TASK_RUNNING)
      return &progress->items[i];

  return NULL;
}

static void
draw (const XaSyncProgress *progress,
      gpointer              data)
{
  Line             *line = data;
  const XaSyncItem *item = find_running (progress);
  g_autofree char  *title = item ? xa_cli_shorten (item->title) : NULL;
  g_autofree char  *shown = title ? xa_cli_display (title) : NULL;
  g_autofree char  *done = item ? xa_cli_format_count (item->done) : NULL;

  fprintf (stderr, "\r\033[K%u of %u done", progress->n_done, progress->n_items);
  if (progress->n_waiting)
    fprintf (stderr, ", %u waiting", progress->n_waiting);
  if (progress->n_failed)
    fprintf (stderr, ", %u failed", progress->n_failed);
  if (item)
    fprintf (stderr, "; %s: %s %s", shown, xa_pass_id (item->pass), done);
  if (item && item->total > 0)
    fprintf (stderr, " (%.0f %%)", MIN (100.0, 100.0 * (double) item->done / (double) item->total));
  fflush (stderr);
  line->drawn = TRUE;
}

static void
clear (Line *line)
{
  if (line->drawn)
    fprintf (stderr, "\r\033[K");
  line->drawn = FALSE;
}

/* --- the report ------------------------------------------------------------------------------------------ */

static void
print_json (const XaSyncProgress *report,
            const XaForecast     *forecast)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  xa_sync_report_build_with (json, report, G_MAXUINT, forecast);
  xa_cli_json_print (json);
}

static void
print_item (const XaSyncItem *item)
{
  g_autofree char *title = xa_cli_display (item->title);

  if (item->state != XA_TASK_DONE) {
    g_autofree char *when = item->wait_until_us != XA_TIME_UNKNOWN ? xa_cli_format_time (item->wait_until_us) : NULL;

    xa_cli_complain ("%s: %s%s%s%s%s", title, xa_task_state_id (item->state), *item->cause_text ? ": " : "", item->cause_text, when ? " Not before " : "", when ? when : "");
  }
  if (*item->note_text) {
    g_auto (GStrv) lines = g_strsplit (item->note_text, "\n", -1);

    for (gsize i = 0; lines[i]; i++)
      xa_cli_say ("%s: %s", title, lines[i]);
  }
}

static XaCliExit
report (XaCli                *self,
        const XaSyncProgress *progress,
        const XaForecast     *forecast)
{
  for (guint i = 0; i < progress->n_items; i++)
    print_item (&progress->items[i]);
  if (xa_cli_wants_json (self)) {
    print_json (progress, forecast);
  } else {
    g_autofree char *audiences = xa_cli_format_things (progress->n_done, "audience");
    g_autofree char *requests = xa_cli_format_things ((gint64) progress->n_requests, "request");

    printf ("Fetched %s with %s in %.1f s", audiences, requests, progress->seconds);
    if (progress->n_failed)
      printf ("; %u failed", progress->n_failed);
    if (progress->n_waiting)
      printf ("; %u waiting", progress->n_waiting);
    printf (".\n");
  }
  if (progress->n_done == progress->n_items)
    return XA_CLI_OK;
  for (guint i = 0; i < progress->n_items; i++)
    if (progress->items[i].n_passes_done)
      return XA_CLI_PARTIAL;

  return XA_CLI_FAILED;
}

/* Before anything is asked, as what is asked costs. */
static gboolean
say_forecast (XaCli               *self,
              XaSync              *sync,
              const XaSyncOptions *options,
              const GArray        *due,
              XaForecast          *forecast,
              GError             **error)
{
  g_autofree char   *words = NULL;
  g_autofree gint64 *ids = due ? g_new (gint64, due->len + 1) : NULL;

  for (guint i = 0; due && i < due->len; i++)
    ids[i] = g_array_index (due, XaSyncWish, i).source_id;
  if (!xa_sync_forecast_sources (sync, due ? ids : options->sources, due ? due->len : options->n_sources, forecast, error))
    return FALSE;
  words = xa_forecast_format (forecast);
  xa_cli_say ("%s", words);
  if (forecast->is_metered)
    xa_cli_say ("This network is paid for by what goes over it.");

  return TRUE;
}

/* Limits hold by the way, as with imports. */
static gboolean
apply_retention (XaCli   *self,
                 GError **error)
{
  g_autofree char *path = xa_cli_find_workspace (self, error);
  gint64           n_deleted;

  if (!path || !xa_upkeep_run (path, xa_time_now (), &n_deleted, error))
    return FALSE;
  if (n_deleted > 0) {
    g_autofree char *rows = xa_cli_format_things (n_deleted, "row");

    xa_cli_say ("Deleted %s past their limits.", rows);
  }

  return TRUE;
}

/* All that is due goes in at once. */
static gboolean
feed_due (XaSyncFeed *feed,
          gpointer    data)
{
  Line *line = data;

  g_array_append_vals (feed->wishes, line->due->data, line->due->len);

  return FALSE;
}

static gboolean
keep_telemetry (XaStore *store,
                gpointer telemetry,
                GError **error)
{
  return xa_telemetry_flush (telemetry, store, xa_time_now (), error);
}

/* @due: (nullable) (element-type XaSyncWish): instead of what @options say */
static XaCliExit
fetch (XaCli         *self,
       XaSync        *sync,
       XaSyncOptions *options,
       GArray        *due,
       GError       **error)
{
  g_autoptr (XaTelemetry) telemetry = xa_telemetry_new ();
  Line line = { FALSE, NULL };
  g_auto (XaSyncProgress) progress = { 0 };
  g_auto (XaForecast) forecast = { 0 };
  XaDeliveries deliveries;
  gboolean     ok;
  XaCliExit    status;

  if (!say_forecast (self, sync, options, due, &forecast, error))
    return XA_CLI_FAILED;
  options->progress = xa_cli_wants_progress (self) ? draw : NULL;
  options->data = &line;
  line.due = due;
  if (due)
    options->feed = feed_due;
  xa_telemetry_watch (telemetry, sync);
  ok = xa_sync_run (sync, options, xa_cli_watch_signals (self), &progress, error);
  clear (&line);
  xa_sync_set_meter (sync, NULL, NULL);
  xa_sync_edit (sync, keep_telemetry, telemetry, NULL);
  status = progress.n_items || ok ? report (self, &progress, &forecast) : XA_CLI_FAILED;
  if (ok) {
    /* A timer looks for what a window would have noticed. */
    if (due && !xa_cli_look_for_alerts (sync, xa_cli_watch_signals (self), error))
      return XA_CLI_FAILED;
    /* What cannot be sent now waits for serve, or for the next time. */
    xa_deliver_due (sync, g_get_real_time (), xa_cli_watch_signals (self), &deliveries, NULL);
    return apply_retention (self, error) ? status : XA_CLI_FAILED;
  }
  xa_cli_complain ("what was fetched stays, and the same command goes on from there");

  return g_cancellable_is_cancelled (xa_cli_watch_signals (self)) ? XA_CLI_INTERRUPTED : XA_CLI_FAILED;
}

static XaCliExit
say_nothing (XaCli      *self,
             const char *why)
{
  const XaSyncProgress nothing = { 0 };

  xa_cli_say ("%s", why);
  if (xa_cli_wants_json (self))
    print_json (&nothing, NULL);

  return XA_CLI_OK;
}

/* Leaves what is followed over the connection that was named.
 * @connection_id: 0 leaves all */
static void
keep_of_connection (GPtrArray *sources,
                    gint64     connection_id)
{
  for (guint i = sources->len; connection_id && i > 0; i--)
    if (((XaSource *) sources->pdata[i - 1])->connection_id != connection_id)
      g_ptr_array_remove_index (sources, i - 1);
}

static GArray *
list_ids (const GPtrArray *sources)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < sources->len; i++)
    g_array_append_val (ids, ((XaSource *) sources->pdata[i])->id);

  return ids;
}

static XaCliExit
run_sync (XaCli   *self,
          GError **error)
{
  XaSyncOptions options = { .patience_us = xa_cli_get_number (self, "patience", 15) * 60 * G_USEC_PER_SEC + 1 };
  gboolean      all = xa_cli_has (self, "all");
  gint64        connection_id;
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GArray) ids = NULL;

  if (all == (xa_cli_get_n_arguments (self) > 0))
    return xa_cli_usage (error, all ? "--all and audiences exclude each other" : "sync takes audiences, or --all");
  xa_cli_watch_signals (self);
  sync = xa_cli_open_known_sync (self, &credentials, error);
  if (!sync || !xa_cli_read_connection (self, sync, credentials, &connection_id, error))
    return XA_CLI_FAILED;
  sources = xa_sync_list_sources (sync, error);
  if (!sources)
    return XA_CLI_FAILED;
  keep_of_connection (sources, connection_id);
  if (sources->len == 0 && all)
    return say_nothing (self, connection_id ? "Nothing is followed over this connection. \"add\" follows an audience, \"status\" shows what is followed."
                                            : "Nothing is followed. \"add\" follows an audience.");
  ids = all ? list_ids (sources) : xa_sync_find_sources (sources, xa_cli_get_arguments (self), error);
  if (!ids)
    return XA_CLI_FAILED;
  if (!all || connection_id) {
    options.sources = (const gint64 *) (gconstpointer) ids->data;
    options.n_sources = ids->len;
  }

  return fetch (self, sync, &options, NULL, error);
}

/* What begins by itself costs nobody money, and no battery. */
static const char *
find_hold (void)
{
  g_autoptr (GPowerProfileMonitor) power = g_power_profile_monitor_dup_default ();

  if (g_network_monitor_get_network_metered (g_network_monitor_get_default ()))
    return "The network is metered: nothing is fetched by itself. \"sync --all\" fetches in spite of it.";
  if (g_power_profile_monitor_get_power_saver_enabled (power))
    return "The computer saves power: nothing is fetched by itself. \"sync --all\" fetches in spite of it.";

  return NULL;
}

/* @due: (element-type XaSyncWish) */
static gboolean
keep_due_of_connection (XaSync  *sync,
                        GArray  *due,
                        gint64   connection_id,
                        GError **error)
{
  g_autoptr (GPtrArray) sources = connection_id ? xa_sync_list_sources (sync, error) : NULL;

  if (!sources)
    return connection_id == 0;
  for (guint i = due->len; i > 0; i--)
    for (guint j = 0; j < sources->len; j++) {
      const XaSource *source = sources->pdata[j];

      if (source->id == g_array_index (due, XaSyncWish, i - 1).source_id && source->connection_id != connection_id) {
        g_array_remove_index (due, i - 1);
        break;
      }
    }

  return TRUE;
}

static gboolean
is_source_paused (const XaSource  *source,
                  const GPtrArray *connections)
{
  gboolean is = source->is_paused;

  for (guint i = 0; i < connections->len; i++) {
    const XaConnection *connection = connections->pdata[i];

    is |= connection->id == source->connection_id && connection->is_paused;
  }

  return is;
}

/* Returns: (transfer full) (nullable): why nothing is due, in a sentence; or NULL with @error */
static char *
find_why_not (XaCli   *self,
              GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  g_autoptr (GPtrArray) connections = store ? xa_store_list_connections (store, NULL, error) : NULL;
  g_autoptr (GPtrArray) sources = connections ? xa_store_list_sources (store, error) : NULL;
  gboolean is_paused = FALSE;
  guint    n = 0;

  if (!sources || !xa_store_is_paused (store, &is_paused, error))
    return NULL;
  if (is_paused)
    return g_strdup ("Everything is paused: nothing is fetched by itself until \"tasks --resume\".");
  for (guint i = 0; i < sources->len; i++)
    n += is_source_paused (sources->pdata[i], connections);
  if (n == 0)
    return g_strdup ("Nothing is due.");
  if (n == sources->len)
    return g_strdup ("All that is followed is paused: \"tasks --resume --connection NAME\" or \"tasks --resume AUDIENCE\" goes on.");

  return g_strdup_printf ("Nothing is due; %u of %u audiences are paused.", n, sources->len);
}

/* What is due to be fetched, and that fetched. */
static XaCliExit
fetch_due (XaCli   *self,
           XaSync  *sync,
           gint64   connection_id,
           GError **error)
{
  XaSyncOptions options = { .patience_us = xa_cli_get_number (self, "patience", 1) * 60 * G_USEC_PER_SEC + 1 };
  const char   *hold = find_hold ();
  g_autoptr (GArray) due = NULL;
  g_autofree char *why = NULL;

  if (hold)
    return say_nothing (self, hold);
  due = xa_control_list_due (sync, error);
  if (!due || !keep_due_of_connection (sync, due, connection_id, error))
    return XA_CLI_FAILED;

  if (due->len)
    return fetch (self, sync, &options, due, error);
  why = find_why_not (self, error);

  return why ? say_nothing (self, why) : XA_CLI_FAILED;
}

static gboolean
is_all_paused (XaCli    *self,
               gboolean *is_paused,
               GError  **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  return store && xa_store_is_paused (store, is_paused, error);
}

/* They ask no platform, so that neither the network nor a battery holds them; only who paused everything does.
 * After what was fetched, which they tell of. */
static XaCliExit
write_reports (XaCli    *self,
               XaSync   *sync,
               XaCliExit fetched,
               GError  **error)
{
  gboolean is_paused;
  guint    n_written = 0, n_failed = 0;

  if (!is_all_paused (self, &is_paused, error) || (!is_paused && !xa_cli_write_due_reports (self, &n_written, &n_failed, error)))
    return XA_CLI_FAILED;
  if (n_failed == 0 && n_written == 0)
    return fetched;
  /* Of what cannot be written, and of what can be again, nobody else tells before the next fetch. */
  if (!xa_cli_look_for_alerts (sync, xa_cli_watch_signals (self), error))
    return XA_CLI_FAILED;
  xa_deliver_due (sync, g_get_real_time (), xa_cli_watch_signals (self), &(XaDeliveries) { 0 }, NULL);
  if (n_failed == 0)
    return fetched;

  return n_written || fetched != XA_CLI_FAILED ? XA_CLI_PARTIAL : XA_CLI_FAILED;
}

static XaCliExit
run_due (XaCli   *self,
         GError **error)
{
  gint64 connection_id;
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  XaCliExit fetched;

  xa_cli_watch_signals (self);
  sync = xa_cli_open_known_sync (self, &credentials, error);
  if (!sync || !xa_cli_read_connection (self, sync, credentials, &connection_id, error))
    return XA_CLI_FAILED;
  fetched = fetch_due (self, sync, connection_id, error);
  /* Who names a connection asks for what is followed over it alone. */
  if (connection_id || *error || fetched == XA_CLI_INTERRUPTED)
    return fetched;

  return write_reports (self, sync, fetched, error);
}

static XaCliExit
run_sync_or_due (XaCli   *self,
                 GError **error)
{
  if (!xa_cli_has (self, "due"))
    return run_sync (self, error);
  if (xa_cli_has (self, "all") || xa_cli_get_n_arguments (self) > 0)
    return xa_cli_usage (error, "--due takes neither --all nor audiences");

  return run_due (self, error);
}

static const XaCliOption sync_options[] = {
  { "all", 0, XA_CLI_FLAG, NULL, "fetch everything that is followed" },
  { "due", 0, XA_CLI_FLAG, NULL, "fetch what is due by the schedule and write the reports that are, for timers; nothing is fetched on a metered network or to save power" },
  { "patience", 0, XA_CLI_NUMBER, "MINUTES", "how long to wait for a platform that asks to (15; with --due 1)" },
  { "connection", 0, XA_CLI_TEXT, "CONNECTION", "fetch only what is followed over it; whose token comes on standard input" },
  { "user", 0, XA_CLI_TEXT, "NAME", "the name that goes with the token" },
  { "token-stdin", 0, XA_CLI_FLAG, NULL, "read the connection's token from standard input" },
  { NULL },
};

const XaCliCommand xa_cli_sync_commands[] = {
  { "sync", "[AUDIENCE...]", "Fetch what is followed",
    "Fetches members, posts and counts, connections side by side. Interrupted, it goes on where it was when it is run\n"
    "again. What it takes is said first: time, requests and their share of the month's budgets. The status is 3 where some\n"
    "audiences were fetched and others failed or have to wait.",
    sync_options, 0, -1, run_sync_or_due },
  { NULL },
};
