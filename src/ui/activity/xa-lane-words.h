#pragma once

#include "control/xa-control.h"

/* What is said about lanes and tasks. All (transfer full) unless const; @now_us is the wall clock. */

const char *xa_lane_task_kind_name (int kind);           /* "Members" */
const char *xa_lane_task_state_name (XaTaskState state); /* "Waiting" */
const char *xa_lane_name (const XaControlLane *lane);    /* of the work that is of no connection too */

char *xa_lane_say_clock (gint64 at_us, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT; /* "14:03:22", "Mon 14:03" */
char *xa_lane_say_duration (gint64 duration_us) G_GNUC_WARN_UNUSED_RESULT;       /* "40 s", "57 min", "3 h", "2 days" */
char *xa_lane_say_interval (gint64 interval_s) G_GNUC_WARN_UNUSED_RESULT;        /* "every 15 minutes" */
char *xa_lane_say_state (const XaControlLane *lane, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
char *xa_lane_say_counts (const XaControlLane *lane, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT; /* "12 followed · 3 queued · checked 4 min ago" */
char *xa_lane_say_rate_limit (const XaLimitState *limits) G_GNUC_WARN_UNUSED_RESULT;           /* (nullable): nothing is known */
char *xa_lane_say_budget (const XaLimitState *limits) G_GNUC_WARN_UNUSED_RESULT;               /* (nullable): none is set */
char *xa_lane_say_money (const XaLimitState *limits) G_GNUC_WARN_UNUSED_RESULT;                /* (nullable): none is set */
char *xa_lane_say_title (const XaControlTask *task) G_GNUC_WARN_UNUSED_RESULT;
char *xa_lane_say_task (const XaControlTask *task, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

/* Why the lane is not faster: sentences, the weightiest first; at least one. */
GPtrArray *xa_lane_explain (const XaControlPicture *picture, const XaControlLane *lane, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT; /* (element-type utf8) */
