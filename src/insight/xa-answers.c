#include "insight/xa-answers.h"

#include "insight/xa-preferences.h"
#include "insight/xa-reaches.h"
#include "insight/xa-universe.h"
#include "store/xa-audiences.h"

/* How many people a platform has goes in as a number: that it is the same is what matters. */
static gboolean
use_universe (XaResultQuestion *self,
              gint64            id,
              gboolean         *is_used,
              GError          **error)
{
  XaPlatform platform;
  gint64     n_people;

  if (!xa_store_get_platform (self->scope->store, id, &platform, error))
    return FALSE;
  if (is_used[platform])
    return TRUE;
  is_used[platform] = TRUE;
  if (!xa_universe_count (self->scope, platform, &n_people, error))
    return FALSE;
  xa_result_question_use_number (self, platform);
  xa_result_question_use_number (self, n_people);

  return TRUE;
}

gboolean
xa_result_question_use_audiences (XaResultQuestion  *self,
                                  const char *const *names,
                                  GError           **error)
{
  XaFacts  facts = xa_scope_get_list_facts (self->scope);
  gboolean is_used[XA_N_PLATFORMS] = { FALSE };
  gint64   id;

  xa_result_question_use (self, XA_FACT_AUDIENCES, XA_FACTS_OF_ALL);
  for (guint i = 0; names[i]; i++) {
    xa_result_question_add_text (self, names[i]);
    xa_result_question_use_named (self, facts, names[i]);
    if (!self->is_lost && xa_scope_parse_id (names[i], &id) && !use_universe (self, id, is_used, error))
      return FALSE;
  }

  return TRUE;
}

/* --- what they share -------------------------------------------------------------------------------- */

typedef struct {
  const char *const *names;
  XaInsightProgress  progress;
  gpointer           progress_data;
} PairsAsk;

static gsize
weigh_subjects (const GPtrArray *subjects)
{
  gsize weight = 0;

  for (guint i = 0; i < subjects->len; i++) {
    const XaMemberSet *members = ((const XaSubject *) subjects->pdata[i])->members;

    weight += sizeof (XaSubject) + (members ? xa_member_set_count (members) * 2 : 0);
  }

  return weight;
}

static gsize
weigh_overlaps (gconstpointer data)
{
  const XaOverlaps *self = data;

  return self->pairs->len * sizeof (XaOverlapPair) + weigh_subjects (self->subjects);
}

static const XaResultKind overlaps_kind = { "overlaps", TRUE, (gpointer (*) (gpointer)) xa_overlaps_ref, (GDestroyNotify) xa_overlaps_free, weigh_overlaps };

static gpointer
compute_overlaps (const XaScope *scope,
                  gpointer       data,
                  GError       **error)
{
  const PairsAsk *ask = data;
  GPtrArray      *subjects = xa_subjects_load (scope, ask->names, error);

  return subjects ? xa_overlaps_new (scope, subjects, ask->progress, ask->progress_data, error) : NULL;
}

/**
 * xa_overlaps_ask:
 * @names: (array zero-terminated=1)
 * @progress: (nullable): told how far the counting is, if there is any
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaOverlaps *
xa_overlaps_ask (const XaScope     *scope,
                 const char *const *names,
                 XaInsightProgress  progress,
                 gpointer           progress_data,
                 GError           **error)
{
  PairsAsk         ask = { names, progress, progress_data };
  XaResultQuestion question;

  xa_result_question_init (&question, scope, &overlaps_kind);
  if (!xa_result_question_use_audiences (&question, names, error))
    return NULL;

  return xa_result_cache_answer (&question, compute_overlaps, &ask, error);
}

/* --- who is in which of them ------------------------------------------------------------------------- */

typedef struct {
  const XaOverlaps *overlaps;
  guint             n_top;
} CombinationsAsk;

static const XaResultKind intersections_kind = { "intersections", TRUE, (gpointer (*) (gpointer)) xa_intersections_ref, (GDestroyNotify) xa_intersections_unref, NULL };

