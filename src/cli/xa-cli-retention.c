#include "cli/xa-cli-retention.h"

#include "cli/xa-cli-info.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "model/xa-time.h"
#include "store/xa-retention-preview.h"
#include "sync/xa-upkeep.h"

#include <string.h>

static const struct {
  const char     *option;
  XaRetentionKind kind;
  const char     *words;
} limits[] = {
  { "members", XA_RETAIN_MEMBERS, "member lists and activity of people" },
  { "activity", XA_RETAIN_ACTIVITY, "activity of people" },
  { "posts", XA_RETAIN_POSTS, "posts" },
  { "counters", XA_RETAIN_COUNTERS, "earlier counters of posts" },
  { "text", XA_RETAIN_TEXT, "text of posts" },
};

/* --- what would go --- */

static void
put_limit (GArray         *list,
           XaPlatform      platform,
           XaRetentionKind kind,
           int             days)
{
  const XaRetention limit = { platform, kind, days };

  for (guint i = 0; i < list->len; i++) {
    XaRetention *each = &g_array_index (list, XaRetention, i);

    if (each->platform == platform && each->kind == kind) {
      each->days = days;
      return;
    }
  }
  g_array_append_val (list, limit);
}

/* The limits as they are, with those of the command line in their place. */
static GArray *
collect_limits (XaCli     *self,
                XaStore   *store,
                XaPlatform platform,
                GError   **error)
{
  GArray *list = xa_store_list_retention (store, error);

  for (gsize i = 0; list && i < G_N_ELEMENTS (limits); i++)
    if (xa_cli_has (self, limits[i].option))
      put_limit (list, platform, limits[i].kind, (int) xa_cli_get_number (self, limits[i].option, 0));

  return list;
}

static void
print_preview_json (const XaRetentionPreview *preview)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (int i = 0; i < XA_N_LOSSES; i++) {
    const XaLoss *loss = &preview->losses[i];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "what", xa_loss_id ((XaLossKind) i));
    xa_cli_json_number (builder, "now", loss->n_now);
    xa_cli_json_number (builder, "lost", loss->n_lost);
    xa_cli_json_time (builder, "from_now", loss->first_now_us);
    xa_cli_json_time (builder, "from_then", loss->first_then_us);
    xa_cli_json_number (builder, "audiences", loss->n_audiences);
    xa_cli_json_number (builder, "emptied", loss->n_emptied);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  xa_cli_json_print (builder);
}

