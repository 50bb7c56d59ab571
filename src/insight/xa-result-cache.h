#pragma once

#include "store/xa-store.h"

/*
 * Answers that were computed, kept for as long as the workspace is as it was when they were: whoever asks
 * the same again over the same connection gets the same answer. One for the process, in any thread.
 */

/* What an answer must be computed from to be good: taken before it is. 0: it cannot be kept. */
typedef struct {
  guint64 connection;
  gint64  version;
} XaResultInput;

XaResultInput xa_result_cache_look (XaStore *store);

/* Returns: (transfer full) (nullable): the answer, NULL where it has to be computed */
gpointer xa_result_cache_find (const XaResultInput *input, const char *question);
/* @ref: makes another reference of @result; @unref: for what is kept */
void xa_result_cache_keep (const XaResultInput *input, const char *question, gpointer result, gpointer (*ref) (gpointer), GDestroyNotify unref);

/* How long an answer took since @begun_us (monotonic), for whoever counts. */
void xa_result_cache_measure (gboolean was_kept, gint64 begun_us);

typedef void (*XaResultCacheMeter) (gboolean was_kept, gint64 us, gpointer data);
void xa_result_cache_set_meter (XaResultCacheMeter meter, gpointer data);
/* Unless another has been set since then. */
void xa_result_cache_drop_meter (gpointer data);
