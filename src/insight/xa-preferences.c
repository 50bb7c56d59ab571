#include "insight/xa-preferences.h"

#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"
#include "store/xa-activity.h"

#include <math.h>

/* Of all that is significantly preferred, one in twenty may be so by chance. */
#define SIGNIFICANT_Q 0.05

typedef struct {
  XaPreferenceKind kind;
  char            *name;   /* (owned) */
  gint64           id;     /* of an audience, else 0 */
  XaMemberSet     *people; /* (owned) */
  gint64           n_people;
  gboolean         changes; /* a list behind it changed: its counts go in steps */
  guint            n_held;  /* lists behind it that differ from the newest by too few people to tell */
} Thing;

struct _XaPreferenceSpace {
  gatomicrefcount ref_count;
  XaPlatform      platform;
  GPtrArray      *things; /* (owned) (element-type Thing) */
  XaMemberSet    *all;    /* (owned): the baseline */
  gint64          n_all;  /* rounded to what may be told: any lift tells it */
};

const char *
xa_preference_kind_id (XaPreferenceKind kind)
{
  static const char *const ids[] = { NULL, "audience", "hashtag", "language" };

  g_return_val_if_fail (kind > 0 && kind < (int) G_N_ELEMENTS (ids), NULL);

  return ids[kind];
}

const char *
xa_preference_kind_name (XaPreferenceKind kind)
{
  switch (kind) {
  case XA_PREFERENCE_AUDIENCE:
    return _ ("Audience");
  case XA_PREFERENCE_TAG:
    return _ ("Hashtag");
  case XA_PREFERENCE_LANGUAGE:
    return _ ("Language");
  }

  g_return_val_if_reached ("");
}

static void
thing_free (Thing *self)
{
  g_free (self->name);
  xa_member_set_free (self->people);
  g_free (self);
}

void
xa_preference_space_free (XaPreferenceSpace *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->things, g_ptr_array_unref);
  xa_member_set_free (self->all);
  g_free (self);
}

void
xa_shared_preference_free (XaSharedPreference *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_free (self->leanings);
  g_free (self);
}

static Thing *
add_thing (XaPreferenceSpace *self,
           XaPreferenceKind   kind,
           const char        *name,
           gint64             id)
{
  Thing *thing = g_new0 (Thing, 1);

  thing->kind = kind;
  thing->name = g_strdup (name);
  thing->id = id;
  thing->people = xa_member_set_new ();
  g_ptr_array_add (self->things, thing);

  return thing;
}

static void
add_audience (XaPreferenceSpace *self,
              const XaSubject   *subject)
{
  Thing *thing = add_thing (self, XA_PREFERENCE_AUDIENCE, subject->name, subject->id);

  xa_member_set_union (thing->people, subject->members);
  xa_member_set_union (self->all, subject->members);
  thing->changes = subject->changes;
  thing->n_held = subject->held;
}

/* The same word in several audiences is one thing. */
static gboolean
add_terms (const XaScope     *scope,
           XaPreferenceSpace *self,
           const XaSubject   *subject,
           XaTermKind         term_kind,
           XaPreferenceKind   kind,
           GHashTable        *by_text,
           GError           **error)
{
  g_autoptr (GPtrArray) uses = xa_store_list_terms (scope->store, subject->id, term_kind, xa_scope_get_first_hour (scope),
                                                    xa_scope_get_last_hour (scope), error);

  if (!uses)
    return FALSE;
  for (guint i = 0; i < uses->len; i++) {
    const XaTermUse *use = uses->pdata[i];
    Thing           *thing = g_hash_table_lookup (by_text, use->text);

    if (!thing) {
      thing = add_thing (self, kind, use->text, 0);
      g_hash_table_insert (by_text, thing->name, thing);
    }
    xa_member_set_union (thing->people, use->people);
    thing->changes |= subject->changes;
  }

  return TRUE;
}

