#include "insight/xa-inspect-parts.h"
#include "insight/xa-list-sizes.h"
#include "insight/xa-withhold.h"
#include "store/xa-samples.h"

/* More sizes than this are told by the hour, the day or the month. */
#define MOST_POINTS 20000

static gboolean
add_stated_sizes (const XaScope   *scope,
                  const XaSubject *subject,
                  GArray          *points,
                  GError         **error)
{
  XaSeriesStep step;
  g_autoptr (GArray) series = xa_store_get_series (scope->store, &subject->id, 1, XA_METRIC_MEMBERS, G_MININT64 / 2,
                                                   MIN (xa_scope_get_end (scope), G_MAXINT64 / 2), MOST_POINTS, &step, error);

  if (!series)
    return FALSE;
  for (guint i = 0; i < series->len; i++) {
    const XaSeriesPoint *from = &g_array_index (series, XaSeriesPoint, i);
    XaGrowthPoint        point = { from->start_us, from->last, from->granularity };

    g_array_append_val (points, point);
  }

  return TRUE;
}

static gboolean
is_complete (const XaScope    *scope,
             const XaSnapshot *snapshot)
{
  return snapshot->coverage == XA_COVERAGE_COMPLETE && (scope->to_us == XA_TIME_UNKNOWN || snapshot->at_us <= scope->to_us);
}

/* Complete lists of the current key, oldest first. */
GArray *
xa_inspect_list_complete (const XaScope   *scope,
                          const XaSubject *subject,
                          GError         **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (scope->store, subject->id, error);
  g_autoptr (GArray) complete = g_array_new (FALSE, FALSE, sizeof (XaSnapshot));

  if (!snapshots)
    return NULL;
  for (guint i = 0; i < snapshots->len; i++) {
    const XaSnapshot *snapshot = &g_array_index (snapshots, XaSnapshot, i);

    if (is_complete (scope, snapshot))
      g_array_append_vals (complete, snapshot, 1);
  }

  return g_steal_pointer (&complete);
}

/* A list that changed by a few people keeps a size that was told before, as a band. */
static gboolean
add_listed_sizes (const XaScope   *scope,
                  const XaSubject *subject,
                  GArray          *points,
                  GError         **error)
{
  g_autoptr (GArray) snapshots = xa_store_list_snapshots (scope->store, subject->id, error);
  g_autofree XaToldSize *told = NULL;

  if (!snapshots)
    return FALSE;
  told = xa_list_sizes_judge ((const XaSnapshot *) (void *) snapshots->data, snapshots->len, scope->smallest_count);
  for (guint i = 0; i < snapshots->len; i++) {
    const XaSnapshot *list = &g_array_index (snapshots, XaSnapshot, i);
    XaGrowthPoint     point = { list->at_us, (double) told[i].told, (double) told[i].off };

    if (is_complete (scope, list) && xa_list_size_is_drawn (&told[i], scope->smallest_count))
      g_array_append_val (points, point);
  }

  return TRUE;
}

GArray *
xa_inspect_list_sizes (const XaScope   *scope,
                       const XaSubject *subject,
                       GError         **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));
  g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (XaGrowthPoint));

  if (subject->id == 0)
    return g_steal_pointer (&points);
  if (!add_stated_sizes (scope, subject, points, error))
    return NULL;
  if (points->len < 2) {
    if (!add_listed_sizes (scope, subject, listed, error))
      return NULL;
    if (listed->len > points->len)
      return g_steal_pointer (&listed);
  }

  return g_steal_pointer (&points);
}

gboolean
xa_inspect_load_growth (const XaScope *scope,
                        XaInspect     *self,
                        GError       **error)
{
  g_autoptr (GArray) points = xa_inspect_list_sizes (scope, self->subject, error);
  const XaGrowthPoint *first;
  gint64               from_us, to_us;

  if (!points)
    return FALSE;
  first = (const XaGrowthPoint *) (void *) points->data;
  to_us = points->len ? first[points->len - 1].at_us : 0;
  from_us = scope->from_us != XA_TIME_UNKNOWN ? scope->from_us : points->len ? first[0].at_us
                                                                             : 0;
  self->growth_7 = xa_growth_between (first, points->len, to_us - 7 * XA_USEC_PER_DAY, to_us);
  self->growth_30 = xa_growth_between (first, points->len, to_us - 30 * XA_USEC_PER_DAY, to_us);
  self->growth_all = xa_growth_between (first, points->len, from_us, to_us);
  self->sizes = g_steal_pointer (&points);

  return TRUE;
}

