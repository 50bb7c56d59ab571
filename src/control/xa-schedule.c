#include "control/xa-schedule.h"

#include "model/xa-time.h"
#include "providers/xa-provider.h"

#include <math.h>
#include <stdlib.h>

/* Lists of members are long and change slowly; counters of old posts hardly change. */
#define MEMBERS_INTERVALS 96   /* a day of quarters of an hour */
#define COUNTERS_INTERVALS 672 /* a week */
#define REACTORS_INTERVALS 4
/* A stream may lose what happened while it was torn. */
#define PUSHED_INTERVALS 4

const char *
xa_schedule_get_hold (const XaScheduleConditions *conditions)
{
  if (conditions->is_paused)
    return "paused";
  if (conditions->is_by_hand)
    return "by-hand";
  if (conditions->is_metered)
    return "metered";

  return conditions->saves_power ? "saver" : "";
}

/* How many usual intervals lie between two looks at posts of that age: what is young still changes, and
 * where nobody has written for a month, nobody writes every hour. */
static double
count_by_age (const XaScheduleItem *item,
              gint64                now_us)
{
  gint64 age_us;

  if (item->newest_post_us == XA_TIME_UNKNOWN)
    return 1;
  age_us = now_us - item->newest_post_us;
  if (age_us < XA_USEC_PER_DAY)
    return 1;
  if (age_us < 7 * XA_USEC_PER_DAY)
    return 2;

  return age_us < 30 * XA_USEC_PER_DAY ? 4 : 8;
}

static double
count_intervals (const XaScheduleItem *item,
                 gint64                now_us)
{
  switch (item->kind) {
  case XA_PASS_MEMBERS:
    return MEMBERS_INTERVALS;
  case XA_PASS_POSTS:
    return count_by_age (item, now_us) * (item->is_pushed ? PUSHED_INTERVALS : 1);
  case XA_PASS_REACTORS:
    return count_by_age (item, now_us) * REACTORS_INTERVALS;
  case XA_PASS_COUNTERS:
    return COUNTERS_INTERVALS;
  default:
    return 1;
  }
}

/* Up to a twentieth less, always the same for the same pass: what was begun together drifts apart. */
static double
get_spread (const XaScheduleItem *item)
{
  guint64 mixed = ((guint64) item->source_id * 31 + (guint64) item->kind) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  return 1 - 0.05 * (double) (mixed >> 40) / (double) (1 << 24);
}

static gint64
get_floor (const XaScheduleItem *item)
{
  return item->floor_us > 0 ? item->floor_us : XA_SCHEDULE_FLOOR_US;
}

gint64
xa_schedule_get_interval (const XaScheduleItem *item,
                          double                stretch,
                          gint64                now_us)
{
  gint64 base_us = item->interval_us > 0 ? item->interval_us : XA_SCHEDULE_INTERVAL_US;
  double interval = (double) MAX (base_us, get_floor (item)) * count_intervals (item, now_us) * MAX (1, stretch) * get_spread (item);

  return MAX ((gint64) interval, get_floor (item));
}

/* What waits: until it was told to, if a sound clock told it; what waits for the user has its
 * connection's state to wait for, and that allows it. */
static gint64
get_wait (const XaScheduleItem *item,
          gint64                now_us)
{
  if (item->not_before_us == XA_TIME_UNKNOWN || item->not_before_us > now_us + XA_SCHEDULE_MAX_WAIT_US)
    return now_us;

  return item->not_before_us;
}

gint64
xa_schedule_get_due (const XaScheduleItem *item,
                     double                stretch,
                     gint64                now_us)
{
  if (item->state == XA_TASK_RUNNING || item->is_blocked)
    return XA_SCHEDULE_NEVER;
  if (item->is_wanted)
    return now_us;
  if (item->is_paused || item->state == XA_TASK_DEAD)
    return XA_SCHEDULE_NEVER;

  switch ((int) item->state) {
  case XA_TASK_QUEUED:
  case XA_TASK_WAITING:
  case XA_TASK_FAILED:
    return get_wait (item, now_us);
  default:
    break;
  }
  /* What was done in the future was done by a wrong clock: once more, and the right one knows. */
  if (item->last_us > now_us + XA_SCHEDULE_TOLERANCE_US)
    return now_us;
  if (item->last_us == XA_TIME_UNKNOWN) {
    /* All posts are read when they are met first: what became of them is of interest a week later. */
    return item->kind == XA_PASS_COUNTERS ? MIN (item->first_us, now_us) + xa_schedule_get_interval (item, stretch, now_us) : now_us;
  }

  return item->last_us + xa_schedule_get_interval (item, stretch, now_us);
}