static gboolean
add_subject (const XaScope     *scope,
             XaPreferenceSpace *self,
             const XaSubject   *subject,
             GHashTable        *tags,
             GHashTable        *languages,
             GError           **error)
{
  if (subject->members)
    add_audience (self, subject);

  return add_terms (scope, self, subject, XA_TERM_TAG, XA_PREFERENCE_TAG, tags, error) &&
         add_terms (scope, self, subject, XA_TERM_LANGUAGE, XA_PREFERENCE_LANGUAGE, languages, error);
}

static gpointer
load_space (const XaScope *scope,
            gpointer       data,
            GError       **error)
{
  XaPlatform platform = *(XaPlatform *) data;
  g_autoptr (XaPreferenceSpace) self = g_new0 (XaPreferenceSpace, 1);
  g_autoptr (GPtrArray) subjects = xa_subjects_load_platform (scope, platform, TRUE, error);
  g_autoptr (GHashTable) tags = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) languages = g_hash_table_new (g_str_hash, g_str_equal);

  g_atomic_ref_count_init (&self->ref_count);
  self->platform = platform;
  self->things = g_ptr_array_new_with_free_func ((GDestroyNotify) thing_free);
  self->all = xa_member_set_new ();
  for (guint i = 0; subjects && i < subjects->len; i++)
    if (!add_subject (scope, self, subjects->pdata[i], tags, languages, error))
      return NULL;
  if (!subjects)
    return NULL;
  self->n_all = xa_scope_round_universe (xa_member_set_count (self->all));
  for (guint i = 0; i < self->things->len; i++) {
    Thing *thing = self->things->pdata[i];

    /* Those who write need not be in a list: the baseline is whom the lists hold. */
    xa_member_set_intersect (thing->people, self->all);
    thing->n_people = (gint64) xa_member_set_count (thing->people);
  }

  return g_steal_pointer (&self);
}

static gpointer
ref_space (gpointer space)
{
  g_atomic_ref_count_inc (&((XaPreferenceSpace *) space)->ref_count);

  return space;
}

static gsize
weigh_space (gconstpointer data)
{
  const XaPreferenceSpace *self = data;
  gsize                    weight = xa_member_set_count (self->all) * 2;

  for (guint i = 0; i < self->things->len; i++)
    weight += sizeof (Thing) + (gsize) ((const Thing *) self->things->pdata[i])->n_people * 2;

  return weight;
}

/**
 * xa_preference_space_load:
 *
 * Returns: (transfer full): all that people of @platform were seen to be in, to write about, or
 *   to write in; or NULL with @error
 */
XaPreferenceSpace *
xa_preference_space_load (const XaScope *scope,
                          XaPlatform     platform,
                          GError       **error)
{
  static const XaResultKind kind = { "preference-space", TRUE, ref_space, (GDestroyNotify) xa_preference_space_free, weigh_space };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_number (&question, platform);
  xa_result_question_use (&question, XA_FACT_AUDIENCES, XA_FACTS_OF_ALL);
  xa_result_question_use (&question, xa_scope_get_list_facts (scope) | XA_FACT_USES, XA_FACTS_OF_PLATFORM (platform));

  return xa_result_cache_answer (&question, load_space, &platform, error);
}

/* Few left over of the audience, or of the others who prefer it, would be small counts. */
static gboolean
may_show (const XaScope *scope,
          gint64         support,
          gint64         n_group,
          gint64         n_people)
{
  gint64 k = scope->smallest_count;
  gint64 others = n_people - support;

  if (k <= 1)
    return TRUE;

  return support >= k && n_group - support >= k && (others == 0 || others >= k);
}

/* What two lists share, of which one changed, is told in steps here as it is elsewhere, and so is
 * what follows from it. */
typedef struct {
  gint64   support; /* as counted */
  gint64   n_group;
  gint64   n_people;
  gboolean in_steps;
  guint64  extra; /* see xa_step_of() */
} Shared;