void
xa_inspect_judge_turnover (const XaScope *scope,
                           guint64        before,
                           guint64        after,
                           guint64        stayed,
                           XaTurnover    *turnover)
{
  g_autoptr (XaDisclosure) gate = xa_disclosure_new (scope->smallest_count);
  guint size_before = xa_disclosure_add (gate, before, XA_CELL_SHOWN | XA_CELL_OPEN);
  guint size_after = xa_disclosure_add (gate, after, XA_CELL_SHOWN | XA_CELL_OPEN);
  guint in_both = xa_disclosure_add (gate, stayed, XA_CELL_SHOWN);
  guint left = xa_disclosure_add (gate, before - stayed, XA_CELL_SHOWN);
  guint joined = xa_disclosure_add (gate, after - stayed, XA_CELL_SHOWN);

  xa_disclosure_sum (gate, size_before, (guint[]) { in_both, left }, 2);
  xa_disclosure_sum (gate, size_after, (guint[]) { in_both, joined }, 2);
  xa_disclosure_judge (gate);
  xa_withhold (gate, in_both, &turnover->stayed);
  xa_withhold (gate, left, &turnover->left);
  xa_withhold (gate, joined, &turnover->joined);
  /* Either share gives the other, and the counts behind both. */
  if (xa_disclosure_get (gate, left) != XA_WITHHELD_NOT || xa_disclosure_get (gate, in_both) != XA_WITHHELD_NOT) {
    xa_figure_suppress (&turnover->churn, XA_NOTE_WOULD_REVEAL);
    xa_figure_suppress (&turnover->retention, XA_NOTE_WOULD_REVEAL);
  }
}

static XaSeen
see (const XaSubject  *subject,
     const XaSnapshot *snapshot)
{
  return (XaSeen) {
    .platform = subject->platform,
    .key_epoch = snapshot->key_epoch,
    .simulated = subject->simulated,
    .coverage = snapshot->coverage,
    .n_seen = snapshot->fetched,
    .n_whole = snapshot->fetched,
  };
}

XaTurnover
xa_inspect_compare_lists (const XaScope     *scope,
                          const XaSubject   *subject,
                          const XaSnapshot  *earlier,
                          const XaMemberSet *before,
                          const XaSnapshot  *later,
                          const XaMemberSet *after)
{
  XaSeen     from = see (subject, earlier);
  XaSeen     to = see (subject, later);
  guint64    stayed = xa_member_set_count_shared (before, after);
  XaTurnover turnover = xa_growth_turnover (&from, &to, (gint64) stayed);

  if (xa_figure_has_number (&turnover.stayed))
    xa_inspect_judge_turnover (scope, xa_member_set_count (before), xa_member_set_count (after), stayed, &turnover);

  return turnover;
}

static gboolean
compare_lists (const XaScope    *scope,
               XaInspect        *self,
               const XaSnapshot *earlier,
               const XaSnapshot *later,
               GError          **error)
{
  g_autoptr (XaMemberSet) before = xa_store_load_members (scope->store, earlier->id, error);
  g_autoptr (XaMemberSet) after = before ? xa_store_load_members (scope->store, later->id, error) : NULL;

  if (!after)
    return FALSE;
  self->earlier_us = earlier->at_us;
  self->later_us = later->at_us;
  self->turnover = xa_inspect_compare_lists (scope, self->subject, earlier, before, later, after);

  return TRUE;
}

/* The last two complete lists of the range; with a beginning given, the first and the last. */
gboolean
xa_inspect_load_turnover (const XaScope *scope,
                          XaInspect     *self,
                          GError       **error)
{
  g_autoptr (GArray) lists = xa_inspect_list_complete (scope, self->subject, error);
  XaFigure none = xa_figure_not_comparable (XA_NOTE_NEEDS_COMPLETE);
  guint    first = 0;

  if (!lists)
    return FALSE;
  self->turnover = (XaTurnover) { none, none, none, none, none };
  self->earlier_us = self->later_us = XA_TIME_UNKNOWN;
  if (lists->len < 2)
    return TRUE;
  if (scope->from_us == XA_TIME_UNKNOWN)
    first = lists->len - 2;
  else
    while (first < lists->len && g_array_index (lists, XaSnapshot, first).at_us < scope->from_us)
      first++;
  if (first + 1 >= lists->len)
    return TRUE;

  return compare_lists (scope, self, &g_array_index (lists, XaSnapshot, first), &g_array_index (lists, XaSnapshot, lists->len - 1), error);
}
