#pragma once

#include "providers/xa-provider.h"

/* What the files of this provider share: a forum, its audiences, and one answer of it. */

extern const XaDialect   xa_discourse_dialect;
extern const XaHandshake xa_discourse_pasted;
extern const XaHandshake xa_discourse_brought;                                                          /* where the forum allows the address of this program */
gboolean                 xa_discourse_revoke (XaRest *rest, const XaCredential *given, GError **error); /* a key may end itself */

/* One pass over a target. */
typedef struct {
  XaFetch        *fetch;  /* (not owned) */
  const XaTarget *target; /* (not owned) */
  char           *site;   /* (owned): host, port and folder of the forum; its audience's id, and the name space of its people */
  XaAudienceRef   audience;
} XaDiscourse;

gboolean xa_discourse_init (XaDiscourse *self, XaFetch *fetch, const XaTarget *target, GError **error);
void     xa_discourse_clear (XaDiscourse *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaDiscourse, xa_discourse_clear)

/* Asks; @request: (transfer full). */
XaJson *xa_discourse_ask (XaDiscourse *self, XaRequest *request, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
XaJson *xa_discourse_ask_list (XaDiscourse *self, XaRequest *request, XaJsonAt *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @error says that the forum hides something or has it switched off: no failure of a pass. */
gboolean xa_discourse_is_hidden (const GError *error);

/* How a target is known among audiences, and its address; both (transfer full). */
char          *xa_discourse_native_id (const XaDiscourse *self, const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT;
char          *xa_discourse_url (XaDiscourse *self, const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT;
XaAudienceKind xa_discourse_kind (const XaTarget *target);

/* Hands the target's audience to the sink; every pass begins so. @title: "" where it is not known. */
gboolean xa_discourse_declare (XaDiscourse *self, const char *title, gint64 members, GError **error);

/* What a forum says of itself. */
typedef struct {
  char  *title; /* (owned) */
  gint64 n_users;
  gint64 n_posts;
  gint64 n_active; /* in the last month */
} XaDiscourseFacts;

gboolean xa_discourse_facts_read (XaDiscourse *self, XaDiscourseFacts *facts, GError **error);
void     xa_discourse_facts_clear (XaDiscourseFacts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaDiscourseFacts, xa_discourse_facts_clear)

gboolean xa_discourse_fetch_members (XaDiscourse *self, GError **error);
gboolean xa_discourse_fetch_posts (XaDiscourse *self, GError **error);    /* of a whole forum */
gboolean xa_discourse_fetch_topics (XaDiscourse *self, GError **error);   /* of a category or tag */
gboolean xa_discourse_fetch_reactors (XaDiscourse *self, GError **error); /* who liked the newest posts */
gboolean xa_discourse_fetch_search (XaDiscourse *self, GError **error);

/* A page of the topics of a category or tag, the latest talked about first. */
XaRequest *xa_discourse_request_topics (const XaDiscourse *self, gint64 page) G_GNUC_WARN_UNUSED_RESULT;

XaPreview *xa_discourse_preview (XaFetch *fetch, const XaTarget *target, GError **error);
GPtrArray *xa_discourse_list (XaFetch *fetch, GError **error);

/* Whether the credential is an administrator's, who may see all users. */
gboolean xa_discourse_is_admin (XaFetch *fetch);

/* Of how many posts who liked them is asked, at a request each, after a few for what was posted. */
#define XA_DISCOURSE_MAX_REACTED 50

/* Rows of the public list of users that can be reached: pages of 50, from 0 to 10. */
#define XA_DISCOURSE_DIRECTORY_PAGE 50
#define XA_DISCOURSE_DIRECTORY_MAX 550
