#pragma once

#include "net/xa-response.h"
#include "privacy/xa-pseudonym.h"

/*
 * What answers said of their own age, so that unchanged ones are not sent again: under a keyed
 * hash of the address, never with a body (NET-6). In memory, shared by threads; the rows are kept
 * in the workspace by the caller.
 */
typedef struct _XaValidators XaValidators;

typedef struct {
  XaPseudonym address;
  char       *etag;          /* (owned) (nullable) */
  char       *last_modified; /* (owned) (nullable) */
  gint64      expires_us;    /* fresh until then, or XA_TIME_UNKNOWN */
  gint64      used_us;
} XaValidator;

XaValidators *xa_validators_new (XaPseudonymizer *keys) G_GNUC_WARN_UNUSED_RESULT;
XaValidators *xa_validators_ref (XaValidators *self);
void          xa_validators_unref (XaValidators *self);
void          xa_validators_load (XaValidators *self, const XaValidator *row);
GPtrArray    *xa_validators_take_changed (XaValidators *self) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaValidator) */
void          xa_validator_free (XaValidator *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaValidators, xa_validators_unref)
