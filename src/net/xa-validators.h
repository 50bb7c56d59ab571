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
GPtrArray    *xa_validators_take_changed (XaValidators *self) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaValidator): one without tag and times is to be deleted */
void          xa_validator_free (XaValidator *row);

/* What XaRest asks. @connection stands for the credential: answers differ by who asks. */
gboolean xa_validators_is_fresh (XaValidators *self, const char *connection, const char *address, gint64 now_us);
void     xa_validators_add_headers (XaValidators *self, const char *connection, const char *address, GPtrArray *headers, gint64 now_us);
void     xa_validators_update (XaValidators *self, const char *connection, const char *address, const XaResponse *response);
/* Returns: (transfer full) (nullable): a text that is another where the answer is; of one line */
char *xa_validators_get_stamp (XaValidators *self, const char *connection, const char *address) G_GNUC_WARN_UNUSED_RESULT;

#define XA_VALIDATORS_MAX 20000 /* the longest unused ones make place */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaValidators, xa_validators_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaValidator, xa_validator_free)
