#pragma once

#include "net/xa-oauth.h"
#include "providers/xa-fetch.h"
#include "providers/xa-stream.h"

/*
 * A provider is one way to reach a platform: what it declares about itself, and functions that
 * turn pages into uniform records. One folder each; a table without state. docs/providers.md
 * tells how to add one.
 */

/* What can be had. Written to workspaces as bits: append, never renumber. */
typedef enum {
  XA_GIVES_PROFILE = 1 << 0,
  XA_GIVES_MEMBERS = 1 << 1,
  XA_GIVES_AUTHORS = 1 << 2,
  XA_GIVES_REACTORS = 1 << 3,
  XA_GIVES_POSTS = 1 << 4,
  XA_GIVES_COMMENTS = 1 << 5,
  XA_GIVES_COUNTS = 1 << 6,
  XA_GIVES_HISTORY = 1 << 7,
  XA_GIVES_PUSH = 1 << 8,
  XA_GIVES_SEARCH = 1 << 9,
} XaGives;

const char *xa_gives_id (XaGives one);
const char *xa_gives_words (XaGives one);

/* The passes that a provider can make over a target; each is a kind of task. */
typedef enum {
  XA_PASS_PROFILE = 1, /* facts and counters of the audience itself */
  XA_PASS_MEMBERS,
  XA_PASS_POSTS, /* with their authors, and counters of known ones */
  XA_PASS_REACTORS,
  XA_PASS_COUNTERS, /* known posts again, for what became of them: providers make POSTS for it, and do not list it; see xa_provider_rereads() */
  XA_N_PASSES,
} XaPass;

const char *xa_pass_id (XaPass pass);
gboolean    xa_pass_parse (const char *id, XaPass *pass);

/* A way to sign in, with the walk through getting the credential. */
typedef enum {
  XA_SIGN_IN_NONE,
  XA_SIGN_IN_TOKEN,     /* one text to paste */
  XA_SIGN_IN_PASSWORD,  /* a name and an app password or key */
  XA_SIGN_IN_OAUTH,     /* in the browser, with OAuth 2.0 */
  XA_SIGN_IN_HANDSHAKE, /* in the browser, in a way of the platform's own */
  XA_SIGN_IN_STEPS,     /* the platform asks for one thing after another, with an app of the user's own taking part */
} XaSignInKind;

/* Who the program is to the platform: what stands beside a sign-in in the browser. */
typedef enum {
  XA_CLIENT_REGISTERED, /* the program registers itself with the server, each time */
  XA_CLIENT_PUBLIC,     /* the user's own app, by its id; PKCE takes the place of a secret */
  XA_CLIENT_SECRET,     /* the user's own app, by its id and secret */
} XaOAuthClient;

/* How a platform takes part in OAuth 2.0. Immutable, one a way to sign in. */
typedef struct {
  const char    *authorize; /* (nullable): where the browser is sent, below the base where it begins with a slash; NULL: nobody
                             * signs in, the app asks for itself (an app-only token) */
  const char    *token;     /* where codes become tokens, likewise */
  const char    *scopes;    /* (nullable): to ask for, separated by blanks; what is not granted is named to the user */
  const guint16 *ports;     /* (nullable) (array length=n_ports): of the redirect address, where the platform wants it to the letter: xa_oauth_fixed_ports */
  gsize          n_ports;
  XaOAuthClient  client;
  gboolean       in_header; /* id and secret go as HTTP Basic */

  /* With XA_CLIENT_REGISTERED: tells the server of the program and sets client_id and secret of @client. */
  gboolean (*register_client) (XaRest *rest, const char *redirect, const char *scopes, XaCredential *client, GError **error);

  /* (nullable): makes a token that was just given, or one that is about to end, into one that lasts longer, where
   * the platform has that in place of refresh tokens; NULL with @error. @rest signs with nothing. */
  XaCredential *(*extend) (XaRest *rest, const XaCredential *given, GError **error);
  gint64 extend_ahead_us; /* how long before its end a token is extended again */

  const char *revoke; /* (nullable): where tokens are taken back (RFC 7009), below the base */
} XaOAuthWay;

/* A sign-in in the browser of the platform's own making: @begin gives the address to open, @finish takes what comes
 * back. What it keeps in between is secret. */
typedef struct {
  gboolean comes_back;                                                                        /* the browser brings the answer to the redirect address; else the user copies it from the page */
  gpointer (*begin) (const char *base, const char *redirect, char **address, GError **error); /* @redirect: (nullable), with the state in its query */
  XaCredential *(*finish) (gpointer self, const char *answer, GError **error);
  void (*free) (gpointer self);
  const char *parameter; /* (nullable): of the redirect, that holds the answer */
} XaHandshake;

/* One thing that the user is asked for while signing in step by step. */
typedef struct {
  const char *id;        /* "phone" */
  const char *title;     /* in words */
  const char *words;     /* (nullable): what it is for, in a sentence or two */
  const char *problem;   /* (nullable): why the last answer was not taken */
  const char *instead;   /* (nullable): what an empty answer means, in words; NULL: there has to be one */
  gboolean    is_secret; /* not to be seen while it is typed */
} XaPrompt;

