#include "insight/xa-inspect.h"

#include "insight/xa-inspect-parts.h"
#include "insight/xa-overlaps.h"
#include "insight/xa-preferences.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"

void
xa_inspect_free (XaInspect *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->affinities, g_ptr_array_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  if (self->own) {
    xa_inspect_free (self->own);
    g_free (self);
    return;
  }
  g_clear_pointer (&self->subject, xa_subject_free);
  g_clear_pointer (&self->languages.terms, g_ptr_array_unref);
  g_clear_pointer (&self->tags.terms, g_ptr_array_unref);
  g_clear_pointer (&self->words.terms, g_ptr_array_unref);
  g_clear_pointer (&self->breaks, g_ptr_array_unref);
  g_clear_pointer (&self->facets, g_ptr_array_unref);
  g_clear_pointer (&self->elsewhere, xa_inspect_elsewhere_free);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->lists, g_array_unref);
  g_clear_pointer (&self->flows, g_array_unref);
  g_clear_pointer (&self->top_posts.posts, g_ptr_array_unref);
  g_free (self);
}

XaInspect *
xa_inspect_ref (XaInspect *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static gsize
weigh_inspect (gconstpointer data)
{
  const XaInspect *self = data;
  gsize            weight = sizeof *self + self->affinities->len * (sizeof (XaSharedPreference) + sizeof (XaLeaning) + 64);

  if (self->own)
    return weight;
  weight += (gsize) self->top_posts.posts->len * 1024 + self->sizes->len * sizeof (XaGrowthPoint) + self->lists->len * sizeof (XaInspectList);

  return weight + (self->subject->members ? xa_member_set_count (self->subject->members) * 2 : 0);
}

/* What is asked. */
typedef struct {
  const char    *name;
  GTimeZone     *zone;
  XaInspectDepth depth;
  XaInspect     *own; /* (not owned) (nullable): once it is known */
} Ask;

static void
begin_question (XaResultQuestion   *question,
                const XaScope      *scope,
                const XaResultKind *kind,
                const Ask          *ask)
{
  xa_result_question_init (question, scope, kind);
  xa_result_question_add_number (question, ask->depth);
  xa_result_question_add_text (question, ask->zone ? g_time_zone_get_identifier (ask->zone) : NULL);
  xa_result_question_add_text (question, ask->name);
  xa_result_question_use (question, XA_FACT_AUDIENCES, XA_FACTS_OF_ALL);
  xa_result_question_use_named (question, XA_FACTS_EVERYTHING, ask->name);
}

/* --- of the audience alone ------------------------------------------------------------------------- */

/* What only an audience that was imported has; one made of others is people and no more. */
static gboolean
load_own_history (const XaScope *scope,
                  XaInspect     *self,
                  GTimeZone     *zone,
                  GError       **error)
{
  return xa_inspect_load_activity (scope, self, zone, error) &&
         xa_inspect_load_terms (scope, self, XA_TERM_LANGUAGE, &self->languages, error) &&
         xa_inspect_load_terms (scope, self, XA_TERM_TAG, &self->tags, error) &&
         xa_inspect_load_terms (scope, self, XA_TERM_WORD, &self->words, error) &&
         xa_inspect_load_facets (scope, self, error) && xa_inspect_load_elsewhere (scope, self, error) &&
         xa_inspect_load_lists (scope, self, error) && xa_inspect_load_top_posts (scope, self, error);
}

/* Nothing, where nothing is asked for. */
static void
fill_gaps (XaInspect *self)
{
  GPtrArray **const lists[] = { &self->languages.terms, &self->tags.terms, &self->words.terms, &self->affinities, &self->links, &self->facets, &self->top_posts.posts };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!*lists[i])
      *lists[i] = g_ptr_array_new ();
  if (!self->lists)
    self->lists = g_array_new (FALSE, FALSE, sizeof (XaInspectList));
  if (!self->flows)
    self->flows = g_array_new (FALSE, FALSE, sizeof (XaInspectFlow));
}

