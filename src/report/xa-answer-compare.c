#include "report/xa-answers.h"

/* Builds [{"name", "platform", "members", "simulated"}]. */
void
xa_answer_build_audiences (JsonBuilder     *builder,
                           const GPtrArray *subjects,
                           const GArray    *sizes)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < subjects->len; i++) {
    const XaSubject *subject = subjects->pdata[i];

    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "name", subject->name);
    xa_answer_add_text (builder, "platform", xa_platform_id (subject->platform));
    xa_answer_add_figure (builder, "members", &g_array_index (sizes, XaFigure, i));
    xa_answer_add_flag (builder, "simulated", subject->simulated);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* Adds "audiences": [{"name", "platform", "members", "simulated"}]. */
void
xa_answer_add_audiences (JsonBuilder     *builder,
                         const GPtrArray *subjects,
                         const GArray    *sizes)
{
  json_builder_set_member_name (builder, "audiences");
  xa_answer_build_audiences (builder, subjects, sizes);
}

const XaMeasure xa_answer_pair_measures[XA_ANSWER_N_PAIR_MEASURES] = { XA_MEASURE_MUTUAL, XA_MEASURE_JACCARD, XA_MEASURE_OVERLAP_COEFFICIENT,
                                                                       XA_MEASURE_SHARE_OF_A, XA_MEASURE_SHARE_OF_B, XA_MEASURE_LIFT };

static const char *
get_name (const XaOverlaps *overlaps,
          guint             i)
{
  return ((const XaSubject *) overlaps->subjects->pdata[i])->name;
}

/**
 * xa_answer_add_pairs:
 *
 * Adds "pairs": [{"a", "b", "mutual", "jaccard", ..., "lift", "q"}], every figure with its kind.
 */
void
xa_answer_add_pairs (JsonBuilder      *builder,
                     const XaOverlaps *overlaps)
{
  json_builder_set_member_name (builder, "pairs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < overlaps->pairs->len; i++) {
    const XaOverlapPair *pair = &g_array_index (overlaps->pairs, XaOverlapPair, i);

    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "a", get_name (overlaps, pair->a));
    xa_answer_add_text (builder, "b", get_name (overlaps, pair->b));
    for (gsize m = 0; m < XA_ANSWER_N_PAIR_MEASURES; m++)
      xa_answer_add_figure (builder, xa_measure_id (xa_answer_pair_measures[m]), &pair->measures[xa_answer_pair_measures[m]]);
    xa_answer_add_figure (builder, "q", &pair->q);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* Shared: all of the audiences lean to it significantly. Distinctive: exactly one does. */
gboolean
xa_answer_is_of (const XaSharedPreference *preference,
                 guint                     n_subjects,
                 gboolean                  shared)
{
  return shared ? n_subjects > 1 && preference->n_more == n_subjects : preference->n_more == 1;
}

static void
add_leanings (JsonBuilder              *builder,
              const XaSharedPreference *preference,
              const GPtrArray          *subjects)
{
  json_builder_set_member_name (builder, "audiences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < subjects->len; i++) {
    const XaLeaning *leaning = &preference->leanings[i];

    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "name", ((const XaSubject *) subjects->pdata[i])->name);
    xa_answer_add_figure (builder, "support", &leaning->support);
    xa_answer_add_figure (builder, "share", &leaning->share);
    xa_answer_add_figure (builder, "lift", &leaning->lift);
    xa_answer_add_figure (builder, "q", &leaning->q);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_preferences (JsonBuilder     *builder,
                 const char      *member,
                 const GPtrArray *preferences,
                 const GPtrArray *subjects,
                 gboolean         shared)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < preferences->len; i++) {
    const XaSharedPreference *preference = preferences->pdata[i];

    if (!xa_answer_is_of (preference, subjects->len, shared))
      continue;
    json_builder_begin_object (builder);
    xa_answer_add_text (builder, "kind", xa_preference_kind_id (preference->kind));
    xa_answer_add_text (builder, "name", preference->name);
    add_leanings (builder, preference, subjects);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
xa_answer_comparison (JsonBuilder      *builder,
                      const XaOverlaps *overlaps,
                      const GPtrArray  *preferences)
{
  json_builder_begin_object (builder);
  xa_answer_add_audiences (builder, overlaps->subjects, overlaps->sizes);
  xa_answer_add_pairs (builder, overlaps);
  add_preferences (builder, "shared_preferences", preferences, overlaps->subjects, TRUE);
  add_preferences (builder, "distinctive_preferences", preferences, overlaps->subjects, FALSE);
  xa_answer_add_flag (builder, "simulated", overlaps->simulated);
  json_builder_end_object (builder);
}
