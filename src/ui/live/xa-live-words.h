#pragma once

#include "store/xa-connections.h"
#include "sync/xa-sync-forecast.h"
#include "sync/xa-way-state.h"

/* What is said about platforms, connections and what can be followed. All (transfer full) unless const. */

const char *xa_live_kind_name (XaAudienceKind kind);
const char *xa_live_target_kind_name (XaTargetKind kind);
const char *xa_live_name (const char *name); /* of a way or a connection: as it was called, or as it is called in the language */

char *xa_live_say_target (const XaTarget *target) G_GNUC_WARN_UNUSED_RESULT;          /* "Telegram · Channel · @durov" */
char *xa_live_say_candidate (const XaCandidate *candidate) G_GNUC_WARN_UNUSED_RESULT; /* "Channel · 12.4 k members · over Telegram public pages" */
char *xa_live_say_coverage (const XaPreview *preview) G_GNUC_WARN_UNUSED_RESULT;      /* "Complete list: ..." */
char *xa_live_say_cost (const XaPreview *preview) G_GNUC_WARN_UNUSED_RESULT;          /* "About 12 requests in 30 s, free" */
char *xa_live_say_forecast (const XaForecast *forecast) G_GNUC_WARN_UNUSED_RESULT;    /* "About 1,234 requests in 57 min. 12 % of the month’s budget." */
char *xa_live_say_share (const XaForecast *forecast) G_GNUC_WARN_UNUSED_RESULT;       /* "12 % of the month’s budget.", or "" */
char *xa_live_say_gives (guint gives) G_GNUC_WARN_UNUSED_RESULT;                      /* "posts, who writes" */
char *xa_live_say_prospects (const XaProvider *provider) G_GNUC_WARN_UNUSED_RESULT;   /* what is best seen of members, a line each */
char *xa_live_say_sign_in (const XaProvider *provider) G_GNUC_WARN_UNUSED_RESULT;     /* "No account needed · Key of a member" */
char *xa_live_say_unproven (const XaProvider *provider) G_GNUC_WARN_UNUSED_RESULT;    /* what no live call has shown, or ""; (nullable) */
char *xa_live_say_state (const XaConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
char *xa_live_say_use (double requests, double budget) G_GNUC_WARN_UNUSED_RESULT; /* "57 of 1,000 requests this month" */
char *xa_live_say_money (double paid, double budget) G_GNUC_WARN_UNUSED_RESULT;   /* "0.52 of 20.00 US$ this month" */

/* "Asked first of 2 ways. ...", or "" where nothing stands in for it */
char *xa_live_say_ways (const XaWayState *ways) G_GNUC_WARN_UNUSED_RESULT;

/* What the user can do about the state: NULL for nothing. */
const char *xa_live_state_action (XaConnectionState state);