static void
print_preview_table (const XaRetentionPreview *preview)
{
  static const char *const columns[] = { "What", ">Now", ">Lost", "From", "Then from", ">Audiences", ">Left with none", "Charts that lose it", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (int i = 0; i < XA_N_LOSSES; i++) {
    const XaLoss    *loss = &preview->losses[i];
    g_autofree char *now = xa_cli_format_count (loss->n_now);
    g_autofree char *lost = xa_cli_format_count (loss->n_lost);
    g_autofree char *from = loss->first_now_us == XA_TIME_UNKNOWN ? g_strdup ("-") : xa_cli_format_time (loss->first_now_us);
    g_autofree char *then = loss->first_then_us == XA_TIME_UNKNOWN ? g_strdup ("-") : xa_cli_format_time (loss->first_then_us);
    g_autofree char *audiences = xa_cli_format_count (loss->n_audiences);
    g_autofree char *emptied = xa_cli_format_count (loss->n_emptied);

    xa_cli_table_add (table, (const char *[]) { xa_loss_words ((XaLossKind) i), now, lost, from, then, audiences, emptied,
                                                loss->n_lost ? xa_loss_charts ((XaLossKind) i) : "-", NULL });
  }
  xa_cli_table_print (table);
  if (!preview->loses_any)
    xa_cli_say ("Nothing would be deleted now.");
}

static XaCliExit
run_preview (XaCli   *self,
             GError **error)
{
  g_autoptr (XaStore) store = NULL;
  g_autoptr (GArray) list = NULL;
  XaRetentionPreview preview;
  XaPlatform         platform;

  if (!xa_cli_read_platform (self, "platform", &platform, error))
    return XA_CLI_USAGE;
  store = xa_cli_open_store (self, XA_STORE_READ, error);
  list = store ? collect_limits (self, store, platform, error) : NULL;
  if (!list || !xa_store_preview_retention (store, list, xa_time_now (), &preview, error))
    return XA_CLI_FAILED;
  if (xa_cli_wants_json (self))
    print_preview_json (&preview);
  else
    print_preview_table (&preview);

  return XA_CLI_OK;
}

/* --- setting and applying --- */

static void
say_limit (XaPlatform  platform,
           const char *words,
           int         days)
{
  g_autofree char *time = days > 0 ? xa_cli_format_things (days, "day") : g_strdup ("ever");

  xa_cli_say ("%s: %s: kept for %s.", platform ? xa_platform_name (platform) : "All platforms", words, time);
}

/* What a platform's terms allow is not for us to lengthen. */
static gboolean
check_terms (XaCli     *self,
             XaStore   *store,
             XaPlatform platform,
             GError   **error)
{
  for (gsize i = 0; platform && i < G_N_ELEMENTS (limits); i++) {
    const gint64 days = xa_cli_get_number (self, limits[i].option, -1);
    const int    most = days >= 0 ? xa_upkeep_get_terms_days (store, platform, (int) limits[i].kind, error) : 0;

    if (most < 0)
      return FALSE;
    if (most > 0 && (days == 0 || days > most)) {
      xa_cli_usage (error, "the terms of %s let %s be kept for %d days at most", xa_platform_name (platform), limits[i].words, most);
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
check_given (XaCli   *self,
             GError **error)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    any = any || xa_cli_has (self, limits[i].option);
    if (xa_cli_get_number (self, limits[i].option, 0) > G_MAXINT16) {
      xa_cli_usage (error, "--%s takes at most %d days", limits[i].option, G_MAXINT16);
      return FALSE;
    }
  }
  if (!any)
    xa_cli_usage (error, "nothing to set: give --members, --activity, --posts, --counters or --text");

  return any;
}

static XaCliExit
run_set (XaCli   *self,
         GError **error)
{
  g_autoptr (XaStore) store = NULL;
  XaPlatform platform;

  if (!xa_cli_read_platform (self, "platform", &platform, error) || !check_given (self, error))
    return XA_CLI_USAGE;
  store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  if (!store || !check_terms (self, store, platform, error))
    return XA_CLI_FAILED;
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    int days = (int) xa_cli_get_number (self, limits[i].option, -1);

    if (days >= 0 && !xa_store_set_retention (store, platform, limits[i].kind, days, error))
      return XA_CLI_FAILED;
    if (days >= 0)
      say_limit (platform, limits[i].words, days);
  }
  xa_cli_say ("The limits are applied at every import and fetch, and by \"workspace retention apply\"; \"workspace retention preview\" says what will go.");

  return XA_CLI_OK;
}

static XaCliExit
run_apply (XaCli   *self,
           GError **error)
{
  g_autoptr (XaStore) store = xa_cli_open_store (self, XA_STORE_WRITE, error);
  g_autofree char *rows = NULL;
  gint64           n_deleted;

  if (!store || !xa_upkeep_apply_retention (store, xa_time_now (), &n_deleted, error))
    return XA_CLI_FAILED;

  rows = xa_cli_format_things (n_deleted, "row");
  xa_cli_say ("Deleted %s past their limits.", rows);

  return XA_CLI_OK;
}

static XaCliExit
run_retention (XaCli   *self,
               GError **error)
{
  const char *verb = xa_cli_get_arguments (self)[0];

  if (!verb)
    return xa_cli_show_retention (self, error);
  if (strcmp (verb, "preview") == 0)
    return run_preview (self, error);
  if (strcmp (verb, "set") == 0)
    return run_set (self, error);
  if (strcmp (verb, "apply") == 0)
    return run_apply (self, error);

  return xa_cli_usage (error, "workspace retention knows preview, set and apply, not \"%s\"", verb);
}

static const XaCliOption retention_options[] = {
  { "platform", 0, XA_CLI_TEXT, "PLATFORM", "the limit is for this platform (default: all)" },
  { "members", 0, XA_CLI_NUMBER, "DAYS", "keep member lists and activity of people so long; 0: for ever" },
  { "activity", 0, XA_CLI_NUMBER, "DAYS", "keep activity of people so long, if that is shorter" },
  { "posts", 0, XA_CLI_NUMBER, "DAYS", "keep posts so long" },
  { "counters", 0, XA_CLI_NUMBER, "DAYS", "keep earlier counters of posts so long, if that is shorter" },
  { "text", 0, XA_CLI_NUMBER, "DAYS", "keep the text of posts so long" },
  { NULL },
};

const XaCliCommand xa_cli_retention_commands[] = {
  { "workspace retention", "[preview|set|apply]", "Show, preview, set or apply how long things are kept",
    "Everything is kept, unless a platform's terms are shorter: connecting it sets them, and they cannot be made\n"
    "longer. \"preview\" says what the limits, with those that are given, would delete now, and which charts lose it;\n"
    "it changes nothing. What was deleted cannot be brought back: it goes from the workspace's own backups too.",
    retention_options, 0, 1, run_retention },
  { NULL },
};