static gpointer
compute_intersections (const XaScope *scope,
                       gpointer       data,
                       GError       **error)
{
  const CombinationsAsk *ask = data;

  return xa_intersections_new (scope, ask->overlaps, ask->n_top, error);
}

/**
 * xa_intersections_ask:
 *
 * Returns: (transfer full): what xa_intersections_new() answers; or NULL with @error
 */
XaIntersections *
xa_intersections_ask (const XaScope    *scope,
                      const XaOverlaps *overlaps,
                      guint             n_top,
                      GError          **error)
{
  CombinationsAsk  ask = { overlaps, n_top };
  XaResultQuestion question;

  xa_result_question_init (&question, scope, &intersections_kind);
  xa_result_question_add_number (&question, n_top);
  for (guint i = 0; i < overlaps->subjects->len; i++)
    xa_result_question_add_text (&question, ((const XaSubject *) overlaps->subjects->pdata[i])->name);
  /* It is made from these and nothing else. */
  xa_result_question_use_number (&question, (gint64) overlaps->serial);

  return xa_result_cache_answer (&question, compute_intersections, &ask, error);
}

/* --- how many they reach together -------------------------------------------------------------------- */

typedef struct {
  const char *const *names;
  guint              n_steps;
} ReachesAsk;

static gsize
weigh_reaches (gconstpointer data)
{
  const XaReaches *self = data;

  return sizeof *self + self->reach->steps->len * sizeof (XaReachStep) + weigh_subjects (self->subjects);
}

static gpointer
compute_reaches (const XaScope *scope,
                 gpointer       data,
                 GError       **error)
{
  const ReachesAsk *ask = data;
  GPtrArray        *subjects = xa_subjects_load (scope, ask->names, error);

  return subjects ? xa_reaches_new (scope, subjects, ask->n_steps, error) : NULL;
}

/**
 * xa_reaches_ask:
 * @names: (array zero-terminated=1): of audiences or composites
 *
 * Returns: (transfer full): what xa_reaches_new() answers; or NULL with @error
 */
XaReaches *
xa_reaches_ask (const XaScope     *scope,
                const char *const *names,
                guint              n_steps,
                GError           **error)
{
  static const XaResultKind kind = { "reaches", FALSE, (gpointer (*) (gpointer)) xa_reaches_ref, (GDestroyNotify) xa_reaches_free, weigh_reaches };
  ReachesAsk                ask = { names, n_steps };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_number (&question, n_steps);
  if (!xa_result_question_use_audiences (&question, names, error))
    return NULL;

  return xa_result_cache_answer (&question, compute_reaches, &ask, error);
}

/* --- what they prefer --------------------------------------------------------------------------------- */

static gpointer
compute_preferences (const XaScope *scope,
                     gpointer       data,
                     GError       **error)
{
  g_autoptr (GPtrArray) subjects = xa_subjects_load (scope, data, error);
  g_autoptr (XaPreferenceSpace) space = NULL;

  if (!subjects)
    return NULL;
  space = xa_preference_space_load (scope, ((const XaSubject *) subjects->pdata[0])->platform, error);

  return space ? xa_preferences_compare (scope, space, subjects, error) : NULL;
}

/**
 * xa_preferences_ask:
 * @names: (array zero-terminated=1): at least one
 *
 * Returns: (transfer full) (element-type XaSharedPreference): what xa_preferences_compare() answers among the
 *   people of the first one's platform; or NULL with @error
 */
GPtrArray *
xa_preferences_ask (const XaScope     *scope,
                    const char *const *names,
                    GError           **error)
{
  static const XaResultKind kind = { "preferences-by-name", FALSE, (gpointer (*) (gpointer)) g_ptr_array_ref, (GDestroyNotify) g_ptr_array_unref, NULL };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  for (guint i = 0; names[i]; i++)
    xa_result_question_add_text (&question, names[i]);
  /* They are told against all people of the platform. */
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_USES | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute_preferences, (gpointer) names, error);
}
