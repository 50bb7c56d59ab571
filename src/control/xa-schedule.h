#pragma once

#include "store/xa-tasks.h"

/*
 * When what is due. Pure: every time is a parameter, nothing is read or written. What is due is told by
 * what was done, so that a computer that slept has each pass to make once and not once for every
 * interval it slept through.
 */

#define XA_SCHEDULE_INTERVAL_US (15 * 60 * G_USEC_PER_SEC)
/* The shortest interval where a platform has none of its own. */
#define XA_SCHEDULE_FLOOR_US (60 * G_USEC_PER_SEC)
/* A time that far ahead of now was written by a clock that was wrong. */
#define XA_SCHEDULE_TOLERANCE_US (2 * 60 * G_USEC_PER_SEC)
/* Nobody is told to wait for longer than to the next month. */
#define XA_SCHEDULE_MAX_WAIT_US (32 * (gint64) 24 * 3600 * G_USEC_PER_SEC)

#define XA_SCHEDULE_NEVER G_MAXINT64

/* One kind of pass over one source. */
typedef struct {
  gint64      source_id;
  gint64      connection_id;
  int         kind;           /* XaPass */
  gint64      interval_us;    /* the user's for the source or connection; 0: the usual one */
  gint64      floor_us;       /* the platform's; 0: the usual one */
  gint64      newest_post_us; /* of the audience, or XA_TIME_UNKNOWN */
  gint64      first_us;       /* since when it is followed */
  gint64      last_us;        /* when it last came to its end, or XA_TIME_UNKNOWN: never */
  XaTaskState state;          /* of its newest task; 0: there was none */
  gint64      not_before_us;  /* of its newest task, or XA_TIME_UNKNOWN */
  double      cost;           /* requests that it takes, about */
  gboolean    is_wanted;      /* by hand, now */
  gboolean    is_paused;      /* it, or its connection */
  gboolean    is_blocked;     /* its connection: until the user does something */
  gboolean    is_looked_at;
  gboolean    is_pushed; /* a stream brings it: polled only to make up for what that missed */
} XaScheduleItem;

/* What holds everything that begins by itself. */
typedef struct {
  gboolean is_paused;   /* by the user */
  gboolean is_metered;  /* the network costs */
  gboolean saves_power; /* the battery is low */
  gboolean is_by_hand;  /* nothing begins by itself here */
  gboolean just_woke;   /* the network or the computer came back: what failed for want of it is due */
} XaScheduleConditions;

/* Returns: why nothing begins by itself: "paused", "by-hand", "metered", "saver" or "" */
const char *xa_schedule_get_hold (const XaScheduleConditions *conditions);

/* How long after its end a pass is due again: often while posts are young, rarely when they are old;
 * lists of members daily. @stretch: 1, or more where a budget has to last. */
gint64 xa_schedule_get_interval (const XaScheduleItem *item, double stretch, gint64 now_us);

/* When it is due: now or earlier where it is overdue; XA_SCHEDULE_NEVER while it runs, is dead, paused
 * or blocked. By hand it is due unless it runs or is blocked. */
gint64 xa_schedule_get_due (const XaScheduleItem *item, double stretch, gint64 now_us);

/* By how much all intervals of a connection have to grow so that @remaining requests last for
 * @period_us. At least 1; XA_SCHEDULE_MAX_STRETCH where nothing is left.
 * @items: those of one connection */
#define XA_SCHEDULE_MAX_STRETCH 1000.0
double xa_schedule_get_stretch (const XaScheduleItem *items, gsize n_items, double remaining, gint64 period_us, gint64 now_us);

/* What to begin at @now_us, in this order: by hand, then what is looked at, then the longest overdue,
 * connections in turn.
 *
 * @stretches: (nullable) (array length=n_items): by item
 * @next_us: (out): when something will be due next by itself, or XA_SCHEDULE_NEVER
 * Returns: (transfer full) (element-type guint): indexes of @items */
GArray *xa_schedule_plan (const XaScheduleItem *items, gsize n_items, const double *stretches, const XaScheduleConditions *conditions, gint64 now_us, gint64 *next_us) G_GNUC_WARN_UNUSED_RESULT;

/* Tells a computer that slept from a clock that was set: the one moves both clocks on, the other only
 * the wall's. */
typedef struct {
  gint64 time_us;
  gint64 boot_us;
} XaScheduleClock;

typedef enum {
  XA_CLOCK_STEADY,
  XA_CLOCK_SLEPT, /* much more time passed than was waited for */
  XA_CLOCK_SET,   /* the wall clock jumped, forth or back */
} XaClockEvent;

/* @waited_us: how long the caller meant to wait since the last look */
XaClockEvent xa_schedule_look_at_clock (XaScheduleClock *clock, gint64 time_us, gint64 boot_us, gint64 waited_us);
