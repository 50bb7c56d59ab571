#include "cli/xa-cli-settings.h"

#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "store/xa-elsewhere.h"
#include "sync/xa-upkeep.h"

#include <string.h>

#define PROFILE_LINKS "profile-links"

static XaCliExit
show (XaCli   *self,
      GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_READ, error);
  gboolean reads;

  if (!store || !xa_store_get_reads_profiles (store, &reads, error))
    return XA_CLI_FAILED;
  if (xa_cli_wants_json (self)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    xa_cli_json_flag (builder, "profile_links", reads);
    json_builder_end_object (builder);
    xa_cli_json_print (builder);
  } else {
    static const char *const columns[] = { "Setting", "Is", "What it does", NULL };
    g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

    xa_cli_table_add (table, (const char *[]) { PROFILE_LINKS, reads ? "on" : "off", "counts on which other platforms members name accounts in their own profiles", NULL });
    xa_cli_table_print (table);
  }

  return XA_CLI_OK;
}

static XaCliExit
switch_profile_links (XaCli   *self,
                      gboolean reads,
                      GError **error)
{
  g_autoptr (XaStore) store = NULL;

  if (!reads && !xa_cli_confirm (self, "What members' profiles said of other platforms will be deleted, from the workspace's own backups too.", PROFILE_LINKS, error))
    return XA_CLI_FAILED;
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store || !xa_upkeep_set_reads_profiles (store, reads, error))
    return XA_CLI_FAILED;
  if (reads)
    xa_cli_say ("From the next fetch on it is counted on which other platforms members name accounts in their own profiles, where a platform sends "
                "these along. Which accounts is not kept, and nobody is looked for there. \"workspace set profile-links off\" forgets it.");
  else
    xa_cli_say ("Profiles are not read, and nothing is kept of what they said.");

  return XA_CLI_OK;
}

static XaCliExit
run_set (XaCli   *self,
         GError **error)
{
  const char *const *arguments = (const char *const *) xa_cli_get_arguments (self);

  if (!arguments[0])
    return show (self, error);
  if (strcmp (arguments[0], PROFILE_LINKS) != 0)
    return xa_cli_usage (error, "there is no setting \"%s\"; there is " PROFILE_LINKS, arguments[0]);
  if (!arguments[1] || (strcmp (arguments[1], "on") != 0 && strcmp (arguments[1], "off") != 0))
    return xa_cli_usage (error, PROFILE_LINKS " is on or off");

  return switch_profile_links (self, strcmp (arguments[1], "on") == 0, error);
}

static const XaCliOption set_options[] = {
  { "yes", 'y', XA_CLI_FLAG, NULL, "do not ask" },
  { NULL },
};

const XaCliCommand xa_cli_settings_commands[] = {
  { "workspace set", "[profile-links on|off]", "Show or change what a workspace does only if told to",
    "profile-links: Mastodon, Bluesky and SocialData (X) send along with a list of members what these say of themselves.\n"
    "With \"on\" it is counted on which other platforms they name accounts, and \"inspect\" tells it; which accounts is not\n"
    "kept, and people of two platforms are still never matched. It is off unless you say so. Switching it off deletes what\n"
    "there is, from the workspace's own backups too.",
    set_options, 0, 2, run_set },
  { NULL },
};
