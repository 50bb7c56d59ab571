#include "cli/xa-cli-simulate.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "model/xa-time.h"
#include "sync/xa-simulation-job.h"

#include <stdio.h>
#include <string.h>

#define MOST_AUDIENCES 20000
#define MOST_PEOPLE 100000000
#define MOST_SNAPSHOTS 520

static gboolean
read_number (XaCli      *self,
             const char *option,
             gint64      fallback,
             gint64      most,
             guint      *number,
             GError    **error)
{
  gint64 given = xa_cli_get_number (self, option, fallback);

  if (given < 1 || given > most) {
    xa_cli_usage (error, "--%s takes a number from 1 to %" G_GINT64_FORMAT, option, most);
    return FALSE;
  }
  *number = (guint) given;

  return TRUE;
}

static void
show_progress (guint    snapshot,
               guint    n_snapshots,
               gpointer cli)
{
  if (xa_cli_wants_progress (cli))
    fprintf (stderr, "\rInventing snapshot %u of %u", snapshot + 1, n_snapshots);
}

static XaCliExit
run_simulate (XaCli   *self,
              GError **error)
{
  XaSimulatorOptions options = { .seed = (guint32) xa_cli_get_number (self, "seed", 1) };
  GCancellable      *cancellable = xa_cli_watch_signals (self);
  g_autofree char   *path = NULL;
  g_autofree char   *truth = NULL;
  g_autofree char   *audiences = NULL;
  g_autofree char   *people = NULL;
  g_autoptr (XaPseudonymizer) keys = NULL;

  if (!read_number (self, "audiences", 30, MOST_AUDIENCES, &options.n_audiences, error) ||
      !read_number (self, "members", 20000, MOST_PEOPLE, &options.n_people, error) ||
      !read_number (self, "snapshots", 4, MOST_SNAPSHOTS, &options.n_snapshots, error))
    return XA_CLI_USAGE;
  /* Midnight before now, so that running it again on the same day invents the same. */
  options.end_us = xa_cli_has (self, "at") ? xa_cli_get_number (self, "at", 0) : xa_time_now () / XA_USEC_PER_DAY * XA_USEC_PER_DAY;
  path = xa_cli_find_workspace (self, error);
  keys = path ? xa_cli_prepare_workspace (self, path, error) : NULL;
  if (!keys)
    return XA_CLI_FAILED;
  truth = xa_simulation_get_truth_path (path);
  if (!xa_simulation_job_run (path, keys, &options, truth, show_progress, self, cancellable, error))
    return g_cancellable_is_cancelled (cancellable) ? XA_CLI_INTERRUPTED : XA_CLI_FAILED;
  if (xa_cli_wants_progress (self))
    fputc ('\n', stderr);
  audiences = xa_cli_format_things (options.n_audiences, "audience");
  people = xa_cli_format_count (options.n_people);
  xa_cli_say ("SIMULATED: invented %s of %s people, %u snapshots, seed %u. The truth is in %s.", audiences, people, options.n_snapshots, options.seed, truth);

  return XA_CLI_OK;
}

static const XaCliOption simulate_options[] = {
  { "audiences", 0, XA_CLI_NUMBER, "N", "how many audiences (30)" },
  { "members", 0, XA_CLI_NUMBER, "M", "how many people there are to join them (20000)" },
  { "snapshots", 0, XA_CLI_NUMBER, "K", "how many times they are seen, a week apart (4)" },
  { "seed", 0, XA_CLI_NUMBER, "S", "the same seed invents the same (1)" },
  { "at", 0, XA_CLI_TIME, "TIME", "time of the last snapshot (today)" },
  { NULL },
};

const XaCliCommand xa_cli_simulate_commands[] = {
  { "simulate", "", "Invent audiences whose truth is known",
    "Puts invented audiences into the workspace, which is made if it does not exist, and writes the truth\n"
    "about them to a JSON file beside it. Everything invented is marked SIMULATED wherever it is shown.",
    simulate_options, 0, 0, run_simulate },
  { NULL },
};
