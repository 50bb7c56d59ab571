#include "ui/inspect/xa-inspect-charts.h"

#include "charts/xa-bar-chart.h"
#include "charts/xa-line-chart.h"
#include "charts/xa-scatter-chart.h"
#include "charts/xa-week-chart.h"
#include "providers/xa-provider.h"
#include "ui/xa-words.h"
#include "ui/xa-bounds-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BARS 8
#define MOST_FACET_BARS 12
#define MOST_TOP_POSTS 3

/* A pause is a gap in the line if it is this many times as long as is usual. */
#define GAP_FACTOR 4

static int
compare_int64 (const void *a,
               const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* From how long on nobody looked, judged by the pauses there are: never less than two days. */
static gint64
find_max_gap (const GArray *points)
{
  g_autofree gint64 *pauses = g_new (gint64, MAX (points->len, 1));
  guint              n = 0;

  for (guint i = 1; i < points->len; i++)
    pauses[n++] = g_array_index (points, XaLinePoint, i).at_us - g_array_index (points, XaLinePoint, i - 1).at_us;
  if (n == 0)
    return 0;
  qsort (pauses, n, sizeof *pauses, compare_int64);

  return MAX (GAP_FACTOR * pauses[n / 2], 2 * XA_USEC_PER_DAY);
}

/* The list before that was come by in the same way: lists of members and of those who wrote are made in turns. */
static const XaInspectList *
find_list_before (const XaInspect *inspect,
                  guint            i)
{
  const XaInspectList *list = &g_array_index (inspect->lists, XaInspectList, i);

  while (i-- > 0)
    if (g_array_index (inspect->lists, XaInspectList, i).coverage == list->coverage)
      return &g_array_index (inspect->lists, XaInspectList, i);

  return NULL;
}

/* A platform that shows a few more or fewer of its members than the last time does nothing else than then. */
static gboolean
is_made_alike (const XaInspectList *a,
               const XaInspectList *b)
{
  return ABS (a->first_n - b->first_n) <= MAX (a->first_n, b->first_n) / 10 && g_strcmp0 (a->format, b->format) == 0;
}

/* A list that was made differently from the one before explains a jump. */
static void
add_events (const XaInspect *inspect,
            GArray          *events)
{
  for (guint i = 1; i < inspect->lists->len; i++) {
    const XaInspectList *list = &g_array_index (inspect->lists, XaInspectList, i);
    const XaInspectList *before = find_list_before (inspect, i);
    XaLineEvent          event = { .at_us = list->at_us, .label = xa_words_coverage (list->coverage) };

    if (before && is_made_alike (list, before))
      continue;
    if (before)
      event.label = list->format ? list->format : _ ("other source");
    g_array_append_val (events, event);
  }
}

/* The posts that were answered most may have brought people. */
static void
add_top_posts (const XaInspect *inspect,
               GArray          *events)
{
  const GPtrArray *top = inspect->top_posts.posts;

  for (guint i = 0; i < MIN (top->len, MOST_TOP_POSTS); i++) {
    const XaInspectTopPost *post = top->pdata[i];
    XaLineEvent             event = { .at_us = post->post->at_us, .label = _ ("top post") };

    g_array_append_val (events, event);
  }
}

static const char *
get_way_name (const char *provider_id)
{
  const XaProvider *provider = xa_provider_by_id (provider_id);

  return provider ? _ (provider->name) : provider_id;
}

/* Where the size is seen by another way from then on, the picture breaks.
 * @texts: (element-type utf8): keeps the words */
static void
add_breaks (const XaInspect *inspect,
            gint64           from_us,
            GArray          *events,
            GPtrArray       *texts)
{
  for (guint i = 0; i < inspect->breaks->len; i++) {
    const XaSeriesBreak *at = inspect->breaks->pdata[i];
    XaLineEvent          event = { .at_us = at->at_us, .is_break = TRUE };
    char                *label, *words;

    if ((at->kind != XA_PASS_PROFILE && at->kind != XA_PASS_MEMBERS) || (from_us != XA_TIME_UNKNOWN && at->at_us < from_us))
      continue;
    label = g_strdup_printf (_ ("now by %s"), get_way_name (at->after));
    words = g_strdup_printf (_ ("seen by %s from here on, by %s before; a difference across may not be the audience's"), get_way_name (at->after),
                             get_way_name (at->before));
    g_ptr_array_add (texts, label);
    g_ptr_array_add (texts, words);
    event.label = label;
    event.words = words;
    g_array_append_val (events, event);
  }
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  return compare_int64 (&((const XaLineEvent *) a)->at_us, &((const XaLineEvent *) b)->at_us);
}

static XaChart *
make_growth (const XaInspectAnswer *answer)
{
  const XaInspect *inspect = answer->inspect;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaLinePoint));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (XaLineEvent));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  XaLineChartData data;

  for (guint i = 0; i < inspect->sizes->len; i++) {
    const XaGrowthPoint *size = &g_array_index (inspect->sizes, XaGrowthPoint, i);
    XaLinePoint          point = { size->at_us, xa_figure_rounded (size->value, size->granularity) };

    if (answer->from_us == XA_TIME_UNKNOWN || size->at_us >= answer->from_us)
      g_array_append_val (points, point);
  }
  add_events (inspect, events);
  add_top_posts (inspect, events);
  add_breaks (inspect, answer->from_us, events, texts);
  g_array_sort (events, compare_events);
  data = (XaLineChartData) {
    .name = _ ("Growth"),
    .unit = _ ("members"),
    .style = XA_FIGURE_STYLE_COUNT,
    .points = (const XaLinePoint *) (gpointer) points->data,
    .n_points = points->len,
    .events = (const XaLineEvent *) (gpointer) events->data,
    .n_events = events->len,
    .from_us = XA_TIME_UNKNOWN,
    .to_us = XA_TIME_UNKNOWN,
    .now_us = answer->to_us == XA_TIME_UNKNOWN ? answer->now_us : MIN (answer->to_us, answer->now_us),
    .max_gap_us = find_max_gap (points),
    .zone = answer->zone,
    .simulated = inspect->subject->simulated,
  };

  return xa_line_chart_new (&data);
}

