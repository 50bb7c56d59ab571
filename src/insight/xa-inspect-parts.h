#pragma once

#include "insight/xa-inspect.h"

/* The parts of an inspection, each from what the audience is and from the scope. */
gboolean xa_inspect_load_growth (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_breaks (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_turnover (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_activity (const XaScope *scope, XaInspect *self, GTimeZone *zone, GError **error);
gboolean xa_inspect_load_terms (const XaScope *scope, const XaInspect *inspect, XaTermKind kind, XaInspectTerms *self, GError **error);
gboolean xa_inspect_load_links (const XaScope *scope, XaInspect *self, GError **error);

gboolean xa_inspect_load_facets (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_elsewhere (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_top_posts (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_lists (const XaScope *scope, XaInspect *self, GError **error);
gboolean xa_inspect_load_flows (const XaScope *scope, XaInspect *self, GError **error);

/* The complete lists of the range, oldest first. (element-type XaSnapshot) */
GArray *xa_inspect_list_complete (const XaScope *scope, const XaSubject *subject, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who came and went between two lists, judged. */
XaTurnover xa_inspect_compare_lists (const XaScope *scope, const XaSubject *subject, const XaSnapshot *earlier, const XaMemberSet *before, const XaSnapshot *later, const XaMemberSet *after);

/* Sizes over time, judged, oldest first: what the platform states, else complete lists.
 * (element-type XaGrowthPoint) */
GArray *xa_inspect_list_sizes (const XaScope *scope, const XaSubject *subject, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The counts of posts of members in a week, those withheld that would tell of single people. */
void xa_inspect_judge_week (const XaScope *scope, const XaRhythm *rhythm, gboolean all_own, XaFigure week[XA_RHYTHM_DAYS][XA_RHYTHM_HOURS]);

/* Who came and went, judged with the sizes of the two lists. */
void xa_inspect_judge_turnover (const XaScope *scope, guint64 before, guint64 after, guint64 stayed, XaTurnover *turnover);
