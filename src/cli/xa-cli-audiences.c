#include "cli/xa-cli-audiences.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-overlaps.h"
#include "store/xa-audiences.h"

/* How the members of an audience are known, in words. */
static char *
coverage_words (const XaAudience *audience)
{
  g_autofree char *n = xa_cli_format_count (audience->first_n ? audience->first_n : audience->fetched);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

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

  from = xa_cli_format_time (audience->window_from_us);
  to = xa_cli_format_time (audience->window_to_us);

  return g_strdup_printf ("%s, %.10s to %.10s", audience->coverage == XA_COVERAGE_REACTORS ? "who reacted" : "who wrote", from, to);
}

/* All audiences, and the size of each as it may be shown. */
typedef struct {
  GPtrArray *audiences; /* (owned) (element-type XaAudience) */
  GArray    *sizes;     /* (owned) (element-type XaFigure) */
} Listing;

static void
listing_clear (Listing *self)
{
  g_clear_pointer (&self->audiences, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

static gboolean
load (const XaScope *scope,
      Listing       *self,
      GError       **error)
{
  g_autoptr (GPtrArray) subjects = xa_subjects_load_all (scope, FALSE, error);

  self->audiences = subjects ? xa_store_list_audiences (scope->store, error) : NULL;
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));
  if (!self->audiences)
    return FALSE;
  for (guint i = 0; i < self->audiences->len; i++) {
    const XaAudience *audience = self->audiences->pdata[i];
    XaFigure          size = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);

    /* An import may have added one in between. */
    for (guint k = 0; k < subjects->len; k++)
      if (((const XaSubject *) subjects->pdata[k])->id == audience->id && !xa_subject_judge_size (scope, subjects->pdata[k], &size, error))
        return FALSE;
    g_array_append_val (self->sizes, size);
  }

  return TRUE;
}

static void
print_table (const Listing *listing)
{
  static const char *const columns[] = { ">#", "Audience", "Platform", "Kind", ">Members", "Known by", ">Posts", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < listing->audiences->len; i++) {
    const XaAudience *audience = listing->audiences->pdata[i];
    XaFigure          figure = g_array_index (listing->sizes, XaFigure, i);
    g_autofree char  *id = g_strdup_printf ("%" G_GINT64_FORMAT, audience->id);
    g_autofree char  *title = g_strconcat (audience->title, audience->simulated ? " (SIMULATED)" : "", NULL);
    g_autofree char  *members = xa_cli_format_people (&figure);
    g_autofree char  *coverage = coverage_words (audience);
    g_autofree char  *posts = xa_cli_format_count (audience->n_posts);

    xa_cli_table_add (table, (const char *[]) { id, title, xa_platform_name (audience->platform),
                                                xa_audience_kind_id (audience->kind), members, coverage, posts, NULL });
  }
  xa_cli_table_print (table);
}

static void
print_json (const Listing *listing)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < listing->audiences->len; i++) {
    const XaAudience *audience = listing->audiences->pdata[i];
    XaFigure          figure = g_array_index (listing->sizes, XaFigure, i);

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
    xa_cli_json_figure (builder, "members", &figure);
    xa_cli_json_text (builder, "coverage", audience->snapshot_id ? xa_coverage_id (audience->coverage) : NULL);
    xa_cli_json_number (builder, "reported", audience->reported);
    xa_cli_json_time (builder, "at", audience->snapshot_id ? audience->at_us : XA_TIME_UNKNOWN);
    xa_cli_json_number (builder, "posts", audience->n_posts);
    json_builder_end_object (builder);
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

  if (!xa_cli_scope_open (self, FALSE, &scope, error) || !load (&scope.scope, &listing, error))
    return XA_CLI_FAILED;

  if (xa_cli_wants_json (self))
    print_json (&listing);
  else if (listing.audiences->len > 0)
    print_table (&listing);
  else
    xa_cli_say ("There is no audience in this workspace yet; import an export or a list of members.");

  return XA_CLI_OK;
}

const XaCliCommand xa_cli_audiences_commands[] = {
  { "audiences", "", "List the audiences of a workspace",
    "Members: the size of a complete list, else what the platform states, else \"at least\" as many as were seen.\n"
    "Counts of fewer than 5 people are hidden, and fewer than 10 in what goes to a file or another program.",
    NULL, 0, 0, run_audiences },
  { NULL },
};