/* How many of those listed before stayed, at the later of two lists. */
static XaChart *
make_retention (const XaInspectAnswer *answer)
{
  const XaInspect *inspect = answer->inspect;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaLinePoint));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (XaLineEvent));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  XaLineChartData data;

  add_breaks (inspect, answer->from_us, events, texts);
  for (guint i = 0; i < inspect->flows->len; i++) {
    const XaInspectFlow *flow = &g_array_index (inspect->flows, XaInspectFlow, i);
    XaLinePoint          point = { flow->later_us, flow->turnover.retention };

    g_array_append_val (points, point);
  }
  data = (XaLineChartData) {
    .name = _ ("Retention"),
    .unit = _ ("stayed since the list before"),
    .style = XA_FIGURE_STYLE_SHARE,
    .points = (const XaLinePoint *) (gpointer) points->data,
    .n_points = points->len,
    .events = (const XaLineEvent *) (gpointer) events->data,
    .n_events = events->len,
    .from_us = XA_TIME_UNKNOWN,
    .to_us = XA_TIME_UNKNOWN,
    .now_us = XA_TIME_UNKNOWN,
    .max_gap_us = find_max_gap (points),
    .zone = answer->zone,
    .simulated = inspect->subject->simulated,
  };

  return xa_line_chart_new (&data);
}

/* "Europe/Berlin (UTC+01:00)", or just "UTC". */
static char *
describe_zone (GTimeZone *zone,
               gint64     now_us)
{
  int         interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now_us / G_USEC_PER_SEC);
  int         offset = g_time_zone_get_offset (zone, interval) / 60;
  const char *name = g_time_zone_get_identifier (zone);

  if (g_str_has_suffix (name, "UTC"))
    return g_strdup (_ ("hours in UTC"));

  return g_strdup_printf (_ ("hours in %s (UTC%s%02d:%02d)"), name, offset < 0 ? "−" : "+", ABS (offset) / 60, ABS (offset) % 60);
}

