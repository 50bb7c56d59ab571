#include "insight/xa-trending.h"

#include "analysis/xa-similarity.h"
#include "analysis/xa-trend.h"
#include "insight/xa-own-posts.h"
#include "insight/xa-result-cache.h"
#include "insight/xa-withhold.h"
#include "model/xa-language.h"
#include "store/xa-activity.h"
#include "store/xa-post-sums.h"

#include <math.h>

/* What is usual is told from so many spans before the one that is judged: the cost of a question
 * depends on them, however long the archive is. */
#define N_SPANS 28

/* In how many spans an earlier one loses half its weight. */
#define HALF_LIFE 7.0

/* Fewer deviations than these are within what chance does. */
#define LEAST_SCORE 3.0

/* The rate of false discoveries among the tags that are told. */
#define MOST_FALSE_DISCOVERIES 0.05

#define MOST_TRENDS 50

static void
trend_free (gpointer data)
{
  XaTrend *self = data;

  g_free (self->tag);
  g_clear_pointer (&self->audiences, g_ptr_array_unref);
  g_free (self);
}

void
xa_trending_free (XaTrending *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->trends, g_ptr_array_unref);
  g_free (self);
}

typedef struct {
  const XaScope   *scope;
  const GPtrArray *subjects;
  gint32           first_hour; /* of the history */
  gint32           last_hour;  /* of the judged span */
  guint            span_hours;
  guint            first_span; /* the first whole one since any tag was used: before, nothing is known */
  GHashTable      *own;        /* (not owned): of audiences that were asked about, by id: whether all posts are their own */
  GHashTable      *by_id;      /* (not owned): the subjects, by their ids */
  XaTrending      *answer;
} Search;

/* The time of the last post of any audience in the range. */
static gboolean
find_end (const XaScope   *scope,
          const GPtrArray *subjects,
          gint64          *end_us,
          GError         **error)
{
  gint64 last_us = XA_TIME_UNKNOWN;

  for (guint i = 0; i < subjects->len; i++) {
    gint64 at_us;

    if (!xa_store_get_last_post (scope->store, ((const XaSubject *) subjects->pdata[i])->id, xa_scope_get_end (scope), &at_us, error))
      return FALSE;
    last_us = MAX (last_us, at_us);
  }
  *end_us = last_us;

  return TRUE;
}

/* A tag is its audience's own where nobody but the audience itself wrote in it. */
static gboolean
is_all_own (Search   *self,
            gint64    audience_id,
            gboolean *all_own,
            GError  **error)
{
  XaScope  looked_at = *self->scope;
  gpointer known;

  looked_at.from_us = (gint64) self->first_hour * XA_USEC_PER_HOUR;
  looked_at.to_us = ((gint64) self->last_hour + 1) * XA_USEC_PER_HOUR - 1;
  if (g_hash_table_lookup_extended (self->own, &audience_id, NULL, &known)) {
    *all_own = GPOINTER_TO_INT (known);
    return TRUE;
  }
  if (!xa_scope_is_all_own (&looked_at, audience_id, all_own, error))
    return FALSE;
  g_hash_table_insert (self->own, g_memdup2 (&audience_id, sizeof audience_id), GINT_TO_POINTER (*all_own));

  return TRUE;
}

/* The uses of one tag, by hour: a run of all uses. */
typedef struct {
  const XaTermHour *hours; /* (not owned) (array length=n_hours): in order of time */
  guint             n_hours;
  double            n_now;
  XaTrendScore      score;
  gboolean          withheld; /* too few people used it in the judged span */
  XaFigure          people;   /* who did; not comparable for audiences' own posts */
} Tested;

/* Judged by the spans that are whole in the history. */
static Tested
test (const Search     *self,
      const XaTermHour *hours,
      guint             n_hours)
{
  double counts[N_SPANS + 1] = { 0 };
  Tested tested = { .hours = hours, .n_hours = n_hours, .people = xa_figure_not_comparable (XA_NOTE_NOT_SEEN) };

  for (guint i = 0; i < n_hours; i++)
    counts[(guint) (hours[i].hour - self->first_hour) / self->span_hours] += hours[i].n;
  tested.score = xa_trend_score (counts + self->first_span, G_N_ELEMENTS (counts) - self->first_span, 1, HALF_LIFE);
  tested.n_now = counts[N_SPANS];

  return tested;
}

/* A tag may be named where enough people used it in the judged span, or only audiences themselves. */
static gboolean
judge_people (Search  *self,
              Tested  *tested,
              GError **error)
{
  gint32   first_judged = self->last_hour - (gint32) self->span_hours + 1;
  gboolean all_own = TRUE;
  g_autoptr (XaMemberSet) people = NULL;

  for (guint i = 0; i < tested->n_hours && all_own; i++)
    if (!is_all_own (self, tested->hours[i].audience_id, &all_own, error))
      return FALSE;
  if (all_own)
    return TRUE;
  people = xa_store_load_term_people (self->scope->store, tested->hours[0].term_id, first_judged, self->last_hour, error);
  if (!people)
    return FALSE;
  tested->people = xa_judge_count (self->scope, xa_member_set_count (people));
  tested->withheld = xa_member_set_count (people) < MAX (self->scope->smallest_count, 1);

  return TRUE;
}

