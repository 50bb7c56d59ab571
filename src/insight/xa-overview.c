#include "insight/xa-overview.h"

#include "insight/xa-overlap-counts.h"
#include "insight/xa-overlaps.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "privacy/xa-disclosure-pairs.h"
#include "store/xa-glance.h"

#include <math.h>

/* Of more audiences of a platform the total is told in the coarse steps anyhow: what every two of
 * them share would take as long as all other questions together, to tell one number better. */
#define MOST_AUDIENCES_PAIRED 100

void
xa_overview_free (XaOverview *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->platforms, g_array_unref);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_free (self);
}

static void
add_posts (XaPostSums       *to,
           const XaPostSums *posts)
{
  if (posts->n == 0)
    return;
  to->first_us = to->n ? MIN (to->first_us, posts->first_us) : posts->first_us;
  to->last_us = to->n ? MAX (to->last_us, posts->last_us) : posts->last_us;
  to->n += posts->n;
  to->n_own += posts->n_own;
  for (int i = 0; i < XA_N_COUNTERS; i++) {
    to->counters[i].n += posts->counters[i].n;
    to->counters[i].sum += posts->counters[i].sum;
  }
}

/* The audiences of one platform whose people were listed, with their places. */
typedef struct {
  XaPlatform platform;
  GArray    *places; /* (owned) (element-type guint) */
} Listed;

static void
listed_clear (Listed *self)
{
  g_array_unref (self->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listed, listed_clear)

static const XaSubject *
get_subject (const XaOverview *self,
             const Listed     *listed,
             guint             i)
{
  return self->subjects->pdata[g_array_index (listed->places, guint, i)];
}

static const XaFigure *
get_size (const XaOverview *self,
          const Listed     *listed,
          guint             i)
{
  return &g_array_index (self->sizes, XaFigure, g_array_index (listed->places, guint, i));
}

/* What the lists add up to: at least that where a size is hidden or not exact. */
static XaFigure
add_sizes (const XaScope    *scope,
           const XaOverview *self,
           const Listed     *listed)
{
  double   sum = 0;
  gboolean exact = TRUE;

  for (guint i = 0; i < listed->places->len; i++) {
    const XaSubject *subject = get_subject (self, listed, i);
    const XaFigure  *size = get_size (self, listed, i);

    if (!xa_figure_has_number (size) || size->kind != XA_FIGURE_EXACT || size->note == XA_NOTE_AS_STATED)
      exact = FALSE;
    /* Who of an audience whose size is published was listed: of several lists, at least so many steps. */
    if (size->note == XA_NOTE_AS_STATED)
      sum += (double) (subject->seen.n_seen - (subject->changes ? subject->seen.n_seen % MAX (scope->smallest_count, 1) : 0));
    else if (xa_figure_has_number (size))
      sum += size->kind == XA_FIGURE_EXACT ? size->value : size->low;
  }

  return exact ? xa_figure_exact (sum) : xa_figure_lower_bound (sum);
}

static gboolean
shows_list (const XaScope   *scope,
            const XaSubject *subject)
{
  return subject->seen.n_seen == 0 || subject->seen.n_seen >= scope->smallest_count;
}

/* Whether what two of the audiences share is withheld: next to the sizes and what other pairs
 * share, the total would be an equation for it. */
static gboolean
has_withheld_pair (const XaScope    *scope,
                   const XaOverview *self,
                   const Listed     *listed,
                   gboolean         *withheld,
                   GError          **error)
{
  guint                n = listed->places->len;
  g_autofree guint64  *sizes = g_new (guint64, n);
  g_autofree gboolean *known = g_new (gboolean, n);
  g_autofree guint32  *shared = g_new (guint32, (gsize) n * n);
  g_autofree guint8   *judged = g_new (guint8, (gsize) n * n);
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
  g_autoptr (XaOverlap) counts = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (subjects, (gpointer) get_subject (self, listed, i));
  counts = xa_overlap_counts_load (scope, subjects, NULL, NULL, error);
  if (!counts)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    sizes[i] = xa_overlap_get_size (counts, i);
    known[i] = xa_figure_has_number (get_size (self, listed, i));
    for (guint j = 0; j < n; j++)
      shared[(gsize) i * n + j] = (guint32) xa_overlap_get_shared (counts, i, j);
  }
  xa_disclosure_judge_pairs (sizes, known, shared, n, scope->smallest_count, judged);
  *withheld = FALSE;
  for (gsize i = 0; i < (gsize) n * n && !*withheld; i++)
    *withheld = judged[i] != XA_WITHHELD_NOT;

  return TRUE;
}

