#pragma once

#include "providers/xa-provider.h"

/* How Telegram's client library is asked over XaRest (xa-td-carrier.h). */
extern const XaDialect xa_td_dialect;

/* What is counted apart, each with a pace of its own. Requests that the library answers by itself cost nothing. */
#define XA_TD_BUCKET_MEMBERS "members"
#define XA_TD_BUCKET_HISTORY "history"
#define XA_TD_BUCKET_REACTORS "reactors"
#define XA_TD_BUCKET_RESOLVE "resolve"

XaRequest *xa_td_request (const char *method, const char *bucket) G_GNUC_WARN_UNUSED_RESULT; /* @bucket: (nullable) */
XaRequest *xa_td_request_local (const char *method) G_GNUC_WARN_UNUSED_RESULT;               /* the library knows by itself */
void       xa_td_request_add_text (XaRequest *request, const char *name, const char *value);
void       xa_td_request_add_id (XaRequest *request, const char *name, gint64 value);
void       xa_td_request_add_json (XaRequest *request, const char *name, const char *json);

/* @request: (transfer full)
 * @type: what the answer has to be
 * @root: (out): as long as the answer
 * Returns: (transfer full): the answer, or NULL with XA_NET_ERROR or CANCELLED */
XaJson *xa_td_ask (XaFetch *fetch, XaRequest *request, const char *type, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_td_is (const XaJsonAt *at, const char *type);              /* by its "@type" */
gint64   xa_td_read_time (const XaJsonAt *at, const char *name);       /* seconds that must be there; XA_TIME_UNKNOWN for 0 */
gint64   xa_td_read_maybe_time (const XaJsonAt *at, const char *name); /* that may be absent */

/* Messages of the platform have numbers that are multiples of this one; the others are the library's own. What stands for
 * them in exports and for bots is the quotient. */
#define XA_TD_MESSAGE_STEP (1 << 20)

typedef struct {
  char text[24];
} XaTdId;

/* Returns: the number as everybody else has it, in @id; absent where it is none of the platform's */
XaSpan xa_td_message_id (gint64 message_id, XaTdId *id);
