#pragma once

#include "store/xa-store.h"

/* How finely a series is told. Values are written to files, as steps of roll-ups. */
typedef enum {
  XA_SERIES_RAW = 0,
  XA_SERIES_HOUR,
  XA_SERIES_DAY,
  XA_SERIES_MONTH,
} XaSeriesStep;

/* What a metric of an audience was in one step of time; of a single sample for XA_SERIES_RAW. */
typedef struct {
  gint64 audience_id;
  gint64 start_us; /* of the step, or when the sample was taken */
  gint64 n;        /* samples that went in */
  double mean, low, high, last;
  double granularity; /* the coarsest rounding of the sources, 0 if exact */
} XaSeriesPoint;

GArray *xa_store_get_series (XaStore *store, const gint64 *audience_ids, gsize n_audiences, XaMetric metric, gint64 from_us, gint64 to_us, gsize max_points, XaSeriesStep *step, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The step of a roll-up that a time falls into, counted from 1970, and when such a step begins. */
gint64 xa_series_bucket (XaSeriesStep step, gint64 at_us);
gint64 xa_series_start (XaSeriesStep step, gint64 bucket);