static void
judge_total (const XaScope    *scope,
             const XaOverview *self,
             const Listed     *listed,
             guint64           n_together,
             XaFigure         *figure)
{
  guint                n = listed->places->len;
  g_autofree guint64  *sizes = g_new (guint64, MAX (n, 1));
  g_autofree gboolean *shown = g_new (gboolean, MAX (n, 1));

  for (guint i = 0; i < n; i++) {
    sizes[i] = xa_member_set_count (get_subject (self, listed, i)->members);
    shown[i] = shows_list (scope, get_subject (self, listed, i));
  }
  xa_judge_together (scope, sizes, shown, n, n_together, figure);
}

/* Of three audiences the total is withheld with a pair; of more it is told to the nearest hundred,
 * which is what lift goes by, and of very many always. */
static gboolean
judge_beside_pairs (const XaScope    *scope,
                    const XaOverview *self,
                    const Listed     *listed,
                    XaFigure         *figure,
                    GError          **error)
{
  XaScope  coarse = *scope;
  gboolean withheld = TRUE;
  gboolean changes = FALSE;
  guint64  extra = 0;

  for (guint i = 0; i < listed->places->len; i++) {
    changes |= get_subject (self, listed, i)->changes;
    extra += get_subject (self, listed, i)->held ? scope->smallest_count - 1 : 0;
  }
  if (listed->places->len > 2 && scope->smallest_count > 1) {
    if (listed->places->len <= MOST_AUDIENCES_PAIRED && !has_withheld_pair (scope, self, listed, &withheld, error))
      return FALSE;
    if (withheld && listed->places->len == 3)
      xa_figure_suppress (figure, XA_NOTE_WOULD_REVEAL);
    coarse.smallest_count = withheld ? MAX (scope->smallest_count, 100) : scope->smallest_count;
    changes |= withheld;
  }
  if (changes)
    xa_tell_in_steps (&coarse, extra, figure);

  return TRUE;
}

/* Different people in any list, and whether these are all there are. */
static gboolean
count_people (const XaScope    *scope,
              const XaOverview *self,
              const Listed     *listed,
              XaFigure         *people,
              GError          **error)
{
  g_autoptr (XaMemberSet) all = xa_member_set_new ();
  gboolean complete = TRUE;
  gint64   key_epoch = 0;

  for (guint i = 0; i < listed->places->len; i++) {
    const XaSubject *subject = get_subject (self, listed, i);

    /* The same person is somebody else under another key. */
    if (key_epoch && subject->seen.key_epoch != key_epoch) {
      *people = xa_figure_not_comparable (XA_NOTE_TWO_KEYS);
      return TRUE;
    }
    key_epoch = subject->seen.key_epoch;
    complete &= subject->seen.coverage == XA_COVERAGE_COMPLETE;
    xa_member_set_union (all, subject->members);
  }
  if (listed->places->len == 1 && complete) {
    *people = *get_size (self, listed, 0);
    return TRUE;
  }
  *people = complete ? xa_figure_exact ((double) xa_member_set_count (all)) : xa_figure_lower_bound ((double) xa_member_set_count (all));
  if (!complete)
    people->note = XA_NOTE_PARTIAL_LISTS;
  judge_total (scope, self, listed, xa_member_set_count (all), people);

  return judge_beside_pairs (scope, self, listed, people, error);
}

/* --- who there are -------------------------------------------------------------------------------- */

static void
count_platform (XaOverview         *self,
                guint               place,
                XaOverviewPlatform *platform,
                Listed             *listed)
{
  const XaSubject *subject = self->subjects->pdata[place];

  platform->n_audiences++;
  if (!subject->members)
    return;
  platform->n_listed++;
  g_array_append_val (listed->places, place);
}

static gboolean
add_platform (const XaScope *scope,
              XaOverview    *self,
              XaPlatform     id,
              GError       **error)
{
  XaOverviewPlatform platform = { .platform = id, .posts = { .first_us = XA_TIME_UNKNOWN, .last_us = XA_TIME_UNKNOWN } };
  g_auto (Listed) listed = { id, g_array_new (FALSE, FALSE, sizeof (guint)) };

  for (guint i = 0; i < self->subjects->len; i++)
    if (((const XaSubject *) self->subjects->pdata[i])->platform == id)
      count_platform (self, i, &platform, &listed);
  if (platform.n_audiences == 0)
    return TRUE;
  if (platform.n_listed) {
    if (!count_people (scope, self, &listed, &platform.different_people, error))
      return FALSE;
    platform.sum_of_members = add_sizes (scope, self, &listed);
  } else {
    platform.different_people = platform.sum_of_members = xa_figure_not_comparable (XA_NOTE_NOT_SEEN);
  }
  g_array_append_val (self->platforms, platform);

  return TRUE;
}