static XaChart *
make_week (const XaInspectAnswer *answer)
{
  const XaInspectActivity *activity = &answer->inspect->activity;
  g_autofree char         *zone = describe_zone (answer->zone, answer->now_us);
  XaWeekChartData          data = {
             .name = _ ("When posts are written"),
             .unit = _ ("posts"),
             .zone_name = zone,
             .simulated = answer->inspect->subject->simulated,
  };

  memcpy (data.figures, activity->week, sizeof data.figures);
  memcpy (data.n_hours, activity->n_hours, sizeof data.n_hours);

  return xa_week_chart_new (&data);
}

/* People count for terms, not posts: one author writes many. Own posts have no other people. */
static XaChart *
make_terms (const XaInspectAnswer *answer,
            const XaInspectTerms  *terms,
            const char            *name)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (XaBar));
  XaBarChartData data;

  for (guint i = 0; i < terms->terms->len; i++) {
    const XaInspectTerm *term = terms->terms->pdata[i];
    XaBar                bar = { term->text, term->posts };

    g_array_append_val (bars, bar);
  }
  data = (XaBarChartData) {
    .name = name,
    .unit = _ ("posts"),
    .style = XA_FIGURE_STYLE_COUNT,
    .bars = (const XaBar *) (gpointer) bars->data,
    .n_bars = bars->len,
    .n_hidden = terms->n_hidden,
    .most = MOST_BARS,
    .n_beyond = terms->n_beyond,
    .simulated = answer->inspect->subject->simulated,
  };

  return xa_bar_chart_new (&data);
}

/* What the platform told of a facet; nothing where it did not. */
static XaChart *
make_facet (const XaInspectAnswer *answer,
            XaFacet                which)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (XaBar));
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  const XaInspectFacet *facet = xa_inspect_answer_find_facet (answer, which);
  XaBarChartData        data;

  for (guint i = 0; facet && i < facet->counts->len; i++) {
    const XaInspectFacetCount *count = facet->counts->pdata[i];
    XaBar                      bar = { xa_inspect_facet_label (which, count), count->people };

    g_ptr_array_add (labels, (char *) bar.label);
    g_array_append_val (bars, bar);
  }
  data = (XaBarChartData) {
    .name = _ (xa_facet_words (which)),
    .unit = _ ("followers"),
    .style = XA_FIGURE_STYLE_COUNT,
    .bars = (const XaBar *) (gpointer) bars->data,
    .n_bars = bars->len,
    .n_hidden = facet ? facet->n_hidden : 0,
    .most = MOST_FACET_BARS,
    .n_beyond = facet ? facet->n_beyond : 0,
    .simulated = answer->inspect->subject->simulated,
  };

  return xa_bar_chart_new (&data);
}

/* What members say of themselves; nothing where their profiles were not read. */
static XaChart *
make_elsewhere (const XaInspectAnswer *answer)
{
  const XaInspectElsewhere *elsewhere = answer->inspect->elsewhere;
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (XaBar));
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  XaBarChartData data;

  for (guint i = 0; elsewhere && i < elsewhere->places->len; i++) {
    const XaInspectPlace *place = &g_array_index (elsewhere->places, XaInspectPlace, i);
    g_autofree char      *people = xa_words_figure (&place->people, XA_FIGURE_STYLE_COUNT);
    /* Translators: a platform, and how many people: "Bluesky (118 to 122)" */
    XaBar bar = { g_strdup_printf (_ ("%s (%s)"), xa_platform_name (place->platform), people), place->share };

    g_ptr_array_add (labels, (char *) bar.label);
    g_array_append_val (bars, bar);
  }
  data = (XaBarChartData) {
    .name = _ ("Also on, by their own profile"),
    .unit = _ ("of those whose profile was read"),
    .style = XA_FIGURE_STYLE_SHARE,
    .bars = (const XaBar *) (gpointer) bars->data,
    .n_bars = bars->len,
    .n_hidden = elsewhere ? elsewhere->n_hidden : 0,
    .simulated = answer->inspect->subject->simulated,
  };

  return xa_bar_chart_new (&data);
}

