#include "control/xa-schedule.h"
#include "model/xa-time.h"
#include "providers/xa-provider.h"

#define MINUTE (60 * G_USEC_PER_SEC)
#define START (20000 * XA_USEC_PER_DAY)
#define MAX_ITEMS 1200

/* A simulated workspace: time passes as the test says, and what is begun ends a minute later. */
typedef struct {
  gint64               time_us; /* what the wall clock says */
  gint64               boot_us; /* what really passed */
  XaScheduleItem       items[MAX_ITEMS];
  double               stretches[MAX_ITEMS];
  gint64               begun_us[MAX_ITEMS]; /* by the true clock; 0: never */
  gint64               shortest_us[MAX_ITEMS], longest_us[MAX_ITEMS];
  guint                n_passes[MAX_ITEMS];
  gsize                n_items;
  double               n_requests;
  XaScheduleConditions conditions;
} World;

static World *
world_new (void)
{
  World *self = g_new0 (World, 1);

  self->time_us = START;
  self->boot_us = XA_USEC_PER_HOUR;

  return self;
}

/* @age_us: of the newest post, which stays that old */
static guint
add (World *self,
     gint64 connection_id,
     int    kind,
     gint64 age_us)
{
  gsize i = self->n_items++;

  self->items[i] = (XaScheduleItem) {
    .source_id = (gint64) i + 1,
    .connection_id = connection_id,
    .kind = kind,
    .newest_post_us = age_us == XA_TIME_UNKNOWN ? XA_TIME_UNKNOWN : self->time_us - age_us,
    .first_us = self->time_us,
    .last_us = XA_TIME_UNKNOWN,
    .not_before_us = XA_TIME_UNKNOWN,
    .cost = 1,
  };
  self->stretches[i] = 1;
  self->shortest_us[i] = G_MAXINT64;

  return (guint) i;
}

static void
make_pass (World *self,
           guint  i)
{
  XaScheduleItem *item = &self->items[i];

  if (self->begun_us[i]) {
    gint64 gap_us = self->boot_us - self->begun_us[i];

    self->shortest_us[i] = MIN (self->shortest_us[i], gap_us);
    self->longest_us[i] = MAX (self->longest_us[i], gap_us);
  }
  self->begun_us[i] = self->boot_us;
  self->n_passes[i]++;
  self->n_requests += item->cost;
  item->last_us = self->time_us;
  item->state = XA_TASK_DONE;
  item->is_wanted = FALSE;
}

/* One look at what is due.
 * Returns: how many passes it made */
static guint
look (World *self)
{
  gint64 next_us;
  g_autoptr (GArray) plan = xa_schedule_plan (self->items, self->n_items, self->stretches, &self->conditions, self->time_us, &next_us);

  g_assert_cmpint (next_us, >, self->time_us);
  for (guint i = 0; i < plan->len; i++)
    make_pass (self, g_array_index (plan, guint, i));
  self->conditions.just_woke = FALSE;

  return plan->len;
}

/* Both clocks go on, with a look every minute; posts stay as old as they are. */
static guint
pass_time (World *self,
           gint64 us)
{
  guint n = 0;

  for (gint64 passed_us = 0; passed_us < us; passed_us += MINUTE) {
    self->time_us += MINUTE;
    self->boot_us += MINUTE;
    for (gsize i = 0; i < self->n_items; i++)
      if (self->items[i].newest_post_us != XA_TIME_UNKNOWN)
        self->items[i].newest_post_us += MINUTE;
    n += look (self);
  }

  return n;
}

