#pragma once

#include "net/xa-held.h"
#include "net/xa-limits.h"

/*
 * The parts of XaLimits: plain state and arithmetic over it. No lock, no clock, no waiting: times
 * come in, times go out.
 */

/* --- one bucket ------------------------------------------------------------------------------ */

typedef struct {
  guint    n_names;       /* names that share it */
  XaRate   rate;          /* as the provider declares it; capacity 0: not declared */
  double   tokens;        /* of the declared rate, at @at_us; below 0 after a costly request */
  gint64   at_us;         /* or XA_TIME_UNKNOWN: never used */
  double   limit;         /* of the platform's window, or -1 */
  double   left;          /* in the window, while it lasts */
  gint64   window_end_us; /* or XA_TIME_UNKNOWN: no window is known */
  gint64   not_before_us; /* or XA_TIME_UNKNOWN */
  guint    n_in_flight;   /* requests without an answer yet */
  gboolean is_changed;    /* since it was last kept */
} XaBucket;

XaBucket *xa_bucket_new (void) G_GNUC_WARN_UNUSED_RESULT;
void      xa_bucket_unref (XaBucket *self);
void      xa_bucket_declare (XaBucket *self, const XaRate *rate, gint64 now_us);
gint64    xa_bucket_get_turn (XaBucket *self, double cost, gint64 now_us);
void      xa_bucket_take (XaBucket *self, double cost);
void      xa_bucket_give_back (XaBucket *self, double cost);
void      xa_bucket_end (XaBucket *self);
void      xa_bucket_report (XaBucket *self, const XaRateReport *report, gint64 now_us);
gint64    xa_bucket_estimate (XaBucket *self, double n, gint64 now_us);
gint64    xa_bucket_get_not_before (const XaBucket *self, gint64 now_us);
void      xa_bucket_get_fill (XaBucket *self, gint64 now_us, double *tokens, double *capacity);

/* The later of two times, either of which may be unknown. */
static inline gint64
xa_later (gint64 a,
          gint64 b)
{
  return MAX (a, b); /* XA_TIME_UNKNOWN is the smallest there is */
}

/* A time that somebody else named, not further ahead than a day (NET-7). */
#define XA_LIMITS_MAX_PAUSE_US (24 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
gint64 xa_limits_cap_until (gint64 until_us, gint64 now_us);

/* --- the breaker of a connection ------------------------------------------------------------- */

typedef struct {
  guint    n_failures;    /* in a row */
  gint64   open_until_us; /* or XA_TIME_UNKNOWN: closed */
  gboolean is_probing;    /* half open, and the one request that may is on its way */
} XaBreaker;

#define XA_BREAKER_N_FAILURES 6
#define XA_BREAKER_FIRST_US (30 * G_GINT64_CONSTANT (1000000))
#define XA_BREAKER_LONGEST_US (30 * 60 * G_GINT64_CONSTANT (1000000))

gint64   xa_breaker_get_turn (const XaBreaker *self, gint64 now_us);
void     xa_breaker_take (XaBreaker *self);
void     xa_breaker_drop (XaBreaker *self);
gboolean xa_breaker_succeed (XaBreaker *self);
void     xa_breaker_fail (XaBreaker *self, gint64 now_us);
void     xa_breaker_wake (XaBreaker *self, gint64 now_us);

/* --- the budget of a connection -------------------------------------------------------------- */

typedef struct {
  double requests, money; /* a month, 0: no limit */
  gint64 period_us;       /* begin of the month, or XA_TIME_UNKNOWN */
  double spent, paid;
} XaBudget;

void     xa_budget_turn_page (XaBudget *self, gint64 now_us);
gboolean xa_budget_allows (const XaBudget *self, double cost, double price);
void     xa_budget_spend (XaBudget *self, double cost, double price);
gint64   xa_budget_get_next_us (const XaBudget *self);

/* --- all of it ------------------------------------------------------------------------------- */

/* What is known of one connection. */
typedef struct {
  char       *uuid;    /* (owned) */
  XaBucket   *whole;   /* (owned): all its requests */
  GHashTable *buckets; /* (owned) (element-type utf8 XaBucket): by our name */
  GHashTable *shared;  /* (owned) (element-type utf8 XaBucket): by the platform's name */
  double      weight;  /* of a request in its buckets: more than 1 where less than the allowed speed is used */
  XaBreaker   breaker;
  XaBudget    budget;
  gboolean    is_changed; /* breaker or budget, since they were last kept */
} XaLimitedConnection;

struct _XaLimits {
  gint            ref_count;   /* (atomic) */
  pthread_mutex_t lock;        /* (mutex lock): guards all below but the clock */
  GHashTable     *connections; /* (owned) (element-type utf8 XaLimitedConnection) */
  guint           n_wakes;     /* (mutex lock): that the network or the computer came back */
  guint           n_changes;   /* (mutex lock): in what turns are reckoned by, wakes among them */
  pthread_cond_t  changed;     /* either of these, or somebody is cancelled */
  XaClockFunc     clock;       /* (nullable) */
  XaSleepFunc     sleep;       /* (nullable) */
  gpointer        data;        /* (not owned) */
};

/* Both under the lock; made where there is none yet. @name: (nullable): NULL for the whole. */
XaLimitedConnection *xa_limits_get_connection (XaLimits *self, const char *uuid);
XaBucket            *xa_limits_get_bucket (XaLimitedConnection *connection, const char *name);

/* --- waiting: xa-limits-wait.c --------------------------------------------------------------- */

gboolean xa_limits_sleep (XaLimits *self, gint64 us, const guint *counted, guint since, GCancellable *cancellable);
