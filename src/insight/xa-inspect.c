#include "insight/xa-inspect.h"

#include "insight/xa-inspect-parts.h"
#include "insight/xa-overlaps.h"
#include "insight/xa-preferences.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"

void
xa_inspect_free (XaInspect *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->subject, xa_subject_free);
  g_clear_pointer (&self->languages.terms, g_ptr_array_unref);
  g_clear_pointer (&self->tags.terms, g_ptr_array_unref);
  g_clear_pointer (&self->affinities, g_ptr_array_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->breaks, g_ptr_array_unref);
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

/* What only an audience that was imported has; one made of others is people and no more. */
static gboolean
load_own_history (const XaScope *scope,
                  XaInspect     *self,
                  GTimeZone     *zone,
                  GError       **error)
{
  return xa_inspect_load_activity (scope, self, zone, error) &&
         xa_inspect_load_terms (scope, self, XA_TERM_LANGUAGE, &self->languages, error) &&
         xa_inspect_load_terms (scope, self, XA_TERM_TAG, &self->tags, error) && xa_inspect_load_links (scope, self, error) &&
         xa_inspect_load_lists (scope, self, error) && xa_inspect_load_top_posts (scope, self, error);
}

/* Nothing, where nothing is asked for. */
static void
fill_gaps (XaInspect *self)
{
  GPtrArray **const lists[] = { &self->languages.terms, &self->tags.terms, &self->affinities, &self->links, &self->top_posts.posts };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!*lists[i])
      *lists[i] = g_ptr_array_new ();
  if (!self->lists)
    self->lists = g_array_new (FALSE, FALSE, sizeof (XaInspectList));
  if (!self->flows)
    self->flows = g_array_new (FALSE, FALSE, sizeof (XaInspectFlow));
}

static XaInspect *
compute (const XaScope *scope,
         const char    *name,
         GTimeZone     *zone,
         XaInspectDepth depth,
         GError       **error)
{
  g_autoptr (XaInspect) self = g_new0 (XaInspect, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->subject = xa_subject_load (scope, name, error);
  if (!self->subject || !xa_subject_judge_size (scope, self->subject, &self->size, error) || !xa_inspect_load_growth (scope, self, error))
    return NULL;
  if (depth >= XA_INSPECT_HISTORY) {
    self->links = g_ptr_array_new ();
    if (!load_own_history (scope, self, zone, error))
      return NULL;
  }
  if (depth >= XA_INSPECT_WHOLE &&
      (!xa_inspect_load_turnover (scope, self, error) || !xa_inspect_load_flows (scope, self, error) || !load_affinities (scope, self, error)))
    return NULL;
  if (!xa_inspect_load_breaks (scope, self, error))
    return NULL;
  fill_gaps (self);

  return g_steal_pointer (&self);
}

/**
 * xa_inspect_new_part:
 * @name: an audience, see xa_subject_load()
 * @depth: what of it is asked for
 *
 * Returns: (transfer full): the judged answer, computed anew where the workspace has changed; or NULL with
 *   @error
 */
XaInspect *
xa_inspect_new_part (const XaScope *scope,
                     const char    *name,
                     GTimeZone     *zone,
                     XaInspectDepth depth,
                     GError       **error)
{
  gint64           begun_us = g_get_monotonic_time ();
  XaResultInput    input = xa_result_cache_look (scope->store);
  g_autofree char *question = g_strdup_printf ("inspect %d %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s", depth, scope->smallest_count, scope->from_us,
                                               scope->to_us, zone ? g_time_zone_get_identifier (zone) : "", name);
  XaInspect       *self = xa_result_cache_find (&input, question);
  gboolean         was_kept = self != NULL;

  if (!was_kept)
    self = compute (scope, name, zone, depth, error);
  if (!was_kept && self)
    xa_result_cache_keep (&input, question, self, (gpointer (*) (gpointer)) xa_inspect_ref, (GDestroyNotify) xa_inspect_free);
  if (self)
    xa_result_cache_measure (was_kept, begun_us);

  return self;
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
    return "complete list";
  case XA_COVERAGE_FIRST_N:
    return "first part of the list";
  case XA_COVERAGE_ACTIVE_AUTHORS:
    return "who wrote";
  case XA_COVERAGE_REACTORS:
    return "who reacted";
  case XA_COVERAGE_COUNT_ONLY:
    return "count only";
  case XA_COVERAGE_SAMPLE:
    return "random sample";
  }

  return "not listed";
}
