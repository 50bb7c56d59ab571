#include "fake-clock.h"

#include "net/xa-net-error.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* Ten requests at once, one a second after that. */
static const XaRate ten = { 10, 10 * SECOND };

static XaLimits *
make_limits (FakeClock *clock)
{
  XaLimits *limits = xa_limits_new ();

  fake_clock_init (clock, limits);

  return limits;
}

static gboolean
acquire (XaLimits   *limits,
         const char *bucket,
         GError    **error)
{
  return xa_limits_acquire (limits, "c", bucket, NULL, 1, 0, NULL, NULL, error);
}

static void
must_acquire (XaLimits   *limits,
              const char *bucket)
{
  g_autoptr (GError) error = NULL;

  acquire (limits, bucket, &error);
  g_assert_no_error (error);
}

static void
report (XaLimits   *limits,
        FakeClock  *clock,
        const char *bucket,
        double      limit,
        double      remaining,
        gint64      after_us)
{
  XaRateReport said = { limit, remaining, clock->now_us + after_us, NULL };

  xa_limits_report (limits, "c", bucket, &said);
}

static void
test_bucket (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  xa_limits_set_rate (limits, "c", &ten);
  for (int i = 0; i < 10; i++)
    must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 0);
  for (int i = 0; i < 5; i++)
    must_acquire (limits, NULL);
  /* The eleventh to the fifteenth each waited for a token. */
  g_assert_cmpint (clock.slept_us, >=, 5 * SECOND - 10);
  g_assert_cmpint (clock.slept_us, <=, 5 * SECOND + 10);

  /* Rest fills it, and no further than full. */
  clock.now_us += HOUR;
  clock.slept_us = 0;
  for (int i = 0; i < 10; i++)
    must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 0);
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, >, 0);
}

/* A bucket of its own counts beside that of the whole connection. */
static void
test_two_levels (void)
{
  FakeClock    clock;
  const XaRate slow = { 2, 20 * SECOND };
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (GError) error = NULL;

  xa_limits_set_rate (limits, "c", &ten);
  for (int i = 0; i < 3; i++)
    xa_limits_acquire (limits, "c", "paging", &slow, 1, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (clock.slept_us, >=, 10 * SECOND - 10);
  g_assert_cmpint (clock.slept_us, <=, 10 * SECOND + 10);

  /* The rest of the connection is not held up by it, and another connection is none of its business. */
  clock.slept_us = 0;
  for (int i = 0; i < 9; i++)
    must_acquire (limits, "other");
  xa_limits_acquire (limits, "d", "paging", &slow, 1, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (clock.slept_us, ==, 0);
}

/* What the platform says is left holds before its limit is hit. */
static void
test_window (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  must_acquire (limits, "a");
  report (limits, &clock, "a", 5, 2, 12 * SECOND);
  must_acquire (limits, "a");
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 0);
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 12 * SECOND);

  /* Another bucket had nothing to do with it. */
  clock.slept_us = 0;
  must_acquire (limits, "b");
  g_assert_cmpint (clock.slept_us, ==, 0);
}

/* Answers that come late do not bring back what was used meanwhile. */
static void
test_window_out_of_order (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  for (int i = 0; i < 3; i++)
    must_acquire (limits, "a");
  report (limits, &clock, "a", 3, 0, 5 * SECOND);
  report (limits, &clock, "a", 3, 2, 5 * SECOND);
  report (limits, &clock, "a", 3, 1, 5 * SECOND);
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 5 * SECOND);
}

/* Requests without an answer yet are not in the platform's count. */
static void
test_window_in_flight (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  for (int i = 0; i < 3; i++)
    must_acquire (limits, "a");
  report (limits, &clock, "a", 5, 3, 8 * SECOND); /* knows of one or two */
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 0);
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 8 * SECOND);
}

static void
test_shared_names (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  XaRateReport said = { 5, 4, 0, (char *) "ab12" };

  said.reset_us = clock.now_us + 9 * SECOND;
  must_acquire (limits, "read:1");
  xa_limits_report (limits, "c", "read:1", &said);
  must_acquire (limits, "list:1");
  must_acquire (limits, "read:2");
  said.remaining = 0;
  xa_limits_report (limits, "c", "list:1", &said);
  said.remaining = 4;
  xa_limits_report (limits, "c", "read:2", &said);

  /* The same name and thing: used up by the other. The same name for another thing: its own. */
  must_acquire (limits, "read:2");
  g_assert_cmpint (clock.slept_us, ==, 0);
  must_acquire (limits, "read:1");
  g_assert_cmpint (clock.slept_us, ==, 9 * SECOND);
}

