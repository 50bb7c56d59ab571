#pragma once

#include "store/xa-maintenance.h"

/* What limits come to at a time: before when each kind of data of a platform is past its own;
 * G_MININT64 for never. */
typedef struct {
  gint64 before_us[XA_N_PLATFORMS][XA_N_RETENTION_KINDS];
} XaRetentionLimits;

/* @list: (element-type XaRetention) */
void xa_retention_limits_init (XaRetentionLimits *self, const GArray *list, gint64 now_us);

/* The first of the whole steps of @step_us that begin at @time_us or later: a day is deleted as soon
 * as any of it is past the limit. */
gint64 xa_first_whole_step (gint64 time_us, gint64 step_us);