static void
test_weeks (void)
{
  g_autofree World *world = world_new ();
  guint             young = add (world, 1, XA_PASS_POSTS, XA_USEC_PER_HOUR);
  guint             week = add (world, 1, XA_PASS_POSTS, 3 * XA_USEC_PER_DAY);
  guint             month = add (world, 1, XA_PASS_POSTS, 20 * XA_USEC_PER_DAY);
  guint             old = add (world, 1, XA_PASS_POSTS, 400 * XA_USEC_PER_DAY);
  guint             members = add (world, 1, XA_PASS_MEMBERS, XA_TIME_UNKNOWN);
  guint             counters = add (world, 1, XA_PASS_COUNTERS, XA_USEC_PER_HOUR);

  pass_time (world, 21 * XA_USEC_PER_DAY);

  /* Every quarter of an hour for three weeks, a twentieth more at most. */
  g_assert_cmpuint (world->n_passes[young], >=, 21 * 96 - 1);
  g_assert_cmpuint (world->n_passes[young], <=, 21 * 96 * 110 / 100);
  g_assert_cmpuint (world->n_passes[week], <, world->n_passes[young] * 6 / 10);
  g_assert_cmpuint (world->n_passes[month], <, world->n_passes[week] * 6 / 10);
  g_assert_cmpuint (world->n_passes[old], <, world->n_passes[month] * 6 / 10);
  g_assert_cmpuint (world->n_passes[old], >=, 21 * 12 - 1);
  g_assert_cmpuint (world->n_passes[members], >=, 21);
  g_assert_cmpuint (world->n_passes[members], <=, 23);
  g_assert_cmpuint (world->n_passes[counters], ==, 3);
  for (guint i = 0; i <= counters; i++)
    g_assert_cmpint (world->shortest_us[i], >=, 14 * MINUTE);
  g_assert_cmpint (world->longest_us[young], <=, 16 * MINUTE);
}

static void
test_floor (void)
{
  g_autofree World *world = world_new ();
  guint             forum = add (world, 1, XA_PASS_POSTS, 0);
  guint             hasty = add (world, 2, XA_PASS_POSTS, 0);

  world->items[forum].floor_us = 30 * MINUTE;
  world->items[hasty].interval_us = G_USEC_PER_SEC;
  pass_time (world, XA_USEC_PER_DAY);
  g_assert_cmpint (world->shortest_us[forum], >=, 30 * MINUTE);
  g_assert_cmpint (world->shortest_us[hasty], >=, MINUTE);
  g_assert_cmpuint (world->n_passes[hasty], >=, 24 * 60 - 2);
}

/* A computer that slept for a night has each pass to make once. */
static void
test_catch_up_once (void)
{
  g_autofree World *world = world_new ();
  const guint       n = 50;

  for (guint i = 0; i < n; i++)
    add (world, i % 3, XA_PASS_POSTS, 0);
  for (guint night = 0; night < 14; night++) {
    pass_time (world, 16 * XA_USEC_PER_HOUR);
    world->time_us += 8 * XA_USEC_PER_HOUR;
    world->boot_us += 8 * XA_USEC_PER_HOUR;
    for (guint i = 0; i < n; i++)
      world->items[i].newest_post_us = world->time_us;
    g_assert_cmpuint (look (world), ==, n);
    g_assert_cmpuint (look (world), ==, 0);
    g_assert_cmpuint (pass_time (world, 10 * MINUTE), ==, 0);
  }
}

/* A clock that is set forth and back makes nothing wait for longer than it should, nor run wild. */
static void
test_clock_jumps (void)
{
  static const gint64 jumps[] = { XA_USEC_PER_HOUR, -3 * XA_USEC_PER_HOUR, 365 * XA_USEC_PER_DAY, -365 * XA_USEC_PER_DAY, -10 * 365 * XA_USEC_PER_DAY, 30 * G_USEC_PER_SEC };
  g_autofree World   *world = world_new ();

  for (guint i = 0; i < 20; i++)
    add (world, 1, XA_PASS_POSTS, XA_TIME_UNKNOWN);
  pass_time (world, XA_USEC_PER_DAY);
  for (gsize j = 0; j < G_N_ELEMENTS (jumps); j++) {
    guint before = world->n_passes[7];

    world->time_us += jumps[j];
    look (world);
    pass_time (world, XA_USEC_PER_DAY);
    g_assert_cmpuint (world->n_passes[7] - before, >=, 95);
    g_assert_cmpuint (world->n_passes[7] - before, <=, 104);
  }
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (world->longest_us[i], <=, 17 * MINUTE);
}

