#pragma once

#include "insight/xa-inspect.h"

/* The parts of an inspection, each from what the audience is and from the scope. */
gboolean xa_inspect_load_growth (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_turnover (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_activity (const XaScope *scope, XaInspect *self, GTimeZone *zone, GError **error);
gboolean xa_inspect_load_terms (const XaScope *scope, const XaInspect *inspect, XaTermKind kind, XaInspectTerms *self, GError **error);
gboolean xa_inspect_load_links (const XaScope *scope, XaInspect *self, GError **error);

/* Sizes over time, judged, oldest first: what the platform states, else complete lists.
 * (element-type XaGrowthPoint) */
GArray *xa_inspect_list_sizes (const XaScope *scope, const XaSubject *subject, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The counts of posts of members in a week, those withheld that would tell of single people. */
void xa_inspect_judge_week (const XaScope *scope, const XaRhythm *rhythm, gboolean all_own, XaFigure week[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]);

/* Who came and went, judged with the sizes of the two lists. */
void xa_inspect_judge_turnover (const XaScope *scope, guint64 before, guint64 after, guint64 stayed, XaTurnover *turnover);
