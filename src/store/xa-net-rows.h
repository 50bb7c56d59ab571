#pragma once

#include "store/xa-store.h"

/*
 * What requests leave behind: how fast platforms may be asked, and how old answers were. Plain
 * rows, kept for the net layer, which keeps them in memory while it works.
 */

typedef struct {
  char  *name; /* (owned) */
  double tokens;
  gint64 at_us;
  gint64 not_before_us; /* or XA_TIME_UNKNOWN */
  guint  failures;
  gint64 period_us;
  double spent;
  double paid;
} XaStoredLimit;

typedef struct {
  XaPseudonym address;
  char       *etag;          /* (owned) (nullable) */
  char       *last_modified; /* (owned) (nullable) */
  gint64      expires_us;    /* or XA_TIME_UNKNOWN */
  gint64      used_us;
} XaStoredValidator;

void xa_stored_limit_free (XaStoredLimit *self);
void xa_stored_validator_free (XaStoredValidator *self);

GPtrArray *xa_store_list_limits (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;                            /* (element-type XaStoredLimit) */
GPtrArray *xa_store_list_validators (XaStore *store, XaPseudonymizer *keys, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaStoredValidator) */

/* Writes both in one transaction; @limits, @validators: (nullable). Validators that were not used for long are dropped. */
gboolean xa_store_put_net_rows (XaStore *store, XaPseudonymizer *keys, const GPtrArray *limits, const GPtrArray *validators, GError **error);

/* So long an unused validator is kept. */
#define XA_VALIDATOR_MAX_AGE_US (90 * XA_USEC_PER_DAY)