/* What a wrong clock told to wait for is not waited for until the next year. */
static void
test_wrong_wait (void)
{
  g_autofree World *world = world_new ();
  guint             sane = add (world, 1, XA_PASS_POSTS, 0), wrong = add (world, 1, XA_PASS_POSTS, 0);

  world->items[sane].state = world->items[wrong].state = XA_TASK_WAITING;
  world->items[sane].not_before_us = world->time_us + XA_USEC_PER_HOUR;
  world->items[wrong].not_before_us = world->time_us + 365 * XA_USEC_PER_DAY;
  pass_time (world, 30 * MINUTE);
  g_assert_cmpuint (world->n_passes[sane], ==, 0);
  g_assert_cmpuint (world->n_passes[wrong], >, 0);
  /* When the network is back, nobody waits for a time that was only a guess. */
  world->conditions.just_woke = TRUE;
  look (world);
  g_assert_cmpuint (world->n_passes[sane], ==, 1);
}

static void
test_holds (void)
{
  static const struct {
    XaScheduleConditions conditions;
    const char          *hold;
  } cases[] = {
    { { .is_metered = TRUE }, "metered" },
    { { .saves_power = TRUE }, "saver" },
    { { .is_paused = TRUE, .is_metered = TRUE }, "paused" },
  };
  const XaScheduleConditions free = { 0 };

  g_assert_cmpstr (xa_schedule_get_hold (&free), ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree World *world = world_new ();
    guint             usual = add (world, 1, XA_PASS_POSTS, 0), wanted = add (world, 1, XA_PASS_POSTS, 0);

    g_assert_cmpstr (xa_schedule_get_hold (&cases[i].conditions), ==, cases[i].hold);
    world->conditions = cases[i].conditions;
    world->items[wanted].is_wanted = TRUE;
    pass_time (world, XA_USEC_PER_DAY);
    g_assert_cmpuint (world->n_passes[usual], ==, 0);
    g_assert_cmpuint (world->n_passes[wanted], ==, 1);
    world->conditions = free;
    g_assert_cmpuint (look (world), ==, 2);
    g_assert_cmpuint (look (world), ==, 0);
  }
}

static void
test_steered (void)
{
  g_autofree World *world = world_new ();
  guint             paused = add (world, 1, XA_PASS_POSTS, 0), blocked = add (world, 2, XA_PASS_POSTS, 0);
  guint             dead = add (world, 3, XA_PASS_POSTS, 0), running = add (world, 3, XA_PASS_POSTS, 0);
  guint             queued = add (world, 3, XA_PASS_POSTS, 0);

  world->items[paused].is_paused = TRUE;
  world->items[blocked].is_blocked = TRUE;
  world->items[dead].state = XA_TASK_DEAD;
  world->items[running].state = XA_TASK_RUNNING;
  world->items[running].is_wanted = TRUE;
  world->items[queued].state = XA_TASK_QUEUED;
  world->items[queued].last_us = world->time_us;
  g_assert_cmpuint (look (world), ==, 1);
  g_assert_cmpuint (world->n_passes[queued], ==, 1);
  pass_time (world, 7 * XA_USEC_PER_DAY);
  g_assert_cmpuint (world->n_passes[paused] + world->n_passes[blocked] + world->n_passes[dead] + world->n_passes[running], ==, 0);
  world->items[paused].is_wanted = world->items[dead].is_wanted = TRUE;
  world->items[paused].is_paused = FALSE;
  look (world);
  g_assert_cmpuint (world->n_passes[paused], ==, 1);
  g_assert_cmpuint (world->n_passes[dead], ==, 1);
}

