#pragma once

#include "providers/xa-provider.h"

/* What the files of this provider share: the server that is asked, and how it pages. */

extern const XaDialect   xa_mastodon_dialect;
extern const XaOAuthWay  xa_mastodon_oauth;
extern const XaStreamWay xa_mastodon_stream;

#define XA_MASTODON_PEOPLE_PAGE 80
#define XA_MASTODON_POSTS_PAGE 40

/* Of how many posts who reacted is asked, and how many pages of each list. */
#define XA_MASTODON_MAX_REACTED 20
#define XA_MASTODON_MAX_REACTOR_PAGES 5

/* One pass over a target. The host of a target is the one in people's names; where another one answers
 * for it, that is the target's parent. */
typedef struct {
  XaFetch        *fetch;  /* (not owned) */
  const XaTarget *target; /* (not owned) */
  char           *domain; /* (owned): in the names of the people of this server */
} XaMastodon;

void xa_mastodon_init (XaMastodon *self, XaFetch *fetch, const XaTarget *target);
void xa_mastodon_clear (XaMastodon *self);
void xa_mastodon_go_to (XaMastodon *self, const char *host);

/* @request: (transfer full)
 * @next: (out) (optional): (transfer full) (nullable): the query of the next page, by the Link header */
XaJson *xa_mastodon_ask (XaMastodon *self, XaRequest *request, char **next, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, where nothing may have changed: see xa_kept_facts_ask(). */
XaResponse *xa_mastodon_ask_changed (XaMastodon *self, const char *mark, XaRequest *request, char ***facts, char **stamp, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A list of accounts or posts: its first page, or the one that @cursor leads to. */
XaRequest *xa_mastodon_request_page (XaMastodon *self, const char *cursor, guint limit, ...) G_GNUC_WARN_UNUSED_RESULT G_GNUC_NULL_TERMINATED;

gboolean xa_mastodon_is_signed_in (XaMastodon *self);

/* The name of an account with its domain; valid until the next call with the same @buffer. */
XaSpan xa_mastodon_acct (XaMastodon *self, const XaJsonAt *account, GString *buffer);

/* What a server says of itself; v1 of the question where v2 is not known. */
typedef struct {
  char    *domain; /* (owned) */
  char    *title;  /* (owned) */
  gboolean is_old;
} XaMastodonServer;

gboolean xa_mastodon_server_read (XaMastodon *self, XaMastodonServer *server, GError **error);
void     xa_mastodon_server_clear (XaMastodonServer *self);

/* An account as its own server describes it. */
typedef struct {
  char    *id;               /* (owned): of that server alone */
  char    *name;             /* (owned): user@domain */
  char    *title;            /* (owned) */
  char    *url;              /* (owned) (nullable) */
  gint64   followers, posts; /* or XA_COUNT_UNKNOWN */
  gboolean hides_followers;
  gboolean has_moved;
} XaMastodonAccount;

gboolean xa_mastodon_account_read (XaMastodon *self, XaMastodonAccount *account, GError **error);
void     xa_mastodon_account_clear (XaMastodonAccount *self);

gboolean xa_mastodon_declare (XaMastodon *self, const XaMastodonAccount *account, XaAudienceRef *ref, GError **error);

gboolean   xa_mastodon_fetch_profile (XaMastodon *self, GError **error);
gboolean   xa_mastodon_fetch_members (XaMastodon *self, GError **error);
gboolean   xa_mastodon_fetch_posts (XaMastodon *self, GError **error);
gboolean   xa_mastodon_fetch_reactors (XaMastodon *self, GError **error);
XaPreview *xa_mastodon_preview (XaFetch *fetch, const XaTarget *target, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMastodon, xa_mastodon_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMastodonServer, xa_mastodon_server_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaMastodonAccount, xa_mastodon_account_clear)
