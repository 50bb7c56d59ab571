#include "cli/xa-cli-inspect.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "cli/xa-cli-scope.h"
#include "insight/xa-preferences.h"
#include "model/xa-time.h"
#include "providers/xa-provider.h"

#include <math.h>
#include <stdio.h>

#define ROWS_ON_SCREEN 10

/* "Birds: 12,431 members, complete list, 3 h ago" */
static void
print_head (const XaScope   *scope,
            const XaInspect *inspect)
{
  const XaSubject *subject = inspect->subject;
  g_autofree char *name = xa_cli_display (subject->name);
  g_autofree char *members = xa_cli_format_people (scope, &inspect->size);
  g_autofree char *age = subject->at_us == XA_TIME_UNKNOWN ? NULL : xa_inspect_age_words (xa_time_now () - subject->at_us);

  printf ("%s (%s): %s members, %s%s%s\n", name, xa_platform_name (subject->platform), members,
          xa_inspect_coverage_words (subject->seen.coverage), age ? ", " : "", age ? age : "");
}

static void
print_growth (const char     *label,
              const XaGrowth *growth)
{
  g_autofree char *change = xa_figure_format (&growth->change, XA_FIGURE_STYLE_COUNT);
  g_autofree char *relative = xa_figure_format (&growth->relative, XA_FIGURE_STYLE_SHARE);
  g_autofree char *rate = xa_figure_format (&growth->log_rate_per_day, XA_FIGURE_STYLE_SHARE);
  g_autofree char *from = xa_cli_format_time (growth->from_us);
  gboolean         is_warned = growth->change.note == XA_NOTE_OTHER_WAY;

  if (growth->change.kind != XA_FIGURE_NOT_COMPARABLE)
    printf ("%s %s (%s; log rate %s a day; since %.10s)%s%s\n", label, change, relative, rate, from, is_warned ? "; " : "",
            is_warned ? xa_figure_note_words (growth->change.note) : "");
}

static const char *
get_name (const char *provider_id)
{
  const XaProvider *provider = xa_provider_by_id (provider_id);

  return provider ? provider->name : provider_id;
}

static void
print_breaks (const XaInspect *inspect)
{
  for (guint i = 0; i < inspect->breaks->len; i++) {
    const XaSeriesBreak *at = inspect->breaks->pdata[i];
    g_autofree char     *time = xa_cli_format_time (at->at_us);

    printf ("Break: %s by %s from %.10s on, by %s before; a difference across it may not be the audience's\n", xa_pass_id ((XaPass) at->kind),
            get_name (at->after), time, get_name (at->before));
  }
}

static void
print_members (const XaScope   *scope,
               const XaInspect *inspect)
{
  g_autofree char *joined = xa_cli_format_people (scope, &inspect->turnover.joined);
  g_autofree char *left = xa_cli_format_people (scope, &inspect->turnover.left);
  g_autofree char *stayed = xa_cli_format_people (scope, &inspect->turnover.stayed);
  g_autofree char *churn = xa_figure_format (&inspect->turnover.churn, XA_FIGURE_STYLE_SHARE);
  g_autofree char *from = xa_cli_format_time (inspect->earlier_us);
  g_autofree char *to = xa_cli_format_time (inspect->later_us);

  print_growth ("Growth, 7 days: ", &inspect->growth_7);
  print_growth ("Growth, 30 days:", &inspect->growth_30);
  print_growth ("Growth, range:  ", &inspect->growth_all);
  if (inspect->earlier_us != XA_TIME_UNKNOWN)
    printf ("Joined: %s; left: %s; stayed: %s; churn: %s (between complete lists of %.10s and %.10s)\n", joined, left, stayed, churn, from, to);
  print_breaks (inspect);
}

static char *
format_gap (double gap_us)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (gap_us))
    return g_strdup ("-");
  if (gap_us < 2.0 * XA_USEC_PER_HOUR)
    return g_strdup_printf ("%s min", g_ascii_formatd (text, sizeof text, "%.0f", gap_us / G_USEC_PER_SEC / 60));

  return g_strdup_printf ("%s h", g_ascii_formatd (text, sizeof text, "%.1f", gap_us / XA_USEC_PER_HOUR));
}

/* How dark an hour is, by its posts for each time that it came; '?' is hidden, ' ' never came. */
static char
shade (const XaInspectActivity *activity,
       int                      day,
       int                      hour,
       double                   most)
{
  static const char shades[] = ".:-=+*#%@";
  const XaFigure   *figure = &activity->week[day][hour];
  guint32           n = activity->n_hours[day][hour];

  if (n == 0)
    return ' ';
  if (!xa_figure_has_number (figure))
    return '?';
  if (!(figure->value > 0) || !(most > 0))
    return shades[0];

  return shades[(int) ceil (figure->value / n / most * (sizeof shades - 2))];
}

