#pragma once

#include "model/xa-records.h"

#include <gio/gio.h>

/*
 * How fast each host and credential may be asked: token buckets that the platform's own headers
 * correct before the limit is hit, pauses, the breaker of each connection, and the budgets that
 * the user set. One for the process, shared by all threads; what must outlive it is plain rows
 * that the caller keeps in the workspace.
 */
typedef struct _XaLimits XaLimits;

/* A bucket: @capacity requests, refilled evenly over @period. It says how fast to ask at most; what
 * the platform's answers say can only make it slower. */
typedef struct {
  double capacity;
  gint64 period_us;
} XaRate;

/* What an answer said about its bucket; fields that it did not say are -1 or XA_TIME_UNKNOWN. */
typedef struct {
  double limit;     /* requests a window */
  double remaining; /* in this window */
  gint64 reset_us;  /* our clock: when the window ends */
  char  *bucket;    /* (owned) (nullable): the name that the platform gives it: ours of the same name share it */
} XaRateReport;

/* What is kept over restarts. */
typedef struct {
  char  *name;          /* (owned): "connection uuid/bucket", or "connection uuid" for breaker and budget */
  double tokens;        /* of a bucket */
  gint64 at_us;         /* when @tokens was so */
  gint64 not_before_us; /* or XA_TIME_UNKNOWN */
  guint  failures;      /* in a row, of a connection */
  gint64 period_us;     /* begin of the budget period */
  double spent;         /* requests in it */
  double paid;          /* money in it */
} XaLimitRow;

XaLimits *xa_limits_new (void) G_GNUC_WARN_UNUSED_RESULT;
XaLimits *xa_limits_ref (XaLimits *self);
void      xa_limits_unref (XaLimits *self);

/* @clock: (nullable): microseconds since 1970, for tests; @sleep: (nullable): instead of waiting */
typedef gint64 (*XaClockFunc) (gpointer data);
typedef gboolean (*XaSleepFunc) (gint64 us, GCancellable *cancellable, gpointer data); /* FALSE: cancelled */
void xa_limits_set_clock (XaLimits *self, XaClockFunc clock, XaSleepFunc sleep, gpointer data);

void       xa_limits_load (XaLimits *self, const XaLimitRow *row);
GPtrArray *xa_limits_take_changed (XaLimits *self) G_GNUC_WARN_UNUSED_RESULT; /* (element-type XaLimitRow): since the last call */
void       xa_limit_row_free (XaLimitRow *row);

/* A month's budget of a connection; 0: none. */
void xa_limits_set_budget (XaLimits *self, const char *connection, double requests, double money);

/* How much of its speed a connection uses, above 0 and at most 1; for those who wait for their turn too. */
void xa_limits_set_throttle (XaLimits *self, const char *connection, double throttle);

/* The rate of a connection as a whole, which the requests of all its buckets count for. */
void xa_limits_set_rate (XaLimits *self, const char *connection, const XaRate *rate);

/* Waits for a turn, at most XA_LIMITS_MAX_WAIT_US; RATE_LIMITED, BUDGET or PAUSED with @not_before_us where
 * it would be longer. Every successful call is followed by one of the three below.
 *
 * @bucket: (nullable): NULL for the connection as a whole. What follows a ':' in its name tells things
 *   of one kind apart, "messages:1234", which the platform counts apart though it calls them the same
 * @rate: (nullable): of @bucket alone; NULL: it has none of its own */
#define XA_LIMITS_MAX_WAIT_US (30 * G_USEC_PER_SEC)
gboolean xa_limits_acquire (XaLimits *self, const char *connection, const char *bucket, const XaRate *rate, double cost, double price, gint64 *not_before_us, GCancellable *cancellable, GError **error);
void     xa_limits_report (XaLimits *self, const char *connection, const char *bucket, const XaRateReport *report); /* (nullable): an answer came */
void     xa_limits_fail (XaLimits *self, const char *connection, const char *bucket);                               /* no usable answer: counts for the breaker */
void     xa_limits_drop (XaLimits *self, const char *connection, const char *bucket, double cost, double price);    /* it did not go out: gives back */
/* What was asked for cost less than @price said, by so much; negative: more. */
void xa_limits_refund (XaLimits *self, const char *connection, double price);
/* The platform said to wait: nothing of that bucket (NULL: of the connection) goes out before. */
void xa_limits_pause (XaLimits *self, const char *connection, const char *bucket, gint64 until_us);
/* The network or the computer came back: an open breaker need not be waited for, the next request tries, and
 * whoever waits looks at the time again. */
void xa_limits_wake (XaLimits *self);

/* What a host refuses (a wrong token, a missing permission, a limit that was not kept) is counted for
 * everybody here who asks it, as hosts do that shut out an address from which too much of it comes. @rate
 * is what is let come to; when it is used up, the host is left alone for a whole period. */
void     xa_limits_count_refusal (XaLimits *self, const char *host, const XaRate *rate);
gboolean xa_limits_may_ask (XaLimits *self, const char *host, const XaRate *rate, gint64 *not_before_us, GError **error); /* PAUSED */

/* How things stand, for gauges. */
typedef struct {
  double   tokens, capacity; /* of the tightest bucket */
  double   spent, budget;    /* requests of the month; budget 0: none */
  double   paid, money;      /* of the month; money 0: none */
  gint64   not_before_us;    /* or XA_TIME_UNKNOWN: may go on */
  gboolean is_broken;        /* the breaker is open */
} XaLimitState;

void xa_limits_get_state (XaLimits *self, const char *connection, XaLimitState *state);
/* How long @n requests of a rate take at least, in microseconds. */
gint64 xa_limits_estimate (XaLimits *self, const char *connection, const char *bucket, const XaRate *rate, double n);

/* The clock and the waiting of all this, so that what waits for other reasons can be tested with it. */
gint64 xa_limits_now (XaLimits *self);
/* Over at once with xa_limits_wake(); FALSE: cancelled. */
gboolean xa_limits_wait (XaLimits *self, gint64 us, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLimits, xa_limits_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaLimitRow, xa_limit_row_free)
