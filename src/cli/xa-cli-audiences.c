#include "cli/xa-cli-audiences.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-open.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-explore.h"
#include "insight/xa-subject.h"
#include "store/xa-audiences.h"
#include "store/xa-labels.h"

/* How the members of an audience are known, in words. */
static char *
coverage_words (const XaAudience *audience)
{
  g_autofree char *n = xa_cli_format_count (audience->first_n ? audience->first_n : audience->fetched);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  const char      *words = audience->coverage == XA_COVERAGE_REACTORS ? "who reacted" : "who wrote";

  if (audience->snapshot_id == 0)
    return g_strdup (audience->reported == XA_COUNT_UNKNOWN ? "not listed" : "count only");

  switch (audience->coverage) {
  case XA_COVERAGE_COMPLETE:
    return g_strdup ("complete list");
  case XA_COVERAGE_FIRST_N:
    return audience->first_n ? g_strdup_printf ("first %s", n) : g_strdup ("part of the list");
  case XA_COVERAGE_SAMPLE:
    return g_strdup ("random sample");
  case XA_COVERAGE_COUNT_ONLY:
    return g_strdup ("count only");
  case XA_COVERAGE_ACTIVE_AUTHORS:
  case XA_COVERAGE_REACTORS:
    break;
  }

  if (audience->window_from_us == XA_TIME_UNKNOWN || audience->window_to_us == XA_TIME_UNKNOWN)
    return g_strdup (words);

  from = xa_cli_format_time (audience->window_from_us);
  to = xa_cli_format_time (audience->window_to_us - 1); /* the day that it ends with */

  return g_strdup_printf ("%s, %.10s to %.10s", words, from, to);
}

/* The audiences that were asked for, in order. */
typedef struct {
  GPtrArray     *audiences; /* (owned) (element-type XaAudience) */
  GHashTable    *by_id;     /* (owned) (element-type gint64 XaAudience) */
  XaExplore     *explore;   /* (owned) */
  XaExploreList *list;      /* (owned) */
} Listing;

static void
listing_clear (Listing *self)
{
  g_clear_pointer (&self->list, xa_explore_list_free);
  g_clear_pointer (&self->explore, xa_explore_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->audiences, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static gboolean
load (XaCli         *cli,
      const XaScope *scope,
      Listing       *self,
      GError       **error)
{
  const char    *sort = xa_cli_has (cli, "sort") ? xa_cli_get_text (cli, "sort") : "name";
  const char    *search = xa_cli_has (cli, "search") ? xa_cli_get_text (cli, "search") : "";
  XaExploreOrder order;
  g_autoptr (XaExploreFilter) filter = xa_explore_filter_parse (search, error);

  if (!filter)
    return FALSE;
  if (!xa_explore_order_parse (sort, &order)) {
    xa_cli_usage (error, "--sort takes name, size, growth-7, growth-30, engagement, freshness or posts, not \"%s\"", sort);
    return FALSE;
  }
  self->explore = xa_explore_load (scope, error);
  self->audiences = self->explore ? xa_store_list_audiences (scope->store, error) : NULL;
  if (!self->audiences)
    return FALSE;
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < self->audiences->len; i++) {
    XaAudience *audience = self->audiences->pdata[i];

    g_hash_table_insert (self->by_id, &audience->id, audience);
  }
  /* Names from the first letter on; of all else the most comes first. */
  self->list = xa_explore_list (self->explore, filter, order, (order != XA_EXPLORE_BY_NAME) != xa_cli_has (cli, "reverse"));

  return TRUE;
}

/* Returns: (nullable): NULL for an audience that went away in between */
static const XaAudience *
get_audience (const Listing       *listing,
              guint                i,
              const XaExploreRow **row)
{
  *row = xa_explore_find (listing->explore, listing->list->ids[i]);

  return g_hash_table_lookup (listing->by_id, &listing->list->ids[i]);
}

/* "own, press, berlin" */
static char *
label_words (const XaExploreRow *row)
{
  g_autofree char *tags = g_strjoinv (", ", (char **) row->tags);

  if (row->role == XA_ROLE_OTHER)
    return g_steal_pointer (&tags);

  return g_strdup_printf ("%s%s%s", xa_role_id (row->role), *tags ? ", " : "", tags);
}

static void
print_table (const XaScope *scope,
             const Listing *listing)
{
  static const char *const columns[] = { ">#", "Audience", "Platform", "Kind", ">Members", ">30 days", "Known by", ">Posts", "Labels", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < listing->list->n; i++) {
    const XaExploreRow *row;
    const XaAudience   *audience = get_audience (listing, i, &row);
    g_autofree char    *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);
    g_autofree char    *members = xa_cli_format_people (scope, &row->size);
    g_autofree char    *growth = xa_figure_has_number (&row->growth_30.relative) ? xa_figure_format (&row->growth_30.relative, XA_FIGURE_STYLE_SHARE) : NULL;
    g_autofree char    *posts = xa_cli_format_count (row->n_posts);
    g_autofree char    *labels = label_words (row);
    g_autofree char    *title = NULL;
    g_autofree char    *coverage = NULL;

    if (!audience)
      continue;
    title = g_strconcat (audience->title, row->simulated ? " (SIMULATED)" : "", NULL);
    coverage = coverage_words (audience);
    xa_cli_table_add (table, (const char *[]) { id, title, xa_platform_name (row->platform), xa_audience_kind_id (row->kind), members,
                                                growth ? growth : "", coverage, posts, labels, NULL });
  }
  xa_cli_table_print (table);
}

