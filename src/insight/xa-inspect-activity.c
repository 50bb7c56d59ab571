#include "insight/xa-inspect-parts.h"
#include "insight/xa-withhold.h"
#include "store/xa-activity.h"

#include <string.h>

/* Resampling whole posts takes time for every one of them; the newest tell how it is now. */
#define MOST_POSTS_RESAMPLED 1000

/* Always the same, so that the same posts have the same intervals. */
#define SEED 20260101

/* The size in force at a time, or XA_COUNT_UNKNOWN before the first. */
static gint64
size_at (const GArray *sizes,
         gint64        at_us)
{
  guint low = 0;

  for (guint high = sizes->len; low < high;) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (sizes, XaGrowthPoint, middle).at_us <= at_us)
      low = middle + 1;
    else
      high = middle;
  }

  return low ? (gint64) g_array_index (sizes, XaGrowthPoint, low - 1).value : XA_COUNT_UNKNOWN;
}

static gboolean
load_engagement (const XaScope     *scope,
                 const XaSubject   *subject,
                 const GArray      *briefs,
                 XaInspectActivity *self,
                 GError           **error)
{
  guint                        n = MIN (briefs->len, MOST_POSTS_RESAMPLED);
  g_autofree XaEngagementPost *posts = g_new (XaEngagementPost, MAX (n, 1));
  g_autoptr (GArray) sizes = xa_inspect_list_sizes (scope, subject, error);

  if (!sizes)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const XaPostBrief *brief = &g_array_index (briefs, XaPostBrief, briefs->len - n + i);

    posts[i] = (XaEngagementPost) { brief->counters[XA_COUNTER_REACTIONS], brief->counters[XA_COUNTER_COMMENTS],
                                    brief->counters[XA_COUNTER_SHARES], brief->counters[XA_COUNTER_VIEWS], size_at (sizes, brief->at_us) };
  }
  self->by_followers = xa_engagement_compute (posts, n, XA_ENGAGEMENT_BY_FOLLOWERS, SEED);
  self->by_views = xa_engagement_compute (posts, n, XA_ENGAGEMENT_BY_VIEWS, SEED);

  return TRUE;
}

/* An hour with few posts has few authors; the total of all hours is told. */
void
xa_inspect_judge_week (const XaScope  *scope,
                       const XaRhythm *rhythm,
                       gboolean        all_own,
                       XaFigure        week[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS])
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint   cells[XA_RHYTHM_DAYS * XA_RHYTHM_HOURS];
  guint64 total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    double count = rhythm->count[i / XA_RHYTHM_HOURS][i % XA_RHYTHM_HOURS];

    week[i / XA_RHYTHM_HOURS][i % XA_RHYTHM_HOURS] = xa_figure_exact (count);
    cells[i] = xa_disclosure_add (gate, (guint64) count, XA_CELL_SHOWN);
    total += (guint64) count;
  }
  if (all_own)
    return;
  xa_disclosure_sum (gate, xa_disclosure_add (gate, total, XA_CELL_SHOWN | XA_CELL_OPEN), cells, G_N_ELEMENTS (cells));
  xa_disclosure_judge (gate);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    xa_withhold (gate, cells[i], &week[i / XA_RHYTHM_HOURS][i % XA_RHYTHM_HOURS]);
}

static void
measure_rhythm (const XaScope     *scope,
                const GArray      *briefs,
                GTimeZone         *zone,
                XaInspectActivity *self)
{
  g_autofree gint64 *times = g_new (gint64, MAX (briefs->len, 1));
  XaRhythm           rhythm;

  for (guint i = 0; i < briefs->len; i++)
    times[i] = g_array_index (briefs, XaPostBrief, i).at_us;
  self->from_us = scope->from_us != XA_TIME_UNKNOWN ? scope->from_us : briefs->len ? times[0]
                                                                                   : 0;
  self->to_us = scope->to_us != XA_TIME_UNKNOWN ? xa_scope_get_end (scope) : briefs->len ? times[briefs->len - 1] + 1
                                                                                         : 0;
  rhythm = xa_rhythm_of_week (times, NULL, briefs->len, self->from_us, self->to_us, zone);
  self->pace = xa_rhythm_pace (times, briefs->len, self->from_us, self->to_us);
  xa_inspect_judge_week (scope, &rhythm, self->all_own, self->week);
  memcpy (self->n_hours, rhythm.n_hours, sizeof self->n_hours);
}

/* Who wrote, beside the size of the audience: those who did not are its rest. */
static gboolean
count_active (const XaScope     *scope,
              const XaSubject   *subject,
              XaInspectActivity *self,
              GError           **error)
{
  guint64 n_times = 0;
  g_autoptr (XaMemberSet) active = xa_store_load_active (scope->store, subject->id, XA_ACTIVITY_AUTHOR, xa_scope_get_first_day (scope),
                                                         xa_scope_get_last_day (scope), &n_times, error);
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint64 n_active;
  guint   cell;

  if (!active)
    return FALSE;
  /* Posts may have been deleted by age while it is still known that members wrote. */
  self->all_own = n_times == 0 && self->posts.n > 0 && self->posts.n_own == self->posts.n;
  n_active = xa_member_set_count (active);
  self->active = xa_figure_exact ((double) n_active);
  self->active.coverage_a = XA_COVERAGE_ACTIVE_AUTHORS;
  cell = xa_disclosure_add (gate, n_active, XA_CELL_SHOWN);
  if (subject->seen.coverage == XA_COVERAGE_COMPLETE && subject->members) {
    guint64 n_listed = xa_member_set_count (subject->members);
    guint64 shared = xa_member_set_count_shared (active, subject->members);
    guint   whole = xa_disclosure_add (gate, n_listed, XA_CELL_SHOWN | XA_CELL_OPEN);

    if (shared == n_active && n_active < n_listed)
      xa_disclosure_sum (gate, whole, (guint[]) { cell, xa_disclosure_add (gate, n_listed - n_active, 0) }, 2);
  }
  xa_disclosure_judge (gate);
  xa_withhold (gate, cell, &self->active);

  return TRUE;
}

gboolean
xa_inspect_load_activity (const XaScope *scope,
                          XaInspect     *inspect,
                          GTimeZone     *zone,
                          GError       **error)
{
  XaInspectActivity *self = &inspect->activity;
  gint64             id = inspect->subject->id;
  g_autoptr (GArray) briefs = xa_store_list_post_briefs (scope->store, id, xa_scope_get_start (scope), xa_scope_get_end (scope), error);

  if (!briefs || !xa_store_sum_posts (scope->store, id, xa_scope_get_start (scope), xa_scope_get_end (scope), &self->posts, error))
    return FALSE;
  if (!count_active (scope, inspect->subject, self, error))
    return FALSE;
  measure_rhythm (scope, briefs, zone, self);

  return load_engagement (scope, inspect->subject, briefs, self, error);
}