static void
print_week (const XaInspectActivity *activity,
            const char              *zone)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  double                   most = 0;

  for (int day = 0; day < XA_RHYTHM_DAYS; day++)
    for (int hour = 0; hour < XA_RHYTHM_HOURS; hour++)
      if (activity->n_hours[day][hour] && xa_figure_has_number (&activity->week[day][hour]))
        most = fmax (most, activity->week[day][hour].value / activity->n_hours[day][hour]);
  printf ("\nPosts by hour of the week, %s (. none, @ most, ? too few to show)\n", zone);
  printf ("    0     6     12    18\n");
  for (int day = 0; day < XA_RHYTHM_DAYS; day++) {
    printf ("%s ", days[day]);
    for (int hour = 0; hour < XA_RHYTHM_HOURS; hour++)
      putchar (shade (activity, day, hour, most));
    putchar ('\n');
  }
}

static void
print_engagement (const XaEngagement *engagement)
{
  g_autofree char *ratio = NULL, *median = NULL;
  XaFigure         of_sums, of_posts;

  if (engagement->n_posts == 0)
    return;
  of_sums = xa_figure_estimate (engagement->ratio_of_sums, engagement->ratio_interval.low, engagement->ratio_interval.high);
  of_posts = xa_figure_estimate (engagement->median, engagement->median_interval.low, engagement->median_interval.high);
  ratio = xa_figure_format (&of_sums, XA_FIGURE_STYLE_SHARE);
  median = xa_figure_format (&of_posts, XA_FIGURE_STYLE_SHARE);
  printf ("Engagement, %s: ratio of sums %s; median %s; %zu posts\n", xa_engagement_base_words (engagement->base), ratio, median, engagement->n_posts);
}

static void
print_activity (const XaScope           *scope,
                const XaInspectActivity *activity,
                const char              *zone)
{
  g_autofree char *posts = xa_cli_format_count (activity->posts.n);
  g_autofree char *active = xa_cli_format_people (scope, &activity->active);
  g_autofree char *gap = format_gap (activity->pace.median_gap_us);
  char             per_week[G_ASCII_DTOSTR_BUF_SIZE], burstiness[G_ASCII_DTOSTR_BUF_SIZE];

  if (activity->posts.n == 0)
    return;
  printf ("Posts: %s; %s a week; median gap %s; burstiness %s\n", posts, isnan (activity->pace.per_week) ? "-" : g_ascii_formatd (per_week, sizeof per_week, "%.1f", activity->pace.per_week),
          gap, isnan (activity->pace.burstiness) ? "-" : g_ascii_formatd (burstiness, sizeof burstiness, "%.2f", activity->pace.burstiness));
  if (!activity->all_own)
    printf ("Members who wrote: %s\n", active);
  print_engagement (&activity->by_followers);
  print_engagement (&activity->by_views);
  print_week (activity, zone);
}

static void
print_terms (const XaScope        *scope,
             const char           *head,
             const XaInspectTerms *terms)
{
  const char *const columns[] = { head, ">Posts", ">People", ">Share", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < MIN (terms->terms->len, ROWS_ON_SCREEN); i++) {
    const XaInspectTerm *term = terms->terms->pdata[i];
    gboolean             own = term->people.kind == XA_FIGURE_NOT_COMPARABLE;
    g_autofree char     *posts = xa_cli_format_people (scope, &term->posts);
    g_autofree char     *people = own ? g_strdup ("own posts") : xa_cli_format_people (scope, &term->people);
    g_autofree char     *share = own ? g_strdup ("-") : xa_figure_format (&term->share, XA_FIGURE_STYLE_SHARE);

    xa_cli_table_add (table, (const char *[]) { term->text, posts, people, share, NULL });
  }
  if (terms->terms->len) {
    putchar ('\n');
    xa_cli_table_print (table);
  }
  if (terms->n_hidden)
    xa_cli_say ("%u more, used by too few people to be shown.", terms->n_hidden);
}

