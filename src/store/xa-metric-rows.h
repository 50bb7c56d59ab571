#pragma once

#include "store/xa-store.h"

/*
 * How the program did, by the hour: counted and timed things under stable names. Only on this machine,
 * and for XA_METRIC_KEEP_HOURS.
 */
#define XA_METRIC_KEEP_HOURS (30 * 24)

/* The hour under which stands the sum of all hours there ever were: it never becomes less. */
#define XA_METRIC_EVER 0

/* Ranges of values are those between powers of two from 1 up, in the unit of the metric: a value v lies
 * in bucket b with v <= 2^b, the last takes the rest. */
#define XA_METRIC_BUCKETS 32

typedef struct {
  char    *name;          /* (owned) */
  gint64   connection_id; /* 0: of none */
  gint32   hour;          /* since 1970 */
  gint64   n;
  double   total, low, high;
  gboolean has_buckets;
  guint32  buckets[XA_METRIC_BUCKETS];
} XaMetricRow;

XaMetricRow *xa_metric_row_copy (const XaMetricRow *self) G_GNUC_WARN_UNUSED_RESULT;
void         xa_metric_row_free (XaMetricRow *self);

/* Takes @more into @self: two rows of the same name and connection. */
void xa_metric_row_merge (XaMetricRow *self, const XaMetricRow *more);

/* Adds @rows (element-type XaMetricRow) to what is there for their hours, in one transaction, and forgets
 * what is too old at @now_hour. */
gboolean xa_store_add_metrics (XaStore *store, GPtrArray *rows, gint32 now_hour, GError **error);
/* Hours from @from_hour on, by name, connection and hour; XA_METRIC_EVER: with the sums of all;
 * @name: (nullable) */
GPtrArray *xa_store_list_metrics (XaStore *store, const char *name, gint32 from_hour, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaMetricRow) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaMetricRow, xa_metric_row_free)