/* Who asks the user; called in the thread that signs in. */
typedef struct {
  char *(*ask) (const XaPrompt *question, GCancellable *cancellable, gpointer data, GError **error); /* (transfer full): wiped by who asked */
  gboolean (*show_code) (const char *text, gpointer data, GError **error);                           /* as a QR code, until the next one, the next question or the end */
  gpointer data;
} XaAsker;

/*
 * How a platform is reached that speaks no HTTP to us: by a program of its own, which keeps what it is signed in with in a
 * folder that is the connection's. Its requests go through XaRest all the same, so that limits, waits and classes of failure
 * are those of every platform. All blocking.
 */
typedef struct {
  /* What carries requests. Nothing is started before the first, and what ended is started anew.
   * @credential: (nullable): NULL where nobody is signed in: requests fail with AUTH */
  XaTransport *(*open) (const char *folder, const XaCredential *credential);
  /* @given: id and secret of the user's app; what comes of it has a token */
  XaCredential *(*sign_in) (const char *folder, const XaCredential *given, const XaAsker *asker, GCancellable *cancellable, GError **error);
  /* Tells the platform that this sign-in is over, where it answers soon, and removes what is left of it here. */
  void (*end) (const char *folder, const XaCredential *credential, GCancellable *cancellable);
  /* Removes the folder with all that sign-ins left in it. */
  gboolean (*forget) (const char *folder, GError **error);
} XaCarrier;

typedef struct {
  XaSignInKind       kind;
  const char        *id;        /* "app-password" */
  const char        *title;     /* in words */
  const char *const *steps;     /* (array zero-terminated=1): one sentence each */
  const char        *url;       /* (nullable): where the credential is made */
  const char        *wait;      /* (nullable): approval time, in words */
  const char        *price;     /* (nullable): in words; NULL: free */
  guint              gives;     /* XaGives that only this way brings */
  const XaOAuthWay  *oauth;     /* with XA_SIGN_IN_OAUTH */
  const XaHandshake *handshake; /* with XA_SIGN_IN_HANDSHAKE */
  const char        *risk;      /* (nullable): what the user's own account risks by it, in words: to be agreed to before */

  /* (nullable): Takes @given back at the platform when the user disconnects, where that is done in a way of its
   * own; FALSE with @error. Only for what was made for this one connection: what the user made himself may
   * serve other programs too. */
  gboolean (*revoke) (XaRest *rest, const XaCredential *given, GError **error);
  gboolean    revokes_app;  /* with @revoke: all that the user's app was given goes with it, of other connections too */
  const char *revoke_words; /* where the user takes it back himself, in a sentence; NULL with XA_SIGN_IN_NONE */
} XaSignIn;

/* Whether it takes a browser, or questions to the user: the credential that is given to it is only the user's own app, if any. */
gboolean xa_sign_in_uses_browser (const XaSignIn *way);
/* Whether an app of the user's takes part, by its id, and by its secret. */
gboolean xa_sign_in_takes_app (const XaSignIn *way);
gboolean xa_sign_in_takes_app_secret (const XaSignIn *way);

/* How long the platform's terms let us keep what, in days; 0: as long as the user wants. Enforced as the
 * default retention of the platform. */
typedef struct {
  const char *words; /* what the terms say, in a sentence or two */
  const char *url;
  guint       posts_days;
  guint       members_days;
  guint       counters_days;
  gboolean    deletes_with_source; /* what is deleted there must be deleted here */
} XaTerms;

/* What is best seen of the members of one kind of target, as far as it is known before anything was looked at. */
typedef struct {
  XaTargetKind kind;
  XaCoverage   coverage; /* where nothing stands in the way; @words tell what may */
  gint64       max;      /* of how many a list is whole; 0: of any number */
  const char  *words;    /* in a sentence; kinds of which the same is to be said share it */
} XaProspect;

/* What a look at a target said, before it is added. */
typedef struct {
  XaTarget      *target; /* (owned): resolved; its normal form is final */
  char          *title;  /* (owned) */
  char          *url;    /* (owned) (nullable) */
  XaAudienceKind kind;
  gint64         members_reported; /* or XA_COUNT_UNKNOWN */
  gint64         posts_reported;   /* or XA_COUNT_UNKNOWN */
  XaCoverage     coverage;         /* the best that can be reached */
  gint64         first_n;          /* with XA_COVERAGE_FIRST_N */
  char          *coverage_why;     /* (owned): in words */
  guint          gives;            /* XaGives, of this target over this connection */
  gint64         n_requests;       /* of a first sync */
  gint64         duration_us;      /* of it, by the limits */
  double         price;            /* of it, 0: free */
} XaPreview;

XaPreview *xa_preview_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       xa_preview_free (XaPreview *self);

/* How many posts a first sync is reckoned with: those there are, and where nobody says how many, a guess. */
gint64 xa_preview_count_posts (XaFetch *fetch, gint64 reported);