/* What the platform counts itself of those who follow. */
static void
print_facets (const XaScope   *scope,
              const XaInspect *inspect)
{
  for (guint i = 0; i < inspect->facets->len; i++) {
    const XaInspectFacet *facet = inspect->facets->pdata[i];
    const char *const     columns[] = { xa_facet_words (facet->facet), ">Followers", ">Share", NULL };
    g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
    g_autofree char *at = xa_cli_format_time (facet->at_us);

    for (guint k = 0; k < MIN (facet->counts->len, ROWS_ON_SCREEN); k++) {
      const XaInspectFacetCount *count = facet->counts->pdata[k];
      g_autofree char           *label = xa_inspect_facet_label (facet->facet, count);
      g_autofree char           *shown = xa_cli_display (label);
      g_autofree char           *people = xa_cli_format_people (scope, &count->people);
      g_autofree char           *share = xa_figure_format (&count->share, XA_FIGURE_STYLE_SHARE);

      xa_cli_table_add (table, (const char *[]) { shown, people, share, NULL });
    }
    if (facet->counts->len) {
      putchar ('\n');
      xa_cli_table_print (table);
    }
    xa_cli_say ("As stated by %s on %.10s; kinds of too few people to be shown: %u.", xa_platform_name (inspect->subject->platform), at, facet->n_hidden);
  }
}

