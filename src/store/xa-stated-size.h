#pragma once

#include "store/xa-store.h"

/* The size of an audience as its platform last stated it. */
typedef struct {
  gint64 at_us;
  double value;
  double granularity; /* the step to which the platform rounds, 0 if exact */
} XaStatedSize;

/* @until_us: the end of the range, or XA_TIME_UNKNOWN. @found: whether there is one. */
gboolean xa_store_get_stated_size (XaStore *store, gint64 audience_id, gint64 until_us, XaStatedSize *size, gboolean *found, GError **error);