static gboolean
judge_sizes (const XaScope *scope,
             XaOverview    *self,
             GError       **error)
{
  g_autoptr (GArray) lists = xa_store_glance_lists (scope->store, error);

  if (!lists)
    return FALSE;
  for (guint i = 0; i < self->subjects->len; i++) {
    const XaSubject  *subject = self->subjects->pdata[i];
    guint             n_snapshots;
    const XaSnapshot *snapshots = xa_glance_get_lists (lists, subject->id, &n_snapshots);
    XaFigure          size = xa_subject_judge_size_among (scope, subject, snapshots, n_snapshots);

    g_array_append_val (self->sizes, size);
  }

  return TRUE;
}

static XaOverview *
overview_new (void)
{
  XaOverview *self = g_new0 (XaOverview, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->posts = (XaPostSums) { .first_us = XA_TIME_UNKNOWN, .last_us = XA_TIME_UNKNOWN };
  self->platforms = g_array_new (FALSE, FALSE, sizeof (XaOverviewPlatform));
  self->sizes = g_array_new (FALSE, FALSE, sizeof (XaFigure));

  return self;
}

/* All but the posts. Once they are counted, the people themselves are not kept. */
static gpointer
compute_people (const XaScope *scope,
                gpointer       data,
                GError       **error)
{
  g_autoptr (XaOverview) self = overview_new ();

  self->subjects = xa_subjects_load_all (scope, TRUE, error);
  if (!self->subjects || !judge_sizes (scope, self, error))
    return NULL;
  for (int p = 1; p < XA_N_PLATFORMS; p++)
    if (!add_platform (scope, self, (XaPlatform) p, error))
      return NULL;
  for (guint i = 0; i < self->subjects->len; i++)
    g_clear_pointer (&((XaSubject *) self->subjects->pdata[i])->members, xa_member_set_free);

  return g_steal_pointer (&self);
}

static gpointer
ref_overview (gpointer overview)
{
  g_atomic_ref_count_inc (&((XaOverview *) overview)->ref_count);

  return overview;
}

static gsize
weigh_overview (gconstpointer overview)
{
  return ((const XaOverview *) overview)->subjects->len * (sizeof (XaSubject) + sizeof (XaFigure) + 64);
}

static XaOverview *
ask_people (const XaScope *scope,
            GError       **error)
{
  static const XaResultKind kind = { "people", TRUE, ref_overview, (GDestroyNotify) xa_overview_free, weigh_overview };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute_people, NULL, error);
}

/* --- and what they post ---------------------------------------------------------------------------- */

static XaOverviewPlatform *
find_platform (XaOverview *self,
               XaPlatform  platform)
{
  for (guint i = 0; i < self->platforms->len; i++)
    if (g_array_index (self->platforms, XaOverviewPlatform, i).platform == platform)
      return &g_array_index (self->platforms, XaOverviewPlatform, i);

  return NULL;
}

static gboolean
add_audience (const XaScope *scope,
              XaOverview    *self,
              XaSubject     *subject,
              GError       **error)
{
  XaOverviewPlatform *platform = find_platform (self, subject->platform);
  XaPostSums          posts;

  if (g_cancellable_set_error_if_cancelled (scope->cancellable, error) ||
      !xa_store_sum_posts (scope->store, subject->id, xa_scope_get_start (scope), xa_scope_get_end (scope), &posts, error) ||
      !xa_store_count_posts (scope->store, subject->id, &subject->n_posts, error))
    return FALSE;
  if (platform)
    add_posts (&platform->posts, &posts);
  add_posts (&self->posts, &posts);

  return TRUE;
}

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  g_autoptr (XaOverview) people = ask_people (scope, error);
  g_autoptr (XaOverview) self = overview_new ();

  if (!people)
    return NULL;
  g_array_append_vals (self->platforms, people->platforms->data, people->platforms->len);
  g_array_append_vals (self->sizes, people->sizes->data, people->sizes->len);
  self->subjects = g_ptr_array_new_full (people->subjects->len, (GDestroyNotify) xa_subject_free);
  for (guint i = 0; i < people->subjects->len; i++) {
    XaSubject *subject = xa_subject_copy (people->subjects->pdata[i], FALSE);

    g_ptr_array_add (self->subjects, subject);
    if (!add_audience (scope, self, subject, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

/**
 * xa_overview_new:
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaOverview *
xa_overview_new (const XaScope *scope,
                 GError       **error)
{
  static const XaResultKind kind = { "overview", FALSE, ref_overview, (GDestroyNotify) xa_overview_free, weigh_overview };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_use (&question, XA_FACT_AUDIENCES | XA_FACT_POSTS | xa_scope_get_list_facts (scope), XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute, NULL, error);
}
