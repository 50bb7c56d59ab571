#pragma once

#include "store/xa-store.h"

/* What was read of an audience's own posts and lists over time. */

/* The counters of an own post at one time; XA_COUNT_UNKNOWN where the platform did not give one. */
typedef struct {
  gint64 post_id;
  gint64 at_us; /* of the post */
  gint64 seen_us;
  gint64 reactions, comments, shares, views;
} XaOwnReading;

GArray *xa_store_list_own_readings (XaStore *store, gint64 audience_id, gint64 from_us, gint64 to_us, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaOwnReading), by post, then time of reading */

/* The import that brought a list of people. */
typedef struct {
  gint64 snapshot_id;
  char  *format;      /* (owned) */
  gint64 size_bytes;  /* of the file */
  gint64 finished_us; /* or XA_TIME_UNKNOWN while it is not done */
} XaListImport;

GArray *xa_store_list_list_imports (XaStore *store, gint64 audience_id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaListImport), by time of the list */