/* Reports that make no sense change nothing, or are capped. */
static void
test_insane_reports (void)
{
  static const struct {
    double limit, remaining;
    gint64 after_us;
  } insane[] = {
    { -1, -1, 60 * SECOND },
    { 100, -1, 60 * SECOND },
    { 100, NAN, 60 * SECOND },
    { 100, 0, -60 * SECOND },
    { 100, 0, 0 },
  };
  FakeClock clock;
  gint64    not_before_us = 0;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (insane); i++) {
    must_acquire (limits, "a");
    report (limits, &clock, "a", insane[i].limit, insane[i].remaining, insane[i].after_us);
    must_acquire (limits, "a");
    xa_limits_report (limits, "c", "a", NULL);
  }
  g_assert_cmpint (clock.slept_us, ==, 0);

  /* Two years is a day. */
  must_acquire (limits, "a");
  report (limits, &clock, "a", 100, 0, 730 * 24 * HOUR);
  g_assert_false (xa_limits_acquire (limits, "c", "a", NULL, 1, 0, &not_before_us, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpint (not_before_us, ==, clock.now_us + 24 * HOUR);
}

static void
test_pause (void)
{
  FakeClock clock;
  gint64    not_before_us = 0;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (GError) error = NULL;

  xa_limits_pause (limits, "c", "a", clock.now_us + 20 * SECOND);
  must_acquire (limits, "b");
  g_assert_cmpint (clock.slept_us, ==, 0);
  must_acquire (limits, "a");
  g_assert_cmpint (clock.slept_us, ==, 20 * SECOND);

  /* Longer than a thread should sleep: an error that says when. */
  xa_limits_pause (limits, "c", NULL, clock.now_us + 15 * MINUTE);
  g_assert_false (xa_limits_acquire (limits, "c", "b", NULL, 1, 0, &not_before_us, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_RATE_LIMITED);
  g_assert_cmpint (not_before_us, ==, clock.now_us + 15 * MINUTE);
  g_assert_cmpint (clock.slept_us, ==, 20 * SECOND);
}

static void
fail_once (XaLimits *limits)
{
  must_acquire (limits, NULL);
  xa_limits_fail (limits, "c", NULL);
}

static void
test_breaker (void)
{
  FakeClock    clock;
  XaLimitState state;
  gint64       not_before_us = 0;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (GError) error = NULL;

  /* Failures in a row only. */
  for (int i = 0; i < 5; i++)
    fail_once (limits);
  must_acquire (limits, NULL);
  xa_limits_report (limits, "c", NULL, NULL);
  for (int i = 0; i < 6; i++)
    fail_once (limits);
  xa_limits_get_state (limits, "c", &state);
  g_assert_true (state.is_broken);
  g_assert_cmpint (state.not_before_us, ==, clock.now_us + 30 * SECOND);
  g_assert_cmpint (clock.slept_us, ==, 0);

  /* Half open, one tries; until it is known, the others do not. */
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 30 * SECOND);
  xa_limits_fail (limits, "c", NULL);

  /* The probe failed: twice as long. */
  g_assert_false (xa_limits_acquire (limits, "c", NULL, NULL, 1, 0, &not_before_us, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_PAUSED);
  g_assert_cmpint (not_before_us, ==, clock.now_us + 60 * SECOND);

  for (gint64 wait_us = 60 * SECOND, i = 0; i < 12; i++) {
    clock.now_us += wait_us;
    must_acquire (limits, NULL);
    xa_limits_fail (limits, "c", NULL);
    wait_us = MIN (2 * wait_us, 30 * MINUTE);
    xa_limits_get_state (limits, "c", &state);
    g_assert_cmpint (state.not_before_us, ==, clock.now_us + wait_us);
  }

  /* It closes with the first answer. */
  clock.now_us += 30 * MINUTE;
  must_acquire (limits, NULL);
  xa_limits_report (limits, "c", NULL, NULL);
  xa_limits_get_state (limits, "c", &state);
  g_assert_false (state.is_broken);
  g_assert_cmpint (state.not_before_us, ==, XA_TIME_UNKNOWN);
  fail_once (limits);
  must_acquire (limits, NULL);
}

/* The network is back: the next request tries, and what a platform asked for is waited for all the same. */
static void
test_breaker_wakes (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  for (int i = 0; i < 6; i++)
    fail_once (limits);
  xa_limits_wake (limits);
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 0);
  xa_limits_report (limits, "c", NULL, NULL);
  xa_limits_pause (limits, "c", NULL, clock.now_us + 20 * SECOND);
  xa_limits_wake (limits);
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 20 * SECOND);
}

