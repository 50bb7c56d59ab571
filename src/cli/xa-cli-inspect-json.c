#include "cli/xa-cli-inspect.h"

#include "cli/xa-cli-figure.h"
#include "cli/xa-cli-output.h"
#include "insight/xa-preferences.h"
#include "providers/xa-provider.h"
#include "report/xa-answers.h"

#include <math.h>

static void
add_double (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  if (isnan (value))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_growth (JsonBuilder    *builder,
            const char     *name,
            const XaGrowth *growth)
{
  gboolean known = growth->change.kind != XA_FIGURE_NOT_COMPARABLE;

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  xa_cli_json_time (builder, "from", known ? growth->from_us : XA_TIME_UNKNOWN);
  xa_cli_json_time (builder, "to", known ? growth->to_us : XA_TIME_UNKNOWN);
  xa_cli_json_figure (builder, "change", &growth->change);
  xa_cli_json_figure (builder, "relative", &growth->relative);
  xa_cli_json_figure (builder, "log_rate_per_day", &growth->log_rate_per_day);
  json_builder_end_object (builder);
}

static void
add_members (JsonBuilder     *builder,
             const XaInspect *inspect)
{
  const XaTurnover *turnover = &inspect->turnover;

  json_builder_set_member_name (builder, "growth");
  json_builder_begin_object (builder);
  add_growth (builder, "days_7", &inspect->growth_7);
  add_growth (builder, "days_30", &inspect->growth_30);
  add_growth (builder, "range", &inspect->growth_all);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "turnover");
  json_builder_begin_object (builder);
  xa_cli_json_time (builder, "from", inspect->earlier_us);
  xa_cli_json_time (builder, "to", inspect->later_us);
  xa_cli_json_figure (builder, "stayed", &turnover->stayed);
  xa_cli_json_figure (builder, "joined", &turnover->joined);
  xa_cli_json_figure (builder, "left", &turnover->left);
  xa_cli_json_figure (builder, "churn", &turnover->churn);
  xa_cli_json_figure (builder, "retention", &turnover->retention);
  json_builder_end_object (builder);
}

/* Where the audience is seen by another way from then on. */
static void
add_breaks (JsonBuilder     *builder,
            const XaInspect *inspect)
{
  json_builder_set_member_name (builder, "breaks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < inspect->breaks->len; i++) {
    const XaSeriesBreak *at = inspect->breaks->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_time (builder, "at", at->at_us);
    xa_cli_json_text (builder, "pass", xa_pass_id ((XaPass) at->kind));
    xa_cli_json_text (builder, "before", at->before);
    xa_cli_json_text (builder, "after", at->after);
    xa_cli_json_text (builder, "cause", *at->cause ? at->cause : NULL);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* Posts by day, from Monday, and hour; null where hidden, or where that hour never came. */
static void
add_week (JsonBuilder             *builder,
          const XaInspectActivity *activity)
{
  json_builder_set_member_name (builder, "week");
  json_builder_begin_array (builder);
  for (int day = 0; day < XA_RHYTHM_DAYS; day++) {
    json_builder_begin_array (builder);
    for (int hour = 0; hour < XA_RHYTHM_HOURS; hour++) {
      const XaFigure *figure = &activity->week[day][hour];

      if (xa_figure_has_number (figure) && activity->n_hours[day][hour])
        json_builder_add_int_value (builder, (gint64) figure->value);
      else
        json_builder_add_null_value (builder);
    }
    json_builder_end_array (builder);
  }
  json_builder_end_array (builder);
}

static void
add_activity (JsonBuilder             *builder,
              const XaInspectActivity *activity,
              const char              *zone)
{
  xa_answer_add_posts (builder, &activity->posts);
  json_builder_set_member_name (builder, "activity");
  json_builder_begin_object (builder);
  xa_cli_json_time (builder, "from", activity->posts.n ? activity->from_us : XA_TIME_UNKNOWN);
  xa_cli_json_time (builder, "to", activity->posts.n ? activity->to_us : XA_TIME_UNKNOWN);
  xa_cli_json_figure (builder, "active_members", &activity->active);
  add_double (builder, "posts_per_week", activity->posts.n ? activity->pace.per_week : NAN);
  add_double (builder, "burstiness", activity->pace.burstiness);
  add_double (builder, "median_gap_seconds", activity->pace.median_gap_us / G_USEC_PER_SEC);
  xa_cli_json_text (builder, "time_zone", zone);
  add_week (builder, activity);
  json_builder_end_object (builder);
}

static void
add_interval (JsonBuilder *builder,
              const char  *name,
              double       value,
              XaInterval   interval)
{
  XaFigure figure = xa_figure_not_comparable (XA_NOTE_TOO_FEW);

  if (!isnan (value))
    figure = xa_figure_estimate (value, interval.low, interval.high);
  xa_cli_json_figure (builder, name, &figure);
}

static void
add_engagement (JsonBuilder        *builder,
                const char         *name,
                const XaEngagement *engagement)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "base", xa_engagement_base_words (engagement->base));
  xa_cli_json_number (builder, "posts", (gint64) engagement->n_posts);
  xa_cli_json_number (builder, "posts_left_out", (gint64) engagement->n_left_out);
  add_interval (builder, "ratio_of_sums", engagement->ratio_of_sums, engagement->ratio_interval);
  add_interval (builder, "median", engagement->median, engagement->median_interval);
  json_builder_end_object (builder);
}

