#pragma once

#include <gio/gio.h>

/* One question to a platform: plain data, built by a provider, sent by XaRest. */
typedef struct {
  const char *method;     /* (not owned): "GET", "POST" */
  GString    *path;       /* (owned): below the base address, each part escaped behind a slash; or a whole address of the same origin */
  GString    *query;      /* (owned): without '?', escaped */
  GPtrArray  *headers;    /* (owned) (element-type utf8): name, value, name, value, ... */
  GBytes     *body;       /* (owned) (nullable) */
  const char *body_type;  /* (not owned) (nullable) */
  char       *bucket;     /* (owned) (nullable): the platform's rate-limit class, "followers"; NULL: one for the host */
  double      cost;       /* in requests of the platform's count, 1 by default */
  double      price;      /* in the connection's currency, 0 by default */
  gboolean    repeatable; /* may be sent again after a failure; GET is */
  gboolean    validated;  /* ask with ETag and Last-Modified of the last time; the answer may be not_modified */
  gboolean    remembered; /* what the answer says of its age is kept, so that another time may ask so */
  gboolean    anonymous;  /* without the credential */
  gboolean    is_patient; /* the platform answers when there is something to tell: others do not wait for their turn meanwhile */
} XaRequest;

/* @parts: path parts, each escaped, ended by NULL: ("GET", "guilds", id, "members", NULL) */
XaRequest *xa_request_new (const char *method, ...) G_GNUC_WARN_UNUSED_RESULT G_GNUC_NULL_TERMINATED;
/* @address: a link that the platform gave, such as the next page; sent only to the origin of the base address */
XaRequest *xa_request_new_for_link (const char *address) G_GNUC_WARN_UNUSED_RESULT;
void       xa_request_free (XaRequest *self);

void xa_request_add_query (XaRequest *self, const char *name, const char *value); /* @value: (nullable): NULL adds nothing */
void xa_request_add_query_int (XaRequest *self, const char *name, gint64 value);
void xa_request_add_header (XaRequest *self, const char *name, const char *value);
void xa_request_set_bucket (XaRequest *self, const char *bucket);
void xa_request_set_json (XaRequest *self, const char *json);
void xa_request_set_form (XaRequest *self, const char *const *pairs); /* name, value, ..., NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaRequest, xa_request_free)