/* What members say of themselves. */
static void
print_elsewhere (const XaScope            *scope,
                 const XaInspectElsewhere *elsewhere)
{
  static const char *const columns[] = { "Also on, by their own profile", ">People", ">Share", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  g_autofree char *read = elsewhere ? xa_cli_format_people (scope, &elsewhere->read) : NULL;
  g_autofree char *at = elsewhere ? xa_cli_format_time (elsewhere->at_us) : NULL;

  if (!elsewhere)
    return;
  for (guint i = 0; i < elsewhere->places->len; i++) {
    const XaInspectPlace *place = &g_array_index (elsewhere->places, XaInspectPlace, i);
    g_autofree char      *people = xa_cli_format_people (scope, &place->people);
    g_autofree char      *share = xa_figure_format (&place->share, XA_FIGURE_STYLE_SHARE);

    xa_cli_table_add (table, (const char *[]) { xa_platform_name (place->platform), people, share, NULL });
  }
  if (elsewhere->places->len) {
    putchar ('\n');
    xa_cli_table_print (table);
  }
  xa_cli_say ("Profiles read: %s, of %.10s (%s). Platforms that too few people name to be shown: %u. Whose accounts these are was not looked for.",
              read, at, xa_inspect_coverage_words (elsewhere->coverage), elsewhere->n_hidden);
}

static void
print_affinities (const XaScope   *scope,
                  const GPtrArray *affinities)
{
  static const char *const columns[] = { "Affinity", "Kind", ">People", ">Share", ">Lift", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < MIN (affinities->len, ROWS_ON_SCREEN); i++) {
    const XaSharedPreference *affinity = affinities->pdata[i];
    const XaLeaning          *leaning = &affinity->leanings[0];
    g_autofree char          *support = xa_cli_format_people (scope, &leaning->support);
    g_autofree char          *share = xa_figure_format (&leaning->share, XA_FIGURE_STYLE_SHARE);
    g_autofree char          *lift = xa_figure_format (&leaning->lift, XA_FIGURE_STYLE_RATIO);

    xa_cli_table_add (table, (const char *[]) { affinity->name, xa_preference_kind_id (affinity->kind), support, share, lift, NULL });
  }
  if (affinities->len) {
    putchar ('\n');
    xa_cli_table_print (table);
  }
}

static void
print_links (const XaScope   *scope,
             const GPtrArray *links)
{
  static const char *const columns[] = { "Linked audience", "Direction", "By", ">Posts", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < MIN (links->len, ROWS_ON_SCREEN); i++) {
    const XaInspectLink *link = links->pdata[i];
    g_autofree char     *n = xa_cli_format_people (scope, &link->n);

    xa_cli_table_add (table, (const char *[]) { link->name, link->incoming ? "from" : "to", xa_link_kind_id (link->kind), n, NULL });
  }
  if (links->len) {
    putchar ('\n');
    xa_cli_table_print (table);
  }
}

/* What the order is by, and what is not in it. */
static void
explain_top_posts (const XaInspectTopPosts *top)
{
  int   hours = (int) (top->age_us / XA_USEC_PER_HOUR);
  guint n_unread = top->n_own - top->n_ranked - top->n_too_young;

  if (top->at_equal_age)
    xa_cli_say ("Own posts by reactions, comments and shares at an age of %d h, between the readings before and after it.", hours);
  else
    xa_cli_say ("Own posts by reactions, comments and shares as last read: hardly any were read before and after an age of %d h.", hours);
  if (top->n_too_young)
    xa_cli_say ("Left out: %u that were younger than %d h when last read.", top->n_too_young, hours);
  if (n_unread)
    xa_cli_say ("Left out: %u of which the counters at that age are not known.", n_unread);
}

static void
print_top_posts (const XaInspectTopPosts *top)
{
  static const char *const columns[] = { "Top post", ">Interactions", ">Age", "Text", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);

  for (guint i = 0; i < top->posts->len; i++) {
    const XaInspectTopPost *listed = top->posts->pdata[i];
    g_autofree char        *at = xa_cli_format_time (listed->post->at_us);
    g_autofree char        *interactions = xa_cli_format_count ((gint64) llround (listed->interactions));
    g_autofree char        *age = g_strdup_printf ("%" G_GINT64_FORMAT " h", listed->age_us / XA_USEC_PER_HOUR);
    g_autofree char        *text = xa_cli_shorten (listed->post->text);

    xa_cli_table_add (table, (const char *[]) { at, interactions, age, text, NULL });
  }
  if (top->posts->len) {
    putchar ('\n');
    xa_cli_table_print (table);
    explain_top_posts (top);
  }
}

static void
print_lists (const XaScope *scope,
             const GArray  *lists)
{
  static const char *const columns[] = { "List of", "Known by", ">Members", "Format", "Imported", NULL };
  g_autoptr (XaCliTable) table = xa_cli_table_new (columns);
  guint first = lists->len > ROWS_ON_SCREEN ? lists->len - ROWS_ON_SCREEN : 0;

  for (guint i = first; i < lists->len; i++) {
    const XaInspectList *list = &g_array_index (lists, XaInspectList, i);
    g_autofree char     *at = xa_cli_format_time (list->at_us);
    g_autofree char     *imported = list->imported_us == XA_TIME_UNKNOWN ? g_strdup ("-") : xa_cli_format_time (list->imported_us);
    g_autofree char     *members = xa_cli_format_people (scope, &list->size);

    xa_cli_table_add (table, (const char *[]) { at, xa_inspect_coverage_words (list->coverage), members, list->format ? list->format : "-", imported, NULL });
  }
  if (lists->len) {
    putchar ('\n');
    xa_cli_table_print (table);
  }
}

static XaCliExit
run_inspect (XaCli   *self,
             GError **error)
{
  const char *zone_name = xa_cli_get_text (self, "time-zone") ? xa_cli_get_text (self, "time-zone") : "UTC";
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_auto (XaCliScope) scope = { 0 };
  g_autoptr (XaInspect) inspect = NULL;
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();

  if (!zone)
    return xa_cli_usage (error, "there is no time zone \"%s\"; they are called as in Europe/Berlin", zone_name);
  if (!xa_cli_scope_open (self, FALSE, &scope, error))
    return XA_CLI_FAILED;
  inspect = xa_inspect_new (&scope.scope, xa_cli_get_arguments (self)[0], zone, error);
  if (!inspect)
    return XA_CLI_FAILED;
  g_ptr_array_add (subjects, inspect->subject);
  xa_cli_scope_remark (subjects, xa_cli_wants_json (self) ? XA_CLI_FORM_DATA : XA_CLI_FORM_TEXT);
  if (xa_cli_wants_json (self)) {
    xa_cli_inspect_print_json (inspect, zone_name);
    return XA_CLI_OK;
  }
  print_head (&scope.scope, inspect);
  print_members (&scope.scope, inspect);
  print_activity (&scope.scope, &inspect->activity, zone_name);
  print_terms (&scope.scope, "Language", &inspect->languages);
  print_terms (&scope.scope, "Hashtag", &inspect->tags);
  print_terms (&scope.scope, "Word", &inspect->words);
  print_facets (&scope.scope, inspect);
  print_elsewhere (&scope.scope, inspect->elsewhere);
  print_affinities (&scope.scope, inspect->affinities);
  print_links (&scope.scope, inspect->links);
  print_top_posts (&inspect->top_posts);
  print_lists (&scope.scope, inspect->lists);

  return XA_CLI_OK;
}

static const XaCliOption inspect_options[] = {
  { "time-zone", 0, XA_CLI_TEXT, "ZONE", "whose clock the week goes by, such as Europe/Berlin; UTC if not given" },
  XA_CLI_SCOPE_OPTIONS,
  { NULL },
};

const XaCliCommand xa_cli_inspect_commands[] = {
  { "inspect", "AUDIENCE", "Say all that is known of one audience",
    "Joins and leaves are told between complete lists only. Engagement names what it is a share of; its\n"
    "intervals come from resampling the newest 1,000 posts. A hashtag of members is told if enough of them used it.\n"
    "Top posts are the audience's own, compared at an age of 24 hours where their counters were read before and\n"
    "after it, else as they were last read.",
    inspect_options, 1, 1, run_inspect },
  { NULL },
};
