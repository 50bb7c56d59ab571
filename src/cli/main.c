#include "cli/xa-cli-add.h"
#include "cli/xa-cli-alerts.h"
#include "cli/xa-cli-audiences.h"
#include "cli/xa-cli-clients.h"
#include "cli/xa-cli-compare.h"
#include "cli/xa-cli-connect.h"
#include "cli/xa-cli-export.h"
#include "cli/xa-cli-graph.h"
#include "cli/xa-cli-import.h"
#include "cli/xa-cli-inspect.h"
#include "cli/xa-cli-limit.h"
#include "cli/xa-cli-log.h"
#include "cli/xa-cli-methods.h"
#include "cli/xa-cli-overlap.h"
#include "cli/xa-cli-overview.h"
#include "cli/xa-cli-posts.h"
#include "cli/xa-cli-privacy.h"
#include "cli/xa-cli-reports.h"
#include "cli/xa-cli-retention.h"
#include "cli/xa-cli-serve.h"
#include "cli/xa-cli-settings.h"
#include "cli/xa-cli-simulate.h"
#include "cli/xa-cli-status.h"
#include "cli/xa-cli-tasks.h"
#include "cli/xa-cli-sync.h"
#include "cli/xa-cli-trending.h"
#include "cli/xa-cli-webhooks.h"
#include "cli/xa-cli-workspace.h"
#include "cli/xa-cli.h"

#include <locale.h>

const XaCliCommand *const xa_cli_commands[] = {
  xa_cli_workspace_commands,
  xa_cli_forget_commands,
  xa_cli_retention_commands,
  xa_cli_settings_commands,
  xa_cli_import_commands,
  xa_cli_export_commands,
  xa_cli_audiences_commands,
  xa_cli_compare_commands,
  xa_cli_overview_commands,
  xa_cli_inspect_commands,
  xa_cli_posts_commands,
  xa_cli_overlap_commands,
  xa_cli_graph_commands,
  xa_cli_methods_commands,
  xa_cli_alerts_commands,
  xa_cli_reports_commands,
  xa_cli_privacy_commands,
  xa_cli_log_commands,
  xa_cli_connect_commands,
  xa_cli_limit_commands,
  xa_cli_add_commands,
  xa_cli_sync_commands,
  xa_cli_status_commands,
  xa_cli_tasks_commands,
  xa_cli_serve_commands,
  xa_cli_clients_commands,
  xa_cli_webhooks_commands,
  xa_cli_simulate_commands,
  xa_cli_trending_commands,
  NULL,
};

int
main (int    argc,
      char **argv)
{
  /* Numbers are written the same everywhere. */
  setlocale (LC_CTYPE, "");

  return xa_cli_run (argc, argv);
}
