#pragma once

#include "store/xa-store.h"

/* What was noticed, and the rules that the user changed. Values are written to files: append, never
 * renumber. */

typedef enum {
  XA_ALERT_VIRAL = 1,  /* an own post takes off */
  XA_ALERT_GROWTH,     /* an audience grew or shrank as it usually does not */
  XA_ALERT_CONNECTION, /* a connection does not work */
  XA_ALERT_LAG,        /* what is followed over a connection was not fetched for long */
  XA_ALERT_QUEUE,      /* work waits that could be done */
  XA_ALERT_ERRORS,     /* much of what is tried fails */
  XA_ALERT_UPKEEP,     /* a backup or a check failed */
  XA_ALERT_REPORT,     /* a report that is planned cannot be written */
  XA_N_ALERT_KINDS,
} XaAlertKind;

const char *xa_alert_kind_id (XaAlertKind kind);
gboolean    xa_alert_kind_parse (const char *id, XaAlertKind *kind);

/* What value and usual are of. */
typedef enum {
  XA_ALERT_OF_NOTHING,
  XA_ALERT_OF_INTERACTIONS, /* reactions, comments and shares of a post */
  XA_ALERT_OF_VIEWS,
  XA_ALERT_OF_PEOPLE,  /* a change of a size that the platform states */
  XA_ALERT_OF_SECONDS, /* of waiting */
  XA_ALERT_OF_SHARE,   /* of attempts */
} XaAlertMetric;

/* Who was told. */
typedef enum {
  XA_ALERT_TOLD_DESKTOP = 1 << 0,
  XA_ALERT_TOLD_WEBHOOK = 1 << 1,
} XaAlertTold;

typedef struct {
  gint64        id;
  XaAlertKind   kind;
  gint64        audience_id;   /* or 0 */
  gint64        connection_id; /* or 0 */
  char         *subject;       /* (owned): the audience's title or the connection's name, or "" */
  gboolean      simulated;     /* the audience is invented */
  char         *thing;         /* (owned): by which it is known to be the same; not to be shown */
  gint64        at_us;         /* when it was so */
  gint64        until_us;      /* when it was over, or XA_TIME_UNKNOWN while it holds */
  gint64        since_us;      /* of a post: when it was written; of a state: since when; or XA_TIME_UNKNOWN */
  XaAlertMetric metric;
  double        value, usual, score; /* or NAN */
  char         *cause;               /* (owned): a stable word, or "" */
  gboolean      is_seen;
  guint         told; /* bits of XaAlertTold */
} XaAlert;

XaAlert *xa_alert_new (XaAlertKind kind) G_GNUC_WARN_UNUSED_RESULT;
void     xa_alert_free (XaAlert *self);

/* Whether it is about a state, which comes to an end, and not about something that happened. */
gboolean xa_alert_kind_is_state (XaAlertKind kind);

/* Newest first. @since_us: from then on; @max: at most */
GPtrArray *xa_store_list_alerts (XaStore *store, gint64 since_us, guint max, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAlert) */
/* How many nobody has seen. */
gboolean xa_store_count_unseen_alerts (XaStore *store, gint64 *n, GError **error);
/* The last of a kind, for a cool-down: XA_TIME_UNKNOWN where there is none; @audience_id, @connection_id: or 0 */
gboolean xa_store_get_last_alert (XaStore *store, XaAlertKind kind, gint64 audience_id, gint64 connection_id, gint64 *at_us, GError **error);

/* Adds it, unless the same is known already (a state: and holds); sets its id, or 0 where it was. */
gboolean xa_store_add_alert (XaStore *store, XaAlert *alert, GError **error);
/* A state that is over. */
gboolean xa_store_end_alert (XaStore *store, gint64 id, gint64 until_us, GError **error);
/* States that hold, as far as is known. */
GPtrArray *xa_store_list_open_alerts (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAlert) */
gboolean   xa_store_tell_alert (XaStore *store, gint64 id, guint told, GError **error);
gboolean   xa_store_see_alerts (XaStore *store, GError **error); /* all */
gboolean   xa_store_forget_alerts (XaStore *store, gint64 before_us, GError **error);

/* --- rules --- */

typedef struct {
  XaAlertKind kind;
  gboolean    is_on;
  double      threshold; /* in the unit of the kind */
  double      floor;
  gint64      cool_down_s;
  gboolean    notifies; /* on the desktop */
} XaAlertRule;

/* Those that were changed. */
GArray  *xa_store_list_alert_rules (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaAlertRule) */
gboolean xa_store_set_alert_rule (XaStore *store, const XaAlertRule *rule, GError **error);
gboolean xa_store_reset_alert_rule (XaStore *store, XaAlertKind kind, GError **error);

/* --- what rules look at --- */

/* Since when the task that waits the longest could have been begun, or XA_TIME_UNKNOWN. */
gboolean xa_store_get_oldest_waiting (XaStore *store, gint64 now_us, gint64 *since_us, GError **error);

/* Of each connection that fetches by itself or was asked to: when the source that waits the longest was
 * last fetched. Those paused, and those that were never fetched, are left out. */
typedef struct {
  gint64 connection_id;
  gint64 last_ok_us;
  gint64 tried_us; /* when a task of it last ended or was begun, or XA_TIME_UNKNOWN */
} XaConnectionLag;

GArray *xa_store_list_lags (XaStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaConnectionLag) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaAlert, xa_alert_free)