static void
add_terms (JsonBuilder          *builder,
           const char           *name,
           const XaInspectTerms *terms)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < terms->terms->len; i++) {
    const XaInspectTerm *term = terms->terms->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "text", term->text);
    xa_cli_json_figure (builder, "posts", &term->posts);
    xa_cli_json_figure (builder, "people", &term->people);
    xa_cli_json_figure (builder, "share", &term->share);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* As the platform states them. */
static void
add_facets (JsonBuilder     *builder,
            const GPtrArray *facets)
{
  json_builder_set_member_name (builder, "facets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < facets->len; i++) {
    const XaInspectFacet *facet = facets->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "facet", xa_facet_id (facet->facet));
    xa_cli_json_time (builder, "at", facet->at_us);
    xa_cli_json_number (builder, "hidden", facet->n_hidden);
    json_builder_set_member_name (builder, "counts");
    json_builder_begin_array (builder);
    for (guint k = 0; k < facet->counts->len; k++) {
      const XaInspectFacetCount *count = facet->counts->pdata[k];

      json_builder_begin_object (builder);
      xa_cli_json_text (builder, "value", count->value);
      xa_cli_json_text (builder, "name", count->name);
      xa_cli_json_figure (builder, "people", &count->people);
      xa_cli_json_figure (builder, "share", &count->share);
      json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* What members say of themselves; null where their profiles were not read. */
static void
add_elsewhere (JsonBuilder              *builder,
               const XaInspectElsewhere *elsewhere)
{
  json_builder_set_member_name (builder, "elsewhere");
  if (!elsewhere) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  xa_cli_json_time (builder, "at", elsewhere->at_us);
  xa_cli_json_text (builder, "coverage", xa_coverage_id (elsewhere->coverage));
  xa_cli_json_figure (builder, "profiles_read", &elsewhere->read);
  xa_cli_json_number (builder, "hidden", elsewhere->n_hidden);
  json_builder_set_member_name (builder, "platforms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < elsewhere->places->len; i++) {
    const XaInspectPlace *place = &g_array_index (elsewhere->places, XaInspectPlace, i);

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "platform", xa_platform_id (place->platform));
    xa_cli_json_figure (builder, "people", &place->people);
    xa_cli_json_figure (builder, "share", &place->share);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_affinities (JsonBuilder     *builder,
                const GPtrArray *affinities)
{
  json_builder_set_member_name (builder, "affinities");
  json_builder_begin_array (builder);
  for (guint i = 0; i < affinities->len; i++) {
    const XaSharedPreference *affinity = affinities->pdata[i];
    const XaLeaning          *leaning = &affinity->leanings[0];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "kind", xa_preference_kind_id (affinity->kind));
    xa_cli_json_text (builder, "name", affinity->name);
    xa_cli_json_figure (builder, "support", &leaning->support);
    xa_cli_json_figure (builder, "share", &leaning->share);
    xa_cli_json_figure (builder, "lift", &leaning->lift);
    xa_cli_json_figure (builder, "q", &leaning->q);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_links (JsonBuilder     *builder,
           const GPtrArray *links)
{
  json_builder_set_member_name (builder, "links");
  json_builder_begin_array (builder);
  for (guint i = 0; i < links->len; i++) {
    const XaInspectLink *link = links->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_text (builder, "audience", link->name);
    xa_cli_json_text (builder, "direction", link->incoming ? "from" : "to");
    xa_cli_json_text (builder, "kind", xa_link_kind_id (link->kind));
    xa_cli_json_figure (builder, "n", &link->n);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_top_posts (JsonBuilder             *builder,
               const XaInspectTopPosts *top)
{
  json_builder_set_member_name (builder, "top_posts");
  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "ranked_by", top->at_equal_age ? "interactions at equal age" : "interactions as last read");
  xa_cli_json_number (builder, "age_hours", top->age_us / XA_USEC_PER_HOUR);
  xa_cli_json_number (builder, "own_posts", top->n_own);
  xa_cli_json_number (builder, "ranked", top->n_ranked);
  xa_cli_json_number (builder, "too_young", top->n_too_young);
  json_builder_set_member_name (builder, "posts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < top->posts->len; i++) {
    const XaInspectTopPost *listed = top->posts->pdata[i];

    json_builder_begin_object (builder);
    xa_cli_json_number (builder, "id", listed->post->id);
    xa_cli_json_time (builder, "at", listed->post->at_us);
    json_builder_set_member_name (builder, "interactions");
    json_builder_add_double_value (builder, listed->interactions);
    json_builder_set_member_name (builder, "age_hours");
    json_builder_add_double_value (builder, (double) listed->age_us / (double) XA_USEC_PER_HOUR);
    xa_cli_json_number (builder, "views", listed->post->counters.views);
    xa_cli_json_text (builder, "text", listed->post->text);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_lists (JsonBuilder  *builder,
           const GArray *lists)
{
  json_builder_set_member_name (builder, "lists");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lists->len; i++) {
    const XaInspectList *list = &g_array_index (lists, XaInspectList, i);

    json_builder_begin_object (builder);
    xa_cli_json_time (builder, "at", list->at_us);
    xa_cli_json_text (builder, "coverage", xa_coverage_id (list->coverage));
    xa_cli_json_figure (builder, "members", &list->size);
    xa_cli_json_text (builder, "format", list->format);
    xa_cli_json_time (builder, "imported", list->imported_us);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_flows (JsonBuilder  *builder,
           const GArray *flows)
{
  json_builder_set_member_name (builder, "flows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < flows->len; i++) {
    const XaInspectFlow *flow = &g_array_index (flows, XaInspectFlow, i);

    json_builder_begin_object (builder);
    xa_cli_json_time (builder, "from", flow->earlier_us);
    xa_cli_json_time (builder, "to", flow->later_us);
    xa_cli_json_figure (builder, "joined", &flow->turnover.joined);
    xa_cli_json_figure (builder, "left", &flow->turnover.left);
    xa_cli_json_figure (builder, "stayed", &flow->turnover.stayed);
    xa_cli_json_figure (builder, "retention", &flow->turnover.retention);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
xa_cli_inspect_print_json (const XaInspect *inspect,
                           const char      *zone)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const XaSubject *subject = inspect->subject;

  json_builder_begin_object (builder);
  xa_cli_json_text (builder, "name", subject->name);
  xa_cli_json_text (builder, "platform", xa_platform_id (subject->platform));
  xa_cli_json_text (builder, "kind", xa_audience_kind_id (subject->kind));
  xa_cli_json_text (builder, "role", xa_role_id (subject->role));
  xa_cli_json_flag (builder, "simulated", subject->simulated);
  xa_cli_json_figure (builder, "members", &inspect->size);
  xa_cli_json_text (builder, "coverage", subject->seen.coverage ? xa_coverage_id (subject->seen.coverage) : NULL);
  xa_cli_json_time (builder, "at", subject->at_us);
  add_members (builder, inspect);
  add_breaks (builder, inspect);
  add_activity (builder, &inspect->activity, zone);
  json_builder_set_member_name (builder, "engagement");
  json_builder_begin_object (builder);
  add_engagement (builder, "by_followers", &inspect->activity.by_followers);
  add_engagement (builder, "by_views", &inspect->activity.by_views);
  json_builder_end_object (builder);
  add_terms (builder, "languages", &inspect->languages);
  add_terms (builder, "hashtags", &inspect->tags);
  xa_cli_json_number (builder, "hashtags_hidden", inspect->tags.n_hidden);
  add_terms (builder, "words", &inspect->words);
  add_facets (builder, inspect->facets);
  add_elsewhere (builder, inspect->elsewhere);
  add_affinities (builder, inspect->affinities);
  add_links (builder, inspect->links);
  add_top_posts (builder, &inspect->top_posts);
  add_lists (builder, inspect->lists);
  add_flows (builder, inspect->flows);
  json_builder_end_object (builder);
  xa_cli_json_print (builder);
}