/* The audiences in the order in which the tag came to them. */
static void
add_audiences (Search       *self,
               const Tested *tested,
               XaTrend      *trend)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < tested->n_hours; i++) {
    const XaSubject *subject;

    if (!g_hash_table_add (seen, (gpointer) &tested->hours[i].audience_id))
      continue;
    subject = g_hash_table_lookup (self->by_id, &tested->hours[i].audience_id);
    if (!subject)
      continue;
    g_ptr_array_add (trend->audiences, g_strdup (subject->name));
    self->answer->simulated |= subject->simulated;
  }
}

static gboolean
tell (Search       *self,
      const Tested *tested,
      double        q,
      GError      **error)
{
  XaTrend *trend = g_new0 (XaTrend, 1);

  trend->score = tested->score.z;
  trend->expected = tested->score.expected;
  trend->q = q;
  trend->n = xa_figure_exact (tested->n_now);
  trend->people = tested->people;
  trend->first_seen_us = (gint64) tested->hours[0].hour * XA_USEC_PER_HOUR;
  trend->audiences = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->answer->trends, trend);
  add_audiences (self, tested, trend);
  trend->tag = xa_store_get_term (self->scope->store, tested->hours[0].term_id, error);

  return trend->tag != NULL;
}

static gboolean
is_discovery (const Tested *tested,
              double        q)
{
  return tested->score.z >= LEAST_SCORE && q <= MOST_FALSE_DISCOVERIES;
}

/* A tag that may not be named counts as a test, but not with its result: the q of another can be
 * equal to what follows from it. Who used a tag is looked up only where it can matter: a result that
 * is no discovery with all others is none without some of them, and decides the q of none. */
static gboolean
withhold_rare (Search  *self,
               GArray  *tests,
               double  *p,
               GError **error)
{
  g_autofree double *q = g_new (double, MAX (tests->len, 1));

  xa_similarity_q_values (p, tests->len, XA_FALSE_DISCOVERY_BH, q);
  for (guint i = 0; i < tests->len; i++) {
    Tested *tested = &g_array_index (tests, Tested, i);

    if (!(q[i] <= MOST_FALSE_DISCOVERIES))
      continue;
    if (g_cancellable_set_error_if_cancelled (self->scope->cancellable, error) || !judge_people (self, tested, error))
      return FALSE;
    if (!tested->withheld)
      continue;
    p[i] = 1;
    self->answer->n_hidden += is_discovery (tested, q[i]);
  }

  return TRUE;
}

/* Of thousands of tags some score high by chance: told are those that pass both limits. */
static gboolean
tell_discoveries (Search  *self,
                  GArray  *tests,
                  GError **error)
{
  g_autofree double *p = g_new (double, MAX (tests->len, 1));
  g_autofree double *q = g_new (double, MAX (tests->len, 1));

  for (guint i = 0; i < tests->len; i++) {
    p[i] = xa_trend_p (g_array_index (tests, Tested, i).score.z);
    self->answer->n_judged += !isnan (p[i]);
  }
  if (!withhold_rare (self, tests, p, error))
    return FALSE;
  xa_similarity_q_values (p, tests->len, XA_FALSE_DISCOVERY_BH, q);
  for (guint i = 0; i < tests->len; i++) {
    const Tested *tested = &g_array_index (tests, Tested, i);

    if (!tested->withheld && is_discovery (tested, q[i]) && !tell (self, tested, q[i], error))
      return FALSE;
  }

  return TRUE;
}

static int
compare_trends (gconstpointer a,
                gconstpointer b)
{
  const XaTrend *x = *(XaTrend *const *) a;
  const XaTrend *y = *(XaTrend *const *) b;

  if (x->score > y->score || x->score < y->score)
    return x->score > y->score ? -1 : 1;

  return g_strcmp0 (x->tag, y->tag);
}

static guint
find_first_span (const Search     *self,
                 const XaTermHour *hours,
                 guint             n_hours)
{
  gint32 first = self->last_hour;

  for (guint i = 0; i < n_hours; i++)
    first = MIN (first, hours[i].hour);

  return MIN (((guint) (first - self->first_hour) + self->span_hours - 1) / self->span_hours, N_SPANS);
}

