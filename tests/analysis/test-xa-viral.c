#include "analysis/xa-viral.h"

#include <math.h>

#define HOUR XA_USEC_PER_HOUR
#define N_READINGS 40

/* A stream of posts of an audience, each read again and again while it is young. */
typedef struct {
  GArray           *posts;    /* (owned) (element-type XaViralPost) */
  XaCounterReading *readings; /* (owned) */
} Stream;

static void
stream_clear (Stream *self)
{
  g_clear_pointer (&self->posts, g_array_unref);
  g_clear_pointer (&self->readings, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

typedef enum {
  LOG_NORMAL, /* with a sigma of 1.2 */
  PARETO,     /* with an index of 1.5 */
  QUIET,      /* a handful of reactions, if any */
} Tail;

static double
normal (GRand *rand)
{
  double u = 1 - g_rand_double (rand);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (rand));
}

static double
draw_total (GRand *rand,
            Tail   tail)
{
  switch (tail) {
  case LOG_NORMAL:
    return 200 * exp (1.2 * normal (rand));
  case PARETO:
    return 100 * pow (1 - g_rand_double (rand), -1 / 1.5);
  case QUIET:
  default:
    return -3 * log (1 - g_rand_double (rand));
  }
}

/* What a post has at an age: most in the first hours, with a pace of its own, and some noise that
 * stays with it. */
static void
read_post (GRand            *rand,
           double            total,
           XaCounterReading *readings)
{
  const double pace = 6 * exp (0.3 * normal (rand));
  double       value = 0;

  for (int i = 0; i < N_READINGS; i++) {
    const double hours = 0.25 + i * 1.2 + 0.2 * g_rand_double (rand);
    double       now = total * (1 - exp (-hours / pace)) * exp (0.05 * normal (rand));

    value = MAX (value, floor (now));
    readings[i] = (XaCounterReading) { (gint64) (hours * (double) HOUR), value };
  }
}

static Stream
make_stream (GRand *rand,
             gsize  n_posts,
             Tail   tail)
{
  Stream self = { g_array_new (FALSE, FALSE, sizeof (XaViralPost)), g_new (XaCounterReading, n_posts * N_READINGS) };
  gint64 at_us = 0;

  for (gsize i = 0; i < n_posts; i++) {
    XaViralPost post = { at_us += 8 * HOUR + g_rand_int_range (rand, 0, 3600) * (HOUR / 3600), self.readings + i * N_READINGS, N_READINGS };

    read_post (rand, draw_total (rand, tail), self.readings + i * N_READINGS);
    g_array_append_val (self.posts, post);
  }

  return self;
}

static GArray *
find (const Stream      *stream,
      const XaViralRule *rule,
      XaViralSearch     *search)
{
  return xa_viral_find ((XaViralPost *) stream->posts->data, stream->posts->len, rule, 0, G_MAXINT64, 0, search);
}

/* On streams that do not change at most one post in two hundred is called viral, looked at as often
 * as it is; there is no cool-down that would hide alarms. */
static void
test_false_alarms (gconstpointer data)
{
  const Tail  tail = (Tail) GPOINTER_TO_INT (data);
  const gsize n_posts = g_getenv ("XAUDIENCE_TEST_FULL") ? 200000 : 20000;
  XaViralRule rule = XA_VIRAL_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7 + tail);
  g_auto (Stream) stream = make_stream (rand, n_posts, tail);
  g_autoptr (GArray) alarms = NULL;
  XaViralSearch search;

  rule.cool_down_us = 0;
  alarms = find (&stream, &rule, &search);
  g_test_message ("%u alarms among %" G_GSIZE_FORMAT " posts and %" G_GSIZE_FORMAT " looks: %.3f %%", alarms->len, search.n_posts, search.n_looks,
                  100.0 * alarms->len / (double) search.n_posts);
  g_assert_cmpuint (search.n_posts, >=, n_posts - XA_UNUSUAL_LEAST - 10);
  g_assert_cmpuint (search.n_looks, >, 5 * search.n_posts);
  g_assert_cmpfloat (alarms->len, <=, 0.005 * (double) search.n_posts);
  g_assert_cmpuint (search.n_quiet, ==, 0);
}

/* A post that has three hundred times what is usual is found four times in five while it is young. */
static void
test_found (void)
{
  const XaViralRule rule = XA_VIRAL_RULE_INIT;
  guint             n_found = 0;

  for (guint32 seed = 1; seed <= 50; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_auto (Stream) stream = make_stream (rand, 100, LOG_NORMAL);
    g_autoptr (GArray) alarms = NULL;
    XaViralSearch search;

    read_post (rand, 200 * 300, stream.readings + 80 * N_READINGS);
    alarms = find (&stream, &rule, &search);
    for (guint i = 0; i < alarms->len; i++) {
      const XaViralAlarm *alarm = &g_array_index (alarms, XaViralAlarm, i);

      if (alarm->post != 80)
        continue;
      n_found++;
      g_assert_cmpint (alarm->age_us, <, 12 * HOUR);
      g_assert_cmpint (alarm->seen_us, ==, g_array_index (stream.posts, XaViralPost, 80).at_us + alarm->age_us);
      g_assert_cmpfloat (alarm->value, >, 50 * alarm->usual);
      g_assert_cmpuint (alarm->n_others, ==, XA_VIRAL_BASELINE);
    }
  }
  g_test_message ("%u of 50", n_found);
  g_assert_cmpuint (n_found, >=, 40);
}

