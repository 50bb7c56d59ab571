#pragma once

#include "net/xa-json.h"

/* A whole answer, in memory only (NET-6). */
typedef struct {
  guint       status;
  GHashTable *headers;      /* (owned) (element-type utf8 utf8): lower-case names; repeated ones joined by ", " */
  GBytes     *body;         /* (owned): decompressed */
  gboolean    not_modified; /* as the last time; the body is empty */
  gint64      received_us;  /* our clock */
  gint64      skew_us;      /* the platform's Date header less our clock, 0 if it sent none */
} XaResponse;

XaResponse *xa_response_new (guint status, GBytes *body) G_GNUC_WARN_UNUSED_RESULT; /* for transports and tests; @body: (nullable), referenced */
void        xa_response_free (XaResponse *self);
void        xa_response_set_header (XaResponse *self, const char *name, const char *value);
const char *xa_response_get_header (const XaResponse *self, const char *name); /* (nullable); any case */

/* Returns: (transfer full): the body as JSON, or NULL with MALFORMED; says so where it is HTML */
XaJson *xa_response_parse (const XaResponse *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full) (nullable): the address of @rel in the Link header (RFC 8288) */
char *xa_response_get_link (const XaResponse *self, const char *rel) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaResponse, xa_response_free)