/* What a clock that was ahead has written holds nobody for longer than the breaker ever waits. */
static void
test_breaker_kept (void)
{
  FakeClock    clock;
  XaLimitState state;
  XaLimitRow   row = { .name = (char *) "c", .not_before_us = XA_TIME_UNKNOWN, .failures = 7, .period_us = XA_TIME_UNKNOWN, .at_us = XA_TIME_UNKNOWN };
  g_autoptr (XaLimits) limits = make_limits (&clock);

  row.not_before_us = clock.now_us + 20 * 60 * MINUTE;
  xa_limits_load (limits, &row);
  xa_limits_get_state (limits, "c", &state);
  g_assert_true (state.is_broken);
  g_assert_cmpint (state.not_before_us, ==, clock.now_us + 30 * MINUTE);
  xa_limits_wake (limits);
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 0);
}

/* The probe that was cancelled leaves the place to another. */
static void
test_breaker_dropped_probe (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  for (int i = 0; i < 6; i++)
    fail_once (limits);
  must_acquire (limits, NULL);
  xa_limits_drop (limits, "c", NULL, 1, 0);
  clock.slept_us = 0;
  must_acquire (limits, NULL);
  g_assert_cmpint (clock.slept_us, ==, 0);
}

static void
test_budget (void)
{
  FakeClock    clock;
  XaLimitState state;
  gint64       not_before_us = 0;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (GError) error = NULL;

  xa_limits_set_budget (limits, "c", 10, 1.0);
  g_assert_true (xa_limits_acquire (limits, "c", NULL, NULL, 4, 0.75, NULL, NULL, &error));
  xa_limits_get_state (limits, "c", &state);
  g_assert_cmpfloat (state.spent, ==, 4);
  g_assert_cmpfloat (state.budget, ==, 10);
  g_assert_cmpfloat (state.paid, ==, 0.75);

  /* Money is out before requests are. */
  g_assert_false (xa_limits_acquire (limits, "c", NULL, NULL, 1, 0.5, &not_before_us, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET);
  g_assert_cmpint (not_before_us, ==, G_GINT64_CONSTANT (1775001600) * SECOND); /* 2026-04-01 */
  g_clear_error (&error);
  g_assert_true (xa_limits_acquire (limits, "c", NULL, NULL, 6, 0, NULL, NULL, &error));
  g_assert_false (acquire (limits, NULL, &error));
  g_assert_error (error, XA_NET_ERROR, XA_NET_ERROR_BUDGET);

  /* What did not go out is given back. */
  xa_limits_drop (limits, "c", NULL, 6, 0);
  must_acquire (limits, NULL);

  /* A clock that was set back gives no second budget; the next month does. */
  clock.now_us -= 40 * 24 * HOUR;
  xa_limits_get_state (limits, "c", &state);
  g_assert_cmpfloat (state.spent, ==, 5);
  clock.now_us = not_before_us;
  xa_limits_get_state (limits, "c", &state);
  g_assert_cmpfloat (state.spent, ==, 0);
  g_assert_cmpfloat (state.paid, ==, 0);
}

static void
move_rows (XaLimits *from,
           XaLimits *to)
{
  g_autoptr (GPtrArray) rows = xa_limits_take_changed (from);

  g_assert_cmpuint (rows->len, >, 0);
  for (guint i = 0; i < rows->len; i++)
    xa_limits_load (to, g_ptr_array_index (rows, i));
}

static void
test_restart (void)
{
  FakeClock    clock, later;
  XaLimitState state;
  gint64       not_before_us = 0;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (XaLimits) again = make_limits (&later);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  xa_limits_set_rate (limits, "c", &ten);
  xa_limits_set_budget (limits, "c", 100, 0);
  for (int i = 0; i < 8; i++)
    must_acquire (limits, NULL);
  xa_limits_pause (limits, "c", "a", clock.now_us + HOUR);
  must_acquire (limits, "w");
  report (limits, &clock, "w", 5, 0, 2 * HOUR);
  move_rows (limits, again);
  rows = xa_limits_take_changed (limits);
  g_assert_cmpuint (rows->len, ==, 0);

  xa_limits_set_rate (again, "c", &ten);
  xa_limits_set_budget (again, "c", 100, 0);
  xa_limits_get_state (again, "c", &state);
  g_assert_cmpfloat (state.spent, ==, 9);
  g_assert_cmpfloat (state.tokens, ==, 1);
  g_assert_false (xa_limits_acquire (again, "c", "a", NULL, 1, 0, &not_before_us, NULL, NULL));
  g_assert_cmpint (not_before_us, ==, later.now_us + HOUR);
  g_assert_false (xa_limits_acquire (again, "c", "w", NULL, 1, 0, &not_before_us, NULL, NULL));
  g_assert_cmpint (not_before_us, ==, later.now_us + 2 * HOUR);
  must_acquire (again, NULL);
  g_assert_cmpint (later.slept_us, ==, 0);
  must_acquire (again, NULL);
  g_assert_cmpint (later.slept_us, >, 0);
}

static void
test_restart_broken (void)
{
  FakeClock    clock, later;
  XaLimitState state;
  g_autoptr (XaLimits) limits = make_limits (&clock);
  g_autoptr (XaLimits) again = make_limits (&later);

  for (int i = 0; i < 6; i++)
    fail_once (limits);
  move_rows (limits, again);
  xa_limits_get_state (again, "c", &state);
  g_assert_true (state.is_broken);
  must_acquire (again, NULL);
  g_assert_cmpint (later.slept_us, ==, 30 * SECOND);
  xa_limits_report (again, "c", NULL, NULL);
  xa_limits_get_state (again, "c", &state);
  g_assert_false (state.is_broken);
}

static void
test_estimate (void)
{
  FakeClock clock;
  g_autoptr (XaLimits) limits = make_limits (&clock);

  xa_limits_set_rate (limits, "c", &ten);
  g_assert_cmpint (xa_limits_estimate (limits, "c", NULL, NULL, 10), ==, 0);
  g_assert_cmpint (xa_limits_estimate (limits, "c", NULL, NULL, 310), ==, 300 * SECOND);
  g_assert_cmpint (xa_limits_estimate (limits, "c", "slow", &(XaRate) { 1, MINUTE }, 61), ==, HOUR);
  xa_limits_pause (limits, "c", NULL, clock.now_us + 2 * HOUR);
  g_assert_cmpint (xa_limits_estimate (limits, "c", NULL, NULL, 1), ==, 2 * HOUR);
}

/* A real wait ends with the cancellation, not with the wait. */
static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (XaLimits) limits = xa_limits_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64   begin_us = g_get_monotonic_time ();

  xa_limits_pause (limits, "c", NULL, g_get_real_time () + 29 * SECOND);
  g_assert_false (xa_limits_acquire (limits, "c", NULL, NULL, 1, 0, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 28 * SECOND);
  g_thread_join (thread);
}

/* A clock that stands still until it is moved, while whoever waits really does. */
typedef struct {
  XaLimits *limits;  /* (owned) */
  gint      now_s;   /* (atomic): since FAKE_NOW_US */
  gint      n_asked; /* (atomic): how often somebody looked */
  gint      is_over; /* (atomic): the wait */
  gint      dawdles; /* (atomic): who looks next is slow to go on */
  GThread  *thread;
  gint64    begun_us;
} Still;

static gint64
look_at_still (gpointer data)
{
  Still *self = data;
  gint64 now_us = FAKE_NOW_US + g_atomic_int_get (&self->now_s) * SECOND;

  g_atomic_int_inc (&self->n_asked);
  if (g_atomic_int_compare_and_exchange (&self->dawdles, TRUE, FALSE))
    g_usleep (200 * 1000);

  return now_us;
}

static gpointer
acquire_one (gpointer data)
{
  must_acquire (((Still *) data)->limits, NULL);

  return NULL;
}

static gpointer
back_off (gpointer data)
{
  Still *self = data;

  look_at_still (self);
  g_assert_true (xa_limits_wait (self->limits, 25 * SECOND, NULL));
  g_atomic_int_set (&self->is_over, TRUE);

  return NULL;
}

static void
still_init (Still *self)
{
  *self = (Still) { .limits = xa_limits_new () };
  xa_limits_set_clock (self->limits, look_at_still, NULL, self);
  xa_limits_set_rate (self->limits, "c", &(XaRate) { 10, 25 * SECOND });
}

/* Comes back once the other thread has looked at the clock, and waits, or is about to. */
static void
begin_still (Still      *self,
             GThreadFunc wait)
{
  int n_asked = g_atomic_int_get (&self->n_asked);

  self->begun_us = g_get_monotonic_time ();
  self->thread = g_thread_new ("wait", wait, self);
  while (g_atomic_int_get (&self->n_asked) == n_asked)
    g_thread_yield ();
}

/* The waits are of 25 seconds, and whoever hears nothing waits them out. */
static void
end_still (Still *self)
{
  g_thread_join (self->thread);
  g_assert_cmpint (g_get_monotonic_time () - self->begun_us, <, 24 * SECOND);
}

static void
test_change_ends_wait (void)
{
  Still still;

  still_init (&still);
  /* As slow as a tenth, one request has used up all, and the next waits until it is there again ... */
  xa_limits_set_throttle (still.limits, "c", 0.1);
  must_acquire (still.limits, NULL);
  begin_still (&still, acquire_one);
  /* ... but not any longer, as soon as it counts for no more than a tenth of that. */
  g_atomic_int_set (&still.now_s, 3);
  xa_limits_set_throttle (still.limits, "c", 1);
  end_still (&still);

  /* The computer slept through what the platform asked to wait for. */
  xa_limits_pause (still.limits, "c", NULL, FAKE_NOW_US + 30 * SECOND);
  begin_still (&still, acquire_one);
  g_atomic_int_set (&still.now_s, 31);
  xa_limits_wake (still.limits);
  end_still (&still);

  /* What failed for want of a network is tried again. */
  begin_still (&still, back_off);
  while (!g_atomic_int_get (&still.is_over)) {
    xa_limits_wake (still.limits);
    g_usleep (1000);
  }
  end_still (&still);
  xa_limits_unref (still.limits);
}

/* What changes while somebody is between the look at the clock and the wait does not go unheard. */
static void
test_change_before_wait (void)
{
  Still still;

  still_init (&still);
  xa_limits_pause (still.limits, "c", NULL, FAKE_NOW_US + 30 * SECOND);
  g_atomic_int_set (&still.dawdles, TRUE);
  begin_still (&still, acquire_one);
  g_atomic_int_set (&still.now_s, 31);
  xa_limits_wake (still.limits);
  end_still (&still);
  xa_limits_unref (still.limits);
}

#define N_THREADS 8
#define N_EACH 200

static gpointer
use_up (gpointer data)
{
  XaLimits *limits = data;

  for (int i = 0; i < N_EACH; i++) {
    must_acquire (limits, i % 2 ? "a" : "b");
    if (i % 5 == 0)
      xa_limits_drop (limits, "c", i % 2 ? "a" : "b", 1, 0);
    else
      xa_limits_report (limits, "c", i % 2 ? "a" : "b", NULL);
  }

  return NULL;
}

/* Threads share one count: none gets lost, none is counted twice. */
static void
test_threads (void)
{
  XaLimitState state;
  GThread     *threads[N_THREADS];
  g_autoptr (XaLimits) limits = xa_limits_new ();

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("use", use_up, limits);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  xa_limits_get_state (limits, "c", &state);
  g_assert_cmpfloat (state.spent, ==, N_THREADS * N_EACH * 4 / 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/limits/bucket", test_bucket);
  g_test_add_func ("/net/limits/two-levels", test_two_levels);
  g_test_add_func ("/net/limits/window", test_window);
  g_test_add_func ("/net/limits/window-out-of-order", test_window_out_of_order);
  g_test_add_func ("/net/limits/window-in-flight", test_window_in_flight);
  g_test_add_func ("/net/limits/shared-names", test_shared_names);
  g_test_add_func ("/net/limits/insane-reports", test_insane_reports);
  g_test_add_func ("/net/limits/pause", test_pause);
  g_test_add_func ("/net/limits/breaker", test_breaker);
  g_test_add_func ("/net/limits/breaker-wakes", test_breaker_wakes);
  g_test_add_func ("/net/limits/breaker-kept", test_breaker_kept);
  g_test_add_func ("/net/limits/breaker-dropped-probe", test_breaker_dropped_probe);
  g_test_add_func ("/net/limits/budget", test_budget);
  g_test_add_func ("/net/NET-7/restart-keeps-limits", test_restart);
  g_test_add_func ("/net/limits/restart-broken", test_restart_broken);
  g_test_add_func ("/net/limits/estimate", test_estimate);
  g_test_add_func ("/net/NET-5/limits-cancel", test_cancel);
  g_test_add_func ("/net/limits/change-ends-wait", test_change_ends_wait);
  g_test_add_func ("/net/limits/change-before-wait", test_change_before_wait);
  g_test_add_func ("/net/limits/threads", test_threads);

  return g_test_run ();
}