static gboolean
judge_all (Search  *self,
           GError **error)
{
  g_autoptr (GArray) uses = xa_store_list_term_hours (self->scope->store, XA_TERM_TAG, self->first_hour, self->last_hour, error);
  g_autoptr (GArray) tests = g_array_new (FALSE, FALSE, sizeof (Tested));
  const XaTermHour *hours;

  if (!uses)
    return FALSE;
  hours = (const XaTermHour *) (void *) uses->data;
  self->first_span = find_first_span (self, hours, uses->len);
  for (guint i = 0, end; i < uses->len; i = end) {
    Tested tested;

    for (end = i + 1; end < uses->len && hours[end].term_id == hours[i].term_id; end++)
      ;
    tested = test (self, hours + i, end - i);
    g_array_append_val (tests, tested);
  }

  return tell_discoveries (self, tests, error);
}

/* That nothing trends is said of all audiences that were looked at. */
static void
mark_nothing (XaTrending      *self,
              const GPtrArray *subjects)
{
  for (guint i = 0; i < subjects->len && self->trends->len == 0; i++)
    self->simulated |= ((const XaSubject *) subjects->pdata[i])->simulated;
}

static gpointer
compute (const XaScope *scope,
         gpointer       data,
         GError       **error)
{
  guint span_hours = *(guint *) data;
  g_autoptr (XaTrending) self = g_new0 (XaTrending, 1);
  g_autoptr (GPtrArray) subjects = xa_subjects_load_all (scope, FALSE, error);
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  Search search = { .scope = scope, .subjects = subjects, .span_hours = MAX (span_hours, 1), .own = own, .by_id = by_id, .answer = self };
  gint64 end_us;

  g_atomic_ref_count_init (&self->ref_count);
  self->trends = g_ptr_array_new_with_free_func (trend_free);
  self->from_us = self->to_us = self->history_us = XA_TIME_UNKNOWN;
  if (!subjects || !find_end (scope, subjects, &end_us, error))
    return NULL;
  if (end_us == XA_TIME_UNKNOWN) {
    mark_nothing (self, subjects);
    return g_steal_pointer (&self);
  }
  for (guint i = 0; i < subjects->len; i++)
    g_hash_table_insert (by_id, &((XaSubject *) subjects->pdata[i])->id, subjects->pdata[i]);
  search.last_hour = (gint32) (end_us / XA_USEC_PER_HOUR - (end_us % XA_USEC_PER_HOUR < 0));
  search.first_hour = search.last_hour + 1 - (gint32) ((N_SPANS + 1) * search.span_hours);
  self->to_us = ((gint64) search.last_hour + 1) * XA_USEC_PER_HOUR;
  self->from_us = self->to_us - (gint64) search.span_hours * XA_USEC_PER_HOUR;
  self->history_us = (gint64) search.first_hour * XA_USEC_PER_HOUR;
  if (!judge_all (&search, error))
    return NULL;
  mark_nothing (self, subjects);
  g_ptr_array_sort (self->trends, compare_trends);
  if (self->trends->len > MOST_TRENDS)
    g_ptr_array_set_size (self->trends, MOST_TRENDS);

  return g_steal_pointer (&self);
}

static gpointer
ref_trending (gpointer trending)
{
  g_atomic_ref_count_inc (&((XaTrending *) trending)->ref_count);

  return trending;
}

/**
 * xa_trending_new:
 * @span_hours: from 1
 *
 * Judges the span that ends with the last post of the range against the 28 spans before it, see
 * xa_trend_score(); tags of three deviations and more trend, if their false discovery rate (Benjamini
 * and Hochberg, over all tags that were judged) is at most 5 %. Tags that may not be named are judged
 * with the others, as if they were chance. Reads these spans and no others.
 *
 * Returns: (transfer full): the judged answer; or NULL with @error
 */
XaTrending *
xa_trending_new (const XaScope *scope,
                 guint          span_hours,
                 GError       **error)
{
  static const XaResultKind kind = { "trending", FALSE, ref_trending, (GDestroyNotify) xa_trending_free, NULL };
  XaResultQuestion          question;

  xa_result_question_init (&question, scope, &kind);
  xa_result_question_add_number (&question, span_hours);
  xa_result_question_use (&question, XA_FACTS_EVERYTHING & ~XA_FACT_IMPORTS, XA_FACTS_OF_ALL);

  return xa_result_cache_answer (&question, compute, &span_hours, error);
}

/**
 * xa_trending_describe:
 *
 * Returns: (transfer full): the rule in a few sentences, for the methods section of a paper
 */
char *
xa_trending_describe (guint smallest_count)
{
  return g_strdup_printf (_ ("Hashtags are said to trend by z = (√(x + 3/8) − m) / max(s, 1/2), where x is the number of posts with the hashtag in the"
                             " judged span, and m and s are the exponentially weighted mean and standard deviation of the same in the %d spans before it"
                             " (half-life: %g spans; Anscombe 1948): z is at least %g, and q over all hashtags of the range, with p from the upper tail of"
                             " the normal distribution, is at most %g %%. Hashtags that fewer than %u people used in the span are not named, unless all"
                             " posts are audiences' own, and take part in q with p = 1."),
                          N_SPANS, HALF_LIFE, LEAST_SCORE, 100 * MOST_FALSE_DISCOVERIES, smallest_count);
}