typedef struct {
  const char        *id;   /* written to workspaces and typed: never rename */
  const char        *name; /* shown */
  XaPlatform         platform;
  const XaDialect   *dialect;
  const char        *base;      /* (nullable): default address; NULL: the user's server */
  const XaCarrier   *carrier;   /* (nullable): what carries its requests; NULL: HTTP. @base is then nobody's address */
  guint              gives;     /* XaGives, at best */
  const char *const *gives_not; /* (array zero-terminated=1): what it will not give, in words */
  const XaProspect  *prospects; /* (array length=n_prospects): each kind of target that can be followed */
  guint              n_prospects;
  const char        *limits_words; /* in a sentence */
  const XaSignIn    *sign_ins;     /* (array length=n_sign_ins) */
  guint              n_sign_ins;
  XaTerms            terms;
  gboolean           is_verified;    /* seen working against the live service */
  const char        *unproven;       /* (nullable): what of it in particular no live call has shown, in a sentence */
  gboolean           takes_any_host; /* one connection prospects every server of the platform */
  gboolean           is_simulated;
  guint              poll_floor_s;  /* a source is not asked more often by itself: see docs/providers.md */
  guint              chain;         /* its place among the ways to its platform that stand in for each other, the first is 1; 0: none does */
  gboolean           is_paid;       /* by what is returned: known posts are not read again by themselves */
  gboolean           one_at_a_time; /* passes of one connection share a stream: never two at the same time */

  /* Whether the connection works, and as whom it is signed in (nullable: nobody), for the card: the
   * name of a bot or of the user's own account. */
  gboolean (*check) (XaFetch *fetch, char **who, GError **error);

  /* Signs in or renews; (nullable) where the credential itself is what is sent. */
  XaCredential *(*sign_in) (XaRest *rest, const XaCredential *given, GError **error);

  gboolean (*can_reach) (const XaTarget *target); /* by its kind; no network */

  /* Looks at @target: resolves handles to ids, invitations to servers, posts to their audience. */
  XaPreview *(*preview) (XaFetch *fetch, const XaTarget *target, GError **error);

  /* (nullable): The servers, groups, pages or categories that the account can see; (element-type XaPreview) */
  GPtrArray *(*list) (XaFetch *fetch, GError **error);

  /* Which passes a target takes, in order, as a list that ends in 0. */
  const XaPass *(*get_passes) (const XaTarget *target, guint gives);

  /* Makes one pass: pages to records, until the end. Resumes from the fetch's cursor. */
  gboolean (*fetch) (XaFetch *fetch, XaPass pass, GError **error);

  const XaStreamWay *stream; /* (nullable): how news come by themselves */
} XaProvider;

/* Listed in xa-providers.c. */
extern const XaProvider xa_apify_facebook;
extern const XaProvider xa_apify_instagram;
extern const XaProvider xa_apify_tiktok;
extern const XaProvider xa_bluesky;
extern const XaProvider xa_mastodon;
extern const XaProvider xa_discourse;
extern const XaProvider xa_discord;
extern const XaProvider xa_linkedin;
extern const XaProvider xa_meta_facebook;
extern const XaProvider xa_meta_instagram;
extern const XaProvider xa_telegram_bot;
extern const XaProvider xa_telegram_preview;
extern const XaProvider xa_telegram_user;
extern const XaProvider xa_x_api;
extern const XaProvider xa_x_socialdata;
extern const XaProvider xa_simulated;

const XaProvider *const *xa_providers (void); /* (array zero-terminated=1) */
/* Makes one known that is not in the table: of a test, or a measurement. Before any thread; it is found by
 * its id only, and never offered for a link. */
void              xa_provider_lend (const XaProvider *provider);
const XaProvider *xa_provider_by_id (const char *id);

/* Whether what became of older posts is asked for by itself, as XA_PASS_COUNTERS: a pass over posts tells it of the
 * young ones only. Not where each look at a post is paid for, nor where a stream brings each once. */
gboolean          xa_provider_rereads (const XaProvider *provider);
const XaSignIn   *xa_provider_get_sign_in (const XaProvider *provider, const char *id);     /* (nullable) */
const XaProspect *xa_provider_get_prospect (const XaProvider *provider, XaTargetKind kind); /* (nullable): none is followed here */
/* The sentences of what is reached, each once, in order; (transfer container): ends in NULL */
const char **xa_provider_list_prospects (const XaProvider *provider) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @coverage of a target is no more than was declared of its kind. @first_n: with XA_COVERAGE_FIRST_N */
gboolean          xa_prospect_allows (const XaProspect *self, XaCoverage coverage, gint64 first_n);
const XaProvider *xa_provider_for (const XaTarget *target); /* (nullable): one that needs no credential, else the first */

/* What can be followed on a platform over the network, for who came with something else there.
 * Returns: (nullable): a sentence; NULL where nothing of it can */
const char *xa_platform_say_followable (XaPlatform platform);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaPreview, xa_preview_free)
