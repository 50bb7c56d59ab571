#include "ui/compare/xa-comparison.h"

#include "analysis/xa-seriation.h"
#include "insight/xa-result-cache.h"

#include <math.h>

/* Combinations of audiences that are listed, of each kind. */
#define N_COMBINATIONS 40

/* Fewer others than this say nothing about what is usual. */
#define LEAST_PEERS 8

XaComparison *
xa_comparison_ref (XaComparison *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
xa_comparison_unref (XaComparison *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->names);
  g_clear_pointer (&self->overlaps, xa_overlaps_free);
  g_clear_pointer (&self->intersections, xa_intersections_unref);
  g_free (self->growth);
  g_free (self->by_followers);
  g_free (self->by_views);
  g_free (self->only_here);
  g_free (self->order);
  g_free (self);
}

static GStrv
list_names (const XaComparisonAudiences *audiences)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < audiences->n; i++) {
    char name[32];

    g_snprintf (name, sizeof name, "#%" G_GINT64_FORMAT, audiences->ids[i]);
    g_strv_builder_add (builder, name);
  }

  return g_strv_builder_end (builder);
}

/* --- beside one another ------------------------------------------------------------------------- */

static XaFigure
get_engagement (const XaExploreRow *row,
                XaEngagementBase    base)
{
  if (!row)
    return xa_figure_not_comparable (XA_NOTE_NOT_SEEN);

  return row->engagement_base == base ? row->engagement : xa_figure_not_comparable (XA_NOTE_UNDEFINED);
}

/* A share of a size: in steps, where the count is. */
static XaFigure
divide (const XaFigure *count,
        double          size)
{
  XaFigure share = *count;

  share.value /= size;
  share.low /= size;
  share.high /= size;

  return share;
}

static XaFigure
get_only_here (const XaComparison *self,
               guint               i)
{
  const XaFigure *size = &g_array_index (self->overlaps->sizes, XaFigure, i);
  XaFigure        alone;

  if (self->intersections->n_compared == 0 || self->intersections->apart[i] != XA_NOTE_NONE)
    return xa_figure_not_comparable (self->intersections->apart[i] != XA_NOTE_NONE ? self->intersections->apart[i] : XA_NOTE_TOO_FEW);
  alone = xa_intersections_get (self->intersections, 1u << i);
  if (!xa_figure_has_number (&alone))
    return alone;
  if (!xa_figure_is_counted (size) || self->intersections->basis != XA_BASIS_WHOLE || !(size->value > 0))
    return xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);

  return divide (&alone, size->value);
}

static void
measure_each (XaComparison    *self,
              const XaExplore *explore)
{
  guint n = self->audiences.n;

  self->growth = g_new (XaFigure, n);
  self->by_followers = g_new (XaFigure, n);
  self->by_views = g_new (XaFigure, n);
  self->only_here = g_new (XaFigure, n);
  for (guint i = 0; i < n; i++) {
    const XaExploreRow *row = xa_explore_find (explore, self->audiences.ids[i]);

    self->growth[i] = row ? row->growth_30.relative : xa_figure_not_comparable (XA_NOTE_NOT_SEEN);
    self->by_followers[i] = get_engagement (row, XA_ENGAGEMENT_BY_FOLLOWERS);
    self->by_views[i] = get_engagement (row, XA_ENGAGEMENT_BY_VIEWS);
    self->only_here[i] = get_only_here (self, i);
  }
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
take_quartiles (GArray *numbers,
                double *quartiles)
{
  if (numbers->len < LEAST_PEERS)
    return;
  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < 3; i++)
    quartiles[i] = g_array_index (numbers, double, (numbers->len - 1) * (i + 1) / 4);
}

static void
add_number (GArray         *numbers,
            const XaFigure *figure)
{
  if (figure->kind == XA_FIGURE_EXACT && isfinite (figure->value))
    g_array_append_val (numbers, figure->value);
}

/* What is usual in the workspace, of figures that are shown there. */
static void
measure_peers (XaComparison    *self,
               const XaExplore *explore)
{
  g_autoptr (XaExploreList) list = xa_explore_list (explore, NULL, XA_EXPLORE_BY_NAME, FALSE);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) growth = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) by_followers = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) by_views = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < list->n; i++) {
    const XaExploreRow *row = xa_explore_find (explore, list->ids[i]);

    add_number (members, &row->size);
    add_number (growth, &row->growth_30.relative);
    add_number (row->engagement_base == XA_ENGAGEMENT_BY_VIEWS ? by_views : by_followers, &row->engagement);
  }
  take_quartiles (members, self->peers.members);
  take_quartiles (growth, self->peers.growth);
  take_quartiles (by_followers, self->peers.by_followers);
  take_quartiles (by_views, self->peers.by_views);
}

/* --- the whole ---------------------------------------------------------------------------------- */