double
xa_schedule_get_stretch (const XaScheduleItem *items,
                         gsize                 n_items,
                         double                remaining,
                         gint64                period_us,
                         gint64                now_us)
{
  double wanted = 0;

  for (gsize i = 0; i < n_items; i++)
    if (!items[i].is_paused && items[i].state != XA_TASK_DEAD)
      wanted += items[i].cost * (double) period_us / (double) xa_schedule_get_interval (&items[i], 1, now_us);
  if (wanted <= remaining)
    return 1;

  return remaining > 0 ? MIN (wanted / remaining, XA_SCHEDULE_MAX_STRETCH) : XA_SCHEDULE_MAX_STRETCH;
}

/* --- the plan ------------------------------------------------------------------------------------ */

typedef struct {
  guint  i;
  int    rank;  /* 0: by hand, 1: looked at, 2: the rest */
  guint  round; /* how many of the same connection and rank come before */
  gint64 connection_id;
  gint64 due_us;
} Due;

static int
compare_due (gconstpointer a,
             gconstpointer b)
{
  const Due *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank - y->rank;
  if (x->round != y->round)
    return x->round < y->round ? -1 : 1;
  if (x->due_us != y->due_us)
    return x->due_us < y->due_us ? -1 : 1;

  return x->i < y->i ? -1 : x->i > y->i;
}

/* A connection with hundreds of sources must not stand before one with few. */
static void
take_turns (GArray *due)
{
  g_autoptr (GHashTable) rounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);
  int rank = -1;

  for (guint i = 0; i < due->len; i++) {
    Due     *one = &g_array_index (due, Due, i);
    gpointer round;

    if (one->rank != rank)
      g_hash_table_remove_all (rounds);
    rank = one->rank;
    round = g_hash_table_lookup (rounds, &one->connection_id);
    one->round = GPOINTER_TO_UINT (round);
    g_hash_table_insert (rounds, &one->connection_id, GUINT_TO_POINTER (one->round + 1));
  }
}

static gboolean
is_held (const XaScheduleItem *item,
         const char           *hold)
{
  return *hold && !item->is_wanted;
}

GArray *
xa_schedule_plan (const XaScheduleItem       *items,
                  gsize                       n_items,
                  const double               *stretches,
                  const XaScheduleConditions *conditions,
                  gint64                      now_us,
                  gint64                     *next_us)
{
  const char *hold = xa_schedule_get_hold (conditions);
  GArray     *plan = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (Due));

  *next_us = XA_SCHEDULE_NEVER;
  for (gsize i = 0; i < n_items; i++) {
    const XaScheduleItem *item = &items[i];
    gint64                due_us = xa_schedule_get_due (item, stretches ? stretches[i] : 1, now_us);
    Due                   one = { (guint) i, item->is_wanted ? 0 : item->is_looked_at ? 1
                                                                                      : 2,
                                  0, item->connection_id, due_us };

    if (due_us == XA_SCHEDULE_NEVER || is_held (item, hold))
      continue;
    if (due_us <= now_us || (conditions->just_woke && item->state == XA_TASK_WAITING))
      g_array_append_val (due, one);
    else
      *next_us = MIN (*next_us, due_us);
  }
  g_array_sort (due, compare_due);
  take_turns (due);
  g_array_sort (due, compare_due);
  for (guint i = 0; i < due->len; i++)
    g_array_append_val (plan, g_array_index (due, Due, i).i);

  return plan;
}

XaClockEvent
xa_schedule_look_at_clock (XaScheduleClock *clock,
                           gint64           time_us,
                           gint64           boot_us,
                           gint64           waited_us)
{
  gint64       passed_us = boot_us - clock->boot_us;
  gint64       jump_us = time_us - clock->time_us - passed_us;
  XaClockEvent event = XA_CLOCK_STEADY;

  if (clock->time_us != 0) {
    if (ABS (jump_us) > XA_SCHEDULE_TOLERANCE_US)
      event = XA_CLOCK_SET;
    else if (passed_us > waited_us + XA_SCHEDULE_TOLERANCE_US)
      event = XA_CLOCK_SLEPT;
  }
  *clock = (XaScheduleClock) { time_us, boot_us };

  return event;
}
