#pragma once

#include "net/xa-credential-store.h"
#include "net/xa-transport.h"
#include "providers/xa-provider.h"
#include "store/xa-connections.h"
#include "store/xa-sources.h"
#include "store/xa-tasks.h"

/*
 * Live platforms of one workspace: connecting them, looking at what a link points to, following
 * it, and fetching. Every call blocks and may be made from any thread but the main one, several at
 * the same time: they share one writing connection to the workspace, which is open as long as any
 * of them runs.
 */
typedef struct _XaSync XaSync;

/* @transport: (nullable): NULL for the network
 * @credentials: where credentials are; referenced */
XaSync *xa_sync_new (const char *workspace, XaPseudonymizer *keys, XaTransport *transport, XaCredentialStore *credentials) G_GNUC_WARN_UNUSED_RESULT;
XaSync *xa_sync_ref (XaSync *self);
void    xa_sync_unref (XaSync *self);

/* Runs @edit in the thread that writes, between the batches of a fetch that may be under way. */
typedef gboolean (*XaSyncEdit) (XaStore *store, gpointer data, GError **error);
gboolean xa_sync_edit (XaSync *self, XaSyncEdit edit, gpointer data, GError **error);

/* --- connections --- */

/* The user's browser, for ways to sign in that take one. Both are called in the thread that connects. */
typedef struct {
  /* Shows @address to the user. What is in it must not be kept. */
  gboolean (*open) (const char *address, gpointer data, GError **error);
  const XaAsker *asker; /* (nullable): for ways that ask for one thing after another */
  /* (nullable): Waits for what the user copies from the page; (transfer full), wiped by who asked */
  char *(*paste) (GCancellable *cancellable, gpointer data, GError **error);
  gpointer data;
  gint64   patience_us; /* how long it is waited for; 0: five minutes */
} XaBrowser;

typedef struct {
  const XaProvider   *provider;
  const char         *name;          /* (nullable): NULL for the provider's, numbered where it is taken */
  const char         *base_url;      /* (nullable): as typed; NULL for the provider's */
  const char         *sign_in;       /* (nullable): id of a way to sign in; NULL for the first that fits what is given here */
  const XaCredential *credential;    /* (nullable): what is signed in with; of ways in the browser the id and secret of the user's own app, where one takes part */
  const XaBrowser    *browser;       /* (nullable): NULL where there is none */
  gboolean            hold_only;     /* keep the credential in this process only */
  gboolean            allow_private; /* the user confirmed an address in a private range */
  gboolean            accepts_risk;  /* the user has read what the way risks, and wants it */
} XaConnectOptions;

/* Signs in, in the browser where the way takes one, asks whether it works, keeps the credential and adds the connection; the platform's terms
 * become the limits of what is kept. Nothing is added where it does not work.
 *
 * Returns: (transfer full): the connection as it was added */