static gint64
get_told (const XaScope *scope,
          const Shared  *shared)
{
  guint64 low, high;

  if (!shared->in_steps || shared->support < scope->smallest_count)
    return shared->support;

  return MIN ((gint64) xa_step_of (scope, (guint64) shared->support, shared->extra, &low, &high), MIN (shared->n_group, shared->n_people));
}

static void
tell_in_steps (const XaScope *scope,
               const Shared  *shared,
               XaLeaning     *leaning)
{
  XaFigure support = xa_figure_exact ((double) shared->support);
  XaFigure share;

  xa_tell_in_steps (scope, shared->extra, &support);
  if (support.note != XA_NOTE_IN_STEPS || shared->n_group <= 0)
    return;
  leaning->support.kind = XA_FIGURE_BOUNDS;
  leaning->support.note = XA_NOTE_IN_STEPS;
  leaning->support.value = support.value;
  leaning->support.low = support.low;
  leaning->support.high = MIN (support.high, (double) shared->n_group);
  share = leaning->support;
  share.value /= (double) shared->n_group;
  share.low /= (double) shared->n_group;
  share.high /= (double) shared->n_group;
  if (xa_figure_has_number (&leaning->share))
    leaning->share = share;
}

static XaLeaning
lean (const XaScope    *scope,
      const XaAffinity *affinity,
      const Shared     *shared)
{
  XaLeaning self = {
    .support = affinity->share,
    .share = affinity->share,
    .lift = affinity->lift,
    .q = xa_figure_exact (affinity->q),
  };

  self.support.value = (double) shared->support;
  self.support.low = self.support.high = NAN;
  if (!may_show (scope, shared->support, shared->n_group, shared->n_people)) {
    XaFigureNote note = shared->n_group - shared->support < scope->smallest_count ? XA_NOTE_NEAR_WHOLE : XA_NOTE_WOULD_REVEAL;

    xa_figure_suppress (&self.support, note);
    xa_figure_suppress (&self.share, note);
    xa_figure_suppress (&self.lift, note);
    xa_figure_suppress (&self.q, note);
  } else if (shared->in_steps) {
    tell_in_steps (scope, shared, &self);
  }

  return self;
}

static XaLeaning
no_leaning (XaFigureNote note)
{
  XaFigure none = note == XA_NOTE_SMALL_COUNT ? xa_figure_suppressed (note) : xa_figure_not_comparable (note);

  return (XaLeaning) { none, none, none, none };
}

/* What one audience leans to, into column @column of @preferences (one a thing). */
static gboolean
compare_one (const XaScope     *scope,
             XaPreferenceSpace *space,
             const XaSubject   *subject,
             guint              column,
             GPtrArray         *preferences,
             GError           **error)
{
  guint                    n = space->things->len;
  g_autofree XaPreference *counts = g_new0 (XaPreference, MAX (n, 1));
  g_autofree Shared       *shared = g_new0 (Shared, MAX (n, 1));
  g_autoptr (GArray) affinities = NULL;
  XaFigure coverage = xa_figure_members (&subject->seen);
  gint64   n_group = (gint64) xa_member_set_count (subject->members);

  for (guint i = 0; i < n; i++) {
    Thing *thing = space->things->pdata[i];

    if (g_cancellable_set_error_if_cancelled (scope->cancellable, error))
      return FALSE;
    shared[i] = (Shared) { 0, n_group, thing->n_people, (subject->changes || thing->changes) && scope->smallest_count > 1, 0 };
    shared[i].extra = (guint64) (subject->held + thing->n_held) * (scope->smallest_count - 1);
    if (thing->id == 0 || thing->id != subject->id) /* that its people are in it says nothing */
      shared[i].support = (gint64) xa_member_set_count_shared (thing->people, subject->members);
    counts[i].in_baseline = thing->n_people;
    counts[i].in_group = get_told (scope, &shared[i]);
  }
  affinities = xa_affinity_compute (counts, n, n_group, space->n_all, scope->smallest_count, &coverage);
  for (guint i = 0; i < affinities->len; i++) {
    const XaAffinity   *affinity = &g_array_index (affinities, XaAffinity, i);
    XaSharedPreference *preference = preferences->pdata[affinity->index];

    preference->leanings[column] = lean (scope, affinity, &shared[affinity->index]);
    preference->n_more += affinity->q < SIGNIFICANT_Q && affinity->signed_g2 > 0 &&
                          xa_figure_has_number (&preference->leanings[column].lift);
  }

  return TRUE;
}