static gpointer
compute_own (const XaScope *scope,
             gpointer       data,
             GError       **error)
{
  const Ask *ask = data;
  g_autoptr (XaInspect) self = g_new0 (XaInspect, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->subject = xa_subject_load (scope, ask->name, error);
  if (!self->subject || !xa_subject_judge_size (scope, self->subject, &self->size, error) || !xa_inspect_load_growth (scope, self, error))
    return NULL;
  if (ask->depth >= XA_INSPECT_HISTORY && !load_own_history (scope, self, ask->zone, error))
    return NULL;
  if (ask->depth >= XA_INSPECT_WHOLE && (!xa_inspect_load_turnover (scope, self, error) || !xa_inspect_load_flows (scope, self, error)))
    return NULL;
  if (!xa_inspect_load_breaks (scope, self, error))
    return NULL;
  fill_gaps (self);

  return g_steal_pointer (&self);
}

static XaInspect *
ask_own (const XaScope *scope,
         Ask           *ask,
         GError       **error)
{
  static const XaResultKind kind = { "inspect-own", TRUE, (gpointer (*) (gpointer)) xa_inspect_ref, (GDestroyNotify) xa_inspect_free, weigh_inspect };
  XaResultQuestion          question;

  begin_question (&question, scope, &kind, ask);

  return xa_result_cache_answer (&question, compute_own, ask, error);
}

/* --- and beside others ----------------------------------------------------------------------------- */

/* What the people of the audience lean to more than others do. */
static gboolean
load_affinities (const XaScope *scope,
                 XaInspect     *self,
                 GError       **error)
{
  g_autoptr (XaPreferenceSpace) space = NULL;
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();

  self->affinities = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_shared_preference_free);
  if (!self->subject->members)
    return TRUE;
  g_ptr_array_add (subjects, self->subject);
  space = xa_preference_space_load (scope, self->subject->platform, error);
  if (!space)
    return FALSE;
  g_ptr_array_unref (self->affinities);
  self->affinities = xa_preferences_compare (scope, space, subjects, error);

  return self->affinities != NULL;
}

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  const Ask *ask = data;
  g_autoptr (XaInspect) self = g_memdup2 (ask->own, sizeof *ask->own);

  g_atomic_ref_count_init (&self->ref_count);
  self->own = xa_inspect_ref (ask->own);
  self->affinities = NULL;
  self->links = g_ptr_array_new ();
  if (ask->depth >= XA_INSPECT_HISTORY && !xa_inspect_load_links (scope, self, error))
    return NULL;
  if (ask->depth >= XA_INSPECT_WHOLE && !load_affinities (scope, self, error))
    return NULL;
  if (!self->affinities)
    self->affinities = g_ptr_array_new ();

  return g_steal_pointer (&self);
}

/**
 * xa_inspect_new_part:
 * @name: an audience, see xa_subject_load()
 * @depth: what of it is asked for
 *
 * Returns: (transfer full): the judged answer, computed anew where what it comes from has changed; or NULL with
 *   @error
 */
XaInspect *
xa_inspect_new_part (const XaScope *scope,
                     const char    *name,
                     GTimeZone     *zone,
                     XaInspectDepth depth,
                     GError       **error)
{
  static const XaResultKind kind = { "inspect", FALSE, (gpointer (*) (gpointer)) xa_inspect_ref, (GDestroyNotify) xa_inspect_free, weigh_inspect };
  Ask                       ask = { name, zone, depth, NULL };
  XaResultQuestion          question;
  g_autoptr (XaInspect) own = NULL;

  begin_question (&question, scope, &kind, &ask);
  own = ask_own (scope, &ask, error);
  if (!own)
    return NULL;
  ask.own = own;
  if (depth >= XA_INSPECT_HISTORY)
    xa_result_question_use (&question, XA_FACT_USES, XA_FACTS_OF_ALL);
  if (depth >= XA_INSPECT_WHOLE)
    xa_result_question_use (&question, xa_scope_get_list_facts (scope), XA_FACTS_OF_PLATFORM (own->subject->platform));

  return xa_result_cache_answer (&question, compute, &ask, error);
}

/**
 * xa_inspect_new:
 *
 * Returns: (transfer full): all of it, see xa_inspect_new_part()
 */
XaInspect *
xa_inspect_new (const XaScope *scope,
                const char    *name,
                GTimeZone     *zone,
                GError       **error)
{
  return xa_inspect_new_part (scope, name, zone, XA_INSPECT_WHOLE, error);
}

/**
 * xa_inspect_age_words:
 *
 * Returns: (transfer full): "3 h ago" and the like
 */
char *
xa_inspect_age_words (gint64 age_us)
{
  gint64 minutes = age_us / (60 * G_USEC_PER_SEC);

  if (age_us < 0)
    return g_strdup ("in the future");
  if (minutes < 1)
    return g_strdup ("just now");
  if (minutes < 60)
    return g_strdup_printf ("%d min ago", (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf ("%d h ago", (int) (minutes / 60));

  return g_strdup_printf ("%" G_GINT64_FORMAT " days ago", minutes / (24 * 60));
}

const char *
xa_inspect_coverage_words (XaCoverage coverage)
{
  switch (coverage) {
  case XA_COVERAGE_COMPLETE:
    return N_ ("complete list");
  case XA_COVERAGE_FIRST_N:
    return N_ ("first part of the list");
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return N_ ("who wrote");
  case XA_COVERAGE_REACTORS:
    return N_ ("who reacted");
  case XA_COVERAGE_COUNT_ONLY:
    return N_ ("count only");
  case XA_COVERAGE_SAMPLE:
    return N_ ("random sample");
  }

  return N_ ("not listed");
}