XaConnection *xa_sync_connect (XaSync *self, const XaConnectOptions *options, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What both of these do first where a way takes the browser, for callers that have others wait for the workspace
 * meanwhile: it is not touched. What comes of it is the credential of @options afterwards.
 * @connection: (nullable): one that is to be signed in to again */
XaCredential *xa_sync_ask_browser (XaSync *self, const XaConnectOptions *options, const XaConnection *connection, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it is to servers that are not known before a link names them: it works with each that answers. */
gboolean xa_sync_awaits_server (const XaConnection *connection);
/* Asks whether it works, and notes the answer, which is in the state of what is returned: only what
 * prevents asking is an error. One that awaits a server stays as it is. */
XaConnection *xa_sync_test (XaSync *self, gint64 connection_id, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Signs in to it again, in the way that it was or another one; what is queued goes on with it. Of @options provider,
 * name and address are those of the connection; an app of the user's that took part is known already. */
XaConnection *xa_sync_reconnect (XaSync *self, gint64 connection_id, const XaConnectOptions *options, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Its name and budgets. */
gboolean xa_sync_configure (XaSync *self, const XaConnection *connection, GError **error);

typedef enum {
  XA_DISCONNECT_KEEP_DATA,
  XA_DISCONNECT_ERASE_PLATFORM, /* with all audiences of the platform, however they came in */
} XaDisconnect;

/* What became of a sign-in at the platform. */
typedef struct {
  gboolean remains; /* something of it holds there as before, for the user to take back */
  char    *words;   /* (owned) (nullable): a sentence or two; NULL where nobody was signed in */
} XaParting;

void xa_parting_clear (XaParting *self);

/* Takes the sign-in back at the platform, where it was made for this connection and the platform lets a program do so,
 * and forgets both. That the platform does not answer, or refuses, is no reason to keep anything here: it is told.
 * @parting: (out) (optional): to be cleared in any case */
gboolean xa_sync_disconnect (XaSync *self, gint64 connection_id, XaDisconnect how, XaParting *parting, GCancellable *cancellable, GError **error);

/* Removes what the sign-ins of a workspace that is about to be deleted left beside it; the platforms are not told. */
gboolean xa_sync_forget_folders (XaStore *store, GError **error);

GPtrArray *xa_sync_list_connections (XaSync *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaConnection) */
/* The same without opening the workspace for writing: for who looks only, as often as he likes. */
GPtrArray *xa_sync_peek_connections (XaSync *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaConnection) */
/* Requests and money of the month, and the wait, for gauges. */
void xa_sync_get_limits (XaSync *self, const XaConnection *connection, XaLimitState *state);

/* --- what to follow --- */

typedef struct {
  const XaProvider *provider;
  gint64            connection_id; /* 0: the provider needs none of the user's; adding makes one */
  char             *base_url;      /* (owned) (nullable): of the connection that adding makes */
  XaPreview        *preview;       /* (owned) */
  gboolean          is_followed;
} XaCandidate;

void xa_candidate_free (XaCandidate *self);

typedef struct {
  guint  passes;    /* a bit (1 << XaPass) each; 0: all that the target takes */
  gint64 since_us;  /* how far back posts are read, or XA_TIME_UNKNOWN: as far as the platform goes */
  guint  max_posts; /* 0: all */
} XaFollowOptions;

#define XA_FOLLOW_OPTIONS_INIT ((XaFollowOptions) { .since_us = XA_TIME_UNKNOWN })

/* What a pasted text points to: one candidate, or several where it may be several things.
 * @platform: where the user named one, or 0
 * @connection_id: over which to look, or 0
 * @options: (nullable): as it would be followed: what it is reckoned to take goes by them
 *
 * Returns: (transfer full) (element-type XaCandidate): or NULL with XA_NET_ERROR, where nothing could be
 *   made of the text with BAD_REQUEST and the sentence for the user */
GPtrArray *xa_sync_preview (XaSync *self, const char *pasted, XaPlatform platform, gint64 connection_id, const XaFollowOptions *options, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The servers, groups, pages or categories that the connection can see, to tick. */
GPtrArray *xa_sync_list (XaSync *self, gint64 connection_id, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaCandidate) */

/* @options: (nullable)
 * Returns: (transfer full): the source; following twice changes the settings */
XaSource *xa_sync_follow (XaSync *self, const XaCandidate *candidate, const XaFollowOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The audience and its data stay. */
gboolean   xa_sync_unfollow (XaSync *self, gint64 source_id, GError **error);
GPtrArray *xa_sync_list_sources (XaSync *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaSource) */

/* --- fetching --- */

/* How one source stands. */
typedef struct {
  gint64      source_id;
  gint64      connection_id;
  char       *title;      /* (owned) */
  char       *connection; /* (owned): its name */
  XaPass      pass;       /* the one in hand, or the last */
  guint       n_passes, n_passes_done;
  XaTaskState state; /* of the source as a whole */
  gint64      done;
  gint64      total;         /* or XA_COUNT_UNKNOWN */
  gint64      wait_until_us; /* our clock, or XA_TIME_UNKNOWN */
  gboolean    is_open;       /* this run still works on it, or will */
  guint64     n_requests;
  guint       notes;      /* a bit (1 << XaFetchNote) each */
  char       *note_text;  /* (owned): or "" */
  char       *cause;      /* (owned): a stable word, or "" */
  char       *cause_text; /* (owned): a sentence, or "" */
} XaSyncItem;

/* A picture of a run; valid for the call, or until the report is cleared. */
typedef struct {
  XaSyncItem *items; /* (owned) (array length=n_items) */
  guint       n_items;
  guint       n_done, n_failed, n_waiting, n_running; /* sources; failed: failed, dead and cancelled ones */
  guint       n_open;                                 /* sources on which this run still works, or will */
  guint64     n_requests;
  double      seconds;
  gboolean    is_metered; /* the network is paid for by what goes over it: what nobody wished for by hand waits */
} XaSyncProgress;

/* Called in the thread that runs, some five times a second. */
typedef void (*XaSyncProgressFunc) (const XaSyncProgress *progress, gpointer data);

/* A source to fetch. */
typedef struct {
  gint64   source_id;
  guint    passes;   /* a bit (1 << XaPass) each; 0: all that it is followed for, but XA_PASS_COUNTERS */
  int      priority; /* the higher, the earlier */
  gboolean by_hand;  /* though its connection is held */
} XaSyncWish;

/* What a run that stays open is given while it goes on. */
typedef struct {
  GArray     *wishes;      /* (element-type XaSyncWish): to add to; for a source that is under way only its priority counts */
  gint64      known_us;    /* monotonic: what is wished for follows from how things stood then: what ended since is not begun again. 0: now */
  gboolean    is_waking;   /* the network or the computer came back: what waits for that is tried now */
  gboolean    gives_way;   /* the run ends: all that is in hand stops at its page, and goes on in the next */
  gboolean    holds_all;   /* begin nothing but what is wished for by hand; what is in hand stops at its page */
  GHashTable *connections; /* (element-type gint64) to add ids to (g_memdup2): the same for these */
} XaSyncFeed;

/* Called in the thread that runs, some five times a second, with @feed empty. FALSE: what is under way is all. */
typedef gboolean (*XaSyncFeedFunc) (XaSyncFeed *feed, gpointer data);

typedef struct {
  const gint64      *sources; /* (nullable) (array length=n_sources): NULL for all that are followed */
  gsize              n_sources;
  gint64             patience_us; /* waits for a platform as long as this; 0: XA_SYNC_PATIENCE_US */
  XaSyncProgressFunc progress;    /* (nullable) */
  XaSyncFeedFunc     feed;        /* (nullable): instead of @sources: the run stays open until it says so */
  gpointer           data;        /* of both */
} XaSyncOptions;

#define XA_SYNC_PATIENCE_US (15 * 60 * G_USEC_PER_SEC)

/* Fetches until all is done, failed or waits for longer than it has patience. Connections go side by
 * side, and none waits for another. A source that another run of this object is fetching is left to it. What is cut short goes on from its last page the next time.
 *
 * @report: (out): how it ended; to be cleared in any case
 * Returns: FALSE with @error where the run itself had to end: cancelled, the disk is full. Sources that
 *   failed are in @report */
gboolean xa_sync_run (XaSync *self, const XaSyncOptions *options, GCancellable *cancellable, XaSyncProgress *report, GError **error);

/* What happens, for whoever counts it: in any thread, quickly. */
typedef enum {
  XA_SYNC_METER_ENQUEUED,      /* a task that was not there before */
  XA_SYNC_METER_REQUESTS,      /* of a pass */
  XA_SYNC_METER_BATCH_RECORDS, /* of a transaction */
  XA_SYNC_METER_BATCH_US,      /* that it took */
  XA_SYNC_METER_QUEUED_US,     /* that a pass waited for its turn */
  XA_SYNC_METER_DONE_US,       /* that a pass took which came to its end */
  XA_SYNC_METER_FAILED,        /* attempts */
} XaSyncMeter;

typedef void (*XaSyncMeterFunc) (XaSyncMeter what, gint64 connection_id, double value, gpointer data);
/* @meter: (nullable); while nothing is under way */
void xa_sync_set_meter (XaSync *self, XaSyncMeterFunc meter, gpointer data);

/* How much of its speed a connection uses, from its next request on. */
void xa_sync_set_throttle (XaSync *self, const XaConnection *connection);

/* The stable word for an error of a task. */
const char *xa_sync_error_id (const GError *error);

/* Cancels what is fetched of a source, in any run, for good: the next run begins from the start. */
void xa_sync_cancel (XaSync *self, gint64 source_id);
/* Stops what is fetched of a source, in any run: it waits until then, and goes on where it was. */
void xa_sync_put_off (XaSync *self, gint64 source_id, gint64 until_us);

void xa_sync_progress_clear (XaSyncProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSync, xa_sync_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaCandidate, xa_candidate_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaParting, xa_parting_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XaSyncProgress, xa_sync_progress_clear)