static XaChart *
make_preferences (const XaInspectAnswer *answer)
{
  const char *const  kinds[] = { _ ("Audiences"), _ ("Hashtags"), _ ("Languages"), NULL };
  const GPtrArray   *affinities = answer->inspect->affinities;
  XaScatterChartData data = { .name = _ ("Preferences"), .categories = kinds, .simulated = answer->inspect->subject->simulated };
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaScatterPoint));

  for (guint i = 0; i < MIN (affinities->len, XA_MOST_DOTS); i++) {
    const XaSharedPreference *affinity = affinities->pdata[i];
    const XaLeaning          *leaning = &affinity->leanings[0];
    XaScatterPoint            point = { affinity->name, leaning->share, leaning->lift, leaning->support, affinity->kind - XA_PREFERENCE_AUDIENCE };

    g_array_append_val (points, point);
  }
  data.points = (const XaScatterPoint *) (gpointer) points->data;
  data.n_points = points->len;

  return xa_scatter_chart_new (&data);
}

/**
 * xa_inspect_chart_new:
 *
 * Returns: (transfer full): one of the charts of the page
 */
XaChart *
xa_inspect_chart_new (const XaInspectAnswer *answer,
                      XaInspectChart         which)
{
  if (which > XA_INSPECT_CHART_FACETS)
    return make_facet (answer, (XaFacet) (which - XA_INSPECT_CHART_FACETS));
  switch (which) {
  case XA_INSPECT_CHART_GROWTH:
    return make_growth (answer);
  case XA_INSPECT_CHART_WEEK:
    return make_week (answer);
  case XA_INSPECT_CHART_LANGUAGES:
    return make_terms (answer, &answer->inspect->languages, _ ("Languages"));
  case XA_INSPECT_CHART_TAGS:
    return make_terms (answer, &answer->inspect->tags, _ ("Hashtags"));
  case XA_INSPECT_CHART_WORDS:
    return make_terms (answer, &answer->inspect->words, _ ("Words"));
  case XA_INSPECT_CHART_ELSEWHERE:
    return make_elsewhere (answer);
  case XA_INSPECT_CHART_PREFERENCES:
    return make_preferences (answer);
  case XA_INSPECT_CHART_RETENTION:
    return make_retention (answer);
  case XA_INSPECT_CHART_FACETS:
    break;
  }
  g_assert_not_reached ();
}

/* What is asked for again when a chart leaves the app. */
typedef struct {
  gint64         audience_id;
  GTimeZone     *zone; /* (owned) */
  XaInspectChart which;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *self = data;

  g_time_zone_unref (self->zone);
  g_free (self);
}

static Offer *
offer_copy (const Offer *offer)
{
  Offer *self = g_memdup2 (offer, sizeof *offer);

  g_time_zone_ref (self->zone);

  return self;
}

static gpointer
answer_offer (const XaScope    *scope,
              gpointer          data,
              XaInsightProgress progress,
              gpointer          progress_data,
              GError          **error)
{
  const Offer   *offer = data;
  XaInspectDepth depth = offer->which >= XA_INSPECT_CHART_PREFERENCES ? XA_INSPECT_WHOLE : XA_INSPECT_HISTORY;
  g_autoptr (XaInspectAnswer) answer = xa_inspect_answer_new (scope, offer->audience_id, offer->zone, depth, error);

  return answer ? xa_inspect_chart_new (answer, offer->which) : NULL;
}

static void
ask_offer (gpointer data,
           XaAsk   *ask)
{
  *ask = (XaAsk) { answer_offer, offer_copy (data), offer_free, (GDestroyNotify) xa_chart_free };
}

void
xa_inspect_chart_show (XaChartView           *view,
                       XaSession             *session,
                       const XaInspectAnswer *answer,
                       XaInspectChart         which)
{
  Offer offer = { answer->inspect->subject->id, answer->zone, which };

  xa_chart_view_set_chart (view, xa_inspect_chart_new (answer, which));
  xa_chart_view_set_outside (view, session, ask_offer, offer_copy (&offer), offer_free);
}
