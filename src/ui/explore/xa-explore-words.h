#pragma once

#include "insight/xa-explore.h"

/* What the cells of the table say, short for the eye and in full for tooltips and screen readers.
 * All (transfer full) unless they are const. */

char *xa_explore_say_number (double value) G_GNUC_WARN_UNUSED_RESULT; /* "9,999", "12.4 k" */
char *xa_explore_say_count (double value) G_GNUC_WARN_UNUSED_RESULT;  /* "12,431" */

char *xa_explore_say_people (const XaFigure *figure) G_GNUC_WARN_UNUSED_RESULT;      /* "about 12.4 k" */
char *xa_explore_say_people_full (const XaFigure *figure) G_GNUC_WARN_UNUSED_RESULT; /* "12,431 members, as the platform states" */

char *xa_explore_say_growth (const XaGrowth *growth) G_GNUC_WARN_UNUSED_RESULT; /* "+2.1 %" */
char *xa_explore_say_growth_full (const XaGrowth *growth, guint days) G_GNUC_WARN_UNUSED_RESULT;

char *xa_explore_say_engagement (const XaExploreRow *row) G_GNUC_WARN_UNUSED_RESULT; /* "3.4 % of views" */
char *xa_explore_say_engagement_full (const XaExploreRow *row) G_GNUC_WARN_UNUSED_RESULT;

char *xa_explore_say_age (gint64 at_us, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT; /* "3 h", "12 May 2026" */
char *xa_explore_say_age_full (gint64 at_us, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

char       *xa_explore_say_coverage (const XaExploreRow *row) G_GNUC_WARN_UNUSED_RESULT; /* "first 10,000" */
const char *xa_explore_coverage_name (XaCoverage coverage);                              /* "Complete list"; 0: "Never seen" */
const char *xa_explore_role_name (XaRole role);

/* Where text runs from right to left a figure still does not: its sign, its digits and its unit keep
 * their order, and it stands at the end of its line like all others. (transfer full) */
char *xa_explore_isolate (const char *text, gboolean is_rtl) G_GNUC_WARN_UNUSED_RESULT;
