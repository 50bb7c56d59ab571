#include "analysis/xa-affinity.h"

#include "analysis/xa-similarity.h"

#include <math.h>

static XaFigure
figure_like (const XaFigure *coverage,
             double          value)
{
  XaFigure figure = xa_figure_exact (value);

  if (figure.note == XA_NOTE_NONE)
    figure.note = coverage->note;
  figure.coverage_a = coverage->coverage_a;
  figure.coverage_b = coverage->coverage_b;

  return figure;
}

/* By the lower end of lift, so that a tiny support with an absurd lift does not come first. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  const XaAffinity *one = a;
  const XaAffinity *other = b;

  if (one->lift.low != other->lift.low)
    return one->lift.low > other->lift.low ? -1 : 1;

  return one->index < other->index ? -1 : one->index > other->index;
}

/**
 * xa_affinity_compute:
 * @preferences: (array length=n_preferences): people who have each
 * @group_size: people in the group
 * @baseline_size: people in the universe that it is compared with, the group included; may be
 *   rounded, since it is taken to hold all that it must
 * @min_support: preferences of fewer people of the group are left out before testing
 * @coverage: whose note and coverage the figures carry: the group is complete or of the active
 *
 * Share, lift = share in the group / share in the baseline, significance and, over all that
 * were tested, the false discovery rate.
 *
 * Returns: (transfer full) (element-type XaAffinity): by the lower end of lift, highest first
 */
GArray *
xa_affinity_compute (const XaPreference *preferences,
                     gsize               n_preferences,
                     gint64              group_size,
                     gint64              baseline_size,
                     gint64              min_support,
                     const XaFigure     *coverage)
{
  GArray *found = g_array_new (FALSE, TRUE, sizeof (XaAffinity));

  g_autofree double *p = g_new (double, n_preferences);
  g_autofree double *q = g_new (double, n_preferences);
  double             group = (double) group_size;

  for (gsize i = 0; i < n_preferences; i++) {
    double     here = (double) preferences[i].in_group;
    double     anywhere = (double) preferences[i].in_baseline;
    double     baseline = MAX ((double) baseline_size, group + anywhere - here);
    double     g2 = xa_similarity_signed_g2 (here, group, anywhere, baseline);
    XaAffinity affinity = { .index = i, .support = preferences[i].in_group, .signed_g2 = g2 };

    if (preferences[i].in_group < MAX (min_support, 1) || isnan (g2))
      continue;
    affinity.share = figure_like (coverage, here / group);
    affinity.baseline_share = figure_like (coverage, anywhere / baseline);
    affinity.lift = figure_like (coverage, xa_similarity_lift (here, group, anywhere, baseline));
    xa_similarity_lift_interval (here, group, anywhere, baseline, &affinity.lift.low, &affinity.lift.high);
    affinity.p = p[found->len] = xa_similarity_p_of_g2 (g2);
    g_array_append_val (found, affinity);
  }
  xa_similarity_q_values (p, found->len, XA_FALSE_DISCOVERY_BH, q);
  for (guint i = 0; i < found->len; i++)
    g_array_index (found, XaAffinity, i).q = q[i];
  g_array_sort (found, compare);

  return found;
}