/* A month's budget lasts for the month, is used, and what is young still comes first. */
static void
test_budget (void)
{
  const double      budget = 10000;
  const gint64      month_us = 30 * XA_USEC_PER_DAY;
  g_autofree World *world = world_new ();
  guint             young = add (world, 1, XA_PASS_POSTS, 0), old = add (world, 1, XA_PASS_POSTS, 400 * XA_USEC_PER_DAY);
  gint64            end_us = world->time_us + month_us;

  for (guint i = 0; i < 38; i++)
    add (world, 1, XA_PASS_POSTS, 0);
  for (guint day = 0; day < 30; day++) {
    double stretch = xa_schedule_get_stretch (world->items, world->n_items, budget - world->n_requests, end_us - world->time_us, world->time_us);

    g_assert_cmpfloat (stretch, >, 5);
    for (gsize i = 0; i < world->n_items; i++)
      world->stretches[i] = stretch;
    pass_time (world, XA_USEC_PER_DAY);
  }
  g_assert_cmpfloat (world->n_requests, <=, budget * 1.01);
  g_assert_cmpfloat (world->n_requests, >=, budget * 0.9);
  g_assert_cmpuint (world->n_passes[old], >, 20);
  g_assert_cmpuint (world->n_passes[young], >, 6 * world->n_passes[old]);
  /* Enough budget changes nothing; none at all stops all but a trickle. */
  g_assert_cmpfloat (xa_schedule_get_stretch (world->items, world->n_items, 1e9, month_us, world->time_us), ==, 1);
  g_assert_cmpfloat (xa_schedule_get_stretch (world->items, world->n_items, 0, month_us, world->time_us), ==, XA_SCHEDULE_MAX_STRETCH);
}

static void
test_order (void)
{
  g_autofree World *world = world_new ();
  g_autoptr (GArray) plan = NULL;
  guint  n_small = 0;
  gint64 next_us;

  for (guint i = 0; i < 500; i++)
    add (world, 1, XA_PASS_POSTS, 0);
  for (guint i = 0; i < 3; i++)
    add (world, 2, XA_PASS_POSTS, 0);
  world->items[300].is_looked_at = TRUE;
  world->items[301].is_wanted = TRUE;
  plan = xa_schedule_plan (world->items, world->n_items, NULL, &world->conditions, world->time_us, &next_us);
  g_assert_cmpuint (plan->len, ==, 503);
  g_assert_cmpuint (g_array_index (plan, guint, 0), ==, 301);
  g_assert_cmpuint (g_array_index (plan, guint, 1), ==, 300);
  for (guint i = 2; i < 8; i++)
    n_small += world->items[g_array_index (plan, guint, i)].connection_id == 2;
  g_assert_cmpuint (n_small, ==, 3);
}

static void
test_pushed (void)
{
  g_autofree World *world = world_new ();
  guint             streamed = add (world, 1, XA_PASS_POSTS, 0);

  world->items[streamed].is_pushed = TRUE;
  pass_time (world, XA_USEC_PER_DAY);
  g_assert_cmpuint (world->n_passes[streamed], >=, 23);
  g_assert_cmpuint (world->n_passes[streamed], <=, 27);
}

static void
test_clock (void)
{
  static const struct {
    gint64       wall_us, boot_us, waited_us;
    XaClockEvent event;
  } cases[] = {
    { 30 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, XA_CLOCK_STEADY },
    { 8 * XA_USEC_PER_HOUR, 8 * XA_USEC_PER_HOUR, 30 * G_USEC_PER_SEC, XA_CLOCK_SLEPT },
    { -XA_USEC_PER_HOUR, 30 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, XA_CLOCK_SET },
    { XA_USEC_PER_DAY, 30 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, XA_CLOCK_SET },
    { 31 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, 30 * G_USEC_PER_SEC, XA_CLOCK_STEADY },
  };
  XaScheduleClock clock = { 0 };

  g_assert_cmpint (xa_schedule_look_at_clock (&clock, START, 500, 0), ==, XA_CLOCK_STEADY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    XaScheduleClock before = clock;

    g_assert_cmpint (xa_schedule_look_at_clock (&clock, before.time_us + cases[i].wall_us, before.boot_us + cases[i].boot_us, cases[i].waited_us), ==, cases[i].event);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/weeks", test_weeks);
  g_test_add_func ("/schedule/floor", test_floor);
  g_test_add_func ("/schedule/catch-up-once", test_catch_up_once);
  g_test_add_func ("/schedule/clock-jumps", test_clock_jumps);
  g_test_add_func ("/schedule/wrong-wait", test_wrong_wait);
  g_test_add_func ("/schedule/holds", test_holds);
  g_test_add_func ("/schedule/steered", test_steered);
  g_test_add_func ("/schedule/budget", test_budget);
  g_test_add_func ("/schedule/order", test_order);
  g_test_add_func ("/schedule/pushed", test_pushed);
  g_test_add_func ("/schedule/clock", test_clock);

  return g_test_run ();
}