static void
add_engagement (JsonBuilder        *builder,
                const XaExploreRow *row)
{
  json_builder_set_member_name (builder, "engagement");
  if (!xa_figure_has_number (&row->engagement)) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "value");
  json_builder_add_double_value (builder, row->engagement.value);
  xa_cli_json_text (builder, "base", xa_engagement_base_words (row->engagement_base));
  xa_cli_json_number (builder, "posts", row->n_engagement_posts);
  json_builder_end_object (builder);
}

static void
add_audience (JsonBuilder        *builder,
              const XaAudience   *audience,
              const XaExploreRow *row)
{
  json_builder_begin_object (builder);
  xa_cli_json_number (builder, "id", audience->id);
  xa_cli_json_text (builder, "name", audience->title);
  xa_cli_json_text (builder, "platform", xa_platform_id (audience->platform));
  xa_cli_json_text (builder, "native_id", audience->native_id);
  xa_cli_json_text (builder, "kind", xa_audience_kind_id (audience->kind));
  xa_cli_json_text (builder, "role", xa_role_id (audience->role));
  xa_cli_json_text (builder, "handle", audience->handle);
  xa_cli_json_text (builder, "url", audience->url);
  xa_cli_json_number (builder, "parent", audience->parent_id ? audience->parent_id : XA_COUNT_UNKNOWN);
  xa_cli_json_flag (builder, "simulated", audience->simulated);
  xa_cli_json_figure (builder, "members", &row->size);
  xa_cli_json_text (builder, "coverage", audience->snapshot_id ? xa_coverage_id (audience->coverage) : NULL);
  xa_cli_json_number (builder, "reported", audience->reported);
  xa_cli_json_time (builder, "at", audience->snapshot_id ? audience->at_us : XA_TIME_UNKNOWN);
  xa_cli_json_number (builder, "posts", audience->n_posts);
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (gsize i = 0; row->tags[i]; i++)
    json_builder_add_string_value (builder, row->tags[i]);
  json_builder_end_array (builder);
  xa_cli_json_time (builder, "updated", row->updated_us);
  xa_cli_json_figure (builder, "growth_7_days", &row->growth_7.relative);
  xa_cli_json_figure (builder, "growth_30_days", &row->growth_30.relative);
  add_engagement (builder, row);
  json_builder_end_object (builder);
}

static void
print_json (const Listing *listing)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < listing->list->n; i++) {
    const XaExploreRow *row;
    const XaAudience   *audience = get_audience (listing, i, &row);

    if (audience)
      add_audience (builder, audience, row);
  }
  json_builder_end_array (builder);
  xa_cli_json_print (builder);
}