/* The same number at another age is nothing: age is matched. */
static void
test_age (void)
{
  const XaViralRule rule = XA_VIRAL_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_auto (Stream) stream = make_stream (rand, 100, LOG_NORMAL);
  XaCounterReading late = { 60 * HOUR, 0 };
  g_autoptr (GArray) alarms = NULL;
  XaViralSearch search;

  /* One reading only, at an age at which others were read: not unusual for that age. */
  g_array_index (stream.posts, XaViralPost, 80).readings = &late;
  g_array_index (stream.posts, XaViralPost, 80).n_readings = 1;
  late.value = 250;
  alarms = find (&stream, &rule, &search);
  for (guint i = 0; i < alarms->len; i++)
    g_assert_cmpuint (g_array_index (alarms, XaViralAlarm, i).post, !=, 80);
}

static void
test_floor (void)
{
  XaViralRule rule = XA_VIRAL_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_auto (Stream) stream = make_stream (rand, 100, QUIET);
  g_autoptr (GArray) below = NULL;
  g_autoptr (GArray) above = NULL;
  XaViralSearch search;

  read_post (rand, 400, stream.readings + 80 * N_READINGS);
  rule.floor = 500;
  below = find (&stream, &rule, &search);
  g_assert_cmpuint (below->len, ==, 0);
  rule.floor = 20;
  above = find (&stream, &rule, &search);
  g_assert_cmpuint (above->len, ==, 1);
}

/* Of two at once the second is kept back, and counted. */
static void
test_cool_down (void)
{
  XaViralRule rule = XA_VIRAL_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_auto (Stream) stream = make_stream (rand, 100, LOG_NORMAL);
  g_autoptr (GArray) alarms = NULL;
  g_autoptr (GArray) quiet = NULL;
  XaViralSearch search;

  read_post (rand, 200 * 1000, stream.readings + 80 * N_READINGS);
  read_post (rand, 200 * 1000, stream.readings + 81 * N_READINGS);
  rule.cool_down_us = 0;
  alarms = find (&stream, &rule, &search);
  g_assert_cmpuint (alarms->len, ==, 2);
  rule.cool_down_us = 24 * HOUR;
  quiet = find (&stream, &rule, &search);
  g_assert_cmpuint (quiet->len, ==, 1);
  g_assert_cmpuint (search.n_quiet, ==, 1);
}

/* Looking now and then finds what looking back finds, no matter where the spans end. */
static void
test_in_parts (void)
{
  const XaViralRule rule = XA_VIRAL_RULE_INIT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  g_auto (Stream) stream = make_stream (rand, 400, PARETO);
  const gint64 end_us = g_array_index (stream.posts, XaViralPost, 399).at_us + 100 * HOUR;
  gint64       quiet_until_us = 0;
  guint        n = 0;
  g_autoptr (GArray) whole = NULL;
  XaViralSearch search;

  for (guint i = 50; i < 400; i += 70)
    read_post (rand, 1e6, stream.readings + i * N_READINGS);
  whole = find (&stream, &rule, &search);
  g_assert_cmpuint (whole->len, >, 0);
  for (gint64 from_us = 0; from_us < end_us; from_us += 5 * HOUR) {
    g_autoptr (GArray) part = xa_viral_find ((XaViralPost *) stream.posts->data, stream.posts->len, &rule, from_us, from_us + 5 * HOUR, quiet_until_us, &search);

    for (guint i = 0; i < part->len; i++) {
      const XaViralAlarm *alarm = &g_array_index (part, XaViralAlarm, i);
      gboolean            known = FALSE;

      for (guint k = 0; k < whole->len; k++)
        known |= g_array_index (whole, XaViralAlarm, k).post == alarm->post;
      g_assert_true (known);
      quiet_until_us = alarm->seen_us + rule.cool_down_us;
      n++;
    }
  }
  g_assert_cmpuint (n, >=, whole->len);
}

static void
test_edges (void)
{
  const XaViralRule rule = XA_VIRAL_RULE_INIT;
  const XaViralPost unread = { 0, NULL, 0 };
  XaViralSearch     search;
  g_autoptr (GArray) none = xa_viral_find (NULL, 0, &rule, 0, G_MAXINT64, 0, &search);
  g_autoptr (GArray) one = xa_viral_find (&unread, 1, &rule, 0, G_MAXINT64, 0, &search);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (one->len, ==, 0);
  g_assert_cmpuint (search.n_posts, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/viral/false-alarms/log-normal", GINT_TO_POINTER (LOG_NORMAL), test_false_alarms);
  g_test_add_data_func ("/viral/false-alarms/pareto", GINT_TO_POINTER (PARETO), test_false_alarms);
  g_test_add_data_func ("/viral/false-alarms/quiet", GINT_TO_POINTER (QUIET), test_false_alarms);
  g_test_add_func ("/viral/found", test_found);
  g_test_add_func ("/viral/age", test_age);
  g_test_add_func ("/viral/floor", test_floor);
  g_test_add_func ("/viral/cool-down", test_cool_down);
  g_test_add_func ("/viral/in-parts", test_in_parts);
  g_test_add_func ("/viral/edges", test_edges);

  return g_test_run ();
}