static void
put_in_order (XaComparison *self)
{
  guint              n = self->audiences.n;
  g_autofree double *similarity = g_new (double, (gsize) n *n);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++) {
      const XaFigure *jaccard = i == j ? NULL : &xa_overlaps_get_pair (self->overlaps, i, j)->measures[XA_MEASURE_JACCARD];

      similarity[i * n + j] = !jaccard ? 1 : isfinite (jaccard->value) ? jaccard->value
                                                                       : jaccard->low;
    }
  self->order = xa_seriation_order (similarity, n);
}

/* What is asked, with the one whom progress is told. */
typedef struct {
  const XaComparisonAudiences *audiences;
  XaInsightProgress            progress;
  gpointer                     progress_data;
} Ask;

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  const Ask *ask = data;
  g_autoptr (XaComparison) self = g_new0 (XaComparison, 1);
  g_autoptr (XaExplore) explore = NULL;
  g_auto (GStrv) names = list_names (ask->audiences);

  g_atomic_ref_count_init (&self->references);
  self->audiences = *ask->audiences;
  self->overlaps = xa_overlaps_ask (scope, (const char *const *) names, ask->progress, ask->progress_data, error);
  if (!self->overlaps)
    return NULL;
  self->simulated = self->overlaps->simulated;
  self->intersections = xa_intersections_ask (scope, self->overlaps, N_COMBINATIONS, error);
  if (!self->intersections)
    return NULL;
  explore = xa_explore_load (scope, error);
  if (!explore)
    return NULL;
  self->names = g_new (const char *, self->audiences.n);
  for (guint i = 0; i < self->audiences.n; i++)
    self->names[i] = ((XaSubject *) self->overlaps->subjects->pdata[i])->name;
  measure_each (self, explore);
  measure_peers (self, explore);
  put_in_order (self);

  return g_steal_pointer (&self);
}

static void
ask_about (XaResultQuestion            *question,
           const XaComparisonAudiences *audiences)
{
  for (guint i = 0; i < audiences->n; i++) {
    xa_result_question_add_number (question, audiences->ids[i]);
    xa_result_question_add_number (question, audiences->categories[i]);
  }
}

/**
 * xa_comparison_new:
 * @audiences: 2 to XA_INTERSECTIONS_MOST
 *
 * Beside the audiences stands what is usual in the workspace: it is computed from all that there are.
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaComparison *
xa_comparison_new (const XaScope               *scope,
                   const XaComparisonAudiences *audiences,
                   XaInsightProgress            progress,
                   gpointer                     progress_data,
                   GError                     **error)
{
  static const XaResultKind kind = { "comparison", FALSE, (gpointer (*) (gpointer)) xa_comparison_ref, (GDestroyNotify) xa_comparison_unref, NULL };
  Ask                       ask = { audiences, progress, progress_data };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  ask_about (&question, audiences);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_POSTS | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute, &ask, error);
}

/* --- preferences -------------------------------------------------------------------------------- */

void
xa_comparison_preferences_free (XaComparisonPreferences *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->preferences, g_ptr_array_unref);
  g_free (self);
}

/* The platform of most of the audiences; of several, that of the first. */
static XaPlatform
find_platform (const GPtrArray *subjects)
{
  guint counts[XA_N_PLATFORMS] = { 0 };
  guint best = ((XaSubject *) subjects->pdata[0])->platform;

  for (guint i = 0; i < subjects->len; i++)
    counts[((XaSubject *) subjects->pdata[i])->platform]++;
  for (guint platform = 0; platform < XA_N_PLATFORMS; platform++)
    if (counts[platform] > counts[best])
      best = platform;

  return (XaPlatform) best;
}

static gpointer
compute_preferences (const XaScope *scope,
                     gpointer       data,
                     GError       **error)
{
  const XaComparisonAudiences *audiences = data;
  g_autoptr (XaComparisonPreferences) self = g_new0 (XaComparisonPreferences, 1);
  g_auto (GStrv) names = list_names (audiences);
  g_autoptr (GPtrArray) subjects = xa_subjects_load (scope, (const char *const *) names, error);
  g_autoptr (XaPreferenceSpace) space = NULL;

  g_atomic_ref_count_init (&self->references);
  if (!subjects)
    return NULL;
  self->n = audiences->n;
  self->platform = find_platform (subjects);
  for (guint i = 0; i < subjects->len; i++)
    self->simulated |= ((const XaSubject *) subjects->pdata[i])->simulated;
  space = xa_preference_space_load (scope, self->platform, error);
  if (!space)
    return NULL;
  self->preferences = xa_preferences_compare (scope, space, subjects, error);
  if (!self->preferences)
    return NULL;

  return g_steal_pointer (&self);
}

static gpointer
ref_preferences (gpointer preferences)
{
  g_atomic_ref_count_inc (&((XaComparisonPreferences *) preferences)->references);

  return preferences;
}

XaComparisonPreferences *
xa_comparison_preferences_new (const XaScope               *scope,
                               const XaComparisonAudiences *audiences,
                               GError                     **error)
{
  static const XaResultKind kind = { "preferences", FALSE, ref_preferences, (GDestroyNotify) xa_comparison_preferences_free, NULL };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  ask_about (&question, audiences);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_USES | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute_preferences, (gpointer) audiences, error);
}