static XaCliExit
run_audiences (XaCli   *self,
               GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_auto (Listing) listing = { 0 };

  if (!xa_cli_scope_open (self, FALSE, &scope, error) || !load (self, &scope.scope, &listing, error))
    return XA_CLI_FAILED;

  if (xa_cli_wants_json (self))
    print_json (&listing);
  else if (listing.list->n > 0)
    print_table (&scope.scope, &listing);
  else if (listing.list->n_all > 0)
    xa_cli_say ("No audience is like that.");
  else
    xa_cli_say ("There is no audience in this workspace yet; import an export or a list of members, or follow one with \"add\".");

  return XA_CLI_OK;
}

/* --- set -------------------------------------------------------------------------------------- */

/* Returns: (transfer full) (element-type gint64) (nullable): the audiences that were named */
static GArray *
find_ids (XaCli   *self,
          GError **error)
{
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *const *names = xa_cli_get_arguments (self);

  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return NULL;
  for (guint i = 0; names[i]; i++) {
    g_autoptr (XaSubject) subject = xa_subject_load_plain (&scope.scope, names[i], error);

    if (!subject)
      return NULL;
    g_array_append_val (ids, subject->id);
  }

  return g_steal_pointer (&ids);
}

static char **
read_tags (XaCli      *self,
           const char *option)
{
  return xa_cli_has (self, option) ? g_strsplit (xa_cli_get_text (self, option), ",", -1) : NULL;
}

static XaCliExit
run_set (XaCli   *self,
         GError **error)
{
  g_auto (GStrv) add = read_tags (self, "tag");
  g_auto (GStrv) drop = read_tags (self, "untag");
  XaLabelChange change = { .add = (const char *const *) add, .drop = (const char *const *) drop };
  g_autoptr (GArray) ids = NULL;
  g_autoptr (XaStore) store = NULL;
  g_autofree char *audiences = NULL;

  if (xa_cli_has (self, "role") && !xa_role_parse (xa_span (xa_cli_get_text (self, "role")), &change.role))
    return xa_cli_usage (error, "--role takes own, competitor or other, not \"%s\"", xa_cli_get_text (self, "role"));
  if (!change.role && !add && !drop)
    return xa_cli_usage (error, "say what to set: --role, --tag or --untag");
  ids = find_ids (self, error);
  store = ids ? xa_cli_open_store (self, XA_STORE_WRITE, error) : NULL;
  if (!store || !xa_store_label_audiences (store, (const gint64 *) (void *) ids->data, ids->len, &change, error))
    return XA_CLI_FAILED;
  audiences = xa_cli_format_things (ids->len, "audience");
  xa_cli_say ("Labelled %s.", audiences);

  return XA_CLI_OK;
}

static const XaCliOption audiences_options[] = {
  { "search", 0, XA_CLI_TEXT, "TEXT", "only audiences that it matches, see above" },
  { "sort", 0, XA_CLI_TEXT, "KEY", "name (the default), size, growth-7, growth-30, engagement, freshness or posts" },
  { "reverse", 0, XA_CLI_FLAG, NULL, "the other way round" },
  { NULL },
};

static const XaCliOption set_options[] = {
  { "role", 0, XA_CLI_TEXT, "ROLE", "whose it is: own, competitor or other" },
  { "tag", 0, XA_CLI_TEXT, "TAGS", "tags to put on, with commas between them" },
  { "untag", 0, XA_CLI_TEXT, "TAGS", "tags to take off" },
  { NULL },
};

const XaCliCommand xa_cli_audiences_commands[] = {
  { "audiences set", "AUDIENCE...", "Say whose audiences are, and tag them",
    "Roles and tags are kept in the workspace and survive newer imports. A tag is one word; capital letters\n"
    "do not matter.",
    set_options, 1, -1, run_set },
  { "audiences", "", "List the audiences of a workspace",
    "Members: the size of a complete list, else what the platform states, else \"at least\" as many as were seen.\n"
    "Counts of fewer than 5 people are hidden, and fewer than 10 in what goes to a file or another program.\n"
    "\n"
    "--search takes words, which must all be in the name, the address or a tag, and platform:telegram,discord\n"
    "kind:channel role:own coverage:complete tag:press size:>1000 (also size:<=5k, size:1000..2000).",
    audiences_options, 0, 0, run_audiences },
  { NULL },
};