static double
best_lift (const XaSharedPreference *preference,
           guint                     n)
{
  double best = 0;

  for (guint i = 0; i < n; i++)
    if (xa_figure_has_number (&preference->leanings[i].lift) && preference->leanings[i].lift.value > best)
      best = preference->leanings[i].lift.value;

  return best;
}

static int
compare_strength (gconstpointer a,
                  gconstpointer b,
                  gpointer      n)
{
  const XaSharedPreference *x = *(XaSharedPreference *const *) a;
  const XaSharedPreference *y = *(XaSharedPreference *const *) b;
  double                    lift_x = best_lift (x, GPOINTER_TO_UINT (n));
  double                    lift_y = best_lift (y, GPOINTER_TO_UINT (n));

  if (x->n_more != y->n_more)
    return (int) y->n_more - (int) x->n_more;

  return lift_x != lift_y ? (lift_x < lift_y) - (lift_x > lift_y) : g_strcmp0 (x->name, y->name);
}

static GPtrArray *
prepare (XaPreferenceSpace *space,
         guint              n_subjects)
{
  GPtrArray *preferences = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_shared_preference_free);

  for (guint i = 0; i < space->things->len; i++) {
    const Thing        *thing = space->things->pdata[i];
    XaSharedPreference *preference = g_new0 (XaSharedPreference, 1);

    preference->kind = thing->kind;
    preference->audience_id = thing->kind == XA_PREFERENCE_AUDIENCE ? thing->id : 0;
    preference->name = g_strdup (thing->name);
    preference->leanings = g_new (XaLeaning, MAX (n_subjects, 1));
    for (guint k = 0; k < n_subjects; k++)
      preference->leanings[k] = no_leaning (XA_NOTE_SMALL_COUNT);
    g_ptr_array_add (preferences, preference);
  }

  return preferences;
}

/**
 * xa_preferences_compare:
 * @subjects: (element-type XaSubject): loaded with their people; those of other platforms, or
 *   without a list, have no leanings
 *
 * Lift, its interval, signed G2 and q are those of xa-affinity.h, with the people of the platform
 * in any list as the baseline.
 */
GPtrArray *
xa_preferences_compare (const XaScope     *scope,
                        XaPreferenceSpace *space,
                        const GPtrArray   *subjects,
                        GError           **error)
{
  g_autoptr (GPtrArray) preferences = prepare (space, subjects->len);

  for (guint i = 0; i < subjects->len; i++) {
    const XaSubject *subject = subjects->pdata[i];

    if (subject->platform == space->platform && subject->members) {
      if (!compare_one (scope, space, subject, i, preferences, error))
        return NULL;
      continue;
    }
    for (guint k = 0; k < preferences->len; k++)
      ((XaSharedPreference *) preferences->pdata[k])->leanings[i] =
        no_leaning (subject->members ? XA_NOTE_TWO_PLATFORMS : XA_NOTE_COUNTS_ONLY);
  }
  for (guint k = preferences->len; k-- > 0;)
    if (((XaSharedPreference *) preferences->pdata[k])->n_more == 0)
      g_ptr_array_remove_index (preferences, k);
  g_ptr_array_sort_with_data (preferences, compare_strength, GUINT_TO_POINTER (subjects->len));

  return g_steal_pointer (&preferences);
}
