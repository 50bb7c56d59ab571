#include "cli/xa-cli-limit.h"

#include "cli/xa-cli-connections.h"
#include "cli/xa-cli-live.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "store/xa-net-rows.h"

#include <math.h>
#include <stdio.h>

/* --- what is said of it --------------------------------------------------------------------------- */

GPtrArray *
xa_cli_load_limits (XaCli   *self,
                    GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);

  return store ? xa_store_list_limits (store, error) : NULL;
}

/* What is paid in smaller coins than cents is not free. */
char *
xa_cli_format_money (double amount)
{
  return amount > 0 && amount < .005 ? g_strdup ("under $0.01") : g_strdup_printf ("$%.2f", amount);
}

char *
xa_cli_format_requests (const XaConnection *connection,
                        const XaMonthUse   *use)
{
  g_autofree char *used = xa_cli_format_count ((gint64) round (use->requests)), *all = NULL;

  if (connection->month_requests <= 0)
    return g_steal_pointer (&used);
  all = xa_cli_format_count ((gint64) round (connection->month_requests));

  return g_strdup_printf ("%s of %s", used, all);
}

char *
xa_cli_format_money_use (const XaConnection *connection,
                         const XaMonthUse   *use)
{
  g_autofree char *used = NULL, *all = NULL;

  if (!xa_month_use_costs (connection))
    return g_strdup ("");
  used = xa_cli_format_money (use->money);
  if (connection->month_money <= 0)
    return g_steal_pointer (&used);
  all = xa_cli_format_money (connection->month_money);

  return g_strdup_printf ("%s of %s", used, all);
}

static void
print_limits (const XaConnection *connection,
              const XaMonthUse   *use)
{
  g_autofree char *name = xa_cli_display (connection->name);
  g_autofree char *requests = xa_cli_format_requests (connection, use), *money = xa_cli_format_money_use (connection, use);

  printf ("%s: %s requests this month%s", name, requests, connection->month_requests > 0 ? "" : ", no limit set");
  if (*money)
    printf ("; %s%s", money, connection->month_money > 0 ? "" : ", no limit set");
  printf (".\n");
}

/* --- limit ---------------------------------------------------------------------------------------- */

/* An amount to the cent. FALSE with @error */
static gboolean
read_money (XaCli   *self,
            double  *money,
            GError **error)
{
  const char *text = xa_cli_get_text (self, "money");
  char       *end = NULL;
  double      value = text ? g_ascii_strtod (text, &end) : 0;

  if (!text)
    return TRUE;
  if (end == text || *end || !isfinite (value) || value < 0 || value > XA_MONTH_MAX_MONEY || fabs (value * 100 - round (value * 100)) > 1e-6) {
    xa_cli_usage (error, "--money takes an amount in US$ to the cent, such as 20 or 0.50, up to %d; 0 is no limit; not \"%s\"", XA_MONTH_MAX_MONEY, text);
    return FALSE;
  }
  *money = value;

  return TRUE;
}

static gboolean
read_requests (XaCli   *self,
               double  *requests,
               GError **error)
{
  gint64 number = xa_cli_get_number (self, "requests", -1);

  if (number > XA_MONTH_MAX_REQUESTS) {
    xa_cli_usage (error, "--requests takes a number up to %d; 0 is no limit", XA_MONTH_MAX_REQUESTS);
    return FALSE;
  }
  if (number >= 0)
    *requests = (double) number;

  return TRUE;
}

static XaCliExit
tell_limits (XaCli              *self,
             const XaConnection *connection,
             GError            **error)
{
  g_autoptr (GPtrArray) limits = xa_cli_load_limits (self, error);
  XaMonthUse use;

  if (!limits)
    return XA_CLI_FAILED;
  xa_month_use_find (limits, connection, &use);
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) json = json_builder_new ();

    xa_cli_build_connection (json, connection, &use, NULL);
    xa_cli_json_print (json);
  } else {
    print_limits (connection, &use);
  }

  return XA_CLI_OK;
}

static XaCliExit
run_limit (XaCli   *self,
           GError **error)
{
  g_autoptr (XaCredentialStore) credentials = NULL;
  g_autoptr (XaSync) sync = NULL;
  g_autoptr (GPtrArray) connections = NULL;
  g_autoptr (XaConnection) limited = NULL;
  const XaConnection *connection;
  double              requests = -1, money = -1;

  if (!read_requests (self, &requests, error) || !read_money (self, &money, error))
    return XA_CLI_USAGE;
  sync = xa_cli_open_known_sync (self, &credentials, error);
  connections = sync ? xa_sync_list_connections (sync, error) : NULL;
  connection = connections ? xa_cli_find_connection (connections, xa_cli_get_arguments (self)[0], error) : NULL;
  if (!connection)
    return XA_CLI_FAILED;
  if (money > 0 && !xa_month_use_costs (connection))
    return xa_cli_usage (error, "\"%s\" costs nothing by the call: --requests limits it", connection->name);
  limited = xa_connection_copy (connection);
  if (requests >= 0)
    limited->month_requests = requests;
  if (money >= 0)
    limited->month_money = money;
  if ((requests >= 0 || money >= 0) && !xa_sync_configure (sync, limited, error))
    return XA_CLI_FAILED;

  return tell_limits (self, limited, error);
}

static const XaCliOption limit_options[] = {
  { "requests", 0, XA_CLI_NUMBER, "N", "so many requests a month at most; 0: no limit" },
  { "money", 0, XA_CLI_TEXT, "AMOUNT", "so many US$ a month at most, where calls cost; 0: no limit" },
  { NULL },
};

const XaCliCommand xa_cli_limit_commands[] = {
  { "limit", "CONNECTION", "Set what a connection may use in a month",
    "Without an option it tells what is set, and what was used. What a limit does not allow is not asked for: it waits for\n"
    "the next month, or for a higher limit. A way to a platform that costs stands in for another only within a limit of money.",
    limit_options, 1, 1, run_limit },
  { NULL },
};
