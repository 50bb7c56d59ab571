#include "insight/xa-answers.h"

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
weigh_overlaps (gconstpointer data)
{
  const XaOverlaps *self = data;
  gsize             weight = self->pairs->len * sizeof (XaOverlapPair);

  for (guint i = 0; i < self->subjects->len; i++) {
    const XaMemberSet *members = ((const XaSubject *) self->subjects->pdata[i])->members;

    weight += sizeof (XaSubject) + (members ? xa_member_set_count (members) * 2 : 0);
  }

  return weight;
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
